"""When sheets of paper may be typed in, and until when they hold back what people said."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core import paper
from assess.core.errors import InputError
from assess.core.paper import DAYS, PaperAct, Typing, last_day, require_open, typing
from assess.core.programme import Round
from shipped import CATALOGUE

ROUND = Round("r", "p", "Summer", date(2026, 6, 1), date(2026, 6, 11))
AT = datetime(2026, 6, 3, 12, tzinfo=UTC)


def act(number: int, *, is_open: bool) -> PaperAct:
    return PaperAct(number, "one", "r", is_open, AT)


@given(st.lists(st.booleans(), max_size=6), st.randoms())
def test_the_newest_act_counts_and_the_first_says_since_when_people_are_seen(acts: list[bool], random: Random) -> None:
    rows = [act(number, is_open=is_open) for number, is_open in enumerate(acts)]
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert typing(shuffled) == (Typing(0, acts[-1]) if acts else Typing())


@given(st.integers(-20, 40))
def test_nothing_is_held_back_where_nobody_types_or_two_weeks_are_over(days: int) -> None:
    today = ROUND.closes + timedelta(days=days)
    assert not Typing().is_going_on(ROUND, today)
    assert not Typing(1, is_open=False).is_going_on(ROUND, today)
    assert Typing(1, is_open=True).is_going_on(ROUND, today) == (days <= DAYS)


def test_two_weeks_begin_when_a_round_is_closed_early() -> None:
    early = Round(
        "r", "p", "Summer", ROUND.opens, ROUND.closes, ended=datetime(2026, 6, 5, 12, tzinfo=UTC).replace(tzinfo=None)
    )
    assert last_day(early) == date(2026, 6, 19)


def test_a_sheet_is_refused_before_typing_has_begun_and_after_its_last_day() -> None:
    with pytest.raises(InputError, match="not open"):
        require_open(Typing(), ROUND, ROUND.closes)
    require_open(Typing(1, is_open=True), ROUND, last_day(ROUND))
    with pytest.raises(InputError, match="14 days"):
        require_open(Typing(1, is_open=True), ROUND, last_day(ROUND) + timedelta(days=1))


def test_a_sheet_has_the_questions_that_people_are_asked_in_their_words() -> None:
    core = CATALOGUE.core
    questions = paper.asked(core, ROUND)
    assert next(item.key for _, item in questions) == "overall"
    assert all("people" in item.voices for _, item in questions)
    (equal,) = [item for _, item in questions if item.key == "equal"]
    principles = next(framework for framework in core if framework.key == "principles")
    assert equal.question == principles.item("equal").question_people
