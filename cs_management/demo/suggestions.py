"""What the team has suggested and nobody has decided yet."""

from .chapter import DemoChapter


class Demo(DemoChapter):
    """One that is new, one that is being tried, one that was refused (R2.12)."""

    sequence = 99

    def make_open(self):
        own = self.builder.env_as("agent")["cs.suggestion"]
        _new, tried, refused = own.create(
            [
                {
                    "name": name,
                    "employee_id": self.builder.agent.id,
                    "date": self.builder.day(2, day),
                    "description": description,
                }
                for name, day, description in (
                    (
                        "尺码表自动回复 Size table as an automatic answer",
                        6,
                        "Half of the questions in the evening are about sizes.",
                    ),
                    (
                        "退货标签随包裹 Return label in the parcel",
                        4,
                        "Customers ask for it anyway.",
                    ),
                    ("午休关店 Close at noon", 3, "Few customers write then."),
                )
            ]
        )
        leader = self.builder.as_user("leader", tried)
        leader.action_try()
        self.builder.as_user("leader", refused)._decide(
            "refuse", "A third of the day's orders comes at noon."
        )
