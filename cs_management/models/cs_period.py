from psycopg2.errors import ExclusionViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError
from odoo.fields import Date, Domain
from odoo.tools import SQL, format_date

from ..engine.periods import EARLIEST
from .missing import missing
from .queries import among


class Spans:
    """In the context as "cs_spans": :meth:`CsPeriod._spans` of a call that only reads.

    An object, so that no remote call can send it.
    """

    rows = ()


class CsPeriod(models.Model):
    """The pay period of a company: open, published, locked (R1.30).

    Identity and transitions; the monthly pipeline is in ``cs_period_pipeline.py``.
    """

    _name = "cs.period"
    _description = "Pay Period"
    _inherit = ["cs.guard.mixin", "cs.span.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="From", required=True, index=True, tracking=True)
    date_to = fields.Date(string="To", required=True, index=True, tracking=True)
    state = fields.Selection(
        [("open", "Open"), ("published", "Published"), ("locked", "Locked")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
        tracking=True,
    )
    computed_at = fields.Datetime(string="Computed", readonly=True, copy=False)
    locked_at = fields.Datetime(string="Locked On", readonly=True, copy=False)
    start_utc = fields.Datetime(
        string="Begins (UTC)",
        compute="_compute_instants",
        store=True,
        help="Midnight of the first day in the company's zone, kept at the lock.",
    )
    stop_utc = fields.Datetime(
        string="Ends (UTC)", compute="_compute_instants", store=True
    )
    warning = fields.Text(
        string="To Check", readonly=True, copy=False, help="Left by the last run."
    )
    is_recent = fields.Boolean(
        string="Recent",
        compute="_compute_is_recent",
        search="_search_is_recent",
        help="Not locked yet, or the last one that was.",
    )
    is_open = fields.Boolean(
        string="Not Locked", compute="_compute_is_open", search="_search_is_open"
    )
    statement_ids = fields.One2many("cs.statement", "period_id", string="Statements")
    statement_count = fields.Integer(compute="_compute_totals")
    amount_total = fields.Monetary(compute="_compute_totals", string="Total")

    _dates_ordered = models.Constraint(
        "CHECK (date_from <= date_to)", "A period ends on or after its first day."
    )
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(company_id, company_id, '[]') WITH &&, "
        "daterange(date_from, date_to, '[]') WITH &&)",
        "Pay periods of one company cannot overlap.",
    )

    @api.model
    def default_get(self, fields):
        """Offer the period after the last one, or the current one."""
        values = super().default_get(fields)
        company = self.env.company
        last = self.search([("company_id", "=", company.id)], limit=1)
        day = Date.context_today(self)
        first, stop = company._cs_period_bounds(
            Date.add(last.date_to, days=1) if last else day
        )
        if last:
            first = Date.add(last.date_to, days=1)
        return {
            **values,
            "date_from": first,
            "date_to": stop,
            "name": self._name_for(stop),
        }

    @api.depends("company_id.cs_tz", "date_from", "date_to")
    def _compute_instants(self):
        """Cut the period in the company's zone; a locked one stays as it was cut.

        What follows a locked period begins where that ended, whatever zone the
        company has chosen since: no order is lost or counted twice.
        """
        for period in self.sorted("date_from"):
            if period.state == "locked" or not (period.date_from and period.date_to):
                period.start_utc = period.start_utc
                period.stop_utc = period.stop_utc
                continue
            company = period.company_id
            clock = company._cs_clock()
            period.start_utc, period.stop_utc = clock.bounds(
                period.date_from, period.date_to
            )
            if locked_until := period._locked_until():
                period.start_utc = locked_until

    def _locked_until(self):
        """The instant at which the locked period just before this one ends."""
        before = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_to", "=", fields.Date.subtract(self.date_from, days=1)),
                ("state", "=", "locked"),
            ]
        )
        return before.stop_utc

    @api.depends("statement_ids.amount_total")
    def _compute_totals(self):
        groups = {
            period.id: (count, total)
            for period, count, total in self.env["cs.statement"]._read_group(
                [("period_id", "in", self.ids)],
                ["period_id"],
                ["__count", "amount_total:sum"],
            )
        }
        for period in self:
            period.statement_count, period.amount_total = groups.get(
                period._origin.id, (0, 0.0)
            )

    @api.depends("state", "date_from")
    def _compute_is_recent(self):
        recent = self._recent(self.company_id)
        for period in self:
            period.is_recent = period._origin in recent

    def _search_is_recent(self, operator, value):
        return among(operator, value, self._recent(self.env["res.company"]).ids)

    @api.depends("state")
    def _compute_is_open(self):
        for period in self:
            period.is_open = period.state != "locked"

    def _search_is_open(self, operator, value):
        # Ids, as in :meth:`_recent`.
        running = self.search([("state", "!=", "locked")])
        return among(operator, value, running.ids)

    @api.model
    def _recent(self, companies):
        """What lists open on: the periods that run, and the last locked of a company.

        Ids instead of a condition: so PostgreSQL knows how few of the many rows are
        asked for, and takes the index.

        :param companies: whose; of all that the reader may see if empty
        """
        of_company = Domain("company_id", "in", companies.ids) if companies else []
        locked = Domain("state", "=", "locked")
        running = self.search(Domain.AND([of_company, ~locked]))
        last = self._read_group(
            Domain.AND([of_company, locked]), ["company_id"], ["date_from:max"]
        )
        ends = [
            Domain("company_id", "=", company.id) & Domain("date_from", "=", day)
            for company, day in last
        ]
        return running | self.search(Domain.OR(ends)) if ends else running

    @api.model
    def _looked_at_companies(self):
        """The companies that are chosen; all of them where the program looks itself."""
        if self.env.su and "allowed_company_ids" not in self.env.context:
            return self.env["res.company"].search([])
        return self.env.companies

    @api.model
    def _unlocked_since(self):
        """The earliest day that is not locked in the companies looked at.

        For queries of many companies beside each one's own: a day that the database
        knows lets it take the index.
        """
        last = min(locked or EARLIEST for locked, _first, _stop in self._spans())
        return Date.add(last, days=1)

    @api.model
    def _spans(self):
        """Of each company looked at its last locked day, and from when to when the
        orders are that may count yet: ``[(day, first, stop)]``, what is not ``None``.

        With a :class:`Spans` in the context it is read once.
        """
        kept = self.env.context.get("cs_spans")
        if isinstance(kept, Spans) and kept.rows:
            return kept.rows
        companies = self._looked_at_companies()
        self.flush_model()
        # Without their rules: until when a company has locked is no secret in it.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT MAX(period.date_to) FILTER (WHERE period.state = 'locked'),
                       MIN(period.start_utc) FILTER (WHERE %(counts)s),
                       MAX(period.stop_utc) FILTER (WHERE %(counts)s)
                  FROM res_company AS company
                  LEFT JOIN cs_period AS period ON period.company_id = company.id
                 WHERE company.id = ANY(%(companies)s)
                 GROUP BY company.id
                """,
                counts=self._may_count_yet(),
                companies=companies.ids,
            )
        )
        if isinstance(kept, Spans):
            kept.rows = rows
        return rows

    @api.model
    def _may_count_yet(self):
        """Hook: condition that orders of ``period`` of ``company`` may count yet."""
        return SQL("period.state <> 'locked'")

    def _set_count(self, name, model, domain=()):
        """Set the counter ``name`` to the number of records that count in a period."""
        counts = dict(
            self.env[model]._read_group(
                [("period_id", "in", self.ids), *domain], ["period_id"], ["__count"]
            )
        )
        for period in self:
            period[name] = counts.get(period._origin, 0)

    @api.constrains("date_from", "date_to", "company_id")
    def _check_no_gap(self):
        """Periods follow each other without a gap, so that every day is in one."""
        for period in self:
            neighbours = self.search(
                [("company_id", "=", period.company_id.id), ("id", "!=", period.id)]
            )
            before = neighbours.filtered(
                lambda other, p=period: other.date_to < p.date_from
            )[:1]
            after = neighbours.filtered(
                lambda other, p=period: other.date_from > p.date_to
            )[-1:]
            for first, second in ((before, period), (period, after)):
                if not (first and second):
                    continue
                begin = fields.Date.add(first.date_to, days=1)
                if second.date_from != begin:
                    raise ValidationError(
                        self.env._(
                            "Between %(first)s and %(second)s some days belong to no "
                            "period: %(second)s must begin on %(date)s.",
                            first=first.name,
                            second=second.name,
                            date=begin,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("date_to") and not vals.get("name"):
                vals["name"] = self._name_for(fields.Date.to_date(vals["date_to"]))
        periods_ = super().create(vals_list)
        # sudo: gates are nobody's to read or write
        self.env["cs.period.gate"].sudo()._build(periods_)
        return periods_

    def write(self, vals):
        if not {"date_from", "date_to", "company_id"}.isdisjoint(vals):
            for period in self:
                if period.statement_ids or period.state == "locked":
                    raise UserError(
                        self.env._(
                            "%(period)s has statements: its dates can no longer "
                            "change.",
                            period=period.name,
                        )
                    )
        if "name" in vals:
            for period in self:
                if period.state == "locked":
                    raise UserError(
                        self.env._(
                            "%(period)s is locked and keeps its name: payslips and "
                            "prints carry it.",
                            period=period.name,
                        )
                    )
        return super().write(vals)

    def copy_data(self, default=None):
        """A copy is the period that follows the last one."""
        following = self.default_get(["date_from", "date_to", "name"])
        return super().copy_data({**following, **(default or {})})

    def _why_not_history(self):
        return self.state == "locked" and self.env._(
            "%(period)s is locked: its history stays.", period=self.name
        )

    @api.model
    def _kept_fields(self):
        return super()._kept_fields() | {
            "state",
            "computed_at",
            "locked_at",
            "start_utc",
            "stop_utc",
            "warning",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for period in self:
            if period.statement_ids:
                raise UserError(
                    self.env._(
                        "%(period)s has statements and cannot be deleted.",
                        period=period.name,
                    )
                )
            if period.state == "locked":
                raise UserError(
                    self.env._(
                        "%(period)s is locked and cannot be deleted.",
                        period=period.name,
                    )
                )
        for company, group in self.grouped("company_id").items():
            group._check_ends_only(company)

    def _check_ends_only(self, company):
        """Raise if a period between others would go: its days belonged to none."""
        every = self.search([("company_id", "=", company.id)], order="date_from")
        kept = every - self
        between = self.filtered(
            lambda period: kept
            and kept[0].date_from < period.date_from < kept[-1].date_from
        )
        if between:
            raise UserError(
                self.env._(
                    "%(period)s lies between other periods: only the first or the "
                    "last one can be deleted.",
                    period=between[0].name,
                )
            )

    @api.model
    def _name_for(self, last_day):
        return format_date(self.env, last_day, date_format="yyyy-MM")

    # ------------------------------------------------------------------
    # Posting periods
    # ------------------------------------------------------------------

    @api.model
    def _of_days(self, company, days):
        """The period of each day, made if there is none yet.

        :return: ``{date: period}``
        """
        found = self.search([("company_id", "=", company.id)], order="date_from")
        result = {}
        for day in sorted(days):
            period = found._covering(day)
            if not period:
                found |= self._create_until(company, day, found)
                period = found[-1]
            result[day] = period
        return result

    def _covering(self, day):
        """The one of these periods that holds ``day``; empty if none does."""
        return self.filtered(lambda period: period.date_from <= day <= period.date_to)

    @api.model
    def _touching(self, company, first, last):
        """The periods that there are with days of the span, the latest first."""
        return self.search(
            [
                ("company_id", "=", company.id),
                ("date_from", "<=", last),
                ("date_to", ">=", first),
            ]
        )

    @api.model
    def _existing_of(self, company, days):
        """The period of each day, where there is one.

        :return: ``{date: period}``
        """
        if not days:
            return {}
        found = self._touching(company, min(days), max(days))
        return {day: period for day in days if (period := found._covering(day))}

    @api.model
    def _locked_of(self, company):
        """The locked periods of a company."""
        return self.search([("company_id", "=", company.id), ("state", "=", "locked")])

    @api.model
    def _create_until(self, company, day, existing):
        """Make the periods from the last one up to ``day``; the first one alone.

        :raises ValidationError: if ``day`` lies before the company's first period
        """
        if existing and day < existing[0].date_from:
            raise ValidationError(
                self.env._(
                    "%(date)s lies before the first pay period of %(company)s, "
                    "%(period)s. Correct the date, or add the earlier period first.",
                    date=day,
                    company=company.name,
                    period=existing[0].name,
                )
            )
        ahead = fields.Date.add(fields.Date.context_today(self), years=1)
        if day > ahead:
            raise ValidationError(
                self.env._(
                    "%(date)s lies more than a year ahead: no pay period is made for "
                    "it. Correct the date.",
                    date=day,
                )
            )
        last = existing[-1:]
        created = self.browse()
        while not last or last.date_to < day:
            start = fields.Date.add(last.date_to, days=1) if last else day
            first, stop = company._cs_period_bounds(start)
            last = self._create_alone(
                {
                    "company_id": company.id,
                    "date_from": start if created or existing else first,
                    "date_to": stop,
                }
            )
            created |= last
        return created

    @api.model
    def _create_alone(self, values):
        """Make a period; who makes the same one at this moment begins anew, and has it.

        :raises ConcurrencyError: if so; Odoo runs the request again
        """
        try:
            with self.env.cr.savepoint():
                return self.create(values)
        except ExclusionViolation as error:
            raise ConcurrencyError(str(error)) from error

    @api.model
    def _posting(self, company, days):
        """Posting and origin period of facts by their days.

        :return: ``{date: (period, origin)}``; ``origin`` is empty unless the period
            of the day is locked
        """
        none = self.browse()
        result = {}
        for day, period in self._of_days(company, days).items():
            if period.state != "locked":
                result[day] = (period, none)
            else:
                result[day] = (period._next_open(), period)
        return result

    def _next_open(self):
        """The first period after this one that is not locked; made if need be."""
        self.ensure_one()
        period = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", ">", self.date_to),
                ("state", "!=", "locked"),
            ],
            order="date_from",
            limit=1,
        )
        if period:
            return period
        last = self.search([("company_id", "=", self.company_id.id)], limit=1)
        return self._create_until(
            self.company_id, fields.Date.add(last.date_to, days=1), last
        )

    # ------------------------------------------------------------------
    # Transitions
    # ------------------------------------------------------------------

    def action_publish(self):
        """Show the statements to their agents, who may look and appeal."""
        return self._press("publish")

    def _check_can_publish(self):
        if self.state != "open" or not self.computed_at:
            raise UserError(
                self.env._(
                    "%(period)s: compute an open period before you publish it.",
                    period=self.name,
                )
            )

    def _do_publish(self):
        self._transition("published")
        self.statement_ids._tell_published()

    def action_unpublish(self):
        for period in self:
            period._check_officer()
            period._take_turn()
            if period.state != "published":
                raise UserError(
                    self.env._("Only a published period can be taken back.")
                )
        return self._transition("open")

    def action_lock(self):
        """Compute once more and close the period for good: payroll rests on it."""
        return self._press("lock")

    def _do_lock(self):
        self._close_gate()
        self._do_compute(is_final=True)
        self._transition("locked")
        # sudo: what follows a lock, the fund's moves say, is no user's to write
        period = self.sudo()
        period._after_lock()
        period._seal()

    def action_reopen(self):
        """Ask for the reason; the wizard calls :meth:`reopen`."""
        self.ensure_one()
        self._check_can_reopen()
        return self.env["cs.period.reopen"]._get_records_action(
            name=self.env._("Reopen Period"),
            target="new",
            context={"default_period_id": self.id},
        )

    def reopen(self, reason):
        """Reopen a locked period; the reason stays in its history."""
        self.ensure_one()
        self._take_turn()
        self._check_can_reopen()
        if not str(reason or "").strip():
            raise UserError(self.env._("Say why the period is reopened."))
        self._close_gate()
        self._transition("published")
        # sudo: what followed the lock is no user's to take back
        period = self.sudo()
        period._after_reopen()
        period._seal_reopening(reason)
        self.message_post(
            body=self.env._("Reopened: %(reason)s", reason=reason),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        return True

    def _take_turn(self):
        """Hold the period for a step: two people do not run it at the same moment."""
        if len(self.try_lock_for_update(allow_referencing=True)) < len(self):
            raise UserError(
                self.env._(
                    "%(period)s is being computed, published or locked by somebody "
                    "else at this moment. Wait a little and look at it again.",
                    period=", ".join(self.mapped("name")),
                )
            )
        self.invalidate_recordset(["state", "computed_at"])

    def _enter(self, agents=None):
        """A fact of these periods changes now: their lock waits, or came first.

        :param agents: whose facts are counted, so that two of one agent meet, too
        """
        # sudo: gates are nobody's to read or write
        self.env["cs.period.gate"].sudo()._pass(self, agents=agents)

    def _close_gate(self):
        """From now on no fact of the period changes in another transaction."""
        # sudo: gates are nobody's to read or write
        self.env["cs.period.gate"].sudo()._pass(self, every=True)

    def _check_officer(self):
        """Raise unless the user is HR, and these are periods of their companies."""
        if not (self.env.su or self.env.user._cs_is_officer()):
            raise UserError(self.env._("Only HR officers run a period."))
        self.check_access("write")

    def _check_can_lock(self):
        self.ensure_one()
        if self.state == "locked":
            raise UserError(
                self.env._("%(period)s is locked already.", period=self.name)
            )
        earlier = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_to", "<", self.date_from),
                ("state", "!=", "locked"),
            ],
            order="date_from",
            limit=1,
        )
        if earlier:
            text = self.env._(
                "Lock %(earlier)s first: later periods rest on earlier ones.",
                earlier=earlier.name,
            )
            label = self.env._("Open %(month)s", month=earlier.name)
            raise missing(self.env, text, earlier, label)

    def _check_can_reopen(self):
        """Raise unless a manager may reopen this period."""
        self.ensure_one()
        user = self.env.user
        if not (self.env.su or user.has_group("cs_management.group_cs_manager")):
            raise UserError(
                self.env._("Only a customer service manager may reopen a period.")
            )
        if self.state != "locked":
            raise UserError(self.env._("%(period)s is not locked.", period=self.name))
        later = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("date_from", ">", self.date_to),
                ("state", "=", "locked"),
            ],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._(
                    "%(later)s is locked and rests on %(period)s: reopen it first.",
                    later=later.name,
                    period=self.name,
                )
            )

    def _transition(self, state):
        """Set the state of periods and their statements; no other way leads there."""
        # sudo: nobody may write statements; the callers have checked the role
        periods_ = self.sudo()
        now = fields.Datetime.now() if state == "locked" else False
        if state == "locked":
            periods_.statement_ids._set_state(state)
        periods_.write({"state": state, "locked_at": now})
        if state != "locked":
            periods_.statement_ids._set_state(state)
        return True

    def _after_lock(self):
        """Hook: what follows from a locked period."""

    def _after_reopen(self):
        """Hook: undo what the lock made; the next lock makes it anew."""

    def _seal(self, is_late=False):
        """Hook: seal what was locked, after all that follows from the lock.

        :param is_late: it was locked before there were seals
        """

    def _seal_reopening(self, reason):
        """Hook: keep for good that what was sealed is reopened."""

    # ------------------------------------------------------------------
    # Smart buttons
    # ------------------------------------------------------------------

    def _action_view(self, xmlid, **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {
            **action,
            "domain": [("period_id", "=", self.id)],
            "context": context,
        }

    @api.readonly
    def action_view_statements(self):
        return self._action_view("cs_management.cs_statement_action")
