"""What is kept and what can be asked of it: all that speaks SQL, beside the homes of the database and their `sql/`.

Every question about ratings takes the viewer, and its statement carries `IN_SCOPE`, so that what a viewer may not see
never leaves the database. Beyond it a code is its own grant, `peers.py` counts without names, and whoever writes looks
at which names are taken. Values are bound, never written into a statement.
"""

from pathlib import Path

from assess.core.access import Viewer
from assess.core.errors import InputError
from assess.database.interface import copy
from assess.store.actions import Actions
from assess.store.details import Details
from assess.store.peers import CROWDS, DISTRIBUTION
from assess.store.people import People
from assess.store.portfolio import Portfolio
from assess.store.positions import COUNTED, LATEST, NEWEST, POSITION
from assess.store.setup import may_set_up
from assess.store.voices import Voices

_RATED = "SELECT DISTINCT service, round FROM response UNION SELECT DISTINCT service, round FROM position"
_KEPT = f"SELECT {POSITION} FROM position p WHERE p.service = ? AND p.round = ?"
# What is kept in a table, and the acts by which it gets there: who cuts off the end of the log leaves things behind.
_ACTS = {
    "programme": ["add programme"],
    "service": ["add service"],
    "round": ["add round"],
    "round_end": ["end round"],
    "response": ["start"],
    "answer": ["answer"],
    "submission": ["submit", "bring people"],
    "reopening": ["reopen"],
    "invitation": ["invite"],
    "invitation_end": ["end invitation"],
    "action": ["action"],
}


class Store(Voices, Actions, Portfolio, Details, People):
    """The programmes, services, rounds and ratings of one database."""

    def copy_to(self, path: Path) -> None:
        """Write a copy of everything into a new file; `path` must be in `backups`."""
        self._refresh()
        self._database.copy_to(path)

    def move_to(self, empty: "Store") -> None:
        """Write a copy of everything into another home, which must be empty; an InputError when it is not."""
        if not empty.is_empty() or empty.events():
            raise InputError(f"{empty.place} holds something already. Nothing was changed.")
        self._refresh()
        copy(self._database, empty._database)  # noqa: SLF001 - of the same class

    def faults(self) -> list[str]:
        """Return a sentence for each thing that is not as it was written; [] when all is well.

        The log of acts must be unbroken and tell of everything that is kept, and every position must be what the
        answers come to.
        """
        faults = [] if self.chain_holds() else ["the log of acts was changed after it was written."]
        self.reveal_closed_rounds()
        self._refresh()
        with self._database.snapshot() as transaction:
            if transaction.read("SELECT 1 FROM stale LIMIT 1"):
                # Somebody has submitted since.
                return self.faults()
            for table, acts in _ACTS.items():
                told = "SELECT count(*) FROM event WHERE list_contains(?, act)"
                ((kept, known),) = transaction.read(f"SELECT (SELECT count(*) FROM {table}), ({told})", [acts])
                if kept != known:
                    faults.append(f"the log of acts tells of {known:,} times “{acts[0]}”, and {kept:,} are kept.")
            for service, round_key in transaction.read(_RATED):
                own = self._worked_out(transaction, service, self._any_round(round_key))
                rows = transaction.read(_KEPT, [service, round_key])
                if sorted(row[:-1] for row in rows) != sorted(each[:-1] for each in own):
                    faults.append(f"where {service} stands in {round_key} is not what its answers come to.")
            for table, right, source in (
                ("counted", COUNTED, "the positions come to"),
                ("newest", NEWEST, "the positions come to"),
                ("latest", LATEST, "the positions come to"),
                ("distribution", DISTRIBUTION, "the frozen peers come to"),
                ("crowd", CROWDS, "the frozen peers come to"),
            ):
                there = f"SELECT * FROM {table}"
                if transaction.read(f"(({there}) EXCEPT ({right})) UNION ALL (({right}) EXCEPT ({there})) LIMIT 1"):
                    faults.append(f"the table “{table}” is not what {source}.")
        return faults

    def remove_examples(self, viewer: Viewer) -> None:
        """Empty a database that holds nothing but examples; an InputError when anything real is in it."""
        may_set_up(viewer)
        with self._writing() as transaction:
            if self.holds_real_ratings():
                raise InputError("This database holds real ratings. Only examples can be removed.")
            for table in set(transaction.tables()) - {"person", "granted"}:
                transaction.run(f"DELETE FROM {table}")
            self._head = ""
        self._renewed = None
