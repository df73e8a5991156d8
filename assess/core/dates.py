"""Dates and moments: how a date is typed and written, and the time zone in which days begin and end.

The store keeps moments in UTC, without a time zone. People say dates. Here, and nowhere else, one becomes the other:

    date_of(at)      the date that calendars show at a moment
    moment(day, at)  when clocks show a time on a day
    last_moment(day) the end of a day, as the store keeps it
    day(when)        a date, or the date of a moment, as people say it
    short_day(when)  a date with its month in three letters

All of them use one time zone, the same for everybody: the one set by `use_zone`, else that of the computer.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from assess.core.errors import InputError

YEARS = range(1900, 2101)  # a date outside these years is a typing mistake
NOON = time(12)


class _Setting:
    """The time zone of this process, None for the computer's."""

    zone: tzinfo | None = None


def use_zone(zone: tzinfo | None) -> None:
    """Set the time zone of this process, once, when it starts; None is the computer's."""
    _Setting.zone = zone


def zone_name(at: datetime) -> str:
    """Return the name of the time zone; the computer's own is known by its name at this moment, such as BST."""
    return str(_Setting.zone or local(at).tzname())


def local(at: datetime) -> datetime:
    """Return a moment in the time zone; without a zone it is in UTC."""
    return _with_zone(at).astimezone(_Setting.zone)


def date_of(at: datetime) -> date:
    """Return the date that calendars show at a moment."""
    return local(at).date()


def moment(on: date, at: time = NOON) -> datetime:
    """Return when clocks show a time on a day, with its zone; of a time that they show twice, the first."""
    # `astimezone` takes a time without a zone for the computer's local time.
    return datetime.combine(on, at, _Setting.zone).astimezone(UTC)


def last_moment(on: date) -> datetime:
    """Return the last moment of a day, as the store keeps it."""
    # 23:59 comes twice, or not at all, on a day whose clocks are changed at midnight; the next day begins once.
    return stored(moment(on + timedelta(days=1), time())) - timedelta(microseconds=1)


def last_moments(on: date) -> tuple[datetime, datetime]:
    """Return the last moments of a day where it ends first on Earth and where it ends last, as the store keeps them."""
    # From UTC+14 to UTC-12.
    ends = datetime.combine(on, time.max)
    return ends - timedelta(hours=14), ends + timedelta(hours=12)


def stored(at: datetime) -> datetime:
    """Return a moment as the store keeps it: in UTC, without a time zone."""
    return _with_zone(at).astimezone(UTC).replace(tzinfo=None)


def day(when: date) -> str:
    """Return a date, or the date of a moment, as people say it: 3 June 2026."""
    on = date_of(when) if isinstance(when, datetime) else when
    return f"{on.day} {on:%B %Y}"


def short_day(when: date) -> str:
    """Return a date in words where room is short: 3 Jun 2026."""
    return f"{when.day} {when:%b %Y}"


def minute(at: datetime) -> str:
    """Return a moment as people say it, with its time zone: 3 June 2026, 10:05 BST."""
    return f"{day(at)}, {local(at):%H:%M %Z}"


def day_typed(text: str, what: str) -> date:
    """Return the date typed as `3 June 2026`, `3/6/2026` or `2026-06-03`; an InputError when it is none."""
    plain = " ".join(text.split())
    for form in ("%d %B %Y", "%d %b %Y", "%d/%m/%Y", "%Y-%m-%d"):
        try:
            found = datetime.strptime(plain, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        if found.year in YEARS:
            return found
    raise InputError(f"{what} “{plain[:40]}” is not a date; type it like 3 June 2026.")


def _with_zone(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
