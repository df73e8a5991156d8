"""The board's paper on two rounds of a programme, as a document of two pages, whatever the programme's size.

Pure but for the drawing of the columns. What does not fit stands in the annex; see `annex`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import chain

from assess import wording
from assess.core import finding, movement, progress
from assess.core.actions import Action
from assess.core.answers import ItemKey
from assess.core.asks import asks
from assess.core.board import Comparison, as_people_say
from assess.core.dates import short_day
from assess.core.framework import Framework, Item
from assess.core.impact import Impact
from assess.core.movement import FarApart, ServiceRow
from assess.core.names import all_shortened, shortened
from assess.core.programme import Programme, Service, cautions, notices
from assess.core.progress import ItemRow
from assess.core.taken import Taken, items_in
from assess.core.voices import Note
from assess.present import charts, compare, document, fitting
from assess.present.charts.palette import LIGHT
from assess.present.compare import ItemGroup, ItemLine, ServiceLine
from assess.present.document import (
    TEXT_WIDTH,
    Block,
    Document,
    Heading,
    NewPage,
    Paragraph,
    SignCell,
    SignTable,
)
from assess.present.signs import Cell

POINTS, PLOT = 10, 76  # the size of the text, and the height of the columns in pixels
# Typed text is cut to a length, and each table has only the rows that fit; see `fitting`.
MOST_FRAMEWORKS, MOST_CELLS = 3, 13
MOST_LINES, LEAST_LINES = 22, 6  # lines of the table of items, with a heading for each framework
ALL_SERVICES, MOST_MOVED = 12, 6  # services of which all are shown; of more, how many in each direction
MOST_ROWS, LEAST_ROWS = 5, 1  # gaps, and promises
NAME, SHORT_NAME, WHAT = 36, 30, 48  # characters of a service's name, of an item's, of a promise
OWNER = 16  # characters of an owner
ONE_LINE = 22  # characters of a service's name that fit in one line
TURNED = 18  # characters of an upright heading
STRIP, CELL = 0.68, 0.58  # widths in centimetres: a round's cell, an item's cell

WIDE_ROUNDS = 5  # rounds for which the columns can show all details


@dataclass(frozen=True)
class Facts:
    """What a paper is made from, within what its reader may see: the comparison as shown, and what was said and done.

    `taken` are all rounds begun, oldest first; `notes` those of both compared rounds, by the round's key. `about` is
    what the paper is about where that is a part of the programme.
    """

    programme: Programme
    comparison: Comparison
    taken: tuple[Taken, ...]
    actions: tuple[Action, ...]
    notes: Mapping[str, tuple[Note, ...]]
    today: date
    about: str = ""
    impacts: tuple[Impact, ...] = ()  # what changed because of people since the earlier round, the newest first

    @property
    def name(self) -> str:
        """The subject of the paper, and whose view it shows."""
        return wording.views.as_seen(self.about or self.programme.name, self.comparison.whose)

    @property
    def both(self) -> tuple[Taken, ...]:
        """The two rounds compared, the earlier one first; a first round stands alone."""
        return self.comparison.rounds

    @property
    def after(self) -> Taken:
        """The later round."""
        return self.comparison.after

    @property
    def title(self) -> str:
        """What is compared: the title of the annex and of the workbook."""
        return f"{self.name}: {' to '.join(one.round.name for one in self.both)}"

    @property
    def headline(self) -> str:
        """The finding: the title of the paper."""
        so_far = any(one.round.is_open(self.today) for one in self.both)
        if self.comparison.is_first:
            return wording.first_round.title(self.name, self.comparison, so_far=so_far)
        return wording.compare.title(self.name, finding.finding(self.comparison), so_far=so_far)

    @property
    def compared(self) -> tuple[str, str]:
        """The keys of the two rounds."""
        return self.comparison.before.round.key, self.after.round.key

    @cached_property
    def people(self) -> Comparison:
        """The same rounds with people's levels."""
        return as_people_say(self.comparison)

    @cached_property
    def shown(self) -> tuple[Taken, ...]:
        """The rounds of the strips."""
        return progress.shown_rounds(self.taken, self.comparison, self.today)

    @cached_property
    def items(self) -> tuple[ItemRow, ...]:
        """A row for each item."""
        return progress.item_rows(self.comparison, self.shown)

    @cached_property
    def services(self) -> tuple[ServiceRow, ...]:
        """A row for each service."""
        return movement.service_rows(self.comparison, self.shown)

    @cached_property
    def promised(self) -> tuple[Action, ...]:
        """The promises on items of these rounds: late ones first, then open ones, by due date."""
        items = items_in(self.taken)
        own = (each for each in self.actions if (each.framework, each.item) in items)
        return tuple(
            sorted(own, key=lambda each: (not each.is_overdue(self.today), each.is_finished, each.due, each.key))
        )

    @property
    def notices(self) -> list[str]:
        """Whose ratings these are where they are not the services' own, such as that they are invented."""
        return notices(self.comparison.services)


def paper(facts: Facts) -> Document:
    """Return the board's paper: the finding, the asks and their basis; on the back the services and promises."""
    if facts.comparison.items:
        blocks = [*_first_page(facts), NewPage(), *_second_page(facts)]
    else:
        parts = (_opening_blocks(facts), ask_blocks(facts), promise_blocks(facts, MOST_ROWS), trust_blocks(facts))
        blocks = list(chain.from_iterable(parts))
    footer = wording.paper.footer(facts.title, facts.today)
    return Document(facts.headline, footer, tuple(blocks), facts.today, POINTS, dense=True)


def nothing(facts: Facts) -> str:
    """Say that the rounds have nothing that can be compared."""
    return wording.board.nothing_in_common(facts.comparison.before.round, facts.after.round)


def _first_page(facts: Facts) -> list[Block]:
    """Return the first page with as many items as fit."""
    above = list(chain(_opening_blocks(facts), ask_blocks(facts), _column_blocks(facts)))
    pages = ([*above, *_item_blocks(facts, lines)] for lines in range(MOST_LINES, LEAST_LINES - 1, -1))
    return first_that_fits(facts.headline, pages)


def _second_page(facts: Facts) -> list[Block]:
    """Return the second page with as many gaps and promises as fit, and names as long as they can be."""
    trust = list(trust_blocks(facts))
    pages = (
        [*_service_blocks(facts, name), *gap_blocks(facts, most), *promise_blocks(facts, most), *trust]
        for name in (NAME, ONE_LINE)
        for most in range(MOST_ROWS, LEAST_ROWS - 1, -1)
    )
    return first_that_fits("", pages)


def first_that_fits(title: str, pages: Iterable[list[Block]]) -> list[Block]:
    """Return the first of these pages that fits, the last one where none does."""
    page: list[Block] = []
    for page in pages:  # if none fits, take the last one
        if fitting.fits(title, page, POINTS):
            break
    return page


def _opening_blocks(facts: Facts) -> Iterator[Block]:
    comparison = facts.comparison
    if not comparison.items:
        yield Paragraph(" ".join((nothing(facts), *facts.notices)))
        return
    yield Paragraph(wording.compare.moved(finding.finding(comparison), comparison.before.round), "label")
    sentences = (
        wording.views.took_part(comparison),
        wording.compare.weakest(finding.weakest(comparison)),
        wording.compare.voices(finding.heard(facts.services), comparison.whose),
        *facts.notices,
    )
    yield Paragraph(" ".join(filter(None, sentences)))


def ask_blocks(facts: Facts) -> Iterator[Block]:
    """Yield what the board is asked, as a table."""
    yield Heading(wording.asks.HEADING)
    asked = asks(facts.comparison, facts.services, facts.promised, facts.today)
    if not asked:
        yield Paragraph(wording.asks.NOTHING)
        return
    rows = tuple(
        tuple(
            map(
                SignCell,
                (
                    f"{number}. {wording.asks.question(ask, facts.after.services)}",
                    wording.asks.options(ask),
                    wording.asks.owner(ask),
                    wording.asks.by(ask),
                ),
            )
        )
        for number, ask in enumerate(asked, start=1)
    )
    yield SignTable(wording.asks.HEADING, heads(wording.asks.COLUMNS), rows, (8.1, 4.2, 2.4, 2.3))


def _column_blocks(facts: Facts) -> Iterator[Block]:
    frameworks = facts.comparison.frameworks[:MOST_FRAMEWORKS]
    columns = {one.key: progress.columns(facts.taken, one.key, facts.today) for one in frameworks}
    reach = charts.progress.extent([column for shown in columns.values() for column in shown])
    now = [next(one for one in shown if one.round.key == facts.compared[1]) for shown in columns.values()]
    yield Heading(wording.paper.columns_heading(len(facts.taken)))
    yield Paragraph(wording.paper.columns_note(frameworks), "small", stays=True)
    narrow = len(facts.taken) > WIDE_ROUNDS
    draws = {
        f"{wording.compare.short_name(one.framework)}\n{wording.compare.high_and_low(one)}": partial(
            charts.progress.columns_chart, columns[one.framework.key], facts.compared, reach, narrow=narrow, plot=PLOT
        )
        for one in now
    }
    yield document.charts_picture(draws, wording.paper.columns_alternative(now))


def _item_blocks(facts: Facts, most: int) -> Iterator[Block]:
    ladder = progress.headline_of(facts.after)
    items = [row for row in facts.items if row.key != ladder]
    yield Heading(wording.compare.items_heading(items, *finding.items_that_moved(items)))
    rows = most_telling(facts.items, ladder, most)
    names = TEXT_WIDTH - 4.4 - 2.0 - STRIP * len(facts.shown)
    yield SignTable(
        "Items: the middle service in each round, services that fell and rose, and voices far apart",
        (
            SignCell("Item, and the middle service", bold=True),
            *_round_heads(facts),
            SignCell("Services fell", align="right", bold=True),
            SignCell("and rose", bold=True),
            SignCell("Voices far apart", bold=True),
        ),
        tuple(chain.from_iterable(_group_rows(group) for group in compare.item_groups(rows))),
        (names, *[STRIP] * len(facts.shown), 2.2, 2.2, 2.0),
    )
    left = wording.paper.left_to_annex(len(rows), len(facts.items), "item")
    yield Paragraph(" ".join(filter(None, (left, wording.paper.WORDS))), "small")


def most_telling(rows: Sequence[ItemRow], ladder: ItemKey | None, most: int) -> list[ItemRow]:
    """Return the items that fit into so many lines, in order: the ladder, what is weak everywhere, what moved most."""
    ranked = sorted(
        rows,
        key=lambda row: (
            row.key != ladder,
            not (row.change and row.change.is_weak_everywhere),
            -(row.change.up + row.change.down if row.change else 0),
        ),
    )
    kept: set[ItemKey] = set()
    for row in ranked:
        if _lines(kept | {row.key}) <= most:
            kept.add(row.key)
    return [row for row in rows if row.key in kept]


def _lines(keys: Collection[ItemKey]) -> int:
    """Return how many lines items take with a heading for each framework."""
    return len(keys) + len({framework for framework, _ in keys})


def _group_rows(group: ItemGroup) -> Iterator[tuple[SignCell, ...]]:
    if group.title:
        yield (SignCell(group.title, bold=True),)
    yield from (_item_cells(line) for line in group.lines)


def _item_cells(line: ItemLine) -> tuple[SignCell, ...]:
    moved = line.moved
    weak = f" – {line.weak}" if line.weak else ""
    return (
        SignCell(f"{shortened(line.title, SHORT_NAME)}{weak}", bold=bool(weak)),
        *map(sign, line.path.cells),
        SignCell(f"▼ {moved.down}" if moved.down else "", align="right", bar=moved.share(moved.down)),
        SignCell(f"▲ {moved.up}" if moved.up else "", bar=moved.share(moved.up)),
        SignCell(line.voices, bold=line.is_wide),
    )


def _service_blocks(facts: Facts, longest: int) -> Iterator[Block]:
    rows, after = facts.services, facts.after
    slipped, rose = movement.slipped(rows), movement.rose(rows)
    yield Heading(wording.compare.services_heading(len(slipped), len(rose)))
    shown = _shown_services(rows, slipped, rose)
    columns = shown_columns(facts)
    names = all_shortened([row.service.name for row in shown], longest)
    lines = [(row, compare.service_line(row, facts.shown, after, columns)) for row in shown]
    heads = [
        SignCell(f"{word} {year[2:]}", "", "centre", is_compared, turned=True)
        for word, year, is_compared in compare.rounds_head(facts.shown, facts.compared)
    ]
    # The cell of the later round also has the sign of how the service moved.
    strip = [CELL if one == after else min(STRIP, 3.2 / len(facts.shown)) for one in facts.shown]
    widths = (*strip, *[CELL] * len(columns), 1.7)
    yield SignTable(
        "Services: the rung in each round, the level of each item, and items that rose and fell",
        (
            SignCell("Service and its rung, slipped first", bold=True),
            *heads,
            *(
                SignCell(shortened(wording.compare.short_title(*_key(each)), TURNED), turned=True, align="centre")
                for each in columns
            ),
            SignCell("Items", bold=True),
        ),
        tuple(_service_cells(names[row.service.name], row, line) for row, line in lines),
        (TEXT_WIDTH - sum(widths), *widths),
    )
    yield Paragraph(wording.paper.services_note(len(shown), len(rows)), "small")


def _key(column: tuple[Framework, Item]) -> tuple[Framework, str]:
    return column[0], column[1].key


def _shown_services(
    rows: Sequence[ServiceRow], slipped: Sequence[ServiceRow], rose: Sequence[ServiceRow]
) -> list[ServiceRow]:
    """Return all services, those that slipped first and the silent last; if too many, those that moved most."""
    if len(rows) > ALL_SERVICES:
        return [*slipped[:MOST_MOVED], *rose[:MOST_MOVED]]
    return sorted(rows, key=lambda row: (not row.took_part, not row.slipped, row.order))


def shown_columns(facts: Facts) -> list[tuple[Framework, Item]]:
    """Return the items that have a column, as many as fit: those on which most services moved, in the form's order."""
    columns = list(compare.cells_of(facts.after, {one.key for one in facts.after.frameworks}))
    moved = {change.key: change.up + change.down for change in facts.comparison.items}
    ranked = sorted(columns, key=lambda column: -moved.get((column[0].key, column[1].key), 0))
    kept = {(framework.key, item.key) for framework, item in ranked[:MOST_CELLS]}
    return [(framework, item) for framework, item in columns if (framework.key, item.key) in kept]


def _service_cells(name: str, row: ServiceRow, line: ServiceLine) -> tuple[SignCell, ...]:
    moved = f"▼{line.moved.down} ▲{line.moved.up}" if row.is_compared else "–"
    return SignCell(name), *map(sign, line.path.cells), *map(sign, line.cells), SignCell(moved)


def gap_blocks(facts: Facts, most: int) -> Iterator[Block]:
    """Yield the widest gaps between the voices, at most so many."""
    gaps = movement.far_apart(facts.comparison)
    heard, whose = finding.heard(facts.services), facts.comparison.whose
    yield Heading(wording.compare.voices_heading(heard, whose))
    moved = "" if whose == "people" or facts.comparison.is_first else wording.views.people_moved(facts.people)
    if not gaps:
        yield from _paragraph(moved, wording.compare.voices(heard, whose))
        return
    yield SignTable(
        "The widest gaps between the two voices",
        heads(("Service", "Item", "Service's level", "People's level")),
        tuple(_gap_cells(gap) for gap in gaps[:most]),
        (6.4, 5.4, 2.6, 2.6),
    )
    # In one line: the second page has no room for more.
    yield from _paragraph(moved, wording.paper.left_to_annex(most, len(gaps), "gap"))


def _paragraph(*sentences: str) -> Iterator[Block]:
    if text := " ".join(filter(None, sentences)):
        yield Paragraph(text, "small")


def _gap_cells(gap: FarApart) -> tuple[SignCell, ...]:
    title = wording.compare.short_title(gap.framework, gap.item.key)
    levels = (sign(Cell.of(gap.framework, level)) for level in (gap.own, gap.people))
    return SignCell(shortened(gap.service.name, NAME)), SignCell(shortened(title, NAME)), *levels


def promise_blocks(facts: Facts, most: int) -> Iterator[Block]:
    """Yield the promises, late and open ones first, at most so many."""
    promised = facts.promised
    done = sum(each.state == "done" for each in promised)
    late = sum(each.is_overdue(facts.today) for each in promised)
    yield Heading(wording.compare.promises_heading(done, late, len(promised)))
    yield from _paragraph(wording.impact.on_paper(facts.impacts))
    if not promised:
        return
    yield SignTable(
        "Promises, those that are late or open first",
        heads(("What was promised", "Service", "Led by", "By", "State")),
        tuple(_promise_cells(each, facts.after.services, facts.today) for each in promised[:most]),
        (6.0, 4.6, 2.2, 2.3, 1.9),
    )
    if left := wording.paper.left_to_annex(most, len(promised), "promise"):
        yield Paragraph(left, "small")


def _promise_cells(action: Action, services: Mapping[str, Service], today: date) -> tuple[SignCell, ...]:
    state = wording.paper.state(action, today)
    return (
        SignCell(shortened(action.what, WHAT)),
        SignCell(shortened(services[action.service].name, NAME)),
        SignCell(shortened(action.owner, OWNER) or "nobody yet"),
        SignCell(short_day(action.due)),
        SignCell(state, bold=state == "late"),
    )


def trust_blocks(facts: Facts) -> Iterator[Block]:
    """Yield the blocks on how reliable the paper is."""
    yield Heading("How far this can be trusted")
    missing = [shortened(service.name, NAME) for service in facts.after.missing]
    sentences = wording.paper.trust(facts.comparison, facts.today)
    left_out = wording.compare.missing(missing, facts.after.round)
    cautioned = cautions(facts.comparison.services)
    yield Paragraph(" ".join(filter(None, (*sentences, left_out, *cautioned, wording.paper.ANNEX))))


def sign(cell: Cell) -> SignCell:
    """Return a level on its tint, or a dash."""
    if cell.level is None:
        return SignCell("–", align="centre", unknown=True)
    return SignCell(f"{cell.level}{cell.arrow}", LIGHT.tints[cell.tint], "centre")


def heads(names: Iterable[str]) -> tuple[SignCell, ...]:
    """Return texts as the header of a table."""
    return tuple(SignCell(name, bold=True) for name in names)


def _round_heads(facts: Facts) -> list[SignCell]:
    """Return a heading for each round of the strips, bold where it is compared."""
    return [
        SignCell(f"{word}\n{year[2:]}", align="centre", bold=is_compared)
        for word, year, is_compared in compare.rounds_head(facts.shown, facts.compared)
    ]
