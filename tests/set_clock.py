"""A clock that stands until a test sets it."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass
class SetClock:
    """A clock for a store or a limit: it returns `now` whenever it is asked."""

    now: datetime = datetime(2026, 6, 3, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now
