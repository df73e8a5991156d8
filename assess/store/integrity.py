"""The integrity check: the audit log, the positions and the tables derived from them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from assess.core.dates import last_moments
from assess.core.position import Position
from assess.core.programme import Round
from assess.database.interface import Transaction
from assess.store import facts
from assess.store.connection import Connection
from assess.store.frozen_peers import DERIVED_FROM_PEERS
from assess.store.positions import POSITION, Positions
from assess.store.summaries import SUMMARIES, Summaries
from assess.store.timetable import Timetable

# Rows whose round or service is missing are left out: they are reported as faults elsewhere.
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
# When answers about a service in a round were given or submitted, or a framework set aside, between two moments.
_MOMENTS = """
    WITH given AS (SELECT key FROM response WHERE service = ? AND round = ?)
    SELECT moment FROM submission WHERE response IN (SELECT key FROM given) AND moment BETWEEN ? AND ?
    UNION SELECT moment FROM answer WHERE response IN (SELECT key FROM given) AND moment BETWEEN ? AND ?
    UNION SELECT moment FROM set_aside WHERE service = ? AND moment BETWEEN ? AND ?
"""
_MOST_FAULTS = 1_000  # maximum number of sentences about rows and acts
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
            stored = _timeless(POSITION.values(transaction.read(_STORED, [service, round_key])))
            rounds = self._in_all_zones(transaction, service, self._timetable.round(round_key))
            if all(stored != _timeless(self._positions.computed(transaction, service, each)) for each in rounds):
                faults.append(f"where {service} stands in {round_key} is not what its answers come to.")
        ((strays,),) = transaction.read(_STRAYS)
        return [*faults, *([f"{strays:,} positions are of a service or round that is not there."] if strays else [])]

    def _in_all_zones(self, transaction: Transaction, service: str, round_: Round) -> Iterator[Round]:
        """Yield a round as its last day ends here, then in each other way that counts other answers elsewhere.

        Positions may have been written by a server in another time zone, where that day ended hours before or after.
        """
        yield round_
        first, last = last_moments(round_.closes)
        if round_.ended is None or round_.ended > first:
            moments = transaction.read(_MOMENTS, [service, round_.key, first, last, first, last, service, first, last])
            later = replace(round_, closes=round_.closes + timedelta(days=2))
            for end in (first, *(moment for (moment,) in moments)):
                yield replace(later, ended=end if round_.ended is None else min(end, round_.ended))


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
