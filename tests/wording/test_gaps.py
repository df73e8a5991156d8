from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess import wording
from assess.core.board import Apart, Gap, Spread, Verdict, compare
from assess.core.taken import Taken
from assess.core.voices import people_turnout
from rounds_by_hand import (
    AUTUMN,
    PRINCIPLES,
    SERVICES,
    SPRING,
    service_view,
    taken,
    taken_round,
    two_rounds,
    two_rounds_in_other_words,
    without_people,
)


def gap(before: int | None, after: int | None) -> Gap:
    """Return the gap of one service on one item in both rounds."""
    return Gap(PRINCIPLES, PRINCIPLES.item("equal"), (Apart(SERVICES["a"], before, after),))


def test_the_item_on_which_the_voices_disagree_most_heads_the_gaps() -> None:
    assert wording.gaps.gaps_heading(two_rounds()) == "The two voices disagree most on Equal"


def test_without_peoples_answers_the_view_is_the_services_own() -> None:
    assert wording.gaps.gaps_heading(service_view()) == "Service view only"
    assert wording.gaps.voices_apart(service_view()).endswith("so this is the services' own view only.")


def test_where_reports_were_read_the_view_is_our_reading() -> None:
    read = {key: replace(service, notice="Our reading of a report.") for key, service in SERVICES.items()}
    both = (replace(without_people(taken_round(each)), services=read) for each in (SPRING, AUTUMN))
    comparison = compare(*both)
    assert wording.gaps.gaps_heading(comparison) == "Our reading only"
    assert wording.gaps.voices_apart(comparison).endswith("so this is our reading only.")


def test_people_who_answered_in_the_earlier_round_only_are_not_said_to_have_answered_in_both() -> None:
    earlier = compare(taken_round(SPRING), without_people(taken_round(AUTUMN)))
    assert wording.gaps.gaps_heading(earlier) == "Too few people who use the services answered in Autumn"
    assert wording.gaps.voices_apart(earlier) == (
        "People who use the services answered in Spring only: they stood two levels or more apart on 1 of 2 ratings."
    )


def test_people_who_answered_in_the_later_round_only_are_said_to_be_new() -> None:
    later = compare(without_people(taken_round(SPRING)), taken_round(AUTUMN))
    assert wording.gaps.voices_apart(later).endswith("in Autumn; in Spring too few people had answered.")


def test_voices_that_are_close_are_said_to_be_close() -> None:
    close = replace(two_rounds(), gaps=(gap(2, 1),))
    assert wording.gaps.gaps_heading(close) == "In Autumn the two voices are close on every item"


@settings(max_examples=50)
@given(taken(SPRING), taken(AUTUMN))
def test_the_sentence_on_both_voices_adds_up_every_item(before: Taken, after: Taken) -> None:
    comparison = compare(before, after)
    flagged, n = (sum(getattr(gap.after, name) for gap in comparison.gaps) for name in ("flagged", "n"))
    said = wording.gaps.voices_apart(comparison)
    assert (f" on {flagged} of {n} rating" in said) == bool(n)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (-2, 0, "The gap has closed"),
        (2, 2, "As many are apart as before"),
        (0, 3, "A gap has opened"),
    ],
)
def test_an_items_gap_is_said_with_what_it_rests_on(before: int, after: int, said: str) -> None:
    assert wording.gaps.gap_sentence(gap(before, after)).endswith(
        f". {said} (1 service with both voices in both rounds)."
    )


def test_a_gap_that_was_heard_once_is_not_said_to_have_moved() -> None:
    assert wording.gaps.gap_sentence(gap(None, 2)) == (
        "Equal: 1 of 1 far apart; the middle one: service 2 higher. No service has both voices in both rounds."
    )


@given(st.integers(1, 40), st.integers(0, 40), st.integers(-6, 6))
def test_a_spread_says_how_many_are_flagged_and_which_way_the_middle_one_leans(n: int, flagged: int, gap: int) -> None:
    said = wording.gaps.spread(Spread(n, flagged, gap))
    assert said.startswith(f"{flagged} of {n} far apart; ")
    assert said.endswith(f"service {abs(gap)} {'higher' if gap > 0 else 'lower'}" if gap else "same level")


def test_a_spread_of_nobody_is_not_a_number() -> None:
    assert wording.gaps.spread(Spread(0, 0, None)) == "too few people answered"


def test_each_verdict_has_its_own_words() -> None:
    said = [wording.gaps.verdict(one) for one in (None, *get_args(Verdict))]
    assert said[0] == "not known"
    said.append(wording.gaps.verdict(None, same_words=False))
    assert said[-1] == "other words"
    assert len(set(said)) == len(said)


def test_gaps_under_other_words_for_people_are_said_not_to_be_compared() -> None:
    found = two_rounds_in_other_words()
    assert wording.gaps.voices_apart(found).endswith(
        "in Autumn; in Spring people read other words, so what they said then is not compared."
    )
    assert wording.gaps.gap_sentence(found.gaps[0]) == (
        "Equal: 1 of 3 far apart; the middle one: same level. People read other words before, so the gaps are not "
        "compared."
    )


def test_services_that_changed_their_level_after_people_could_be_seen_are_counted_and_marked() -> None:
    mark = "changed after people's answers could be seen"
    autumn = taken_round(AUTUMN)
    late = replace(autumn, positions=tuple(one._replace(changed_after=True) for one in autumn.positions))
    found = compare(taken_round(SPRING), late).gaps[0]
    assert (found.before.changed, found.after.changed) == (0, found.after.n)
    assert wording.gaps.spread(found.after).endswith(f"; {found.after.n} {mark}")
    assert f"{found.after.n} {mark}. " in wording.gaps.gap_sentence(found)


def test_people_who_are_not_shown_are_counted_with_the_reason() -> None:
    turnout = people_turnout(9, has_ended=True, is_unfinished=False)
    said = wording.gaps.not_shown(replace(taken_round(AUTUMN), people_in={"a": turnout, "d": turnout}))
    assert said == (
        "In Autumn no question shows more than 18 of the 30 people who answered: the others left it out, or beside one "
        "group there were fewer than 5."
    )
    assert wording.gaps.not_shown(taken_round(AUTUMN)) == ""
