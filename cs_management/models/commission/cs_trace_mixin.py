from odoo import api, models

# Steps that tell of tiers, and their values of what decides the tier.
TIER_STEPS = {"commission.tier", "commission.tier_next", "commission.tier_highest"}
OF_TIERS = {"measure", "bound", "following"}
IN_MONEY = {"sales", "order_value"}


class CsTraceMixin(models.AbstractModel):
    _inherit = "cs.trace.mixin"

    @api.model
    def _trace_named(self):
        return super()._trace_named() | {
            "department": "hr.department",
            "plan_line": "cs.commission.rule",
        }

    def _trace_arg(self, key, value):
        if key in ("measured", "measured_second"):
            return dict(self.env["cs.policy"]._measure_labels()).get(value, value)
        return super()._trace_arg(key, value)

    def _trace_line(self, messages, step):
        """A step of the tiers says in which unit they measure."""
        name = step["args"].get("measured") or self._trace_measured()
        # What is named with its unit in per cent needs no other.
        is_named = step["code"] == "commission.tier_by"
        if step["code"] in TIER_STEPS or (is_named and name in IN_MONEY):
            args = {
                key: self._measured(name, value) if key in OF_TIERS else value
                for key, value in step["args"].items()
            }
            step = {**step, "args": args}
        return super()._trace_line(messages, step)

    def _trace_measured(self):
        """Hook: by what tiers go where a step of an earlier version does not say so."""
        return ""

    def _measured(self, name, value):
        """A value of what decides the tier, with its unit, as the reader writes it."""
        if name in IN_MONEY:
            return self._trace_currency().format(float(value))
        field = self.env["cs.policy"]._fields["commission_measure"]
        label = dict(field.selection).get(name, "")
        return self._trace_arg("", value) + (" %" if label.endswith("(%)") else "")

    @api.model
    def _trace_messages(self):
        return {
            **super()._trace_messages(),
            **self._plan_messages(),
            "commission.no_tier": self.env._("The policy has no commission tier"),
            "commission.no_figures": self.env._(
                "No service figures for the period: the lowest tier applies, "
                "%(rate)s %%"
            ),
            # Of statements that were made before the measure was named.
            "commission.tier": self.env._("Reached %(measure)s: tier of %(rate)s %%"),
            "commission.tier_by": self.env._(
                "%(measured)s %(measure)s: tier of %(rate)s %%"
            ),
            "commission.tier_next": self.env._(
                "The tier begins at %(bound)s, the next one, of %(following_rate)s %%, "
                "at %(following)s"
            ),
            "commission.tier_highest": self.env._(
                "The tier begins at %(bound)s and is the highest"
            ),
            "commission.conversion": self.env._(
                "Conversion: %(bought)s of %(asked)s inquiring customers bought"
            ),
            "commission.conversion_whole": self.env._(
                "Conversion: %(bought)s bought and %(asked)s asked, so 100 %%: some "
                "had asked before"
            ),
            "commission.amount": self.env._(
                "Sales %(sales)s x %(rate)s %% = %(amount)s"
            ),
            "commission.slice": self.env._("Slice of %(sales)s x %(rate)s %%"),
            "commission.total": self.env._("Sales %(sales)s: %(amount)s"),
            "commission.no_agent": self.env._(
                "No agent on any day of the period: no commission"
            ),
            "commission.not_eligible": self.env._(
                "%(level)s earns no commission under this policy"
            ),
            "pool.share": self.env._(
                "Sales carried by nobody %(sales)s x %(rate)s %% = %(pool)s, shared "
                "by %(agents)s agents"
            ),
            "adjustment.orders": self.env._(
                "Orders changed: %(count)s, by %(base)s, at the rate paid then: "
                "%(amount)s"
            ),
            "adjustment.appeal": self.env._(
                "Added to %(order)s by an appeal: %(amount)s"
            ),
            "adjustment.pool": self.env._("Pool sales changed by %(base)s: %(amount)s"),
        }

    @api.model
    def _plan_messages(self):
        """Plan lines and what changes the whole commission (R6.2)."""
        return {
            "plan.percent": self.env._(
                "%(plan_line)s: sales %(sales)s x %(rate)s %% = %(amount)s"
            ),
            "plan.margin": self.env._(
                "%(plan_line)s: margin %(base)s x %(rate)s %% = %(amount)s"
            ),
            "plan.order": self.env._(
                "%(plan_line)s: %(count)s orders x %(each)s = %(amount)s"
            ),
            "plan.piece": self.env._(
                "%(plan_line)s: %(count)s pieces x %(each)s = %(amount)s"
            ),
            "plan.cell": self.env._(
                "Reached %(measured)s %(value)s and %(measured_second)s %(second)s: "
                "%(rate)s %%"
            ),
            "plan.factor": self.env._(
                "%(measured)s %(value)s: the commission x %(factor)s %%"
            ),
            "plan.factor_unknown": self.env._(
                "%(measured)s is not known: no coefficient"
            ),
            "plan.gate_passed": self.env._("%(measured)s %(value)s: within the limit"),
            "plan.gate_most": self.env._(
                "%(measured)s %(value)s is more than %(bound)s: the commission x "
                "%(pays)s %%"
            ),
            "plan.gate_least": self.env._(
                "%(measured)s %(value)s is less than %(bound)s: the commission x "
                "%(pays)s %%"
            ),
            "plan.gate_unknown": self.env._(
                "%(measured)s is not known: the limit does not apply"
            ),
            "plan.cap": self.env._(
                "%(earned)s is more than the most per month, %(amount)s"
            ),
            "plan.bonus": self.env._("Reached %(measured)s %(value)s: %(amount)s"),
            "override.sales": self.env._(
                "%(department)s sold %(base)s x %(rate)s %% = %(amount)s"
            ),
            "override.commission": self.env._(
                "%(department)s earned commission of %(base)s x %(rate)s %% = "
                "%(amount)s"
            ),
            "adjustment.override": self.env._(
                "What the team sold or earned changed by %(base)s: %(amount)s"
            ),
            "holdback.held": self.env._(
                "Commission %(earned)s on orders of the last %(days)s days, which can "
                "be returned: %(percent)s %% is held back"
            ),
            "holdback.balance": self.env._(
                "Held back still %(rest)s, before %(counted)s"
            ),
            "plan.total": self.env._("Commission: %(amount)s"),
        }
