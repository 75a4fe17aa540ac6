"""KPI sheets of the locked months: one confirmed, one on its way."""

from odoo import Command

from .chapter import DemoChapter

# R7.1: the four judged lines, and the bands of the refund rate.
STEPS = (("Excellent", 20), ("Good", 15), ("Fair", 10), ("Poor", 0))
JUDGED = (
    ("Quality of contact", "attitude"),
    ("Complaints and disputes", "ability"),
    ("Team work", "attitude"),
    ("Execution", "performance"),
)
REFUND_BANDS = ((0, False, 30), (5, True, 20), (8, True, 10), (11, True, 0))
# R7.3: per cent of the total.
MONTH_GRADES = (("excellent", 90), ("good", 80), ("pass", 70), ("fail", 0))
# R5.6: grade, per cent of the total, range of the change.
YEAR_GRADES = (
    ("excellent", 90, 10, 20),
    ("good", 80, 5, 10),
    ("pass", 60, 0, 0),
    ("fail", 0, -10, -5),
)


def judged_line(name, part, sequence, steps=STEPS):
    """A judged line with its steps."""
    return Command.create(
        {
            "name": name,
            "part": part,
            "sequence": sequence,
            "band_ids": [
                Command.create({"name": label, "points": points})
                for label, points in steps
            ],
        }
    )


def sheet_values(**values):
    """The monthly sheet of after-sales: lines of 110, a total of 130, a bar of 91."""
    refunds = Command.create(
        {
            "name": "Refund rate",
            "part": "performance",
            "sequence": 20,
            "kind": "metric",
            "source": "refund_rate",
            "band_ids": [
                Command.create(
                    {"lower_bound": bound, "exclusive": over, "points": points}
                )
                for bound, over, points in REFUND_BANDS
            ],
        }
    )
    places = (10, 30, 40, 50)
    return {
        "code": "AFTER_SALES",
        "name": "After-sales sheet",
        "regulation": "R7.1",
        "total": 130,
        "bar": 91,
        "criterion_ids": [
            refunds,
            *(
                judged_line(name, part, place)
                for (name, part), place in zip(JUDGED, places, strict=True)
            ),
        ],
        "grade_ids": [
            Command.create({"grade": grade, "lower_bound": bound})
            for grade, bound in MONTH_GRADES
        ],
        **values,
    }


def year_values(**values):
    """A yearly sheet with weighed parts (R7.5), whose grade moves pay (R5.6)."""
    return {
        "code": "YEAR",
        "name": "Yearly sheet",
        "regulation": "R7.5",
        "kind": "year",
        "total": 100,
        "bar": 60,
        "weight_performance": 60,
        "weight_ability": 30,
        "weight_attitude": 10,
        "criterion_ids": [
            judged_line("Tasks", "performance", 10),
            judged_line("Knowledge", "ability", 20),
            judged_line("Attitude", "attitude", 30),
        ],
        "grade_ids": [
            Command.create(
                {
                    "grade": grade,
                    "lower_bound": bound,
                    "change_min": low,
                    "change_max": high,
                }
            )
            for grade, bound, low, high in YEAR_GRADES
        ],
        **values,
    }


class Demo(DemoChapter):
    """The sheet of after-sales on the demo's policy; it pays no bonus there."""

    sequence = 95

    def make(self):
        for policy in self.builder.ladder.policy_ids:
            policy.action_draft()
            policy.write(
                {
                    "review_enabled": True,
                    "review_template_ids": [Command.create(sheet_values())],
                }
            )
            policy.action_approve()

    def make_closed(self, month):
        """The older month is confirmed; the newer one stands in each of its states."""
        sheets = self.env["cs.review"].search(
            [("period_id", "=", self.builder.periods[month].id)], order="id"
        )
        own = sheets.filtered(lambda row: row.employee_id == self.builder.agent)
        for place, sheet in enumerate(sheets - own if month else sheets):
            self._judge(sheet, (place + month) % 4)
            if not month or place % 2:
                sheet.action_submit()
            if not month:
                sheet.action_confirm()

    def _judge(self, sheet, seed):
        """Judge a sheet, the first best, as a leader would."""
        if sheet.state == "self":
            sheet.action_skip_self()
        for place, line in enumerate(sheet.line_ids):
            if line.kind == "metric":
                if not line.has_value:
                    line.value = 4 + 2 * seed
                    line.has_value = True
                continue
            steps = line.criterion_id.band_ids
            line.band_id = steps[(seed + place) % 3]
