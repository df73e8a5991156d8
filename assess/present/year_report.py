"""The yearly report to a board in four parts, as lines that each lead to their record, and as a document.

What the four parts are, and their source, stands in `assess.wording.year`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from assess import wording
from assess.core import finding
from assess.core.actions import Action
from assess.core.counts import Who
from assess.core.dates import short_day
from assess.core.impact import Impact, by_idea, by_kind
from assess.core.movement import ServiceRow
from assess.core.programme import Programme, Service
from assess.core.taken import Taken
from assess.core.voices import Turnout
from assess.present import first_round
from assess.present.board_paper import Facts
from assess.present.document import Block, Document, Heading, Paragraph, Table
from assess.present.signs import Link

RECORD = "Record"  # the heading of the last column
_LEFT = "Left"  # the tab of the comparison page that says who submitted and what was left out


@dataclass(frozen=True)
class YearFacts:
    """What a report is made from, within what its reader may see.

    `compared` has the two rounds of the year's progress, and `rounds` those that closed in the year. `impacts` and
    `actions` are the year's. `given_back` are the services that have published a sheet, by round, `who` the counts of
    who answered, by service and round. `services` are all that a line may name, by key; `moved_on` are the keys of
    those that have left the programme, so that their own pages do not open to the reader.
    """

    programme: Programme
    year: int
    compared: Facts
    rounds: tuple[Taken, ...]
    impacts: tuple[Impact, ...]
    actions: tuple[Action, ...]
    services: Mapping[str, Service]
    foreword: str
    today: date
    moved_on: frozenset[str] = frozenset()
    given_back: Mapping[str, frozenset[str]] = field(default_factory=dict)
    who: Mapping[tuple[str, str], Mapping[Who, int]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title of the report."""
        return wording.year.title(self.programme, self.year)

    @property
    def paragraphs(self) -> list[str]:
        """The foreword's paragraphs, [] without one."""
        return [" ".join(part.split()) for part in self.foreword.split("\n\n") if part.strip()]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report, with the page on which its record is."""

    cells: tuple[str, ...]
    record: Link


@dataclass(frozen=True, slots=True)
class Lines:
    """A table of the report; `header` names its columns without the record."""

    title: str
    header: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the report: its finding, and its tables, without empty ones."""

    title: str
    says: tuple[str, ...]
    tables: tuple[Lines, ...]


def parts(facts: YearFacts) -> tuple[Part, ...]:
    """Return the four parts of the report."""
    return _progress(facts), _changed(facts), _numbers(facts), _came(facts)


def document(facts: YearFacts, site: str) -> Document:
    """Return the report as a document; `site` is the URL that its records' URLs begin with, without a slash."""
    notices = (Paragraph(notice, "label") for notice in facts.compared.notices)
    lead = Paragraph(f"{facts.compared.headline}.", "lead")
    blocks: Iterator[Block] = chain(
        [*notices, lead],
        _foreword_blocks(facts),
        *(_part_blocks(part, site) for part in parts(facts)),
        [Heading(wording.year.BASIS), *map(Paragraph, (wording.year.RULES, wording.year.SOURCE))],
    )
    footer = wording.year.footer(facts.programme, facts.year, facts.today)
    return Document(facts.title, footer, tuple(blocks), facts.today)


def _foreword_blocks(facts: YearFacts) -> Iterator[Block]:
    yield Heading(wording.year.FOREWORD)
    yield from map(Paragraph, facts.paragraphs or [wording.year.NO_FOREWORD])


def _part_blocks(part: Part, site: str) -> Iterator[Block]:
    yield Heading(part.title)
    yield from map(Paragraph, part.says)
    for table in part.tables:
        rows = tuple((*line.cells, line.record.text) for line in table.lines)
        links = tuple(f"{site}/{line.record.href}" for line in table.lines)
        yield Table(table.title, (*table.header, RECORD), rows, links)


def _part(title: str, says: tuple[str, ...], *tables: Lines) -> Part:
    return Part(title, tuple(filter(None, says)), tuple(table for table in tables if table.lines))


def _progress(facts: YearFacts) -> Part:
    record = _both_rounds(facts)
    names = dict.fromkeys(taken.round.name for taken in facts.compared.both)
    found = Lines(
        f"What the year comes to: {' and '.join(names)}",
        ("Finding",),
        tuple(Line((says,), record) for says in _findings(facts) if says),
    )
    services = Lines(
        f"Every service in {facts.compared.after.round.name}",
        ("Service", "Rung of the ladder", "Items", "Voices far apart"),
        tuple(_service_line(facts, row) for row in facts.compared.services),
    )
    return _part(wording.year.PROGRESS, (), found, services)


def _findings(facts: YearFacts) -> tuple[str, ...]:
    """Return the findings of the two rounds, one sentence each."""
    compared, comparison = facts.compared, facts.compared.comparison
    if not comparison.items:
        return (wording.board.nothing_in_common(comparison.before.round, comparison.after.round),)
    if comparison.is_first:
        return first_round.sentences(compared)
    return (
        wording.compare.moved(finding.finding(comparison), comparison.before.round),
        wording.views.took_part(comparison),
        wording.compare.weakest(finding.weakest(comparison)),
        wording.compare.voices(finding.heard(compared.services), comparison.whose),
        wording.views.people_moved(compared.people),
    )


def _service_line(facts: YearFacts, row: ServiceRow) -> Line:
    record = (
        _result(facts, row.service, facts.compared.after)
        if row.took_part
        else _of_round(facts, facts.compared.after, _LEFT)
    )
    items = wording.year.items(row)
    if facts.compared.comparison.is_first:
        # Nothing has moved yet.
        row, items = replace(row, climb=None), first_round.low_and_high(facts.compared.after, row)
    return Line((row.service.name, wording.year.rung(row), items, wording.year.apart(row)), record)


def _changed(facts: YearFacts) -> Part:
    changes = Lines(
        "Changes",
        ("What is different", "Service", "Whose idea", "Since"),
        tuple(_change_line(facts, impact) for impact in facts.impacts),
    )
    promises = Lines(
        "Promises",
        ("What was promised", "Service", "State", "By"),
        tuple(_promise_line(facts, action) for action in facts.actions),
    )
    said = wording.impact.summary(facts.impacts) if facts.impacts else wording.year.NO_CHANGE
    return _part(wording.year.CHANGED, (said, wording.year.promised(facts.actions, facts.today)), changes, promises)


def _change_line(facts: YearFacts, impact: Impact) -> Line:
    cells = (impact.what, facts.services[impact.service].name, wording.impact.IDEA[impact.idea])
    record = Link("changes", "What people changed", {"service": impact.service, "change": impact.key})
    if impact.service in facts.moved_on:
        record = _changes(facts)
    return Line((*cells, short_day(impact.happened)), record)


def _promise_line(facts: YearFacts, action: Action) -> Line:
    cells = (action.what, facts.services[action.service].name, wording.year.state(action, facts.today))
    record = Link("actions", "Actions", {"service": action.service})
    if action.service in facts.moved_on:
        record = _both_rounds(facts, "Promises")
    return Line((*cells, short_day(action.due)), record)


def _numbers(facts: YearFacts) -> Part:
    lines = chain(
        *(_round_lines(facts, taken) for taken in facts.rounds), _promise_counts(facts), _impact_counts(facts)
    )
    return _part(wording.year.NUMBERS, (), Lines("Counts", ("What was counted", "Number"), tuple(lines)))


def _round_lines(facts: YearFacts, taken: Taken) -> Iterator[Line]:
    name, services = taken.round.name, len(taken.services)
    given = len(facts.given_back.get(taken.round.key, frozenset()) & taken.services.keys())
    heard = {each.service for each in taken.positions if each.people_level is not None} & taken.services.keys()
    levels, agreed = sum(map(len, taken.rated.values())), len(taken.agreed)
    counts = (
        (f"Services that rated themselves in {name}", f"{len(taken.counted)} of {services}", _LEFT, ""),
        (f"Levels that count in {name}", f"{levels:,}", "Tables", ""),
        (f"Levels on which both voices agreed in {name}", f"{agreed:,}", "Where", ""),
        (f"Services with people's levels shown in {name}", f"{len(heard)} of {services}", _LEFT, "people"),
    )
    for what, number, tab, view in counts:
        yield Line((what, number), _of_round(facts, taken, tab, view))
    yield Line((f"Sheets given back to people after {name}", f"{given} of {services}"), _rounds(facts))


def _promise_counts(facts: YearFacts) -> Iterator[Line]:
    due = [action for action in facts.actions if action.due.year == facts.year]
    made = sum(action.made.year == facts.year for action in facts.actions)
    kept = sum(action.state == "done" for action in due)
    record = _both_rounds(facts, "Promises")
    yield Line((f"Promises made in {facts.year}", f"{made}"), record)
    yield Line((f"Promises kept, of those due in {facts.year}", f"{kept} of {len(due)}"), record)


def _impact_counts(facts: YearFacts) -> Iterator[Line]:
    record = _changes(facts)
    for idea, count in by_idea(facts.impacts).items():
        yield Line((f"Changes, by whose idea: {wording.impact.IDEA[idea]}", f"{count}"), record)
    for kind, count in by_kind(facts.impacts).items():
        yield Line((f"Changes, by kind: {wording.impact.short(wording.impact.KIND[kind])}", f"{count}"), record)


def _came(facts: YearFacts) -> Part:
    lines = tuple(chain(*(_people_lines(facts, taken) for taken in facts.rounds)))
    heard = [(service, turnout.submitted) for taken in facts.rounds for service, turnout in _turnouts(taken).items()]
    said = wording.year.heard(sum(people for _, people in heard), len({service for service, _ in heard}))
    table = Lines("People who answered", ("Service", "Round", "People", "Who they are"), lines)
    return _part(
        wording.year.CAME, (said,), table if any(line.cells[-1] != "–" for line in lines) else _narrower(table)
    )


def _narrower(table: Lines) -> Lines:
    """Return a table without its last column."""
    lines = tuple(Line(line.cells[:-1], line.record) for line in table.lines)
    return Lines(table.title, table.header[:-1], lines)


def _turnouts(taken: Taken) -> dict[str, Turnout]:
    """Return how many people answered about each service, where answering has ended and the number may be shown."""
    return {
        key: turnout
        for key, turnout in taken.people_in.items()
        if key in taken.services and turnout.has_ended and turnout.submitted
    }


def _people_lines(facts: YearFacts, taken: Taken) -> Iterator[Line]:
    turnouts = _turnouts(taken)
    for service in taken.named(turnouts):
        people = turnouts[service.key].submitted
        who = wording.year.came(people, facts.who.get((service.key, taken.round.key), {}))
        rated = service.key in taken.counted
        record = _result(facts, service, taken) if rated else _of_round(facts, taken, _LEFT, "people")
        yield Line((service.name, taken.round.name, f"{people}", who), record)
    if others := len(taken.services) - len(turnouts):
        services, none = wording.year.few(others)
        yield Line((services, taken.round.name, none, "–"), _of_round(facts, taken, _LEFT, "people"))


def _changes(facts: YearFacts) -> Link:
    """Return the link to the part of this report that has every change."""
    return Link("year", "Yearly report", {"programme": facts.programme.key, "year": f"{facts.year}", "tab": "2"})


def _result(facts: YearFacts, service: Service, taken: Taken) -> Link:
    """Return the link to a service's result, or to the round for one whose result does not open to the reader."""
    if service.key in facts.moved_on:
        return _of_round(facts, taken, _LEFT)
    return Link("result", "Your result", {"service": service.key, "round": taken.round.key})


def _rounds(facts: YearFacts) -> Link:
    return Link("rounds", "Rounds", {"programme": facts.programme.key})


def _both_rounds(facts: YearFacts, tab: str = "") -> Link:
    """Return the link to the year's progress, in a tab of the page that compares rounds."""
    return _compare(facts, facts.compared.comparison.before, facts.compared.after, tab)


def _of_round(facts: YearFacts, taken: Taken, tab: str, view: str = "") -> Link:
    """Return the link to a round beside the one before it, else beside the one after it."""
    every = facts.compared.taken
    place = [each.round.key for each in every].index(taken.round.key)
    pair = every[max(place - 1, 0) :][:2]
    return _compare(facts, pair[0], pair[-1], tab, view)


def _compare(facts: YearFacts, before: Taken, after: Taken, tab: str, view: str = "") -> Link:
    if before.round == after.round:
        return _rounds(facts)
    chosen = {"programme": facts.programme.key, "earlier": before.round.key, "later": after.round.key}
    chosen |= {name: choice for name, choice in (("view", view), ("tab", tab)) if choice}
    return Link("compare", "Compare rounds", chosen)
