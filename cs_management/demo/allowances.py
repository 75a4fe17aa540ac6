"""A bonus that waits to be set; the demo's policy has a range for it."""

from .chapter import DemoChapter

# R5.5: level, per cent of base pay from and to.
RANGES = (("middle", 10, 20), ("senior", 20, 30))


class Demo(DemoChapter):
    """Middle and senior agents may get a bonus; none is paid yet."""

    sequence = 97

    def make(self):
        for policy in self.builder.ladder.policy_ids:
            policy.action_draft()
            for code, low, high in RANGES:
                row = policy.level_ids.filtered(
                    lambda row, code=code: row.level_id.code == code
                )
                row.write({"bonus_min_percent": low, "bonus_max_percent": high})
            policy.action_approve()

    def make_open(self):
        """HR has entered one, and not set it (R5.5)."""
        self.builder.as_user("officer", self.env["cs.bonus"]).create(
            {
                "employee_id": self.builder.agents["103"].id,
                "date": self.builder.today,
                "percent": 25,
                "reason": "带新人并整理了话术",
            }
        )
