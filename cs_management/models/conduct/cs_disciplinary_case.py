from odoo import api, fields, models

from ..cs_decision_mixin import Step


class CsDisciplinaryCase(models.Model):
    """A dismissal case: a proposal with its evidence (R2.1, R3.10).

    People decide; the addon never ends a contract. The pipeline withdraws a proposal
    that the facts no longer support, and leaves a decided one alone.
    """

    _name = "cs.disciplinary.case"
    _description = "Dismissal Case"
    _inherit = [
        "cs.decision.mixin",
        "cs.trace.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _decision_note = "decision_note"

    employee_id = fields.Many2one(
        "hr.employee",
        string="Agent",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    department_id = fields.Many2one("hr.department", readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    period_id = fields.Many2one(
        "cs.period", required=True, readonly=True, index=True, ondelete="restrict"
    )
    statement_id = fields.Many2one(
        "cs.statement", readonly=True, index=True, ondelete="set null"
    )
    reason = fields.Selection(
        [
            ("score", "Score too low"),
            ("last_rank", "Last of the team"),
            ("step", "Violation"),
        ],
        required=True,
        readonly=True,
    )
    key = fields.Char(readonly=True)
    state = fields.Selection(
        [("proposed", "Proposed"), ("upheld", "Upheld"), ("dropped", "Dropped")],
        required=True,
        group_expand=True,
        readonly=True,
        default="proposed",
        index=True,
        tracking=True,
    )
    decision_note = fields.Text(string="Decision", tracking=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)

    _case_uniq = models.UniqueIndex(
        "(employee_id, period_id, reason, COALESCE(key, ''))",
        "This case is proposed already.",
    )

    @api.depends("employee_id", "reason")
    def _compute_display_name(self):
        labels = dict(self._fields["reason"]._description_selection(self.env))
        # sudo: a name, also of who is of another company by now
        for case in self.sudo():
            case.display_name = f"{case.employee_id.name}: {labels.get(case.reason)}"

    def action_uphold(self):
        return self._decide("uphold")

    def action_drop(self):
        return self._decide("drop")

    @api.model
    def _decision_steps(self):
        decided = {
            "from_states": ("proposed",),
            "why_not": "_why_concerned",
            "reason": "decision_note",
            "needs_reason": True,
            "signed": ("decided_by_id",),
        }
        return {
            "uphold": Step(to_state="upheld", **decided),
            "drop": Step(to_state="dropped", **decided),
        }

    @api.model
    def _withdraw(self, cases):
        """Drop proposals of locked periods whose occurrence is no longer reached.

        :param cases: proposed ones for a step; what people decided stays
        """
        Entry = self.env["cs.conduct.entry"]
        entries = Entry.browse(int(case.key) for case in cases).exists()
        standing = entries.filtered(
            lambda entry: entry.state == "confirmed" and not entry.is_reversed
        )
        sanctions = {entry.id: entry.sanction for entry in standing}
        for entry, values in standing._renumbered():
            sanctions[entry.id] = values["sanction"]
        fallen = cases.filtered(
            lambda case: sanctions.get(int(case.key)) != "dismissal"
        )
        if fallen:
            fallen.write(
                {
                    "state": "dropped",
                    "decision_note": self.env._(
                        "Withdrawn: an entry before it was cancelled after the month "
                        "was locked, so its occurrence is not reached any more."
                    ),
                    "decided_by_id": self.env.ref("base.user_root").id,
                }
            )

    @api.model
    def _propose(self, period, values_list):
        """Make the proposals of a period what the facts say now.

        :param values_list: full values, each with ``employee_id``, ``reason``, ``key``
        """
        existing = self.search([("period_id", "=", period.id)])
        by_key = {
            (case.employee_id.id, case.reason, case.key or ""): case
            for case in existing
        }
        missing, kept = [], self.browse()
        for values in values_list:
            case = by_key.get(
                (values["employee_id"], values["reason"], values.get("key") or "")
            )
            if case is None:
                missing.append(values)
                continue
            kept |= case
            if case.state == "proposed" and case.trace != values["trace"]:
                case.write({"trace": values["trace"]})
        (existing - kept).filtered(lambda case: case.state == "proposed").unlink()
        return kept | self.create(missing)
