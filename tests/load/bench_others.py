"""The store's calculations over a large population, repeated with pandas and with SQLite for comparison."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from assess.core import peers
from assess.database.embedded import SETTINGS

Tables = dict[str, pd.DataFrame]
_COLUMNS = {
    "service": "key, organisation, kind, area, programme",
    "round": "key, programme, opens",
    "counted": "service, round, place, CAST(closes AS VARCHAR) AS closes, people",
    "position": "service, round, framework, item, level, service_level, people_level",
}
_ITEM = ["service", "framework", "item"]
_PAGE = 40


@dataclass(frozen=True, slots=True)
class Calculation:
    """The same calculation in pandas, as a function of the tables, and in SQLite, as statements with named values."""

    with_pandas: Callable[[Tables], Any]
    in_sqlite: Sequence[str]


def tables(path: Path, today: date) -> Tables:
    """Return the tables of a large population, and in `frozen` its peers with levels that are all out of date."""
    with closing(duckdb.connect(str(path), config=SETTINGS)) as connection:
        found = {name: connection.execute(f"SELECT {columns} FROM {name}").df() for name, columns in _COLUMNS.items()}
    frozen = _drawn(found, today)
    return {**found, "frozen": frozen.assign(level=frozen["level"] + 1)}


def in_sqlite(found: Tables, today: date) -> sqlite3.Connection:
    """Return the same tables in memory, and in the table `day` since when and before when rounds may have closed."""
    connection = sqlite3.connect(":memory:")
    for name, table in found.items():
        table.to_sql(name, connection, index=False, chunksize=100_000)
    connection.execute("CREATE TABLE day AS SELECT ? AS oldest, ? AS today", _days(today))
    return connection


def _days(today: date) -> tuple[str, str]:
    return peers.oldest(today).isoformat(), today.isoformat()


# Freezing the peers anew: each service's newest closed round, whose levels are not the frozen ones, how many
# organisations that is by kind and area, how many stand at each level, and how many services each organisation has
# there.


def renewal(today: date) -> Calculation:
    """Return the renewal of a snapshot in which every peer has changed."""

    def with_pandas(found: Tables) -> object:
        live = _drawn(found, today)
        both = live.merge(found["frozen"], on=_ITEM, how="outer", suffixes=("", "_frozen"))
        news = both.loc[both["level"] != both["level_frozen"], "service"].drop_duplicates()
        service = found["service"]
        changed = service[service["key"].isin(news)].groupby(["kind", "area"])["organisation"].nunique()
        placed = live.merge(service, left_on="service", right_on="key")
        levels = placed.groupby(["kind", "area", "framework", "item", "level"]).size()
        held = service.groupby(["kind", "area", "organisation"]).size().reset_index(name="services")
        crowds = held.groupby(["kind", "area", "services"]).size()
        return live, changed, levels, crowds

    return Calculation(with_pandas, _RENEWAL)


def _drawn(found: Tables, today: date) -> pd.DataFrame:
    """Return the levels of each service's newest closed round."""
    counted, (oldest, day) = found["counted"], _days(today)
    newest = _newest(counted[(counted["closes"] < day) & (counted["closes"] >= oldest)])
    return found["position"].merge(newest, on=["service", "round"])[[*_ITEM, "level"]].dropna()


def _newest(counted: pd.DataFrame) -> pd.DataFrame:
    return counted.sort_values("place").groupby("service")[["round"]].last().reset_index()


# CROSS JOIN forces this order in SQLite: otherwise it reads all positions once for each service.
_RENEWAL = (
    "DROP TABLE IF EXISTS live",
    """
    CREATE TABLE live AS
    SELECT p.service, p.framework, p.item, p.level
    FROM position p CROSS JOIN (
        SELECT service, max(place) AS place FROM counted
        WHERE closes < (SELECT today FROM day) AND closes >= (SELECT oldest FROM day) GROUP BY service
    ) n ON n.service = p.service
    CROSS JOIN counted c ON c.service = n.service AND c.place = n.place AND c.round = p.round
    WHERE p.level IS NOT NULL
    """,
    """
    SELECT s.kind, s.area, count(DISTINCT s.organisation) FROM service s
    WHERE s.key IN (
        SELECT service FROM (SELECT * FROM live EXCEPT SELECT * FROM frozen)
        UNION SELECT service FROM (SELECT * FROM frozen EXCEPT SELECT * FROM live)
    )
    GROUP BY s.kind, s.area
    """,
    """
    SELECT s.kind, s.area, l.framework, l.item, l.level, count(*) FROM live l JOIN service s ON s.key = l.service
    GROUP BY s.kind, s.area, l.framework, l.item, l.level
    """,
    """
    WITH held AS (SELECT kind, area, organisation, count(*) AS services FROM service GROUP BY kind, area, organisation)
    SELECT kind, area, services, count(*) FROM held GROUP BY kind, area, services
    """,
)

# How many services of each kind stand at each level of each item in their newest rounds.


def _by_kind(found: Tables) -> object:
    now = found["position"].merge(_newest(found["counted"]), on=["service", "round"])
    placed = now.merge(found["service"], left_on="service", right_on="key")
    return placed.groupby(["kind", "framework", "item", "level"]).size()


_NOW = """
    FROM position p JOIN service s ON s.key = p.service
    JOIN (SELECT service, max(place) AS place FROM counted GROUP BY service) n ON n.service = p.service
    JOIN counted c ON c.service = n.service AND c.place = n.place AND c.round = p.round
"""
HEAT_MAP = Calculation(
    _by_kind,
    [f"SELECT s.kind, p.framework, p.item, p.level, count(*) {_NOW} GROUP BY 1, 2, 3, 4"],
)

# The levels of one group of peers.


def _one_group(found: Tables) -> object:
    service = found["service"]
    inside = service[(service["kind"] == "kind 1") & (service["area"] == "area 1")]
    newest = _newest(found["counted"][found["counted"]["service"].isin(inside["key"])])
    now = found["position"].merge(newest, on=["service", "round"])
    return now.groupby(["framework", "item", "level"]).size(), inside.groupby("organisation").size()


BENCHMARK = Calculation(
    _one_group,
    [
        f"""
        SELECT p.framework, p.item, p.level, count(*) {_NOW}
        WHERE s.kind = 'kind 1' AND s.area = 'area 1' GROUP BY 1, 2, 3
        """,
        "SELECT organisation, count(*) FROM service WHERE kind = 'kind 1' AND area = 'area 1' GROUP BY organisation",
    ],
)

# All that the page about many services shows: levels by kind, a page of services, how many moved, are missing or have
# voices that are apart.


def _page(found: Tables) -> object:
    last = found["counted"].sort_values("place").groupby("service").tail(2)
    newest = _newest(last)
    earlier = last.groupby("service").head(1).merge(newest, on=["service", "round"], how="left", indicator=True)
    earlier = earlier.loc[earlier["_merge"] == "left_only", ["service", "round"]]
    now = found["position"].merge(newest, on=["service", "round"])
    before = found["position"].merge(earlier, on=["service", "round"])[[*_ITEM, "level"]]
    both = now.merge(before, on=_ITEM, how="left", suffixes=("", "_before"))
    service = found["service"]
    kinds = both.merge(service, left_on="service", right_on="key")
    moved = (both["level"] > both["level_before"]).astype(int) - (both["level"] < both["level_before"]).astype(int)
    is_rung = both["framework"] == "ladder"
    net, climb = (moved.where(which, 0).groupby(both["service"]).sum() for which in (~is_rung, is_rung))
    slipped = (climb < 0) | (net < 0)
    wide = both[(both["service_level"] - both["people_level"]).abs() >= 2]["service"].nunique()
    latest = found["round"].sort_values("opens").groupby("programme", as_index=False)["key"].last()
    due = service.merge(latest, on="programme", suffixes=("", "_round")).merge(
        newest, left_on="key", right_on="service", how="left"
    )
    shown = both[(both["framework"] == "principles") & (both["item"] == "equal")].nsmallest(_PAGE, "level")["service"]
    return (
        last.groupby("service").tail(1)[["people", "closes"]].agg(["min", "max", "count"]),
        kinds.groupby(["kind", "framework", "item", "level"]).size(),
        both[both["service"].isin(shown)],
        (due["round"] != due["key_round"]).sum(),
        (slipped.sum(), (~slipped & ((climb > 0) | (net > 0))).sum(), wide),
    )


PAGE = Calculation(
    _page,
    [
        "DROP TABLE IF EXISTS two",
        "DROP TABLE IF EXISTS level",
        """
        CREATE TABLE two AS SELECT service, round, people, closes, back FROM (
            SELECT c.*, row_number() OVER (PARTITION BY service ORDER BY place DESC) AS back FROM counted c
        ) WHERE back <= 2
        """,
        """
        CREATE TABLE level AS
        SELECT p.service, p.framework, p.item, max(p.level) FILTER (WHERE t.back = 1) AS level,
            max(p.level) FILTER (WHERE t.back = 2) AS before,
            max(p.service_level - p.people_level) FILTER (WHERE t.back = 1) AS gap
        FROM position p CROSS JOIN two t ON t.service = p.service AND t.round = p.round
        GROUP BY p.service, p.framework, p.item
        """,
        "SELECT count(*), sum(people > 0), min(closes), max(closes) FROM two WHERE back = 1",
        """
        SELECT s.kind, l.framework, l.item, l.level, count(*) FROM level l JOIN service s ON s.key = l.service
        GROUP BY s.kind, l.framework, l.item, l.level
        """,
        f"""
        SELECT * FROM level WHERE service IN (
            SELECT service FROM level WHERE framework = 'principles' AND item = 'equal' ORDER BY level LIMIT {_PAGE}
        )
        """,
        """
        SELECT count(*) FROM service s JOIN (SELECT programme, key, max(opens) FROM round GROUP BY programme) d
            ON d.programme = s.programme
        LEFT JOIN two t ON t.service = s.key AND t.back = 1 WHERE t.round IS NOT d.key
        """,
        """
        SELECT sum(climb < 0 OR net < 0), sum(NOT (climb < 0 OR net < 0) AND (climb > 0 OR net > 0)) FROM (
            SELECT coalesce(sum((level > before) - (level < before)) FILTER (WHERE framework = 'ladder'), 0) AS climb,
                coalesce(sum((level > before) - (level < before)) FILTER (WHERE framework <> 'ladder'), 0) AS net
            FROM level GROUP BY service
        )
        """,
        "SELECT count(DISTINCT service) FROM level WHERE abs(gap) >= 2",
    ],
)
