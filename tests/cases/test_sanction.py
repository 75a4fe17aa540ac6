"""Sanctions on file: proposed, decided, countersigned, expired, appealed (R2.16)."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from tests.cases.common import NOW, CasesCase

VARIANTS = [
    # R2.2: an oral warning and 10, then 30, then a dismissal case.
    {
        "code": "CHAT",
        "name": "Private chat",
        "steps": [(1, 10, "warning"), (2, 30, False), (3, 0, "dismissal")],
    },
    # R2.2: a demerit instead of money.
    {
        "code": "GAMES",
        "name": "Games",
        "amount_min": 10,
        "steps": [(1, 0, "minor"), (2, 0, "major")],
    },
    # R2.2: a warning, then 50 each time.
    {"code": "TV", "name": "TV", "steps": [(1, 0, "warning"), (2, 50, False)]},
    {"code": "MINOR", "name": "Minor demerit", "sanction": "minor"},
]


class SanctionCase(CasesCase):
    @classmethod
    def policy_values(cls):
        values = super().policy_values()
        rules = [Command.create(cls.rule_values(rule)) for rule in VARIANTS]
        return {**values, "rule_ids": [*values["rule_ids"], *rules]}

    def propose(self, role="leader", kind="minor", **values):
        made = self.by(role, self.env["cs.sanction"]).create(
            {
                "employee_id": self.agent.id,
                "kind": kind,
                "reason": "Sold at a wrong price",
                **values,
            }
        )
        return self.env["cs.sanction"].browse(made.id)

    def given(self, **values):
        sanction = self.propose(**values)
        self.by("officer", sanction).action_confirm()
        return sanction


@freeze_time(NOW)
class TestDecision(SanctionCase):
    def test_leaders_propose_and_hr_decides_r2_16(self):
        sanction = self.propose()
        self.assertEqual(sanction.state, "proposed")
        self.assertEqual(sanction.proposed_by_id, self.users["leader"])
        self.assertEqual(sanction.department_id, self.team)
        self.assertEqual(sanction.activity_ids.user_id, sanction.responsible_id)
        self.assertTrue(sanction.responsible_id._cs_is_officer())
        self.assertFalse(self.by("leader", sanction).can_confirm)
        with self.assertRaisesRegex(UserError, "HR decides"):
            self.by("leader", sanction).action_confirm()
        self.assertTrue(self.by("officer", sanction).can_confirm)
        self.by("officer", sanction).action_confirm()
        self.assertEqual(sanction.state, "confirmed")
        self.assertEqual(sanction.confirmed_by_id, self.officer)

    def test_nobody_decides_about_themselves_r2_16(self):
        sanction = self.propose()
        self.agent.user_id = self.officer
        for step in ("confirm", "refuse"):
            with self.assertRaisesRegex(UserError, "themselves"):
                getattr(self.by("officer", sanction), f"action_{step}")()
        with self.assertRaises(UserError):
            self.propose(role="officer")

    def test_nobody_proposes_for_a_team_of_others_r2_16(self):
        stranger = self.make_agent("Sun", department_id=self.other_team.id)
        with self.assertRaisesRegex(AccessError, "no team of yours"):
            self.propose(employee_id=stranger.id)

    def test_a_refusal_needs_its_reason_and_puts_nothing_on_file_r2_16(self):
        sanction = self.propose()
        self.say("officer", sanction, "refuse", "The price list was wrong")
        self.assertEqual(sanction.state, "refused")
        self.assertEqual(sanction.ended_reason, "The price list was wrong")
        self.assertFalse(self.by("agent", self.env["cs.sanction"]).search([]))

    def test_validity_by_kind_is_kept_r2_16(self):
        """6, 6, 12 and 24 months as shipped; what a company sets counts from then."""
        kinds = ("warning", "criticism", "minor", "major")
        given = [self.given(kind=kind) for kind in kinds]
        self.assertEqual([row.months for row in given], [6, 6, 12, 24])
        self.assertEqual(
            [str(row.date_to) for row in given],
            ["2026-09-19", "2026-09-19", "2027-03-19", "2028-03-19"],
        )
        self.company.cs_sanction_minor_months = 0
        self.assertEqual(given[2].months, 12)
        forever = self.given()
        self.assertEqual((forever.months, forever.date_to), (0, False))

    def test_in_force_until_its_last_day_r2_16(self):
        sanction = self.given(kind="warning")
        found = self.env["cs.sanction"]
        others = self.make_agent("Li")
        for day, own in (
            ("2026-03-19", found),
            ("2026-03-20", sanction),
            ("2026-09-19", sanction),
            ("2026-09-20", found),
        ):
            with self.subTest(day):
                self.assertEqual(
                    found._in_force(self.agent + others, day),
                    {self.agent: own, others: found},
                )
        with freeze_time("2026-09-20 04:00:00"):
            sanction.invalidate_recordset()
            self.assertTrue(sanction.is_expired)
            self.assertFalse(sanction.is_in_force)
            self.assertFalse(found.search([("is_in_force", "=", True)]))
            self.assertEqual(found.search([("is_in_force", "=", False)]), sanction)

    def test_the_gravest_comes_first_in_one_query_r2_16(self):
        rows = [self.given(kind=kind) for kind in ("warning", "major", "minor")]
        found = self.env["cs.sanction"]._in_force(self.agent, "2026-03-20")
        self.assertEqual(list(found[self.agent]), [rows[1], rows[2], rows[0]])
        texts = self.env["cs.sanction"]._in_force_text(self.agent, "2026-03-20")
        self.assertRegex(texts[self.agent], "^Major demerit until .*, Minor demerit")
        counts = []
        for agents in (self.agent, self.agent + self.make_agent() + self.make_agent()):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as selects:
                self.env["cs.sanction"]._in_force(agents, "2026-03-20")
            counts.append(len(selects))
        self.assertEqual(counts[0], counts[1])

    def test_lifted_with_a_reason_before_its_time_r2_16(self):
        sanction = self.given()
        with self.assertRaisesRegex(UserError, "HR decides"):
            self.by("leader", sanction).action_lift()
        self.say("officer", sanction, "lift", "Half a year without fault")
        self.assertEqual(sanction.state, "lifted")
        self.assertFalse(sanction.is_in_force)
        self.assertEqual(sanction.ended_by_id, self.officer)
        mine = self.by("agent", self.env["cs.sanction"]).search([])
        self.assertEqual(mine.ended_reason, "Half a year without fault")
        self.assertFalse(
            self.env["cs.sanction"]._in_force(self.agent, "2026-03-20")[self.agent]
        )

    def test_what_was_decided_keeps_its_terms_r2_16(self):
        sanction = self.given()
        for values in (
            {"kind": "warning"},
            {"reason": "Something else"},
            {"date": "2026-03-01"},
            {"months": 1},
            {"date_to": "2026-03-21"},
            {"state": "withdrawn"},
            {"acknowledged_on": "2026-03-20"},
        ):
            for role in ("agent", "leader", "officer", "manager"):
                with self.subTest(role=role, **values), self.assertRaises(UserError):
                    self.by(role, sanction).write(values)
        with self.assertRaisesRegex(UserError, "stays on file"):
            self.by("officer", sanction).unlink()
        for role in ("leader", "officer"):
            with self.assertRaises(UserError):
                self.propose(role=role, state="confirmed")
        given = self.by("leader", self.env["cs.sanction"]).with_context(
            default_state="confirmed", default_months=99
        )
        made = given.create(
            {"employee_id": self.agent.id, "kind": "minor", "reason": "x"}
        )
        self.assertEqual((made.state, made.months), ("proposed", 0))


@freeze_time(NOW)
class TestLetter(SanctionCase):
    """The agent countersigns: here, or on paper that HR attaches."""

    def test_the_agent_is_told_and_acknowledges_r2_16(self):
        sanction = self.given()
        self.assertEqual(sanction.activity_ids.user_id, self.users["agent"])
        for role in ("leader", "officer"):
            with self.assertRaisesRegex(UserError, "Only the agent"):
                self.by(role, sanction).action_acknowledge()
        self.assertTrue(self.by("agent", sanction).can_acknowledge)
        self.by("agent", sanction).action_acknowledge()
        self.assertTrue(sanction.is_countersigned)
        self.assertEqual(sanction.state, "confirmed")
        self.assertFalse(sanction.activity_ids)
        with self.assertRaisesRegex(UserError, "already"):
            self.by("agent", sanction).action_acknowledge()

    def test_hr_attaches_the_signed_paper_r2_16(self):
        sanction = self.given()
        paper = [Command.create({"name": "letter.txt", "raw": b"signed"})]
        for role in ("agent", "leader"):
            with self.subTest(role), self.assertRaises(UserError):
                self.by(role, sanction).signed_ids = paper
        self.by("officer", sanction).signed_ids = paper
        self.assertTrue(sanction.is_countersigned)
        self.assertEqual(sanction.signed_ids.res_id, sanction.id)
        self.by("agent", sanction).signed_ids.read(["name"])
        for role in ("agent", "leader"):
            file = self.by(role, sanction.signed_ids)
            with self.subTest(role), self.assertRaises(AccessError):
                file.unlink()
            with self.subTest(role), self.assertRaises(AccessError):
                self.by(role, self.env["ir.attachment"]).create(
                    {
                        "name": "more.txt",
                        "raw": b"x",
                        "res_model": sanction._name,
                        "res_id": sanction.id,
                    }
                )

    def test_the_letter_is_in_the_agents_language_r2_16(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.users["agent"].lang = "fr_FR"
        field = self.env.ref("cs_management.field_cs_sanction__kind")
        choice = field.selection_ids.filtered(lambda row: row.value == "minor")
        choice.with_context(lang="fr_FR").name = "Blâme mineur"
        sanction = self.given()
        reports = self.env["ir.actions.report"]
        name = "cs_management.report_cs_sanction"
        for role in ("agent", "leader", "officer"):
            html = reports.with_user(self.users[role])._render_qweb_html(
                name, sanction.ids
            )[0]
            with self.subTest(role):
                self.assertIn("Blâme mineur", html.decode())
                self.assertIn("Sold at a wrong price", html.decode())
                self.assertIn("Wang", html.decode())
        other = self.make_user("agent", login="cs_other")
        # Rules are asked when records are read, not when they lie in the cache.
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            reports.with_user(other)._render_qweb_html(name, sanction.ids)

    def test_a_proposal_prints_as_a_draft_r2_16(self):
        sanction = self.propose()
        html = self.env["ir.actions.report"]._render_qweb_html(
            "cs_management.report_cs_sanction", sanction.ids
        )[0]
        self.assertIn("not confirmed yet", html.decode())


@freeze_time(NOW)
class TestAppeal(SanctionCase):
    def appeal(self, sanction):
        made = self.by("agent", self.env["cs.appeal"]).create(
            {"sanction_id": sanction.id, "reason": "The price was in the list"}
        )
        return self.env["cs.appeal"].browse(made.id)

    def test_an_accepted_appeal_withdraws_it_r2_16(self):
        sanction = self.given()
        self.assertTrue(self.by("agent", sanction).can_appeal)
        appeal = self.appeal(sanction)
        with self.assertRaisesRegex(UserError, "HR decides"):
            self.by("leader", appeal).action_accept()
        with self.assertRaisesRegex(UserError, "somebody else"):
            self.by("officer", appeal).action_accept()
        self.by(self.second, appeal).action_accept()
        self.assertEqual(sanction.state, "withdrawn")
        self.assertFalse(sanction.is_in_force)
        self.assertEqual(sanction.activity_ids.user_id, self.users["agent"])

    def test_a_rejected_one_leaves_it_r2_16(self):
        sanction = self.given()
        appeal = self.appeal(sanction)
        self.by(self.second, appeal).decision_note = "It was not"
        self.by(self.second, appeal).action_reject()
        self.assertTrue(sanction.is_in_force)

    def test_a_proposal_cannot_be_appealed_r2_16(self):
        sanction = self.propose()
        with self.assertRaises(UserError):
            self.appeal(sanction)


@freeze_time(NOW)
class TestEntries(SanctionCase):
    """Demerit instead of money: steps of a rule put it forward (R2.2)."""

    def entry(self, code, day="2026-03-10", **values):
        return self.make_entry(
            self.agent, code, day, user=self.users["leader"], **values
        )

    def test_a_warning_and_money_r2_2(self):
        """Warning and 10, then 30, then a dismissal case: one sanction, no more."""
        entries = [self.entry("CHAT", f"2026-03-{day}") for day in (10, 11, 12)]
        self.assertEqual([entry.amount for entry in entries], [10, 30, 0])
        sanction = self.sanctions()
        self.assertEqual((sanction.kind, sanction.entry_id), ("warning", entries[0]))
        self.assertEqual(sanction.state, "proposed")
        self.march.action_compute()
        self.assertEqual(self.sanctions(), sanction)
        self.assertEqual(self.amounts(self.agent, self.march)["CS_FINE"], -40)
        self.assertEqual(len(self.cases(reason="step")), 1)

    def test_a_demerit_instead_of_money_r2_2(self):
        first, second = self.entry("GAMES"), self.entry("GAMES", "2026-03-11")
        self.assertEqual((first.amount, second.amount), (0, 0))
        kinds = {row.entry_id: row.kind for row in self.sanctions()}
        self.assertEqual(kinds, {first: "minor", second: "major"})
        self.march.action_compute()
        self.assertNotIn("CS_FINE", self.amounts(self.agent, self.march))

    def test_a_warning_then_50_each_time_r2_2(self):
        entries = [self.entry("TV", f"2026-03-{day}") for day in (10, 11, 12)]
        self.assertEqual([entry.amount for entry in entries], [0, 50, 50])
        self.assertEqual(self.sanctions().mapped("kind"), ["warning"])

    def test_a_rule_without_steps_r2_16(self):
        entry = self.entry("MINOR", note="A whole order lost")
        self.assertEqual(self.sanctions().kind, "minor")
        self.assertIn("A whole order lost", self.sanctions().reason)
        self.env["res.lang"]._activate_lang("zh_CN")
        rule = self.rules["MINOR"]
        self.policy.action_draft()
        rule.with_context(lang="zh_CN").name = "丢失订单"
        self.policy.action_approve()
        zh = self.sanctions().with_context(lang="zh_CN").reason
        self.assertEqual(zh, "丢失订单\nA whole order lost")
        draft = self.entry("MINOR", "2026-03-12", confirm=False)
        self.assertEqual(self.sanctions().entry_id, entry, "a draft is nothing")
        draft.action_confirm()
        self.assertEqual(len(self.sanctions()), 2)

    def test_cancelling_the_entry_withdraws_it_r2_16(self):
        entry = self.entry("MINOR")
        self.by("officer", self.sanctions()).action_confirm()
        entry.cancel("A mistake")
        self.assertEqual(self.sanctions().state, "withdrawn")
        self.assertIn("cancelled", self.sanctions().ended_reason)
        entry.action_draft()
        entry.action_confirm()
        self.assertEqual(
            sorted(self.sanctions().mapped("state")), ["proposed", "withdrawn"]
        )

    def test_an_accepted_appeal_against_the_entry_withdraws_it_r2_16(self):
        entry = self.entry("MINOR")
        appeal = self.by("agent", self.env["cs.appeal"]).create(
            {"entry_id": entry.id, "reason": "Not me"}
        )
        self.by("officer", appeal).action_accept()
        self.assertEqual(self.sanctions().state, "withdrawn")

    def test_an_entry_reversed_behind_a_lock_withdraws_it_r2_16(self):
        entry = self.entry("MINOR")
        self.march.action_compute()
        self.march.action_lock()
        self.by("leader", entry).cancel("A mistake")
        self.assertTrue(entry.is_reversed)
        self.assertEqual(self.sanctions().state, "withdrawn")

    def test_the_kind_follows_the_occurrence_r2_2(self):
        """The first one cancelled, the second is a first by now: minor, not major."""
        first, second = self.entry("GAMES"), self.entry("GAMES", "2026-03-11")
        first.cancel("A mistake")
        live = self.sanctions().filtered(lambda row: row.state == "proposed")
        self.assertEqual((live.entry_id, live.kind), (second, "minor"))

    def test_what_hr_refused_is_not_put_forward_again_r2_16(self):
        self.entry("MINOR")
        self.say("officer", self.sanctions(), "refuse", "It was nothing")
        self.entry("MINOR", "2026-03-12")
        self.march.action_compute()
        self.assertEqual(
            sorted(self.sanctions().mapped("state")), ["proposed", "refused"]
        )

    def test_a_proposal_of_an_entry_follows_it_r2_16(self):
        self.entry("MINOR")
        with self.assertRaisesRegex(UserError, "follows its entry"):
            self.by("leader", self.sanctions()).kind = "warning"
        with self.assertRaisesRegex(UserError, "stays on file"):
            self.by("leader", self.sanctions()).unlink()

    def test_recompute_changes_nothing_r2_16(self):
        self.entry("MINOR")
        self.march.action_compute()
        names = [
            name
            for name, field in self.sanctions()._fields.items()
            if field.store and not name.startswith(("message_", "activity_"))
        ]
        self.env.flush_all()
        self.env.invalidate_all()
        [before] = self.sanctions().read(names)
        self.march.action_compute()
        self.env.flush_all()
        self.env.invalidate_all()
        [after] = self.sanctions().read(names)
        self.assertEqual({n for n in names if before[n] != after[n]}, set())


@freeze_time(NOW)
class TestAccess(SanctionCase):
    def test_who_sees_what_r2_16(self):
        stranger = self.make_agent("Sun", department_id=self.other_team.id)
        own, strange = self.propose(), self.propose("officer", employee_id=stranger.id)
        leads = self.make_agent("Zhao", user_id=self.users["leader"].id)
        about = self.propose("officer", employee_id=leads.id)
        model = self.env["cs.sanction"]

        def seen(role):
            return self.env["cs.sanction"].browse(self.by(role, model).search([]).ids)

        self.assertFalse(seen("agent"), "a proposal is not theirs to see")
        self.assertEqual(seen("leader"), own, "none about themselves")
        self.assertEqual(seen("officer"), own + strange + about)
        for row in own + strange + about:
            self.by("officer", row).action_confirm()
        self.assertEqual(seen("agent"), own)
        self.assertEqual(seen("leader"), own + about)
        with self.assertRaises(AccessError):
            self.by("agent", strange).read(["reason"])

    def test_an_officer_finds_the_file_on_the_employee_r2_16(self):
        sanction = self.given()
        agent = self.by("officer", self.agent)
        self.assertEqual(agent.cs_sanction_count, 1)
        action = agent.action_cs_sanctions()
        self.assertEqual(self.env["cs.sanction"].search(action["domain"]), sanction)
        for role in ("agent", "leader"):
            with self.assertRaises(AccessError):
                self.by(role, self.agent).read(["cs_sanction_count"])

    def test_another_company_sees_nothing_r2_16(self):
        sanction = self.given()
        second = self.make_company("Second shop")
        other = self.make_user("officer", second, login="cs_elsewhere")
        found = sanction.with_user(other).with_context(allowed_company_ids=second.ids)
        self.assertFalse(found.search([]))

    def test_the_form_of_a_leader_r2_16(self):
        form = Form(self.by("leader", self.env["cs.sanction"]))
        form.employee_id = self.agent
        form.kind = "criticism"
        form.reason = "Told a customer a lie"
        made = form.save()
        self.assertEqual((made.state, made.kind), ("proposed", "criticism"))
