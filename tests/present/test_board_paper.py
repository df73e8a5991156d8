"""The board's paper: what stands on its two pages."""

import io
import re
from dataclasses import replace
from functools import cache

import docx
import pytest

from assess import wording
from assess.core import movement
from assess.core.board import compare
from assess.core.text import counted
from assess.present import board_paper
from assess.present.charts.palette import LIGHT
from assess.present.document import TEXT_WIDTH, Document, Heading, Paragraph, Picture, SignTable
from assess.present.pdf import pdf
from assess.present.word import word
from paper_by_hand import LONG, pages, programme_of

SHORT = "Service {}, Marlowick"


def paper(services: int, rounds: int, name: str = SHORT) -> Document:
    return made(services, rounds, name)


@cache
def made(services: int, rounds: int, name: str) -> Document:
    return board_paper.paper(programme_of(services, rounds, name))


def test_the_heading_is_the_finding_and_the_asks_come_first() -> None:
    facts, document = programme_of(12, 5), paper(12, 5)
    assert document.title == facts.headline
    assert document.points == 10
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert headings[:2] == ["What the board is asked", "All 5 rounds"]
    assert headings[-1] == "How far this can be trusted"
    assert document.footer.endswith("As at 29 November 2026.")
    asked = tables(12, 5)[0]
    assert [cell.text for cell in asked.header] == ["Asked", "Options", "Proposed owner", "Proposed day"]
    assert all(cell.text for row in asked.rows for cell in row)
    assert "Service 11, Marlowick" in asked.rows[-1][0].text


def tables(services: int, rounds: int, name: str = SHORT) -> list[SignTable]:
    return [block for block in paper(services, rounds, name).blocks if isinstance(block, SignTable)]


def test_every_table_is_as_wide_as_the_text_and_every_row_as_its_header() -> None:
    for size in ((4, 2, SHORT), (12, 5, SHORT), (12, 8, LONG), (40, 2, SHORT)):
        for table in tables(*size):
            assert sum(table.widths) == pytest.approx(TEXT_WIDTH)
            assert {len(row) for row in table.rows} <= {1, len(table.header)}
            assert len(table.widths) == len(table.header)
            assert min(table.widths) > 0.3


def test_a_cell_prints_its_level_on_its_tint_and_an_unknown_one_a_dash() -> None:
    services = tables(12, 5)[2]
    cells = [cell for row in services.rows for cell in row[1:-1]]
    assert {cell.fill for cell in cells if not cell.unknown} <= set(LIGHT.tints)
    assert all(re.fullmatch(r"\d[▲▼]?", cell.text) for cell in cells if not cell.unknown)
    assert {(cell.text, cell.fill) for cell in cells if cell.unknown} == {("–", "")}
    assert services.rows[-1][0].text == "Service 11, Marlowick"


def test_up_to_twelve_services_are_all_shown_and_of_more_those_that_moved_most() -> None:
    assert len(tables(12, 2)[2].rows) == 12
    facts = programme_of(40, 2)
    shown = [row[0].text for row in tables(40, 2)[2].rows]
    slipped, rose = movement.slipped(facts.services)[:6], movement.rose(facts.services)[:6]
    assert shown == [row.service.name for row in (*slipped, *rose)]
    said = " ".join(block.text for block in paper(40, 2).blocks if isinstance(block, Paragraph))
    assert f"{len(shown)} of 40 services" in said


def test_items_rows_hold_the_counts_of_the_comparison() -> None:
    facts = programme_of(12, 5)
    rows = [row for row in tables(12, 5)[1].rows if len(row) > 1]
    items = {wording.compare.short_title(item.framework, item.key[1]): item for item in facts.items}
    assert len(rows) >= 12
    for row in rows:
        item = items[row[0].text.partition(" – ")[0]]
        assert item.change
        assert [row[-3].text, row[-2].text] == [
            f"▼ {item.change.down}" if item.change.down else "",
            f"▲ {item.change.up}" if item.change.up else "",
        ]


def test_the_widest_gaps_and_the_promises_that_are_late_come_first() -> None:
    gaps, promises = tables(12, 5)[3:]
    assert len(gaps.rows) == len(promises.rows) == 5
    widths = [abs(int(row[2].text) - int(row[3].text)) for row in gaps.rows]
    assert widths == sorted(widths, reverse=True)
    assert [row[-1].text for row in promises.rows][:2] == ["late", "late"]
    assert all(re.fullmatch(r"\d{1,2} [A-Z][a-z]{2} \d{4}", row[3].text) for row in promises.rows)


def test_the_picture_has_the_numbers_of_the_later_round_as_its_alternative_text() -> None:
    (picture,) = [block for block in paper(4, 2).blocks if isinstance(block, Picture)]
    assert re.match(r"Ladder: \d doing with, \d doing to, of 3; Gold Standard principles: \d+ high", picture.alt)


def test_rounds_with_nothing_in_common_make_a_paper_that_says_so() -> None:
    facts = programme_of(4, 2)
    nothing = replace(facts.both[0], positions=(), submitted={})
    alone = replace(facts, comparison=compare(nothing, facts.both[1]), taken=(nothing, facts.both[1]))
    document = board_paper.paper(alone)
    assert "have no service and item in common yet" in str(document.blocks[0])
    assert pages(pdf(document)) == 1


def test_what_the_paper_is_about_may_be_a_part_of_the_programme() -> None:
    facts = replace(programme_of(4, 2), about="Open Doors (day centre)")
    assert facts.headline.startswith("Open Doors (day centre) ")
    assert facts.title.startswith("Open Doors (day centre): ")


def test_word_has_each_cells_colour_behind_it_and_its_ink_on_it() -> None:
    written = docx.Document(io.BytesIO(word(paper(4, 2))))
    fills = written.element.body.xpath(".//w:tcPr/w:shd/@w:fill")
    assert set(fills) <= {tint[1:] for tint in LIGHT.tints}
    assert len(set(fills)) == len(LIGHT.tints)
    dark = written.element.body.xpath(".//w:tc[w:tcPr/w:shd[@w:fill='12436D']]//w:color/@w:val")
    assert set(dark) == {"FFFFFF"}
    assert counted(len(written.element.body.xpath(".//w:br[@w:type='page']")), "page break") == "1 page break"
