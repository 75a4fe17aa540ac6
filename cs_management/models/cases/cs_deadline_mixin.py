from odoo import SUPERUSER_ID, api, fields, models

DEADLINE = "cs_management.cs_activity_deadline"


class CsDeadlineMixin(models.AbstractModel):
    """A record that waits for somebody until a day: an activity says so.

    A model says in :meth:`_waits_for` who that is and what they are to do.
    """

    _name = "cs.deadline.mixin"
    _description = "Record with a Deadline"

    deadline = fields.Date(readonly=True, copy=False, index="btree_not_null")
    responsible_id = fields.Many2one(
        "res.users",
        copy=False,
        index="btree_not_null",
        domain="[('share', '=', False)]",
        help="Sees to the next step.",
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )

    @api.depends("deadline")
    def _compute_is_overdue(self):
        for record in self:
            today = record.company_id._cs_today()
            record.is_overdue = bool(record.deadline and record.deadline < today)

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = [("deadline", "<", fields.Date.context_today(self))]
        return late if True in value else ["!", *late]

    def _waits_for(self):
        """Hook: whom it waits for, and what they are asked to do.

        :return: ``(res.users, text)`` in the language of the environment
        """
        return self.responsible_id, self.display_name

    def _plan(self, days):
        """Wait until so many days from today; ``{record: days}``, ``None``: no more.

        One activity for each record, all made at once.
        """
        values = []
        model_id = self.env["ir.model"]._get_id(self._name)
        activity_type = self.env.ref(DEADLINE, raise_if_not_found=False)
        for record in self:
            wait = days.get(record)
            today = record.company_id._cs_today()
            last = wait is not None and fields.Date.add(today, days=wait)
            # sudo: a column that the addon keeps
            record.sudo().deadline = last
            user, _text = record._waits_for()
            if last and user and activity_type:
                values.append(
                    {
                        "activity_type_id": activity_type.id,
                        "res_model_id": model_id,
                        "res_id": record.id,
                        "user_id": user.id,
                        "summary": record.with_context(lang=user.lang)._waits_for()[1],
                        "date_deadline": last,
                        "automated": True,
                    }
                )
        # sudo: activities of others, of this type only
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(values)

    @api.model
    def _responsible_among(self, officers, concerned):
        """Who of HR sees to it: the user, if they may, else the first of the others."""
        # By its id: looking it up would be a query for each of many cases.
        people = officers - concerned - officers.browse(SUPERUSER_ID)
        return self.env.user if self.env.user in people else people[:1]
