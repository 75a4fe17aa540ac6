"""The demo company's administrator begins the day with the home, as its people do."""

from .chapter import DemoChapter


class Demo(DemoChapter):
    sequence = 5

    def make(self):
        admin = self.env.ref("base.user_admin")
        admin.action_id = self.env.ref("cs_management.cs_home_action").id
