"""The parts of a ladder: rungs, uprights, bands and names."""

from collections.abc import Sequence
from itertools import groupby

import altair as alt

from assess.core.framework import Framework
from assess.present.charts.layout import NAME_LENGTHS, TITLE, wrapped
from assess.present.charts.marks import BOLD, Datum, Look, chart_of, stacked_words, word_layer
from assess.present.charts.palette import Palette
from assess.present.charts.rounds import THIS_ROUND, in_round

RUNG = 38  # the height of a rung without its name
BAND_LENGTH = 6


def band_rows(framework: Framework) -> list[Datum]:
    """Return a row for each named band of a framework: its name in lines, its lowest and its highest level."""
    groups = groupby(framework.levels, key=lambda level: level.band)
    values = [(band, [level.value for level in levels]) for band, levels in groups]
    return [
        {"band": band, "lines": wrapped(band, BAND_LENGTH), "level": own[0], "highest": own[-1]}
        for band, own in values
        if band
    ]


def _band_colour(framework: Framework, colours: Palette) -> alt.Color:
    bands = list(dict.fromkeys(level.band or "" for level in framework.levels))
    last = len(colours.bands) - 1
    spread = [colours.bands[place * last // max(len(bands) - 1, 1)] for place in range(len(bands))]
    shown = [colour if band else colours.line for band, colour in zip(bands, spread, strict=True)]
    return alt.Color("band:N", legend=None, scale=alt.Scale(domain=bands, range=shown))


def band_layers(
    framework: Framework, bands: Sequence[Datum], x: int, name: int, y: alt.Y, colours: Palette
) -> list[alt.Chart]:
    """Draw each band as a line beside its rungs, with the band's name; `name` is the height of a rung's name."""
    words = [{"level": band["highest"], "words": "\n".join(band["lines"])} for band in bands]
    look: Look = {"orient": "vertical", "strokeWidth": 6, "x": x, "yOffset": 5, "y2Offset": -10 - name}
    return [
        # The grey of the middle band is too faint to stand alone.
        chart_of(bands).mark_rule(aria=False, **look | _around(look, colours)).encode(y, alt.Y2("highest")),
        chart_of(bands).mark_rule(aria=False, **look).encode(y, alt.Y2("highest"), _band_colour(framework, colours)),
        word_layer(words, [y], colours, x=0, dy=-name),
    ]


def rung_layers(framework: Framework, left: int, right: str, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    """Draw a rung for each level in its band's colour, from `left` to the expression `right`."""
    rows = [
        {
            "level": level.value,
            "band": level.band or "",
            "says": f"{level.label}, {level.band}" if level.band else level.label,
        }
        for level in framework.levels
    ]
    look: Look = {"strokeWidth": 10, "x": left, "x2": alt.ExprRef(right)}
    return [
        chart_of(rows).mark_rule(aria=False, **look | _around(look, colours)).encode(y),
        chart_of(rows).mark_rule(**look).encode(y, _band_colour(framework, colours), alt.Description("says:N")),
    ]


def _around(look: Look, colours: Palette) -> Look:
    """Return how the outline of a line looks."""
    return {"strokeWidth": look["strokeWidth"] + 2, "color": colours.line}


def rung_names(framework: Framework, stands: Sequence[Datum], x: int, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    """Print the name of each level above its rung, in bold where this round stands."""
    here = {row["level"] for row in in_round(THIS_ROUND, stands)}
    names = {level.value: level.label for level in framework.levels}
    others = {value: name for value, name in names.items() if value not in here}
    look: Look = {"x": x, "dy": -20, "fontSize": TITLE}
    return [
        *stacked_words("level", others, NAME_LENGTHS, y, colours, look),
        *stacked_words("level", {value: names[value] for value in here}, NAME_LENGTHS, y, colours, look | BOLD),
    ]


def uprights(
    framework: Framework, places: Sequence[int | alt.ExprRef], name: int, y: alt.Y, colours: Palette
) -> list[alt.Chart]:
    """Draw an upright at each of these places, from the lowest rung to above the name of the highest."""
    rows = [{"level": framework.lowest, "highest": framework.highest}]
    look: Look = {"orient": "vertical", "strokeWidth": 6, "strokeCap": "round", "yOffset": 22, "y2Offset": -14 - name}
    return [
        chart_of(rows).mark_rule(aria=False, color=colours.ink, x=place, **look).encode(y, alt.Y2("highest"))
        for place in places
    ]
