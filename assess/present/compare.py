"""Two rounds of a programme as the tables of `signs/compare.html` take them: rows of signs, in their order."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assess import wording
from assess.core.answers import ItemKey
from assess.core.finding import items_that_moved
from assess.core.framework import Framework, Item
from assess.core.movement import ServiceRow
from assess.core.programme import Round
from assess.core.progress import Column, ItemRow, Place, headline_of
from assess.core.taken import Taken, items_in
from assess.present.signs import Cell, Link, Moved, Path, Trend


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item: where the middle service stood in each round, who moved, at how many services voices are far apart."""

    title: str
    path: Path
    moved: Moved
    voices: str
    is_wide: bool
    weak: str


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """The items of one framework."""

    title: str
    lines: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """A framework whose items are folded away, and the line that is shown instead."""

    title: str
    finding: str
    levels: str
    trend: Trend
    group: ItemGroup


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service: its path on the ladder, its items up and down, and for the large table a cell for each item.

    `low` names the items on which it stands low, `all_levels` all of them, for a phone that has no room for the cells.
    """

    link: Link
    path: Path
    moved: Moved
    rung: Cell
    cells: tuple[Cell, ...]
    voices: str
    is_wide: bool
    low: str
    all_levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """Services under one heading; `more` says how many are not shown, "" for none."""

    title: str
    lines: tuple[ServiceLine, ...]
    more: str = ""


def path(places: Iterable[Place | None]) -> Path:
    """Return the levels of one thing in several rounds, each as its round has it."""
    return Path(tuple(Cell(None) if place is None else Cell.of(place.framework, place.level) for place in places))


def item_groups(rows: Sequence[ItemRow], among: Sequence[ItemRow] = ()) -> list[ItemGroup]:
    """Return the items under their frameworks, in the form's order; bars have one scale for all the rows of `among`."""
    most = max((max(row.change.up, row.change.down) for row in among or rows if row.change), default=1)
    frameworks = {row.framework.key: row.framework for row in rows}
    return [
        ItemGroup(
            # The line of the ladder's headline item has the ladder's title.
            "" if framework.kind == "rung" and len(own) == 1 else framework.title,
            tuple(_item_line(row, most) for row in own),
        )
        for framework in frameworks.values()
        for own in [[row for row in rows if row.framework.key == framework.key]]
    ]


def folded(
    rows: Sequence[ItemRow], among: Sequence[ItemRow], columns: Mapping[str, Sequence[Column]], after: Round
) -> list[Folded]:
    """Return each framework of these rows to be folded up; `columns` are the frameworks', by key.

    `among` are all rows, as in `item_groups`.
    """
    frameworks = {row.framework.key: row.framework for row in rows}
    return [
        Folded(
            title=framework.title,
            finding=wording.compare.items_heading(own, *items_that_moved(own)),
            levels=wording.compare.high_and_low(next(one for one in columns[key] if one.round.key == after.key)),
            trend=Trend(tuple((one.high, one.low, one.n) for one in columns[key])),
            group=replace(group, title=""),
        )
        for (key, framework), group in zip(frameworks.items(), item_groups(rows, among), strict=True)
        for own in [[row for row in rows if row.framework.key == key]]
    ]


def _item_line(row: ItemRow, most: int) -> ItemLine:
    change = row.change
    return ItemLine(
        title=wording.compare.short_title(row.framework, row.item.key),
        path=path(row.places),
        moved=Moved(change.up, change.down, change.same, most) if change else Moved(0, 0, 0),
        voices=wording.compare.voices_of_item(row.both_voices, row.far_apart),
        is_wide=row.far_apart > 0,
        weak=f"low in {change.low} of {change.n}" if change and change.is_weak_everywhere else "",
    )


def service_line(
    row: ServiceRow, shown: Sequence[Taken], after: Taken, columns: Sequence[tuple[Framework, Item]] = ()
) -> ServiceLine:
    """Return a service of the later round with a cell for each of these items; `shown` are the rounds of the strip.

    Its levels in words are those of these items and its place on the ladder, without any of all items.
    """
    in_words = {headline_of(after), *((framework.key, item.key) for framework, item in columns)}
    named = {key: one for key, one in _all_items(after).items() if key in in_words or not columns}
    levels = {key: _cell(row, key, framework) for key, framework in named.items()}
    return ServiceLine(
        link=Link("result", row.service.name, _parameters(row, after.round)),
        path=_climbing(row, after.round, shown),
        moved=Moved(row.items.up, row.items.down, row.items.same),
        rung=Cell.of(row.rung.framework, row.rung.level, row.climb or 0) if row.rung else Cell(None),
        cells=tuple(levels[framework.key, item.key] for framework, item in columns),
        voices=wording.compare.voices_of_item(row.voices.both, row.voices.far_apart),
        is_wide=row.voices.far_apart > 0,
        low=_low(row, named),
        all_levels=tuple(
            f"{wording.compare.short_title(framework, key[1])}: {levels[key].says}"
            for key, framework in named.items()
            if levels[key].level is not None
        ),
    )


def _climbing(row: ServiceRow, after: Round, shown: Sequence[Taken]) -> Path:
    """Return a service's path on the ladder; the later round has the sign of how it moved."""
    cells = path(row.rungs).cells
    return Path(
        tuple(
            replace(cell, steps=row.climb or 0) if taken.round == after else cell
            for taken, cell in zip(shown, cells, strict=True)
        )
    )


def _parameters(row: ServiceRow, after: Round) -> Mapping[str, str]:
    # Without a submission the round has no result of this service; its newest one is shown.
    return {"service": row.service.key, **({"round": after.key} if row.took_part else {})}


def _cell(row: ServiceRow, key: ItemKey, framework: Framework) -> Cell:
    return Cell.of(framework, row.levels.get(key), row.steps.get(key, 0))


def _all_items(after: Taken) -> dict[ItemKey, Framework]:
    return {key: framework for key, (framework, _) in items_in([after]).items()}


def _low(row: ServiceRow, items: Mapping[ItemKey, Framework]) -> str:
    low = [
        f"{wording.compare.short_title(framework, key[1])} {row.levels[key]}"
        for key, framework in items.items()
        if key in row.levels and framework.third(row.levels[key]) == "low"
    ]
    return ", ".join(low)


def rounds_head(shown: Sequence[Taken], compared: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Return the rounds of the strips as their headings: two short words, and whether a round is compared."""
    return [(*wording.rounds.short(one.round), one.round.key in compared) for one in shown]


def cells_of(after: Taken, frameworks: Collection[str]) -> Iterator[tuple[Framework, Item]]:
    """Yield the items that have a cell in the large table: those of some frameworks, without the ladder's own.

    An item that nobody rated is left out.
    """
    for key, (worded, item) in items_in([after]).items():
        is_headline = worded.kind == "rung" and item.key == worded.items[0].key
        if key in after.rated and not is_headline and worded.key in frameworks:
            yield worded, item
