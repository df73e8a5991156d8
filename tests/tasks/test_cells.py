"""The cells of an import: typed text is read as it is meant, or refused in a sentence."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core import dates
from assess.core.errors import InputError
from assess.tasks.cells import is_no_answer, level_read, moment_typed, reason_read
from shipped import CATALOGUE
from zones import in_zone, moments, zones

SCALE = {level.value: level.label for level in CATALOGUE["principles"].levels}


@pytest.mark.parametrize(
    "text",
    ["3", "3.0", " 3 ", "Established", "ESTABLISHED ", "3 - Established", "3 – established", "3. Established"],
)
def test_a_level_is_read_from_its_number_its_label_or_both(text: str) -> None:
    assert level_read(text, SCALE) == 3


@pytest.mark.parametrize("text", ["", " ", "-", "–", "?", "N/A", "n.a.", "NA", "TBC", "t.b.c.", "Not rated", "nil"])
def test_a_level_that_is_not_known_is_blank_and_never_zero(text: str) -> None:
    assert level_read(text, SCALE) is None


@pytest.mark.parametrize("text", ["3 - Developing", "Fine", "2.5", "-1", "three", "3 and a half", "³", "1234567890"])
def test_a_level_that_is_on_no_scale_is_refused_with_the_scale(text: str) -> None:
    with pytest.raises(InputError, match=re.escape(f"The level “{text}” is not")) as caught:
        level_read(text, SCALE)
    assert "0 Not yet, 1 Starting" in str(caught.value)


@given(st.sampled_from(sorted(SCALE)), st.sampled_from([" ", " - ", ". ", ": ", ") "]), st.booleans())
def test_every_level_is_read_from_number_and_label(value: int, between: str, is_upper: bool) -> None:
    text = f"{value}{between}{SCALE[value]}"
    assert level_read(text.upper() if is_upper else text, SCALE) == value


@pytest.mark.parametrize("text", ["no", "No", " NO ", "n", "FALSE", "0", "-", "none", "None.", "TBC", "?", ""])
@pytest.mark.parametrize("is_rated", [True, False])
def test_no_is_no_reason_why_an_item_does_not_apply(text: str, is_rated: bool) -> None:
    assert reason_read(text, is_rated=is_rated) == ""


@pytest.mark.parametrize("text", ["N/A", "n/a", "NA", "n.a.", "not applicable"])
def test_a_mark_without_a_reason_is_refused_unless_a_level_says_that_the_item_applies(text: str) -> None:
    assert reason_read(text, is_rated=True) == ""
    with pytest.raises(InputError, match="is not a reason"):
        reason_read(text, is_rated=False)


@pytest.mark.parametrize("text", ["yes", "TRUE", "x", "1", "Does not apply"])
@pytest.mark.parametrize("is_rated", [True, False])
def test_a_yes_is_refused_since_the_reason_is_missing(text: str, is_rated: bool) -> None:
    with pytest.raises(InputError, match="is not a reason"):
        reason_read(text, is_rated=is_rated)


@given(st.text(st.characters(categories=["Ll", "Nd"]), min_size=4, max_size=20).map("we have {}".format))
def test_a_reason_stays_as_it_is(text: str) -> None:
    assert reason_read(text, is_rated=False) == text
    assert not is_no_answer(text)


@given(zones, moments)
def test_todays_date_is_no_later_than_now_at_every_hour_in_every_zone(name: str, at: datetime) -> None:
    now = at.replace(tzinfo=UTC)
    with in_zone(name):
        today = dates.date_of(now)
        read = moment_typed({"submitted": today.isoformat()}, "submitted", now)
        assert read is not None
        assert read <= now
        assert dates.date_of(read) == today
        for days in (-1, 1):
            other = moment_typed({"submitted": dates.day(today + timedelta(days))}, "submitted", now)
            assert other is not None
            assert dates.date_of(other) == today + timedelta(days)
            assert (other > now) == (days > 0)
