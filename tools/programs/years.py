"""Fill a database without cs_management with years of a company, in Odoo's shell."""

from datetime import date, datetime, timedelta

from odoo import Command

BASIC = "result = contract.wage"
# Reads worked days as companies' own rules do.
AWAY = """
away = worked_days.GLOBAL.number_of_days if worked_days.GLOBAL else 0.0
result = contract.wage / 21.75 * away
"""
GROSS = "result = categories.BASIC + categories.ALW"


def run(env):
    """Two companies: staff who come and go, sales, leave, punches, payslips."""
    env = env(context={**env.context, "tracking_disable": True})
    main = Years(env, env.ref("base.main_company"))
    main.live()
    other = env["res.company"].create(
        {"name": "旧店 Old Shop", "currency_id": env.ref("base.JPY").id}
    )
    env.user.company_ids = [Command.link(other.id)]
    Years(env, other, wage=300001, codes=("101", "205")).live()
    env.cr.commit()


class Years:
    """One company's years, month by month."""

    def __init__(self, env, company, wage=2300.35, codes=("101", "102", "007", "VIP")):
        self.env = env(context={**env.context, "allowed_company_ids": company.ids})
        self.company, self.wage = company.with_env(self.env), wage
        self.codes = codes

    def live(self):
        self.make_staff()
        self.make_structure()
        self.make_sales()
        self.make_leave()
        self.make_punches()
        self.make_slips()
        self.let_go()

    def create(self, model, **values):
        if "company_id" in self.env[model]._fields:
            values = {"company_id": self.company.id, **values}
        return self.env[model].create(values)

    def make_staff(self):
        """A short week, a night shift over noon, wages that change or are missing."""
        self.short_week = self.create(
            "resource.calendar",
            name="Three days",
            tz="Asia/Shanghai",
            attendance_ids=[
                Command.create(
                    {
                        "name": f"Day {day}",
                        "dayofweek": day,
                        "hour_from": 8,
                        "hour_to": 17.5,
                        "day_period": "morning",
                    }
                )
                for day in "024"
            ],
        )
        self.team = self.create("hr.department", name="Old Team")
        self.staff = [
            self.create("hr.employee", name=f"Old {place}", department_id=self.team.id)
            for place in range(8)
        ]
        for place, employee in enumerate(self.staff):
            values = {
                "date_version": date(2023, 1, 1 + place),
                "contract_date_start": date(2023, 1, 1 + place),
                "wage": self.wage + 100 * place,
            }
            if place == 5:
                # Nobody ever entered what they earn.
                values = {"date_version": date(2023, 1, 1), "wage": 0}
            if place == 2:
                values["resource_calendar_id"] = self.short_week.id
            employee.version_id.write(values)
        self.staff[1].create_version(
            {"date_version": date(2025, 7, 16), "wage": 2 * self.wage}
        )

    def make_structure(self):
        """Basic wage, absence by payroll's own code, a child rule, a total."""
        categories = {
            code: self.create("hr.salary.rule.category", name=code, code=code)
            for code in ("BASIC", "ALW", "NET")
        }
        deduction = self.create(
            "hr.salary.rule.category",
            name="Absence",
            code="OLDABS",
            parent_id=categories["BASIC"].id,
        )
        rows = (
            ("BASIC", BASIC, "BASIC", 1),
            ("THIRD", "result = contract.wage / 3", "ALW", 5),
            ("OLD_AWAY", AWAY, deduction, 10),
            ("NET", GROSS, "NET", 200),
        )
        rules = [
            self.create(
                "hr.salary.rule",
                name=code.title(),
                code=code,
                sequence=sequence,
                category_id=getattr(category, "id", 0) or categories[category].id,
                amount_select="code",
                amount_python_compute=text,
            )
            for code, text, category, sequence in rows
        ]
        rules[1].input_ids = [Command.create({"name": "Extra", "code": "EXTRA"})]
        self.structure = self.create(
            "hr.payroll.structure",
            name="Old structure",
            code="OLD",
            parent_id=False,
            rule_ids=[Command.set([rule.id for rule in rules])],
        )
        for employee in self.staff:
            employee.version_ids.struct_id = self.structure

    def make_sales(self):
        """Tags named like work numbers; orders of years, in their states."""
        Tag = self.env["crm.tag"]
        tags = [
            Tag.search([("name", "=", code)]) or Tag.create({"name": code})
            for code in self.codes
        ]
        partner = self.create("res.partner", name="Old customer")
        product = self.create(
            "product.product", name="Old ware", list_price=100.05, type="consu"
        )
        for place in range(24):
            day = datetime(2023 + place // 8, 1 + place % 12, 3 + place, 2, 30)
            order = self.create(
                "sale.order",
                partner_id=partner.id,
                date_order=day,
                tag_ids=[Command.set(tags[place % len(tags)].ids)],
                order_line=[
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": 1 + place % 3}
                    )
                ],
            )
            if place % 4:
                order.action_confirm()
                order.date_order = day
            if place % 4 == 3:
                order._action_cancel()

    def make_leave(self):
        """Leave over the years: taken, waiting, refused; a public holiday."""
        self.kind = self.create(
            "hr.leave.type",
            name="Old leave",
            requires_allocation=False,
            leave_validation_type="hr",
        )
        for year in (2023, 2024, 2025):
            monday = date(year, 3, 7) - timedelta(days=date(year, 3, 7).weekday())
            for place, employee in enumerate(self.staff[:4]):
                first = monday + timedelta(days=7 * place)
                leave = self.create(
                    "hr.leave",
                    employee_id=employee.id,
                    holiday_status_id=self.kind.id,
                    request_date_from=first,
                    request_date_to=first + timedelta(days=2),
                )
                if place == 2:
                    leave.action_refuse()
                elif place < 2:
                    leave.action_approve()
        self.create(
            "resource.calendar.leaves",
            name="Old holiday",
            calendar_id=self.company.resource_calendar_id.id,
            date_from=datetime(2025, 3, 20, 0),
            date_to=datetime(2025, 3, 20, 23),
        )

    def make_punches(self):
        """Long days: overtime that was approved and refused."""
        for back in range(40):
            start = datetime(2025, 2, 3, 1) + timedelta(days=7 * (back // 4) + back % 4)
            self.create(
                "hr.attendance",
                employee_id=self.staff[back % 3].id,
                check_in=start,
                check_out=start + timedelta(hours=8 + back % 5),
            )

    def make_slips(self):
        """A batch of closed slips, one refunded; open, waiting and cancelled ones."""
        batch = self.create("hr.payslip.run", name="March of old")
        for place, employee in enumerate(self.staff):
            for month in (2, 3):
                slip = self.create(
                    "hr.payslip",
                    employee_id=employee.id,
                    date_from=date(2025, month, 1),
                    date_to=date(2025, month, 28 if month == 2 else 31),
                    payslip_run_id=batch.id,
                )
                slip.onchange_employee()
                if not slip.struct_id:
                    continue
                slip.compute_sheet()
                self.end(slip, place if month == 3 else 0)

    def end(self, slip, place):
        if place in (0, 1, 4):
            slip.action_payslip_done()
        if place == 4:
            slip.refund_sheet()
        if place == 3:
            slip.action_payslip_cancel()
        if place == 6:
            # Computing has set it to "verify".
            slip.action_payslip_draft()

    def let_go(self):
        """Who left is archived, and so is their team's place."""
        for employee in self.staff[-2:]:
            employee.version_ids[-1:].contract_date_end = date(2025, 6, 30)
            employee.action_archive()
