"""One voice's own levels in place of those that count: what people say is compared with what people said."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core.board import Comparison, as_people_say, compare
from assess.core.finding import finding
from assess.core.movement import service_rows
from assess.core.position import Whose
from assess.core.progress import item_rows
from assess.core.taken import Taken
from rounds_by_hand import (
    AUTUMN,
    EQUAL,
    HOLISTIC,
    RUNG,
    SPRING,
    asked_people_otherwise,
    taken,
    taken_round,
    two_rounds,
)

VIEWS: tuple[Whose, ...] = ("", "service", "people")


def seen(before: Taken, after: Taken, whose: Whose) -> Comparison:
    return compare(before.seen_by(whose, after), after.seen_by(whose, after))


def moves(comparison: Comparison) -> dict[tuple[tuple[str, str], str], tuple[int, int]]:
    return {(item.key, one.service.key): (one.before, one.after) for item in comparison.items for one in item.moves}


def test_people_are_compared_where_they_were_heard_in_both_rounds() -> None:
    found = as_people_say(two_rounds())
    assert moves(found) == {(EQUAL, "a"): (3, 3), (EQUAL, "b"): (2, 1)}
    assert [service.key for service in found.services] == ["a", "b"]
    assert [service.key for service in found.left_out.services_after] == ["c"]
    assert {row.service.key for row in service_rows(found, [found.before, found.after]) if row.took_part} == set("abc")


def test_a_level_that_both_agreed_on_is_left_out_of_the_services_own_view_and_of_peoples() -> None:
    def agreed(one: Taken) -> Taken:
        return replace(
            one, positions=tuple(each._replace(level=4, agreed_level=4, voice="agreed") for each in one.positions)
        )

    before, after = agreed(taken_round(SPRING)), agreed(taken_round(AUTUMN))
    assert set(moves(compare(before, after)).values()) == {(4, 4)}
    plain = compare(taken_round(SPRING), taken_round(AUTUMN))
    assert moves(seen(before, after, "service")) == moves(plain)
    assert moves(seen(before, after, "people")) == moves(as_people_say(plain))
    assert not seen(before, after, "service").after.agreed
    assert not seen(before, after, "people").differences


def test_levels_that_people_gave_to_other_words_are_in_no_picture_and_are_named_as_left_out() -> None:
    before, after = asked_people_otherwise(taken_round(SPRING), EQUAL), taken_round(AUTUMN)
    found = seen(before, after, "people")
    assert not found.items
    assert [item.key for item in found.left_out.reworded] == ["equal"]
    assert not found.left_out.items_after
    assert not found.before.distribution(EQUAL).keys() - {0, 1, 2, 3, 4}
    assert set(found.before.distribution(EQUAL).values()) == {0}
    (row,) = item_rows(replace(found, services=tuple(after.services.values())), [found.before, found.after])
    assert [place and place.level for place in row.places] == [None, 2]
    # The levels of the services are compared as before.
    assert moves(seen(before, after, "service")) == moves(two_rounds())


def test_an_item_that_only_people_are_asked_has_its_place_in_their_view() -> None:
    def asked_of_people(one: Taken) -> Taken:
        rows = [
            each._replace(level=None, service_level=None, voice="people", people_level=each.level, people=7)
            for each in one.positions
            if (each.framework, each.item) == HOLISTIC
        ]
        return replace(one, positions=tuple(rows))

    before, after = (asked_of_people(taken_round(one)) for one in (SPRING, AUTUMN))
    assert not compare(before, after).items
    found = seen(before, after, "people")
    assert [(change.key, change.n) for change in found.items] == [(HOLISTIC, 4)]
    assert found.people_answered
    assert [row.key for row in item_rows(found, [found.before, found.after])] == [HOLISTIC]


def test_people_alone_can_change_which_way_it_goes() -> None:
    def with_people(one: Taken, level: int) -> Taken:
        rows = [
            each._replace(people_level=level, people=5) if (each.framework, each.item) != RUNG else each
            for each in one.positions
        ]
        return replace(one, positions=tuple(rows))

    before, after = with_people(taken_round(SPRING), 3), with_people(taken_round(SPRING), 1)
    assert finding(compare(before, after)).on_items == "holds"
    assert finding(seen(before, after, "people")).on_items == "slips"


@settings(max_examples=30)
@given(taken(SPRING), taken(AUTUMN))
def test_what_counts_is_the_view_of_a_round_that_nobody_chose(before: Taken, after: Taken) -> None:
    assert seen(before, after, "") == compare(before, after)


@pytest.mark.parametrize("whose", VIEWS)
@settings(max_examples=15)
@given(before=taken(SPRING), after=taken(AUTUMN))
def test_a_view_is_chosen_again_from_any_other(whose: Whose, before: Taken, after: Taken) -> None:
    for other in VIEWS:
        assert before.seen_by(other, after).seen_by(whose, after) == before.seen_by(whose, after)


@settings(max_examples=30)
@given(taken(SPRING), taken(AUTUMN), st.data())
def test_what_people_said_says_nothing_in_the_services_own_view(
    before: Taken, after: Taken, data: st.DataObject
) -> None:
    other = replace(
        after,
        positions=tuple(
            each._replace(people_level=data.draw(st.none() | st.integers(0, 4)), people=5) for each in after.positions
        ),
    )
    assert moves(seen(before, other, "service")) == moves(seen(before, after, "service"))
