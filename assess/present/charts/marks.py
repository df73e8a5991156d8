"""Marks that several charts share: words and boxes."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from assess.core.names import isolated
from assess.present.charts.layout import LINE, WORDS
from assess.present.charts.palette import Palette

Datum = dict[str, Any]  # a row of a chart's data
Look = dict[str, Any]  # the properties of a mark
BOLD: Look = {"fontWeight": "bold"}


def chart_of(rows: Sequence[Datum]) -> alt.Chart:
    """Return a chart of these rows without marks."""
    # Altair copies lists, row by row and several times over, but not tuples.
    return alt.Chart(alt.InlineData(values=tuple(rows)))


def only(rows: Sequence[Datum], *names: str) -> list[Datum]:
    """Return only these columns of the rows: each layer is sent with its own data."""
    return [{name: row[name] for name in names} for row in rows]


def word_layer(
    rows: Sequence[Datum], where: Sequence[alt.X | alt.Y], colours: Palette, **look: str | float | alt.ExprRef
) -> alt.Chart:
    """Print the `words` of each row; `look` overrides how words usually look."""
    rows = [row | {"words": isolated(row["words"])} if "words" in row else row for row in rows]
    usual: Look = {"align": "left", "baseline": "middle", "fontSize": WORDS, "lineBreak": "\n", "lineHeight": LINE}
    text: alt.Chart = chart_of(rows).mark_text(aria=False, color=colours.ink, **usual | look)
    return text.encode(*where, alt.Text("words:N"))


def box_layer(rows: Sequence[Datum], x: alt.X, y: alt.Y, look: Look) -> alt.Chart:
    """Draw a box for each row, from `x` and `y` to `x2` and `y2`; `says` is its accessible name."""
    boxes: alt.Chart = chart_of(rows).mark_rect(**look)
    return boxes.encode(x, alt.X2("x2"), y, alt.Y2("y2"), alt.Description("says:N"))
