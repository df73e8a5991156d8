"""The two notes that a service writes on each item of some frameworks, as two tables: a round beside the one before."""

from collections.abc import Mapping
from dataclasses import dataclass

from assess.core.answers import Answer, ItemKey
from assess.core.framework import Framework, Item


@dataclass(frozen=True, slots=True)
class NoteRow:
    """What was written on one item under one heading, in a round and in the one before; "" for nothing."""

    item: Item
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class NoteTable:
    """All notes of a framework under one of its two headings, item by item.

    `has_before` says whether the round before had both notes too: one that had a single note is no column here.
    """

    heading: str
    rows: tuple[NoteRow, ...]
    has_before: bool


def note_tables(
    framework: Framework,
    now: Mapping[ItemKey, Answer],
    earlier: Framework | None = None,
    before: Mapping[ItemKey, Answer] | None = None,
) -> tuple[NoteTable, ...]:
    """Return both tables of a framework, () where it has one note or nothing was written in either round.

    `earlier` is the wording of the round before, None without one.
    """
    has_before = bool(earlier and earlier.notes)
    then = before if before and has_before else {}
    tables = tuple(
        NoteTable(heading, tuple(_row(framework, item, place, now, then) for item in framework.items), has_before)
        for place, heading in enumerate(framework.notes or ())
    )
    return tables if any(row.now or row.before for table in tables for row in table.rows) else ()


def _row(
    framework: Framework, item: Item, place: int, now: Mapping[ItemKey, Answer], before: Mapping[ItemKey, Answer]
) -> NoteRow:
    key = framework.key, [*framework.note_keys(item)][place]
    blank = Answer(*key)
    return NoteRow(item, now.get(key, blank).note, before.get(key, blank).note)
