"""The stages of a ladder round a circle, and its levels in rows: what is drawn of rungs that hypothesis makes up."""

from math import pi

import pytest
from altair.utils.schemapi import debug_mode
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core.framework import Framework
from assess.present.charts.palette import DARK, LIGHT, TINT_OF, Palette
from assess.present.charts.stages import NOT_RATED, is_round, stages
from drawn import Layers, layers, words
from shipped import CATALOGUE

LADDER, BY_LEVEL = CATALOGUE["ladder"], CATALOGUE["ladder-by-level"]
STAGES = LADDER.items[1:]
RUNGS = st.dictionaries(st.sampled_from([item.key for item in STAGES]), st.sampled_from(LADDER.values))


def drawn(levels: dict[str, int], framework: Framework = LADDER, dark: bool = False) -> Layers:
    items = framework.items if framework is BY_LEVEL else framework.items[1:]
    return layers(stages(framework, items, levels, dark))


def filled(shown: Layers, key: str, colours: Palette) -> dict[float, int]:
    """Return how many rungs are filled, by where a quarter or a row begins."""
    counts: dict[float, int] = {}
    for _, rows in shown:
        for row in rows:
            if "colour" in row:
                counts[row[key]] = counts.get(row[key], 0) + (row["colour"] != colours.empty)
    return counts


@settings(max_examples=40)
@given(RUNGS)
def test_each_quarter_is_filled_as_far_as_its_rung_and_named_with_it_and_the_stages_go_clockwise(
    levels: dict[str, int],
) -> None:
    with debug_mode(False):
        shown = drawn(levels)
    expected = {place * pi / 2: levels.get(item.key, 0) for place, item in enumerate(STAGES)}
    assert filled(shown, "start", LIGHT) == expected
    assert [row["words"] for _, rows in shown for row in rows if row.get("words") in set("→↓←↑")] == [*"→↓←↑"]
    said = words(shown)
    for item in STAGES:
        assert LADDER.short_titles[item.key] in said
    named = [LADDER.named(levels[item.key]) if item.key in levels else NOT_RATED for item in STAGES]
    assert sorted(word for word in said if word in {*named, NOT_RATED}) == sorted(named)


@pytest.mark.parametrize(("dark", "colours"), [(False, LIGHT), (True, DARK)])
def test_a_rung_has_the_colour_of_its_third_and_what_is_not_rated_a_dashed_line(dark: bool, colours: Palette) -> None:
    shown = drawn({"analyse": 2, "plan": 5, "review": 7}, dark=dark)
    arcs = [(layer, row) for layer, rows in shown if layer["mark"]["type"] == "arc" for row in rows]
    for place, level in ((0, 2), (1, 5), (3, 7)):
        fills = {row["colour"] for _, row in arcs if row["start"] == place * pi / 2} - {colours.empty}
        assert fills == {colours.tints[TINT_OF[LADDER.third(level)]]}
    dashed = {row["says"] for layer, row in arcs if "strokeDash" in layer["mark"]}
    assert dashed == {"Do: not rated"}
    assert {row["says"] for _, row in arcs} == {
        "Analyse: 2 Educating",
        "Plan: 5 Engagement",
        "Do: not rated",
        "Review: 7 Co-production",
    }


def test_levels_stand_in_rows_from_the_strategic_one_down() -> None:
    shown = drawn({"strategic": 3, "individual": 6}, BY_LEVEL)
    assert [*filled(shown, "y", LIGHT).values()] == [3, 6, 0]  # those that are not rated are drawn last
    assert words(shown) == ["Strategic level: 3 Informing", "Service level: not rated", "Individual level: 6 Co-design"]
    assert not any(layer["mark"]["type"] == "arc" for layer, _ in shown)


def test_only_four_stages_go_round() -> None:
    assert is_round(LADDER, STAGES)
    assert not is_round(LADDER, STAGES[:3])
    assert not is_round(BY_LEVEL, BY_LEVEL.items)
