"""The yearly report in whole sentences."""

from dataclasses import replace
from datetime import date

import pytest

from assess.core.actions import Action
from assess.core.catalogue import Catalogue
from assess.core.movement import Count, ServiceRow, Voices
from assess.core.programme import Programme, Service
from assess.core.progress import Place
from assess.wording import year as wording

PROGRAMME = Programme("good-days", "Good Days")
TODAY = date(2026, 11, 30)
ACTION = Action(
    "a", "ash", "r", "principles", "equal", 1, 2, "Meet", "", "", date(2026, 5, 1), "to do", date(2026, 1, 1)
)


@pytest.fixture
def row(catalogue: Catalogue) -> ServiceRow:
    place = Place(catalogue["ladder"], 4)
    ash = Service("ash", "Ash", "Org", "home care", "North", "good-days")
    return ServiceRow(ash, (place,), place, 1, Count(5, 2, 1), {}, {}, Voices(9, 2), took_part=True)


def test_a_report_has_its_programme_and_year_in_title_and_foot() -> None:
    assert wording.title(PROGRAMME, 2026) == "Good Days: yearly report to the board, 2026"
    assert wording.footer(PROGRAMME, 2026, TODAY) == "Good Days, 2026. Made on 30 November 2026."
    assert wording.none_closed(PROGRAMME) == "No round of Good Days has closed yet, so there is no year to report on."


def test_a_service_has_its_rung_its_items_and_its_voices(row: ServiceRow) -> None:
    assert wording.rung(row) == "4 of 7, Consultation (up 1)"
    assert wording.rung(replace(row, climb=None)) == "4 of 7, Consultation"
    assert wording.rung(replace(row, rung=None)) == "not known"
    assert wording.rung(replace(row, took_part=False)) == "did not take part"
    assert wording.items(row) == "5 rose, 1 fell"
    assert wording.items(replace(row, items=Count(0, 0, 0))) == "–"
    assert wording.apart(row) == "2 of 9"
    assert wording.apart(replace(row, voices=Voices())) == "–"


def test_promises_are_counted_and_each_says_how_it_stands() -> None:
    assert wording.promised([], TODAY) == "No promise was made for this year or fell due in it."
    actions = [ACTION, replace(ACTION, state="done")]
    assert wording.promised(actions, TODAY) == "2 promises made for this year or due in it: 1 kept, 1 late."
    actions.append(replace(ACTION, state="dropped"))
    assert wording.promised(actions, TODAY) == "3 promises made for this year or due in it: 1 kept, 1 late, 1 dropped."
    assert [wording.state(each, TODAY) for each in actions] == ["late", "done", "dropped"]


def test_who_came_is_said_as_far_as_it_may_be() -> None:
    assert wording.came(10, {}) == "–"
    assert wording.came(10, {"use": 10}) == "Of the 10 people who finished, 10 use the service."
    assert wording.heard(0, 0) == "No number of people can be shown for this year."
    assert wording.heard(1_200, 1) == "1,200 answers of people came in, about 1 service."
    assert wording.few(3) == ("3 services", "nobody, fewer than five, or sheets of paper that are not all typed in")


def test_what_became_of_a_foreword_is_said() -> None:
    assert wording.kept("a", "a") == "Nothing was changed here."
    assert wording.kept("", "a") == "The foreword is saved; the report has it."
    assert wording.kept("a", "") == "The foreword is removed."
