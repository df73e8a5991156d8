"""Two rounds in the order in which a board asks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess import wording
from assess.core.board import compare
from assess.core.finding import Finding, Heard, items_that_moved, most_moved, weakest
from assess.core.movement import Count, far_apart
from assess.core.progress import columns, item_rows
from assess.core.taken import Taken
from rounds_by_hand import AUTUMN, LADDER, PRINCIPLES, SPRING, taken_round, two_rounds

UP, NONE, DOWN = Count(20, 10, 2), Count(1, 10, 1), Count(2, 10, 20)


@pytest.mark.parametrize(
    ("found", "title"),
    [
        (Finding(UP, DOWN), "Good Days climbs on the items but slips on the ladder"),
        (Finding(DOWN, UP), "Good Days slips on the items but climbs on the ladder"),
        (Finding(UP, UP), "Good Days climbs on the items and on the ladder"),
        (Finding(NONE, NONE), "Good Days holds on the items and on the ladder"),
        (Finding(UP, NONE), "Good Days climbs on the items and holds on the ladder"),
        (Finding(NONE, DOWN), "Good Days holds on the items but slips on the ladder"),
        (Finding(DOWN, None), "Good Days slips on the items"),
        (Finding(Count(0, 0, 0), UP), "Good Days climbs on the ladder"),
        (Finding(Count(0, 0, 0), None), "Good Days cannot be compared yet"),
    ],
)
def test_the_heading_is_the_finding(found: Finding, title: str) -> None:
    assert wording.compare.title("Good Days", found) == title
    assert wording.compare.title("Good Days", found, so_far=True) == f"{title} so far"


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            Finding(Count(17, 72, 11), Count(0, 7, 2)),
            "Since Spring, of 100 ratings of items 17 rose and 11 fell; on the ladder none of 9 rose and 2 fell.",
        ),
        (Finding(Count(0, 0, 0), Count(1, 0, 0)), "Since Spring, on the ladder 1 of 1 rose and none fell."),
        (Finding(Count(0, 1, 0), None), "Since Spring, of 1 rating of items none rose and none fell."),
        (Finding(Count(0, 0, 0), None), "Nothing can be compared with Spring."),
    ],
)
def test_items_and_ladder_are_counted_apart(found: Finding, sentence: str) -> None:
    assert wording.compare.moved(found, SPRING) == sentence


@pytest.mark.parametrize(
    ("heard", "sentence"),
    [
        (
            Heard(11, 7, 4),
            "People were heard in 7 of 11; in 4 of those 7 the voices are 2 levels apart somewhere.",
        ),
        (Heard(11, 7, 0), "People were heard in 7 of 11; in none of those 7 are the voices 2 levels apart."),
        (Heard(11, 0, 0), "Too few people who use the services answered to show what they say."),
    ],
)
def test_voices_are_counted_in_services(heard: Heard, sentence: str) -> None:
    assert wording.compare.voices(heard) == sentence


def test_what_voices_were_before_is_said_in_the_same_unit() -> None:
    assert wording.compare.voices_earlier(Heard(11, 6, 5), SPRING) == (
        "In Spring they were far apart somewhere in 5 of 6."
    )
    assert wording.compare.voices_earlier(Heard(11, 0, 0), SPRING) == "In Spring too few people had answered."
    assert wording.compare.voices_earlier(Heard(11, 6, 5, is_reworded=True), SPRING) == (
        "In Spring people read other words, so what they said then is not compared."
    )


def test_what_is_low_has_its_share_and_ties_stand_together() -> None:
    low = weakest(two_rounds())
    assert wording.compare.weakest(low) == "Low: Holistic in 4 of 4 services."
    assert wording.compare.weakest([]) == ""
    twice = [*low, replace(low[0], item=PRINCIPLES.item("equal"))]
    assert wording.compare.weakest(twice) == "Low: Holistic and Equal in 4 of 4 services each."


def test_a_column_says_what_is_high_and_low_and_its_alternative_text_is_one_breath() -> None:
    rounds = [taken_round(SPRING), taken_round(AUTUMN)]
    shown = columns(rounds, "ladder", AUTUMN.opens)
    assert wording.compare.high_and_low(shown[0]) == "1 doing with, 2 doing to, of 5"
    assert wording.compare.part_says(shown[1], "low", 2) == "Autumn so far: 2 of 4 doing to"
    for framework in (LADDER, PRINCIPLES):
        text = wording.compare.columns_alternative(framework, columns(rounds, framework.key, AUTUMN.opens), AUTUMN)
        assert len(text) <= 120  # characters
    assert text == "Gold Standard principles, 2 rounds: 2 high, 5 low, of 10 in Autumn. Counts are under Tables."
    assert wording.compare.column_rows(shown)[1] == {
        "Round": "Autumn, so far",
        "Services": "5 of 6",
        "Doing to": "2",
        "Doing for": "2",
        "Doing with": "0",
    }


def test_items_that_moved_are_headed_and_named() -> None:
    rows = item_rows(two_rounds(), [taken_round(SPRING), taken_round(AUTUMN)])
    items = [row for row in rows if row.framework.kind == "scale"]
    up, down = items_that_moved(items)
    assert wording.compare.items_heading(items, up, down) == "1 of 2 items rose, 0 fell"
    assert wording.compare.items_note(most_moved(up), most_moved(down)) == "Equal rose most."
    assert wording.compare.items_note([], []) == "As many services rose as fell on every item."
    assert wording.compare.items_heading([], [], []) == "No item was rated by one service in both rounds"


@pytest.mark.parametrize(
    ("of", "gaps", "late"), [(2, "", ""), (3, "1 more item", "1 more"), (5, "3 more items", "3 more")]
)
def test_a_short_list_says_how_many_more_there_are_and_where(of: int, gaps: str, late: str) -> None:
    assert wording.compare.how_many_gaps_shown(2, of) == (gaps and f"{gaps} below")
    assert wording.compare.how_many_overdue_shown(2, of) == (late and f"{late} below")


def test_headings_and_lists_say_how_many() -> None:
    assert wording.compare.services_heading(1, 5) == "1 service slipped, 5 rose"
    assert wording.compare.voices_heading(Heard(11, 7, 4)) == "Voices far apart in 4 of 7 services"
    assert wording.compare.voices_heading(Heard(11, 0, 0)) == "Too few people answered"
    assert wording.compare.promises_heading(2, 1, 5) == "2 of 5 promises kept, 1 overdue"
    assert wording.compare.promises_heading(0, 0, 0) == "Nothing was promised yet"
    assert wording.compare.how_many_shown(3, 7) == "3 of 7; all are under Every service"
    assert wording.compare.how_many_shown(3, 3) == ""
    assert wording.compare.rounds_counted(1) == "1 round"
    assert wording.compare.chosen("Good Days", "home care", "") == "Good Days (home care)"
    assert wording.compare.chosen("Good Days", "", "") == "Good Days"


@given(st.integers(0, 9), st.integers(0, 9))
def test_a_dash_stands_where_nobody_differs(both: int, wide: int) -> None:
    said = wording.compare.voices_of_item(both, wide)
    assert said == (f"{wide} of {both}" if wide else "–")


def test_names_with_commas_are_kept_apart() -> None:
    assert wording.compare.missing(["A, North", "B"], SPRING) == "Not heard from in Spring: A, North; B."
    assert wording.compare.missing(list("abcdef"), SPRING) == "Not heard from in Spring: a; b; c; d; and 2 more."
    assert wording.compare.missing([], SPRING) == ""


def test_a_gap_names_the_item_and_both_levels() -> None:
    assert [wording.compare.gap(one) for one in far_apart(two_rounds())] == ["Equal: 3, people 1"]


def test_the_rules_are_told_with_their_thresholds() -> None:
    assert "fewer than 2 more rose than fell" in wording.compare.HOLDS
    assert "fewer than one in 20" in wording.compare.HOLDS
    assert "lower rung" in wording.compare.SLIPPED
    assert "2 levels apart or more" in wording.compare.WORDS
    assert "services in both rounds" in wording.compare.WHO_IS_COUNTED
    assert "Middle service" in wording.compare.IN_SHORT


def test_nothing_in_common_has_a_heading_too() -> None:
    empty = Taken(SPRING, {}, (), (), {})
    comparison = compare(empty, replace(empty, round=AUTUMN))
    assert wording.compare.short_name(LADDER) == "Ladder"
    assert wording.compare.short_title(LADDER, "overall") == "Ladder of participation"
    assert comparison.items == ()
