"""Which rounds a year has, and which two are compared for it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assess.core import year
from assess.core.programme import Round

TODAY = date(2026, 11, 30)


def round_(name: str, opens: date, closes: date, ended: datetime | None = None) -> Round:
    return Round(name, "fernshire", name, opens, closes, ended=ended)


ROUNDS = [
    round_("a", date(2024, 9, 1), date(2025, 2, 28)),
    round_("b", date(2025, 3, 1), date(2025, 8, 31)),
    round_("c", date(2025, 9, 1), date(2026, 2, 28)),
    round_("d", date(2026, 3, 1), date(2026, 8, 31)),
    round_("e", date(2026, 9, 1), date(2027, 2, 28)),
]


def test_a_round_belongs_to_the_year_in_which_it_closed_and_an_open_one_to_none() -> None:
    assert year.years(ROUNDS, TODAY) == [2026, 2025]
    assert [each.key for each in year.of_year(ROUNDS, 2026, TODAY)] == ["c", "d"]
    assert year.closed_in(ROUNDS[-1], TODAY) is None


def test_a_round_that_was_closed_early_belongs_to_the_year_of_its_end() -> None:
    early = round_(
        "early", date(2025, 11, 1), date(2026, 2, 28), datetime(2025, 12, 1, 12, tzinfo=UTC).replace(tzinfo=None)
    )
    assert year.closed_in(early, TODAY) == 2025


def test_the_last_round_of_a_year_is_compared_with_the_last_one_before_it() -> None:
    assert [each.key for each in year.compared(ROUNDS, 2026, TODAY)] == ["b", "d"]


def test_a_first_year_compares_its_own_rounds_and_a_single_round_stands_alone() -> None:
    assert [each.key for each in year.compared(ROUNDS, 2025, TODAY)] == ["a", "b"]
    assert [each.key for each in year.compared(ROUNDS[:1], 2025, TODAY)] == ["a", "a"]


@given(st.lists(st.tuples(st.dates(date(2018, 1, 1), date(2026, 12, 1)), st.integers(1, 400)), max_size=8))
def test_every_closed_round_is_in_one_year_and_what_is_compared_is_in_order(days: list[tuple[date, int]]) -> None:
    rounds = [round_(str(place), opens, opens + timedelta(days=long)) for place, (opens, long) in enumerate(days)]
    of_years = [each for found in year.years(rounds, TODAY) for each in year.of_year(rounds, found, TODAY)]
    assert sorted(each.key for each in of_years) == sorted(each.key for each in rounds if each.has_closed(TODAY))
    for found in year.years(rounds, TODAY):
        before, after = year.compared(rounds, found, TODAY)
        assert before.until <= after.until
        assert after == year.of_year(rounds, found, TODAY)[-1]
