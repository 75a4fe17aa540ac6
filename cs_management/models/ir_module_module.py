from odoo import models

from .cs_pack import MODULE


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def _load_module_terms(self, modules, langs, overwrite=False):
        """A language activated later translates the loaded packs too."""
        result = super()._load_module_terms(modules, langs, overwrite=overwrite)
        # While modules are loaded, models of other modules may not be there yet.
        if MODULE in modules and self.env.registry.loaded:
            self.env["cs.pack"]._load_translations(langs)
        return result
