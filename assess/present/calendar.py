"""Days to keep as a calendar file: the last day of a round, and the days by which actions are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

_BEFORE = timedelta(days=7)  # how long before a day the calendar reminds of it


@dataclass(frozen=True, slots=True)
class Day:
    """A whole day to keep. `key` is unique to what ends on it, so that a newer file moves the day in a calendar."""

    key: str
    day: date
    title: str
    details: str = ""


def calendar(days: Iterable[Day]) -> bytes:
    """Return days as an iCalendar file (RFC 5545), each with a reminder a week before."""
    now = datetime.now(UTC)
    file = Calendar()
    file.add("prodid", "-//Rung by Rung//EN")
    file.add("version", "2.0")
    for entry in days:
        event = Event()
        event.add("uid", f"{entry.key}@rung-by-rung")
        event.add("dtstamp", now)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", entry.title)
        if entry.details:
            event.add("description", entry.details)
        event.add("transp", "TRANSPARENT")  # the day shows as free, so meetings can be booked
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", entry.title)
        alarm.add("trigger", -_BEFORE)
        event.add_component(alarm)
        file.add_component(event)
    return bytes(file.to_ical())
