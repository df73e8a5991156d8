"""The board's paper on a programme's first round: the same two pages without what moved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf

from assess import wording
from assess.core import finding, progress
from assess.core.board import ItemChange
from assess.core.framework import Framework, Item
from assess.core.movement import ServiceRow
from assess.core.names import all_shortened, shortened
from assess.core.progress import ItemRow
from assess.core.taken import Taken, items_in
from assess.present import board_paper, compare
from assess.present.board_paper import (
    ALL_SERVICES,
    CELL,
    LEAST_LINES,
    LEAST_ROWS,
    MOST_FRAMEWORKS,
    MOST_LINES,
    MOST_ROWS,
    NAME,
    ONE_LINE,
    POINTS,
    SHORT_NAME,
    TURNED,
    Facts,
    sign,
)
from assess.present.document import TEXT_WIDTH, Block, Document, Heading, NewPage, Paragraph, SignCell, SignTable
from assess.present.signs import Cell

MORE_LINES = 10  # lines that the columns over the rounds leave to the items


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item: the middle service's level, how many of `n` services stand low and high, and where voices differ."""

    title: str
    middle: Cell
    low: int
    high: int
    n: int
    is_weak: bool
    voices: str
    is_wide: bool

    def share(self, count: int) -> float:
        """Return how much of its half the bar of a count fills, 0 to 1."""
        return round(count / self.n, 3)


def item_groups(rows: Sequence[ItemRow]) -> list[tuple[str, list[ItemLine]]]:
    """Return the items that somebody rated under the titles of their frameworks; a ladder's one line has its own."""
    groups = [list(group) for _, group in groupby(rows, key=lambda row: row.framework.key)]
    return [
        ("" if own[0].framework.kind == "rung" and len(own) == 1 else own[0].framework.title, list(_lines(own)))
        for own in groups
    ]


def _lines(rows: Sequence[ItemRow]) -> Iterator[ItemLine]:
    for row in rows:
        if row.change:
            yield ItemLine(
                title=wording.compare.short_title(row.framework, row.item.key),
                middle=Cell.of(row.change.framework, row.change.median_after),
                low=row.change.third("low"),
                high=row.change.third("high"),
                n=row.change.n,
                is_weak=row.change.is_weak_everywhere,
                voices=wording.compare.voices_of_item(row.both_voices, row.far_apart),
                is_wide=row.far_apart > 0,
            )


def paper(facts: Facts) -> Document:
    """Return the paper: the finding, the asks and the items; on the back the services, the voices and promises."""
    blocks: list[Block] = [*_opening_blocks(facts), *board_paper.ask_blocks(facts)]
    if facts.comparison.items:
        blocks = [*_first_page(facts, blocks), NewPage(), *_second_page(facts)]
    else:
        blocks += [*board_paper.promise_blocks(facts, MOST_ROWS), *board_paper.trust_blocks(facts)]
    footer = wording.paper.footer(facts.title, facts.today)
    return Document(facts.headline, footer, tuple(blocks), facts.today, POINTS, dense=True)


def _first_page(facts: Facts, above: Sequence[Block]) -> list[Block]:
    lines = range(MOST_LINES + MORE_LINES, LEAST_LINES - 1, -1)
    return board_paper.first_that_fits(facts.headline, ([*above, *_item_blocks(facts, most)] for most in lines))


def _second_page(facts: Facts) -> list[Block]:
    trust = list(board_paper.trust_blocks(facts))
    pages = (
        [
            *_service_blocks(facts, name),
            *board_paper.gap_blocks(facts, most),
            *board_paper.promise_blocks(facts, most),
            *trust,
        ]
        for name in (NAME, ONE_LINE)
        for most in range(MOST_ROWS, LEAST_ROWS - 1, -1)
    )
    return board_paper.first_that_fits("", pages)


def _opening_blocks(facts: Facts) -> Iterator[Block]:
    if not facts.comparison.items:
        yield Paragraph(" ".join((wording.first_round.nothing(facts.after), *facts.notices)))
        return
    lead, *others = sentences(facts)
    yield Paragraph(lead, "label")
    yield Paragraph(" ".join(filter(None, (*others, *facts.notices))))


def sentences(facts: Facts) -> tuple[str, ...]:
    """Return where the services stand, who took part, what is low, and whether the voices agree."""
    comparison, after = facts.comparison, facts.after
    columns = [
        column
        for framework in comparison.frameworks
        for column in progress.columns([after], framework.key, facts.today)
    ]
    return (
        wording.first_round.stands(columns[:MOST_FRAMEWORKS]),
        wording.first_round.took_part(after),
        wording.compare.weakest(finding.weakest(comparison)),
        wording.compare.voices(finding.heard(facts.services), comparison.whose),
        wording.compare.missing([shortened(service.name, NAME) for service in after.missing], after.round),
    )


def _item_blocks(facts: Facts, most: int) -> Iterator[Block]:
    rows = board_paper.most_telling(facts.items, progress.headline_of(facts.after), most)
    yield Heading(wording.first_round.ITEMS)
    yield SignTable(
        "Items: the middle service, and how many services stand low, between and high",
        (
            SignCell("Item", bold=True),
            SignCell("Middle service", align="centre", bold=True),
            SignCell("Services low", align="right", bold=True),
            SignCell("between", align="centre", bold=True),
            SignCell("and high", bold=True),
            SignCell("Voices far apart", bold=True),
        ),
        tuple(_group_rows(rows)),
        (TEXT_WIDTH - 11.2, 2.2, 2.8, 1.6, 2.4, 2.2),
    )
    left = wording.paper.left_to_annex(len(rows), len(facts.items), "item")
    yield Paragraph(" ".join(filter(None, (left, wording.first_round.WORDS))), "small")


def _group_rows(rows: Sequence[ItemRow]) -> Iterator[tuple[SignCell, ...]]:
    for title, lines in item_groups(rows):
        if title:
            yield (SignCell(title, bold=True),)
        yield from map(_item_cells, lines)


def _item_cells(line: ItemLine) -> tuple[SignCell, ...]:
    title = shortened(line.title, SHORT_NAME)
    return (
        SignCell(f"{title} – weak everywhere" if line.is_weak else title, bold=line.is_weak),
        sign(line.middle),
        SignCell(str(line.low), align="right", bar=line.share(line.low)),
        SignCell(str(line.n - line.low - line.high), align="centre"),
        SignCell(str(line.high), bar=line.share(line.high)),
        SignCell(line.voices, bold=line.is_wide),
    )


def counts(change: ItemChange) -> tuple[int, int, int]:
    """Return how many services stand low, in the middle and high on an item."""
    return change.third("low"), change.third("middle"), change.third("high")


def _service_blocks(facts: Facts, longest: int) -> Iterator[Block]:
    rows, columns = shown(facts), board_paper.shown_columns(facts)
    names = all_shortened([row.service.name for row in rows], longest)
    widths = (1.2, *[CELL] * len(columns), 2.4)
    yield Heading(wording.first_round.SERVICES)
    yield SignTable(
        "Services: the rung, the level of each item, and how many items are low and high",
        (
            SignCell("Service", bold=True),
            SignCell("Rung", "", "centre", bold=True, turned=True),
            *(
                SignCell(
                    shortened(wording.compare.short_title(framework, item.key), TURNED), turned=True, align="centre"
                )
                for framework, item in columns
            ),
            SignCell("Items", bold=True),
        ),
        tuple(_service_cells(facts, names[row.service.name], row, columns) for row in rows),
        (TEXT_WIDTH - sum(widths), *widths),
    )
    yield Paragraph(wording.first_round.services_note(len(rows), len(facts.services)), "small")


def shown(facts: Facts) -> list[ServiceRow]:
    """Return the services, the lowest rung first and the silent last; of more than fit those with most items low."""
    low = {row.service.key: thirds(facts.after, row)[0] for row in facts.services}
    by_low = sorted(facts.services, key=lambda row: (not row.took_part, -low[row.service.key], row.service.name))
    return in_order(facts, by_low[:ALL_SERVICES])


def in_order(facts: Facts, rows: Sequence[ServiceRow]) -> list[ServiceRow]:
    """Return services with the lowest rung first, on one rung those with most items low, the silent last."""
    rung = {row.service.key: row.rung.level if row.rung else inf for row in rows}
    low = {row.service.key: thirds(facts.after, row)[0] for row in rows}
    return sorted(
        rows, key=lambda row: (not row.took_part, rung[row.service.key], -low[row.service.key], row.service.name)
    )


def thirds(taken: Taken, row: ServiceRow) -> tuple[int, int]:
    """Return on how many items a service stands low, and on how many high; the ladder is counted apart."""
    headline = progress.headline_of(taken)
    found = [
        framework.third(row.levels[key])
        for key, (framework, _) in items_in([taken]).items()
        if key in row.levels and key != headline
    ]
    return found.count("low"), found.count("high")


def low_and_high(taken: Taken, row: ServiceRow) -> str:
    """Say on how many items a service stands low, and on how many high; a dash where it did not take part."""
    return wording.first_round.low_and_high(*thirds(taken, row)) if row.took_part else "–"


def _service_cells(
    facts: Facts, name: str, row: ServiceRow, columns: Sequence[tuple[Framework, Item]]
) -> tuple[SignCell, ...]:
    line = compare.service_line(row, facts.shown, facts.after, columns)
    return SignCell(name), sign(line.rung), *map(sign, line.cells), SignCell(low_and_high(facts.after, row))
