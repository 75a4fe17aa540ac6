"""Steps of the first hour in a browser: with a wrong list, and on a phone."""

from odoo.tests import HttpCase, tagged

from odoo.addons.cs_management.demo import factories

from tests.onboarding.common import EmptyCase


@tagged("standard", "post_install", "-at_install")
class TestList(EmptyCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up()

    def test_a_list_is_corrected_imported_and_left(self):
        """The dialog tells what is wrong, and is gone once the list is in."""
        self.start_tour("/odoo", "cs_first_list", login="cs_owner")
        people = self.env["hr.employee"].search([("company_id", "=", self.company.id)])
        self.assertEqual(people.mapped("name"), ["Wang Li"])
        self.assertEqual(people.wage, 2300)
        self.assertEqual(self.states()["people"], "done")


@tagged("standard", "post_install", "-at_install")
class TestPhone(EmptyCase, HttpCase):
    browser_size = "375x812"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up()
        cls.policy.action_draft()
        env = factories.in_company(cls.env, cls.company)
        env["cs.conduct.rule"].create(
            {
                "policy_id": cls.policy.id,
                "code": "late",
                "name": "Late for the third time this month without a word",
                "kind": "violation",
            }
        )

    def test_a_policy_is_read_without_moving_sideways(self):
        url = f"/odoo/cs.policy/{self.policy.id}"
        self.start_tour(url, "cs_policy_phone", login="cs_owner")

    def test_people_are_entered_as_cards(self):
        url = "/odoo/action-cs_management.cs_people_action"
        self.start_tour(url, "cs_people_phone", login="cs_owner")
        people = self.env["hr.employee"].search([("company_id", "=", self.company.id)])
        self.assertEqual(people.mapped("name"), ["Wang Li"])
