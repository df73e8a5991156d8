"""One service through its rounds: the levels that count in each of them, and people's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assess.core.answers import ItemKey
from assess.core.framework import Framework, items_of
from assess.core.position import Position
from assess.core.programme import Round


@dataclass(frozen=True, slots=True)
class RoundLevels:
    """A service in one round: by item, the levels that count and the positions, with what people say.

    A round that the service did not submit has no levels. One that it submitted after the close has levels that do not
    count, and are in no position. `reworded` are items that people read in other words than in the last round.
    """

    round: Round
    levels: Mapping[ItemKey, int]
    positions: Mapping[ItemKey, Position]
    is_submitted: bool = True
    reworded: frozenset[ItemKey] = frozenset()

    def people(self, key: ItemKey) -> int | None:
        """Return people's level of an item, None where it is not shown beside that of the last round."""
        return self.positions[key].people_level if key in self.positions and key not in self.reworded else None

    def hides_people(self, key: ItemKey) -> bool:
        """Say whether people's level of an item is hidden because they read other words."""
        return key in self.reworded and key in self.positions and self.positions[key].people_level is not None


def history(
    rounds: Sequence[Round],
    submitted: Iterable[str],
    positions: Iterable[Position],
    late: Mapping[str, Mapping[ItemKey, int]],
) -> list[RoundLevels]:
    """Return a service's rounds from the first that it submitted, those between that it did not submit included.

    `rounds` are the programme's, oldest first; `late` has the levels of those that were submitted after the close.
    """
    done = set(submitted)
    by_round: dict[str, dict[ItemKey, Position]] = {}
    for position in positions:
        by_round.setdefault(position.round, {})[position.framework, position.item] = position
    first = next((place for place, round_ in enumerate(rounds) if round_.key in done), len(rounds))
    return [
        RoundLevels(
            round_,
            late.get(round_.key) or _levels(by_round.get(round_.key, {})),
            by_round.get(round_.key, {}),
            round_.key in done,
        )
        for round_ in rounds[first:]
    ]


@dataclass(frozen=True, slots=True)
class PeopleMoved:
    """How far people's levels moved on one service's items since an earlier round, in levels of the scale."""

    since: Round
    steps: Mapping[ItemKey, int]


def people_moved(past: Sequence[RoundLevels], frameworks: Iterable[Framework]) -> PeopleMoved | None:
    """Return how people's levels moved since the last earlier round with a level to compare; None where there is none.

    Each level has passed the rule for its own round. `frameworks` are worded as in the last round.
    """
    orders = {key: framework.values for key, (framework, _) in items_of(frameworks).items()}
    for earlier in reversed(past[:-1]):
        levels = {key: (earlier.people(key), past[-1].people(key)) for key in orders}
        steps = {
            key: orders[key].index(now) - orders[key].index(before)
            for key, (before, now) in levels.items()
            if before in orders[key] and now in orders[key]
        }
        if steps:
            return PeopleMoved(earlier.round, steps)
    return None


def _levels(positions: Mapping[ItemKey, Position]) -> dict[ItemKey, int]:
    return {key: position.level for key, position in positions.items() if position.level is not None}


def is_counted(positions: Iterable[Position]) -> bool:
    """Say whether the service's own submission counts in a round's positions: a late one does not."""
    return any(position.voice != "people" for position in positions)
