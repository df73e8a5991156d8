import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core import portfolio
from assess.present import charts
from assess.present.charts.palette import DARK, LIGHT
from drawn import CATALOGUE, layers, words

PRINCIPLES = CATALOGUE["principles"]
ITEMS = portfolio.items(PRINCIPLES)
COUNTS = st.dictionaries(
    st.sampled_from(["Home care", "Mental health", "Carers support"]),
    st.fixed_dictionaries(
        {item.key: st.dictionaries(st.sampled_from(PRINCIPLES.values), st.integers(1, 9)) for item in ITEMS}
    ),
    min_size=1,
)


@settings(deadline=None, max_examples=20)
@given(COUNTS, st.booleans())
def test_a_heat_map_says_each_cell_and_colours_a_higher_value_more(
    counts: dict[str, dict[str, dict[int, int]]], dark: bool
) -> None:
    rows = portfolio.grouped(PRINCIPLES, counts)
    drawn = layers(charts.portfolio.heat_map(ITEMS, rows, False, dark))
    cells = [cell for layer, cells in drawn if layer["mark"]["type"] == "rect" for cell in cells]
    assert {cell["says"] for cell in cells} == {
        f"{row.name}, {item.title}: {row.cells[item.key].words}" for row in rows for item in ITEMS
    }
    fills = {cell["words"]: cell["fill"] for cell in cells}
    colours = DARK if dark else LIGHT
    assert fills.get("4", colours.now) == colours.now
    assert fills.get("0", colours.empty) == colours.empty
    assert fills.get(portfolio.BLANK, colours.page) == colours.page


@pytest.mark.parametrize(("strength", "colour"), [(0.0, LIGHT.before), (0.5, LIGHT.empty), (1.0, LIGHT.now)])
def test_a_diverging_heat_map_is_pale_in_the_middle_and_strong_at_both_ends(strength: float, colour: str) -> None:
    cell = portfolio.HeatCell("0", "same", strength)
    row = portfolio.HeatRow("Larkrise", "larkrise", dict.fromkeys((item.key for item in ITEMS), cell))
    drawn = layers(charts.portfolio.heat_map(ITEMS, [row], True))
    assert {cell["fill"] for layer, cells in drawn if layer["mark"]["type"] == "rect" for cell in cells} == {colour}
    assert "Larkrise" in words(drawn)
