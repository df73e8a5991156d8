import json

import altair as alt
import pytest
from altair.utils.schemapi import SchemaValidationError

from assess.core.history import RoundLevels
from assess.present import charts
from assess.present.charts.marks import chart_of, word_layer
from assess.present.charts.palette import DARK, LIGHT
from assess.present.charts.specification import get_ready, layered_chart
from shipped import CATALOGUE
from stood import AUTUMN

LADDER = CATALOGUE["ladder"]


def ladder(dark: bool) -> alt.LayerChart:
    return charts.path.path(LADDER, [RoundLevels(AUTUMN, {("ladder", "overall"): 5}, {})], ["Aut 26"], dark)


def test_what_is_drawn_without_the_check_is_the_same_and_can_be_sent() -> None:
    for dark in (False, True):
        finished = charts.specification.unchecked_spec(ladder, dark)
        assert finished == charts.specification.spec(ladder(dark)) | ({"name": "dark"} if dark else {})
        assert json.loads(json.dumps(finished)) == finished


def test_the_check_is_on_again_afterwards() -> None:
    get_ready()
    charts.specification.unchecked_spec(ladder, False)
    with pytest.raises(SchemaValidationError):
        alt.Chart().mark_point(size="large")  # type: ignore[arg-type]


def test_a_layer_without_marks_is_left_out() -> None:
    some, none = word_layer([{"words": "A"}], [], LIGHT), chart_of([]).mark_point()
    chart = layered_chart([none, some], 100, DARK)
    finished = charts.specification.spec(chart)
    assert (len(finished["layer"]), finished["height"]) == (1, 100)
    assert finished["config"]["axis"]["labelColor"] == DARK.ink
