"""An appeal that waits."""

from .chapter import DemoChapter

# The agent's login appeals against this one.
APPEALED = (2, 4, "101", "COMPLAINT", {"note": "Customer 39**: parcel was late."})


class Demo(DemoChapter):
    """The agent appeals against an entry."""

    sequence = 70

    def make_late(self):
        [entry] = self.builder.chapters["conduct"].make_entries(2, [APPEALED])
        self.builder.env_as("agent")["cs.appeal"].create(
            {
                "entry_id": entry.id,
                "reason": "The carrier lost the parcel; I answered within two minutes.",
            }
        )
