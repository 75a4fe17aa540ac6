import os
import secrets
from contextlib import suppress
from pathlib import Path

from odoo import api, fields, models
from odoo.tools import SQL, config

from ...engine import ballots


class CsLevelBallot(models.Model):
    """What was voted, and nothing by which it could be told who voted it (R5.17).

    ``cs.level.voter`` says who has voted; the two tables share the vote and nothing
    else. A row for each ballot would give voters away, however it is named: the order
    of ids and of rows in the table (``ctid``), the times that Odoo logs, and the
    transaction that wrote a row (``xmin``), which is the one that wrote the voter's
    row, join the two. Counters in plain text do not help either: who reads them before
    and after somebody's vote, live, in a backup or in the dead rows that PostgreSQL
    leaves behind, sees which one grew. Therefore:

    - a vote has *one* row here, written anew as a whole by every ballot, whatever its
      choice; so its ``xmin`` says at most who voted last, which everybody may know;
    - the row has no log columns, and holds three sums;
    - until the vote is closed the sums are sealed (:mod:`engine.ballots`) with a key
      that lies in the server's data directory and not in the database, into a text of
      the same length and other letters each time. There is no method that reads an
      open urn: closing the vote does, for good.

    Two histories of votes with the same sums leave the same rows. What stays open: a
    unanimous result says what all said, and whoever may change the program that runs
    can make it do anything.
    """

    _name = "cs.level.ballot"
    _description = "Ballots of a Level Vote"
    _log_access = False

    vote_id = fields.Many2one(
        "cs.level.vote", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="vote_id.company_id", store=True, index=True)
    urn = fields.Char(help="The sums, sealed, while the vote is open.")
    count_for = fields.Integer(default=0)
    count_against = fields.Integer(default=0)
    count_abstained = fields.Integer(default=0)

    _vote_uniq = models.UniqueIndex("(vote_id)", "A vote has one urn.")

    @api.model
    def _set_up(self, vote):
        """An empty urn for a vote that is opened."""
        return self.create({"vote_id": vote.id, "urn": self._seal(ballots.EMPTY)})

    @api.model
    def _drop_in(self, vote, choice):
        """Put one vote into the urn; whoever does so at the same moment begins anew.

        :param choice: one of :data:`engine.ballots.CHOICES`
        :raises ValueError: if the urn cannot be opened here
        """
        counts = ballots.add(self._look_into(vote), choice)
        self.env.cr.execute(
            SQL(
                "UPDATE cs_level_ballot SET urn = %s WHERE vote_id = %s",
                self._seal(counts),
                vote.id,
            )
        )
        self.invalidate_model(["urn"])

    @api.model
    def _count(self, vote, show):
        """Close the urn for good and write down what was in it.

        :param show: called with the counts; whether they may be known
        :return: whether there is a result
        """
        try:
            counts = self._look_into(vote)
            is_known = show(counts)
        except ValueError:
            # The key is another one: the database was moved without its data.
            counts, is_known = ballots.EMPTY, False
        row = self.search([("vote_id", "=", vote.id)])
        shown = counts if is_known else ballots.EMPTY
        names = (f"count_{choice}" for choice in ballots.CHOICES)
        row.write({"urn": False, **dict(zip(names, shown, strict=True))})
        return is_known

    @api.model
    def _look_into(self, vote):
        self.flush_model()
        [[sealed]] = self.env.execute_query(
            SQL(
                "SELECT urn FROM cs_level_ballot WHERE vote_id = %s FOR UPDATE",
                vote.id,
            )
        )
        return ballots.unseal(sealed, self._key())

    @api.model
    def _seal(self, counts):
        return ballots.seal(counts, self._key(), secrets.token_bytes(ballots.NONCE))

    @api.model
    def _key(self):
        """The key of this server's urns: a file beside the database, not in it."""
        folder = Path(config["data_dir"]) / "cs_management"
        # sudo: which database it is, whatever it is called here
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        path = folder / f"{uuid}.urn"
        if not path.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = folder / f".{secrets.token_hex(8)}"
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
            # Where another process was first, its key holds.
            with suppress(FileExistsError):
                os.link(draft, path)
            draft.unlink()
        return path.read_bytes()
