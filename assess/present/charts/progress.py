"""The ratings of a framework over all rounds: a column a round, of which what is low hangs below a line.

A programme that climbs rises. Shares place the boxes, counts are printed; all is laid out in pixels down the page.
"""

from collections.abc import Sequence
from typing import NamedTuple

import altair as alt

from assess import wording
from assess.core.framework import Third
from assess.core.progress import Column
from assess.present.charts.marks import BOLD, Datum, Look, box_layer, chart_of, word_layer
from assess.present.charts.palette import Palette, legible_on, palette
from assess.present.charts.specification import layered_chart

# Heights in pixels: of the largest shares above and below the line together, and of a count beside a column.
PLOT, ROOM = 88, 16
# The height of a round's name in three lines, its font size, its line height, and the share of its slot that a column
# fills.
NAMES, SIZE, STEP, WIDTH = 50, 13, 15, 0.8
# Minimum heights to print a count inside a part; in a lower part it is beside the column, or for the middle only in the
# table.
INSIDE, AT_ALL = 14, 11
APART = 0.25  # distance of an open round from the others, in columns
SMALL = 12  # font size where space is short
_WORDS: Look = {"align": "center", "fontSize": SIZE, "lineHeight": STEP}


class Extent(NamedTuple):
    """The largest shares above and below the line, 0 to 1: the same for all pictures that stand side by side."""

    above: float
    below: float


def extent(columns: Sequence[Column]) -> Extent:
    """Return how far these columns reach above and below the line."""
    shares = [((one.middle + one.high) / one.n, one.low / one.n) for one in columns if one.n]
    return Extent(max((above for above, _ in shares), default=0), max((below for _, below in shares), default=0))


def columns_chart(
    columns: Sequence[Column],
    compared: Sequence[str],
    reach: Extent,
    dark: bool = False,
    *,
    narrow: bool = False,
    plot: int = PLOT,
) -> alt.LayerChart:
    """Draw a column for each round, with its name in bold where it is one of the `compared` keys.

    A round that is open stands apart, outlined and dashed. `reach` is the extent of all pictures side by side.
    A `narrow` one has smaller words, and does not say how many services took part. `plot` is the
    height of the largest shares together.
    """
    look = _WORDS | ({"fontSize": SMALL} if narrow else {})
    colours = palette(dark)
    scale = plot / max(reach.above + reach.below, 0.01)
    base = ROOM + reach.above * scale
    height = int(base + reach.below * scale + ROOM + NAMES)
    places = _places(columns)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, max(places, default=0) + 1], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False))
    pairs = list(zip(columns, places, strict=True))
    parts = [part for one, place in pairs for part in _parts(one, place, base, scale, colours)]
    names = [_name(one, place, height - NAMES, narrow) for one, place in pairs]
    return layered_chart(
        [
            box_layer([part for part in parts if not part["open"]], x, y, {"strokeWidth": 1}).encode(
                alt.Fill("fill:N", scale=None), alt.Stroke("line:N", scale=None)
            ),
            box_layer([part for part in parts if part["open"]], x, y, _dashed(colours)),
            chart_of([{"y": base}]).mark_rule(aria=False, color=colours.ink, strokeWidth=2).encode(y),
            word_layer(_inside(parts), [x, y], colours, **look).encode(alt.Color("ink:N", scale=None)),
            word_layer(_beside(parts), [x, y], colours, **look),
            word_layer([name for name in names if name["round"] not in compared], [x, y], colours, **look),
            word_layer([name for name in names if name["round"] in compared], [x, y], colours, **look | BOLD),
        ],
        height,
        colours,
    )


def _places(columns: Sequence[Column]) -> list[float]:
    """Return the position at which each column's slot begins; a slot is 1 wide."""
    return [place + (APART if one.is_open and place else 0) for place, one in enumerate(columns)]


def _parts(column: Column, place: float, base: float, scale: float, colours: Palette) -> list[Datum]:
    low, middle, high = (count / max(column.n, 1) * scale for count in (column.low, column.middle, column.high))
    ends: dict[Third, tuple[float, float, int]] = {
        "low": (base, base + low, column.low),
        "middle": (base - middle, base, column.middle),
        "high": (base - middle - high, base - middle, column.high),
    }
    fills = dict(zip(ends, colours.bands, strict=True))
    return [
        {
            "third": third,
            "open": column.is_open,
            "x": place + (1 - WIDTH) / 2,
            "x2": place + (1 + WIDTH) / 2,
            "y": top,
            "y2": bottom,
            "count": count,
            "words": str(count),
            "fill": fills[third],
            "line": colours.line if third == "middle" else fills[third],
            "ink": colours.ink if column.is_open else legible_on(fills[third]),
            "inside": bottom - top >= (AT_ALL if third == "middle" else INSIDE),
            "says": wording.compare.part_says(column, third, count),
        }
        for third, (top, bottom, count) in ends.items()
        if count
    ]


def _inside(parts: Sequence[Datum]) -> list[Datum]:
    """Return the counts that are printed in their parts."""
    return [
        {"x": part["x"] + WIDTH / 2, "y": (part["y"] + part["y2"]) / 2, "words": part["words"], "ink": part["ink"]}
        for part in parts
        if part["inside"]
    ]


def _beside(parts: Sequence[Datum]) -> list[Datum]:
    """Return the counts of parts that are too low to hold them: of high above the column, of low below it."""
    return [
        {
            "x": part["x"] + WIDTH / 2,
            "y": part["y"] - ROOM / 2 if part["third"] == "high" else part["y2"] + ROOM / 2,
            "words": part["words"],
        }
        for part in parts
        if not part["inside"] and part["third"] != "middle"
    ]


def _name(column: Column, place: float, top: float, narrow: bool) -> Datum:
    word, year = wording.rounds.short(column.round)
    if narrow:
        lines = [word, year[2:], *(["so far"] if column.is_open else [])]
    else:
        when = [f"{word} {year[2:]}", "so far"] if column.is_open else [word, year]
        lines = [*when, f"{column.took_part}/{column.services}"]
    return {"round": column.round.key, "x": place + 0.5, "y": top + STEP / 2, "words": "\n".join(lines)}


def _dashed(colours: Palette) -> Look:
    return {"fill": colours.page, "stroke": colours.ink, "strokeWidth": 1.5, "strokeDash": [4, 3]}
