from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from tests.common import CsCase


class TestDiscount(CsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls.make_agent("Ann", user_id=cls.users["agent"].id)
        cls.leader, cls.salesman = cls.users["leader"], cls.users["salesman"]

    def quote(self, discount=0, agents=None, price=300, **values):
        """A quotation of 300 with a discount in money, tagged for Ann."""
        agents = self.ann if agents is None else agents
        lines = [(price, 0), (-discount, 0)] if discount else [(price, 0)]
        return (
            self.env["sale.order"]
            .with_user(self.salesman)
            .create(
                {
                    "partner_id": self.partner.id,
                    "company_id": self.company.id,
                    "user_id": self.salesman.id,
                    "tag_ids": [Command.set(agents.cs_tag_ids.ids)],
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "price_unit": amount,
                                "discount": percent,
                                "tax_ids": [Command.clear()],
                            }
                        )
                        for amount, percent in values.pop("lines", lines)
                    ],
                    **values,
                }
            )
        )

    def approve(self, order, user=None, note="A good customer"):
        if order.cs_discount_state != "pending":
            order.action_request_cs_discount()
        approval = order._cs_approvals()[-1]
        approval = approval.with_user(user or self.leader)
        approval.decision_note = note
        approval.action_approve()
        return approval

    def test_exactly_30_is_the_own_decision_r6_7(self):
        """R6.7, worked: 30 own decision, 30.01 approval."""
        order = self.quote(30)
        self.assertEqual(order.cs_discount_state, "note")
        order.cs_discount_note = "Returning customer"
        self.assertEqual(order.cs_discount_state, "free")
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        above = self.quote(30.01, cs_discount_note="Returning customer")
        self.assertEqual(above.cs_discount_state, "approval")
        with self.assertRaisesRegex(UserError, r"(?s)30\.01.*30\.00.*Leader"):
            above.action_confirm()

    def test_within_the_limit_a_note_is_needed_r6_7(self):
        order = self.quote(10)
        with self.assertRaisesRegex(UserError, "note its reason"):
            order.action_confirm()
        order.cs_discount_note = "Scratch on the box"
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_the_discount_is_that_of_all_lines(self):
        """Per cent of the lines and negative lines add up, in company currency."""
        order = self.quote(lines=[(200, 10), (100, 5), (-7, 0)])
        self.assertEqual(order.cs_discount_amount, 32)
        order.order_line[0].discount = 20
        self.assertEqual(order.cs_discount_amount, 52)
        order.sudo().currency_rate = 0.5
        self.assertEqual(order.cs_discount_amount, 104)

    def test_the_discount_wizard_counts(self):
        order = self.quote()
        wizard = self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "amount",
                "discount_amount": 40,
            }
        )
        wizard.action_apply_discount()
        order.invalidate_recordset()
        self.assertEqual(order.cs_discount_amount, 40)
        self.assertEqual(order.cs_discount_state, "approval")

    def test_orders_without_agent_or_limit_are_left_alone(self):
        nobody = self.quote(200, agents=self.env["hr.employee"])
        self.assertFalse(nobody.cs_discount_state)
        nobody.action_confirm()
        self.assertEqual(nobody.state, "sale")
        self.edit_policy({"discount_limit": 0})
        order = self.quote(200)
        self.assertFalse(order.cs_discount_state)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_orders_without_discount_are_left_alone(self):
        order = self.quote()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_order_is_bound_by_the_strictest_policy(self):
        ladder = self.make_ladder(self.company)
        self.make_policy(ladder, discount_limit=10, discount_approver="manager")
        other = self.make_agent("Bob", level=ladder.level_ids[1])
        order = self.quote(20, agents=self.ann | other, cs_discount_note="x")
        self.assertEqual(order.cs_discount_limit, 10)
        self.assertEqual(order.cs_discount_state, "approval")

    def test_the_leader_approves_without_seeing_orders(self):
        """R6.7: request, activity for the leader, approval with a reason, confirm."""
        order = self.quote(50)
        with self.assertRaisesRegex(UserError, "Say in Reason"):
            order.action_request_cs_discount()
        order.cs_discount_note = "Large order"
        order.action_request_cs_discount()
        self.assertEqual(order.cs_discount_state, "pending")
        approval = self.env["cs.discount.approval"].with_user(self.leader).search([])
        self.assertEqual(approval.order_name, order.name)
        self.assertEqual(approval.reason, "Large order")
        self.assertEqual(approval.activity_user_id, self.leader)
        self.assertEqual((approval.discount, approval.limit), (50, 30))
        with self.assertRaisesRegex(UserError, "waits for the approval of Leader"):
            order.action_confirm()
        with self.assertRaises(AccessError):
            order.with_user(self.leader).read(["name"])
        with self.assertRaisesRegex(UserError, "Give the reason"):
            approval.action_approve()
        with Form(approval) as form:
            form.decision_note = "A good customer"
        approval.action_approve()
        self.assertEqual(approval.decided_by_id, self.leader)
        self.assertFalse(approval.activity_ids)
        self.assertIn("A good customer", order.message_ids[0].body)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_approval_holds_up_to_its_sum(self):
        order = self.quote(50, cs_discount_note="Large order")
        self.approve(order)
        order.order_line[1].price_unit = -40
        self.assertEqual(order.cs_discount_state, "approved")
        order.order_line[1].price_unit = -50.01
        self.assertEqual(order.cs_discount_state, "approval")
        with self.assertRaisesRegex(UserError, "Request Discount Approval"):
            order.action_confirm()
        self.approve(order)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_second_request_renews_the_pending_one(self):
        order = self.quote(50, cs_discount_note="Large order")
        order.action_request_cs_discount()
        order.order_line[1].price_unit = -60
        order.action_request_cs_discount()
        approval = order.sudo().cs_discount_approval_ids
        self.assertEqual(approval.mapped("discount"), [60])
        self.assertEqual(len(approval.activity_ids), 1)

    def test_a_rejected_discount_is_not_confirmed(self):
        order = self.quote(50, cs_discount_note="Large order")
        order.action_request_cs_discount()
        approval = order.sudo().cs_discount_approval_ids.with_user(self.leader)
        approval.decision_note = "Too much"
        approval.action_reject()
        self.assertEqual(order.cs_discount_state, "rejected")
        with self.assertRaisesRegex(UserError, "above the limit"):
            order.action_confirm()
        with self.assertRaisesRegex(UserError, "status is Rejected"):
            approval.action_approve()

    def test_who_approves_is_policy(self):
        """Leader, officer or manager: those below may not, those above may."""
        allowed = {
            "leader": {"leader", "officer", "manager"},
            "officer": {"officer", "manager"},
            "manager": {"manager"},
        }
        for role, users in allowed.items():
            self.edit_policy({"discount_approver": role})
            for user in ("leader", "officer", "manager"):
                order = self.quote(50, cs_discount_note="x")
                with self.subTest(role=role, user=user):
                    if user in users:
                        self.approve(order, self.users[user])
                        self.assertEqual(order.cs_discount_state, "approved")
                    else:
                        with self.assertRaisesRegex(UserError, "approved by"):
                            self.approve(order, self.users[user])

    def test_nobody_approves_his_own_discount(self):
        self.ann.user_id = self.leader
        order = self.quote(50, cs_discount_note="x")
        with self.assertRaisesRegex(UserError, "nobody decides about themselves"):
            self.approve(order)
        self.approve(order, self.users["officer"])
        self.assertEqual(order.cs_discount_state, "approved")

    def test_hr_is_told_where_the_leader_gives_the_discount(self):
        """R6.7: it was given by the only leader; so somebody else is asked."""
        self.ann.user_id = self.leader
        order = self.quote(50, cs_discount_note="x")
        order.action_request_cs_discount()
        told = order.sudo().cs_discount_approval_ids.activity_ids.user_id
        self.assertEqual(told, self.users["officer"] | self.users["manager"])

    def test_other_leaders_and_agents_do_not_approve(self):
        stranger = self.make_user("leader", login="other_leader")
        self.other_team.cs_leader_ids = stranger
        order = self.quote(50, cs_discount_note="x")
        order.action_request_cs_discount()
        approval = order.sudo().cs_discount_approval_ids
        for user in (stranger, self.users["agent"], self.salesman):
            with self.subTest(user.login), self.assertRaises(AccessError):
                approval.with_user(user).action_approve()
        self.assertEqual(approval.with_user(self.users["agent"]).discount, 50)
        with self.assertRaises(AccessError):
            approval.with_user(stranger).read(["discount"])
        with self.assertRaisesRegex(UserError, "buttons"):
            approval.with_user(self.leader).write({"state": "approved"})

    def test_a_customer_cannot_sign_or_pay_before_the_approval(self):
        order = self.quote(
            50, cs_discount_note="x", require_signature=True, require_payment=False
        )
        self.assertFalse(order._has_to_be_signed())
        self.approve(order)
        self.assertTrue(order._has_to_be_signed())

    def test_the_order_form_shows_the_discount(self):
        order = self.quote(50)
        with Form(order) as form:
            self.assertEqual(form.cs_discount_state, "approval")
            form.cs_discount_note = "Large order"
        self.assertEqual(order.cs_discount_note, "Large order")


class TestOwnDiscount(CsCase):
    """Only what the agent took off is their discount (R6.7)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls.make_agent("Ann", user_id=cls.users["agent"].id)
        cls.product.list_price = 200
        # Discounts are a feature of the whole database.
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(
            "sale.group_discount_per_so_line"
        )
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Autumn", "company_id": cls.company.id}
        )

    def quote(self, line=None, **values):
        """A quotation of one kettle of 200, as the form makes it."""
        user = self.users["salesman"]
        values = {"team_id": False, "pricelist_id": self.pricelist.id, **values}
        order = (
            self.env["sale.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": self.partner.id,
                    "company_id": self.company.id,
                    "user_id": user.id,
                    "tag_ids": [Command.set(self.ann.cs_tag_ids.ids)],
                    "order_line": [Command.create({"product_id": self.product.id})],
                    **values,
                }
            )
        )
        if line:
            order.order_line.write(line)
        return order

    def rule(self, **values):
        self.pricelist.item_ids = [
            Command.create({"applied_on": "3_global", **values}),
        ]

    def test_a_pricelist_discount_is_not_the_agents_r6_7(self):
        self.rule(compute_price="percentage", percent_price=25)
        order = self.quote()
        self.assertEqual(order.order_line.discount, 25)
        self.assertEqual(order.amount_untaxed, 150)
        self.assertFalse(order.cs_discount_amount)
        order.action_confirm()
        self.assertFalse(order.cs_discount_amount)
        more = self.quote({"discount": 30})
        self.assertEqual(more.cs_discount_amount, 10)

    def test_a_fixed_pricelist_price_is_not_the_agents_r6_7(self):
        self.rule(compute_price="fixed", fixed_price=120)
        order = self.quote()
        self.assertEqual(order.amount_untaxed, 120)
        self.assertFalse(order.cs_discount_state)
        order.order_line.price_unit = 110
        self.assertEqual(order.cs_discount_amount, 10)

    def test_a_lowered_price_is_the_agents_r6_7(self):
        """170 for 200: 30 is the own decision; a cent more waits for approval."""
        order = self.quote({"price_unit": 170}, cs_discount_note="A scratch")
        self.assertEqual(order.cs_discount_amount, 30)
        self.assertEqual(order.cs_discount_state, "free")
        order.order_line.price_unit = 169.99
        self.assertEqual(order.cs_discount_state, "approval")
        with self.assertRaisesRegex(UserError, r"30\.01"):
            order.action_confirm()

    def test_a_price_lowered_through_the_api_is_the_agents_r6_7(self):
        """A client that sends price and technical price hides nothing."""
        order = self.quote({"price_unit": 100, "technical_price_unit": 100})
        self.assertEqual(order.cs_discount_amount, 100)
        whole = self.quote(
            order_line=[
                Command.create({"product_id": self.product.id, "price_unit": 100})
            ]
        )
        self.assertEqual(whole.cs_discount_amount, 100)

    def test_a_confirmed_order_keeps_the_price_it_was_quoted_with_r6_7(self):
        order = self.quote({"price_unit": 190}, cs_discount_note="A scratch")
        order.action_confirm()
        self.product.list_price = 500
        self.assertEqual(order.cs_discount_amount, 10)

    def test_prices_in_another_currency_r6_7(self):
        """20 USD off at a rate of 0.5 are 40."""
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": dollar.id,
                "company_id": self.company.id,
                "rate": 0.5,
            }
        )
        self.pricelist.currency_id = dollar
        self.product.company_id = self.company
        order = self.quote()
        self.assertEqual(order.order_line.price_unit, 100)
        self.assertFalse(order.cs_discount_amount)
        order.order_line.price_unit = 80
        self.assertEqual(order.cs_discount_amount, 40)

    def test_taxes_in_the_price_r6_7(self):
        tax = self.env["account.tax"].create(
            {
                "name": "13 % included",
                "amount": 13,
                "price_include_override": "tax_included",
                "company_id": self.company.id,
                "country_id": self.env.ref("base.cn").id,
                "tax_group_id": self.env["account.tax.group"]
                .create(
                    {
                        "name": "VAT",
                        "company_id": self.company.id,
                        "country_id": self.env.ref("base.cn").id,
                    }
                )
                .id,
            }
        )
        self.product.taxes_id = tax
        order = self.quote()
        self.assertEqual(order.order_line.price_unit, 200)
        self.assertFalse(order.cs_discount_amount)
        order.order_line.price_unit = 187
        self.assertEqual(order.cs_discount_amount, 13)

    def test_what_a_platform_takes_off_is_not_the_agents_r6_7(self):
        """An order of the shop by its number, in a channel with prices of its own."""
        shop = self.env["crm.team"].create(
            {
                "name": "Shop",
                "company_id": self.company.id,
                "cs_department_id": self.team.id,
                "cs_shop_prices": True,
            }
        )
        lines = [Command.create({"product_id": self.product.id, "price_unit": 120})]
        order = self.quote(order_line=lines, team_id=shop.id, client_order_ref="3921")
        self.assertFalse(order.cs_discount_amount)
        order.order_line.write({"price_unit": 100, "technical_price_unit": 120})
        self.assertEqual(order.cs_discount_amount, 20, "lowered by the agent later")
        typed = self.quote(order_line=lines, team_id=shop.id)
        self.assertEqual(typed.cs_discount_amount, 80, "no order of the shop")

    def test_as_many_selects_for_many_lines_as_for_one_r6_7(self):
        counts = []
        for number in (1, 30):
            order = self.quote(
                order_line=[
                    Command.create({"product_id": self.product.id})
                    for _line in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self.count_selects() as found:
                self.assertFalse(order.cs_discount_amount)
            counts.append(len(found))
        self.assertLessEqual(counts[1], counts[0] + 2)
