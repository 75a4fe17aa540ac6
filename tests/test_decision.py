"""One way to decide: the steps, the wizard, who leads, and what a parent seals."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from tests.attendance.test_attendance_exception import NEXT_MORNING, ExceptionCase
from tests.common import CsCase

DECISION = "cs.decision.mixin"
WIZARD = "cs.decision.reason"


class TestSteps(CsCase):
    """What models declare is there: a misspelt name fails here, not for a user."""

    def children_of(self, mixin):
        """Models that inherit a mixin, ready to ask."""
        parent = self.env.registry[mixin]
        return [
            self.env[name]
            for name, model in sorted(self.env.registry.items())
            if issubclass(model, parent) and not model._abstract
        ]

    def test_all_that_is_decided_is_decided_by_steps(self):
        names = {model._name for model in self.children_of(DECISION)}
        self.assertLessEqual(
            {
                "cs.appeal",
                "cs.attendance.exception",
                "cs.attendance.week",
                "cs.disciplinary.case",
                "cs.discount.approval",
                "cs.duty.line",
                "cs.fund.expense",
                "cs.handover",
                "cs.leave.approval",
                "cs.order.claim",
                "cs.roster.swap",
            },
            names,
        )

    def test_steps_name_states_methods_and_fields_that_exist(self):
        for model in self.children_of(DECISION):
            states = {value for value, _label in model._fields["state"].selection}
            for name, step in model._decision_steps().items():
                with self.subTest(model=model._name, step=name):
                    self.assertLessEqual(
                        {*step.from_states, step.to_state}, {*states, ""}
                    )
                    for method in filter(
                        None, (step.why_not, step.prepare, *step.then)
                    ):
                        self.assertTrue(callable(getattr(model, method)))
                    fields_ = {*step.signed, *step.clears, step.reason, step.can}
                    self.assertLessEqual(fields_ - {""}, model._fields.keys())

    def test_what_a_step_keeps_is_set_by_no_hand(self):
        for model in self.children_of(DECISION):
            kept = model._kept_fields()
            for name, step in model._decision_steps().items():
                typed = {model._decision_note, ""}
                with self.subTest(model=model._name, step=name):
                    self.assertLessEqual({"state", *step.signed}, kept)
                    self.assertLessEqual({step.reason} - typed, kept)

    def test_every_button_has_its_step(self):
        """``can_x`` is computed by the step that its button takes."""
        for model in self.children_of(DECISION):
            computed = {
                name
                for name, field in model._fields.items()
                if field.compute == "_compute_can"
            }
            steps = model._decision_steps().items()
            buttons = {step.can or f"can_{name}" for name, step in steps}
            with self.subTest(model._name):
                self.assertLessEqual(computed, buttons)

    def test_the_wizard_asks_for_what_is_needed_and_not_typed_before(self):
        for model in self.children_of(DECISION):
            asked = {
                name
                for name, step in model._decision_steps().items()
                if step.needs_reason and step.reason != model._decision_note
            }
            with self.subTest(model._name):
                self.assertEqual(model._decision_words().keys(), asked)

    def test_sealed_rows_have_a_parent_that_says_so(self):
        rows = self.children_of("cs.sealed.mixin")
        self.assertTrue(rows)
        for model in rows:
            with self.subTest(model._name):
                parent = model.mapped(model._sealed_by)
                self.assertTrue(callable(getattr(parent, model._seal_check)))


@freeze_time(NEXT_MORNING)
class TestDecide(ExceptionCase):
    """Taking a step: who may, the lock, the signature, the log."""

    def refusal(self, user="leader", record=None, **values):
        record = record or self.exception
        return (
            self.env[WIZARD]
            .with_user(self.users[user] if isinstance(user, str) else user)
            .create(
                {
                    "res_model": record._name,
                    "res_id": record.id,
                    "step": "refuse",
                    "reason": "You were not there",
                    **values,
                }
            )
        )

    def setUp(self):
        super().setUp()
        self.exception = self.ask()

    def test_who_refused_when_and_why_stays_on_record(self):
        self.refusal().action_apply()
        self.assertEqual(self.exception.state, "refused")
        self.assertEqual(self.exception.refused_by_id, self.users["leader"])
        note = self.exception.message_ids.filtered(
            lambda message: "Refused: You were not there" in message.body
        )
        self.assertEqual(note.author_id, self.users["leader"].partner_id)

    def test_the_wizard_says_what_it_is_for(self):
        action = self.by("leader", self.exception).action_refuse()
        self.assertEqual(action["name"], "Refuse the Exception")
        wizard = Form(
            self.env[action["res_model"]]
            .with_user(self.users["leader"])
            .with_context(**action["context"])
        )
        self.assertEqual(wizard.button, "Refuse")
        self.assertIn("ask again in time", wizard.hint)

    def test_the_wizard_takes_no_other_model_and_no_other_step(self):
        """Whatever a client sends: neither a method's name nor a foreign model."""
        before = self.exception.state
        for values in (
            {"res_model": "res.partner"},
            {"res_model": "cs.conduct.entry", "step": "confirm"},
            {"res_model": DECISION},
            {"res_model": "no.such.model"},
            {"step": "unlink"},
            {"step": "_take_step"},
            {"step": "approve"},
            {"step": "approve_first"},
            {"step": "no_such_step"},
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, "reload"):
                self.refusal("officer", **values).action_apply()
        self.assertEqual(self.exception.state, before)

    def test_the_record_says_whether_the_user_may(self):
        """The wizard is no way round: nobody decides about themselves."""
        with self.assertRaisesRegex(UserError, "themselves"):
            self.refusal("agent").action_apply()
        with self.assertRaisesRegex(UserError, "HR revokes"):
            self.by("leader", self.exception).action_approve()
            self.refusal("leader", step="revoke").action_apply()
        stranger = self.make_user("leader", login="stranger")
        self.other_team.cs_leader_ids = stranger
        with self.assertRaises(AccessError):
            self.refusal(stranger).action_apply()

    def test_the_wizard_is_its_makers_own(self):
        wizard = self.refusal("leader")
        other = wizard.with_user(self.users["officer"])
        other.invalidate_recordset()
        for attempt in (
            lambda: other.read(["reason"]),
            lambda: other.write({"reason": "x"}),
            lambda: other.action_apply(),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_two_decide_at_once(self):
        """The second is asked to reload, and nothing is set twice."""
        model = self.env.registry[self.exception._name]
        with (
            patch.object(
                model, "try_lock_for_update", lambda self, **_kw: self.browse()
            ),
            self.assertRaisesRegex(UserError, "Reload"),
        ):
            self.by("leader", self.exception).action_approve()
        self.assertEqual(self.exception.state, "requested")

    def test_it_is_asked_again_under_the_lock(self):
        """Who waited for the lock finds what was decided meanwhile."""
        exception, model = self.exception, self.env.registry[self.exception._name]

        def decided_meanwhile(records, **_kw):
            exception.flush_recordset()
            self.env.cr.execute(
                "UPDATE cs_attendance_exception SET state = 'refused' WHERE id = %s",
                [exception.id],
            )
            return records

        with (
            patch.object(model, "try_lock_for_update", decided_meanwhile),
            self.assertRaisesRegex(UserError, "not asked for"),
        ):
            self.by("leader", exception).action_approve()
        self.assertFalse(exception.approver_id)

    def test_one_of_a_batch_that_may_not_stops_all(self):
        other = self.ask(user="leader", employee_id=self.mate.id, side="in")
        self.by("leader", other).action_approve()
        with self.assertRaisesRegex(UserError, "is approved"):
            self.by("leader", self.exception | other).action_approve()
        self.assertEqual(self.exception.state, "requested")

    def test_a_batch_is_locked_in_one_query(self):
        others = self.env[self.exception._name]
        for day in range(3, 7):
            others |= self.ask(
                "off_site",
                user="officer",
                date=f"2026-03-0{day}",
                start=self.local(f"2026-03-0{day}", "09:00"),
                stop=self.local(f"2026-03-0{day}", "10:00"),
            )
        calls = []
        model = self.env.registry[others._name]
        original = model.try_lock_for_update

        def counted(records, **kw):
            calls.append(len(records))
            return original(records, **kw)

        with patch.object(model, "try_lock_for_update", counted):
            self.by("leader", others).action_approve()
        self.assertEqual(calls, [4])
        self.assertEqual(set(others.mapped("state")), {"first_approved"})


class TestWho(CsCase):
    """Who leads, who is asked, who is HR: departments above and nobody themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader, cls.officer = cls.users["leader"], cls.users["officer"]
        cls.hr = cls.officer | cls.users["manager"]
        cls.li = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.chen = cls.make_agent("Chen", department_id=cls.subteam.id)

    def test_the_nearest_leaders_see_to_a_team(self):
        self.assertEqual(self.subteam._cs_leaders(), self.leader)
        night = self.make_user("leader", login="night")
        self.subteam.cs_leader_ids = night
        self.assertEqual(self.subteam._cs_leaders(), night)
        self.assertEqual((self.subteam | self.team)._cs_leaders(), night | self.leader)
        self.assertEqual(self.subteam._cs_leaders(night), self.leader)
        self.assertFalse(self.other_team._cs_leaders())

    def test_hr_decides_where_no_leader_is_left(self):
        self.assertEqual(self.subteam._cs_deciders(self.chen), self.leader)
        self.assertEqual(self.other_team._cs_deciders(self.chen), self.hr)
        boss = self.make_agent("Zhao", user_id=self.leader.id)
        self.assertEqual(self.team._cs_deciders(boss), self.hr)
        self.assertEqual(self.team._cs_deciders(self.li, self.leader), self.hr)
        hr_agent = self.make_agent("Qian", user_id=self.officer.id)
        self.assertEqual(self.other_team._cs_deciders(hr_agent), self.hr - self.officer)

    def test_hr_is_the_companys_own(self):
        other = self.make_company("Other Shop")
        foreign = self.make_user("officer", company=other, login="foreign")
        retired = self.make_user("officer", login="retired")
        retired.active = False
        self.assertEqual(self.company._cs_officers(), self.hr)
        self.assertEqual(other._cs_officers(), foreign)

    def test_who_leads(self):
        for role, teams, leads in (
            ("leader", self.team, True),
            ("leader", self.subteam, True),
            ("leader", self.other_team, False),
            ("officer", self.other_team, True),
            ("agent", self.team, False),
        ):
            with self.subTest(role, team=teams.name):
                user = self.users[role]
                self.assertEqual(user._cs_leads(teams.with_user(user)), leads)
        self.assertEqual(self.leader._cs_led_departments(), self.team | self.subteam)
        self.assertEqual(self.leader._cs_first_team(self.company), self.team)


class TestSealed(CsCase):
    def test_a_step_is_not_moved_into_an_approved_policy(self):
        """A row is sealed by where it comes from, and by where it goes to."""
        step = self.rules["COMPLAINT"].step_ids[2]
        with self.assertRaisesRegex(UserError, "is approved"):
            step.amount = 500
        draft = self.make_policy(self.make_ladder(self.company), approve=False)
        rule = draft.rule_ids.filtered(lambda rule: rule.code == "LIGHT2")
        rule.step_ids = [Command.create({"occurrence": 9, "amount": 1})]
        moved = rule.step_ids
        moved.amount = 2
        moved.rule_id = draft.rule_ids.filtered(lambda rule: rule.code == "MEDIUM10")
        with self.assertRaisesRegex(UserError, "is approved"):
            moved.rule_id = self.rules["LIGHT2"]
