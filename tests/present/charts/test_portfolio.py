from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core import portfolio
from assess.present import charts
from assess.present.charts.palette import DARK, LIGHT
from drawn import CATALOGUE, layers, words
from stood import LARKRISE

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


def test_services_whose_names_begin_alike_have_rows_that_do_not_look_alike() -> None:
    cell = portfolio.HeatCell("2", "2 Developing", 0.5)
    names = [f"Fernshire Community Reablement and Rapid Response Team {side}" for side in ("North", "South")]
    cells = dict.fromkeys((item.key for item in ITEMS), cell)
    drawn = layers(charts.portfolio.heat_map(ITEMS, [portfolio.HeatRow(name, name, cells) for name in names], False))
    shown = [word for word in words(drawn) if word.startswith("Fernshire")]
    assert [word[-5:] for word in shown] == ["North", "South"]
    assert max(map(len, shown)) <= charts.portfolio.NAME


def test_services_of_one_name_have_rows_with_their_organisations() -> None:
    services = [replace(LARKRISE, key=key, organisation=f"{key} Council") for key in ("Elm", "Oak")]
    entries = [portfolio.Rated(service, None, {}, {}) for service in services]
    rows = portfolio.service_rows(PRINCIPLES, entries, "level", date(2026, 11, 1))
    assert [row.name for row in rows] == ["Larkrise, Elm Council", "Larkrise, Oak Council"]
