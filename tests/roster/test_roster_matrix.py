"""The team matrix: who reads and writes which cells, all or nothing (R10)."""

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError

from tests.common import CsCase


class MatrixCase(CsCase):
    """March 2026, a day and a late shift, two agents of the team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day_shift = cls.make_shift("D", 8.5, 9, break_start=12, break_length=1)
        cls.late = cls.make_shift("L", 17.5, 7.5, break_start=0, break_length=0)
        cls.march = cls.make_period("2026-03")
        cls.li = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.wang = cls.make_agent("Wang")
        cls.lines_model = cls.env["cs.roster.line"]

    def matrix(self, role="leader", day="2026-03-10", team=None):
        lines = self.lines_model.with_user(self.users[role])
        return lines.matrix_read((team or self.team).id, day)

    def cell(self, agent, day, *entries, known=None):
        """A change of a cell to shifts; ``None`` is a rest day."""
        return {
            "employee_id": agent.id,
            "date": day,
            "lines": [
                {"kind": "shift", "shift_id": entry.id} if entry else {"kind": "rest"}
                for entry in entries
            ],
            "known": known,
        }

    def write(self, *changes, role="leader"):
        return self.lines_model.with_user(self.users[role]).matrix_write(list(changes))

    def roster(self, agent, day):
        """What an agent is planned for on a day: codes, ``R`` for rest."""
        lines = self.lines_model.search(
            [("employee_id", "=", agent.id), ("date", "=", day)]
        )
        return [line.shift_id.code or "R" for line in lines]

    def dates(self, matrix, name):
        return [day["date"] for day in matrix["days"] if day[name]]


class TestMatrixRead(MatrixCase):
    def test_the_pay_period_by_day(self):
        matrix = self.matrix()
        days = [day["date"] for day in matrix["days"]]
        self.assertEqual((days[0], days[-1]), ("2026-03-01", "2026-03-31"))
        self.assertEqual(matrix["previous"], "2026-02-28")
        self.assertEqual(matrix["next"], "2026-04-01")
        weekends = self.dates(matrix, "is_weekend")
        self.assertEqual(weekends[:3], ["2026-03-01", "2026-03-07", "2026-03-08"])

    def test_a_period_from_the_21st(self):
        """R1.30: the columns are those of the pay period, not of the month."""
        self.march.unlink()
        self.company.cs_period_start_day = 21
        days = [day["date"] for day in self.matrix()["days"]]
        self.assertEqual((days[0], days[-1]), ("2026-02-21", "2026-03-20"))

    def test_lines_with_hours_and_colours(self):
        self.plan(self.li, "2026-03-02", self.late)
        self.plan(self.wang, "2026-03-02")
        matrix = self.matrix()
        shift, rest = sorted(matrix["lines"], key=lambda line: line["kind"] != "shift")
        self.assertEqual(shift["hours"], "17:30-01:00")
        self.assertFalse(shift["is_custom"])
        self.assertEqual(rest["kind"], "rest")
        used = {row["code"]: row["is_used"] for row in matrix["shifts"]}
        self.assertEqual(used, {"D": False, "L": True})
        colors = [row["color"] for row in matrix["shifts"]]
        self.assertTrue(all(colors))
        self.assertNotEqual(*colors)

    def test_leave_is_told_and_its_type_is_not(self):
        """R10: nobody is planned on leave by mistake; the reason stays private."""
        leave_type = self.env["hr.leave.type"].create(
            {
                "name": "Sick secret",
                "requires_allocation": False,
                "company_id": self.company.id,
            }
        )
        self.env["hr.leave"].create(
            {
                "employee_id": self.wang.id,
                "holiday_status_id": leave_type.id,
                "request_date_from": "2026-03-03",
                "request_date_to": "2026-03-04",
            }
        ).sudo().action_approve()
        for role in ("agent", "leader"):
            matrix = self.matrix(role)
            rows = {row["name"]: row for row in matrix["agents"]}
            days = {"2026-03-03": True, "2026-03-04": True}
            self.assertEqual(rows["Wang"]["leave"], days)
            self.assertFalse(rows["Li"]["leave"])
            self.assertNotIn("secret", str(matrix))
        result = self.write(self.cell(self.wang, "2026-03-03", self.day_shift))
        self.assertIn("Wang is on leave", result["warnings"][0])

    def test_leave_for_a_part_of_the_day(self):
        """It is shown, and who works the other half counts as staff."""
        leave_type = self.env["hr.leave.type"].create(
            {
                "name": "Half",
                "requires_allocation": False,
                "request_unit": "half_day",
                "company_id": self.company.id,
            }
        )
        self.env["hr.leave"].create(
            {
                "employee_id": self.wang.id,
                "holiday_status_id": leave_type.id,
                "request_unit_half": True,
                "request_date_from": "2026-03-03",
                "request_date_to": "2026-03-03",
                "request_date_from_period": "am",
                "request_date_to_period": "am",
            }
        ).sudo().action_approve()
        rows = {row["name"]: row for row in self.matrix()["agents"]}
        self.assertEqual(rows["Wang"]["leave"], {"2026-03-03": False})

    def test_what_is_wrong_with_a_line_is_said(self):
        """R10: the seventh day running carries its warning."""
        days = [f"2026-03-0{day}" for day in range(1, 8)]
        self.plan(self.li, days, self.day_shift)
        remarks = {row["date"]: row["remark"] for row in self.matrix()["lines"]}
        self.assertIn("7 days running", remarks["2026-03-07"])
        self.assertFalse(remarks["2026-03-06"])

    def test_public_holidays_are_named(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Qingming",
                "company_id": self.company.id,
                "calendar_id": False,
                "date_from": self.local("2026-03-05", "00:00"),
                "date_to": self.local("2026-03-05", "23:59"),
            }
        )
        self.assertEqual(self.dates(self.matrix(), "holiday"), ["2026-03-05"])

    def test_days_of_a_locked_period_say_so(self):
        self.march.action_compute()
        self.march.action_publish()
        self.march.action_lock()
        day = self.matrix()["days"][0]
        self.assertIn(self.march.name, day["locked"])
        self.assertFalse(self.matrix(day="2026-04-10")["days"][0]["locked"])

    def test_days_before_and_after_the_contract(self):
        """Who joins, leaves or changes team in mid-month is a row with gaps."""
        new = self.make_agent("Zhou", joined="2026-03-10")
        gone = self.make_agent("Qian", contract_date_end="2026-03-05")
        gone.create_version(
            {"date_version": "2026-03-04", "department_id": self.other_team.id}
        )
        rows = {row["id"]: row for row in self.matrix()["agents"]}
        self.assertEqual(rows[new.id]["away"][-1], "2026-03-09")
        self.assertEqual(rows[gone.id]["away"][0], "2026-03-04")
        other = self.matrix("officer", team=self.other_team)["agents"]
        self.assertEqual([row["id"] for row in other], [gone.id])

    def test_teams_by_role(self):
        self.make_agent(department_id=self.subteam.id)
        self.make_agent(department_id=self.other_team.id)
        seen = {
            role: {row["id"] for row in self.matrix(role)["teams"]}
            for role in ("agent", "leader", "officer")
        }
        led = {self.team.id, self.subteam.id}
        self.assertEqual(seen["agent"], {self.team.id})
        self.assertEqual(seen["leader"], led)
        self.assertEqual(seen["officer"], {*led, self.other_team.id})

    def test_another_team_is_not_shown_by_its_id(self):
        stranger = self.make_agent(department_id=self.other_team.id)
        for role in ("agent", "leader"):
            matrix = self.matrix(role, team=self.other_team)
            self.assertEqual(matrix["team"], self.team.id)
            self.assertNotIn(stranger.id, [row["id"] for row in matrix["agents"]])

    def test_who_may_edit(self):
        can = {role: self.matrix(role)["can_edit"] for role in ("agent", "leader")}
        self.assertEqual(can, {"agent": False, "leader": True})

    def test_an_outsider_reads_nothing(self):
        with self.assertRaises(AccessError):
            self.matrix("outsider")

    def test_selects_do_not_depend_on_agents(self):
        self.plan(self.li, ["2026-03-02", "2026-03-03"], self.day_shift)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as found:
                self.matrix()
            return len(found)

        count()
        few = count()
        agents = [self.make_agent() for _number in range(98)]
        for agent in agents:
            self.plan(agent, ["2026-03-02", "2026-03-03"], self.day_shift)
        self.assertEqual(len(self.matrix()["agents"]), 100)
        self.assertEqual(count(), few)


class TestMatrixWrite(MatrixCase):
    def test_choose_rest_and_clear(self):
        result = self.write(self.cell(self.li, "2026-03-02", self.day_shift))
        self.assertEqual(self.roster(self.li, "2026-03-02"), ["D"])
        [line] = result["lines"]
        self.assertEqual(line["hours"], "08:30-17:30")
        self.write(self.cell(self.li, "2026-03-02", None, known=[line["id"]]))
        self.assertEqual(self.roster(self.li, "2026-03-02"), ["R"])
        self.write(self.cell(self.li, "2026-03-02"))
        self.assertEqual(self.roster(self.li, "2026-03-02"), [])

    def test_what_is_right_already_stays(self):
        line = self.plan(self.li, "2026-03-02", self.day_shift)
        result = self.write(self.cell(self.li, "2026-03-02", self.day_shift))
        self.assertEqual([row["id"] for row in result["lines"]], line.ids)

    def test_two_shifts_on_a_day(self):
        morning = self.make_shift("M", 6, 2, break_length=0)
        self.write(self.cell(self.li, "2026-03-02", morning, self.day_shift))
        self.assertEqual(self.roster(self.li, "2026-03-02"), ["M", "D"])

    def test_move_with_hours_of_its_own(self):
        line = self.plan(
            self.li,
            "2026-03-02",
            self.day_shift,
            start=self.local("2026-03-02", "10:00"),
            stop=self.local("2026-03-02", "15:00"),
            note="Dentist",
        )
        row = self.matrix()["lines"][0]
        self.assertTrue(row["is_custom"])
        entry = {
            **{name: row[name] for name in ("kind", "shift_id", "note")},
            "start": fields.Datetime.to_string(self.local("2026-03-03", "10:00")),
            "stop": fields.Datetime.to_string(self.local("2026-03-03", "15:00")),
        }
        self.write(
            self.cell(self.li, "2026-03-02"),
            {"employee_id": self.li.id, "date": "2026-03-03", "lines": [entry]},
        )
        self.assertFalse(line.exists())
        moved = self.lines_model.search([("employee_id", "=", self.li.id)])
        self.assertEqual(moved.date, fields.Date.to_date("2026-03-03"))
        self.assertEqual(moved.start, self.local("2026-03-03", "10:00"))
        self.assertEqual(moved.note, "Dentist")

    def test_agents_change_places_in_one_call(self):
        self.plan(self.li, "2026-03-02", self.day_shift)
        self.plan(self.wang, "2026-03-02", self.late)
        self.write(
            self.cell(self.li, "2026-03-02", self.late),
            self.cell(self.wang, "2026-03-02", self.day_shift),
        )
        self.assertEqual(self.roster(self.li, "2026-03-02"), ["L"])
        self.assertEqual(self.roster(self.wang, "2026-03-02"), ["D"])

    def test_all_or_nothing(self):
        """The 28th of February lies in a locked period: March is not planned either."""
        february = self.env["cs.period"].create(
            {"date_from": "2026-02-01", "date_to": "2026-02-28"}
        )
        self.plan(self.li, "2026-02-28", self.day_shift)
        february.action_compute()
        february.action_publish()
        february.action_lock()
        for change in (
            self.cell(self.li, "2026-02-28", None),
            self.cell(self.li, "2026-02-28"),
            self.cell(self.wang, "2026-02-28", self.day_shift),
        ):
            with self.assertRaisesRegex(UserError, "locked"), self.cr.savepoint():
                self.write(self.cell(self.li, "2026-03-02", self.day_shift), change)
            self.assertEqual(self.roster(self.li, "2026-03-02"), [])
        self.assertEqual(self.roster(self.li, "2026-02-28"), ["D"])

    def test_overlap_names_who_and_when(self):
        """A late shift until 1:00 does not leave room for one at midnight."""
        early = self.make_shift("E", 0, 6, break_length=0)
        self.plan(self.li, "2026-03-02", self.late)
        with self.assertRaisesRegex(UserError, r"Li .*00:00-06:00.*17:30-01:00"):
            self.write(self.cell(self.li, "2026-03-03", early))
        with self.assertRaisesRegex(UserError, "Li"):
            self.write(self.cell(self.li, "2026-03-09", self.late, self.late))

    def test_a_rest_day_has_no_shift(self):
        with self.assertRaises(ValidationError):
            self.write(self.cell(self.li, "2026-03-02", self.day_shift, None))

    def test_what_somebody_else_planned_meanwhile_is_not_overwritten(self):
        known = self.plan(self.li, "2026-03-02", self.day_shift).ids
        self.write(self.cell(self.li, "2026-03-02", self.late))
        with self.assertRaisesRegex(UserError, "meanwhile"):
            self.write(self.cell(self.li, "2026-03-02", None, known=known))
        self.assertEqual(self.roster(self.li, "2026-03-02"), ["L"])

    def test_only_leaders_of_the_team_write(self):
        stranger = self.make_agent(department_id=self.other_team.id)
        self.plan(self.li, "2026-03-03", self.day_shift)
        for role, agent in (
            ("agent", self.li),
            ("outsider", self.li),
            ("leader", stranger),
        ):
            with self.subTest(role), self.assertRaises(AccessError):
                self.write(self.cell(agent, "2026-03-02", self.day_shift), role=role)
        with self.assertRaises(AccessError):
            self.write(self.cell(self.li, "2026-03-03"), role="agent")
        self.write(self.cell(stranger, "2026-03-02", self.late), role="officer")
        self.assertEqual(self.roster(stranger, "2026-03-02"), ["L"])

    def test_a_leader_in_another_team_does_not_plan_it(self):
        """They read the roster of the team that they work in, themselves included."""
        leader = self.users["leader"]
        zhao = self.make_agent(
            "Zhao", department_id=self.other_team.id, user_id=leader.id
        )
        line = self.plan(zhao, "2026-03-02", self.day_shift)
        matrix = self.matrix(team=self.other_team)
        self.assertEqual(matrix["team"], self.other_team.id)
        self.assertFalse(matrix["can_edit"])
        self.assertEqual([row["id"] for row in matrix["lines"]], line.ids)
        for attempt in (
            lambda: self.write(self.cell(zhao, "2026-03-02")),
            lambda: line.with_user(leader).write({"date": "2026-03-03"}),
        ):
            with self.assertRaises(AccessError):
                attempt()

    def test_the_workday_follows(self):
        """A planned day of the past is classified at once."""
        self.edit_policy({"attendance_enabled": True})
        self.write(self.cell(self.li, "2026-03-02", self.day_shift))
        workday = self.env["cs.workday"].search([("employee_id", "=", self.li.id)])
        self.assertEqual(workday.status, "absent")
        self.write(self.cell(self.li, "2026-03-02", None))
        self.assertEqual(workday.status, "rest")
