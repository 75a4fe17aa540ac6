"""Every file of the cases comes in, and its totals agree (R6.1, R7.2, R1.1, R10)."""

import base64

from odoo.exceptions import AccessError, UserError

from tests.imports.common import (
    CHITU,
    CLEAN,
    DAILY,
    MATRIX,
    MONTHLY,
    RAW,
    ROWS,
    TAOBAO,
    ImportCase,
    as_csv,
    as_xlsx,
)


class TestOrders(ImportCase):
    def shop_orders(self):
        return self.env["sale.order"].search([("team_id", "=", self.shop.id)])

    def orders(self):
        return {order.client_order_ref[-3:]: order for order in self.shop_orders()}

    def test_a_shops_orders_r6_1(self):
        """Five orders of six rows: one stands there twice; the totals agree."""
        wizard = self.preview(TAOBAO)
        self.assertEqual(wizard.state, "preview")
        self.assertEqual(wizard.kind, "orders")
        self.assertIn("GB18030", wizard.found)
        self.assertFalse(wizard.notes, "the totals row agrees with the rows")
        self.assertEqual((wizard.new_count, wizard.skipped_count), (5, 2))
        self.assertFalse(self.orders(), "a preview writes nothing")
        self.assertEqual(self.counts(self.load(TAOBAO)), (5, 0, 0, 2))
        orders = self.orders()
        self.assertEqual(
            {key: (o.state, o.amount_untaxed, o.cs_memo) for key, o in orders.items()},
            {
                "101": ("sale", 409, "101 改地址"),
                "102": ("sale", 598, "GH102"),
                "103": ("cancel", 96, "101"),
                "104": ("cancel", 0, "102\uff0c103一起"),
                "105": ("sale", 1249, False),
            },
        )
        self.assertEqual(
            orders["101"].client_order_ref, "3930679858170000101", "without ="
        )
        self.assertEqual(orders["102"].date_order, self.local("2026-11-21", "00:03:05"))
        self.assertEqual(orders["103"].date_order, self.local("2026-11-20", "11:00"))
        self.assertEqual(orders["101"].cs_buyer, "买家101")
        found = self.env["sale.order"].union(*orders.values())
        self.assertEqual(found.partner_id, self.shop.cs_buyer_id, "pooled")
        self.assertEqual(
            sum(o.amount_untaxed for o in found if o.state == "sale"), 2256
        )
        free = found.order_line.filtered("cs_no_commission")
        self.assertEqual(sum(free.mapped("price_subtotal")), 18, "the postage, R6.8")

    def test_the_same_file_twice_changes_nothing(self):
        self.load(TAOBAO)
        before = self.shop_orders().ids
        lines = self.shop_orders().order_line.ids
        wizard = self.preview(TAOBAO)
        self.assertIn("imported this very file", wizard.known_file)
        self.assertEqual(self.counts(self.load(TAOBAO)), (0, 0, 5, 2))
        self.assertEqual(self.shop_orders().ids, before)
        self.assertEqual(self.shop_orders().order_line.ids, lines)

    def test_a_shops_order_is_computed_r6_2(self):
        """The order is the agent's once it carries the number: the month pays it."""
        self.load(TAOBAO)
        order = self.orders()["101"]
        order.tag_ids = self.wang.cs_tag_ids
        month = self.make_period("2026-11")
        month.action_compute()
        self.assertEqual(self.statement(self.wang, month).amount_sales, 399)

    def head(self):
        return [
            "订单编号",
            "买家应付货款",
            "订单状态",
            "订单付款时间",
            "订单备注",
            "退款金额",
        ]

    def shop_file(self, *rows):
        return as_csv([self.head(), *rows])

    def test_what_has_changed_in_the_shop_follows(self):
        """Memo, refund and status of an order; another one stays as it is."""
        first = self.shop_file(
            ["A1", "100", "交易成功", "2026-11-20 10:00", "101", ""],
            ["A2", "200", "交易成功", "2026-11-20 10:00", "", ""],
            ["A3", "300", "等待买家付款", "2026-11-20 10:00", "", ""],
        )
        self.assertEqual(
            self.counts(self.load(first, team_id=self.shop.id)), (3, 0, 0, 0)
        )
        orders = {o.client_order_ref: o for o in self.shop_orders()}
        self.assertEqual(orders["A3"].state, "draft")
        second = self.shop_file(
            ["A1", "100", "交易成功", "2026-11-20 10:00", "102", "30"],
            ["A2", "200", "交易成功", "2026-11-20 10:00", "", ""],
            ["A3", "300", "交易关闭", "2026-11-20 10:00", "", ""],
        )
        self.assertEqual(
            self.counts(self.load(second, team_id=self.shop.id)), (0, 2, 1, 0)
        )
        self.assertEqual(
            (orders["A1"].cs_memo, orders["A1"].amount_untaxed), ("102", 70)
        )
        self.assertEqual(orders["A3"].state, "cancel")
        # Taken back, and paid after all.
        self.load(first, team_id=self.shop.id)
        self.assertEqual(
            (orders["A1"].cs_memo, orders["A1"].amount_untaxed), ("101", 100)
        )
        self.assertEqual(len(orders["A1"].order_line), 2, "no line is doubled")

    def test_an_invoiced_order_that_changes_is_listed(self):
        rows = [["A1", "100", "交易成功", "2026-11-20 10:00", "101", ""]]
        self.load(self.shop_file(*rows), team_id=self.shop.id)
        order = self.shop_orders()
        self.env.cr.execute(
            "UPDATE sale_order_line SET qty_invoiced = 1 WHERE id = %s",
            [order.order_line.id],
        )
        rows[0][4] = "102"
        self.load(self.shop_file(*rows), team_id=self.shop.id)
        self.assertEqual(order.cs_memo, "102", "a memo changes nothing of the invoice")
        rows[0][1] = "150"
        wizard = self.preview(self.shop_file(*rows), team_id=self.shop.id)
        self.assertEqual(self.found(wizard), [(2, "订单编号")])

    def test_every_bad_row_is_listed_and_nothing_written(self):
        wizard = self.wizard(
            self.shop_file(
                ["B1", "100", "交易成功", "2026-11-20 10:00", "", ""],
                ["B2", "abc", "交易成功", "2026-11-20 10:00", "", ""],
                ["B3", "100", "交易成功", "someday", "", ""],
                ["", "100", "交易成功", "2026-11-20 10:00", "", ""],
                ["B1", "101", "交易成功", "2026-11-20 10:00", "", ""],
                ["B5", "100", "交易成功", "2026-11-20 10:00", "", "100.02"],
                ["B6", "-1", "x", "", "", "y"],
            ),
            team_id=self.shop.id,
        )
        wizard.action_import()
        self.assertEqual(
            self.found(wizard),
            [
                (3, "买家应付货款"),
                (4, "订单付款时间"),
                (5, "订单编号"),
                (6, "订单编号"),
                (7, "退款金额"),
                (8, "订单付款时间"),
                (8, "退款金额"),
            ],
        )
        self.assertTrue(all(row.problem and row.remedy for row in wizard.problem_ids))
        self.assertFalse(self.shop_orders())
        self.assertFalse(self.env["cs.import.file"].search([]))
        table = base64.b64decode(wizard.problem_file).decode("utf-8-sig")
        self.assertEqual(len(table.splitlines()), 8)
        self.assertIn("action", wizard.action_problems()["type"])

    def test_lines_of_orders_are_one_order(self):
        """快麦: a row for each article; the shop's code finds the article."""
        self.product.default_code = "K1"
        rows = [
            [
                "平台订单号",
                "商品实付金额",
                "付款时间",
                "商品名称",
                "商家编码",
                "数量",
                "旗帜",
                "运费",
            ],
            ["C1", "100", "2026-11-20 10:00", "锅", "K1", "2", "红旗", "5"],
            ["C2", "50", "2026-11-20 10:00", "碗", "", "3", "", "0"],
            ["C1", "30", "2026-11-20 10:00", "勺", "", "1", "红旗", "5"],
        ]
        self.load(as_csv(rows, "gb18030"), team_id=self.shop.id)
        one, two = self.shop_orders().sorted("client_order_ref")
        self.assertEqual(one.order_line.mapped("price_subtotal"), [100, 30, 5])
        self.assertEqual(one.order_line[0].product_id, self.product)
        self.assertEqual(one.cs_flag, "red")
        self.assertEqual((two.amount_untaxed, two.order_line.product_uom_qty), (50, 1))

    def test_a_total_that_differs_is_named(self):
        content = self.shop_file(
            ["A1", "100", "交易成功", "2026-11-20 10:00", "", ""],
            ["合计", "120", "", "", "", ""],
        )
        wizard = self.preview(content, team_id=self.shop.id)
        self.assertIn(
            "Row 3 says 120 for 买家应付货款, its rows make 100", wizard.notes
        )

    def test_an_unknown_shop_is_asked_for(self):
        self.shop.name = "Another"
        wizard = self.preview(TAOBAO)
        self.assertEqual({column for _row, column in self.found(wizard)}, {"店铺名称"})
        wizard = self.preview(TAOBAO, team_id=self.shop.id)
        self.assertEqual(wizard.new_count, 5)
        self.assertIn("演示网店", wizard.notes)

    def test_an_order_entered_by_hand_is_not_doubled(self):
        order = self.make_order(
            399,
            "2026-11-20",
            client_order_ref="3930679858170000101",
            team_id=self.shop.id,
        )
        self.assertEqual(self.counts(self.load(TAOBAO)), (4, 1, 0, 2))
        self.assertEqual((order.cs_memo, order.amount_untaxed), ("101 改地址", 399))
        self.assertEqual(self.counts(self.load(TAOBAO)), (0, 0, 5, 2))

    def test_a_leader_imports_no_orders(self):
        with self.assertRaisesRegex(UserError, "which HR imports"):
            self.preview(TAOBAO, user=self.users["leader"])

    def test_an_agent_imports_nothing(self):
        with self.assertRaises(AccessError):
            self.preview(TAOBAO, user=self.users["agent"])


class TestFigures(ImportCase):
    def stats(self):
        return self.env["cs.service.stat"].search([])

    def test_figures_of_a_month_r7_2(self):
        """赤兔: shop:nick, totals and means at the end, the days in the file's name."""
        wizard = self.preview(CHITU)
        self.assertFalse(wizard.notes, "the totals row agrees")
        self.assertEqual((wizard.new_count, wizard.skipped_count), (2, 6))
        self.load(CHITU)
        stats = {stat.employee_id.cs_agent_code: stat for stat in self.stats()}
        wang = stats["101"]
        self.assertEqual((wang.asked, wang.bought, wang.served), (40, 29, 57))
        self.assertEqual((wang.first_response, wang.average_response), (5.2, 26.3))
        self.assertEqual((wang.satisfaction, wang.reply_rate), (98.1, 100))
        self.assertEqual(stats["102"].average_response, 125, "2分05秒")
        self.assertEqual(
            (wang.granularity, str(wang.date), wang.channel),
            ("period", "2026-11-01", "演示网店"),
        )

    def test_the_same_figures_twice_change_nothing(self):
        self.load(CHITU)
        before = self.stats().ids
        self.assertEqual(self.counts(self.load(CHITU))[:3], (0, 0, 2))
        self.assertEqual(self.stats().ids, before)
        # A later export of the month goes into the same rows.
        self.stats()[0].asked += 5
        self.assertEqual(self.counts(self.load(CHITU))[:3], (0, 1, 1))

    def test_a_leader_imports_their_teams_figures(self):
        self.load(CHITU, user=self.users["leader"])
        self.stats().unlink()
        self.li.department_id = self.other_team
        wizard = self.preview(CHITU, user=self.users["leader"])
        self.assertEqual([row for row, _c in self.found(wizard)], [3])

    def test_nobody_imports_their_own_figures(self):
        self.wang.user_id = self.users["leader"]
        wizard = self.preview(CHITU, user=self.users["leader"])
        self.assertIn("own commission", wizard.problem_ids.problem)

    def test_days_that_cross_pay_periods_r1_30(self):
        self.company.cs_period_start_day = 21
        wizard = self.preview(CHITU)
        self.assertEqual([row for row, _c in self.found(wizard)], [2, 3])
        self.assertIn("more than one pay period", wizard.problem_ids[0].problem)

    def test_a_locked_month_is_listed(self):
        month = self.make_period("2026-11")
        month.action_compute()
        month.action_lock()
        wizard = self.preview(CHITU)
        self.assertIn("locked", wizard.problem_ids[0].problem)

    def test_unknown_names_are_assigned_once_and_remembered(self):
        rows = [
            ["旺旺昵称", "询单人数", "询单最终付款人数"],
            ["演示网店:小丽", "10", "7"],
            ["演示网店:娜娜", "10", "7"],
        ]
        name = "figures 2026-11-05.csv"
        wizard = self.preview(as_csv(rows), name, user=self.users["leader"])
        self.assertEqual(
            wizard.unknown_ids.mapped("name"), ["演示网店:小丽", "演示网店:娜娜"]
        )
        self.assertEqual(len(wizard.problem_ids), 2)
        for row, agent in zip(wizard.unknown_ids, self.wang + self.li, strict=True):
            row.employee_id = agent
        wizard.action_preview()
        self.assertEqual((wizard.state, wizard.new_count), ("preview", 2))
        wizard.action_import()
        self.assertEqual(self.stats().employee_id, self.wang + self.li)
        self.assertEqual(
            self.env["cs.agent.alias"].search([]).employee_id, self.wang + self.li
        )
        self.assertEqual(self.preview(as_csv(rows), name).unchanged_count, 2)

    def test_a_leader_assigns_no_strangers(self):
        stranger = self.make_agent("Sun", department_id=self.other_team.id)
        rows = [["旺旺昵称", "询单人数"], ["x", "10"]]
        wizard = self.preview(
            as_csv(rows), "a 2026-11-05.csv", user=self.users["leader"]
        )
        wizard.unknown_ids.employee_id = stranger
        with self.assertRaisesRegex(UserError, "no team of yours"):
            wizard.action_preview()


class TestRosters(ImportCase):
    def roster(self):
        lines = self.env["cs.roster.line"].search([], order="date, employee_id")
        return {
            (line.employee_id.cs_agent_code, line.date.day): line.shift_id.code or "R"
            for line in lines
        }

    def test_rows_of_a_roster_r10(self):
        """Four ways to write a date, a shift's name, 次日, and six rows as told."""
        wizard = self.preview(ROWS)
        self.assertFalse(wizard.notes, "six rows, as the totals row says")
        self.assertEqual((wizard.new_count, wizard.skipped_count), (6, 1))
        self.load(ROWS)
        self.assertEqual(
            self.roster(),
            {
                ("101", 4): "D",
                ("102", 4): "R",
                ("101", 5): "L",
                ("102", 5): "D",
                ("101", 6): "L",
                ("102", 6): "D",
            },
        )
        line = self.env["cs.roster.line"].search(
            [("employee_id", "=", self.wang.id), ("date", "=", "2027-01-06")]
        )
        self.assertEqual(line.start, self.local("2027-01-06", "17:30"))
        self.assertEqual(line.stop, self.local("2027-01-07", "01:00"))
        before = self.env["cs.roster.line"].search([]).ids
        self.load(ROWS, user=self.users["leader"])
        self.assertEqual(self.env["cs.roster.line"].search([]).ids, before)

    def test_clean_rows(self):
        self.load(CLEAN, user=self.users["leader"])
        self.assertEqual(len(self.roster()), 4)

    def test_a_matrix_r10(self):
        self.load(MATRIX, user=self.users["leader"])
        roster = self.roster()
        self.assertEqual(len(roster), 14)
        row = [roster["101", day] for day in range(1, 8)]
        self.assertEqual(row, ["D", "D", "R", "L", "L", "D", "D"])
        self.assertEqual([roster["102", day] for day in range(1, 8)], list("LRDDDLL"))

    def test_collisions_are_listed_unless_replaced(self):
        self.plan(self.wang, "2027-01-04")
        wizard = self.preview(ROWS)
        self.assertEqual(self.found(wizard), [(2, "日期")])
        self.load(ROWS, existing="replace")
        self.assertEqual(self.roster()["101", 4], "D")

    def test_strangers_are_listed_to_leaders(self):
        self.li.department_id = self.other_team
        wizard = self.preview(MATRIX, user=self.users["leader"])
        self.assertEqual({row for row, _c in self.found(wizard)}, {5})


class TestPunches(ImportCase):
    def punches(self, agent=None):
        """Local punches of an agent: ``[(in, out)]``."""
        found = self.env["hr.attendance"].search(
            [("employee_id", "=", (agent or self.wang).id)], order="check_in"
        )
        local = self.company._cs_clock().local
        mark = "%d %H:%M"
        return [
            (
                local(p.check_in).strftime(mark),
                p._cs_departure() and local(p.check_out).strftime(mark),
            )
            for p in found
        ]

    def test_a_daily_sheet_r1_1(self):
        wizard = self.preview(DAILY)
        self.assertEqual((wizard.new_count, wizard.skipped_count), (7, 3))
        self.assertIn("made good in the tool", wizard.notes)
        self.load(DAILY)
        self.assertEqual(
            self.punches(),
            [
                ("02 08:28", "02 17:31"),
                ("03 17:41", "04 01:02"),
                ("04 17:25", None),
                ("05 08:30", "05 17:30"),
                ("06 09:35", "06 17:30"),
            ],
        )
        self.assertEqual(
            self.punches(self.li), [("04 08:31", "04 17:12"), ("05 08:29", "05 17:30")]
        )

    def test_the_same_punches_twice_change_nothing(self):
        self.load(DAILY)
        before = self.env["hr.attendance"].search([]).ids
        self.assertEqual(self.counts(self.load(DAILY))[:3], (0, 0, 7))
        self.assertEqual(self.env["hr.attendance"].search([]).ids, before)
        # The raw records of the same days are the same punches.
        self.assertEqual(self.counts(self.load(RAW))[:3], (0, 0, 2))

    def test_raw_records_r1_1(self):
        self.load(RAW)
        self.assertEqual(
            self.punches(), [("02 08:28", "02 17:31"), ("03 17:41", "04 01:02")]
        )

    def test_a_punch_that_was_forgotten_is_a_missed_one_r1_3(self):
        """缺卡 is a missed punch of the day; an exception explains it."""
        self.edit_policy({"attendance_enabled": True})
        self.make_period("2026-11")
        self.plan(self.wang, ["2026-11-03", "2026-11-04"], self.late)
        self.load(DAILY)
        day = self.env["cs.workday"].search(
            [("employee_id", "=", self.wang.id), ("date", "=", "2026-11-04")]
        )
        self.assertEqual((day.status, day.missed_punches), ("missed", 1))
        before = day.search(
            [("employee_id", "=", self.wang.id), ("date", "=", "2026-11-03")]
        )
        self.assertEqual(before.late_minutes, 11, "as the tool counted it")

    def test_punches_made_good_may_be_missed_ones_r1_3(self):
        layout = self.env.ref("cs_management.cs_import_layout_dingtalk_day")
        layout.made_good = "missed"
        self.load(DAILY)
        self.assertIn(("05 17:30", None), self.punches())

    def test_a_months_results_take_the_planned_times(self):
        """月度汇总: no times; the row's own sums are compared with its days."""
        days = [f"2026-11-{day:02}" for day in range(1, 31)]
        wizard = self.preview(MONTHLY)
        self.assertEqual(len(wizard.problem_ids), 28, "nothing is planned")
        self.plan(self.wang, days, self.day_shift)
        wizard = self.preview(MONTHLY)
        self.assertEqual((wizard.state, wizard.new_count), ("preview", 28))
        self.assertIn("Row 4 says 8 for 休息天数, its rows make 2", wizard.notes)
        self.assertNotIn("迟到", wizard.notes, "11 minutes late agree")
        self.load(MONTHLY)
        punches = dict(self.punches())
        self.assertEqual(punches["03 08:41"], "03 17:30")
        self.assertIsNone(punches["04 08:30"])
        self.assertEqual(punches["06 09:35"], "06 17:30")

    def test_a_punch_in_the_way_is_listed(self):
        self.punch(self.wang, "2026-11-02 09:00", "2026-11-02 12:00")
        wizard = self.preview(DAILY)
        self.assertEqual([row for row, _c in self.found(wizard)], [5])

    def test_a_missing_punch_that_came_later(self):
        self.load(DAILY)
        rows = [
            ["姓名", "工号", "日期", "上班1打卡时间", "下班1打卡时间"],
            ["王小丽", "101", "2026-11-04", "17:25", "次日 01:00"],
        ]
        self.assertEqual(self.counts(self.load(as_xlsx(rows), "a.xlsx"))[:3], (0, 1, 0))
        self.assertIn(("04 17:25", "05 01:00"), self.punches())

    def test_a_report_of_wecom(self):
        rows = [
            ["上下班打卡_日报 2026-11-02"],
            ["时间", "姓名", "账号", "所属规则", "最早", "最晚", "考勤结果"],
            [
                "2026/11/02 星期一",
                "王小丽",
                "wangxiaoli",
                "默认",
                "08:28",
                "17:31",
                "正常",
            ],
            [
                "2026/11/03 星期二",
                "王小丽",
                "wangxiaoli",
                "默认",
                "17:41",
                "次日01:02",
                "迟到",
            ],
            ["2026/11/04 星期三", "王小丽", "wangxiaoli", "默认", "--", "--", "休息"],
        ]
        wizard = self.preview(as_xlsx(rows), "日报.xlsx")
        self.assertEqual((wizard.new_count, wizard.problem_count), (2, 0))
        self.load(as_xlsx(rows), "日报.xlsx")
        self.assertEqual(
            self.punches(), [("02 08:28", "02 17:31"), ("03 17:41", "04 01:02")]
        )
