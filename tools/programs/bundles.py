"""Make the scripts and styles of Odoo's pages and papers once, before the tests.

What one of them makes is undone with it.
"""

SCRIPTS = ("web.assets_web", "web.__assets_tests_call__")
STYLES = ("web.assets_web", "web.assets_web_print")
PAPERS = ("web.report_assets_common", "web.report_assets_pdf")


def run(env):
    """Make them as the pages ask for them."""
    pages = env["ir.qweb"]
    for name in SCRIPTS:
        pages._get_asset_bundle(name).js()
    for name in STYLES:
        pages._get_asset_bundle(name).css()
    for name in PAPERS:
        pages._get_asset_bundle(name, autoprefix=True).css()
    env.cr.commit()
