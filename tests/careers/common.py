"""Fixtures of careers: the criteria that the pack "standard shop" ships."""

from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from odoo.addons.cs_management.demo import factories

from tests.common import CsCase


class CareersCase(CsCase):
    """A team of five and more, whose policy has the criteria of R5.10-R5.16, R5.19."""

    @classmethod
    def policy_values(cls):
        return {**super().policy_values(), "careers_enabled": True}

    @classmethod
    def complete_policy(cls, policy):
        super().complete_policy(policy)
        pack = cls.env["cs.pack"]._read("standard_shop")
        codes = {row.name: row.values["code"] for row in pack.of("cs.level")}
        levels = {level.code: level.id for level in policy.ladder_id.level_ids}
        for name in ("cs.policy.quality", "cs.policy.criterion"):
            cls.env[name].create(
                [
                    {
                        **row.values,
                        "policy_id": policy.id,
                        "level_id": levels.get(codes.get(row.values.get("level_id"))),
                    }
                    for row in pack.of(name)
                ]
            )

    @classmethod
    def score(cls, agent, points, *months):
        """Give an agent so many points above 80 in months as "2026-01"."""
        for month in months:
            cls.make_entry(agent, "MERIT", f"{month}-10", points=points)

    @classmethod
    def lock(cls, *months):
        """Compute and lock months; the last one."""
        for month in months:
            period = cls.make_period(month)
            period.action_compute()
            period.action_lock()
        return period

    @classmethod
    def progress(cls, agent, period=None):
        domain = [("employee_id", "=", agent.id)]
        if period:
            domain.append(("period_id", "=", period.id))
        return cls.env["cs.level.progress"].search(domain, limit=1)

    @classmethod
    def promote(cls, agent, day, level):
        factories.promote(agent, date.fromisoformat(day), level, level.default_wage)

    def line(self, progress, measure, group=1, direction="promotion"):
        return progress.line_ids.filtered(
            lambda line: line.criterion_id.measure == measure
            and line.group_number == group
            and line.direction == direction
        )

    @contextmanager
    def proposals(self):
        """Yield a list that receives what is handed over to ``cs.level.change``."""
        found = []

        def receive(_self, proposals):
            found.extend(proposals)

        model = self.env.registry["cs.level.progress"]
        with patch.object(model, "_hand_over", receive):
            yield found
