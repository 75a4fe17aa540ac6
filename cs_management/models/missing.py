"""The error where something is missing, with a way to the place that mends it."""

from odoo.exceptions import RedirectWarning, UserError

from .cs_period_job import Turn


def missing(env, text, action, label, **values):
    """The error to raise; without the way for who finds no such place in the app.

    In the background nobody could go there: what is kept of the error is its text.

    :param action: the external id of one of the addon's actions, or a record whose form
        is opened
    :param values: what of the action is to be other than usual
    :return: a RedirectWarning, or a UserError of the same text
    """
    env = env(su=False)
    if Turn.of(env) or not _may_open(env, action):
        return UserError(text)
    if isinstance(action, str):
        found = env["ir.actions.actions"]._for_xml_id(f"cs_management.{action}")
    else:
        found = {
            "type": "ir.actions.act_window",
            "res_model": action._name,
            "res_id": action.id,
            "views": [(False, "form")],
        }
    return RedirectWarning(text, {**found, **values}, label)


def _may_open(env, action):
    """Whether the user's own menu has the action, or they may mend the record."""
    if not isinstance(action, str):
        return action.with_env(env).has_access("write")
    found = env.ref(f"cs_management.{action}")
    menus = env["ir.ui.menu"].search([("action", "=", f"{found._name},{found.id}")])
    visible = menus._visible_menu_ids()
    return any(
        visible.issuperset(map(int, menu.parent_path.split("/")[:-1])) for menu in menus
    )
