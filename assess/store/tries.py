"""Wrong tries at codes that can be guessed, counted together by all processes that share the database."""

from datetime import datetime, timedelta

from assess.store.connection import Connection

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_AT_PLACE = "at a place"  # the kind of the rows that count for an hour, without a client address
_WRONG = "SELECT client, tried FROM wrong_try WHERE kind = ? AND moment BETWEEN ? AND ?"
_DELETE_OLD = """
    DELETE FROM wrong_try
    WHERE (kind = ? AND moment NOT BETWEEN ? AND ?) OR (kind <> ? AND moment NOT BETWEEN ? AND ?)
"""


class WrongTries:
    """The wrong tries of the last minute, and for one service and round of the last hour; see `tasks.throttle`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, kind: str) -> list[tuple[str, str]]:
        """Return the client and the text, both hashed, of each wrong try of a kind in the last minute."""
        return [(client, tried) for client, tried in self._connection.read(_WRONG, [kind, *self._span(MINUTE)])]

    def at(self, place: str) -> int:
        """Return how many wrong tries there were at a place, which is hashed, in the last hour."""
        rows = self._connection.read(_WRONG, [_AT_PLACE, *self._span(HOUR)])
        return sum(where == place for where, _ in rows)

    def keep(self, kind: str, client: str, tried: str) -> None:
        """Store a wrong try for a minute, and delete those that are over."""
        self._keep(kind, client, tried)

    def keep_at(self, place: str) -> None:
        """Record a wrong try at a place for an hour, and delete older ones."""
        self._keep(_AT_PLACE, place, "")

    def _keep(self, kind: str, client: str, tried: str) -> None:
        # Not an event of the audit log.
        with self._connection.write() as transaction:
            old = [_AT_PLACE, *self._span(HOUR), _AT_PLACE, *self._span(MINUTE)]
            transaction.run(_DELETE_OLD, old, into="wrong_try")
            moment = self._connection.clock.moment()
            transaction.insert_row("wrong_try", kind=kind, client=client, tried=tried, moment=moment)

    def _span(self, within: timedelta) -> list[datetime]:
        # A try with a later time comes from a clock that was ahead; it must not count for hours.
        moment = self._connection.clock.moment()
        return [moment - within, moment + within]
