"""Level changes in April 2026, after March was locked."""

from freezegun import freeze_time

from odoo import Command

from tests.common import CsCase

TODAY = "2026-04-10 04:00:00"
MAY = "2026-05-01"


class ChangeCase(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        clock = freeze_time(TODAY)
        clock.start()
        cls.addClassCleanup(clock.stop)
        cls.trial.is_trial = True
        cls.li = cls.make_agent("Li", user_id=cls.users["agent"].id)
        cls.march = cls.make_period("2026-03")
        cls.april = cls.make_period("2026-04")
        # A locked month that nothing happened in but work.
        cls.march.action_compute()
        cls.march.action_lock()

    @classmethod
    def ask(cls, level, policy=None, **terms):
        """What the way to a level, or the way down from it, asks for."""
        policy = policy or cls.policy
        row = policy.level_ids.filtered(lambda row: row.level_id == level)
        # Past the guard: a locked month rests on the policy.
        row._write({f"change_{name}": value for name, value in terms.items()})
        row.invalidate_recordset()

    @classmethod
    def by(cls, role, records):
        user = cls.users[role] if isinstance(role, str) else role
        return records.with_user(user)

    @classmethod
    def propose(cls, level=None, role="leader", agent=None, **values):
        return (
            cls.env["cs.level.change"]
            .with_user(cls.users[role])
            .create(
                {
                    "employee_id": (agent or cls.li).id,
                    "to_level_id": (level or cls.middle).id,
                    **values,
                }
            )
        )

    @classmethod
    def recommend(cls, change, role="leader", words="Good work", **values):
        change = cls.by(role, change)
        change.write({"recommendation": words, **values})
        change.action_recommend()
        return change

    @classmethod
    def reason(cls, change, role, step, text="So it is"):
        cls.by(role, change)._decide(step, text)

    @classmethod
    def approve(cls, change, role="officer", **values):
        change = cls.by(role, change)
        if values:
            change.write(values)
        change.action_approve()
        return change

    @classmethod
    def mates(cls, count, **values):
        """Colleagues in the team, each with a login."""
        mates = cls.env["hr.employee"]
        for number in range(count):
            user = cls.make_user("agent", login=f"cs_mate_{cls.agent_count}_{number}")
            mates |= cls.make_agent(user_id=user.id, **values)
        return mates

    @classmethod
    def lead_more(cls, login="cs_leader_too"):
        user = cls.make_user("leader", login=login)
        cls.team.cs_leader_ids = [Command.link(user.id)]
        return user

    @classmethod
    def level_and_wage(cls, day, agent=None):
        agent = (agent or cls.li).sudo()
        day = cls.env["cs.period"]._fields["date_from"].to_date(day)
        version = agent._get_version(day)
        return version.cs_level_id, version.wage

    def activities(self, record, user):
        return record.sudo().activity_ids.filtered(lambda row: row.user_id == user)
