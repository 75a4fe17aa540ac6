"""Policy packs: standard_shop (R2, R5.1, R6) and score_80 (R3)."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.base.tests.common import BaseCommon
from odoo.addons.cs_management.engine import bounds, commission, conduct, prizes, score
from odoo.addons.cs_management.models.cs_pack import CsPack

JANUARY = date(2026, 1, 1)
FEBRUARY = date(2026, 2, 1)
PARTS = {
    "cs.ladder": "company_id",
    "cs.level": "company_id",
    "cs.policy": "company_id",
    "cs.policy.level": "company_id",
    "cs.policy.criterion": "company_id",
    "cs.policy.grade": "company_id",
    "cs.policy.penalty": "company_id",
    "cs.commission.tier": "company_id",
    "cs.policy.mentor.prize": "company_id",
    "cs.policy.quality": "company_id",
    "cs.policy.prize": "company_id",
    "cs.policy.prize.step": "company_id",
    "cs.conduct.rule": "company_id",
    "cs.conduct.step": "company_id",
}


class PackCase(BaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packs = cls.env["cs.pack"]
        yuan = cls.env.ref("base.CNY")
        yuan.active = True
        cls.company = cls.env["res.company"].create(
            {"name": "Pack Shop", "currency_id": yuan.id}
        )
        cls.manager = new_test_user(
            cls.env,
            login="pack_manager",
            groups="cs_management.group_cs_manager",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )
        cls.env["res.lang"]._activate_lang("zh_CN")

    def load(self, code, ladder=None, day=JANUARY, company=None):
        return self.packs._load(code, ladder, day, company or self.company)

    def counts(self, company=None):
        company = company or self.company
        return {
            model: self.env[model]
            .with_context(active_test=False)
            .search_count([(name, "=", company.id)])
            for model, name in PARTS.items()
        }

    def rule(self, policy, code):
        return policy.rule_ids.filtered(lambda rule: rule.code == code).ensure_one()

    def agent(self, level, joined=JANUARY):
        return self.env["hr.employee"].create(
            {
                "name": "Pack Agent",
                "company_id": self.company.id,
                "date_version": joined,
                "contract_date_start": joined,
                "wage": 2200,
                "cs_level_id": level.id,
            }
        )

    def entry(self, agent, rule, day, **values):
        entry = self.env["cs.conduct.entry"].create(
            {"employee_id": agent.id, "rule_id": rule.id, "date": day, **values}
        )
        entry.action_confirm()
        return entry


@tagged("post_install", "-at_install")
class TestStandardShop(PackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.packs._load("standard_shop", None, JANUARY, cls.company)
        cls.policy.action_approve()

    def test_ladder_r5_1(self):
        """R5.1: trial 1800, junior 2200, middle 2500, senior 3000, reserve 4000."""
        levels = self.policy.ladder_id.level_ids
        self.assertEqual(
            [(level.code, level.default_wage) for level in levels],
            [
                ("trial", 1800),
                ("junior", 2200),
                ("middle", 2500),
                ("senior", 3000),
                ("reserve_supervisor", 4000),
            ],
        )
        self.assertEqual(
            levels.with_context(lang="zh_CN").mapped("name"),
            ["试用", "初级", "中级", "高级", "储备主管"],
        )

    def test_level_rows_r5_13_r6_6(self):
        """R6.6: no commission in the trial; R5.13: reserve supervisors unscored."""
        rows = {row.level_id.code: row for row in self.policy.level_ids}
        self.assertEqual(
            [code for code, row in rows.items() if not row.commission_eligible],
            ["trial"],
        )
        self.assertEqual(
            [code for code, row in rows.items() if not row.scored],
            ["reserve_supervisor"],
        )

    def test_steps_of_levels_r5_10_r5_13_r5_17(self):
        """R5.17: the team votes for middle and senior; R5.13: application, hearing."""
        rows = {row.level_id.code: row for row in self.policy.level_ids}

        def asking(name):
            return [code for code, row in rows.items() if row[f"change_{name}"]]

        self.assertTrue(self.policy.change_enabled)
        self.assertEqual(asking("vote"), ["middle", "senior"])
        self.assertEqual(asking("application"), ["reserve_supervisor"])
        self.assertEqual(asking("hearing"), ["reserve_supervisor"])
        self.assertEqual(asking("fall_recommendation"), ["junior", "middle", "senior"])
        self.assertEqual(
            [(row.code, row.level_id.code) for row in self.policy.quality_ids],
            [
                ("TRIAL", "junior"),
                ("SKILLS", False),
                ("INITIATIVE", False),
                ("HELP", False),
                ("REPORTS", False),
            ],
        )

    def test_complaints_r2_1(self):
        """R2.1: three complaints in a calendar month: 50, 100, dismissal case."""
        rule = self.rule(self.policy, "COMPLAINT")
        agent = self.agent(self.policy.ladder_id.level_ids[1])
        entries = [self.entry(agent, rule, date(2026, 1, day)) for day in (5, 12, 20)]
        self.assertEqual(
            [(entry.amount, entry.sanction) for entry in entries],
            [(50, False), (100, False), (0, "dismissal")],
        )
        self.assertEqual(sum(entry.money for entry in entries), -150)
        self.assertEqual(self.entry(agent, rule, FEBRUARY).amount, 50)
        self.assertEqual(rule.window, conduct.CALENDAR_MONTH)

    def test_first_reply_r2_6(self):
        """R2.6: first reply after 30, 60, 95 s: 0, 5, 15 (half minutes begun)."""
        rule = self.rule(self.policy, "SLOW_FIRST_REPLY")
        self.assertEqual(
            [rule._price(1, seconds)["amount"] for seconds in (30, 60, 61, 95)],
            [0, 5, 10, 15],
        )
        agent = self.agent(self.policy.ladder_id.level_ids[1])
        self.assertEqual(self.entry(agent, rule, JANUARY, measure=95).money, -15)

    def test_champion_r2_13(self):
        """Champion by sales, months 1, 2, 3 and further: 50, 100, 200."""
        prize = self.policy.prize_ids
        self.assertEqual((prize.regulation, prize.measure), ("R2.13", "sales"))
        rules = prize._prize_rules()
        paid = [prizes.amount_for(rules, month) for month in (1, 2, 3, 4)]
        self.assertEqual(paid, [50, 100, 200, 200])

    def test_discount_r6_7(self):
        """Up to 30 the agent decides, above it the leader."""
        self.assertEqual(self.policy.discount_limit, 30)
        self.assertEqual(self.policy.discount_approver, "leader")

    def test_steps_r2_5_r2_8(self):
        """R2.5: 10, 20, leaves; R2.8: a warning, then 20."""
        handover = self.rule(self.policy, "HANDOVER_LOSS")
        self.assertEqual(handover.event, "handover")
        eating = self.rule(self.policy, "EATING_LOUD_CHAT")
        self.assertEqual(
            [
                (rule._price(n)["amount"], rule._price(n)["sanction"])
                for rule in (handover, eating)
                for n in (1, 2, 3)
            ],
            [
                (10, False),
                (20, False),
                (0, "dismissal"),
                (0, "warning"),
                (20, False),
                (20, False),
            ],
        )

    def test_fixed_fines(self):
        """R2.2, R2.3, R2.4: 10; R2.7: 5 per spot check."""
        fines = {
            "PRIVATE_CHAT": 10,
            "DUTY_MISSED": 10,
            "DATA_DISCLOSED": 10,
            "UNPAID_NOT_FOLLOWED": 5,
        }
        for code, amount in fines.items():
            price = self.rule(self.policy, code)._price(1)
            self.assertEqual((code, price["amount"]), (code, amount))

    def test_rewards_r2_11_r2_12(self):
        """R2.11: mentors 150, 100, 50; R2.12: adopted suggestion 10-100."""
        self.assertEqual(self.policy._mentor_amounts(), [150, 100, 50])
        rule = self.rule(self.policy, "SUGGESTION_ADOPTED")
        self.assertEqual(
            (rule.kind, rule.amount_min, rule.amount_max), ("merit", 10, 100)
        )

    def test_skills_sanctions_losses_r2_15_to_r2_17(self):
        prize = self.rule(self.policy, "SKILL_PRIZE")
        self.assertEqual((prize.kind, prize.regulation), ("merit", "R2.15"))
        review = self.rule(self.policy, "BAD_REVIEW_IGNORANCE")
        self.assertEqual((review.kind, review._price(1)["amount"]), ("violation", 10))
        sanctions = self.policy.rule_ids.filtered(lambda r: r.regulation == "R2.16")
        self.assertEqual(
            sanctions.mapped("sanction"),
            ["warning", "criticism", "minor", "major", "compensation", "dismissal"],
        )
        self.assertTrue(all(sanctions.mapped("note_required")))
        mistake = self.rule(self.policy, "ORDER_MISTAKE")
        self.assertEqual((mistake.regulation, mistake.is_compensation), ("R2.17", True))
        self.assertEqual(mistake._price(1)["amount"], 0)

    def test_tiers_r6_2(self):
        """R6.2: 40 000 at 69.9, 70 and 71 % conversion pay 400, 600, 600."""
        tiers, measured = self.policy._tier_bounds(), self.policy.commission_measure
        self.assertEqual(measured, "conversion")
        found = [
            commission.whole_amount(Decimal(40000), Decimal(rate), tiers, measured)
            for rate in ("69.9", "70", "71")
        ]
        self.assertEqual([result.amount for result in found], [400, 600, 600])

    def test_pool_r6_3(self):
        """R6.3: untagged sales of 100 000 among 8 agents: 62.50 each."""
        self.assertTrue(self.policy.pool_enabled)
        rate = Decimal(str(self.policy.pool_rate)) / 100
        self.assertEqual(
            commission.pool_shares(Decimal(100000), rate, 8), [Decimal("62.5")] * 8
        )


@tagged("post_install", "-at_install")
class TestScore80(PackCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.packs._load("score_80", None, JANUARY, cls.company)
        cls.policy.action_approve()
        cls.rules = cls.policy._score_rules()

    def test_grades_r3_8(self):
        """R3.8: over 90 A, exactly 90 B; 80 B, 70 C, 65 D, 60 E; below: F."""
        scale = self.policy._grade_bounds()
        values = [
            "90.01",
            "90",
            "80",
            "79.99",
            "70",
            "65",
            "64.99",
            "60",
            "59.99",
            "-5",
        ]
        self.assertEqual(
            "".join(bounds.reached(Decimal(v), scale).key.name for v in values),
            "ABBCCDEEFF",
        )

    def test_float_r3_9(self):
        """R3.9, R3.1: 80 -> 0, 91 -> +110, 68 -> -120, 45 -> -300, 115 -> +300."""
        end = date(2026, 6, 30)
        self.assertEqual(
            [
                score.float_pay(self.rules, Decimal(points), JANUARY, end).value
                for points in (80, 91, 68, 45, 110)
            ],
            [0, 110, -120, -300, 300],
        )
        capped = score.score(self.rules, [score.Mark(Decimal(35))])
        self.assertEqual(capped.value, 110)

    def test_waiting_r3_11(self):
        """R3.11: a score of 68 in the second month of service does not float."""
        pay = score.float_pay(
            self.rules, Decimal(68), date(2026, 1, 10), date(2026, 2, 28)
        )
        self.assertEqual(pay.value, 0)

    def test_further_penalty_r3_5(self):
        """R3.5: light violations of 4 articles, 2 points each: 80 - 8 - 20 = 52.

        One article broken four times: 72. Two medium articles: 40.
        """
        light = [score.Mark(Decimal(-2), "light", name) for name in "ABCD"]
        self.assertEqual(score.score(self.rules, light).value, 52)
        self.assertEqual(score.score(self.rules, light[:3]).value, 74)
        self.assertEqual(score.score(self.rules, light[:1] * 4).value, 72)
        medium = [score.Mark(Decimal(-10), "medium", name) for name in "AB"]
        self.assertEqual(score.score(self.rules, medium).value, 40)
        self.assertEqual(self.policy.dismissal_score, 60)
        self.assertEqual(
            (self.policy.last_rank_months, self.policy.last_rank_score), (2, 70)
        )

    def test_catalogue_r3_2_to_r3_6(self):
        """R3.2-R3.6: the number of articles of each kind, and what each may cost."""
        found = {}
        for rule in self.policy.rule_ids:
            found.setdefault(rule.regulation, []).append(
                (rule.points_min, rule.points_max)
            )
        self.assertEqual(found["R3.2"], [(5, 5)] * 6)
        self.assertEqual(len(found["R3.3"]), 14)
        self.assertEqual(found["R3.4"], [(10, 10)] * 8)
        self.assertEqual(found["R3.5"], [(20, 20)] * 5)
        self.assertEqual(found["R3.6"], [(0, 0)] * 3)
        self.assertEqual(found["R3.7"], [(-5, 5)])
        severities = {
            rule.regulation: rule.severity
            for rule in self.policy.rule_ids
            if rule.severity
        }
        self.assertEqual(
            severities,
            {"R3.3": "light", "R3.4": "medium", "R3.5": "severe", "R3.6": "severe"},
        )
        self.assertTrue(self.rule(self.policy, "EQUIPMENT").is_compensation)
        self.assertEqual(
            self.rule(self.policy, "SLEEPING")._price(1)["sanction"], "dismissal"
        )

    def test_assessor_r3_7(self):
        """R3.7: only for team leads, only with a written reason."""
        rule = self.rule(self.policy, "ASSESSOR_ADJUSTMENT")
        agent = self.agent(self.policy.ladder_id.level_ids[1])
        with self.assertRaisesRegex(UserError, "written reason"):
            self.entry(agent, rule, JANUARY, points=3)
        with self.assertRaisesRegex(UserError, "team leads only"):
            self.entry(agent, rule, JANUARY, points=3, note="Good")

    def test_bonus_r3_13(self):
        """R3.13: at least 300, for managers and assistants alike."""
        for code in ("MANAGER_BONUS", "ASSISTANT_BONUS"):
            rule = self.rule(self.policy, code)
            self.assertEqual((rule.kind, rule.amount_min), ("merit", 300))
        agent = self.agent(self.policy.ladder_id.level_ids[1])
        rule = self.rule(self.policy, "ASSISTANT_BONUS")
        with self.assertRaisesRegex(UserError, "must be between"):
            self.entry(agent, rule, JANUARY, amount=299, note="Set by the manager")


@tagged("post_install", "-at_install")
class TestPackLoading(PackCase):
    def test_manual_articles_named(self):
        """Every article names its regulation and is entered by a person or figure."""
        for code in ("standard_shop", "score_80"):
            policy = self.load(code)
            for rule in policy.rule_ids:
                self.assertRegex(rule.regulation, r"^R[23]\.\d+$")
                self.assertRegex(rule.code, r"^[A-Z][A-Z0-9_]+$")
                self.assertNotEqual(rule.with_context(lang="zh_CN").name, rule.name)
                measured = rule.trigger == "measured"
                self.assertEqual(measured, rule.code == "SLOW_FIRST_REPLY")
            self.assertIn(
                self.env["cs.pack"]._read(code).meta.text("name", "en_US"), policy.note
            )

    def test_codes_apart(self):
        """The packs share no code: both catalogues fit one policy."""
        codes = [
            {row.values["code"] for row in self.packs._read(pack).of("cs.conduct.rule")}
            for pack in ("standard_shop", "score_80")
        ]
        self.assertFalse(codes[0] & codes[1])

    def test_external_ids(self):
        """Each record of a pack has an external id of its company."""
        policy = self.load("standard_shop")
        ladder = policy.ladder_id
        prefix = f"cs_management.{self.company.id}_"
        rule = self.rule(policy, "COMPLAINT")
        self.assertEqual(self.env.ref(f"{prefix}standard_shop_ladder"), ladder)
        self.assertEqual(
            self.env.ref(f"{prefix}policy{policy.id}_standard_shop_rule_complaint"),
            rule,
        )
        self.assertEqual(
            self.env.ref(f"{prefix}ladder{ladder.id}_standard_shop_level_trial"),
            ladder.level_ids[0],
        )
        for record in [*policy.rule_ids.step_ids, *policy.tier_ids, *policy.level_ids]:
            self.assertTrue(record.get_external_id()[record.id])

    def test_second_load_creates_nothing(self):
        policy = self.load("standard_shop")
        before, note = self.counts(), policy.note
        self.assertEqual(self.load("standard_shop"), policy)
        policy.action_approve()
        self.assertEqual(self.load("standard_shop", policy.ladder_id), policy)
        self.assertEqual(self.load("standard_shop", policy.ladder_id, FEBRUARY), policy)
        self.assertEqual(self.counts(), before)
        self.assertEqual(policy.note, note)

    def test_new_version_has_both(self):
        """score_80 from February on a standard_shop ladder: one policy with both."""
        shop = self.load("standard_shop")
        shop.action_approve()
        ladder = shop.ladder_id
        both = self.load("score_80", ladder, FEBRUARY)
        self.assertNotEqual(both, shop)
        self.assertEqual((both.ladder_id, both.date_from), (ladder, FEBRUARY))
        self.assertEqual(both.state, "draft")
        both.action_approve()
        self.assertTrue(
            both.score_enabled and both.commission_enabled and both.pool_enabled
        )
        self.assertEqual(len(both.grade_ids), 6)
        self.assertEqual(len(both.tier_ids), 2)
        self.assertEqual(len(ladder.level_ids), 5)
        self.assertLess(
            set(shop.rule_ids.mapped("code")), set(both.rule_ids.mapped("code"))
        )
        self.assertEqual(self.rule(both, "COMPLAINT")._price(2)["amount"], 100)
        self.assertFalse(shop.score_enabled)
        self.assertEqual(
            self.rule(both, "COMPLAINT").with_context(lang="zh_CN").name,
            "客户投诉或与客户争吵",
        )
        before = self.counts()
        self.load("score_80", ladder, FEBRUARY)
        self.assertEqual(self.counts(), before)

    def test_draft_takes_pack(self):
        """A draft of that date takes the chapters; no further policy is made."""
        draft = self.load("standard_shop")
        self.assertEqual(self.load("score_80", draft.ladder_id), draft)
        self.assertTrue(draft.score_enabled and draft.commission_enabled)
        self.assertEqual(
            self.env["cs.policy"].search_count(
                [("ladder_id", "=", draft.ladder_id.id)]
            ),
            1,
        )

    def test_edits_survive(self):
        """What a company changed, renamed or archived stays as it is."""
        policy = self.load("standard_shop")
        policy.ladder_id.name = "Our ladder"
        self.rule(policy, "PRIVATE_CHAT").write({"amount_min": 15, "amount_max": 15})
        self.rule(policy, "DUTY_MISSED").code = "OUR_DUTY"
        self.rule(policy, "DATA_DISCLOSED").active = False
        policy.tier_ids[0].rate = 1.2
        policy.level_ids[0].commission_eligible = True
        before = self.counts()
        self.load("standard_shop", policy.ladder_id)
        self.load("standard_shop", policy.ladder_id, FEBRUARY)
        self.assertEqual(self.counts(), before)
        self.assertEqual(policy.ladder_id.name, "Our ladder")
        self.assertEqual(self.rule(policy, "PRIVATE_CHAT").amount_min, 15)
        self.assertEqual(policy.tier_ids[0].rate, 1.2)
        self.assertTrue(policy.level_ids[0].commission_eligible)

    def test_archived_rule_in_new_version(self):
        """An archived article goes into the new version archived, not anew."""
        policy = self.load("standard_shop")
        self.rule(policy, "DATA_DISCLOSED").active = False
        policy.action_approve()
        version = self.load("score_80", policy.ladder_id, FEBRUARY)
        self.load("standard_shop", policy.ladder_id, FEBRUARY)
        codes = version.rule_ids.mapped("code")
        self.assertNotIn("DATA_DISCLOSED", codes)
        self.assertEqual(
            len(version.with_context(active_test=False).rule_ids), len(codes) + 1
        )

    def test_missing_rule_comes_back(self):
        """Only what is not there is added: one deleted article with its steps."""
        policy = self.load("standard_shop")
        self.rule(policy, "COMPLAINT").unlink()
        plan = self.packs._plan("standard_shop", policy.ladder_id, JANUARY)
        self.assertEqual(
            [item.row.values.get("code") for item in plan.changes], ["COMPLAINT"]
        )
        self.load("standard_shop", policy.ladder_id)
        self.assertEqual(len(self.rule(policy, "COMPLAINT").step_ids), 3)

    def test_own_levels_kept(self):
        """A ladder with levels of its own keeps them; rows go to the same codes."""
        ladder = self.env["cs.ladder"].create(
            {
                "name": "Own",
                "company_id": self.company.id,
                "level_ids": [
                    (0, 0, {"code": "trial", "name": "Starter"}),
                    (0, 0, {"code": "expert", "name": "Expert"}),
                ],
            }
        )
        policy = self.load("standard_shop", ladder)
        self.assertEqual(ladder.level_ids.mapped("name"), ["Starter", "Expert"])
        self.assertEqual(
            {row.level_id.code: row.commission_eligible for row in policy.level_ids},
            {"trial": False, "expert": True},
        )

    def test_level_rows_follow_new_chapter(self):
        """R5.13 comes with the score; the rest of a level's row is the company's."""
        policy = self.load("standard_shop")
        rows = {row.level_id.code: row for row in policy.level_ids}
        rows["reserve_supervisor"].scored = True
        rows["trial"].commission_eligible = True
        self.load("score_80", policy.ladder_id)
        self.assertFalse(rows["reserve_supervisor"].scored)
        self.assertTrue(rows["trial"].commission_eligible)

    def test_two_companies(self):
        """Each company has its own ladder, and one's edits do not reach the other."""
        other = self.env["res.company"].create({"name": "Second Pack Shop"})
        first = self.load("standard_shop")
        before = self.counts()
        second = self.load("standard_shop", company=other)
        self.assertNotEqual(first.ladder_id, second.ladder_id)
        self.assertEqual(second.company_id, other)
        self.assertEqual(set(second.rule_ids.mapped("company_id")), {other})
        self.assertEqual(self.counts(), before)
        self.assertEqual(self.counts(other), before)
        self.rule(first, "PRIVATE_CHAT").name = "Chat"
        self.load("standard_shop", company=other)
        self.assertNotEqual(self.rule(second, "PRIVATE_CHAT").name, "Chat")

    def test_translation_of_later_language(self):
        """A language activated later translates what nobody renamed."""
        policy = self.load("standard_shop")
        renamed, kept = policy.rule_ids[0], policy.rule_ids[1]
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cs_conduct_rule SET name = name - 'zh_CN' WHERE id IN %s",
            [tuple((renamed + kept).ids)],
        )
        self.env.invalidate_all()
        renamed.with_context(lang="en_US").name = "Our own words"
        self.env["ir.module.module"]._load_module_terms(["cs_management"], ["zh_CN"])
        chinese = (renamed + kept).with_context(lang="zh_CN")
        self.assertEqual(
            chinese.mapped("name"),
            ["Our own words", "上班私聊、看电视、玩游戏或使用私人软件"],
        )

    def test_wrong_date(self):
        """R1.30: with periods from the 21st, a policy begins on a 21st."""
        self.company.cs_period_start_day = 21
        with self.assertRaisesRegex(UserError, "12/21/2025 or 01/21/2026"):
            self.load("standard_shop")
        self.assertEqual(
            self.load("standard_shop", day=date(2026, 1, 21)).date_from.day, 21
        )

    def test_approved_date(self):
        policy = self.load("standard_shop")
        policy.action_approve()
        with self.assertRaisesRegex(UserError, "approved from 01/01/2026"):
            self.load("score_80", policy.ladder_id)


@tagged("post_install", "-at_install")
class TestPackWizard(PackCase):
    def wizard(self, **values):
        form = Form(
            self.env["cs.pack.loader"]
            .with_user(self.manager)
            .with_context(lang=self.manager.lang)
        )
        for name, value in values.items():
            form[name] = value
        return form

    def created(self, loader):
        """Lines of the preview that are created, by name of their model."""
        counts = {}
        for line in loader.line_ids.filtered(lambda line: line.action == "create"):
            counts[line.kind] = counts.get(line.kind, 0) + 1
        return counts

    def test_preview_is_what_is_created(self):
        for code in ("standard_shop", "score_80"):
            before = self.counts()
            loader = self.wizard(pack=code, date_from="2026-01-01").save()
            self.assertEqual(self.counts(), before, "a preview writes nothing")
            expected = self.created(loader)
            self.assertFalse(loader.problem)
            action = loader.action_load()
            after = self.counts()
            kinds = {
                self.env["ir.model"]._get(model).name: after[model] - before[model]
                for model in PARTS
                if not model.endswith(".step") and after[model] != before[model]
            }
            expected.pop("Chapter")
            self.assertEqual(expected, kinds)
            policy = self.env["cs.policy"].browse(action["res_id"])
            self.assertEqual(policy.company_id, self.company)
            policy.action_approve()

    def test_preview_of_new_version(self):
        shop = self.load("standard_shop")
        shop.action_approve()
        form = self.wizard(
            pack="score_80", ladder_id=shop.ladder_id, date_from="2026-02-01"
        )
        loader = form.save()
        policy_line = loader.line_ids.filtered(
            lambda line: line.kind == self.env["ir.model"]._get("cs.policy").name
        )
        self.assertIn("copy of", policy_line.reason)
        expected = self.created(loader)
        before = self.env["cs.conduct.rule"].search_count([])
        policy = self.env["cs.policy"].browse(loader.action_load()["res_id"])
        rule_kind = self.env["ir.model"]._get("cs.conduct.rule").name
        self.assertEqual(
            self.env["cs.conduct.rule"].search_count([]) - before,
            expected[rule_kind] + len(shop.rule_ids),
        )
        self.assertEqual(len(policy.rule_ids) - len(shop.rule_ids), expected[rule_kind])

    def test_preview_of_loaded_pack(self):
        policy = self.load("standard_shop")
        loader = self.wizard(
            pack="standard_shop", ladder_id=policy.ladder_id, date_from="2026-01-01"
        ).save()
        self.assertEqual(set(loader.line_ids.mapped("action")), {"skip"})
        self.assertEqual(loader.count_change, 0)
        self.assertTrue(all(loader.line_ids.mapped("reason")))

    def test_preview_names_later_policy(self):
        """A pack put before a later policy holds until that one begins."""
        shop = self.load("standard_shop", day=FEBRUARY)
        loader = self.wizard(
            pack="score_80", ladder_id=shop.ladder_id, date_from="2026-01-01"
        ).save()
        details = loader.line_ids.mapped("detail")
        self.assertIn(
            "from 01/01/2026 until another policy follows on 02/01/2026", details
        )

    def test_problem_is_shown(self):
        form = self.wizard(pack="standard_shop", date_from="2026-01-05")
        self.assertIn("use 01/01/2026 or 02/01/2026", form.problem)
        loader = form.save()
        self.assertFalse(loader.line_ids)
        with self.assertRaisesRegex(UserError, "use 01/01/2026"):
            loader.action_load()

    def test_chinese_preview(self):
        self.manager.lang = "zh_CN"
        loader = self.wizard(pack="standard_shop", date_from="2026-01-01").save()
        self.assertIn("试用", loader.line_ids.mapped("name"))
        self.assertIn("店铺", loader.description)

    def test_a_pack_in_another_currency_is_not_loaded_without_a_word(self):
        """A fine of 50 CNY is not one of 50 EUR: the preview says so, and asks."""
        form = self.wizard(pack="standard_shop", date_from="2026-01-01")
        self.assertFalse(form.currency_warning)
        self.company.currency_id = self.env.ref("base.EUR")
        form = self.wizard(pack="standard_shop", date_from="2026-01-01")
        self.assertRegex(form.currency_warning, "in CNY, .* Pack Shop is EUR")
        loader = form.save()
        with self.assertRaisesRegex(UserError, "not converted"):
            loader.action_load()
        form.takes_amounts = True
        policy = self.env["cs.policy"].browse(form.save().action_load()["res_id"])
        self.assertIn("written in CNY", policy.note)
        self.assertEqual(self.rule(policy, "DUTY_MISSED").amount_min, 10)
        again = self.wizard(
            pack="standard_shop", ladder_id=policy.ladder_id, date_from="2026-01-01"
        )
        self.assertFalse(again.currency_warning, "nothing is taken over")

    def test_only_manager(self):
        officer = new_test_user(
            self.env, login="pack_officer", groups="cs_management.group_cs_officer"
        )
        with self.assertRaises(UserError):
            self.env["cs.pack.loader"].with_user(officer).create(
                {"pack": "standard_shop"}
            )


@tagged("post_install", "-at_install")
class TestPackFiles(PackCase):
    """Mistakes in a pack's files are told with file, row and column."""

    def setUp(self):
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name) / "broken"
        self.folder.mkdir()
        self.write("pack", "name\nBroken\n")
        self.write("cs.policy", "id,name\npolicy,P\n")
        patcher = patch.object(
            CsPack, "_folders", lambda _packs: {"broken": self.folder}
        )
        patcher.start()
        self.addCleanup(patcher.stop)

    def write(self, model, text):
        (self.folder / f"{model}.csv").write_text(text, encoding="utf-8")

    def assertBroken(self, model, text, message):
        self.write(model, text)
        with self.assertRaisesRegex(UserError, message):
            self.packs._read("broken")
        (self.folder / f"{model}.csv").unlink()

    def test_unknown_column(self):
        self.assertBroken(
            "cs.conduct.rule",
            "id,code,name,fine\nr,R,Rule,5\n",
            r"broken/cs.conduct.rule.csv, row 1, column fine",
        )
        self.assertBroken(
            "cs.conduct.rule",
            "id,code,name,code@zh_CN\nr,R,Rule,5\n",
            r"row 1, column code@zh_CN: the field is not translated",
        )
        self.assertBroken("pack", "name,colour\nP,red\n", r"row 1, column colour")

    def test_unknown_id(self):
        self.assertBroken(
            "cs.conduct.step",
            "id,rule_id,occurrence\ns,rule_x,1\n",
            r"broken/cs.conduct.step.csv, row 2, column rule_id: .* rule_x",
        )

    def test_wrong_value(self):
        head = "id,code,name,kind,points_min\na,A,Rule,merit,1\n"
        file = "cs.conduct.rule"
        self.assertBroken(file, head + "b,B,Rule,fault,1\n", "row 3, column kind")
        self.assertBroken(file, head + "b,B,Rule,,x\n", "row 3, column points_min")
        self.assertBroken(file, head + "a,B,Rule,,1\n", "row 3, column id")
        self.assertBroken(file, head + "b,,Rule,,1\n", "row 3, column code")
        self.assertBroken(file, head + "b,B\n", "row 3, column -")

    def test_unknown_file(self):
        self.assertBroken("cs.shift", "id\nx\n", "broken/cs.shift.csv")

    def test_no_ladder(self):
        """A pack without a ladder asks for one."""
        with self.assertRaisesRegex(UserError, "no ladder of its own"):
            self.load("broken")

    def test_a_pack_brings_a_commission_plan_r6_2(self):
        """Every table of a plan, in preview and policy, on a ladder of the company."""
        self.write(
            "cs.policy",
            "id,name,commission_enabled,commission_measure,holdback_rate,override_on\n"
            "policy,P,1,sales,20,commission\n",
        )
        self.write("cs.commission.tier", "id,lower_bound,rate\nt,0,1\n")
        self.write(
            "cs.commission.rule",
            "id,name,order_below,unit,rate\nr,Small,50,percent,0\n",
        )
        self.write(
            "cs.commission.factor", "id,measure,lower_bound,factor\nf,score,90,110\n"
        )
        self.write(
            "cs.commission.gate", "id,measure,side,bound,pays\ng,refund_rate,most,5,0\n"
        )
        self.write(
            "cs.commission.bonus", "id,measure,lower_bound,amount\nb,sales,1000,50\n"
        )
        ladder = self.env["cs.ladder"].create(
            {"name": "Own", "company_id": self.company.id}
        )
        plan = self.packs._plan("broken", ladder, JANUARY, self.company)
        preview = str(self.packs._preview(plan))
        for label in ("Small", "Score, from 90", "Sales Refunded", "Sales, from 1000"):
            self.assertIn(label, preview)
        policy = self.load("broken", ladder=ladder)
        self.assertEqual((policy.holdback_rate, policy.override_on), (20, "commission"))
        self.assertEqual(policy.commission_rule_ids.order_below, 50)
        self.assertEqual(policy.commission_factor_ids.factor, 110)
        self.assertEqual(policy.commission_gate_ids.bound, 5)
        self.assertEqual(policy.commission_bonus_ids.amount, 50)


@tagged("post_install", "-at_install")
class TestVariants(PackCase):
    """R2.1, R2.2: other wordings of an article, chosen when a pack is loaded."""

    def variant(self, *names):
        return self.packs._load(
            "standard_shop", None, JANUARY, self.company, variants=names
        )

    def steps(self, policy, code):
        return [
            (step.occurrence, step.amount, step.sanction or "")
            for step in self.rule(policy, code).step_ids.sorted("occurrence")
        ]

    def test_none_is_the_pack_as_it_is_r2_1(self):
        self.assertEqual(
            self.steps(self.variant(), "COMPLAINT"),
            [(1, 50, ""), (2, 100, ""), (3, 0, "dismissal")],
        )

    def test_complaints_without_a_window_r2_1(self):
        """1st 30, 2nd 60, 3rd dismissal, however long apart."""
        policy = self.variant("complaint_no_window")
        self.assertEqual(
            self.steps(policy, "COMPLAINT"),
            [(1, 30, ""), (2, 60, ""), (3, 0, "dismissal")],
        )
        self.assertEqual(self.rule(policy, "COMPLAINT").window, "ever")
        policy.action_approve()
        agent = self.agent(policy.ladder_id.level_ids[1])
        days = (date(2026, 1, 5), date(2026, 5, 5), date(2026, 10, 5))
        with freeze_time("2026-11-01"):
            entries = [
                self.entry(agent, self.rule(policy, "COMPLAINT"), day) for day in days
            ]
        self.assertEqual([entry.amount for entry in entries], [30, 60, 0])
        self.assertEqual(entries[2].sanction, "dismissal")

    def test_private_chat_r2_2(self):
        for name, steps in {
            "chat_rising": [(1, 10, ""), (2, 30, ""), (3, 0, "dismissal")],
            "chat_warned": [(1, 10, "warning"), (2, 30, ""), (3, 0, "dismissal")],
            "chat_fifty": [(1, 0, "warning"), (2, 50, "")],
        }.items():
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.assertEqual(self.steps(self.variant(name), "PRIVATE_CHAT"), steps)
                savepoint.rollback()

    def test_a_demerit_instead_of_money_r2_2(self):
        rule = self.rule(self.variant("chat_demerit"), "PRIVATE_CHAT")
        self.assertEqual((rule.amount_max, rule.sanction), (0, "minor"))

    def test_by_gravity_r2_2(self):
        rule = self.rule(self.variant("chat_gravity"), "PRIVATE_CHAT")
        self.assertEqual((rule.amount_min, rule.amount_max), (10, 100))

    def test_variants_of_two_articles_go_together(self):
        policy = self.variant("complaint_no_window", "chat_fifty")
        self.assertEqual(self.steps(policy, "COMPLAINT")[1], (2, 60, ""))
        self.assertEqual(self.steps(policy, "PRIVATE_CHAT")[1], (2, 50, ""))
        self.assertEqual(self.steps(policy, "HANDOVER_LOSS")[0], (1, 10, ""))

    def test_two_of_one_article_do_not(self):
        with self.assertRaisesRegex(UserError, "one variant of an article"):
            self.variant("chat_fifty", "chat_rising")
        with self.assertRaisesRegex(UserError, "no variant"):
            self.variant("no_such")

    def test_the_wizard_offers_them_and_says_what_goes_wrong(self):
        loader = self.env["cs.pack.loader"].with_user(self.manager)
        with Form(loader) as form:
            form.pack = "standard_shop"
            form.date_from = JANUARY
            for place in range(len(form.variant_ids)):
                with form.variant_ids.edit(place) as line:
                    line.is_chosen = "30, 60" in line.name
        wizard = form.save()
        complaint = wizard.line_ids.filtered(lambda line: "30" in (line.detail or ""))
        self.assertTrue(complaint)
        policy = self.env["cs.policy"].browse(wizard.action_load()["res_id"])
        self.assertEqual(self.steps(policy, "COMPLAINT")[0], (1, 30, ""))
        wizard.variant_ids.is_chosen = True
        self.assertIn("one variant", wizard.problem)

    def test_every_variant_of_every_pack_can_be_read(self):
        for code, path in self.packs._folders().items():
            for row in self.packs._read_variants(path):
                with self.subTest(code, variant=row.values["id"]):
                    pack = self.packs._read(code, [row.values["id"]])
                    self.assertTrue(pack.rows)
                    self.assertTrue(row.text("name", "zh_CN") != row.values["name"])
