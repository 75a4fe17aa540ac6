"""The kinds of personal data that go after a time: which records, and what of them.

A new kind is a row of :data:`KINDS` and a label in ``cs.retention.kind``.
"""

from collections.abc import Callable
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

from ..cases.cs_case import ENDS
from ..cs_background_mixin import ACTIVE
from ..cs_seal_removal import GONE

# Cases of an agent that are decided; all others are open.
DECIDED = ("upheld", "dropped")
LIVE_CHAT = "im_livechat%"
# Level changes that are over.
SETTLED = ("approved", "refused", "withdrawn", "reversed")


def before(name, *states):
    """Records over their time by a field, in these states, if there are any."""

    def domain(cut):
        found = Domain(name, "<", cut)
        return found & Domain("state", "in", states) if states else found

    return domain


def sanctions(cut):
    """Over: no longer in force since then, or never was."""
    return (Domain("state", "=", "confirmed") & Domain("date_to", "<", cut)) | (
        Domain("state", "in", ("refused", "lifted", "withdrawn"))
        & Domain("date", "<", cut)
    )


def appeals(cut):
    return Domain("state", "!=", "pending") & (
        Domain("decided_on", "<", cut)
        | (Domain("decided_on", "=", False) & Domain("create_date", "<", cut))
    )


def imports(cut):
    return Domain("state", "in", ("done", "failed", "undone")) & (
        Domain("done_at", "<", cut)
        | (Domain("done_at", "=", False) & Domain("create_date", "<", cut))
    )


def medical(cut):
    """Leave for which a proof was asked, of agents (R1.41)."""
    return (
        Domain("request_date_to", "<", cut)
        & Domain("state", "in", ("validate", "refuse", "cancel"))
        & Domain("employee_id.cs_level_id", "!=", False)
        & (
            Domain("holiday_status_id.cs_is_sick", "=", True)
            | Domain("holiday_status_id.cs_note_required", "=", True)
        )
    )


def level_changes(cut):
    return Domain("state", "in", SETTLED) & (
        Domain("decided_on", "<", cut)
        | (Domain("decided_on", "=", False) & Domain("create_date", "<", cut))
    )


def whatifs(cut):
    return Domain("state", "not in", ACTIVE) & (
        Domain("computed_at", "<", cut)
        | (Domain("computed_at", "=", False) & Domain("create_date", "<", cut))
    )


def buyers(limit):
    """Orders of buyers whose last order of the shop was before (R6.2).

    All orders of a buyer go together: else the next one would be their first.
    """

    def to_sql(_model, alias, _query):
        return SQL(
            """
            NOT EXISTS (
                SELECT FROM sale_order AS later
                 WHERE later.team_id = %(team)s AND later.cs_buyer = %(buyer)s
                   AND later.date_order >= %(limit)s)
            """,
            team=SQL.identifier(alias, "team_id"),
            buyer=SQL.identifier(alias, "cs_buyer"),
            limit=limit,
        )

    return Domain("date_order", "<", limit) & Domain.custom(to_sql=to_sql)


class Kind(NamedTuple):
    """What a rule is about, and what it may do.

    ``over`` gives the records whose time is over at a day; ``actions`` what may be
    chosen, the usual one first.
    """

    model: str
    months: int
    actions: tuple[str, ...]
    over: Callable
    texts: tuple[str, ...] = ()
    talk: bool = False
    people: str = "employee_id"
    company: str = "company_id"
    # The day that must lie before all months that are not locked; empty: no month
    # needs it.
    day: str = "date"
    # Texts of the records below it: ``{one2many: texts}``.
    below: dict[str, tuple[str, ...]] = {}
    # What is forgotten of people: a method of cs.privacy, and who has something left.
    forget: str = ""
    known: Domain = Domain.FALSE
    # Records that go with others or not at all: those all before a moment.
    whole: Callable = lambda _limit: Domain.TRUE


TEXTS = ("texts", "all")
EVERY = ("all", "texts", "files")
KINDS = {
    "evidence": Kind(
        "cs.conduct.entry",
        24,
        ("files",),
        before("date", "confirmed", "cancelled"),
    ),
    "entry": Kind(
        "cs.conduct.entry",
        36,
        TEXTS,
        before("date", "confirmed", "cancelled"),
        ("note", "cancel_reason"),
        talk=True,
    ),
    "appeal": Kind(
        "cs.appeal",
        24,
        TEXTS,
        appeals,
        ("reason", "decision_note"),
        talk=True,
        day="create_date",
    ),
    "vote": Kind(
        "cs.level.vote",
        12,
        ("people",),
        before("date_to", "closed", "void"),
        talk=True,
        day="date_to",
        forget="_forget_voters",
        known=Domain("voter_ids", "!=", False),
    ),
    "level_change": Kind(
        "cs.level.change",
        36,
        TEXTS,
        level_changes,
        ("reason", "application", "recommendation", "speech", "decision_note"),
        talk=True,
        day="create_date",
        below={"mark_ids": ("note",)},
    ),
    "case": Kind(
        "cs.case",
        36,
        EVERY,
        before("write_date", *ENDS),
        (
            "description",
            "findings",
            "proposal",
            "publication",
            "feedback",
            "improvement",
            "cancel_reason",
            "customer",
        ),
        talk=True,
    ),
    "discipline": Kind(
        "cs.disciplinary.case",
        36,
        EVERY,
        before("decided_on", *DECIDED),
        (
            "opening_note",
            "statement",
            "hearing_note",
            "legal_note",
            "decision_note",
        ),
        talk=True,
        day="opened_on",
    ),
    "sanction": Kind(
        "cs.sanction", 24, EVERY, sanctions, ("reason", "ended_reason"), talk=True
    ),
    "exception": Kind(
        "cs.attendance.exception",
        12,
        EVERY,
        before("date", "approved", "refused"),
        ("reason", "urgent_note", "refusal_reason"),
        talk=True,
    ),
    "medical": Kind(
        "hr.leave",
        12,
        EVERY,
        medical,
        ("private_name", "cs_urgent_reason"),
        company="employee_company_id",
        day="request_date_to",
    ),
    "import": Kind("cs.import.file", 6, ("files",), imports, people="", day="date_to"),
    "live_chat": Kind(
        "cs.spot.check",
        6,
        TEXTS,
        lambda cut: Domain("date", "<", cut) & Domain("source", "=like", LIVE_CHAT),
        ("reference", "note", "source"),
        talk=True,
    ),
    "spot_check": Kind(
        "cs.spot.check",
        24,
        TEXTS,
        lambda cut: Domain("date", "<", cut) & Domain("source", "not like", LIVE_CHAT),
        ("reference", "note"),
        talk=True,
    ),
    "inquiry": Kind("cs.lost.inquiry", 12, TEXTS, before("date"), ("customer", "note")),
    "handover": Kind(
        "cs.handover.item",
        24,
        EVERY,
        before("done_at", "done"),
        ("customer", "description", "resolution"),
        talk=True,
        people="holder_id",
        day="done_at",
    ),
    "discount": Kind(
        "cs.discount.approval",
        24,
        TEXTS,
        before("decided_on", "approved", "rejected"),
        ("partner_name", "reason", "decision_note"),
        talk=True,
        people="employee_ids",
        day="decided_on",
    ),
    "memo": Kind(
        "sale.order",
        24,
        ("texts",),
        before("date_order"),
        ("cs_memo", "cs_discount_note"),
        people="tag_ids.cs_employee_id",
        day="date_order",
    ),
    "buyer": Kind(
        "sale.order",
        24,
        ("people",),
        buyers,
        people="",
        day="date_order",
        forget="_forget_buyers",
        known=Domain("cs_buyer", "not in", (False, ""))
        & Domain("cs_buyer", "not =like", f"{GONE}%"),
        whole=buyers,
    ),
    # What agents would have been paid: nothing rests on it.
    "whatif": Kind("cs.whatif", 12, ("delete",), whatifs, people="", day=""),
    # By hand only: see cs.privacy.anonymise.
    "employee": Kind("hr.employee", 36, ("people",), lambda _cut: Domain.FALSE),
}
BY_HAND = "employee"
