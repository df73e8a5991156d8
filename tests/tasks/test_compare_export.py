"""Every figure of two rounds, counted again with pandas from the export."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from assess.core.access import local_viewer
from assess.core.board import compare
from assess.core.catalogue import Catalogue
from assess.core.finding import heard
from assess.core.movement import Count, far_apart, items_moved, ladder_moved, service_rows
from assess.core.progress import columns, item_rows
from assess.core.taken import Taken
from assess.store import Store
from assess.tasks import papers
from assess.tasks.export_tables import exported

ME = local_viewer()
LATER = datetime.now(UTC).date() + timedelta(days=400)


@pytest.fixture(scope="module")
def store(
    example_copy: Callable[[str, Path], Path], tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue
) -> Iterator[Store]:
    path = example_copy("fictional", tmp_path_factory.mktemp("export") / "assess.duckdb")
    with closing(Store(path, catalogue)) as opened:
        yield opened


@pytest.fixture(scope="module")
def levels(store: Store) -> pd.DataFrame:
    """A row for each rating in the export: the level that counts, the service's own and people's."""
    rows = pd.DataFrame(exported(store, ME)["ratings"]).replace("", None)
    rows = rows.assign(level=pd.to_numeric(rows["level"]))
    wide = rows.pivot_table(index=["service", "round", "framework", "item"], columns="voice", values="level")
    wide = wide.reindex(columns=["service", "people", "agreed"]).rename(columns={"service": "own"}).reset_index()
    return wide.assign(level=wide["agreed"].fillna(wide["own"]))


def of(levels: pd.DataFrame, taken: Taken) -> pd.DataFrame:
    in_time = levels["service"].isin({position.service for position in taken.positions})
    return levels[(levels["round"] == taken.round.key) & levels["level"].notna() & in_time]


def counted(steps: "pd.Series[float]") -> Count:
    return Count(int((steps > 0).sum()), int((steps == 0).sum()), int((steps < 0).sum()))


def pairs(store: Store) -> list[tuple[Taken, Taken]]:
    rounds = [
        [papers.round_as_taken(store, ME, round_) for round_ in store.rounds.of(ME, programme.key)]
        for programme in store.programmes.visible_to(ME)
    ]
    return [pair for of_programme in rounds for pair in pairwise(of_programme)]


def test_every_figure_equals_an_independent_count_over_the_export(store: Store, levels: pd.DataFrame) -> None:
    checked = 0
    for before, after in pairs(store):
        then, now = of(levels, before), of(levels, after)
        both = then.merge(now, on=["service", "framework", "item"], suffixes=("_then", "_now"))
        steps = both["level_now"] - both["level_then"]
        is_rung = both["framework"] == "ladder"
        comparison = compare(before, after)
        assert items_moved(comparison) == counted(steps[~is_rung])
        assert ladder_moved(comparison) == (counted(steps[is_rung]) if is_rung.any() else None)
        compared = set(then["service"]) & set(now["service"])
        for row in item_rows(comparison, [before, after]):
            for place, table in zip(row.places, (then, now), strict=True):
                own = table[(table["framework"] == row.framework.key) & (table["item"] == row.item.key)]
                middle = own[own["service"].isin(compared)]["level"].quantile(0.5, interpolation="lower")
                assert (place.level if place else None) == (None if pd.isna(middle) else int(middle))
            here = (both["framework"] == row.framework.key) & (both["item"] == row.item.key)
            change = row.change
            assert (Count(change.up, change.same, change.down) if change else Count(0, 0, 0)) == counted(steps[here])
        rows = {row.service.key: row for row in service_rows(comparison, [before, after])}
        for key, service in rows.items():
            assert service.items == counted(steps[(both["service"] == key) & ~is_rung])
        voices = now.dropna(subset=["own", "people"])
        apart = voices.assign(steps=(voices["own"] - voices["people"]).abs())
        wide = apart[(apart["steps"] >= 2) & apart["service"].isin(compared)]
        assert len(far_apart(comparison)) == len(wide)
        found = heard(list(rows.values()))
        moved = set(both["service"])
        assert (found.services, found.heard, found.far_apart) == (
            len(moved),
            len(set(apart["service"]) & moved),
            len(set(wide["service"]) & moved),
        )
        for framework, (low, middle_level) in {"ladder": (3, 5), "principles": (1, 2), "milestones": (1, 2)}.items():
            (column,) = columns([after], framework, LATER)
            own_levels = now[now["framework"] == framework]["level"]
            assert (column.low, column.middle, column.high) == (
                int((own_levels <= low).sum()),
                int(((own_levels > low) & (own_levels <= middle_level)).sum()),
                int((own_levels > middle_level).sum()),
            )
        checked += len(both)
    assert checked > 1_000
