"""Two rounds of a programme: rules that hold for every comparison."""

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess import wording
from assess.core.actions import Action, ActionState
from assess.core.board import compare, courses, done_between, progress_by_action
from assess.core.programme import Service
from assess.core.taken import Taken
from assess.core.voices import lower_median
from rounds_by_hand import (
    AUTUMN,
    EQUAL,
    FRAMEWORKS,
    HOLISTIC,
    ITEMS,
    RUNG,
    SCALES,
    SERVICES,
    SPRING,
    asked_people_otherwise,
    for_two_rounds,
    position,
    taken,
    taken_round,
    two_rounds,
    two_rounds_in_other_words,
)


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_swapping_the_rounds_flips_every_sign(before: Taken, after: Taken) -> None:
    there, back = compare(before, after), compare(after, before)
    assert there.moved == back.moved[::-1]
    assert [(one.key, one.up, one.same, one.down) for one in there.items] == [
        (one.key, one.down, one.same, one.up) for one in back.items
    ]
    steps = {(one.key, move.service.key): move.steps for one in there.items for move in one.moves}
    assert {(one.key, move.service.key): -move.steps for one in back.items for move in one.moves} == steps


@for_two_rounds
@given(taken())
def test_a_round_compared_with_itself_is_all_the_same(one: Taken) -> None:
    found = compare(one, one)
    assert found.moved[0] == found.moved[2] == 0
    assert not wording.board.left_out(found)
    assert not found.differences


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN), st.sampled_from(SCALES["ladder"]))
def test_a_service_that_is_in_one_round_only_changes_nothing_but_what_was_left_out(
    before: Taken, after: Taken, level: int
) -> None:
    newcomer = Service("z", "Zed", "Org", "home care", "North", "one")
    more = replace(
        after,
        services={**SERVICES, "z": newcomer},
        positions=(*after.positions, position("z", AUTUMN, ITEMS[0], level, None)),
        submitted={**after.submitted, "z": datetime(2026, 9, 5)},  # noqa: DTZ001 - the store's times are UTC and say so
    )
    found, plain = compare(replace(before, services=more.services), more), compare(before, after)
    assert (found.services, found.moved) == (plain.services, plain.moved)
    assert [(one.key, one.moves) for one in found.items] == [(one.key, one.moves) for one in plain.items]
    assert newcomer in found.left_out.services_after


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_what_moved_equals_an_independent_count_with_pandas(before: Taken, after: Taken) -> None:
    facts = ["service", "framework", "item", "level"]
    tables = [
        pd.DataFrame([[getattr(p, name) for name in facts] for p in one.positions], columns=facts)
        for one in (before, after)
    ]
    both = tables[0].merge(tables[1], on=facts[:3])
    # Levels of the core frameworks are consecutive whole numbers, so their difference counts the steps.
    steps = (both["level_y"] - both["level_x"]).astype(int)
    assert compare(before, after).moved == (int((steps > 0).sum()), int((steps == 0).sum()), int((steps < 0).sum()))


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_gaps_equal_an_independent_count(before: Taken, after: Taken) -> None:
    found = compare(before, after)
    common = {service.key for service in found.services}
    for gap in found.gaps:
        apart = [
            abs((p.service_level or 0) - p.people_level)
            for p in after.positions
            if p.service in common and (p.framework, p.item) == gap.key and p.people_level is not None
        ]
        assert gap.after.flagged == sum(difference >= 2 for difference in apart)


@given(st.lists(st.integers(1, 7), min_size=1, max_size=20))
def test_a_median_is_one_of_the_levels_that_were_given(levels: list[int]) -> None:
    assert lower_median(levels) in levels


def test_a_late_submission_is_said_to_be_late() -> None:
    late = datetime(2026, 6, 2)  # noqa: DTZ001 - the store's times are UTC and say so
    one = Taken(SPRING, {"a": SERVICES["a"], "b": SERVICES["b"]}, FRAMEWORKS, (), {"a": late})
    assert [service.key for service in one.turnout.late] == ["a"]
    assert [service.key for service in one.turnout.missing] == ["b"]


@pytest.mark.parametrize("count", [2, 3])
def test_weak_everywhere_needs_three_services(count: int) -> None:
    keys = sorted(SERVICES)[:count]
    lowest = SCALES[ITEMS[1][0]][0]
    rounds = [
        Taken(each, SERVICES, FRAMEWORKS, tuple(position(key, each, ITEMS[1], lowest, None) for key in keys), {})
        for each in (SPRING, AUTUMN)
    ]
    assert bool(compare(*rounds).weak_everywhere) == (count >= 3)


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN))
def test_ratings_with_an_action_and_those_without_add_up(before: Taken, after: Taken) -> None:
    comparison = compare(before, after)
    acted = {("a", *item) for item in ITEMS}
    with_action, without = progress_by_action(comparison, acted)
    both = tuple(getattr(with_action, way) + getattr(without, way) for way in ("up", "same", "down"))
    assert both == comparison.moved
    assert with_action.n == sum(move.service.key == "a" for change in comparison.items for move in change.moves)


@pytest.mark.parametrize(
    ("state", "made", "counts"),
    [
        ("done", date(2026, 3, 1), True),
        ("done", date(2026, 11, 30), True),
        ("done", date(2026, 2, 28), False),
        ("done", date(2026, 12, 1), False),
        ("under way", date(2026, 6, 1), False),
        ("dropped", date(2026, 6, 1), False),
    ],
)
def test_only_an_action_promised_between_the_rounds_and_done_counts(
    state: ActionState, made: date, counts: bool
) -> None:
    action = Action("1", "a", "spring", *EQUAL, 1, 3, "Share the chair", "Manager", "Carer", made, state, made)
    assert done_between([action], SPRING, AUTUMN) == ({("a", *EQUAL)} if counts else frozenset())


def test_a_course_has_each_item_that_was_ever_rated_in_every_round() -> None:
    rounds = [taken_round(SPRING), taken_round(AUTUMN)]
    found = {(course.framework.key, course.item.key): course for course in courses(rounds)}
    assert list(found) == [RUNG, HOLISTIC, ("principles", "positive"), EQUAL, ("milestones", "information")]
    assert [round_.key for round_, _ in found[EQUAL].rounds] == ["spring", "autumn"]
    assert [sum(counts.values()) for _, counts in found["milestones", "information"].rounds] == [1, 0]


def test_two_rounds_counted_by_hand() -> None:
    found = two_rounds()
    assert found.moved == (4, 6, 2)
    assert [service.key for service in found.services] == ["a", "b", "c", "d"]
    assert [(one.key, one.n, one.up, one.down) for one in found.items] == [
        (RUNG, 4, 2, 1),
        (HOLISTIC, 4, 0, 0),
        (EQUAL, 4, 2, 1),
    ]
    assert found.left_out.ratings == 0


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN), st.sampled_from(ITEMS))
def test_what_people_read_in_other_words_is_not_compared_and_the_services_levels_are(
    before: Taken, after: Taken, key: tuple[str, str]
) -> None:
    usual, found = compare(before, after), compare(asked_people_otherwise(before, key), after)
    assert (found.items, found.differences, found.services) == (usual.items, usual.differences, usual.services)
    for gap, same in zip(found.gaps, usual.gaps, strict=True):
        assert gap.apart == same.apart
        assert gap.same_words is (gap.key != key)
        assert gap.verdict == (None if gap.key == key else same.verdict)
    heard_twice = {gap.item.key for gap in usual.gaps if gap.key == key and gap.before.n and gap.after.n}
    assert {item.key for item in found.left_out.reworded} == heard_twice
    assert usual.left_out.reworded == ()


def test_one_item_reworded_items_for_people_leaves_its_gaps_uncompared() -> None:
    (gap,) = two_rounds_in_other_words().gaps
    assert (gap.key, gap.before.flagged, gap.after.flagged, gap.verdict) == (EQUAL, 1, 1, None)
    assert [item.key for item in two_rounds_in_other_words().left_out.reworded] == ["equal"]
