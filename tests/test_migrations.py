"""What an update does to the data of an older version."""

from pathlib import Path

from odoo.fields import Command
from odoo.modules.module import load_script

from odoo.addons import cs_management

from tests.common import CsCase

MIGRATIONS = Path(cs_management.__file__).parent / "migrations"


class TestMigrations(CsCase):
    def migrate(self, version, name):
        """Run one script as Odoo's update does."""
        script = load_script(str(MIGRATIONS / version / f"{name}.py"), name)
        self.env.flush_all()
        script.migrate(self.env.cr, version)
        self.env.invalidate_all()

    def test_articles_of_the_handover_get_their_event(self):
        """R2.5: those found by the pack's codes stay found; a chosen event stays."""
        codes = ("HANDOVER", "HANDOVER_LOSS", "CHOSEN", "OTHER")
        self.edit_policy(
            {
                "rule_ids": [
                    Command.create(
                        {
                            "code": code,
                            "name": code,
                            "event": "report" if code == "CHOSEN" else False,
                        }
                    )
                    for code in codes
                ]
            }
        )
        self.migrate("19.0.1.1.0", "post-handover-event")
        events = {rule.code: rule.event for rule in self.policy.rule_ids}
        self.assertEqual(
            [events[code] for code in codes],
            ["handover", "handover", "report", False],
        )

    def test_rules_of_absence_and_fines_move_into_gross(self):
        """What HR put elsewhere stays there; ours says who pays the base wage."""
        Rule = self.env["hr.salary.rule"]
        Category = self.env["hr.salary.rule.category"]
        for code, category in (
            ("CS_LEAVE", "DED"),
            ("CS_ATTENDANCE", "DED"),
            ("CS_FINE", "BASIC"),
            ("CS_PROTECTION", "ALW"),
        ):
            Rule._cs_rule(code).category_id = Category._cs_category(category)
        structure = self.env["hr.payroll.structure"]._cs_structure(self.company)
        structure.cs_base_pay = False
        self.migrate("19.0.1.1.0", "post-payroll-categories")
        self.assertEqual(
            [
                Rule._cs_rule(code).category_id.code
                for code in ("CS_LEAVE", "CS_ATTENDANCE", "CS_FINE", "CS_PROTECTION")
            ],
            ["ABSENCE", "ABSENCE", "BASIC", "DED"],
        )
        self.assertEqual(structure.cs_base_pay, "statement")

    def test_older_cases_were_opened_when_their_row_was_made(self):
        """The column is new: an update fills in the day of the update."""
        agent = self.make_agent()
        case = self.env["cs.disciplinary.case"].create(
            {
                "employee_id": agent.id,
                "company_id": self.company.id,
                "period_id": self.make_period("2026-03").id,
                "reason": "score",
                "opened_on": "2199-01-01",
            }
        )
        self.migrate("19.0.1.1.0", "post-cases")
        self.assertEqual(case.opened_on, case.create_date.date())

    def test_months_that_were_locked_before_are_sealed_as_they_stand(self):
        """An update says of each that it was sealed afterwards."""
        self.make_agent()
        period = self.make_period("2026-03")
        period.action_compute()
        period.action_lock()
        self.env.cr.execute("DELETE FROM cs_seal")
        self.migrate("19.0.1.2.0", "post-seals")
        seals = self.env["cs.seal"].search([("period_id", "=", period.id)])
        self.assertEqual(len(seals), 2)
        self.assertTrue(all(seals.mapped("is_late")))
