"""Helpers for charts: the content of a specification, and standings to draw."""

from collections.abc import Mapping
from typing import Any

import altair as alt
from altair.utils import schemapi

from assess.core.framework import Framework, Item, Level
from assess.core.scoring import Standing
from assess.present.charts.palette import LIGHT
from assess.present.charts.specification import layered_chart

Layers = list[tuple[dict[str, Any], list[dict[str, Any]]]]


def stand(framework: Framework, levels: Mapping[str, int], does_not_apply: Mapping[str, str] | None = None) -> Standing:
    return Standing(framework, framework.asked("thorough", "service"), levels, does_not_apply or {}, frozenset())


def plain(levels: Mapping[int, str]) -> Framework:
    """A framework of two items on these levels, without bands."""
    return Framework(
        key="plain",
        title="Plain",
        version=1,
        source="ours",
        credit="ours",
        kind="rung",
        levels=tuple(Level(value=value, label=label, descriptor=label) for value, label in levels.items()),
        items=tuple(Item(key=key, title=key.title(), question="?", prompt="?", quick=True) for key in ("one", "two")),
    )


def layers(chart: alt.LayerChart) -> Layers:
    """Each layer of a chart's specification with its data; an invalid one is an error, unless Altair's check is off."""
    drawn = chart.to_dict(validate=schemapi.DEBUG_MODE)
    return [(layer, drawn["datasets"][layer["data"]["name"]]) for layer in drawn["layer"]]


def put_together(*parts: alt.Chart) -> Layers:
    """Return each layer with its data, as one chart of these layers would have them."""
    return [(layer, list(rows)) for layer, rows in layers(layered_chart(parts, 100, LIGHT))]


def field(layer: dict[str, Any], channel: str) -> str | None:
    found: str | None = layer.get("encoding", {}).get(channel, {}).get("field")
    return found


def marks(drawn: Layers, colour: str) -> list[dict[str, Any]]:
    """The data of the marks of this colour that screen readers announce."""
    return [
        row
        for layer, rows in drawn
        for row in rows
        if field(layer, "description")
        and layer["mark"].get("aria", True)
        and colour in (layer["mark"].get("fill"), layer["mark"].get("stroke"))
    ]


def levels(drawn: Layers, colour: str) -> dict[str, int]:
    return {row["item"]: row["level"] for row in marks(drawn, colour)}


def words(drawn: Layers) -> list[str]:
    """Every line of words that a narrow plot prints."""
    return [
        row["narrow"] if "transform" in layer else row["words"]
        for layer, rows in drawn
        for row in rows
        if layer["mark"]["type"] == "text"
    ]


def numbers(drawn: Layers) -> set[str]:
    return {word for line in words(drawn) for word in line.split() if word.isdecimal()}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
