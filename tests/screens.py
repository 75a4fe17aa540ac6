"""Opening the addon's screens as the web client does."""

import ast

from lxml import etree


class Screens:
    """What a user finds behind their menus; a mixin of test cases."""

    def menu_names(self, user):
        """Xmlids of the addon's menus that a user sees."""
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        xmlids = {menu.get("xmlid") or "" for menu in menus.values()}
        prefix = "cs_management."
        return {name.removeprefix(prefix) for name in xmlids if name.startswith(prefix)}

    def actions_of(self, user):
        """Actions of these menus that show records."""
        menus = self.env["ir.ui.menu"].browse(
            self.env.ref(f"cs_management.{name}").id for name in self.menu_names(user)
        )
        return [
            action
            for menu in menus.sudo()
            if (action := menu.action)
            and action.type != "ir.actions.client"
            and action.res_model != "res.config.settings"
        ]

    def open_screen(self, action, user):
        """Load the views of an action and read the records with all their fields."""
        env = self.env(user=user, su=False)
        model = env[action.res_model]
        loaded = model.get_views([*action.views, (action.search_view_id.id, "search")])
        for view in loaded["views"].values():
            # Rules are asked when records are read, not when they lie in the cache.
            self.env.invalidate_all()
            specification = self.specification(model, etree.fromstring(view["arch"]))
            model.web_search_read(self.domain_of(action, user), specification)

    def specification(self, model, arch):
        """What a view reads, with the lists in it, and the names of its records."""
        found = {"display_name": {}}
        for node in arch.iter("field"):
            name = node.get("name")
            if any(parent.tag == "field" for parent in self.parents(node, arch)):
                continue
            field = model._fields[name]
            found[name] = {}
            if field.relational:
                inner = model.env[field.comodel_name]
                found[name]["fields"] = {"display_name": {}}
                for sub in node:
                    found[name]["fields"] |= self.specification(inner, sub)
        return found

    def parents(self, node, top):
        """The nodes around one, below the top."""
        for parent in node.iterancestors():
            if parent is top:
                return
            yield parent

    def domain_of(self, action, user):
        return [
            leaf
            if isinstance(leaf, str)
            else (leaf[0], leaf[1], user.id if leaf[2] == "uid" else leaf[2])
            for leaf in self.literal(action.domain, self.env(user=user).companies)
        ]

    @staticmethod
    def literal(domain, companies):
        """The domain of an action without evaluating anything."""
        domain = (domain or "[]").replace("uid)", "'uid')")
        return ast.literal_eval(
            domain.replace("allowed_company_ids", str(companies.ids))
        )
