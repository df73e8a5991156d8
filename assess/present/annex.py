"""The annex of a board's paper, a document of its own: all services and items, both voices, notes, and the basis."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import pandas as pd

from assess import wording
from assess.core import board, finding, movement, progress
from assess.core.board import Comparison
from assess.core.dates import day
from assess.core.framework import Framework
from assess.core.programme import cautions
from assess.core.taken import items_in
from assess.present import board_paper, compare, first_round, tables
from assess.present.board_paper import Facts
from assess.present.document import Block, Document, Heading, Paragraph, Table, bullet_list


def annex(facts: Facts) -> Document:
    """Return what a board's paper leaves out for lack of space; notes are longest, so they come last."""
    comparison = facts.comparison
    parts: list[Iterable[Block]] = [_opening_blocks(facts), _turnout_blocks(comparison)]
    if comparison.items:
        parts += [_service_blocks(facts), *(_framework_blocks(facts, one) for one in comparison.frameworks)]
        both_voices = _far_apart_blocks(facts) if comparison.is_first else _voices_blocks(comparison)
        parts += [[] if comparison.is_first else _ladder_blocks(comparison), both_voices, _weak_blocks(comparison)]
    parts += [_action_blocks(facts), _impact_blocks(facts), _basis_blocks(facts), _note_blocks(facts)]
    footer = f"{facts.title}, annex. Made on {day(facts.today)}."
    return Document(f"Annex: {facts.title}", footer, tuple(chain.from_iterable(parts)), facts.today)


def _opening_blocks(facts: Facts) -> Iterator[Block]:
    comparison = facts.comparison
    yield from (Paragraph(notice, "label") for notice in facts.notices)
    yield from (Paragraph(caution, "small") for caution in cautions(comparison.services))
    if comparison.is_first:
        yield Paragraph(f"{facts.headline}. {wording.first_round.NOTHING_BEFORE}", "lead")
        yield from (Paragraph(sentence) for sentence in first_round.sentences(facts) if sentence)
        return
    if not comparison.items:
        yield Paragraph(board_paper.nothing(facts), "lead")
        return
    yield Paragraph(
        f"{facts.headline}. {wording.compare.moved(finding.finding(comparison), comparison.before.round)}", "lead"
    )
    if moved := wording.views.people_moved(facts.people):
        yield Paragraph(moved)
    if not comparison.people_answered:
        yield Paragraph(wording.voices.alone(comparison.services), "label")
    yield from (Paragraph(each) for each in comparison.differences or [wording.board.same_conditions()])


def _turnout_blocks(comparison: Comparison) -> Iterator[Block]:
    yield Heading(wording.board.turnout_heading(comparison))
    yield _data_table("Who submitted in each round", tables.turnout_table(comparison))
    rounds = comparison.rounds
    yield from bullet_list([*wording.board.corrected(rounds), *wording.board.typed_in(rounds)])


def _service_blocks(facts: Facts) -> Iterator[Block]:
    after = facts.after
    lines = [(row, compare.service_line(row, facts.shown, after)) for row in facts.services]
    yield Heading("Every service")
    is_first = facts.comparison.is_first
    if not is_first:
        rounds = ", ".join(one.round.name for one in facts.shown)
        yield Paragraph(f"Rungs in {rounds}. {wording.compare.SLIPPED}", stays=True)
    yield _row_table(
        f"Every service in {after.round.name}",
        [
            {
                "Service": row.service.name,
                "Rung" if is_first else "Rung in each round": line.path.says,
                "Items": first_round.low_and_high(after, row) if is_first else line.moved.says,
                "Voices far apart": line.voices,
                "Levels": ", ".join(line.all_levels) or wording.signs.UNKNOWN,
            }
            for row, line in lines
        ],
    )


def _framework_blocks(facts: Facts, of: Framework) -> Iterator[Block]:
    comparison, changes = facts.comparison, facts.comparison.of(of.key)
    columns = progress.columns(facts.taken, of.key, facts.today)
    if comparison.is_first:
        yield Heading(f"{of.title}: {wording.compare.high_and_low(columns[-1])}")
        yield _data_table(f"{of.title}: services at each level", tables.distribution_table(comparison, of.key))
        return
    yield Heading(wording.board.framework_heading(of, changes))
    yield _row_table(f"{of.title}, round by round", wording.compare.column_rows(columns))
    yield Paragraph(wording.board.framework_note(changes), stays=True)
    yield _data_table(f"{of.title}: services at each level", tables.distribution_table(comparison, of.key))
    if len(changes) > 1:
        yield _data_table(f"{of.title}: up, same and down", tables.item_move_table(comparison, of.key))
    if len(facts.taken) > 2:
        yield Paragraph(wording.compare.WHO_IS_COUNTED, stays=True)
        yield _data_table(f"{of.title}, item by item in each round", tables.trend_table(facts.taken, of.key))


def _ladder_blocks(comparison: Comparison) -> Iterator[Block]:
    yield Heading(wording.board.ladder_heading(comparison.ladder))
    if comparison.ladder is None:
        yield Paragraph(wording.board.no_ladder())
        return
    yield _data_table("Every service's move on the ladder", tables.ladder_move_table(comparison))


def _voices_blocks(comparison: Comparison) -> Iterator[Block]:
    before, after = comparison.before, comparison.after
    yield Heading(wording.gaps.gaps_heading(comparison))
    yield Paragraph(wording.gaps.voices_apart(comparison))
    yield from (Paragraph(words) for one in (after, before) if (words := wording.gaps.not_shown(one)))
    if comparison.gaps:
        yield _data_table("Both voices", tables.gap_table(comparison))
    for gap in comparison.apart:
        yield Heading(gap.item.title, 2)
        yield Paragraph(wording.gaps.gap_sentence(gap), stays=True)
        yield from bullet_list(wording.gaps.service_apart(one, before.round, after.round) for one in gap.apart)
    if agreed := wording.board.agreed_levels((before, after)):
        yield Paragraph(wording.board.agreed_note((before, after)), stays=True)
        yield _row_table("Levels that both voices agreed on", agreed)


def _far_apart_blocks(facts: Facts) -> Iterator[Block]:
    """Yield all items and services of a first round on which the two voices are far apart."""
    comparison, gaps = facts.comparison, movement.far_apart(facts.comparison)
    yield Heading(wording.compare.voices_heading(finding.heard(facts.services), comparison.whose))
    yield from (Paragraph(words) for words in (wording.gaps.not_shown(comparison.after),) if words)
    yield from bullet_list(f"{gap.service.name}: {wording.compare.gap(gap)}" for gap in gaps)
    if agreed := wording.board.agreed_levels((comparison.after,)):
        yield Paragraph(wording.board.agreed_note((comparison.after,)), stays=True)
        yield _row_table("Levels that both voices agreed on", agreed)


def _weak_blocks(comparison: Comparison) -> Iterator[Block]:
    yield Heading(wording.board.weak_heading(comparison.weak_everywhere))
    yield from bullet_list(wording.board.weak_item(change) for change in comparison.weak_everywhere)


def _action_blocks(facts: Facts) -> Iterator[Block]:
    yield Heading("What was promised")
    yield Paragraph(wording.actions.promises(facts.promised, facts.today))
    acted = board.done_between(facts.promised, facts.comparison.before.round, facts.after.round)
    if beside := wording.board.progress_where_acted(*board.progress_by_action(facts.comparison, acted)):
        yield Paragraph(beside)
    if facts.promised:
        services = facts.after.services
        yield _row_table(
            "Actions", wording.actions.action_list(facts.promised, services, items_in(facts.taken), facts.today)
        )


def _impact_blocks(facts: Facts) -> Iterator[Block]:
    if facts.impacts:
        yield Heading(wording.impact.HEADING)
        yield Paragraph(wording.impact.summary(facts.impacts), stays=True)
        rows = wording.impact.rows(facts.impacts, facts.after.services, items_in(facts.taken))
        yield _row_table("What changed", rows)


def _note_blocks(facts: Facts) -> Iterator[Block]:
    for one in facts.both[::-1]:
        rows = wording.voices.note_list(facts.notes[one.round.key], one.services, items_in([one]))
        yield Heading(f"What was written in {one.round.name}")
        yield _row_table("Notes, links and reasons", rows) if rows else Paragraph("Nothing was written.")


def _basis_blocks(facts: Facts) -> Iterator[Block]:
    if not facts.comparison.is_first:
        out = wording.board.left_out(facts.comparison)
        yield Heading("What was left out")
        yield from bullet_list(out or ["Nothing: both rounds have the same services and items."])
    yield Heading("How this was worked out")
    yield from (Paragraph(wording.board.round_facts(one, facts.today)) for one in facts.both)
    yield from map(Paragraph, _rules(facts))
    yield from (Paragraph(f"{one.title}: {one.credit}", "small") for one in facts.after.frameworks)


def _rules(facts: Facts) -> tuple[str, ...]:
    if facts.comparison.is_first:
        return wording.first_round.WORDS, wording.asks.PROPOSED
    return (
        *(wording.compare.WORDS, wording.compare.HOLDS, wording.compare.SLIPPED, wording.asks.PROPOSED),
        *(wording.compare.WHO_IS_COUNTED, wording.board.HOW_COMPARED),
    )


def _data_table(title: str, table: pd.DataFrame) -> Table:
    """Return a table of `tables` as a block; its index is the first column."""
    header = (str(table.index.name), *map(str, table.columns))
    rows = tuple((str(name), *map(str, row)) for name, row in zip(table.index, table.to_numpy(), strict=True))
    return Table(title, header, rows)


def _row_table(title: str, rows: Sequence[Mapping[str, str]]) -> Table:
    """Return rows, at least one, as a table under their keys."""
    return Table(title, tuple(rows[0]), tuple(tuple(row.values()) for row in rows))
