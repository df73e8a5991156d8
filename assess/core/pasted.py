"""A list of services as it is typed or pasted from a spreadsheet: its lines, their faults, and near spellings."""

import csv
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import pairwise

from assess.core.errors import InputError
from assess.core.text import counted, required, visible

# Each field of a service: its name in error messages, and the column headings that a spreadsheet may use for it.
FIELDS: Mapping[str, tuple[str, frozenset[str]]] = {
    "name": ("name", frozenset({"name", "service", "service name", "name of the service"})),
    "organisation": ("organisation", frozenset({"organisation", "organization", "provider"})),
    "kind": ("kind of service", frozenset({"kind", "kind of service", "type", "service type"})),
    "area": ("area", frozenset({"area", "place", "town", "county", "region"})),
}
SPELLED = ("organisation", "kind", "area")  # the fields by which services are counted and searched
MOST = 500  # services in one list
_MOST_FAULTS = 20  # faults reported for one list
_SEPARATORS = ("\t", ";", ",")
_NEAR = 0.82  # minimum ratio of difflib: two letters in ten may differ


@dataclass(frozen=True, slots=True)
class Listed:
    """One service of a list, and the line on which it begins, 1 the first."""

    line: int
    name: str
    organisation: str
    kind: str
    area: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A text in a list that is similar to a known one, with the lines on which it stands."""

    field: str
    typed: str
    known: str
    lines: tuple[int, ...]


def read(text: str) -> tuple[list[Listed], list[str]]:
    """Return the services of a list and a sentence for each fault; with a fault the services are not complete.

    Cells are separated by tabs, semicolons or commas, and may stand in quotation marks. The first line may have
    headings; then the columns may be in any order.
    """
    # A file that a spreadsheet has saved may begin with a byte order mark.
    lines, faults = _cells(text.removeprefix("\ufeff"))
    if faults:
        return [], faults
    order, headed = _order(lines[0][1]) if lines else ((), False)
    if len(lines) - headed > MOST:
        return [], [f"The list has {len(lines) - headed:,} services; add at most {MOST} at once."]
    listed: list[Listed] = []
    for line, cells in lines[headed:]:
        row, wrong = _row(line, cells, order)
        faults += wrong
        if row is not None:
            listed.append(row)
    if not listed and not faults:
        faults.append("There is no service in this list.")
    if len(faults) > _MOST_FAULTS:
        faults[_MOST_FAULTS:] = [f"The list has {counted(len(faults) - _MOST_FAULTS, 'more fault')}."]
    return listed, faults


def _cells(text: str) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Return the cells of each line that is not blank, with the line's number; or why they cannot be read."""
    lines = [f"{line}\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    reader = csv.reader(lines, delimiter=_separator(lines), strict=True)
    rows, begins = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                # A cell of a spreadsheet may have several lines.
                rows.append((begins, [cell.replace("\n", " ").strip() for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error:
        return [], [
            f"Line {begins}: a quotation mark opens a cell, and it is not at both its ends. Delete it, or write two."
        ]
    return rows, []


def _separator(lines: Sequence[str]) -> str:
    """Return the separator of the cells: one that gives four cells in the first line, else one that occurs in it."""
    first = next((line for line in lines if line.strip()), "")
    there = [each for each in _SEPARATORS if each in first]
    return next((each for each in there if first.count(each) == len(FIELDS) - 1), there[0] if there else _SEPARATORS[0])


def _order(first: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Return the field of each column, and whether the first line has headings that say so."""
    known = [
        next((field for field, (_, names) in FIELDS.items() if " ".join(cell.casefold().split()) in names), "")
        for cell in first
    ]
    if sorted(known) == sorted(FIELDS):
        return tuple(known), True
    return tuple(FIELDS), False


def _row(line: int, cells: Sequence[str], order: Sequence[str]) -> tuple[Listed | None, list[str]]:
    # A spreadsheet may add empty cells at the end of each line.
    while len(cells) > len(order) and not cells[-1]:
        cells = cells[:-1]
    if len(cells) > len(order):
        return None, [
            f"Line {line}: {len(cells)} cells where there should be {len(order)}: name, organisation, kind and area."
        ]
    texts, faults = {}, []
    for field, cell in zip(order, [*cells, *[""] * (len(order) - len(cells))], strict=True):
        what = FIELDS[field][0]
        try:
            texts[field] = required(cell, f"the {what}") if visible(cell).strip() else ""
        except InputError as error:
            faults.append(f"Line {line}: {error}")
        else:
            if not texts[field]:
                faults.append(f"Line {line}: no {what}.")
    return (None if faults else Listed(line, **texts)), faults


def doubts(listed: Sequence[Listed], known: Mapping[str, Collection[str]]) -> list[Doubt]:
    """Return the texts of a list that are similar, beyond capitals, to a known text or one on an earlier line."""
    found: dict[tuple[str, str], Doubt] = {}
    for field in SPELLED:
        spellings = {text.casefold(): text for text in known[field]}
        near = _Near(spellings)
        for row in listed:
            typed = getattr(row, field)
            folded = typed.casefold()
            if doubt := found.get((field, folded)):
                found[field, folded] = replace(doubt, lines=(*doubt.lines, row.line))
            elif folded not in spellings:
                if nearest := near.to(folded):
                    found[field, folded] = Doubt(field, typed, spellings[nearest], (row.line,))
                else:
                    spellings[folded] = typed
                    near.add(folded)
    return list(found.values())


class _Near:
    """Texts that are found by the pairs of letters in them: difflib compares only those that have enough in common.

    With every text it would take a minute for a long list beside two thousand services.
    """

    def __init__(self, texts: Collection[str]) -> None:
        self._by_pair: defaultdict[tuple[str, str, int], list[str]] = defaultdict(list)
        for text in texts:
            self.add(text)

    def add(self, text: str) -> None:
        """Add a text to find."""
        for pair in _pairs(text):
            self._by_pair[pair].append(text)

    def to(self, text: str) -> str:
        """Return the text most similar to this one, "" if none is similar."""
        shared: Counter[str] = Counter()
        for pair in _pairs(text):
            shared.update(self._by_pair.get(pair, ()))
        # Texts with T letters in total and M matching ones in each have at most T - 2M + 1 matching runs; each run has
        # one pair less than letters. The ratio is 2M / T.
        least = 1.5 * _NEAR - 1
        candidates = [other for other, pairs in shared.items() if pairs >= least * (len(text) + len(other)) - 1]
        return next(iter(get_close_matches(text, candidates, 1, _NEAR)), "")


def _pairs(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield each pair of adjacent letters, with the number of its earlier occurrences."""
    before: Counter[tuple[str, str]] = Counter()
    for pair in pairwise(text):
        yield *pair, before[pair]
        before[pair] += 1


def respelled(listed: Sequence[Listed], taken: Collection[Doubt]) -> list[Listed]:
    """Return a list in which known texts replace the similar ones that were meant to be them."""
    spellings = {(doubt.field, doubt.typed.casefold()): doubt.known for doubt in taken}
    return [
        replace(
            row,
            **{field: spellings.get((field, getattr(row, field).casefold()), getattr(row, field)) for field in SPELLED},
        )
        for row in listed
    ]
