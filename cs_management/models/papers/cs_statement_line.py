from odoo import models
from odoo.fields import Domain

# More of them make no page longer: the rest opens in the app.
MOST = 60
UNDECIDED = ("draft", "cancelled", "refused", "self", "lead", "calibration")


class CsStatementLine(models.Model):
    _inherit = "cs.statement.line"

    def _paper_sources(self):
        """What the amount comes from, in short: order numbers, punches, entries.

        The same whoever prints it: the agent's own facts and those of the pool, never
        another agent's.

        :return: ``[text]``; the last one says how many more there are
        """
        self.ensure_one()
        source = self._source()
        if not source:
            return []
        xmlid, domain = source
        # sudo: which model a list of the addon shows
        action = self.env.ref(xmlid).sudo()
        Model = self.env[action.res_model]
        if "employee_id" not in Model._fields:
            return []
        # sudo: facts of this agent, for whom the paper is
        Model = Model.sudo()
        domain = Domain(domain) & Domain(
            "employee_id", "in", (False, self.sudo().employee_id.id)
        )
        if "state" in Model._fields:
            domain &= Domain("state", "not in", UNDECIDED)
        found = Model.search(domain, limit=MOST)
        texts = getattr(found, "_paper_texts", None)
        named = texts() if texts else found.mapped("display_name")
        more = Model.search_count(domain) - MOST if len(found) == MOST else 0
        if more > 0:
            named.append(self.env._("and %(count)s more", count=more))
        return named
