"""What is said before, while and after the service types in answers on paper."""

from dataclasses import replace
from datetime import date

import rounds_by_hand
from assess import wording
from assess.core.board import compare
from assess.core.voices import people_turnout, together
from rounds_by_hand import taken_round
from shipped import CATALOGUE
from stood import LARKRISE, SPRING


def test_the_board_says_who_sees_the_answers_and_how_they_are_counted() -> None:
    assert wording.typing.whose(LARKRISE, SPRING) == (
        "Larkrise, Spring 2026: counted as typed in by the service. One sheet is one person, or one group. You see "
        "these answers: tell nobody, and destroy the sheet afterwards."
    )


def test_the_service_rates_itself_first_and_reads_why() -> None:
    assert wording.typing.own_first(LARKRISE, SPRING) == (
        "Larkrise has not submitted its own answers in Spring 2026. Typing in a sheet shows what people say, so "
        "the service says first how it sees itself."
    )


def test_a_service_that_has_submitted_reads_until_when_it_can_type_in() -> None:
    assert wording.typing.from_now(SPRING) == (
        "Paper answers can be typed in from now until 14 June 2026, 14 days after the close. Begin by 31 May 2026."
    )


def test_what_typing_in_means_has_its_last_day() -> None:
    assert "until 14 June 2026, 14 days after the\n  last day of the round" in wording.typing.before(SPRING)


def test_number_keys_are_named_once_for_each_scale() -> None:
    frameworks = CATALOGUE
    ladder, principles = frameworks["ladder"], frameworks["principles"]
    assert wording.typing.keys([ladder, principles, principles]) == "1–7, 0–4"


def test_when_all_sheets_are_in_it_is_said_what_is_shown_when() -> None:
    assert wording.typing.when_all_are_in(SPRING, is_open=True) == (
        "What people said is shown when answering has ended, on 31 May 2026 or sooner, and all are in."
    )
    assert wording.typing.when_all_are_in(SPRING, is_open=False) == (
        "Then what people said is shown at once, and no sheet can be added. Without that it is shown after "
        "14 June 2026."
    )
    assert wording.typing.all_in(1, SPRING, is_open=False) == ("All sheets are in: 1 sheet. No more can be typed in.")
    assert wording.typing.all_in(12, SPRING, is_open=True) == (
        "All sheets are in: 12 sheets. If another one is handed in by 31 May 2026, type it in too."
    )
    assert wording.typing.over(SPRING) == (
        "Answering in Spring 2026 has ended, and typing in with it. What was typed in counts."
    )


def test_how_many_were_typed_in_is_said_beside_how_many_answered_and_below_five_never() -> None:
    few = people_turnout(4, has_ended=True, is_unfinished=False, typed_in=4)
    twelve = people_turnout(12, has_ended=True, is_unfinished=False, typed_in=4)
    open_ = people_turnout(12, has_ended=False, is_unfinished=False, typed_in=4)
    assert wording.voices.typed_in(twelve) == "4 of 12 typed in by the service."
    assert [wording.voices.typed_in(turnout) for turnout in (few, open_, None, replace(twelve, typed_in=0))] == [""] * 4


def test_of_several_services_it_is_said_of_all_their_people_together() -> None:
    twelve, thirty = (
        people_turnout(heads, has_ended=True, is_unfinished=False, typed_in=typed)
        for heads, typed in ((12, 4), (1_030, 0))
    )
    still_open = people_turnout(40, has_ended=False, is_unfinished=False)
    came = together([twelve, thirty, still_open])
    assert wording.voices.typed_in(came, 3) == "4 of 1,042 people's answers typed in by their services."
    assert wording.voices.typed_in(together([thirty]), 3) == wording.voices.typed_in(together([]), 0) == ""


def test_two_rounds_say_it_each_and_of_the_services_that_are_looked_at() -> None:
    twelve = people_turnout(12, has_ended=True, is_unfinished=False, typed_in=4)
    spring = replace(taken_round(rounds_by_hand.SPRING), people_in={"a": twelve, "b": twelve, "z": twelve})
    autumn = taken_round(rounds_by_hand.AUTUMN)
    assert wording.board.typed_in([spring, autumn]) == ["Spring: 8 of 24 people's answers typed in by their services."]
    assert wording.board.typed_in([spring.only(["a"])]) == ["Spring: 4 of 12 typed in by the service."]
    trust = wording.paper.trust(compare(spring, autumn), date(2026, 12, 1))
    assert "Spring: 8 of 24 people's answers typed in by their services." in trust
