"""Two rounds of a programme as charts: a Comparison in, a chart out. All is laid out in pixels down the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt

from assess.core import board
from assess.core.board import Comparison, Course, Gap, ItemChange
from assess.core.framework import Framework
from assess.core.names import all_shortened
from assess.core.taken import Taken
from assess.core.text import counted
from assess.present.charts.ladder import RUNG, band_layers, band_rows, rung_layers, rung_names, uprights
from assess.present.charts.layout import (
    CELL,
    END_LENGTH,
    GAP,
    LETTER,
    LINE,
    NAME_LENGTHS,
    TITLE,
    TITLE_LENGTHS,
    WORDS,
    wrapped,
)
from assess.present.charts.marks import (
    BOLD,
    Datum,
    Look,
    box_layer,
    cell_layers,
    chart_of,
    diamond,
    dot,
    stacked_words,
    word_layer,
)
from assess.present.charts.palette import Palette, legible_on, mixed, palette
from assess.present.charts.specification import layered_chart

COUNT, BARS, NUMBERS = 20, 44, 22  # heights: a printed count, the tallest bar, a line of levels
KEY = 2 * LINE + GAP  # the height of the two rounds' names
ROUND_LENGTHS = (28, 12)  # a round's name is what somebody typed: above a chart, beside a line of cells
STAYED, SIDE = 38, 72  # half the box of those that stayed, the room for a count at the plot's edge
COLUMN, DISC, DISC_WORDS = 66, 420, 13  # between two moves on the ladder at most; a disc's area and its number


def distributions(comparison: Comparison, framework: str, dark: bool = False) -> alt.LayerChart:
    """Draw for each item how many services stood and stand at each level: hollow bars before, filled bars after."""
    colours, changes = palette(dark), comparison.of(framework)
    worded = changes[0].framework
    ends = [wrapped(worded.level(end).label, END_LENGTH) for end in (worded.lowest, worded.highest)]
    top = KEY + LINE * max(map(len, ends))
    blocks = _blocks(_with_n(changes), top + 8, COUNT + BARS + NUMBERS)
    rows = _bar_rows(changes, blocks, _round_names_of(comparison))
    x, y = _places(worded, 0), _down(blocks)
    return layered_chart(
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
    colours, changes = palette(dark), comparison.of(framework)
    blocks = _blocks(_with_n(changes), 0, CELL)
    # A bar from end to end is half of the services at least, so that a few do not look like many.
    most = max(max(one.up, one.down, one.n / 2) for one in changes)
    middle = [alt.ExprRef(f"width / 2 {sign} {STAYED}") for sign in "-+"]
    scale = alt.Scale(domain=[-most - 1, -1, 1, most + 1], range=[SIDE, *middle, alt.ExprRef(f"width - {SIDE}")])
    rows = [row for one in changes for row in _move_rows(one, blocks[one.item.key].below)]
    y = _down(blocks)
    return layered_chart(
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
    colours, framework = palette(dark), change.framework
    bands = band_rows(framework)
    lines = max(len(wrapped(level.label, NAME_LENGTHS[0])) for level in framework.levels)
    name = LINE * lines
    left = LETTER * max(len(line) for band in bands for line in band["lines"]) + 23 if bands else 7
    rungs = [*reversed(framework.values)]
    first = KEY + name + 18
    ends = [first, first + (RUNG + name) * (len(rungs) - 1)]
    y = alt.Y("level:O", axis=None, scale=alt.Scale(type="point", domain=rungs, range=ends, padding=0))
    return layered_chart(
        [
            *_round_key(comparison, "circle", colours),
            *band_layers(framework, bands, left - 15, name, y, colours),
            *rung_layers(framework, left, "width - 4", y, colours),
            *rung_names(framework, [], left + 12, y, colours),
            *uprights(framework, (left, alt.ExprRef("width - 4")), name, y, colours),
            *_paths(_path_rows(change), left + 24 + LETTER * (NAME_LENGTHS[0] - 1), y, colours),
        ],
        ends[1] + 26,
        colours,
    )


def gaps(comparison: Comparison, dark: bool = False) -> alt.LayerChart:
    """Draw for each item at how many of the services the two voices stand far apart, before and after.

    Items on which they are close in both rounds are left to the table; on at least one they must be apart.
    """
    colours = palette(dark)
    apart = {"/".join(gap.key): gap for gap in comparison.apart}
    blocks = _blocks({key: gap.item.title for key, gap in apart.items()}, KEY, 2 * CELL)
    names = _round_names_of(comparison)
    rows = [row for key, gap in apart.items() for row in _gap_rows(gap, blocks[key].below, names)]
    scale = alt.Scale(domain=[0, 1], range=[1, alt.ExprRef(f"width - {SIDE}")])
    y = _down(blocks)
    return layered_chart(
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
    colours = palette(dark)
    courses = [course for course in board.courses(taken) if course.framework.key == framework]
    courses = [course for course in courses if only is None or course.item.key in only]
    names = list(all_shortened([one.round.name for one in taken], ROUND_LENGTHS[1]).values())
    titles = {course.item.key: course.item.title for course in courses}
    blocks = _blocks(titles, 0, NUMBERS + CELL * len(names))
    x, y = _places(courses[-1].framework, LETTER * max(map(len, names)) + 8), _down(blocks)
    rows = [row for course in courses for row in _cell_rows(course, blocks[course.item.key].below + NUMBERS, colours)]
    labels = [
        {"y": block.below + NUMBERS + CELL * (place + 0.5), "words": name}
        for block in blocks.values()
        for place, name in enumerate(names)
    ]
    return layered_chart(
        [
            *_block_titles(blocks, y, colours),
            _level_numbers(courses[-1].framework, [block.below for block in blocks.values()], x, y, colours),
            word_layer(labels, [y], colours, x=0),
            *cell_layers(rows, x, y, colours),
        ],
        _height(blocks),
        colours,
    )


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
        below = top + LINE * len(wrapped(title, TITLE_LENGTHS[0])) + 4
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


def _round_names_of(comparison: Comparison) -> tuple[str, str]:
    return comparison.before.round.name, comparison.after.round.name


def _round_key(comparison: Comparison, shape: str, colours: Palette) -> list[alt.Chart]:
    """Name the marks of both rounds above the plot, the earlier one first."""
    earlier = "diamond" if shape == "circle" else shape
    names = all_shortened(_round_names_of(comparison), ROUND_LENGTHS[0])
    looks = (diamond(colours) | {"shape": earlier, "size": 220}, dot(colours, shape) | {"size": 260})
    return [
        layer
        for place, (name, look) in enumerate(zip(names.values(), looks, strict=True))
        for layer in (
            chart_of([{}]).mark_point(aria=False, x=11, y=LINE * (place + 0.5), **look),
            word_layer([{"words": name}], [], colours, x=28, y=LINE * (place + 0.5)),
        )
    ]


def _end_words(ends: Sequence[Sequence[str]], bottom: float, colours: Palette) -> list[alt.Chart]:
    sides: tuple[Look, Look] = {"x": 0, "align": "left"}, {"x": "width", "align": "right"}
    return [
        word_layer([{"words": "\n".join(lines)}], [], colours, y=bottom - LINE * (len(lines) - 0.5), **side)
        for lines, side in zip(ends, sides, strict=True)
    ]


def _block_titles(blocks: Mapping[str, _Block], y: alt.Y, colours: Palette) -> list[alt.Chart]:
    titles = {block.below: block.title for block in blocks.values()}
    return stacked_words(
        "y", titles, TITLE_LENGTHS, y, colours, {"x": 0, "dy": -LINE / 2 - 2, "fontSize": TITLE} | BOLD
    )


def _level_numbers(framework: Framework, tops: Sequence[float], x: alt.X, y: alt.Y, colours: Palette) -> alt.Chart:
    numbers = [
        {"x": place + 0.5, "y": top + NUMBERS / 2, "words": str(level.value)}
        for top in tops
        for place, level in enumerate(framework.levels)
    ]
    return word_layer(numbers, [x, y], colours, align="center")


def _bar_rows(changes: Sequence[ItemChange], blocks: Mapping[str, _Block], names: tuple[str, str]) -> list[Datum]:
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


def _bars(rows: Sequence[Datum], blocks: Mapping[str, _Block], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    bases = [{"y": block.below + COUNT + BARS} for block in blocks.values()]
    counts = [{"x": (row["x"] + row["x2"]) / 2, "y": row["y"] - COUNT / 2, "words": str(row["count"])} for row in rows]
    # Three digits on seven levels would run into each other in a narrow plot.
    size = WORDS if all(row["count"] < 100 for row in rows) else WORDS - 4
    return [
        *(
            box_layer([row for row in rows if row["round"] == second], x, y, look)
            for second, look in enumerate((_hollow(colours), {"fill": colours.now}))
        ),
        chart_of(bases).mark_rule(aria=False, color=colours.line, strokeWidth=2).encode(y),
        word_layer(counts, [x, y], colours, align="center", fontSize=size),
    ]


def _hollow(colours: Palette) -> Look:
    # An outline is drawn half outside its box.
    inside = {"xOffset": 1.25, "x2Offset": -1.25, "yOffset": 1.25}
    return {"fill": colours.page, "stroke": colours.before, "strokeWidth": 2.5} | inside


def _move_rows(change: ItemChange, top: float) -> list[Datum]:
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


def _diverging(rows: Sequence[Datum], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
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
        *(box_layer([row for row in own[way] if row["count"]], x, y, look) for way, look in looks.items()),
        *(word_layer(words[way], [x, y], colours, **look) for way, (_, look) in beside.items()),
    ]


def _path_rows(change: ItemChange) -> list[Datum]:
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


def _paths(rows: Sequence[Datum], left: int, y: alt.Y, colours: Palette) -> list[alt.Chart]:
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
        chart_of(moved).mark_rule(aria=False, color=colours.now, strokeWidth=4).encode(x, y, alt.Y2("from")),
        chart_of(starts).mark_point(aria=False, **diamond(colours) | {"size": 260}).encode(x, y),
        chart_of(up).mark_point(shape="triangle-up", yOffset=17, **head).encode(x, y),
        chart_of(down).mark_point(shape="triangle-down", yOffset=-17, **head).encode(x, y),
        chart_of(rows).mark_point(**dot(colours) | {"size": DISC}).encode(x, y, alt.Description("says:N")),
        word_layer(rows, [x, y], colours, align="center", fontSize=DISC_WORDS, fill=colours.page, **BOLD),
    ]


def _gap_rows(gap: Gap, top: float, names: tuple[str, str]) -> list[Datum]:
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


def _tracks(rows: Sequence[Datum], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    tracks = [row | {"x2": 1} for row in rows if row["n"]]
    words = [row | {"y": (row["y"] + row["y2"]) / 2} for row in rows]
    return [
        box_layer(tracks, x, y, {"aria": False, "fill": colours.empty}),
        *(
            box_layer([row for row in rows if row["flagged"] and row["round"] == second], x, y, look)
            for second, look in enumerate((_hollow(colours) | {"y2Offset": -1.25}, {"fill": colours.now}))
        ),
        word_layer([row for row in words if row["n"]], [y], colours, x="width", align="right"),
        word_layer([row for row in words if not row["n"]], [y], colours, x=0, fontStyle="italic"),
    ]


def _cell_rows(course: Course, top: float, colours: Palette) -> list[Datum]:
    rows = []
    for number, (round_, counts) in enumerate(course.rounds):
        n = sum(counts.values())
        for place, level in enumerate(course.framework.levels):
            count = counts.get(level.value, 0)
            fill = mixed(colours.empty, colours.now, count / n if n else 0)
            rows.append(
                {
                    "x": place,
                    "x2": place + 1,
                    "y": top + CELL * number,
                    "y2": top + CELL * (number + 1),
                    "count": count,
                    "fill": fill,
                    "ink": legible_on(fill),
                    "words": str(count),
                    "says": f"{course.item.title}, {round_.name}: {count} of {n} at {level.value} {level.label}",
                }
            )
    return rows
