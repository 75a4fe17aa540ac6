"""A draft of next year's regulation, tried out over the months that are closed."""

from .chapter import DemoChapter


class Demo(DemoChapter):
    """What if complaints cost more, and the pool paid more?"""

    sequence = 180

    def make_open(self):
        admin = self.builder.env_as("admin")
        policy = (
            self.env["cs.statement"]
            .search([("period_id", "=", self.builder.periods[0].id)], limit=1)
            .policy_id
        )
        draft = policy.with_env(admin).copy()
        draft.pool_rate += 0.2
        for rule in draft.rule_ids.filtered("amount_min"):
            rule.write(
                {"amount_max": rule.amount_max + 10, "amount_min": rule.amount_min + 10}
            )
        whatif = self.builder.env_as("officer")["cs.whatif"].create(
            {
                "policy_id": draft.id,
                "period_from_id": self.builder.periods[0].id,
                "period_to_id": self.builder.periods[1].id,
            }
        )
        whatif.action_run()
