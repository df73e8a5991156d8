"""The yearly report of the example without typing: four parts, and every line links to an existing record."""

import io
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import docx
import pytest

from assess import wording
from assess.core.access import Grant, Viewer, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NothingYetError
from assess.core.paper import Sheet
from assess.core.programme import Programme
from assess.core.voices import ENOUGH_PEOPLE
from assess.present import year_report
from assess.present.document import Heading, Paragraph, Table
from assess.present.signs import Link
from assess.present.year_report import YearFacts
from assess.screen import pages
from assess.store import Store
from assess.tasks import yearly
from assess.tasks.columns import TableRow
from programs import needs

ME = local_viewer()
TODAY = datetime.now(UTC).astimezone().date()
SITE = "https://rungs.example.org"


@pytest.fixture(scope="module")
def store(example_store: Store) -> Store:
    return example_store


@pytest.fixture
def own_copy(example_copy: Callable[[str, Path], Path], tmp_path: Path, catalogue: Catalogue) -> Iterator[Store]:
    """The example in a database that a test may change."""
    with closing(Store(example_copy("fictional", tmp_path / "assess.duckdb"), catalogue)) as opened:
        yield opened


def programmes(store: Store) -> list[Programme]:
    return store.programmes.visible_to(ME)


@pytest.fixture(scope="module")
def reports(store: Store) -> list[YearFacts]:
    """Every report that the example can make."""
    return [
        yearly.facts(store, ME, programme, year, TODAY)
        for programme in programmes(store)
        for year in yearly.years(store, ME, programme, TODAY)
    ]


@pytest.fixture(scope="module")
def newest(store: Store) -> YearFacts:
    """The report shown when no year is chosen."""
    programme = next(each for each in programmes(store) if each.key == "good-days")
    return yearly.facts(store, ME, programme, yearly.years(store, ME, programme, TODAY)[0], TODAY)


def lines(facts: YearFacts) -> list[year_report.Line]:
    return [line for part in year_report.parts(facts) for table in part.tables for line in table.lines]


def has_record(store: Store, viewer: Viewer, link: Link) -> bool:
    """Read the record from the store by the query parameters of a link, as the page behind the link does."""
    page, given = pages.BY_NAME[link.page], link.parameters
    assert page.title == link.text
    assert page.is_open_to(viewer)
    assert given.keys() <= pages.PARAMETERS
    if "service" in given:
        service = given["service"]
        keys = {
            "result": lambda: {each.key for each, _ in store.ratings.submitted(viewer, service)},
            "changes": lambda: {each.key for each in store.impacts.visible_to(viewer, service=service)},
            "actions": lambda: {each.service for each in store.actions.visible_to(viewer, service=service)},
        }[link.page]()
        return given.get("round", given.get("change", service)) in keys
    programme = next(each for each in programmes(store) if each.key == given["programme"])
    rounds = [each.key for each in store.rounds.of(viewer, programme.key)]
    if link.page == "compare":
        assert given.get("view", "") in wording.views.CHOICES
        assert f'"{given.get("tab", "Every")}' in (pages.PAGES_FOLDER / "compare.py").read_text(encoding="utf-8")
        return rounds.index(given["earlier"]) < rounds.index(given["later"])
    if link.page == "year":
        return int(given["year"]) in yearly.years(store, viewer, programme, TODAY)
    return link.page == "rounds" and bool(rounds)


def test_every_line_of_every_report_of_the_example_leads_to_a_record_that_there_is(
    store: Store, reports: list[YearFacts]
) -> None:
    board = {
        programme.key: Viewer("b", "Board", (Grant("board", "programme", programme.key),))
        for programme in programmes(store)
    }
    checked = 0
    for facts in reports:
        for line in lines(facts):
            # The board that receives the report may open the pages it links to.
            assert has_record(store, board[facts.programme.key], line.record), (facts.title, line)
            checked += 1
    assert checked > 400


def test_a_promise_that_was_dropped_was_made_and_not_kept(own_copy: Store, newest: YearFacts) -> None:
    def counts(facts: YearFacts) -> list[tuple[str, ...]]:
        return [line.cells for line in lines(facts) if line.cells[0].startswith("Promises ")]

    action = next(each for each in newest.actions if each.due.year == newest.year and each.state == "to do")
    own_copy.actions.keep(ME, replace(action, state="dropped"), action)
    facts = yearly.facts(own_copy, ME, newest.programme, newest.year, TODAY)
    assert len(facts.actions) == len(newest.actions)
    assert counts(facts) == counts(newest)
    assert year_report.parts(facts)[1].says[-1].endswith("1 dropped.")


def test_a_service_that_has_moved_on_stays_in_the_report_of_the_board_that_it_was_with(
    own_copy: Store, newest: YearFacts
) -> None:
    board = Viewer("b", "Board", (Grant("board", "programme", "good-days"),))
    promising = {action.service for action in newest.actions}
    moving = next(impact.service for impact in newest.impacts if impact.service in promising)
    before = yearly.facts(own_copy, board, newest.programme, newest.year, TODAY)
    own_copy.members.move(ME, [moving], "open-doors")
    after = yearly.facts(own_copy, board, newest.programme, newest.year, TODAY)
    assert moving not in {service.key for service in own_copy.services.visible_to(board)}
    assert (after.impacts, after.actions) == (before.impacts, before.actions)
    assert [line.cells for line in lines(after)] == [line.cells for line in lines(before)]
    assert all(has_record(own_copy, board, line.record) for line in lines(after))
    assert moving not in {line.record.parameters.get("service") for line in lines(after)}


def test_the_newest_report_of_each_programme_is_complete_without_typing(reports: list[YearFacts]) -> None:
    for facts in {each.programme.key: each for each in reports[::-1]}.values():
        written = year_report.document(facts, SITE)
        titles = [block.text for block in written.blocks if isinstance(block, Heading)]
        assert titles == [
            wording.year.FOREWORD,
            "1. Progress over the year",
            "2. What changed because of people",
            "3. Numbers from our records",
            "4. Who took part",
            wording.year.BASIS,
        ]
        assert len(facts.paragraphs) >= 3
        assert facts.impacts
        assert facts.actions
        assert all(part.tables for part in year_report.parts(facts))
        texts = [block.text for block in written.blocks if isinstance(block, Paragraph)]
        assert "Fictional example: nothing here exists." in texts
        assert wording.year.NO_FOREWORD not in texts


def test_the_changes_are_those_of_the_year_and_programme_in_the_export(
    newest: YearFacts, example_tables: Mapping[str, Sequence[TableRow]]
) -> None:
    tables = example_tables
    services = {row["key"] for row in tables["services"] if row["programme"] == "good-days"}
    expected = {
        row["key"]
        for row in tables["what_changed"]
        if row["service"] in services and row["happened"].startswith(f"{newest.year}-")
    }
    told = {line.record.parameters["change"] for line in lines(newest) if line.record.page == "changes"}
    assert told == expected
    counts = [line for line in lines(newest) if line.cells[0].startswith("Changes, by whose idea")]
    assert sum(int(line.cells[1]) for line in counts) == len(expected)


def test_no_number_of_people_is_smaller_than_may_be_shown(reports: list[YearFacts]) -> None:
    numbers = [
        line.cells[2]
        for facts in reports
        for table in year_report.parts(facts)[3].tables
        for line in table.lines
        if line.cells[2] != "nobody, fewer than five, or sheets of paper that are not all typed in"
    ]
    assert len(numbers) > 40
    assert min(map(int, numbers)) >= ENOUGH_PEOPLE


def test_a_year_without_a_foreword_or_a_change_says_so(store: Store, newest: YearFacts) -> None:
    programme = newest.programme
    earlier = yearly.facts(store, ME, programme, newest.year - 1, TODAY)
    texts = [block.text for block in year_report.document(earlier, SITE).blocks if isinstance(block, Paragraph)]
    assert wording.year.NO_FOREWORD in texts
    bare = YearFacts(programme, 2000, newest.compared, (), (), (), {}, "", TODAY)
    changed, came = year_report.parts(bare)[1], year_report.parts(bare)[3]
    assert changed.says == (wording.year.NO_CHANGE, wording.year.NO_PROMISE)
    assert came.says == (wording.year.NOBODY,)


def test_another_programmes_board_gets_nothing(store: Store, newest: YearFacts) -> None:
    other = Viewer("b", "Board", (Grant("board", "programme", "open-doors"),))
    with pytest.raises(NothingYetError):
        yearly.facts(store, other, newest.programme, newest.year, TODAY)
    with pytest.raises(NothingYetError):
        yearly.file("pdf", store, other, newest.programme, newest.year, TODAY, SITE)


def test_a_year_in_which_no_round_closed_is_refused(store: Store, newest: YearFacts) -> None:
    with pytest.raises(InputError, match="No round of Good Days closed in 1999"):
        yearly.facts(store, ME, newest.programme, 1999, TODAY)


def urls(facts: YearFacts) -> list[str]:
    return [f"{SITE}/{line.record.href}" for line in lines(facts)]


def test_the_pdf_is_tagged_titled_and_leads_to_every_record(newest: YearFacts, store: Store, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(yearly.file("pdf", store, ME, newest.programme, newest.year, TODAY, SITE))
    about = subprocess.run([needs("pdfinfo"), str(path)], check=True, capture_output=True, text=True).stdout
    assert re.search(rf"Title:\s+{re.escape(newest.title)}\n", about)
    assert re.search(r"Tagged:\s+yes", about)
    meta = subprocess.run([needs("pdfinfo"), "-meta", str(path)], check=True, capture_output=True, text=True).stdout
    assert "pdfuaid:part>1<" in meta
    found = subprocess.run([needs("pdfinfo"), "-url", str(path)], check=True, capture_output=True, text=True).stdout
    assert set(re.findall(r"https://\S+", found)) == set(urls(newest))


def test_the_word_file_reads_back_with_its_links(newest: YearFacts, store: Store) -> None:
    file = yearly.file("docx", store, ME, newest.programme, newest.year, TODAY, SITE)
    written = docx.Document(io.BytesIO(file))
    tables = [block for block in year_report.document(newest, SITE).blocks if isinstance(block, Table)]
    assert [len(table.rows) for table in written.tables] == [1 + len(table.rows) for table in tables]
    keys = written.element.body.xpath(".//w:tbl//w:hyperlink/@r:id")
    assert [written.part.rels[key].target_ref for key in keys] == urls(newest)
    assert {parse_qsl(urlsplit(url).query)[0][0] for url in urls(newest)} == {"programme", "service"}


def test_a_programme_with_one_round_reports_on_it_alone(empty_store: Store) -> None:
    store = empty_store
    programme = store.programmes.add(ME, "Fernshire")
    service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme.key)
    round_ = store.rounds.open(ME, programme.key, "Spring", TODAY, TODAY)
    with pytest.raises(NothingYetError, match="No round of Fernshire has closed yet"):
        yearly.years(store, ME, programme, TODAY)
    response = store.ratings.start(ME, service.key, round_.key).key
    store.ratings.save(ME, response, [Answer("ladder", "overall", 4)])
    store.ratings.submit(ME, response)
    store.rounds.close(ME, round_.key, "Enough")
    facts = yearly.facts(store, ME, programme, TODAY.year, TODAY)
    assert {line.record.page for line in lines(facts)} == {"result", "rounds"}
    assert ("Larkrise", "4 of 7, Consultation", "0 low, 0 high", "–") in [line.cells for line in lines(facts)]
    assert wording.year.NO_FOREWORD in [
        block.text for block in year_report.document(facts, SITE).blocks if isinstance(block, Paragraph)
    ]


def test_sheets_that_are_not_all_typed_in_are_not_told_as_few(empty_store: Store) -> None:
    store = empty_store
    programme = store.programmes.add(ME, "Fernshire")
    service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme.key)
    round_ = store.rounds.open(ME, programme.key, "Spring", TODAY, TODAY)
    level = Answer("ladder", "overall", 4)
    response = store.ratings.start(ME, service.key, round_.key).key
    store.ratings.save(ME, response, [level])
    store.ratings.submit(ME, response)
    place = (service.key, round_.key)
    store.paper.begin(ME, *place)
    for number in range(6):
        store.paper.keep(ME, *place, Sheet(f"sheet-{number}", None, [level]))
    store.rounds.close(ME, round_.key, "Enough")
    (line,) = year_report.parts(yearly.facts(store, ME, programme, TODAY.year, TODAY))[3].tables[0].lines
    assert line.cells == (
        "1 service",
        "Spring",
        "nobody, fewer than five, or sheets of paper that are not all typed in",
    )
    store.paper.finish(ME, *place)
    (line,) = year_report.parts(yearly.facts(store, ME, programme, TODAY.year, TODAY))[3].tables[0].lines
    assert line.cells == ("Larkrise", "Spring", "6")
