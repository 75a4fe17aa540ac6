from collections import defaultdict

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

# More of them make no page longer: the rest opens in the app.
MOST = 60
UNDECIDED = ("draft", "cancelled", "refused", "self", "lead", "calibration")


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    def _paper_facts(self):
        """What amounts come from: order credits, workdays, entries.

        The same whoever prints it: the agent's own facts and those of the pool, never
        another agent's. One query a model, however many lines are printed.

        :return: ``{line_id: (records that are printed, how many more there are)}``
        """
        facts = {}
        for name, domains in self._paper_domains().items():
            # sudo: facts of this agent, for whom the paper is
            Model = self.env[name].sudo()
            found = self._paper_found(Model, domains)
            printed = {ident for ids in found.values() for ident in ids[:MOST]}
            for line_id, ids in found.items():
                rows = Model.browse(ids[:MOST]).with_prefetch(printed)
                facts[line_id] = rows, max(len(ids) - MOST, 0)
        return facts

    def _paper_sources(self, facts=None):
        """The facts in short: order numbers, punches, entries.

        :param facts: those of more lines, found at once
        :return: ``{line_id: [text]}``; the last text says how many more there are
        """
        facts = self._paper_facts() if facts is None else facts
        texts = {}
        for line_id in self.ids:
            rows, more = facts.get(line_id, ((), 0))
            if not rows:
                continue
            rows = rows.with_context(lang=self.env.lang)
            named = getattr(rows, "_paper_texts", None)
            texts[line_id] = named() if named else rows.mapped("display_name")
            if more:
                texts[line_id].append(self.env._("and %(count)s more", count=more))
        return texts

    def _paper_domains(self):
        """Which facts each line comes from: ``{model: {line_id: Domain}}``."""
        found = defaultdict(dict)
        for line in self:
            source = line._source()
            if not source:
                continue
            xmlid, domain = source
            # sudo: which model a list of the addon shows
            Model = self.env[self.env.ref(xmlid).sudo().res_model]
            if "employee_id" not in Model._fields:
                continue
            # sudo: whose amount it is, for whom the paper is
            owner = line.sudo().employee_id.id
            domain = Domain(domain) & Domain("employee_id", "in", (False, owner))
            if "state" in Model._fields:
                domain &= Domain("state", "not in", UNDECIDED)
            found[Model._name][line.id] = domain.optimize(Model)
        return found

    @staticmethod
    def _paper_found(Model, domains):
        """The records of each line, in order, by one query.

        :param domains: ``{line_id: Domain}``; what is equal, as the pool is for all
            of a team, is asked once
        :return: ``{line_id: [id]}``
        """
        asked = {str(domain): domain for domain in domains.values()}
        parts = [
            SQL(
                "SELECT %s::int, ARRAY(%s)",
                place,
                Model._search(domain, order=Model._order).select(),
            )
            for place, domain in enumerate(asked.values())
        ]
        rows = dict(Model.env.execute_query(SQL(" UNION ALL ").join(parts)))
        found = {name: rows[place] for place, name in enumerate(asked)}
        return {line_id: found[str(domain)] for line_id, domain in domains.items()}
