"""What a room settles on becomes an answer; what a browser sends is checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core import meeting, voices
from assess.core.answers import Answer
from assess.core.errors import InputError
from assess.core.position import Position
from shipped import CATALOGUE
from stood import voices_on

LADDER = CATALOGUE["ladder"]
QUESTION = LADDER, LADDER.items[0]
BLANK = Answer("ladder", LADDER.items[0].key)


@pytest.mark.parametrize("level", LADDER.values)
def test_the_key_of_a_level_settles_on_it_with_the_reason(level: int) -> None:
    answer = meeting.settled(QUESTION, BLANK, str(level), " We all said so. ")
    assert (answer.level, answer.note, answer.dont_know) == (level, "We all said so.", False)
    assert meeting.key_of(answer) == str(level)


def test_a_room_can_say_that_it_does_not_know_and_change_its_mind() -> None:
    answer = meeting.settled(QUESTION, BLANK, "D", "")
    assert (answer.level, answer.dont_know, meeting.key_of(answer)) == (None, True, "D")
    assert meeting.settled(QUESTION, answer, "3", "") == Answer(*BLANK.key, 3)
    assert meeting.key_of(BLANK) == ""


@given(st.one_of(st.none(), st.integers(), st.text(max_size=3), st.lists(st.text())), st.one_of(st.text(), st.none()))
def test_whatever_a_browser_sends_is_an_answer_of_the_scale_or_refused(key: object, why: object) -> None:
    if isinstance(why, str) and key in [*map(str, LADDER.values), "D"]:
        answer = meeting.settled(QUESTION, BLANK, key, why)
        assert answer.dont_know or answer.level in LADDER.values
    else:
        with pytest.raises(InputError, match=QUESTION[1].title):
            meeting.settled(QUESTION, BLANK, key, why)


@pytest.mark.parametrize("people", [None, 1, 0, -3, 1_001])
def test_a_meeting_says_how_many_it_is_and_is_two_or_more(people: int | None) -> None:
    with pytest.raises(InputError, match="from 2 to 1,000"):
        meeting.require_size(people)
    assert meeting.require_size(2) == 2


def test_both_voices_agree_on_a_level_and_not_that_they_do_not_know() -> None:
    before = Answer(*BLANK.key, 2, note="We met.")
    assert meeting.agreed(QUESTION, None, "3", " Both. ") == Answer(*BLANK.key, 3, note="Both.")
    assert meeting.agreed(QUESTION, before, "2", "We met.") == before
    for key in ("D", "8", "", None):
        with pytest.raises(InputError, match=QUESTION[1].title):
            meeting.agreed(QUESTION, before, key, "Why not")


LEVELS = st.one_of(st.none(), st.integers(0, 4))
HEARD = st.lists(st.tuples(LEVELS, st.integers(0, 4), st.booleans(), st.booleans()), max_size=9)


def positions(levels: list[tuple[int | None, int, bool, bool]]) -> list[Position]:
    return [
        voices_on(f"item-{place}", service, people)._replace(is_experience=is_experience)
        for place, (service, people, is_experience, _) in enumerate(levels)
    ]


@given(HEARD)
def test_the_furthest_apart_comes_first_and_what_is_settled_last(
    levels: list[tuple[int | None, int, bool, bool]],
) -> None:
    heard = positions(levels)
    settled = {(each.framework, each.item) for each, (*_, is_settled) in zip(heard, levels, strict=True) if is_settled}
    ordered = meeting.to_agree(heard, settled)
    assert sorted(ordered, key=heard.index) == heard
    places = [((each.framework, each.item) in settled, -voices.apart(each), heard.index(each)) for each in ordered]
    assert places == sorted(places)


@given(LEVELS, st.integers(0, 4), st.booleans())
def test_a_bar_joins_both_voices_over_each_level_between_them_where_they_can_be_compared(
    service: int | None, people: int, is_experience: bool
) -> None:
    position = voices_on("equal", service, people)._replace(is_experience=is_experience)
    parts = {level: meeting.bar(position, level) for level in range(5)}
    drawn = [level for level, part in parts.items() if part]
    if voices.apart(position):
        assert position.both is not None
        lower, higher = sorted(position.both)
        assert drawn == list(range(lower, higher + 1))
        assert (parts[lower], parts[higher]) == ("begins", "ends")
        assert {parts[level] for level in drawn[1:-1]} <= {"passes"}
    else:
        assert drawn == []
