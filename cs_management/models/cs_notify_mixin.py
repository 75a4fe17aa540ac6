from odoo import api, fields, models


class CsNotifyMixin(models.AbstractModel):
    """Tell people about a record: an activity to do, and a mail in their language.

    Every kind of notification has its switch on the company. Activities and mails are
    made in batch; what the mail system looks up for each recipient is its own.
    """

    _name = "cs.notify.mixin"
    _description = "Notifications of Customer Service"

    @api.model
    def _notification_switches(self):
        """Hook: kind -> (the company's switch, mail template, activity type).

        No type: the record makes an activity of its own. No template: it is mailed
        in a way of its own.
        """
        return {}

    def _notify_agents(self, kind):
        """Notify the agent of each record, where the company wants it.

        :param kind: a key of :meth:`_notification_switches`
        """
        switch = self._notification_switches()[kind][0]
        # sudo: an agent may be of another company by now; only they are told
        records = self.sudo().filtered(
            lambda record: record.company_id[switch] and record.employee_id.user_id
        )
        records._notify_users(
            kind, {record: record.employee_id.user_id for record in records}
        )

    def _notify_users(self, kind, users):
        """Make one activity and one mail per record for the given users.

        :param users: ``{record: res.users}``; records without users are left out
        """
        _switch, template, activity_type = self._notification_switches()[kind]
        # sudo: what is told are names and links; who may not read it opens nothing
        records = self.sudo().filtered(lambda record: users.get(record))
        if not records:
            return
        activity = activity_type and self.env.ref(
            activity_type, raise_if_not_found=False
        )
        if activity:
            model_id = self.env["ir.model"]._get_id(self._name)
            # sudo: activities of others, of this type only
            self.env["mail.activity"].sudo().with_context(
                mail_activity_quick_update=True
            ).create(
                [
                    {
                        "activity_type_id": activity.id,
                        "res_model_id": model_id,
                        "res_id": record.id,
                        "user_id": user.id,
                        "summary": record.with_context(lang=user.lang).display_name,
                        "date_deadline": fields.Date.context_today(record),
                        "automated": True,
                    }
                    for record in records
                    for user in users[record]
                ]
            )
        template = template and self.env.ref(template, raise_if_not_found=False)
        if template:
            # sudo: users may not send templates; this one goes to those told above
            template.sudo().send_mail_batch(records.ids)
