"""Fixtures of leave: a policy with the chapter, types, and requests."""

from tests.common import CsCase


class LeaveCase(CsCase):
    """March 2026, day rate by 22; the agent has a user, so have their leaders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.edit_policy({"leave_enabled": True, "pool_enabled": False})
        cls.company.write({"cs_day_rate_basis": "fixed", "cs_day_rate_days": 22})
        cls.march = cls.make_period("2026-03")
        cls.agent = cls.make_agent("Li", wage=2200, user_id=cls.users["agent"].id)
        cls.sick = cls.make_type(
            "Sick", cs_pay_rate=40, cs_day_count="calendar", cs_is_sick=True
        )
        cls.personal = cls.make_type("Personal", unpaid=True)
        cls.official = cls.make_type("Official")

    @classmethod
    def make_type(cls, name, **values):
        return cls.env["hr.leave.type"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "requires_allocation": False,
                "request_unit": "half_day",
                "leave_validation_type": "manager",
                "cs_notice_days": 0,
                **values,
            }
        )

    @classmethod
    def ask(cls, leave_type, first, last=None, agent=None, user=None, **values):
        """A request; without a user HR enters it."""
        leaves = cls.env["hr.leave"].with_user(user or cls.env.user)
        return leaves.create(
            {
                "employee_id": (agent or cls.agent).id,
                "holiday_status_id": leave_type.id,
                "request_date_from": first,
                "request_date_to": last or first,
                **values,
            }
        )

    @classmethod
    def grant(cls, leave_type, first, last=None, **values):
        """Leave that went through all its approvals."""
        leave = cls.ask(leave_type, first, last, **values)
        while leave.state != "validate":
            leave.action_approve()
        return leave

    def line(self, period=None, agent=None):
        """The one leave deduction of a statement."""
        lines = self.statement(agent or self.agent, period or self.march).line_ids
        return lines.filtered(lambda line: line.code == "CS_LEAVE")

    def deducted(self, period=None, agent=None):
        period = period or self.march
        period.action_compute()
        return self.amounts(agent or self.agent, period).get("CS_LEAVE", 0)
