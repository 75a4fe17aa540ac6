import re
from collections import Counter

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..cs_guard_mixin import OPEN_PREFIXES
from ..cs_seal_removal import GONE
from . import catalogue

TEXT_TYPES = ("char", "text", "html")
# What a tracked value tells of people in words.
TRACKED = ("char", "text", "html")
TRACKED_PEOPLE = ("hr.employee", "res.users", "res.partner")


class CsPrivacy(models.AbstractModel):
    """What is about whom, and the one door through which it is removed.

    Locked months keep what they rest on. Texts, files and talk of people go when the
    time to keep them is over: by the methods here, which no client can call, which
    touch nothing else, and after which the seals of a month still hold. Who calls them
    has asked whether the user may, and writes the log.
    """

    _name = "cs.privacy"
    _description = "Removal of Personal Data"

    # ------------------------------------------------------------------
    # What is about whom
    # ------------------------------------------------------------------

    @api.model
    def _models(self):
        """The addon's models that keep records of their own, and views."""
        return [
            self.env[name]
            for name in sorted(self.env.registry)
            if name.startswith("cs.")
            and not self.env[name]._abstract
            and not self.env[name]._transient
        ]

    @api.model
    def _people_fields(self, model):
        """Stored fields of a model that name employees."""
        return [
            field.name
            for field in model._fields.values()
            if field.comodel_name == "hr.employee"
            and field.type in ("many2one", "many2many")
            and field.store
        ]

    @api.model
    def _subject_fields(self, model):
        """Those that say whom a record is about."""
        if model._name in catalogue.NOT_ABOUT or not model._auto:
            return []
        if path := catalogue.BELOW.get(model._name):
            return [path]
        return [
            name
            for name in self._people_fields(model)
            if model._fields[name].type == "many2one"
            and (model._name, name) not in catalogue.OTHER_FIELDS
        ]

    @api.model
    def _texts(self, model):
        """Stored columns of a model in which people write."""
        return [
            field.name
            for field in model._fields.values()
            if field.type in TEXT_TYPES
            and field.store
            and field.column_type
            and not field.related
            and not field.translate
            and not field.name.startswith(OPEN_PREFIXES)
            and (model._name, field.name) not in catalogue.NOT_TEXTS
        ]

    @api.model
    def _records_about(self, model, employee):
        """All records about an employee; called in sudo."""
        paths = self._subject_fields(model)
        if not paths:
            return model.browse()
        domain = Domain.OR([Domain(path, "=", employee.id) for path in paths])
        return model.with_context(active_test=False).search(domain)

    @api.model
    def _files_of(self, records):
        """Files of records: those that belong to them, and those that they show."""
        # sudo: files of records that the caller may remove or export
        Attachment = self.env["ir.attachment"].sudo()
        found = Attachment.search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                # Odoo hides the files of binary fields, unless asked for.
                "|",
                ("res_field", "=", False),
                ("res_field", "!=", False),
            ]
        )
        # sudo: as above
        rows = records.sudo()
        for field in records._fields.values():
            if field.type == "many2many" and field.comodel_name == "ir.attachment":
                found |= rows[field.name]
        return found

    @api.model
    def _talk_of(self, records):
        """The discussions of records."""
        # sudo: discussions of records that the caller may remove or export
        return (
            self.env["mail.message"]
            .sudo()
            .search([("model", "=", records._name), ("res_id", "in", records.ids)])
        )

    # ------------------------------------------------------------------
    # The door; called in sudo
    # ------------------------------------------------------------------

    @api.model
    def _erase(self, records, rule, texts=(), files=False, talk=False):
        """Remove texts, files and talk of records, also in locked months.

        No figure, date or state changes, and nothing is tracked: the old text would
        stay in the history.

        :param rule: the rule under which it goes, for the seals
        :param texts: columns whose text goes
        :return: a ``Counter`` of records, texts, files, messages
        """
        found = Counter(records=len(records))
        if not records:
            return found
        self.env.flush_all()
        if texts:
            self._unseal(records, texts, rule)
            found["texts"] = self._blank(records, texts)
        if files:
            attachments = self._files_of(records)
            found["files"] = len(attachments)
            attachments.unlink()
        if talk:
            found["messages"] = self._silence(records)
        self.env.invalidate_all(flush=False)
        return found

    @api.model
    def _unseal(self, records, texts, rule):
        """Texts that are sealed leave the chain first."""
        seals = self.env["cs.seal"]
        sealed = set(texts) & seals._personal_columns().get(records._name, set())
        if not (sealed and "statement_id" in records._fields):
            return
        statements = records.statement_id
        links = seals.search(
            [
                ("kind", "=", "statement"),
                ("employee_id", "in", statements.employee_id.ids),
                ("period_id", "in", statements.period_id.ids),
            ]
        )
        table, ids = records._name, set(map(str, records.ids))
        links._remove(
            rule, lambda name, row, col: name == table and row in ids and col in sealed
        )

    @api.model
    def _blank(self, records, texts):
        """Empty these columns; one that may not be empty says that it was removed.

        :return: how many texts were there
        """
        count = 0
        for name in texts:
            value = GONE if records._fields[name].required else None
            column = SQL.identifier(name)
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = ANY(%s) AND %s NOT IN ('', %s)",
                    SQL.identifier(records._table),
                    column,
                    value,
                    records.ids,
                    column,
                    GONE,
                )
            )
            count += self.env.cr.rowcount
        return count

    @api.model
    def _silence(self, records):
        """Empty the discussions; when something changed, and its state, stays.

        :return: how many messages had something to say
        """
        messages = self._talk_of(records)
        if "activity_ids" in records._fields:
            records.activity_ids.unlink()
        if not messages:
            return 0
        messages.attachment_ids.unlink()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_message SET body = '', subject = NULL "
                "WHERE id = ANY(%s) AND (body <> '' OR subject IS NOT NULL)",
                messages.ids,
            )
        )
        count = self.env.cr.rowcount
        # Mails that are kept, or not sent yet, hold the text once more.
        self.env.cr.execute(
            SQL(
                "UPDATE mail_mail SET body_html = NULL WHERE mail_message_id = ANY(%s)",
                messages.ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE mail_tracking_value AS row
                   SET old_value_char = NULL, new_value_char = NULL,
                       old_value_text = NULL, new_value_text = NULL
                  FROM ir_model_fields AS field
                 WHERE row.mail_message_id = ANY(%s) AND field.id = row.field_id
                   AND (field.ttype = ANY(%s) OR field.relation = ANY(%s))
                """,
                messages.ids,
                list(TRACKED),
                list(TRACKED_PEOPLE),
            )
        )
        return count

    @api.model
    def _forget_voters(self, votes, rule):
        """Who might vote and who has voted is forgotten; the result stays (R5.17)."""
        voters = votes.voter_ids
        found = self._erase(votes, rule, talk=True)
        found["texts"] += len(voters)
        voters.unlink()
        return found

    @api.model
    def _forget_buyers(self, orders, _rule):
        """Buyers get names that say nothing; one buyer's orders keep one name (R6.2).

        Whether an order was a buyer's first is read from it: all their orders are
        renamed together, also those that are not among ``orders``.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH buyer AS (
                    SELECT team_id, cs_buyer, MIN(id) AS first
                      FROM sale_order
                     WHERE (team_id, cs_buyer) IN (
                           SELECT team_id, cs_buyer FROM sale_order
                            WHERE id = ANY(%(ids)s))
                     GROUP BY team_id, cs_buyer
                ), mine AS (
                    SELECT sale.id, COALESCE(buyer.first, sale.id) AS first
                      FROM sale_order AS sale
                      LEFT JOIN buyer USING (team_id, cs_buyer)
                     WHERE sale.id = ANY(%(ids)s) OR buyer.first IS NOT NULL
                )
                UPDATE sale_order AS sale SET cs_buyer = %(gone)s || mine.first
                  FROM mine WHERE sale.id = mine.id
                """,
                ids=orders.ids,
                gone=GONE,
            )
        )
        count = self.env.cr.rowcount
        orders.invalidate_model(["cs_buyer"], flush=False)
        return Counter(records=count, texts=count)

    # ------------------------------------------------------------------
    # Everything about one person; called in sudo
    # ------------------------------------------------------------------

    @api.model
    def _anonymise(self, employee, pseudonym, rule):
        """Replace who somebody was in all that the addon keeps; sums stay.

        :return: a ``Counter`` of records, texts, files, messages
        """
        found = Counter()
        rename = self._renaming({employee.name, employee.user_id.name}, pseudonym)
        seals = self.env["cs.seal"].search([("employee_id", "=", employee.id)])
        seals._remove(rule)
        for model in self._models():
            records = self._records_about(model, employee)
            if not records:
                continue
            if model._name == "cs.agent.alias":
                found["texts"] += len(records)
                records.unlink()
                continue
            found += self._erase(
                records, rule, self._texts(model), files=True, talk=True
            )
        self._rename_author(employee, pseudonym)
        self._rename_mentions(employee.company_id, rename)
        self._rename_in_talk(employee, rename)
        self._rename_in_chain(employee, rename, rule)
        self._rename_employee(employee, pseudonym)
        self.env.invalidate_all(flush=False)
        return found

    @api.model
    def _renaming(self, names, pseudonym):
        """What replaces names in a text: whole words, where a script has words."""
        patterns = [
            rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name)
            for name in sorted(filter(None, names), key=len, reverse=True)
        ]
        pattern = re.compile("|".join(patterns) or r"(?!)")
        return lambda text: pattern.sub(pseudonym, text)

    @api.model
    def _rename_author(self, employee, pseudonym):
        """What they said in the addon's discussions is said by the pseudonym."""
        partners = employee.user_id.partner_id | employee.work_contact_id
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE mail_message SET author_id = NULL, email_from = %s "
                "WHERE author_id = ANY(%s) AND model LIKE 'cs.%%'",
                pseudonym,
                partners.ids,
            )
        )

    @api.model
    def _rename_mentions(self, company, rename):
        """Texts of the addon's own in which names stand."""
        for name, columns in catalogue.MENTIONS.items():
            model = self.env[name].with_context(active_test=False)
            records = model.search([("company_id", "=", company.id)])
            for record, *found in self._raw_texts(records, columns):
                texts = dict(zip(columns, found, strict=True))
                self._write_raw(
                    record,
                    {
                        column: rename(text)
                        for column, text in texts.items()
                        if rename(text) != text
                    },
                )

    @api.model
    def _raw_texts(self, records, columns):
        """Texts as their columns keep them, in no language: ``(record, *texts)``."""
        self.env.flush_all()
        query = SQL(
            "SELECT id, %s FROM %s WHERE id = ANY(%s)",
            SQL(", ").join(
                SQL("COALESCE(%s, '')", SQL.identifier(name)) for name in columns
            ),
            SQL.identifier(records._table),
            records.ids,
        )
        for record_id, *texts in self.env.execute_query(query):
            yield records.browse(record_id), *texts

    @api.model
    def _rename_in_talk(self, employee, rename):
        """Where others name them: in discussions, and in what was tracked."""
        names = {employee.name, employee.user_id.name} - {False}
        named = Domain.OR(
            Domain(path, "ilike", name)
            for name in names
            for path in (
                "body",
                "subject",
                "tracking_value_ids.old_value_char",
                "tracking_value_ids.new_value_char",
            )
        )
        messages = self.env["mail.message"].search(
            named & Domain("model", "=like", "cs.%")
        )
        for model, group in messages.grouped("model").items():
            if model not in self.env:
                # A message outlives the model of an addon that is gone.
                continue
            own = self.env[model].with_context(active_test=False).browse()
            if "company_id" in own._fields:
                records = own.browse(set(group.mapped("res_id"))).exists()
                other = records.filtered(
                    lambda record: record.company_id
                    and record.company_id != employee.company_id
                )
                group = group.filtered(lambda row, ids=other.ids: row.res_id not in ids)
            for row in (*group, *group.tracking_value_ids):
                columns = (
                    ("body", "subject")
                    if row._name == "mail.message"
                    else ("old_value_char", "new_value_char")
                )
                texts = {name: str(row[name] or "") for name in columns}
                self._write_raw(
                    row,
                    {
                        name: rename(text)
                        for name, text in texts.items()
                        if rename(text) != text
                    },
                )

    @api.model
    def _rename_in_chain(self, employee, rename, rule):
        """Who sealed a month, and why it was reopened, may be named there."""
        names = {employee.name, employee.user_id.name} - {False}
        named = self.env["cs.seal"].search(
            Domain("company_id", "=", employee.company_id.id)
            & Domain.OR(
                Domain(path, "ilike", name)
                for path in ("sealed_by", "reason")
                for name in names
            )
        )
        named._remove(rule, wants=lambda *_place: False, rename=rename)

    @api.model
    def _rename_employee(self, employee, pseudonym):
        """The work number, its tag, and our own texts on the employee go."""
        for tag in self.env["crm.tag"].search([("cs_employee_id", "=", employee.id)]):
            languages = self.env["res.lang"].get_installed()
            tag.update_field_translations(
                "name", {code: pseudonym for code, _label in languages}
            )
        for record in (employee, *employee.version_ids):
            own = [
                field.name
                for field in record._fields.values()
                if field.name.startswith("cs_")
                and field.type in TEXT_TYPES
                and field.store
                and field.column_type
                and not field.related
                and not field.inherited
            ]
            self._write_raw(record, dict.fromkeys(own))
        self._write_raw(employee, {"cs_pseudonym": pseudonym})

    @api.model
    def _write_raw(self, record, values):
        """Set columns behind guards and tracking, which would keep the old text."""
        if values:
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id = %s",
                    SQL.identifier(record._table),
                    SQL(", ").join(
                        SQL("%s = %s", SQL.identifier(name), value)
                        for name, value in values.items()
                    ),
                    record.id,
                )
            )
            record.invalidate_recordset(list(values), flush=False)
