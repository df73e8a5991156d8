"""Services' earlier programmes are exported and imported, and earlier rounds count the same in both databases."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assess.core.access import local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.store import Store
from assess.tasks import export_tables, import_tables, papers, table_files
from assess.tasks.columns import TABLES, TableRow
from assess.tasks.taking import RowVerdict
from formats import assert_every_format_gives_back
from set_clock import SetClock
from shipped import CATALOGUE

ME = local_viewer()
Moved = tuple[Path, datetime, dict[str, list[TableRow]]]


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, empty_file: Callable[[Path], Path]) -> Moved:
    """Three services: one has moved since its first round, one is retired, and one was retired and is back.

    Return where they are, the moment of the last act, and their export.
    """
    clock = SetClock(datetime.now(UTC) - timedelta(days=90))
    path = empty_file(tmp_path_factory.mktemp("moved") / "one.duckdb")
    with closing(Store(path, catalogue, clock)) as store:
        for name in ("One", "Two"):
            store.programmes.add(ME, name)
        for key in ("larkrise", "millbrook", "elms"):
            store.services.add(ME, key.title(), "Org", "home care", "North", "one", key=key)
        first = clock.now.date()
        round_ = store.rounds.open(ME, "one", "First", first, first + timedelta(days=9))
        for key in ("larkrise", "millbrook"):
            response = store.ratings.start(ME, key, round_.key).key
            store.ratings.save(ME, response, [Answer("ladder", "overall", 3)])
            store.ratings.submit(ME, response)
        clock.now += timedelta(days=30)
        store.members.move(ME, ["larkrise"], "two")
        store.members.retire(ME, ["millbrook", "elms"])
        clock.now += timedelta(days=30)
        store.members.bring_back(ME, ["elms"])
        second = clock.now.date()
        for programme in ("one", "two"):
            store.rounds.open(ME, programme, "Second", second, second + timedelta(days=300))
        return path, clock.now, export_tables.exported(store, ME)


@pytest.fixture
def store(moved: Moved, tmp_path: Path, catalogue: Catalogue, clock: SetClock) -> Iterator[Store]:
    """A copy of them, with a clock at the moment of the last act."""
    path, clock.now, _ = moved
    with closing(Store(Path(shutil.copy(path, tmp_path)), catalogue, clock)) as store:
        yield store


@pytest.fixture
def other(tmp_path: Path, catalogue: Catalogue, empty_file: Callable[[Path], Path]) -> Iterator[Store]:
    with closing(Store(empty_file(tmp_path / "other.duckdb"), catalogue)) as other:
        yield other


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, empty_file: Callable[[Path], Path]) -> Iterator[Store]:
    """An empty database, into which nothing comes."""
    with closing(Store(empty_file(tmp_path_factory.mktemp("elsewhere") / "other.duckdb"), CATALOGUE)) as store:
        yield store


def bring(store: Store, tables: Mapping[str, Sequence[TableRow]]) -> list[RowVerdict]:
    files = table_files.read_files({"tables.zip": table_files.csv_zip({**dict.fromkeys(TABLES, ()), **tables})})
    return import_tables.import_rows(store, ME, files, keep=True)


def counted(store: Store) -> dict[str, tuple[list[str], list[str]]]:
    """Return the services of each round, and those that submitted in it."""
    taken = {
        round_.key: papers.round_as_taken(store, ME, round_)
        for programme in ("one", "two")
        for round_ in store.rounds.of(ME, programme)
    }
    return {key: (sorted(each.services), sorted(each.submitted)) for key, each in taken.items()}


COUNTED = {
    "one-first": (["elms", "larkrise", "millbrook"], ["larkrise", "millbrook"]),
    "one-second": (["elms"], []),
    "two-second": (["larkrise"], []),
}


def test_moves_come_in_as_they_went_out(store: Store, other: Store) -> None:
    tables = export_tables.exported(store, ME)
    assert_every_format_gives_back(tables)
    moves = {row["key"]: row["moves"] for row in tables["services"]}
    assert moves["larkrise"].startswith("one until 20")
    assert moves["millbrook"].endswith("Z; (retired)")
    assert moves["elms"].count(" until ") == 2
    assert {verdict.what for verdict in bring(other, tables)} == {"added"}
    assert counted(other) == counted(store) == COUNTED
    assert export_tables.exported(other, ME) == tables
    assert {verdict.what for verdict in bring(other, tables)} == {"there already"}
    assert other.faults() == store.faults() == []


def test_a_file_from_before_a_move_takes_nothing_back(store: Store) -> None:
    tables = export_tables.exported(store, ME)
    store.members.move(ME, ["elms"], "two")
    store.members.retire(ME, ["larkrise"])
    (one, _), seen = store.programmes.every(ME), "One"
    store.programmes.rename(ME, one.key, "First", one)
    verdicts = {verdict.about: verdict.what for verdict in bring(store, tables) if verdict.table != "ratings"}
    assert (verdicts["Elms"], verdicts["Larkrise"], verdicts[seen]) == ("not edited", "there already", "not edited")
    assert store.services.get(ME, "elms").programme == "two"
    assert [each.key for each in store.members.of(ME, "two")[1]] == ["larkrise"]
    assert store.programmes.every(ME)[0].name == "First"


def test_a_file_without_the_column_comes_in(store: Store, other: Store) -> None:
    tables = export_tables.exported(store, ME)
    services = [{**row, "moves": ""} for row in tables["services"]]
    verdicts = bring(other, {"programmes": tables["programmes"], "services": services})
    assert {verdict.what for verdict in verdicts} == {"added"}
    assert {verdict.what for verdict in bring(store, {"services": services})} == {"there already"}
    assert counted(store) == COUNTED


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("one", "“one” is not a programme with the time until when a service was in it."),
        ("one until soon", "“soon” is not a moment such as 2026-03-01T10:00:00Z."),
        ("three until 2026-03-01T10:00:00Z", "There is no programme “three”."),
        ("two until 2026-03-01T10:00:00Z", "The programmes that Larkrise was in must each be followed by another."),
        ("(retired)", "The programmes that Larkrise was in must each be followed by another."),
        (
            "one until 2026-03-02T10:00:00Z; (retired) until 2026-03-01T10:00:00Z",
            "The times at which Larkrise moved must be in their order, and none still to come.",
        ),
        (
            "one until 2099-03-02T10:00:00Z",
            "The times at which Larkrise moved must be in their order, and none still to come.",
        ),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_its_line(moved: Moved, elsewhere: Store, cell: str, why: str) -> None:
    tables = moved[2]
    services = [{**row, "moves": cell} for row in tables["services"] if row["key"] == "larkrise"]
    verdicts = bring(elsewhere, {"programmes": tables["programmes"], "services": services})
    assert [(each.line, each.why) for each in verdicts if each.what == "refused"] == [(2, why)]
    assert elsewhere.is_empty()


def test_a_service_that_is_there_is_not_moved_by_a_cell(store: Store) -> None:
    (row,) = [row for row in export_tables.exported(store, ME)["services"] if row["key"] == "larkrise"]
    verdicts = bring(store, {"services": [{**row, "moves": "one until 2026-03-01T10:00:00Z"}]})
    assert [each.why for each in verdicts] == [
        "Larkrise was in other programmes here, or at other times. Change it on Programmes."
    ]
