"""A ladder with the path of a service on it: one column for each round."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import altair as alt

from assess.core.framework import Framework
from assess.core.history import RoundLevels
from assess.present.charts.layout import wrapped
from assess.present.charts.marks import BOLD, Datum, Look, chart_of, only, word_layer
from assess.present.charts.palette import TINT_OF, Palette, legible_on, palette
from assess.present.charts.specification import layered_chart

SMALL, SMALL_LINE, LETTER = 14, 17, 7.2  # the names of rungs: font size, line height, width of a letter
NAME_LENGTH = 16
RUNG, POST, PATH, DISC, DIAMOND = 7, 5, 3, 420, 520  # widths in pixels, then areas
FEW = 6  # rounds; for more, marks are smaller, so that they do not touch
PITCH, TOP, FOOT = 38, 22, 34  # heights between two rungs, above the highest, and of the labels of the rounds
INSET = 22  # from an upright post to the first and to the last round
UNDER = 17  # distance of people's mark below the rung where both voices are on it
_NUMBER = ("round", "level", "words", "voice")  # the columns that the number on a mark needs
NOT_ANSWERED = "not answered"


def path(
    framework: Framework, past: Sequence[RoundLevels], labels: Sequence[str], dark: bool = False
) -> alt.LayerChart:
    """Draw the rungs of a ladder, and on them where its first item stands in each round, and where people put it.

    `labels` are the rounds' short names. The path breaks where a round was not answered, and the chart says so there.
    """
    colours = palette(dark)
    names = {
        level.value: wrapped(f"{level.label} {place}", NAME_LENGTH)
        for place, level in enumerate(framework.levels, start=1)
    }
    pitch = max(PITCH, SMALL_LINE * max(map(len, names.values())) + 8)
    left = round(LETTER * max(len(line) for lines in names.values() for line in lines)) + 12
    bottom = TOP + pitch * (len(framework.levels) - 1)
    y = alt.Y("level:O", axis=None, scale=_points([*reversed(framework.values)], TOP, bottom))
    right = alt.ExprRef(f"width - {INSET + POST}")
    x = alt.X("round:O", axis=None, scale=_points([*range(len(past))], left + INSET, right))
    stands, scaled = list(_stands(framework, past)), 1 if len(past) <= FEW else 0.7
    return layered_chart(
        [
            *_rungs(framework, left, y, colours),
            *_posts(framework, left, y, colours),
            *_names(names, left, stands, y, colours),
            *_missed(past, x, (TOP + bottom) // 2, colours),
            *_lines(stands, x, y, colours),
            *_people(stands, x, y, scaled, colours),
            *_discs(stands, x, y, scaled, colours),
            *_labels(labels, x, bottom + 24, colours),
        ],
        bottom + FOOT + SMALL_LINE,
        colours,
    )


def _points(domain: Sequence[int], first: int, last: int | alt.ExprRef) -> alt.Scale:
    return alt.Scale(type="point", domain=list(domain), range=[first, last], padding=0)


def _stands(framework: Framework, past: Sequence[RoundLevels]) -> Iterator[Datum]:
    """Yield a row for each voice that has a rung in a round; `place` is the rung's number from the lowest."""
    key = framework.key, framework.items[0].key
    for number, each in enumerate(past):
        levels = {"service": each.levels.get(key), "people": each.people(key)}
        both = levels["service"] == levels["people"]
        for voice, level in levels.items():
            if level in framework.values:
                place = framework.values.index(level) + 1
                says = f"{each.round.name}, {voice}: {framework.level(level).label}"
                yield {"round": number, "voice": voice, "level": level, "words": str(place), "both": both, "says": says}


def _rungs(framework: Framework, left: int, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    rows = [
        {
            "level": level.value,
            "colour": colours.tints[TINT_OF[framework.third(level.value)]],
            "says": f"{level.label}, {level.band}" if level.band else level.label,
        }
        for level in framework.levels
    ]
    look: Look = {"x": left, "x2": alt.ExprRef("width")}
    # The grey of the middle is too faint to stand alone.
    around = (
        chart_of(only(rows, "level")).mark_rule(aria=False, strokeWidth=RUNG + 2, color=colours.line, **look).encode(y)
    )
    rungs = chart_of(rows).mark_rule(strokeWidth=RUNG, **look)
    return [around, rungs.encode(y, alt.Color("colour:N", scale=None), alt.Description("says:N"))]


def _posts(framework: Framework, left: int, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    rows = [{"level": framework.lowest, "highest": framework.highest}]
    look: Look = {"orient": "vertical", "strokeWidth": POST, "strokeCap": "round", "yOffset": 16, "y2Offset": -16}
    posts = [
        chart_of(rows).mark_rule(aria=False, color=colours.ink, x=place, **look)
        for place in (left, alt.ExprRef(f"width - {POST / 2}"))
    ]
    return [post.encode(y, alt.Y2("highest")) for post in posts]


def _names(
    names: dict[int, list[str]], left: int, stands: Sequence[Datum], y: alt.Y, colours: Palette
) -> list[alt.Chart]:
    """Print each rung's name and number beside it, in bold where the service stands in the last round."""
    own = [row for row in stands if row["voice"] == "service"]
    here = own[-1]["level"] if own else None
    rows = [{"level": level, "words": "\n".join(lines)} for level, lines in names.items()]
    look: Look = {"x": left - 8, "align": "right", "fontSize": SMALL, "lineHeight": SMALL_LINE}
    return [
        word_layer([row for row in rows if row["level"] != here], [y], colours, **look),
        word_layer([row for row in rows if row["level"] == here], [y], colours, **look | BOLD),
    ]


def _missed(past: Sequence[RoundLevels], x: alt.X, middle: int, colours: Palette) -> list[alt.Chart]:
    """Print in a round's column that it was not answered, on the page's colour, so that no rung crosses the text."""
    rows = [{"round": number, "words": NOT_ANSWERED} for number, each in enumerate(past) if not each.is_submitted]
    look: Look = {"y": middle, "angle": 270, "align": "center", "fontSize": 12}
    return [
        word_layer(rows, [x], colours, **look | {"stroke": colours.page, "strokeWidth": 8, "strokeJoin": "round"}),
        word_layer(rows, [x], colours, **look),
    ]


def _lines(stands: Sequence[Datum], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    """Draw the path from round to round with a halo; a missed round interrupts it."""
    own = [row for row in stands if row["voice"] == "service"]
    rows = [
        {"round": row["round"], "level": row["level"], "to": after["round"], "end": after["level"]}
        for row, after in pairwise(own)
        if after["round"] == row["round"] + 1
    ]
    looks = ((PATH + 4, colours.page), (PATH, colours.ink))
    lines = [chart_of(rows).mark_rule(aria=False, strokeWidth=width, color=colour) for width, colour in looks]
    return [line.encode(x, alt.X2("to"), y, alt.Y2("end")) for line in lines]


def _people(stands: Sequence[Datum], x: alt.X, y: alt.Y, scaled: float, colours: Palette) -> list[alt.Chart]:
    look: Look = {
        "shape": "diamond",
        "size": DIAMOND * scaled,
        "fill": colours.page,
        "stroke": colours.ink,
        "strokeWidth": 2,
    }
    return [
        layer
        for both, offset in ((False, 0), (True, UNDER))
        for rows in [[row for row in stands if row["voice"] == "people" and row["both"] is both]]
        for layer in (
            _points_of(rows, x, y, look | {"yOffset": offset}),
            word_layer(only(rows, *_NUMBER), [x, y], colours, align="center", fontSize=12, dy=offset + 1, **BOLD),
        )
    ]


def _discs(stands: Sequence[Datum], x: alt.X, y: alt.Y, scaled: float, colours: Palette) -> list[alt.Chart]:
    rows = [row for row in stands if row["voice"] == "service"]
    look: Look = {
        "shape": "circle",
        "size": DISC * scaled,
        "fill": colours.now,
        "stroke": colours.page,
        "strokeWidth": 2,
    }
    number: Look = {"align": "center", "fontSize": SMALL, "dy": 1, "fill": legible_on(colours.now)}
    return [
        _points_of(rows, x, y, look),
        word_layer(only(rows, *_NUMBER), [x, y], colours, **number | BOLD),
    ]


def _points_of(rows: Sequence[Datum], x: alt.X, y: alt.Y, look: Look) -> alt.Chart:
    points: alt.Chart = chart_of(only(rows, "round", "level", "words", "says")).mark_point(opacity=1, **look)
    return points.encode(x, y, alt.Description("says:N"))


def _labels(labels: Sequence[str], x: alt.X, top: int, colours: Palette) -> list[alt.Chart]:
    """Print the round under its column, a line for each word, the last in bold."""
    rows = [{"round": number, "words": "\n".join(label.split())} for number, label in enumerate(labels)]
    look: Look = {"y": top, "align": "center", "baseline": "top", "fontSize": 12, "lineHeight": 14}
    return [word_layer(rows[:-1], [x], colours, **look), word_layer(rows[-1:], [x], colours, **look | BOLD)]
