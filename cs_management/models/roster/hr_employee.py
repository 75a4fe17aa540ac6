from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    def _cs_follow_team(self):
        """Roster lines from today on are of the team that the agent is in then."""
        # sudo: HR moves people without a customer service role
        lines = (
            self.env["cs.roster.line"]
            .sudo()
            .search(
                [
                    ("employee_id", "in", self.ids),
                    ("date", ">=", fields.Date.context_today(self)),
                ]
            )
        )
        if not lines:
            return
        teams = lines._with_team(
            [{"employee_id": line.employee_id.id, "date": line.date} for line in lines]
        )
        locked = lines.env["cs.period"]._locked_of(lines.company_id)
        moved = {}
        for line, team in zip(lines, teams, strict=True):
            department = team["department_id"] or False
            is_open = not locked._covering(line.date)
            if is_open and line.department_id.id != department:
                moved.setdefault(department, lines.browse())
                moved[department] |= line
        for department, own in moved.items():
            own.write({"department_id": department})
