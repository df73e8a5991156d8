import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings

from assess import wording
from assess.core.board import Progress, compare
from assess.core.taken import Taken
from rounds_by_hand import (
    AUTUMN,
    LADDER,
    PRINCIPLES,
    PROGRAMME,
    SERVICES,
    SPRING,
    taken,
    taken_round,
    two_rounds,
    two_rounds_in_other_words,
)
from zones import in_zone


def numbers(sentence: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", sentence)]


def test_the_opening_says_every_finding_that_a_chair_reads_out() -> None:
    assert wording.board.opening(two_rounds(), PROGRAMME) == (
        "Between Spring and Autumn, more ratings rose than fell in Open Doors. 4 services took part in both rounds. "
        "Of the 12 ratings they gave twice, 4 rose, 2 fell and 6 stayed the same. On the ladder of participation 2 of "
        "4 services rose, 1 fell and 1 stayed. Weak everywhere: Holistic. The services and the people who use them "
        "stand two levels or more apart on 1 of 3 ratings that both rated in Autumn; in Spring it was 1 of 2 ratings."
    )


@settings(max_examples=50)
@given(taken(SPRING), taken(AUTUMN))
def test_the_opening_of_swapped_rounds_says_the_opposite(before: Taken, after: Taken) -> None:
    there = wording.board.opening(compare(before, after), PROGRAMME)
    back = wording.board.opening(compare(after, before), PROGRAMME)
    opposite = {"more ratings rose than fell": "more ratings fell than rose", "as many ratings rose as fell": ""}
    opposite |= {"more ratings fell than rose": "more ratings rose than fell", "nothing moved": ""}
    (said,) = [words for words in opposite if words in there]
    assert (opposite[said] or said) in back


def test_the_turnout_of_both_rounds_is_in_its_heading() -> None:
    assert wording.board.turnout_heading(two_rounds()) == "5 of 6 services submitted in time for Autumn, 5 for Spring"


@settings(max_examples=50)
@given(taken(SPRING), taken(AUTUMN))
def test_a_turnout_heading_counts_only_what_came_in_time(before: Taken, after: Taken) -> None:
    late = replace(after, submitted=dict.fromkeys(after.submitted, datetime(2027, 1, 1)))  # noqa: DTZ001 - UTC
    said = wording.board.turnout_heading(compare(before, late))
    assert numbers(said) == [0, len(SERVICES), len(before.submitted)]


def test_a_framework_of_one_item_is_headed_by_its_middle_service() -> None:
    comparison = two_rounds()
    assert wording.board.framework_heading(LADDER, comparison.of("ladder")) == (
        "Ladder of participation: the middle service went from Consultation to Informing"
    )
    same = compare(comparison.after, comparison.after)
    assert wording.board.framework_heading(LADDER, same.of("ladder")) == (
        "Ladder of participation: the middle service stands at Informing as before"
    )


def test_a_framework_of_several_items_is_headed_by_how_many_rose() -> None:
    changes = two_rounds().of("principles")
    assert wording.board.framework_heading(PRINCIPLES, changes) == (
        "Gold Standard principles: 1 of 2 items rose, 0 fell"
    )


def test_the_note_on_a_framework_says_how_many_services_its_counts_rest_on() -> None:
    comparison = two_rounds()
    assert wording.board.framework_note(comparison.of("ladder")) == "4 services rated it in both rounds."
    changes = comparison.of("principles")
    assert wording.board.framework_note(changes) == (
        "4 services rated each item in both rounds. An item rose when more services moved up than down."
    )
    fewer = replace(changes[0], moves=changes[0].moves[:1])
    assert wording.board.framework_note([fewer, changes[1]]).startswith("1 to 4 services rated each item")
    assert wording.board.framework_note([fewer]) == "1 service rated it in both rounds."


def test_the_ladder_is_headed_by_its_moves() -> None:
    assert wording.board.ladder_heading(two_rounds().ladder) == "On the ladder, 2 rose, 1 fell, 1 stayed"
    assert wording.board.ladder_heading(None) == "The ladder"
    assert wording.board.no_ladder().startswith("No service said in both rounds")


def test_what_is_weak_everywhere_is_named_with_its_count() -> None:
    weak = two_rounds().weak_everywhere
    assert wording.board.weak_heading(weak) == "Weak everywhere: Holistic"
    assert wording.board.weak_heading(()) == "No item is weak everywhere"
    (change,) = weak
    assert wording.board.weak_item(change) == (
        "Holistic (Gold Standard principles): 4 of 4 services stand in the lower half of the scale, the middle one at "
        "“Starting”."
    )


def test_where_something_was_done_is_said_beside_the_rest_without_naming_a_cause() -> None:
    said = wording.board.progress_where_acted(Progress(2, 1, 0), Progress(3, 4, 5))
    assert numbers(said) == [2, 3, 0, 12, 3, 5]
    assert said.endswith("does not show that one brought the other about.")
    assert wording.board.progress_where_acted(Progress(0, 0, 0), Progress(3, 4, 5)) == ""


def test_what_is_in_one_round_only_is_named() -> None:
    assert wording.board.left_out(two_rounds()) == [
        "Counted in Spring only: Service e.",
        "Counted in Autumn only: Service f.",
        "Rated in Spring only: Information and advice.",
        "Rated in both rounds, but never by the same service: Positive.",
    ]


def test_what_people_said_about_other_words_is_named_as_left_out() -> None:
    assert wording.board.left_out(two_rounds_in_other_words()) == [
        *wording.board.left_out(two_rounds()),
        "What people said in Spring, when they read other words: Equal.",
    ]


@pytest.mark.parametrize(("ratings", "said"), [(1, "1 rating has no partner"), (2, "2 ratings have no partner")])
def test_ratings_without_a_partner_are_counted(ratings: int, said: str) -> None:
    comparison = two_rounds()
    sentences = wording.board.left_out(replace(comparison, left_out=replace(comparison.left_out, ratings=ratings)))
    assert sentences[-1].startswith(said)


def test_a_round_says_when_it_was_open_and_how_many_count() -> None:
    spring = taken_round(SPRING)
    count = "5 of 6 services count."
    assert wording.board.round_facts(spring, date(2026, 6, 3)) == f"Spring: 1 March 2026 to 31 May 2026; {count}"
    assert wording.board.round_facts(spring, date(2026, 5, 31)).endswith(
        " It is still open, so its numbers may change."
    )
    ended = replace(spring, round=replace(SPRING, ended=datetime(2026, 4, 2)))  # noqa: DTZ001 - the store's times are UTC
    assert wording.board.round_facts(ended, date(2026, 4, 3)) == (
        f"Spring: 1 March 2026 closed early on 2 April 2026; {count}"
    )
    evening = replace(spring, round=replace(SPRING, ended=datetime(2026, 4, 2, 23, 20)))  # noqa: DTZ001 - UTC
    with in_zone("Europe/London"):
        assert "closed early on 3 April 2026;" in wording.board.round_facts(evening, date(2026, 4, 3))


def test_rounds_that_differ_in_nothing_else_are_said_to() -> None:
    assert wording.board.same_conditions() == (
        "Both rounds asked the same items in the same words, and the same voice counts."
    )


def test_rounds_without_anything_in_common_are_named() -> None:
    assert wording.board.nothing_in_common(SPRING, AUTUMN) == (
        "Spring and Autumn have no service and item in common yet."
    )


def test_the_rules_of_a_comparison_are_said_in_full() -> None:
    rules = wording.board.HOW_COMPARED
    assert "two thirds" in rules
    assert "at least three" in rules


def test_levels_that_were_agreed_on_are_listed_and_counted() -> None:
    autumn = taken_round(AUTUMN)
    rows = tuple(
        one._replace(level=2, agreed_level=2) if (one.service, one.item) == ("a", "equal") else one
        for one in autumn.positions
    )
    agreed = replace(autumn, positions=rows)
    assert [row["Service"] for row in wording.board.agreed_levels([taken_round(SPRING), agreed])] == ["Service a"]
    assert wording.board.agreed_note([taken_round(SPRING)]) == ""
    assert wording.board.agreed_note([agreed]).endswith("on 1 the service itself had given another level.")
