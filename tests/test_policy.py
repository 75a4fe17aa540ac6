"""The pages of a policy: which parts are on, which off, and what one lacks."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, HttpCase, tagged

from .common import CsCase


@tagged("standard", "post_install", "-at_install")
class TestPages(CsCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.policy.new_version("2027-01-01")
        cls.draft.name = "Next Year"

    def state(self, page):
        return self.draft.page_states[page]

    def test_every_part_stands_on_a_page_of_the_form(self):
        form = self.env.ref("cs_management.cs_policy_view_form")
        arch = self.env["cs.policy"]._get_view(form.id, "form")[0]
        pages = {page.get("name") for page in arch.iter("page")}
        parts = {part.page for part in self.draft._parts()}
        self.assertEqual(parts, pages - {"note"})

    def test_a_part_is_on_off_or_lacks_something(self):
        self.draft.write({"attendance_enabled": False, "overtime_enabled": False})
        self.assertEqual(self.state("overtime"), {"on": False, "lacks": []})
        self.draft.attendance_enabled = True
        self.assertEqual(self.state("attendance"), {"on": True, "lacks": []})
        self.draft.tier_ids.unlink()
        self.assertTrue(self.state("commission")["on"])
        self.assertIn("has no tiers", self.state("commission")["lacks"][0])
        self.draft.commission_enabled = False
        self.assertEqual(self.state("commission")["lacks"], [])

    def test_what_a_page_lacks_keeps_the_policy_from_approval(self):
        self.draft.grade_ids.unlink()
        [lack] = self.state("score")["lacks"]
        with self.assertRaises(ValidationError) as caught:
            self.draft.action_approve()
        self.assertEqual(str(caught.exception), lack)

    def test_a_switch_shows_at_once_what_it_lacks(self):
        manager = self.users["manager"]
        with Form(self.draft.with_user(manager)) as form:
            form.attendance_enabled = False
            form.overtime_enabled = True
            self.assertIn("Attendance", form.page_states["overtime"]["lacks"][0])
            form.overtime_enabled = False
            self.assertEqual(form.page_states["overtime"]["lacks"], [])

    def test_agents_are_not_told_how_a_draft_stands(self):
        fields = self.env["cs.policy"].with_user(self.users["agent"]).fields_get()
        self.assertNotIn("page_states", fields)

    def test_the_pages_stand_in_a_list_beside_the_page(self):
        self.start_tour("/odoo", "cs_policy_pages", login="cs_manager")
        self.assertFalse(self.draft.overtime_enabled)


class TestInForce(CsCase):
    """A draft is nobody's rule: it ends no policy, and hides no locked month."""

    def test_a_draft_takes_no_policy_out_of_force(self):
        self.assertFalse(self.policy.date_to)
        draft = self.policy.new_version("2026-04-01")
        self.assertFalse(self.policy.date_to)
        draft.action_approve()
        self.assertEqual(str(self.policy.date_to), "2026-03-31")
        self.assertFalse(draft.date_to)
        earlier = self.policy.new_version("2026-02-01")
        self.assertEqual(str(earlier.date_to), "2026-03-31")
        self.assertEqual(str(self.policy.date_to), "2026-03-31")

    def test_a_locked_month_behind_a_draft_is_kept_to_its_rules(self):
        """Approved from February on it would hold in March, whatever is drafted."""
        self.make_agent()
        march = self.make_period("2026-03")
        march.action_compute()
        march.action_lock()
        self.policy.new_version("2026-03-01")
        earlier = self.policy.new_version("2026-02-01")
        with self.assertRaisesRegex(UserError, "2026-03 is locked"):
            earlier.action_approve()
