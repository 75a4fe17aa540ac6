"""A handover with its open work."""

from odoo import Command, fields

from .chapter import DemoChapter

# What, kind, customer, due in so many hours.
OPEN_WORK = (
    ("Call back about the broken lid", "promised", "tb_88231", 2),
    ("Kettle in red: ask the shop floor", "buyer", "小雨", 5),
    ("Gift wrapping and a card", "wish", "林女士", 20),
)


class Demo(DemoChapter):
    """The open work of today's shift, prepared by the agent who logs in (R8)."""

    sequence = 80

    def make_open(self):
        agent = self.builder.agent
        shifts = self.env["cs.shift"].search([("company_id", "=", self.env.company.id)])
        colleague = self.env["hr.employee"].search(
            [
                ("department_id", "=", agent.department_id.id),
                ("cs_level_id", "!=", False),
                ("id", "!=", agent.id),
            ],
            limit=1,
        )
        now = fields.Datetime.now()
        self.builder.env_as("agent")["cs.handover"].create(
            {
                "department_id": agent.department_id.id,
                "date": self.builder.today,
                "shift_id": shifts[0].id,
                "incoming_shift_id": shifts[1].id,
                "outgoing_ids": [Command.set(agent.ids)],
                "incoming_ids": [Command.set(colleague.ids)],
                "work_state": "Quiet afternoon; the parcel service is a day late.",
                "item_ids": [
                    Command.create(
                        {
                            "name": name,
                            "kind": kind,
                            "customer": customer,
                            "due_at": fields.Datetime.add(now, hours=hours),
                            "department_id": agent.department_id.id,
                        }
                    )
                    for name, kind, customer, hours in OPEN_WORK
                ],
            }
        )
