from datetime import date

from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.notes import note_tables
from assess.present import notes_paper
from assess.present.document import Document, Heading, Paragraph, Table
from assess.present.pdf import pdf
from assess.present.word import word
from stood import AUTUMN, LARKRISE, SPRING

TODAY = date(2026, 11, 30)


def paper(catalogue: Catalogue, *, with_before: bool) -> Document:
    conditions = catalogue["conditions"]
    now = {
        ("conditions", key): Answer("conditions", key, note=note)
        for key, note in (("policies", "=A plan <b>"), ("policies.second-note", "The board decides alone"))
    }
    before = {("conditions", "practices"): Answer("conditions", "practices", note="Asked late")}
    tables = note_tables(conditions, now, conditions if with_before else None, before)
    earlier = SPRING if with_before else None
    return notes_paper.paper(notes_paper.NoteFacts(LARKRISE, AUTUMN, earlier, conditions, tables, TODAY))


def test_both_notes_are_printed_as_two_tables_this_round_beside_the_last(catalogue: Catalogue) -> None:
    printed = paper(catalogue, with_before=True)
    assert printed.title == "Larkrise: Six conditions of systems change"
    headings = [block.text for block in printed.blocks if isinstance(block, Heading)]
    tables = [block for block in printed.blocks if isinstance(block, Table)]
    assert headings == ["Achieved, and helps", "Still to do, and in the way"]
    # Printed above its table: it does not repeat the heading.
    assert {table.title for table in tables} == {f"{AUTUMN.name} and {SPRING.name}"}
    helps, hinders = tables
    assert helps.header == ("About", AUTUMN.name, SPRING.name)
    assert helps.rows[:2] == (
        ("Policies and governance", "=A plan <b>", "Nothing written"),
        ("Practices", "Nothing written", "Asked late"),
    )
    assert hinders.rows[0] == ("Policies and governance", "The board decides alone", "Nothing written")
    assert len(helps.rows) == len(hinders.rows) == 6


def test_a_first_round_has_one_column_of_notes_and_the_source_is_thanked(catalogue: Catalogue) -> None:
    printed = paper(catalogue, with_before=False)
    assert {block.header for block in printed.blocks if isinstance(block, Table)} == {("About", AUTUMN.name)}
    assert isinstance(printed.blocks[-1], Paragraph)
    assert printed.blocks[-1].text.startswith("With thanks to John Kania")


def test_both_tables_can_be_printed_and_edited(catalogue: Catalogue) -> None:
    printed = paper(catalogue, with_before=True)
    assert pdf(printed).startswith(b"%PDF")
    assert word(printed).startswith(b"PK")
