"""The board's paper on a first round: two pages, every count of the round, and not a word of what moved."""

import io
from dataclasses import replace
from functools import cache

import openpyxl
import pandas as pd
import pytest

from assess.core import progress
from assess.core.board import alone
from assess.core.position import Position
from assess.core.taken import Taken
from assess.present import annex, first_round
from assess.present.board_paper import Facts
from assess.present.document import TEXT_WIDTH, Document, Heading, NewPage, Paragraph, SignTable
from assess.present.pdf import pdf
from assess.present.workbook import workbook
from paper_by_hand import first_round_of as first
from paper_by_hand import pages

SIZES = (4, 12, 40)
WITHOUT = ("since", "rose", "fell", "▲", "▼", "earlier round", "both rounds", "slipped")


def only(facts: Facts, taken: Taken) -> Facts:
    return replace(facts, comparison=alone(taken), taken=(taken,), notes={taken.round.key: ()})


def tables(document: Document) -> list[SignTable]:
    return [block for block in document.blocks if isinstance(block, SignTable)]


def texts(document: Document) -> str:
    return " ".join(block.text for block in document.blocks if isinstance(block, Paragraph | Heading))


@cache
def paper(services: int) -> Document:
    return first_round.paper(first(services))


def test_it_stands_in_the_order_in_which_a_board_asks_and_says_nothing_of_a_move() -> None:
    facts, document = first(12), paper(12)
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert headings[:3] == [
        *("What the board is asked", "Items: how many services stand low and high", "Services, the lowest rung first")
    ]
    assert headings[-1] == "How far this can be trusted"
    assert sum(isinstance(block, NewPage) for block in document.blocks) == 1
    every = f"{document.title} {texts(document)} {tables(document)} {annex.annex(facts)}"
    own = every.replace("nothing is compared with an earlier one", "")
    assert [word_ for word_ in WITHOUT if word_ in own] == []
    assert "It is the first round, so nothing is compared with an earlier one." in texts(document)
    assert "Not heard from in Spring 2026: Service 11, Marlowick." in texts(document)
    assert document.footer == "Open Doors: Spring 2026. As at 29 November 2026."


def test_every_count_of_an_item_equals_an_independent_count_over_the_positions() -> None:
    for size in SIZES:
        facts = first(size)
        frame = pd.DataFrame(facts.after.positions, columns=Position._fields)
        titles = {
            framework.short_titles[item.key]
            if (framework.key, item.key) != progress.headline_of(facts.after)
            else "": (
                framework,
                item,
            )
            for framework in facts.after.frameworks
            for item in framework.items
        }
        lines = [line for _, lines in first_round.item_groups(facts.items) for line in lines]
        checked = 0
        for line in lines:
            if line.title not in titles:
                continue
            framework, item = titles[line.title]
            levels = frame[(frame["framework"] == framework.key) & (frame["item"] == item.key)]["level"].astype(int)
            places = levels.map(framework.values.index) / (len(framework.values) - 1)
            assert (line.n, line.low) == (len(levels), int((places < 0.5).sum()))
            assert line.high == int(levels.isin(framework.thirds["high"]).sum())
            assert line.middle.level == int(levels.quantile(0.5, interpolation="lower"))
            assert line.is_weak is (line.low >= 2 * len(levels) / 3 and len(levels) >= 3)
            checked += 1
        assert checked >= 13


def test_every_table_is_as_wide_as_the_text_and_every_row_as_its_header() -> None:
    for size in SIZES:
        for table in tables(paper(size)):
            assert sum(table.widths) == pytest.approx(TEXT_WIDTH)
            assert {len(row) for row in table.rows} <= {1, len(table.header)}


def test_the_lowest_rung_is_first_the_silent_last_and_of_many_those_with_most_items_low() -> None:
    facts = first(12)
    rows = first_round.shown(facts)
    rungs = [row.rung.level for row in rows if row.rung]
    assert rungs == sorted(rungs)
    assert not rows[-1].took_part
    assert len(rows) == 12
    many = first(40)
    low = {row.service.key: first_round.thirds(many.after, row)[0] for row in many.services if row.took_part}
    kept = [low[row.service.key] for row in first_round.shown(many)]
    assert sorted(kept, reverse=True) == sorted(low.values(), reverse=True)[:12]
    assert "12 of 40 services: those with most items low" in texts(paper(40))


def test_a_service_that_did_not_take_part_has_dashes_alone() -> None:
    (line,) = [row for row in tables(paper(12))[2].rows if row[0].text == "Service 11, Marlowick"]
    assert {cell.text for cell in line[1:]} == {"–"}


def test_a_round_of_which_nothing_counts_makes_a_paper_that_says_so() -> None:
    facts = first(4)
    nothing = only(facts, replace(facts.after, positions=(), submitted={}))
    document = first_round.paper(nothing)
    assert document.title == "Open Doors, first round: nobody has rated yet"
    assert "Spring 2026 has no level that can be shown yet." in texts(document)
    assert pages(pdf(document)) == 1


def test_the_workbook_has_each_round_once_and_no_moves() -> None:
    facts = first(4)
    book = openpyxl.load_workbook(io.BytesIO(workbook(facts)))
    assert not {"Moves", "People's moves"} & set(book.sheetnames)
    header, *rows = book["Items"].iter_rows(values_only=True)
    assert header == ("Framework", "Item", "Services", "Low", "Between", "High", "Middle level")
    assert [row[2:] for row in rows] == [
        (one.n, *first_round.counts(one), one.median_after) for one in facts.comparison.items
    ]
    assert all(row[2] == sum(row[3:6]) for row in rows)
    positions = list(book["Positions"].iter_rows(min_row=2, values_only=True))
    assert len(positions) == len(set(positions)) == len(facts.after.positions)
    about = [str(row[0]) for row in book["About"].iter_rows(min_row=2, values_only=True)]
    assert f"{facts.headline}." in about
    assert len(about) == len(set(about))


def test_the_annex_has_every_service_and_item() -> None:
    facts = first(40)
    said = str(annex.annex(facts).blocks)
    assert all(service.name in said for service in facts.after.services.values())
    assert all(change.item.title in said for change in facts.comparison.items)
