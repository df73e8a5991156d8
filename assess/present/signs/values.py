"""The values that the macros take: frozen, each with its text for screen readers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from assess.core.framework import Framework, Item
from assess.core.peers import Beside
from assess.core.voices import WIDE_GAP
from assess.present.charts.palette import TINT_OF, tint
from assess.wording import signs


@dataclass(frozen=True, slots=True)
class Cell:
    """One level: its number and label, which of the five tints it has, its place on the scale from 0 and its move.

    `level` is None where it is unknown; the rest then means nothing.
    """

    level: int | None
    label: str = ""
    tint: int = 0
    place: int = 0
    steps: int = 0

    @classmethod
    def of(cls, framework: Framework, level: int | None, steps: int = 0) -> "Cell":
        """Return the cell of a level; one that is not on this wording's scale is unknown."""
        if level not in framework.values:
            return cls(None)
        label, place = framework.level(level).label, framework.values.index(level)
        return cls(level, label, tint(framework, level), place, steps)

    @property
    def arrow(self) -> str:
        """The sign of its move, "" when it did not move."""
        return "▲" if self.steps > 0 else "▼" if self.steps < 0 else ""

    @property
    def says(self) -> str:
        """The level in words."""
        return signs.level(self.level, self.label, self.steps)


@dataclass(frozen=True, slots=True)
class Path:
    """One thing through several rounds, the oldest first."""

    cells: tuple[Cell, ...]

    @property
    def says(self) -> str:
        """The levels in their order."""
        return signs.path([cell.level for cell in self.cells])

    @property
    def ends(self) -> str:
        """The first and the last level that are known: `4→5`, `4` where they are the same, a dash for none."""
        known = [cell.level for cell in self.cells if cell.level is not None]
        if not known:
            return "–"
        return str(known[0]) if known[0] == known[-1] else f"{known[0]}→{known[-1]}"


@dataclass(frozen=True, slots=True)
class Step:
    """How many levels one thing has moved; None if nothing can be compared."""

    steps: int | None

    @property
    def words(self) -> str:
        """The move as printed: `▲1`, `▼2`, "" if it did not move, a dash if that is unknown."""
        if self.steps is None:
            return "–"
        return f"{'▲' if self.steps > 0 else '▼'}{abs(self.steps)}" if self.steps else ""

    @property
    def says(self) -> str:
        """The move in words."""
        return signs.one_moved(self.steps)


@dataclass(frozen=True, slots=True)
class Column:
    """One round over the cells of paths: its name, and a label of two short words; `is_now` makes it bold."""

    name: str
    label: str
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rose, fell and stayed; `most` is the count of a full bar, the same in all rows."""

    up: int
    down: int
    same: int
    most: int = 1

    @property
    def n(self) -> int:
        """How many are compared."""
        return self.up + self.down + self.same

    @property
    def says(self) -> str:
        """The three counts."""
        return signs.rose_fell_stayed(self.up, self.down, self.same)

    def share(self, count: int) -> float:
        """Return how much of its half the bar of a count fills, 0 to 1."""
        return round(min(count / max(self.most, 1), 1), 3)


@dataclass(frozen=True, slots=True)
class Track:
    """Both voices on one item, as places on a scale whose last place is `last`; a voice that is unknown is None.

    On an experience the two are shown, and no distance between them. `levels` are read out before the `words`.
    """

    last: int
    own: int | None
    people: int | None
    words: str
    levels: str
    is_compared: bool = True

    @classmethod
    def of(cls, framework: Framework, own: int | None, people: int | None, item: Item | None = None) -> "Track":
        """Return where both voices stand on a framework's scale; `item` says whether they are compared."""
        places = {value: place for place, value in enumerate(framework.values)}
        # A level of another wording's scale has no place on this one.
        own, people = (level if level in places else None for level in (own, people))
        here, there = (None if level is None else places[level] for level in (own, people))
        asked, compared = item is None or "people" in item.voices, item is None or not item.experience
        words = signs.people_beside(here, there, asked=asked, compared=compared)
        return cls(len(places) - 1, here, there, words, f"{signs.both_levels(own, people)}: ", compared)

    @property
    def is_wide(self) -> bool:
        """Whether the two voices are far apart."""
        return self.gap >= WIDE_GAP

    @property
    def gap(self) -> int:
        """How many levels they are apart, 0 where one of them is unknown or they are not compared."""
        if self.own is None or self.people is None or not self.is_compared:
            return 0
        return abs(self.own - self.people)

    @property
    def start(self) -> int:
        """The lower of the two places."""
        return min(place for place in (self.own, self.people) if place is not None)

    def share(self, place: int) -> str:
        """Return how far along the scale a place is, in per cent."""
        return f"{100 * place / self.last:.4g}"


@dataclass(frozen=True, slots=True)
class Band:
    """One service and the middle half of some others, as places on a scale whose last place is `last`.

    What is unknown or may not be shown is None. Where `lower` is `upper`, most of the others stand there.
    """

    last: int
    own: int | None
    lower: int | None = None
    middle: int | None = None
    upper: int | None = None

    @classmethod
    def of(cls, framework: Framework, own: int | None, beside: Beside | None) -> "Band":
        """Return where the service and its peers stand on a framework's scale."""
        places = {value: place for place, value in enumerate(framework.values)}
        here = None if own is None else places.get(own)
        if beside is None:
            return cls(len(places) - 1, here)
        return cls(len(places) - 1, here, *(places.get(level) for level in (beside.lower, beside.middle, beside.upper)))

    def share(self, place: int) -> str:
        """Return how far along the scale a place is, in per cent."""
        return f"{100 * place / self.last:.4g}"


@dataclass(frozen=True, slots=True)
class Trend:
    """One item over many services in one round after another: how many stand high, how many low, of how many."""

    counts: tuple[tuple[int, int, int], ...]

    @property
    def shares(self) -> list[tuple[int, int]]:
        """The share that is high and the share that is low in each round, in per cent."""
        return [(round(100 * high / n), round(100 * low / n)) if n else (0, 0) for high, low, n in self.counts]

    @property
    def says(self) -> str:
        """The counts of each round."""
        return signs.high_and_low(self.counts)


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend: a sign, or a text on a tint, and what it stands for.

    `sign` is "own", "people", "unknown", "open", "half" or "middle"; "" for a text.
    """

    words: str
    text: str = ""
    tint: int | None = None
    sign: str = ""


def keys_of(framework: Framework) -> tuple[Key, ...]:
    """Return the legend of a framework's levels: an entry for each third of its scale, the lowest first."""
    return tuple(
        Key(signs.third(framework, third), signs.span(values), TINT_OF[third])
        for third, values in framework.thirds.items()
        if values
    )


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page with query parameters; `page` is its name in the table of pages.

    In a browser without script, in a new tab and with the middle button it is a plain link.
    """

    page: str
    text: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def href(self) -> str:
        """The URL from any page: every page's file and URL lie side by side."""
        query = urlencode(self.parameters)
        return f"{self.page}?{query}" if query else self.page


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the menu; `icon` is a Material icon's name."""

    link: Link
    icon: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the menu with its pages."""

    name: str
    entries: Sequence[Entry]
