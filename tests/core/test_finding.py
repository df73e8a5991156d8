"""What a board should know first, by rule."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.board import compare
from assess.core.finding import (
    Finding,
    Heard,
    direction,
    finding,
    heard,
    heard_earlier,
    items_that_moved,
    most_moved,
    weakest,
)
from assess.core.movement import Count, items_moved, ladder_moved, service_rows
from assess.core.progress import item_rows
from assess.core.taken import Taken
from rounds_by_hand import (
    AUTUMN,
    RUNG,
    SPRING,
    for_two_rounds,
    taken,
    taken_round,
    two_rounds,
    two_rounds_in_other_words,
)

COUNTS = st.builds(Count, st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))


@given(COUNTS)
def test_a_direction_follows_the_balance_and_holds_below_the_threshold(moved: Count) -> None:
    way = direction(moved)
    net = moved.up - moved.down
    if way == "holds":
        assert abs(net) < 2 or 20 * abs(net) < moved.n
    else:
        assert (net > 0) == (way == "climbs")
        assert abs(net) >= 2
        assert 20 * abs(net) >= moved.n
    assert direction(Count(moved.down, moved.same, moved.up)) == {"climbs": "slips", "slips": "climbs"}.get(way, way)


@pytest.mark.parametrize(
    ("moved", "way"),
    [
        (Count(17, 72, 11), "climbs"),
        (Count(0, 7, 2), "slips"),
        (Count(5, 26, 4), "holds"),
        (Count(1, 0, 0), "holds"),
        (Count(20, 80, 16), "holds"),
        (Count(0, 9, 0), "holds"),
    ],
)
def test_a_net_of_one_or_of_less_than_a_twentieth_is_no_climb(moved: Count, way: str) -> None:
    assert direction(moved) == way


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_a_finding_rests_on_both_counts(before: Taken, after: Taken) -> None:
    comparison = compare(before, after)
    found = finding(comparison)
    assert (found.items, found.ladder) == (items_moved(comparison), ladder_moved(comparison))
    assert (found.on_ladder is None) == (comparison.ladder is None)
    assert (found.on_items is None) == (not found.items.n)


def test_what_is_not_compared_goes_nowhere() -> None:
    assert Finding(Count(0, 0, 0), None).on_items is None
    assert Finding(Count(0, 0, 0), None).on_ladder is None


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_the_weakest_items_are_named_with_all_that_are_level_with_the_last(before: Taken, after: Taken) -> None:
    comparison = compare(before, after)
    found = weakest(comparison, most=1)
    shares = [
        Fraction(change.low, change.n)
        for change in comparison.items
        if change.low and change.n >= 3 and change.key != RUNG
    ]
    assert [Fraction(change.low, change.n) for change in found] == sorted(shares)[-1:] * shares.count(
        max(shares, default=Fraction(0))
    )


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_voices_count_services(before: Taken, after: Taken) -> None:
    rows = service_rows(compare(before, after), [])
    both = {p.service for p in before.positions} & {p.service for p in after.positions}
    compared = {row.service.key for row in rows if row.is_compared}
    apart = {
        p.service: max(
            abs((q.service_level or 0) - q.people_level)
            for q in after.positions
            if q.service == p.service and q.people_level is not None
        )
        for p in after.positions
        if p.people_level is not None and p.service in compared
    }
    assert compared <= both
    assert heard(rows) == Heard(len(compared), len(apart), sum(steps >= 2 for steps in apart.values()))


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_voices_of_the_earlier_round_count_the_same_services(before: Taken, after: Taken) -> None:
    both = {p.service for p in before.positions} & {p.service for p in after.positions}
    apart: dict[str, int] = {}
    for p in before.positions:
        if p.service in both and p.people_level is not None and p.service_level is not None:
            apart[p.service] = max(apart.get(p.service, 0), abs(p.service_level - p.people_level))
    found = heard_earlier(compare(before, after))
    assert found == Heard(len(both), len(apart), sum(steps >= 2 for steps in apart.values()))


def test_voices_of_an_earlier_round_reworded_items_are_marked() -> None:
    assert heard_earlier(two_rounds_in_other_words()) == replace(heard_earlier(two_rounds()), is_reworded=True)


def test_items_that_moved_are_in_order_and_ties_are_named_together() -> None:
    rows = item_rows(two_rounds(), [taken_round(SPRING), taken_round(AUTUMN)])
    up, down = items_that_moved(rows)
    assert [row.item.key for row in up] == ["overall", "equal"]
    assert down == []
    assert most_moved(up) == up
    assert most_moved([]) == []
