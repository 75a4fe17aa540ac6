"""Discounts that agents give themselves (R6.7)."""

from decimal import Decimal

from .money import ZERO

HUNDRED = Decimal(100)


def given(
    quantity: Decimal,
    price: Decimal,
    discount: Decimal = ZERO,
    list_price: Decimal | None = None,
    list_discount: Decimal = ZERO,
) -> Decimal:
    """What an agent took off a line of an order, in the order's currency (R6.7).

    A lowered unit price counts like a discount in per cent; what the pricelist takes
    off does not. A price above the list is one of its own: discounts count from it.

    :param price: unit price of the line, ``discount`` per cent of it
    :param list_price: the unit price that the pricelist shows, before its own
        ``list_discount`` in per cent; ``None`` where there is none
    :return: never below zero; a line below zero is a discount as a whole
    """
    if quantity * price < 0:
        return -quantity * price
    shown = price if list_price is None else max(list_price, price)
    due = shown * (HUNDRED - max(list_discount, ZERO))
    asked = price * (HUNDRED - max(discount, ZERO))
    return max(due - asked, ZERO) * quantity / HUNDRED
