"""Marks that several charts share: words, dots, diamonds, boxes and cells."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import altair as alt

from assess.core.names import isolated
from assess.present.charts.layout import CELL, LINE, WIDE, WORDS, wrapped
from assess.present.charts.palette import Palette

Datum = dict[str, Any]  # what one mark shows
Look = dict[str, Any]  # how a layer of marks is drawn
BOLD: Look = {"fontWeight": "bold"}
DOT, DIAMOND = 320, 780  # areas: the diamond goes round the dot where both rounds stand at one level


def dot(colours: Palette, shape: str = "circle") -> Look:
    """Return how this round's mark looks."""
    return {"shape": shape, "size": DOT, "fill": colours.now, "stroke": colours.page, "strokeWidth": 2, "opacity": 1}


def diamond(colours: Palette) -> Look:
    """Return how last round's mark looks: hollow, so that a dot at the same level is seen inside it."""
    hollow = {"shape": "diamond", "size": DIAMOND, "fill": colours.page, "stroke": colours.before, "opacity": 1}
    return hollow | {"strokeWidth": 2.5, "strokeJoin": "round"}


def chart_of(rows: Sequence[Datum]) -> alt.Chart:
    """Return a chart of these rows without marks."""
    # Altair copies lists, row by row and several times over, but not tuples.
    return alt.Chart(alt.InlineData(values=tuple(rows)))


def word_layer(
    rows: Sequence[Datum], where: Sequence[alt.X | alt.Y], colours: Palette, **look: str | float | alt.ExprRef
) -> alt.Chart:
    """Print the `words` of each row; `look` overrides how words usually look."""
    rows = [row | {"words": isolated(row["words"])} if "words" in row else row for row in rows]
    usual: Look = {"align": "left", "baseline": "middle", "fontSize": WORDS, "lineBreak": "\n", "lineHeight": LINE}
    text: alt.Chart = chart_of(rows).mark_text(aria=False, color=colours.ink, **usual | look)
    return text.encode(*where, alt.Text("words:N"))


def stacked_words(
    field: str, texts: Mapping[Any, str], lengths: tuple[int, int], y: alt.Y, colours: Palette, look: Look
) -> list[alt.Chart]:
    """Print texts in lines that grow upwards from `dy`: of the first length in a narrow plot, else of the second."""
    slots: dict[int, list[Datum]] = {}
    for key, text in texts.items():
        narrow, wide = (reversed(wrapped(text, length)) for length in lengths)
        for up, (line, wide_line) in enumerate(zip_longest(narrow, wide, fillvalue="")):
            slots.setdefault(up, []).append({field: key, "narrow": isolated(line), "wide": isolated(wide_line)})
    # Only the browser knows how wide the plot is, so it chooses.
    words = f"width < {WIDE} ? datum.narrow : datum.wide"
    return [
        word_layer(lines, [y], colours, **look | {"dy": look["dy"] - LINE * up}).transform_calculate(words=words)
        for up, lines in slots.items()
    ]


def box_layer(rows: Sequence[Datum], x: alt.X, y: alt.Y, look: Look) -> alt.Chart:
    """Draw a box for each row, from `x` and `y` to `x2` and `y2`; `says` is its accessible name."""
    boxes: alt.Chart = chart_of(rows).mark_rect(**look)
    return boxes.encode(x, alt.X2("x2"), y, alt.Y2("y2"), alt.Description("says:N"))


def cell_layers(rows: Sequence[Datum], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    """Draw a square for each row in its `fill`, with its `words` in its `ink`; one whose `count` is 0 is empty."""
    gap: Look = {"xOffset": 1, "x2Offset": -1, "yOffset": 1, "y2Offset": -1}
    some = [row for row in rows if row["count"]]
    words = [row | {"x": row["x"] + 0.5, "y": row["y"] + CELL / 2} for row in some]
    return [
        box_layer([row for row in rows if not row["count"]], x, y, gap | {"aria": False, "fill": colours.empty}),
        box_layer(some, x, y, gap).encode(alt.Fill("fill:N", scale=None)),
        word_layer(words, [x, y], colours, align="center", **BOLD).encode(alt.Color("ink:N", scale=None)),
    ]
