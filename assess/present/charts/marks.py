"""What all charts share: colours, sizes, marks, and the finished specification."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from textwrap import wrap
from typing import Any

import altair as alt
from altair.utils import schemapi

from assess.core.framework import Framework, Item
from assess.core.peers import Beside
from assess.core.scoring import Standing

THIS_ROUND = "This round"
LAST_ROUND = "Last round"
# What the two marks of an item stand for: the dot, and the diamond round it.
ROUND_NAMES, VOICE_NAMES = (THIS_ROUND, LAST_ROUND), ("The service", "People")
NOT_RATED = "not rated"
SET_ASIDE = "does not apply"

Datum = dict[str, Any]  # what one mark shows
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


def unchecked_spec(draw: Drawing, dark: bool) -> dict[str, Any]:
    """Return a chart as a finished specification, drawn without Altair's check of each part against its schema.

    The check costs more than all the rest; the tests make it.
    """
    with schemapi.debug_mode(False):
        return spec(draw(dark))


def get_ready() -> None:
    """Draw a chart for nobody: a program's first takes 15 ms longer, which should not be some visitor's."""
    spec(drawn([chart_of([{"level": 1}]).mark_point().encode(alt.X("level:O"))], 1, LIGHT))


def spec(chart: alt.LayerChart) -> dict[str, Any]:
    """Return the finished Vega-Lite specification, as `st.vega_lite_chart(spec, theme=None)` takes it."""
    # Rows stay where they are used: named datasets would each become a table of their own on the way to the screen.
    with alt.data_transformers.enable(consolidate_datasets=False):
        specification: dict[str, Any] = chart.to_dict(validate=False)
    return specification


def item_profile(
    now: Standing,
    before: Standing | None,
    items: Sequence[Item],
    colours: Palette,
    peers: Mapping[str, Beside] | None = None,
    names: tuple[str, str] = ROUND_NAMES,
) -> alt.LayerChart:
    framework, stands = now.framework, standing_rows(now, before, items, names)
    values = framework.values
    scale = alt.Scale(type="point", domain=values, range=[EDGE, alt.ExprRef(f"width - {EDGE}")], padding=0)
    x = alt.X("level:O", axis=None, scale=scale)
    ends = [wrapped(framework.level(end).label, END_LENGTH) for end in (framework.lowest, framework.highest)]
    numbers = (64 if peers else 38 if of(LAST_ROUND, stands) else 4) + LINE * max(map(len, ends))
    sheet = item_sheet(now, items, header=numbers + LINE + GAP, half=EDGE)
    return drawn(
        [
            *(_peer_key(colours) if peers else key_layers(stands, "circle", colours, names)),
            *_peer_boxes(
                framework, [item for item in items if peers and item.key in peers], peers or {}, x, sheet.y, colours
            ),
            *_scale_words(framework, ends, x, numbers, colours),
            *title_layers(sheet, colours),
            *unrated(now, sheet, colours),
            *_lines(framework, stands, x, sheet.y, colours),
            *mark_layers(stands, [x, sheet.y], colours),
            *_level_words(framework, of(THIS_ROUND, stands), x, sheet, colours),
        ],
        sheet.height,
        colours,
    )


# What stands where


def standing_rows(
    now: Standing, before: Standing | None, items: Sequence[Item], names: tuple[str, str] = ROUND_NAMES
) -> list[Datum]:
    """Return a row for each level of these items that is on the scale: this round's, then last round's."""
    rounds = {THIS_ROUND: now} | ({LAST_ROUND: before} if before else {})
    named = dict(zip(ROUND_NAMES, names, strict=True))
    scale = {level.value: f"{level.value} {level.label}" for level in now.framework.levels}
    return [
        {
            "item": item.key,
            "round": name,
            "level": level,
            "words": "\n".join(wrapped(scale[level], LABEL_LENGTH)),
            "says": f"{item.title}, {named[name].lower()}: {scale[level]}",
        }
        for name, standing in rounds.items()
        for item in items
        if (level := standing.levels.get(item.key)) in scale
    ]


def of(name: str, stands: Sequence[Datum]) -> list[Datum]:
    return [row for row in stands if row["round"] == name]


def band_rows(framework: Framework) -> list[Datum]:
    groups = groupby(framework.levels, key=lambda level: level.band)
    values = [(band, [level.value for level in levels]) for band, levels in groups]
    return [
        {"band": band, "lines": wrapped(band, BAND_LENGTH), "level": own[0], "highest": own[-1]}
        for band, own in values
        if band
    ]


# Parts of the ladder


def _band_colour(framework: Framework, colours: Palette) -> alt.Color:
    bands = list(dict.fromkeys(level.band or "" for level in framework.levels))
    last = len(colours.bands) - 1
    spread = [colours.bands[place * last // max(len(bands) - 1, 1)] for place in range(len(bands))]
    shown = [colour if band else colours.line for band, colour in zip(bands, spread, strict=True)]
    return alt.Color("band:N", legend=None, scale=alt.Scale(domain=bands, range=shown))


def band_layers(
    framework: Framework, bands: Sequence[Datum], x: int, name: int, y: alt.Y, colours: Palette
) -> list[alt.Chart]:
    words = [{"level": band["highest"], "words": "\n".join(band["lines"])} for band in bands]
    look: Look = {"orient": "vertical", "strokeWidth": 6, "x": x, "yOffset": 5, "y2Offset": -10 - name}
    return [
        chart_of(bands).mark_rule(aria=False, **look).encode(y, alt.Y2("highest"), _band_colour(framework, colours)),
        word_layer(words, [y], colours, x=0, dy=-name),
    ]


def rung_layer(framework: Framework, left: int, right: str, y: alt.Y, colours: Palette) -> alt.Chart:
    rows = [
        {
            "level": level.value,
            "band": level.band or "",
            "says": f"{level.label}, {level.band}" if level.band else level.label,
        }
        for level in framework.levels
    ]
    rungs: alt.Chart = chart_of(rows).mark_rule(strokeWidth=10, x=left, x2=alt.ExprRef(right))
    return rungs.encode(y, _band_colour(framework, colours), alt.Description("says:N"))


def rung_names(framework: Framework, stands: Sequence[Datum], x: int, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    here = {row["level"] for row in of(THIS_ROUND, stands)}
    names = {level.value: level.label for level in framework.levels}
    others = {value: name for value, name in names.items() if value not in here}
    look: Look = {"x": x, "dy": -20, "fontSize": TITLE}
    return [
        *stacked("level", others, NAME_LENGTHS, y, colours, look),
        *stacked("level", {value: names[value] for value in here}, NAME_LENGTHS, y, colours, look | BOLD),
    ]


def uprights(
    framework: Framework, places: Sequence[int | alt.ExprRef], name: int, y: alt.Y, colours: Palette
) -> list[alt.Chart]:
    rows = [{"level": framework.lowest, "highest": framework.highest}]
    look: Look = {"orient": "vertical", "strokeWidth": 6, "strokeCap": "round", "yOffset": 22, "y2Offset": -14 - name}
    return [
        chart_of(rows).mark_rule(aria=False, color=colours.ink, x=place, **look).encode(y, alt.Y2("highest"))
        for place in places
    ]


# Parts of the profile and the steps


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Items down the page: each its title, what is drawn for it at `y`, and words `below` that."""

    items: Sequence[Item]
    y: alt.Y
    below: int
    height: int


def item_sheet(now: Standing, items: Sequence[Item], header: int, half: int) -> _Sheet:
    """Lay the items out under a header; what is drawn for an item reaches `half` above and below its line."""
    titles = max((len(wrapped(item.title, TITLE_LENGTHS[0])) for item in items), default=1)
    labels = max(len(wrapped(f"{level.value} {level.label}", LABEL_LENGTH)) for level in now.framework.levels)
    first = header + LINE * titles + half
    last = first + (LINE * (titles + labels) + 2 * half + GAP) * max(len(items) - 1, 0)
    scale = alt.Scale(type="point", domain=[item.key for item in items], range=[first, last], padding=0)
    y = alt.Y("item:N", axis=None, scale=scale)
    return _Sheet(items, y, below=half + LINE // 2, height=last + half + LINE * labels)


def title_layers(sheet: _Sheet, colours: Palette) -> list[alt.Chart]:
    titles = {item.key: item.title for item in sheet.items}
    look: Look = {"x": 0, "dy": -sheet.below, "fontSize": TITLE}
    return stacked("item", titles, TITLE_LENGTHS, sheet.y, colours, look | BOLD)


def unrated(now: Standing, sheet: _Sheet, colours: Palette) -> list[alt.Chart]:
    rows = [
        {"item": item.key, "words": SET_ASIDE if item.key in now.does_not_apply else NOT_RATED}
        for item in sheet.items
        if item.key not in now.levels
    ]
    return [
        chart_of(rows).mark_rule(aria=False, color=colours.line, strokeWidth=2, strokeDash=[2, 6]).encode(sheet.y),
        word_layer(rows, [sheet.y], colours, x=0, dy=sheet.below, fontStyle="italic"),
    ]


def _lines(framework: Framework, stands: Sequence[Datum], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    rated, last = of(THIS_ROUND, stands), {row["item"]: row["level"] for row in of(LAST_ROUND, stands)}
    moves = [row | {"before": last[row["item"]]} for row in rated if row["item"] in last]
    places = [{"item": row["item"], "level": level.value} for row in rated for level in framework.levels]
    ring: Look = {"fill": colours.page, "stroke": colours.line, "strokeWidth": 2, "opacity": 1}
    return [
        chart_of(rated).mark_rule(aria=False, color=colours.line, strokeWidth=2).encode(y),
        chart_of(moves).mark_rule(aria=False, color=colours.now, strokeWidth=4).encode(x, alt.X2("before"), y),
        chart_of(places).mark_point(aria=False, shape="circle", size=50, **ring).encode(x, y),
    ]


def _scale_words(
    framework: Framework, ends: Sequence[Sequence[str]], x: alt.X, top: int, colours: Palette
) -> list[alt.Chart]:
    """Print a number for each level, and above the first and the last its name."""
    numbers = [{"level": level.value, "words": str(level.value)} for level in framework.levels]
    sides: tuple[Look, Look] = {"x": 0, "align": "left"}, {"x": "width", "align": "right"}
    return [
        word_layer(numbers, [x], colours, y=top + LINE // 2, align="center"),
        *(
            word_layer([{"words": "\n".join(lines)}], [], colours, y=top - LINE * len(lines) + LINE // 2, **side)
            for lines, side in zip(ends, sides, strict=True)
        ),
    ]


def _level_words(
    framework: Framework, rated: Sequence[Datum], x: alt.X, sheet: _Sheet, colours: Palette
) -> list[alt.Chart]:
    """Print each level's name under its mark, or from the plot's edge where it would not fit there."""
    order = framework.values
    sides: dict[str, list[Datum]] = {"left": [], "center": [], "right": []}
    for row in rated:
        position = order.index(row["level"]) / (len(order) - 1)
        room = EDGE + min(position, 1 - position) * (NARROWEST - 2 * EDGE)
        fits = max(map(len, row["words"].split("\n"))) * LETTER / 2 < room
        sides["center" if fits else "left" if position < 0.5 else "right"].append(row)
    return [
        word_layer(sides["left"], [sheet.y], colours, x=0, dy=sheet.below),
        word_layer(sides["center"], [x, sheet.y], colours, dy=sheet.below, align="center"),
        word_layer(sides["right"], [sheet.y], colours, x="width", dy=sheet.below, align="right"),
    ]


# Parts of every chart


def dot(colours: Palette, shape: str = "circle") -> Look:
    return {"shape": shape, "size": DOT, "fill": colours.now, "stroke": colours.page, "strokeWidth": 2, "opacity": 1}


def diamond(colours: Palette) -> Look:
    hollow = {"shape": "diamond", "size": DIAMOND, "fill": colours.page, "stroke": colours.before, "opacity": 1}
    return hollow | {"strokeWidth": 2.5, "strokeJoin": "round"}


def mark_layers(
    stands: Sequence[Datum], where: Sequence[alt.X | alt.Y], colours: Palette, scaled: float = 1, **fixed: alt.ExprRef
) -> list[alt.Chart]:
    """Mark last round with a hollow diamond and this round with a dot, which fits inside it."""
    looks = {LAST_ROUND: diamond(colours), THIS_ROUND: dot(colours)}
    return [
        chart_of(of(name, stands))
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
        chart_of(boxes).mark_rule(**_box(colours.line, 0)).encode(x, alt.X2("to"), y, alt.Description("says:N")),
        chart_of(boxes).mark_rule(aria=False, **_box(colours.empty, 4)).encode(x, alt.X2("to"), y),
        chart_of(bars).mark_point(aria=False, **_bar(colours)).encode(x, y),
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
        chart_of([{}]).mark_point(aria=False, x=16, y=own, **dot(colours)),
        word_layer([{"words": "This service"}], [], colours, x=40, y=own),
        chart_of([{}]).mark_point(aria=False, x=160, y=own, **_bar(colours) | {"size": BAR / 2}),
        word_layer([{"words": "Middle peer"}], [], colours, x=176, y=own),
        chart_of([{}]).mark_point(aria=False, x=16, y=box, opacity=1, **ring),
        word_layer([{"words": "Middle half of peers"}], [], colours, x=40, y=box),
    ]


def key_layers(
    stands: Sequence[Datum], shape: str, colours: Palette, names: tuple[str, str] = ROUND_NAMES
) -> list[alt.Chart]:
    """Name the marks of both rounds above the plot, where there are both."""
    if not of(LAST_ROUND, stands):
        return []
    looks = ((11, dot(colours, shape)), (130, diamond(colours) | {"size": DIAMOND * 0.65}))
    marks = dict(zip(names, looks, strict=True))
    return [
        layer
        for name, (x, look) in marks.items()
        for layer in (
            chart_of([{}]).mark_point(aria=False, x=x, y=EDGE, **look),
            word_layer([{"words": name}], [], colours, x=x + 17, y=EDGE),
        )
    ]


def word_layer(
    rows: Sequence[Datum], where: Sequence[alt.X | alt.Y], colours: Palette, **look: str | float | alt.ExprRef
) -> alt.Chart:
    usual: Look = {"align": "left", "baseline": "middle", "fontSize": WORDS, "lineBreak": "\n", "lineHeight": LINE}
    text: alt.Chart = chart_of(rows).mark_text(aria=False, color=colours.ink, **usual | look)
    return text.encode(*where, alt.Text("words:N"))


def stacked(
    field: str, texts: Mapping[Any, str], lengths: tuple[int, int], y: alt.Y, colours: Palette, look: Look
) -> list[alt.Chart]:
    """Print texts in lines that grow upwards from `dy`: of the first length in a narrow plot, else of the second."""
    slots: dict[int, list[Datum]] = {}
    for key, text in texts.items():
        narrow, wide = (reversed(wrapped(text, length)) for length in lengths)
        for up, (line, wide_line) in enumerate(zip_longest(narrow, wide, fillvalue="")):
            slots.setdefault(up, []).append({field: key, "narrow": line, "wide": wide_line})
    # Only the browser knows how wide the plot is, so it chooses.
    words = f"width < {WIDE} ? datum.narrow : datum.wide"
    return [
        word_layer(lines, [y], colours, **look | {"dy": look["dy"] - LINE * up}).transform_calculate(words=words)
        for up, lines in slots.items()
    ]


def wrapped(text: str, length: int) -> list[str]:
    """Break a text into as few lines as it needs, as even as they can be."""
    fewest = len(wrap(text, length, break_on_hyphens=False))
    word = min(max(map(len, text.split())), length)
    evens = (wrap(text, even, break_on_hyphens=False) for even in range(word, length + 1))
    return next(lines for lines in evens if len(lines) == fewest)


def chart_of(rows: Sequence[Datum]) -> alt.Chart:
    # Altair copies lists, row by row and several times over, but not tuples.
    return alt.Chart(alt.InlineData(values=tuple(rows)))


def palette(dark: bool) -> Palette:
    return DARK if dark else LIGHT


class _Layers(alt.LayerChart):
    """A chart whose layers have nothing in common: Altair copies each one several times to look for what they have."""

    def __init__(self, layer: Sequence[alt.Chart], **look: Any) -> None:  # noqa: ANN401 - as Altair takes it
        alt.TopLevelLayerSpec.__init__(self, layer=list(layer), **look)


def drawn(layers: Sequence[alt.Chart], height: int, colours: Palette) -> alt.LayerChart:
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


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def box_layer(rows: Sequence[Datum], x: alt.X, y: alt.Y, look: Look) -> alt.Chart:
    boxes: alt.Chart = chart_of(rows).mark_rect(**look)
    return boxes.encode(x, alt.X2("x2"), y, alt.Y2("y2"), alt.Description("says:N"))


def cell_layers(rows: Sequence[Datum], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    gap: Look = {"xOffset": 1, "x2Offset": -1, "yOffset": 1, "y2Offset": -1}
    some = [row for row in rows if row["count"]]
    words = [row | {"x": row["x"] + 0.5, "y": row["y"] + CELL / 2} for row in some]
    return [
        box_layer([row for row in rows if not row["count"]], x, y, gap | {"aria": False, "fill": colours.empty}),
        box_layer(some, x, y, gap).encode(alt.Fill("fill:N", scale=None)),
        word_layer(words, [x, y], colours, align="center", **BOLD).encode(alt.Color("ink:N", scale=None)),
    ]


def mixed(start: str, end: str, share: float) -> str:
    """Return the colour that lies this share of the way between two."""
    pairs = zip(_parts(start), _parts(end), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def legible_on(fill: str) -> str:
    """Return black or white, whichever stands out more (relative luminance as in WCAG 2.2)."""
    light = [part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in _parts(fill)]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    return "#000000" if luminance > 0.179 else "#FFFFFF"


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
