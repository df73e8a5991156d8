"""Word files as an office opens them: all of them in one run, since its start takes a second."""

import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain

import pytest

from assess.core.access import local_viewer
from assess.present import annex, board_paper, booklet, first_round, result_paper, year_report
from assess.present.board_paper import Facts
from assess.present.document import Document
from assess.present.pdf import pdf
from assess.present.result_paper import ResultFacts
from assess.present.word import word
from assess.present.year_report import YearFacts
from assess.store import Store
from assess.tasks import papers, yearly
from booklet_by_hand import PAGES, assert_whole
from booklet_by_hand import facts as booklet_facts
from booklet_by_hand import pages as texts_of
from paper_by_hand import (
    AWKWARD,
    LONG,
    first_round_of,
    hostile,
    needs_arial,
    pages,
    printed,
    programme_of,
    squeezed,
    with_note,
)
from programs import needs

ME = local_viewer()
TODAY = datetime.now(UTC).astimezone().date()
SHORT = "Service {}, Marlowick"


@pytest.fixture(scope="module")
def board_papers() -> dict[str, Document]:
    """Short names and few rounds fill the pages least, long names and many rounds most."""
    later = [(4, 2, SHORT), (4, 2, LONG), (12, 8, LONG), (40, 8, LONG)]
    first = [(4, SHORT), (12, LONG), (40, LONG)]
    return {f"board {number}": board_paper.paper(programme_of(*size)) for number, size in enumerate(later)} | {
        f"first {number}": first_round.paper(first_round_of(*size)) for number, size in enumerate(first)
    }


def newest_results(store: Store) -> Iterator[ResultFacts]:
    for service in store.services.visible_to(ME):
        if rounds := store.ratings.submitted(ME, service.key):
            yield papers.result_facts(store, ME, service, rounds[-1][0], TODAY)


@pytest.fixture(scope="module")
def results(example_store: Store) -> dict[str, Document]:
    """A result with an agreed level, one without people's, and both with long texts wherever somebody types."""
    agreed = next(
        facts for facts in newest_results(example_store) if facts.heard and any(row.is_agreed for row in facts.rows)
    )
    alone = next(facts for facts in newest_results(example_store) if not facts.heard)
    cases = {"agreed": agreed, "alone": alone, "hostile": hostile(agreed), "lone": hostile(alone)}
    return {name: result_paper.paper(facts) for name, facts in cases.items()}


@pytest.fixture(scope="module")
def booklets() -> dict[str, Document]:
    return {f"booklet {points}": booklet.booklet(booklet_facts(), points) for points in PAGES}


@pytest.fixture(scope="module")
def facts(example_store: Store) -> Facts:
    """Two rounds, with one more note, of awkward text."""
    rounds = papers.rounds_to_compare(example_store, ME, TODAY, "good-days")
    return with_note(papers.facts(example_store, ME, *rounds, TODAY), AWKWARD)


@pytest.fixture(scope="module")
def year(example_store: Store) -> YearFacts:
    programme = next(one for one in example_store.programmes.visible_to(ME) if one.key == "good-days")
    newest = yearly.years(example_store, ME, programme, TODAY)[0]
    return yearly.facts(example_store, ME, programme, newest, TODAY)


@pytest.fixture(scope="module")
def opened(
    board_papers: Mapping[str, Document],
    results: Mapping[str, Document],
    booklets: Mapping[str, Document],
    facts: Facts,
    year: YearFacts,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, bytes]:
    """The Word file of each of them, printed by an office."""
    long = {"annex": annex.annex(facts), "year": year_report.document(year, "https://rungs.example.org")}
    documents = {**board_papers, **results, **booklets, **long}
    files = {name: word(document) for name, document in documents.items()}
    return printed(files, tmp_path_factory.mktemp("office"))


def test_a_boards_paper_has_two_pages_in_both_formats_on_a_first_round_as_on_later_ones(
    board_papers: dict[str, Document], opened: dict[str, bytes]
) -> None:
    needs_arial()
    assert {name: pages(pdf(document)) for name, document in board_papers.items()} == dict.fromkeys(board_papers, 2)
    assert {name: pages(opened[name]) for name in board_papers} == dict.fromkeys(board_papers, 2)


def test_a_result_is_one_page_in_both_formats_whatever_was_typed(
    results: dict[str, Document], opened: dict[str, bytes]
) -> None:
    needs_arial()
    assert {name: pages(pdf(document)) for name, document in results.items()} == dict.fromkeys(results, 1)
    assert {name: pages(opened[name]) for name in results} == dict.fromkeys(results, 1)


@pytest.mark.parametrize("points", PAGES)
def test_a_booklet_has_the_same_pages_as_its_pdf_and_no_question_is_split(
    points: int, opened: dict[str, bytes]
) -> None:
    assert_whole(texts_of(opened[f"booklet {points}"]), points)


def running_text(file: bytes) -> str:
    """Return the text of a PDF without blanks and without the foot of each page, which would interrupt a paragraph."""
    above_the_foot = ["-x", "0", "-y", "0", "-W", "600", "-H", "785"]
    command = [needs("pdftotext"), "-raw", *above_the_foot, "-", "-"]
    return squeezed(subprocess.run(command, input=file, capture_output=True, check=True).stdout.decode())


def test_the_annex_has_every_note(facts: Facts, opened: dict[str, bytes]) -> None:
    text, notes = running_text(opened["annex"]), list(chain.from_iterable(facts.notes.values()))
    assert len(notes) > 50
    assert {note.voice for note in notes} >= {"service", "people"}
    assert squeezed(facts.title) in text
    for note in notes:
        assert squeezed(note.text) in text
        assert squeezed(note.link) in text


def test_the_year_report_has_every_paragraph(year: YearFacts, opened: dict[str, bytes]) -> None:
    text = running_text(opened["year"])
    for said in (year.title, *year.paragraphs, *(impact.what for impact in year.impacts)):
        assert squeezed(said) in text
