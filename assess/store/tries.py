"""Wrong tries at codes that can be guessed, counted together by all processes that share the database."""

from datetime import datetime, timedelta

from assess.store.connection import Connection

COUNTED_FOR = timedelta(minutes=1)
_WRONG = "SELECT client, tried FROM wrong_try WHERE kind = ? AND moment BETWEEN ? AND ?"
_DELETE_OLD = "DELETE FROM wrong_try WHERE moment NOT BETWEEN ? AND ?"


class WrongTries:
    """The wrong tries of the last minute; see `assess.tasks.throttle`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, kind: str) -> list[tuple[str, str]]:
        """Return the client and the text, both hashed, of each wrong try of a kind in the last minute."""
        return [(client, tried) for client, tried in self._connection.read(_WRONG, [kind, *self._span()])]

    def keep(self, kind: str, client: str, tried: str) -> None:
        """Store a wrong try for a minute, and delete those whose minute is over."""
        # It is no event of the audit log.
        with self._connection.write() as transaction:
            transaction.run(_DELETE_OLD, self._span(), into="wrong_try")
            moment = self._connection.clock.moment()
            transaction.insert_row("wrong_try", kind=kind, client=client, tried=tried, moment=moment)

    def _span(self) -> list[datetime]:
        # A later moment was written by a clock that was ahead; such a try must not count for hours.
        moment = self._connection.clock.moment()
        return [moment - COUNTED_FOR, moment + COUNTED_FOR]
