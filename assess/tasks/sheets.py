"""Sheets as people lay them out: where the headings are, which table they make, and ratings with a column an item.

What has no meaning (a title above the headings, a blank column at the right) is passed over and said; what could have
one is refused in a sentence that leads to the cell.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from openpyxl.utils import get_column_letter

from assess.core.errors import InputError
from assess.core.framework import Framework
from assess.tasks.columns import TABLES, TableRow

NumberedRow = tuple[int, Sequence[str]]  # its first line, and its cells
_TITLE_LINES = 10  # the number of lines in which headings are searched
_SERVICE_HEADINGS = ("service", "service_name", "name_of_service", "name", "team")


class Faulty(str):
    """A cell that cannot be read, such as a formula: its text is the sentence that refuses it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """The lines of one sheet or file; `lines_are` is what its program calls them, line or row.

    `merged` has the merged cells, such as `A4:B5`, by their last row.
    """

    where: str
    lines: Iterable[NumberedRow]
    lines_are: str = "row"
    merged: Sequence[tuple[int, str]] = ()

    def at(self, line: int) -> str:
        """Return the place of a line, for a sentence."""
        return f"{self.where}, {self.lines_are} {line}"

    def require_unmerged(self, line: int) -> None:
        """Raise an InputError if cells are merged on this line or below: only above the headings they do no harm."""
        for last, cells in self.merged:
            if last >= line:
                raise InputError(f"{self.where} has merged cells at {cells}; unmerge them and fill in each of them.")


@dataclass(frozen=True, slots=True)
class Found:
    """The rows found in a sheet, and remarks on how they were read if that is not obvious."""

    rows: tuple[tuple[int, TableRow], ...]
    remarks: tuple[str, ...] = ()


def folded(text: str) -> str:
    """Return a heading in normal form: `Does not apply ` and `does-not-apply` become the same."""
    return re.sub(r"[\W_]+", "_", text.strip().casefold()).strip("_")


def known_headings(cells: Iterable[str], table: str) -> int:
    """Return how many of these cells are headings of a table."""
    known = {column.name for column in TABLES.get(table, ())}
    return len({folded(cell) for cell in cells} & known)


# A table of ours


def table_in(sheet: ReadSheet, table: str) -> Found:
    """Return the rows of a sheet that is laid out as one of the tables."""
    lines = iter(sheet.lines)
    above, (first, heading) = _heading(sheet, table, lines)
    sheet.require_unmerged(first)
    names = _checked_headings(sheet, table, heading)
    rows = []
    for line, cells in lines:
        texts = _under_headings(sheet, line, cells, names)
        if any(texts.values()):
            rows.append((line, {**_columns_left_out(table, names), **texts}))
    remarks = [f"{sheet.at(line)} was read as a title: {'; '.join(filter(None, cells))[:80]}" for line, cells in above]
    return Found(tuple(rows), tuple(remarks))


def _heading(sheet: ReadSheet, table: str, lines: Iterator[NumberedRow]) -> tuple[list[NumberedRow], NumberedRow]:
    """Return the lines above the headings, and the headings: the first line with two of them, or else the first.

    `lines` goes on after them.
    """
    above: list[NumberedRow] = []
    for line, cells in islice(lines, _TITLE_LINES):
        if known_headings(cells, table) > 1:
            return above, (line, cells)
        if any(cells):
            above.append((line, cells))
    if not above:
        headings = ", ".join(column.name for column in TABLES[table])
        raise InputError(f"{sheet.where} is empty: its first {sheet.lines_are} must have the headings {headings}.")
    return [], above[0]


def _checked_headings(sheet: ReadSheet, table: str, heading: Sequence[str]) -> list[str]:
    """Return the names of the columns, "" for one without; each must be there once and no other."""
    columns = {column.name: column for column in TABLES[table]}
    names = [folded(cell) for cell in heading]
    while names and not names[-1]:
        names.pop()
    if twice := sorted({name for name in names if name and names.count(name) > 1}):
        raise InputError(f"{sheet.where}: the heading “{twice[0]}” is there twice.")
    if missing := [name for name, column in columns.items() if name not in names and not column.may_be_missing]:
        raise InputError(f"{sheet.where}: the heading “{missing[0]}” is missing.")
    if strange := [name for name in names if name and name not in columns]:
        raise InputError(f"{sheet.where}: the heading “{strange[0][:40]}” is not one of {', '.join(columns)}.")
    return names


def _under_headings(sheet: ReadSheet, line: int, cells: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    surplus = any(cells[len(names) :])
    if sheet.lines_are == "line" and any(cells) and (len(cells) < len(names) or surplus):
        # In a CSV file this indicates a missing comma or quotation mark.
        raise InputError(f"{sheet.at(line)}: there are {len(cells)} cells, but {len(names)} headings.")
    for place, cell in enumerate(cells):
        if cell and (place >= len(names) or not names[place]):
            column = get_column_letter(place + 1)
            raise InputError(
                f"{sheet.at(line)}: there is a cell without a heading, in column {column}. Clear it, or give it one."
            )
    padded = [*cells, *[""] * (len(names) - len(cells))]
    return {name: _cell_read(cell) for name, cell in zip(names, padded, strict=False) if name}


def _columns_left_out(table: str, names: Sequence[str]) -> dict[str, str]:
    return {column.name: "" for column in TABLES[table] if column.name not in names}


def _cell_read(cell: str) -> str:
    if isinstance(cell, Faulty):
        raise InputError(cell)
    return cell


# One column for each item


@dataclass(frozen=True, slots=True)
class _Wide:
    framework: Framework
    service: int
    items: Mapping[int, str]
    others: Mapping[str, int]  # the columns of a round and a date


def wide_ratings_in(sheet: ReadSheet, frameworks: Iterable[Framework]) -> Found | None:
    """Return the ratings in a sheet with a row for each service and a column for each item, None if it is another.

    It must have a heading for the service and two or more that are items of one framework, by key or by the title in
    any version of it; the current ones come first in `frameworks`. Columns
    `round` and `submitted` (or `date`) are read as well; the others are not, and the remarks say so.
    """
    lines = iter(sheet.lines)
    for line, cells in islice(lines, _TITLE_LINES):
        if wide := _wide(sheet, line, cells, list(frameworks)):
            sheet.require_unmerged(line)
            rows = [(at, row) for at, below in lines for row in _wide_rows(wide, below)]
            return Found(tuple(rows), (_read_as(sheet, wide, cells),))
    return None


def _wide(sheet: ReadSheet, line: int, cells: Sequence[str], frameworks: Sequence[Framework]) -> _Wide | None:
    names = [folded(re.sub(r"^\W*\d+\W+|\(.*?\)", "", cell)) for cell in cells]
    service = next((name for name in _SERVICE_HEADINGS if name in names), None)
    if service is None or "item" in names:
        return None
    versions: dict[str, list[Framework]] = {}
    for framework in frameworks:
        versions.setdefault(framework.key, []).append(framework)
    fitting = {key: _item_headings(own, names) for key, own in versions.items()}
    most = max(map(len, fitting.values()), default=0)
    if most < 2:
        return None
    first, *others = [own[0] for key, own in versions.items() if len(fitting[key]) == most]
    if others:
        titles = f"“{first.title}” and “{others[0].title}”"
        raise InputError(f"{sheet.at(line)}: its headings are items of both {titles}; use a template instead.")
    items = fitting[first.key]
    if twice := [key for key in items.values() if list(items.values()).count(key) > 1]:
        raise InputError(f"{sheet.at(line)}: the heading “{twice[0]}” is there twice.")
    columns = {"round": "round", "date": "submitted", "submitted": "submitted"}
    places = {column: names.index(name) for name, column in columns.items() if name in names}
    return _Wide(first, names.index(service), items, places)


def _item_headings(versions: Sequence[Framework], names: Sequence[str]) -> dict[int, str]:
    asked = {item.key for item in versions[0].items}
    items = [item for framework in reversed(versions) for item in framework.items if item.key in asked]
    keys = {folded(name): item.key for item in items for name in (item.title, item.key)}
    return {place: keys[name] for place, name in enumerate(names) if name in keys}


def _wide_rows(wide: _Wide, cells: Sequence[str]) -> Iterator[TableRow]:
    texts = dict(enumerate(cells))
    if not any(texts.get(place) for place in (wide.service, *wide.items)):
        return
    blank = {column.name: "" for column in TABLES["ratings"]}
    others = {name: _cell_read(texts.get(place, "")) for name, place in wide.others.items()}
    for place, item in wide.items.items():
        yield {
            **blank,
            **others,
            "service": _cell_read(texts.get(wide.service, "")),
            "voice": "service",
            "framework": wide.framework.key,
            "item": item,
            "level": _cell_read(texts.get(place, "")),
        }


def _read_as(sheet: ReadSheet, wide: _Wide, heading: Sequence[str]) -> str:
    titles = {item.key: item.title for item in wide.framework.items}
    used = {wide.service: "the service", **{place: titles[key] for place, key in wide.items.items()}}
    used |= {place: f"“{name}”" for name, place in wide.others.items()}
    columns = ", ".join(f"“{heading[place]}” as {what}" for place, what in sorted(used.items()))
    unread = [f"“{cell}”" for place, cell in enumerate(heading) if cell and place not in used]
    return " ".join(
        [
            f"{sheet.where} was read as levels of {wide.framework.title}: {columns}.",
            *([f"Not read: {', '.join(unread)}."] if unread else []),
            *([] if "round" in wide.others else ["Its levels go into the round that is open now."]),
        ]
    )
