"""Tables as people make them by hand: they come in as they are meant, or one sentence leads to the cell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from assess.core.access import local_viewer
from assess.core.programme import Round, Service
from assess.store import Store
from assess.tasks import import_tables, table_files
from assess.tasks.export_tables import TABLES
from assess.tasks.import_tables import RowVerdict

ME = local_viewer()
SPRING = date(2026, 3, 1), date(2026, 5, 31)
PRINCIPLES = ("holistic", "resourced", "transparent", "inclusive", "iterative", "positive", "equal", "sustainable")


@pytest.fixture
def spring(empty_store: Store) -> tuple[Store, Service, Round]:
    """A service in a round that has closed, of which nothing is rated, and another round that is open."""
    empty_store.programmes.add(ME, "Fernshire Adults")
    service = empty_store.services.add(ME, "Elm Court", "Fernshire", "day centre", "North", "fernshire-adults")
    today = datetime.now(UTC).astimezone().date()
    round_ = empty_store.rounds.open(ME, "fernshire-adults", "Spring", *SPRING)
    empty_store.rounds.open(ME, "fernshire-adults", "Now", today - timedelta(days=9), today + timedelta(days=9))
    return empty_store, service, round_


def ratings(rows: Sequence[Mapping[str, str]]) -> dict[str, bytes]:
    """A file of ratings by Elm Court in Spring, with these cells."""
    names = [column.name for column in TABLES["ratings"]]
    usual = {"service": "Elm Court", "round": "Spring", "voice": "service", "framework": "principles"}
    usual |= {"submitted": "1/5/2026"}
    lines = [",".join({**dict.fromkeys(names, ""), **usual, **row}.values()) for row in rows]
    return {"ratings.csv": "\n".join([",".join(names), *lines]).encode()}


def imported(store: Store, files: dict[str, bytes], *, keep: bool = True) -> list[RowVerdict]:
    return import_tables.import_rows(store, ME, table_files.read_files(files), keep=keep)


# Does not apply


def test_no_in_does_not_apply_leaves_an_item_unknown(spring: tuple[Store, Service, Round]) -> None:
    store, service, _ = spring
    rows = [{"item": item, "level": "3"} for item in PRINCIPLES[:6]]
    unknown = [{"item": item, "does_not_apply": "no"} for item in PRINCIPLES[6:]]
    verdicts = imported(store, ratings([*rows, *unknown]))
    assert Counter(verdict.what for verdict in verdicts) == {"added": 6, "left blank": 2}
    assert {position.item for position in store.positions.of_service(ME, service.key)} == set(PRINCIPLES[:6])


def test_a_level_beside_no_counts(spring: tuple[Store, Service, Round]) -> None:
    store, service, _ = spring
    imported(store, ratings([{"item": item, "level": "Established", "does_not_apply": "No"} for item in PRINCIPLES]))
    assert [position.level for position in store.positions.of_service(ME, service.key)] == [3] * 8


def test_not_applicable_without_a_reason_is_refused_at_its_row(spring: tuple[Store, Service, Round]) -> None:
    store, service, _ = spring
    verdicts = imported(
        store, ratings([{"item": "equal", "level": "3"}, {"item": "holistic", "does_not_apply": "N/A"}])
    )
    (refused,) = [verdict for verdict in verdicts if verdict.what == "refused"]
    assert str(refused).startswith("ratings.csv, line 3: “N/A” is not a reason. Say in a few words")
    assert store.positions.of_service(ME, service.key) == []
