"""The second demo company: a team for each pack that the shop does not use."""
