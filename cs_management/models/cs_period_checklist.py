from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

# More names than these are counted.
NAMES = 8


class Unfinished(NamedTuple):
    """Something of a month that nobody has finished, and where it is mended.

    ``names`` stand for the count where few words say more.
    """

    code: str
    label: str
    model: str = ""
    domain: tuple = ()
    count: int = 0
    names: str = ""

    @property
    def text(self):
        return f"{self.label}: {self.names or self.count}"


class CsPeriod(models.Model):
    """One list of what is unfinished before a month is locked, each with its link."""

    _inherit = "cs.period"

    note = fields.Text(readonly=True, copy=False, help="What the last run says itself.")
    lock_text = fields.Text(
        string="What the Lock Does",
        compute="_compute_lock_text",
        groups="cs_management.group_cs_officer",
    )
    days_missing = fields.Char(
        compute="_compute_lock_text", groups="cs_management.group_cs_officer"
    )

    @api.depends("statement_count", "amount_total", "date_from", "date_to", "state")
    @api.depends_context("lang")
    def _compute_lock_text(self):
        """What who locks the month now should know of it, beside the list."""
        for period in self:
            to_come = period.state != "locked" and period._days_to_come()
            period.days_missing = to_come and to_come.names
            period.lock_text = period._lock_words()

    def _lock_words(self):
        if not self.statement_count:
            return self.env._(
                "Nobody has a statement: the lock only lets the next period be locked."
            )
        return self.env._(
            "Statements: %(count)s, %(amount)s in all. They are computed once more and "
            "closed: fines go to the fund, and payroll rests on them. What changes "
            "later counts in the next open period.",
            count=self.statement_count,
            amount=self.currency_id.format(self.amount_total),
        )

    @api.readonly
    def action_ask_lock(self):
        """Say what the lock means for this month, and ask once more."""
        self.ensure_one()
        self._check_officer()
        self._check_can_lock()
        view = self.env.ref("cs_management.cs_period_view_form_lock")
        return self._get_records_action(
            name=self.env._("Lock %(period)s", period=self.name),
            views=[(view.id, "form")],
            target="new",
            context={},
        )

    @api.readonly
    def get_unfinished(self):
        """The list as the form of the period shows it.

        :return: ``[{"code", "label", "count", "names", "has_link"}]``
        """
        self.ensure_one()
        self._check_officer()
        if self.state == "locked":
            return []
        found = [
            {
                "code": row.code,
                "label": row.label,
                "count": row.count,
                "names": row.names,
                "has_link": bool(row.model),
            }
            for row in self._found_unfinished()
        ]
        said = (self.note or "").splitlines()
        return found + [
            {"code": "", "label": text, "count": 0, "names": "", "has_link": False}
            for text in said
        ]

    @api.readonly
    def action_open_unfinished(self, code):
        """Open what an entry of the list counts.

        :param code: as the list gives it
        """
        self.ensure_one()
        self._check_officer()
        for row in self._found_unfinished():
            if row.code == code and row.model:
                action = {
                    "type": "ir.actions.act_window",
                    "name": row.label,
                    "res_model": row.model,
                    "views": [(False, "list"), (False, "form")],
                    "domain": [
                        tuple(leaf) if isinstance(leaf, list) else leaf
                        for leaf in row.domain
                    ],
                    "context": {"create": False},
                }
                return self._unfinished_action(row, action)
        raise UserError(self.env._("Nothing is left of it: look at the list again."))

    def _unfinished_action(self, _row, action):
        """Hook: another action than the plain list of records."""
        return action

    def _found_unfinished(self, *, live=True):
        # sudo: officers are told what is unfinished in the whole company
        period = self.sudo().with_company(self.company_id)
        found = period._unfinished(live=live)
        return [row for row in found if row.count or row.names]

    def _unfinished(self, *, live):
        """Hook: what is unfinished in this month, in the order of the list.

        A chapter adds its own with :meth:`_left`; called in sudo.

        :param live: also what is looked for on the screen only, where it is as of now:
            a run need not wait for it
        :return: ``[Unfinished]``, with those of which nothing is found
        """
        return [
            *([self._days_to_come()] if live else []),
            *self._unfinished_people(),
            self._left(
                "ladders",
                self.env._("Ladders with agents and without an approved policy"),
                self._ladders_without_policy(),
            ),
        ]

    def _left(self, code, label, records, domain=None):
        """An entry of the list.

        :param records: what was found; or a model, with the ``domain`` to count in
        """
        if domain is not None:
            count = records.search_count(domain)
            return Unfinished(code, label, records._name, tuple(domain), count)
        names = records.mapped("display_name")
        told = ", ".join(names[:NAMES])
        if len(names) > NAMES:
            told = self.env._(
                "%(names)s and %(count)s more", names=told, count=len(names) - NAMES
            )
        domain = (("id", "in", records.ids),)
        return Unfinished(code, label, records._name, domain, len(names), told)

    def _undecided(self):
        """What somebody should decide before the period is locked.

        :return: ``[str]``, each a sentence in the reader's language
        """
        return [row.text for row in self._found_unfinished(live=False)]

    # ------------------------------------------------------------------
    # What the spine knows
    # ------------------------------------------------------------------

    def _days_to_come(self):
        """Days of a month that is not over: they are missing if it is locked now."""
        label = self.env._("Days of the period that have not passed")
        first = max(self.company_id._cs_today(), self.date_from)
        count = max((self.date_to - first).days + 1, 0)
        names = count and self.env._(
            "%(count)s, %(first)s to %(last)s",
            count=count,
            first=format_date(self.env, first),
            last=format_date(self.env, self.date_to),
        )
        return Unfinished("days", label, count=count, names=names or "")

    def _unfinished_people(self):
        """Agents who get no statement, or none that pays, and why."""
        versions = self.env["hr.version"].search_fetch(
            [
                ("company_id", "=", self.company_id.id),
                ("employee_id.active", "=", True),
                ("cs_level_id", "!=", False),
                ("date_version", "<=", self.date_to),
            ],
            ["employee_id", "contract_date_start", "contract_date_end", "wage"],
        )
        dated = versions.filtered("contract_date_start")
        unpaid = dated.filtered(
            lambda version: not version.wage
            and version.contract_date_start <= self.date_to
            and (version.contract_date_end or self.date_to) >= self.date_from
        )
        employees = self.env["hr.employee"]
        without_level = employees.search(
            [
                ("company_id", "=", self.company_id.id),
                ("cs_agent_code", "!=", False),
                ("cs_level_id", "=", False),
                ("id", "not in", versions.employee_id.ids),
            ]
        )
        nobody = []
        if not versions:
            label = self.env._("Nobody has a level yet, so nobody gets a statement")
            domain = (("company_id", "=", self.company_id.id),)
            count = employees.search_count(list(domain))
            nobody = [Unfinished("nobody", label, "hr.employee", domain, count or 1)]
        return [
            *nobody,
            self._left(
                "levels",
                self.env._("People with a work number but no level"),
                without_level,
            ),
            self._left(
                "contracts",
                self.env._(
                    "Agents with a level but no contract dates, who get no statement"
                ),
                versions.employee_id - dated.employee_id,
            ),
            self._left(
                "wages",
                self.env._("Agents in contract without a wage"),
                unpaid.employee_id,
            ),
        ]

    def _ladders_without_policy(self):
        """Ladders of agents that no approved policy covers at the period's end."""
        groups = self.env["hr.version"]._read_group(
            [
                ("company_id", "=", self.company_id.id),
                ("employee_id.active", "=", True),
                ("cs_level_id", "!=", False),
                ("date_version", "<=", self.date_to),
            ],
            ["cs_level_id"],
        )
        levels = self.env["cs.level"].union(*(level for [level] in groups))
        ladders = levels.ladder_id
        policies = self.env["cs.policy"]._approved(ladders.ids)
        return ladders.filtered(
            lambda ladder: not policies._at(ladder.id, self.date_to)
        )

    # ------------------------------------------------------------------
    # No publishing of nothing
    # ------------------------------------------------------------------

    def _check_can_publish(self):
        result = super()._check_can_publish()
        if not self.statement_ids:
            rows = self._found_unfinished()
            why = [
                row.text
                for row in rows
                if row.code in ("nobody", "levels", "contracts", "later", "ladders")
            ]
            raise UserError(
                self.env._(
                    "%(period)s has no statement that could be published. %(why)s",
                    period=self.name,
                    why="\n".join(why)
                    or self.env._("Nobody was an agent on a day of it."),
                )
            )
        return result
