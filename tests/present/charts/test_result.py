from collections.abc import Callable
from datetime import datetime

import altair as alt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core.catalogue import Catalogue
from assess.core.position import Position
from assess.core.scoring import Standing
from assess.present import charts
from assess.present.charts.palette import DARK, LIGHT, Palette
from assess.present.charts.rounds import LAST_ROUND, THIS_ROUND
from drawn import CATALOGUE, field, layers, levels, marks, numbers, plain, stand, words

Draw = Callable[[Standing, Standing | None, bool], alt.LayerChart]
DRAWN: list[Draw] = [charts.result.ladder, charts.result.stages, charts.result.profile, charts.result.step_strips]


def test_the_rungs_climb_in_the_frameworks_order(catalogue: Catalogue) -> None:
    framework = catalogue["ladder"]
    drawn = layers(charts.result.ladder(stand(framework, {}), None))
    rungs, rows = next((layer, rows) for layer, rows in drawn if len(rows) == len(framework.levels))
    assert [row["level"] for row in rows] == [level.value for level in framework.levels]
    assert rungs["encoding"]["y"]["scale"]["domain"] == [level.value for level in reversed(framework.levels)]
    top, bottom = rungs["encoding"]["y"]["scale"]["range"]
    assert top < bottom


def test_each_rung_prints_its_name_and_each_band_its_word(catalogue: Catalogue) -> None:
    framework = catalogue["ladder"]
    drawn = layers(charts.result.ladder(stand(framework, {"overall": 5}), None))
    printed = [line.replace("\n", " ") for line in words(drawn)]
    assert {level.label for level in framework.levels} <= set(printed)
    assert sorted(line for line in printed if line.startswith("doing")) == ["doing for", "doing to", "doing with"]


def test_the_dot_stands_on_the_rated_rung_and_the_diamond_on_last_rounds(catalogue: Catalogue) -> None:
    framework = catalogue["ladder"]
    drawn = layers(charts.result.ladder(stand(framework, {"overall": 5, "do": 1}), stand(framework, {"overall": 4})))
    says = "How the service works with people now, this round: 5 Engagement"
    assert [row["says"] for row in marks(drawn, LIGHT.now)] == [says]
    assert [row["level"] for row in marks(drawn, LIGHT.before)] == [4]
    assert {THIS_ROUND, LAST_ROUND} <= set(words(drawn))


def test_on_one_rung_the_diamond_goes_round_the_dot(catalogue: Catalogue) -> None:
    same = stand(catalogue["ladder"], {"overall": 6})
    points = [
        layer["mark"] for layer, _ in layers(charts.result.ladder(same, same)) if layer["mark"]["type"] == "point"
    ]
    assert [point["shape"] for point in points] == ["diamond", "circle"]
    assert points[0]["size"] > 2 * points[1]["size"]
    assert points[0]["fill"] == LIGHT.page


def test_nothing_stands_on_the_ladder_while_the_headline_is_not_rated(catalogue: Catalogue) -> None:
    drawn = layers(charts.result.ladder(stand(catalogue["ladder"], {"do": 3}), None))
    assert not any(layer["mark"]["type"] == "point" for layer, _ in drawn)
    assert THIS_ROUND not in words(drawn)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_both_voices_stand_on_one_line_with_the_gap_between_them(catalogue: Catalogue, colours: Palette) -> None:
    principles = catalogue["principles"]
    heard = [said("equal", 3, 1), said("positive", 2, 2), said("holistic", None, 4)]
    drawn = layers(charts.result.two_voices(principles, heard, colours is DARK))
    assert [row["says"] for row in marks(drawn, colours.now)] == [
        "Positive, the service: 2 Developing",
        "Equal, the service: 3 Established",
    ]
    assert {row["says"] for row in marks(drawn, colours.before)} == {
        "Holistic, people: 4 Gold standard description met",
        "Positive, people: 2 Developing",
        "Equal, people: 1 Starting",
    }
    gaps = [row for layer, rows in drawn if field(layer, "x2") == "before" for row in rows]
    assert {(row["item"], row["level"], row["before"]) for row in gaps} == {("equal", 3, 1), ("positive", 2, 2)}
    assert {"The service", "People"} <= set(words(drawn))
    assert not {THIS_ROUND, LAST_ROUND} & set(words(drawn))


def test_a_dot_that_moved_after_peoples_answers_could_be_seen_says_so_beside_its_item(catalogue: Catalogue) -> None:
    heard = [said("equal", 1, 1)._replace(changed_after=True), said("positive", 2, 2)]
    drawn = layers(charts.result.two_voices(catalogue["principles"], heard))
    assert {"Positive", "Equal (service changed after", "people's answers could be seen)"} <= set(words(drawn))


def said(item: str, service: int | None, people: int) -> Position:
    at = datetime(2026, 6, 3, 12)  # noqa: DTZ001 - the store's times are UTC
    return Position("s", "r", "principles", item, service, "service", False, service, people, 8, None, at)


def test_stages_are_every_item_but_the_headline(catalogue: Catalogue) -> None:
    drawn = layers(charts.result.stages(stand(catalogue["ladder"], {"overall": 2, "analyse": 3, "review": 7}), None))
    assert levels(drawn, LIGHT.now) == {"analyse": 3, "review": 7}
    assert {"3 Informing", "7 Co-production"} <= set(words(drawn))


@pytest.mark.parametrize("draw", [charts.result.profile, charts.result.step_strips])
def test_a_blank_has_no_dot_and_says_so_in_words(draw: Draw, catalogue: Catalogue) -> None:
    drawn = layers(draw(stand(catalogue["principles"], {"holistic": 0}, {"equal": "Because we say so"}), None, False))
    assert levels(drawn, LIGHT.now) == {"holistic": 0}
    assert words(drawn).count("does not apply") == 1
    assert words(drawn).count("not rated") == 6
    assert not any("Because" in line for line in words(drawn))


def test_a_move_is_joined_only_where_both_rounds_rated(catalogue: Catalogue) -> None:
    framework = catalogue["principles"]
    now, before = {"holistic": 3, "equal": 1}, {"holistic": 1, "positive": 4}
    drawn = layers(charts.result.profile(stand(framework, now), stand(framework, before)))
    joined = [row for layer, rows in drawn if field(layer, "x2") == "before" for row in rows]
    assert [(row["item"], row["before"], row["level"]) for row in joined] == [("holistic", 1, 3)]


def test_steps_are_filled_up_to_the_level_and_no_further(catalogue: Catalogue) -> None:
    drawn = layers(
        charts.result.step_strips(stand(catalogue["milestones"], {"partnerships": 3, "prevention": 0}), None)
    )
    bars = [(layer["mark"]["fill"], row) for layer, rows in drawn if layer["mark"]["type"] == "bar" for row in rows]
    filled = sorted((row["item"], row["level"]) for fill, row in bars if fill == LIGHT.now)
    assert filled == [*(("partnerships", level) for level in range(4)), ("prevention", 0)]
    assert len(bars) == 10


def test_the_lowest_level_is_narrower_than_a_step(catalogue: Catalogue) -> None:
    drawn = layers(charts.result.step_strips(stand(catalogue["milestones"], {"prevention": 0}), None))
    scales = [layer["encoding"]["x"]["scale"] for layer, _ in drawn if layer["mark"]["type"] == "bar"]
    assert scales == [{"domain": [-1, 0, 4], "range": [0, 28, {"expr": "width"}]}] * 2


@pytest.mark.parametrize("draw", DRAWN)
def test_a_level_that_this_versions_scale_does_not_have_is_not_drawn(draw: Draw) -> None:
    older, newer = plain({1: "Low", 2: "Middle", 3: "High"}), plain({1: "Low", 2: "High"})
    drawn = layers(draw(stand(newer, {"one": 2, "two": 1}), stand(older, {"one": 3, "two": 3}), False))
    assert marks(drawn, LIGHT.before) == []


@pytest.mark.parametrize(
    ("draw", "rated"),
    [
        (charts.result.ladder, {"one": 40}),
        (charts.result.stages, {"two": 10}),
        (charts.result.profile, {"one": 40, "two": 10}),
        (charts.result.step_strips, {"one": 40, "two": 10}),
    ],
)
def test_three_levels_without_bands_are_drawn(draw: Draw, rated: dict[str, int]) -> None:
    framework = plain({10: "A little", 20: "Somewhat, in most places and for most people", 40: "Very much"})
    drawn = layers(draw(stand(framework, {"one": 40, "two": 10}), stand(framework, {"one": 10, "two": 20}), False))
    assert levels(drawn, LIGHT.now) == rated
    assert {row["item"] for row in marks(drawn, LIGHT.before)} == set(rated)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("rated", [{}, {"overall": 1}, {"overall": 7}])
def test_a_band_keeps_its_colour_whatever_is_rated(catalogue: Catalogue, rated: dict[str, int], dark: bool) -> None:
    drawn = layers(charts.result.ladder(stand(catalogue["ladder"], rated), None, dark))
    coloured = [layer["encoding"]["color"]["scale"] for layer, _ in drawn if field(layer, "color")]
    bands = ["doing to", "doing for", "doing with"]
    assert coloured == [{"domain": bands, "range": list((DARK if dark else LIGHT).bands)}] * 2


@pytest.mark.parametrize("draw", DRAWN)
def test_a_screen_reader_is_told_of_facts_and_not_of_lines_and_letters(draw: Draw, catalogue: Catalogue) -> None:
    for framework in catalogue:
        half = stand(framework, {item.key: framework.highest for item in framework.items[::2]})
        for layer, rows in layers(draw(half, half, False)):
            assert rows, "a layer without marks is a picture without a name"
            if layer["mark"].get("aria", True):
                assert layer["mark"]["type"] != "text"
                assert field(layer, "description") == "says"
                assert all(row["says"] for row in rows)


@pytest.mark.parametrize("draw", DRAWN)
@pytest.mark.parametrize(("dark", "ink"), [(False, LIGHT.ink), (True, DARK.ink)])
def test_a_finished_chart_fits_its_page(draw: Draw, dark: bool, ink: str, catalogue: Catalogue) -> None:
    finished = charts.specification.spec(draw(stand(catalogue["ladder"], {"overall": 3}), None, dark))
    assert finished["width"] == "container"
    assert finished["autosize"] == {"contains": "padding", "type": "fit-x"}
    assert finished["usermeta"] == {"embedOptions": {"actions": False}}
    config = finished["config"]
    assert (config["font"], config["background"], config["view"]["stroke"]) == ("inherit", "transparent", None)
    assert (config["axis"]["labelColor"], config["axis"]["titleColor"]) == (ink, ink)
    assert config["axis"]["labelFontSize"] == 15


def test_the_ladder_is_as_high_as_a_telephone_shows_at_once(catalogue: Catalogue) -> None:
    assert 400 <= charts.specification.spec(charts.result.ladder(stand(catalogue["ladder"], {}), None))["height"] <= 460


@st.composite
def standings(draw: st.DrawFn) -> tuple[Standing, Standing | None]:
    framework = draw(st.sampled_from(list(CATALOGUE)))
    keys = [item.key for item in framework.asked("thorough", "service")]
    rated = st.dictionaries(st.sampled_from(keys), st.sampled_from([level.value for level in framework.levels]))
    now, before = draw(rated), draw(st.none() | rated)
    blank = [key for key in keys if key not in now]
    reasons = draw(st.dictionaries(st.sampled_from(blank), st.just("A reason"))) if blank else {}
    return stand(framework, now, reasons), None if before is None else stand(framework, before)


@pytest.mark.parametrize("draw", DRAWN)
@settings(deadline=None, max_examples=20)
@given(both=standings(), dark=st.booleans())
def test_whatever_was_rated_the_marks_are_the_standings(
    draw: Draw, both: tuple[Standing, Standing | None], dark: bool
) -> None:
    now, before = both
    framework, palette = now.framework, DARK if dark else LIGHT
    headline = framework.items[0].key
    drawn = layers(draw(now, before, dark))
    for standing, colour in ((now, palette.now), (before, palette.before)):
        rated = {} if standing is None else standing.levels
        if draw in {charts.result.ladder, charts.result.stages}:
            rated = {key: level for key, level in rated.items() if (key == headline) is (draw is charts.result.ladder)}
        assert levels(drawn, colour) == rated
    assert numbers(drawn) <= {str(level.value) for level in framework.levels}
