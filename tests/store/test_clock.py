"""A clock that is set back does not let late answers count."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.access import local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.database.opening import Home
from assess.store import Store
from assess.store.clock import Clock as StoreClock
from set_clock import SetClock

ME = local_viewer()
NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOON)


@pytest.fixture
def home(copied_home: Callable[[], Home]) -> Home:
    return copied_home()


@pytest.fixture
def store(home: Home, catalogue: Catalogue, clock: SetClock) -> Iterator[Store]:
    with closing(Store(home, catalogue, clock)) as opened:
        yield opened


def rated(store: Store) -> tuple[str, str]:
    """Begin a rating and return the keys of its response and its round."""
    service, round_ = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "North")
    response = store.ratings.start(ME, service.key, round_.key)
    store.ratings.save(ME, response.key, [Answer("principles", "equal", 3)])
    return response.key, round_.key


def submitted_late(store: Store, response: str, round_key: str) -> bool:
    submission = store.ratings.submit(ME, response)
    return not store.rounds.get(ME, round_key).counts(submission.at)


def after_the_close(store: Store, clock: SetClock, round_key: str) -> None:
    clock.now = datetime.combine(store.rounds.get(ME, round_key).closes, clock.now.timetz()) + timedelta(days=2)
    store.programmes.add(ME, "Another")


def test_a_late_answer_stays_late_when_the_clock_is_set_back(store: Store, clock: SetClock) -> None:
    response, round_key = rated(store)
    began = clock.now
    after_the_close(store, clock, round_key)
    clock.now = began
    assert submitted_late(store, response, round_key)
    moments = [event.at for event in store.audit.events()]
    assert moments == sorted(moments)


def test_it_stays_late_after_a_restart(home: Home, store: Store, clock: SetClock, catalogue: Catalogue) -> None:
    response, round_key = rated(store)
    began = clock.now
    after_the_close(store, clock, round_key)
    store.close()
    clock.now = began
    with closing(Store(home, catalogue, clock)) as again:
        assert submitted_late(again, response, round_key)


def test_nobody_begins_to_answer_then(store: Store, clock: SetClock) -> None:
    _, round_key = rated(store)
    began = clock.now
    code = store.invitations.open(ME, store.services.visible_to(ME)[0].key, round_key).short_code
    after_the_close(store, clock, round_key)
    clock.now = began
    with pytest.raises(InputError, match="is closed"):
        store.invitations.join(code)


def test_a_replica_whose_clock_is_behind_writes_no_earlier_act(
    home: Home, store: Store, clock: SetClock, catalogue: Catalogue
) -> None:
    if not isinstance(home, str):
        pytest.skip("a file is open to one program at a time")
    response, round_key = rated(store)
    behind = SetClock(clock.now)
    with closing(Store(home, catalogue, behind)) as replica:
        after_the_close(store, clock, round_key)
        assert submitted_late(replica, response, round_key)


def test_on_time_counts_as_before_and_the_past_can_still_be_written_down(store: Store, clock: SetClock) -> None:
    response, round_key = rated(store)
    clock.now += timedelta(hours=1)
    assert not submitted_late(store, response, round_key)
    past = datetime(2020, 1, 1, tzinfo=UTC)
    with store.at(past):
        store.programmes.add(ME, "Then")
    assert store.audit.events()[-1].at == past.replace(tzinfo=None)
    store.programmes.add(ME, "Now")
    assert store.audit.events()[-1].at == clock.now.replace(tzinfo=None)


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20), st.integers(-(10**12), 10**12))
def test_recorded_moments_never_go_back_however_the_clock_is_set(steps: list[int], before: int) -> None:
    noon = datetime(2026, 6, 3, 12, tzinfo=UTC)
    newest = (noon + timedelta(microseconds=before)).replace(tzinfo=None)
    clock = StoreClock(lambda: noon, 0, newest)
    moments = [newest]
    for step in steps:
        clock.now = lambda step=step: noon + timedelta(microseconds=step)  # type: ignore[misc]
        moments.append(clock.moment())
        clock.catch_up(clock.number(), moments[-1])
    assert moments == sorted(moments)
    assert moments[-1] == max(newest, *(noon.replace(tzinfo=None) + timedelta(microseconds=step) for step in steps))
