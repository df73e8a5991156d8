"""The data behind a board's paper as a workbook: one table a sheet, nothing merged, every cell what it says.

Whatever people typed is written as text, so that no programme takes it for a formula. [c] is a value that is
held back because too few people answered, [x] one that does not exist.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from assess import wording
from assess.core.dates import day
from assess.core.names import isolated
from assess.core.position import Position
from assess.core.programme import Service, cautions, notices
from assess.core.taken import Taken, items_in
from assess.core.voices import CHANGED_AFTER, Turnout
from assess.present import first_round
from assess.present.board_paper import Facts
from assess.present.document import legible

HELD_BACK, NOT_THERE = "[c]", "[x]"
WIDEST, CELL_LIMIT = 60, 32_767  # characters; the second limit is the file format's

CellValue = str | int
WorksheetRow = tuple[CellValue, ...]
Worksheet = tuple[str, WorksheetRow, list[WorksheetRow]]  # its name, its header and its rows


def workbook(facts: Facts) -> bytes:
    """Write the data behind a paper as an XLSX file."""
    return book(facts.title, sheets(facts))


def book(title: str, shown: Iterable[Worksheet]) -> bytes:
    """Write tables as an XLSX file, one a sheet."""
    file, options = io.BytesIO(), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as written:
        written.set_properties({"title": legible(title), "author": "Rung by Rung"})
        bold = written.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in shown:
            _write_sheet(written, sheet, bold)
    return file.getvalue()


def sheets(facts: Facts) -> list[Worksheet]:
    """Return the tables of the workbook; the first has the notes on all of them."""
    return [
        _about_sheet(facts),
        _turnout_sheet(facts),
        _people_sheet(facts),
        *_counted_sheets(facts),
        _levels_sheet(facts),
        _positions_sheet(facts),
        _actions_sheet(facts),
        _notes_sheet(facts),
    ]


def _counted_sheets(facts: Facts) -> list[Worksheet]:
    """Return the sheets of counts by item; in a first round nothing has moved."""
    if facts.comparison.is_first:
        return [_first_items_sheet(facts)]
    return [_items_sheet(facts), _moves_sheet(facts), _people_moves_sheet(facts)]


def _about_sheet(facts: Facts) -> Worksheet:
    comparison = facts.comparison
    view = [] if comparison.people_answered else [f"{wording.voices.alone(comparison.services)}."]
    told = [
        f"{facts.title}. Made on {day(facts.today)}.",
        *notices(comparison.services),
        *cautions(comparison.services),
        *view,
        *_opening(facts),
        *comparison.differences,
        *(wording.board.round_facts(one, facts.today) for one in facts.both),
        *([] if comparison.is_first else wording.board.left_out(comparison)),
        *wording.board.typed_in(facts.both),
        *([] if comparison.is_first else [wording.board.HOW_COMPARED]),
        f"{HELD_BACK}: people answered, but it is not shown (yet). {NOT_THERE}: there is no value.",
        "Levels are numbers on each framework's own scale; they are ordered, so do not add or average them.",
    ]
    # A cell with a single name takes its direction from the name; a sentence needs an explicit direction.
    rows: list[WorksheetRow] = [(isolated(sentence),) for sentence in told if sentence]
    return "About", ("What to know before you use these tables",), rows


def _opening(facts: Facts) -> tuple[str, ...]:
    if facts.comparison.is_first:
        return f"{facts.headline}.", *first_round.sentences(facts), wording.first_round.NOTHING_BEFORE
    return wording.board.opening(facts.comparison, facts.programme), wording.views.people_moved(facts.people)


def _turnout_sheet(facts: Facts) -> Worksheet:
    rows: list[WorksheetRow] = []
    for one in facts.both:
        called = one.turnout
        for state, services in (("in time", called.in_time), ("late", called.late), ("not", called.missing)):
            rows += [
                (one.round.name, service.name, service.organisation, state, *_days_submitted(one, service.key))
                for service in services
            ]
    header = ("Round", "Service", "Organisation", "Submitted", "First submitted on", "Corrected on", "Reopened on")
    return "Who submitted", header, rows


def _people_sheet(facts: Facts) -> Worksheet:
    rows: list[WorksheetRow] = [
        (one.round.name, service.name, service.organisation, *_people_came(one.people_in.get(service.key)))
        for one in facts.both
        for service in one.named(one.services)
    ]
    return "Who answered", ("Round", "Service", "Organisation", "People who finished", "Typed in by the service"), rows


def _people_came(turnout: Turnout | None) -> tuple[CellValue, CellValue]:
    if turnout is None:
        return NOT_THERE, NOT_THERE
    if not turnout.has_ended or not turnout.submitted:
        return HELD_BACK, HELD_BACK
    return turnout.submitted, turnout.typed_in


def _days_submitted(one: Taken, service: str) -> tuple[str, str, str]:
    """Return when a service first submitted, last corrected its answers, and reopened them for good."""
    first, when = one.submitted.get(service), one.corrected.get(service)
    corrected = when.last if when and when.last != when.first else None
    reopened = when.reopened if when else None
    return _day_or(first), _day_or(corrected), _day_or(reopened)


def _day_or(at: datetime | None) -> str:
    return NOT_THERE if at is None else day(at)


def _items_sheet(facts: Facts) -> Worksheet:
    header = ("Framework", "Item", "Services", "Up", "Same", "Down", "Middle level before", "Middle level after")
    rows: list[WorksheetRow] = [
        (one.framework.title, one.item.title, one.n, one.up, one.same, one.down, one.median_before, one.median_after)
        for one in facts.comparison.items
    ]
    return "Items", header, rows


def _first_items_sheet(facts: Facts) -> Worksheet:
    header = ("Framework", "Item", "Services", "Low", "Between", "High", "Middle level")
    rows: list[WorksheetRow] = [
        (one.framework.title, one.item.title, one.n, *first_round.counts(one), one.median_after)
        for one in facts.comparison.items
    ]
    return "Items", header, rows


def _moves_sheet(facts: Facts) -> Worksheet:
    header = (
        *("Service", "Framework", "Item", "Level before", "Level after", "Levels up (down below zero)"),
        *("Whose before", "Service's own before", "Whose after", "Service's own after"),
    )
    rows: list[WorksheetRow] = [
        (
            *(move.service.name, change.framework.title, change.item.title, move.before, move.after, move.steps),
            *(*_whose(move.was, move.service), *_whose(move.now, move.service)),
        )
        for change in facts.comparison.items
        for move in change.moves
    ]
    return "Moves", header, rows


def _people_moves_sheet(facts: Facts) -> Worksheet:
    header = (
        *("Service", "Framework", "Item", "People's level before", "People's level after"),
        *("Levels up (down below zero)", "People before", "People after"),
    )
    rows: list[WorksheetRow] = [
        (
            *(move.service.name, change.framework.title, change.item.title, move.before, move.after, move.steps),
            *(_people(move.was), _people(move.now)),
        )
        for change in facts.people.items
        for move in change.moves
    ]
    return "People's moves", header, rows


def _people(position: Position | None) -> CellValue:
    return NOT_THERE if position is None else position.people


def _whose(position: Position | None, service: Service) -> tuple[CellValue, CellValue]:
    if position is None:
        return NOT_THERE, NOT_THERE
    return wording.voices.whose(position.voice, service), _or(position.service_level)


def _levels_sheet(facts: Facts) -> Worksheet:
    rows: list[WorksheetRow] = [
        (one.round.name, framework.title, item.title, level.value, level.label, counts[level.value])
        for one in facts.taken
        for framework in one.frameworks
        for item in framework.items
        if (counts := one.distribution((framework.key, item.key)))
        for level in framework.levels
    ]
    return "Services at each level", ("Round", "Framework", "Item", "Level", "Level's name", "Services"), rows


def _positions_sheet(facts: Facts) -> Worksheet:
    header = (
        *("Round", "Service", "Organisation", "Kind", "Area", "Framework", "Item", "Level that counts", "Whose"),
        *("Service's level", "People's level", "People", "People who don't know", "Agreed level", "Has a note or link"),
        f"Service's level {CHANGED_AFTER}",
    )
    rows = [row for one in facts.both for row in _positions_of(one)]
    return "Positions", header, rows


def _positions_of(taken: Taken) -> Iterator[WorksheetRow]:
    titles = items_in([taken])
    for each in taken.positions:
        key = each.framework, each.item
        if key in titles and each.service in taken.services:
            framework, item = titles[key]
            service = taken.services[each.service]
            unsaid = HELD_BACK if taken.has_people(each.service) else NOT_THERE
            held = unsaid if each.people_level is None else NOT_THERE
            yield (
                *(taken.round.name, service.name, service.organisation, service.kind, service.area),
                *(
                    framework.title,
                    item.title,
                    _or(each.level),
                    wording.voices.whose(each.voice, service),
                    _or(each.service_level),
                ),
                *(_or(each.people_level, held), each.people or held, each.unsure or unsaid, _or(each.agreed_level)),
                "yes" if each.evidenced else "no",
                "yes" if each.changed_after else "no",
            )


def _or(level: int | None, otherwise: str = NOT_THERE) -> CellValue:
    return otherwise if level is None else level


def _actions_sheet(facts: Facts) -> Worksheet:
    rows = wording.actions.action_list(facts.actions, facts.after.services, items_in(facts.taken), facts.today)
    return _from_rows("Actions", rows, wording.actions.ACTION_COLUMNS)


def _notes_sheet(facts: Facts) -> Worksheet:
    rows = [
        {"Round": one.round.name} | row
        for one in facts.both
        for row in wording.voices.note_list(facts.notes[one.round.key], one.services, items_in([one]))
    ]
    return _from_rows("Notes", rows, ("Round", *wording.voices.NOTE_COLUMNS))


def _from_rows(name: str, rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> Worksheet:
    return name, tuple(columns), [tuple(row[column] for column in columns) for row in rows]


def _write_sheet(book: Workbook, sheet: Worksheet, bold: Format) -> None:
    name, header, rows = sheet
    page = book.add_worksheet(name)
    page.freeze_panes(1, 0)
    for column, title in enumerate(header):
        widest = max(len(str(row[column])) for row in [header, *rows])
        page.set_column(column, column, min(widest, WIDEST) + 2)
        page.write_string(0, column, str(title), bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(number, column, cell)
            else:
                page.write_string(number, column, legible(cell)[:CELL_LIMIT])
