"""Frameworks that a service has set aside: for which rounds, and for how long."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.asides import Aside, asked, set_aside, spans
from assess.core.catalogue import Catalogue
from assess.core.programme import Round

START = datetime(2026, 3, 1, 12, tzinfo=UTC).replace(tzinfo=None)  # UTC without a zone, as the store returns times
KEYS = ("ladder", "milestones")


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def acts(*days: int, framework: str = "milestones") -> list[Aside]:
    """Return acts on these days that alternately set a framework aside and ask it again."""
    return [Aside(at, "larkrise", framework, place % 2 == 0, day(at)) for place, at in enumerate(days)]


def closing(number: int) -> Round:
    """Return a round that was closed at the end of that day."""
    ended = day(number) + timedelta(hours=6)
    return Round("r", "p", "Spring", date(2026, 1, 1), date(2026, 12, 31), ended=ended)


ACTS = st.lists(st.integers(0, 30), unique=True, max_size=5).map(sorted).map(lambda days: acts(*days))


@pytest.mark.parametrize(("closes", "aside"), [(1, False), (2, True), (4, True), (5, False), (9, False)])
def test_the_last_act_before_a_rounds_close_counts_for_it(closes: int, aside: bool) -> None:
    assert ("milestones" in set_aside(acts(2, 5), closing(closes))) == aside


@given(ACTS, st.integers(0, 31))
def test_a_framework_is_not_asked_while_one_of_its_spans_has_the_rounds_close(done: list[Aside], closes: int) -> None:
    round_ = closing(closes)
    inside = any(span.start <= round_.until and not (span.end and span.end <= round_.until) for span in spans(done))
    assert (set_aside(done, round_) != {}) == inside
    assert (set_aside(done) != {}) == any(span.end is None for span in spans(done))


@given(ACTS, st.randoms())
def test_the_order_in_which_acts_are_given_changes_nothing(done: list[Aside], random: Random) -> None:
    mixed = random.sample(done, len(done))
    assert (set_aside(mixed), spans(mixed)) == (set_aside(done), spans(done))


def test_other_frameworks_are_asked_as_before(catalogue: Catalogue) -> None:
    frameworks = [catalogue[key] for key in KEYS]
    assert [each.key for each in asked(frameworks, acts(2), closing(3))] == ["ladder"]
    assert [each.key for each in asked(frameworks, acts(2), closing(1))] == [*KEYS]
    assert [each.key for each in asked(frameworks, [], closing(1))] == [*KEYS]
