from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assess import wording
from assess.core.catalogue import Catalogue
from assess.core.framework import Voice
from assess.core.programme import Round
from assess.core.voices import Turnout, people_turnout
from stood import AUTUMN, LARKRISE, SPRING
from zones import in_zone


def test_how_many_are_in_a_round_is_said_before_they_are_named() -> None:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    services = [replace(LARKRISE, key=key) for key in ("done", "begun", "idle")]
    came: dict[tuple[str, Voice], Turnout] = {
        ("done", "service"): Turnout(1, 1, at, at),
        ("done", "people"): Turnout(10, 10),
        ("begun", "service"): Turnout(1, 0, None, None),
    }
    said = wording.rounds.how_many_are_in
    assert said(services, came, {"done"}) == "1 more has begun, 1 has not. 1 has invited people."
    assert said(services[::2], came, {"done", "idle"}) == "1 has not begun. 2 have invited people."
    assert said(services[:1], came, ()) == "None have invited people."
    rows = wording.rounds.who_is_in(services, came, {"done"})
    assert [row["Answers by people"] for row in rows] == ["10 or more people", "–", "–"]


def test_the_form_of_a_first_round_says_so() -> None:
    assert wording.rounds.opens([]) == "Open the first round"
    assert wording.rounds.opens([AUTUMN]) == "Open a new round"


def test_the_heading_says_how_many_have_submitted_in_each_round_that_is_open() -> None:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    services = [replace(LARKRISE, key=key) for key in ("done", "late", "begun", "idle")]
    turnout: dict[tuple[str, Voice], Turnout] = {
        ("done", "service"): Turnout(1, 1, at, at),
        ("late", "service"): Turnout(1, 1, at, at, is_late=True),
        ("begun", "service"): Turnout(1, 0),
        ("idle", "people"): Turnout(10, 10),
    }
    today, both = AUTUMN.opens, [replace(AUTUMN, key="extra", name="Extra"), AUTUMN]
    came = {"autumn": (services, turnout), "extra": (services[:1], turnout)}
    assert wording.rounds.title([AUTUMN, SPRING], came, today) == (
        "Autumn 2026: 2 of 4 services have submitted (1 of them late)"
    )
    assert wording.rounds.title(both, came, today) == (
        "Extra: 1 of 1 service has submitted; Autumn 2026: 2 of 4 services have submitted (1 of them late)"
    )
    assert wording.rounds.title([AUTUMN], {"autumn": (services[::3], {})}, today) == (
        "Autumn 2026: 0 of 2 services have submitted"
    )
    assert wording.rounds.title([AUTUMN], {"autumn": ([], turnout)}, today) == "Autumn 2026: there is no service yet"


def test_the_heading_says_when_the_next_round_opens_or_when_the_last_one_closed() -> None:
    said, rounds = wording.rounds.title, [AUTUMN, SPRING]
    assert said(rounds, {}, date(2026, 1, 1)) == "No round is open; Spring 2026 opens on 1 March 2026"
    assert said(rounds, {}, date(2026, 7, 1)) == "No round is open; Autumn 2026 opens on 1 September 2026"
    assert said(rounds, {}, date(2026, 12, 1)) == "No round is open; Autumn 2026 closed on 30 November 2026"
    early = replace(AUTUMN, ended=datetime(2026, 10, 1, 12))  # noqa: DTZ001 - the store's times are UTC
    assert said([early], {}, date(2026, 10, 5)) == "No round is open; Autumn 2026 closed on 1 October 2026"
    assert said([], {}, date(2026, 7, 1)) == "No round is set up yet"


def test_people_who_answered_and_are_not_shown_are_counted_beside_the_others() -> None:
    people = people_turnout(14, has_ended=True, is_unfinished=False, largest=11)
    (row,) = wording.rounds.who_is_in([LARKRISE], {(LARKRISE.key, "people"): people}, ())
    assert row["Answers by people"] == (
        "14 people. 3 of them are not shown: beside one group there would be fewer than 5."
    )


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (None, "too few yet"),
        (people_turnout(0, has_ended=False, is_unfinished=True), "too few yet"),
        (people_turnout(4, has_ended=False, is_unfinished=False), "too few yet"),
        (people_turnout(9, has_ended=False, is_unfinished=True), "five or more people"),
        (people_turnout(14, has_ended=False, is_unfinished=True), "10 or more people"),
        (people_turnout(4, has_ended=True, is_unfinished=True), "too few to show"),
        (people_turnout(14, has_ended=True, is_unfinished=False), "14 people"),
        (people_turnout(14, has_ended=True, is_unfinished=True), "14 people, and others who did not finish"),
    ],
)
def test_how_many_people_answered_does_not_say_who_has_been(people: Turnout | None, said: str) -> None:
    assert wording.rounds.came_in(people) == said


def test_how_many_questions_people_are_asked_is_said_with_the_minutes(catalogue: Catalogue) -> None:
    assert wording.rounds.asked_of_people(catalogue.core, "quick") == (
        "People who use the services are asked 9 questions, which takes about 7 minutes."
    )
    assert wording.rounds.asked_of_people(catalogue.core, "thorough") == (
        "People who use the services are asked 11 questions, which takes about 9 minutes."
    )
    assert wording.rounds.asked_of_people([catalogue["milestones"]], "quick") == (
        "People who use the services are asked nothing."
    )
    assert wording.rounds.MOST_ASKED.startswith("A round asks people who use the services at most 12 questions;")
    assert [wording.rounds.with_questions(framework) for framework in catalogue.core] == [
        "Ladder of participation: people are asked 1 question",
        "Gold Standard principles: people are asked 8 questions",
        "Putting People First milestones: people are asked nothing",
    ]


def test_people_are_too_few_yet_only_where_they_are_invited_or_have_answered() -> None:
    said = {}
    for heads in (0, 4, 5):
        people = people_turnout(heads, has_ended=False, is_unfinished=False)
        for invited in ((), (LARKRISE.key,)):
            (row,) = wording.rounds.who_is_in([LARKRISE], {(LARKRISE.key, "people"): people}, invited)
            said[heads, bool(invited)] = row["Answers by people"]
    assert said[0, False] == said[4, False] == "–"
    assert said[0, True] == said[4, True] == "too few yet"
    assert said[5, False] == said[5, True] == "five or more people"


def test_the_button_that_opens_a_services_own_answers_says_how_far_they_are() -> None:
    first, again = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 8, tzinfo=UTC)
    submitted = Turnout(1, 1, first, first)
    labels = [wording.rounds.begin(own) for own in (None, Turnout(1, 0), submitted, replace(submitted, reopened=again))]
    assert labels == ["Start rating", "Go on", "See what was submitted", "Go on"]


def test_a_round_that_was_closed_early_has_the_day_on_which_it_was() -> None:
    early = replace(AUTUMN, ended=datetime(2026, 10, 1, 12))  # noqa: DTZ001 - the store's times are UTC
    rows = wording.rounds.round_list([SPRING, early])
    assert [(row["Round"], row["Last day"]) for row in rows] == [
        ("Spring 2026", "31 May 2026"),
        ("Autumn 2026", "1 October 2026"),
    ]
    assert rows[0] | {"First day": "1 March 2026", "Form": "quick"} == rows[0]


def test_the_days_of_a_round_are_local_ones() -> None:
    at = datetime(2026, 9, 30, 23, 20)  # noqa: DTZ001 - the store's times are UTC
    came: dict[tuple[str, Voice], Turnout] = {(LARKRISE.key, "service"): Turnout(1, 1, at, at)}
    with in_zone("Europe/London"):
        (row,) = wording.rounds.round_list([replace(AUTUMN, ended=at)])
        assert row["Last day"] == "1 October 2026"
        (row,) = wording.rounds.who_is_in([LARKRISE], came, ())
        assert "submitted on 1 October 2026" in row.values()


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Spring 2026", ("Spr", "2026")),
        ("Autumn 2026 ", ("Aut", "2026")),
        ("Baseline", ("May", "2026")),
        ("Wave 2, 2026", ("May", "2026")),
        ("10 2026", ("May", "2026")),
    ],
)
def test_a_round_has_a_label_of_two_short_words(name: str, label: tuple[str, str]) -> None:
    round_ = Round("r", "p", name, date(2026, 3, 1), date(2026, 5, 31))
    assert wording.rounds.short(round_) == label


def test_a_round_has_a_short_name_that_fits_a_narrow_column() -> None:
    named = [replace(AUTUMN, name=name) for name in ("Autumn 2024", "Spring 2025", "Baseline", "Été 2026")]
    assert wording.rounds.short_names(named) == ["Aut 24", "Spr 25", "Nov 26", "Été 26"]


def test_two_rounds_that_would_have_one_short_name_are_called_by_their_months() -> None:
    rounds = [replace(SPRING, name="Autumn 2026"), replace(AUTUMN, name="Autonomy 2026")]
    assert wording.rounds.short_names(rounds) == ["May 26", "Nov 26"]
