"""The booklet in which people answer on paper, opened with the programs that open it."""

import io
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess import wording
from assess.core.access import Grant, Role, Viewer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.programme import Round, Service
from assess.present import booklet
from assess.present.booklet import SIZES, BookletFacts
from assess.present.document import Choice, Document, Panel, Question
from assess.present.pdf import pdf
from assess.present.word import word
from assess.store import Store
from assess.tasks import papers
from booklet_by_hand import BOX, INVITATION, PAGES, ROUND, SENTENCE, TODAY, assert_whole, facts, framework, pages
from programs import needs


def questions(document: Document) -> list[Question]:
    return [block for block in document.blocks if isinstance(block, Question) and block.label]


@pytest.mark.parametrize("points", PAGES)
def test_nine_questions_take_six_pages_or_ten_in_large_print_and_none_is_split(points: int) -> None:
    assert_whole(pages(pdf(booklet.booklet(facts(), points))), points)


@pytest.mark.parametrize("points", SIZES)
def test_no_question_of_any_framework_is_split(catalogue: Catalogue, points: int) -> None:
    thorough = replace(INVITATION, round=replace(ROUND, form="thorough"))
    document = booklet.booklet(replace(facts(tuple(catalogue)), invitation=thorough), points)
    texts = pages(pdf(document))
    assert sum(text.count("Tick one box.") for text in texts[1:]) == len(questions(document))
    assert all(text.count("Tick one box.") == text.count("Use no names.") for text in texts[1:])


def test_a_question_that_no_page_has_room_for_goes_on_overleaf_and_loses_nothing() -> None:
    endless = framework("endless", range(9), 1, " ".join(["word"] * 90 + ["last"]))
    texts = pages(pdf(booklet.booklet(facts((endless,)), 20)))
    assert len(texts) > 2
    assert sum(text.count("last") for text in texts) == 9


@pytest.mark.parametrize("points", SIZES)
def test_the_pdf_is_tagged_and_has_a_title_a_language_headings_and_lists(points: int, tmp_path: Path) -> None:
    (tmp_path / "booklet.pdf").write_bytes(pdf(booklet.booklet(facts(), points)))

    def info(*options: str) -> str:
        command = [needs("pdfinfo"), *options, str(tmp_path / "booklet.pdf")]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert re.search(r"Title:\s+What is Oak Lodge like for you\?\n", info())
    assert re.search(r"Tagged:\s+yes", info())
    assert "pdfuaid:part>1<" in info("-meta")
    assert b"/Lang" in (tmp_path / "booklet.pdf").read_bytes()
    tags = info("-struct")
    # The question of the cover, and nine.
    assert len(re.findall(r"^ *H1", tags, re.MULTILINE)) == 10
    # The cover's rules and its three boxes; seven rungs and five levels of eight principles, each with "I don't know".
    assert len(re.findall(r"^ *LI", tags, re.MULTILINE)) == len(wording.booklet.RULES) + 3 + 8 + 8 * 6


@pytest.mark.parametrize("points", SIZES)
def test_the_word_file_has_a_title_headings_and_rows_that_keep_together(points: int) -> None:
    document = booklet.booklet(facts(), points)
    written = docx.Document(io.BytesIO(word(document)))
    assert written.core_properties.title == "What is Oak Lodge like for you?"
    headings = [each.text for each in written.paragraphs if each.style and each.style.name == "Heading 1"]
    assert headings == [
        wording.booklet.WHO,
        *(f"{question.label}\n{question.text}" for question in questions(document)),
    ]
    assert [len(table.rows) for table in written.tables] == [3, 8, *[6] * 8]
    for table in written.tables[1:]:
        paragraphs = [paragraph for row in table.rows for cell in row.cells for paragraph in cell.paragraphs]
        assert all(paragraph.paragraph_format.keep_with_next for paragraph in paragraphs)
    assert len(written.element.body.xpath("./w:tbl//w:cantSplit")) == 3 + 8 + 8 * 6
    assert set(written.styles.element.xpath(".//w:style//w:lang/@w:val")) == {"en-GB"}


def test_word_reads_the_properties_of_a_paragraph_in_one_order_alone() -> None:
    order = ["pStyle", "keepNext", "keepLines", "pBdr", "spacing", "ind", "jc"]
    written = docx.Document(io.BytesIO(word(booklet.booklet(facts(), 14))))
    for properties in written.element.body.xpath(".//w:pPr"):
        names = [child.tag.rpartition("}")[2] for child in properties]
        known = [name for name in names if name in order]
        assert known == sorted(known, key=order.index)


@pytest.mark.parametrize(("points", "millimetres"), [(14, 9), (20, 11)])
def test_a_box_to_tick_is_9_millimetres_or_11_in_large_print(points: int, millimetres: int) -> None:
    document = booklet.booklet(facts(), points)
    assert document.tick == millimetres
    written = docx.Document(io.BytesIO(word(document)))
    ticks = [table.rows[0].cells[0].paragraphs[0].paragraph_format.line_spacing for table in written.tables]
    assert {round(tick.mm) for tick in ticks if tick is not None and not isinstance(tick, float)} == {millimetres}


def test_each_box_has_the_number_by_which_its_level_is_typed_in() -> None:
    ladder, *principles = questions(booklet.booklet(facts(), 14))
    assert [choice.mark for choice in ladder.choices] == [*"1234567", "D"]
    for question in principles:
        assert [choice.mark for choice in question.choices] == [*"01234", "D"]


@given(values=st.lists(st.integers(-9, 99), min_size=2, max_size=9, unique=True).map(sorted), items=st.integers(1, 5))
def test_every_level_of_every_item_asked_has_one_box(values: list[int], items: int) -> None:
    shown = questions(booklet.booklet(facts((framework("any", values, items),)), 14))
    assert [question.label for question in shown] == [f"Question {n + 1} of {items}" for n in range(items)]
    for question in shown:
        assert [choice.mark for choice in question.choices] == [*map(str, values), wording.booklet.DONT_KNOW_MARK]


def test_it_has_peoples_words_and_no_names_of_levels() -> None:
    text = "".join(pages(pdf(booklet.booklet(facts(), 14))))
    assert "Most of the time, do staff plan part 0 of ladder" in text
    assert SENTENCE in text
    for words in ("How does the service see itself?", "Name 3", "A title", "A prompt", "The ladder"):
        assert words not in text


def test_an_item_that_is_not_asked_of_people_is_not_in_it(catalogue: Catalogue) -> None:
    (own, *_) = catalogue
    items = tuple(item.model_copy(update={"voices": ("service",)}) for item in own.items[1:])
    document = booklet.booklet(facts((own.model_copy(update={"items": (own.items[0], *items)}),)), 14)
    (question,) = questions(document)
    assert question.text == own.items[0].worded_for("people").question


def test_the_cover_says_the_rules_where_to_hand_it_in_and_the_code() -> None:
    cover = " ".join(pages(pdf(booklet.booklet(facts(), 14)))[0].split())
    for words in (
        "There are 9 questions.",
        "Do not write your name.",
        "What you have ticked still counts.",
        "Somebody at the service types in your answers and sees them.",
        "from 5 people on",
        "Just me",
        "Me, and somebody helps me",
        "We are a group of",
        f"Hand it in: {BOX}",
        "By 12 December 2026. It may end sooner.",
        "rungs.example.org/take_part",
        "Code: ABCD EFGH",
    ):
        assert words in cover
    assert INVITATION.token not in cover


def test_without_an_address_that_a_phone_can_open_none_is_printed() -> None:
    panels = [block for block in booklet.booklet(facts(address=""), 14).blocks if isinstance(block, Panel)]
    lines = [line.text for panel in panels for line in panel.lines]
    assert lines[-1] == "Code: ABCD EFGH"
    assert wording.booklet.ONLINE not in lines
    assert wording.booklet.NO_SHEET not in lines


def test_what_a_manager_types_is_shown_as_it_is() -> None:
    typed = "<b>**#set page()**</b> \U0001f389 “quoted” \\ $x$ @cite"
    document = booklet.booklet(facts(hand_in=booklet.checked_place(typed)), 14)
    text = "".join(pages(pdf(document)))
    assert "<b>**#set page()**</b>" in text
    assert "$x$ @cite" in text
    written = docx.Document(io.BytesIO(word(document)))
    assert typed in written.sections[0].footer.paragraphs[0].text


def test_a_place_is_one_line_of_at_most_60_characters() -> None:
    assert booklet.checked_place("  ") == ""
    assert booklet.checked_place(f" {BOX} ") == BOX
    with pytest.raises(InputError, match="Where to hand it in is 61 characters long"):
        booklet.checked_place("x" * 61)
    with pytest.raises(InputError, match="hidden character"):
        booklet.checked_place("a\u202eb")


def test_the_blocks_of_a_form_say_what_they_are() -> None:
    document = booklet.booklet(facts(), 14)
    assert document.is_form
    assert not replace(document, blocks=(Panel(()),)).is_form
    who = next(block for block in document.blocks if isinstance(block, Question))
    assert who.choices == tuple(Choice("", text) for text in wording.booklet.WHO_CHOICES)


# The page says who gets one.


@pytest.fixture
def invited(empty_store: Store, me: Viewer) -> tuple[Service, Round]:
    """A service with an invitation in an open round."""
    service, round_ = empty_store.services.add_first(me, "Oak Lodge", "Fernbridge", "care home", "Fernshire")
    empty_store.invitations.open(me, service.key, round_.key)
    return service, round_


def facts_for(store: Store, viewer: Viewer, invited: tuple[Service, Round]) -> BookletFacts:
    return papers.booklet_facts(store, viewer, *invited, BOX, "", TODAY)


@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_a_role_that_may_invite_gets_the_booklet_with_the_code(
    role: Role, empty_store: Store, me: Viewer, invited: tuple[Service, Round]
) -> None:
    invitation = empty_store.invitations.current(me, invited[0].key, invited[1].key)
    assert invitation is not None
    viewer = Viewer("anna", "Anna", (Grant(role, "service", invited[0].key),))
    document = booklet.booklet(facts_for(empty_store, viewer, invited), 14)
    assert document.footer.replace("\N{NO-BREAK SPACE}", "").endswith(f"Code{invitation.short_code}")


@pytest.mark.parametrize(
    "grants",
    [
        (),
        (Grant("board", "everything"),),
        (Grant("commissioner", "everything"),),
        (Grant("manager", "service", "another-service"),),
    ],
)
def test_nobody_else_gets_it(grants: tuple[Grant, ...], empty_store: Store, invited: tuple[Service, Round]) -> None:
    with pytest.raises(NotAllowedError, match="no open code here that you may see"):
        facts_for(empty_store, Viewer("anna", "Anna", grants), invited)


def test_it_has_the_code_as_it_is_now_and_there_is_none_once_answering_was_closed(
    empty_store: Store, me: Viewer, invited: tuple[Service, Round]
) -> None:
    first = facts_for(empty_store, me, invited)
    empty_store.invitations.replace(me, first.invitation)
    second = facts_for(empty_store, me, invited)
    assert second.code != first.code
    empty_store.invitations.close(me, second.invitation)
    with pytest.raises(NotAllowedError):
        facts_for(empty_store, me, invited)
