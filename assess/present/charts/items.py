"""Items under each other, each a title over its picture; the profile is drawn so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import altair as alt

from assess.core.framework import Framework, Item
from assess.core.scoring import Standing
from assess.present.charts.layout import (
    EDGE,
    END_LENGTH,
    GAP,
    LABEL_LENGTH,
    LETTER,
    LINE,
    NARROWEST,
    TITLE,
    TITLE_LENGTHS,
    wrapped,
)
from assess.present.charts.marks import BOLD, Datum, Look, chart_of, stacked_words, word_layer
from assess.present.charts.palette import Palette
from assess.present.charts.rounds import (
    LAST_ROUND,
    ROUND_NAMES,
    THIS_ROUND,
    in_round,
    key_layers,
    mark_layers,
    standing_rows,
)
from assess.present.charts.specification import layered_chart

NOT_RATED = "not rated"
SET_ASIDE = "does not apply"


def item_profile(
    now: Standing,
    before: Standing | None,
    items: Sequence[Item],
    colours: Palette,
    names: tuple[str, str] = ROUND_NAMES,
    key: tuple[int, Sequence[alt.Chart]] | None = None,
    behind: Callable[[alt.X, alt.Y], list[alt.Chart]] | None = None,
) -> alt.LayerChart:
    """Draw each item on the line of levels: this round's dot, last round's diamond and the move between them.

    `names` are what the two marks stand for. `key` replaces the usual key with other layers; its number is their
    height in pixels. `behind` returns the layers under the marks from the level's place across and the item's down.
    """
    framework, stands = now.framework, standing_rows(now, before, items, names)
    values = framework.values
    scale = alt.Scale(type="point", domain=values, range=[EDGE, alt.ExprRef(f"width - {EDGE}")], padding=0)
    x = alt.X("level:O", axis=None, scale=scale)
    ends = [wrapped(framework.level(end).label, END_LENGTH) for end in (framework.lowest, framework.highest)]
    usual = (38 if in_round(LAST_ROUND, stands) else 4, key_layers(stands, "circle", colours, names))
    key_height, keys = key or usual
    numbers = key_height + LINE * max(map(len, ends))
    layout = item_layout(now, items, header=numbers + LINE + GAP, half=EDGE)
    return layered_chart(
        [
            *keys,
            *(behind(x, layout.y) if behind else []),
            *_scale_words(framework, ends, x, numbers, colours),
            *title_layers(layout, colours),
            *unrated_layers(now, layout, colours),
            *_track_layers(framework, stands, x, layout.y, colours),
            *mark_layers(stands, [x, layout.y], colours),
            *_level_words(framework, in_round(THIS_ROUND, stands), x, layout, colours),
        ],
        layout.height,
        colours,
    )


@dataclass(frozen=True, slots=True)
class ItemLayout:
    """Items down the page: each its title, what is drawn for it at `y`, and words `below` that."""

    items: Sequence[Item]
    y: alt.Y
    below: int
    height: int


def item_layout(now: Standing, items: Sequence[Item], header: int, half: int) -> ItemLayout:
    """Lay the items out under a header; what is drawn for an item reaches `half` above and below its line."""
    titles = max((len(wrapped(item.title, TITLE_LENGTHS[0])) for item in items), default=1)
    labels = [f"{level.value} {level.label}" for level in now.framework.levels]
    agreed = [row["words"] for row in standing_rows(now, None, [item for item in items if item.key in now.agreed])]
    lines = max(
        len(text.split("\n")) for text in (*("\n".join(wrapped(each, LABEL_LENGTH)) for each in labels), *agreed)
    )
    first = header + LINE * titles + half
    last = first + (LINE * (titles + lines) + 2 * half + GAP) * max(len(items) - 1, 0)
    scale = alt.Scale(type="point", domain=[item.key for item in items], range=[first, last], padding=0)
    y = alt.Y("item:N", axis=None, scale=scale)
    return ItemLayout(items, y, below=half + LINE // 2, height=last + half + LINE * lines)


def title_layers(layout: ItemLayout, colours: Palette) -> list[alt.Chart]:
    """Print the title of each item above its line."""
    titles = {item.key: item.title for item in layout.items}
    look: Look = {"x": 0, "dy": -layout.below, "fontSize": TITLE}
    return stacked_words("item", titles, TITLE_LENGTHS, layout.y, colours, look | BOLD)


def unrated_layers(now: Standing, layout: ItemLayout, colours: Palette) -> list[alt.Chart]:
    """Say of each item without a level that it is not rated, or that it does not apply."""
    rows = [
        {"item": item.key, "words": SET_ASIDE if item.key in now.does_not_apply else NOT_RATED}
        for item in layout.items
        if item.key not in now.levels
    ]
    return [
        chart_of(rows).mark_rule(aria=False, color=colours.line, strokeWidth=2, strokeDash=[2, 6]).encode(layout.y),
        word_layer(rows, [layout.y], colours, x=0, dy=layout.below, fontStyle="italic"),
    ]


def _track_layers(
    framework: Framework, stands: Sequence[Datum], x: alt.X, y: alt.Y, colours: Palette
) -> list[alt.Chart]:
    """Draw the line of levels of each rated item, and on it its move since the last round."""
    rated, last = in_round(THIS_ROUND, stands), {row["item"]: row["level"] for row in in_round(LAST_ROUND, stands)}
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
    framework: Framework, rated: Sequence[Datum], x: alt.X, layout: ItemLayout, colours: Palette
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
        word_layer(sides["left"], [layout.y], colours, x=0, dy=layout.below),
        word_layer(sides["center"], [x, layout.y], colours, dy=layout.below, align="center"),
        word_layer(sides["right"], [layout.y], colours, x="width", dy=layout.below, align="right"),
    ]
