"""Fixtures of conduct: a small catalogue that has every kind of article."""

from odoo import Command

RULES = [
    {
        "code": "COMPLAINT",
        "name": "Valid complaint",
        "regulation": "R2.1",
        "steps": [(1, 50, False), (2, 100, False), (3, 0, "dismissal")],
    },
    {"code": "LIGHT2", "name": "Noise", "severity": "light", "points_min": 2},
    {"code": "MEDIUM10", "name": "Games", "severity": "medium", "points_min": 10},
    {"code": "MERIT5", "name": "On-call cover", "kind": "merit", "points_min": 5},
    {
        "code": "MERIT",
        "name": "Merit by weight",
        "kind": "merit",
        "points_min": 0,
        "points_max": 100,
        "amount_min": 0,
        "amount_max": 500,
    },
    {
        "code": "RANGE",
        "name": "Late or early",
        "severity": "light",
        "points_min": 2,
        "points_max": 5,
    },
    {
        "code": "REPLY",
        "name": "First reply",
        "regulation": "R2.6",
        "amount_min": 5,
        "trigger": "measured",
        "threshold": 30,
        "unit": 30,
    },
    {
        "code": "LEAD",
        "name": "Mark for team leads",
        "kind": "merit",
        "points_min": -5,
        "points_max": 5,
        "leads_only": True,
        "note_required": True,
    },
    {"code": "LOSS", "name": "Order mistake", "is_compensation": True},
    {"code": "DUTY", "name": "Duty missed", "amount_min": 10},
]


class ConductFixtures:
    """The catalogue by its codes in ``rules``, and entries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = {rule.code: rule for rule in cls.policy.rule_ids}

    @classmethod
    def policy_values(cls):
        rules = [Command.create(cls.rule_values(rule)) for rule in RULES]
        return {**super().policy_values(), "rule_ids": rules}

    @classmethod
    def rule_values(cls, rule):
        values = {key: value for key, value in rule.items() if key != "steps"}
        values["step_ids"] = [
            Command.create(
                {"occurrence": first, "amount": amount, "sanction": sanction}
            )
            for first, amount, sanction in rule.get("steps", ())
        ]
        return values

    @classmethod
    def make_entry(cls, agent, code, day, confirm=True, user=None, **values):
        """An entry of a rule by its code, confirmed unless told otherwise."""
        Entry = cls.env["cs.conduct.entry"].with_user(user or cls.env.user)
        entry = Entry.create(
            {
                "employee_id": agent.id,
                "rule_id": cls.rules[code].id,
                "date": day,
                **values,
            }
        )
        if confirm:
            entry.action_confirm()
        return entry
