"""The board's paper on two rounds of a programme, as a document.

Pure but for the drawing of the charts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain

import pandas as pd

from assess import wording
from assess.core import board
from assess.core.actions import Action
from assess.core.board import Comparison, ServiceMoves
from assess.core.dates import day
from assess.core.framework import Framework
from assess.core.programme import Programme
from assess.core.taken import Taken, items_in
from assess.core.voices import Note
from assess.present import charts, document, tables
from assess.present.document import Block, Document, Heading, Paragraph, Table, bullet_list

MOST_DRAWN = 5  # items in one picture of all rounds


@dataclass(frozen=True)
class Facts:
    """What a paper is made from, within what its reader may see: the comparison as shown, and what was said and done.

    `taken` are all rounds begun, oldest first; `notes` those of both compared rounds, by the round's key.
    """

    programme: Programme
    comparison: Comparison
    taken: tuple[Taken, ...]
    actions: tuple[Action, ...]
    notes: Mapping[str, tuple[Note, ...]]
    today: date

    @property
    def both(self) -> tuple[Taken, Taken]:
        """The two rounds compared, the earlier one first."""
        return self.comparison.before, self.comparison.after

    @property
    def title(self) -> str:
        """The paper's title."""
        return f"{self.programme.name}: {self.both[0].round.name} to {self.both[1].round.name}"


def paper(facts: Facts) -> Document:
    """Return the board's paper: every finding with its picture and its table, then what it rests on."""
    comparison = facts.comparison
    parts: list[Iterable[Block]] = [_opening_blocks(facts), _turnout_blocks(comparison)]
    if comparison.items:
        parts += [_framework_blocks(comparison, one) for one in comparison.frameworks]
        parts += [_ladder_blocks(comparison), _voices_blocks(comparison), _weak_blocks(comparison)]
        parts += [_service_blocks(wording.board.improved_heading(comparison.improved), comparison.improved)]
        parts += [_service_blocks(wording.board.slipped_heading(comparison.slipped), comparison.slipped)]
    # What was written is as long as all the rest, so it comes last.
    parts += [_action_blocks(facts), _trend_blocks(facts), _basis_blocks(facts), _note_blocks(facts)]
    footer = f"{facts.title}. Made on {day(facts.today)}."
    return Document(facts.title, footer, tuple(chain.from_iterable(parts)), facts.today)


def _opening_blocks(facts: Facts) -> Iterator[Block]:
    comparison = facts.comparison
    for notice in dict.fromkeys(service.notice for service in comparison.services if service.notice):
        yield Paragraph(notice, "label")
    if not comparison.items:
        yield Paragraph(wording.board.nothing_in_common(*(one.round for one in facts.both)), "lead")
        return
    yield Paragraph(wording.board.opening(comparison, facts.programme), "lead")
    if not comparison.people_answered:
        yield Paragraph("Service view only", "label")
    yield from (Paragraph(each) for each in comparison.differences or [wording.board.same_conditions()])


def _turnout_blocks(comparison: Comparison) -> Iterator[Block]:
    yield Heading(wording.board.turnout_heading(comparison))
    yield _data_table("Who submitted in each round", tables.turnout_table(comparison))
    yield from bullet_list(wording.board.corrected((comparison.before, comparison.after)))


def _framework_blocks(comparison: Comparison, of: Framework) -> Iterator[Block]:
    changes = comparison.of(of.key)
    yield Heading(wording.board.framework_heading(of, changes))
    yield Paragraph(wording.board.framework_note(changes), stays=True)
    alternative = wording.board.alternative(of.title, "services at each level, then and now. The table below has it.")
    yield document.chart_picture(partial(charts.board.distributions, comparison, of.key), alternative)
    yield _data_table(f"{of.title}: services at each level", tables.distribution_table(comparison, of.key))
    if len(changes) > 1:
        yield Heading(wording.board.moves_heading(changes), 2)
        alternative = wording.board.alternative(of.title, "services up, the same and down. The table below has it.")
        yield document.chart_picture(partial(charts.board.item_moves, comparison, of.key), alternative)
        yield _data_table(f"{of.title}: up, same and down", tables.item_move_table(comparison, of.key))


def _ladder_blocks(comparison: Comparison) -> Iterator[Block]:
    yield Heading(wording.board.ladder_heading(comparison.ladder))
    if comparison.ladder is None:
        yield Paragraph(wording.board.no_ladder())
        return
    alternative = wording.board.alternative(comparison.ladder.framework.title, "each way services went, as below.")
    yield document.chart_picture(partial(charts.board.ladder_moves, comparison), alternative)
    yield _data_table("Every service's move on the ladder", tables.ladder_move_table(comparison))


def _voices_blocks(comparison: Comparison) -> Iterator[Block]:
    yield Heading(wording.gaps.gaps_heading(comparison))
    yield Paragraph(wording.gaps.voices_apart(comparison))
    if comparison.apart:
        alternative = "Services two levels or more from what people say, by item. The table below has the same."
        yield document.chart_picture(partial(charts.board.gaps, comparison), alternative)
    if comparison.gaps:
        yield _data_table("Both voices", tables.gap_table(comparison))
    both = (comparison.before, comparison.after)
    if agreed := wording.board.agreed_levels(both):
        yield Paragraph(wording.board.agreed_note(both), stays=True)
        yield _row_table("Levels that both voices agreed on", agreed)


def _weak_blocks(comparison: Comparison) -> Iterator[Block]:
    yield Heading(wording.board.weak_heading(comparison.weak_everywhere))
    yield from bullet_list(wording.board.weak_item(change) for change in comparison.weak_everywhere)


def _service_blocks(heading: str, moves: Sequence[ServiceMoves]) -> Iterator[Block]:
    yield Heading(heading)
    yield from bullet_list(wording.board.service_moves(one) for one in moves)


def _action_blocks(facts: Facts) -> Iterator[Block]:
    yield Heading("What was promised")
    yield Paragraph(wording.actions.promises(facts.actions, facts.today))
    acted = board.done_between(facts.actions, *(one.round for one in facts.both))
    if beside := wording.board.progress_where_acted(*board.progress_by_action(facts.comparison, acted)):
        yield Paragraph(beside)
    if facts.actions:
        services = facts.both[1].services
        yield _row_table(
            "Actions", wording.actions.action_list(facts.actions, services, items_in(facts.taken), facts.today)
        )


def _trend_blocks(facts: Facts) -> Iterator[Block]:
    if len(facts.taken) < 3:
        return
    yield Heading(f"Through all {len(facts.taken)} rounds")
    yield Paragraph("Each round counts all services that took part in it, so they may differ from round to round.")
    courses = board.courses(facts.taken)
    for one in {course.framework.key: course.framework for course in courses}.values():
        items = [course.item for course in courses if course.framework.key == one.key]
        # More of them in one picture would be too small to read on paper.
        for start in range(0, len(items), MOST_DRAWN):
            drawn = items[start : start + MOST_DRAWN]
            title = one.title if len(drawn) == len(items) else f"{drawn[0].title} to {drawn[-1].title}"
            alternative = wording.board.alternative(title, "services at each level, round by round, as in the table.")
            only = [item.key for item in drawn]
            yield document.chart_picture(partial(charts.board.trend, facts.taken, one.key, only=only), alternative)
        yield _data_table(f"{one.title}, round by round", tables.trend_table(facts.taken, one.key))


def _note_blocks(facts: Facts) -> Iterator[Block]:
    for one in facts.both[::-1]:
        rows = wording.voices.note_list(facts.notes[one.round.key], one.services, items_in([one]))
        yield Heading(f"What was written in {one.round.name}")
        yield _row_table("Notes, links and reasons", rows) if rows else Paragraph("Nothing was written.")


def _basis_blocks(facts: Facts) -> Iterator[Block]:
    out = wording.board.left_out(facts.comparison)
    yield Heading("What was left out")
    yield from bullet_list(out or ["Nothing: both rounds have the same services and items."])
    yield Heading("How this was worked out")
    yield from (Paragraph(wording.board.round_facts(one, facts.today)) for one in facts.both)
    yield Paragraph(wording.board.HOW_COMPARED)
    yield from (Paragraph(f"{one.title}: {one.credit}", "small") for one in facts.both[1].frameworks)


def _data_table(title: str, table: pd.DataFrame) -> Table:
    """Return a table of `tables` as a block; its index is the first column."""
    header = (str(table.index.name), *map(str, table.columns))
    rows = tuple((str(name), *map(str, row)) for name, row in zip(table.index, table.to_numpy(), strict=True))
    return Table(title, header, rows)


def _row_table(title: str, rows: Sequence[Mapping[str, str]]) -> Table:
    """Return rows, at least one, as a table under their keys."""
    return Table(title, tuple(rows[0]), tuple(tuple(row.values()) for row in rows))
