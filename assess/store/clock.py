"""The time at which acts are recorded, and the numbers and keys that follow from it."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta

from assess.core import dates
from assess.core.logs import LOG

EARLIEST = datetime(1, 1, 1)  # noqa: DTZ001 - in UTC, as the database stores moments
# The moment that `Clock.at` has set for this thread, None for now.
_MOMENT: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    """Return the current time, with its time zone."""
    return datetime.now(UTC)


class Clock:
    """A clock that never goes back, unless `at` sets it, and a counter that only increases."""

    def __init__(self, now: Callable[[], datetime], newest_number: int, newest_moment: datetime = EARLIEST) -> None:
        """Take the function that returns the current time, and the highest number and moment in the database."""
        self.now = now
        self._newest = newest_number
        self._earliest = newest_moment.replace(tzinfo=UTC)  # no act is recorded with an earlier time
        if self._earliest > now() + timedelta(minutes=1):
            LOG.warning("the clock is behind the newest act; until %s acts are recorded at that time", self._earliest)

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
        return dates.stored(self._time())

    def today(self) -> date:
        """Return today's date, as people's calendars show it."""
        return dates.date_of(self._time())

    def number(self) -> int:
        """Return a number higher than every one before it."""
        # Based on nanoseconds: numbers rise across restarts without a sequence in the database.
        self._newest = max(self._newest + 1, time.time_ns())
        return self._newest

    def catch_up(self, number: int, moment: datetime) -> None:
        """Continue after an event's number and moment; it may be from another process, whose clock is ahead."""
        self._newest = max(self._newest, number)
        self._earliest = max(self._earliest, moment.replace(tzinfo=UTC))

    def key(self) -> str:
        """Return a new key that cannot be guessed."""
        # Keys begin with a number, so that rows of one response lie together and DuckDB's scans skip the rest.
        return f"{self.number():015x}{secrets.token_hex(6)}"

    def _time(self) -> datetime:
        # If the computer's clock is set back, a late answer must not count.
        return _MOMENT.get() or max(self.now(), self._earliest)
