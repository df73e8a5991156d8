"""Two rounds of a programme, side by side: what moved, what slipped, and whether the two voices agree.

Pure: no clock, no file, no screen. Levels are ordered and never averaged. What is compared are the services
and items in both rounds; the rest is named as left out.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Literal

from assess.core.actions import Action
from assess.core.answers import ItemKey
from assess.core.framework import Framework, Item, items_of
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.text import counted, listed, moved
from assess.core.voices import WIDE_GAP, lower_median

# Ours: an item is weak everywhere when this share of the services stand in the lower half of its scale.
WEAK_SHARE, WEAK_SERVICES = Fraction(2, 3), 3

Verdict = Literal["closed", "narrower", "same", "wider", "opened"]


@dataclass(frozen=True, slots=True)
class RollCall:
    """Which of the programme's services submitted in a round, each list by name; what came late does not count."""

    in_time: tuple[Service, ...]
    late: tuple[Service, ...]
    missing: tuple[Service, ...]

    @property
    def submitted(self) -> int:
        """How many submitted, late ones included."""
        return len(self.in_time) + len(self.late)

    @property
    def expected(self) -> int:
        """How many services there are."""
        return self.submitted + len(self.missing)


@dataclass(frozen=True)
class Taken:
    """A round as it was taken: the programme's services by key, the frameworks as worded then, the positions.

    `submitted` is when each service first submitted its own answers (UTC); `asked_people` are the services about
    which people answered, seen or not. Positions of other services and of items or levels that the frameworks do
    not have are set aside.
    """

    round: Round
    services: Mapping[str, Service]
    frameworks: tuple[Framework, ...]
    positions: tuple[Position, ...]
    submitted: Mapping[str, datetime]
    asked_people: frozenset[str] = frozenset()

    @cached_property
    def fingerprint(self) -> str:
        """What tells this round, these services and these positions from any other."""
        wordings = [framework.fingerprint for framework in self.frameworks]
        facts = (self.round, sorted(self.services.items()), wordings, self.positions, sorted(self.submitted.items()))
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    @cached_property
    def counted(self) -> frozenset[str]:
        """The services whose own or agreed answers count in this round: what only people said is not enough."""
        return frozenset(one.service for one in self.positions if one.voice != "people") & self.services.keys()

    @property
    def turnout(self) -> RollCall:
        """Who submitted before the round closed, who later and who not at all."""
        in_time = {key for key, at in self.submitted.items() if key in self.services and self.round.counts(at)}
        late = (self.submitted.keys() & self.services.keys()) - in_time
        return RollCall(self.named(in_time), self.named(late), self.named(self.services.keys() - in_time - late))

    @property
    def asked(self) -> set[ItemKey]:
        """The items of the round's frameworks."""
        return {(framework.key, item.key) for framework in self.frameworks for item in framework.items}

    @cached_property
    def rated(self) -> dict[ItemKey, dict[str, Position]]:
        """The positions that have a headline level on the scale, by item and then by service."""
        asked, scales = self.asked, {framework.key: framework.values for framework in self.frameworks}
        found: dict[ItemKey, dict[str, Position]] = {}
        for one in self.positions:
            key = one.framework, one.item
            if key in asked and one.service in self.services and one.level in scales[one.framework]:
                found.setdefault(key, {})[one.service] = one
        return found

    @cached_property
    def people(self) -> dict[str, int]:
        """How many people who use a service answered, by the service's key, for each whose answers count."""
        heard = dict.fromkeys(self.counted, 0)
        for position in self.positions:
            if position.service in heard:
                heard[position.service] = max(heard[position.service], position.people)
        return heard

    @property
    def people_answered(self) -> bool:
        """Whether people who use a service have a level of their own anywhere."""
        return any(one.people_level is not None and one.service in self.services for one in self.positions)

    def framework(self, key: str) -> Framework | None:
        """Return this round's wording of a framework, None when it was not rated."""
        return next((framework for framework in self.frameworks if framework.key == key), None)

    def named(self, keys: Collection[str]) -> tuple[Service, ...]:
        """Return the services of these keys, by name."""
        return tuple(sorted((self.services[key] for key in keys), key=lambda one: (one.name, one.key)))

    def only(self, services: Collection[str]) -> "Taken":
        """Return the same round for some of its services alone."""
        if self.services.keys() <= set(services):
            return self
        return replace(
            self,
            services={key: service for key, service in self.services.items() if key in services},
            positions=tuple(one for one in self.positions if one.service in services),
            submitted={key: at for key, at in self.submitted.items() if key in services},
        )

    def gaps(self, key: ItemKey) -> dict[str, int]:
        """Return how many levels each service stands above what people say of it, where both have answered."""
        order = _order(self.framework(key[0]))
        return {
            one.service: order[one.service_level] - order[one.people_level]
            for one in self.positions
            if (one.framework, one.item) == key
            and one.service in self.services
            and one.service_level in order
            and one.people_level in order
        }

    def distribution(self, key: ItemKey) -> dict[int, int]:
        """Return how many of the round's services stand at each level of an item; {} when it was not asked."""
        framework = self.framework(key[0])
        return _count_known(framework, [one.level for one in self.rated.get(key, {}).values()]) if framework else {}


@dataclass(frozen=True, slots=True)
class Move:
    """One service on one item: its level before and after, and how many levels that is; above zero is up."""

    service: Service
    before: int
    after: int
    steps: int

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
        return _count_at_levels(self.scale, [move.before for move in self.moves])

    @property
    def after(self) -> dict[int, int]:
        """How many services stand at each level of the scale after, noughts included."""
        return _count_at_levels(self.scale, [move.after for move in self.moves])

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
    def paths(self) -> dict[tuple[int, int], tuple[Service, ...]]:
        """The services that went from one level to another, by both levels, lowest first."""
        found: dict[tuple[int, int], list[Service]] = {}
        for move in self.moves:
            found.setdefault((move.before, move.after), []).append(move.service)
        return {path: tuple(services) for path, services in sorted(found.items())}

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

    @property
    def is_weak_everywhere(self) -> bool:
        """Whether at least two thirds of the services, and of at least three, stand in the lower half."""
        return self.n >= WEAK_SERVICES and self.low >= WEAK_SHARE * self.n


@dataclass(frozen=True, slots=True)
class Apart:
    """How many levels one service stands above what people say, in each round in which both answered."""

    service: Service
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Spread:
    """The gaps of several services in one round: how many, how many flagged, the lower median (None of none)."""

    n: int
    flagged: int
    median: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """How far the two voices are apart on one item, at the services in both rounds; at least one has a gap."""

    framework: Framework
    item: Item
    apart: tuple[Apart, ...]

    @property
    def key(self) -> ItemKey:
        """The item's key with its framework's."""
        return self.framework.key, self.item.key

    @property
    def before(self) -> Spread:
        """The gaps of the earlier round."""
        return _spread([one.before for one in self.apart])

    @property
    def after(self) -> Spread:
        """The gaps of the later round."""
        return _spread([one.after for one in self.apart])

    @property
    def heard_twice(self) -> int:
        """At how many services both voices answered in both rounds: `verdict` rests on these alone."""
        return sum(one.before is not None and one.after is not None for one in self.apart)

    @property
    def verdict(self) -> Verdict | None:
        """Whether fewer services are flagged than before, where both voices answered twice; None where nowhere."""
        twice = [one for one in self.apart if one.before is not None and one.after is not None]
        if not twice:
            return None
        before, after = _spread([one.before for one in twice]).flagged, _spread([one.after for one in twice]).flagged
        if before == after:
            return "same"
        if before > after:
            return "narrower" if after else "closed"
        return "wider" if before else "opened"


@dataclass(frozen=True, slots=True)
class ServiceMoves:
    """How many of one service's items moved up, stayed and moved down."""

    service: Service
    up: int
    same: int
    down: int

    @property
    def net(self) -> int:
        """Items up minus items down."""
        return self.up - self.down

    @property
    def n(self) -> int:
        """How many items are compared."""
        return self.up + self.same + self.down


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
    items by compared services that have no partner: blank, set aside or off the other round's scale.
    """

    services_before: tuple[Service, ...]
    services_after: tuple[Service, ...]
    items_before: tuple[Item, ...]
    items_after: tuple[Item, ...]
    unpaired: tuple[Item, ...]
    ratings: int


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
        """What tells these two rounds from any others."""
        return f"{self.before.fingerprint}:{self.after.fingerprint}"

    @property
    def frameworks(self) -> tuple[Framework, ...]:
        """The frameworks that have an item to compare, worded as in the later round."""
        return tuple({change.framework.key: change.framework for change in self.items}.values())

    def of(self, framework: str) -> tuple[ItemChange, ...]:
        """Return the items of one framework."""
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

    @cached_property
    def service_moves(self) -> tuple[ServiceMoves, ...]:
        """Each service's items counted by which way they moved, by the service's name."""
        steps: dict[str, list[int]] = {service.key: [] for service in self.services}
        for change in self.items:
            for move in change.moves:
                steps[move.service.key].append(move.steps)
        return tuple(
            ServiceMoves(service, sum(s > 0 for s in own), sum(s == 0 for s in own), sum(s < 0 for s in own))
            for service in self.services
            if (own := steps[service.key])
        )

    @property
    def improved(self) -> tuple[ServiceMoves, ...]:
        """The services with more items up than down, those that gained most first."""
        rising = (one for one in self.service_moves if one.net > 0)
        return tuple(sorted(rising, key=lambda one: (-one.net, -one.up)))

    @property
    def slipped(self) -> tuple[ServiceMoves, ...]:
        """The services with more items down than up, those that lost most first."""
        falling = (one for one in self.service_moves if one.net < 0)
        return tuple(sorted(falling, key=lambda one: (one.net, -one.down)))

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
        """Whether the view of people who use a service stands beside its own anywhere."""
        return bool(self.gaps)


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
    items = tuple(_item_changes(before, after, services))
    return Comparison(
        before=before,
        after=after,
        services=services,
        items=items,
        gaps=tuple(_gaps(before, after, services)),
        left_out=_left_out(before, after, common, items),
        differences=tuple(_differences(before, after, services, items)),
    )


def done_between(actions: Sequence[Action], before: Round, after: Round) -> frozenset[tuple[str, str, str]]:
    """Return service, framework and item of the actions that were promised between two rounds' ends and are done."""
    return frozenset(
        (each.service, each.framework, each.item)
        for each in actions
        if each.state == "done" and before.opens <= each.made <= after.closes
    )


def progress_by_action(comparison: Comparison, acted: Collection[tuple[str, str, str]]) -> tuple[Progress, Progress]:
    """Return how the ratings moved on which something was done, and how all the others did."""
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


def items_in(taken: Iterable[Taken]) -> dict[ItemKey, tuple[Framework, Item]]:
    """Return every item that these rounds asked with its framework, in the form's order; the last wording counts."""
    return items_of(one for each in taken for one in each.frameworks)


# What is in both rounds


def _item_changes(before: Taken, after: Taken, services: Sequence[Service]) -> Iterator[ItemChange]:
    for framework in after.frameworks:
        earlier = before.framework(framework.key)
        scale = tuple(value for value in framework.values if value in _order(earlier))
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
            start, end = was[service.key].level, now[service.key].level
            # A level that only one wording has cannot be compared.
            if start in places and end in places:
                yield Move(service, start, end, places[end] - places[start])


def _gaps(before: Taken, after: Taken, services: Sequence[Service]) -> Iterator[Gap]:
    if not (before.people_answered or after.people_answered):
        return
    asked = before.asked & after.asked
    for framework, item in _worded(after, asked):
        was, now = (taken.gaps((framework.key, item.key)) for taken in (before, after))
        apart = [Apart(service, was.get(service.key), now.get(service.key)) for service in services]
        heard = tuple(one for one in apart if (one.before, one.after) != (None, None))
        if heard:
            yield Gap(framework, item, heard)


def _spread(gaps: Sequence[int | None]) -> Spread:
    known = [gap for gap in gaps if gap is not None]
    flagged = sum(abs(gap) >= WIDE_GAP for gap in known)
    return Spread(len(known), flagged, lower_median(known) if known else None)


# What is not


def _left_out(before: Taken, after: Taken, common: AbstractSet[str], items: Sequence[ItemChange]) -> LeftOut:
    compared = {change.key for change in items}
    both = before.rated.keys() & after.rated.keys()
    ratings = sum(len(common & one.rated[change.key].keys()) - change.n for change in items for one in (before, after))
    return LeftOut(
        services_before=before.named(before.counted - common),
        services_after=after.named(after.counted - common),
        items_before=_items_of(before, before.rated.keys() - both),
        items_after=_items_of(after, after.rated.keys() - both),
        unpaired=_items_of(after, both - compared),
        ratings=ratings,
    )


def _items_of(taken: Taken, keys: Collection[ItemKey]) -> tuple[Item, ...]:
    return tuple(item for _, item in _worded(taken, keys))


def _worded(taken: Taken, keys: Collection[ItemKey]) -> Iterator[tuple[Framework, Item]]:
    return ((one, item) for one in taken.frameworks for item in one.items if (one.key, item.key) in keys)


# What must be known to read the comparison


def _differences(
    before: Taken, after: Taken, services: Sequence[Service], items: Sequence[ItemChange]
) -> Iterator[str]:
    yield from _wording_differences(before, after)
    if before.round.form != after.round.form:
        yield (
            f"The form was {before.round.form} in {before.round.name} and {after.round.form} in {after.round.name}: "
            "the thorough one looks closer before it rates."
        )
    yield from _voice_differences(before, after, services, items)
    was, now = ([one.people[service.key] for service in services] for one in (before, after))
    other = sum(earlier != later for earlier, later in zip(was, now, strict=True))
    if other:
        yield (
            f"The number of people who answered differs at {other} of {counted(len(services), 'service')}: "
            f"{sum(was)} in all in {before.round.name} and {sum(now)} in {after.round.name}."
        )


def _wording_differences(before: Taken, after: Taken) -> Iterator[str]:
    for one, other in ((before, after), (after, before)):
        for framework in one.frameworks:
            if other.framework(framework.key) is None:
                yield f"“{framework.title}” was rated in {one.round.name} only."
    for framework in after.frameworks:
        earlier = before.framework(framework.key)
        if earlier is None or earlier.fingerprint == framework.fingerprint:
            continue
        yield (
            f"“{framework.title}” was worded differently: version {earlier.version} in {before.round.name}, "
            f"version {framework.version} in {after.round.name}."
        )
        yield from _item_differences(earlier, before.round, framework, after.round)


def _item_differences(earlier: Framework, before: Round, later: Framework, after: Round) -> Iterator[str]:
    for one, round_, other in ((earlier, before, later), (later, after, earlier)):
        known = {item.key for item in other.items}
        titles = [f"“{item.title}”" for item in one.items if item.key not in known]
        if titles:
            yield f"Only {round_.name} asked for {listed(titles, most=len(titles))} in “{one.title}”."


def _voice_differences(
    before: Taken, after: Taken, services: Sequence[Service], items: Sequence[ItemChange]
) -> Iterator[str]:
    keys = [change.key for change in items]
    changed = [
        service
        for service in services
        if any(
            service.key in before.rated[key]
            and service.key in after.rated[key]
            and before.rated[key][service.key].voice != after.rated[key][service.key].voice
            for key in keys
        )
    ]
    if changed:
        yield (
            f"The level that counts comes from another voice than before at {len(changed)} of "
            f"{counted(len(services), 'service')}, for instance an agreed level instead of the service's own: "
            f"{listed([service.name for service in changed], most=len(changed))}."
        )


# Levels in their order


def _order(framework: Framework | None) -> dict[int | None, int]:
    return {} if framework is None else {value: place for place, value in enumerate(framework.values)}


def _count_known(framework: Framework, levels: Sequence[int | None]) -> dict[int, int]:
    return _count_at_levels(framework.values, [level for level in levels if level is not None])


def _count_at_levels(scale: Sequence[int], levels: Sequence[int]) -> dict[int, int]:
    found = Counter(levels)
    return {value: found[value] for value in scale}
