import logging
from collections import Counter

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..cases.cs_case import ENDS
from ..cs_seal_removal import GONE
from .kinds import BY_HAND, DECIDED, KINDS

_logger = logging.getLogger(__name__)

# Records that are done with one COMMIT.
CHUNK = 200
MOST_MONTHS = 600


class CsRetention(models.Model):
    """How long a company keeps a kind of personal data, and what happens then.

    One row a kind; off until a manager switches the company on. A scheduled action
    does it every day, in chunks, and writes the log. What an open appeal, an open case
    or a month that is not locked still needs is held back.
    """

    _name = "cs.retention"
    _description = "Retention Rule"
    _inherit = "cs.guard.mixin"
    _order = "company_id, sequence, id"
    _rec_name = "kind"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(
        [
            ("evidence", "Evidence of entries"),
            ("entry", "What happened, of entries"),
            ("appeal", "Appeals: reason and decision"),
            ("vote", "Level votes: who voted"),
            ("case", "Complaints and incidents"),
            ("discipline", "Cases against agents"),
            ("sanction", "Sanctions"),
            ("exception", "Attendance exceptions"),
            ("medical", "Medical notes and other proofs of leave"),
            ("import", "Imported files"),
            ("live_chat", "Links to live chats"),
            ("spot_check", "Spot checks"),
            ("inquiry", "Customers who did not buy"),
            ("handover", "Customers in handed over work"),
            ("level_change", "Level changes: reasons, speeches and remarks"),
            ("discount", "Discounts: customer, reason and decision"),
            ("memo", "Orders: seller's memo and reason of a discount"),
            ("buyer", "Orders: the buyer's name"),
            ("whatif", "What-ifs: what agents would have been paid"),
            ("employee", "Who has left"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    counted_from = fields.Char(compute="_compute_counted_from")
    months = fields.Integer(
        string="Months Kept", help="After the day beside it. 0: for good."
    )
    action = fields.Selection(
        [
            ("files", "Delete files"),
            ("texts", "Blank texts and discussion"),
            ("all", "Blank texts, delete files"),
            ("people", "Anonymise"),
            ("delete", "Delete"),
        ],
        string="What Happens",
        required=True,
    )
    is_on = fields.Boolean(
        string="Switched On", compute="_compute_is_on", compute_sudo=True
    )
    due_count = fields.Integer(
        string="Would Go Today",
        compute="_compute_counts",
        help="Records whose time is over and that nothing holds back.",
    )
    held_count = fields.Integer(
        string="Held Back",
        compute="_compute_counts",
        help="Over their time, but an open appeal, an open case or a month that is not "
        "locked still needs them.",
    )
    problem = fields.Text(string="Last Problem", readonly=True)

    _kind_uniq = models.UniqueIndex(
        "(company_id, kind)", "A company has one rule for each kind."
    )
    _months_bounds = models.Constraint(
        f"CHECK (months BETWEEN 0 AND {MOST_MONTHS})",
        "Months kept: from 0, for good, to 600.",
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_counted_from(self):
        ends = {
            "appeal": self.env._("the decision"),
            "vote": self.env._("the end of the vote"),
            "case": self.env._("its last change, once it is closed"),
            "discipline": self.env._("the decision"),
            "sanction": self.env._("the end of its force"),
            "medical": self.env._("the end of the leave"),
            "import": self.env._("the import"),
            "handover": self.env._("when it was done"),
            "level_change": self.env._("the decision"),
            "discount": self.env._("the decision"),
            "buyer": self.env._("the buyer's last order"),
            "whatif": self.env._("its last run"),
            "employee": self.env._("the departure"),
        }
        for rule in self:
            rule.counted_from = ends.get(rule.kind, self.env._("its day"))

    @api.depends("company_id")
    def _compute_is_on(self):
        for rule in self:
            rule.is_on = rule.company_id.cs_retention_on

    @api.depends("months", "kind", "action")
    def _compute_counts(self):
        # sudo: how many, of the companies whose rules the user reads
        for rule in self.sudo():
            due, held = rule._counts() if rule._origin else (0, 0)
            rule.due_count, rule.held_count = due, held

    @api.constrains("action", "kind")
    def _check_action(self):
        labels = dict(self._fields["action"]._description_selection(self.env))
        for rule in self:
            possible = KINDS[rule.kind].actions
            if rule.action not in possible:
                raise ValidationError(
                    self.env._(
                        "%(kind)s: possible is %(actions)s.",
                        kind=rule.display_name,
                        actions=", ".join(labels[name] for name in possible),
                    )
                )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for rule in self:
            rule.display_name = labels.get(rule.kind, "")

    def write(self, vals):
        result = super().write(vals)
        if not {"months", "action"}.isdisjoint(vals):
            for rule in self:
                self.env["cs.privacy.log"]._note(
                    rule.company_id, "rule", rule._in_words()
                )
        return result

    def _in_words(self):
        labels = dict(self._fields["action"]._description_selection(self.env))
        if not self.months:
            return self.env._("%(kind)s: kept for good", kind=self.display_name)
        return self.env._(
            "%(kind)s: %(months)s months, then: %(action)s",
            kind=self.display_name,
            months=self.months,
            action=labels[self.action],
        )

    @api.model
    def _set_up(self, companies=None):
        """Give companies the usual rules for what they have none for yet."""
        if companies is None:
            companies = self.env["res.company"].search([])
        known = {
            (row.company_id.id, row.kind)
            for row in self.search([("company_id", "in", companies.ids)])
        }
        self.create(
            [
                {
                    "company_id": company.id,
                    "kind": code,
                    "sequence": place,
                    "months": kind.months,
                    "action": kind.actions[0],
                }
                for company in companies
                for place, (code, kind) in enumerate(KINDS.items())
                if (company.id, code) not in known
            ]
        )

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_switch_on(self):
        """From now on the scheduled action removes what is over time."""
        return self._switch(True)

    def action_switch_off(self):
        return self._switch(False)

    def action_show_due(self):
        """The records that would go today."""
        self.ensure_one()
        self._check_manager()
        if self.kind == BY_HAND:
            return self.env["cs.privacy.anonymise"]._open(self.company_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": KINDS[self.kind].model,
            "view_mode": "list,form",
            # sudo: which ones; the user's own rights say what of them is read
            "domain": [("id", "in", self.sudo()._due().ids)],
            "context": {"create": False, "active_test": False},
        }

    @api.model
    def _check_manager(self):
        user = self.env.user
        if not (self.env.su or user.has_group("cs_management.group_cs_manager")):
            raise AccessError(
                self.env._(
                    "Only managers decide how long personal data is kept, and remove "
                    "it."
                )
            )

    def _switch(self, is_on):
        """Switch the companies of these rules, or the user's own."""
        self._check_manager()
        self.check_access("write")
        companies = self.company_id or self.env.company
        for company in companies:
            # sudo: managers of customer service do not write companies
            company.sudo().cs_retention_on = is_on
            text = self.env._("Switched on") if is_on else self.env._("Switched off")
            self.env["cs.privacy.log"]._note(company, "rule", text)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # ------------------------------------------------------------------
    # What is due; called in sudo
    # ------------------------------------------------------------------

    def _cut(self):
        """The first day of what is kept; ``None`` where it is kept for good."""
        if not self.months:
            return None
        return self.company_id._cs_today() - relativedelta(months=self.months)

    def _over(self):
        """Records whose time is over and that still have something to remove."""
        self.ensure_one()
        kind, cut = KINDS[self.kind], self._cut()
        if cut is None or self.kind == BY_HAND:
            return Domain.FALSE
        return (
            Domain(kind.company, "=", self.company_id.id)
            & kind.over(cut)
            & self._something_left(kind)
        )

    def _something_left(self, kind):
        model = self.env[kind.model]
        if self.action == "people":
            return kind.known
        if self.action == "delete":
            return Domain.TRUE
        found = []
        if self.action in ("texts", "all"):
            below = [
                f"{path}.{name}" for path, texts in kind.below.items() for name in texts
            ]
            found += [
                Domain(name, "not in", (False, "", GONE))
                for name in (*kind.texts, *below)
            ]
            if kind.talk and "message_ids" in model._fields:
                found.append(Domain("message_ids.body", "not in", (False, "")))
        if self.action in ("files", "all"):
            found.append(
                Domain(
                    "id",
                    "in",
                    self.env["ir.attachment"]
                    ._search(
                        [
                            ("res_model", "=", kind.model),
                            "|",
                            ("res_field", "=", False),
                            ("res_field", "!=", False),
                        ]
                    )
                    .subselect("res_id"),
                )
            )
            found += [
                Domain(field.name, "!=", False)
                for field in model._fields.values()
                if field.type == "many2many"
                and field.comodel_name == "ir.attachment"
                and field.store
            ]
        return Domain.OR(found)

    def _free(self):
        """What no open month, appeal or case still needs."""
        self.ensure_one()
        kind, company = KINDS[self.kind], self.company_id
        model = self.env[kind.model]
        found = Domain.TRUE
        unlocked = self.env["cs.period"].search(
            [("company_id", "=", company.id), ("state", "!=", "locked")],
            order="date_from",
            limit=1,
        )
        if unlocked and kind.day:
            is_moment = model._fields[kind.day].type == "datetime"
            limit = unlocked.start_utc if is_moment else unlocked.date_from
            # A file without dates is one of the day on which it was imported.
            found &= Domain(kind.day, "<", limit) | (
                Domain(kind.day, "=", False)
                & Domain("create_date", "<", unlocked.start_utc)
            )
            found &= kind.whole(limit)
        if "period_id" in model._fields:
            found &= Domain("period_id", "=", False) | Domain(
                "period_id.state", "=", "locked"
            )
        if kind.people:
            held = self._held_people(company)
            found &= ~Domain(kind.people, "in", held.ids)
        return found

    @api.model
    def _held_people(self, company):
        """Whose records an appeal or a case that is not decided still needs."""
        own = Domain("company_id", "=", company.id)
        return (
            self.env["cs.appeal"]
            .search(own & Domain("state", "=", "pending"))
            .employee_id
            | self.env["cs.disciplinary.case"]
            .search(own & Domain("state", "not in", DECIDED))
            .employee_id
            | self.env["cs.case"]
            .search(own & Domain("state", "not in", ENDS))
            .employee_id
        )

    def _due(self, limit=None):
        """The records that go today."""
        model = self.env[KINDS[self.kind].model].with_context(active_test=False)
        return model.search(self._over() & self._free(), order="id", limit=limit)

    def _counts(self):
        """How many go today, and how many are held back."""
        if self.kind == BY_HAND:
            due = self.env["cs.privacy.anonymise"]._due_employees(self.company_id)
            return len(due), 0
        model = self.env[KINDS[self.kind].model].with_context(active_test=False)
        over = self._over()
        due = model.search_count(over & self._free())
        return due, model.search_count(over) - due

    # ------------------------------------------------------------------
    # Doing it
    # ------------------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Remove what is over time, where a manager has switched it on."""
        rules = self.search(
            [("company_id.cs_retention_on", "=", True), ("kind", "!=", BY_HAND)]
        )
        for place, rule in enumerate(rules):
            if not rule._run(len(rules) - place):
                return
        self.env["ir.cron"]._commit_progress(remaining=0)

    def _run(self, remaining):
        """Do a rule chunk by chunk, each with its COMMIT.

        :return: whether there is time left
        """
        while True:
            try:
                with self.env.cr.savepoint():
                    count = self._run_chunk()
                    self.problem = False
            except UserError as error:
                # One rule that cannot does not stop the others.
                _logger.warning("retention %s: %s", self.kind, error)
                self.problem = str(error)
                count = 0
            time_left = self.env["ir.cron"]._commit_progress(
                count, remaining=remaining if count else remaining - 1
            )
            if not time_left:
                return False
            if not count:
                return True

    def _run_chunk(self):
        """Remove the next records; how many they were."""
        kind = KINDS[self.kind]
        records = self._due(CHUNK)
        if not records:
            return 0
        privacy, rule = self.env["cs.privacy"], self._in_words()
        if self.action == "people":
            found = getattr(privacy, kind.forget)(records, rule)
        elif self.action == "delete":
            found = Counter(records=len(records))
            records.unlink()
        else:
            has_texts = self.action in ("texts", "all")
            found = privacy._erase(
                records,
                rule,
                kind.texts if has_texts else (),
                files=self.action in ("files", "all"),
                talk=has_texts and kind.talk,
            )
            for path, texts in kind.below.items() if has_texts else ():
                below = privacy._erase(records[path], rule, texts)
                found["texts"] += below["texts"]
        self.env["cs.privacy.log"]._note(self.company_id, "retention", rule, found)
        _logger.info("retention %s: %s", self.kind, dict(found))
        return len(records)
