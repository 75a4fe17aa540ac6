from odoo import api, models
from odoo.exceptions import UserError

from ...engine.money import total_of
from ..cs_home_items import MONEY, Link, Rows, Tile


class CsHome(models.AbstractModel):
    """An agent's running month, asked for after the home is on the screen.

    The run takes more queries than a first screen should wait for, and the credits of
    the month in a table of the transaction: this call stores nothing, but it is no
    read-only one.
    """

    _inherit = "cs.home"

    @api.model
    def get_estimate(self):
        """What the user's running month comes to, as blocks like those of the home.

        A month too long for a moment is not run: it says what its last run said.

        :return: ``{"blocks", "note"}``
        """
        now = self._now()
        items, note = [], ""
        if now.period and now.employees:
            items, note = self._estimated(now, now.employees)
        return {"blocks": self._filled_blocks(items), "note": note}

    @api.model
    def _estimated(self, now, employee):
        """Items and a note about one employment of the user."""
        if now.period.state != "open" or now.period._is_long():
            return self._stored_items(now, employee)
        try:
            run = now.period._estimate(employee.id)
        except UserError as error:
            return [], str(error)
        agent = run.agents.get(employee.id)
        if not agent:
            return [], self.env._(
                "%(agent)s is no agent in %(period)s: a level and the contract's dates "
                "are needed.",
                agent=employee.name,
                period=now.period.name,
            )
        note = self.env._(
            "Estimated by the facts of now, the rest of the month as planned. What "
            "changed behind closed months is not in it, nor what the month's end finds."
        )
        return self._estimate_items(now, run, agent), note

    @api.model
    def _estimate_items(self, now, _run, agent):
        """Hook: what a run of one agent says of their month."""
        total = total_of(line.amount for line in agent.lines)
        sums = {}
        for line in agent.lines:
            sums.setdefault(line.code, []).append(line.amount)
        amounts = {code: float(total_of(found)) for code, found in sums.items()}
        return self._pay_items(now, float(total), amounts, True)

    @api.model
    def _pay_items(self, now, total, amounts, is_estimate):
        """The pay as a tile, and its lines as a table in the statement's order."""
        Line = self.env["cs.statement.line"]
        labels = dict(Line._fields["code"]._description_selection(self.env))
        link = Link(
            "cs.statement.line",
            [now.own, ("period_id", "=", now.period.id)],
            views=("list", "form"),
        )
        return [
            Tile(
                "month",
                "pay",
                self.env._("Pay, estimated") if is_estimate else self.env._("Pay"),
                None if is_estimate else link,
                total,
                MONEY,
                hint=now.period.name,
            ),
            Rows(
                "month",
                "lines",
                self.env._("How it comes about"),
                [
                    (labels[code], "", amounts[code])
                    for code in Line._ordered_codes()
                    if amounts.get(code)
                ],
                MONEY,
                None if is_estimate else link,
                empty=self.env._("Nothing is earned yet."),
            ),
        ]

    @api.model
    def _stored_items(self, now, employee):
        """The statement of the last run, of a month that is published or long."""
        # sudo: their own statement; until it is published it is an estimate
        statement = (
            self.env["cs.statement"]
            .sudo()
            .search(
                [
                    ("employee_id", "=", employee.id),
                    ("period_id", "=", now.period.id),
                ]
            )
        )
        if not statement:
            return [], self.env._(
                "%(period)s was not computed yet: HR does it.", period=now.period.name
            )
        is_open = statement.state == "open"
        amounts = {}
        for line in statement.line_ids:
            amounts[line.code] = amounts.get(line.code, 0.0) + line.amount
        note = is_open and self.env._("As of the last computation by HR.")
        items = self._pay_items(now, statement.amount_total, amounts, is_open)
        return items + self._statement_items(now, statement), note or ""

    @api.model
    def _statement_items(self, _now, _statement):
        """Hook: what a stored statement says beside its amounts."""
        return []
