"""Which services moved between two rounds: on the ladder, and on their items, which are never added up.

Pure. A service slipped if it stands on a lower rung, or if more of its items fell than rose; it rose if it did not slip
and stands on a higher rung, or more of its items rose than fell. Both rules are ours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assess.core.answers import ItemKey
from assess.core.board import Comparison
from assess.core.framework import Framework, Item
from assess.core.position import Position
from assess.core.programme import Service
from assess.core.progress import Place, headline_of
from assess.core.taken import Taken, items_in
from assess.core.voices import WIDE_GAP


@dataclass(frozen=True, slots=True)
class Count:
    """How many rose, stayed and fell."""

    up: int
    same: int
    down: int

    @property
    def net(self) -> int:
        """How many more rose than fell."""
        return self.up - self.down

    @property
    def n(self) -> int:
        """How many are compared."""
        return self.up + self.same + self.down


@dataclass(frozen=True, slots=True)
class Voices:
    """On how many items of one service both voices are known, and on how many of them they stand far apart."""

    both: int = 0
    far_apart: int = 0


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service of the programme between two rounds.

    `rungs` is its place on the ladder in each round of the strips, with that round's wording, None where it is
    unknown; `rung` is the place in the later round. `climb` is how many rungs it moved, None without both places.
    `items` counts its other items that both rounds have. `levels` are its levels in the later round by item, `steps`
    how far each moved. `took_part` says whether it counts in the later round.
    """

    service: Service
    rungs: tuple[Place | None, ...]
    rung: Place | None
    climb: int | None
    items: Count
    levels: Mapping[ItemKey, int]
    steps: Mapping[ItemKey, int]
    voices: Voices
    took_part: bool

    @property
    def is_compared(self) -> bool:
        """Whether anything of it can be compared."""
        return bool(self.steps)

    @property
    def slipped(self) -> bool:
        """Whether it stands on a lower rung than before, or more of its items fell than rose."""
        return (self.climb or 0) < 0 or self.items.net < 0

    @property
    def rose(self) -> bool:
        """Whether it did not slip, and stands on a higher rung or more of its items rose than fell."""
        return not self.slipped and ((self.climb or 0) > 0 or self.items.net > 0)

    @property
    def order(self) -> tuple[int, int, int]:
        """The sort key of services by movement: rungs, then items on balance, then items that fell."""
        return self.climb or 0, self.items.net, -self.items.down


@dataclass(frozen=True, slots=True)
class FarApart:
    """One service on one item of the later round: its own level, and people's, two levels from it or more.

    `changed_after` says that the service changed its level after people's answers could be seen.
    """

    service: Service
    framework: Framework
    item: Item
    own: int
    people: int
    changed_after: bool = False

    @property
    def steps(self) -> int:
        """How many levels people stand above the service's own."""
        order = self.framework.values
        return order.index(self.people) - order.index(self.own)


def service_rows(comparison: Comparison, shown: Sequence[Taken]) -> tuple[ServiceRow, ...]:
    """Return a row for each service of the later round, whether it took part or not, by name.

    `shown` are the rounds of the strips; see `progress.shown_rounds`.
    """
    after = comparison.after
    headline = headline_of(after)
    levels, steps, voices = _levels(after), _steps(comparison), _voices(after)
    ladders = [_rungs(taken, headline) for taken in shown]
    now = _rungs(after, headline)
    return tuple(
        ServiceRow(
            service=service,
            rungs=tuple(ladder.get(service.key) for ladder in ladders),
            rung=now.get(service.key),
            climb=own.get(headline) if headline else None,
            items=count([moved for key, moved in own.items() if key != headline]),
            levels=levels.get(service.key, {}),
            steps=own,
            voices=voices.get(service.key, Voices()),
            took_part=service.key in after.counted,
        )
        for service in after.named(after.services.keys())
        for own in [steps.get(service.key, {})]
    )


def slipped(rows: Sequence[ServiceRow]) -> list[ServiceRow]:
    """Return the services that slipped, those that lost most first."""
    return sorted((row for row in rows if row.slipped), key=lambda row: row.order)


def rose(rows: Sequence[ServiceRow]) -> list[ServiceRow]:
    """Return the services that rose, those that gained most first."""
    return sorted((row for row in rows if row.rose), key=lambda row: row.order, reverse=True)


def lowest(rows: Sequence[ServiceRow]) -> list[ServiceRow]:
    """Return the services on the lowest rung of the later round, all that share it; [] when none said its rung."""
    bottom = min((row.rung.level for row in rows if row.rung), default=None)
    return [row for row in rows if row.rung and row.rung.level == bottom]


def items_moved(comparison: Comparison) -> Count:
    """Return how many ratings that were given in both rounds rose, stayed and fell, those on the ladder left out."""
    headline = headline_of(comparison.after)
    return count([move.steps for change in comparison.items if change.key != headline for move in change.moves])


def ladder_moved(comparison: Comparison) -> Count | None:
    """Return how many services rose, stayed and fell on the ladder, None when no service rated it twice."""
    change = comparison.ladder
    return None if change is None else Count(change.up, change.same, change.down)


def far_apart(comparison: Comparison) -> tuple[FarApart, ...]:
    """Return where the two voices of compared services stand far apart in the later round, the furthest first."""
    services = {service.key: service for service in comparison.services}
    items = items_in([comparison.after])
    found = [
        FarApart(services[position.service], *items[position.framework, position.item], *levels, position.changed_after)
        for position, levels in _both_voices(comparison.after)
        if position.service in services
    ]
    wide = [one for one in found if abs(one.steps) >= WIDE_GAP]
    return tuple(sorted(wide, key=lambda one: (-abs(one.steps), one.service.name, one.service.key)))


def count(steps: Iterable[int]) -> Count:
    """Return how many of these moves go up, stay and go down."""
    moves = list(steps)
    return Count(sum(step > 0 for step in moves), sum(step == 0 for step in moves), sum(step < 0 for step in moves))


def _rungs(taken: Taken, headline: ItemKey | None) -> dict[str, Place]:
    framework = taken.framework(headline[0]) if headline else None
    if framework is None or headline is None:
        return {}
    places = taken.rated.get(headline, {}).items()
    return {key: Place(framework, position.level) for key, position in places if position.level is not None}


def _levels(taken: Taken) -> dict[str, dict[ItemKey, int]]:
    found: dict[str, dict[ItemKey, int]] = {}
    for key, positions in taken.rated.items():
        for service, position in positions.items():
            if position.level is not None:
                found.setdefault(service, {})[key] = position.level
    return found


def _steps(comparison: Comparison) -> dict[str, dict[ItemKey, int]]:
    found: dict[str, dict[ItemKey, int]] = {}
    for change in comparison.items:
        for move in change.moves:
            found.setdefault(move.service.key, {})[change.key] = move.steps
    return found


def _voices(taken: Taken) -> dict[str, Voices]:
    places = {framework.key: framework.values for framework in taken.frameworks}
    found: dict[str, list[bool]] = {}
    for position, (own, people) in _both_voices(taken):
        order = places[position.framework]
        found.setdefault(position.service, []).append(abs(order.index(own) - order.index(people)) >= WIDE_GAP)
    return {service: Voices(len(wide), sum(wide)) for service, wide in found.items()}


def _both_voices(taken: Taken) -> Iterator[tuple[Position, tuple[int, int]]]:
    """Yield the positions whose two levels can be compared and are on the scale, with both, the service's own first."""
    scales = {key: frozenset(framework.values) for key, (framework, _) in items_in([taken]).items()}
    for position in taken.positions:
        scale = scales.get((position.framework, position.item), frozenset())
        if position.both and scale.issuperset(position.both) and position.service in taken.services:
            yield position, position.both
