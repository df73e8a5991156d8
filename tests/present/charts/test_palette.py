import pytest

from assess.present.charts.palette import DARK, LIGHT, Palette
from drawn import contrast


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_words_and_marks_stand_out_from_the_page(palette: Palette) -> None:
    assert contrast(palette.ink, palette.page) >= 4.5
    for colour in (palette.now, palette.before, palette.line, *palette.bands):
        assert contrast(colour, palette.page) >= 3
