"""A list of people comes in as the other files do: looked at first, all or nothing."""

import base64

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.cs_management.demo import factories

from tests.imports.common import as_csv, as_xlsx
from tests.onboarding.common import EmptyCase

HEADS = ("姓名", "工号", "部门", "等级", "基本工资", "入职日期", "登录邮箱")
ROWS = (
    ("王小丽", "101", "售前", "junior", "2,300.00", "2025年3月1日", "wang@example.com"),
    ("李娜", "102", "售前", "Junior", "", "", ""),
    ("赵磊", 103, "售后", "Standard / Middle", 2600, "2025-04-01", ""),
)


@tagged("post_install", "-at_install")
class TestPeopleFile(EmptyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up()

    def wizard(self, rows, user=None, make=as_csv, **values):
        return self.as_user(user or self.owner, "cs.import.wizard").create(
            {
                "file": base64.b64encode(make([HEADS, *rows])),
                "file_name": "people.csv",
                "company_id": self.company.id,
                **values,
            }
        )

    def people(self):
        people = self.env["hr.employee"].search([("company_id", "=", self.company.id)])
        return {person.cs_agent_code: person for person in people}

    def test_a_list_is_found_looked_at_and_imported(self):
        wizard = self.wizard(ROWS, make=as_xlsx)
        wizard.action_preview()
        self.assertEqual((wizard.state, wizard.kind), ("preview", "people"))
        self.assertEqual(wizard.new_count, 3)
        self.assertIn("售前, 售后", wizard.notes)
        self.assertFalse(self.people())
        wizard.action_import()
        people = self.people()
        self.assertEqual(
            [people[number].wage for number in ("101", "102", "103")],
            [2300, 2200, 2600],
        )
        self.assertEqual(str(people["101"].contract_date_start), "2025-03-01")
        self.assertEqual(people["102"].contract_date_start, self.first)
        self.assertEqual(people["103"].cs_level_id.code, "middle")
        self.assertEqual(people["101"].department_id, people["102"].department_id)
        self.assertEqual(people["101"].user_id.login, "wang@example.com")

    def test_every_cell_is_looked_at_though_another_is_wrong(self):
        wizard = self.wizard(
            [
                ("王小丽", "101", "", "nobody", "abc", "", "old@example.com"),
                ("", "102", "", "nobody", "", "", ""),
                ("李娜", "101", "", "Junior", "", "2025-13-45", ""),
            ]
        )
        wizard.action_preview()
        rows = [(row.row, row.problem) for row in wizard.problem_ids]
        self.assertEqual(
            sorted(rows),
            [
                (2, "No ladder of the company has this level."),
                (2, "This is no number."),
                (3, "No ladder of the company has this level."),
                (3, "The name is missing."),
                (4, "Another row has it, too."),
                (4, "This is no date."),
            ],
        )
        self.assertFalse(wizard.lacks_levels or self.people())

    def test_a_list_before_there_is_a_level_is_shown_the_packs(self):
        self.policy.action_draft()
        self.policy.unlink()
        self.ladder.level_ids.unlink()
        wizard = self.wizard(ROWS)
        wizard.action_preview()
        self.assertTrue(wizard.lacks_levels)

    def test_the_same_list_twice_changes_nothing(self):
        first = self.wizard(ROWS)
        first.action_preview()
        self.assertFalse(first.known_file)
        first.action_import()
        before = self.people()
        wizard = self.wizard(ROWS)
        wizard.action_preview()
        self.assertEqual(
            (wizard.new_count, wizard.changed_count, wizard.unchanged_count), (0, 0, 3)
        )
        self.assertIn("imported this very file", wizard.known_file)
        wizard.action_import()
        self.assertEqual(self.people(), before)

    def test_what_is_there_is_kept_and_said_without_names_and_amounts(self):
        self.wizard(ROWS).action_import()
        wizard = self.wizard([("王小丽", "101", "", "senior", "9999", "", "")])
        wizard.action_import()
        self.assertEqual(self.people()["101"].wage, 2300)
        self.assertIn("stays as it is, row 2", wizard.notes)
        self.assertNotIn("9999", wizard.notes)
        self.assertNotIn("王小丽", wizard.notes)

    def test_who_has_the_name_of_somebody_with_another_number_is_new(self):
        self.wizard(ROWS).action_import()
        wizard = self.wizard([("王小丽", "109", "", "junior", "", "", "")])
        wizard.action_preview()
        self.assertEqual(wizard.new_count, 1)
        self.assertIn("same name", wizard.notes)

    def test_who_was_there_before_the_addon_becomes_an_agent(self):
        """Without a number yet, they are found by their name."""
        before = self.env["hr.employee"].create(
            {"name": "王小丽", "company_id": self.company.id}
        )
        self.wizard(ROWS[:1]).action_import()
        self.assertEqual(self.people(), {"101": before})
        self.assertEqual((before.wage, before.cs_level_id.code), (2300, "junior"))

    def test_every_bad_row_is_listed_and_nothing_is_written(self):
        rows = [
            ROWS[0],
            ("孙悦", "201", "", "general", "", "", ""),
            ("周凯", "202", "", "junior", "much", "", ""),
            ("", "203", "", "junior", "", "", ""),
            ("吴迪", "204", "", "junior", "", "2025-13-01", ""),
            ("郑爽", "101", "", "junior", "", "", ""),
        ]
        wizard = self.wizard(rows)
        wizard.action_import()
        self.assertEqual(wizard.state, "bad")
        self.assertEqual(
            [(row.row, row.column) for row in wizard.problem_ids],
            [(3, "等级"), (4, "基本工资"), (5, "姓名"), (6, "入职日期"), (7, "工号")],
        )
        self.assertFalse(self.people())

    def test_officers_import_people_and_logins_need_access_rights(self):
        wizard = self.wizard(ROWS, user=self.officer)
        wizard.action_import()
        self.assertEqual(
            [(row.row, row.column) for row in wizard.problem_ids], [(2, "登录邮箱")]
        )
        self.wizard(ROWS[1:], user=self.officer).action_import()
        self.assertEqual(set(self.people()), {"102", "103"})

    def test_leaders_import_no_people(self):
        leader = factories.make_user(
            self.env,
            "cs_some_leader",
            groups=["cs_management.group_cs_leader"],
            company=self.company,
        )
        with self.assertRaisesRegex(UserError, "HR imports"):
            self.wizard(ROWS, user=leader).action_import()
