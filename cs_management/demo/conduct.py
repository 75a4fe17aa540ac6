"""Entries: what happened, and the articles that it falls under."""

from odoo import Command

from .chapter import DemoChapter

# Articles of R2 and R3 that cover every kind of price: steps, range, measure, merit.
# They have the codes that the packs standard_shop and score_80 give them.
STANDARD_RULES = (
    {
        "code": "COMPLAINT",
        "regulation": "R2.1",
        "name": "Customer complaint",
        "amount_min": 50,
        "step_ids": [
            Command.create({"occurrence": 2, "amount": 100}),
            Command.create(
                {"occurrence": 3, "amount": 0, "sanction": "dismissal"},
            ),
        ],
    },
    {
        "code": "PRIVATE_CHAT",
        "regulation": "R2.2",
        "name": "Private chat at work",
        "amount_min": 10,
    },
    {
        "code": "SLOW_FIRST_REPLY",
        "regulation": "R2.6",
        "name": "First reply after more than 30 seconds",
        "amount_min": 5,
        "trigger": "measured",
        "threshold": 30,
        "unit": 30,
        "unit_label": "seconds",
    },
    {
        "code": "SUGGESTION_ADOPTED",
        "regulation": "R2.12",
        "name": "Adopted suggestion",
        "kind": "merit",
        "amount_min": 10,
        "amount_max": 100,
    },
    {
        "code": "NOT_MANDARIN",
        "regulation": "R3.3",
        "name": "Not speaking Mandarin",
        "severity": "light",
        "points_min": 2,
    },
    {
        "code": "LATE_EARLY",
        "regulation": "R3.3",
        "name": "Late or early",
        "severity": "light",
        "points_min": 2,
        "points_max": 5,
    },
    {
        "code": "FILMS_GAMES",
        "regulation": "R3.4",
        "name": "Films or games",
        "severity": "medium",
        "points_min": 10,
    },
    {
        "code": "VALID_COMPLAINT",
        "regulation": "R3.5",
        "name": "Valid complaint",
        "severity": "severe",
        "points_min": 20,
    },
    {
        "code": "EXAM_FULL_MARKS",
        "regulation": "R3.2",
        "name": "Exam with full marks",
        "kind": "merit",
        "points_min": 5,
    },
)

# Month, day, work number, article, values.
ENTRIES = (
    (0, 3, "101", "EXAM_FULL_MARKS", {"note": "Product exam: full marks."}),
    (0, 3, "201", "EXAM_FULL_MARKS", {"note": "Product exam: full marks."}),
    (0, 4, "203", "COMPLAINT", {"note": "Customer 13**: answered after a day."}),
    (0, 4, "203", "VALID_COMPLAINT", {"note": "Customer 13**."}),
    (0, 9, "104", "LATE_EARLY", {"points": 3, "note": "Six minutes late."}),
    (0, 12, "106", "FILMS_GAMES", {"note": "Video running during the shift."}),
    (0, 18, "203", "COMPLAINT", {"note": "Customer 58**: wrong promise."}),
    (0, 18, "203", "VALID_COMPLAINT", {"note": "Customer 58**."}),
    (
        0,
        21,
        "102",
        "SUGGESTION_ADOPTED",
        {"amount": 60, "note": "Template for returns."},
    ),
    (0, 23, "106", "FILMS_GAMES", {"note": "Seen again by the lead."}),
    (0, 24, "105", "NOT_MANDARIN", {}),
    (1, 3, "103", "EXAM_FULL_MARKS", {"note": "Product exam: full marks."}),
    (1, 4, "102", "EXAM_FULL_MARKS", {"note": "Product exam: full marks."}),
    (1, 6, "202", "SLOW_FIRST_REPLY", {"measure": 95, "note": "Spot check of chats."}),
    (1, 8, "203", "COMPLAINT", {"note": "Customer 21**: no call back."}),
    (1, 8, "203", "VALID_COMPLAINT", {"note": "Customer 21**."}),
    (1, 10, "104", "LATE_EARLY", {"points": 2}),
    (1, 14, "206", "PRIVATE_CHAT", {}),
    (1, 17, "206", "NOT_MANDARIN", {}),
    (1, 22, "101", "SUGGESTION_ADOPTED", {"amount": 50, "note": "Shorter greeting."}),
    (1, 26, "201", "EXAM_FULL_MARKS", {"note": "Exam on the new dishwasher."}),
    (2, 1, "101", "EXAM_FULL_MARKS", {"note": "Product exam: full marks."}),
    (2, 2, "203", "COMPLAINT", {"note": "Customer 77**: hung up on."}),
    (2, 2, "203", "VALID_COMPLAINT", {"note": "Customer 77**."}),
    (
        2,
        3,
        "103",
        "SUGGESTION_ADOPTED",
        {"amount": 100, "note": "Return labels in the box."},
    ),
    (2, 3, "203", "COMPLAINT", {"note": "Customer 40**: refund forgotten."}),
    (2, 3, "203", "VALID_COMPLAINT", {"note": "Customer 40**."}),
    (2, 4, "106", "LATE_EARLY", {"points": 5, "note": "Half an hour late."}),
    (2, 5, "202", "SLOW_FIRST_REPLY", {"measure": 60}),
    (2, 5, "203", "COMPLAINT", {"note": "Customer 65**: quarrel."}),
    (2, 5, "203", "VALID_COMPLAINT", {"note": "Customer 65**."}),
    (2, 6, "104", "NOT_MANDARIN", {}),
)
DRAFTS = (
    (2, 5, "102", "LATE_EARLY", {"note": "Says the punch clock was wrong."}),
    (2, 6, "206", "FILMS_GAMES", {"note": "To be checked with the lead."}),
)
# Written down in the open month, of a day in the locked one before.
LATE_ENTRY = (1, 25, "104", "PRIVATE_CHAT", {"note": "Found in the chat log later."})


def rule_of(agent, day, code):
    """The rule with a code in the policy of an agent on a day."""
    policies = agent.env["cs.policy"]._of_agents({(agent.id, day)})
    return policies[agent.id, day].rule_ids.filtered(lambda rule: rule.code == code)


def make_entry(env, agent, code, day, *, confirm=True, **values):
    """An entry against (or for) an agent by the code of its rule."""
    rule = rule_of(agent.with_env(env), day, code)
    entry = env["cs.conduct.entry"].create(
        {"employee_id": agent.id, "rule_id": rule.id, "date": day, **values}
    )
    if confirm:
        entry.action_confirm()
    return entry


class Demo(DemoChapter):
    """Entries that the leaders of the teams write."""

    sequence = 60

    @classmethod
    def policy_values(cls):
        return {"rule_ids": [Command.create(rule) for rule in STANDARD_RULES]}

    def make_month(self, month):
        self.make_entries(month, ENTRIES)

    def make_late(self):
        """Drafts to decide, and what was found in a chat log later."""
        self.make_entries(2, DRAFTS, confirm=False)
        month, day, code, article, values = LATE_ENTRY
        day = self.builder.months[month].replace(day=day)
        self._make_entry(code, article, day, True, values)

    def make_entries(self, month, entries, confirm=True):
        """The entries of a month, each written by a leader of the agent's team."""
        made = []
        for entry_month, day, code, article, values in entries:
            on = entry_month == month and self.builder.day(month, day)
            if on:
                made.append(self._make_entry(code, article, on, confirm, values))
        return made

    def _make_entry(self, code, article, day, confirm, values):
        agent = self.builder.agents[code]
        login = (
            "leader"
            if agent.department_id == self.builder.departments["pre"]
            else "leader2"
        )
        return make_entry(
            self.builder.env_as(login), agent, article, day, confirm=confirm, **values
        )
