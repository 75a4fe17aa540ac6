"""Wage protection over months, by the buttons of the periods (R2.10, R2.16, R6.4)."""

import random

from odoo.exceptions import UserError

from tests.common import CsCase
from tests.words import check_words

MONTHS = ("2026-03", "2026-04", "2026-05", "2026-06", "2026-07")
FINE = {
    "code": "FINE",
    "name": "Fine by gravity",
    "amount_min": 0,
    "amount_max": 9000,
}


class ProtectionCase(CsCase):
    """A company that protects wages; a rule whose fine is chosen freely."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(
            {
                "cs_protection_enabled": True,
                "cs_protection_rate": 20,
                "cs_minimum_wage": 2000,
                "cs_protection_rest": "carry",
            }
        )
        cls.edit_policy(
            {
                "float_enabled": False,
                "rule_ids": [(0, 0, cls.rule_values(FINE))],
            }
        )
        cls.rules = {rule.code: rule for rule in cls.policy.rule_ids}
        cls.months = [cls.make_period(month) for month in MONTHS]
        cls.march, cls.april, cls.may, *_rest = cls.months
        cls.agent = cls.make_agent("Ann", user_id=cls.users["agent"].id)

    def fine(self, amount, month="2026-03", agent=None, count=1):
        entries = self.env["cs.conduct.entry"]
        for number in range(count):
            day = f"{month}-{number + 2:02}"
            entries |= self.make_entry(agent or self.agent, "FINE", day, amount=amount)
        return entries

    def lose(self, amount, month="2026-03", agent=None):
        return self.make_entry(
            agent or self.agent, "LOSS", f"{month}-09", compensation=amount
        )

    def lock(self, *periods):
        for period in periods:
            self.env.flush_all()
            self.env.invalidate_all()
            period.action_lock()

    def net(self, period, agent=None):
        return self.statement(agent or self.agent, period).amount_total

    def balances(self, period, agent=None):
        row = self.statement(agent or self.agent, period)
        return row.balance_opening, row.balance_closing

    def fund(self, team=None):
        team = team or self.team
        return (
            self.env["cs.fund"].search([("department_id", "=", team.id)]).balance or 0
        )

    def lines(self, period, agent=None):
        lines = self.statement(agent or self.agent, period).line_ids
        check_words(self, lines)
        return {
            (line.key, line.origin_period_id.name): line.amount
            for line in lines
            if line.code == "CS_PROTECTION"
        }

    def stored(self, period):
        """Everything that the pipeline keeps of a period, ids included."""
        # As the database has it: what was written last is rounded there.
        self.env.flush_all()
        self.env.invalidate_all()
        found = {}
        for model in ("cs.statement", "cs.statement.line", "cs.deduction"):
            for record in self.env[model].search([("period_id", "=", period.id)]):
                names = [
                    name
                    for name, field in record._fields.items()
                    if field.store
                    and name != "write_date"
                    and not name.startswith(("message_", "activity_"))
                ]
                [found[model, record.id]] = record.read(names)
        return found


class TestOneMonth(ProtectionCase):
    """Worked numbers."""

    def test_three_fines_and_a_loss_leave_the_minimum_wage_r2_10_r2_17(self):
        self.fine(500, count=3)
        self.lose(900)
        self.lock(self.march)
        self.assertEqual(self.net(self.march), 2000)
        amounts = self.amounts(self.agent, self.march)
        self.assertEqual(amounts["CS_FINE"], -1500)
        self.assertEqual(amounts["CS_COMPENSATION"], -900)
        self.assertEqual(amounts["CS_PROTECTION"], 2200)
        self.assertEqual(self.balances(self.march), (0, 2200))
        self.assertEqual(self.fund(), 200)

    def test_fines_of_400_leave_the_minimum_wage_r2_10(self):
        self.fine(400)
        self.lock(self.march)
        self.assertEqual(self.net(self.march), 2000)
        self.assertEqual(self.lines(self.march), {("CS_FINE", False): 200})
        self.assertEqual(self.fund(), 200)

    def test_a_fifth_of_the_wage_is_the_most_r2_10(self):
        self.company.cs_minimum_wage = 0
        self.fine(1000)
        self.lock(self.march)
        self.assertEqual(self.net(self.march), 1760)
        self.assertEqual(self.fund(), 440)

    def test_absent_all_month_a_fine_is_carried_r2_10(self):
        self.unpaid("2026-03-01", "2026-03-31")
        self.fine(150)
        self.lock(self.march)
        self.assertEqual(self.net(self.march), 0)
        self.assertEqual(self.balances(self.march), (0, 150))
        self.assertEqual(self.fund(), 0)

    def test_absent_all_month_a_fine_is_dropped_r2_10(self):
        self.company.cs_protection_rest = "drop"
        self.unpaid("2026-03-01", "2026-03-31")
        self.fine(150)
        self.lock(self.march, self.april)
        self.assertEqual(self.net(self.march), 0)
        self.assertEqual(self.balances(self.march), (0, 0))
        self.assertEqual(self.net(self.april), 2200)
        self.assertEqual(self.fund(), 0)

    def unpaid(self, first, last):
        """The whole month in leave without pay."""
        self.edit_policy({"leave_enabled": True})
        leave_type = self.env["hr.leave.type"].create(
            {
                "name": "Unpaid",
                "requires_allocation": False,
                "leave_validation_type": "no_validation",
                "cs_pay_rate": 0,
                "cs_day_count": "working",
                "company_id": self.company.id,
            }
        )
        self.env["hr.leave"].create(
            {
                "employee_id": self.agent.id,
                "holiday_status_id": leave_type.id,
                "request_date_from": first,
                "request_date_to": last,
            }
        )

    def test_no_net_is_below_zero_without_protection_either_r6_4(self):
        self.company.cs_protection_enabled = False
        self.fine(3000)
        self.lock(self.march, self.april)
        self.assertEqual(self.net(self.march), 0)
        self.assertEqual(self.net(self.april), 1400)
        self.assertEqual(self.fund(), 3000)

    def test_lines_say_how_they_came_about_in_words(self):
        self.fine(400)
        self.march.action_compute()
        line = self.statement(self.agent, self.march).line_ids.filtered(
            lambda line: line.code == "CS_PROTECTION"
        )
        self.assertEqual(line.name, "Not taken of Fines")
        self.assertIn("less the minimum wage ¥\xa02,000.00", line.trace_text)
        self.assertIn(
            "Fines and losses may take 20 % of ¥\xa02,200.00: ¥\xa0440.00",
            line.trace_text,
        )
        self.assertIn("Carried to the next period: ¥\xa0200.00", line.trace_text)
        self.assertNotIn("protection.", line.trace_text)
        self.assertEqual(line.action_open_sources()["res_model"], "cs.deduction")


class TestMonths(ProtectionCase):
    """What is carried is settled once."""

    def test_carried_fines_are_settled_and_reach_the_fund_of_then_r2_10(self):
        self.fine(500)
        self.lock(self.march)
        self.assertEqual(self.fund(), 200)
        self.agent.department_id = self.other_team
        self.fine(50, "2026-05")
        self.lock(self.april, self.may)
        self.assertEqual(
            self.lines(self.april),
            {(f"violation:CS_FINE:{self.march.id}", "2026-03"): -200},
        )
        self.assertEqual(self.balances(self.april), (300, 100))
        self.assertEqual((self.net(self.april), self.net(self.may)), (2000, 2050))
        # May's pay fills both: the fund of the team of then, and that of now.
        self.assertEqual((self.fund(), self.fund(self.other_team)), (500, 50))
        self.lock(*self.months[3:])
        self.assertEqual(self.net(self.months[3]), 2200)

    def test_a_clawback_beyond_the_month_is_carried_and_settled_once_r6_4(self):
        order = self.make_order(300000, "2026-03-05", self.agent)
        self.make_stat(self.agent, "2026-03-05", 10, 8)
        self.lock(self.march)
        self.assertEqual(self.net(self.march), 6700)
        order._action_cancel()
        for month, sales in (("2026-05", 200000), ("2026-07", 100000)):
            self.make_order(sales, f"{month}-05", self.agent)
            self.make_stat(self.agent, f"{month}-05", 10, 8)
        self.lock(*self.months[1:])
        nets = [self.net(month) for month in self.months[1:]]
        self.assertEqual(nets, [2000, 2000, 2000, 2800])
        closing = [self.balances(month)[1] for month in self.months]
        self.assertEqual(closing, [0, 4300, 1100, 900, 0])
        # Five wages and the commission of what was not cancelled, no unit less.
        self.assertEqual(6700 + sum(nets), 5 * 2200 + 3000 + 1500)

    def test_months_without_pay_lose_nothing_r2_10(self):
        self.fine(500)
        self.lock(self.march)
        version = self.agent.version_id
        version.contract_date_end = "2026-03-31"
        self.lock(self.april)
        self.assertFalse(self.statement(self.agent, self.april))
        self.assertEqual(self.open_rows(), 300)
        self.agent.create_version(
            {
                "date_version": "2026-05-01",
                "contract_date_start": "2026-05-01",
                "contract_date_end": False,
            }
        )
        self.lock(self.may)
        self.assertEqual(self.balances(self.may), (300, 100))

    def open_rows(self, user=None):
        rows = self.env["cs.deduction"].with_user(user or self.env.user)
        return sum(rows.search([("is_open", "=", True)]).mapped("carried"))

    def test_the_balance_is_shown_to_the_agent_and_to_hr(self):
        self.fine(500)
        self.march.action_compute()
        self.assertEqual(self.open_rows(self.users["agent"]), 0)
        self.march.action_publish()
        for role in ("agent", "officer"):
            self.assertEqual(self.open_rows(self.users[role]), 300, role)
        row = self.statement(self.agent, self.march).with_user(self.users["agent"])
        self.assertEqual(row.balance_closing, 300)
        action = row.action_view_deductions()
        self.assertEqual(action["res_model"], "cs.deduction")
        self.assertEqual(self.open_rows(self.users["leader"]), 0)
        self.lock(self.march, self.april)
        self.assertEqual(self.open_rows(self.users["officer"]), 100)

    def test_at_the_exit_what_is_open_is_shown_and_not_taken(self):
        self.agent.version_id.contract_date_end = "2026-03-31"
        self.fine(900)
        self.lock(self.march)
        self.assertEqual(self.net(self.march), 2000)
        line = self.statement(self.agent, self.march).line_ids.filtered(
            lambda line: line.code == "CS_PROTECTION"
        )
        self.assertIn(
            "Open at the exit, shown and not taken: ¥\xa0700.00", line.trace_text
        )
        self.lock(self.april)
        self.assertEqual(self.open_rows(), 700)

    def test_once_more_changes_nothing(self):
        self.fine(500)
        self.lose(900)
        self.lock(self.march)
        self.fine(100, "2026-04")
        self.april.action_compute()
        before = self.stored(self.april)
        self.env.invalidate_all()
        self.april.action_compute()
        self.assertEqual(self.stored(self.april), before)

    def test_a_reopened_period_settles_the_same_again(self):
        self.fine(500)
        self.lock(self.march, self.april)
        before = self.stored(self.april), self.fund()
        self.april.reopen("look again")
        self.assertEqual(self.fund(), 200)
        self.lock(self.april)
        self.assertEqual((self.stored(self.april), self.fund()), before)
        self.april.reopen("and March")
        self.march.reopen("a fine too much")
        self.env["cs.conduct.entry"].search([]).action_cancel()
        self.lock(self.march, self.april)
        self.assertEqual((self.net(self.march), self.net(self.april)), (2200, 2200))
        self.assertEqual(self.fund(), 0)

    def test_a_later_setting_does_not_change_a_locked_month(self):
        self.fine(500)
        self.lock(self.march)
        self.company.write({"cs_minimum_wage": 0, "cs_protection_rate": 5})
        terms = self.march.protection_terms
        self.assertEqual((float(terms["minimum"]), float(terms["rate"])), (2000, 20))
        self.lock(self.april)
        self.assertEqual((self.net(self.march), self.net(self.april)), (2000, 2090))
        row = self.env["cs.deduction"].search([("period_id", "=", self.march.id)])
        with self.assertRaisesRegex(UserError, "is locked"):
            row.taken = 1

    def test_a_fine_cancelled_before_it_was_taken_is_not_paid_out_r2_1(self):
        entry = self.fine(700)
        self.lock(self.march)
        entry.action_cancel()
        self.lock(self.april)
        self.assertEqual((self.net(self.april), self.fund()), (2400, 0))
        self.assertEqual(self.balances(self.april), (500, 0))

    def test_a_dropped_fine_gives_nothing_back_r2_1(self):
        self.company.cs_protection_rest = "drop"
        entry = self.fine(700)
        self.lock(self.march)
        entry.action_cancel()
        self.lock(self.april)
        self.assertEqual((self.net(self.april), self.fund()), (2400, 0))
        self.lines(self.april)

    def test_fines_reduce_variable_pay_first_r2_10(self):
        self.make_order(100000, "2026-03-05", self.agent)
        self.make_stat(self.agent, "2026-03-05", 10, 8)
        self.fine(500)
        self.lock(self.march)
        self.assertEqual(self.net(self.march), 3200)
        self.assertEqual(self.fund(), 500)

    def test_companies_do_not_mix(self):
        other = self.make_company("Other", cs_protection_enabled=True)
        self.fine(500)
        self.lock(self.march)
        rows = self.env["cs.deduction"].with_user(self.users["officer"])
        self.assertEqual(rows.search([]).company_id, self.company)
        user = self.make_user("officer", other, "cs_other_officer")
        context = {"allowed_company_ids": other.ids}
        self.assertFalse(rows.with_user(user).with_context(**context).search([]))


class TestHistories(ProtectionCase):
    """Random months against the law in a few plain lines."""

    def plain(self, months):
        """Nets and fund of months of ``(wage, variable, fines)``: the book by hand."""
        open_, nets, fund = 0, [], 0
        for wage, variable, fines in months:
            earned = wage + variable
            most = max(min(earned / 5, earned - 2000), 0)
            taken = min(open_ + fines, most)
            open_ += fines - taken
            fund += taken
            nets.append(earned - taken)
        return nets, fund, open_

    def test_random_months_follow_the_book_r2_10(self):
        dice = random.Random(2)
        agents = [self.make_agent(wage=dice.choice((1900, 2200, 3000))) for _ in "abcd"]
        books = {agent: [] for agent in agents}
        for period in self.months:
            month = f"{period.date_from:%Y-%m}"
            for agent in agents:
                sales = dice.choice((0, 0, 20000, 90000))
                fines = dice.choice((0, 0, 100, 700, 2500))
                if sales:
                    self.make_order(sales, f"{month}-05", agent)
                    self.make_stat(agent, f"{month}-05", 10, 8)
                if fines:
                    self.fine(fines, month, agent)
                pay = agent.version_id.wage, sales * 0.015, fines
                books[agent].append(pay)
            period.action_compute()
            self.lock(period)
        fund = 0
        for agent, months in books.items():
            nets, taken, open_ = self.plain(months)
            fund += taken
            found = [self.net(period, agent) for period in self.months]
            self.assertEqual([round(net, 2) for net in nets], found)
            self.assertAlmostEqual(self.balances(self.months[-1], agent)[1], open_, 2)
        self.assertAlmostEqual(self.fund(), fund, 2)

    def test_as_many_selects_for_many_agents_as_for_one(self):
        def selects(period):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as found:
                period.action_compute()
            return len(found)

        agents = [self.agent]

        def facts(month):
            for agent in agents:
                self.fine(500, month, agent)
                self.lose(900, month, agent)

        facts("2026-03")
        self.lock(self.march)
        facts("2026-04")
        selects(self.april)
        one = selects(self.april)
        self.lock(self.april)
        agents += [self.make_agent() for _number in range(30)]
        facts("2026-05")
        self.lock(self.may)
        june = self.months[3]
        facts("2026-06")
        selects(june)
        self.assertLessEqual(selects(june), one)
