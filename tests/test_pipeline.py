"""The spine of the monthly pipeline: steps, codes, hooks, and what fails in it."""

import re
from ast import literal_eval
from pathlib import Path
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .common import CsCase

MODELS = Path(__file__).parents[1] / "cs_management" / "models"
LOGGER = "odoo.addons.cs_management.models.cs_period_pipeline"
# The order of a statement, which payslips and payroll rules follow.
SEQUENCES = {
    "CS_BASE": 1,
    "CS_ALLOWANCE": 2,
    "CS_ALLOWANCE_DAY": 2,
    "CS_SENIORITY": 3,
    "CS_FLOAT": 4,
    "CS_COMMISSION": 5,
    "CS_STEP_BONUS": 5,
    "CS_HOLDBACK": 5,
    "CS_OVERRIDE": 5,
    "CS_POOL": 6,
    "CS_PRIZE": 7,
    "CS_KPI": 8,
    "CS_REWARD": 9,
    "CS_OVERTIME": 10,
    "CS_GUARANTEE": 11,
    "CS_FINE": 12,
    "CS_COMPENSATION": 13,
    "CS_ATTENDANCE": 14,
    "CS_LEAVE": 15,
    "CS_ADJUSTMENT": 16,
    "CS_PROTECTION": 17,
}


@tagged("post_install", "-at_install")
class TestPipeline(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = cls.make_agent("Ann")
        cls.other = cls.make_agent("Ben")
        cls.period = cls.make_period("2026-03")

    def test_the_buttons_of_a_month_open_what_they_count(self):
        """Drafts and what was decided are a click on the filter away."""
        for confirm in (True, False):
            self.make_entry(self.agent, "DUTY", "2026-03-09", confirm=confirm)
        for name in ("entry", "bonus", "appeal"):
            button = {"entry": "entries", "bonus": "bonuses", "appeal": "appeals"}[name]
            action = getattr(self.period, f"action_view_{button}")()
            model = self.env[action["res_model"]]
            arch = etree.fromstring(model.get_view(view_type="search")["arch"])
            domain = action["domain"]
            for key, value in action["context"].items():
                self.assertTrue(value)
                [found] = arch.xpath(
                    f"//filter[@name='{key.removeprefix('search_default_')}']"
                )
                domain = domain + literal_eval(found.get("domain"))
            with self.subTest(button=button):
                count = model.search_count(domain)
                self.assertEqual(self.period[f"{name}_count"], count)
        self.assertEqual(self.period.entry_count, 1)

    def test_every_step_is_described(self):
        """The list of steps reads by itself: one line each, with its chapter."""
        steps = self.period._pipeline()
        self.assertEqual(len(steps), len(set(steps)))
        lines = (MODELS / "cs_period_pipeline.py").read_text().splitlines()
        for name in steps:
            self.assertTrue(getattr(self.period, name).__doc__, name)
            [line] = [line for line in lines if f'"{name}",' in line]
            self.assertRegex(line, r"  # \w[^:]*: \w", name)

    def test_a_ladder_without_a_policy_stops_nobody_else(self):
        """They are named and left out; the lock waits, so that no fact is lost."""
        ladder = self.make_ladder(self.company)
        ladder.name = "Night"
        stray = self.make_agent("Cid", level=ladder.level_ids[1])
        self.period.action_compute()
        self.assertEqual(self.period.statement_ids.employee_id, self.agent + self.other)
        self.assertIn("Night", self.period.warning)
        self.assertIn("Left out: Cid", self.period.warning)
        self.period.action_publish()
        with self.assertRaisesRegex(
            RedirectWarning, "No approved policy on 03/31/2026"
        ):
            self.period.action_lock()
        self.make_policy(ladder)
        self.period.action_lock()
        self.assertIn(stray, self.period.statement_ids.employee_id)

    def test_nobody_has_a_policy(self):
        self.policy.action_draft()
        with self.assertRaisesRegex(RedirectWarning, "Approve one"):
            self.period.action_compute()

    def test_the_spine_names_no_chapter(self):
        """Chapters know the spine, the spine knows no chapter."""
        models = self.models_of("*/*.py")
        self.assertIn("cs.conduct.entry", models)
        codes = SEQUENCES.keys() - {"CS_ADJUSTMENT"}
        for path in sorted(MODELS.glob("*.py")):
            self.assertFalse(self.named(path) & (models | codes), path.name)
            self.assertNotIn("cs_credit", path.read_text(), path.name)

    def test_appeals_name_no_other_chapter(self):
        """What can be appealed is said by the chapters of the facts."""
        models = self.models_of("*/*.py") - self.models_of("appeals/*.py")
        for path in sorted(MODELS.glob("appeals/*.py")):
            self.assertFalse(self.named(path) & models, path.name)

    def models_of(self, pattern):
        """Models that are made by the files of a pattern."""
        text = "\n".join(path.read_text() for path in MODELS.glob(pattern))
        return set(re.findall(r'^    _name = "(.+)"$', text, re.MULTILINE))

    def named(self, path):
        return set(re.findall(r'"([\w.]+)"', path.read_text()))

    def test_codes_come_with_their_place_and_their_salary_category(self):
        Line = self.env["cs.statement.line"]
        terms = Line._code_terms()
        self.assertEqual({code: row.sequence for code, row in terms.items()}, SEQUENCES)
        self.assertEqual(Line._ordered_codes(), list(SEQUENCES))
        codes = Line._fields["code"].get_values(self.env)
        self.assertEqual(set(codes), SEQUENCES.keys())
        adjusted = Line._fields["adjusted_code"].get_values(self.env)
        self.assertEqual(set(adjusted), SEQUENCES.keys() - {"CS_ADJUSTMENT"})

    def test_every_code_has_its_salary_rule(self):
        for code, row in self.env["cs.statement.line"]._code_terms().items():
            rule = self.env.ref(f"cs_management.hr_salary_rule_{code.lower()}")
            self.assertEqual(rule.code, code)
            self.assertEqual(rule.category_id.code, row.category)
            self.assertEqual(rule.sequence, row.sequence * 10)

    def test_a_rule_is_made_for_a_code_that_has_none(self):
        """A new chapter brings its code; payroll makes the rule. HR's edits stay."""
        Rule = self.env["hr.salary.rule"]
        Rule._cs_rule("CS_BASE").name = "Basic salary"
        Rule._cs_rule("CS_PRIZE").unlink()
        Rule._cs_create_all()
        self.assertEqual(Rule._cs_rule("CS_BASE").name, "Basic salary")
        made = Rule._cs_rule("CS_PRIZE")
        self.assertEqual((made.name, made.sequence), ("Prizes", 70))
        self.assertEqual(made.category_id.code, "ALW")
        self.assertFalse(made.company_id)

    def test_facts_of_a_chapter_are_kept_in_the_run(self):
        self.make_entry(self.agent, "COMPLAINT", "2026-03-07")
        run = self.period.sudo()._run_pipeline()
        self.assertIn("conduct", run.facts)
        ann, ben = run.agents[self.agent.id], run.agents[self.other.id]
        self.assertEqual(len(self.period._entries_of(run, ann)), 1)
        self.assertFalse(self.period._entries_of(run, ben))
        self.assertEqual(self.period._sales_of(run, ann).amount, 0)
        self.assertEqual(self.period._score_of(run, ben), 80)

    def test_an_error_of_the_program_is_logged_and_names_the_agent(self):
        """Users read what happened; the traceback is in the log, nothing is changed."""
        self.period.action_compute()
        fields_ = ("score", "amount_total", "trace", "write_date")
        before = self.statement(self.agent, self.period).read(fields_)
        computed_at = self.period.computed_at

        def broken(_period, _run, agent):
            agent.values["score"] = 1.0
            if agent.employee_id == self.other.id:
                agent.values["score"] = {}["amount_untaxed"]

        self.make_entry(self.agent, "COMPLAINT", "2026-03-07")
        message = (
            "2026-03 could not be computed for Ben because of an error in the program. "
            "Nothing was changed."
        )
        with (
            patch.object(type(self.period), "_score_agent", broken),
            self.assertLogs(LOGGER, "ERROR") as logs,
            self.assertRaisesRegex(UserError, message) as raised,
        ):
            self.period.action_compute()
        self.assertNotIn("amount_untaxed", str(raised.exception))
        self.assertIn("Traceback", logs.output[0])
        self.assertIn("KeyError: 'amount_untaxed'", logs.output[0])
        self.assertEqual(len(logs.output), 1, "logged once, where it happened")
        self.env.invalidate_all()
        self.assertEqual(self.statement(self.agent, self.period).read(fields_), before)
        self.assertEqual(self.period.computed_at, computed_at)

    def test_an_error_between_agents_is_logged_too(self):
        def broken(_period, _run):
            raise TypeError("no such figure")

        with (
            patch.object(type(self.period), "_step_pool", broken),
            self.assertLogs(LOGGER, "ERROR") as logs,
            self.assertRaisesRegex(UserError, "2026-03 could not be computed because"),
        ):
            self.period.action_compute()
        self.assertIn("TypeError: no such figure", logs.output[0])

    def test_what_users_can_mend_is_no_error_of_the_program(self):
        def refused(_period, _run, _agent):
            raise UserError("Enter the grade first.")

        with (
            patch.object(type(self.period), "_score_agent", refused),
            self.assertNoLogs(LOGGER, "ERROR"),
            self.assertRaisesRegex(UserError, "^Enter the grade first.$"),
        ):
            self.period.action_compute()

    def test_a_late_change_is_settled_against_what_was_paid_so_far(self):
        """R5.1: a second change of a wage pays what the first has not paid already."""
        self.lock("2026-03")
        self.agent.version_id.wage = 2500
        self.assertEqual(self.late_pay(self.lock("2026-04")).amount, 300)
        self.agent.version_id.wage = 2600
        line = self.late_pay(self.lock("2026-05"))
        self.assertEqual(line.amount, 100)
        self.assertIn("Due ¥\xa02,600.00, paid ¥\xa02,500.00", line.trace_text)
        self.assertFalse(self.late_pay(self.lock("2026-06")))

    def lock(self, name):
        """Compute, publish and lock a month."""
        period = self.make_period(name)
        period.action_compute()
        period.action_publish()
        period.action_lock()
        return period

    def late_pay(self, month):
        """Ann's adjustment of March in a later month."""
        return self.statement(self.agent, month).line_ids.filtered(
            lambda line: line.code == "CS_ADJUSTMENT"
            and line.origin_period_id == self.period
        )
