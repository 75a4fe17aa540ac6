from odoo import api, fields, models

from ...engine.trace import step
from ..told import ToldText, told


class CsDisciplinaryCase(models.Model):
    """A dismissal case: a proposal with its evidence (R2.1, R3.10).

    People decide, in the chapter ``cases``; the addon never ends a contract. The
    pipeline withdraws a proposal that the facts no longer support, and leaves a decided
    one alone.
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
    decision_note = ToldText(string="Decision", tracking=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    is_withdrawn = fields.Boolean(
        string="Withdrawn",
        readonly=True,
        copy=False,
        help="Its facts have fallen away; nobody decided about it.",
    )

    _case_uniq = models.UniqueIndex(
        "(employee_id, period_id, reason, COALESCE(key, ''))",
        "This case is proposed already.",
    )

    @api.depends("employee_id", "reason")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["reason"]._description_selection(self.env))
        # sudo: a name, also of who is of another company by now
        for case in self.sudo():
            name = case.employee_id.display_name
            case.display_name = f"{name}: {labels.get(case.reason)}"

    @api.model
    def _open_states(self):
        """Statuses of a case that is not decided yet."""
        return ("proposed",)

    @api.model
    def _reasons_elsewhere(self):
        """Hook: reasons of cases that no run of a period finds, nor withdraws."""
        return ()

    @api.model
    def _withdraw(self, cases):
        """Drop open cases of locked periods whose occurrence is no longer reached.

        :param cases: open ones for a step; what people decided stays
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
        fallen._fall(told(step("case.not_reached")))

    def _fall(self, note):
        """Withdraw open cases whose facts have fallen away.

        :param note: why, as :func:`told.told` makes it
        """
        if self:
            root = self.env.ref("base.user_root")
            self.write(
                {
                    "state": "dropped",
                    "decision_note": note,
                    "decided_by_id": root.id,
                    "is_withdrawn": True,
                }
            )

    def _find_again(self, values):
        """The facts of a case are found again: it takes them as they are now."""
        if self.is_withdrawn:
            self.write(
                {
                    "state": "proposed",
                    "decision_note": False,
                    "decided_by_id": False,
                    "is_withdrawn": False,
                    "trace": values["trace"],
                }
            )
        elif self.state == "proposed" and self.trace != values["trace"]:
            self.write({"trace": values["trace"]})

    @api.model
    def _propose(self, period, values_list):
        """Make the proposals of a period what the facts say now.

        A proposal that nobody has been asked about goes when its facts go; one that is
        on its way is withdrawn and stays on file.

        :param values_list: full values, each with ``employee_id``, ``reason``, ``key``
        """
        existing = self.search(
            [
                ("period_id", "=", period.id),
                ("reason", "not in", self._reasons_elsewhere()),
            ]
        )
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
            case._find_again(values)
        gone = (existing - kept).filtered(
            lambda case: case.state in self._open_states()
        )
        untold = gone.filtered(lambda case: case.state == "proposed")
        untold.unlink()
        (gone - untold)._fall(told(step("case.corrected")))
        return kept | self.create(missing)
