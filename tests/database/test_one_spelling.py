"""A database in which kinds and areas were written in several ways is brought to one spelling for each."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assess.core.access import Grant, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.database import interface
from assess.database.opening import Home
from assess.store import Store

ME = local_viewer()
OPENS, CLOSES = date(2026, 3, 1), date(2026, 5, 31)
SCRIPT = Path(interface.__file__).with_name("sql") / "0016_one_spelling.sql"
WRITTEN = ("Home care", "home care", "HOME CARE", "Home\u200b care")
# The derived tables are correct if they are correct for these: two spellings of an area, and one of two kinds.
COUNTED = "SELECT kind, area, sum(services) FROM distribution GROUP BY kind, area ORDER BY kind, area"


LATER = datetime.combine(CLOSES + timedelta(days=10), datetime.min.time(), UTC)


@pytest.fixture(scope="module")
def once_mixed(copied_home: Callable[[], Home], catalogue: Catalogue) -> Home:
    """Twenty-four services of as many organisations, rated and frozen while each used its own spelling."""
    home = copied_home()
    with closing(Store(home, catalogue)) as store:
        store.clock = lambda: datetime(2026, 3, 1, 12, tzinfo=UTC)
        store.programmes.add(ME, "Living Well")
        for number in range(24):
            store.services.add(ME, f"Service {number:02}", f"Org {number}", "Home care", "North", "living-well")
        round_ = store.rounds.open(ME, "living-well", "Spring", OPENS, CLOSES)
        for number in range(24):
            response = store.ratings.start(ME, f"service-{number:02}", round_.key)
            store.ratings.save(ME, response.key, [Answer("principles", "equal", number % 5)])
            store.ratings.submit(ME, response.key)
        store.accounts.give(ME, "anna", Grant("commissioner", "area", "North"))
        with store._connection.database.write() as transaction:  # noqa: SLF001 - as an older version let it be kept
            for number in range(24):
                texts = [WRITTEN[number % 4], ("North", "north")[number % 2], f"service-{number:02}"]
                transaction.run("UPDATE service SET kind = ?, area = ? WHERE key = ?", texts)
            transaction.run("UPDATE granted SET key = 'north'")
            transaction.bumped.add("set up")
        store.clock = lambda: LATER
        store.peers.renew()
    return home


@pytest.fixture
def mixed(once_mixed: Home, copied: Callable[[Home], Home], catalogue: Catalogue) -> Iterator[Store]:
    """A copy of them."""
    with closing(Store(copied(once_mixed), catalogue)) as store:
        store.clock = lambda: LATER
        yield store


# A table that later versions have not.
CROWD = "CREATE TABLE crowd (pool VARCHAR, services BIGINT, organisations BIGINT)"


def migrated(store: Store) -> None:
    database = store._connection.database  # noqa: SLF001 - opening an older database runs the step
    with database.write() as transaction:
        transaction.run(CROWD)
        transaction.run(database._dialect(SCRIPT.read_text(encoding="utf-8")))  # noqa: SLF001
        transaction.run("DROP TABLE crowd")
        transaction.bumped.add("set up")


def test_kinds_areas_roles_and_peers_have_one_spelling_and_the_database_is_whole(mixed: Store) -> None:
    assert len(mixed.services.kinds_and_areas(ME)) > 1
    migrated(mixed)
    assert mixed.services.kinds_and_areas(ME) == [("Home care", "North")]
    assert [row[:2] for row in mixed._connection.read(COUNTED)] == [("Home care", "North")]  # noqa: SLF001
    assert [tuple(row) for row in mixed._connection.read("SELECT DISTINCT key FROM granted")] == [("North",)]  # noqa: SLF001
    assert mixed.faults() == []


def test_the_step_may_run_again_and_changes_nothing_more(mixed: Store) -> None:
    migrated(mixed)
    dumped = "SELECT kind, area, pool, organisation, service FROM peer ORDER BY service"
    before = mixed._connection.read(dumped)  # noqa: SLF001
    migrated(mixed)
    assert mixed._connection.read(dumped) == before  # noqa: SLF001
    assert mixed.faults() == []


def test_peers_are_renewed_after_it_as_before(mixed: Store) -> None:
    migrated(mixed)
    mixed.peers.renew()
    assert mixed.faults() == []
    assert mixed._connection.read("SELECT count(*), count(DISTINCT kind) FROM peer") == [(24, 1)]  # noqa: SLF001


def test_a_database_without_a_service_has_nothing_to_spell(empty_store: Store) -> None:
    migrated(empty_store)
    assert empty_store.faults() == []
