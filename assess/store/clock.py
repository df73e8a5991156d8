"""The time at which acts are recorded, and the numbers and keys that follow from it."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

# The moment that `Clock.at` has set for this thread, None for now.
_MOMENT: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the current time, with its time zone."""
    return datetime.now(UTC)


class Clock:
    """A clock that can be set to the past, with a counter that rises whatever the clock says."""

    def __init__(self, now: Callable[[], datetime], newest_number: int) -> None:
        """Take the function that returns the current time, and the highest number in the database."""
        self.now = now
        self._newest = newest_number

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """Inside the block, in this thread, record everything as done at this moment."""
        token = _MOMENT.set(moment)
        try:
            yield
        finally:
            _MOMENT.reset(token)

    def moment(self) -> datetime:
        """Return the time in UTC without a time zone, as the database stores it."""
        return self._local().astimezone(UTC).replace(tzinfo=None)

    def today(self) -> date:
        """Return today's date in the time zone of this computer."""
        # In UTC, a round that opens today would open hours early or late on people's screens.
        return self._local().astimezone().date()

    def number(self) -> int:
        """Return a number higher than every one before it."""
        # From nanoseconds: numbers rise across restarts without a sequence in the database.
        self._newest = max(self._newest + 1, time.time_ns())
        return self._newest

    def catch_up(self, number: int) -> None:
        """Continue after this number, which another process may have taken from a clock that is ahead."""
        self._newest = max(self._newest, number)

    def key(self) -> str:
        """Return a new key that cannot be guessed."""
        # It begins with a number, so that rows of one response lie together and DuckDB's scans skip the rest.
        return f"{self.number():015x}{secrets.token_hex(6)}"

    def _local(self) -> datetime:
        return _MOMENT.get() or self.now()
