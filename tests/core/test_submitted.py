from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.programme import Round
from assess.core.submitted import Submitted, submitted

SPRING = Round("spring", "one", "Spring", date(2026, 3, 1), date(2026, 5, 31))
START = datetime(2026, 5, 1, 12, tzinfo=UTC).replace(tzinfo=None)
DAYS = st.lists(st.integers(0, 90), min_size=1, max_size=6).map(sorted)


def on(*days: int) -> list[datetime]:
    return [START + timedelta(days=number) for number in days]


@given(DAYS)
def test_the_submission_that_counts_is_the_last_in_time_or_the_last(days: list[int]) -> None:
    when = submitted(SPRING, on(*days), [])
    in_time = [at for at in on(*days) if SPRING.counts(at)]
    assert (when.first, when.last) == (on(*days)[0], on(*days)[-1])
    assert when.counting == max(in_time, default=when.last)
    assert when.is_corrected == (when.counting != when.first)
    assert when.is_corrected_too_late == bool(in_time and not SPRING.counts(when.last))


@pytest.mark.parametrize(("reopened", "is_open"), [([], False), ([3], False), ([3, 9], True)])
def test_answers_are_reopened_until_they_are_submitted_again(reopened: list[int], is_open: bool) -> None:
    when = submitted(SPRING, on(0, 5), on(*reopened))
    assert when.reopened == (on(9)[0] if is_open else None)
    assert when.has_changed


def test_what_was_submitted_once_has_not_changed() -> None:
    when = submitted(SPRING, on(0), [])
    assert (when.is_corrected, when.is_corrected_too_late, when.has_changed) == (False, False, False)
    assert when == Submitted(START, START, START)
    assert replace(when, reopened=START).has_changed
