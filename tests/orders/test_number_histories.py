"""Random histories: the tags are what a plain recomputation says (R6.1)."""

from unittest.mock import patch

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from odoo.addons.cs_management.models import cs_period_background
from odoo.addons.cs_management.models.orders import cs_period_number

from tests.orders.test_numbers import NumberCase

TEXTS = st.sampled_from(["ann", "bob", "GH987", "ann bob", "改地址", ""])
STEPS = st.one_of(
    st.tuples(st.just("import"), TEXTS),
    st.tuples(st.just("salesman"), TEXTS),
    st.tuples(st.just("by hand"), st.sampled_from(["ann", "bob", ""])),
    st.tuples(st.just("decide"), st.sampled_from(["ann", "bob", ""])),
    st.tuples(st.just("again"), st.just("")),
)


class Story:
    """The same in plain lines: who carries the order, and whom its memo had set."""

    def __init__(self):
        self.text, self.carrier, self.own = "", None, None
        self.decided = self.by_salesman = False

    def tell(self, kind, text):
        if kind in ("import", "salesman") and text != self.text:
            self.text, self.by_salesman = text, kind == "salesman"
        elif kind in ("by hand", "decide"):
            self.carrier = text or None
        if kind != "decide":
            self.read()
        elif not self.decided:
            self.read()
            self.decided = True

    def read(self):
        named = self.text if self.text in ("ann", "bob") else None
        by_memo = self.carrier is not None and self.carrier == self.own
        if self.carrier and not by_memo:
            self.own = None
        elif self.decided or (named and named in (self.carrier, self.own)):
            pass
        elif not (self.by_salesman and (by_memo or named)):
            self.carrier = self.own = named


class TestHistories(NumberCase):
    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.differing_executors],
    )
    @given(st.lists(STEPS, min_size=2, max_size=7))
    @example([("import", "ann"), ("by hand", ""), ("again", ""), ("import", "bob")])
    @example([("import", "ann"), ("salesman", "bob"), ("again", ""), ("import", "")])
    @example([("import", "ann"), ("decide", "bob"), ("import", ""), ("again", "")])
    @example([("decide", ""), ("import", "ann"), ("again", ""), ("import", "bob")])
    @example([("by hand", "bob"), ("import", "ann"), ("by hand", ""), ("again", "")])
    def test_tags_are_what_the_story_says_r6_1(self, steps):
        people = {"ann": self.ann, "bob": self.bob}
        order, story = self.make_order(100, DAY_OF_STORY), Story()
        for kind, text in steps:
            written = " ".join(
                people[word].cs_agent_code if word in people else word
                for word in text.split()
            )
            if kind == "import":
                order.cs_memo = written
            elif kind == "salesman":
                self.write_as(order, self.salesman, cs_memo=written)
            elif kind == "by hand":
                order.tag_ids = people[text].cs_tag_ids if text else False
            elif kind == "decide":
                nobody = self.env["hr.employee"]
                order._cs_set_agents(people.get(text, nobody), "A decision")
            else:
                self.period._do_numbers()
            story.tell(kind, text)
            carrier = people.get(story.carrier, self.env["hr.employee"])
            self.assertEqual(self.agents(order), carrier, (steps, kind, text))


DAY_OF_STORY = "2026-03-12"


class TestNumberJob(NumberCase):
    """A long period in the background, chunk by chunk (R6.1)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.object(cs_period_background, "LONG_AGENTS", 0))
        cls.startClassPatcher(patch.object(cs_period_number, "LARGE_CHUNK", 2))
        cls.month = cls.period.with_user(cls.users["officer"])
        cls.orders = cls.make_orders([(100, DAY_OF_STORY, ())] * 5)
        cls.env.cr.execute(
            "UPDATE sale_order SET cs_memo = %s WHERE id = ANY(%s)",
            [f"GH{cls.ann.cs_agent_code}", cls.orders.ids],
        )
        cls.env.invalidate_all()

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("cs_management.cs_period_job_cron").method_direct_trigger()

    def test_the_button_starts_it_and_the_cron_reads(self):
        self.month.action_read_numbers()
        self.assertFalse(self.orders.tag_ids)
        self.run_cron()
        self.assertEqual(self.orders.tag_ids, self.ann.cs_tag_ids)
        self.assertEqual(self.env["cs.period.job"].search([]).state, "done")

    def test_what_died_in_the_middle_goes_on_and_does_nothing_twice(self):
        position, _changed = self.period._read_numbers_behind(0, 2)
        done = self.orders.filtered(lambda order: order.id <= position)
        notes = self.env["mail.message"]
        before = notes.search_count([("res_id", "in", done.ids)])
        # The commit of the job's position is lost with the process: from the start.
        self.month.action_read_numbers()
        job = self.env["cs.period.job"].search([])
        job.state = "running"
        self.run_cron()
        self.env.invalidate_all()
        self.assertEqual(job.state, "done")
        self.assertEqual(self.orders.tag_ids, self.ann.cs_tag_ids)
        self.assertEqual(notes.search_count([("res_id", "in", done.ids)]), before)
        rows = self.env["cs.order.number"].search([("order_id", "in", self.orders.ids)])
        self.assertEqual(len(rows), 5)
        self.assertEqual(set(rows.mapped("state")), {"set"})
