from odoo import api, fields, models
from odoo.fields import Domain

HANDOVER_KINDS = [
    ("shift", "Between shifts"),
    ("cross_team", "Between teams"),
    ("agent", "Leave, transfer or exit"),
]

DATA = "cs_management/data/handover"


class CsHandoverTemplate(models.Model):
    """What a team checks when it hands over, and when (R8.1, R8.2)."""

    _name = "cs.handover.template"
    _description = "Handover Template"
    _inherit = "cs.guard.mixin"
    _order = "company_id, department_id, kind, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    department_id = fields.Many2one(
        "hr.department",
        string="Team",
        check_company=True,
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: for every team that has no template of its own.",
    )
    kind = fields.Selection(HANDOVER_KINDS, required=True, default="shift")
    lead_minutes = fields.Integer(
        string="Meet Earlier By (Minutes)",
        default=15,
        help="Outgoing and incoming agents meet so long before the change.",
    )
    proposal_hours = fields.Float(
        string="Propose Entry After (Hours)",
        help="How long an item or a handover may be overdue before the entry for it "
        "is proposed to the leader, who confirms that there was a loss.",
    )
    shift_ids = fields.Many2many(
        "cs.shift",
        string="Handed Over Every Day",
        check_company=True,
        help="The handovers at the end of these shifts are made every day; a team "
        "must be set.",
    )
    line_ids = fields.One2many("cs.handover.template.line", "template_id", copy=True)

    _team_uniq = models.UniqueIndex(
        "(company_id, COALESCE(department_id, 0), kind) WHERE active",
        "This team has a template for this kind of handover already.",
    )
    _positive = models.Constraint(
        "CHECK (lead_minutes >= 0 AND proposal_hours >= 0)",
        "Minutes and hours cannot be negative.",
    )

    @api.model
    def _load_usual(self, company):
        """A template of each kind for the company, where it has none at all (R8.2).

        :return: whether anything was made
        """
        Shift = self.env["cs.shift"]
        known = set(
            self.with_context(active_test=False)
            .search([("company_id", "=", company.id)])
            .mapped("kind")
        )
        labels = dict(HANDOVER_KINDS)
        made = {}
        for row in Shift._read_usual("cs.handover.template.line", DATA):
            kind = row["kind"]
            if kind in known:
                continue
            if kind not in made:
                made[kind] = self.create(
                    {"name": labels[kind], "kind": kind, "company_id": company.id}
                )
            line = made[kind].line_ids.create(
                {"template_id": made[kind].id, "name": row["name"]["en_US"]}
            )
            Shift._translate_name(line, row["name"])
        return bool(made)

    @api.model
    def _for(self, department, kind, company):
        """The template of a team, of a team above it, or of the company."""
        # sudo: a checklist is no secret, departments above may be out of sight
        templates = self.sudo().search(
            Domain("company_id", "=", company.id) & Domain("kind", "=", kind)
        )
        team = department.sudo()
        by_team = {template.department_id: template for template in templates}
        while team:
            if team in by_team:
                return by_team[team]
            team = team.parent_id
        return by_team.get(team, templates.browse())
