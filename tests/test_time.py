"""Local time and the period of a day, once each for all chapters (R1.30)."""

from datetime import date

from freezegun import freeze_time

from odoo.tools import SQL

from tests.common import CsCase

EVENING = "2026-03-31 15:59:00"  # 23:59 in Shanghai.
MIDNIGHT = "2026-03-31 16:00:00"


class TestTime(CsCase):
    def test_today_is_that_of_the_company(self):
        """R1.30: the new month begins at midnight of the company's zone."""
        with freeze_time(EVENING):
            self.assertEqual(self.company._cs_today(), date(2026, 3, 31))
        with freeze_time(MIDNIGHT):
            self.assertEqual(self.company._cs_today(), date(2026, 4, 1))

    def test_a_company_without_a_zone_goes_by_utc(self):
        self.company.cs_tz = False
        with freeze_time(MIDNIGHT):
            self.assertEqual(self.company._cs_today(), date(2026, 3, 31))

    def test_the_zone_is_known_to_who_may_not_see_the_company(self):
        other = self.make_company("Other shop", cs_tz="Europe/Berlin")
        clock = other.with_user(self.users["agent"])._cs_clock()
        self.assertEqual(clock.name, "Europe/Berlin")

    def test_the_period_of_a_day(self):
        """R1.30: every day is in one period; its first and last day are of it."""
        self.company.cs_period_start_day = 21
        march = self.make_period("2026-03-01")
        april = self.make_period("2026-04-01")
        every = march | april
        for day, period in (
            ("2026-02-20", every.browse()),
            ("2026-02-21", march),
            ("2026-03-20", march),
            ("2026-03-21", april),
            ("2026-04-20", april),
            ("2026-04-21", every.browse()),
        ):
            self.assertEqual(every._covering(date.fromisoformat(day)), period, day)

    def test_the_periods_of_a_span(self):
        march, april = self.make_period("2026-03"), self.make_period("2026-04")
        touching = self.env["cs.period"]._touching
        one, last = date(2026, 3, 31), date(2026, 4, 1)
        self.assertEqual(touching(self.company, one, one), march)
        self.assertEqual(touching(self.company, one, last), april | march)
        other = self.make_company("Other shop")
        self.assertFalse(touching(other, one, last))

    def test_the_version_of_a_day_in_sql_is_that_of_the_engine(self):
        """Before the first version the first one holds, as the engine has it."""
        agent = self.make_agent(joined=date(2026, 1, 1))
        agent.create_version(
            {"date_version": date(2026, 3, 1), "department_id": self.other_team.id}
        )
        self.env.flush_all()
        version_on = self.env["hr.version"]._cs_version_on
        for day, team in (
            (date(2025, 6, 1), self.team),
            (date(2026, 2, 28), self.team),
            (date(2026, 3, 1), self.other_team),
        ):
            rows = self.env.execute_query(
                SQL(
                    "SELECT version.department_id FROM hr_employee AS agent "
                    "LEFT JOIN %(version)s AS version ON TRUE "
                    "WHERE agent.id = %(agent)s",
                    version=version_on(SQL("agent.id"), SQL("%s::date", day)),
                    agent=agent.id,
                )
            )
            self.assertEqual(rows, [(team.id,)], day)
