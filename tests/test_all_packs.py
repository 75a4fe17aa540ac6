"""The packs of the other regulations: each loads whole, alone and beside others."""

import re

from freezegun import freeze_time

from odoo.tests import tagged

from tests.test_packs import JANUARY, PackCase

EVERY = (
    "after_sales",
    "ops_150",
    "performance",
    "platform",
    "pre_sales",
    "score_80",
    "standard_shop",
)


# The regulations that each pack is to take over; a blank stands for any of a chapter.
TAKEN = {
    "after_sales": {"R5.4", "R7.1", "R7.6", "R2.1", "R6.7"},
    "ops_150": {"R4.1", "R4.2", "R2.2"},
    "performance": {"R5.7", "R7.3", "R7.4", "R7.5", "R2.14", "R6.3"},
    "platform": {"R5.5", "R5.6"},
    "pre_sales": {"R5.2", "R5.3", "R5.18", "R6.1", "R6.2", "R6.3", "R6.6"},
}
# R4.1: article, points (below zero for a violation).
OPS_ARTICLES = {
    "DUTY_UNDONE": -10,
    "UNTIDY_DESK": -5,
    "LATE_EARLY": -5,
    "OVERTIME_UNFOUNDED": -5,
    "AWAY": -10,
    "NOISE": -5,
    "FILMS_GAMES": -15,
    "MISREPORTING": -10,
    "NOT_REPORTING": -10,
    "MEETING_MISSED": -10,
    "ABSENCE": -20,
    "STRANGERS": -10,
    "EQUIPMENT": -20,
    "TASK_UNDONE": -10,
    "CHAT_TOOLS": -5,
    "BASE_KEPT": 10,
    "POST_ESSENTIAL": 10,
    "POST_PINNED": 20,
    "REPLIES": 1,
    "ON_CALL_COVER": 5,
    "PROPOSAL_ADOPTED": 5,
    "FULL_ATTENDANCE": 100,
}


def articles_of(text):
    """The articles that a text names: ``R6.1-R6.3`` are three."""
    found = set()
    for chapter, first, last in re.findall(r"R(\d+)\.(\d+)(?:-R\d+\.(\d+))?", text):
        for number in range(int(first), int(last or first) + 1):
            found.add(f"R{chapter}.{number}")
    return found


@tagged("post_install", "-at_install")
class TestAllPacks(PackCase):
    def wages(self, policy):
        return {level.code: level.default_wage for level in policy.ladder_id.level_ids}

    def by_level(self, policy, name):
        return {row.level_id.code: row[name] for row in policy.level_ids}

    def test_every_pack_is_there_and_can_be_approved(self):
        """Several side by side in one company, each with a ladder of its own."""
        self.assertEqual(set(self.packs._folders()), set(EVERY))
        ladders = self.env["cs.ladder"]
        for code in EVERY:
            with self.subTest(code):
                policy = self.load(code)
                policy.action_approve()
                self.assertEqual(policy.state, "approved")
                self.assertNotIn(policy.ladder_id, ladders)
                ladders |= policy.ladder_id

    def test_every_text_is_there_in_chinese(self):
        for code in EVERY:
            policy = self.load(code)
            chinese = policy.with_context(lang="zh_CN")
            with self.subTest(code):
                self.assertNotEqual(policy.name, chinese.name)
                for level, zh in zip(
                    policy.ladder_id.level_ids,
                    chinese.ladder_id.level_ids,
                    strict=True,
                ):
                    self.assertNotEqual(level.name, zh.name)

    def test_packs_name_the_regulations_that_they_take(self):
        """All that the pack is to have, and all that its rows cite."""
        for code in EVERY:
            pack = self.packs._read(code)
            named = articles_of(pack.meta.values["regulations"])
            cited = {
                row.values["regulation"]
                for rows in pack.rows.values()
                for row in rows
                if row.values.get("regulation")
            }
            with self.subTest(code):
                self.assertLessEqual(TAKEN.get(code, set()), named)
                self.assertLessEqual(cited, named)
                for text in ("description", "gaps"):
                    self.assertTrue(pack.meta.text(text, "en_US"))
                    self.assertTrue(pack.meta.text(text, "zh_CN"))

    def test_our_numbers_of_articles_reach_no_reader(self):
        """What a pack says of itself is plain words, in the policy and the ladder."""
        for code in EVERY:
            meta = self.packs._read(code).meta
            ladders = self.packs._read(code).of("cs.ladder")
            for lang in ("en_US", "zh_CN"):
                said = [meta.text(text, lang) for text in ("description", "gaps")]
                said += [ladder.text("note", lang) for ladder in ladders]
                with self.subTest(code, lang=lang):
                    self.assertTrue(all(said))
                    self.assertNotRegex("".join(said), r"R\d+\.\d")

    def test_ops_has_every_article_r4_1(self):
        policy = self.load("ops_150")
        self.assertNotRegex(policy.note, r"R\d+\.\d")
        self.assertEqual(policy.score_base, 150)
        found = {
            rule.code: rule.points_max * (1 if rule.kind == "merit" else -1)
            for rule in policy.rule_ids
            if rule.regulation == "R4.1"
        }
        self.assertEqual(found, OPS_ARTICLES)
        for rule in policy.rule_ids:
            self.assertEqual(rule.points_min, rule.points_max, rule.code)
        self.assertEqual(self.rule(policy, "REPLIES").unit, 50)
        self.assertTrue(self.rule(policy, "EQUIPMENT").is_compensation)
        chat = self.rule(policy, "PRIVATE_CHAT")
        self.assertEqual(
            (chat.regulation, chat.amount_min, chat.amount_max), ("R2.2", 10, 100)
        )
        self.assertEqual(
            (policy.float_rate, policy.float_min, policy.float_max), (1, 0, 400)
        )

    def test_pre_sales_commission_and_pool_r6_2_r6_3(self):
        policy = self.load("pre_sales")
        self.assertEqual(
            [(tier.lower_bound, tier.exclusive, tier.rate) for tier in policy.tier_ids],
            [(0, False, 1), (70, False, 1.5)],
        )
        self.assertEqual((policy.pool_enabled, policy.pool_rate), (True, 0.5))

    def test_pre_sales_levels_by_other_names_r5_2(self):
        policy = self.packs._load(
            "pre_sales", None, JANUARY, self.company, variants=("names_trainee",)
        )
        self.assertEqual(
            [(row.name, row.default_wage) for row in policy.ladder_id.level_ids][1:],
            [("Trainee", 1600), ("Junior", 1800), ("Middle", 2000), ("Senior", 2200)],
        )
        policy.action_approve()

    def test_after_sales_bands_and_steps_r7_1(self):
        """<= 5 % 30, over 5 20, over 8 10, over 11 0; the others 20, 15, 10, 0."""
        [sheet] = self.load("after_sales").review_template_ids
        for line in sheet.criterion_ids:
            bands = line.band_ids.sorted("points", reverse=True)
            if line.source == "refund_rate":
                self.assertEqual(
                    [(row.lower_bound, row.exclusive, row.points) for row in bands],
                    [(0, False, 30), (5, True, 20), (8, True, 10), (11, True, 0)],
                )
            else:
                self.assertEqual(bands.mapped("points"), [20, 15, 10, 0])

    def test_reviews_run_from_the_5th_to_the_10th_r7_4(self):
        for code in ("performance", "after_sales"):
            policy = self.load(code)
            days = policy.review_day_from, policy.review_day_to
            self.assertEqual(days, (5, 10))

    def test_pre_sales_levels_and_guarantee_r5_2_r5_3(self):
        policy = self.load("pre_sales")
        self.assertEqual(
            self.wages(policy),
            {"trial": 1600, "junior": 1600, "middle": 1800, "senior": 2000}
            | {"expert": 2200},
        )
        self.assertEqual(
            [(row.from_year, row.amount) for row in policy.guarantee_ids],
            [(1, 2000), (2, 2200), (3, 2500)],
        )
        self.assertFalse(self.by_level(policy, "commission_eligible")["trial"])
        self.assertFalse(self.by_level(policy, "guaranteed")["trial"])

    def test_pre_sales_service_times_r5_18(self):
        policy = self.load("pre_sales")
        months = {
            row.level_id.code: row.bound
            for row in policy.criterion_ids
            if row.measure == "service"
        }
        self.assertEqual(months, {"trial": 1, "junior": 3, "middle": 12, "senior": 24})

    def test_pre_sales_variants_r5_2_r5_3(self):
        policy = self.packs._load(
            "pre_sales",
            None,
            JANUARY,
            self.company,
            variants=("guarantee_2130", "senior_half_year"),
        )
        self.assertEqual(policy.guarantee_ids.mapped("amount"), [2130, 2330, 2630])
        [middle] = policy.criterion_ids.filtered(
            lambda row: row.measure == "service" and row.level_id.code == "middle"
        )
        self.assertEqual(middle.bound, 6)

    def test_after_sales_levels_and_sheet_r5_4_r7_1(self):
        policy = self.load("after_sales")
        self.assertEqual(
            self.wages(policy), {"agent": 2000, "senior": 2500, "lead": 3000}
        )
        [sheet] = policy.review_template_ids
        self.assertEqual((sheet.total, sheet.bar, sheet.points_sum), (130, 91, 110))
        self.assertEqual(policy.discount_limit, 30)

    def test_after_sales_complaints_r2_1(self):
        """1st 30, 2nd 60, 3rd a dismissal case, however long apart."""
        policy = self.load("after_sales")
        policy.action_approve()
        agent = self.agent(policy.ladder_id.level_ids[0])
        complaint = self.rule(policy, "COMPLAINT")
        with freeze_time("2026-11-01"):
            entries = [
                self.entry(agent, complaint, day)
                for day in ("2026-01-05", "2026-05-05", "2026-10-05")
            ]
        self.assertEqual([entry.amount for entry in entries], [30, 60, 0])
        self.assertEqual(entries[2].sanction, "dismissal")

    def test_after_sales_targets_r7_6(self):
        policy = self.load("after_sales")
        self.assertEqual(self.rule(policy, "SLOW_FIRST_REPLY").threshold, 300)
        shorter = self.packs._load(
            "after_sales",
            policy.ladder_id,
            "2026-02-01",
            self.company,
        )
        self.assertEqual(self.rule(shorter, "LATE_SOLUTION").sanction, "warning")
        pack = self.packs._read("after_sales", ["reply_30"])
        [row] = [
            row
            for row in pack.of("cs.conduct.rule")
            if row.values["code"] == "SLOW_FIRST_REPLY"
        ]
        self.assertEqual(row.values["threshold"], 30)

    def test_performance_r5_7_r7_3_r2_14(self):
        policy = self.load("performance")
        self.assertTrue(policy.seniority_amount and policy.pool_enabled)
        [sheet] = policy.review_template_ids
        self.assertEqual(sheet.points_sum, sheet.total)
        self.assertEqual(len(sheet.grade_ids), 5)
        self.assertEqual(policy.review_fails, 2)
        self.assertEqual(
            [(step.streak, step.amount) for step in policy.prize_ids.step_ids],
            [(1, 0), (3, 200)],
        )

    def test_platform_r5_5_r5_6(self):
        policy = self.load("platform")
        self.assertEqual(
            self.wages(policy), {"junior": 4000, "middle": 5000, "senior": 6000}
        )
        self.assertEqual(
            [
                (row.level_id.code, row.bonus_min_percent, row.bonus_max_percent)
                for row in policy.level_ids
            ],
            [("junior", 10, 20), ("middle", 20, 30), ("senior", 20, 30)],
        )
        skill = policy.allowance_ids.filtered(lambda row: row.kind == "skill")
        self.assertEqual(
            (skill.level_id.code, skill.amount, skill.amount_max),
            ("middle", 1000, 2000),
        )
        [sheet] = policy.review_template_ids
        self.assertEqual(sheet.kind, "year")
        self.assertEqual(
            [
                (row.grade, row.change_min, row.change_max)
                for row in sheet.grade_ids.sorted("lower_bound", reverse=True)
            ],
            [
                ("excellent", 10, 20),
                ("good", 5, 10),
                ("pass", 0, 0),
                ("fail", -10, -5),
            ],
        )

    def test_from_one_pack_to_another_in_mid_month_r5_2_r5_4(self):
        """Each part of the month pays its wage; the last day's policy settles it."""
        before, after = self.load("pre_sales"), self.load("after_sales")
        (before | after).action_approve()
        junior = before.ladder_id.level_ids.filtered(lambda row: row.code == "junior")
        agent = self.agent(junior)
        agent.wage = 1600
        agent.create_version(
            {
                "date_version": "2026-03-16",
                "cs_level_id": after.ladder_id.level_ids[0].id,
                "wage": 2000,
            }
        )
        day = JANUARY.replace(month=3, day=31)
        with freeze_time("2026-04-02"):
            period = self.env["cs.period"]._of_days(self.company, {day})[day]
            period.action_compute()
        statement = period.statement_ids
        self.assertEqual(statement.policy_id, after)
        base = statement.line_ids.filtered(lambda line: line.code == "CS_BASE")
        self.assertEqual(base.mapped("base"), [1600, 2000])
        self.assertAlmostEqual(sum(base.mapped("rate")), 100, 3)
        self.assertAlmostEqual(
            sum(base.mapped("amount")),
            sum(line.base * line.rate / 100 for line in base),
            1,
        )
        self.assertFalse(statement.guarantee_account, "it is the other policy's")
