import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.present.charts.palette import DARK, LIGHT, Palette, legible_on, palette, tint
from drawn import contrast, plain
from served import ROOT
from shipped import CATALOGUE


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_words_and_marks_stand_out_from_the_page(palette: Palette) -> None:
    assert contrast(palette.ink, palette.page) >= 4.5
    low, _, high = palette.bands
    # The grey of the middle is light, so that it is no second low or high in grey print; a line goes around it.
    for colour in (palette.now, palette.before, palette.line, palette.bar, low, high):
        assert contrast(colour, palette.page) >= 3


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_low_middle_and_high_are_told_apart_in_grey_print(palette: Palette) -> None:
    for one, other in combinations(palette.bands, 2):
        assert contrast(one, other) >= 1.6


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_a_number_can_be_read_on_every_tint(palette: Palette) -> None:
    assert all(contrast(legible_on(colour), colour) >= 4.5 for colour in palette.tints)


def test_a_scale_of_five_has_a_tint_for_each_level_and_others_one_for_each_third() -> None:
    ladder, principles = CATALOGUE["ladder"], CATALOGUE["principles"]
    assert [tint(principles, value) for value in principles.values] == [0, 1, 2, 3, 4]
    assert [tint(ladder, value) for value in ladder.values] == [0, 0, 0, 2, 2, 4, 4]


@pytest.mark.parametrize("levels", range(2, 11))
def test_a_higher_level_never_has_a_lower_tint(levels: int) -> None:
    scale = plain({value: f"Level {value}" for value in range(levels)})
    tints = [tint(scale, value) for value in scale.values]
    assert tints == sorted(tints)
    assert {tints[0], tints[-1]} == {0, 4}


def test_the_style_sheet_has_the_same_colours() -> None:
    text = (ROOT / "assess/screen/styles/signs.css").read_text(encoding="utf-8")
    styles = dict(re.findall(r"--([\w-]+): (light-dark\([^)]+\));", text))
    pairs = {f"t{number}": (LIGHT.tints[number], DARK.tints[number]) for number in range(5)}
    inks = {f"on-{name}": (legible_on(light), legible_on(dark)) for name, (light, dark) in pairs.items()}
    others = {name: (getattr(LIGHT, name), getattr(DARK, name)) for name in ("page", "ink", "line", "bar")}
    for name, (light, dark) in (pairs | inks | others).items():
        assert styles[name] == f"light-dark({light}, {dark})", name
    light, dark = re.findall("#[0-9A-F]{6}", styles["quiet"])
    assert contrast(light, LIGHT.page) >= 4.5
    assert contrast(dark, DARK.page) >= 4.5


COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


@given(COLOURS)
def test_words_on_any_fill_have_the_contrast_that_wcag_asks(fill: str) -> None:
    assert contrast(legible_on(fill), fill) >= 4.5


def test_the_theme_chooses_the_palette() -> None:
    assert (palette(False), palette(True)) == (LIGHT, DARK)
