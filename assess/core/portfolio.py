"""Every service a viewer may see, by name: where it stands on all items, what moved, and where the voices disagree.

Pure. Levels are ordered and never averaged: a group of services stands at its lower median. The ladder's headline is
counted apart from the items.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Literal

from assess.core.answers import ItemKey
from assess.core.board import WEAK_SERVICES, WEAK_SHARE
from assess.core.framework import Framework, Item, Third
from assess.core.position import Position, Whose
from assess.core.programme import Service
from assess.core.voices import NOBODY, WIDE_GAP, Turnout, lower_median

Layer = Literal["level", "change", "gap", "evidence", "age"]
Grouping = Literal["service", "kind", "area", "organisation"]
Show = Literal["", "slipped", "rose", "apart", "missing"]
LAYERS: Mapping[Layer, str] = {
    "level": "Level and move",
    "change": "Change since the round before",
    "gap": "Gap between the two voices",
    "evidence": "Evidence",
    "age": "How old the rating is",
}
GROUPINGS: Mapping[Grouping, str] = {
    "service": "Each service",
    "kind": "Kind of service",
    "area": "Area",
    "organisation": "Organisation",
}
SORTS: Mapping[str, str] = {
    "low": "Most items low",
    "name": "Name",
    "rung": "Lowest rung",
    "slipped": "Slipped most",
    "voices": "Voices apart on most items",
}
PAGE = 40  # rows on one page of the table
MOST_ROWS = 1_000  # rows when all are requested at once, as for paper
COLUMNS = 14  # items side by side: more are not legible
MOST_IN_TRENDS = 5_000  # services; for more, a query over all rounds would take seconds
ROUNDS = 8  # closed rounds in a strip or a path
AGREED = "*"


@dataclass(frozen=True, eq=False)
class View:
    """What is shown: the items that are columns, and the ladder on which every service has a place.

    Two are equal when they have the same items in the same wording.
    """

    ladder: Framework
    columns: tuple[tuple[Framework, Item], ...]

    @cached_property
    def wording(self) -> tuple[str, ...]:
        """A text that differs for every other set of items, or the same items in another wording."""
        return (self.ladder.fingerprint, *(f"{one.fingerprint} {item.key}" for one, item in self.columns))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and self.wording == other.wording

    def __hash__(self) -> int:
        return hash(self.wording)

    @cached_property
    def headline(self) -> ItemKey:
        """The item that is a service's place on the ladder."""
        return self.ladder.key, self.ladder.items[0].key

    @cached_property
    def items(self) -> Mapping[ItemKey, tuple[Framework, Item]]:
        """The columns by key, without the headline of the ladder: it is counted apart."""
        keys = {(framework.key, item.key): (framework, item) for framework, item in self.columns}
        return {key: column for key, column in keys.items() if key != self.headline}

    @cached_property
    def keyed(self) -> Mapping[ItemKey, tuple[Framework, Item]]:
        """The columns by key with the headline of the ladder, which comes first."""
        return {self.headline: (self.ladder, self.ladder.items[0]), **self.items}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which services are shown, "" for all, which of them have a row, in which order, and which page of rows.

    `sort` is a key of `SORTS`, or an item as `framework/item`, the lowest first. `whose` are the levels looked at.
    """

    kind: str = ""
    area: str = ""
    organisation: str = ""
    search: str = ""
    show: Show = ""
    sort: str = "low"
    page: int = 0
    rows: int = PAGE
    whose: Whose = ""

    @property
    def whole(self) -> "Choice":
        """The same choice without its rows, filter and page: all chosen services."""
        return Choice(self.kind, self.area, self.organisation, self.search, whose=self.whose)


@dataclass(frozen=True, slots=True)
class Seen:
    """How many services there are, and how many of them are what.

    `rated` have a round that counts, `heard` heard people in their newest; `oldest` and `newest` are the last days of
    these rounds. `compared` have an item in their last two rounds, and of them `slipped` and `rose`. `both` have both
    voices somewhere, `apart` of them far apart. `missing` have nothing that counts in their programme's newest round,
    `late` of them because they submitted late. `reworded` of the `compared` read other words in their round before.
    `people` is how many people finished in all in the rounds of the `heard`.
    """

    services: int
    rated: int
    heard: int
    oldest: date | None
    newest: date | None
    compared: int
    slipped: int
    rose: int
    both: int
    apart: int
    missing: int
    late: int
    reworded: int = 0
    people: Turnout = NOBODY

    def of(self, show: Show) -> int:
        """Return how many services a filter leaves."""
        return {
            "": self.services,
            "slipped": self.slipped,
            "rose": self.rose,
            "apart": self.apart,
            "missing": self.missing,
        }[show]


@dataclass(frozen=True, slots=True)
class Rated:
    """One service with its newest round that counts and the one before, each by item.

    `rungs` are its places on the ladder by round. `round` is the newest round's key, None when nothing ever counted.
    `state` says whether the programme's newest round counts, is missing, or was answered late.
    """

    service: Service
    round: str | None
    closes: date | None
    now: Mapping[ItemKey, Position]
    before: Mapping[ItemKey, Position]
    rungs: Mapping[str, int] = field(default_factory=dict)
    state: Literal["", "missing", "late"] = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one row counts: its items low, up, down and the same, and where both voices are known and far apart.

    `climb` is how many rungs it moved, None without both places.
    """

    low: int
    up: int
    down: int
    same: int
    climb: int | None
    both: int
    apart: int


@dataclass(frozen=True, slots=True)
class Count:
    """On one item, how many services stand in each third of its scale."""

    framework: Framework
    item: Item
    thirds: Mapping[Third, int]

    @property
    def n(self) -> int:
        """How many have rated it."""
        return sum(self.thirds.values())

    @property
    def low(self) -> int:
        """How many stand low."""
        return self.thirds["low"]

    @property
    def high(self) -> int:
        """How many stand high."""
        return self.thirds["high"]

    @property
    def share(self) -> Fraction:
        """The share that stands low."""
        return Fraction(self.low, self.n) if self.n else Fraction(0)

    @property
    def is_weak(self) -> bool:
        """Whether the share that stands low makes it weak in most services."""
        return self.n >= WEAK_SERVICES and self.low >= WEAK_SHARE * self.n


@dataclass(frozen=True, slots=True)
class Ranked:
    """A service and the number it is ranked by."""

    service: Service
    number: int


@dataclass(frozen=True, slots=True)
class Lesson:
    """The lowest services on an item, each with how many there are in all, and who climbed; level before and now."""

    low: tuple[Ranked, ...]
    climbed: tuple[tuple[Service, int, int], ...]


Levels = Mapping[ItemKey, Mapping[int, int]]  # how many services stand at each level, by item


def view(frameworks: Sequence[Framework], ladder: Framework, whose: Whose = "") -> View:
    """Return as columns the items of these frameworks that every service is asked, or all people."""
    return View(ladder, tuple((framework, item) for framework in frameworks for item in items(framework, whose)))


def items(framework: Framework, whose: Whose = "") -> tuple[Item, ...]:
    """Return the items that every service is asked, or all people."""
    return framework.asked("quick", "people" if whose == "people" else "service")


def pages(rows: int, size: int = PAGE) -> int:
    """Return the number of pages of the table for so many rows, at least one."""
    return max(1, -(-rows // size))


def counts(view: View, levels: Levels) -> list[Count]:
    """Return how many services stand low and high on each item, the ladder's headline first."""
    return [Count(*column, thirds(column[0], levels.get(key, {}))) for key, column in view.keyed.items()]


def thirds(framework: Framework, levels: Mapping[int, int]) -> dict[Third, int]:
    """Return how many stand in each third of a scale; a level that is not on it counts nowhere."""
    return {third: sum(levels.get(value, 0) for value in values) for third, values in framework.thirds.items()}


def weakest(counts: Iterable[Count], most: int = 3) -> list[Count]:
    """Return the items on which the largest share of services stands low, with all that are level with the last.

    Of an item that fewer than three services rated, and of one on which nobody stands low, nothing is said.
    """
    ranked = sorted((one for one in counts if one.n >= WEAK_SERVICES and one.low), key=lambda one: -one.share)
    return [one for place, one in enumerate(ranked) if place < most or one.share == ranked[most - 1].share]


def middle(framework: Framework, levels: Mapping[int, int]) -> int | None:
    """Return the middle service's level, None when no level is on the scale."""
    known = [level for level, services in levels.items() for _ in range(services) if level in framework.values]
    return lower_median(known) if known else None


def figures(view: View, rated: Rated) -> Figures:
    """Return what one service's row counts."""
    steps = {key: moved for key in view.keyed if (moved := steps_of(view, rated, key)) is not None}
    items = [step for key, step in steps.items() if key != view.headline]
    gaps = [gap for key in view.keyed if (gap := gap_of(view, rated, key)) is not None]
    return Figures(
        low=sum(third_of(view, rated, key) == "low" for key in view.items),
        up=sum(step > 0 for step in items),
        down=sum(step < 0 for step in items),
        same=sum(step == 0 for step in items),
        climb=steps.get(view.headline),
        both=len(gaps),
        apart=sum(abs(gap) >= WIDE_GAP for gap in gaps),
    )


def level_of(view: View, positions: Mapping[ItemKey, Position], key: ItemKey) -> int | None:
    """Return a level on today's scale; the round may have asked an earlier version of it."""
    level = positions[key].level if key in positions else None
    return level if level in view.keyed[key][0].values else None


def third_of(view: View, rated: Rated, key: ItemKey) -> Third | None:
    """Return in which third of its scale a service stands now."""
    level = level_of(view, rated.now, key)
    return None if level is None else view.keyed[key][0].third(level)


def steps_of(view: View, rated: Rated, key: ItemKey) -> int | None:
    """Return how many levels a service moved on an item since its round before, None without both levels."""
    order = view.keyed[key][0].values
    now, before = level_of(view, rated.now, key), level_of(view, rated.before, key)
    return None if now is None or before is None else order.index(now) - order.index(before)


def gap_of(view: View, rated: Rated, key: ItemKey) -> int | None:
    """Return how many levels a service rates itself above what people say, None unless both can be compared."""
    position, order = rated.now.get(key), view.keyed[key][0].values
    if level_of(view, rated.now, key) is None or position is None:
        return None
    if position.both is None or not set(position.both) <= set(order):
        return None
    own, people = position.both
    return order.index(own) - order.index(people)


def months_old(closes: date | None, today: date) -> int:
    """Return how many months ago a round closed, 0 while it is open."""
    if closes is None or closes >= today:
        return 0
    return (today.year - closes.year) * 12 + today.month - closes.month


@dataclass(frozen=True, slots=True)
class Group:
    """Services of one kind, area or organisation: how many stand at each level of each item."""

    name: str
    levels: Levels

    @property
    def rated(self) -> int:
        """How many services have rated the item that most have."""
        return max((sum(levels.values()) for levels in self.levels.values()), default=0)


def groups(view: View, levels: Mapping[str, Levels], choice: Choice) -> list[Group]:
    """Return a page of groups: most items low first, or by the chosen item the lowest first, or by name."""

    def place(group: Group) -> tuple[float, float, str]:
        stand = {key: middle(column[0], group.levels.get(key, {})) for key, column in view.keyed.items()}
        first, _, second = choice.sort.partition("/")
        if choice.sort == "low":
            low = sum(
                level is not None and view.keyed[key][0].third(level) == "low"
                for key, level in stand.items()
                if key != view.headline
            )
            return (-low, 0, group.name)
        key = view.headline if choice.sort == "rung" else (first, second)
        level = stand.get(key)
        return (key in stand and level is None, level or 0, group.name)

    ordered = sorted((Group(name, own) for name, own in levels.items()), key=place)
    return ordered[choice.rows * choice.page : choice.rows * (choice.page + 1)]
