"""How fast it is over a large population: seeded services with eight rounds each, and the same sums by other means."""

import resource
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter

import duckdb

from assess.core import catalogue, paths, portfolio
from assess.core.access import Grant, Viewer, local_viewer
from assess.core.peers import beside
from assess.core.portfolio import Choice
from assess.database.embedded import SETTINGS
from assess.store import Store
from assess.store.summaries import LATEST, NEWEST
from load import bench_others
from load.bench_others import Calculation

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
        CASE WHEN hash(c.service) % 3 = 0 THEN 8 ELSE 0 END, NULL, now(), FALSE, 0, FALSE
    FROM counted c, item i ORDER BY c.service, c.round
    """,
    "INSERT INTO asked SELECT row_number() OVER (ORDER BY framework, item), framework, item FROM item",
    f"INSERT INTO newest {NEWEST}",
    f"INSERT INTO latest {LATEST} ORDER BY n.service, i.number",
)
TIMES = 5  # how often each act is measured; the median counts
# A bare scan reads the columns of all ratings that a calculation needs, and does nothing with them: a rating counts by
# whose it is, of which round, on which item, and its level; the portfolio's lists need both voices' levels as well.
_SCAN = "SELECT sum(strlen(service)), sum(strlen(round)), sum(strlen(framework)), sum(strlen(item)), sum(level)"
_NEEDED = f"{_SCAN} FROM position"
_NEEDED_BY_THE_PAGE = f"{_SCAN}, sum(service_level), sum(people_level) FROM position"
_ONE_COLUMN = "SELECT sum(level) FROM position"
_ONE_SUM = Calculation(lambda found: found["position"]["level"].sum(), [_ONE_COLUMN])


@dataclass(frozen=True, slots=True)
class LargeLine:
    """One measurement: milliseconds, as a multiple of a bare scan, and how many times longer the others take."""

    name: str
    services: int
    ms: float
    ratio_to_scan: float
    ratio_to_pandas: float
    ratio_to_sqlite: float
    peak_mib: float

    def __str__(self) -> str:
        """Return the measurement as a line of text."""
        others = f"pandas {self.ratio_to_pandas:.1f} x, SQLite {self.ratio_to_sqlite:.1f} x as long"
        return (
            f"{self.name:<30}{self.services:>9,} services {self.ms:>9.1f} ms {self.ratio_to_scan:>7.1f} scans; {others}"
        )


@dataclass(frozen=True, slots=True)
class SizeLine:
    """How large the file is for each 100,000 assessments: ratings and what is worked out from them, no log of acts."""

    name: str
    services: int
    mib: float
    limit: float = 20

    def __str__(self) -> str:
        """Return the measurement as a line of text."""
        verdict = "ok" if self.mib <= self.limit else "OVER"
        return f"{self.name:<30}{self.services:>9,} services {self.mib:>9.1f} MiB   limit {self.limit:g}  {verdict}"


def lines(services: int) -> Iterator[LargeLine | SizeLine]:
    """Measure with so many services; the population is made once and kept beside the database."""
    path = paths.DATA / f"large-{services}.duckdb"
    if not path.exists():
        _make(path, services)
    with closing(Store(path, catalogue.read())) as store:
        store.peers.renew()
    mib = path.stat().st_size / 2**20
    yield SizeLine("file of 100,000 assessments", services, mib * 100_000 / (services * ROUNDS))
    today = datetime.now(UTC).astimezone().date()
    tables = bench_others.tables(path, today)
    with closing(bench_others.in_sqlite(tables, today)) as lite, closing(Store(path, catalogue.read())) as store:
        database = store._connection.database  # noqa: SLF001 - to scan without a viewer, and to let peers be out of date

        def line(
            name: str,
            act: Callable[[], object],
            other: Calculation,
            needed: str = _NEEDED,
            # Cleared each time, since cached results would hide the time of the database.
            before: Callable[[], None] = store._connection.cache.clear,  # noqa: SLF001
        ) -> LargeLine:
            acts = act, lambda: database.read(needed), lambda: other.with_pandas(tables)
            ours, scan, with_pandas = _typical(acts, before)
            began = perf_counter()
            for sql in other.in_sqlite:
                lite.execute(sql).fetchall()
            in_sqlite = 1000 * (perf_counter() - began)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            return LargeLine(name, services, ours, ours / scan, with_pandas / ours, in_sqlite / ours, peak)

        yield line("one column of all ratings", lambda: database.read(_ONE_COLUMN), _ONE_SUM)

        def age() -> None:
            store._frozen_peers._looked = None  # noqa: SLF001 - as on the next day
            with database.write() as transaction:
                transaction.run("UPDATE peer_level SET level = level + 1")

        yield line("snapshot renewal", store.peers.renew, bench_others.renewal(today), before=age)
        me, choice = local_viewer(), Choice(sort="principles/equal")
        yield line(
            "portfolio heat map by kind", lambda: store.portfolio.levels_by(me, choice, "kind"), bench_others.HEAT_MAP
        )
        # The others order by one item in both: by most items low they would take longer.
        for name, asked, grouping in (
            ("the portfolio as it opens", Choice(), "all"),
            ("all of the portfolio's data", choice, "kind"),
        ):
            page = partial(_portfolio, store, asked, grouping)
            yield line(name, page, bench_others.PAGE, _NEEDED_BY_THE_PAGE)
        service = store.services.get(local_viewer(), "s1")
        manager = Viewer("manager", "Manager", (Grant("manager", "service", "s1"),))

        def peers() -> list[object]:
            group, _ = store.peers.beside(manager, service)
            return [
                beside(group, one, item.key) for one in store.catalogue.core for item in one.asked("quick", "service")
            ]

        yield line("one service's benchmark", peers, bench_others.BENCHMARK)


def _portfolio(store: Store, choice: Choice, grouping: str) -> None:
    """Run the queries of the portfolio's page: groups, a page of services, how many moved and are missing."""
    me = local_viewer()
    view = portfolio.view(store.catalogue.core, store.catalogue["ladder"])
    store.portfolio.seen(me, choice, view)
    store.portfolio.levels_by(me, choice, grouping)
    store.portfolio.page(me, choice, view)


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


def _typical(acts: Sequence[Callable[[], object]], before: Callable[[], None]) -> list[float]:
    """Return the median time of each act in milliseconds; before each round of them something is done untimed.

    They take turns, so that a machine that is busy for a while is busy for all of them.
    """
    taken: list[list[float]] = [[] for _ in acts]
    for _ in range(TIMES):
        before()
        for act, found in zip(acts, taken, strict=True):
            began = perf_counter()
            act()
            found.append(1000 * (perf_counter() - began))
    return [sorted(found)[TIMES // 2] for found in taken]
