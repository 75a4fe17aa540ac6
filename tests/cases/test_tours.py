"""A case in a browser, from its trigger to its outcome, by the people who walk it."""

from odoo.tests import HttpCase, tagged

from tests.cases.common import CasesCase


@tagged("standard", "post_install", "-at_install")
class TestCaseTours(CasesCase, HttpCase):
    def tour(self, name, path, role):
        self.start_tour(f"/odoo/{path}", name, login=self.users[role].login)

    def test_from_the_third_complaint_to_a_demerit_r2_1(self):
        """R2.1, R2.16: found, put, answered, heard, checked, upheld, countersigned."""
        for day in ("03", "12", "13"):
            self.make_entry(self.agent, "COMPLAINT", f"2026-03-{day}")
        self.march.action_compute()
        case = self.cases()
        self.tour("cs_case_put", "cs-cases", "officer")
        self.assertEqual(case.put_by_id, self.officer)
        self.tour("cs_case_answer", "cs-my-cases", "agent")
        self.assertIn("parcel", case.statement)
        self.tour("cs_case_decide", "cs-cases", "officer")
        self.assertEqual(case.outcome, "warning")
        self.tour("cs_sanction_acknowledge", "cs-my-sanctions", "agent")
        self.assertTrue(self.sanctions().is_countersigned)
