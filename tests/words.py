"""What the words of a trace say: the amount that its figures compute to (Money)."""

from decimal import Decimal

from odoo.addons.cs_management.engine.money import round_money


def share_of_month(code, args):
    """The part of a monthly amount that a step of base pay or allowance says."""
    days = args["days"] / args["of"] if "of" in args else Decimal(1)
    if code == "worked":
        return args["days"] / args["basis"]
    if code == "half":
        return days / 2
    if code == "missed":
        return days * (1 - args["away"] / args["basis"])
    return days


def days_away(code, args):
    """What a step says that days away, or minutes, are worth."""
    if code == "days":
        return args["days"] * args["wage"] / args["basis"]
    if code == "minutes":
        return args["minutes"] * args["wage"] / args["basis"] / args["hours"] / 60
    if code == "half":
        return args["base"] / 2 * args["days"] / args["away"]
    kept = args["left"] * args["wage"] / args["basis"]
    return (args["base"] - kept) * args["days"] / args["away"]


def said(line):
    """The amount that the steps of a statement line compute to.

    :return: ``None`` where the steps give no figures to compute with
    """
    value = None
    for one in line.trace["steps"]:
        chapter, _dot, code = one["code"].partition(".")
        found = STEPS.get(chapter, lambda *_a: None)(code, numbers(one), value)
        value = value if found is None else found
    return value


def numbers(one):
    found = {}
    for name, text in one["args"].items():
        try:
            found[name] = Decimal(text)
        except ArithmeticError:
            found[name] = text
    return found


def monthly(code, args, _before):
    return args["wage"] * share_of_month(code, args)


def allowance(code, args, before):
    if code in ("name", "attended", "present"):
        return before
    if code in ("skill_set", "skill_level", "performance"):
        return args["amount"]
    if code == "grade":
        return args["before"] * (100 + args["percent"]) / 100
    if code == "day":
        return args["wage"] * args["days"]
    return args["wage"] if code == "entire" else monthly(code, args, before)


def bonus(code, args, _before):
    if code == "amount":
        return args["amount"]
    return args["base"] * args["percent"] / 100


def served(code, args, before):
    if code in ("amount", "most"):
        return args["amount"]
    return before if code.endswith("years") else monthly(code, args, before)


def time(code, args, _before):
    if code == "capped":
        return -args["amount"]
    return days_away(code, args)


def attendance(code, args, before):
    if code == "absent":
        return -before * args["factor"]
    return -before if code == "minutes" else None


def leave(code, args, before):
    if code == "floor":
        return (
            -before * (args["wage"] - min(args["floor"], args["wage"])) / args["wage"]
        )
    return -before * args["percent"] / 100


def overtime(_code, args, before):
    return before * args["rate"] / 100


def commission(code, args, before):
    if code == "amount":
        return args["sales"] * args["rate"] / 100
    if code == "slice":
        return (before or 0) + args["sales"] * args["rate"] / 100
    return None


def plan(code, args, before):
    if code in ("percent", "margin"):
        measure = args["sales"] if code == "percent" else args["base"]
        return (before or 0) + measure * args["rate"] / 100
    if code in ("order", "piece"):
        return (before or 0) + args["count"] * args["each"]
    if code == "factor":
        return (before or 0) * args["factor"] / 100
    if code in ("gate_most", "gate_least"):
        return (before or 0) * args["pays"] / 100
    return args["amount"] if code in ("cap", "bonus") else None


def override(_code, args, _before):
    return args["base"] * args["rate"] / 100


def holdback(code, args, _before):
    if code == "balance":
        return args["counted"] - args["rest"]
    return -args["earned"] * args["percent"] / 100


def pool(_code, args, _before):
    return args["sales"] * args["rate"] / 100 / args["agents"]


def floating(code, args, before):
    if code == "rate":
        return (args["score"] - args["reference"]) * args["rate"]
    if code == "limit":
        return max(args["low"], min(before, args["high"]))
    return Decimal(0)


def guarantee(code, args, _before):
    return args["due"] - args["counted"] if code == "short" else Decimal(0)


def adjustment(code, args, _before):
    return args["due"] - args["paid"] if code == "pay" else args.get("amount")


def protection(code, args, _before):
    if code == "given_back":
        return args["amount"]
    if code == "was_dropped":
        return args["asked"] - args["due"]
    return -args["taken"] if code == "settled" else None


def loss(code, args, _before):
    return -args["due"] if code == "instalment" else None


def kpi(code, args, _before):
    if code == "amount":
        return args["amount"] * args["share"] / 100
    return args["base"] * args["rate"] / 100


def stated(_code, args, _before):
    return args.get("amount")


STEPS = {
    "base": monthly,
    "allowance": allowance,
    "bonus": bonus,
    "seniority": served,
    "guarantee": guarantee,
    "time": time,
    "attendance": attendance,
    "leave": leave,
    "overtime": overtime,
    "commission": commission,
    "plan": plan,
    "override": override,
    "holdback": holdback,
    "pool": pool,
    "float": floating,
    "adjustment": adjustment,
    "entries": stated,
    "prize": stated,
    "kpi": kpi,
    "claim": loss,
    "protection": protection,
}


def check_words(case, lines):
    """Every line's words compute to its amount; shares and splits to the cent.

    A change within the month and a pool are split so that the parts add up: there a
    part may differ by one cent from its own rounding.
    """
    checked = 0
    for line in lines:
        value = said(line)
        if value is None:
            continue
        checked += 1
        split = line.code in ("CS_BASE", "CS_POOL") or "time.most" in str(line.trace)
        cents = Decimal("0.01") if split else Decimal(0)
        amount = Decimal(str(round(line.amount, 2)))
        with case.subTest(line.display_name, code=line.code, trace=line.trace):
            case.assertLessEqual(abs(round_money(value) - amount), cents)
    return checked
