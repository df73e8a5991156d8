import altair as alt
import pytest

from assess.core.framework import Framework
from assess.present.charts.ladder import band_layers, band_rows, rung_layers, rung_names, uprights
from assess.present.charts.palette import LIGHT
from assess.present.charts.rounds import standing_rows
from drawn import CATALOGUE, plain, put_together, stand

LADDER = CATALOGUE["ladder"]
PLAIN = plain({1: "Low", 2: "High"})
Y = alt.Y("level:O")


def test_a_band_reaches_from_its_lowest_to_its_highest_rung() -> None:
    assert [(row["band"], row["level"], row["highest"]) for row in band_rows(LADDER)] == [
        ("doing to", 1, 3),
        ("doing for", 4, 5),
        ("doing with", 6, 7),
    ]
    assert band_rows(PLAIN) == []


def test_bands_are_lines_with_their_names() -> None:
    (around, outlines), (_, lines), (_, names) = put_together(*band_layers(LADDER, band_rows(LADDER), 10, 20, Y, LIGHT))
    assert [row["highest"] for row in lines] == [row["level"] for row in names]
    assert outlines == lines
    assert (around["mark"]["strokeWidth"], around["mark"]["color"]) == (8, LIGHT.line)
    assert [row["words"] for row in names] == ["doing\nto", "doing\nfor", "doing\nwith"]


@pytest.mark.parametrize("framework", [LADDER, PLAIN])
def test_a_rung_says_its_name_and_its_band(framework: Framework) -> None:
    (around, outlines), (_, rungs) = put_together(*rung_layers(framework, 0, "width", Y, LIGHT))
    assert outlines == rungs
    assert (around["mark"]["aria"], around["mark"]["color"]) == (False, LIGHT.line)
    assert [row["says"] for row in rungs] == [
        f"{level.label}, {level.band}" if level.band else level.label for level in framework.levels
    ]


def test_the_rung_on_which_the_service_stands_is_in_bold() -> None:
    stands = standing_rows(stand(LADDER, {"overall": 5}), None, LADDER.items[:1])
    bold = [
        row["narrow"]
        for layer, rows in put_together(*rung_names(LADDER, stands, 0, Y, LIGHT))
        if layer["mark"].get("fontWeight") == "bold"
        for row in rows
    ]
    assert bold == ["Engagement"]


def test_an_upright_stands_at_each_place_from_the_lowest_rung_to_the_highest() -> None:
    both = put_together(*uprights(LADDER, (4, alt.ExprRef("width")), 20, Y, LIGHT))
    assert [layer["mark"]["x"] for layer, _ in both] == [4, {"expr": "width"}]
    assert [rows for _, rows in both] == [[{"level": 1, "highest": 7}]] * 2
