from odoo import api, fields, models

from .queries import among


class HrDepartment(models.Model):
    _inherit = "hr.department"

    cs_leader_ids = fields.Many2many(
        "res.users",
        "cs_department_leader_rel",
        "department_id",
        "user_id",
        string="Customer Service Leaders",
        domain="[('share', '=', False)]",
        help="They keep entries, roster and handovers of this department and of the "
        "departments below it.",
    )
    cs_all_leader_ids = fields.Many2many(
        "res.users",
        "cs_department_all_leader_rel",
        "department_id",
        "user_id",
        string="Leaders of this and Higher Departments",
        compute="_compute_cs_all_leader_ids",
        store=True,
        recursive=True,
    )

    # Record rules ask these: Odoo keeps a rule's domain, and with it what it once read
    # of the user; a field's search is asked each time. Its ids let the database take
    # the index of the team where a rule has several ways to see a record.
    cs_is_led = fields.Boolean(
        string="Led by Me", compute="_compute_cs_is_led", search="_search_cs_is_led"
    )
    cs_is_my_team = fields.Boolean(
        string="My Team",
        compute="_compute_cs_is_my_team",
        search="_search_cs_is_my_team",
    )

    @api.depends("cs_all_leader_ids")
    @api.depends_context("uid")
    def _compute_cs_is_led(self):
        led = self.env.user._cs_led_departments()
        for department in self:
            department.cs_is_led = department in led

    @api.model
    def _search_cs_is_led(self, operator, value):
        led = self.env.user._cs_led_departments()
        return among(operator, value, led.ids)

    @api.depends("member_ids.user_id")
    @api.depends_context("uid")
    def _compute_cs_is_my_team(self):
        teams = self.env.user._cs_teams()
        for department in self:
            department.cs_is_my_team = department in teams

    @api.model
    def _search_cs_is_my_team(self, operator, value):
        return among(operator, value, self.env.user._cs_teams().ids)

    @api.depends("cs_leader_ids", "parent_id.cs_all_leader_ids")
    def _compute_cs_all_leader_ids(self):
        for department in self:
            department.cs_all_leader_ids = (
                department.cs_leader_ids | department.parent_id.cs_all_leader_ids
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_if_unreferenced(self):
        """Statements and facts name their team; it is archived, not deleted."""
        self.env["cs.guard.mixin"]._check_unreferenced(self)

    def _cs_led_upwards(self, without=None):
        """This department and those above, as far as they have leaders.

        :param without: users who do not count: those whom it is about
        :return: nearest first
        """
        nobody = self.env["res.users"]
        # sudo: who leads a department is no secret
        department, found = self.sudo(), []
        while department:
            if department.cs_leader_ids - (without or nobody):
                found.append(department.id)
            department = department.parent_id
        return department.browse(found)

    def _cs_leaders(self, without=None):
        """Who sees to a department: its leaders, else the next ones above it.

        :param without: users who do not count: those whom it is about
        """
        leaders = self.env["res.users"]
        for department in self:
            leaders |= department._cs_led_upwards(without)[:1].cs_leader_ids
        return leaders - without if without else leaders

    def _cs_deciders(self, employees, without=None):
        """Who is asked to decide about employees of the departments.

        The next leaders, and HR of the company where none is left: nobody decides
        about themselves.

        :param without: further users who do not decide
        """
        # sudo: who they are, also those who are of another company by now
        people = employees.sudo()
        concerned = people.user_id | without if without else people.user_id
        return self._cs_leaders(concerned) or (
            people.company_id._cs_officers() - concerned
        )
