"""Whose view is shown, in sentences."""

from assess import wording
from assess.core.board import as_people_say, compare
from rounds_by_hand import (
    AUTUMN,
    EQUAL,
    PROGRAMME,
    SPRING,
    asked_people_otherwise,
    service_view,
    taken_round,
    two_rounds,
    two_rounds_in_other_words,
)


def test_a_name_says_as_whom_it_is_seen() -> None:
    assert wording.views.as_seen("Good Days", "") == "Good Days"
    assert wording.views.as_seen("Good Days", "service") == "Good Days as its services see it"
    assert wording.views.as_seen("Good Days", "people") == "Good Days as people see it"


def test_a_view_that_there_is_not_is_that_of_what_counts() -> None:
    assert [wording.views.known(text) for text in ("people", "service", "", "agreed")] == ["people", "service", "", ""]


def test_how_people_see_it_now_is_said_with_its_numbers() -> None:
    found = as_people_say(two_rounds())
    assert wording.views.people_moved(found) == "What people say: of 2 levels of items none rose and 1 fell."
    assert wording.views.took_part(found) == "People were heard in both rounds in 2 of 6 services."
    assert wording.views.took_part(two_rounds()) == "4 of 6 services took part in both rounds."


def test_people_who_said_nothing_new_moved_nothing() -> None:
    once = as_people_say(compare(taken_round(SPRING), taken_round(SPRING)))
    assert wording.views.people_moved(once) == "What people say: of 2 levels of items none rose and none fell."


def test_nothing_is_said_of_people_who_were_never_heard_and_other_words_are_not_compared() -> None:
    assert wording.views.people_moved(as_people_say(service_view())) == ""
    found = as_people_say(two_rounds_in_other_words())
    assert wording.views.people_moved(found) == "What people say cannot be compared with Spring."


def test_the_opening_of_peoples_view_is_about_people() -> None:
    said = wording.board.opening(as_people_say(two_rounds()), PROGRAMME)
    assert "People were heard in both rounds in 2 services. Of the 2 ratings they gave twice, 0 rose, 1 fell" in said
    assert wording.views.ABOUT["people"] in said


def test_services_and_items_that_are_not_in_peoples_view_are_named() -> None:
    spring = asked_people_otherwise(taken_round(SPRING), EQUAL)
    sentences = wording.board.left_out(as_people_say(compare(spring, taken_round(AUTUMN))))
    assert "What people said in Spring, when they read other words: Equal." in sentences
    assert "Counted in Autumn only: Service c." in sentences
    assert wording.views.not_in_round("people", AUTUMN) == "People not heard in Autumn"
    assert wording.views.not_in_round("", AUTUMN) == "Did not take part in Autumn"
    assert wording.views.in_round("people", AUTUMN) == "People heard in Autumn, those that slipped first"
    assert wording.views.in_round("service", AUTUMN) == "Took part in Autumn, those that slipped first"
