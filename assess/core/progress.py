"""A programme over all its rounds: how its ratings stand in each, and item by item where the middle service stands.

Pure. Levels are ordered and never averaged: ratings are counted by thirds of their scale, and of several services the
middle one is named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assess.core.answers import ItemKey
from assess.core.board import Comparison, Gap, ItemChange
from assess.core.framework import Framework, Item, Third
from assess.core.programme import Round
from assess.core.taken import Taken, items_in
from assess.core.voices import lower_median


@dataclass(frozen=True, slots=True)
class Column:
    """The ratings of one framework in one round, by all services that took part in it, counted by thirds of its scale.

    Of a rung only the headline is counted. `took_part` is how many of the programme's `services` count in the round;
    the numbers of a round that `is_open` are those so far.
    """

    round: Round
    framework: Framework
    low: int
    middle: int
    high: int
    took_part: int
    services: int
    is_open: bool

    @property
    def n(self) -> int:
        """The number of ratings."""
        return self.low + self.middle + self.high

    @property
    def thirds(self) -> Mapping[Third, int]:
        """The counts of the thirds that have levels, the lowest first."""
        counts: dict[Third, int] = {"low": self.low, "middle": self.middle, "high": self.high}
        return {third: count for third, count in counts.items() if self.framework.thirds[third]}


@dataclass(frozen=True, slots=True)
class Place:
    """A level in the wording of its round."""

    framework: Framework
    level: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of two rounds that are compared, over the services in both.

    `places` is where the middle service stood in each round of `shown_rounds`; None where none of these services
    rated the item. `change` is None when no service rated it in both
    rounds, `gap` when people's view stands beside no service's own.
    """

    framework: Framework
    item: Item
    places: tuple[Place | None, ...]
    change: ItemChange | None
    gap: Gap | None

    @property
    def key(self) -> ItemKey:
        """The item's key with its framework's."""
        return self.framework.key, self.item.key

    @property
    def both_voices(self) -> int:
        """At how many services both voices are known in the later round."""
        return self.gap.after.n if self.gap else 0

    @property
    def far_apart(self) -> int:
        """At how many of those services the two voices stand far apart."""
        return self.gap.after.flagged if self.gap else 0


def headline_of(taken: Taken) -> ItemKey | None:
    """Return the item that is a service's place on the ladder, None when the round asked no ladder.

    It is counted apart from all other items.
    """
    return next(((one.key, one.items[0].key) for one in taken.frameworks if one.kind == "rung"), None)


def columns(rounds: Sequence[Taken], framework: str, today: date) -> tuple[Column, ...]:
    """Return a column for each of these rounds, in their order, that asked a framework."""
    return tuple(
        _column(taken, worded, today) for taken in rounds if (worded := taken.framework(framework)) is not None
    )


def _column(taken: Taken, framework: Framework, today: date) -> Column:
    items = framework.items[:1] if framework.kind == "rung" else framework.items
    thirds = [
        framework.third(position.level)
        for item in items
        for position in taken.rated.get((framework.key, item.key), {}).values()
        if position.level is not None
    ]
    return Column(
        round=taken.round,
        framework=framework,
        low=thirds.count("low"),
        middle=thirds.count("middle"),
        high=thirds.count("high"),
        took_part=len(taken.counted),
        services=len(taken.services),
        is_open=taken.round.is_open(today),
    )


def shown_rounds(rounds: Sequence[Taken], comparison: Comparison, today: date) -> tuple[Taken, ...]:
    """Return the rounds that strips show: those that are over, and the two that are compared.

    A round that is still open would look like a fall or a rise that is none.
    """
    compared = {comparison.before.round.key, comparison.after.round.key}
    return tuple(one for one in rounds if one.round.key in compared or not one.round.is_open(today))


def item_rows(comparison: Comparison, shown: Sequence[Taken]) -> tuple[ItemRow, ...]:
    """Return a row for each item that a compared service rated in the later round or in both, in the form's order.

    The headline of the ladder is among them. `shown` are the rounds of the strips.
    """
    changes = {change.key: change for change in comparison.items}
    gaps = {gap.key: gap for gap in comparison.gaps}
    services = {service.key for service in comparison.services}
    return tuple(
        ItemRow(
            framework, item, tuple(_middle(taken, key, services) for taken in shown), changes.get(key), gaps.get(key)
        )
        for key, (framework, item) in items_in([comparison.after]).items()
        if key in changes or services & comparison.after.rated.get(key, {}).keys()
    )


def _middle(taken: Taken, key: ItemKey, services: set[str]) -> Place | None:
    framework, levels = taken.framework(key[0]), list(_levels(taken, key, services))
    return Place(framework, lower_median(levels)) if framework and levels else None


def _levels(taken: Taken, key: ItemKey, services: set[str]) -> Iterator[int]:
    for service, position in taken.rated.get(key, {}).items():
        if service in services and position.level is not None:
            yield position.level
