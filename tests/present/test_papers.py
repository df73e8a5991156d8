"""What people take into a meeting, opened with the programs that they open it with."""

import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pytest

from assess import __main__ as command_line
from assess.core.access import Viewer, local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.core.together import Theme
from assess.core.voices import people_turnout
from assess.present import annex, board_paper, give_back
from assess.present.board_paper import Facts
from assess.present.document import Bullets, Document, Heading, Paragraph, Picture, SignTable, Table
from assess.present.pdf import pdf
from assess.present.word import word
from assess.present.workbook import workbook
from assess.store import Store
from assess.tasks import papers
from paper_by_hand import squeezed, with_note
from programs import needs

pytestmark = pytest.mark.usefixtures("frameworks_read_once")

TODAY = datetime.now(UTC).astimezone().date()
ME = local_viewer()
AWKWARD = "=HYPERLINK(1) <b>**#set page()**</b> \U0001f389 “quoted” 你好 \\ $x$ @cite"


@pytest.fixture(scope="module")
def store(
    tmp_path_factory: pytest.TempPathFactory, example_copy: Callable[[str, Path], Path], catalogue: Catalogue
) -> Iterator[Store]:
    """The fictional example with one action that is done."""
    opened = Store(example_copy("fictional", tmp_path_factory.mktemp("report") / "assess.duckdb"), catalogue)
    service = opened.services.get(ME, "larkrise-sitting-service")
    _, round_, _ = papers.rounds_to_compare(opened, ME, TODAY, service.programme)
    who, days = ("Manager", "Carer"), (TODAY, round_.opens + timedelta(days=30))
    action = Action("", service.key, round_.key, "principles", "equal", 0, 2, AWKWARD, *who, days[0], "done", days[1])
    opened.actions.keep(ME, action)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def facts(store: Store) -> Facts:
    """The default comparison, with one more note, of awkward text."""
    found = papers.facts(store, ME, *papers.rounds_to_compare(store, ME, TODAY, "good-days"), TODAY)
    return with_note(found, AWKWARD)


@pytest.fixture(scope="module")
def paper(facts: Facts) -> Document:
    return board_paper.paper(facts)


@pytest.fixture(scope="module")
def annexed(facts: Facts) -> Document:
    return annex.annex(facts)


def test_the_word_file_has_headings_alternative_texts_header_rows_and_its_language(
    facts: Facts, paper: Document, annexed: Document
) -> None:
    for document, title in ((paper, facts.headline), (annexed, f"Annex: {facts.title}")):
        assert_is_accessible(document, title)


def assert_is_accessible(paper: Document, title: str) -> None:
    written = docx.Document(io.BytesIO(word(paper)))
    headings = [one.text for one in written.paragraphs if one.style and one.style.name.startswith("Heading")]
    assert headings == [block.text for block in paper.blocks if isinstance(block, Heading)]
    alternatives = written.element.body.xpath(".//wp:docPr/@descr")
    assert alternatives == [block.alt for block in paper.blocks if isinstance(block, Picture)]
    assert len(written.element.body.xpath("./w:tbl/w:tr[1]/w:trPr/w:tblHeader")) == len(written.tables)
    assert len(written.tables) == sum(isinstance(block, Table | SignTable) for block in paper.blocks)
    assert written.core_properties.title == title
    assert set(written.styles.element.xpath(".//w:style//w:lang/@w:val")) == {"en-GB"}


def test_the_annex_is_a_tagged_pdf_with_a_title_a_language_and_every_note(
    facts: Facts, annexed: Document, tmp_path: Path
) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf(annexed))
    told = subprocess.run([needs("pdfinfo"), str(path)], check=True, capture_output=True, text=True).stdout
    assert re.search(rf"Title:\s+Annex: {re.escape(facts.title)}\n", told)
    assert re.search(r"Tagged:\s+yes", told)
    meta = subprocess.run([needs("pdfinfo"), "-meta", str(path)], check=True, capture_output=True, text=True).stdout
    assert "pdfuaid:part>1<" in meta
    assert b"/Lang" in path.read_bytes()
    raw = subprocess.run([needs("pdftotext"), "-raw", str(path), "-"], check=True, capture_output=True, text=True)
    # A note that continues on the next page is interrupted by the page's foot and the table's repeated header.
    text = squeezed(raw.stdout)
    notes = {squeezed(note.text) for each in facts.notes.values() for note in each if note.text != AWKWARD}
    assert len([note for note in notes if note[:40] in text]) == len(notes)
    assert "#setpage()" in text
    assert "$x$" in text


def test_a_sign_that_no_font_has_is_written_out_as_its_name() -> None:
    needs("pdftotext")
    document = Document("A title", "", (Paragraph("Well done \U000130c0 \U00013051"),), TODAY)
    run = subprocess.run(["pdftotext", "-", "-"], input=pdf(document), capture_output=True, check=True)
    text = run.stdout.decode()
    assert "Well done" in text
    assert "hieroglyph" in text or "\U000130c0" in text


def test_the_workbook_has_one_table_a_sheet_no_formula_and_the_numbers_of_the_comparison(facts: Facts) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(facts)))
    assert not [sheet.title for sheet in book if sheet.merged_cells.ranges]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert [cell.value for cell in cells if cell.value == AWKWARD]
    items = list(book["Items"].iter_rows(min_row=2, values_only=True))
    assert [row[2:6] for row in items] == [(one.n, one.up, one.same, one.down) for one in facts.comparison.items]
    moves = list(book["Moves"].iter_rows(min_row=2, values_only=True))
    assert sum(int(str(row[5])) > 0 for row in moves) == facts.comparison.moved[0]


def test_what_too_few_people_said_is_held_back_in_the_workbook(facts: Facts) -> None:
    held = replace(
        facts.both[1],
        positions=tuple(each._replace(people_level=None, people=0) for each in facts.both[1].positions),
    )
    after = replace(facts, comparison=replace(facts.comparison, after=held))
    book = openpyxl.load_workbook(io.BytesIO(workbook(after)))
    rows = [row for row in book["Positions"].iter_rows(min_row=2, values_only=True) if row[0] == held.round.name]
    answered = {held.services[key].name for key in held.services if held.has_people(key)}
    assert {row[10] for row in rows if row[1] in answered} == {"[c]"}
    assert {row[10] for row in rows if row[1] not in answered} <= {"[x]"}


def test_how_many_people_were_typed_in_is_in_the_workbook_and_in_the_annex(facts: Facts) -> None:
    twelve, few = (people_turnout(heads, has_ended=True, is_unfinished=False, typed_in=4) for heads in (12, 4))
    first, second, *others = [service.key for service in facts.both[1].named(facts.both[1].services)]
    held = replace(facts.both[1], people_in={first: twelve, second: few})
    after = replace(facts, comparison=replace(facts.comparison, after=held))
    header, *rows = openpyxl.load_workbook(io.BytesIO(workbook(after)))["Who answered"].iter_rows(values_only=True)
    assert header == ("Round", "Service", "Organisation", "People who finished", "Typed in by the service")
    cells = [row[3:] for row in rows if row[0] == held.round.name]
    assert cells == [(12, 4), ("[c]", "[c]"), *[("[x]", "[x]")] * len(others)]
    said = f"{held.round.name}: 4 of 12 people's answers typed in by their services."
    assert any(said in str(block) for block in annex.annex(after).blocks)


def test_who_doesnt_know_is_in_the_workbook_or_held_back(facts: Facts) -> None:
    first, *others = [each for each in facts.both[1].positions if facts.both[1].has_people(each.service)]
    positions = (first._replace(people=8, unsure=5), *others)
    after = replace(facts, comparison=replace(facts.comparison, after=replace(facts.both[1], positions=positions)))
    header, *rows = openpyxl.load_workbook(io.BytesIO(workbook(after)))["Positions"].iter_rows(values_only=True)
    column = header.index("People who don't know")
    cells = [row[column] for row in rows if row[0] == facts.both[1].round.name]
    assert cells == [5, *["[c]"] * len(others)]


def test_a_level_that_was_changed_late_is_marked_in_the_workbook(facts: Facts) -> None:
    late = replace(facts.both[1], positions=tuple(one._replace(changed_after=True) for one in facts.both[1].positions))
    book = openpyxl.load_workbook(
        io.BytesIO(workbook(replace(facts, comparison=replace(facts.comparison, after=late))))
    )
    header, *rows = book["Positions"].iter_rows(values_only=True)
    assert header[-1] == "Service's level changed after people's answers could be seen"
    assert {row[-1] for row in rows if row[0] == late.round.name} == {"yes"}
    assert {row[-1] for row in rows if row[0] != late.round.name} == {"no"}


def test_an_annex_without_peoples_answers_says_so(facts: Facts) -> None:
    alone = replace(facts.comparison, gaps=())
    blocks = annex.annex(replace(facts, comparison=alone)).blocks
    assert Paragraph("Service view only", "label") in blocks
    about = openpyxl.load_workbook(io.BytesIO(workbook(replace(facts, comparison=alone))))["About"]
    assert "Service view only." in [row[0] for row in about.iter_rows(values_only=True)]


def test_items_with_an_action_that_is_done_stand_beside_those_without(facts: Facts, annexed: Document) -> None:
    said = [block.text for block in annexed.blocks if isinstance(block, Paragraph)]
    (sentence,) = [each for each in said if each.startswith("Where an action was promised and done")]
    counts = [int(number) for number in re.findall(r"\d+", sentence)]
    up, same, down = facts.comparison.moved
    assert counts[0] + counts[4] == up
    assert counts[2] + counts[5] == down
    assert counts[1] + counts[3] == up + same + down


def test_the_sheet_that_is_given_back_is_one_page(store: Store, tmp_path: Path) -> None:
    service = store.services.get(ME, "larkrise-sitting-service")
    heard = {each.round for each in store.positions.of_service(ME, service.key) if each.people}
    round_ = next(each for each in store.rounds.of(ME, service.programme) if each.key in heard)
    given = papers.given(store, ME, service, round_, TODAY)
    action = replace(given.actions[0], what="x" * 400 + " and more", state="to do")
    impact = replace(given.impacts[0], what="y" * 400 + " and more")
    theme = Theme("", service.key, round_.key, "z" * 60, "w" * 400)
    long = replace(given, actions=(action,) * 9, words=given.words * 5, impacts=(impact,) * 5, themes=(theme,) * 6)
    sheet = give_back.sheet(long)
    (tmp_path / "sheet.pdf").write_bytes(pdf(sheet))
    told = subprocess.run([needs("pdfinfo"), str(tmp_path / "sheet.pdf")], check=True, capture_output=True, text=True)
    assert re.search(r"Pages:\s+1\n", told.stdout)
    assert [block.text for block in sheet.blocks if isinstance(block, Heading)] == [
        "What you told us",
        "What we heard",
        "What changed because of people",
        "What happens next",
    ]
    assert any(isinstance(block, Bullets) for block in sheet.blocks)
    assert zipfile.is_zipfile(io.BytesIO(word(sheet)))


def test_the_sheet_says_how_many_of_those_who_answered_dont_know(store: Store) -> None:
    service = store.services.get(ME, "larkrise-sitting-service")
    heard = {each.round for each in store.positions.of_service(ME, service.key) if each.people}
    round_ = next(each for each in store.rounds.of(ME, service.programme) if each.key in heard)
    given = papers.given(store, ME, service, round_, TODAY)
    one = given.heard[0]._replace(framework="principles", item="equal", people=8, unsure=5)
    blocks = give_back.sheet(replace(given, positions=(one,))).blocks
    place = blocks.index(Paragraph("What many of you don't know:", "label", stays=True))
    (point,) = blocks[place + 1].points  # type: ignore[union-attr]
    assert point.endswith(": 5 of 13 people don't know.")
    assert not any("don't know" in str(block) for block in give_back.sheet(given).blocks)


def test_the_sheet_sets_no_answer_beside_one_that_says_how_life_is(store: Store) -> None:
    service = store.services.get(ME, "larkrise-sitting-service")
    heard = {each.round for each in store.positions.of_service(ME, service.key) if each.people}
    round_ = next(each for each in store.rounds.of(ME, service.programme) if each.key in heard)
    given = papers.given(store, ME, service, round_, TODAY)
    lived = tuple(each._replace(is_experience=True) for each in given.heard)
    said = str(give_back.sheet(replace(given, positions=lived)).blocks)
    assert "There is no question on which your answer and ours can be compared." in said
    assert "far apart" not in said


def test_the_sheet_says_what_the_service_changed_when_it_could_see_peoples_answers(store: Store) -> None:
    service = store.services.get(ME, "larkrise-sitting-service")
    heard = {each.round for each in store.positions.of_service(ME, service.key) if each.people}
    round_ = next(each for each in store.rounds.of(ME, service.programme) if each.key in heard)
    given = papers.given(store, ME, service, round_, TODAY)
    first = next(each for each in given.heard if each.service_level is not None)
    one = first._replace(changed_after=True, service_level=4, people_level=0, framework="principles", item="equal")
    blocks = give_back.sheet(replace(given, positions=(one,))).blocks
    assert "On 1 question we changed our answer when yours could be seen." in [
        block.text for block in blocks if isinstance(block, Paragraph)
    ]
    points = [point for block in blocks if isinstance(block, Bullets) for point in block.points]
    assert [point for point in points if point.endswith("after we changed it: your answers could be seen by then.")]
    assert "when yours could be seen" not in str(give_back.sheet(given).blocks)


def test_the_sheet_says_who_is_not_in_it_and_then_not_that_an_answer_stands_for_all(store: Store) -> None:
    service = store.services.get(ME, "larkrise-sitting-service")
    heard = {each.round for each in store.positions.of_service(ME, service.key) if each.people}
    round_ = next(each for each in store.rounds.of(ME, service.programme) if each.key in heard)
    given = papers.given(store, ME, service, round_, TODAY)
    of_six = tuple(each._replace(people=6) for each in given.heard)

    def said(finished: int) -> str:
        turnout = people_turnout(finished, has_ended=True, is_unfinished=False, largest=6)
        blocks = give_back.sheet(replace(given, positions=of_six, turnout=turnout)).blocks
        return " ".join(block.text for block in blocks if isinstance(block, Paragraph))

    assert "6 people answered questions about" in said(6)
    assert "the middle one of your answers stands for all of you" in said(6)
    assert "10 people answered questions about" in said(10)
    assert "4 of them are not shown: beside one group there would be fewer than 5." in said(10)
    assert "stands for all of you" not in said(10)
    assert "each answer is the middle one of those that are shown" in said(10)


def test_the_sheet_names_items_as_people_were_asked_them_and_none_as_lowest_and_highest(store: Store) -> None:
    service = store.services.get(ME, "larkrise-sitting-service")
    heard = {each.round for each in store.positions.of_service(ME, service.key) if each.people}
    round_ = next(each for each in store.rounds.of(ME, service.programme) if each.key in heard)
    given = papers.given(store, ME, service, round_, TODAY)
    asked = {item.worded_for("people").title for one in given.frameworks for item in one.items}

    def rated(heading: str, level: int | None) -> list[tuple[str, str]]:
        """Return title and level of the entries under a heading, with the same level for all, or unchanged."""
        positions = tuple(
            each if level is None or each.people_level is None else each._replace(people_level=level)
            for each in given.positions
        )
        blocks = list(give_back.sheet(replace(given, positions=positions)).blocks)
        places = [n for n, block in enumerate(blocks) if isinstance(block, Paragraph) and block.text == heading]
        following = [blocks[n + 1] for n in places]
        lines = [line for block in following if isinstance(block, Bullets) for line in block.points]
        return [(line.partition(": ")[0], line.partition(": ")[2]) for line in lines]

    lowest, highest = rated("You rated these lowest:", None), rated("You rated these highest:", None)
    assert lowest
    assert highest
    assert {title for title, _ in lowest + highest} <= asked
    assert not {level for _, level in lowest} & {level for _, level in highest}
    assert rated("You rated these highest:", 2) == []
    assert rated("How you rated:", 2)


def test_a_sheet_with_less_to_say_is_larger_and_still_one_page(store: Store, tmp_path: Path) -> None:
    service = store.services.get(ME, "larkrise-sitting-service")
    heard = {each.round for each in store.positions.of_service(ME, service.key) if each.people}
    round_ = next(each for each in store.rounds.of(ME, service.programme) if each.key in heard)
    given = papers.given(store, ME, service, round_, TODAY)
    points = []
    for actions in ((), given.actions[:1] * 3, given.actions[:1] * 9):
        sheet = give_back.sheet(replace(given, actions=actions))
        (tmp_path / "sheet.pdf").write_bytes(pdf(sheet))
        told = subprocess.run(
            [needs("pdfinfo"), str(tmp_path / "sheet.pdf")], check=True, capture_output=True, text=True
        )
        assert re.search(r"Pages:\s+1\n", told.stdout)
        points.append(sheet.points)
    assert points == sorted(points, reverse=True)
    assert points[0] > points[-1]


def test_the_command_line_writes_each_kind_of_paper(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, example_copy: Callable[[str, Path], Path]
) -> None:
    monkeypatch.setenv("ASSESS_DATABASE", str(example_copy("fictional", tmp_path / "assess.duckdb")))
    for kind, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK")):
        out = tmp_path / f"paper.{kind}"
        assert command_line.main(["report", "--programme", "good-days", "--out", str(out)]) == 0
        assert out.read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--programme", "nowhere", "--out", "a.pdf"], "There is no programme “nowhere”"),
        (["--before", "nowhere", "--out", "a.pdf"], "There is no round “nowhere”"),
        (["--out", "paper"], "does not say what it is"),
        (["--out", "no/such/folder/a.pdf"], "cannot be written"),
    ],
)
def test_a_paper_that_cannot_be_made_gets_one_sentence(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    example_copy: Callable[[str, Path], Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ASSESS_DATABASE", str(example_copy("fictional", tmp_path / "assess.duckdb")))
    monkeypatch.chdir(tmp_path)
    assert command_line.main(["report", *arguments]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not list(tmp_path.glob("*.pdf"))


def test_rounds_in_the_wrong_order_and_an_empty_database_get_one_sentence(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    programme, before, after = papers.rounds_to_compare(store, ME, TODAY)
    with pytest.raises(Exception, match="is not before"):
        papers.rounds_to_compare(store, ME, TODAY, programme.key, after.key, before.key)
    monkeypatch.setenv("ASSESS_DATABASE", str(tmp_path / "none.duckdb"))
    assert command_line.main(["report", "--out", str(tmp_path / "a.pdf")]) == 2
    assert "There is no database" in capsys.readouterr().err


def test_notes_of_a_late_or_unsubmitted_assessment_and_of_too_few_people_stay_out(
    empty_store: Store, me: Viewer
) -> None:
    service, round_ = empty_store.services.add_first(me, "Larkrise", "Fernbridge", "home care", "Fernshire")
    response = empty_store.ratings.start(me, service.key, round_.key)
    empty_store.ratings.save(me, response.key, [Answer("ladder", "overall", 4, note="Our own note")])
    assert empty_store.voices.notes(me, round_.key) == []
    one = empty_store.invitations.join(empty_store.invitations.open(me, service.key, round_.key).token)
    from assess.core.access import guest

    empty_store.ratings.save(guest(one.key), one.key, [Answer("ladder", "overall", 1, note="One person's note")])
    empty_store.ratings.submit(guest(one.key), one.key)
    empty_store.ratings.submit(me, response.key)
    assert [note.text for note in empty_store.voices.notes(me, round_.key)] == ["Our own note"]
    late = datetime.combine(round_.closes + timedelta(days=3), datetime.min.time(), UTC)
    empty_store.clock = lambda: late
    empty_store.ratings.reopen(me, response.key, "Something was missing")
    empty_store.ratings.save(me, response.key, [Answer("ladder", "overall", 5, note="Said too late")])
    empty_store.ratings.submit(me, response.key)
    assert [note.text for note in empty_store.voices.notes(me, round_.key)] == ["Our own note"]


def test_xml_cannot_be_broken_by_what_people_type() -> None:
    document = Document("T\x00 \ufffe", "f", (Paragraph("a\x0bb & <c>"),), date(2026, 1, 1))
    with zipfile.ZipFile(io.BytesIO(word(document))) as parts:
        ET.fromstring(parts.read("word/document.xml"))  # noqa: S314 - our own file


def test_a_paper_on_a_round_that_has_not_begun_is_refused_in_words(store: Store) -> None:
    programme, before, after = papers.rounds_to_compare(store, ME, TODAY, "good-days")
    with pytest.raises(InputError, match=f"There is no round “{after.key}”"):
        papers.facts(store, ME, programme, before, after, after.opens - timedelta(days=1))
