from odoo import api, fields, models


class CsPolicyAllowance(models.Model):
    """One allowance under a policy: what for, how much, on which condition (R5.6)."""

    _name = "cs.policy.allowance"
    _description = "Allowance"
    _inherit = "cs.policy.part.mixin"
    _order = "policy_id, sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    ladder_id = fields.Many2one(related="policy_id.ladder_id")
    level_id = fields.Many2one(
        "cs.level",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('ladder_id', '=', ladder_id)]",
        help="Empty: every level gets it.",
    )
    kind = fields.Selection(
        [
            ("traffic", "Traffic"),
            ("phone", "Phone"),
            ("meal", "Meals"),
            ("position", "Position"),
            ("skill", "Skills"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
    )
    regulation = fields.Char(help="Where the allowance stands, e.g. § 12.")
    amount = fields.Monetary(
        required=True,
        help="For skills: the least that is paid for them.",
        aggregator=None,
    )
    amount_max = fields.Monetary(
        string="At Most",
        help="For skills: from the least to this, by what is set for the agent, or by "
        "the level of their skills.",
        aggregator=None,
    )
    skills = fields.Char(
        help="Names of the skills that count, separated by commas; empty: the best one."
    )
    unit = fields.Selection(
        [("month", "A month"), ("day", "A day attended")],
        string="Paid Out",
        required=True,
        default="month",
    )
    pro_rata = fields.Selection(
        [("days", "By days, as base pay"), ("whole", "Whole in any month")],
        string="Part of a Month",
        required=True,
        default="days",
        help="Who joins, leaves or changes level within the month.",
    )
    condition = fields.Selection(
        [
            ("none", "No condition"),
            ("full", "Full attendance"),
            ("days", "Days attended"),
        ],
        required=True,
        default="none",
    )
    min_days = fields.Float(
        string="Days at Least", digits=(5, 2), help="With the condition of days."
    )

    _amounts = models.Constraint(
        "CHECK (amount >= 0 AND COALESCE(min_days, 0) >= 0 "
        "AND (COALESCE(amount_max, 0) = 0 OR amount_max >= amount))",
        "An allowance is zero or more, and the most is not less than the least.",
    )
    _skills_by_month = models.Constraint(
        "CHECK (kind != 'skill' OR (unit = 'month' AND condition = 'none'))",
        "An allowance for skills is paid by the month, without a condition.",
    )

    def _follows_time(self):
        """Whether what is paid depends on the days that were attended."""
        return self.unit == "day" or self.condition != "none"

    @api.model
    def _skill_levels(self, employee_ids, day):
        """Skills on a day: ``{employee_id: [(name of the skill, per cent)]}``."""
        return self._skill_levels_on(employee_ids, {day})[day]

    @api.model
    def _skill_levels_on(self, employee_ids, days):
        """Skills on some days, where Odoo's skills are installed (R5.5).

        The only place that knows of them: without that app nobody has any, and what
        is paid is the amount set for the agent. One query, however many the days.

        :return: ``{day: {employee_id: [(name of the skill, per cent)]}}``
        """
        found = {day: {} for day in days}
        if "hr.employee.skill" not in self.env or not days:
            return found
        # sudo: skills decide what is paid; nobody is shown what is read here
        rows = self.env["hr.employee.skill"].sudo()
        for row in rows.search(
            [
                ("employee_id", "in", list(employee_ids)),
                "|",
                ("valid_from", "=", False),
                ("valid_from", "<=", max(days)),
                "|",
                ("valid_to", "=", False),
                ("valid_to", ">=", min(days)),
            ]
        ):
            for day in days:
                begun = not row.valid_from or row.valid_from <= day
                if begun and not (row.valid_to and row.valid_to < day):
                    own = found[day].setdefault(row.employee_id.id, [])
                    own.append((row.skill_id.name, row.level_progress))
        return found

    def _best_level(self, levels):
        """The highest level among the skills that count; ``None`` without any.

        :param levels: ``[(name of the skill, per cent)]`` of one agent
        """
        wanted = {
            name.strip().casefold() for name in (self.skills or "").split(",")
        } - {""}
        counted = [
            level for name, level in levels if not wanted or name.casefold() in wanted
        ]
        return max(counted, default=None)
