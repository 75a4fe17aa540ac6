"""Who learns what about an agent, by every path that Odoo has for reading."""

from collections import defaultdict

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from tests.roles.common import ROLES, TEXTS, RolesCase

QUIET = mute_logger(
    *("odoo.sql_db", "odoo.models", "odoo.http", "odoo.addons.rpc.controllers.json2"),
    *("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule"),
    *("odoo.addons.base.models.ir_qweb", "odoo.addons.mail.models.mail_thread"),
)
# Where a chain of relations begins, beside our own models.
DOORS = (
    *("hr.employee", "hr.employee.public", "hr.version", "hr.department", "res.users"),
    *("res.partner", "res.company", "sale.order", "crm.tag", "crm.team", "hr.leave"),
    *("hr.attendance", "hr.payslip", "account.move", "mail.message", "mail.activity"),
    *("ir.attachment", "resource.resource", "hr.payslip.run"),
)
# What Odoo keeps of the mail about a record: its model, column and mark.
MAIL = (
    ("mail.message", "body", "message"),
    ("mail.message", "tracking_value_ids.old_value_char", "tracking"),
    ("mail.tracking.value", "old_value_char", "tracking"),
    ("mail.activity", "summary", "activity"),
    ("mail.mail", "body_html", "mail"),
    ("mail.notification", "mail_message_id.body", "message"),
    ("ir.attachment", "name", "file"),
    ("ir.attachment", "index_content", "file"),
)
# Papers, each with the model whose ids it is asked for.
REPORTS = (
    ("cs.statement", "cs_management.report_cs_statement"),
    ("cs.sanction", "cs_management.report_cs_sanction"),
    ("cs.title", "cs_management.report_cs_title"),
    ("hr.payslip", "payroll.report_payslip"),
    ("hr.payslip", "cs_management.report_cs_payslip"),
    ("hr.payslip", "cs_management.report_cs_my_payslip"),
)
# Papers of many readers: who of the roles may read them, and nobody else.
COMMON = {
    "report_cs_handover": {"self", "mate", "leader", "officer", "manager"},
    "report_cs_policy": {
        *("self", "mate", "other_leader", "leader", "officer", "manager"),
    },
}
# One's own of what one may not read itself.
VIEWS = ("cs.my.payslip", "cs.my.payslip.line")

# The officers of a company and its managers read everything of it, but not who voted
# how. Of a record that somebody else may read here, they read files and talk as well.
# Nobody else learns anything about an agent but:
SEEN = {
    # The agent, once it is shown to them.
    "cs.commission.line": ("self", "R6.1: their own credits"),
    "cs.seal": ("self", "the hash of their own statement"),
    "cs.statement.line": ("self", "what they are paid for"),
    "hr.payslip": ("self", "their confirmed payslips, by a view of their own"),
    "hr.payslip.line": ("self", "what they are paid"),
    "cs.level.voter": ("self leader", "R5.17: their own place among the voters"),
    "cs.score.report": ("self leader", "R3.8: scores without amounts"),
    # The agent and who leads them; no wages, no amounts of statements.
    "cs.appeal": ("self leader", "they appealed; the leader decides"),
    "cs.attendance.exception": ("self leader", "R1.2"),
    "cs.conduct.entry": ("self leader", "R2: who is fined, and who fines"),
    "cs.disciplinary.case": ("self leader", "R3.10: what was put to them"),
    "cs.leave.approval": ("self leader", "R1.40"),
    "cs.level.progress": ("self leader", "R5.11: their way up"),
    "cs.level.progress.line": ("self leader", "R5.11"),
    "cs.level.vote": ("self leader", "R5.17: that there is one, no ballots"),
    "cs.lost.inquiry": ("self leader", "R9.2"),
    "cs.mentorship": ("self leader", "R2.11"),
    "cs.policy.acknowledgement": ("self leader", "R9.11"),
    "cs.quarter.grade": ("self leader", "R5.20"),
    "cs.review": ("self leader", "R7: their sheet"),
    "cs.review.line": ("self leader", "R7"),
    "cs.roster.swap": ("self leader", "R10"),
    "cs.sanction": ("self leader", "R2.16"),
    "cs.sales.target": ("self leader", "R6.2: what they are to sell"),
    "cs.service.stat": ("self leader", "R9.2"),
    "cs.spot.check": ("self leader", "R9.9"),
    "cs.suggestion": ("self leader", "R2.12"),
    "cs.workday": ("self leader", "R1: what each day was"),
    # The leader: scores, and what is prepared or decided behind the agent.
    "cs.agent.alias": ("leader", "names in files of figures"),
    "cs.case": ("leader", "R9.4: complaints, not about themselves"),
    "cs.exam.result": ("leader", "R9.7: the marks of an open exam"),
    "cs.level.change": ("leader", "R5.17: they recommend; the agent once decided"),
    "cs.title": ("leader", "R5.12: what is only proposed"),
    "cs.statement": ("self leader", "of the leader: score and rank, R3.8"),
    "hr.leave": ("self leader time_off", "Odoo's own; the leader: why it is urgent"),
    # The team.
    "cs.duty.line": ("self mate leader", "R2.3: the team's rota"),
    "cs.handover.item": ("self mate leader", "R8.2: the team's open work"),
    "cs.handover.item.step": ("self mate leader", "R8.2"),
    "cs.roster.line": ("self mate leader", "R10: the team reads its roster"),
    # Odoo's own.
    "hr.version": ("hr", "Odoo's own: wages"),
}
# Of these models a leader sees no more than this.
ONLY = {
    "cs.statement": {"score", "rank"},
    "hr.leave": {"cs_urgent_reason", "duration_display"},
}
# Columns of what one sees that stay closed to them.
CLOSED = {
    "leader": {("cs.level.change", "wage"), ("cs.level.change", "wage_before")},
    "self": {
        ("cs.disciplinary.case", "legal_note"),
        ("cs.seal", "content"),
        ("hr.payslip", "note"),
    },
}
ALL = ("officer", "manager")
NOBODY = {
    "cs.level.ballot": "R5.17: the vote is secret",
    "cs.order.number": "only what is made of them is shown",
}


@tagged("post_install", "-at_install")
class TestPaths(RolesCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with mute_logger("odoo.sql_db"):
            cls.plant()

    def check(self, role, found):
        """Hold what a role learned against the table.

        :param found: ``{(model, field): {path}}``
        """
        leaks = {
            place: paths
            for place, paths in found.items()
            if not self.may_learn(role, *place)
        }
        self.assertFalse(leaks, f"{role} learned of the victim:")

    def may_learn(self, role, model, field):
        if (model, field) in CLOSED.get(role, ()) or model in NOBODY:
            return False
        if role in ALL:
            return True
        if role == "leader" and field and field not in ONLY.get(model, {field}):
            return False
        return role in SEEN.get(model, ("",))[0].split()

    def probe(self, place):
        """The rest of a condition that only the victim's value fulfils."""
        value = self.planted[place]
        return ("ilike" if isinstance(value, str) else "="), value

    def records(self):
        """Name, ids and planted columns of each model with rows of the victim."""
        for name, ids in self.rows.items():
            yield name, ids, [field for at, field in self.planted if at == name]

    def readable(self, env):
        for name, model in env.items():
            if model._abstract or model._transient:
                continue
            if (name.startswith("cs.") or name in DOORS) and model.has_access("read"):
                yield name, model

    # ------------------------------------------------------------------
    # Remote calls
    # ------------------------------------------------------------------

    def test_the_victim_has_something_of_everything(self):
        """A model that nothing was planted in says nothing below."""
        named = {
            name
            for name, model in self.env.items()
            if name.startswith("cs.")
            and model._auto
            and not model._transient
            and "employee_id" in model._fields
            and model._fields["employee_id"].store
        }
        self.assertFalse(
            named - self.rows.keys() - {"cs.order.claim", "cs.service.book"}
        )
        self.assertFalse(SEEN.keys() - self.rows.keys())

    def test_reading(self):
        """By ids, search, conditions, groups, specifications, exports and names."""
        for role in ROLES:
            found = defaultdict(set)
            with self.subTest(role), QUIET:
                for place, path in self.read_by_ids(self.env_of(role)):
                    found[place].add(path)
                self.check(role, found)
                seen = {
                    model
                    for model, _field in self.planted
                    if self.may_learn(role, model, "")
                }
                missing = seen - {model for model, _field in found}
                self.assertFalse(missing, f"{role} should see")

    def read_by_ids(self, env):
        for name, ids, names in self.records():
            mine = [("id", "in", ids)]
            fields = env[name]._fields
            spec = {field: {} for field in fields if not fields[field].groups}
            calls = [
                ("read", ids, []),
                *(("read", [record_id], []) for record_id in ids[-3:]),
                ("search_read", mine),
                ("web_search_read", mine, spec),
                ("web_read", ids, spec),
                ("export_data", ids, names),
                ("name_search", "", mine),
                ("name_search", f"~{name}"),
            ]
            for field in names:
                calls.append(("read", ids, [field]))
                if fields[field].type in TEXTS:
                    calls.append(("formatted_read_group", mine, [field], ["__count"]))
                else:
                    most = [f"{field}:{how}" for how in ("sum", "max")]
                    calls += [("formatted_read_group", mine, [], [one]) for one in most]
                condition = (field, *self.probe((name, field)))
                if self.call(env, name, "search_count", [*mine, condition]):
                    yield (name, field), "condition"
            for method, *args in calls:
                for place in self.told(self.call(env, name, method, *args), name):
                    yield place, f"{name}.{method}"
        for view in VIEWS:
            for place in self.told(self.call(env, view, "search_read", []), view):
                yield place, view

    def test_all_that_one_can_read(self):
        """What is said of others, of teams and months, tells nothing of the victim."""
        for role in ROLES:
            if role in ALL:
                continue
            env, found = self.env_of(role), defaultdict(set)
            with self.subTest(role), QUIET:
                for name, _model in self.readable(env):
                    if name in self.rows:
                        continue
                    answer = self.call(env, name, "search_read", [])
                    for place in self.told(answer, name):
                        found[place].add(name)
                self.check(role, found)

    def test_relations(self):
        """Conditions, groups, specifications and exports along the relations."""
        for role in ROLES:
            if role in ALL:
                continue
            found = defaultdict(set)
            with self.subTest(role), QUIET:
                for place, path in self.read_by_relations(self.env_of(role)):
                    found[place].add(path)
                self.check(role, found)

    def read_by_relations(self, env):
        samples = {}
        for name, _ids, names in self.records():
            closed = [field for field in names if env[name]._fields[field].groups]
            samples[name] = closed + [n for n in names if n not in closed][:2]
        for name, model in self.readable(env):
            for relation in model._fields.values():
                if (
                    not relation.comodel_name
                    or not relation._description_searchable
                    or not model._has_field_access(relation, "read")
                ):
                    continue
                target = relation.comodel_name
                for field in samples.get(target, ()):
                    yield from self.read_by_relation(env, name, relation, field)
                if name in DOORS or target in DOORS:
                    for second in env[target]._fields.values():
                        for field in samples.get(second.comodel_name, ()):
                            path = f"{relation.name}.{second.name}.{field}"
                            place = (second.comodel_name, field)
                            condition = [(path, *self.probe(place))]
                            if self.call(env, name, "search_count", condition):
                                yield place, f"{name}: {path}"

    def read_by_relation(self, env, name, relation, field):
        place = (relation.comodel_name, field)
        path = f"{relation.name}.{field}"
        theirs = [(relation.name, "in", self.rows[relation.comodel_name])]
        condition = [(path, *self.probe(place))]
        if self.call(env, name, "search_count", condition):
            yield place, f"{name}: {path}"
        calls = [
            ("formatted_read_group", theirs, [path], ["__count"]),
            ("web_search_read", theirs, {relation.name: {"fields": {field: {}}}}),
        ]
        if relation.store:
            ids = self.env[name].sudo().search(theirs, limit=3).ids
            calls.append(("export_data", ids, [path.replace(".", "/")]))
        for method, *args in calls:
            for found in self.told(self.call(env, name, method, *args), name):
                yield found, f"{name}: {path} {method}"

    def test_what_is_closed_is_no_order_and_no_group(self):
        """A list sorted by a closed column tells who has more.

        Where rules leave nothing to read, Odoo answers before it looks at the order.
        """
        for role in ROLES:
            env, answers = self.env_of(role), []
            with self.subTest(role), QUIET:
                for name, model in self.readable(env):
                    if role not in CLOSED and not model.search_count([]):
                        continue
                    for field in model._fields.values():
                        if not (field.store and field.column_type):
                            continue
                        if model._has_field_access(field, "read"):
                            continue
                        for method, *args in (
                            ("search", [], 0, 1, field.name),
                            ("search", [(field.name, "=", 7)]),
                            ("formatted_read_group", [], [field.name], ["__count"]),
                            ("formatted_read_group", [], [], [f"{field.name}:max"]),
                        ):
                            answer = self.call(env, name, method, *args)
                            if answer is not None:
                                answers.append((name, field.name, method))
                self.assertFalse(answers)

    def test_mail_files_and_history(self):
        """Messages, tracked values, activities, mails, notices and attachments."""
        for role in ROLES:
            env, found = self.env_of(role), defaultdict(set)
            with self.subTest(role), QUIET:
                for name, column, tail in MAIL:
                    for place in self.told(self.call(env, name, "search_read", [])):
                        found[place].add(name)
                    for at in self.rows:
                        condition = [(column, "ilike", f"~{at}/{tail}~")]
                        if self.call(env, name, "search_count", condition):
                            found[at, tail].add(f"{name}: {column}")
                self.check(role, found)
                if role == "mate":
                    self.assertIn(("cs.handover.item", "message"), found)
                if role == "officer":
                    self.assertIn(("cs.statement", "file"), found)

    # ------------------------------------------------------------------
    # Addresses
    # ------------------------------------------------------------------

    def test_addresses(self):
        """Reports, files, pages and both remote interfaces, over the wire."""
        self.env.flush_all()
        for role in ROLES:
            if role == "both":
                # Which of their companies is active, the client says itself.
                continue
            found = defaultdict(set)
            with self.subTest(role), QUIET:
                self.enter(role)
                for url in self.addresses():
                    answer = self.url_open(url, allow_redirects=False).content
                    for place in self.told(answer):
                        found[place].add(url)
                for path, answer in (
                    *self.remote_answers(role),
                    *self.common_papers(role),
                ):
                    for place in self.told(answer):
                        found[place].add(path)
                self.check(role, found)
                if role == "officer":
                    learned = {model for model, _field in found}
                    paths = set().union(*found.values())
                    self.assertGreater(len(learned), 30)
                    for start in (
                        "/report/html",
                        "/web/content",
                        "/json/2",
                        "/web/data",
                    ):
                        self.assertTrue(
                            [p for p in paths if p.startswith(start)], start
                        )

    def enter(self, role):
        if role == "public":
            self.authenticate(None, None)
            return
        user = self.users[role]
        self.authenticate(user.login, user.login)

    def addresses(self):
        for model, report in REPORTS:
            ids = ",".join(map(str, self.rows[model]))
            for kind in ("html", "pdf", "text"):
                yield f"/report/{kind}/{report}/{ids}"
        for files in self.files.values():
            yield f"/web/content/{files[-1].id}"
        yield f"/web/image/{files[-1].id}"
        yield from ("/my", "/my/orders", "/my/account", "/my/security", "/web/health")

    def common_papers(self, role):
        """The handover and the regulation: of the team, and of the company."""
        items = self.env["cs.handover.item"].browse(self.rows["cs.handover.item"])
        papers = {
            "report_cs_handover": items.handover_id,
            "report_cs_policy": self.victim.cs_level_id.ladder_id.policy_ids,
        }
        for report, records in papers.items():
            self.assertTrue(records)
            ids = ",".join(map(str, records.ids))
            for kind in ("html", "pdf"):
                url = f"/report/{kind}/cs_management.{report}/{ids}"
                answer = self.url_open(url, allow_redirects=False)
                may = role in COMMON[report]
                self.assertEqual(answer.status_code == 200, may, f"{role}: {url}")
                yield url, answer.content

    def remote_answers(self, role):
        """JSON-2 with a key, and the web client's own calls."""
        user = self.users[role]
        headers = {}
        if role != "public":
            keys = self.env(user=user.id)["res.users.apikeys"]
            key = keys.sudo()._generate("rpc", "roles", None)
            headers["Authorization"] = f"Bearer {key}"
            self.env.flush_all()
        for name, ids in self.rows.items():
            path = f"/json/2/{name}/read"
            body = {"ids": ids, "fields": []}
            yield path, self.url_open(path, json=body, headers=headers).content
            params = {
                "model": name,
                "method": "search_read",
                "args": [[("id", "in", ids)]],
                "kwargs": {},
            }
            path = f"/web/dataset/call_kw/{name}/search_read"
            yield path, self.url_open(path, json={"params": params}).content
            if hasattr(self.env[name], "message_ids"):
                params = {"thread_model": name, "thread_id": ids[-1]}
                path = "/mail/thread/messages"
                yield path, self.url_open(path, json={"params": params}).content
