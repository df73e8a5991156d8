"""What a room settles on becomes an answer; what a browser sends is checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core import catalogue, meeting
from assess.core.answers import Answer
from assess.core.errors import InputError

LADDER = catalogue.read()["ladder"]
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
