from dataclasses import replace
from datetime import date, timedelta

import pytest

from assess.core.journey import STEPS, Facts, Journey
from assess.core.programme import Round, Service
from assess.core.voices import people_turnout
from assess.wording import journey as words

TODAY = date(2026, 11, 30)
OAK = Service("oak", "Oak Lodge", "Fernbridge Council", "care home", "Fernshire", "good-days")
AUTUMN = Round("autumn", "good-days", "Autumn 2026", date(2026, 9, 1), date(2026, 12, 12))
NEXT = Round("spring", "good-days", "Spring 2027", date(2027, 5, 1), date(2027, 6, 30))
TO_RATE = Facts(OAK, AUTUMN, NEXT)
RATED = replace(TO_RATE, response="r", rated=date(2026, 11, 4))
INVITED = replace(RATED, is_invited=True)
MANY = replace(INVITED, people=people_turnout(7, has_ended=False, is_unfinished=False))
ENDED = replace(
    INVITED, people=people_turnout(14, has_ended=True, is_unfinished=False), has_ended=True, heard=9, apart=2
)
MET = replace(ENDED, agreed=2, agreed_on=date(2026, 11, 29))
PROMISED = replace(MET, promised=3, overdue=1, promised_on=TODAY)
GIVEN = replace(PROMISED, given_back=TODAY)
OVER = replace(TO_RATE, round=replace(AUTUMN, closes=date(2026, 11, 20)), has_ended=True)


def stands(facts: Facts) -> Journey:
    return Journey(facts, TODAY)


@pytest.mark.parametrize(
    ("facts", "state", "title"),
    [
        (Facts(OAK, None, NEXT), "no round has begun yet", "Spring 2027 opens on 1 May 2027"),
        (TO_RATE, "not rated yet", "Rate your service"),
        (replace(TO_RATE, response="r"), "begun, and not submitted yet", "Go on rating"),
        (replace(RATED, is_reopened=True), "reopened, and not submitted again", "Submit your answers again"),
        (RATED, "nobody is invited yet", "Now ask the people who use Oak Lodge"),
        (INVITED, "too few people have answered yet", "Invite more people"),
        (MANY, "people have answered, now meet after 12 December", "Choose a day to meet"),
        (replace(MANY, is_typing=True), "answers on paper are still being typed in", "Type in the last sheets"),
        (ENDED, "people have answered, now meet", "Meet and agree"),
        (MET, "nothing is promised yet", "Promise what you will do"),
        (PROMISED, "people have heard nothing back yet", "Give it back: publish the sheet"),
        (GIVEN, "all is done for Autumn 2026", "Spring 2027 opens on 1 May 2027"),
        (OVER, "Autumn 2026 ended without its answers", "Spring 2027 opens on 1 May 2027"),
        (replace(OVER, rated=TODAY, promised=1), "Autumn 2026 has ended", "Spring 2027 opens on 1 May 2027"),
        (replace(GIVEN, following=None), "all is done for Autumn 2026", "The next round is not set up yet"),
        (replace(GIVEN, following=replace(NEXT, opens=TODAY)), "all is done for Autumn 2026", "Go on in Spring 2027"),
    ],
)
def test_each_state_has_a_heading_and_one_thing_to_do_with_a_reason(facts: Facts, state: str, title: str) -> None:
    act = words.act(stands(facts))
    assert words.heading(stands(facts)) == f"Oak Lodge: {state}"
    assert act.title == title
    assert act.why.endswith(".")
    assert act.label
    assert act.page


def test_how_far_answers_are_stands_in_the_heading_and_in_what_to_do() -> None:
    begun = stands(replace(TO_RATE, response="r"))
    assert words.heading(begun, "9 of 14 answered") == "Oak Lodge: 9 of 14 answered"
    assert words.act(begun, "9 of 14 answered").title == "Go on: 9 of 14 answered"
    assert words.sentence(begun, "9 of 14 answered") == "Step 1 of 6, Rate: 9 of 14 answered."


def test_last_times_answers_are_announced_where_the_round_offers_them() -> None:
    offered = replace(TO_RATE, round=replace(AUTUMN, carries=True))
    assert words.act(stands(offered)).why.endswith("What you said last time is offered to be confirmed.")
    assert "last time" not in words.act(stands(TO_RATE)).why


@pytest.mark.parametrize(
    ("facts", "notes"),
    [
        (TO_RATE, ["till 12 December", "later", "after 12 December", "later", "later", "opens 1 May 2027"]),
        (RATED, ["done 4 November", "nobody yet, till 12 December", "after 12 December", "later", "later"]),
        (INVITED, ["done 4 November", "too few yet, till 12 December"]),
        (MANY, ["done 4 November", "five or more people", "after 12 December"]),
        (ENDED, ["done 4 November", "14 people", "2 items far apart", "later"]),
        (replace(ENDED, apart=0), ["done 4 November", "14 people", "now"]),
        (GIVEN, ["done 4 November", "14 people", "done 29 November", "done today", "done today"]),
        (OVER, ["not in this round"] * 5),
        (replace(OVER, rated=TODAY), ["done today", "not in this round", "too few people", "now", "too few people"]),
        (replace(GIVEN, following=replace(NEXT, opens=TODAY)), [*[""] * 5, "opened 30 November"]),
        (replace(GIVEN, following=None), [*[""] * 5, "not set up yet"]),
    ],
)
def test_beside_each_step_stands_when_it_was_done_or_until_when_it_can_be(facts: Facts, notes: list[str]) -> None:
    found = [words.note(stands(facts), step) for step in stands(facts).steps]
    assert [note for note, expected in zip(found, notes, strict=False) if expected] == [each for each in notes if each]


def test_the_steps_and_their_statuses_have_names() -> None:
    assert [words.NAMES[name] for name in STEPS] == ["Rate", "Invite", "Agree", "Promise", "Give back", "Next round"]
    assert words.STATUSES["past"] == "not in this round"


def test_in_one_sentence_stand_the_step_and_its_state() -> None:
    assert words.sentence(stands(INVITED)) == "Step 2 of 6, Invite: too few people have answered yet."
    over = stands(replace(GIVEN, following=replace(NEXT, opens=TODAY)))
    assert words.sentence(over) == "All is done for Autumn 2026."


def test_people_are_counted_by_fives_until_answering_has_ended() -> None:
    assert words.how_many(stands(INVITED)) == "too few people"
    assert words.how_many(stands(MANY)) == "five or more people"
    twelve = people_turnout(12, has_ended=False, is_unfinished=False)
    assert words.how_many(stands(replace(INVITED, people=twelve))) == "10 or more people"
    assert words.how_many(stands(ENDED)) == "14 people"


@pytest.mark.parametrize(
    ("facts", "row"),
    [
        (TO_RATE, ("Rate your service", "12 days left")),
        (RATED, ("Invite people", "12 days left")),
        (replace(RATED, round=replace(AUTUMN, closes=TODAY)), ("Invite people", "today is the last day")),
        (ENDED, ("Meet and agree", "2 items far apart")),
        (MANY, ("Choose a day to meet", "five or more people")),
        (PROMISED, ("Give it back: publish the sheet", "3 promises, 1 overdue")),
        (replace(MET, promised=1, given_back=None), ("Give it back: publish the sheet", "1 promise")),
        (MET, ("Promise what you will do", "")),
    ],
)
def test_in_a_row_stand_what_to_do_and_what_it_rests_on(facts: Facts, row: tuple[str, str]) -> None:
    assert words.in_a_row(stands(facts)) == row


def test_a_round_is_named_with_its_last_day_until_answering_has_ended() -> None:
    assert words.when(stands(TO_RATE)) == "Autumn 2026, till 12 December"
    assert words.when(stands(ENDED)) == "Autumn 2026, answering has ended"
    over = replace(ENDED, round=replace(AUTUMN, closes=TODAY - timedelta(1)))
    assert words.when(stands(over)) == "Autumn 2026, closed"
    assert words.when(stands(Facts(OAK))) == "no round yet"


def test_over_several_services_it_is_said_how_many_wait() -> None:
    assert words.how_many_wait(2, 5) == "Two of your five services wait for you this week"
    assert words.how_many_wait(4, 4) == "All four of your services wait for you this week"
    assert words.how_many_wait(1, 40) == "One of your 40 services waits for you this week"
    assert words.how_many_wait(0, 3) == "None of your three services waits for you this week"
    assert words.all_of_them(5, 5) == "All five, the most urgent first"
    assert words.all_of_them(5, 40) == "The five most urgent"
    assert words.number(1200) == "1,200"


def test_what_comes_after_the_last_step_says_first_what_became_of_the_promises() -> None:
    said = words.again(stands(TO_RATE), "3 promised: 1 done.")
    assert said == "What we said, what we did: 3 promised: 1 done. Autumn 2026 is open till 12 December."
    assert words.again(stands(TO_RATE), "") == "Autumn 2026 is open till 12 December."
    assert words.kept(stands(PROMISED)) == "3 promises, 1 overdue"


def test_after_submitting_it_is_said_who_sees_it_and_until_when_it_can_be_corrected() -> None:
    assert words.who_sees("Good Days").startswith("The board of Good Days and commissioners see your levels now")
    assert words.to_put_right(stands(RATED)).startswith("You can correct your answers till 12 December.")


def test_a_day_of_another_year_has_its_year() -> None:
    assert words.near_day(date(2026, 3, 1), TODAY) == "1 March"
    assert words.near_day(date(2027, 3, 1), TODAY) == "1 March 2027"


def test_items_that_are_furthest_apart_are_named() -> None:
    assert words.furthest(["Equal", "Inclusive"]) == "You are furthest apart on Equal and Inclusive."
    assert words.furthest([]) == ""
    assert words.act(stands(ENDED), furthest="You are furthest apart on Equal.").why == (
        "14 people have answered, and answering has ended. You are furthest apart on Equal."
    )
