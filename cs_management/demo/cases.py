"""A sanction to countersign, one to decide, and a case that its agent answers."""

from .chapter import DemoChapter


class Demo(DemoChapter):
    """What the leader has put forward, and HR has begun (R2.16)."""

    sequence = 120

    def make_open(self):
        agents = self.builder.agents
        leader = self.builder.env_as("leader")
        given, _waits = leader["cs.sanction"].create(
            [
                {
                    "employee_id": self.builder.agent.id,
                    "kind": "criticism",
                    "reason": "Gave a customer's address to a colleague of another "
                    "shop, without asking.",
                },
                {
                    "employee_id": agents["106"].id,
                    "kind": "minor",
                    "reason": "Videos during the shift again, after two talks.",
                },
            ]
        )
        self.builder.as_user("officer", given).action_confirm()
        case = leader["cs.disciplinary.case"].create(
            {
                "employee_id": self.builder.agent.id,
                "opening_note": "Customer 52** says that they were hung up on twice in "
                "one evening. The chat log breaks off at 21:14 and 21:20.",
            }
        )
        self.builder.as_user("officer", case).action_put()
        self.builder.env_as("agent")["cs.case"].create(
            [
                {
                    "kind": "incident",
                    "name": "Parcel of order 8812 arrived with a broken glass door",
                    "customer": "陈**",
                    "order_number": "8812",
                },
                {
                    "kind": "problem",
                    "name": "The return form asks for the number twice",
                },
            ]
        )
        leader["cs.case"].create(
            {
                "name": "Promised delivery on Friday, came on Monday",
                "customer": "李**",
                "findings": "The promise stands in the chat of the 3rd.",
            }
        ).action_next()
