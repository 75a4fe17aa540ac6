"""A second company, with a team for each of the other packs."""

from .chapter import DemoChapter
from .teams.builder import TeamsBuilder

TEXT = """\
In {company}, a team for each of five other packs:
  hr        hr        HR officer: Policies, Periods, a statement of each team, and
                      from its amounts to their sources
{leaders}
"""


class Demo(DemoChapter):
    """Each pack at work, in a company of its own: the shop's figures stay."""

    sequence = 900

    def make_open(self):
        builder = self.builder
        self.teams = TeamsBuilder(builder.env, builder.months, builder.today)
        self.teams.build()

    def logins(self):
        leaders = [
            f"  {team.login:<9} {team.login:<9} Team leader of {team.name} ({code})"
            for code, team in self.teams.teams.items()
        ]
        return TEXT.format(company=self.teams.company.name, leaders="\n".join(leaders))
