"""Two rounds of a programme side by side: what moved, what slipped, and whether the two voices agree.

Pure: no clock, no file, no screen. Levels are ordered and never averaged. The services and items in both rounds are
compared; the others are named as left out.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assess.core.actions import Action
from assess.core.answers import ItemKey
from assess.core.differences import differences
from assess.core.framework import Framework, Item, Third
from assess.core.position import Position, Whose
from assess.core.programme import Round, Service
from assess.core.rewording import in_other_words
from assess.core.taken import Taken, count_at_levels, items_in
from assess.core.text import moved
from assess.core.voices import WIDE_GAP, lower_median

# Ours: an item is weak everywhere when this share of the services stand in the lower half of its scale.
WEAK_SHARE, WEAK_SERVICES = Fraction(2, 3), 3

Verdict = Literal["closed", "narrower", "same", "wider", "opened"]


@dataclass(frozen=True, slots=True)
class Move:
    """One service on one item: its level before and after, and how many levels that is; above zero is up.

    `was` and `now` are its positions: whose level it is, and what each voice says.
    """

    service: Service
    before: int
    after: int
    steps: int
    was: Position | None = None
    now: Position | None = None

    @property
    def words(self) -> str:
        """The move as a reader sees it: `up 1`, `same`, `down 2`."""
        return moved(self.steps)


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item over the services that rated it in both rounds; `moves` by the service's name, at least one.

    `framework` and `item` are worded as in the later round. `scale` are the levels that both rounds' wordings
    have, lowest first: steps are counted on it.
    """

    framework: Framework
    item: Item
    scale: tuple[int, ...]
    moves: tuple[Move, ...]

    @property
    def key(self) -> ItemKey:
        """The item's key with its framework's."""
        return self.framework.key, self.item.key

    @property
    def n(self) -> int:
        """How many services are compared."""
        return len(self.moves)

    @property
    def before(self) -> dict[int, int]:
        """How many services stood at each level of the scale before, noughts included."""
        return count_at_levels(self.scale, [move.before for move in self.moves])

    @property
    def after(self) -> dict[int, int]:
        """How many services stand at each level of the scale after, noughts included."""
        return count_at_levels(self.scale, [move.after for move in self.moves])

    @property
    def up(self) -> int:
        """How many services rose."""
        return sum(move.steps > 0 for move in self.moves)

    @property
    def same(self) -> int:
        """How many services stayed where they were."""
        return sum(move.steps == 0 for move in self.moves)

    @property
    def down(self) -> int:
        """How many services fell."""
        return sum(move.steps < 0 for move in self.moves)

    @property
    def steps(self) -> dict[int, int]:
        """How many services moved by how many levels, from the furthest down to the furthest up."""
        return dict(sorted(Counter(move.steps for move in self.moves).items()))

    @property
    def median_before(self) -> int:
        """The level at which the middle service stood; of two in the middle, the lower."""
        return lower_median([move.before for move in self.moves])

    @property
    def median_after(self) -> int:
        """The level at which the middle service stands; of two in the middle, the lower."""
        return lower_median([move.after for move in self.moves])

    @property
    def low(self) -> int:
        """How many services stand in the lower half of the scale after; the middle level is not in it."""
        return sum(move.after in self.framework.lower_half for move in self.moves)

    def third(self, third: Third) -> int:
        """Return how many services stand in a third of the scale after."""
        return sum(move.after in self.framework.thirds[third] for move in self.moves)

    @property
    def is_weak_everywhere(self) -> bool:
        """Whether at least two thirds of the services, and of at least three, stand in the lower half."""
        return self.n >= WEAK_SERVICES and self.low >= WEAK_SHARE * self.n


@dataclass(frozen=True, slots=True)
class Apart:
    """How many levels one service stands above what people say, in each round in which both answered.

    `changed_before` and `changed_after` say that it changed its level of that round after people's answers could be
    seen.
    """

    service: Service
    before: int | None
    after: int | None
    changed_before: bool = False
    changed_after: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """The gaps of several services in one round: how many, how many flagged, the lower median (None of none).

    `changed` is how many of them changed their level after people's answers could be seen.
    """

    n: int
    flagged: int
    median: int | None
    changed: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """How far the two voices are apart on one item, at the services in both rounds; at least one has a gap.

    Unless people read the `same_words` in both rounds, the gaps of one are not compared with those of the other.
    """

    framework: Framework
    item: Item
    apart: tuple[Apart, ...]
    same_words: bool = True

    @property
    def key(self) -> ItemKey:
        """The item's key with its framework's."""
        return self.framework.key, self.item.key

    @property
    def before(self) -> Spread:
        """The gaps of the earlier round."""
        return _spread([(one.before, one.changed_before) for one in self.apart])

    @property
    def after(self) -> Spread:
        """The gaps of the later round."""
        return _spread([(one.after, one.changed_after) for one in self.apart])

    @property
    def heard_twice(self) -> int:
        """At how many services both voices answered in both rounds: `verdict` rests on these alone."""
        return sum(one.before is not None and one.after is not None for one in self.apart)

    @property
    def verdict(self) -> Verdict | None:
        """Whether fewer services are flagged than before, of those that both voices rated twice; None without any."""
        twice = [one for one in self.apart if one.before is not None and one.after is not None]
        if not (twice and self.same_words):
            return None
        before = _spread([(one.before, False) for one in twice]).flagged
        after = _spread([(one.after, False) for one in twice]).flagged
        if before == after:
            return "same"
        if before > after:
            return "narrower" if after else "closed"
        return "wider" if before else "opened"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many ratings given in both rounds went up, stayed and went down."""

    up: int
    same: int
    down: int

    @property
    def n(self) -> int:
        """How many ratings are compared."""
        return self.up + self.same + self.down


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is in one round only, and so in no comparison.

    `unpaired` are items that both rounds rated, but no service twice; `ratings` counts ratings of compared
    items by compared services that have no partner: blank, set aside or off the other round's scale. `reworded` are
    items on which both rounds heard people, who read them in other words in the one than in the other.
    """

    services_before: tuple[Service, ...]
    services_after: tuple[Service, ...]
    items_before: tuple[Item, ...]
    items_after: tuple[Item, ...]
    unpaired: tuple[Item, ...]
    ratings: int
    reworded: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two rounds of one programme; `services` are those in both, by name, `items` in the frameworks' order."""

    before: Taken
    after: Taken
    services: tuple[Service, ...]
    items: tuple[ItemChange, ...]
    gaps: tuple[Gap, ...]
    left_out: LeftOut
    differences: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """A text that differs for every other pair of rounds."""
        return f"{self.before.fingerprint}:{self.after.fingerprint}"

    @property
    def is_first(self) -> bool:
        """Whether it is about a single round; see `alone`."""
        return self.before.round == self.after.round

    @property
    def rounds(self) -> tuple[Taken, ...]:
        """The rounds, the earlier one first; a first round once."""
        return (self.after,) if self.is_first else (self.before, self.after)

    @property
    def whose(self) -> Whose:
        """Whose levels are compared."""
        return self.after.whose

    @property
    def frameworks(self) -> tuple[Framework, ...]:
        """The frameworks that have an item to compare, worded as in the later round."""
        return tuple({change.framework.key: change.framework for change in self.items}.values())

    def of(self, framework: str) -> tuple[ItemChange, ...]:
        """Return the compared items of one framework."""
        return tuple(change for change in self.items if change.framework.key == framework)

    @property
    def ladder(self) -> ItemChange | None:
        """The headline of the first framework that is a rung, None when no service rated it twice."""
        rungs = [one for one in self.items if one.framework.kind == "rung"]
        return next((one for one in rungs if one.item.key == one.framework.items[0].key), None)

    @property
    def moved(self) -> tuple[int, int, int]:
        """How many ratings, over all services and items, are up, the same and down."""
        items = self.items
        return sum(one.up for one in items), sum(one.same for one in items), sum(one.down for one in items)

    @property
    def weak_everywhere(self) -> tuple[ItemChange, ...]:
        """The items at which most services stand in the lower half of the scale after."""
        return tuple(change for change in self.items if change.is_weak_everywhere)

    @property
    def apart(self) -> tuple[Gap, ...]:
        """The items on which the two voices stand far apart somewhere, in either round; now most often first."""
        flagged = [gap for gap in self.gaps if gap.before.flagged or gap.after.flagged]
        return tuple(sorted(flagged, key=lambda gap: (-gap.after.flagged, -gap.before.flagged)))

    @property
    def people_answered(self) -> bool:
        """Whether people's level is shown beside a service's own anywhere, or is itself compared."""
        return bool(self.gaps or (self.whose == "people" and self.items))


@dataclass(frozen=True, slots=True)
class Course:
    """One item through several rounds: how many of each round's services stood at each level.

    Worded as in the last round that has it; a round that did not ask it has an empty distribution.
    """

    framework: Framework
    item: Item
    rounds: tuple[tuple[Round, Mapping[int, int]], ...]


def compare(before: Taken, after: Taken) -> Comparison:
    """Return what changed between two rounds of one programme, on the services and items in both."""
    common = before.counted & after.counted
    services = after.named(common)
    items, gaps = tuple(_item_changes(before, after, services)), tuple(_gaps(before, after, services))
    return Comparison(
        before=before,
        after=after,
        services=services,
        items=items,
        gaps=gaps,
        left_out=_left_out(before, after, common, items, gaps),
        differences=tuple(differences(before, after, services, [change.key for change in items])),
    )


def alone(taken: Taken) -> Comparison:
    """Return a first round compared with itself: it has all counts, and nothing has moved."""
    return compare(taken, taken)


def as_people_say(comparison: Comparison) -> Comparison:
    """Return the same two rounds with people's levels, for services where these may be shown in both rounds."""
    before, after = (one.seen_by("people", comparison.after) for one in (comparison.before, comparison.after))
    return compare(before, after)


def done_between(actions: Sequence[Action], before: Round, after: Round) -> frozenset[tuple[str, str, str]]:
    """Return service, framework and item of the done actions that were promised between the ends of two rounds."""
    return frozenset(
        (each.service, each.framework, each.item)
        for each in actions
        if each.state == "done" and before.opens <= each.made <= after.closes
    )


def progress_by_action(comparison: Comparison, acted: Collection[tuple[str, str, str]]) -> tuple[Progress, Progress]:
    """Return how ratings moved on items with an action, and how all other ratings moved."""
    steps: dict[bool, list[int]] = {True: [], False: []}
    for change in comparison.items:
        for move in change.moves:
            steps[(move.service.key, *change.key) in acted].append(move.steps)
    with_action, without = (
        Progress(sum(s > 0 for s in own), sum(s == 0 for s in own), sum(s < 0 for s in own))
        for own in (steps[True], steps[False])
    )
    return with_action, without


def courses(taken: Sequence[Taken]) -> tuple[Course, ...]:
    """Return each item that was ever rated through all these rounds, in the frameworks' order.

    Each round counts all of its own services, so the services may differ from round to round.
    """
    return tuple(
        Course(framework, item, tuple((one.round, one.distribution(key)) for one in taken))
        for key, (framework, item) in items_in(taken).items()
        if any(key in one.rated for one in taken)
    )


def _item_changes(before: Taken, after: Taken, services: Sequence[Service]) -> Iterator[ItemChange]:
    for framework in after.frameworks:
        earlier = before.framework(framework.key)
        scale = tuple(value for value in framework.values if earlier and value in earlier.values)
        for item in framework.items:
            moves = tuple(_moves(before, after, (framework.key, item.key), scale, services))
            if moves:
                yield ItemChange(framework, item, scale, moves)


def _moves(
    before: Taken, after: Taken, key: ItemKey, scale: Sequence[int], services: Sequence[Service]
) -> Iterator[Move]:
    places = {value: place for place, value in enumerate(scale)}
    was, now = before.rated.get(key, {}), after.rated.get(key, {})
    for service in services:
        if service.key in was and service.key in now:
            earlier, later = was[service.key], now[service.key]
            start, end = earlier.level, later.level
            # A level that only one wording has cannot be compared.
            if start in places and end in places:
                yield Move(service, start, end, places[end] - places[start], earlier, later)


def _gaps(before: Taken, after: Taken, services: Sequence[Service]) -> Iterator[Gap]:
    if not (before.people_answered or after.people_answered):
        return
    asked = before.asked & after.asked
    other_words = in_other_words(before.frameworks, after.frameworks, "people")
    for framework, item in _worded(after, asked):
        key = (framework.key, item.key)
        was, now = before.gaps(key), after.gaps(key)
        changed_before, changed_after = before.changed_after(key), after.changed_after(key)
        apart = [
            Apart(
                *(service, was.get(service.key), now.get(service.key)),
                changed_before=service.key in changed_before,
                changed_after=service.key in changed_after,
            )
            for service in services
        ]
        heard = tuple(one for one in apart if (one.before, one.after) != (None, None))
        if heard:
            yield Gap(framework, item, heard, same_words=key not in other_words)


def _spread(gaps: Iterable[tuple[int | None, bool]]) -> Spread:
    """Return the spread of gaps, each with whether the service changed its level late; None of them is no gap."""
    known = [(gap, changed) for gap, changed in gaps if gap is not None]
    steps = [gap for gap, _ in known]
    flagged = sum(abs(gap) >= WIDE_GAP for gap in steps)
    return Spread(len(steps), flagged, lower_median(steps) if steps else None, sum(changed for _, changed in known))


def _left_out(
    before: Taken, after: Taken, common: AbstractSet[str], items: Sequence[ItemChange], gaps: Sequence[Gap]
) -> LeftOut:
    compared = {change.key for change in items}
    both = before.rated.keys() & after.rated.keys()
    other_words = {gap.key for gap in gaps if not gap.same_words and gap.before.n and gap.after.n}
    if after.whose == "people":
        other_words |= before.other_words & after.rated.keys() & before.heard_on
    ratings = sum(len(common & one.rated[change.key].keys()) - change.n for change in items for one in (before, after))
    return LeftOut(
        services_before=before.named(before.counted - common),
        services_after=after.named(after.counted - common),
        items_before=_items_of(before, before.rated.keys() - both),
        items_after=_items_of(after, after.rated.keys() - both - before.other_words),
        unpaired=_items_of(after, both - compared),
        ratings=ratings,
        reworded=_items_of(after, other_words),
    )


def _items_of(taken: Taken, keys: Collection[ItemKey]) -> tuple[Item, ...]:
    return tuple(item for _, item in _worded(taken, keys))


def _worded(taken: Taken, keys: Collection[ItemKey]) -> Iterator[tuple[Framework, Item]]:
    return ((one, item) for one in taken.frameworks for item in one.items if (one.key, item.key) in keys)
