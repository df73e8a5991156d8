"""Where a service stands, as pictures: a Standing in, a chart out.

Levels, their order, names and bands come from the framework. Whatever a colour says, a shape or a word
says as well. Lines and printed words are hidden from screen readers; each mark that holds a fact says it as
a sentence of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap
from typing import Any

import altair as alt

from assess.framework import Framework, Item
from assess.scoring import Standing

THIS_ROUND = "This round"
LAST_ROUND = "Last round"
NOT_RATED = "not rated"
DOES_NOT_APPLY = "does not apply"

Row = dict[str, Any]  # what one mark shows
Look = dict[str, Any]  # how a layer of marks is drawn


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme; `bands` are ordered in lightness, from the least power shared to the most."""

    page: str
    ink: str
    line: str
    empty: str
    now: str
    before: str
    bands: tuple[str, ...]


LIGHT = Palette(
    page="#FFFFFF",
    ink="#0B0C0C",
    line="#6F777B",
    empty="#F0F4F5",
    now="#12436D",
    before="#F46A25",
    bands=("#D95F02", "#757575", "#12436D"),
)
DARK = Palette(
    page="#11171C",
    ink="#FFFFFF",
    line="#8C9398",
    empty="#1E272E",
    now="#8ED1FF",
    before="#F46A25",
    bands=("#C75000", "#8C9398", "#CDEBFF"),
)

# Sizes are in pixels, lengths in characters. All is laid out for the plot that a telephone of 320 leaves.
NARROWEST, WIDE = 282, 480  # from WIDE on a title stands on one line
TITLE, WORDS, LETTER, LINE, GAP = 16, 15, 8, 20, 16
TITLE_LENGTH, LABEL_LENGTH, END_LENGTH, BAND_LENGTH = 36, 34, 18, 6
DOT, DIAMOND = 320, 780  # areas: the diamond goes round the dot where both rounds stand at one level
EDGE = 18  # from the plot's edge to the first and last level, so that a mark there is whole
RUNG, LADDER, BESIDE = 58, 380, 95  # a rung's height, the ladder's greatest width, the room for its labels
STRIP, STUB = 20, 34  # a step's height, the lowest level's width


def spec(chart: alt.LayerChart) -> dict[str, Any]:
    """Return the finished Vega-Lite specification, as `st.vega_lite_chart(spec, theme=None)` takes it."""
    # Altair's check against the schema costs more than all the rest; the tests make it.
    finished: dict[str, Any] = chart.to_dict(validate=False)
    return finished


def ladder(now: Standing, before: Standing | None, dark: bool = False) -> alt.LayerChart:
    """Draw the levels as the rungs of a ladder, and on it where the headline, the first item, stands.

    Without a rated headline nothing stands on the ladder.
    """
    colours, framework = _palette(dark), now.framework
    stands, bands = _stands(now, before, framework.items[:1]), _bands(framework)
    left = LETTER * max((len(line) for band in bands for line in band["lines"]), default=-2) + 23
    right = f"min(width - {BESIDE}, {left + LADDER})"
    top, bottom = RUNG - 20, RUNG * len(framework.levels) - 20
    rungs = [level.value for level in reversed(framework.levels)]
    y = alt.Y("level:O", axis=None, scale=alt.Scale(type="point", domain=rungs, range=[top, bottom], padding=0))
    return _drawn(
        [
            *_band_layers(framework, bands, left - 15, y, colours),
            _rungs(framework, left, right, y, colours),
            *_rung_names(framework, stands, left + 12, y, colours),
            *_uprights((left, alt.ExprRef(right)), bottom + 24, colours),
            *_marks(stands, [y], colours, larger=1.4, x=alt.ExprRef(right)),
            *_round_names(stands, alt.ExprRef(f"{right} + 22"), y, colours),
        ],
        bottom + 28,
        colours,
    )


def stages(now: Standing, before: Standing | None, dark: bool = False) -> alt.LayerChart:
    """Draw every item but the headline on the line of levels, as `profile` does."""
    return _profile(now, before, now.asked[1:], _palette(dark))


def profile(now: Standing, before: Standing | None, dark: bool = False) -> alt.LayerChart:
    """Draw each item as a dot on the line of levels, and last round's as a hollow diamond."""
    return _profile(now, before, now.asked, _palette(dark))


def steps(now: Standing, before: Standing | None, dark: bool = False) -> alt.LayerChart:
    """Draw each item as a strip of steps filled up to its level, with a hollow diamond on last round's step.

    The lowest level is a stub before the first step: "not started" must not look like progress.
    """
    colours, levels = _palette(dark), now.framework.levels
    stands = _stands(now, before, now.asked)
    ends = {level.value: place for place, level in enumerate(levels)}
    scale = alt.Scale(domain=[-1, 0, len(levels) - 1], range=[0, STUB, alt.ExprRef("width")])
    last = [row | {"middle": ends[row["level"]] - 0.5} for row in _of(LAST_ROUND, stands)]
    sheet = _sheet(now, now.asked, header=38 if last else 4, half=STRIP // 2 + 6)
    return _drawn(
        [
            *_key(stands, "square", colours),
            *_titles(sheet, colours),
            *_unrated(now, sheet, colours),
            *_segments(_segment_rows(stands, ends), alt.X("from:Q", axis=None, scale=scale), sheet.y, colours),
            *_marks(last, [alt.X("middle:Q", axis=None, scale=scale), sheet.y], colours),
            _words(_of(THIS_ROUND, stands), [sheet.y], colours, x=0, dy=sheet.below),
        ],
        sheet.height,
        colours,
    )


def _profile(now: Standing, before: Standing | None, items: Sequence[Item], colours: Palette) -> alt.LayerChart:
    framework, stands = now.framework, _stands(now, before, items)
    values = [level.value for level in framework.levels]
    scale = alt.Scale(type="point", domain=values, range=[EDGE, alt.ExprRef(f"width - {EDGE}")], padding=0)
    x = alt.X("level:O", axis=None, scale=scale)
    ends = [wrap(framework.level(end).label, END_LENGTH) for end in (framework.lowest, framework.highest)]
    numbers = (38 if _of(LAST_ROUND, stands) else 4) + LINE * max(map(len, ends))
    sheet = _sheet(now, items, header=numbers + LINE + GAP, half=EDGE)
    return _drawn(
        [
            *_key(stands, "circle", colours),
            *_scale_words(framework, ends, x, numbers, colours),
            *_titles(sheet, colours),
            *_unrated(now, sheet, colours),
            *_lines(framework, stands, x, sheet.y, colours),
            *_marks(stands, [x, sheet.y], colours),
            *_level_words(framework, _of(THIS_ROUND, stands), x, sheet, colours),
        ],
        sheet.height,
        colours,
    )


# What stands where


def _stands(now: Standing, before: Standing | None, items: Sequence[Item]) -> list[Row]:
    """Return a row for each level of these items that is on the scale: this round's, then last round's."""
    rounds = {THIS_ROUND: now} | ({LAST_ROUND: before} if before else {})
    scale = {level.value: f"{level.value} {level.label}" for level in now.framework.levels}
    return [
        {
            "item": item.key,
            "round": name,
            "level": level,
            "words": scale[level],
            "says": f"{item.title}, {name.lower()}: {scale[level]}",
        }
        for name, standing in rounds.items()
        for item in items
        if (level := standing.levels.get(item.key)) in scale
    ]


def _of(name: str, stands: Sequence[Row]) -> list[Row]:
    return [row for row in stands if row["round"] == name]


def _bands(framework: Framework) -> list[Row]:
    groups = groupby(framework.levels, key=lambda level: level.band)
    values = [(band, [level.value for level in levels]) for band, levels in groups]
    return [
        {"band": band, "lines": wrap(band, BAND_LENGTH), "level": own[0], "highest": own[-1]}
        for band, own in values
        if band
    ]


def _segment_rows(stands: Sequence[Row], ends: Mapping[int, int]) -> list[Row]:
    return [
        {
            "item": row["item"],
            "level": value,
            "from": end - 1,
            "to": end,
            "state": "reached" if value == row["level"] else "passed" if value < row["level"] else "ahead",
            "says": row["says"],
        }
        for row in _of(THIS_ROUND, stands)
        for value, end in ends.items()
    ]


# Parts of the ladder


def _band_colour(framework: Framework, colours: Palette) -> alt.Color:
    bands = list(dict.fromkeys(level.band or "" for level in framework.levels))
    last = len(colours.bands) - 1
    spread = [colours.bands[place * last // max(len(bands) - 1, 1)] for place in range(len(bands))]
    shown = [colour if band else colours.line for band, colour in zip(bands, spread, strict=True)]
    return alt.Color("band:N", legend=None, scale=alt.Scale(domain=bands, range=shown))


def _band_layers(framework: Framework, bands: Sequence[Row], x: int, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    words = [{"level": band["highest"], "words": "\n".join(band["lines"])} for band in bands]
    return [
        _chart(bands)
        .mark_rule(aria=False, orient="vertical", strokeWidth=6, x=x, yOffset=5, y2Offset=-30)
        .encode(y, alt.Y2("highest"), _band_colour(framework, colours)),
        _words(words, [y], colours, x=0, dy=-20),
    ]


def _rungs(framework: Framework, left: int, right: str, y: alt.Y, colours: Palette) -> alt.Chart:
    rows = [
        {
            "level": level.value,
            "band": level.band or "",
            "says": f"{level.label}, {level.band}" if level.band else level.label,
        }
        for level in framework.levels
    ]
    rungs: alt.Chart = _chart(rows).mark_rule(strokeWidth=10, x=left, x2=alt.ExprRef(right))
    return rungs.encode(y, _band_colour(framework, colours), alt.Description("says:N"))


def _rung_names(framework: Framework, stands: Sequence[Row], x: int, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    here = {row["level"] for row in _of(THIS_ROUND, stands)}
    names = [{"level": level.value, "words": level.label} for level in framework.levels]
    look: Look = {"x": x, "dy": -20, "fontSize": TITLE}
    return [
        _words([name for name in names if name["level"] not in here], [y], colours, **look),
        _words([name for name in names if name["level"] in here], [y], colours, fontWeight="bold", **look),
    ]


def _uprights(places: Sequence[int | alt.ExprRef], height: int, colours: Palette) -> list[alt.Chart]:
    look: Look = {"color": colours.ink, "strokeWidth": 6, "strokeCap": "round", "y": 4, "y2": height}
    return [_chart([{}]).mark_rule(aria=False, orient="vertical", x=place, **look) for place in places]


def _round_names(stands: Sequence[Row], x: alt.ExprRef, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    apart = 0 if len({row["level"] for row in stands}) == len(stands) else LINE // 2
    names = [row | {"words": row["round"]} for row in stands]
    return [
        _words(_of(THIS_ROUND, names), [y], colours, x=x, dy=-apart, fontWeight="bold"),
        _words(_of(LAST_ROUND, names), [y], colours, x=x, dy=apart),
    ]


# Parts of the profile and the steps


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Items down the page: each its title, what is drawn for it at `y`, and words `below` that."""

    items: Sequence[Item]
    titles: Sequence[Sequence[str]]
    y: alt.Y
    half: int
    height: int

    @property
    def below(self) -> int:
        return self.half + LINE // 2


def _sheet(now: Standing, items: Sequence[Item], header: int, half: int) -> _Sheet:
    titles = [wrap(item.title, TITLE_LENGTH) for item in items]
    above = LINE * max(map(len, titles), default=1) + half
    below = LINE * max(len(wrap(level.label, LABEL_LENGTH)) for level in now.framework.levels) + half
    first = header + above
    last = first + (above + below + GAP) * max(len(items) - 1, 0)
    scale = alt.Scale(type="point", domain=[item.key for item in items], range=[first, last], padding=0)
    return _Sheet(items, titles, alt.Y("item:N", axis=None, scale=scale), half, last + below)


def _titles(sheet: _Sheet, colours: Palette) -> list[alt.Chart]:
    slots: dict[int, list[Row]] = {}
    for item, title in zip(sheet.items, sheet.titles, strict=True):
        for up, line in enumerate(reversed(title)):
            slots.setdefault(up, []).append({"item": item.key, "narrow": line, "wide": "" if up else item.title})
    # Only the browser knows how wide the plot is, so it chooses between one line and several.
    words = f"width < {WIDE} ? datum.narrow : datum.wide"
    return [
        _words(
            lines, [sheet.y], colours, x=0, dy=-(sheet.below + LINE * up), fontSize=TITLE, fontWeight="bold"
        ).transform_calculate(words=words)
        for up, lines in slots.items()
    ]


def _unrated(now: Standing, sheet: _Sheet, colours: Palette) -> list[alt.Chart]:
    rows = [
        {"item": item.key, "words": DOES_NOT_APPLY if item.key in now.does_not_apply else NOT_RATED}
        for item in sheet.items
        if item.key not in now.levels
    ]
    return [
        _chart(rows).mark_rule(aria=False, color=colours.line, strokeWidth=2, strokeDash=[2, 6]).encode(sheet.y),
        _words(rows, [sheet.y], colours, x=0, dy=sheet.below, fontStyle="italic"),
    ]


def _lines(framework: Framework, stands: Sequence[Row], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    rated, last = _of(THIS_ROUND, stands), {row["item"]: row["level"] for row in _of(LAST_ROUND, stands)}
    moves = [row | {"before": last[row["item"]]} for row in rated if row["item"] in last]
    places = [{"item": row["item"], "level": level.value} for row in rated for level in framework.levels]
    ring: Look = {"fill": colours.page, "stroke": colours.line, "strokeWidth": 2, "opacity": 1}
    return [
        _chart(rated).mark_rule(aria=False, color=colours.line, strokeWidth=2).encode(y),
        _chart(moves).mark_rule(aria=False, color=colours.now, strokeWidth=4).encode(x, alt.X2("before"), y),
        _chart(places).mark_point(aria=False, shape="circle", size=50, **ring).encode(x, y),
    ]


def _scale_words(
    framework: Framework, ends: Sequence[Sequence[str]], x: alt.X, top: int, colours: Palette
) -> list[alt.Chart]:
    """Print a number for each level, and above the first and the last its name."""
    numbers = [{"level": level.value, "words": str(level.value)} for level in framework.levels]
    sides: tuple[Look, Look] = {"x": 0, "align": "left"}, {"x": "width", "align": "right"}
    return [
        _words(numbers, [x], colours, y=top + LINE // 2, align="center"),
        *(
            _words([{"words": "\n".join(lines)}], [], colours, y=top - LINE * len(lines) + LINE // 2, **side)
            for lines, side in zip(ends, sides, strict=True)
        ),
    ]


def _level_words(
    framework: Framework, rated: Sequence[Row], x: alt.X, sheet: _Sheet, colours: Palette
) -> list[alt.Chart]:
    """Print each level's name under its mark, or from the plot's edge where it would not fit there."""
    sides: dict[str, list[Row]] = {"left": [], "center": [], "right": []}
    for row in rated:
        lines, position = wrap(row["words"], LABEL_LENGTH), framework.position(row["level"])
        room = EDGE + min(position, 1 - position) * (NARROWEST - 2 * EDGE)
        fits = max(map(len, lines)) * LETTER / 2 < room
        sides["center" if fits else "left" if position < 0.5 else "right"].append(row | {"words": "\n".join(lines)})
    return [
        _words(sides["left"], [sheet.y], colours, x=0, dy=sheet.below),
        _words(sides["center"], [x, sheet.y], colours, dy=sheet.below, align="center"),
        _words(sides["right"], [sheet.y], colours, x="width", dy=sheet.below, align="right"),
    ]


def _segments(rows: Sequence[Row], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    filled: Look = {"fill": colours.now, "height": STRIP, "xOffset": 1, "x2Offset": -1}
    # An outline is drawn half outside its bar: the bar is smaller, so that the gap stays two pixels.
    hollow: Look = {"fill": colours.empty, "stroke": colours.line, "height": STRIP - 1.5}
    hollow |= {"strokeWidth": 1.5, "xOffset": 1.75, "x2Offset": -1.75}
    looks = {"ahead": hollow | {"aria": False}, "passed": filled | {"aria": False}, "reached": filled}
    return [
        _chart([row for row in rows if row["state"] == state])
        .mark_bar(**look)
        .encode(x, alt.X2("to"), y, alt.Description("says:N"))
        for state, look in looks.items()
    ]


# Parts of every chart


def _dot(colours: Palette, shape: str = "circle") -> Look:
    return {"shape": shape, "size": DOT, "fill": colours.now, "stroke": colours.page, "strokeWidth": 2, "opacity": 1}


def _diamond(colours: Palette) -> Look:
    hollow = {"shape": "diamond", "size": DIAMOND, "fill": colours.page, "stroke": colours.before, "opacity": 1}
    return hollow | {"strokeWidth": 2.5, "strokeJoin": "round"}


def _marks(
    stands: Sequence[Row], where: Sequence[alt.X | alt.Y], colours: Palette, larger: float = 1, **fixed: alt.ExprRef
) -> list[alt.Chart]:
    """Mark last round with a hollow diamond and this round with a dot, which fits inside it."""
    looks = {LAST_ROUND: _diamond(colours), THIS_ROUND: _dot(colours)}
    return [
        _chart(_of(name, stands))
        .mark_point(**look | {"size": look["size"] * larger} | fixed)
        .encode(*where, alt.Description("says:N"))
        for name, look in looks.items()
    ]


def _key(stands: Sequence[Row], shape: str, colours: Palette) -> list[alt.Chart]:
    """Name the marks of both rounds above the plot, where there are both."""
    if not _of(LAST_ROUND, stands):
        return []
    marks = {THIS_ROUND: (11, _dot(colours, shape)), LAST_ROUND: (130, _diamond(colours) | {"size": DIAMOND * 0.6})}
    return [
        layer
        for name, (x, look) in marks.items()
        for layer in (
            _chart([{}]).mark_point(aria=False, x=x, y=EDGE, **look),
            _words([{"words": name}], [], colours, x=x + 17, y=EDGE),
        )
    ]


def _words(
    rows: Sequence[Row], where: Sequence[alt.X | alt.Y], colours: Palette, **look: str | float | alt.ExprRef
) -> alt.Chart:
    usual: Look = {"align": "left", "baseline": "middle", "fontSize": WORDS, "lineBreak": "\n", "lineHeight": LINE}
    text: alt.Chart = _chart(rows).mark_text(aria=False, color=colours.ink, **usual | look)
    return text.encode(*where, alt.Text("words:N"))


def _chart(rows: Sequence[Row]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))


def _palette(dark: bool) -> Palette:
    return DARK if dark else LIGHT


def _drawn(layers: Sequence[alt.Chart], height: int, colours: Palette) -> alt.LayerChart:
    axis = {"labelColor": colours.ink, "titleColor": colours.ink, "labelFontSize": WORDS, "titleFontSize": WORDS}
    drawn = alt.LayerChart(
        layer=list(layers),
        width="container",
        height=height,
        # By side and not one number for all: Streamlit writes into it.
        padding={"left": 1, "top": 2, "right": 1, "bottom": 2},
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        usermeta={"embedOptions": {"actions": False}},
    )
    finished: alt.LayerChart = drawn.configure(
        font="inherit", background="transparent", axis=axis, legend=axis, view={"stroke": None}
    )
    return finished
