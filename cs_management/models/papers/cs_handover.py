from odoo import models

from ..cs_policy_document import Table


class CsHandover(models.Model):
    _inherit = "cs.handover"

    def _paper_work(self):
        """The open work as a table; columns in which nothing stands are left out.

        What was accepted is printed as it was handed over then.
        """
        heads = [
            self.env._("What"),
            self.env._("Kind"),
            self.env._("Customer"),
            self.env._("Order"),
            self.env._("Due"),
            self.env._("For Whom"),
            self.env._("Done so far"),
        ]
        if self.state in ("accepted", "reviewed"):
            rows = [row._paper_row() for row in self.passed_ids]
        else:
            rows = [row._paper_row() for row in self.item_ids]
        used = [place for place in range(len(heads)) if any(row[place] for row in rows)]
        return Table(
            "",
            [heads[place] for place in used],
            [[row[place] for place in used] for row in rows],
        )

    def action_print(self):
        return self.env.ref("cs_management.cs_handover_report").report_action(self)
