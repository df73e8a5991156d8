"""Every service a viewer may see, by name: one framework's items in a heat map, read through one layer at a time.

Pure. Levels are ordered and never averaged: a group of services stands at its lower median.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assess.core.board import WEAK_SERVICES, WEAK_SHARE
from assess.core.change import Change
from assess.core.framework import Framework, Item
from assess.core.names import of_services
from assess.core.position import Position
from assess.core.programme import Service
from assess.core.text import counted
from assess.core.voices import CHANGED_AFTER, beside, lower_median

Layer = Literal["level", "change", "gap", "evidence", "age"]
Grouping = Literal["service", "kind", "area", "organisation"]
LAYERS: Mapping[Layer, str] = {
    "level": "Level",
    "change": "Change since the round before",
    "gap": "Gap between the two voices",
    "evidence": "Evidence",
    "age": "How old the rating is",
}
BOTH_WAYS: tuple[Layer, ...] = ("change", "gap")  # their cells are more or less than nothing
GROUPINGS: Mapping[Grouping, str] = {
    "service": "Each service",
    "kind": "Kind of service",
    "area": "Area",
    "organisation": "Organisation",
}
PAGE = 25  # services on one page of the heat map
COLUMNS = 8  # items side by side: more are not legible on a phone
BLANK = "·"
AGREED = "*"
OLDEST = 24  # months after which a rating is as old as can be


@dataclass(frozen=True, slots=True)
class Choice:
    """Which services are looked at, "" for all, and how; `column` is the item to sort by, "" for the name."""

    framework: str
    kind: str = ""
    area: str = ""
    organisation: str = ""
    search: str = ""
    column: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """How many services there are, and of their newest rounds that count: how many, how many heard people, and when."""

    services: int
    rated: int
    heard: int
    oldest: date | None
    newest: date | None


@dataclass(frozen=True, slots=True)
class Rated:
    """One service with its newest round that counts and the one before, each by item of the framework."""

    service: Service
    closes: date | None
    now: Mapping[str, Position]
    before: Mapping[str, Position]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One square: what is printed, the same in words, and how strong its colour is, 0 to 1; None for a blank.

    `AGREED` ends what is printed of a level that both voices agreed on.
    """

    text: str
    words: str
    strength: float | None


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One service or group with a cell for each item; `key` is the service's, "" for a group.

    `counted` is how many services of a group have rated the item that most have, as printed: `(12)`, "" for a service.
    """

    name: str
    key: str
    cells: Mapping[str, HeatCell]
    counted: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A service and the number it is ranked by."""

    service: Service
    number: int


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A service without answers that count in its programme's newest round, and whether it submitted after the close.

    `number` is how many such services there are, `late` how many of them submitted late.
    """

    service: Service
    number: int
    late: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Lesson:
    """The lowest services on an item, each with how many there are in all, and who climbed; level before and now."""

    low: tuple[Ranked, ...]
    climbed: tuple[tuple[Service, int, int], ...]


def service_rows(framework: Framework, entries: Iterable[Rated], layer: Layer, today: date) -> list[HeatRow]:
    """Return a row for each service, its cells read through one layer."""
    entries = list(entries)
    names = of_services([entry.service for entry in entries])
    return [
        HeatRow(
            name=names[entry.service.key],
            key=entry.service.key,
            cells={item.key: _layer_cell(framework, entry, item, layer, today) for item in items(framework)},
        )
        for entry in entries
    ]


def grouped(
    framework: Framework, counts: Mapping[str, Mapping[str, Mapping[int, int]]], column: str = "", page: int = 0
) -> list[HeatRow]:
    """Return a page of rows, one for each group: on each item the middle service's level.

    `counts` are by group, item and level. With a `column` they are sorted by that item, the lowest first and blanks
    last, else by name.
    """

    def place(name: str) -> tuple[float, str]:
        strength = _middle_cell(framework, counts[name].get(column, {})).strength if column else 0
        return (2 if strength is None else strength, name)

    return [
        HeatRow(
            name=name,
            key="",
            cells={item.key: _middle_cell(framework, counts[name].get(item.key, {})) for item in items(framework)},
            counted=f"({max((sum(levels.values()) for levels in counts[name].values()), default=0):,})",
        )
        for name in sorted(counts, key=place)[PAGE * page : PAGE * (page + 1)]
    ]


def pages(rows: int) -> int:
    """Return how many pages of the heat map so many rows fill, one at least."""
    return max(1, -(-rows // PAGE))


def items(framework: Framework) -> tuple[Item, ...]:
    """Return the items that every service is asked."""
    return framework.asked("quick", "service")


def weak_items(framework: Framework, counts: Mapping[str, Mapping[int, int]]) -> list[tuple[Item, int, int]]:
    """Return the items on which most services stand in the lower half: the item, how many, of how many."""
    found = [
        (item, sum(counts[item.key].get(value, 0) for value in framework.lower_half), sum(counts[item.key].values()))
        for item in framework.items
        if item.key in counts
    ]
    return [(item, low, n) for item, low, n in found if n >= WEAK_SERVICES and low >= WEAK_SHARE * n]


def _level(positions: Mapping[str, Position], item: str) -> int | None:
    return positions[item].level if item in positions else None


def _layer_cell(framework: Framework, entry: Rated, item: Item, layer: Layer, today: date) -> HeatCell:
    position = entry.now.get(item.key)
    if position is None or position.level is None or not _is_on(framework, position):
        is_elsewhere = position is not None and position.level is not None
        return HeatCell(BLANK, "rated on another scale" if is_elsewhere else "not rated", None)
    if layer == "level":
        return _marked(_level_cell(framework, position.level), framework, position)
    if layer == "change":
        return _marked(_change(framework, item, _level(entry.before, item.key), position.level), framework, position)
    if layer == "gap":
        return _gap(framework, item, position)
    if layer == "evidence":
        return HeatCell("✓", "note or link", 1) if position.evidenced else HeatCell("–", "none", 0)
    return _age(entry.closes, today)


def _is_on(framework: Framework, position: Position) -> bool:
    """Say whether an item's levels are on today's scale; the round may have asked an earlier version of it."""
    return {position.level, position.service_level, position.people_level} <= {None, *framework.values}


def _level_cell(framework: Framework, level: int) -> HeatCell:
    return HeatCell(str(level), framework.named(level), framework.position(level))


def _marked(cell: HeatCell, framework: Framework, position: Position) -> HeatCell:
    agreed = beside(framework, position)
    if not agreed or cell.strength is None:
        return cell
    return HeatCell(f"{cell.text}{AGREED}", f"{cell.words}, {agreed}", cell.strength)


def _change(framework: Framework, item: Item, before: int | None, now: int) -> HeatCell:
    if before not in framework.values:
        return HeatCell(BLANK, "not rated before on this scale", None)
    change = Change(framework, item, before, now)
    return HeatCell(_signed(change.steps), change.words, _both_ways(framework, change.steps))


def _gap(framework: Framework, item: Item, position: Position) -> HeatCell:
    if position.people_level is None or position.service_level is None:
        return HeatCell(BLANK, "too few people answered", None)
    steps = Change(framework, item, position.people_level, position.service_level).steps
    words = f"service {abs(steps)} {'higher' if steps > 0 else 'lower'}" if steps else "same"
    marked = f"{words}, {CHANGED_AFTER}" if position.changed_after else words
    return HeatCell(_signed(steps), marked, _both_ways(framework, steps))


def _both_ways(framework: Framework, steps: int) -> float:
    return 0.5 + steps / (2 * (len(framework.levels) - 1))


def _signed(steps: int) -> str:
    return f"{steps:+d}".replace("-", "−") if steps else "0"


def _age(closes: date | None, today: date) -> HeatCell:
    if closes is None or closes >= today:
        return HeatCell("0", "this round is open or has just closed", 0)
    months = (today.year - closes.year) * 12 + today.month - closes.month
    return HeatCell(str(months), f"{counted(months, 'month')} since the round closed", min(months, OLDEST) / OLDEST)


def _middle_cell(framework: Framework, counts: Mapping[int, int]) -> HeatCell:
    levels = [level for level, services in counts.items() for _ in range(services) if level in framework.values]
    if not levels:
        return HeatCell(BLANK, "not rated", None)
    level = lower_median(levels)
    return HeatCell(str(level), f"{framework.named(level)}, middle of {len(levels)}", framework.position(level))
