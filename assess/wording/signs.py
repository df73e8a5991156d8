"""What a screen reader says of the signs in the tables, and what their keys say."""

from collections.abc import Sequence

from assess.core.framework import Framework, Item, Third
from assess.core.text import moved

UNKNOWN = "not answered"


def third(framework: Framework, part: Third) -> str:
    """Return what a third of a scale is called: the stage that all its levels are of, else low, middle or high."""
    stages = {framework.level(value).band for value in framework.thirds[part]}
    stage = next(iter(stages), None)
    return stage if stage and len(stages) == 1 else part


def span(values: Sequence[int]) -> str:
    """Return some neighbouring values of a scale as a key prints them: one, or the first and the last with a dash."""
    return str(values[0]) if len(values) == 1 else f"{values[0]}–{values[-1]}"


def level(value: int | None, label: str, steps: int = 0) -> str:
    """Say a level and how far it has moved: `3 Established, up 1`."""
    if value is None:
        return UNKNOWN
    return f"{value} {label}, {moved(steps)}" if steps else f"{value} {label}"


def path(values: Sequence[int | None]) -> str:
    """Say the levels of one thing in one round after another: `2, 2, not answered, 3`."""
    return ", ".join(UNKNOWN if value is None else str(value) for value in values)


def one_moved(steps: int | None) -> str:
    """Say how far one thing has moved, or that there is nothing to compare."""
    return "not comparable" if steps is None else moved(steps)


def rose_fell_stayed(up: int, down: int, same: int) -> str:
    """Say how many rose, fell and stayed, or that there is nothing to compare."""
    if not up + down + same:
        return "not comparable"
    return f"{up} rose, {down} fell, {same} stayed"


def people_beside(own: int | None, people: int | None, *, asked: bool = True, compared: bool = True) -> str:
    """Say how far people's place on a scale is from the service's own, in as few words as a row has room for.

    `asked` says whether people are asked the item, `compared` whether their level and the service's have a difference.
    """
    if not asked:
        return "people are not asked"
    if not compared:
        return "not compared"
    if own is None:
        return "not rated"
    if people is None:
        return "too few people answered"
    steps = people - own
    return f"people {abs(steps)} {'higher' if steps > 0 else 'lower'}" if steps else "agree"


def both_levels(own: int | None, people: int | None) -> str:
    """Say the service's own level and people's: `service 3, people 1`."""
    return f"service {path([own])}, people {path([people])}"


def high_and_low(counts: Sequence[tuple[int, int, int]]) -> str:
    """Say in each round how many are high and low of how many: `3 of 8 high and 2 low, then 4 of 9 high and 1 low`."""
    rounds = [f"{high} of {n} high and {low} low" if n else UNKNOWN for high, low, n in counts]
    return ", then ".join(rounds)


def called(framework: Framework, item: Item) -> str:
    """Return what a heading calls an item: its short title, and the place on a ladder `the ladder`."""
    is_place = framework.kind == "rung" and item.key == framework.items[0].key
    return "the ladder" if is_place else framework.short_titles[item.key]
