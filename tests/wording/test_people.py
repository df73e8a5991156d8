from datetime import datetime

import pytest

from assess import wording
from assess.core.access import Grant, Person
from assess.core.audit import Event
from assess.core.forgetting import Hit

EVENT = Event(1, datetime(2026, 6, 3, 9, 5), "p1", "gave a role", "p2", "", "")  # noqa: DTZ001 - the store's times are UTC


@pytest.mark.parametrize(
    ("grant", "said"),
    [
        (Grant("manager", "service", "larkrise"), "Manager of service Larkrise"),
        (Grant("board", "area", "North"), "Board of area North"),
        (Grant("administrator", "everything"), "Administrator of everything"),
    ],
)
def test_a_role_is_said_with_what_it_is_over(grant: Grant, said: str) -> None:
    assert wording.people.grant(grant, {"larkrise": "Larkrise"}) == said


def test_a_person_is_a_row_with_all_their_roles() -> None:
    grants = (Grant("manager", "service", "larkrise"), Grant("board", "programme", "open-doors"))
    known, stranger = Person("issuer one", "Ada", grants), Person("issuer two", "")
    assert wording.people.people([known, stranger], {"larkrise": "Larkrise"}) == [
        {
            "Name": "Ada",
            "Signs in as": "issuer one",
            "Roles": "Manager of service Larkrise, Board of programme open-doors",
        },
        {"Name": "not known", "Signs in as": "issuer two", "Roles": "none yet"},
    ]


def test_an_act_names_those_it_can_and_the_others_by_their_token() -> None:
    assert wording.people.acts([EVENT], {"p1": "Ada"}) == [
        {"When": "3 June 2026, 09:05 UTC", "Who": "Ada", "What": "gave a role", "To what": "p2"}
    ]


@pytest.mark.parametrize("act", [EVENT._replace(principal="guest"), EVENT._replace(act="bring people")])
def test_an_act_on_peoples_answers_does_not_say_on_which(act: Event) -> None:
    (row,) = wording.people.acts([act._replace(subject="1893key ladder.overall 7")], {"1893key": "Ada"})
    assert row["To what"] == "answers of people"


def test_a_broken_log_cannot_be_taken_for_an_unbroken_one() -> None:
    assert wording.people.chain(holds=True) == "The log is unbroken."
    assert "BROKEN" in wording.people.chain(holds=False)


HIT = Hit("k", "answer", "note", "Larkrise", "Spring", "name", "ask ", "Will May", " today")


def test_a_place_of_a_name_is_said_with_the_words_around_it() -> None:
    assert wording.people.hit(HIT) == "Larkrise, Spring, a note: ask [Will May] today (the whole name)"
    link = Hit("k", "round_end", "reason", "", "Spring", "link", "", "https://x.org/will-may", "")
    assert (
        wording.people.hit(link) == "Spring, a reason: [https://x.org/will-may] (a link, which is removed as a whole)"
    )


def test_of_what_people_wrote_the_name_alone_is_shown() -> None:
    theirs = Hit("k", "answer", "note", "", "", "part", "", "May", "", is_of_people=True)
    assert wording.people.hit(theirs) == (
        "something that people who use a service wrote, of which the name alone is shown: [May] (a single word)"
    )


def test_a_name_of_one_word_is_not_said_to_be_nowhere_whole() -> None:
    part = Hit("k", "answer", "note", "Larkrise", "Spring", "part", "ask ", "May", " today")
    assert wording.people.places([part], 1).startswith("The name may stand in 1 place. Tick")


def test_an_administrator_reads_in_how_many_places_the_name_was_replaced() -> None:
    assert wording.people.forgotten(0) == "Forgotten."
    assert wording.people.forgotten(4) == "Forgotten. The name was replaced in 4 places."


def test_the_number_of_places_says_what_is_not_listed() -> None:
    assert wording.people.places([], 0) == "The name stands nowhere in what people typed."
    assert wording.people.places([HIT], 1).startswith("The name may stand in 1 place, in 1 of them as the whole name.")
    assert wording.people.places([HIT, HIT], 1).endswith("The first 1 are listed; the others stay as they are.")
