"""Where a service stands, as pictures: a Standing in, a chart out.

Levels, their order, names and bands come from the framework. Whatever a colour says, a shape or a word
says as well. Lines and printed words are hidden from screen readers; each mark that holds a fact says it as
a sentence of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from textwrap import wrap
from typing import Any

import altair as alt
from altair.utils import schemapi

from assess.framework import Framework, Item
from assess.scoring import Standing

THIS_ROUND = "This round"
LAST_ROUND = "Last round"
NOT_RATED = "not rated"
DOES_NOT_APPLY = "does not apply"

Row = dict[str, Any]  # what one mark shows
Look = dict[str, Any]  # how a layer of marks is drawn

BOLD: Look = {"fontWeight": "bold"}


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

Draw = Callable[[Standing, Standing | None, bool], alt.LayerChart]

# Sizes are in pixels, lengths in characters. All is laid out for the plot that a telephone of 320 leaves.
NARROWEST, WIDE = 282, 480  # from WIDE on a title has the second of its two lengths
TITLE, WORDS, LETTER, LINE, GAP = 16, 15, 8, 20, 16
TITLE_LENGTHS, NAME_LENGTHS = (34, 60), (14, 44)
LABEL_LENGTH, END_LENGTH, BAND_LENGTH = 34, 18, 6
DOT, DIAMOND = 320, 780  # areas: the diamond goes round the dot where both rounds stand at one level
EDGE = 18  # from the plot's edge to the first and last level, so that a mark there is whole
RUNG, LADDER, BESIDE = 38, 380, 95  # a rung without its name, the ladder's greatest width, the room for its labels
STRIP, STUB = 20, 28  # a step's height, the lowest level's width


def finished(draw: Draw, now: Standing, before: Standing | None, dark: bool) -> dict[str, Any]:
    """Return a chart as a finished specification, drawn without Altair's check of each part against its schema.

    The check costs more than all the rest; the tests make it.
    """
    with schemapi.debug_mode(False):
        return spec(draw(now, before, dark))


def spec(chart: alt.LayerChart) -> dict[str, Any]:
    """Return the finished Vega-Lite specification, as `st.vega_lite_chart(spec, theme=None)` takes it."""
    # Rows stay where they are used: named datasets would each become a table of their own on the way to the screen.
    with alt.data_transformers.enable(consolidate_datasets=False):
        specification: dict[str, Any] = chart.to_dict(validate=False)
    return specification


def ladder(now: Standing, before: Standing | None, dark: bool = False) -> alt.LayerChart:
    """Draw the levels as the rungs of a ladder, and on it where the headline, the first item, stands.

    Without a rated headline nothing stands on the ladder.
    """
    colours, framework = _palette(dark), now.framework
    stands, bands = _stands(now, before, framework.items[:1]), _bands(framework)
    name = LINE * max(len(_wrapped(level.label, NAME_LENGTHS[0])) for level in framework.levels)
    pitch = RUNG + name
    left = LETTER * max(len(line) for band in bands for line in band["lines"]) + 23 if bands else 7
    right = f"min(width - {BESIDE}, {left + LADDER})"
    rungs = [level.value for level in reversed(framework.levels)]
    ends = [name + 18, name + 18 + pitch * (len(rungs) - 1)]
    y = alt.Y("level:O", axis=None, scale=alt.Scale(type="point", domain=rungs, range=ends, padding=0))
    return _drawn(
        [
            *_band_layers(framework, bands, left - 15, name, y, colours),
            _rungs(framework, left, right, y, colours),
            *_rung_names(framework, stands, left + 12, y, colours),
            *_uprights(framework, (left, alt.ExprRef(right)), name, y, colours),
            *_marks(stands, [y], colours, scaled=1.4, x=alt.ExprRef(right)),
            *_round_names(stands, alt.ExprRef(f"{right} + 22"), y, colours),
        ],
        ends[1] + 26,
        colours,
    )


def stages(now: Standing, before: Standing | None, dark: bool = False) -> alt.LayerChart:
    """Draw every item but the headline on the line of levels, as `profile` does."""
    headline = now.framework.items[0].key
    return _profile(now, before, [item for item in now.asked if item.key != headline], _palette(dark))


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
            *_marks(last, [alt.X("middle:Q", axis=None, scale=scale), sheet.y], colours, scaled=0.65),
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
    ends = [_wrapped(framework.level(end).label, END_LENGTH) for end in (framework.lowest, framework.highest)]
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
            "words": "\n".join(_wrapped(scale[level], LABEL_LENGTH)),
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
        {"band": band, "lines": _wrapped(band, BAND_LENGTH), "level": own[0], "highest": own[-1]}
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


def _band_layers(
    framework: Framework, bands: Sequence[Row], x: int, name: int, y: alt.Y, colours: Palette
) -> list[alt.Chart]:
    words = [{"level": band["highest"], "words": "\n".join(band["lines"])} for band in bands]
    look: Look = {"orient": "vertical", "strokeWidth": 6, "x": x, "yOffset": 5, "y2Offset": -10 - name}
    return [
        _chart(bands).mark_rule(aria=False, **look).encode(y, alt.Y2("highest"), _band_colour(framework, colours)),
        _words(words, [y], colours, x=0, dy=-name),
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
    names = {level.value: level.label for level in framework.levels}
    others = {value: name for value, name in names.items() if value not in here}
    look: Look = {"x": x, "dy": -20, "fontSize": TITLE}
    return [
        *_stacked("level", others, NAME_LENGTHS, y, colours, look),
        *_stacked("level", {value: names[value] for value in here}, NAME_LENGTHS, y, colours, look | BOLD),
    ]


def _uprights(
    framework: Framework, places: Sequence[int | alt.ExprRef], name: int, y: alt.Y, colours: Palette
) -> list[alt.Chart]:
    rows = [{"level": framework.lowest, "highest": framework.highest}]
    look: Look = {"orient": "vertical", "strokeWidth": 6, "strokeCap": "round", "yOffset": 22, "y2Offset": -14 - name}
    return [
        _chart(rows).mark_rule(aria=False, color=colours.ink, x=place, **look).encode(y, alt.Y2("highest"))
        for place in places
    ]


def _round_names(stands: Sequence[Row], x: alt.ExprRef, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    apart = 0 if len({row["level"] for row in stands}) == len(stands) else LINE // 2
    names = [row | {"words": row["round"]} for row in stands]
    return [
        _words(_of(THIS_ROUND, names), [y], colours, x=x, dy=-apart, **BOLD),
        _words(_of(LAST_ROUND, names), [y], colours, x=x, dy=apart),
    ]


# Parts of the profile and the steps


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Items down the page: each its title, what is drawn for it at `y`, and words `below` that."""

    items: Sequence[Item]
    y: alt.Y
    below: int
    height: int


def _sheet(now: Standing, items: Sequence[Item], header: int, half: int) -> _Sheet:
    """Lay the items out under a header; what is drawn for an item reaches `half` above and below its line."""
    titles = max((len(_wrapped(item.title, TITLE_LENGTHS[0])) for item in items), default=1)
    labels = max(len(_wrapped(f"{level.value} {level.label}", LABEL_LENGTH)) for level in now.framework.levels)
    first = header + LINE * titles + half
    last = first + (LINE * (titles + labels) + 2 * half + GAP) * max(len(items) - 1, 0)
    scale = alt.Scale(type="point", domain=[item.key for item in items], range=[first, last], padding=0)
    y = alt.Y("item:N", axis=None, scale=scale)
    return _Sheet(items, y, below=half + LINE // 2, height=last + half + LINE * labels)


def _titles(sheet: _Sheet, colours: Palette) -> list[alt.Chart]:
    titles = {item.key: item.title for item in sheet.items}
    look: Look = {"x": 0, "dy": -sheet.below, "fontSize": TITLE}
    return _stacked("item", titles, TITLE_LENGTHS, sheet.y, colours, look | BOLD)


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
    order = [level.value for level in framework.levels]
    sides: dict[str, list[Row]] = {"left": [], "center": [], "right": []}
    for row in rated:
        position = order.index(row["level"]) / (len(order) - 1)
        room = EDGE + min(position, 1 - position) * (NARROWEST - 2 * EDGE)
        fits = max(map(len, row["words"].split("\n"))) * LETTER / 2 < room
        sides["center" if fits else "left" if position < 0.5 else "right"].append(row)
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
    stands: Sequence[Row], where: Sequence[alt.X | alt.Y], colours: Palette, scaled: float = 1, **fixed: alt.ExprRef
) -> list[alt.Chart]:
    """Mark last round with a hollow diamond and this round with a dot, which fits inside it."""
    looks = {LAST_ROUND: _diamond(colours), THIS_ROUND: _dot(colours)}
    return [
        _chart(_of(name, stands))
        .mark_point(**look | {"size": look["size"] * scaled} | fixed)
        .encode(*where, alt.Description("says:N"))
        for name, look in looks.items()
    ]


def _key(stands: Sequence[Row], shape: str, colours: Palette) -> list[alt.Chart]:
    """Name the marks of both rounds above the plot, where there are both."""
    if not _of(LAST_ROUND, stands):
        return []
    marks = {THIS_ROUND: (11, _dot(colours, shape)), LAST_ROUND: (130, _diamond(colours) | {"size": DIAMOND * 0.65})}
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


def _stacked(
    field: str, texts: Mapping[Any, str], lengths: tuple[int, int], y: alt.Y, colours: Palette, look: Look
) -> list[alt.Chart]:
    """Print texts in lines that grow upwards from `dy`: of the first length in a narrow plot, else of the second."""
    slots: dict[int, list[Row]] = {}
    for key, text in texts.items():
        narrow, wide = (reversed(_wrapped(text, length)) for length in lengths)
        for up, (line, wide_line) in enumerate(zip_longest(narrow, wide, fillvalue="")):
            slots.setdefault(up, []).append({field: key, "narrow": line, "wide": wide_line})
    # Only the browser knows how wide the plot is, so it chooses.
    words = f"width < {WIDE} ? datum.narrow : datum.wide"
    return [
        _words(lines, [y], colours, **look | {"dy": look["dy"] - LINE * up}).transform_calculate(words=words)
        for up, lines in slots.items()
    ]


def _wrapped(text: str, length: int) -> list[str]:
    """Break a text into as few lines as it needs, as even as they can be."""
    fewest = len(wrap(text, length, break_on_hyphens=False))
    word = min(max(map(len, text.split())), length)
    evens = (wrap(text, even, break_on_hyphens=False) for even in range(word, length + 1))
    return next(lines for lines in evens if len(lines) == fewest)


def _chart(rows: Sequence[Row]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))


def _palette(dark: bool) -> Palette:
    return DARK if dark else LIGHT


def _drawn(layers: Sequence[alt.Chart], height: int, colours: Palette) -> alt.LayerChart:
    axis = {"labelColor": colours.ink, "titleColor": colours.ink, "labelFontSize": WORDS, "titleFontSize": WORDS}
    drawn = alt.LayerChart(
        # A layer without marks would be a nameless picture to a screen reader.
        layer=[layer for layer in layers if layer.data.values],
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
