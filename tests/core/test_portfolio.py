"""Many services at once: what is weak, what a row counts, and what is unknown."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core import portfolio
from assess.core.framework import Framework
from assess.core.portfolio import Choice, Count, Figures, Rated
from assess.core.position import Position
from rounds_by_hand import FRAMEWORKS, LADDER, PRINCIPLES
from stood import AUTUMN, LARKRISE, voices_on

VIEW = portfolio.view(FRAMEWORKS, LADDER)
EQUAL, HOLISTIC = ("principles", "equal"), ("principles", "holistic")
LEVELS = st.dictionaries(st.integers(-1, 6), st.integers(0, 40))


def on(*positions: Position, before: tuple[Position, ...] = ()) -> Rated:
    now, then = ({(one.framework, one.item): one for one in part} for part in (positions, before))
    return Rated(LARKRISE, "autumn", AUTUMN.closes, now, then)


def count(item: str, low: int, n: int) -> Count:
    return Count(PRINCIPLES, PRINCIPLES.item(item), {"low": low, "middle": n - low, "high": 0})


@given(LEVELS)
def test_thirds_hold_every_level_of_the_scale_once_and_no_other(levels: dict[int, int]) -> None:
    for framework in FRAMEWORKS:
        thirds = portfolio.thirds(framework, levels)
        assert sum(thirds.values()) == sum(n for value, n in levels.items() if value in framework.values)
        assert thirds["low"] == sum(levels.get(value, 0) for value in framework.lower_half)


@given(LEVELS)
def test_the_middle_service_has_at_least_half_of_them_at_its_level_or_above(levels: dict[int, int]) -> None:
    middle = portfolio.middle(PRINCIPLES, levels)
    known = {value: n for value, n in levels.items() if value in PRINCIPLES.values and n}
    assert (middle is None) == (not known)
    if middle is not None:
        n = sum(known.values())
        assert 2 * sum(one for value, one in known.items() if value >= middle) >= n
        assert 2 * sum(one for value, one in known.items() if value < middle) < n


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted), max_size=8))
def test_the_weakest_are_the_largest_shares_with_all_ties(pairs: list[list[int]]) -> None:
    counts = [
        Count(PRINCIPLES, item, {"low": low, "middle": n - low, "high": 0})
        for item, (low, n) in zip(PRINCIPLES.items, pairs, strict=False)
    ]
    found = portfolio.weakest(counts)
    others = [one for one in counts if one not in found and one.low and one.n >= 3]
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)
    assert all(one.low and one.n >= 3 for one in found)
    assert all(one.share < found[-1].share for one in others)
    assert len(found) >= 3 or not others


@pytest.mark.parametrize(("low", "n", "is_weak"), [(2, 3, True), (24, 36, True), (23, 36, False), (2, 2, False)])
def test_an_item_is_weak_where_two_thirds_of_three_or_more_stand_low(low: int, n: int, is_weak: bool) -> None:
    assert count("equal", low, n).is_weak is is_weak


def test_the_ladder_is_counted_apart_from_the_items() -> None:
    rung = voices_on("overall", 6, 4)._replace(framework="ladder", level=6)
    before = (rung._replace(level=7), voices_on("equal", 0, None), voices_on("holistic", 2, None))
    found = portfolio.figures(VIEW, on(rung, voices_on("equal", 1, 3), voices_on("holistic", 2, 3), before=before))
    assert found == Figures(low=1, up=1, down=0, same=1, climb=-1, both=3, apart=2)


def test_a_level_of_another_scale_is_unknown_and_moves_nothing() -> None:
    facts = PRINCIPLES.model_dump()
    narrow = portfolio.view([Framework.model_validate({**facts, "levels": facts["levels"][:3]})], LADDER)
    rated = on(voices_on("equal", 4, 1), before=(voices_on("equal", 1, None),))
    assert portfolio.level_of(narrow, rated.now, EQUAL) is None
    assert portfolio.steps_of(narrow, rated, EQUAL) is None
    assert portfolio.gap_of(narrow, rated, EQUAL) is None
    assert portfolio.level_of(VIEW, rated.now, EQUAL) == 4
    assert (portfolio.steps_of(VIEW, rated, EQUAL), portfolio.gap_of(VIEW, rated, EQUAL)) == (3, 3)


def test_a_service_that_rated_nothing_counts_nothing() -> None:
    assert portfolio.figures(VIEW, on()) == Figures(0, 0, 0, 0, None, 0, 0)


def test_views_are_equal_when_their_items_and_wording_are() -> None:
    assert portfolio.view(FRAMEWORKS, LADDER) == VIEW
    assert hash(portfolio.view(FRAMEWORKS, LADDER)) == hash(VIEW)
    assert portfolio.view(FRAMEWORKS[:2], LADDER) != VIEW


COUNTS = st.dictionaries(
    st.text("abc", min_size=1, max_size=4),
    st.dictionaries(st.sampled_from([EQUAL, HOLISTIC]), st.dictionaries(st.integers(0, 4), st.integers(1, 9))),
    max_size=60,
)


@given(levels=COUNTS, sort=st.sampled_from(["name", "low", "rung", "principles/equal"]))
def test_pages_have_every_group_once_in_the_order_that_is_chosen(
    levels: dict[str, dict[tuple[str, str], dict[int, int]]], sort: str
) -> None:
    choice = Choice(sort=sort, rows=7)
    pages = [
        portfolio.groups(VIEW, levels, replace(choice, page=page)) for page in range(portfolio.pages(len(levels), 7))
    ]
    assert all(len(page) <= 7 for page in pages)
    groups = [group for page in pages for group in page]
    assert sorted(group.name for group in groups) == sorted(levels)
    if sort == "principles/equal":
        middles = [portfolio.middle(PRINCIPLES, group.levels.get(EQUAL, {})) for group in groups]
        known = [level for level in middles if level is not None]
        assert middles == sorted(known) + [None] * (len(middles) - len(known))
    elif sort != "low":
        assert [group.name for group in groups] == sorted(levels)
