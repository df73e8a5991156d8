"""What changed because of people on the sheet that is given back, on the board's paper and in its annex."""

import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assess import wording
from assess.core.access import local_viewer
from assess.core.impact import Impact
from assess.core.programme import Round, Service
from assess.core.publication import Publication
from assess.present import annex, board_paper, give_back, given
from assess.present.board_paper import Facts
from assess.present.document import Bullets, Document, Heading, Paragraph, Table
from assess.present.give_back import Given
from assess.present.pdf import pdf
from assess.store import Store
from assess.tasks import papers
from paper_by_hand import pages
from programs import needs

ME = local_viewer()
TODAY = datetime.now(UTC).astimezone().date()
LONG = "All letters have the telephone number first, in large print, and say who answers it on which day of the week; "


@pytest.fixture(scope="module")
def store(example_store: Store) -> Store:
    return example_store


@pytest.fixture(scope="module")
def facts(store: Store) -> Facts:
    return papers.facts(store, ME, *papers.rounds_to_compare(store, ME, TODAY, "good-days"), TODAY)


@pytest.fixture(scope="module")
def larkrise(store: Store) -> tuple[Service, Round]:
    service = store.services.get(ME, "larkrise-sitting-service")
    return service, store.ratings.submitted(ME, service.key)[-1][0]


@pytest.fixture(scope="module")
def sheet_facts(store: Store, larkrise: tuple[Service, Round]) -> Given:
    return papers.given(store, ME, *larkrise, TODAY)


def headings(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading)]


def many(service: str, count: int, what: str = LONG * 3) -> tuple[Impact, ...]:
    return tuple(Impact(f"{n}", service, date(2026, 5, 1), f"{n} {what}", "carers", "times") for n in range(count))


def test_the_boards_paper_counts_them_and_its_annex_has_each(facts: Facts) -> None:
    assert facts.impacts
    said = [block.text for block in board_paper.paper(facts).blocks if isinstance(block, Paragraph)]
    assert wording.impact.on_paper(facts.impacts) in said
    (table,) = [
        block for block in annex.annex(facts).blocks if isinstance(block, Table) and block.title == "What changed"
    ]
    assert [row[1] for row in table.rows] == [impact.what for impact in facts.impacts]


def test_a_paper_on_rounds_without_a_change_is_as_it_was(facts: Facts) -> None:
    without = replace(facts, impacts=())
    assert wording.impact.HEADING not in headings(annex.annex(without))
    said = [block.text for block in board_paper.paper(without).blocks if isinstance(block, Paragraph)]
    assert not any(wording.impact.HEADING in text for text in said)


def test_the_paper_stays_on_two_pages_with_many(facts: Facts) -> None:
    service = next(iter(facts.after.services))
    assert pages(pdf(board_paper.paper(replace(facts, impacts=many(service, 200))))) == 2


def test_the_annex_counts_from_the_close_of_the_earlier_round(store: Store, facts: Facts) -> None:
    closed = facts.comparison.before.round.until.date()
    every = store.impacts.visible_to(ME, programme="good-days")
    assert {each.key for each in facts.impacts} == {each.key for each in every if each.happened >= closed}
    assert len(facts.impacts) < len(every)


def test_the_sheet_says_what_changed_since_the_round_opened_and_stays_on_one_page(
    sheet_facts: Given, larkrise: tuple[Service, Round]
) -> None:
    service, round_ = larkrise
    assert sheet_facts.impacts
    assert all(impact.happened >= round_.opens for impact in sheet_facts.impacts)
    for impacts in (sheet_facts.impacts, many(service.key, 9)):
        sheet = give_back.sheet(replace(sheet_facts, impacts=impacts))
        titles = headings(sheet)
        assert titles.index("What we heard") < titles.index(wording.impact.HEADING) < titles.index("What happens next")
        assert pages(pdf(sheet)) == 1
    assert "There are 6 more. Ask us for all of them." in [
        block.text for block in sheet.blocks if isinstance(block, Paragraph)
    ]
    told = [block for block in sheet.blocks if isinstance(block, Bullets) and block.points[0].startswith("0 All")]
    assert len(told[0].points) == 3


def test_a_sheet_without_a_change_has_no_heading_for_it(sheet_facts: Given) -> None:
    bare = replace(sheet_facts, impacts=())
    assert wording.impact.HEADING not in headings(give_back.sheet(bare))
    assert give_back.published(bare).changed == ""


def test_a_published_sheet_has_every_change_as_a_point_and_reads_it_out(sheet_facts: Given) -> None:
    published = give_back.published(replace(sheet_facts, impacts=many("ash", 4, "Taxis are paid")))
    assert published.changed.count("\n") == 3
    part = given.changed(published.changed)
    shown = [point.text for group in (*part.first, *part.rest) for point in group.points]
    assert shown == [f"{n} Taxis are paid. Since 1 May 2026. Idea: carers and families." for n in range(4)]
    assert len([point for group in part.first for point in group.points]) == given.MOST_HEARD
    assert set(shown) <= set(wording.publication.sentences(published, []))


def test_a_sheet_that_was_published_without_a_change_differs_once_one_is_noted(sheet_facts: Given) -> None:
    before: Publication = give_back.published(replace(sheet_facts, impacts=()))
    assert not before.says_the_same(give_back.published(sheet_facts))


def test_the_sheets_words_stand_in_its_pdf(sheet_facts: Given) -> None:
    run = subprocess.run(
        [needs("pdftotext"), "-", "-"], input=pdf(give_back.sheet(sheet_facts)), capture_output=True, check=True
    )
    text = " ".join(run.stdout.decode().split())
    assert wording.impact.HEADING in text
    assert sheet_facts.impacts[0].what in text
