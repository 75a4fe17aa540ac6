from odoo import api, models
from odoo.tools import SQL

from ...engine import segments
from ...engine.money import to_decimal


class CsPeriod(models.Model):
    """Agents of an order share it by the weights of their levels (R6.4).

    Where no policy has a weight other than one, shares are equal and nothing is asked.
    """

    _inherit = "cs.period"

    def _split_weights(self, periods):
        """Weights of the agents who may carry orders of these periods.

        As the level of an agent's last day says, under the policy of the period's.

        :return: ``[(period_id, employee_id, weight)]`` of weights other than one
        """
        # sudo: weights decide for everybody alike, whoever asks
        spine = self.sudo().env
        company = periods.company_id
        rows = spine["cs.policy.level"].search(
            [
                ("company_id", "in", company.ids),
                ("policy_id.state", "=", "approved"),
                ("split_weight", "!=", 1),
            ]
        )
        if not rows:
            return []
        weights = {
            (row.policy_id.id, row.level_id.id): to_decimal(row.split_weight)
            for row in rows
        }
        tags = spine["crm.tag"].search(
            [("cs_employee_id.company_id", "in", company.ids)]
        )
        dated = spine["hr.version"]._cs_of_employees(tags.cs_employee_id.ids)
        ladders = {
            level.id: level.ladder_id.id for level in rows.level_id.ladder_id.level_ids
        }
        policies = spine["cs.policy"]._approved(set(ladders.values()))
        found = []
        for period in periods:
            in_force = {
                ladder: policies._at(ladder, period.date_to).id
                for ladder in set(ladders.values())
            }
            for employee_id, versions in dated.items():
                own = segments.segments(versions, period.date_from, period.date_to)
                level = own[-1].version.level if own else None
                key = (in_force.get(ladders.get(level)), level)
                if key in weights:
                    found.append((period.id, employee_id, weights[key]))
        return found

    @api.model
    def _weighed(self, agents, weights):
        """SQL of ``agents`` with their weights; equal ones where all are zero."""
        return SQL(
            """
            SELECT employee_id, weight,
                   SUM(weight) OVER (ORDER BY employee_id) AS reached,
                   SUM(weight) OVER () AS total
              FROM (
                SELECT employee_id,
                       CASE WHEN SUM(weight) OVER () = 0 THEN 1 ELSE weight END
                           AS weight
                  FROM (
                    SELECT agent.employee_id, COALESCE(own.weight, 1) AS weight
                      FROM (%s) AS agent
                      LEFT JOIN UNNEST(%s::integer[], %s::integer[], %s::numeric[])
                             AS own (period_id, employee_id, weight)
                             ON own.period_id = period.id
                            AND own.employee_id = agent.employee_id
                  ) AS agent
              ) AS agent
            """,
            agents,
            *([row[column] for row in weights] for column in range(3)),
        )
