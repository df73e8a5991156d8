"""Which conditions were in place where services climbed, and where they did not: counts, and no more than that.

The conditions are those under which co-production can succeed by the revised theory of change (*Evaluating
Co-production: Co:Create*, Box 3, “when”). That a service climbed where one was in place does not say that it climbed
because of it. The rules for “in place” and for too few are ours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assess.core.board import Comparison
from assess.core.framework import Framework, Item

READINESS = "readiness"
# The groups whose items are conditions; items of other groups describe the effects.
WHEN = ("Readiness", "Working together")
FEWEST = 5  # services needed on each side of a condition before the counts of those that climbed are shown


@dataclass(frozen=True, slots=True)
class Side:
    """How many of `n` services climbed on the ladder."""

    climbed: int
    n: int


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition in the earlier round: the services where it was in place, and those where it was not.

    They are those whose rung both rounds have; `unknown` counts those of them that did not rate the condition.
    """

    framework: Framework
    item: Item
    there: Side
    absent: Side
    unknown: int

    @property
    def is_told(self) -> bool:
        """Whether each side has enough services to show how many of them climbed."""
        return min(self.there.n, self.absent.n) >= FEWEST

    @property
    def apart(self) -> Fraction:
        """How much greater the share that climbed is where it was in place; only if it `is_told`."""
        return Fraction(self.there.climbed, self.there.n) - Fraction(self.absent.climbed, self.absent.n)


def is_asked(comparison: Comparison) -> bool:
    """Say whether the earlier round asked for conditions, and any service's rung is known in both rounds."""
    return comparison.ladder is not None and comparison.before.framework(READINESS) is not None


def conditions(comparison: Comparison) -> Sequence[Condition]:
    """Return every condition that a service rated in the earlier round, in the order of the form.

    One is in place where its level stands in the high third of the scale.
    """
    framework = comparison.before.framework(READINESS)
    if framework is None or comparison.ladder is None:
        return ()
    climbed = {move.service.key: move.steps > 0 for move in comparison.ladder.moves}
    found = []
    for item in framework.items:
        rated = comparison.before.rated.get((framework.key, item.key), {})
        levels = {key: rated[key].level for key in climbed.keys() & rated.keys()}
        if item.group in WHEN and levels:
            there = {key for key, level in levels.items() if level in framework.thirds["high"]}
            with_it, without_it = _side(climbed, there), _side(climbed, levels.keys() - there)
            found.append(Condition(framework, item, with_it, without_it, len(climbed) - len(levels)))
    return tuple(found)


def _side(climbed: dict[str, bool], keys: set[str]) -> Side:
    return Side(sum(climbed[key] for key in keys), len(keys))


def furthest(found: Sequence[Condition]) -> Condition | None:
    """Return the condition whose two sides differ most; None if none differs or none has enough services."""
    told = [condition for condition in found if condition.is_told and condition.apart]
    return max(told, key=lambda condition: abs(condition.apart), default=None)
