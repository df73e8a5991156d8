"""A service's result as charts: a Standing in, a chart out."""

from collections.abc import Mapping, Sequence

import altair as alt

from assess.core.framework import Framework, Item
from assess.core.position import Position
from assess.core.scoring import Standing
from assess.core.voices import CHANGED_AFTER
from assess.present.charts.items import item_layout, item_profile, title_layers, unrated_layers
from assess.present.charts.ladder import RUNG, band_layers, band_rows, rung_layers, rung_names, uprights
from assess.present.charts.layout import LETTER, LINE, NAME_LENGTHS, wrapped
from assess.present.charts.marks import BOLD, Datum, Look, chart_of, word_layer
from assess.present.charts.palette import Palette, palette
from assess.present.charts.rounds import LAST_ROUND, THIS_ROUND, in_round, key_layers, mark_layers, standing_rows
from assess.present.charts.specification import layered_chart

VOICE_NAMES = ("The service", "People")
LADDER, BESIDE = 380, 95  # the ladder's greatest width, the room for the names of the rounds beside it
STRIP, STUB = 20, 28  # a step's height, the lowest level's width


def ladder(now: Standing, before: Standing | None, dark: bool = False) -> alt.LayerChart:
    """Draw the levels as the rungs of a ladder, and on it where the headline, the first item, stands.

    Without a rated headline nothing stands on the ladder.
    """
    colours, framework = palette(dark), now.framework
    stands, bands = standing_rows(now, before, framework.items[:1]), band_rows(framework)
    name = LINE * max(len(wrapped(level.label, NAME_LENGTHS[0])) for level in framework.levels)
    pitch = RUNG + name
    left = LETTER * max(len(line) for band in bands for line in band["lines"]) + 23 if bands else 7
    right = f"min(width - {BESIDE}, {left + LADDER})"
    rungs = [*reversed(framework.values)]
    ends = [name + 18, name + 18 + pitch * (len(rungs) - 1)]
    y = alt.Y("level:O", axis=None, scale=alt.Scale(type="point", domain=rungs, range=ends, padding=0))
    return layered_chart(
        [
            *band_layers(framework, bands, left - 15, name, y, colours),
            *rung_layers(framework, left, right, y, colours),
            *rung_names(framework, stands, left + 12, y, colours),
            *uprights(framework, (left, alt.ExprRef(right)), name, y, colours),
            *mark_layers(stands, [y], colours, scaled=1.4, x=alt.ExprRef(right)),
            *_round_names(stands, alt.ExprRef(f"{right} + 22"), y, colours),
        ],
        ends[1] + 26,
        colours,
    )


def stages(now: Standing, before: Standing | None, dark: bool = False) -> alt.LayerChart:
    """Draw every item but the headline on the line of levels, as `profile` does."""
    headline = now.framework.items[0].key
    return item_profile(now, before, [item for item in now.asked if item.key != headline], palette(dark))


def profile(now: Standing, before: Standing | None, dark: bool = False) -> alt.LayerChart:
    """Draw each item as a dot on the line of levels, and last round's as a hollow diamond."""
    return item_profile(now, before, now.asked, palette(dark))


def step_strips(now: Standing, before: Standing | None, dark: bool = False) -> alt.LayerChart:
    """Draw each item as a strip of steps filled up to its level, with a hollow diamond on last round's step.

    The lowest level is a stub before the first step: "not started" must not look like progress.
    """
    colours, levels = palette(dark), now.framework.levels
    stands = standing_rows(now, before, now.asked)
    ends = {level.value: place for place, level in enumerate(levels)}
    scale = alt.Scale(domain=[-1, 0, len(levels) - 1], range=[0, STUB, alt.ExprRef("width")])
    last = [row | {"middle": ends[row["level"]] - 0.5} for row in in_round(LAST_ROUND, stands)]
    layout = item_layout(now, now.asked, header=38 if last else 4, half=STRIP // 2 + 6)
    return layered_chart(
        [
            *key_layers(stands, "square", colours),
            *title_layers(layout, colours),
            *unrated_layers(now, layout, colours),
            *_segments(_segment_rows(stands, ends), alt.X("from:Q", axis=None, scale=scale), layout.y, colours),
            *mark_layers(last, [alt.X("middle:Q", axis=None, scale=scale), layout.y], colours, scaled=0.65),
            word_layer(in_round(THIS_ROUND, stands), [layout.y], colours, x=0, dy=layout.below),
        ],
        layout.height,
        colours,
    )


def two_voices(framework: Framework, heard: Sequence[Position], dark: bool = False) -> alt.LayerChart:
    """Draw each item as a dot where the service stands, a diamond where people do, and the gap between them.

    `heard` are positions on the framework's items on which people's level may be seen.
    """
    by_item = {each.item: each for each in heard}
    items = tuple(_marked(item, by_item[item.key]) for item in framework.items if item.key in by_item)
    service, people = (
        Standing(framework, items, {key: level for key, level in said if level is not None}, {}, frozenset())
        for said in zip(*(((key, p.service_level), (key, p.people_level)) for key, p in by_item.items()), strict=True)
    )
    return item_profile(service, people, items, palette(dark), names=VOICE_NAMES)


def _marked(item: Item, position: Position) -> Item:
    """Return the item with a title that says so where the service changed its level late."""
    title = f"{item.title} (service {CHANGED_AFTER})"
    return item.model_copy(update={"title": title}) if position.changed_after else item


def _segment_rows(stands: Sequence[Datum], ends: Mapping[int, int]) -> list[Datum]:
    return [
        {
            "item": row["item"],
            "level": value,
            "from": end - 1,
            "to": end,
            "state": "reached" if value == row["level"] else "passed" if value < row["level"] else "ahead",
            "says": row["says"],
        }
        for row in in_round(THIS_ROUND, stands)
        for value, end in ends.items()
    ]


def _round_names(stands: Sequence[Datum], x: alt.ExprRef, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    apart = 0 if len({row["level"] for row in stands}) == len(stands) else LINE // 2
    names = [row | {"words": row["round"]} for row in stands]
    return [
        word_layer(in_round(THIS_ROUND, names), [y], colours, x=x, dy=-apart, **BOLD),
        word_layer(in_round(LAST_ROUND, names), [y], colours, x=x, dy=apart),
    ]


def _segments(rows: Sequence[Datum], x: alt.X, y: alt.Y, colours: Palette) -> list[alt.Chart]:
    filled: Look = {"fill": colours.now, "height": STRIP, "xOffset": 1, "x2Offset": -1}
    # An outline is drawn half outside its bar: the bar is smaller, so that the gap stays two pixels.
    hollow: Look = {"fill": colours.empty, "stroke": colours.line, "height": STRIP - 1.5}
    hollow |= {"strokeWidth": 1.5, "xOffset": 1.75, "x2Offset": -1.75}
    looks = {"ahead": hollow | {"aria": False}, "passed": filled | {"aria": False}, "reached": filled}
    return [
        chart_of([row for row in rows if row["state"] == state])
        .mark_bar(**look)
        .encode(x, alt.X2("to"), y, alt.Description("says:N"))
        for state, look in looks.items()
    ]
