"""The portfolio in sentences and tables."""

from collections.abc import Mapping, Sequence

from assess.core.framework import Framework
from assess.core.portfolio import AGREED, Layer, NotCounted
from assess.core.position import Position
from assess.core.programme import Round
from assess.core.voices import CHANGED_AFTER

_LAYERS: Mapping[Layer, str] = {
    "level": "Each number is a level from {lowest} to {highest}; the stronger the colour, the higher. "
    "A dot · is not rated: unknown, not zero.",
    "change": "Levels up (+, blue) or down (−, orange) since the service's round before. "
    "A dot · was not rated in both rounds.",
    "gap": "Levels by which the service rates itself above (+, blue) or below (−, orange) people. "
    "A dot · has no gap to show: too few people answered, or the service did not rate it.",
    "evidence": "✓ is backed by a note or a link, – is not. A dot · is not rated.",
    "age": "Months since the round closed, 0 while it is open; the stronger the colour, the older. "
    "A dot · is not rated.",
}


AGREED_NOTE = f"A star {AGREED} is a level that both voices agreed on; the table has the service's own beside it."


def layer(shown: Layer, framework: Framework) -> str:
    """Say how to read a layer of the heat map."""
    lowest, highest = (f"{level.value} “{level.label}”" for level in (framework.levels[0], framework.levels[-1]))
    return _LAYERS[shown].format(lowest=lowest, highest=highest)


def not_counted_heading(services: Sequence[NotCounted]) -> str:
    """Say how many services have nothing that counts in the newest round, and how many of them submitted late."""
    if not services:
        return "Everyone has submitted"
    number, late = services[0].number, services[0].late
    if not late:
        return f"Not submitted in the newest round: {number:,}"
    return f"Not counted in the newest round: {number:,}, of which {late:,} submitted late"


def not_counted(services: Sequence[NotCounted]) -> str:
    """Say in sentences how many have not submitted in the newest round, and how many did so late; "" for none."""
    late = services[0].late if services else 0
    missing = services[0].number - late if services else 0
    newest = ("its programme's newest round", "their programme's newest round")
    idle = f"{'One has' if missing == 1 else f'{missing:,} have'} not submitted in {newest[missing != 1]}."
    after = (
        f"{'One' if late == 1 else f'{late:,}'} submitted late in {newest[late != 1]}: it is kept, and does not count."
    )
    return " ".join([idle] * bool(missing) + [after] * bool(late))


def not_counted_name(service: NotCounted) -> str:
    """Return a service's name, with whether it submitted late."""
    return f"{service.service.name}: submitted late" if service.is_late else service.service.name


def history(framework: Framework, positions: Sequence[Position], rounds: Mapping[str, Round]) -> list[dict[str, str]]:
    """Return where an item stood in each round as rows of a table, in the order given."""
    return [
        {
            "Round": rounds[each.round].name,
            "Level that counts": framework.named(each.level),
            "Service": framework.named(each.service_level) + (f", {CHANGED_AFTER}" if each.changed_after else ""),
            "People": f"{framework.named(each.people_level)} ({each.people})" if each.people else "not shown",
        }
        | ({"Agreed": framework.named(each.agreed_level)} if any(p.agreed_level is not None for p in positions) else {})
        for each in positions
    ]
