import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.present.charts.palette import DARK, LIGHT, Palette, legible_on, mixed, palette
from drawn import contrast


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_words_and_marks_stand_out_from_the_page(palette: Palette) -> None:
    assert contrast(palette.ink, palette.page) >= 4.5
    for colour in (palette.now, palette.before, palette.line, *palette.bands):
        assert contrast(colour, palette.page) >= 3


COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")


@given(COLOURS)
def test_words_on_any_fill_have_the_contrast_that_wcag_asks(fill: str) -> None:
    assert contrast(legible_on(fill), fill) >= 4.5


@given(COLOURS, COLOURS, st.floats(0, 1))
def test_a_mixed_colour_lies_between_its_ends(start: str, end: str, share: float) -> None:
    assert (mixed(start, end, 0), mixed(start, end, 1)) == (start, end)
    for at in (1, 3, 5):
        first, last = (int(colour[at : at + 2], 16) for colour in (start, end))
        assert min(first, last) <= int(mixed(start, end, share)[at : at + 2], 16) <= max(first, last)


def test_the_theme_chooses_the_palette() -> None:
    assert (palette(False), palette(True)) == (LIGHT, DARK)
