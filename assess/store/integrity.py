"""The check that the database is as it was written: the audit log, the positions and the tables derived from them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

from assess.core.position import Position
from assess.database.interface import Transaction
from assess.store import facts
from assess.store.connection import Connection
from assess.store.frozen_peers import DERIVED_FROM_PEERS
from assess.store.positions import POSITION, Positions
from assess.store.summaries import SUMMARIES, Summaries
from assess.store.timetable import Timetable

# Without those whose round or service is not there: their rows are named as faults.
_RATED_PLACES = """
    SELECT c.service, c.round
    FROM (SELECT service, round FROM response UNION SELECT service, round FROM position) c
    WHERE c.round IN (SELECT key FROM round) AND c.service IN (SELECT key FROM service)
"""
_STRAYS = """
    SELECT count(*) FROM position
    WHERE round NOT IN (SELECT key FROM round) OR service NOT IN (SELECT key FROM service)
"""
_STORED = f"SELECT {POSITION} FROM position p WHERE p.service = ? AND p.round = ?"
_MOST_FAULTS = 1_000  # sentences about rows and acts
_NO_TIME = datetime(1, 1, 1, tzinfo=UTC)


class Integrity:
    """The check of the whole database."""

    def __init__(
        self, connection: Connection, timetable: Timetable, positions: Positions, summaries: Summaries
    ) -> None:
        self._connection, self._timetable = connection, timetable
        self._positions, self._summaries = positions, summaries

    def faults(self) -> list[str]:
        """Return a sentence for each fault, [] if there is none.

        The audit log must be unbroken, every row as its act in the log has written it, and every position must follow
        from the answers. Of more than a thousand faults of rows and acts only the first are named.
        """
        self._positions.reveal_closed_rounds()
        self._summaries.refresh()
        with self._connection.database.snapshot() as transaction:
            if transaction.read("SELECT 1 FROM stale LIMIT 1"):
                # Another thread has submitted since the refresh.
                return self.faults()
            return [
                *islice(facts.faults(transaction), _MOST_FAULTS),
                *self._wrong_positions(transaction),
                *_wrong_tables(transaction),
            ]

    def _wrong_positions(self, transaction: Transaction) -> list[str]:
        faults = []
        for service, round_key in transaction.read(_RATED_PLACES):
            computed = self._positions.computed(transaction, service, self._timetable.round(round_key))
            stored = POSITION.values(transaction.read(_STORED, [service, round_key]))
            if _timeless(stored) != _timeless(computed):
                faults.append(f"where {service} stands in {round_key} is not what its answers come to.")
        ((strays,),) = transaction.read(_STRAYS)
        return [*faults, *([f"{strays:,} positions are of a service or round that is not there."] if strays else [])]


def _timeless(positions: Iterable[Position]) -> list[Position]:
    """Return positions in order, without the moment at which they were written."""
    return sorted(position._replace(at=_NO_TIME) for position in positions)


def _wrong_tables(transaction: Transaction) -> list[str]:
    faults = []
    for tables, source in ((SUMMARIES, "the positions come to"), (DERIVED_FROM_PEERS, "the frozen peers come to")):
        for table, (columns, computed) in tables.items():
            stored = f"SELECT {columns} FROM {table}"
            differ = f"(({stored}) EXCEPT ({computed})) UNION ALL (({computed}) EXCEPT ({stored})) LIMIT 1"
            if transaction.read(differ):
                faults.append(f"the table “{table}” is not what {source}.")
    return faults
