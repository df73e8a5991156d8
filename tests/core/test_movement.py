"""Which services moved: each is in one list at most, and the ladder is counted apart from the items."""

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given

from assess.core.board import compare
from assess.core.movement import (
    Count,
    ServiceRow,
    count,
    far_apart,
    items_moved,
    ladder_moved,
    lowest,
    rose,
    service_rows,
    slipped,
)
from assess.core.taken import Taken
from rounds_by_hand import (
    AUTUMN,
    EQUAL,
    FRAMEWORKS,
    RUNG,
    SERVICES,
    SPRING,
    for_two_rounds,
    taken,
    taken_round,
    two_rounds,
)


def rows_of(before: Taken, after: Taken) -> dict[str, ServiceRow]:
    return {row.service.key: row for row in service_rows(compare(before, after), [before, after])}


def moves(before: Taken, after: Taken) -> dict[tuple[str, bool], list[int]]:
    """Return by how many levels items moved, and apart from them the rung: by service, and whether it is the rung."""
    levels = [
        {(row.service, row.framework, row.item): row.level for row in one.positions if row.level is not None}
        for one in (before, after)
    ]
    found: dict[tuple[str, bool], list[int]] = {}
    for service, *item in levels[0].keys() & levels[1].keys():
        key = (service, item[0], item[1])
        found.setdefault((service, tuple(item) == RUNG), []).append(levels[1][key] - levels[0][key])
    return found


def counted(steps: Iterable[int]) -> Count:
    moved = [*steps]
    return Count(sum(n > 0 for n in moved), moved.count(0), sum(n < 0 for n in moved))


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_items_and_ladder_equal_independent_counts(before: Taken, after: Taken) -> None:
    moved, comparison = moves(before, after), compare(before, after)
    items, rungs = (
        [n for (_, is_rung), steps in moved.items() if is_rung is which for n in steps] for which in (False, True)
    )
    assert items_moved(comparison) == counted(items)
    assert ladder_moved(comparison) == (counted(rungs) if rungs else None)
    for key, row in rows_of(before, after).items():
        own, climbed = moved.get((key, False), []), moved.get((key, True), [])
        assert row.items == counted(own)
        assert row.climb == (climbed[0] if climbed else None)
        assert row.is_compared == bool(own or climbed)


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_a_service_slipped_or_rose_or_neither_and_never_both(before: Taken, after: Taken) -> None:
    rows = list(rows_of(before, after).values())
    down, up = slipped(rows), rose(rows)
    assert not {row.service.key for row in down} & {row.service.key for row in up}
    for row in rows:
        assert row.slipped == ((row.climb or 0) < 0 or row.items.net < 0)
        assert row.rose == ((row.climb or 0) >= 0 and row.items.net >= 0 and (row.climb or 0) + row.items.net > 0)
    assert [row.order for row in down] == sorted(row.order for row in down)
    assert [row.order for row in up] == sorted((row.order for row in up), reverse=True)


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_swapping_the_rounds_turns_what_slipped_on_items_alone_into_what_rose(before: Taken, after: Taken) -> None:
    there, back = rows_of(before, after), rows_of(after, before)
    for key, row in there.items():
        if row.slipped and (row.climb or 0) <= 0 and row.items.net <= 0:
            assert back[key].rose


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_the_rungs_and_the_lowest_equal_the_positions(before: Taken, after: Taken) -> None:
    rows = rows_of(before, after)
    for key, row in rows.items():
        levels = [
            next((p.level for p in one.positions if p.service == key and (p.framework, p.item) == RUNG), None)
            for one in (before, after)
        ]
        assert [place and place.level for place in row.rungs] == levels
        assert (row.rung and row.rung.level) == levels[1]
    bottom = min((p.level for p in after.positions if (p.framework, p.item) == RUNG and p.level), default=None)
    assert all(row.rung and row.rung.level == bottom for row in lowest(list(rows.values())))
    assert bool(lowest(list(rows.values()))) == (bottom is not None)


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_voices_far_apart_equal_an_independent_count(before: Taken, after: Taken) -> None:
    apart = {
        (p.service, p.framework, p.item, p.service_level, p.people_level): abs(p.service_level - p.people_level)
        for p in after.positions
        if p.service_level is not None and p.people_level is not None
    }
    for key, row in rows_of(before, after).items():
        own = [steps for (service, *_), steps in apart.items() if service == key]
        assert (row.voices.both, row.voices.far_apart) == (len(own), sum(steps >= 2 for steps in own))
    found = far_apart(compare(before, after))
    compared = {p.service for p in before.positions} & {p.service for p in after.positions}
    wide = {key for key, steps in apart.items() if steps >= 2 and key[0] in compared}
    assert {(one.service.key, one.framework.key, one.item.key, one.own, one.people) for one in found} == wide
    steps = [abs(one.steps) for one in found]
    assert steps == sorted(steps, reverse=True)


def test_every_service_of_the_programme_has_a_row_also_those_that_were_silent() -> None:
    rows = rows_of(taken_round(SPRING), taken_round(AUTUMN))
    assert list(rows) == sorted(SERVICES)
    assert [key for key, row in rows.items() if not row.took_part] == ["e"]
    assert [key for key, row in rows.items() if not row.is_compared] == ["e", "f"]


def test_two_rounds_by_hand() -> None:
    comparison = two_rounds()
    assert items_moved(comparison) == Count(2, 5, 1)
    assert ladder_moved(comparison) == Count(2, 1, 1)
    rows = rows_of(taken_round(SPRING), taken_round(AUTUMN))
    # c lost three rungs and an item; a and b gained a rung and an item each.
    assert [row.service.key for row in slipped(list(rows.values()))] == ["c"]
    assert {row.service.key for row in rose(list(rows.values()))} == {"a", "b"}
    assert [row.service.key for row in lowest(list(rows.values()))] == ["d"]
    assert rows["c"].steps == {RUNG: -3, EQUAL: -1, ("principles", "holistic"): 0}
    assert [(one.service.key, one.item.key, one.own, one.people) for one in far_apart(comparison)] == [
        ("b", "equal", 3, 1)
    ]
    assert far_apart(comparison)[0].steps == -2


def test_a_level_that_was_changed_late_is_marked_where_the_voices_are_far_apart() -> None:
    spring, autumn = taken_round(SPRING), taken_round(AUTUMN)
    late = replace(autumn, positions=tuple(one._replace(changed_after=True) for one in autumn.positions))
    assert [one.changed_after for one in far_apart(compare(spring, late))] == [True]
    assert [one.changed_after for one in far_apart(compare(spring, autumn))] == [False]


def test_a_service_that_lost_a_rung_slipped_though_its_items_rose() -> None:
    spring, autumn = taken_round(SPRING), taken_round(AUTUMN)
    fallen = tuple(
        one._replace(level=3, service_level=3) if (one.service, one.item) == ("a", "overall") else one
        for one in autumn.positions
    )
    row = rows_of(spring, replace(autumn, positions=fallen))["a"]
    assert (row.climb, row.items.net) == (-1, 1)
    assert row.slipped
    assert not row.rose


def test_without_a_ladder_nobody_has_a_rung() -> None:
    rounds = [replace(one, frameworks=FRAMEWORKS[1:]) for one in (taken_round(SPRING), taken_round(AUTUMN))]
    rows = rows_of(*rounds)
    assert {row.climb for row in rows.values()} == {None}
    assert lowest(list(rows.values())) == []
    assert ladder_moved(compare(*rounds)) is None


def test_a_count_knows_its_balance() -> None:
    assert count([1, 2, 0, -1]) == Count(2, 1, 1)
    assert (count([1, 2, 0, -1]).net, count([1, 2, 0, -1]).n) == (1, 4)
