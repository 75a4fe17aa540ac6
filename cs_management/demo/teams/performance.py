"""The performance team: seniority, sheets in five grades, the first (R5.7, R7.3)."""

from .team import Member, Team

SALES = {"601": 40000, "602": 30000, "603": 20000, "604": 10000}
# Points of performance, ability and attitude in the locked months.
SHEETS = {
    "601": ((50, 30, 20), (50, 30, 20)),
    "602": ((40, 24, 16), (40, 24, 16)),
    "603": ((40, 18, 12), (30, 18, 12)),
    "604": ((20, 18, 8), (20, 12, 12)),
    "605": ((40, 24, 20), (40, 30, 16)),
}


class Performance(Team):
    """One is first for three months, one fails two sheets running."""

    pack = "performance"
    login = "performance"
    name = "绩效组 Performance"
    leader = "宋扬"
    members = (
        Member("601", "叶青", "senior", 2500, 74),
        Member("602", "董林", "senior", 2500, 38),
        Member("603", "何苗", "staff", 2200, 26),
        Member("604", "于洋", "staff", 2200, 14),
        Member("605", "梁实", "supervisor", 4000, 150),
    )

    def make_month(self, month):
        self.sell(month, SALES)
        self.count(
            month,
            {code: {"served": 900, "asked": 800, "bought": 600} for code in SALES},
        )
        self.enter("602", "TASK_UNDONE", month, 4)
        self.enter("603", "TASK_UNDONE", month, 5)
        self.enter("604", "VALID_COMPLAINT", month, 6)

    def review(self, month):
        for code, months in SHEETS.items():
            self.judge(code, month, months[month])
