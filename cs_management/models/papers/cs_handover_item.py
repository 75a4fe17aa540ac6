from odoo import models


class CsHandoverItem(models.Model):
    _inherit = "cs.handover.item"

    def _paper_row(self):
        """What the handover's paper says of it as it stands now."""
        # sudo: names are part of what is handed over
        item = self.sudo()
        return item._paper_cells(
            item.state,
            item.priority,
            item.due_at,
            item.next_holder_id,
            item.resolution,
        )

    def _paper_cells(self, state, priority, due_at, holder, done):
        """The cells of the paper, in the order of ``cs.handover._paper_work``."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        urgency = dict(self._fields["priority"]._description_selection(self.env))
        name = f"{self.name} \N{CHECK MARK}" if state == "done" else self.name
        if priority and priority != "0":
            name = f"{name} ({urgency[priority]})"
        moments = self.env["ir.qweb.field.datetime"]
        clock = {"hide_seconds": True, "tz_name": self.company_id.cs_tz}
        return [
            name,
            kinds.get(self.kind, ""),
            self.customer or self.partner_id.name or "",
            self.order_name or "",
            (due_at and moments.value_to_html(due_at, clock)) or "",
            holder.display_name or "",
            done or "",
        ]
