"""Five services, each at another step between two rounds."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from assess.core.access import guest, local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.dates import date_of
from assess.core.publication import Publication
from assess.store import Store

ME = local_viewer()
GOOD_DAYS = {"birch": "Birch Day Centre", "elm": "Elm Court", "oak": "Oak Lodge"}
HOME_VISITS = {"ash": "Ash Home Visits", "rowan": "Rowan Respite"}


def write_five(store: Store, services: Sequence[str] = ("birch", "elm", "oak", "ash", "rowan")) -> None:
    """Write some of these: Birch is about to meet, Elm to finish rating, Oak to invite more people, Ash to give back.

    Rowan waits for the next round. The open round of Birch, Elm and Oak ends in six days.
    """
    chosen = {*services}
    if old := [key for key in HOME_VISITS if key in chosen]:
        _home_visits(store, old)
    if new := [key for key in GOOD_DAYS if key in chosen]:
        _good_days(store, new)


def _added(store: Store, programme: str, named: Mapping[str, str], services: Sequence[str]) -> None:
    made = store.programmes.add(ME, programme)
    for key in services:
        store.services.add(ME, named[key], "Fernbridge Council", "care home", "Fernshire", made.key, key=key)


def _home_visits(store: Store, services: Sequence[str]) -> None:
    """Write a round that is over, and the next one."""
    now = datetime.now(UTC)
    today = date_of(now)
    _added(store, "Home Visits", HOME_VISITS, services)
    with store.at(now - timedelta(190)):
        store.rounds.open(ME, "home-visits", "Spring", today - timedelta(200), today - timedelta(150), key="spring")
        for key in services:
            rated(store, key, "spring", people=6)
    store.positions.reveal_closed_rounds()
    for key in services:
        met_and_promised(store, key, "spring")
    store.rounds.open(ME, "home-visits", "Next", today + timedelta(150), today + timedelta(200), key="next")
    if "rowan" in services:
        store.publications.publish(ME, Publication("rowan", "spring", "You said it.", "We heard it.", "", ""))


def _good_days(store: Store, services: Sequence[str]) -> None:
    """Write a round that is open."""
    today = date_of(datetime.now(UTC))
    _added(store, "Good Days", GOOD_DAYS, services)
    store.rounds.open(ME, "good-days", "Autumn", today - timedelta(30), today + timedelta(6), key="autumn")
    people = {"birch": 14, "elm": 0, "oak": 3}
    for key in services:
        rated(store, key, "autumn", people=people[key], submitted=key != "elm")
    if invitation := store.invitations.current(ME, "birch", "autumn") if "birch" in services else None:
        store.invitations.close(ME, invitation)


def rated(store: Store, service: str, round_: str, *, people: int = 0, submitted: bool = True) -> None:
    """Rate a service, and let so many people answer two levels higher."""
    response = store.ratings.start(ME, service, round_).key
    store.ratings.save(ME, response, [Answer("ladder", "overall", 3), Answer("principles", "equal", 1)])
    if submitted:
        store.ratings.submit(ME, response)
    for _ in range(people):
        code = store.invitations.open(ME, service, round_).token
        key = store.invitations.join(code).key
        store.ratings.save(guest(key), key, [Answer("ladder", "overall", 5), Answer("principles", "equal", 4)])
        store.ratings.submit(guest(key), key)


def met_and_promised(store: Store, service: str, round_: str) -> None:
    """Agree on one level, and promise one thing."""
    store.voices.agree(ME, service, round_, Answer("principles", "equal", 2, note="We met."), None)
    today = date_of(datetime.now(UTC))
    due = today + timedelta(30)
    promise = Action(
        "", service, round_, "principles", "equal", 2, 3, "Share the agenda", "Manager", "", due, "to do", today
    )
    store.actions.keep(ME, promise)
