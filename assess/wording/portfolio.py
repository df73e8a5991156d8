"""The portfolio in sentences and tables."""

from collections.abc import Mapping, Sequence

from assess.core.framework import Framework
from assess.core.portfolio import AGREED, Layer
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
