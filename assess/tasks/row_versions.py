"""A version for each exported row, by which an import tells an edited row from an unchanged one.

The column `as_of` has a digest of the row's identity, and one of everything else in the row. A row that still matches
its own digest is unchanged. An edited row is imported only if what is stored has not changed since the export.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from assess.tasks.columns import TABLES, TableRow

VERSION_COLUMN = "as_of"
_RATED = ("service", "round", "voice", "framework", "item")
_IDENTITY: Mapping[str, Sequence[str]] = {"ratings": _RATED, "case_notes": ("service", "round")}
# Columns that are not part of a version: of an answer, when and in what order it was submitted; of a service, what is
# set aside, its earlier programmes and how it climbed.
_APART = frozenset(
    {
        *(VERSION_COLUMN, "submitted", "first_submitted", "reopened", "changed_after"),
        *("set_aside", "moves", "learned", "ask"),
    }
)
# Columns that older files lack: a blank one does not change the digest.
_ADDED = frozenset({"dont_know"})
_LENGTH = 8
_LONG_TEXT = 60  # characters; a sentence quotes a longer text in part


def versioned(table: str, rows: Iterable[TableRow]) -> list[TableRow]:
    """Return rows with their version in the column `as_of`."""
    return [{**row, VERSION_COLUMN: version(table, row)} for row in rows]


def version(table: str, row: TableRow) -> str:
    """Return the value of `as_of`: equal for rows with the same content about the same thing."""
    # Begins with a letter: a spreadsheet would read some digests as numbers.
    return f"v{_digest(row, _identity(table))}{_digest(row, _row_content(table))}"


def is_about(as_of: str, table: str, row: TableRow) -> bool:
    """Say whether `as_of` belongs to the thing that a row is about: a row may be copied and then changed."""
    return as_of[: _LENGTH + 1] == version(table, row)[: _LENGTH + 1]


def changes(table: str, before: TableRow, after: TableRow) -> str:
    """Return what differs between two rows: `level 1 → 3, note “Old” → “New”`."""
    differing = [name for name in _row_content(table) if _plain_cell(before[name]) != _plain_cell(after[name])]
    return ", ".join(f"{name} {_shown(table, name, before)} → {_shown(table, name, after)}" for name in differing)


def _shown(table: str, name: str, row: TableRow) -> str:
    text = row[name]
    is_number = any(column.name == name and column.is_number for column in TABLES[table])
    return (
        "blank"
        if not text
        else text
        if is_number
        else f"“{text if len(text) <= _LONG_TEXT else f'{text[:_LONG_TEXT]}…'}”"
    )


def _identity(table: str) -> Sequence[str]:
    return _IDENTITY.get(table, ("key",))


def _row_content(table: str) -> list[str]:
    apart = {*_identity(table), *_APART}
    return [column.name for column in TABLES[table] if column.name not in apart]


def _digest(row: TableRow, names: Iterable[str]) -> str:
    cells = {name: _plain_cell(row[name]) for name in names}
    later = {name: cells.pop(name) for name in sorted(_ADDED & cells.keys())}
    text = "\0".join([*cells.values(), *(f"{name} {cell}" for name, cell in later.items() if cell)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _plain_cell(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
