from odoo import models


class CsPaperMixin(models.AbstractModel):
    """A record that is printed for its agent, in their language."""

    _name = "cs.paper.mixin"
    _description = "Paper for an Agent"

    def _paper_lang(self):
        """The agent's language, in which the paper is written.

        The paper begins here: what is fetched as the addon lies in the cache for
        everybody, so the reader is asked first.
        """
        self.check_access("read")
        # sudo: a language is no secret
        employee = self.sudo().employee_id
        return employee.user_id.lang or employee.lang or self.env.lang
