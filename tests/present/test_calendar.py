"""Reading a calendar file gives back the same days, whatever people typed into it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from assess.present.calendar import Day, calendar

LAST = Day("round-autumn", date(2027, 2, 28), "Last day of Autumn 2026", "Submit, and invite people.")
# What a name in the store can hold: one line without control characters.
NAMES = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=200).filter(str.strip)


def test_a_day_is_whole_stays_free_and_is_announced_a_week_before() -> None:
    file = calendar([LAST])
    assert file.startswith(b"BEGIN:VCALENDAR\r\n")
    assert max(map(len, file.split(b"\r\n"))) <= 75
    read = Calendar.from_ical(file)
    assert read["version"] == "2.0"
    (event,) = read.walk("VEVENT")
    assert event["uid"] == "round-autumn@rung-by-rung"
    assert event.decoded("dtstart") == date(2027, 2, 28)
    assert event.decoded("dtend") == date(2027, 3, 1)
    assert event["summary"] == LAST.title
    assert event["description"] == LAST.details
    assert event["transp"] == "TRANSPARENT"
    assert abs(datetime.now(UTC) - event.decoded("dtstamp")) < timedelta(minutes=1)
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(days=-7)
    assert alarm["description"] == LAST.title


def test_a_newer_file_moves_the_day_that_an_older_one_put_into_a_calendar() -> None:
    moved = Day(LAST.key, date(2027, 3, 31), LAST.title)
    before, after = (next(iter(Calendar.from_ical(calendar([day])).walk("VEVENT"))) for day in (LAST, moved))
    assert before["uid"] == after["uid"]
    assert after.decoded("dtstart") == date(2027, 3, 31)
    assert "description" not in after


@given(st.lists(st.tuples(st.dates(date(1990, 1, 1), date(2100, 1, 1)), NAMES, st.just("") | NAMES), max_size=4))
def test_whatever_is_typed_comes_back_and_adds_no_line_of_its_own(typed: list[tuple[date, str, str]]) -> None:
    days = [Day(f"action-{number}", *one) for number, one in enumerate(typed)]
    file = calendar(days)
    read = Calendar.from_ical(file)
    events = read.walk("VEVENT")
    assert [
        (event.decoded("dtstart"), str(event["summary"]), str(event.get("description", ""))) for event in events
    ] == [(day.day, day.title, day.details) for day in days]
    # An alarm repeats the title, and nothing else begins a component.
    assert file.count(b"\r\nBEGIN:") == 2 * len(days)
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
