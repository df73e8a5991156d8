"""A ladder's further items: its stages round a circle, in the order of the cycle, or levels in rows of rungs."""

from collections.abc import Iterator, Mapping, Sequence
from math import pi

import altair as alt

from assess.core.framework import Framework, Item
from assess.present.charts.marks import BOLD, Datum, Look, box_layer, chart_of, only, word_layer
from assess.present.charts.palette import TINT_OF, Palette, palette
from assess.present.charts.specification import layered_chart

ROUND = 4  # the number of stages that form a circle; others are drawn in rows
HOLE, RING = 14, 13  # pixels: the radius of the empty middle, and the depth of each rung
HEAD, EDGE, FAR = 52, 22, 190  # the names over and under the circle, the arrows around it, and from names to its middle
ROW, BAR, NAME = 62, 22, 24  # of a row: all of it, its boxes, and the name over them
SMALL = 13
# The position of each quarter's name, clockwise from the top right: whether right of the circle, whether above it.
_CORNERS = ((True, True), (True, False), (False, False), (False, True))
NOT_RATED = "not rated"


def stages(
    framework: Framework, items: Sequence[Item], levels: Mapping[str, int], dark: bool = False
) -> alt.LayerChart:
    """Draw the rung of each of these items, clockwise where they are four and the ladder's picture is no steps."""
    draw = _circle if is_round(framework, items) else _rows
    return draw(framework, items, levels, palette(dark))


def is_round(framework: Framework, items: Sequence[Item]) -> bool:
    """Say whether the items are drawn round a circle."""
    return framework.picture != "steps" and len(items) == ROUND


def _circle(framework: Framework, items: Sequence[Item], levels: Mapping[str, int], colours: Palette) -> alt.LayerChart:
    outer = HOLE + RING * len(framework.levels)
    middle = HEAD + EDGE + outer
    rings = list(_rings(framework, items, levels, colours))
    arcs = [
        chart_of(only(rows, "start", "end", "inner", "outer", "colour", "says"))
        .mark_arc(x=alt.ExprRef("width / 2"), y=middle, stroke=colours.line, strokeWidth=1, **look)
        .encode(
            alt.Theta("start:Q", scale=None),
            alt.Theta2("end"),
            alt.Radius("inner:Q", scale=None),
            alt.Radius2("outer"),
            alt.Color("colour:N", scale=None),
            alt.Description("says:N"),
        )
        for rows, look in _looks(rings)
    ]
    return layered_chart(
        [*arcs, *_arrows(middle, outer, colours), *_corners(framework, items, levels, middle, outer, colours)],
        2 * middle,
        colours,
    )


def _looks(boxes: Sequence[Datum]) -> list[tuple[list[Datum], Look]]:
    """Return the rungs of items with a level, and those of items without one, which get a dashed line."""
    return [
        ([box for box in boxes if box["is_known"]], {}),
        ([box for box in boxes if not box["is_known"]], {"strokeDash": [3, 3]}),
    ]


def _rungs(framework: Framework, items: Sequence[Item], levels: Mapping[str, int], colours: Palette) -> Iterator[Datum]:
    """Yield a row for each rung of each item, with the colour of the item's rung where it is reached."""
    for place, item in enumerate(items):
        level = levels.get(item.key)
        fill = colours.tints[TINT_OF[framework.third(level)]] if level is not None else colours.empty
        for number, value in enumerate(framework.values):
            is_reached = level is not None and value <= level
            yield {
                "place": place,
                "number": number,
                "colour": fill if is_reached else colours.empty,
                "is_known": level is not None,
                "says": f"{framework.short_titles[item.key]}: {_named(framework, level)}",
            }


def _rings(framework: Framework, items: Sequence[Item], levels: Mapping[str, int], colours: Palette) -> Iterator[Datum]:
    for rung in _rungs(framework, items, levels, colours):
        inner = HOLE + RING * rung["number"]
        around = {"start": rung["place"] * pi / 2, "end": (rung["place"] + 1) * pi / 2}
        yield rung | around | {"inner": inner, "outer": inner + RING}


def _arrows(middle: int, outer: int, colours: Palette) -> list[alt.Chart]:
    """Draw which way the cycle goes: an arrow at the top, the right, the bottom and the left."""
    away = outer + EDGE / 2
    places: list[tuple[str, str, float]] = [
        ("→", "width / 2", middle - away),
        ("↓", f"width / 2 + {away}", middle),
        ("←", "width / 2", middle + away),
        ("↑", f"width / 2 - {away}", middle),
    ]
    look: Look = {"align": "center", "fontSize": 18}
    return [word_layer([{"words": sign}], [], colours, x=alt.ExprRef(x), y=y, **look) for sign, x, y in places]


def _corners(
    framework: Framework, items: Sequence[Item], levels: Mapping[str, int], middle: int, outer: int, colours: Palette
) -> list[alt.Chart]:
    layers = []
    for item, (is_right, is_over) in zip(items, _CORNERS, strict=True):
        side = f"width / 2 {'+' if is_right else '-'} min(width / 2, {FAR})"
        x: Look = {"x": alt.ExprRef(side), "align": "right" if is_right else "left"}
        top = 12 if is_over else middle + outer + EDGE + 12
        layers += _name(framework, item, levels, x, top, colours)
    return layers


def _name(
    framework: Framework, item: Item, levels: Mapping[str, int], x: Look, top: float, colours: Palette
) -> list[alt.Chart]:
    """Print an item's short title in bold, and its rung under it."""
    return [
        word_layer([{"words": framework.short_titles[item.key]}], [], colours, y=top, **x | BOLD),
        word_layer(
            [{"words": _named(framework, levels.get(item.key))}], [], colours, y=top + 20, fontSize=SMALL + 1, **x
        ),
    ]


def _named(framework: Framework, level: int | None) -> str:
    return NOT_RATED if level is None else framework.named(level)


def _rows(framework: Framework, items: Sequence[Item], levels: Mapping[str, int], colours: Palette) -> alt.LayerChart:
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, len(framework.levels)], nice=False))
    y = alt.Y("y:Q", axis=None, scale=None)
    boxes = [
        rung
        | {"x": rung["number"], "x2": rung["number"] + 1}
        | {"y": rung["place"] * ROW + NAME, "y2": rung["place"] * ROW + NAME + BAR}
        for rung in _rungs(framework, items, levels, colours)
    ]
    layers = [
        box_layer(rows, x, y, {"stroke": colours.line, "strokeWidth": 1, **look}).encode(
            alt.Color("colour:N", scale=None)
        )
        for rows, look in _looks(boxes)
    ]
    for place, item in enumerate(items):
        words = f"{item.title.partition(':')[0]}: {_named(framework, levels.get(item.key))}"
        layers.append(word_layer([{"words": words}], [], colours, x=0, y=place * ROW + 10, fontSize=SMALL + 1, **BOLD))
    return layered_chart(layers, ROW * len(items), colours)
