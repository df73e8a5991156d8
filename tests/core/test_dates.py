"""Dates: how they are typed and written, and when days end, in every time zone."""

import os
import time as clock
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assess.core import dates
from assess.core.dates import day, day_typed
from assess.core.errors import InputError
from assess.core.programme import Round
from zones import in_zone, local_midnight, moments, zones

DAYS = st.dates(date(2020, 1, 1), date(2037, 12, 31))


def test_a_date_is_said_as_people_say_it() -> None:
    assert day(date(2026, 6, 3)) == "3 June 2026"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["%d %B %Y", "%d/%m/%Y", "%Y-%m-%d"]))
def test_a_date_can_be_typed_in_each_form_that_people_use(when: date, form: str) -> None:
    assert day_typed(f"  {when:{form}} ", "The due date") == day_typed(day(when), "The due date") == when


@pytest.mark.parametrize("typed", ["", "soon", "31 June 2026", "3 June 26", "1850-01-01", "2026-13-01"])
def test_what_is_no_date_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(InputError, match=r"The due date .* is not a date; type it like 3 June 2026"):
        day_typed(typed, "The due date")


def test_the_date_of_a_moment_is_that_of_peoples_calendars() -> None:
    at = datetime(2026, 5, 31, 23, 20)  # noqa: DTZ001 - the store's times are UTC
    assert day(at) == "31 May 2026"
    with in_zone("Europe/London"):
        assert day(at) == "1 June 2026"
        assert dates.minute(at) == "1 June 2026, 00:20 BST"
        assert dates.minute(datetime(2026, 1, 31, 23, 20)) == "31 January 2026, 23:20 GMT"  # noqa: DTZ001
        assert dates.zone_name(at) == "Europe/London"


@given(zones, moments)
def test_the_date_shown_is_the_local_one_whatever_zone_the_moment_is_written_in(name: str, at: datetime) -> None:
    with in_zone(name) as zone:
        on = at.replace(tzinfo=UTC).astimezone(zone).date()
        for same in (at, at.replace(tzinfo=UTC), at.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=-7)))):
            assert dates.date_of(same) == on
            assert day(same) == day(on)
            assert dates.stored(same) == at


@given(zones, DAYS)
@example("Asia/Beirut", date(2026, 3, 28))  # at midnight clocks go forward to one
@example("Asia/Beirut", date(2026, 10, 24))  # at midnight clocks go back to eleven
@example("America/Havana", date(2026, 10, 31))  # at one clocks go back to midnight
@example("Europe/London", date(2026, 10, 25))
def test_a_submission_on_the_last_local_day_counts_and_the_next_day_does_not(name: str, closes: date) -> None:
    round_ = Round("spring", "fernshire", "Spring", closes - timedelta(days=9), closes)
    with in_zone(name) as zone:
        next_day = local_midnight(zone, dates.stored(dates.moment(closes)))
        assert round_.counts(next_day - timedelta(microseconds=1))
        assert not round_.counts(next_day)
        assert dates.date_of(round_.until) == closes
        first, last = dates.last_moments(closes)
        assert first <= round_.until <= last


@given(zones, DAYS, st.times())
def test_a_time_of_a_day_is_a_moment_of_that_day(name: str, on: date, at: time) -> None:
    with in_zone(name):
        then = dates.moment(on, at)
        shown = dates.local(then)
        # A time that clocks skip becomes the time that they show instead.
        assert shown.date() == on or dates.local(then - timedelta(hours=2)).date() == on
        assert abs(shown.replace(tzinfo=None) - datetime.combine(on, at)) <= timedelta(hours=1)
        assert dates.date_of(dates.moment(on)) == on


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Pacific/Auckland", "Europe/London"])
def test_without_a_setting_days_end_where_the_computer_is(zone: str) -> None:
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    clock.tzset()
    try:
        at = datetime(2026, 6, 30, 12)  # noqa: DTZ001 - the store's times are UTC
        here = [dates.date_of(at), dates.moment(at.date()), dates.last_moment(at.date())]
        assert dates.zone_name(at) == dates.local(at).tzname()
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        clock.tzset()
    with in_zone(zone):
        assert here == [dates.date_of(at), dates.moment(at.date()), dates.last_moment(at.date())]
