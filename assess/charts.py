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

from assess import board, portfolio
from assess.benchmark import Beside
from assess.board import Comparison, Course, Gap, ItemChange, Taken
from assess.framework import Framework, Item
from assess.position import Position
from assess.scoring import Standing
from assess.words import counted

THIS_ROUND = "This round"
LAST_ROUND = "Last round"
# What the two marks of an item stand for: the dot, and the diamond round it.
ROUNDS, VOICES = (THIS_ROUND, LAST_ROUND), ("The service", "People")
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

Drawing = Callable[[bool], alt.LayerChart]  # of anything, told only whether it is dark

# Sizes are in pixels, lengths in characters. All is laid out for the plot that a telephone of 320 leaves.
NARROWEST, WIDE = 282, 480  # from WIDE on a title has the second of its two lengths
TITLE, WORDS, LETTER, LINE, GAP = 16, 15, 8, 20, 16
TITLE_LENGTHS, NAME_LENGTHS = (34, 60), (14, 44)
LABEL_LENGTH, END_LENGTH, BAND_LENGTH = 34, 18, 6
DOT, DIAMOND = 320, 780  # areas: the diamond goes round the dot where both rounds stand at one level
EDGE = 18  # from the plot's edge to the first and last level, so that a mark there is whole
RUNG, LADDER, BESIDE = 38, 380, 95  # a rung without its name, the ladder's greatest width, the room for its labels
BOX, BAR = 34, 800  # a box of peers: its height in pixels, and the area of the bar in it
STRIP, STUB = 20, 28  # a step's height, the lowest level's width


def made(draw: Drawing, dark: bool) -> dict[str, Any]:
    """Return a chart as a finished specification, drawn without Altair's check of each part against its schema.

    The check costs more than all the rest; the tests make it.
    """
    with schemapi.debug_mode(False):
        return spec(draw(dark))


def get_ready() -> None:
    """Draw a chart for nobody: a program's first takes 15 ms longer, which should not be some visitor's."""
    spec(_drawn([_chart([{"level": 1}]).mark_point().encode(alt.X("level:O"))], 1, LIGHT))


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
    rungs = [*reversed(framework.values)]
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


def beside(now: Standing, peers: Mapping[str, Beside], dark: bool = False) -> alt.LayerChart:
    """Draw each item on the line of levels: a box round the middle half of its peers, a bar at the middle one, a dot.

    `peers` are by item; an item without peers that may be shown has the service's own dot alone.
    """
    return _profile(now, None, now.asked, _palette(dark), peers)


def two_voices(framework: Framework, heard: Sequence[Position], dark: bool = False) -> alt.LayerChart:
    """Draw each item as a dot where the service stands, a diamond where people do, and the gap between them.

    `heard` are positions on the framework's items on which people's level may be seen.
    """
    by_item = {each.item: each for each in heard}
    items = tuple(item for item in framework.items if item.key in by_item)
    service, people = (
        Standing(framework, items, {key: level for key, level in said if level is not None}, {}, frozenset())
        for said in zip(*(((key, p.service_level), (key, p.people_level)) for key, p in by_item.items()), strict=True)
    )
    return _profile(service, people, items, _palette(dark), names=VOICES)


def _profile(
    now: Standing,
    before: Standing | None,
    items: Sequence[Item],
    colours: Palette,
    peers: Mapping[str, Beside] | None = None,
    names: tuple[str, str] = ROUNDS,
) -> alt.LayerChart:
    framework, stands = now.framework, _stands(now, before, items, names)
    values = framework.values
    scale = alt.Scale(type="point", domain=values, range=[EDGE, alt.ExprRef(f"width - {EDGE}")], padding=0)
    x = alt.X("level:O", axis=None, scale=scale)
    ends = [_wrapped(framework.level(end).label, END_LENGTH) for end in (framework.lowest, framework.highest)]
    numbers = (64 if peers else 38 if _of(LAST_ROUND, stands) else 4) + LINE * max(map(len, ends))
    sheet = _sheet(now, items, header=numbers + LINE + GAP, half=EDGE)
    return _drawn(
        [
            *(_peer_key(colours) if peers else _key(stands, "circle", colours, names)),
            *_peer_boxes(
                framework, [item for item in items if peers and item.key in peers], peers or {}, x, sheet.y, colours
            ),
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


def _stands(
    now: Standing, before: Standing | None, items: Sequence[Item], names: tuple[str, str] = ROUNDS
) -> list[Row]:
    """Return a row for each level of these items that is on the scale: this round's, then last round's."""
    rounds = {THIS_ROUND: now} | ({LAST_ROUND: before} if before else {})
    named = dict(zip(ROUNDS, names, strict=True))
    scale = {level.value: f"{level.value} {level.label}" for level in now.framework.levels}
    return [
        {
            "item": item.key,
            "round": name,
            "level": level,
            "words": "\n".join(_wrapped(scale[level], LABEL_LENGTH)),
            "says": f"{item.title}, {named[name].lower()}: {scale[level]}",
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
    order = framework.values
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


def _peer_boxes(
    framework: Framework,
    items: Sequence[Item],
    peers: Mapping[str, Beside],
    x: alt.X,
    y: alt.Y,
    colours: Palette,
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
        _chart(boxes).mark_rule(**_box(colours.line, 0)).encode(x, alt.X2("to"), y, alt.Description("says:N")),
        _chart(boxes).mark_rule(aria=False, **_box(colours.empty, 4)).encode(x, alt.X2("to"), y),
        _chart(bars).mark_point(aria=False, **_bar(colours)).encode(x, y),
    ]


def _peers_say(framework: Framework, found: Beside) -> str:
    lower, upper = (framework.level(level).label for level in (found.lower, found.upper))
    return f"most peers at {lower}" if found.most else f"middle half of the peers from {lower} to {upper}"


def _box(colour: str, thinner: int) -> Look:
    # A round cap gives a box of one level a width.
    return {"color": colour, "strokeWidth": BOX - thinner, "strokeCap": "round", "opacity": 1}


def _bar(colours: Palette) -> Look:
    return {"shape": "stroke", "angle": 90, "size": BAR, "stroke": colours.ink, "strokeWidth": 4, "opacity": 1}


def _peer_key(colours: Palette) -> list[alt.Chart]:
    """Name the dot, the bar and the box above the plot."""
    own, box = EDGE, EDGE + LINE + 6
    ring: Look = {"shape": "circle", "size": 480, "fill": colours.empty, "stroke": colours.line, "strokeWidth": 2}
    return [
        _chart([{}]).mark_point(aria=False, x=16, y=own, **_dot(colours)),
        _words([{"words": "This service"}], [], colours, x=40, y=own),
        _chart([{}]).mark_point(aria=False, x=160, y=own, **_bar(colours) | {"size": BAR / 2}),
        _words([{"words": "Middle peer"}], [], colours, x=176, y=own),
        _chart([{}]).mark_point(aria=False, x=16, y=box, opacity=1, **ring),
        _words([{"words": "Middle half of peers"}], [], colours, x=40, y=box),
    ]


def _key(stands: Sequence[Row], shape: str, colours: Palette, names: tuple[str, str] = ROUNDS) -> list[alt.Chart]:
    """Name the marks of both rounds above the plot, where there are both."""
    if not _of(LAST_ROUND, stands):
        return []
    looks = ((11, _dot(colours, shape)), (130, _diamond(colours) | {"size": DIAMOND * 0.65}))
    marks = dict(zip(names, looks, strict=True))
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
    # Altair copies lists, row by row and several times over, but not tuples.
    return alt.Chart(alt.InlineData(values=tuple(rows)))


def _palette(dark: bool) -> Palette:
    return DARK if dark else LIGHT


class _Layers(alt.LayerChart):
    """A chart whose layers have nothing in common: Altair copies each one several times to look for what they have."""

    def __init__(self, layer: Sequence[alt.Chart], **look: Any) -> None:  # noqa: ANN401 - as Altair takes it
        alt.TopLevelLayerSpec.__init__(self, layer=list(layer), **look)


def _drawn(layers: Sequence[alt.Chart], height: int, colours: Palette) -> alt.LayerChart:
    axis = {"labelColor": colours.ink, "titleColor": colours.ink, "labelFontSize": WORDS, "titleFontSize": WORDS}
    return _Layers(
        # A layer without marks would be a nameless picture to a screen reader.
        layer=[layer for layer in layers if layer.data.values],
        width="container",
        height=height,
        # By side and not one number for all: Streamlit writes into it.
        padding={"left": 1, "top": 2, "right": 1, "bottom": 2},
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        usermeta={"embedOptions": {"actions": False}},
        # Put in afterwards, it would make Altair copy the whole chart.
        config=alt.Config(font="inherit", background="transparent", axis=axis, legend=axis, view={"stroke": None}),
    )


# Two rounds of a programme: a Comparison in, a chart out. Everything is laid out in pixels down the page.

COUNT, BARS, NUMBERS, CELL = 20, 44, 22, 26  # heights: a printed count, the tallest bar, a line of levels, a cell
KEY = 2 * LINE + GAP  # the height of the two rounds' names
ROUND_LENGTHS = (28, 12)  # a round's name is what somebody typed: above a chart, beside a line of cells
STAYED, SIDE = 38, 72  # half the box of those that stayed, the room for a count at the plot's edge
COLUMN_LENGTH, NAME = 24, 38  # a heat map's column titles, turned, in two lines at most; its rows' names
SCREEN = 12  # rows of a heat map that a screen shows: under more of them the column titles stand again
COLUMN, DISC, DISC_WORDS = 66, 420, 13  # between two moves on the ladder at most; a disc's area and its number


def distributions(comparison: Comparison, framework: str, dark: bool = False) -> alt.LayerChart:
    """Draw for each item how many services stood and stand at each level: hollow bars before, filled bars after."""
    colours, changes = _palette(dark), comparison.of(framework)
    worded = changes[0].framework
    ends = [_wrapped(worded.level(end).label, END_LENGTH) for end in (worded.lowest, worded.highest)]
    top = KEY + LINE * max(map(len, ends))
    blocks = _blocks(_with_n(changes), top + 8, COUNT + BARS + NUMBERS)
    rows = _bar_rows(changes, blocks, _round_names_of(comparison))
    x, y = _places(worded, 0), _down(blocks)
    return _drawn(
        [
            *_round_key(comparison, "square", colours),
            *_end_words(ends, top, colours),
            *_block_titles(blocks, y, colours),
            *_bars(rows, blocks, x, y, colours),
            _level_numbers(worded, [block.below + COUNT + BARS for block in blocks.values()], x, y, colours),
        ],
        _height(blocks),
        colours,
    )


def item_moves(comparison: Comparison, framework: str, dark: bool = False) -> alt.LayerChart:
    """Draw for each item how many services fell, to the left, stayed, in the middle, and rose, to the right."""
    colours, changes = _palette(dark), comparison.of(framework)
    blocks = _blocks(_with_n(changes), 0, CELL)
    # A bar from end to end is half of the services at least, so that a few do not look like many.
    most = max(max(one.up, one.down, one.n / 2) for one in changes)
    middle = [alt.ExprRef(f"width / 2 {sign} {STAYED}") for sign in "-+"]
    scale = alt.Scale(domain=[-most - 1, -1, 1, most + 1], range=[SIDE, *middle, alt.ExprRef(f"width - {SIDE}")])
    rows = [row for one in changes for row in _move_rows(one, blocks[one.item.key].below)]
    y = _down(blocks)
    return _drawn(
        [*_block_titles(blocks, y, colours), *_diverging(rows, alt.X("x:Q", axis=None, scale=scale), y, colours)],
        _height(blocks),
        colours,
    )


def ladder_moves(comparison: Comparison, dark: bool = False) -> alt.LayerChart:
    """Draw the ladder with the services on it: a hollow diamond where they stood, a disc with their number now.

    Services that went the same way share a line. At least one must have rated its rung in both rounds.
    """
    change = comparison.ladder
    if change is None:
        raise ValueError("no service rated its rung in both rounds")
    colours, framework = _palette(dark), change.framework
    bands = _bands(framework)
    lines = max(len(_wrapped(level.label, NAME_LENGTHS[0])) for level in framework.levels)
    name = LINE * lines
    left = LETTER * max(len(line) for band in bands for line in band["lines"]) + 23 if bands else 7
    rungs = [*reversed(framework.values)]
    first = KEY + name + 18
    ends = [first, first + (RUNG + name) * (len(rungs) - 1)]
    y = alt.Y("level:O", axis=None, scale=alt.Scale(type="point", domain=rungs, range=ends, padding=0))
    return _drawn(
        [
            *_round_key(comparison, "circle", colours),
            *_band_layers(framework, bands, left - 15, name, y, colours),
            _rungs(framework, left, "width - 4", y, colours),
            *_rung_names(framework, [], left + 12, y, colours),
            *_uprights(framework, (left, alt.ExprRef("width - 4")), name, y, colours),
            *_paths(_path_rows(change), left + 24 + LETTER * (NAME_LENGTHS[0] - 1), y, colours),
        ],
        ends[1] + 26,
        colours,
    )


def gaps(comparison: Comparison, dark: bool = False) -> alt.LayerChart:
    """Draw for each item at how many of the services the two voices stand far apart, before and after.

    Items on which they are close in both rounds are left to the table; on at least one they must be apart.
    """
    colours = _palette(dark)
    apart = {"/".join(gap.key): gap for gap in comparison.apart}
    blocks = _blocks({key: gap.item.title for key, gap in apart.items()}, KEY, 2 * CELL)
    names = _round_names_of(comparison)
    rows = [row for key, gap in apart.items() for row in _gap_rows(gap, blocks[key].below, names)]
    scale = alt.Scale(domain=[0, 1], range=[1, alt.ExprRef(f"width - {SIDE}")])
    y = _down(blocks)
    return _drawn(
        [
            *_round_key(comparison, "square", colours),
            *_block_titles(blocks, y, colours),
            *_tracks(rows, alt.X("x:Q", axis=None, scale=scale), y, colours),
        ],
        _height(blocks),
        colours,
    )


def trend(
    taken: Sequence[Taken], framework: str, dark: bool = False, *, only: Sequence[str] | None = None
) -> alt.LayerChart:
    """Draw for each item a line of cells a round: in each cell the services at that level, darker for a larger share.

    At least one item of the framework must have been rated, of those that are told where `only` tells some.
    """
    colours = _palette(dark)
    courses = [course for course in board.trend(taken) if course.framework.key == framework]
    courses = [course for course in courses if only is None or course.item.key in only]
    names = [_shortened(one.round.name, ROUND_LENGTHS[1]) for one in taken]
    titles = {course.item.key: course.item.title for course in courses}
    blocks = _blocks(titles, 0, NUMBERS + CELL * len(names))
    x, y = _places(courses[-1].framework, LETTER * max(map(len, names)) + 8), _down(blocks)
    rows = [row for course in courses for row in _cell_rows(course, blocks[course.item.key].below + NUMBERS, colours)]
    labels = [
        {"y": block.below + NUMBERS + CELL * (place + 0.5), "words": name}
        for block in blocks.values()
        for place, name in enumerate(names)
    ]
    return _drawn(
        [
            *_block_titles(blocks, y, colours),
            _level_numbers(courses[-1].framework, [block.below for block in blocks.values()], x, y, colours),
            _words(labels, [y], colours, x=0),
            *_cells(rows, x, y, colours),
        ],
        _height(blocks),
        colours,
    )


def heat(columns: Sequence[Item], rows: Sequence[portfolio.Row], diverging: bool, dark: bool = False) -> alt.LayerChart:
    """Draw a line of cells for each service or group, a column an item, stronger in colour for a higher value.

    What is printed in a cell is its value. `diverging` makes the middle pale and both ends strong. There must be a row.
    """
    colours, titles = _palette(dark), [_column_title(item.title) for item in columns]
    top = LETTER * max(len(line) for lines in titles for line in lines) + GAP
    bottom = top + (LINE + CELL + GAP // 2) * len(rows)
    height = bottom + (top if len(rows) > SCREEN else 0)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, len(columns)], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False))
    heads = [{"x": at + 0.5, "words": "\n".join(lines)} for at, lines in enumerate(titles)]
    lines = [top + (LINE + CELL + GAP // 2) * number for number in range(len(rows))]
    names = [{"y": line + LINE / 2, "words": _row_name(row)} for line, row in zip(lines, rows, strict=True)]
    cells = [
        cell
        for line, row in zip(lines, rows, strict=True)
        for cell in _heat_rows(row, columns, line, diverging, colours)
    ]
    above: Look = {"angle": 270, "align": "left", "y": top - 6}
    below: Look = {"angle": 270, "align": "right", "y": bottom}
    return _drawn(
        [
            _words(heads, [x], colours, **above),
            _words(names, [y], colours, x=0),
            *_cells(cells, x, y, colours),
            _words(heads if height > bottom else [], [x], colours, **below),
        ],
        height,
        colours,
    )


def _column_title(title: str) -> list[str]:
    lines = _wrapped(title, COLUMN_LENGTH)
    return lines if len(lines) < 3 else wrap(title, COLUMN_LENGTH, max_lines=2, placeholder="…")


def _row_name(row: portfolio.Row) -> str:
    """Return a row's name; where it is long, it is the name that loses its end and never the count."""
    return f"{_shortened(row.name, NAME - len(row.counted))} {row.counted}".rstrip()


def _heat_rows(row: portfolio.Row, columns: Sequence[Item], top: float, diverging: bool, colours: Palette) -> list[Row]:
    found = []
    for place, item in enumerate(columns):
        cell = row.cells[item.key]
        fill = colours.page if cell.strength is None else _heat_colour(cell.strength, diverging, colours)
        box: Row = {"x": place, "x2": place + 1, "y": top + LINE, "y2": top + LINE + CELL, "fill": fill}
        words = {
            "count": 1,
            "ink": _legible_on(fill),
            "words": cell.text,
            "says": f"{row.name}, {item.title}: {cell.words}",
        }
        found.append(box | words)
    return found


def _heat_colour(strength: float, diverging: bool, colours: Palette) -> str:
    if not diverging:
        return _mixed(colours.empty, colours.now, strength)
    end = colours.now if strength > 0.5 else colours.before
    return _mixed(colours.empty, end, abs(strength - 0.5) * 2)


# Parts of the charts of two rounds


@dataclass(frozen=True, slots=True)
class _Block:
    """One item down the page: its title, and from where to where its picture goes, in pixels."""

    title: str
    below: float
    end: float


def _blocks(titles: Mapping[str, str], top: float, height: float) -> dict[str, _Block]:
    """Lay items out under each other, each a title over a picture of this height."""
    blocks: dict[str, _Block] = {}
    for key, title in titles.items():
        below = top + LINE * len(_wrapped(title, TITLE_LENGTHS[0])) + 4
        blocks[key] = _Block(title, below, below + height)
        top = below + height + GAP
    return blocks


def _height(blocks: Mapping[str, _Block]) -> int:
    return int(max((block.end for block in blocks.values()), default=0)) + 4


def _down(blocks: Mapping[str, _Block]) -> alt.Y:
    ends = [0, _height(blocks)]
    return alt.Y("y:Q", axis=None, scale=alt.Scale(domain=ends, range=ends, nice=False, zero=False))


def _places(framework: Framework, left: int) -> alt.X:
    """Return the way across: each level has the same room, and its number stands for its left edge."""
    ends: list[int | alt.ExprRef] = [left, alt.ExprRef("width")]
    return alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, len(framework.levels)], range=ends, nice=False))


def _with_n(changes: Sequence[ItemChange]) -> dict[str, str]:
    return {one.item.key: f"{one.item.title} ({counted(one.n, 'service')})" for one in changes}


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _round_names_of(comparison: Comparison) -> tuple[str, str]:
    return comparison.before.round.name, comparison.after.round.name


def _round_key(comparison: Comparison, shape: str, colours: Palette) -> list[alt.Chart]:
    """Name the marks of both rounds above the plot, the earlier one first."""
    earlier = "diamond" if shape == "circle" else shape
    looks = (_diamond(colours) | {"shape": earlier, "size": 220}, _dot(colours, shape) | {"size": 260})
    return [
        layer
        for place, (name, look) in enumerate(zip(_round_names_of(comparison), looks, strict=True))
        for layer in (
            _chart([{}]).mark_point(aria=False, x=11, y=LINE * (place + 0.5), **look),
            _words([{"words": _shortened(name, ROUND_LENGTHS[0])}], [], colours, x=28, y=LINE * (place + 0.5)),
        )
    ]


def _end_words(ends: Sequence[Sequence[str]], bottom: float, colours: Palette) -> list[alt.Chart]:
    sides: tuple[Look, Look] = {"x": 0, "align": "left"}, {"x": "width", "align": "right"}
    return [
        _words([{"words": "\n".join(lines)}], [], colours, y=bottom - LINE * (len(lines) - 0.5), **side)
        for lines, side in zip(ends, sides, strict=True)
    ]


def _block_titles(blocks: Mapping[str, _Block], y: alt.Y, colours: Palette) -> list[alt.Chart]:
    titles = {block.below: block.title for block in blocks.values()}
    return _stacked("y", titles, TITLE_LENGTHS, y, colours, {"x": 0, "dy": -LINE / 2 - 2, "fontSize": TITLE} | BOLD)


def _level_numbers(framework: Framework, tops: Sequence[float], x: alt.X, y: alt.Y, colours: Palette) -> alt.Chart:
    numbers = [
        {"x": place + 0.5, "y": top + NUMBERS / 2, "words": str(level.value)}
        for top in tops
        for place, level in enumerate(framework.levels)
    ]
    return _words(numbers, [x, y], colours, align="center")


def _bar_rows(changes: Sequence[ItemChange], blocks: Mapping[str, _Block], names: tuple[str, str]) -> list[Row]:
    most = max(count for one in changes for count in (*one.before.values(), *one.after.values()))
    return [
        {
            "round": second,
            "x": place + (0.51 if second else 0.1),
            "x2": place + (0.9 if second else 0.49),
            "y": base - max(BARS * count / most, 4),
            "y2": base,
            "count": count,
            "says": f"{one.item.title}, {names[second]}: {count} of {one.n} at {level.value} {level.label}",
        }
        for one in changes
        for base in [blocks[one.item.key].below + COUNT + BARS]
        for second, counts in enumerate((one.before, one.after))
        for place, level in enumerate(one.framework.levels)
        if (count := counts.get(level.value, 0))
    ]


def _bars(rows: Sequence[Row], blocks: Mapping[str, _Block], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    bases = [{"y": block.below + COUNT + BARS} for block in blocks.values()]
    counts = [{"x": (row["x"] + row["x2"]) / 2, "y": row["y"] - COUNT / 2, "words": str(row["count"])} for row in rows]
    # Three digits on seven levels would run into each other in a narrow plot.
    size = WORDS if all(row["count"] < 100 for row in rows) else WORDS - 4
    return [
        *(
            _boxes([row for row in rows if row["round"] == second], x, y, look)
            for second, look in enumerate((_hollow(colours), {"fill": colours.now}))
        ),
        _chart(bases).mark_rule(aria=False, color=colours.line, strokeWidth=2).encode(y),
        _words(counts, [x, y], colours, align="center", fontSize=size),
    ]


def _hollow(colours: Palette) -> Look:
    # An outline is drawn half outside its box.
    inside = {"xOffset": 1.25, "x2Offset": -1.25, "yOffset": 1.25}
    return {"fill": colours.page, "stroke": colours.before, "strokeWidth": 2.5} | inside


def _boxes(rows: Sequence[Row], x: alt.X, y: alt.Y, look: Look) -> alt.Chart:
    boxes: alt.Chart = _chart(rows).mark_rect(**look)
    return boxes.encode(x, alt.X2("x2"), y, alt.Y2("y2"), alt.Description("says:N"))


def _move_rows(change: ItemChange, top: float) -> list[Row]:
    ways = {
        "down": (-1 - change.down, -1, change.down),
        "up": (1, 1 + change.up, change.up),
        "same": (-1, 1, change.same),
    }
    return [
        {
            "way": way,
            "x": start,
            "x2": end,
            "y": top,
            "y2": top + CELL,
            "count": count,
            "words": f"{count} {way}",
            "says": f"{change.item.title}: {count} of {change.n} {way}",
        }
        for way, (start, end, count) in ways.items()
    ]


def _diverging(rows: Sequence[Row], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    looks: dict[str, Look] = {
        "down": {"fill": colours.bands[0], "x2Offset": -2},
        "same": {"fill": colours.empty, "stroke": colours.line, "strokeWidth": 1},
        "up": {"fill": colours.now, "xOffset": 2},
    }
    beside: dict[str, tuple[str, Look]] = {
        "down": ("x", {"align": "right", "dx": -6}),
        "same": ("middle", {"align": "center"}),
        "up": ("x2", {"align": "left", "dx": 6}),
    }
    own = {way: [row for row in rows if row["way"] == way] for way in looks}
    words = {
        way: [
            {"x": 0 if field == "middle" else row[field], "y": row["y"] + CELL / 2, "words": row["words"]}
            for row in own[way]
        ]
        for way, (field, _) in beside.items()
    }
    return [
        *(_boxes([row for row in own[way] if row["count"]], x, y, look) for way, look in looks.items()),
        *(_words(words[way], [x, y], colours, **look) for way, (_, look) in beside.items()),
    ]


def _path_rows(change: ItemChange) -> list[Row]:
    """Return a row for each way that services went, in as few columns as keep lines from crossing each other."""
    labels = {level.value: f"{level.value} {level.label}" for level in change.framework.levels}
    columns: list[list[tuple[int, int]]] = [[]]
    rows = []
    for (start, end), services in sorted(change.paths.items(), key=lambda path: (path[0][0] != path[0][1], path[0])):
        span = min(start, end), max(start, end)
        free = (place for place, taken in enumerate(columns) if all(span[0] > b or span[1] < a for a, b in taken))
        # Those that stayed have the first column for themselves.
        column = next((place for place in free if place or start == end), len(columns))
        columns.extend([] for _ in range(column + 1 - len(columns)))
        columns[column].append(span)
        went = f"from {labels[start]} to {labels[end]}" if start != end else f"stayed at {labels[end]}"
        count = len(services)
        rows.append(
            {
                "column": column,
                "from": start,
                "level": end,
                "words": str(count),
                "says": f"{counted(count, 'service')} {went}",
            }
        )
    return rows


def _paths(rows: Sequence[Row], left: int, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    last = max((row["column"] for row in rows), default=0)
    ends: list[float | alt.ExprRef] = [left, alt.ExprRef(f"min(width - 22, {left + COLUMN * max(last, 1)})")]
    x = alt.X("column:Q", axis=None, scale=alt.Scale(domain=[0, max(last, 1)], range=ends, nice=False))
    moved = [row for row in rows if row["from"] != row["level"]]
    starts = [row | {"level": row["from"]} for row in moved]
    up, down = (
        [row for row in moved if row["level"] > row["from"]],
        [row for row in moved if row["level"] < row["from"]],
    )
    head: Look = {"aria": False, "fill": colours.now, "opacity": 1, "size": 130}
    return [
        _chart(moved).mark_rule(aria=False, color=colours.now, strokeWidth=4).encode(x, y, alt.Y2("from")),
        _chart(starts).mark_point(aria=False, **_diamond(colours) | {"size": 260}).encode(x, y),
        _chart(up).mark_point(shape="triangle-up", yOffset=17, **head).encode(x, y),
        _chart(down).mark_point(shape="triangle-down", yOffset=-17, **head).encode(x, y),
        _chart(rows).mark_point(**_dot(colours) | {"size": DISC}).encode(x, y, alt.Description("says:N")),
        _words(rows, [x, y], colours, align="center", fontSize=DISC_WORDS, fill=colours.page, **BOLD),
    ]


def _gap_rows(gap: Gap, top: float, names: tuple[str, str]) -> list[Row]:
    return [
        {
            "round": second,
            "n": found.n,
            "flagged": found.flagged,
            "x": 0,
            "x2": found.flagged / found.n if found.n else 0,
            "y": top + CELL * second + 3,
            "y2": top + CELL * (second + 1) - 3,
            "words": f"{found.flagged} of {found.n}" if found.n else "too few people answered",
            "says": f"{gap.item.title}, {names[second]}: {found.flagged} of {found.n} services apart",
        }
        for second, found in enumerate((gap.before, gap.after))
    ]


def _tracks(rows: Sequence[Row], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    tracks = [row | {"x2": 1} for row in rows if row["n"]]
    words = [row | {"y": (row["y"] + row["y2"]) / 2} for row in rows]
    return [
        _boxes(tracks, x, y, {"aria": False, "fill": colours.empty}),
        *(
            _boxes([row for row in rows if row["flagged"] and row["round"] == second], x, y, look)
            for second, look in enumerate((_hollow(colours) | {"y2Offset": -1.25}, {"fill": colours.now}))
        ),
        _words([row for row in words if row["n"]], [y], colours, x="width", align="right"),
        _words([row for row in words if not row["n"]], [y], colours, x=0, fontStyle="italic"),
    ]


def _cell_rows(course: Course, top: float, colours: Palette) -> list[Row]:
    rows = []
    for number, (round_, counts) in enumerate(course.rounds):
        n = sum(counts.values())
        for place, level in enumerate(course.framework.levels):
            count = counts.get(level.value, 0)
            fill = _mixed(colours.empty, colours.now, count / n if n else 0)
            rows.append(
                {
                    "x": place,
                    "x2": place + 1,
                    "y": top + CELL * number,
                    "y2": top + CELL * (number + 1),
                    "count": count,
                    "fill": fill,
                    "ink": _legible_on(fill),
                    "words": str(count),
                    "says": f"{course.item.title}, {round_.name}: {count} of {n} at {level.value} {level.label}",
                }
            )
    return rows


def _cells(rows: Sequence[Row], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    gap: Look = {"xOffset": 1, "x2Offset": -1, "yOffset": 1, "y2Offset": -1}
    some = [row for row in rows if row["count"]]
    words = [row | {"x": row["x"] + 0.5, "y": row["y"] + CELL / 2} for row in some]
    return [
        _boxes([row for row in rows if not row["count"]], x, y, gap | {"aria": False, "fill": colours.empty}),
        _boxes(some, x, y, gap).encode(alt.Fill("fill:N", scale=None)),
        _words(words, [x, y], colours, align="center", **BOLD).encode(alt.Color("ink:N", scale=None)),
    ]


def _mixed(start: str, end: str, share: float) -> str:
    """Return the colour that lies this share of the way between two."""
    pairs = zip(_parts(start), _parts(end), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def _legible_on(fill: str) -> str:
    """Return black or white, whichever stands out more (relative luminance as in WCAG 2.2)."""
    light = [part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _parts(fill)]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return "#000000" if luminance > 0.179 else "#FFFFFF"


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
