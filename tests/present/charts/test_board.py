from collections.abc import Callable
from typing import Any

import altair as alt
import pytest
from hypothesis import given, settings

from assess.core.board import Comparison, compare
from assess.core.taken import Taken
from assess.present import charts
from assess.present.charts.palette import DARK, LIGHT
from drawn import layers, words
from rounds_by_hand import AUTUMN, LADDER, SPRING, service_view, taken, taken_round, two_rounds


def says(chart: alt.LayerChart) -> list[str]:
    """Return what a screen reader is told of each mark."""
    return [row["says"] for layer, rows in layers(chart) if layer["mark"].get("aria", True) for row in rows]


def boxes(chart: alt.LayerChart, colour: str) -> list[dict[str, Any]]:
    """Return the boxes with this fill or outline."""
    return [
        row
        for layer, rows in layers(chart)
        if layer["mark"]["type"] == "rect" and colour in (layer["mark"].get("fill"), layer["mark"].get("stroke"))
        for row in rows
    ]


def test_a_distribution_says_how_many_services_stood_and_stand_at_each_level() -> None:
    title = "How the service works with people now"
    assert sorted(says(charts.board.distributions(two_rounds(), "ladder"))) == [
        f"{title}, Autumn: 1 of 4 at 2 Educating",
        f"{title}, Autumn: 1 of 4 at 3 Informing",
        f"{title}, Autumn: 2 of 4 at 5 Engagement",
        f"{title}, Spring: 1 of 4 at 2 Educating",
        f"{title}, Spring: 1 of 4 at 6 Co-design",
        f"{title}, Spring: 2 of 4 at 4 Consultation",
    ]


def test_the_tallest_bar_stands_where_most_services_do() -> None:
    bars = boxes(charts.board.distributions(two_rounds(), "principles"), LIGHT.now)
    tallest = max(bars, key=lambda bar: bar["y2"] - bar["y"])
    assert tallest["says"] == "Holistic, Autumn: 4 of 4 at 1 Starting"


@settings(deadline=None, max_examples=20)
@given(taken(SPRING), taken(AUTUMN))
def test_each_round_of_a_distribution_adds_up_to_the_services_compared(before: Taken, after: Taken) -> None:
    comparison = compare(before, after)
    for framework in comparison.frameworks:
        chart = charts.board.distributions(comparison, framework.key)
        for colour in (LIGHT.before, LIGHT.now):
            assert sum(bar["count"] for bar in boxes(chart, colour)) == sum(
                change.n for change in comparison.of(framework.key)
            )


@settings(deadline=None, max_examples=20)
@given(taken(SPRING), taken(AUTUMN))
def test_moves_are_to_the_left_of_the_middle_down_and_to_the_right_up(before: Taken, after: Taken) -> None:
    comparison = compare(before, after)
    for framework in comparison.frameworks:
        chart = charts.board.item_moves(comparison, framework.key)
        for change in comparison.of(framework.key):
            counts = {"down": change.down, "same": change.same, "up": change.up}
            for way, count in counts.items():
                assert (f"{change.item.title}: {count} of {change.n} {way}" in says(chart)) == bool(count)
        assert all(bar["x2"] == -1 for bar in boxes(chart, LIGHT.bands[0]))
        assert all(bar["x"] == 1 for bar in boxes(chart, LIGHT.now))


def test_services_that_went_the_same_way_on_the_ladder_share_a_line() -> None:
    said = says(charts.board.ladder_moves(two_rounds()))
    assert sorted(line for line in said if "service" in line) == [
        "1 service from 6 Co-design to 3 Informing",
        "1 service stayed at 2 Educating",
        "2 services from 4 Consultation to 5 Engagement",
    ]
    assert len(said) == 3 + len(LADDER.levels)


@settings(deadline=None, max_examples=20)
@given(taken(SPRING), taken(AUTUMN))
def test_no_two_lines_of_a_column_cross_and_those_that_stayed_have_the_first(before: Taken, after: Taken) -> None:
    comparison = compare(before, after)
    if comparison.ladder is None:
        with pytest.raises(ValueError, match="rated its rung"):
            charts.board.ladder_moves(comparison)
        return
    paths = [rows for _, rows in layers(charts.board.ladder_moves(comparison)) if "column" in rows[0]][-1]
    assert {row["column"] == 0 for row in paths if row["from"] == row["level"]} <= {True}
    columns: dict[int, list[range]] = {}
    for row in paths:
        low, high = sorted((row["from"], row["level"]))
        columns.setdefault(row["column"], []).append(range(low, high + 1))
    assert all(sum(map(len, spans)) == len(set().union(*spans)) for spans in columns.values())


def test_gaps_say_at_how_many_services_the_voices_are_apart() -> None:
    said = says(charts.board.gaps(two_rounds()))
    assert sorted(said) == ["Equal, Autumn: 1 of 3 services apart", "Equal, Spring: 1 of 2 services apart"]


def test_a_round_in_which_too_few_people_answered_has_words_and_no_bar() -> None:
    (gap,) = two_rounds().gaps
    later = compare(service_view().before, taken_round(AUTUMN))
    chart = charts.board.gaps(later)
    assert says(chart) == ["Equal, Autumn: 1 of 3 services apart"]
    assert gap.before.n
    assert "too few people answered" in words(layers(chart))


def test_a_trend_has_a_cell_for_each_level_in_each_round_in_their_order() -> None:
    rounds = [taken_round(SPRING), taken_round(AUTUMN)]
    chart = charts.board.trend(rounds, "principles", only=["equal"])
    cells = [row for layer, rows in layers(chart) if layer["mark"]["type"] == "rect" for row in rows]
    assert len(cells) == 2 * 5
    assert [row["says"] for row in cells if row["count"]] == [
        "Equal, Spring: 1 of 4 at 1 Starting",
        "Equal, Spring: 2 of 4 at 2 Developing",
        "Equal, Spring: 1 of 4 at 3 Established",
        "Equal, Autumn: 2 of 4 at 2 Developing",
        "Equal, Autumn: 2 of 4 at 3 Established",
    ]
    spring, autumn = (min(row["y"] for row in cells if name in row["says"]) for name in ("Spring", "Autumn"))
    assert spring < autumn


DRAWN: list[Callable[[Comparison, bool], alt.LayerChart]] = [
    lambda comparison, dark: charts.board.distributions(comparison, "principles", dark),
    lambda comparison, dark: charts.board.item_moves(comparison, "principles", dark),
    charts.board.ladder_moves,
    charts.board.gaps,
    lambda comparison, dark: charts.board.trend([comparison.before, comparison.after], "principles", dark),
]


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize("dark", [False, True])
def test_only_what_says_something_is_told_to_a_screen_reader(
    draw: Callable[[Comparison, bool], alt.LayerChart], dark: bool
) -> None:
    for layer, rows in layers(draw(two_rounds(), dark)):
        assert rows, "a layer without marks is a picture without a name"
        if layer["mark"].get("aria", True):
            assert layer["mark"]["type"] != "text"
            assert all(row["says"] for row in rows)


@pytest.mark.parametrize("draw", [DRAWN[0], DRAWN[2], DRAWN[3]])
def test_both_rounds_are_named_where_their_marks_differ(draw: Callable[[Comparison, bool], alt.LayerChart]) -> None:
    printed = words(layers(draw(two_rounds(), False)))
    assert {"Spring", "Autumn"} <= set(printed)


def test_the_dark_theme_has_its_own_colours() -> None:
    assert boxes(charts.board.distributions(two_rounds(), "ladder", True), DARK.now)
    assert not boxes(charts.board.distributions(two_rounds(), "ladder", True), LIGHT.now)
