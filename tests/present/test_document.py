import struct
from datetime import date
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.present import charts
from assess.present.document import (
    TALLEST,
    TEXT_WIDTH,
    Bullets,
    Document,
    Picture,
    Table,
    bullet_list,
    chart_picture,
    legible,
)
from rounds_by_hand import LADDER
from stood import stood

CELLS = st.text(max_size=200)


@given(st.text())
def test_a_legible_text_fits_into_xml_and_keeps_every_other_sign(text: str) -> None:
    shown = legible(text)
    assert len(shown) == len(text)
    assert all(new in (old, "\N{REPLACEMENT CHARACTER}") for new, old in zip(shown, text, strict=True))
    assert not set(shown) & {"\0", "\x0b", "\ufffe", "\uffff"}
    assert legible(shown) == shown


@given(st.lists(st.text(), max_size=5))
def test_a_list_of_no_points_is_no_block(points: list[str]) -> None:
    assert list(bullet_list(points)) == ([Bullets(tuple(points))] if points else [])


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=5))
def test_the_columns_of_a_table_share_its_width(rows: list[tuple[str, ...]]) -> None:
    widths = Table("A table", ("One", "Two", "Three"), tuple(rows)).widths
    assert sum(widths) == pytest.approx(1)
    assert min(widths) > 0


@given(st.integers(1, 5_000), st.integers(1, 5_000))
def test_a_picture_fits_on_its_page_and_keeps_its_shape(across: int, down: int) -> None:
    width = Picture(b"\x89PNG\r\n\x1a\n" + b"\0" * 8 + struct.pack(">2I", across, down), "A picture").width
    assert width <= TEXT_WIDTH
    assert width * down / across <= TALLEST + 1e-9


def test_a_chart_is_drawn_as_a_picture_with_its_alternative_text() -> None:
    drawn = chart_picture(partial(charts.result.ladder, stood(LADDER, 4), None), "The ladder")
    assert drawn.png.startswith(b"\x89PNG")
    assert drawn.alt == "The ladder"
    assert 0 < drawn.width <= TEXT_WIDTH


def test_a_document_is_set_in_eleven_points_unless_it_says_otherwise() -> None:
    assert Document("A title", "", (), date(2026, 6, 3)).points == 11
