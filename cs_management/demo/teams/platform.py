"""The platform team: bonus in a range, allowances, the yearly grade (R5.5, R5.6)."""

from .team import Member, Team

# Who sets the bonus, and per cent of base pay.
BONUSES = {"801": ("hr", 15), "802": ("hr", 25), "803": ("admin", 30)}
# Points of the yearly sheet, and by how much performance pay moves.
YEAR = {
    "801": ((30, 18, 12), 0),
    "802": ((50, 30, 20), 15),
    "803": ((30, 0, 12), -8),
}


class Platform(Team):
    """The year ended with the first month; a grade up, one that stays, one down."""

    pack = "platform"
    login = "platform"
    name = "平台组 Platform"
    leader = "范琳"
    members = (
        Member("801", "石磊", "junior", 4000, 13),
        Member("802", "潘虹", "middle", 5000, 28, {"cs_skill_allowance": 1500}),
        Member("803", "金鑫", "senior", 6000, 52),
    )

    def prepare(self, policy):
        """The company's year ends with the first month."""
        policy.review_template_ids.year_month = self.builder.months[0].month

    def make_month(self, month):
        for code, (login, percent) in BONUSES.items():
            bonus = self.builder.env_as(login)["cs.bonus"].create(
                {
                    "employee_id": self.agents[code].id,
                    "date": self.day(month, 7),
                    "percent": percent,
                    "reason": "本月目标达成 The month's targets were met",
                }
            )
            bonus.action_confirm()

    def make_closed(self, month):
        if month:
            return
        for code, (points, percent) in YEAR.items():
            sheet = self.judge(code, month, points, confirm=False)
            sheet = self.builder.as_user("hr", sheet)
            sheet.performance_percent = percent
            sheet.action_confirm()
