"""What stands in a board's paper alone, in words."""

from dataclasses import replace
from datetime import date

from assess import wording
from assess.core.actions import Action
from assess.core.progress import columns
from assess.core.voices import people_turnout
from rounds_by_hand import AUTUMN, FRAMEWORKS, PRINCIPLES, SPRING, taken_round, two_rounds

TODAY = date(2026, 12, 1)
LATE = Action("k", "a", "spring", "principles", "equal", 1, 2, "Ask", "", "", date(2026, 11, 9), "to do", TODAY)


def test_the_foot_says_as_at_which_day() -> None:
    assert (
        wording.paper.footer("Good Days: Spring to Autumn", TODAY)
        == "Good Days: Spring to Autumn. As at 1 December 2026."
    )


def test_the_columns_are_headed_explained_and_described() -> None:
    assert wording.paper.columns_heading(5) == "All 5 rounds"
    assert wording.paper.columns_note(FRAMEWORKS) == (
        "Numbers of ratings: blue high or “doing with”, grey between, orange low or “doing to”."
    )
    assert wording.paper.columns_note([PRINCIPLES]) == "Numbers of ratings: blue high, grey between, orange low."
    now = columns([taken_round(AUTUMN)], "principles", TODAY)
    assert wording.paper.columns_alternative(now) == (
        "Gold Standard principles: 2 high, 5 low, of 10. All rounds are in the annex."
    )


def test_what_does_not_fit_is_said_to_stand_in_the_annex() -> None:
    assert wording.paper.left_to_annex(5, 14, "gap") == "5 of 14 gaps; the annex has all."
    assert wording.paper.left_to_annex(5, 5, "gap") == wording.paper.left_to_annex(5, 3, "gap") == ""
    assert wording.paper.services_note(12, 12) == wording.paper.CELLS
    assert wording.paper.services_note(12, 40).endswith(
        "12 of 40 services: those that slipped most and rose most; the annex has all"
    )


def test_a_promise_whose_day_has_passed_is_late() -> None:
    assert wording.paper.state(LATE, TODAY) == "late"
    assert wording.paper.state(replace(LATE, state="done"), TODAY) == "done"


def test_how_far_it_can_be_trusted_counts_what_a_reader_must_know() -> None:
    said = wording.paper.trust(two_rounds(), TODAY)
    assert said[0] == "5 of 6 services submitted in time for Autumn, 5 for Spring."
    assert "People's level is shown from 5 answers on." in said
    assert wording.paper.WHO_IS_COUNTED in said
    assert not any("corrected" in sentence for sentence in said)
    still = wording.paper.trust(two_rounds(), AUTUMN.closes)
    assert "Autumn is still open, so its numbers may change." in still
    same = wording.paper.trust(replace(two_rounds(), differences=()), TODAY)
    assert wording.board.same_conditions() in same
    two = wording.paper.trust(replace(two_rounds(), differences=("One.", "Two.")), TODAY)
    assert "The rounds differ in 2 ways that the annex names, so compare with care." in two
    assert SPRING.name in said[0]
    nine = people_turnout(9, has_ended=True, is_unfinished=False)
    unshown = replace(taken_round(AUTUMN), people_in={"a": nine})
    assert wording.gaps.not_shown(unshown) in wording.paper.trust(replace(two_rounds(), after=unshown), TODAY)
