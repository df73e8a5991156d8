from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.board import compare
from assess.core.movement import service_rows
from assess.core.taken import Taken, count_at_levels, items_in
from assess.core.voices import people_turnout
from rounds_by_hand import (
    AUTUMN,
    EQUAL,
    FRAMEWORKS,
    HOLISTIC,
    ITEMS,
    SERVICES,
    SPRING,
    for_two_rounds,
    position,
    taken,
    taken_round,
)


@given(st.lists(st.integers(0, 4)))
def test_every_level_of_the_scale_is_counted_even_where_nobody_stands(levels: list[int]) -> None:
    counts = count_at_levels(range(5), levels)
    assert list(counts) == [0, 1, 2, 3, 4]
    assert sum(counts.values()) == len(levels)


@for_two_rounds
@given(taken())
def test_a_distribution_counts_every_service_that_rated_the_item(one: Taken) -> None:
    for item in ITEMS:
        assert sum(one.distribution(item).values()) == len(one.rated.get(item, {}))
    assert one.distribution(("gone", "gone")) == {}


@for_two_rounds
@given(taken(), st.sets(st.sampled_from(sorted(SERVICES))))
def test_a_round_of_some_services_has_nothing_of_the_others(one: Taken, services: set[str]) -> None:
    some = one.only(services)
    assert some.services.keys() == services
    assert {position.service for position in some.positions} <= services
    assert some.submitted.keys() <= services
    assert one.only(SERVICES) is one


def test_positions_off_the_scale_or_of_strangers_are_set_aside() -> None:
    odd = replace(
        taken_round(SPRING),
        positions=(position("a", SPRING, EQUAL, 9, None), position("z", SPRING, EQUAL, 2, None)),
    )
    assert odd.rated == {}


def test_what_only_people_said_does_not_make_a_service_count() -> None:
    only_people = position("a", SPRING, EQUAL, 2, 2)._replace(voice="people", level=None, service_level=None)
    assert replace(taken_round(SPRING), positions=(only_people,)).counted == frozenset()


def test_the_gap_is_the_services_level_above_peoples() -> None:
    assert taken_round(SPRING).gaps(EQUAL) == {"a": -2, "b": 0}
    assert taken_round(AUTUMN).gaps(EQUAL) == {"a": 0, "b": 2, "c": 0}
    assert taken_round(AUTUMN).gaps(HOLISTIC) == {}


def test_an_experience_has_no_gap_in_any_count() -> None:
    autumn = taken_round(AUTUMN)
    lived = replace(autumn, positions=tuple(each._replace(is_experience=True) for each in autumn.positions))
    assert lived.gaps(EQUAL) == {}
    assert any(row.voices.both for row in service_rows(compare(taken_round(SPRING), autumn), []))
    assert not any(row.voices.both for row in service_rows(compare(taken_round(SPRING), lived), []))


def test_those_who_dont_know_are_among_those_who_are_shown() -> None:
    heard = position("a", AUTUMN, EQUAL, 2, 2)._replace(people=6, unsure=7)
    turnout = people_turnout(13, has_ended=True, is_unfinished=False)
    one = replace(taken_round(AUTUMN), positions=(heard,), people_in={"a": turnout})
    assert (one.people, one.unshown) == ({"a": 13}, {})


@pytest.mark.parametrize(("month", "late"), [(5, 0), (6, 1)])
def test_a_roll_call_adds_up_to_the_services(month: int, late: int) -> None:
    at = datetime(2026, month, 20)  # noqa: DTZ001 - the store's times are UTC
    turnout = replace(taken_round(SPRING), submitted={"a": at, "z": at}).turnout
    assert (len(turnout.in_time), len(turnout.late), len(turnout.missing)) == (1 - late, late, 5)
    assert (turnout.submitted, turnout.expected) == (1, 6)


def test_an_item_is_worded_as_in_the_last_round_that_asked_it() -> None:
    older = FRAMEWORKS[1].model_copy(update={"title": "As it was", "items": FRAMEWORKS[1].items[:1]})
    before = replace(taken_round(SPRING), frameworks=(older,))
    found = items_in([before, taken_round(AUTUMN)])
    assert found[HOLISTIC][0].title == FRAMEWORKS[1].title
    assert items_in([taken_round(AUTUMN), before])[HOLISTIC][0].title == "As it was"
    assert found.keys() == {(one.key, item.key) for one in FRAMEWORKS for item in one.items}


def test_who_answered_and_stands_in_no_level_is_counted_where_answering_has_ended_and_the_service_counts() -> None:
    """Six people stand in a level at each of a, b and c; e does not count in autumn."""
    ended = {
        key: people_turnout(heads, has_ended=True, is_unfinished=False)
        for key, heads in {"a": 9, "b": 6, "d": 5, "e": 8}.items()
    }
    still_open = people_turnout(10, has_ended=False, is_unfinished=True)
    held = replace(taken_round(AUTUMN), people_in={**ended, "c": still_open})
    assert held.unshown == {"a": 3, "d": 5}
    assert held.only(["b", "c"]).unshown == taken_round(AUTUMN).unshown == {}
    assert [key for key in SERVICES if held.has_people(key)] == ["a", "b", "c", "d", "e"]
    few = people_turnout(4, has_ended=True, is_unfinished=False)
    assert not replace(held, people_in={"a": few}).has_people("a")
