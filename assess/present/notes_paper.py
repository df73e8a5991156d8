"""The two notes on each item of a framework, as two printed tables: a round beside the one before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assess import wording
from assess.core.framework import Framework
from assess.core.notes import NoteTable
from assess.core.programme import Round, Service, cautions, notices
from assess.present.document import Block, Document, Heading, Paragraph, Table


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """The facts of the paper: both tables of a framework in a round, with the round before if there is one."""

    service: Service
    round: Round
    earlier: Round | None
    framework: Framework
    tables: tuple[NoteTable, ...]
    today: date


def paper(facts: NoteFacts) -> Document:
    """Return both tables under their headings, with one row for each item."""
    title = f"{facts.service.name}: {facts.framework.title}"
    return Document(
        title, wording.result_paper.footer(facts.service, facts.round, facts.today), tuple(_blocks(facts)), facts.today
    )


def _blocks(facts: NoteFacts) -> Iterator[Block]:
    place = wording.result_paper.place(facts.service, facts.round, is_first=facts.earlier is None)
    yield Paragraph(" ".join([f"{place}.", *notices([facts.service])]), "small")
    for table in facts.tables:
        header = _header(facts, table)
        yield Heading(table.heading)
        yield Table(" and ".join(header[1:]), header, tuple(_rows(table)))
    yield from (Paragraph(caution, "small") for caution in cautions([facts.service]))
    yield Paragraph(facts.framework.credit, "small")


def _header(facts: NoteFacts, table: NoteTable) -> tuple[str, ...]:
    before = [facts.earlier.name] if facts.earlier and table.has_before else []
    return (wording.result.NOTED, facts.round.name, *before)


def _rows(table: NoteTable) -> Iterator[tuple[str, ...]]:
    for row in table.rows:
        texts: Sequence[str] = [row.now, row.before] if table.has_before else [row.now]
        yield (row.item.title, *(text or wording.result.NOT_NOTED for text in texts))
