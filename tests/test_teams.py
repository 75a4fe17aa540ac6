"""A demo team for each pack: what is special about it, on paper and on the screen."""

from datetime import date

from odoo.tests import HttpCase, tagged

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.cs_management.demo.teams.builder import TeamsBuilder

from tests.words import check_words

MONTHS = [date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1)]
TODAY = date(2025, 11, 21)


@tagged("standard", "post_install", "-at_install")
class TestTeams(BaseCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        builder = TeamsBuilder(cls.env, MONTHS, TODAY)
        builder.build()
        cls.env = builder.env
        cls.periods, cls.teams = builder.periods, builder.teams
        cls.agents = {
            code: agent
            for team in builder.teams.values()
            for code, agent in team.agents.items()
        }

    def statement(self, code, month=0):
        return self.env["cs.statement"].search(
            [
                ("employee_id", "=", self.agents[code].id),
                ("period_id", "=", self.periods[month].id),
            ]
        )

    def amounts(self, code, month=0):
        """Amounts of a statement by code."""
        found = {}
        for line in self.statement(code, month).line_ids:
            found[line.code] = round(found.get(line.code, 0) + line.amount, 2)
        return found

    def entries(self, code, month, articles=()):
        entries = self.env["cs.conduct.entry"].search(
            [
                ("employee_id", "=", self.agents[code].id),
                ("period_id", "=", self.periods[month].id),
                ("state", "=", "confirmed"),
            ],
            order="date, id",
        )
        return entries.filtered(lambda e: not articles or e.rule_code in articles)

    def cases(self, code):
        return self.env["cs.disciplinary.case"].search(
            [("employee_id", "=", self.agents[code].id)]
        )

    def words(self, code, name, month=0):
        """How the lines of a code came about, in words."""
        lines = self.statement(code, month).line_ids
        return "\n".join(
            lines.filtered(lambda row: row.code == name).mapped("trace_text")
        )

    def test_months_are_settled_and_the_first_is_paid(self):
        self.assertEqual(
            [period.state for period in self.periods], ["locked", "locked", "open"]
        )
        self.assertEqual(
            {team.policy.state for team in self.teams.values()}, {"approved"}
        )
        slips = self.periods[0].statement_ids.payslip_ids
        self.assertEqual(slips.cs_statement_id, self.periods[0].statement_ids)
        self.assertEqual(set(slips.mapped("state")), {"done"})
        for slip in slips:
            [net] = slip.line_ids.filtered(lambda line: line.category_id.code == "NET")
            self.assertAlmostEqual(net.total, slip.cs_statement_id.amount_total, 2)

    def test_the_words_of_every_line_compute(self):
        locked = self.periods[0] + self.periods[1]
        lines = locked.statement_ids.line_ids
        self.assertGreater(check_words(self, lines), 100)

    # --- Each team ----------------------------------------------------------------

    def test_ops_pays_0_to_400_for_the_score_r4_1_r4_2(self):
        """150 + 100 + 10 + 8 x 10 + 4 x 20 + 2 are 422 points, and 400 CNY."""
        self.assertEqual(self.statement("401").score, 422)
        self.assertEqual(self.amounts("401")["CS_FLOAT"], 400)
        self.assertEqual(self.amounts("403"), {"CS_BASE": 2200, "CS_FLOAT": 260})
        merits = self.entries("403", 0).mapped("rule_code")
        self.assertEqual(set(merits), {"FULL_ATTENDANCE", "BASE_KEPT"})

    def test_ops_absence_leaves_100_points_r4_2(self):
        """Less a day's wage: 2,200 of September's 26 days to work."""
        self.assertEqual(self.statement("402").score, 100)
        self.assertEqual(
            self.amounts("402"),
            {"CS_BASE": 2200, "CS_FLOAT": 100, "CS_ATTENDANCE": -84.62},
        )

    def test_ops_third_lateness_and_chat_by_gravity_r4_1_r2_2(self):
        late = self.entries("403", 1, ["LATE_EARLY"])
        self.assertEqual(late.mapped("sanction"), [False, False, "dismissal"])
        self.assertEqual(self.statement("403", 1).score, 135)
        self.assertEqual(self.amounts("402", 1)["CS_FINE"], -60)

    def test_pre_sales_conversion_and_pool_r6_2_r6_3(self):
        """69.9 % and 70 % of 40,000: 400 and 600; 100,000 by eight: 62.50."""
        self.assertEqual(self.amounts("504")["CS_COMMISSION"], 400)
        self.assertEqual(self.amounts("503")["CS_COMMISSION"], 600)
        pool = {code: self.amounts(code).get("CS_POOL") for code in self.agents}
        self.assertEqual(
            {code for code, amount in pool.items() if amount == 62.5},
            {"502", "503", "504", "505", "601", "602", "603", "604"},
        )

    def test_pre_sales_trial_month_r5_2_r6_6(self):
        self.assertEqual(self.amounts("501"), {"CS_BASE": 1600, "CS_COMMISSION": 0})
        self.assertEqual(self.amounts("501", 1)["CS_COMMISSION"], 120)

    def test_pre_sales_guarantee_at_the_exit_r5_3(self):
        """Two months at 2,000, less 1,762.50 and 1,755.55."""
        self.assertNotIn("CS_GUARANTEE", self.amounts("502"))
        self.assertEqual(self.amounts("502", 1)["CS_GUARANTEE"], 481.95)
        paid = (
            self.statement("502").amount_total + self.statement("502", 1).amount_total
        )
        self.assertAlmostEqual(paid, 4000, 2)

    def test_performance_pay_r5_7(self):
        """Position wage, commission, pool and six years of seniority."""
        self.assertEqual(
            self.amounts("601"),
            {
                "CS_BASE": 2500,
                "CS_SENIORITY": 300,
                "CS_COMMISSION": 600,
                "CS_POOL": 62.5,
                "CS_PRIZE": 0,
                "CS_KPI": 375,
            },
        )

    def test_performance_first_for_three_months_r2_14(self):
        prizes = [self.amounts("601", month)["CS_PRIZE"] for month in range(3)]
        self.assertEqual(prizes, [0, 0, 200])

    def test_performance_sheets_in_five_grades_r7_3_r7_5(self):
        sheet_of = self.teams["performance"].sheet_of
        months = ("601", 0), ("602", 0), ("603", 0), ("603", 1), ("604", 0)
        self.assertEqual(
            [sheet_of(code, month).grade for code, month in months],
            ["excellent", "good", "pass", "poor", "fail"],
        )
        self.assertEqual(self.amounts("604")["CS_KPI"], 0)
        # Two fails running propose a case; people decide it.
        [case] = self.cases("604")
        self.assertEqual((case.reason, case.period_id), ("review", self.periods[1]))

    def test_after_sales_sheets_r7_1(self):
        """95 of 130 is passed, 90 is not; 8 % and 5.1 % refunded are 20 points."""
        sheet = self.teams["after_sales"].sheet_of
        found = {
            (code, month): (sheet(code, month).points, sheet(code, month).is_passed)
            for code in ("701", "702", "703")
            for month in (0, 1)
        }
        self.assertEqual(
            found,
            {
                ("701", 0): (95, True),
                ("702", 0): (90, False),
                ("703", 0): (100, True),
                ("701", 1): (95, True),
                ("702", 1): (95, True),
                ("703", 1): (110, True),
            },
        )
        self.assertEqual(
            [self.amounts(code).get("CS_KPI") for code in ("701", "702", "703")],
            [300, 0, 500],
        )
        self.assertIn("90 of 130 points, not passed", self.words("702", "CS_KPI"))

    def test_after_sales_complaints_and_targets_r2_1_r7_6(self):
        entries = [self.entries("702", month, ["COMPLAINT"]) for month in range(3)]
        self.assertEqual([entry.amount for entry in entries], [30, 60, 0])
        self.assertEqual(entries[2].sanction, "dismissal")
        self.assertEqual(self.cases("702").period_id, self.periods[2])
        self.assertEqual(self.amounts("702", 1)["CS_FINE"], -60)
        slow = self.entries("701", 1, ["SLOW_FIRST_REPLY"])
        self.assertEqual((slow.amount, slow.sanction), (0, "warning"))

    def test_after_sales_discounts_r6_7(self):
        """30 is the agent's own decision, 30.01 waits."""
        approval = self.env["cs.discount.approval"].search(
            [("company_id", "=", self.env.company.id)]
        )
        self.assertEqual((approval.discount, approval.state), (30.01, "pending"))
        tags = self.agents["701"].cs_tag_ids
        free = self.env["sale.order"].search([("tag_ids", "in", tags.ids)])
        free = free.filtered(lambda order: order.cs_discount_state == "free")
        self.assertEqual((free.cs_discount_amount, free.state), (30, "sale"))

    def test_platform_bonus_and_skills_r5_5(self):
        """15 % of 4,000, 25 % of 5,000, and 1,500 for skills."""
        bonuses = [self.amounts(code)["CS_REWARD"] for code in ("801", "802", "803")]
        self.assertEqual(bonuses, [600, 1250, 1800])
        skills = self.statement("802").line_ids.filtered(
            lambda line: line.amount == 1500
        )
        self.assertEqual(skills.code, "CS_ALLOWANCE")

    def test_platform_yearly_grade_moves_performance_pay_r5_6(self):
        """Excellent 800 by 15 %, pass stays at 500, fail 1,200 by -8 %."""

        def performance(month):
            return [
                line.amount
                for code in ("801", "802", "803")
                for line in self.statement(code, month).line_ids
                if (line.key or "").startswith("performance:")
            ]

        self.assertEqual(performance(0), [500, 800, 1200])
        self.assertEqual(performance(1), [500, 920, 1104])

    # --- On the screen ----------------------------------------------------------------

    def test_tour_ops_150_r4_2(self):
        self.start_tour("/odoo/cs-policies", "cs_pack_ops_150", login="hr")

    def test_tour_pre_sales_r5_3(self):
        self.start_tour("/odoo/cs-policies", "cs_pack_pre_sales", login="hr")

    def test_tour_performance_r2_14_r7_3(self):
        self.start_tour("/odoo/cs-policies", "cs_pack_performance", login="hr")

    def test_tour_after_sales_r7_1(self):
        """HR confirms the sheet of a locked month; the open one pays its bonus."""
        self.assertNotIn("CS_ADJUSTMENT", self.amounts("701", 2))
        self.start_tour("/odoo/cs-policies", "cs_pack_after_sales", login="hr")
        self.assertEqual(self.amounts("701", 2)["CS_ADJUSTMENT"], 300)

    def test_tour_platform_r5_5_r5_6(self):
        self.start_tour("/odoo/cs-policies", "cs_pack_platform", login="hr")
