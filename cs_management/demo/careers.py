"""Who is an excellent agent, and who is proposed."""

from .chapter import DemoChapter


class Demo(DemoChapter):
    """Leaders propose an excellent agent of their team; HR gives the first title."""

    sequence = 119

    def make_closed(self, month):
        """The criteria come with the pack; the lock has held everybody against them."""
        login, code, merits = (
            ("leader", "103", "成交与服务俱佳 helps new starters"),
            ("leader2", "201", "售后纠纷处理及时 praised by customers"),
        )[month]
        title = self.builder.env_as(login)["cs.title"].create(
            {
                "employee_id": self.builder.agents[code].id,
                "date": self.builder.periods[month].date_to,
                "merits": merits,
            }
        )
        if month == 0:
            self.builder.as_user("officer", title).action_give()
