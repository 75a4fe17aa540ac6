"""What of the addon's records is about whom, and what people wrote in it.

Models are found by themselves: each stored many2one to an employee makes a record one
about them, each stored text is one that people wrote. Here stand the exceptions, each
with its reason; ``tests/privacy`` holds them to the models.
"""

DRAWN = "a view of other records, which are exported themselves"
OTHERS = "names somebody beside the one whom the record is about"
CODE = "a code or key of the program's, not a text of anybody's"
ORDER = "the number of an order or a shop, not a text about the agent"

# Models that name employees and are not exported.
NOT_EXPORTED = {
    "cs.attendance.anomaly": DRAWN,
    "cs.guarantee.account": DRAWN,
    "cs.my.order": DRAWN,
    "cs.my.payslip": DRAWN,
    "cs.my.payslip.line": DRAWN,
    "cs.order.check": DRAWN,
    "cs.roster.warning": DRAWN,
    "cs.score.report": DRAWN,
}
# Models whose texts say nothing about the employee that they name.
NOT_ABOUT = {
    "cs.handover.item": "the team's open work; its customers have a rule of their own",
    "cs.handover.item.step": "the way of the team's open work",
    "cs.order.number": "what was read in an order",
    "cs.seal": "the chain; texts leave it by a way of their own",
}
# Many2one fields to employees whom the record is not about.
OTHER_FIELDS = {
    ("cs.appeal", "credit_share_id"): OTHERS,
    ("cs.attendance.exception", "other_employee_id"): OTHERS,
    ("cs.duty.line", "swap_employee_id"): OTHERS,
    ("cs.mentorship", "mentor_id"): OTHERS,
    ("cs.roster.swap", "other_id"): OTHERS,
}
# Stored texts that nobody wrote.
NOT_TEXTS = {
    ("cs.agent.alias", "key"): CODE,
    ("cs.commission.line", "order_name"): ORDER,
    ("cs.conduct.entry", "rule_code"): CODE,
    ("cs.conduct.entry", "source"): CODE,
    ("cs.deduction", "key"): CODE,
    ("cs.disciplinary.case", "key"): CODE,
    ("cs.lost.inquiry", "channel"): ORDER,
    ("cs.order.claim", "order_number"): ORDER,
    ("cs.quarter.grade", "quarter"): CODE,
    ("cs.service.book", "channel"): ORDER,
    ("cs.service.stat", "channel"): ORDER,
    ("cs.spot.check", "channel"): ORDER,
    ("cs.statement", "guarantee_account"): CODE,
    ("cs.statement.line", "key"): CODE,
    ("cs.title", "quarter"): CODE,
}
# Rows below a record about an employee, with the path to them.
BELOW = {"cs.level.mark": "change_id.employee_id"}
# Texts of other records in which names stand: ``{model: columns}``.
MENTIONS = {
    "cs.order.decision": ("agents_before", "agents_after", "reason"),
    "cs.period": ("warning", "note"),
    "cs.period.job": ("note",),
    "cs.whatif": ("note",),
}
# Who reported something, and who sat on a panel, is not told to whom it is about.
SECRET_FIELDS = {
    "cs.case": {"reporter_id", "customer", "order_number", "responsible_id"},
    "cs.level.mark": {"user_id"},
    "cs.level.vote": {"voter_ids"},
}
# Discussions whose authors are not told.
SECRET_AUTHORS = {"cs.case", "cs.level.change", "cs.level.vote"}
