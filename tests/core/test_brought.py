"""An import of people's answers changes nothing that may be seen of them, for any mix of people and groups."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core import counts, voices
from assess.core.answers import Answer
from assess.core.brought import Brought, Finished, Heard, as_people
from assess.core.counts import WHO, Who
from assess.core.errors import InputError
from assess.core.position import Position
from assess.core.voices import Counting, Rating, Said, Turnout, people_turnout

ITEMS = [("principles", item) for item in ("equal", "inclusive", "open")]
AT = datetime(2026, 6, 1, tzinfo=UTC)
answers = st.lists(st.sampled_from([None, -1, 0, 1, 2]), min_size=len(ITEMS), max_size=len(ITEMS)).map(
    lambda said: [
        Answer(*key, level if level >= 0 else None, dont_know=level < 0)
        for key, level in zip(ITEMS, said, strict=True)
        if level is not None
    ]
)
single = st.builds(
    Brought, st.none(), answers, st.booleans(), st.sampled_from([True] * 4 + [False]), st.sampled_from([None, *WHO])
)
group = st.builds(Brought, st.integers(2, 9), answers, st.booleans(), st.sampled_from([True] * 4 + [False]))
crowd = st.one_of(
    st.lists(single, max_size=16),
    st.lists(st.one_of(single, group), max_size=6),
    st.tuples(st.lists(group, max_size=2), st.lists(single, max_size=12)).map(lambda both: [*both[0], *both[1]]),
)


def positions(people: Sequence[Brought]) -> list[Position]:
    """The positions that may be seen when the round has closed."""
    said = [Said(each.people, {answer.key: answer for answer in each.answers}) for each in people]
    own = {key: Answer(*key, 1) for key in ITEMS}
    return voices.positions("oak", "spring", ITEMS, Counting(service=own, people=said, has_closed=True), AT)


def turnout(people: Sequence[Brought]) -> Turnout:
    """The turnout that may be seen, as the store counts it."""
    finished = [each for each in people if each.has_finished]
    heads = [1 if each.people is None else each.people for each in finished]
    return people_turnout(
        sum(heads),
        has_ended=True,
        is_unfinished=len(finished) < len(people),
        largest=max((each.people or 0 for each in finished), default=0),
        typed_in=sum(count for count, each in zip(heads, finished, strict=True) if each.typed_in),
    )


def who(people: Sequence[Brought]) -> dict[Who, int]:
    """How many of those who finished say what they are."""
    finished = [each for each in people if each.has_finished and each.people != 0]
    said = {kind: [Rating(each.people, None) for each in finished if each.who == kind] for kind in WHO}
    return counts.who_answered(said, [Rating(each.people, None) for each in finished if each.who is None])


def figures(people: Sequence[Brought]) -> tuple[dict[tuple[str, str], Heard], Finished]:
    """The figures of people in an export: only those that may be seen."""
    come, heard = turnout(people), positions(people)
    levels = {
        (each.framework, each.item): Heard(each.people_level, each.people, each.unsure)
        for each in heard
        if each.people_level is not None
    }
    kinds = who(people) if come.submitted else {}
    others_began = come.is_unfinished and come.submitted > 0
    return levels, Finished(come.submitted, come.typed_in, come.left_out, others_began, kinds)


@settings(max_examples=200)
@given(people=crowd)
def test_whoever_people_were_the_same_is_seen_of_them(people: list[Brought]) -> None:
    come = as_people(*figures(people))
    assert positions(come) == positions(people)
    before, after = turnout(people), turnout(come)
    if before.submitted:
        assert after == before
        assert who(come) == who(people)
    assert replace(after, is_unfinished=before.is_unfinished) == before
    # A second import of the result gives the same result.
    assert as_people(*figures(come)) == come


def test_a_group_of_eight_and_two_single_people_come_back_as_that() -> None:
    rated = [Answer(*ITEMS[0], 2)]
    people = [Brought(8, rated), Brought(None, rated, typed_in=True), Brought(None, [Answer(*ITEMS[1], 0)])]
    assert figures(people) == ({ITEMS[0]: Heard(2, 8)}, Finished(10, typed_in=1, left_out=2))
    assert as_people(*figures(people)) == [Brought(8, rated), Brought(None, [], typed_in=True), Brought(None, [])]


def test_items_that_not_all_people_rated_stand_for_the_same_people_and_not_for_more_of_them() -> None:
    heard = {ITEMS[0]: Heard(2, 9), ITEMS[1]: Heard(1, 6, unsure=5)}
    assert turnout(as_people(heard, Finished(11))).submitted == 11


def test_where_fewer_than_five_finished_no_more_is_known_of_them() -> None:
    assert turnout(as_people({}, Finished(0))) == Turnout(0, 0, has_ended=True)


@pytest.mark.parametrize(
    ("heard", "numbers", "why"),
    [
        ({}, {"people": 10_001}, "At most 10,000 people can come in about a service in a round."),
        ({}, {"people": 6, "typed_in": 7}, "Of 6 who finished, 7 cannot have been typed in."),
        ({}, {"people": 12, "left_out": 6}, "Of 12 who finished, 6 cannot be left out beside a group."),
        ({}, {"people": 9, "left_out": 9}, "Of 9 who finished, 9 cannot be left out beside a group."),
        ({}, {"people": 10, "left_out": 2, "typed_in": 5}, "Beside a group of 8 there are 2, so 5 cannot have been"),
        ({}, {"people": 6, "who": {"use": 7}}, "Of 6 who finished, 7 cannot have said who they are."),
        ({}, {"people": 10, "left_out": 2, "who": {"use": 8}}, "Of 10 who finished, 8 cannot have said who they are."),
        ({ITEMS[0]: Heard(1, 7)}, {"people": 6}, "6 people finished, so a level of theirs cannot stand for more"),
        ({ITEMS[0]: Heard(1, 7)}, {"people": 10, "left_out": 2}, "10 people finished, so a level of theirs cannot"),
    ],
)
def test_numbers_that_no_people_can_have_are_refused(
    heard: dict[tuple[str, str], Heard], numbers: dict[str, int], why: str
) -> None:
    with pytest.raises(InputError, match=why):
        as_people(heard, Finished(**numbers))  # type: ignore[arg-type]  # of several types
