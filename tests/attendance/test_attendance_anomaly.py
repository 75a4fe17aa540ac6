"""What HR looks at: short weeks, missed punches, odd punches, devices (R1.7, R1.8)."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import Form

from tests.attendance.test_attendance_exception import ExceptionCase

MODEL = "cs.attendance.anomaly"
WEEK = ["2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06"]


@freeze_time("2026-03-10 02:00:00")
class TestAnomaly(ExceptionCase):
    def rows(self, kind, user=None):
        model = self.env[MODEL].with_user(user) if user else self.env[MODEL]
        return model.search([("kind", "=", kind), ("company_id", "=", self.company.id)])

    def work_days(self, days, stop="17:30", agent=None):
        agent = agent or self.agent
        self.env["cs.roster.line"].search([("employee_id", "=", agent.id)]).unlink()
        self.plan(agent, days, self.day_shift)
        for day in days:
            self.punch(agent, f"{day} 08:30", f"{day} {stop}")

    def tap(self, agent, at, **values):
        """A punch through the browser, on a device."""
        punch = self.punch(agent, f"2026-03-02 {at}", values.pop("until", None))
        punch.write(
            {
                "in_ip_address": "10.0.0.7",
                "in_browser": "Firefox",
                "in_mode": "systray",
                **values,
            }
        )
        return punch

    def test_a_full_week_is_none(self):
        """R1.8: forty hours attended, Saturday to Friday."""
        self.work_days(WEEK)
        self.assertFalse(self.rows("short_week"))

    def test_a_week_under_forty_hours_shows_leave_beside_it(self):
        self.work_days(WEEK[:4])
        self.plan(self.agent, WEEK[4], self.day_shift)
        kind = self.env["hr.leave.type"].create(
            {
                "name": "Off",
                "company_id": self.company.id,
                "leave_validation_type": "no_validation",
                "requires_allocation": False,
            }
        )
        self.env["hr.leave"].create(
            {
                "employee_id": self.agent.id,
                "holiday_status_id": kind.id,
                "request_date_from": WEEK[4],
                "request_date_to": WEEK[4],
            }
        )
        [row] = self.rows("short_week")
        self.assertEqual(row.employee_id, self.agent)
        self.assertEqual(row.week_from, date(2026, 2, 28))
        self.assertAlmostEqual(row.worked_hours, 32)
        self.assertAlmostEqual(row.leave_hours, 8)
        self.assertAlmostEqual(row.planned_hours, 40)
        self.assertIn("32:00", row.note)
        self.company.cs_week_hours = 32
        self.assertFalse(self.rows("short_week"), "the hours are the company's")

    def test_a_running_week_is_not_short_yet(self):
        with freeze_time("2026-03-06 02:00:00"):
            self.work_days(WEEK[:2])
            self.assertFalse(self.rows("short_week"))

    def test_the_first_weekday_is_the_companys(self):
        self.work_days(WEEK)
        self.company.cs_week_start = "2"
        with freeze_time("2026-03-11 02:00:00"):
            rows = self.rows("short_week").sorted("week_from")
            self.assertEqual(rows.mapped("worked_hours"), [16, 24])

    def test_missed_until_it_is_confirmed(self):
        self.punch(self.agent, "2026-03-02 08:25")
        [row] = self.rows("missed")
        self.assertEqual(row.workday_id, self.workday("2026-03-02"))
        record = self.ask(user="leader", side="out")
        self.by("leader", record).action_approve()
        self.assertFalse(self.rows("missed"))

    def test_no_punch_at_all_is_an_absence_and_none_of_these(self):
        self.env["cs.workday"]._refresh({(self.agent.id, date(2026, 3, 2))})
        self.assertEqual(self.workday("2026-03-02").status, "absent")
        self.assertFalse(self.rows("missed"))

    def test_worked_without_a_plan(self):
        self.punch(self.agent, "2026-03-01 09:00", "2026-03-01 15:00")
        [row] = self.rows("off_roster")
        self.assertEqual(row.date, date(2026, 3, 1))
        record = self.ask(
            "overtime",
            user="officer",
            date="2026-03-01",
            start=self.local("2026-03-01", "09:00"),
            stop=self.local("2026-03-01", "15:00"),
        )
        self.by("leader", record).action_approve()
        self.assertTrue(self.rows("off_roster"), "not before the second approval")
        self.by("officer", record).action_approve()
        self.assertFalse(self.rows("off_roster"))

    def test_far_from_the_plan(self):
        punch = self.punch(self.agent, "2026-03-02 08:25", "2026-03-02 19:30")
        self.assertFalse(self.rows("off_roster"), "two hours are near")
        punch.check_out = self.local("2026-03-02", "19:31")
        self.assertTrue(self.rows("off_roster"))
        self.company.cs_punch_distance = 180
        self.assertFalse(self.rows("off_roster"))

    def test_two_people_on_one_device_r1_7(self):
        self.tap(self.agent, "08:25:00")
        other = self.tap(self.mate, "08:26:00")
        [row] = self.rows("device")
        self.assertEqual(row.employee_id, self.mate)
        self.assertEqual(row.other_employee_id, self.agent)
        self.assertEqual((row.seconds, row.attendance_id), (60, other))
        action = row.action_record_proxy()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.users["officer"])
            .with_context(**action["context"])
        )
        record = form.save()
        self.assertEqual(record.kind, "proxy")
        self.assertEqual(record.employee_id, self.agent)
        self.assertEqual(record.other_employee_id, self.mate)
        self.assertIn("60 seconds", record.reason)
        self.assertFalse(self.rows("device"), "recorded")

    def test_what_is_no_proxy_punch(self):
        for name, first, second in (
            ("later", {}, {"at": "08:26:01"}),
            ("another browser", {}, {"in_browser": "Safari"}),
            ("another address", {}, {"in_ip_address": "10.0.0.8"}),
            ("a kiosk", {"in_mode": "kiosk"}, {"in_mode": "kiosk"}),
            ("no device", {"in_ip_address": ""}, {"in_ip_address": ""}),
        ):
            with self.subTest(name):
                punches = self.tap(self.agent, "08:25:00", **first)
                punches |= self.tap(self.mate, second.pop("at", "08:25:30"), **second)
                self.assertFalse(self.rows("device"))
                punches.unlink()

    def test_departures_on_one_device(self):
        leave = {
            "out_ip_address": "10.0.0.7",
            "out_browser": "Firefox",
            "out_mode": "systray",
        }
        for agent, at, until in (
            (self.agent, "08:00", "17:30:00"),
            (self.mate, "08:25", "17:30:20"),
        ):
            self.tap(agent, at, until=f"2026-03-02 {until}", **leave)
        [row] = self.rows("device")
        self.assertEqual(row.seconds, 20)

    def test_seconds_are_the_companys(self):
        self.tap(self.agent, "08:25:00")
        self.tap(self.mate, "08:26:00")
        self.company.cs_proxy_seconds = 59
        self.assertFalse(self.rows("device"))

    def test_punches_of_someone_who_had_left(self):
        gone = self.make_agent("Gone", contract_date_end="2026-02-28")
        self.punch(gone, "2026-02-28 08:30", "2026-02-28 17:30")
        punch = self.punch(gone, "2026-03-02 08:30", "2026-03-02 17:30")
        [row] = self.rows("no_agent")
        self.assertEqual((row.employee_id, row.attendance_id), (gone, punch))

    def test_punches_of_colleagues_who_never_were_agents(self):
        clerk = self.env["hr.employee"].create(
            {"name": "Clerk", "company_id": self.company.id}
        )
        self.punch(clerk, "2026-03-02 08:30")
        self.assertFalse(self.env[MODEL].search([("employee_id", "=", clerk.id)]))

    def test_records_that_never_ended(self):
        punch = self.punch(self.agent, "2026-03-02 08:25")
        self.punch(self.mate, "2026-03-10 08:30")
        [row] = self.rows("endless")
        self.assertEqual(row.attendance_id, punch, "this morning's still runs")
        punch.write(
            {
                "check_out": self.local("2026-03-02", "20:00"),
                "out_mode": "auto_check_out",
            }
        )
        self.assertEqual(self.rows("endless").attendance_id, punch)

    def test_locked_days_are_done(self):
        self.punch(self.agent, "2026-03-02 08:25")
        self.assertTrue(self.rows("missed"))
        self.assertTrue(self.rows("endless"))
        self.march.action_compute()
        self.march.action_publish()
        self.march.action_lock()
        self.assertFalse(self.env[MODEL].search([("company_id", "=", self.company.id)]))

    def test_leaders_see_their_teams_days_and_no_suspicion(self):
        stranger = self.make_agent("Sun", department_id=self.other_team.id)
        for agent in (self.agent, stranger):
            self.punch(agent, "2026-03-02 08:25")
        self.tap(self.mate, "09:25:00")
        self.tap(self.make_agent("Qian"), "09:25:20")
        leader = self.users["leader"]
        self.assertTrue(self.rows("device"))
        self.assertFalse(self.rows("device", leader))
        self.assertFalse(self.rows("endless", leader))
        self.assertIn(self.agent, self.rows("missed", leader).employee_id)
        self.assertNotIn(stranger, self.rows("missed", leader).employee_id)
        self.assertIn(stranger, self.rows("missed", self.users["officer"]).employee_id)

    def test_rows_open_what_they_are_about(self):
        self.punch(self.agent, "2026-03-02 08:25")
        for kind, model in (
            ("missed", "cs.workday"),
            ("endless", "hr.attendance"),
            ("short_week", "cs.workday"),
        ):
            row = self.rows(kind)[:1]
            with self.subTest(kind):
                action = row.with_user(self.users["officer"]).action_open()
                self.assertEqual(action["res_model"], model)

    def test_every_row_has_its_own_number(self):
        self.work_days(WEEK[:3])
        self.punch(self.mate, "2026-03-02 08:25")
        self.tap(self.make_agent("Qian"), "10:25:00")
        self.tap(self.make_agent("Zhou"), "10:25:20")
        rows = self.env[MODEL].search([])
        self.assertGreater(len(rows), 4)
        self.assertEqual(len(rows.ids), len(set(rows.ids)))
        self.assertTrue(all(rows.mapped("note")))

    def test_queries_do_not_grow_with_agents(self):
        counts = []
        for number in range(3):
            for index in range(1 + 9 * number):
                agent = self.make_agent(f"A{number}-{index}")
                self.punch(agent, "2026-03-02 08:25")
            self.env.invalidate_all()
            with self.count_selects() as found:
                self.env[MODEL].search([]).mapped("note")
            counts.append(len(found))
        self.assertEqual(counts[1], counts[2])
