"""What is said of a first round."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from assess.core.board import Comparison, alone
from assess.core.progress import columns
from assess.core.taken import Taken
from assess.wording import board, first_round, paper
from rounds_by_hand import (
    EQUAL,
    FRAMEWORKS,
    HOLISTIC,
    LADDER,
    RUNG,
    SERVICES,
    SPRING,
    position,
    taken_round,
    two_rounds,
)

OPEN, LATER = date(2026, 4, 1), date(2026, 12, 1)


def of(levels: Mapping[str, int], *items: tuple[str, str]) -> Comparison:
    """Return a first round in which these services rated some items alike."""
    rows = tuple(position(key, SPRING, item, level, None) for item in items for key, level in levels.items())
    return alone(Taken(SPRING, SERVICES, FRAMEWORKS, rows, {row.service: row.at for row in rows}))


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ({}, "nobody has rated yet"),
        ({"a": 0}, "1 service rated, too few to say what is low"),
        ({"a": 4, "b": 3, "c": 4}, "no item is low in any service"),
        ({"a": 0, "b": 1, "c": 4}, "Equal is low in 2 of 3 services"),
    ],
)
def test_the_heading_is_what_most_services_are_low_on(levels: Mapping[str, int], said: str) -> None:
    assert first_round.title("Open Doors", of(levels, EQUAL)) == f"Open Doors, first round: {said}"
    assert first_round.title("Open Doors", of(levels, EQUAL), so_far=True) == f"Open Doors, first round so far: {said}"


def test_items_with_the_same_counts_are_named_together_and_with_other_counts_by_their_share() -> None:
    low = {"a": 0, "b": 1, "c": 4}
    assert first_round.title("X", of(low, HOLISTIC, EQUAL)).endswith(
        "Holistic and Equal are low in 2 of 3 services each"
    )
    twice = of({"a": 0, "b": 1, "c": 4, "d": 0, "e": 0, "f": 4}, HOLISTIC)
    three = of(low, EQUAL)
    mixed = alone(replace(twice.after, positions=twice.after.positions + three.after.positions))
    assert first_round.title("X", mixed).endswith("low in the same share of services: Holistic and Equal")


def test_the_ladder_is_no_item_of_the_heading() -> None:
    assert first_round.title("X", of({"a": 1, "b": 1, "c": 1}, RUNG)).endswith("no item is low in any service")


def test_it_says_how_the_ratings_stand_and_who_took_part() -> None:
    taken = taken_round(SPRING)
    shown = columns([taken], LADDER.key, LATER)
    assert first_round.stands(shown) == "Ladder: 1 doing with, 2 doing to, of 5."
    assert first_round.stands([]) == ""
    assert first_round.took_part(taken) == "5 of 6 services took part in Spring."
    people = taken.seen_by("people", taken)
    assert first_round.took_part(people) == "People were heard in 2 of 6 services."
    assert first_round.nothing(taken) == "Spring has no level that can be shown yet."


def test_a_programme_without_answers_says_which_round_waits() -> None:
    assert first_round.nobody("Open Doors", [SPRING]) == "Nobody has submitted “Spring” yet in Open Doors."
    assert first_round.nobody("Open Doors", []) == "No round has begun in Open Doors."


def test_short_lists_and_rungs_say_how_many_and_where() -> None:
    assert first_round.how_many(4, 7) == "4 of 7"
    assert first_round.how_many(4, 4) == ""
    assert first_round.on_rung(LADDER, 2) == ", on rung 2 of 7, Educating"
    assert first_round.low_and_high(3, 5) == "3 low, 5 high"
    assert first_round.services_note(3, 3) == first_round.CELLS
    assert first_round.services_note(12, 40).endswith("12 of 40 services: those with most items low; the annex has all")


def test_turnout_and_trust_name_one_round_once() -> None:
    comparison = alone(taken_round(SPRING))
    assert board.turnout_heading(comparison) == "5 of 6 services submitted in time for Spring"
    said = " ".join(paper.trust(comparison, OPEN))
    assert said.count("still open") == 1
    assert first_round.NOTHING_BEFORE in said
    assert paper.WHO_IS_COUNTED not in said
    assert "Both rounds" not in said
    assert paper.WHO_IS_COUNTED in paper.trust(two_rounds(), LATER)
