"""The arithmetic of regulations: pure Python, no Odoo, no I/O, Decimal for money.

Models fetch facts in batch, ask these functions and store what they answer.
"""
