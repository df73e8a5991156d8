"""A result on one page and on a slide: it fits whatever was typed, and says what the page and the export say."""

import io
import re
import struct
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import docx
import pandas as pd
import pytest

from assess.core.access import Grant, Viewer, local_viewer
from assess.core.actions import Action
from assess.core.errors import NotAllowedError, NothingYetError
from assess.present import result, result_paper
from assess.present.charts.palette import LIGHT
from assess.present.document import TEXT_WIDTH, Columns, Document, Heading, Paragraph, Picture, SignTable
from assess.present.pdf import pdf, png
from assess.present.result_paper import ResultFacts
from assess.present.word import word
from assess.store import Store
from assess.tasks import papers
from assess.tasks.columns import TableRow
from paper_by_hand import LONG_NAME, hostile, pages
from programs import needs

ME = local_viewer()
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def results(example_store: Store, example_tables: Mapping[str, Sequence[TableRow]]) -> list[ResultFacts]:
    """The newest result of every sixth service of the example, and of each that has agreed on a level."""
    store, services = example_store, example_store.services.visible_to(ME)
    agreed = {row["service"] for row in example_tables["ratings"] if row["voice"] == "agreed"}
    chosen = [service for place, service in enumerate(services) if not place % 6 or service.key in agreed]
    newest = [(service, rounds[-1][0]) for service in chosen if (rounds := store.ratings.submitted(ME, service.key))]
    return [papers.result_facts(store, ME, service, round_, TODAY) for service, round_ in newest]


@pytest.fixture(scope="module")
def agreed(results: list[ResultFacts]) -> ResultFacts:
    """A result with people's levels and with an agreed level."""
    return next(facts for facts in results if facts.heard and any(row.is_agreed for row in facts.rows))


def tables(document: Document) -> list[SignTable]:
    inside = [block for columns in document.blocks if isinstance(columns, Columns) for block in columns.right]
    return [block for block in (*inside, *document.blocks) if isinstance(block, SignTable)]


def texts(document: Document) -> str:
    return str(document.blocks)


def test_the_pdf_is_tagged_titled_and_in_english(agreed: ResultFacts, tmp_path: Path) -> None:
    path = tmp_path / "result.pdf"
    path.write_bytes(pdf(result_paper.paper(agreed)))
    about = subprocess.run([needs("pdfinfo"), str(path)], check=True, capture_output=True, text=True).stdout
    assert re.search(rf"Title:\s+{re.escape(agreed.title)}\n", about)
    assert re.search(r"Tagged:\s+yes", about)
    meta = subprocess.run([needs("pdfinfo"), "-meta", str(path)], check=True, capture_output=True, text=True).stdout
    assert "pdfuaid:part>1<" in meta
    tags = subprocess.run([needs("pdfinfo"), "-struct-text", str(path)], check=True, capture_output=True, text=True)
    # The left column is read before the right one.
    headings = re.findall(r"H\d[^\n]*\n\s+\"([^\"]+)\"", tags.stdout)
    assert [each for each in headings if each in ("The ladder", "Items")] == ["The ladder", "Items"]


def test_word_has_two_columns_with_headings_alternative_texts_and_header_rows(agreed: ResultFacts) -> None:
    document = result_paper.paper(agreed)
    written = docx.Document(io.BytesIO(word(document)))
    said = [one.text.strip() for one in written.paragraphs if one.style and one.style.name.startswith("Heading")]
    assert said == [
        *("The ladder", "Items", "What people said", "What staff said"),
        *("What was agreed and promised", "What to do next", "How far this can be trusted"),
    ]
    assert written.element.body.xpath(".//wp:docPr/@descr") == [agreed.drawing.alt if agreed.drawing else ""]
    assert len(written.element.body.xpath("./w:tbl/w:tr[1]/w:trPr/w:tblHeader")) == len(tables(document))
    columns = [section.xpath("string(./w:cols/@w:num)") for section in written.element.body.xpath(".//w:sectPr")]
    assert columns == ["", "2", "", "2", ""]
    assert len(written.element.body.xpath(".//w:br[@w:type='column']")) == 2
    assert written.core_properties.title == agreed.title


def test_each_row_is_that_of_the_page(results: list[ResultFacts]) -> None:
    for facts in results:
        groups = result.groups(facts.standings, facts.past, {}, {})
        shown = [row for group in groups if group.is_open for row in group.rows]
        assert [row.item.title for row in facts.rows] == [row.title for row in shown]
        assert [row.level for row in facts.rows] == [row.path.cells[-1] for row in shown]
        if facts.heard:
            assert [row.track for row in facts.rows] == [row.track for row in shown]


def test_every_level_and_gap_equals_an_independent_count_over_the_export(
    results: list[ResultFacts], example_tables: Mapping[str, Sequence[TableRow]]
) -> None:
    rows = pd.DataFrame(example_tables["ratings"]).replace("", None)
    rows = rows.assign(level=pd.to_numeric(rows["level"]))
    checked = 0
    for facts in results:
        own = rows[(rows["service"] == facts.service.key) & (rows["round"] == facts.round.key)]
        levels = {
            voice: part.set_index(["framework", "item"])["level"].dropna() for voice, part in own.groupby("voice")
        }
        (table, *_) = tables(result_paper.paper(facts))
        lines = [line for line in table.rows if len(line) > 1]
        assert len(lines) == len(facts.rows)
        for line, row in zip(lines, facts.rows, strict=True):
            key = row.framework.key, row.item.key
            said = {voice: int(series[key]) for voice, series in levels.items() if key in series.index}
            counts = said.get("agreed", said.get("service"))
            assert line[1].text == ("–" if counts is None else f"{counts} agreed" if "agreed" in said else str(counts))
            if facts.heard:
                signs = {sign: place for place, cell in enumerate(line[2:-1]) for sign in cell.text}
                places = {voice: row.framework.values.index(level) for voice, level in said.items()}
                assert signs.get("●") == places.get("service")
                if "people" in places and row.track.people is not None:
                    assert signs.get("◆") == places["people"]
            checked += 1
    assert checked > 100
    assert {bool(facts.heard) for facts in results} == {True, False}
    assert any(row.is_agreed for facts in results for row in facts.rows)


def test_what_fewer_than_five_people_said_is_on_neither_page_nor_slide(agreed: ResultFacts) -> None:
    *past, now = agreed.past
    known = {(row.framework.key, row.item.key) for row in agreed.rows if row.track.gap}
    position = next(one for one in agreed.heard if (one.framework, one.item) in known)
    hidden = position._replace(people_level=None, people=0)
    held = replace(now, positions={**now.positions, (position.framework, position.item): hidden})
    facts = replace(agreed, past=(*past, held), heard=tuple(one for one in agreed.heard if one.item != position.item))
    (table, *_) = tables(result_paper.paper(facts))
    title = next(row.framework.short_titles[row.item.key] for row in facts.rows if row.item.key == position.item)
    (line,) = [line for line in table.rows if line[0].text == title]
    assert line[-1].text == "too few people answered"
    assert not [cell for cell in line[2:-1] if "◆" in cell.text]


def test_without_people_it_says_why_and_names_each_level(results: list[ResultFacts]) -> None:
    facts = next(facts for facts in results if not facts.heard)
    document = result_paper.paper(facts)
    (table, *_) = tables(document)
    assert [cell.text for cell in table.header] == ["Item", "Counts", "Level"]
    assert facts.unheard in texts(document)
    assert "◆" not in str(table)
    known = [line for line in table.rows if len(line) > 1 and line[1].text != "–"]
    assert known
    assert all(line[1].fill in LIGHT.tints and line[2].text for line in known)


def test_what_was_agreed_is_marked_and_names_what_each_voice_had_said(agreed: ResultFacts) -> None:
    document = result_paper.paper(agreed)
    row = next(row for row in agreed.rows if row.is_agreed)
    assert f"{row.level.level} agreed" in texts(document)
    said = [
        line
        for table in tables(document)
        for line in table.rows
        if line[0].text.startswith(f"{row.item.title}: agreed")
    ]
    assert said
    assert "had said" in said[0][1].text
    assert all(sum(table.widths) <= TEXT_WIDTH + 0.01 for table in tables(document))


def test_an_overdue_promise_comes_first_and_says_so(agreed: ResultFacts) -> None:
    base = Action(
        "a", "", "", "principles", "equal", 0, 2, "Ask", "Manager", "", TODAY.replace(year=2020), "to do", TODAY
    )
    kept = replace(base, key="b", what="Keep", state="done")
    dropped = replace(base, key="c", what="Dropped", state="dropped")
    promised = tables(result_paper.paper(replace(agreed, actions=(kept, dropped, base))))[-1].rows
    lines = [[cell.text for cell in line] for line in promised if line[0].text == "Equal"]
    assert [line[1] for line in lines] == ["Ask", "Keep"]
    assert lines[0][2].endswith("2020, overdue")
    assert lines[1][2] == "Manager, done"


def test_with_nothing_written_agreed_or_promised_it_says_so(agreed: ResultFacts) -> None:
    bare = {key: replace(standing, agreed={}) for key, standing in agreed.standings.items()}
    said = texts(result_paper.paper(replace(agreed, standings=bare, people_wrote=(), service_wrote=(), actions=())))
    assert "Nothing was agreed or promised yet." in said
    assert said.count("Nothing that may be shown.") == 2


def test_the_slide_is_a_picture_of_sixteen_to_nine_whatever_was_typed(agreed: ResultFacts) -> None:
    for facts in (agreed, hostile(agreed)):
        file = png(result_paper.slide(facts))
        assert file.startswith(b"\x89PNG")
        assert struct.unpack(">2I", file[16:24]) == (1920, 1080)


def test_all_that_the_slide_shows_is_in_its_text(agreed: ResultFacts) -> None:
    text = result_paper.alternative(agreed)
    document = result_paper.slide(agreed)
    assert text.startswith(f"{agreed.title}.")
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.look == "plain":
            assert all(part in text for part in re.split(r"(?<=\.) ", block.text))
    (table, *_) = tables(document)
    lines = [line for line in table.rows if len(line) > 1]
    assert all(f"{line[1].text}, {line[-1].text}" in text for line in lines)
    (picture,) = [
        each for one in document.blocks if isinstance(one, Columns) for each in one.left if isinstance(each, Picture)
    ]
    assert picture.alt in text


def test_a_first_round_is_called_one(results: list[ResultFacts]) -> None:
    facts = results[0]
    assert not texts(result_paper.paper(facts)).count(", first round")
    first = replace(facts, past=facts.past[-1:], earlier=None, changes=())
    document = result_paper.paper(first)
    assert f"{facts.round.name}, first round" in texts(document)
    assert "This is its first round, so there is nothing to compare with yet." in texts(document)


def test_what_people_wrote_is_cut_to_a_length_and_counted(agreed: ResultFacts) -> None:
    said = texts(result_paper.paper(hostile(agreed)))
    assert "of 18 notes; the page has all." in said
    assert LONG_NAME * 2 not in said


def test_a_round_without_a_ladder_has_the_items_alone(agreed: ResultFacts) -> None:
    standings = {key: one for key, one in agreed.standings.items() if one.framework.kind != "rung"}
    document = result_paper.paper(replace(agreed, standings=standings))
    assert "The ladder" not in [block.text for block in document.blocks if isinstance(block, Heading)]
    assert sum(tables(document)[0].widths) == pytest.approx(TEXT_WIDTH)
    assert pages(pdf(document)) == 1


def test_a_round_that_was_not_submitted_has_no_paper(example_store: Store) -> None:
    store = example_store
    service = store.services.visible_to(ME)[0]
    submitted = {round_.key for round_, _ in store.ratings.submitted(ME, service.key)}
    of_others = [one for programme in store.programmes.visible_to(ME) for one in store.rounds.of(ME, programme.key)]
    other = next(one for one in of_others if one.key not in submitted)
    with pytest.raises(NothingYetError, match="has not submitted"):
        papers.result_facts(store, ME, service, other, TODAY)


def test_a_commissioners_paper_holds_what_the_commissioner_may_see(
    example_store: Store, results: list[ResultFacts]
) -> None:
    facts = next(facts for facts in results if facts.people_wrote)
    commissioner = Viewer("c", "Commissioner", (Grant("commissioner", "programme", facts.service.programme),))
    seen = papers.result_facts(example_store, commissioner, facts.service, facts.round, TODAY)
    assert seen == facts
    elsewhere = next(one for one in results if one.service.programme != facts.service.programme)
    with pytest.raises(NotAllowedError):
        papers.result_facts(example_store, commissioner, elsewhere.service, elsewhere.round, TODAY)
