"""An appeal that waits, and one that was decided."""

from .chapter import DemoChapter

# The agent's login appeals against this one.
APPEALED = (2, 4, "101", "COMPLAINT", {"note": "Customer 39**: parcel was late."})


class Demo(DemoChapter):
    """The agent appeals against an entry."""

    sequence = 70

    def make_late(self):
        [entry] = self.builder.chapters["conduct"].make_entries(2, [APPEALED])
        appeals = self.builder.env_as("agent")["cs.appeal"]
        appeals.create(
            {
                "entry_id": entry.id,
                "reason": "The carrier lost the parcel; I answered within two minutes.",
            }
        )
        self.refuse_one(appeals)

    def refuse_one(self, appeals):
        """A fine of a locked month stays, with the reason."""
        fined = self.env["cs.conduct.entry"].search(
            [
                ("employee_id", "=", self.builder.agents["101"].id),
                ("period_id.state", "=", "locked"),
                ("state", "=", "confirmed"),
                ("kind", "=", "violation"),
                ("issuer_id", "!=", self.builder.users["officer"].id),
            ],
            limit=1,
        )
        if fined:
            appeal = appeals.create(
                {"entry_id": fined.id, "reason": "I was on the phone to a customer."}
            )
            decided = self.builder.env_as("officer")["cs.appeal"].browse(appeal.id)
            decided.decision_note = "The log shows no call at that time."
            decided.action_reject()
