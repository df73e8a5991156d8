"""How fast it is over a large population: seeded services with eight rounds each, and the same sums by other means."""

import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import duckdb
import pandas as pd

from assess import catalogue
from assess.access import Grant, Viewer, local_viewer
from assess.benchmark import beside
from assess.database import SETTINGS
from assess.portfolio import Choice
from assess.settings import ROOT
from assess.store import LATEST, NEWEST, Store

ROUNDS, PROGRAMMES, KINDS, AREAS, PER_ORGANISATION = 8, 50, 6, 20, 5
# hash() is the seed: the same services have the same levels on every machine.
_POPULATION = (
    "INSERT INTO programme SELECT 'p' || n, 'Programme ' || n, now() FROM range(?) r(n)",
    """
    INSERT INTO service
    SELECT 's' || n, 'Service ' || n, 'Organisation ' || hash(n) % greatest(?, 1), 'kind ' || hash(n + 1) % ?,
        'area ' || hash(n + 2) % ?, 'p' || hash(n + 3) % ?, n % 3 = 0, '', now(), n + 1
    FROM range(?) r(n)
    """,
    """
    INSERT INTO round
    SELECT p.key || '-r' || n, p.key, 'Round ' || n, current_date - CAST(180 * (? - n) AS INTEGER),
        current_date - CAST(180 * (? - n) - 90 AS INTEGER), 'quick', now()
    FROM programme p, range(?) r(n)
    """,
    """
    INSERT INTO counted
    SELECT s.key, d.key, d.opens || ' ' || d.key, d.closes,
        CASE WHEN hash(s.key) % 3 = 0 THEN 8 ELSE 0 END
    FROM service s JOIN round d ON d.programme = s.programme
    """,
    """
    INSERT INTO position
    SELECT c.service, c.round, i.framework, i.item, i.lowest + hash(c.service || c.round || i.item) % i.levels,
        'service', hash(c.service || i.item) % 2 = 0, i.lowest + hash(c.service || c.round || i.item) % i.levels,
        CASE WHEN hash(c.service) % 3 = 0 THEN i.lowest + hash(i.item || c.service || c.round) % i.levels END,
        CASE WHEN hash(c.service) % 3 = 0 THEN 8 ELSE 0 END, NULL, now()
    FROM counted c, item i ORDER BY c.service, c.round
    """,
    "INSERT INTO asked SELECT row_number() OVER (ORDER BY framework, item), framework, item FROM item",
    f"INSERT INTO newest {NEWEST}",
    f"INSERT INTO latest {LATEST.format(only='')}",
)
_SCAN = "SELECT sum(level) FROM position"
_NEWEST = """
    SELECT s.kind, s.area, p.framework, p.item, p.level, count(*) AS services
    FROM position p JOIN service s ON s.key = p.service
    JOIN (SELECT service, max(place) AS place FROM counted GROUP BY service) n ON n.service = p.service
    JOIN counted c ON c.service = n.service AND c.place = n.place AND c.round = p.round
    GROUP BY s.kind, s.area, p.framework, p.item, p.level
"""
_BY_KIND = """
    SELECT s.kind, p.item, p.level, count(*)
    FROM position p JOIN service s ON s.key = p.service
    JOIN (SELECT service, max(place) AS place FROM counted GROUP BY service) n ON n.service = p.service
    JOIN counted c ON c.service = n.service AND c.place = n.place AND c.round = p.round
    WHERE p.framework = 'principles' GROUP BY s.kind, p.item, p.level
"""
_ONE_GROUP = """
    SELECT p.framework, p.item, p.level, count(*)
    FROM position p JOIN service s ON s.key = p.service
    JOIN (SELECT service, max(place) AS place FROM counted GROUP BY service) n ON n.service = p.service
    JOIN counted c ON c.service = n.service AND c.place = n.place AND c.round = p.round
    WHERE s.kind = 'kind 1' AND s.area = 'area 1' GROUP BY p.framework, p.item, p.level
"""


@dataclass(frozen=True, slots=True)
class LargeLine:
    """One measurement: milliseconds, how many times a bare scan that is, and how many times longer others take."""

    name: str
    services: int
    ms: float
    ratio_to_scan: float
    ratio_to_pandas: float
    ratio_to_sqlite: float
    peak_mib: float

    def __str__(self) -> str:
        """Return it as a line to read."""
        others = f"pandas {self.ratio_to_pandas:.1f} x, SQLite {self.ratio_to_sqlite:.1f} x as long"
        return (
            f"{self.name:<30}{self.services:>9,} services {self.ms:>9.1f} ms {self.ratio_to_scan:>7.1f} scans; {others}"
        )


def lines(services: int) -> Iterator[LargeLine]:
    """Measure over so many services; the population is made once and kept beside the database."""
    path = ROOT / "data" / f"large-{services}.duckdb"
    if not path.exists():
        _make(path, services)
    tables = _tables(path)
    with closing(_in_sqlite(tables)) as lite, closing(Store(path, catalogue.read())) as store:
        scan = _typical(lambda: store._database.read(_SCAN))  # noqa: SLF001 - a bare scan, without a viewer

        def line(name: str, ours: float, with_pandas: Callable[[], object], sql: str) -> LargeLine:
            pandas_ms, lite_ms = _typical(with_pandas, 3), _typical(lambda: lite.execute(sql).fetchall(), 1)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            return LargeLine(name, services, ours, ours / scan, pandas_ms / ours, lite_ms / ours, peak)

        def anew(ask: Callable[[], object]) -> Callable[[], object]:
            def asked() -> object:
                store._memory.empty()  # noqa: SLF001 - the database is measured
                return ask()

            return asked

        def renew() -> None:
            store._renewed = None  # noqa: SLF001 - as on the next day
            for table in ("peer", "distribution"):
                with store._database.write() as transaction:  # noqa: SLF001 - all of it has news
                    transaction.run(f"DELETE FROM {table}")
            store.renew_benchmarks()

        yield line("snapshot renewal", _typical(renew, 3), lambda: _newest(tables), _NEWEST)
        me, choice = local_viewer(), Choice("principles", column="equal")
        heat = _typical(anew(lambda: store.levels_by(me, choice, "kind")))
        yield line("portfolio heat map by kind", heat, lambda: _by_kind(tables), _BY_KIND)
        page = _typical(anew(lambda: _portfolio(store, choice)), 3)
        yield line("all of the portfolio's data", page, lambda: _by_kind(tables), _BY_KIND)
        service = store.service(local_viewer(), "s1")
        manager = Viewer("manager", "Manager", (Grant("manager", "service", "s1"),))

        def peers() -> list[object]:
            groups, _ = store.peers(manager, service)
            return [
                beside(groups, one, item.key) for one in store.catalogue.core for item in one.asked("quick", "service")
            ]

        yield line("one service's benchmark", _typical(anew(peers)), lambda: _one_group(tables), _ONE_GROUP)


def _portfolio(store: Store, choice: Choice) -> None:
    """Ask what the page asks: groups, one page of services, and its lists."""
    me = local_viewer()
    store.seen(me, choice)
    store.levels_by(me, choice, "kind")
    store.portfolio(me, choice)
    for named in (store.not_submitted, store.most_improved, store.slipped, store.widest_gaps):
        named(me, choice, 5)


def _make(path: Path, services: int) -> None:
    frameworks = catalogue.read().core
    Store(path, catalogue.read()).close()
    items = [
        (one.key, item.key, one.lowest, one.highest - one.lowest + 1)
        for one in frameworks
        for item in one.asked("quick", "service")
    ]
    values: list[list[int]] = [
        [PROGRAMMES],
        [services // PER_ORGANISATION, KINDS, AREAS, PROGRAMMES, services],
        [ROUNDS, ROUNDS, ROUNDS],
        [],
        [],
        [],
        [],
        [],
    ]
    with closing(duckdb.connect(str(path), config=SETTINGS)) as connection:
        connection.execute("CREATE TEMP TABLE item (framework VARCHAR, item VARCHAR, lowest INTEGER, levels INTEGER)")
        connection.executemany("INSERT INTO item VALUES (?, ?, ?, ?)", items)
        for sql, given in zip(_POPULATION, values, strict=True):
            connection.execute(sql, given)


def _tables(path: Path) -> dict[str, pd.DataFrame]:
    with closing(duckdb.connect(str(path), config=SETTINGS)) as connection:
        names = {"service": "key, kind, area", "counted": "service, round, place"}
        names["position"] = "service, round, framework, item, level"
        return {name: connection.execute(f"SELECT {columns} FROM {name}").df() for name, columns in names.items()}


def _in_sqlite(tables: dict[str, pd.DataFrame]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    for name, table in tables.items():
        table.to_sql(name, connection, index=False, chunksize=100_000)
    return connection


def _newest(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    counted = tables["counted"]
    newest = counted.sort_values("place").groupby("service", as_index=False)["round"].last()
    found = tables["position"].merge(newest, on=["service", "round"])
    found = found.merge(tables["service"], left_on="service", right_on="key")
    return found.groupby(["kind", "area", "framework", "item", "level"], as_index=False).size()


def _by_kind(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    counted, positions = tables["counted"], tables["position"]
    newest = counted.sort_values("place").groupby("service", as_index=False)["round"].last()
    found = positions[positions["framework"] == "principles"].merge(newest, on=["service", "round"])
    found = found.merge(tables["service"], left_on="service", right_on="key")
    return found.groupby(["kind", "item", "level"], as_index=False).size()


def _one_group(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    services = tables["service"]
    inside = services[(services["kind"] == "kind 1") & (services["area"] == "area 1")]["key"]
    counted = tables["counted"][tables["counted"]["service"].isin(inside)]
    newest = counted.sort_values("place").groupby("service", as_index=False)["round"].last()
    found = tables["position"].merge(newest, on=["service", "round"])
    return found.groupby(["framework", "item", "level"], as_index=False).size()


def _typical(act: Callable[[], object], times: int = 7) -> float:
    taken = []
    for _ in range(times):
        began = perf_counter()
        act()
        taken.append(1000 * (perf_counter() - began))
    return sorted(taken)[times // 2]
