"""What the program said of days and merits is told in the reader's language.

Of entries whose month is open; what is sealed keeps its text, and so does what somebody
has changed.
"""

import re

from psycopg2.extras import Json

from odoo import SUPERUSER_ID, api

from odoo.addons.cs_management.engine.trace import step, trace


def migrate(cr, version):
    if version:
        env = api.Environment(cr, SUPERUSER_ID, {})
        languages = [code for code, _name in env["res.lang"].get_installed()]
        env.flush_all()
        for entry in entries(env):
            found = why(entry)
            if found and any(says(entry, found, code) for code in languages):
                cr.execute(
                    "UPDATE cs_conduct_entry SET note = NULL, trace = %s WHERE id = %s",
                    [Json(found), entry.id],
                )
        env["cs.conduct.entry"].invalidate_model(["note", "trace"])


def entries(env):
    """Automatic entries of open months that an earlier version has written."""
    return (
        env["cs.conduct.entry"]
        .search(
            [
                ("note", "!=", False),
                ("issuer_id", "=", SUPERUSER_ID),
                ("period_id.state", "!=", "locked"),
                ("source", "=like", "%:%"),
            ]
        )
        .filtered(lambda entry: not entry.trace)
    )


def why(entry):
    """The trace that the program makes of such an entry today; ``None`` if of none."""
    kind, _colon, event = entry.source.partition(":")
    if kind == "cs.workday" and entry.workday_id:
        return entry.workday_id._event_trace(event)
    if kind == "score.merit":
        return trace(step(f"entry.{event}"))
    return None


def says(entry, found, language):
    """Whether the note is what the trace says, but for commas and colons."""
    told = entry.with_context(lang=language)
    return plain(told._trace_told(told._trace_messages(), found)) == plain(entry.note)


def plain(text):
    return re.sub(r"\W+", " ", text).strip()
