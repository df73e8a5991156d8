"""What people take into a meeting: the board's paper on two rounds, and the sheet that a service gives back.

Both are documents; `word_file` and `pdf_file` write them down. Pure but for the drawing of the charts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from math import ceil

import pandas as pd

from assess import board, board_wording, charts, document, tables, voices, wording
from assess.action import Action
from assess.assessment import ItemKey
from assess.board import Comparison, ServiceMoves, Taken
from assess.document import Block, Bullets, Document, Heading, Paragraph, Table
from assess.framework import Framework, items_of
from assess.position import Position
from assess.programme import Programme, Round, Service
from assess.voices import Note
from assess.words import day, listed

SIZES = (14, 12, 11, 10)  # points of a sheet's text: the largest at which it fits on one page
PAGE, ACROSS = 720, 482  # points down and across that A4 leaves for it
MOST_SAID = 3  # items named under each heading of the sheet
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


@dataclass(frozen=True, slots=True)
class Given:
    """What a service gives back to the people who answered about it in one round."""

    service: Service
    round: Round
    positions: tuple[Position, ...]
    frameworks: tuple[Framework, ...]
    words: tuple[tuple[ItemKey, str], ...]
    actions: tuple[Action, ...]
    today: date

    @property
    def heard(self) -> tuple[Position, ...]:
        """The items on which people's level may be seen."""
        return tuple(each for each in self.positions if each.people_level is not None)


# The board's paper


def paper(facts: Facts) -> Document:
    """Return the board's paper: every finding with its picture and its table, then what it rests on."""
    comparison = facts.comparison
    parts: list[Iterable[Block]] = [_opening(facts), _turnout(comparison)]
    if comparison.items:
        parts += [_framework(comparison, one) for one in comparison.frameworks]
        parts += [_ladder(comparison), _voices(comparison), _weak(comparison)]
        parts += [_services(board_wording.improved_heading(comparison.improved), comparison.improved)]
        parts += [_services(board_wording.slipped_heading(comparison.slipped), comparison.slipped)]
    # What was written is as long as all the rest, so it comes last.
    parts += [_promised(facts), _trends(facts), _basis(facts), _notes(facts)]
    footer = f"{facts.title}. Made on {day(facts.today)}."
    return Document(facts.title, footer, tuple(chain.from_iterable(parts)), facts.today)


def _opening(facts: Facts) -> Iterator[Block]:
    comparison = facts.comparison
    for notice in dict.fromkeys(service.notice for service in comparison.services if service.notice):
        yield Paragraph(notice, "label")
    if not comparison.items:
        yield Paragraph(board_wording.nothing_in_common(*(one.round for one in facts.both)), "lead")
        return
    yield Paragraph(board_wording.opening(comparison, facts.programme), "lead")
    if not comparison.people_answered:
        yield Paragraph("Service view only", "label")
    yield from (Paragraph(each) for each in comparison.differences or [board_wording.same_conditions()])


def _turnout(comparison: Comparison) -> Iterator[Block]:
    yield Heading(board_wording.turnout_heading(comparison))
    yield _table("Who submitted in each round", tables.turnout(comparison))


def _framework(comparison: Comparison, of: Framework) -> Iterator[Block]:
    changes = comparison.of(of.key)
    yield Heading(board_wording.framework_heading(of, changes))
    yield Paragraph(board_wording.framework_note(changes), stays=True)
    alternative = board_wording.alternative(of.title, "services at each level, then and now. The table below has it.")
    yield document.picture(partial(charts.distributions, comparison, of.key), alternative)
    yield _table(f"{of.title}: services at each level", tables.distributions(comparison, of.key))
    if len(changes) > 1:
        yield Heading(board_wording.moves_heading(changes), 2)
        alternative = board_wording.alternative(of.title, "services up, the same and down. The table below has it.")
        yield document.picture(partial(charts.item_moves, comparison, of.key), alternative)
        yield _table(f"{of.title}: up, same and down", tables.item_moves(comparison, of.key))


def _ladder(comparison: Comparison) -> Iterator[Block]:
    yield Heading(board_wording.ladder_heading(comparison.ladder))
    if comparison.ladder is None:
        yield Paragraph(board_wording.no_ladder())
        return
    alternative = board_wording.alternative(comparison.ladder.framework.title, "each way services went, as below.")
    yield document.picture(partial(charts.ladder_moves, comparison), alternative)
    yield _table("Every service's move on the ladder", tables.ladder_moves(comparison))


def _voices(comparison: Comparison) -> Iterator[Block]:
    yield Heading(board_wording.gaps_heading(comparison))
    yield Paragraph(board_wording.voices(comparison))
    if comparison.apart:
        alternative = "Services two levels or more from what people say, by item. The table below has the same."
        yield document.picture(partial(charts.gaps, comparison), alternative)
    if comparison.gaps:
        yield _table("Both voices", tables.gaps(comparison))


def _weak(comparison: Comparison) -> Iterator[Block]:
    yield Heading(board_wording.weak_heading(comparison.weak_everywhere))
    yield from _listed(board_wording.weak(change) for change in comparison.weak_everywhere)


def _services(heading: str, moves: Sequence[ServiceMoves]) -> Iterator[Block]:
    yield Heading(heading)
    yield from _listed(board_wording.service_moves(one) for one in moves)


def _promised(facts: Facts) -> Iterator[Block]:
    yield Heading("What was promised")
    yield Paragraph(wording.promises(facts.actions, facts.today))
    acted = board.done_between(facts.actions, *(one.round for one in facts.both))
    if beside := board_wording.progress(*board.progress(facts.comparison, acted)):
        yield Paragraph(beside)
    if facts.actions:
        services = facts.both[1].services
        yield _rows("Actions", wording.action_list(facts.actions, services, board.items_in(facts.taken), facts.today))


def _trends(facts: Facts) -> Iterator[Block]:
    if len(facts.taken) < 3:
        return
    yield Heading(f"Through all {len(facts.taken)} rounds")
    yield Paragraph("Each round counts all services that took part in it, so they may differ from round to round.")
    courses = board.trend(facts.taken)
    for one in {course.framework.key: course.framework for course in courses}.values():
        items = [course.item for course in courses if course.framework.key == one.key]
        # More of them in one picture would be too small to read on paper.
        for start in range(0, len(items), MOST_DRAWN):
            drawn = items[start : start + MOST_DRAWN]
            title = one.title if len(drawn) == len(items) else f"{drawn[0].title} to {drawn[-1].title}"
            alternative = board_wording.alternative(title, "services at each level, round by round, as in the table.")
            only = [item.key for item in drawn]
            yield document.picture(partial(charts.trend, facts.taken, one.key, only=only), alternative)
        yield _table(f"{one.title}, round by round", tables.trend(facts.taken, one.key))


def _notes(facts: Facts) -> Iterator[Block]:
    for one in facts.both[::-1]:
        rows = wording.note_list(facts.notes[one.round.key], one.services, board.items_in([one]))
        yield Heading(f"What was written in {one.round.name}")
        yield _rows("Notes, links and reasons", rows) if rows else Paragraph("Nothing was written.")


def _basis(facts: Facts) -> Iterator[Block]:
    out = board_wording.left_out(facts.comparison)
    yield Heading("What was left out")
    yield from _listed(out or ["Nothing: both rounds have the same services and items."])
    yield Heading("How this was worked out")
    yield from (Paragraph(board_wording.taken(one, facts.today)) for one in facts.both)
    yield Paragraph(board_wording.HOW)
    yield from (Paragraph(f"{one.title}: {one.credit}", "small") for one in facts.both[1].frameworks)


# The sheet that is given back


def sheet(given: Given) -> Document:
    """Return a page in plain English for the people who took part: what they told, what was heard, what comes next."""
    title = f"{given.service.name}: thank you for having your say"
    blocks = tuple(chain(_thanks(given), _told(given), _seen_otherwise(given), _next(given), _end(given)))
    points = next((size for size in SIZES if _height(title, blocks, size) < PAGE), SIZES[-1])
    return Document(title, f"{given.round.name}. Made on {day(given.today)}.", blocks, given.today, points)


def _height(title: str, blocks: Iterable[Block], points: int) -> float:
    """Return about how many points of a page words take, rather too many: both files and any font must fit."""
    height = _lines(title, 1.8 * points) + 12
    for block in blocks:
        match block:
            case Heading():
                height += _lines(block.text, 1.45 * points) + 26
            case Paragraph():
                height += _lines(block.text, {"lead": 1.1, "small": 0.9}.get(block.look, 1.0) * points) + 6
            case Bullets():
                height += sum(_lines(point, points, indent=30) + 4 for point in block.points)
    return height


def _lines(text: str, points: float, indent: int = 0) -> float:
    return 1.2 * points * ceil(0.55 * points * len(text) / (ACROSS - indent))


def _thanks(given: Given) -> Iterator[Block]:
    if given.service.notice:
        yield Paragraph(given.service.notice, "label")
    most = max((each.people for each in given.heard), default=0)
    who = "One person" if most == 1 else f"{most} people"
    yield Paragraph(f"{who} answered questions about {given.service.name} in {given.round.name}.", "lead")


def _told(given: Given) -> Iterator[Block]:
    yield Heading("What you told us")
    by_place = sorted(given.heard, key=lambda each: _place(given, each))
    lowest = by_place[:MOST_SAID]
    highest = [each for each in by_place[MOST_SAID:] if _place(given, each) > _place(given, lowest[-1])]
    yield from _said_at(given, "You rated these lowest:" if highest else "How you rated:", lowest)
    yield from _said_at(given, "You rated these highest:", highest[-MOST_SAID:][::-1])
    if given.words:
        yield Paragraph("In your own words:", "label", stays=True)
        said = list(dict.fromkeys(text for _, text in given.words))
        yield Bullets(tuple(f"“{_cut(text)}”" for text in said[:MOST_SAID]))
        if len(said) > MOST_SAID:
            yield Paragraph(f"You wrote {len(said) - MOST_SAID} more. Ask us for all of it.")


def _said_at(given: Given, heading: str, positions: Sequence[Position]) -> Iterator[Block]:
    if positions:
        yield Paragraph(heading, "label", stays=True)
        yield Bullets(tuple(_people_say(given, each) for each in positions))


def _seen_otherwise(given: Given) -> Iterator[Block]:
    yield Heading("What we heard")
    both = [each for each in given.heard if voices.gap(each) is not None]
    apart = sorted((each for each in both if voices.is_wide(each)), key=voices.apart, reverse=True)
    yield Paragraph(f"You and we are far apart on {len(apart)} of {len(both)} questions that both of us answered.")
    yield from _listed(_two_views(given, each) for each in apart[:MOST_SAID])
    agreed = [each for each in given.positions if each.agreed_level is not None]
    if agreed:
        yield Paragraph("We talked about these together and agreed:", "label", stays=True)
        yield Bullets(tuple(_agreed(given, each) for each in agreed[: 2 * MOST_SAID]))


def _next(given: Given) -> Iterator[Block]:
    yield Heading("What happens next")
    waiting = [each for each in given.actions if each.state != "dropped"]
    if not waiting:
        yield Paragraph("We have not yet written down what we will do. Ask us when we will.")
        return
    yield Bullets(tuple(_promise(each) for each in waiting[: 2 * MOST_SAID]))
    if len(waiting) > 2 * MOST_SAID:
        yield Paragraph(f"There are {len(waiting) - 2 * MOST_SAID} more. Ask us for the whole list.")


def _end(given: Given) -> Iterator[Block]:
    names = listed([one.title for one in given.frameworks])
    yield Paragraph(
        "Nobody is named, and no one person's answers are shown: the middle one of your answers stands for all of "
        f"you. The questions follow {names}; the levels are our own words.",
        "small",
    )


def _asked(given: Given, each: Position) -> tuple[Framework, str]:
    """Return an item's framework, and its title as people were asked it."""
    framework, item = items_of(given.frameworks)[each.framework, each.item]
    return framework, item.worded_for("people").title


def _people_say(given: Given, each: Position) -> str:
    framework, title = _asked(given, each)
    return f"{title}: {framework.quoted(each.people_level)}."


def _two_views(given: Given, each: Position) -> str:
    framework, title = _asked(given, each)
    yours, ours = framework.quoted(each.people_level), framework.quoted(each.service_level)
    return f"{title}: you said {yours}, we said {ours}."


def _agreed(given: Given, each: Position) -> str:
    framework, title = _asked(given, each)
    return f"{title}: {framework.quoted(each.agreed_level)}."


def _promise(action: Action) -> str:
    led = " with ".join(filter(None, (action.owner, action.co_owner))) or "nobody yet"
    when = "Done." if action.state == "done" else f"By {day(action.due)}."
    what = _cut(action.what)
    return f"{what}{'' if what.endswith(('.', '!', '?', '…')) else '.'} {when} Led by {led}."


def _place(given: Given, each: Position) -> float:
    framework, _ = items_of(given.frameworks)[each.framework, each.item]
    return framework.position(each.people_level) if each.people_level is not None else 0.0


def _cut(text: str, most: int = 160) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]} …"


# Blocks


def _listed(points: Iterable[str]) -> Iterator[Block]:
    if found := tuple(points):
        yield Bullets(found)


def _table(title: str, table: pd.DataFrame) -> Table:
    header = (str(table.index.name), *map(str, table.columns))
    rows = tuple((str(name), *map(str, row)) for name, row in zip(table.index, table.to_numpy(), strict=True))
    return Table(title, header, rows)


def _rows(title: str, rows: Sequence[Mapping[str, str]]) -> Table:
    return Table(title, tuple(rows[0]), tuple(tuple(row.values()) for row in rows))
