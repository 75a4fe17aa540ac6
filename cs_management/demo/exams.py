"""The month's exam, with the marks that are in so far."""

from .chapter import DemoChapter

MARKS = {"101": 92, "102": 88, "103": 75, "104": 64}


class Demo(DemoChapter):
    """The leader enters the marks of the product exam (R9.7)."""

    sequence = 98

    def make_open(self):
        subjects = self.builder.env_as("officer")["cs.exam.subject"]
        product, _typing = subjects.create(
            [
                {"name": "产品知识 Product knowledge", "sequence": 10},
                {"name": "打字 Typing", "sequence": 20, "prize": 50},
            ]
        )
        exam = self.builder.env_as("leader")["cs.exam"].create(
            {
                "subject_id": product.id,
                "department_id": self.builder.departments["pre"].id,
                "date": self.builder.day(2, 5),
            }
        )
        exam.action_fill()
        for result in exam.result_ids:
            # sudo: the number of an agent, to find their marks
            marks = MARKS.get(result.employee_id.sudo().cs_agent_code)
            if marks:
                result.marks = marks
