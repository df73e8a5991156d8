"""Every figure of two rounds, counted again with pandas from the export."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pandas as pd
import pytest

from assess.core.access import local_viewer
from assess.core.answers import ItemKey
from assess.core.board import compare
from assess.core.catalogue import Catalogue
from assess.core.finding import heard
from assess.core.movement import Count, far_apart, items_moved, ladder_moved, service_rows
from assess.core.names import shortened
from assess.core.progress import columns, item_rows
from assess.core.taken import Taken
from assess.present.board_paper import SHORT_NAME, paper
from assess.present.document import Document, Heading, Paragraph, SignTable
from assess.store import Store
from assess.tasks import papers
from assess.tasks.columns import TableRow

ME = local_viewer()
TODAY = datetime.now(UTC).date()
LATER = TODAY + timedelta(days=400)


@pytest.fixture(scope="module")
def store(example_store: Store) -> Store:
    return example_store


@pytest.fixture(scope="module")
def levels(example_tables: Mapping[str, Sequence[TableRow]]) -> pd.DataFrame:
    """A row for each rating in the export: the level that counts, the service's own and people's."""
    rows = pd.DataFrame(example_tables["ratings"]).replace("", None)
    rows = rows.assign(level=pd.to_numeric(rows["level"]))
    wide = rows.pivot_table(index=["service", "round", "framework", "item"], columns="voice", values="level")
    wide = wide.reindex(columns=["service", "people", "agreed"]).rename(columns={"service": "own"}).reset_index()
    return wide.assign(level=wide["agreed"].fillna(wide["own"]))


def of(levels: pd.DataFrame, taken: Taken) -> pd.DataFrame:
    in_time = levels["service"].isin({position.service for position in taken.positions})
    return levels[(levels["round"] == taken.round.key) & levels["level"].notna() & in_time]


def counted(steps: "pd.Series[float]") -> Count:
    return Count(int((steps > 0).sum()), int((steps == 0).sum()), int((steps < 0).sum()))


def middle_levels(table: pd.DataFrame) -> dict[ItemKey, int]:
    """The level of the middle service of each item, the lower one of two."""
    middles = table.groupby(["framework", "item"])["level"].quantile(0.5, interpolation="lower").reset_index()
    keys = zip(middles["framework"], middles["item"], strict=True)
    return dict(zip(keys, middles["level"].astype(int), strict=True))


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
        middles = [middle_levels(table[table["service"].isin(compared)]) for table in (then, now)]
        counts = {key: counted(of_item) for key, of_item in steps.groupby([both["framework"], both["item"]])}
        for row in item_rows(comparison, [before, after]):
            item = row.framework.key, row.item.key
            assert [place.level if place else None for place in row.places] == [middle.get(item) for middle in middles]
            change = row.change
            expected = counts.get(item, Count(0, 0, 0))
            assert (Count(change.up, change.same, change.down) if change else Count(0, 0, 0)) == expected
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


def printed(document: Document, title: str) -> list[list[str]]:
    """Return the texts of a table of the paper, row by row, levels without the sign of their move."""
    (table,) = [block for block in document.blocks if isinstance(block, SignTable) and block.title.startswith(title)]
    return [[cell.text.rstrip("▲▼") if cell.text[:1].isdigit() else cell.text for cell in row] for row in table.rows]


@pytest.mark.parametrize("programme", ["good-days", "living-well-at-home", "open-doors", "two-shores"])
def test_every_figure_of_the_paper_equals_an_independent_count_over_the_export(
    store: Store, levels: pd.DataFrame, catalogue: Catalogue, programme: str
) -> None:
    named, before, after = papers.rounds_to_compare(store, ME, TODAY, programme)
    facts = papers.facts(store, ME, named, before, after, TODAY)
    document = paper(facts)
    tables = {taken.round.key: of(levels, taken) for taken in facts.shown}
    then, now = tables[before.key], tables[after.key]
    compared = set(then["service"]) & set(now["service"])
    both = then.merge(now, on=["service", "framework", "item"], suffixes=("_then", "_now"))
    both = both.assign(steps=both["level_now"] - both["level_then"], is_place=is_place(both))
    items = both[~both["is_place"]]
    nets = items.groupby(["framework", "item"])["steps"].agg(lambda steps: (steps > 0).sum() - (steps < 0).sum())
    by_service = pd.DataFrame(
        {
            "items": items.groupby("service")["steps"].agg(lambda steps: (steps > 0).sum() - (steps < 0).sum()),
            "climb": both[both["is_place"]].set_index("service")["steps"],
        }
    ).fillna(0)
    slipped = (by_service["climb"] < 0) | (by_service["items"] < 0)
    rose = ~slipped & ((by_service["climb"] > 0) | (by_service["items"] > 0))
    voices = now[now["service"].isin(set(both["service"]))].dropna(subset=["own", "people"])
    wide = voices[(voices["own"] - voices["people"]).abs() >= 2]
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert f"{(nets > 0).sum()} of {len(nets)} items rose, {(nets < 0).sum()} fell" in headings
    assert f"{counted_noun(int(slipped.sum()))} slipped, {rose.sum()} rose" in headings
    heard_in = f"Voices far apart in {wide['service'].nunique()} of {counted_noun(voices['service'].nunique())}"
    assert (heard_in if len(voices) else "Too few people answered") in headings
    lead = next(block.text for block in document.blocks if isinstance(block, Paragraph))
    up, down = (int((sign * items["steps"] > 0).sum()) for sign in (1, -1))
    assert f"of {len(items)} ratings of items {up or 'none'} rose and {down or 'none'} fell" in lead

    titles = {one.title: one for one in catalogue}
    framework, checked = catalogue["ladder"], 0
    for label, *cells in printed(document, "Items"):
        if not cells:
            framework = titles[label]
            continue
        shorts = {shortened(title, SHORT_NAME): key for key, title in framework.short_titles.items()}
        key = shorts[label.partition(" – ")[0]]
        strip, (fell, risen, _) = cells[:-3], cells[-3:]
        for text, table in zip(strip, tables.values(), strict=True):
            own = table[(table["framework"] == framework.key) & (table["item"] == key)]
            middle = own[own["service"].isin(compared)]["level"].quantile(0.5, interpolation="lower")
            assert text == ("–" if pd.isna(middle) else str(int(middle))), (label, text)
        steps = both[(both["framework"] == framework.key) & (both["item"] == key)]["steps"]
        assert fell == (f"▼ {(steps < 0).sum()}" if (steps < 0).any() else "")
        assert risen == (f"▲ {(steps > 0).sum()}" if (steps > 0).any() else "")
        checked += 1
    assert checked >= 10

    keys = {service.name: service.key for service in facts.both[1].services.values()}
    shown = [row for row in printed(document, "Services") if row[0] in keys]
    for name, *cells in shown:
        mine = items[items["service"] == keys[name]]["steps"]
        rated_twice = keys[name] in set(both["service"])
        assert cells[-1] == (f"▼{(mine < 0).sum()} ▲{(mine > 0).sum()}" if rated_twice else "–")
        for text, table in zip(cells, tables.values(), strict=False):
            rung = table[is_place(table) & (table["service"] == keys[name])]["level"]
            assert text == ("–" if rung.empty else str(int(rung.iloc[0]))), name
    assert len(shown) >= 7


def is_place(table: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows hold the place on the ladder."""
    return (table["framework"] == "ladder") & (table["item"] == "overall")


def counted_noun(services: int) -> str:
    return f"{services} service{'' if services == 1 else 's'}"
