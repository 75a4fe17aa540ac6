"""Days and divisor of one kind, in every basis (R5.7, R1.41, R1.5)."""

from datetime import date, timedelta

from tests.leave.common import LeaveCase
from tests.words import check_words

BASES = (
    {"cs_day_rate_basis": "working"},
    {"cs_day_rate_basis": "calendar"},
    {"cs_day_rate_basis": "fixed", "cs_day_rate_days": 21.75},
    {"cs_day_rate_basis": "fixed", "cs_day_rate_days": 26},
    {
        "cs_day_rate_basis": "fixed",
        "cs_day_rate_days": 30,
        "cs_day_rate_kind": "calendar",
    },
)


class TestDays(LeaveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shift = cls.env["cs.shift"].create(
            {"name": "Day", "code": "D", "company_id": cls.company.id}
        )

    def plan(self, agent, days, **values):
        self.env["cs.roster.line"].create(
            [{"employee_id": agent.id, "date": day, **values} for day in days]
        )

    def total(self, agent=None):
        self.march.action_compute()
        lines = self.statement(agent or self.agent, self.march).line_ids
        check_words(self, lines)
        return round(
            sum(
                line.amount
                for line in lines
                if line.code in ("CS_BASE", "CS_LEAVE", "CS_ATTENDANCE")
            ),
            2,
        )

    def test_a_month_fully_unpaid_pays_nothing_r1_41(self):
        self.grant(self.personal, "2026-03-01", "2026-03-31")
        for basis in BASES:
            self.company.write(basis)
            with self.subTest(basis):
                self.assertEqual(self.total(), 0)

    def test_one_day_of_unpaid_leave_costs_one_day_r1_41(self):
        self.grant(self.personal, "2026-03-10")
        found = []
        for basis in BASES:
            self.company.write(basis)
            found.append(self.total())
        self.assertEqual(found, [2100, 2129.03, 2098.85, 2115.38, 2126.67])

    def test_one_day_late_costs_one_day(self):
        """Not 1861.54 by 26: what is missing is counted, not what is there."""
        late = self.make_agent("Late", joined="2026-03-03")
        found = []
        for basis in BASES:
            self.company.write(basis)
            found.append(self.total(late))
        self.assertEqual(found, [2100, 2058.06, 2098.85, 2115.38, 2053.33])

    def test_a_whole_month_sick_keeps_40_per_cent_r1_41(self):
        self.agent.version_id.wage = 2500
        self.grant(self.sick, "2026-03-01", "2026-03-31")
        for basis in BASES:
            self.company.write({**basis, "cs_minimum_wage": 0})
            with self.subTest(basis):
                self.assertEqual(self.total(), 1000)
            self.company.cs_minimum_wage = 2000
            with self.subTest(basis, floor=80):
                self.assertEqual(self.total(), 1600)

    def test_sick_from_monday_to_sunday_costs_five_days_r1_41(self):
        self.grant(self.sick, "2026-03-09", "2026-03-15")
        self.assertEqual(self.total(), 2200 - 300)

    def test_27_shifts_a_month_are_its_days(self):
        """Six days a week on the roster, a Monday-Friday contract: 2700 / 27."""
        self.company.write(BASES[0])
        self.agent.version_id.wage = 2700
        first = date(2026, 3, 1)
        days = [first + timedelta(days=day) for day in range(31)]
        rest = [day for day in days if day.weekday() == 6][:4]
        self.plan(self.agent, rest, kind="rest")
        work = [day for day in days if day not in rest]
        self.plan(self.agent, work, shift_id=self.shift.id)
        self.grant(self.personal, "2026-03-10")
        self.assertEqual(self.total(), 2600)

    def test_the_last_day_is_a_sunday_with_a_shift(self):
        """2175 by 21.75: it is worth 100 like any other."""
        self.company.write(BASES[2])
        agent = self.make_agent("Sunday", wage=2175)
        agent.version_id.contract_date_end = "2026-03-01"
        self.plan(agent, ["2026-03-01"], shift_id=self.shift.id)
        self.assertEqual(self.total(agent), 100)

    def test_no_working_schedule_joined_in_mid_month(self):
        """A roster of 17 shifts from the 10th on: 17 of 23 days."""
        self.company.write(BASES[0])
        agent = self.make_agent("Shifts", wage=2300, joined="2026-07-10")
        agent.version_id.resource_calendar_id = False
        first = date(2026, 7, 10)
        days = [first + timedelta(days=index) for index in range(22)]
        rest = [day for day in days if day.weekday() in (0, 3)][:5]
        self.plan(agent, rest, kind="rest")
        work = [day for day in days if day not in rest]
        self.plan(agent, work, shift_id=self.shift.id)
        self.assertEqual(len(work), 17)
        july = self.make_period("2026-07")
        july.action_compute()
        self.assertEqual(self.amounts(agent, july)["CS_BASE"], 1700)

    def free_afternoon(self):
        """A working schedule of five days with a free afternoon on Tuesdays."""
        calendar = self.agent.resource_calendar_id.copy({"name": "36 hours"})
        calendar.attendance_ids.filtered(
            lambda row: row.dayofweek == "1" and row.day_period == "afternoon"
        ).unlink()
        self.agent.version_id.resource_calendar_id = calendar

    def test_leave_on_a_free_half_day_costs_half_r1_41(self):
        """2175 by 21.75: unpaid leave on the Tuesday costs 50; a month all of it."""
        self.company.write(BASES[2])
        self.agent.version_id.wage = 2175
        self.free_afternoon()
        leave = self.grant(self.personal, "2026-03-10")
        self.assertEqual(self.total(), 2125)
        leave.action_refuse()
        self.grant(self.personal, "2026-03-09")
        self.assertEqual(self.total(), 2075)
        self.grant(self.personal, "2026-03-10", "2026-03-11")
        self.assertEqual(self.total(), 1925)

    def test_a_month_of_leave_with_free_half_days_pays_nothing_r1_41(self):
        self.free_afternoon()
        self.grant(self.personal, "2026-03-01", "2026-03-31")
        for basis in BASES:
            self.company.write(basis)
            with self.subTest(basis):
                self.assertEqual(self.total(), 0)

    def test_absence_on_a_free_half_day_costs_half_r1_4(self):
        self.company.write(BASES[2])
        self.agent.version_id.wage = 2175
        self.free_afternoon()
        self.edit_policy(
            {"attendance_enabled": True, "attendance_unplanned": "calendar"}
        )
        days = [date(2026, 3, 2) + timedelta(days=index) for index in range(30)]
        for day in days:
            if day.weekday() < 5 and day != date(2026, 3, 10):
                end = "12:00" if day.weekday() == 1 else "17:00"
                self.punch(self.agent, f"{day} 08:00", f"{day} {end}")
        self.assertEqual(self.total(), 2125)

    def test_joined_on_a_saturday_with_a_shift(self):
        """2175 by 21.75: the one day that was worked is 100."""
        self.company.write(BASES[2])
        agent = self.make_agent("Saturday", joined="2026-03-28", wage=2175)
        agent.version_id.contract_date_end = "2026-03-28"
        self.plan(agent, ["2026-03-28"], shift_id=self.shift.id)
        self.assertEqual(self.total(agent), 100)
