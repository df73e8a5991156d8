"""What a board should know of two rounds first, by rules that are ours: which way it goes, what is weak, who is apart.

Pure. The ladder and the items are counted apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assess.core.board import WEAK_SERVICES, Comparison, ItemChange
from assess.core.movement import Count, ServiceRow, items_moved, ladder_moved
from assess.core.progress import ItemRow, headline_of
from assess.core.voices import WIDE_GAP

Direction = Literal["climbs", "holds", "slips"]

# A programme holds if the difference between those that rose and fell is below two, or below a twentieth of all
# compared.
LEAST_NET, LEAST_SHARE = 2, Fraction(1, 20)


@dataclass(frozen=True, slots=True)
class Heard:
    """How many compared services heard people in a round, and at how many of them the voices are far apart.

    An earlier round that `is_reworded` had items in other words for people than the later one.
    """

    services: int
    heard: int
    far_apart: int
    is_reworded: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """The two counts that a comparison rests on, and the directions that follow; None where nothing is compared."""

    items: Count
    ladder: Count | None

    @property
    def on_items(self) -> Direction | None:
        """Which way the items move."""
        return direction(self.items) if self.items.n else None

    @property
    def on_ladder(self) -> Direction | None:
        """Which way the ladder moves."""
        return direction(self.ladder) if self.ladder else None


def finding(comparison: Comparison) -> Finding:
    """Return what a board should know first about two rounds."""
    return Finding(items_moved(comparison), ladder_moved(comparison))


def direction(moved: Count) -> Direction:
    """Return which way a count goes: it holds below the threshold."""
    if abs(moved.net) < LEAST_NET or abs(moved.net) < LEAST_SHARE * moved.n:
        return "holds"
    return "climbs" if moved.net > 0 else "slips"


def weakest(comparison: Comparison, most: int = 3) -> list[ItemChange]:
    """Return the items on which the largest share of services stands low, with all that are level with the last.

    Of the ladder, of an item that fewer than three services rated twice, and of one on which nobody stands low, nothing
    is said.
    """
    ladder = headline_of(comparison.after)
    low = [change for change in comparison.items if change.low and change.n >= WEAK_SERVICES and change.key != ladder]
    ranked = sorted(low, key=lambda change: -Fraction(change.low, change.n))
    last = [Fraction(change.low, change.n) for change in ranked[:most]][-1:]
    return [change for place, change in enumerate(ranked) if place < most or [Fraction(change.low, change.n)] == last]


def heard(rows: Sequence[ServiceRow]) -> Heard:
    """Return at how many compared services both voices are known on some item, and at how many they are far apart."""
    compared = [row for row in rows if row.is_compared]
    return Heard(
        services=len(compared),
        heard=sum(row.voices.both > 0 for row in compared),
        far_apart=sum(row.voices.far_apart > 0 for row in compared),
    )


def heard_earlier(comparison: Comparison) -> Heard:
    """Return the same for the earlier round, over the services in both rounds."""
    gaps: dict[str, list[int]] = {}
    for gap in comparison.gaps:
        for apart in gap.apart:
            if apart.before is not None:
                gaps.setdefault(apart.service.key, []).append(abs(apart.before))
    return Heard(
        services=len(comparison.services),
        heard=len(gaps),
        far_apart=sum(max(steps) >= WIDE_GAP for steps in gaps.values()),
        is_reworded=bool(comparison.left_out.reworded),
    )


def items_that_moved(rows: Sequence[ItemRow]) -> tuple[list[ItemRow], list[ItemRow]]:
    """Return the items on which more services rose than fell, and those on which more fell, largest move first."""
    moved = [(row, row.change.up - row.change.down) for row in rows if row.change]
    up = sorted((one for one in moved if one[1] > 0), key=lambda one: -one[1])
    down = sorted((one for one in moved if one[1] < 0), key=lambda one: one[1])
    return [row for row, _ in up], [row for row, _ in down]


def most_moved(rows: Sequence[ItemRow]) -> list[ItemRow]:
    """Return the first of these items, ordered by `items_that_moved`, and all that moved as far."""
    nets = [row.change.up - row.change.down for row in rows if row.change]
    return [row for row, net in zip(rows, nets, strict=True) if net == nets[0]] if nets else []
