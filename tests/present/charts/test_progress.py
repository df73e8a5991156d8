"""Columns over all rounds: what is low hangs below the line, and every count is printed or in the table."""

from dataclasses import replace

import altair as alt
import pytest
from altair.utils.schemapi import debug_mode
from hypothesis import given, settings

from assess.core.progress import Column, columns
from assess.core.taken import Taken
from assess.present.charts.palette import DARK, LIGHT
from assess.present.charts.progress import ROOM, columns_chart, extent
from drawn import Layers, layers, words
from rounds_by_hand import AUTUMN, LADDER, SPRING, taken, taken_round

ROUNDS = [taken_round(SPRING), taken_round(AUTUMN)]
WHILE_OPEN, AFTERWARDS = AUTUMN.opens, AUTUMN.closes.replace(year=2027)


def shown(*, is_open: bool = False) -> tuple[Column, ...]:
    return columns(ROUNDS, "ladder", WHILE_OPEN if is_open else AFTERWARDS)


def drawn(found: tuple[Column, ...], *, dark: bool = False) -> Layers:
    return layers(columns_chart(found, [column.round.key for column in found], extent(found), dark))


def parts(found: Layers) -> list[dict[str, object]]:
    return [row for layer, rows in found if layer["mark"]["type"] == "rect" for row in rows]


def test_a_part_says_its_round_its_count_and_of_how_many() -> None:
    assert sorted(str(part["says"]) for part in parts(drawn(shown()))) == [
        "Autumn: 2 of 4 doing for",
        "Autumn: 2 of 4 doing to",
        "Spring: 1 of 5 doing with",
        "Spring: 2 of 5 doing for",
        "Spring: 2 of 5 doing to",
    ]


@settings(max_examples=30)
@given(taken(SPRING), taken(AUTUMN))
def test_low_hangs_below_the_line_and_the_rest_stands_on_it_in_its_share(before: Taken, after: Taken) -> None:
    for key in ("ladder", "principles"):
        found = columns([before, after], key, AFTERWARDS)
        with debug_mode(False):
            chart = drawn(found)
        (base,) = [rows[0]["y"] for layer, rows in chart if layer["mark"]["type"] == "rule"]
        heights: dict[str, float] = {}
        for part in parts(chart):
            top, bottom = float(str(part["y"])), float(str(part["y2"]))
            assert top >= base if part["third"] == "low" else bottom <= base
            heights[str(part["says"]).split(":")[0]] = heights.get(str(part["says"]).split(":")[0], 0) + bottom - top
        # All columns are equally tall together: shares of their own round.
        assert max(heights.values(), default=0) - min(heights.values(), default=0) < 1e-6
        assert len(parts(chart)) == sum(count > 0 for column in found for count in column.thirds.values())


def test_a_part_that_is_too_low_for_its_count_has_it_beside_the_column() -> None:
    many = replace(shown()[0], low=1, middle=97, high=2)
    chart = drawn((many,))
    (base,) = [rows[0]["y"] for layer, rows in chart if layer["mark"]["type"] == "rule"]
    places = {row["words"]: row["y"] for layer, rows in chart if layer["mark"]["type"] == "text" for row in rows}
    assert places["1"] > base
    assert places["2"] < ROOM
    assert places["97"] < base
    assert "3" not in words(drawn((replace(many, middle=3, low=97),)))


def test_a_round_that_is_open_stands_apart_outlined_and_is_said_to_be_so_far() -> None:
    chart = drawn(shown(is_open=True))
    dashed = [rows for layer, rows in chart if layer["mark"].get("strokeDash")]
    assert {str(row["says"]).split(":")[0] for rows in dashed for row in rows} == {"Autumn so far"}
    names = [word for word in words(chart) if "\n" in word]
    assert sorted(names) == ["May\n2026\n5/6", "Nov 26\nso far\n5/6"]
    (left,) = {row["x"] for row in dashed[0]}
    assert float(left) > 1.2
    assert not [layer for layer, _ in drawn(shown()) if layer["mark"].get("strokeDash")]


def test_the_rounds_that_are_compared_are_in_bold() -> None:
    found = shown()
    chart = layers(columns_chart(found, ["autumn"], extent(found)))
    bold = [row["words"] for layer, rows in chart if layer["mark"].get("fontWeight") == "bold" for row in rows]
    assert bold == ["Nov\n2026\n5/6"]


def test_pictures_side_by_side_have_one_line() -> None:
    ladder, principles = (columns(ROUNDS, key, AFTERWARDS) for key in ("ladder", "principles"))
    reach = extent([*ladder, *principles])
    lines = [
        rows[0]["y"]
        for found in (ladder, principles)
        for layer, rows in layers(columns_chart(found, [], reach))
        if layer["mark"]["type"] == "rule"
    ]
    assert lines[0] == lines[1]
    assert extent([]) == (0, 0)


@pytest.mark.parametrize("dark", [False, True])
def test_each_third_has_its_bands_colour_and_the_middle_an_outline(dark: bool) -> None:
    palette = DARK if dark else LIGHT
    fills = {str(part["third"]): (part["fill"], part["line"]) for part in parts(drawn(shown(), dark=dark))}
    low, middle, high = palette.bands
    assert fills == {"low": (low, low), "middle": (middle, palette.line), "high": (high, high)}


@pytest.mark.parametrize("is_open", [False, True])
def test_only_what_says_something_is_told_to_a_screen_reader(is_open: bool) -> None:
    chart: alt.LayerChart = columns_chart(shown(is_open=is_open), ["autumn"], extent(shown()))
    for layer, rows in layers(chart):
        assert rows
        assert layer["mark"].get("aria", True) == (layer["mark"]["type"] == "rect")
        assert layer["mark"]["type"] != "rect" or all(row["says"] for row in rows)


def test_the_ladder_of_the_rounds_is_the_one_that_is_drawn() -> None:
    assert {column.framework.key for column in shown()} == {LADDER.key}
