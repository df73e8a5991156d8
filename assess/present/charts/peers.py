"""A service beside its anonymous peers."""

from collections.abc import Mapping, Sequence
from functools import partial

import altair as alt

from assess.core.framework import Framework, Item
from assess.core.peers import Beside
from assess.core.scoring import Standing
from assess.present.charts.items import item_profile
from assess.present.charts.layout import EDGE, LINE
from assess.present.charts.marks import Look, chart_of, dot, word_layer
from assess.present.charts.palette import Palette, palette

KEY_HEIGHT = 64
BOX, BAR = 34, 800  # a box of peers: its height, and the area of the bar in it


def peer_boxes(now: Standing, peers: Mapping[str, Beside], dark: bool = False) -> alt.LayerChart:
    """Draw each item on the line of levels: a box round the middle half of its peers, a bar at the middle one, a dot.

    `peers` are by item; an item without peers that may be shown has the service's own dot alone.
    """
    colours = palette(dark)
    if not peers:
        return item_profile(now, None, now.asked, colours)
    items = [item for item in now.asked if item.key in peers]
    behind = partial(_box_layers, now.framework, items, peers, colours)
    return item_profile(now, None, now.asked, colours, key=(KEY_HEIGHT, _key(colours)), behind=behind)


def _box_layers(
    framework: Framework, items: Sequence[Item], peers: Mapping[str, Beside], colours: Palette, x: alt.X, y: alt.Y
) -> list[alt.Chart]:
    """Draw a box from the lower to the upper quartile, and a bar at the middle peer where they differ."""
    boxes = [
        {
            "item": item.key,
            "level": found.lower,
            "to": found.upper,
            "says": f"{item.title}: {_peers_say(framework, found)}",
        }
        for item in items
        for found in [peers[item.key]]
    ]
    bars = [{"item": item.key, "level": peers[item.key].middle} for item in items if not peers[item.key].most]
    return [
        chart_of(boxes).mark_rule(**_box(colours.line, 0)).encode(x, alt.X2("to"), y, alt.Description("says:N")),
        chart_of(boxes).mark_rule(aria=False, **_box(colours.empty, 4)).encode(x, alt.X2("to"), y),
        chart_of(bars).mark_point(aria=False, **_bar(colours)).encode(x, y),
    ]


def _peers_say(framework: Framework, found: Beside) -> str:
    lower, upper = (framework.level(level).label for level in (found.lower, found.upper))
    return f"most peers at {lower}" if found.most else f"middle half of the peers from {lower} to {upper}"


def _box(colour: str, thinner: int) -> Look:
    # A round cap gives a box of one level a width.
    return {"color": colour, "strokeWidth": BOX - thinner, "strokeCap": "round", "opacity": 1}


def _bar(colours: Palette) -> Look:
    return {"shape": "stroke", "angle": 90, "size": BAR, "stroke": colours.ink, "strokeWidth": 4, "opacity": 1}


def _key(colours: Palette) -> list[alt.Chart]:
    """Name the dot, the bar and the box above the plot."""
    own, box = EDGE, EDGE + LINE + 6
    ring: Look = {"shape": "circle", "size": 480, "fill": colours.empty, "stroke": colours.line, "strokeWidth": 2}
    return [
        chart_of([{}]).mark_point(aria=False, x=16, y=own, **dot(colours)),
        word_layer([{"words": "This service"}], [], colours, x=40, y=own),
        chart_of([{}]).mark_point(aria=False, x=160, y=own, **_bar(colours) | {"size": BAR / 2}),
        word_layer([{"words": "Middle peer"}], [], colours, x=176, y=own),
        chart_of([{}]).mark_point(aria=False, x=16, y=box, opacity=1, **ring),
        word_layer([{"words": "Middle half of peers"}], [], colours, x=40, y=box),
    ]
