"""The pre-sales team: commission by conversion, pool, yearly guarantee (R5.2, R6)."""

from datetime import timedelta

from .. import factories
from .team import Member, Team

# Sales of each month; nobody carries the last order.
SALES = {"501": 8000, "502": 10000, "503": 40000, "504": 40000, "505": 60000}
POOL = 100000
# Of 1,000 customers who asked, so many bought: under, at and over 70 %.
BOUGHT = {"501": 710, "502": 650, "503": 700, "504": 699, "505": 710}


class PreSales(Team):
    """A new starter in the trial, one who leaves in the second month, three others."""

    pack = "pre_sales"
    login = "presales"
    name = "售前一组 Pre-sales"
    leader = "唐薇"
    members = (
        Member("501", "方圆", "trial", 1600, 0),
        Member("502", "江河", "trial", 1600, 1),
        Member("503", "白雪", "middle", 1800, 8),
        Member("504", "秦风", "senior", 2000, 16),
        Member("505", "苏梅", "expert", 2200, 40),
    )

    def begin(self):
        months = self.builder.months
        junior = factories.level_of(self.policy.ladder_id, "junior")
        # R5.2: junior after a month's trial.
        factories.promote(self.agents["501"], months[1], junior, 1600)
        factories.promote(self.agents["502"], months[0], junior, 1600)
        leaver = self.agents["502"].version_id
        leaver.contract_date_end = months[2] - timedelta(days=1)

    def make_month(self, month):
        here = {code for code in self.agents if month < 2 or code != "502"}
        self.sell(month, {code: SALES[code] for code in sorted(here)} | {None: POOL})
        self.count(
            month,
            {
                code: {"served": 1000, "asked": 1000, "bought": BOUGHT[code]}
                for code in sorted(here)
            },
        )
