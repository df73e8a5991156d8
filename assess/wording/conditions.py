"""Which conditions were in place where services climbed, in words."""

from collections.abc import Sequence

from assess.core.board import ItemChange
from assess.core.conditions import FEWEST, Condition, Side, furthest
from assess.core.programme import Round
from assess.core.text import counted

TAB = "Conditions, and who climbed"
NOT_CAUSE = (
    "This is association, not cause: what else differs between these services may be why they climbed, and those that "
    "climb may rate themselves differently."
)
BY_CHANCE = "Of so many conditions one is always furthest apart, by chance too."
RULES = (
    "A condition was in place where its level stood in the high third of the scale (mostly or fully there). With fewer "
    f"than {FEWEST} services on one side it is not said how many climbed. The conditions are those of the revised "
    "theory of change (*Evaluating Co-production: Co:Create*, University of Sheffield and South Yorkshire Housing "
    "Association, 2016–19, Box 3); both rules are ours."
)
NOBODY = "No service whose rung is known in both rounds rated a condition in the earlier one."
TOO_FEW = "too few"


def climbed(ladder: ItemChange, before: Round, after: Round) -> str:
    """Say how many of the services that can be compared climbed."""
    services = counted(ladder.n, "service")
    return f"Of {services} whose rung is known in {before.name} and in {after.name}, {ladder.up} climbed."


def finding(found: Sequence[Condition]) -> str:
    """Say of the condition whose sides are furthest apart how many climbed on each; never which way it works."""
    if not found:
        return NOBODY
    most = furthest(found)
    if most is None:
        told = any(condition.is_told for condition in found)
        return (
            "No condition sets those that climbed apart from the others."
            if told
            else f"No condition has {FEWEST} services with it and {FEWEST} without it, so none is compared."
        )
    return (
        f"Furthest apart is “{most.item.title}”: where it was in place {_of(most.there)} climbed, where it was not "
        f"{_of(most.absent)}."
    )


def _of(side: Side) -> str:
    return f"{side.climbed} of {side.n}"


def rows(found: Sequence[Condition], before: Round) -> list[dict[str, str]]:
    """Return a row for each condition: how many climbed with and without it, and how many did not rate it."""
    return [
        {
            f"Condition in {before.name}": condition.item.title,
            "In place: climbed": _cell(condition, condition.there),
            "Not in place: climbed": _cell(condition, condition.absent),
            "Not known": str(condition.unknown),
        }
        for condition in found
    ]


def _cell(condition: Condition, side: Side) -> str:
    return _of(side) if condition.is_told else f"{TOO_FEW} ({side.n})"
