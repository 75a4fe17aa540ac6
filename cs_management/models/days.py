"""Days as people say them."""

from babel.dates import format_skeleton

from odoo.tools import babel_locale_parse, get_lang


def short_day(env, day):
    """A day of this year with its weekday, in the reader's order of words."""
    locale = babel_locale_parse(get_lang(env).code)
    return format_skeleton("MMMEd", day, locale=locale)
