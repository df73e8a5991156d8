from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest

from assess.core.access import Grant, Viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.database.opening import Home
from assess.store import Store
from assess.tasks.agenda import agenda

TODAY = date(2026, 6, 3)


@pytest.fixture
def borsetshire(new_home: Callable[[], Home], catalogue: Catalogue, me: Viewer) -> Iterator[Store]:
    """Three services in one programme, with a round that is closed and one that is open."""
    store = Store(new_home(), catalogue, clock=lambda: datetime(2026, 6, 3, 9, tzinfo=UTC))
    store.programmes.add(me, "Borsetshire", key="borsetshire")
    for name in ("Ambridge", "Felpersham", "Penny Hassett"):
        store.services.add(me, name, "Council", "home care", "Borsetshire", "borsetshire")
    store.rounds.open(me, "borsetshire", "Spring", date(2026, 3, 1), date(2026, 5, 31), key="spring")
    store.rounds.open(me, "borsetshire", "Summer", date(2026, 6, 1), date(2026, 8, 31), key="summer")
    yield store
    store.close()


def rate(store: Store, viewer: Viewer, service: str, round_: str) -> str:
    response = store.ratings.start(viewer, service, round_)
    store.ratings.save(viewer, response.key, [Answer("ladder", "overall", 3)])
    return response.key


def names(found: Store, viewer: Viewer, today: date = TODAY) -> dict[str, list[tuple[str, str]]]:
    waits = agenda(found, viewer, today, 5)
    return {
        "drafts": [(each.service.key, each.round.key) for each in waits.drafts],
        "not begun": [(service.key, round_.key) for service, round_ in waits.not_begun],
        "results": [(service.key, round_.key) for service, round_ in waits.results],
    }


def test_an_empty_database_has_nothing_waiting(empty_store: Store, me: Viewer) -> None:
    assert names(empty_store, me) == {"drafts": [], "not begun": [], "results": []}


def test_each_service_is_a_draft_a_result_or_not_begun_in_the_open_round(borsetshire: Store, me: Viewer) -> None:
    rate(borsetshire, me, "ambridge", "summer")
    borsetshire.ratings.submit(me, rate(borsetshire, me, "felpersham", "summer"))
    assert names(borsetshire, me) == {
        "drafts": [("ambridge", "summer")],
        "not begun": [("penny-hassett", "summer")],
        "results": [("felpersham", "summer")],
    }


def test_only_who_may_rate_a_service_is_led_to_its_unfinished_answers(borsetshire: Store, me: Viewer) -> None:
    for service in ("ambridge", "felpersham"):
        rate(borsetshire, me, service, "summer")
    borsetshire.ratings.submit(me, rate(borsetshire, me, "penny-hassett", "spring"))
    both = Viewer("b", "B", (Grant("manager", "service", "felpersham"), Grant("commissioner", "area", "Borsetshire")))
    assert names(borsetshire, both) == {
        "drafts": [("felpersham", "summer")],
        "not begun": [],
        "results": [("penny-hassett", "spring")],
    }


def test_a_draft_says_how_far_it_is_in_the_form_that_it_uses(borsetshire: Store, me: Viewer) -> None:
    response = rate(borsetshire, me, "ambridge", "summer")
    assert agenda(borsetshire, me, TODAY, 5).drafts[0].progress == "1 of 14 answered"
    borsetshire.ratings.save(me, response, [Answer("ladder", "plan", 3)])
    assert agenda(borsetshire, me, TODAY, 5).drafts[0].progress == "2 of 18 answered"


def test_a_round_that_is_closed_asks_for_nothing_but_keeps_its_result(borsetshire: Store, me: Viewer) -> None:
    rate(borsetshire, me, "ambridge", "spring")
    borsetshire.ratings.submit(me, rate(borsetshire, me, "felpersham", "spring"))
    waits = names(borsetshire, me)
    assert waits["drafts"] == []
    assert {round_ for _, round_ in waits["not begun"]} == {"summer"}
    assert waits["results"] == [("felpersham", "spring")]


def test_a_reopened_assessment_waits_again_and_its_result_stays(borsetshire: Store, me: Viewer) -> None:
    response = rate(borsetshire, me, "ambridge", "summer")
    borsetshire.ratings.submit(me, response)
    borsetshire.ratings.reopen(me, response, "A slip of the pen")
    waits = names(borsetshire, me)
    assert waits["drafts"] == waits["results"] == [("ambridge", "summer")]


def test_a_round_is_open_on_its_first_and_its_last_day(borsetshire: Store, me: Viewer) -> None:
    for day, is_open in (((5, 31), False), ((6, 1), True), ((8, 31), True), ((9, 1), False)):
        waits = names(borsetshire, me, date(2026, *day))["not begun"]
        assert (("ambridge", "summer") in waits) == is_open


def test_nothing_of_other_services_waits(borsetshire: Store, me: Viewer) -> None:
    rate(borsetshire, me, "ambridge", "summer")
    only = Viewer("b", "Somebody", (Grant("manager", "service", "felpersham"),))
    assert names(borsetshire, only) == {"drafts": [], "not begun": [("felpersham", "summer")], "results": []}
