"""The roster: planning, warnings, who sees it, tables in and out (R10)."""

import base64
import csv
import io
import zipfile
from datetime import date, timedelta
from unittest.mock import patch

import openpyxl
import xlsxwriter
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.cs_management.wizards import cs_roster_import

from tests.common import CsCase

DAY = timedelta(days=1)
APRIL = [date(2026, 4, 1) + DAY * number for number in range(30)]


class RosterCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.day = cls.make_shift(
            "D", 8.5, 9, break_start=12, break_length=1, minimum_staff=0
        )
        cls.late = cls.make_shift(
            "L", 17.5, 7.5, break_start=20, break_length=0.5, minimum_staff=0
        )
        cls.li = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.wang = cls.make_agent("Wang")
        cls.stranger = cls.make_agent("Sun", department_id=cls.other_team.id)
        cls.Line = cls.env["cs.roster.line"]
        cls.leader = cls.users["leader"]

    def setUp(self):
        super().setUp()
        freezer = freeze_time("2026-03-20 02:00:00")
        freezer.start()
        self.addCleanup(freezer.stop)

    def roster(self, agent=None, days=APRIL):
        """``{date: code or None}`` of an agent."""
        lines = self.Line.search(
            [
                ("employee_id", "=", (agent or self.li).id),
                ("date", "in", list(days)),
            ]
        )
        return {line.date: line.shift_id.code for line in lines}

    def lock(self, month):
        period = self.make_period(month)
        period.action_compute()
        period.action_lock()


class TestPlan(RosterCase):
    def wizard(self, user=None, agents=None, **values):
        plan = (
            self.env["cs.roster.plan"]
            .with_user(user or self.leader)
            .create(
                {
                    "date_from": APRIL[0],
                    "date_to": APRIL[-1],
                    "department_id": self.team.id,
                    "shift_ids": [Command.set(self.day.ids)],
                    **values,
                }
            )
        )
        if agents is not None:
            plan.employee_ids = agents
        return plan

    def planned(self, **values):
        plan = self.wizard(**values)
        plan.action_preview()
        plan.action_apply()
        return plan

    def test_leader_plans_the_next_month_for_his_team(self):
        """R10: the wizard offers team and month, shows what it writes, then writes."""
        with Form(self.env["cs.roster.plan"].with_user(self.leader)) as form:
            self.assertEqual(form.department_id, self.team)
            self.assertEqual(form.date_from, APRIL[0])
            self.assertEqual(form.date_to, APRIL[-1])
            self.assertEqual(set(form.employee_ids.ids), {self.li.id, self.wang.id})
            form.shift_ids.add(self.day)
        plan = form.record
        plan.action_preview()
        self.assertFalse(self.roster(), "nothing is written by the preview")
        self.assertEqual(len(plan.line_ids), 60)
        self.assertIn("Wang", plan.preview)
        plan.line_ids.filtered(
            lambda line: line.employee_id == self.li and line.date == APRIL[0]
        ).shift_id = self.late
        action = plan.action_apply()
        self.assertEqual(action["res_model"], "cs.roster.line")
        found = self.roster()
        self.assertEqual(found[APRIL[0]], "L")
        self.assertEqual(len(found), 30)
        rests = [day for day, code in found.items() if not code]
        self.assertEqual({day.weekday() for day in rests}, {6})
        wang = self.roster(self.wang)
        self.assertEqual({d.weekday() for d, c in wang.items() if not c}, {0})
        self.assertFalse(self.roster(self.stranger))

    def test_day_and_evening_by_week(self):
        """R10: the shifts alternate weekly, half of the team on each."""
        self.planned(
            pattern="agents",
            rest="none",
            shift_ids=[Command.set((self.day | self.late).ids)],
        )
        li, wang = self.roster(), self.roster(self.wang)
        for day in APRIL:
            self.assertEqual({li[day], wang[day]}, {"D", "L"})
        self.assertNotEqual(li[date(2026, 4, 12)], li[date(2026, 4, 13)])
        self.assertEqual(li[date(2026, 4, 6)], li[date(2026, 4, 12)])

    def test_departments_change_together(self):
        night = self.make_agent("Chen", department_id=self.subteam.id)
        self.planned(
            pattern="teams",
            rest="none",
            shift_ids=[Command.set((self.day | self.late).ids)],
        )
        self.assertEqual(self.roster(), self.roster(self.wang))
        self.assertNotEqual(self.roster()[APRIL[0]], self.roster(night)[APRIL[0]])

    def test_days_off_spread_over_the_month(self):
        """R0.1, R10: 2, 3 or 4 rest days a month, never on the same day."""
        for count in (2, 3, 4):
            self.planned(rest="count", rest_count=count, existing="replace")
            li, wang = (
                {day for day, code in self.roster(agent).items() if not code}
                for agent in (self.li, self.wang)
            )
            self.assertEqual((len(li), len(wang)), (count, count))
            self.assertFalse(li & wang)

    def leave(self, **values):
        leave_type = self.env["hr.leave.type"].create(
            {
                "name": "Annual",
                "requires_allocation": False,
                "company_id": self.company.id,
                "request_unit": values.pop("unit", "day"),
            }
        )
        return self.env["hr.leave"].create(
            {
                "employee_id": self.li.id,
                "holiday_status_id": leave_type.id,
                "request_date_from": "2026-04-07",
                "request_date_to": "2026-04-08",
                **values,
            }
        )

    def test_approved_leave_has_no_shift(self):
        """R10: no shift on a day that approved leave covers; asked is not approved."""
        leave = self.leave()
        self.planned(rest="none")
        self.assertEqual(len(self.roster()), 30)
        leave.action_approve()
        self.assertEqual(leave.state, "validate")
        plan = self.planned(rest="none", existing="replace")
        self.assertEqual(
            set(APRIL) - self.roster().keys(), {date(2026, 4, 7), date(2026, 4, 8)}
        )
        self.assertIn("Leave", plan.preview)

    def test_half_a_day_of_leave_keeps_the_shift(self):
        self.leave(
            unit="half_day",
            request_date_to="2026-04-07",
            request_date_from_period="am",
            request_date_to_period="am",
        ).action_approve()
        self.planned(rest="none")
        self.assertEqual(self.roster()[date(2026, 4, 7)], "D")

    def test_public_holidays(self):
        """Planned as usual, or days off: the company chooses."""
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Qingming",
                "company_id": self.company.id,
                "date_from": self.local("2026-04-05", "00:00"),
                "date_to": self.local("2026-04-06", "23:59"),
            }
        )
        self.planned(rest="none")
        off = {day for day, code in self.roster().items() if not code}
        self.assertEqual(off, {date(2026, 4, 5), date(2026, 4, 6)})
        self.planned(rest="none", holidays="work", existing="replace")
        self.assertEqual(set(self.roster().values()), {"D"})

    def test_only_days_as_an_agent_of_the_leader(self):
        """R10: joiners, leavers and movers are planned on their own days only."""
        joiner = self.make_agent("Zhou", joined=date(2026, 4, 10))
        leaver = self.make_agent("Qian", left="2026-04-15")
        mover = self.make_agent("Feng")
        version = mover.create_version({"date_version": "2026-04-21"})
        version.department_id = self.other_team
        no_agent = self.make_agent("He")
        no_agent.cs_level_id = False
        self.plan(mover, "2026-04-25", self.late)
        self.planned(rest="none", existing="replace", user=self.users["officer"])
        self.assertEqual(self.roster(mover).pop(date(2026, 4, 25)), "L")
        self.Line.search([("date", "=", "2026-04-25")]).unlink()
        self.assertEqual(min(self.roster(joiner)), date(2026, 4, 10))
        self.assertEqual(max(self.roster(leaver)), date(2026, 4, 15))
        self.assertEqual(max(self.roster(mover)), date(2026, 4, 20))
        self.assertFalse(self.roster(no_agent))
        plan = self.wizard(agents=self.stranger, department_id=False)
        plan.action_preview()
        self.assertFalse(plan.line_ids)
        self.assertIn("Sun", plan.left_out)

    def test_days_planned_already(self):
        """Kept or replaced, as chosen; and the kept ones are shown."""
        self.plan(self.li, APRIL[:2], self.late)
        self.planned(rest="none")
        self.assertEqual(
            list(self.roster().values())[:3], ["L", "L", "D"], "kept by default"
        )
        self.planned(rest="none", existing="replace")
        self.assertEqual(set(self.roster().values()), {"D"})

    def test_locked_and_past_days_stay(self):
        """Locked periods never change, days that are over only when asked."""
        march = [date(2026, 3, 1) + DAY * n for n in range(31)]
        self.plan(self.li, march[1], self.late)
        self.planned(rest="none", date_from=march[0], date_to=march[-1])
        self.assertEqual(
            set(self.roster(days=march)), {march[1], *march[19:]}, "from today on"
        )
        self.planned(
            rest="none",
            date_from=march[0],
            date_to=march[-1],
            with_past=True,
            existing="replace",
        )
        self.assertEqual(set(self.roster(days=march).values()), {"D"})
        self.lock("2026-03")
        plan = self.wizard(
            date_from=march[0], date_to=APRIL[0], with_past=True, existing="replace"
        )
        plan.action_preview()
        self.assertEqual(set(plan.line_ids.mapped("date")), {APRIL[0]})
        self.assertIn("31 days", plan.left_out)
        plan.action_apply()
        self.assertEqual(set(self.roster(days=march).values()), {"D"})

    def test_preview_warns(self):
        """R10: under-staffed shifts and too many days running, before writing."""
        self.day.minimum_staff = 2
        plan = self.wizard(rest="count", rest_count=1, agents=self.li)
        plan.action_preview()
        self.assertIn("1 of 2 agents on D", plan.problems)
        self.assertIn("Li: 29 days running", plan.problems)
        self.company.cs_roster_running = 0
        plan.invalidate_recordset()
        self.assertNotIn("days running", plan.problems)
        plan.action_apply()
        self.assertEqual(len(self.roster()), 30, "a warning is no block")

    def test_preview_is_escaped(self):
        self.li.name = "<script>Li"
        plan = self.wizard()
        plan.action_preview()
        self.assertNotIn("<script>", plan.preview)

    def test_choices_are_explained(self):
        for values, text in (
            ({"shift_ids": []}, "Choose the shift"),
            ({"pattern": "agents"}, "at least two shifts"),
            ({"date_to": "2027-04-03"}, "a year at most"),
        ):
            with self.assertRaisesRegex(UserError, text):
                self.wizard(**values).action_preview()
        with self.assertRaisesRegex(UserError, "nothing to write"):
            self.wizard().action_apply()

    def test_selects_do_not_depend_on_agents(self):
        def selects():
            plan = self.wizard(rest="weekly", existing="replace")
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as found:
                plan.action_preview()
                plan.mapped("problems")
            return len(found)

        selects()
        few = selects()
        for _number in range(20):
            self.make_agent()
        self.assertLessEqual(selects(), few + 2)


class TestWarnings(RosterCase):
    def warnings(self, user=None):
        rows = self.env["cs.roster.warning"].with_user(user or self.leader).search([])
        return {
            (
                row.kind,
                str(row.date),
                row.sudo().employee_id.name or row.shift_id.code,
            ): row.text
            for row in rows
        }

    def test_under_staffed(self):
        """R10: fewer agents than the shift's minimum, per team, shift and day."""
        self.day.minimum_staff = 2
        both = self.plan(self.li, APRIL[:3], self.day)
        self.plan(self.wang, APRIL[0], self.day)
        self.plan(self.stranger, APRIL[1], self.day)
        self.plan(self.wang, APRIL[2], self.late)
        self.assertEqual(
            self.warnings(),
            {
                ("staff", "2026-04-02", "D"): "1 of 2 agents",
                ("staff", "2026-04-03", "D"): "1 of 2 agents",
            },
        )
        self.assertEqual(both.mapped("warning"), ["", "1 of 2 agents", "1 of 2 agents"])
        officer = self.warnings(self.users["officer"])
        self.assertEqual(len(officer), 2, "by day and shift, of both teams")
        with self.assertRaises(AccessError):
            self.warnings(self.users["agent"])

    def test_a_shift_that_nobody_has(self):
        """R10: nobody at all on a shift that the team works that week."""
        self.late.minimum_staff = 1
        self.plan(self.li, APRIL[0], self.late)
        self.plan(self.li, APRIL[1:3], self.day)
        self.assertEqual(
            set(self.warnings()),
            {("staff", "2026-04-02", "L"), ("staff", "2026-04-03", "L")},
        )

    def test_who_is_on_leave_is_not_there(self):
        self.day.minimum_staff = 2
        lines = self.plan(self.li, APRIL[0], self.day)
        self.plan(self.wang, APRIL[0], self.day)
        self.assertFalse(self.warnings())
        leave_type = self.env["hr.leave.type"].create(
            {
                "name": "Sick",
                "requires_allocation": False,
                "company_id": self.company.id,
            }
        )
        self.env["hr.leave"].create(
            {
                "employee_id": self.wang.id,
                "holiday_status_id": leave_type.id,
                "request_date_from": APRIL[0],
                "request_date_to": APRIL[0],
            }
        ).action_approve()
        self.assertEqual(len(self.warnings()), 1)
        lines.invalidate_recordset()
        self.assertEqual(lines.warning, "1 of 2 agents")

    def test_too_many_days_running(self):
        """R10: more than the company's 6 days running, also over month end."""
        days = [date(2026, 3, 27) + DAY * n for n in range(7)]
        lines = self.plan(self.li, days, self.day)
        self.plan(self.wang, days[:6], self.day)
        [(key, text)] = self.warnings().items()
        self.assertEqual(key, ("running", "2026-03-27", "Li"))
        self.assertTrue(text.startswith("7 days running"), text)
        self.assertEqual([bool(line.warning) for line in lines], [False] * 6 + [True])
        self.company.cs_roster_running = 7
        self.assertFalse(self.warnings())
        self.company.cs_roster_running = 5
        self.assertEqual(len(self.warnings()), 2)

    def test_over_eight_hours_without_a_break(self):
        """R10: the line's planned hours count, and the setting."""
        whole = self.make_shift("W", 8.5, 9, break_length=0, minimum_staff=0)
        line = self.plan(self.li, APRIL[0], whole)
        fine = self.plan(self.wang, APRIL[0], self.day)
        self.assertEqual(
            self.warnings(),
            {
                ("stretch", "2026-04-01", "Li"): "09:00 hours without a break, "
                "08:00 at most"
            },
        )
        self.assertTrue(line.warning)
        self.assertFalse(fine.warning)
        fine.stop += timedelta(hours=4)
        self.assertEqual(fine.stretch, 8.5)
        self.assertTrue(fine.warning)
        self.company.cs_roster_stretch = 10
        (line | fine).invalidate_recordset()
        self.assertEqual((line | fine).mapped("warning"), ["", ""])
        self.assertFalse(whole.warning)

    def test_settled_months_are_no_longer_warned_of(self):
        days = [date(2026, 2, 2) + DAY * n for n in range(8)]
        self.plan(self.li, days, self.day)
        self.assertTrue(self.warnings())
        self.lock("2026-02")
        self.assertFalse(self.warnings())

    def test_one_query_for_all_lines(self):
        def selects(agents):
            lines = self.Line
            for agent in agents:
                lines |= self.plan(agent, APRIL[:10], self.day)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as found:
                lines.mapped("warning")
            return len(found)

        few = selects(self.li)
        many = [self.make_agent() for _n in range(15)]
        self.assertLessEqual(selects(many), few + 2)


class TestRoster(RosterCase):
    def test_the_team_reads_its_roster(self):
        """R10: agents see the roster of their own team, and change nothing."""
        mine = self.plan(self.li, APRIL[0], self.day)
        mate = self.plan(self.wang, APRIL[0], self.late)
        foreign = self.plan(self.stranger, APRIL[0], self.day)
        seen = self.Line.with_user(self.users["agent"]).search([])
        self.assertEqual(seen, mine | mate)
        self.assertEqual(seen.mapped("display_name"), ["D Li", "L Wang"])
        own = self.plan(self.li, APRIL[1]) | mine
        names = own.with_context(cs_own_roster=True).mapped("display_name")
        self.assertEqual(names, ["Rest", f"D {mine._hours()}"])
        self.assertRegex(mine._hours(), r"^\d\d:\d\d-\d\d:\d\d$")
        with self.assertRaises(AccessError):
            mate.with_user(self.users["agent"]).kind = "rest"
        with self.assertRaises(AccessError):
            foreign.with_user(self.users["agent"]).read(["date"])

    def test_who_moves_reads_the_roster_of_the_new_team(self):
        """R10: at once, whatever was read before."""
        before = self.plan(self.wang, APRIL[0], self.day)
        after = self.plan(self.stranger, APRIL[0], self.day)
        lines = self.Line.with_user(self.users["agent"])
        self.assertEqual(lines.search([]), before)
        self.li.department_id = self.other_team
        self.assertEqual(lines.search([]), after)
        self.li.user_id = self.wang.user_id = False
        self.assertFalse(lines.search([]))
        leader = self.Line.with_user(self.leader)
        self.assertEqual(leader.search([]), before)
        self.other_team.cs_leader_ids += self.leader
        self.assertEqual(leader.search([]), before | after)
        self.team.cs_leader_ids -= self.leader
        self.assertEqual(leader.search([]), after)

    def test_leaders_plan_their_own_teams_only(self):
        line = self.plan(self.li, APRIL[0], self.day).with_user(self.leader)
        with self.assertRaisesRegex(AccessError, "no team of yours"):
            line.employee_id = self.stranger
        with self.assertRaisesRegex(AccessError, "no team of yours"):
            line.copy({"employee_id": self.stranger.id, "date": APRIL[1]})
        line.employee_id = self.wang
        self.assertEqual(line.department_id, self.team)

    def test_lines_follow_the_team_of_the_day(self):
        """A mover's lines belong to the team that they are in on that day."""
        before = self.plan(self.wang, APRIL[0], self.day)
        after = self.plan(self.wang, APRIL[20], self.day)
        past = self.plan(self.wang, "2026-03-10", self.day)
        version = self.wang.create_version({"date_version": "2026-04-15"})
        version.department_id = self.other_team
        later = self.plan(self.wang, APRIL[21], self.day)
        self.assertEqual((past | before).department_id, self.team)
        self.assertEqual((after | later).department_id, self.other_team)
        seen = self.Line.with_user(self.users["agent"]).search([])
        self.assertEqual(seen, past | before)
        self.assertEqual(self.Line.with_user(self.leader).search([]), past | before)

    def test_hours_of_a_shift_change(self):
        """R10: days ahead with the old hours follow; today, past and others stay."""
        days = ["2026-03-19", "2026-03-20", "2026-03-21", "2026-03-23"]
        past, today, ahead, own = self.plan(self.li, days, self.day)
        own.stop += timedelta(hours=1)
        self.day.start = 9
        self.assertEqual(past.start, self.local("2026-03-19", "08:30"))
        self.assertEqual(today.start, self.local("2026-03-20", "08:30"))
        self.assertEqual(ahead.start, self.local("2026-03-21", "09:00"))
        self.assertEqual(ahead.stop, self.local("2026-03-21", "18:00"))
        self.assertEqual(own.start, self.local("2026-03-23", "08:30"))
        self.day.stop = 17
        self.assertEqual(ahead.stop, self.local("2026-03-21", "17:00"))

    def test_shift_opens_its_lines(self):
        lines = self.plan(self.li, APRIL[:3], self.day)
        self.assertEqual(self.day.roster_count, 3)
        self.assertEqual(self.late.roster_count, 0)
        action = self.day.action_open_roster()
        self.assertEqual(self.Line.search(action["domain"]), lines)

    def test_usual_shifts(self):
        """All rows of R10; in use are 8:30-17:30 and 17:30-24:00."""
        company = self.make_company("Other shop")
        self.env["cs.shift"]._load_usual(company)
        shifts = self.env["cs.shift"].with_context(active_test=False)
        found = {
            (shift.start, shift.stop)
            for shift in shifts.search([("company_id", "=", company.id)])
        }
        self.assertEqual(
            found,
            {
                *((8.5, 17.5), (17.5, 0.0), (17.5, 1.0)),
                *((9.0, 16.5), (16.0, 22.5), (15.0, 0.0)),
                *((8.5, 18.5), (13.5, 23.5), (9.0, 18.0), (8.5, 18.0)),
                *((15.5, 0.0),),
            },
        )
        every = shifts.search([("company_id", "=", company.id)])
        self.assertFalse(every.filtered("warning"), "8 hours without a break at most")
        self.assertEqual(every.filtered("active").mapped("code"), ["D", "L"])

    def load(self, rows, user=None):
        return (
            self.Line.with_user(user or self.env.user)
            .with_context(import_file=True)
            .load(["employee_id", "date", "kind", "shift_id", "start", "stop"], rows)
        )

    def test_odoo_import_writes_all_or_nothing(self):
        """Bad imports list every row and change nothing."""
        self.lock("2026-02")
        good = ["Li", "2026-04-01", "shift", "D", "", ""]
        rows = [
            good,
            ["Nobody", "2026-04-01", "shift", "D", "", ""],
            ["Li", "2026-04-02", "shift", "D", "2026-04-02 25:00:00", ""],
            ["Wang", "2026-04-01", "shift", "Night", "", ""],
            ["Li", "2026-04-01", "shift", "D", "", ""],
            ["Wang", "2026-02-10", "shift", "D", "", ""],
            ["Wang", "2026-04-03", "shift", "D", "", ""],
        ]
        with mute_logger("odoo.sql_db"):
            result = self.load(rows)
        self.assertFalse(result["ids"])
        self.assertEqual(
            {message["record"] for message in result["messages"]}, {1, 2, 3, 4, 5}
        )
        self.assertFalse(self.Line.search([]))
        result = self.load([good, rows[6]])
        self.assertEqual(len(result["ids"]), 2, result["messages"])

    def test_odoo_import_lists_more_than_ten_bad_rows(self):
        rows = [["Li", str(day), "shift", "D", "", ""] for day in APRIL[:15]]
        self.plan(self.li, APRIL[:14], self.day)
        with mute_logger("odoo.sql_db"):
            result = self.load(rows)
        self.assertEqual(
            [message["record"] for message in result["messages"]], list(range(14))
        )
        self.assertEqual(len(self.roster()), 14)

    def test_odoo_import_of_another_team(self):
        result = self.load(
            [["Li", "2026-04-01", "shift", "D", "", ""]], user=self.leader
        )
        self.assertTrue(result["ids"], result["messages"])
        result = self.load(
            [
                ["Li", "2026-04-02", "shift", "D", "", ""],
                ["Sun", "2026-04-02", "shift", "D", "", ""],
            ],
            user=self.leader,
        )
        self.assertFalse(result["ids"])
        self.assertEqual([m["record"] for m in result["messages"]], [1])
        self.assertFalse(self.roster(days=APRIL[1:]))


class TestTables(RosterCase):
    def read(self, rows, name="roster.xlsx", user=None, **values):
        if name.endswith("xlsx"):
            stream = io.BytesIO()
            with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
                sheet = book.add_worksheet()
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
            content = stream.getvalue()
        else:
            stream = io.StringIO()
            csv.writer(stream).writerows(rows)
            content = stream.getvalue().encode()
        wizard = (
            self.env["cs.roster.import"]
            .with_user(user or self.leader)
            .create({"file": base64.b64encode(content), "file_name": name, **values})
        )
        wizard.action_import()
        return wizard

    def head(self):
        return ["Work Number", "Date", "Shift", "Hours"]

    def test_import(self):
        """R10: work number, date, shift or R, and hours that differ."""
        for name in ("roster.xlsx", "roster.csv"):
            wizard = self.read(
                [
                    self.head(),
                    [self.li.cs_agent_code, "2026-04-01", "D", ""],
                    [self.li.cs_agent_code, "2026-04-02", "休", ""],
                    [self.wang.cs_agent_code, "2026/4/1", "l", "18:00-01:00"],
                    ["", "", "", ""],
                ],
                name,
                existing="replace",
            )
            self.assertFalse(wizard.problem_ids)
            self.assertEqual(self.roster(), {APRIL[0]: "D", APRIL[1]: False})
            line = self.Line.search([("employee_id", "=", self.wang.id)])
            self.assertEqual(line.start, self.local("2026-04-01", "18:00"))
            self.assertEqual(line.stop, self.local("2026-04-02", "01:00"))
            self.assertEqual(line.department_id, self.team)

    def test_bad_files_change_nothing(self):
        """Every bad row is listed with row, column and remedy; nothing is written."""
        self.lock("2026-02")
        self.plan(self.wang, "2026-04-05", self.late)
        future = self.make_agent("Zhou", joined=date(2026, 5, 1))
        li, wang = self.li.cs_agent_code, self.wang.cs_agent_code
        wizard = self.read(
            [
                self.head(),
                [li, "2026-04-01", "D", ""],
                ["999", "2026-04-01", "D", ""],
                [li, "2026-04-02", "X", ""],
                [li, "2026-04-03", "D", "08:30-25:00"],
                [li, "2026-04-01", "L", "17:00-23:00"],
                [wang, "2026-04-05", "D", "17:00-18:00"],
                [li, "2026-02-30", "D", ""],
                [li, "2026-02-10", "D", ""],
                [future.cs_agent_code, "2026-04-01", "D", ""],
                [self.stranger.cs_agent_code, "2026-04-01", "D", ""],
                [wang, "2026-04-05", "R", ""],
                ["999", "tomorrow", "X", "25:00"],
            ]
        )
        found = [(row.row, row.field) for row in wizard.problem_ids]
        self.assertEqual(
            found,
            [
                (3, "number"),
                (4, "shift"),
                (5, "hours"),
                (6, "date"),
                (7, "date"),
                (8, "date"),
                (9, "date"),
                (10, "number"),
                (11, "number"),
                (12, "date"),
                (13, "number"),
                (13, "date"),
                (13, "shift"),
                (13, "hours"),
            ],
        )
        self.assertTrue(all(row.problem and row.remedy for row in wizard.problem_ids))
        self.assertFalse(self.roster())

    def test_replacing_does_not_collide(self):
        self.plan(self.li, APRIL[:3], self.late)
        rows = [self.head(), [self.li.cs_agent_code, "2026-04-02", "R", ""]]
        self.assertTrue(self.read(rows).problem_ids)
        self.assertFalse(self.read(rows, existing="replace").problem_ids)
        self.assertEqual(list(self.roster().values()), ["L", False, "L"])

    def test_not_a_table(self):
        for name, text in (("a.xlsx", "no Excel file"), ("a.csv", "row of headings")):
            wizard = self.env["cs.roster.import"].create(
                {"file": base64.b64encode(b"hello"), "file_name": name}
            )
            with self.assertRaisesRegex(UserError, text):
                wizard.action_import()

    def open_file(self, content, name):
        wizard = self.env["cs.roster.import"].create(
            {"file": base64.b64encode(content), "file_name": name}
        )
        wizard.action_import()
        return wizard

    def test_damaged_files_are_told_not_raised(self):
        """A binary file, and a workbook with broken parts: one sentence each."""
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            book.add_worksheet().write_row(0, 0, self.head())
        for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            damaged = io.BytesIO()
            with zipfile.ZipFile(stream) as old, zipfile.ZipFile(damaged, "w") as new:
                for name in old.namelist():
                    new.writestr(name, b"<junk" if name == part else old.read(name))
            with self.assertRaisesRegex(UserError, "no Excel file"):
                self.open_file(damaged.getvalue(), "roster.xlsx")
        with self.assertRaisesRegex(UserError, "row of headings"):
            self.open_file(bytes(range(256)) * 100, "roster.csv")
        limit = csv.field_size_limit(100)
        self.addCleanup(csv.field_size_limit, limit)
        with self.assertRaisesRegex(UserError, "no text of rows"):
            self.open_file(b"Work Number,Date,Shift\n" + b"1" * 200, "roster.csv")

    def test_endings_and_encodings_of_other_systems(self):
        """A table saved by an old Mac, or as Unicode text by Excel."""
        row = [self.li.cs_agent_code, "2026-04-01", "D", ""]
        mac = "\r".join(",".join(cells) for cells in (self.head(), row))
        unicode_text = "\r\n".join("\t".join(cells) for cells in (self.head(), row))
        contents = mac.encode(), unicode_text.encode("utf-16")
        for content in contents:
            self.Line.search([("employee_id", "=", self.li.id)]).unlink()
            self.assertFalse(self.open_file(content, "roster.txt").problem_ids)
            self.assertEqual(self.roster(), {APRIL[0]: "D"})

    def test_impossible_years_are_no_dates(self):
        rows = [
            [self.li.cs_agent_code, f"{year}-01-01", "D", ""]
            for year in ("0001", "9999")
        ]
        wizard = self.read([self.head(), *rows], "roster.csv")
        self.assertEqual(wizard.problem_ids.mapped("field"), ["date", "date"])

    def test_too_many_rows_are_refused_at_once(self):
        """A file of 20 MB is not read row by row."""
        rows = [["999", "2026-04-01", "D", ""]] * 4
        with (
            patch.object(cs_roster_import, "ROW_LIMIT", 3),
            self.assertRaisesRegex(UserError, "more than 3 rows"),
        ):
            self.read([self.head(), *rows], "roster.csv")

    def export(self, user=None, **values):
        wizard = (
            self.env["cs.roster.export"]
            .with_user(user or self.leader)
            .create({"date_from": APRIL[0], "date_to": APRIL[-1], **values})
        )
        action = wizard.action_export()
        self.assertIn(wizard.file_name, action["url"])
        return wizard

    def test_exported_rosters_are_read_back(self):
        """R10: what is exported and imported again is the same roster."""
        self.plan(self.li, APRIL[:5], self.late)
        self.plan(self.li, APRIL[6])
        changed = self.plan(self.wang, APRIL[1], self.day)
        changed.stop += timedelta(minutes=45)

        def roster():
            lines = self.Line.search([])
            return sorted(
                (
                    r.employee_id.id,
                    r.date,
                    r.kind,
                    r.shift_id.id,
                    str(r.start),
                    str(r.stop),
                )
                for r in lines
            )

        before = roster()
        for kind in ("xlsx", "csv"):
            wizard = self.export(format=kind)
            self.Line.search([]).unlink()
            again = (
                self.env["cs.roster.import"]
                .with_user(self.leader)
                .create({"file": wizard.file, "file_name": wizard.file_name})
            )
            again.action_import()
            self.assertFalse(again.problem_ids.mapped("problem"))
            self.assertEqual(roster(), before)

    def test_exported_table(self):
        """Agents by days; agents get their own team only."""
        self.plan(self.li, APRIL[0], self.day)
        self.plan(self.li, APRIL[1])
        self.plan(self.stranger, APRIL[0], self.day)
        wizard = self.export(user=self.users["agent"])
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.file)))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        self.assertEqual(rows[0][2:5], ("1", "2", "3"))
        self.assertEqual([row[1:4] for row in rows[2:]], [("Li", "D", "R")])

    def test_exported_names_are_no_formulas(self):
        self.li.name = "=cmd()"
        self.plan(self.li, APRIL[0], self.day)
        text = base64.b64decode(self.export(format="csv").file).decode("utf-8-sig")
        self.assertIn(",'=cmd()", text)
