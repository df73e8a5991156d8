"""Many services as a heat map."""

from collections.abc import Sequence
from textwrap import wrap

import altair as alt

from assess.core import portfolio
from assess.core.framework import Item
from assess.core.names import all_shortened
from assess.present.charts.layout import CELL, GAP, LETTER, LINE, wrapped
from assess.present.charts.marks import Datum, Look, cell_layers, word_layer
from assess.present.charts.palette import Palette, legible_on, mixed, palette
from assess.present.charts.specification import layered_chart

COLUMN_LENGTH, NAME = 24, 38  # a heat map's column titles, turned, in two lines at most; its rows' names
SCREEN = 12  # rows of a heat map that a screen shows: under more of them the column titles stand again


def heat_map(
    columns: Sequence[Item], rows: Sequence[portfolio.HeatRow], diverging: bool, dark: bool = False
) -> alt.LayerChart:
    """Draw a line of cells for each service or group, a column an item, stronger in colour for a higher value.

    What is printed in a cell is its value. `diverging` makes the middle pale and both ends strong. There must be a row.
    """
    colours, titles = palette(dark), [_column_title(item.title) for item in columns]
    top = LETTER * max(len(line) for lines in titles for line in lines) + GAP
    bottom = top + (LINE + CELL + GAP // 2) * len(rows)
    height = bottom + (top if len(rows) > SCREEN else 0)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, len(columns)], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False))
    heads = [{"x": at + 0.5, "words": "\n".join(lines)} for at, lines in enumerate(titles)]
    lines = [top + (LINE + CELL + GAP // 2) * number for number in range(len(rows))]
    names = [{"y": line + LINE / 2, "words": name} for line, name in zip(lines, _row_names(rows), strict=True)]
    cells = [
        cell
        for line, row in zip(lines, rows, strict=True)
        for cell in _heat_rows(row, columns, line, diverging, colours)
    ]
    above: Look = {"angle": 270, "align": "left", "y": top - 6}
    below: Look = {"angle": 270, "align": "right", "y": bottom}
    return layered_chart(
        [
            word_layer(heads, [x], colours, **above),
            word_layer(names, [y], colours, x=0),
            *cell_layers(cells, x, y, colours),
            word_layer(heads if height > bottom else [], [x], colours, **below),
        ],
        height,
        colours,
    )


def _column_title(title: str) -> list[str]:
    lines = wrapped(title, COLUMN_LENGTH)
    return lines if len(lines) < 3 else wrap(title, COLUMN_LENGTH, max_lines=2, placeholder="…")


def _row_names(rows: Sequence[portfolio.HeatRow]) -> list[str]:
    """Return the rows' names; where one is long, it is the name that is cut and never the count."""
    shown = all_shortened([row.name for row in rows], NAME - max(len(row.counted) for row in rows))
    return [f"{shown[row.name]} {row.counted}".rstrip() for row in rows]


def _heat_rows(
    row: portfolio.HeatRow, columns: Sequence[Item], top: float, diverging: bool, colours: Palette
) -> list[Datum]:
    found = []
    for place, item in enumerate(columns):
        cell = row.cells[item.key]
        fill = colours.page if cell.strength is None else _heat_colour(cell.strength, diverging, colours)
        box: Datum = {"x": place, "x2": place + 1, "y": top + LINE, "y2": top + LINE + CELL, "fill": fill}
        words = {
            "count": 1,
            "ink": legible_on(fill),
            "words": cell.text,
            "says": f"{row.name}, {item.title}: {cell.words}",
        }
        found.append(box | words)
    return found


def _heat_colour(strength: float, diverging: bool, colours: Palette) -> str:
    if not diverging:
        return mixed(colours.empty, colours.now, strength)
    end = colours.now if strength > 0.5 else colours.before
    return mixed(colours.empty, end, abs(strength - 0.5) * 2)
