from collections.abc import Callable, Iterator, Mapping
from typing import Any

import altair as alt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess import charts
from assess.catalogue import Catalogue
from assess.catalogue import read as read_catalogue
from assess.charts import DARK, LAST_ROUND, LIGHT, THIS_ROUND, Palette
from assess.framework import Framework, Item, Level
from assess.scoring import Standing

Draw = Callable[[Standing, Standing | None, bool], alt.LayerChart]
DRAWN: list[Draw] = [charts.ladder, charts.stages, charts.profile, charts.steps]
CATALOGUE = read_catalogue()


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


def layers(chart: alt.LayerChart) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each layer of a chart's specification with its data."""
    drawn = chart.to_dict()
    for layer in drawn["layer"]:
        yield layer, drawn["datasets"][layer["data"]["name"]]


def marks(chart: alt.LayerChart, colour: str) -> list[dict[str, Any]]:
    """The data of the marks in this colour that a screen reader is told of."""
    return [
        row
        for layer, rows in layers(chart)
        for row in rows
        if "description" in layer["encoding"]
        and layer["mark"].get("aria", True)
        and colour in (layer["mark"].get("fill"), layer["mark"].get("stroke"))
    ]


def levels(chart: alt.LayerChart, colour: str) -> dict[str, int]:
    return {row["item"]: row["level"] for row in marks(chart, colour)}


def words(chart: alt.LayerChart) -> list[str]:
    """Every line of words that a narrow plot prints."""
    return [
        row["narrow"] if "transform" in layer else row["words"]
        for layer, rows in layers(chart)
        for row in rows
        if layer["mark"]["type"] == "text"
    ]


def numbers(chart: alt.LayerChart) -> set[str]:
    return {word for line in words(chart) for word in line.split() if word.isdecimal()}


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2.2 defines it."""

    def luminance(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        light = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_rungs_climb_in_the_frameworks_order(catalogue: Catalogue) -> None:
    framework = catalogue["ladder"]
    rungs, rows = next(each for each in layers(charts.ladder(stand(framework, {}), None)) if len(each[1]) == 7)
    assert [row["level"] for row in rows] == [level.value for level in framework.levels]
    assert rungs["encoding"]["y"]["scale"]["domain"] == [level.value for level in reversed(framework.levels)]
    top, bottom = rungs["encoding"]["y"]["scale"]["range"]
    assert top < bottom


def test_each_rung_prints_its_name_and_each_band_its_word(catalogue: Catalogue) -> None:
    framework = catalogue["ladder"]
    printed = [line.replace("\n", " ") for line in words(charts.ladder(stand(framework, {"overall": 5}), None))]
    assert {level.label for level in framework.levels} <= set(printed)
    assert sorted(line for line in printed if line.startswith("doing")) == ["doing for", "doing to", "doing with"]


def test_the_dot_stands_on_the_rated_rung_and_the_diamond_on_last_rounds(catalogue: Catalogue) -> None:
    framework = catalogue["ladder"]
    chart = charts.ladder(stand(framework, {"overall": 5, "do": 1}), stand(framework, {"overall": 4}))
    assert [row["says"] for row in marks(chart, LIGHT.now)] == [
        "How the service works with people now, this round: 5 Engagement"
    ]
    assert [row["level"] for row in marks(chart, LIGHT.before)] == [4]
    assert {THIS_ROUND, LAST_ROUND} <= set(words(chart))


def test_on_one_rung_the_diamond_goes_round_the_dot(catalogue: Catalogue) -> None:
    same = stand(catalogue["ladder"], {"overall": 6})
    points = [layer["mark"] for layer, _ in layers(charts.ladder(same, same)) if layer["mark"]["type"] == "point"]
    assert [point["shape"] for point in points] == ["diamond", "circle"]
    assert points[0]["size"] > 2 * points[1]["size"]
    assert points[0]["fill"] == LIGHT.page


def test_nothing_stands_on_the_ladder_while_the_headline_is_not_rated(catalogue: Catalogue) -> None:
    chart = charts.ladder(stand(catalogue["ladder"], {"do": 3}), None)
    assert not any(layer["mark"]["type"] == "point" for layer, _ in layers(chart))
    assert THIS_ROUND not in words(chart)


def test_stages_are_every_item_but_the_headline(catalogue: Catalogue) -> None:
    framework = catalogue["ladder"]
    chart = charts.stages(stand(framework, {"overall": 2, "analyse": 3, "review": 7}), None)
    assert levels(chart, LIGHT.now) == {"analyse": 3, "review": 7}
    assert [row["words"] for row in marks(chart, LIGHT.now)] == ["3 Informing", "7 Co-production"]


def test_a_blank_has_no_dot_and_says_so_in_words(catalogue: Catalogue) -> None:
    now = stand(catalogue["principles"], {"holistic": 0}, {"equal": "Because we say so"})
    for draw in (charts.profile, charts.steps):
        printed = words(draw(now, None))
        assert levels(draw(now, None), LIGHT.now) == {"holistic": 0}
        assert printed.count("does not apply") == 1
        assert printed.count("not rated") == 6
        assert not any("Because" in line for line in printed)


def test_a_move_is_joined_only_where_both_rounds_rated(catalogue: Catalogue) -> None:
    framework = catalogue["principles"]
    now, before = {"holistic": 3, "equal": 1}, {"holistic": 1, "positive": 4}
    chart = charts.profile(stand(framework, now), stand(framework, before))
    joined = [rows for layer, rows in layers(chart) if layer["encoding"].get("x2", {}).get("field") == "before"]
    assert [(row["item"], row["before"], row["level"]) for row in joined[0]] == [("holistic", 1, 3)]


def test_steps_are_filled_up_to_the_level_and_no_further(catalogue: Catalogue) -> None:
    now = stand(catalogue["milestones"], {"partnerships": 3, "prevention": 0})
    filled: dict[str, list[int]] = {}
    for layer, rows in layers(charts.steps(now, None)):
        if layer["mark"]["type"] == "bar" and layer["mark"]["fill"] == LIGHT.now:
            for row in rows:
                filled.setdefault(row["item"], []).append(row["level"])
    assert {item: sorted(values) for item, values in filled.items()} == {
        "partnerships": [0, 1, 2, 3],
        "prevention": [0],
    }


def test_the_lowest_level_is_narrower_than_a_step(catalogue: Catalogue) -> None:
    bar = next(
        layer
        for layer, _ in layers(charts.steps(stand(catalogue["milestones"], {"prevention": 0}), None))
        if layer["mark"]["type"] == "bar"
    )
    assert bar["encoding"]["x"]["scale"] == {"domain": [-1, 0, 4], "range": [0, 28, {"expr": "width"}]}


@pytest.mark.parametrize("draw", DRAWN)
def test_a_level_that_this_versions_scale_does_not_have_is_not_drawn(draw: Draw) -> None:
    older = plain({1: "Low", 2: "Middle", 3: "High"})
    newer = plain({1: "Low", 2: "High"})
    chart = draw(stand(newer, {"one": 2, "two": 1}), stand(older, {"one": 3, "two": 3}), False)
    assert marks(chart, LIGHT.before) == []


@pytest.mark.parametrize("draw", DRAWN)
def test_three_levels_without_bands_are_drawn(draw: Draw) -> None:
    framework = plain({10: "A little", 20: "Somewhat, in most places and for most people", 40: "Very much"})
    chart = draw(stand(framework, {"one": 40, "two": 10}), stand(framework, {"one": 10, "two": 20}), False)
    given = {"ladder": {"one": 40}, "stages": {"two": 10}}.get(draw.__name__, {"one": 40, "two": 10})
    assert levels(chart, LIGHT.now) == given
    assert not any("doing" in line for line in words(chart))


@pytest.mark.parametrize("dark", [False, True])
def test_a_band_keeps_its_colour_whatever_is_rated(catalogue: Catalogue, dark: bool) -> None:
    framework, palette = catalogue["ladder"], DARK if dark else LIGHT
    for given in ({}, {"overall": 1}, {"overall": 7}):
        scales = [
            layer["encoding"]["color"]["scale"]
            for layer, _ in layers(charts.ladder(stand(framework, given), None, dark))
            if "color" in layer["encoding"]
        ]
        bands = {"domain": ["doing to", "doing for", "doing with"], "range": list(palette.bands)}
        assert scales == [bands, bands]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_words_and_marks_stand_out_from_the_page(palette: Palette) -> None:
    assert contrast(palette.ink, palette.page) >= 4.5
    for colour in (palette.now, palette.before, palette.line, *palette.bands):
        assert contrast(colour, palette.page) >= 3


@pytest.mark.parametrize("draw", DRAWN)
def test_a_screen_reader_is_told_of_facts_and_not_of_lines_and_letters(draw: Draw, catalogue: Catalogue) -> None:
    for framework in catalogue:
        given = {item.key: framework.highest for item in framework.items[::2]}
        for layer, rows in layers(draw(stand(framework, given), stand(framework, given), False)):
            assert rows
            told = layer["mark"].get("aria", True)
            assert told == all(row.get("says") for row in rows) or not told
            assert not (told and layer["mark"]["type"] == "text")
            assert "tooltip" not in layer["encoding"]


@pytest.mark.parametrize("draw", DRAWN)
def test_a_finished_chart_fits_its_page(draw: Draw, catalogue: Catalogue) -> None:
    for dark, ink in ((False, LIGHT.ink), (True, DARK.ink)):
        finished = charts.spec(draw(stand(catalogue["ladder"], {"overall": 3}), None, dark))
        assert finished["width"] == "container"
        assert finished["autosize"] == {"contains": "padding", "type": "fit-x"}
        assert finished["usermeta"] == {"embedOptions": {"actions": False}}
        assert finished["config"]["background"] == "transparent"
        assert finished["config"]["font"] == "inherit"
        assert finished["config"]["view"] == {"stroke": None}
        assert finished["config"]["axis"] == {
            "labelColor": ink,
            "labelFontSize": 15,
            "titleColor": ink,
            "titleFontSize": 15,
        }


def test_the_ladder_is_as_high_as_a_telephone_shows_at_once(catalogue: Catalogue) -> None:
    assert 400 <= charts.spec(charts.ladder(stand(catalogue["ladder"], {}), None))["height"] <= 460


@st.composite
def standings(draw: st.DrawFn) -> tuple[Standing, Standing | None]:
    framework = draw(st.sampled_from(list(CATALOGUE)))
    keys = [item.key for item in framework.asked("thorough", "service")]
    given = st.dictionaries(st.sampled_from(keys), st.sampled_from([level.value for level in framework.levels]))
    now, before = draw(given), draw(st.none() | given)
    blank = st.sampled_from(keys).filter(lambda key: key not in now)
    reasons = draw(st.dictionaries(blank, st.just("A reason"))) if len(now) < len(keys) else {}
    return stand(framework, now, reasons), None if before is None else stand(framework, before)


@given(standings(), st.booleans())
def test_whatever_was_rated_the_marks_are_the_standings(both: tuple[Standing, Standing | None], dark: bool) -> None:
    now, before = both
    palette, headline = DARK if dark else LIGHT, now.framework.items[0].key
    for draw in DRAWN:
        chart = draw(now, before, dark)
        for standing, colour in ((now, palette.now), (before, palette.before)):
            given = {} if standing is None else standing.levels
            if draw is charts.ladder:
                given = {key: level for key, level in given.items() if key == headline}
            if draw is charts.stages:
                given = {key: level for key, level in given.items() if key != headline}
            assert levels(chart, colour) == given
        scale = {str(level.value) for level in now.framework.levels}
        titles = {word for item in now.framework.items for word in item.title.split()}
        assert numbers(chart) <= scale | titles
