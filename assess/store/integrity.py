"""The integrity check: the audit log, the positions and the tables derived from them."""

from collections.abc import Iterable, Iterator, Sequence
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
from assess.store.positions import Given, Positions
from assess.store.summaries import SUMMARIES, Summaries
from assess.store.timetable import Timetable

# Where somebody has begun to answer or something counts, and the number of positions there.
_RATED = """
    SELECT service, round, sum(positions) FROM (
        SELECT service, round, 0 AS positions FROM response UNION ALL SELECT service, round, 1 FROM position
    ) rows_of_both GROUP BY service, round
"""
_TOGETHER = 20  # services whose answers are read at once
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
        faults, strays = [], 0
        rounds = {key for (key,) in transaction.read("SELECT key FROM round")}
        services = {key for (key,) in transaction.read("SELECT key FROM service")}
        rated = set[str]()  # services
        for service, round_key, positions in transaction.read(_RATED):
            if service in services and round_key in rounds:
                rated.add(service)
            else:
                # A response without a round or service is reported as a fault elsewhere.
                strays += int(positions)
        in_order = sorted(rated)
        for start in range(0, len(in_order), _TOGETHER):
            some = in_order[start : start + _TOGETHER]
            for (service, round_key), (stored, given) in sorted(self._positions.stored(transaction, some).items()):
                if round_key in rounds and not self._follow(transaction, stored, given, service, round_key):
                    faults.append(f"where {service} stands in {round_key} is not what its answers come to.")
        return [*faults, *([f"{strays:,} positions are of a service or round that is not there."] if strays else [])]

    def _follow(
        self, transaction: Transaction, stored: Sequence[Position], given: Given, service: str, round_key: str
    ) -> bool:
        """Say whether positions follow from the answers."""
        rounds = self._in_all_zones(service, self._timetable.round(round_key), given)
        positions = (self._positions.computed(transaction, service, each, given) for each in rounds)
        return any(_timeless(computed) == _timeless(stored) for computed in positions)

    def _in_all_zones(self, service: str, round_: Round, given: Given) -> Iterator[Round]:
        """Yield a round as its last day ends here, then in each other way that counts other answers elsewhere.

        Positions may have been written by a server in another time zone, where that day ended hours before or after.
        """
        yield round_
        first, last = last_moments(round_.closes)
        if round_.ended is None or round_.ended > first:
            moments = given.moments() | {act.at for act in self._timetable.asides(service)}
            later = replace(round_, closes=round_.closes + timedelta(days=2))
            for end in (first, *sorted(moment for moment in moments if first <= moment <= last)):
                yield replace(later, ended=end if round_.ended is None else min(end, round_.ended))


def _timeless(positions: Iterable[Position]) -> list[Position]:
    """Return positions in order, without the moment at which they were written."""
    return sorted(position._replace(at=_NO_TIME) for position in positions)


def _wrong_tables(transaction: Transaction) -> list[str]:
    faults = []
    for tables, source in ((SUMMARIES, "the positions come to"), (DERIVED_FROM_PEERS, "the frozen peers come to")):
        for table, (columns, computed) in tables.items():
            # As EXCEPT in both directions, what takes time would be computed twice.
            differ = f"""
                SELECT 1 FROM (
                    SELECT {columns}, 1 AS times FROM {table}
                    UNION ALL SELECT {columns}, -1 FROM ({computed}) computed ({columns})
                ) rows_of_both GROUP BY {columns} HAVING sum(times) <> 0 LIMIT 1
            """
            if transaction.read(differ):
                faults.append(f"the table “{table}” is not what {source}.")
    return faults
