from typing import Any

import altair as alt
import pytest

from assess.core.framework import Framework
from assess.present.charts.items import (
    NOT_RATED,
    SET_ASIDE,
    item_layout,
    item_profile,
    title_layers,
    unrated_layers,
)
from assess.present.charts.marks import word_layer
from assess.present.charts.palette import LIGHT
from drawn import CATALOGUE, layers, put_together, stand, words

PRINCIPLES = CATALOGUE["principles"]


@pytest.mark.parametrize("framework", list(CATALOGUE))
@pytest.mark.parametrize("half", [10, 30])
def test_items_are_laid_out_under_the_header_and_above_the_end(framework: Framework, half: int) -> None:
    layout = item_layout(stand(framework, {}), framework.items, header=50, half=half)
    scale: dict[str, Any] = layout.y.to_dict(validate=False)["scale"]  # type: ignore[call-overload]
    assert scale["domain"] == [item.key for item in framework.items]
    first, last = scale["range"]
    assert 50 + half < first <= last < layout.height - half + 1


def test_every_item_has_its_title() -> None:
    layout = item_layout(stand(PRINCIPLES, {}), PRINCIPLES.items, header=0, half=10)
    printed = words(put_together(*title_layers(layout, LIGHT)))
    assert [line for line in printed if line] == [item.title for item in PRINCIPLES.items]


def test_an_item_without_a_level_says_why() -> None:
    now = stand(PRINCIPLES, {"equal": 0}, {"positive": "Nobody takes part yet"})
    layout = item_layout(now, PRINCIPLES.items, header=0, half=10)
    said = words(put_together(*unrated_layers(now, layout, LIGHT)))
    assert (said.count(NOT_RATED), said.count(SET_ASIDE)) == (len(PRINCIPLES.items) - 2, 1)


def test_a_profile_takes_a_key_and_layers_of_its_own() -> None:
    now, before = stand(PRINCIPLES, {"equal": 3}), stand(PRINCIPLES, {"equal": 1})
    key = word_layer([{"words": "Another key"}], [], LIGHT)

    def behind(x: alt.X, y: alt.Y) -> list[alt.Chart]:
        return [word_layer([{"item": "equal", "level": 2, "words": "behind"}], [x, y], LIGHT)]

    chart = item_profile(now, before, PRINCIPLES.items, LIGHT, key=(200, [key]), behind=behind)
    printed = words(layers(chart))
    assert printed[:2] == ["Another key", "behind"]
    assert "This round" not in printed
    usual = item_profile(now, before, PRINCIPLES.items, LIGHT)
    assert {"This round", "Last round"} <= set(words(layers(usual)))
    assert chart.height - usual.height == 200 - 38
