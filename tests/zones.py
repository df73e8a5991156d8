"""The time zones of the world, and the program in one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from assess.core import dates

# From the first to the last on Earth, with clocks that are changed at one, at two and at midnight.
NAMED = (
    *("Pacific/Kiritimati", "Pacific/Auckland", "Asia/Beirut", "Europe/London"),
    *("UTC", "America/Havana", "Etc/GMT+12"),
)
# `localtime` and the like are this computer's.
zones = st.sampled_from(NAMED) | st.sampled_from(sorted(each for each in available_timezones() if "/" in each))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2037, 12, 31))  # noqa: DTZ001 - the store's times are UTC


@contextmanager
def in_zone(name: str) -> Iterator[ZoneInfo]:
    """Let days begin and end in this time zone inside the block."""
    zone = ZoneInfo(name)
    dates.use_zone(zone)
    try:
        yield zone
    finally:
        dates.use_zone(None)


def local_midnight(zone: ZoneInfo, after: datetime) -> datetime:
    """Return when the date next changes after a moment (UTC), found by looking at calendars alone."""

    def on(at: datetime) -> str:
        return f"{at.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d}"

    low, high = after, after + timedelta(hours=49)
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        low, high = (low, middle) if on(middle) != on(after) else (middle, high)
    return high
