"""A service beside its anonymous peers, in words: what may be said, of whom, and how it was worked out."""

from collections.abc import Mapping, Sequence
from datetime import date

from assess.benchmark import EVERYONE, Beside, Cell, Rules
from assess.framework import Framework, Item
from assess.programme import Service
from assess.scoring import Standing
from assess.words import day

TOO_FEW = "Too few peers to show without giving one away"


def who(service: Service, found: Sequence[Beside]) -> str:
    """Say who the peers are, and why a wider group was taken where it was."""
    cells = {each.cell for each in found}
    if not cells:
        return (
            "There are not enough similar services yet to show where this one stands without giving another away. "
            "More services must submit a round, and that round must close."
        )
    named = " or ".join(_called(cell) for cell in sorted(cells, key=lambda cell: cell.count("")))
    if (service.kind, service.area) in cells and len(cells) == 1:
        return f"The peers are {named}."
    small = f"{service.kind} services in {service.area}"
    if EVERYONE in cells and len(cells) == 1:
        small = f"{service.kind} services"
    return f"The peers are {named}: there are too few {small} to show without giving one away."


def finding(framework: Framework, standing: Standing, peers: Mapping[str, Beside]) -> str:
    """Say on how many items of a framework the service stands above or below most peers."""
    known = [(standing.levels[key], found) for key, found in peers.items() if key in standing.levels]
    if not known:
        return f"{framework.title}: nothing to compare yet"
    if len(known) == 1:
        return f"{framework.title}: {_than(*known[0])}"
    higher, lower = (
        sum(level > found.upper for level, found in known),
        sum(level < found.lower for level, found in known),
    )
    return f"{framework.title}: above most peers on {higher} of {len(known)} items, below on {lower}"


def held_back(asked: int, found: int) -> str:
    """Say on how many items no peers may be shown, "" when there is none."""
    return f"On {asked - found} of {asked} items there are too few peers to show." if found < asked else ""


def bands(found: Beside) -> str:
    """Say which share of the peers works in each band of a ladder, "" where it has none."""
    if not found.bands:
        return ""
    said = [f"{share} work “{band}” people" for band, share in found.bands.items()]
    return f"Of about {found.about} peers: {', '.join(said)}."


def rows(
    framework: Framework, items: Sequence[Item], standing: Standing, peers: Mapping[str, Beside]
) -> list[dict[str, str]]:
    """Return the same as the chart, as rows of a table."""
    return [
        {
            "Item": item.title,
            "This service": _level(framework, standing.levels.get(item.key)),
            "Middle half of peers": _range(framework, found) if found else TOO_FEW,
            "Middle peer": "" if found is None or found.most else _level(framework, found.middle),
            "In words": _words(standing.levels.get(item.key), found),
            "Peers": f"about {found.about}" if found else "",
        }
        for item in items
        for found in [peers.get(item.key)]
    ]


def how(rules: Rules, taken: date | None) -> list[str]:
    """Say how benchmarks are worked out and what keeps everybody hidden, a sentence or two each."""
    when = f" They were last put together on {day(taken)}." if taken else ""
    who_counts = (
        f"Peers are other services, each with its newest round that has closed, not more than {rules.years} years ago. "
        f"What counts is the agreed level where there is one, else the service's own.{when}"
    )
    when_shown = (
        f"A group is shown from {rules.peers} services of {rules.organisations} organisations, none with more than a "
        "quarter of them, and only if the rest of every wider group is as large. Services that you see by name are not "
        "among the peers."
    )
    how_coarse = (
        "The middle half leaves out the lower and the upper quarter of the peers; where both ends are at one level we "
        "say “most” and no more. Numbers of peers are rounded to five."
    )
    how_still = (
        f"Peers are put together anew only when {rules.changed} organisations have changed, so nobody can see what one "
        "change did. Levels are never averaged."
    )
    return [who_counts, when_shown, how_coarse, how_still]


def _called(cell: Cell) -> str:
    kind, area = cell
    if not kind:
        return "services of every kind and area"
    return f"{kind} services in {area}" if area else f"{kind} services everywhere"


def _words(level: int | None, found: Beside | None) -> str:
    if level is None or found is None:
        return ""
    return f"{_than(level, found)[0].upper()}{_than(level, found)[1:]}"


def _than(level: int, found: Beside) -> str:
    peers = f"about {found.about} similar services"
    if level > found.upper:
        return f"higher than most of {peers}"
    if level < found.lower:
        return f"lower than most of {peers}"
    return f"the same as most of {peers}" if found.most else f"in the middle half of {peers}"


def _range(framework: Framework, found: Beside) -> str:
    lower, upper = _level(framework, found.lower), _level(framework, found.upper)
    return f"most at {lower}" if found.most else f"{lower} to {upper}"


def _level(framework: Framework, level: int | None) -> str:
    return "Not rated" if level is None else f"{level} {framework.level(level).label}"
