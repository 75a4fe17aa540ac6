"""Fixtures of commission: tiers and pool of R6, orders, service figures."""

from odoo import Command

from odoo.addons.cs_management.demo import commission


class CommissionFixtures:
    """A policy with the chapter of R6, and orders of a product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create(
            {
                "name": "Kettle",
                "type": "service",
                "list_price": 0,
                "taxes_id": [Command.clear()],
            }
        )

    @classmethod
    def policy_values(cls):
        return {
            **super().policy_values(),
            "commission_enabled": True,
            "pool_enabled": True,
            "tier_ids": [
                Command.create({"lower_bound": 0, "rate": 1}),
                Command.create({"lower_bound": 70, "rate": 1.5}),
            ],
        }

    @classmethod
    def complete_policy(cls, policy):
        """R6.6: no commission in the trial month."""
        super().complete_policy(policy)
        trial = policy.level_ids.filtered(lambda row: row.level_id.code == "trial")
        trial.commission_eligible = False

    @classmethod
    def make_order(cls, amount, day, agents=(), at="12:00", **values):
        """A confirmed order of an untaxed amount, tagged for ``agents``."""
        return cls.make_orders([(amount, day, agents)], at, **values)

    @classmethod
    def make_orders(cls, rows, at="12:00", **values):
        """Confirmed orders, one per ``(amount, day, agents)``."""
        return commission.make_orders(
            cls.env,
            [
                (
                    cls.local(day, at),
                    commission.order_values(
                        amount,
                        agents,
                        partner=cls.partner,
                        product=cls.product,
                        **values,
                    ),
                )
                for amount, day, agents in rows
            ],
        )

    @classmethod
    def make_stat(cls, agent, day, asked, bought, **values):
        return cls.env["cs.service.stat"].create(
            {
                "employee_id": agent.id,
                "date": day,
                "asked": asked,
                "bought": bought,
                **values,
            }
        )
