"""Fixtures of cases: an agent who may answer, and the way from facts to outcome."""

from tests.common import CsCase

WIZARD = "cs.decision.reason"
NOW = "2026-03-20 04:00:00"  # Noon in Shanghai.


class CasesCase(CsCase):
    """Wang answers, the officer leads; a second one decides about appeals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent("Wang", user_id=cls.users["agent"].id)
        cls.march = cls.make_period("2026-03")
        cls.officer = cls.users["officer"]
        cls.second = cls.make_user("officer", login="cs_second")
        cls.manager = cls.users["manager"]

    def by(self, role, record):
        user = self.users[role] if isinstance(role, str) else role
        return record.with_user(user)

    def say(self, role, record, step, reason):
        """Give the reason of a step that asks for one, through its wizard."""
        action = getattr(self.by(role, record), f"action_{step}")()
        wizard = (
            self.env[WIZARD]
            .with_user(self.by(role, record).env.user)
            .with_context(**action["context"])
            .create({"reason": reason})
        )
        wizard.action_apply()

    def cases(self, agent=None, **values):
        agent = agent or self.agent
        return self.env["cs.disciplinary.case"].search(
            [
                ("employee_id", "=", agent.id),
                *((name, "=", value) for name, value in values.items()),
            ]
        )

    def open_case(self, role="officer", agent=None, note="Shouted at a customer"):
        agent = agent or self.agent
        return self.env["cs.disciplinary.case"].browse(
            self.by(role, self.env["cs.disciplinary.case"])
            .create({"employee_id": agent.id, "opening_note": note})
            .id
        )

    def lead(self, case, to="outcome"):
        """Take a case from its facts to a stage."""
        walk = {
            "statement": lambda: self.by("officer", case).action_put(),
            "hearing": lambda: self.say("agent", case, "answer", "I was ill"),
            "legal": lambda: self.say("officer", case, "hear", "Both were heard"),
            "outcome": lambda: self.say("officer", case, "check", "It holds"),
        }
        for stage, go in walk.items():
            go()
            self.assertEqual(case.state, stage)
            if stage == to:
                break
        return case

    def uphold(self, case, outcome, **values):
        self.by("officer", case).write(
            {"outcome": outcome, "decision_note": "It was so", **values}
        )
        self.by("officer", case).action_uphold()

    def sanctions(self, agent=None):
        agent = agent or self.agent
        return self.env["cs.sanction"].search([("employee_id", "=", agent.id)])
