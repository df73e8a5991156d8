from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from assess.core.access import Grant, Viewer, guest, local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.journey import StepName
from assess.database.opening import Home
from assess.store import Store, journeys
from assess.tasks.agenda import agenda, of_service, promised_before
from set_clock import SetClock

TODAY = date(2026, 6, 3)


@pytest.fixture(scope="module")
def original(copied_home: Callable[[], Home], catalogue: Catalogue) -> Home:
    """Three services in one programme, with a round that is closed and one that is open."""
    home, me = copied_home(), local_viewer()
    with closing(Store(home, catalogue, SetClock())) as store:
        store.programmes.add(me, "Borsetshire", key="borsetshire")
        for name in ("Ambridge", "Felpersham", "Penny Hassett"):
            store.services.add(me, name, "Council", "home care", "Borsetshire", "borsetshire")
        store.rounds.open(me, "borsetshire", "Spring", date(2026, 3, 1), date(2026, 5, 31), key="spring")
        store.rounds.open(me, "borsetshire", "Summer", date(2026, 6, 1), date(2026, 8, 31), key="summer")
    return home


@pytest.fixture
def borsetshire(
    original: Home, copied: Callable[[Home], Home], catalogue: Catalogue, clock: SetClock
) -> Iterator[Store]:
    """A copy of them, on 3 June 2026."""
    with closing(Store(copied(original), catalogue, clock)) as store:
        yield store


def rate(store: Store, viewer: Viewer, service: str, round_: str) -> str:
    response = store.ratings.start(viewer, service, round_)
    store.ratings.save(viewer, response.key, [Answer("ladder", "overall", 3)])
    return response.key


def names(found: Store, viewer: Viewer, today: date = TODAY) -> dict[str, tuple[str, StepName | None]]:
    """Return the round and the current step of each service."""
    journeys = agenda(found, viewer, today, 5).journeys
    return {each.service.key: (each.facts.round.key if each.facts.round else "", each.now) for each in journeys}


def test_an_empty_database_has_nothing_waiting(empty_store: Store, me: Viewer) -> None:
    assert names(empty_store, me) == {}
    assert agenda(empty_store, me, TODAY, 5).waiting == 0


def test_each_service_is_to_be_rated_or_to_invite_people_in_the_open_round(borsetshire: Store, me: Viewer) -> None:
    rate(borsetshire, me, "ambridge", "summer")
    borsetshire.ratings.submit(me, rate(borsetshire, me, "felpersham", "summer"))
    assert names(borsetshire, me) == {
        "ambridge": ("summer", "rate"),
        "felpersham": ("summer", "invite"),
        "penny-hassett": ("summer", "rate"),
    }


def test_only_who_may_rate_a_service_is_led_to_it(borsetshire: Store, me: Viewer) -> None:
    both = Viewer("b", "B", (Grant("manager", "service", "felpersham"), Grant("commissioner", "area", "Borsetshire")))
    assert [*names(borsetshire, both)] == ["felpersham"]
    assert names(borsetshire, Viewer("c", "C", (Grant("commissioner", "everything"),))) == {}
    assert of_service(borsetshire, both, "ambridge", "summer", TODAY) is None
    stands = of_service(borsetshire, both, "felpersham", "spring", TODAY)
    assert stands is not None
    assert stands.facts.round is not None
    assert stands.facts.round.key == "spring"


def test_a_draft_says_how_far_it_is_in_the_form_that_it_uses(borsetshire: Store, me: Viewer) -> None:
    response = rate(borsetshire, me, "ambridge", "summer")
    assert agenda(borsetshire, me, TODAY, 5).progress == {response: "1 of 14 answered"}
    borsetshire.ratings.save(me, response, [Answer("ladder", "plan", 3)])
    assert agenda(borsetshire, me, TODAY, 5).progress == {response: "2 of 18 answered"}
    assert agenda(borsetshire, me, TODAY, 0).progress == {}


def test_a_reopened_assessment_waits_again(borsetshire: Store, me: Viewer) -> None:
    response = rate(borsetshire, me, "ambridge", "summer")
    borsetshire.ratings.submit(me, response)
    assert names(borsetshire, me)["ambridge"] == ("summer", "invite")
    borsetshire.ratings.reopen(me, response, "A slip of the pen")
    assert names(borsetshire, me)["ambridge"] == ("summer", "rate")


def test_a_round_is_open_on_its_last_day_and_asks_for_nothing_after_it(
    borsetshire: Store, me: Viewer, clock: SetClock
) -> None:
    borsetshire.clock = clock
    for month, number, step in ((6, 3, "rate"), (8, 31, "rate"), (9, 1, "next_round")):
        clock.now = datetime(2026, month, number, 9, tzinfo=UTC)
        assert names(borsetshire, me, date(2026, month, number))["ambridge"] == ("summer", step)


def test_of_two_open_rounds_a_service_is_led_to_the_one_that_waits(borsetshire: Store, me: Viewer) -> None:
    borsetshire.rounds.open(me, "borsetshire", "Extra", date(2026, 6, 2), date(2026, 6, 8), key="extra")
    assert names(borsetshire, me)["ambridge"] == ("extra", "rate")
    borsetshire.ratings.submit(me, rate(borsetshire, me, "ambridge", "extra"))
    code = borsetshire.invitations.open(me, "ambridge", "extra").token
    for _ in range(5):
        key = borsetshire.invitations.join(code).key
        borsetshire.ratings.save(guest(key), key, [Answer("ladder", "overall", 3)])
        borsetshire.ratings.submit(guest(key), key)
    assert names(borsetshire, me)["ambridge"] == ("summer", "rate")


def test_who_looks_after_more_services_than_a_list_can_show_chooses_one(
    borsetshire: Store, me: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journeys, "MOST", 2)
    assert agenda(borsetshire, me, TODAY, 5).is_long
    only = Viewer("b", "B", (Grant("manager", "service", "felpersham"),))
    assert not agenda(borsetshire, only, TODAY, 5).is_long


def test_what_was_promised_before_is_of_earlier_rounds_also_where_two_opened_on_one_day(
    borsetshire: Store, me: Viewer
) -> None:
    service = borsetshire.services.get(me, "ambridge")
    twin = borsetshire.rounds.open(me, "borsetshire", "Twin", date(2026, 6, 1), date(2026, 8, 31), key="twin")
    spring, summer = (borsetshire.rounds.get(me, key) for key in ("spring", "summer"))
    for round_ in ("spring", "summer"):
        action = Action("", "ambridge", round_, "ladder", "overall", None, 3, round_, "", "", TODAY, "to do", TODAY)
        borsetshire.actions.keep(me, action)
    said = {
        round_.key: {action.what for action in promised_before(borsetshire, me, service, round_)}
        for round_ in (spring, summer, twin)
    }
    assert said == {"spring": set(), "summer": {"spring"}, "twin": {"spring", "summer"}}
