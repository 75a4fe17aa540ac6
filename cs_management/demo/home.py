"""The demo company's people begin their day with the home of their role."""

from .chapter import DemoChapter


class Demo(DemoChapter):
    sequence = 5

    def make(self):
        self.builder.company.cs_home_first = True
