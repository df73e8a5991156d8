"""A programme over all its rounds: columns of thirds, and where the middle service stands."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from statistics import median_low

from hypothesis import given
from hypothesis import strategies as st

from assess.core.answers import ItemKey
from assess.core.board import compare
from assess.core.position import Position
from assess.core.progress import Place, columns, headline_of, item_rows, shown_rounds
from assess.core.taken import Taken
from rounds_by_hand import AUTUMN, EQUAL, FRAMEWORKS, HOLISTIC, LADDER, RUNG, SPRING, for_two_rounds, taken, taken_round

AFTER_BOTH = date(2027, 1, 15)
WHILE_OPEN = date(2026, 10, 1)
THIRDS: Mapping[str, tuple[int, int]] = {"ladder": (3, 5), "principles": (1, 2), "milestones": (1, 2)}


def known(one: Taken) -> list[Position]:
    """Return the positions with a level."""
    return [row for row in one.positions if row.level is not None]


def in_both(before: Taken, after: Taken) -> set[str]:
    return {row.service for row in known(before)} & {row.service for row in known(after)}


def by_item(rows: Iterable[Position], services: set[str]) -> dict[ItemKey, list[Position]]:
    """Return the positions of these services, item by item."""
    found: dict[ItemKey, list[Position]] = {}
    for row in rows:
        if row.service in services:
            found.setdefault((row.framework, row.item), []).append(row)
    return found


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_columns_equal_an_independent_count(before: Taken, after: Taken) -> None:
    for framework in FRAMEWORKS:
        found = columns([before, after], framework.key, AFTER_BOTH)
        low, middle = THIRDS[framework.key]
        for column, one in zip(found, (before, after), strict=True):
            levels = [row.level for row in known(one) if row.framework == framework.key and row.level is not None]
            assert column.low == sum(level <= low for level in levels)
            assert column.middle == sum(low < level <= middle for level in levels)
            assert column.high == sum(level > middle for level in levels)
            assert column.took_part == len({row.service for row in known(one)})
            assert column.n == len(levels)


def test_a_round_that_is_open_has_its_numbers_so_far_and_no_place_in_the_strips() -> None:
    spring, autumn = taken_round(SPRING), taken_round(AUTUMN)
    assert [column.is_open for column in columns([spring, autumn], "ladder", WHILE_OPEN)] == [False, True]
    summer = replace(spring, round=replace(SPRING, key="summer"))
    comparison = compare(spring, summer)
    shown = shown_rounds([spring, summer, autumn], comparison, WHILE_OPEN)
    assert [one.round.key for one in shown] == ["spring", "summer"]
    assert len(shown_rounds([spring, summer, autumn], comparison, AFTER_BOTH)) == 3
    # A viewer who compares an open round sees it.
    assert len(shown_rounds([spring, autumn], compare(spring, autumn), WHILE_OPEN)) == 2


def test_a_framework_that_a_round_did_not_ask_has_no_column_there() -> None:
    without = replace(taken_round(SPRING), frameworks=FRAMEWORKS[:1])
    assert [one.round.key for one in columns([without, taken_round(AUTUMN)], "principles", AFTER_BOTH)] == ["autumn"]
    assert columns([without], "conditions", AFTER_BOTH) == ()


def test_of_the_ladder_only_the_headline_is_counted_and_it_is_known_by_its_key() -> None:
    assert headline_of(taken_round(SPRING)) == RUNG
    assert headline_of(replace(taken_round(SPRING), frameworks=FRAMEWORKS[1:])) is None
    spring = taken_round(SPRING)
    further = [one._replace(item="plan") for one in spring.positions if one.framework == "ladder"]
    (column,) = columns([replace(spring, positions=(*spring.positions, *further))], "ladder", AFTER_BOTH)
    assert column.n == len(further)


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN), st.booleans())
def test_the_middle_of_an_item_equals_an_independent_count(before: Taken, after: Taken, is_reversed: bool) -> None:
    shown = [after, before] if is_reversed else [before, after]
    comparison = compare(before, after)
    both = in_both(before, after)
    tables = [by_item(known(one), both) for one in shown]
    rows = item_rows(comparison, shown)
    for row in rows:
        for place, table in zip(row.places, tables, strict=True):
            levels = [each.level for each in table.get(row.key, []) if each.level is not None]
            assert (place and place.level) == (median_low(levels) if levels else None)
    assert {row.key for row in rows} == set(by_item(known(after), both))


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_voices_of_an_item_count_services(before: Taken, after: Taken) -> None:
    tables = by_item(known(after), in_both(before, after))
    for row in item_rows(compare(before, after), [after]):
        voices = [(each.service_level, each.people_level) for each in tables.get(row.key, [])]
        apart = [abs(own - people) for own, people in voices if own is not None and people is not None]
        assert (row.both_voices, row.far_apart) == (len(apart), sum(steps >= 2 for steps in apart))


def test_two_rounds_by_hand() -> None:
    spring, autumn = taken_round(SPRING), taken_round(AUTUMN)
    rows = {row.key: row for row in item_rows(compare(spring, autumn), [spring, autumn])}
    assert list(rows) == [RUNG, HOLISTIC, ("principles", "positive"), EQUAL]
    assert rows[RUNG].places == (Place(LADDER, 4), Place(LADDER, 3))
    # Two services rated it in one round each, so that nothing moved.
    positive = rows["principles", "positive"]
    assert positive.change is None
    assert [place and place.level for place in positive.places] == [2, 2]
