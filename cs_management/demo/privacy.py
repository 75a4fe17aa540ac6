"""The log of what was exported."""

from .chapter import DemoChapter


class Demo(DemoChapter):
    """An agent has taken a copy of their own data."""

    sequence = 170

    def make_open(self):
        export = self.builder.env_as("agent")["cs.privacy.export"].create({})
        export.action_export()
