import io
import os
import re
import shutil
import struct
import subprocess
from datetime import date
from functools import partial
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.history import RoundLevels
from assess.present import charts
from assess.present.document import (
    TALLEST,
    TEXT_WIDTH,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
    bullet_list,
    charts_picture,
    legible,
)
from assess.present.pdf import pdf
from assess.present.word import word
from rounds_by_hand import LADDER
from stood import AUTUMN

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


def test_charts_are_drawn_side_by_side_as_one_picture_with_its_alternative_text() -> None:
    past = [RoundLevels(AUTUMN, {("ladder", "overall"): 4}, {})]
    draw = partial(charts.path.path, LADDER, past, ["Aut 26"])
    drawn = charts_picture({"Now\nrung 4": draw, "Again": draw}, "The ladder")
    assert drawn.png.startswith(b"\x89PNG")
    assert drawn.alt == "The ladder"
    assert 0 < drawn.width <= TEXT_WIDTH


def test_a_document_is_set_in_eleven_points_unless_it_says_otherwise() -> None:
    assert Document("A title", "", (), date(2026, 6, 3)).points == 11


MARK = "\u200e"
NAMES = "בית אלון, גן ירוק: 3 up, 2 down"


def test_names_from_right_to_left_move_nothing_around_them_in_word() -> None:
    on = Document(
        "Two names", "Foot", (Heading(NAMES), Table("Rows", (NAMES, "Up"), (("גן ירוק", "3"),))), date(2026, 11, 1)
    )
    written = docx.Document(io.BytesIO(word(on)))
    (heading,) = [each for each in written.paragraphs if each.style and each.style.name == "Heading 1"]
    assert heading.text.replace(MARK, "") == NAMES
    assert [(run.text, bool(run.font.rtl)) for run in heading.runs] == [
        (MARK, False),
        ("בית אלון", True),
        (MARK, False),
        (", ", False),
        (MARK, False),
        ("גן ירוק", True),
        (MARK, False),
        (": 3 up, 2 down", False),
    ]
    cell = written.tables[0].rows[1].cells[0].paragraphs[0]
    assert [(run.text, run.font.rtl) for run in cell.runs][1] == ("גן ירוק", True)


def test_names_from_right_to_left_are_isolated_in_a_pdf_and_it_is_made(tmp_path: Path) -> None:
    on = Document("Two names", "Foot", (Paragraph(NAMES), Bullets((NAMES,))), date(2026, 11, 1))
    file = tmp_path / "names.pdf"
    file.write_bytes(pdf(on))
    first, second = (words_at(file, word) for word in ("אלון", "ירוק"))
    assert first[0] < second[0]
    assert first[1] == second[1]


def words_at(file: Path, word: str) -> tuple[float, float]:
    """Return how far from the left and the top of the page the block with this word begins."""
    program = shutil.which("pdftotext")
    if program is None:
        assert "CI" not in os.environ, "the gate must open what people take away, and there is no pdftotext"
        pytest.skip("no pdftotext on this machine")
    told = subprocess.run([program, "-bbox", str(file), "-"], capture_output=True, check=True).stdout.decode()
    # Some versions give the letters in the order in which they stand on the page.
    found = re.search(rf'xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>[^<]*(?:{word}|{word[::-1]})', told)
    assert found
    return float(found[1]), float(found[2])
