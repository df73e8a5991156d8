from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assess.core.access import Grant, Viewer, guest
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.dates import date_of
from assess.core.errors import NotAllowedError
from assess.core.journey import Facts, journeys
from assess.core.publication import Publication
from assess.database.opening import Home
from assess.store import Store
from five_services import ME, rated, write_five

TODAY = date_of(datetime.now(UTC))


@pytest.fixture(scope="module")
def written(copied_home: Callable[[], Home], catalogue: Catalogue) -> Home:
    """Five services, each at another step of its round."""
    home = copied_home()
    with closing(Store(home, catalogue)) as store:
        write_five(store)
    return home


@pytest.fixture
def five(written: Home, copied: Callable[[Home], Home], catalogue: Catalogue) -> Iterator[Store]:
    """A copy of them, opened."""
    with closing(Store(copied(written), catalogue)) as store:
        yield store


def of(store: Store, service: str, viewer: Viewer = ME) -> Facts:
    found = store.journeys.facts(viewer, service)
    assert found
    return found[0]


def test_each_service_stands_where_its_records_put_it(five: Store) -> None:
    found = journeys(five.journeys.facts(ME) or (), TODAY)
    assert [(each.service.key, each.now) for each in found] == [
        ("birch", "agree"),
        ("elm", "rate"),
        ("oak", "invite"),
        ("ash", "give_back"),
        ("rowan", "next_round"),
    ]
    assert [each.waits for each in found] == [True, True, True, False, False]


def test_the_records_of_a_service_are_days_and_counts(five: Store) -> None:
    birch, ash, rowan = (of(five, key) for key in ("birch", "ash", "rowan"))
    assert (birch.heard, birch.apart, birch.agreed, birch.has_ended) == (2, 2, 0, True)
    assert birch.people is not None
    assert birch.people.submitted == 14
    assert (ash.agreed, ash.agreed_on, ash.promised, ash.promised_on) == (1, TODAY, 1, TODAY)
    assert (ash.given_back, rowan.given_back) == (None, TODAY)
    assert ash.rated == TODAY - timedelta(190)
    assert ash.following is not None
    assert ash.following.key == "next"


def test_of_fewer_than_five_people_nothing_is_recorded(five: Store) -> None:
    oak = of(five, "oak")
    assert oak.is_invited
    assert oak.people is not None
    assert oak.people.submitted == 0
    assert (oak.heard, oak.apart, oak.has_enough_people) == (0, 0, False)


def test_while_people_can_answer_what_they_say_is_not_recorded(five: Store) -> None:
    code = five.invitations.open(ME, "oak", "autumn").token
    for _ in range(4):
        key = five.invitations.join(code).key
        five.ratings.save(guest(key), key, [Answer("ladder", "overall", 6)])
        five.ratings.submit(guest(key), key)
    oak = of(five, "oak")
    assert oak.people is not None
    assert (oak.people.submitted, oak.heard, oak.has_ended) == (5, 0, False)


def test_nothing_of_a_service_out_of_scope_is_recorded(five: Store) -> None:
    oak = Viewer("o", "O", (Grant("manager", "service", "oak"),))
    found = five.journeys.facts(oak) or ()
    assert [each.service.key for each in found] == ["oak"]
    with pytest.raises(NotAllowedError):
        five.journeys.facts(oak, "birch")
    assert five.journeys.facts(Viewer("n", "N")) == []


def test_an_action_that_was_dropped_is_no_promise_and_a_withdrawn_sheet_is_not_given_back(five: Store) -> None:
    (action,) = five.actions.visible_to(ME, service="ash")
    five.actions.keep(ME, replace(action, state="dropped"), action)
    five.publications.withdraw(ME, "rowan", "spring")
    assert of(five, "ash").promised == 0
    assert of(five, "rowan").given_back is None
    five.publications.publish(ME, Publication("rowan", "spring", "You said it.", "We heard it.", "", ""))
    assert of(five, "rowan").given_back == TODAY


def test_a_promise_is_overdue_the_day_after(five: Store) -> None:
    assert of(five, "ash").overdue == 0
    five.clock = lambda: datetime.now(UTC) + timedelta(31)
    assert of(five, "ash").overdue == 1


def test_a_service_without_a_round_knows_the_first_that_will_open(empty_store: Store) -> None:
    empty_store.programmes.add(ME, "Good Days")
    empty_store.services.add(ME, "Oak Lodge", "Council", "care home", "North", "good-days", key="oak")
    assert of(empty_store, "oak").round is None
    coming = empty_store.rounds.open(ME, "good-days", "Later", TODAY + timedelta(5), TODAY + timedelta(9))
    assert of(empty_store, "oak") == Facts(empty_store.services.get(ME, "oak"), following=coming)


def test_sheets_that_are_still_typed_in_after_the_close_hold_the_meeting_up(
    empty_home: Home, catalogue: Catalogue
) -> None:
    now = datetime.now(UTC)
    with closing(Store(empty_home, catalogue, lambda: now - timedelta(30))) as store:
        store.programmes.add(ME, "Good Days")
        store.services.add(ME, "Oak Lodge", "Council", "care home", "North", "good-days", key="oak")
        store.rounds.open(ME, "good-days", "Autumn", TODAY - timedelta(40), TODAY - timedelta(3), key="autumn")
        rated(store, "oak", "autumn", people=6)
        store.paper.begin(ME, "oak", "autumn")
        store.clock = lambda: now
        facts = of(store, "oak")
        assert (facts.is_typing, facts.has_ended) == (True, False)
        store.paper.finish(ME, "oak", "autumn")
        facts = of(store, "oak")
        assert (facts.is_typing, facts.has_ended, facts.heard) == (False, True, 2)
