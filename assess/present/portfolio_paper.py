"""Many services as a paper and as a workbook: the rows that the portfolio's page shows, all pages of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assess import wording
from assess.core import portfolio
from assess.core.answers import ItemKey
from assess.core.names import shortened
from assess.core.portfolio import GROUPINGS, Choice, Count, Group, Grouping, Layer, Rated, Seen, View
from assess.core.programme import Round, Service, cautions, notices
from assess.present.charts.palette import LIGHT
from assess.present.document import TEXT_WIDTH, Block, Document, Paragraph, SignCell, SignTable, Table
from assess.present.portfolio import Line, Square, agreed, group_lines, service_lines
from assess.present.workbook import Worksheet, WorksheetRow, book

POINTS = 9
CELL, RUNG, ITEMS, VOICES, ROUND = 0.56, 1.1, 1.5, 1.3, 1.5  # centimetres of the columns
NAME, TURNED = 60, 18  # characters of a name, and of a heading that stands upright


@dataclass(frozen=True)
class PortfolioFacts:
    """What the paper is made from, within what its reader may see.

    `columns` are the items shown, `counts` those over all chosen services, the ladder's headline first. A row is one of
    `rated` or, where they are grouped, of `groups`; `total` is how many rows there would be without a limit. `rounds`
    are those of each programme, `sorted_by` the order in words.
    """

    view: View
    columns: tuple[ItemKey, ...]
    grouping: Grouping
    layer: Layer
    choice: Choice
    seen: Seen
    counts: tuple[Count, ...]
    rated: tuple[Rated, ...]
    groups: tuple[Group, ...]
    rounds: Mapping[str, Sequence[Round]]
    total: int
    sorted_by: str
    today: date

    @property
    def services(self) -> list[Service]:
        """The services that have a row."""
        return [one.service for one in self.rated]

    @property
    def title(self) -> str:
        """The finding, as the page has it."""
        rated = max((count.n for count in self.counts), default=0)
        found = wording.portfolio.title(self.weakest, rated)
        seen, name = wording.views.as_seen(found, self.choice.whose), wording.portfolio.chosen(self.choice)
        return f"{seen} ({name})" if name else seen

    @property
    def weakest(self) -> list[Count]:
        """The items on which the largest shares of services are low."""
        return portfolio.weakest([count for count in self.counts if count.framework.kind != "rung"])

    @property
    def caption(self) -> str:
        """Which services are shown, how many rows, in which order, and what a cell is."""
        by = GROUPINGS[self.grouping]
        shown = wording.portfolio.show_name(self.choice.show, self.choice.whose) if self.grouping == "service" else by
        said = wording.portfolio.caption(self.choice, shown, len(self.rows), self.total, self.sorted_by)
        more = wording.portfolio_paper.not_all(len(self.rows), self.total)
        return " ".join(filter(None, (said, wording.portfolio_paper.cells(self.layer), more)))

    @property
    def sentences(self) -> list[str]:
        """What else is low, the ladder, who moved, whether the voices agree and who is missing, as the page has it."""
        seen = self.seen
        if self.choice.whose == "people":
            heard = wording.portfolio.people_heard(seen), wording.portfolio.people_missing(seen)
        else:
            is_reading = bool(self.services) and all(service.is_reading for service in self.services)
            heard = wording.portfolio.voices(seen, is_reading=is_reading), wording.portfolio.not_counted(seen)
        ladder = wording.portfolio.ladder(self.counts[0]) if self.counts else ""
        said = (wording.portfolio.others(self.weakest), ladder, wording.portfolio.moved(seen), *heard)
        return [sentence for sentence in (*said, *notices(self.services), *cautions(self.services)) if sentence]

    @cached_property
    def rows(self) -> list[Line]:
        """The rows in their order."""
        if self.grouping != "service":
            return group_lines(self.view, self.groups, self.columns, self.grouping, self.choice)
        return service_lines(self.view, self.rated, self.columns, self.layer, self.rounds, self.today)


def paper(facts: PortfolioFacts) -> Document:
    """Return the portfolio as a paper of as many pages as its rows need."""
    blocks = (*_opening_blocks(facts), _table(facts), *_agreed_blocks(facts))
    footer = wording.portfolio_paper.footer(facts.today)
    return Document(facts.title, footer, blocks, facts.today, POINTS, dense=True)


def _opening_blocks(facts: PortfolioFacts) -> Iterator[Block]:
    yield Paragraph(facts.caption, "label")
    yield Paragraph(" ".join(facts.sentences))
    legend = wording.portfolio_paper.LEVELS if facts.layer == "level" else wording.portfolio.LAYERS[facts.layer]
    yield Paragraph(legend, "small")


def _table(facts: PortfolioFacts) -> SignTable:
    is_grouped = facts.grouping != "service"
    counts = {(count.framework.key, count.item.key): count for count in facts.counts}
    tail = (("Rated", ROUND),) if is_grouped else (("Items", ITEMS), ("Voices", VOICES), ("Round", ROUND))
    lead = () if is_grouped else (("Rung", RUNG),)
    widths = [*(width for _, width in lead), *[CELL] * len(facts.columns), *(width for _, width in tail)]
    titles = [wording.portfolio.column(*facts.view.keyed[key]) for key in facts.columns]
    header = (
        SignCell("Service" if not is_grouped else GROUPINGS[facts.grouping], bold=True),
        *(SignCell(name, align="centre", bold=True) for name, _ in lead),
        *(SignCell(shortened(title, TURNED), align="centre", turned=True) for title in titles),
        *(SignCell(name, bold=True) for name, _ in tail),
    )
    empty = tuple(SignCell("") for _ in tail)
    over_all = [
        (
            SignCell(name, bold=True),
            *(SignCell("") for _ in lead),
            *(_count_cell(counts.get(key), part) for key in facts.columns),
            *empty,
        )
        for part, name in wording.portfolio_paper.NAMES.items()
    ]
    rows = (*over_all, *(_cells(line, is_grouped=is_grouped) for line in facts.rows))
    return SignTable("Portfolio", header, rows, (TEXT_WIDTH - sum(widths), *widths))


def _count_cell(count: Count | None, part: str) -> SignCell:
    if count is None:
        return SignCell("–", align="centre")
    number = {"high": count.high, "low": count.low, "n": count.n}[part]
    return SignCell(f"{number:,}", align="centre", bold=part == "low" and count.is_weak)


def _cells(line: Line, *, is_grouped: bool) -> tuple[SignCell, ...]:
    name, squares = SignCell(shortened(line.link.text, NAME)), map(_square, line.cells)
    if is_grouped:
        return name, *squares, SignCell(line.round)
    moved = line.moved
    items = f"▲{moved.up} ▼{moved.down}" if moved and moved.n else "–"
    voices = SignCell(line.voices, bold=line.is_wide)
    return name, SignCell(line.ends, align="centre"), *squares, SignCell(items), voices, SignCell(line.round)


def _square(square: Square) -> SignCell:
    if not square.text:
        return SignCell("–", align="centre")
    fill = "" if square.tint is None else LIGHT.tints[square.tint]
    return SignCell(f"{square.text}{square.arrow}", fill, "centre", bold=square.is_strong)


def _agreed_blocks(facts: PortfolioFacts) -> Iterator[Block]:
    if rows := agreed(facts.view, facts.rated):
        yield Table(wording.portfolio_paper.AGREED_LEVELS, tuple(rows[0]), tuple(tuple(row.values()) for row in rows))


def workbook(facts: PortfolioFacts) -> bytes:
    """Write the same rows as an XLSX file, a level as a number."""
    return book(facts.title, [_about_sheet(facts), _rows_sheet(facts), _words_sheet(facts), _items_sheet(facts)])


def _about_sheet(facts: PortfolioFacts) -> Worksheet:
    said = (f"{facts.title}.", facts.caption, *facts.sentences, wording.portfolio.COUNTED, wording.portfolio.WORDS)
    rows: list[WorksheetRow] = [(sentence,) for sentence in (*said, wording.portfolio_paper.HELD_BACK)]
    return "About", ("What to know before you use these tables",), rows


def _rows_sheet(facts: PortfolioFacts) -> Worksheet:
    titles = [wording.portfolio.column(*facts.view.keyed[key]) for key in facts.columns]
    if facts.grouping != "service":
        rows: list[WorksheetRow] = [(line.link.text, *map(_value, line.cells), line.round) for line in facts.rows]
        return "Groups", (GROUPINGS[facts.grouping], *titles, "Rated"), rows
    rows = [
        (*_of(one.service), line.round_words, line.ends, *map(_value, line.cells), *_moves(line), line.voices)
        for one, line in zip(facts.rated, facts.rows, strict=True)
    ]
    about = ("Service", "Organisation", "Kind", "Area", "Round", "Rung")
    return "Services", (*about, *titles, "Items rose", "Items fell", "Voices far apart"), rows


def _of(service: Service) -> tuple[str, str, str, str]:
    return service.name, service.organisation, service.kind, service.area


def _moves(line: Line) -> tuple[int | str, int | str]:
    return (line.moved.up, line.moved.down) if line.moved and line.moved.n else ("", "")


def _value(square: Square) -> int | str:
    """Return a level as a number, any other value as its printed text, and None for an unknown one."""
    text = square.text.removesuffix(portfolio.AGREED)
    return int(text) if square.tint is not None and text.isdecimal() else square.text


def _words_sheet(facts: PortfolioFacts) -> Worksheet:
    titles = [wording.portfolio.column(*facts.view.keyed[key]) for key in facts.columns]
    rows: list[WorksheetRow] = [
        (line.link.text, title, square.words)
        for line in facts.rows
        for title, square in zip(titles, line.cells, strict=True)
    ]
    return "In words", (GROUPINGS[facts.grouping], "Item", "What the cell says"), rows


def _items_sheet(facts: PortfolioFacts) -> Worksheet:
    rows: list[WorksheetRow] = [
        (one.framework.title, wording.portfolio.short(one), one.n, one.low, one.thirds["middle"], one.high)
        for one in facts.counts
    ]
    return "Items", ("Framework", "Item", "Services", "Low", "Between", "High"), rows
