"""The large benchmark compares equal work: pandas and SQLite compute the same results as the store."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from assess.core import paths, portfolio
from assess.core.access import local_viewer
from assess.core.catalogue import Catalogue
from assess.core.portfolio import Choice
from assess.screen import session
from assess.store import Store
from assess.store.integrity import _wrong_tables
from load import bench, bench_large, bench_others
from load.bench_others import Calculation, Tables

ME, CHOICE = local_viewer(), Choice(sort="principles/equal")
SERVICES = 120


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("large") / "large.duckdb"
    bench_large._make(made, SERVICES)
    return made


def test_the_draft_that_clicks_are_measured_on_is_not_among_those_that_are_submitted(
    example_copy: Callable[[str, Path], Path], tmp_path: Path, catalogue: Catalogue
) -> None:
    file = example_copy("fictional", tmp_path / "assess.duckdb")
    with closing(Store(file, catalogue)) as store:
        draft, *others = bench.drafts_of(store, session.today())
        assert [line.name for line in bench.saving(store, file, others)] == [
            "saving one answer",
            "submitting 14 ratings",
        ]
        assert store.ratings.response(ME, draft.key)[1] == "draft"
        assert {store.ratings.response(ME, each.key)[1] for each in others} == {"submitted"}


@pytest.fixture(scope="module")
def today() -> date:
    return session.today()


@pytest.fixture(scope="module")
def tables(path: Path, today: date) -> Tables:
    return bench_others.tables(path, today)


@pytest.fixture(scope="module")
def lite(tables: Tables, today: date) -> Iterator[sqlite3.Connection]:
    with closing(bench_others.in_sqlite(tables, today)) as one:
        yield one


@pytest.fixture
def store(path: Path, tables: Tables, catalogue: Catalogue) -> Iterator[Store]:
    assert tables
    with closing(Store(path, catalogue)) as one:
        yield one


def answers(lite: sqlite3.Connection, calculation: Calculation) -> list[list[tuple[object, ...]]]:
    return [lite.execute(sql).fetchall() for sql in calculation.in_sqlite]


def counts(rows: list[tuple[object, ...]]) -> dict[object, object]:
    return {tuple(key): count for *key, count in rows}


def test_a_renewal_freezes_what_pandas_and_sqlite_count(
    store: Store, tables: Tables, lite: sqlite3.Connection, today: date
) -> None:
    store.peers.renew()
    kept = store._connection.database.read("SELECT kind, area, framework, item, level, services FROM distribution")  # noqa: SLF001
    calculation = bench_others.renewal(today)
    live, changed, levels, crowds = calculation.with_pandas(tables)
    _, _, news, counted, sizes = answers(lite, calculation)
    assert counts(kept) == levels.to_dict() == counts(counted)
    assert changed.to_dict() == counts(news)
    assert crowds.to_dict() == counts(sizes)
    assert len(live) == sum(row[-1] for row in kept)
    with store._connection.database.snapshot() as transaction:  # noqa: SLF001 - positions without answers are all faults
        assert _wrong_tables(transaction) == []


def test_the_heat_map_is_what_pandas_and_sqlite_count(store: Store, tables: Tables, lite: sqlite3.Connection) -> None:
    found = {
        (kind, *item, level): count
        for kind, items in store.portfolio.levels_by(ME, CHOICE, "kind").items()
        for item, levels in items.items()
        for level, count in levels.items()
    }
    (counted,) = answers(lite, bench_others.HEAT_MAP)
    in_pandas = bench_others.HEAT_MAP.with_pandas(tables)
    assert found == in_pandas.to_dict() == counts(counted)


def test_what_the_page_counts_is_what_pandas_and_sqlite_count(
    store: Store, tables: Tables, lite: sqlite3.Connection
) -> None:
    seen = store.portfolio.seen(ME, CHOICE, portfolio.view(store.catalogue.core, store.catalogue["ladder"]))
    *_, missing, (slipped, rose, apart) = bench_others.PAGE.with_pandas(tables)
    assert (seen.missing, seen.slipped, seen.rose, seen.apart) == (missing, slipped, rose, apart)
    *_, [(not_in,)], [moved], [(parted,)] = answers(lite, bench_others.PAGE)
    assert (seen.missing, seen.slipped, seen.rose, seen.apart) == (not_in, *moved, parted)


def test_each_measurement_is_a_json_object_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(paths, "DATA", tmp_path)
    # How long it takes is not looked at here.
    monkeypatch.setattr(bench_large, "TIMES", 1)
    bench.run(as_json=True, services=50)
    size, *rest = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert set(size) == {"name", "services", "mib", "limit"}
    fields = {"name", "services", "ms", "ratio_to_scan", "ratio_to_pandas", "ratio_to_sqlite", "peak_mib"}
    assert [set(line) for line in rest] == [fields] * 6
    assert {line["services"] for line in rest} == {50}
    assert [line["name"] for line in rest][1:] == [
        "snapshot renewal",
        "portfolio heat map by kind",
        "the portfolio as it opens",
        "all of the portfolio's data",
        "one service's benchmark",
    ]
