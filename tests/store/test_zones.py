"""Answers count until the end of the last local day, on either database engine; the check holds in every zone."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, time, timedelta

import pytest

from assess.core import dates
from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.core.programme import Round, Service
from assess.database.opening import Home
from assess.store import Store
from tampering import tamper
from zones import NAMED, in_zone

ME = local_viewer()
KEY = ("ladder", "overall")
OPENS, CLOSES = date(2026, 3, 1), date(2026, 5, 31)
# The first and the last on Earth, one whose clocks change at midnight, and UTC.
WRITTEN_IN = NAMED[::2]
LATE, EARLY = time(23, 30), time(0, 30)


@pytest.fixture(scope="module")
def store(copied_home: Callable[[], Home], catalogue: Catalogue) -> Iterator[Store]:
    with closing(Store(copied_home(), catalogue)) as opened:
        opened.programmes.add(ME, "Fernshire")
        yield opened


def set_up(store: Store, name: str) -> tuple[Service, Round, str]:
    """Return a service, a round, and the code by which people answer."""
    with store.at(dates.moment(OPENS)):
        service = store.services.add(ME, f"Larkrise in {name}", "Fernbridge", "home care", "North", "fernshire")
        round_ = store.rounds.open(ME, "fernshire", f"Spring in {name}", OPENS, CLOSES)
        return service, round_, store.invitations.open(ME, service.key, round_.key).token


def rate(store: Store, service: Service, round_: Round, level: int) -> None:
    response = store.ratings.start(ME, service.key, round_.key).key
    if store.ratings.response(ME, response)[1] == "submitted":
        store.ratings.reopen(ME, response, "Another level.")
    store.ratings.save(ME, response, [Answer(*KEY, level)])
    store.ratings.submit(ME, response)


def say(store: Store, code: str, level: int) -> None:
    response = store.invitations.join(code, None).key
    store.ratings.save(guest(response), response, [Answer(*KEY, level, note=f"Who said {response}?")])
    store.ratings.submit(guest(response), response)


def test_both_voices_are_heard_to_the_end_of_the_last_local_day_and_the_check_holds_everywhere(store: Store) -> None:
    for name in WRITTEN_IN:
        with in_zone(name):
            service, round_, code = set_up(store, name)
            with store.at(dates.moment(CLOSES, LATE)):
                rate(store, service, round_, 5)
                for _ in range(5):
                    say(store, code, 3)
            with store.at(dates.moment(CLOSES + timedelta(days=1), EARLY)):
                with pytest.raises(InputError, match="is closed"):
                    say(store, code, 1)
                rate(store, service, round_, 1)
                store.positions.reveal_closed_rounds()
                (position,) = store.positions.of_service(ME, service.key)
                assert (position.service_level, position.people_level) == (5, 3)
                assert len(store.voices.words_of_people(ME, service.key, round_.key)) == 5
    for name in (*NAMED, "America/Los_Angeles", "Asia/Kolkata"):
        with in_zone(name):
            assert store.faults() == [], name
    tamper(store, "UPDATE position SET level = 6 WHERE service = ?", service.key)
    assert f"where {service.key} stands in {round_.key} is not what its answers come to." in store.faults()
