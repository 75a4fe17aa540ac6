"""A new starter with a mentor."""

from .chapter import DemoChapter


class Demo(DemoChapter):
    """The latest starters of the first team are a cohort (R2.11)."""

    sequence = 96

    def make_open(self):
        team = self.builder.departments["pre"]
        agents = sorted(
            (
                agent
                for agent in self.builder.agents.values()
                if agent.department_id == team
            ),
            key=lambda agent: (agent.contract_date_start, agent.cs_agent_code),
        )
        mentor, starter = agents[0], agents[-1]
        cohort = self.builder.env_as("officer")["cs.mentor.cohort"].create(
            {
                "name": f"新人 Starters {starter.contract_date_start:%Y-%m}",
                "date_from": starter.contract_date_start,
            }
        )
        mentorships = self.builder.env_as("officer")["cs.mentorship"]
        mentorships.create(
            {
                "employee_id": starter.id,
                "mentor_id": mentor.id,
                "cohort_id": cohort.id,
                "date": starter.contract_date_start,
                "note": "Products and templates first, then the evening shift.",
            }
        )
