"""One round of a service on one A4 page, and the same on a slide: where it stands, both voices, and what comes next.

It has what the page of the result has, from the same values. What was typed is cut to a length, and of each list so
much is shown as fits; see `fitting`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

from assess import wording
from assess.core import scoring
from assess.core.actions import Action
from assess.core.answers import ItemKey
from assess.core.catalogue import shown_first
from assess.core.change import Change
from assess.core.framework import Framework, Item
from assess.core.history import RoundLevels
from assess.core.names import shortened
from assess.core.position import Position
from assess.core.programme import Round, Service, cautions, notices
from assess.core.scoring import Standing
from assess.core.submitted import Submitted
from assess.core.voices import Turnout
from assess.present import charts, fitting, result
from assess.present.charts.palette import LIGHT
from assess.present.document import (
    SLIDE_WIDTH,
    TEXT_WIDTH,
    Block,
    Bullets,
    Columns,
    Document,
    Heading,
    Paragraph,
    Picture,
    SignCell,
    SignTable,
    bullet_list,
    chart_picture,
)
from assess.present.signs import Cell, Track

POINTS, SLIDE_POINTS = 10, 20
LADDER, ACROSS = 6.2, 310  # the ladder: centimetres on paper, and pixels in which it is drawn
SLIDE_LADDER = 9.0
GAP = 0.4  # centimetres between two columns
# Column widths of the table of items, as shares: title, level that counts, marks of both voices, words.
SHARES, SHARES_ALONE = (0.31, 0.15, 0.22, 0.32), (0.4, 0.15, 0.0, 0.45)
BETWEEN = LIGHT.empty  # the colour between the marks of the two voices
OWN, PEOPLE = "●", "◆"
TITLE = 30  # characters of an item's title


@dataclass(frozen=True, slots=True)
class Room:
    """How many rows of each list are shown, and how many characters of typed texts."""

    items: int
    said: int
    promises: int
    length: int


MOST = 24  # items
ROOMS = (
    *(
        Room(MOST, said, promises, length)
        for said, promises in ((4, 5), (3, 4), (3, 3), (2, 3), (2, 2), (1, 2), (1, 1))
        for length in (160, 120, 90)
    ),
    *(Room(items, 1, 1, 50) for items in range(MOST, 4, -2)),
)
SLIDE_ITEMS = 14


@dataclass(frozen=True, slots=True)
class Row:
    """One item: the level that counts, whether both voices agreed on it, and where each of them stands."""

    framework: Framework
    item: Item
    level: Cell
    is_agreed: bool
    track: Track

    @property
    def counts(self) -> str:
        """The level that counts, as printed."""
        return wording.result_paper.counts(self.level.level, is_agreed=self.is_agreed)


@dataclass(frozen=True)
class ResultFacts:
    """What the paper is made from, within what its reader may see.

    `past` are the service's rounds up to this one, `earlier` the one that `changes` and `differences` are about.
    `heard` are the positions on which people's level may be shown, `unheard` why there is none. What was written are
    pairs of an item and a text, people's and the service's.
    """

    service: Service
    round: Round
    submitted: Submitted
    standings: Mapping[str, Standing]
    past: tuple[RoundLevels, ...]
    earlier: Round | None
    changes: tuple[Change, ...]
    differences: tuple[str, ...]
    heard: tuple[Position, ...]
    turnout: Turnout | None
    unheard: str
    people_wrote: tuple[tuple[str, str], ...]
    service_wrote: tuple[tuple[str, str], ...]
    actions: tuple[Action, ...]
    today: date

    @property
    def title(self) -> str:
        """The finding, as the page has it."""
        return wording.result.heading(self.service, self.standings)

    @property
    def frameworks(self) -> list[Framework]:
        """The frameworks of the round."""
        return [standing.framework for standing in self.standings.values()]

    @property
    def sentences(self) -> list[str]:
        """Where it stands, how it moved and what people say, a sentence each, as the page has them."""
        moved = [change for change in self.changes if change.framework.kind != "rung"]
        return [
            wording.result.where_it_stands(self.past, self.standings),
            wording.result.items_moved(moved, self.earlier),
            wording.voices.in_short(self.heard, self.turnout) or self.unheard,
        ]

    @property
    def ladder(self) -> Framework | None:
        """The first ladder, None where the round has none."""
        return next((framework for framework in self.frameworks if framework.kind == "rung"), None)

    @cached_property
    def drawing(self) -> Picture | None:
        """The ladder with the path of the service on it, None where the round has none."""
        if self.ladder is None:
            return None
        drawn = result.shown(self.past)
        labels = [column.label for column in result.columns(drawn)]
        draw = partial(charts.path.path, self.ladder, drawn, labels)
        return chart_picture(draw, wording.result.rungs(self.ladder, drawn), ACROSS, LADDER)

    @cached_property
    def rows(self) -> list[Row]:
        """The items of the frameworks that are shown first, in the form's order."""
        first = shown_first(self.frameworks)
        shown = (standing for key, standing in self.standings.items() if key in first)
        return [self._row(standing, item) for standing in shown for item in self._items(standing)]

    @property
    def asked(self) -> int:
        """How many items all frameworks have, shown here or not."""
        return sum(len(self._items(standing)) for standing in self.standings.values())

    def _items(self, standing: Standing) -> list[Item]:
        heard = {position.item for position in self.heard if position.framework == standing.framework.key}
        asked, framework = {item.key for item in standing.asked} | heard, standing.framework
        items = (
            framework.items[1:] if framework.kind == "rung" else framework.items
        )  # a ladder's headline has a picture
        return [item for item in items if item.key in asked]

    def _row(self, standing: Standing, item: Item) -> Row:
        framework, position = standing.framework, self.position((standing.framework.key, item.key))
        level = standing.levels.get(item.key)
        own = position.service_level if position else level
        people = position.people_level if position else None
        cell = Cell.of(framework, level)
        return Row(framework, item, cell, item.key in standing.agreed, Track.of(framework, own, people, item))

    def position(self, key: ItemKey) -> Position | None:
        """Return the position of an item in the round, None if it has none that counts."""
        return self.past[-1].positions.get(key)


def paper(facts: ResultFacts) -> Document:
    """Return the result on one page of A4."""
    blocks: list[Block] = []
    for room in ROOMS:  # if none fits, take the last one
        blocks = [*_blocks(facts, room)]
        if fitting.fits(facts.title, blocks, POINTS):
            break
    footer = wording.result_paper.footer(facts.service, facts.round, facts.today)
    return Document(facts.title, footer, tuple(blocks), facts.today, POINTS, dense=True)


def slide(facts: ResultFacts) -> Document:
    """Return the result as a slide: the finding, the ladder beside the items, and what to do next."""
    steps = next(iter(_step_points(facts, 1, 200)), wording.result_paper.HIGHEST)
    blocks = (
        *_opening_blocks(facts),
        *_standing_blocks(facts, SLIDE_ITEMS, SLIDE_WIDTH, SLIDE_LADDER),
        Paragraph(f"{wording.result_paper.NEXT}: {steps}"),
        Paragraph(wording.result_paper.footer(facts.service, facts.round, facts.today), "small"),
    )
    return Document(facts.title, "", blocks, facts.today, SLIDE_POINTS, dense=True, slide=True)


def alternative(facts: ResultFacts) -> str:
    """Return all that the slide shows in words, to stand beside it where it is shown."""
    has_people = bool(facts.heard)
    rows = [
        wording.result_paper.item_alternative(row.item.title, row.counts, row.track.words if has_people else "")
        for row in facts.rows[:SLIDE_ITEMS]
    ]
    steps = next(iter(_step_points(facts, 1, 200)), wording.result_paper.HIGHEST)
    ladder = wording.result.rungs(facts.ladder, result.shown(facts.past)) if facts.ladder else ""
    sentences = (
        f"{facts.title}.",
        f"{_place(facts)}.",
        *notices([facts.service]),
        *facts.sentences,
        ladder,
        f"{'; '.join(rows)}." if rows else "",
        f"{wording.result_paper.NEXT}: {steps}",
    )
    return " ".join(filter(None, sentences))


def _blocks(facts: ResultFacts, room: Room) -> Iterator[Block]:
    yield from _opening_blocks(facts)
    yield from _standing_blocks(facts, room.items, TEXT_WIDTH, LADDER)
    yield from _words_blocks(facts, room)
    yield from _agreed_blocks(facts, room)
    yield Heading(wording.result_paper.NEXT)
    yield Bullets(tuple(_step_points(facts, 3, room.length)) or (wording.result_paper.HIGHEST,))
    if find_out := wording.result.not_known(facts.standings.values()):
        yield Paragraph(f"Find out where you stand: {find_out}")
    yield from _trust_blocks(facts, room)


def _opening_blocks(facts: ResultFacts) -> Iterator[Block]:
    yield Paragraph(_place(facts), "small")
    yield Paragraph(" ".join(filter(None, (*facts.sentences, *notices([facts.service])))))


def _place(facts: ResultFacts) -> str:
    return wording.result_paper.place(facts.service, facts.round, is_first=len(facts.past) == 1)


def _standing_blocks(facts: ResultFacts, most: int, across: float, ladder: float) -> Iterator[Block]:
    """Yield the ladder with the items beside it; without a ladder these have the whole width."""
    if facts.drawing is None or facts.ladder is None:
        yield from _item_blocks(facts, most, across)
    else:
        right, keys = across - ladder - GAP, result.ladder_keys(facts.ladder, has_people=False)
        rungs = ", ".join(f"{key.text} {key.words}" for key in keys)
        left = Heading("The ladder"), replace(facts.drawing, room=ladder), Paragraph(f"Rungs {rungs}.", "small")
        yield Columns(left, tuple(_item_blocks(facts, most, right)), (ladder, right))
    yield from _item_notes(facts, most)


def _item_blocks(facts: ResultFacts, most: int, across: float) -> Iterator[Block]:
    rows, has_people = facts.rows[:most], bool(facts.heard)
    scales = {row.framework.values for row in rows}
    yield Heading("Items")
    if not rows:
        yield Paragraph("No item is asked beside the ladder.")
        return
    places = max(map(len, scales)) if has_people else 0
    # Numbers of levels stand in the header where all items share a scale.
    heads = [str(value) for value in next(iter(scales))][:places] if len(scales) == 1 else [""] * places
    item, counts, track, words = SHARES if has_people else SHARES_ALONE
    yield SignTable(
        f"Items: the level that counts{', and where the service and people stand' if has_people else ''}",
        (
            SignCell("Item", bold=True),
            *(SignCell(head, align="centre", bold=True) for head in ("Counts", *heads)),
            SignCell("Voices" if has_people else "Level", bold=True),
        ),
        tuple(_item_rows(rows, places)),
        (item * across, counts * across, *(track * across / places for _ in range(places)), words * across),
    )


def _item_notes(facts: ResultFacts, most: int) -> Iterator[Block]:
    frameworks = {row.framework.key: row.framework for row in facts.rows[:most]}
    notes = (
        f"{wording.result_paper.VOICES}." if facts.heard else "",
        f"{wording.result_paper.levels(frameworks.values())}." if frameworks else "",
        wording.result_paper.left_out(min(most, len(facts.rows)), facts.asked),
    )
    yield Paragraph(" ".join(filter(None, notes)), "small")


def _item_rows(rows: Sequence[Row], places: int) -> Iterator[tuple[SignCell, ...]]:
    frameworks = [row.framework.key for row in rows]
    for number, row in enumerate(rows):
        if len(set(frameworks)) > 1 and (not number or frameworks[number - 1] != row.framework.key):
            yield (SignCell(row.framework.title, bold=True),)
        yield _item_cells(row, places)


def _item_cells(row: Row, places: int) -> tuple[SignCell, ...]:
    is_known = row.level.level is not None
    counts = SignCell(row.counts, LIGHT.tints[row.level.tint] if is_known else "", "centre", unknown=not is_known)
    words = row.track.words if places else row.level.label or wording.signs.UNKNOWN
    return (
        SignCell(shortened(row.framework.short_titles[row.item.key], TITLE)),
        counts,
        *(_place_cell(row.track, place) for place in range(places)),
        SignCell(words, bold=row.track.is_wide and bool(places)),
    )


def _place_cell(track: Track, place: int) -> SignCell:
    """Return one place of a scale, with the sign of each voice that stands there."""
    signs = [sign for sign, own in ((PEOPLE, track.people), (OWN, track.own)) if own == place]
    is_between = track.gap and track.start <= place <= track.start + track.gap
    return SignCell("".join(signs), BETWEEN if is_between else "", "centre")


def _words_blocks(facts: ResultFacts, room: Room) -> Iterator[Block]:
    half = (TEXT_WIDTH - GAP) / 2
    evidence = wording.result.evidenced(facts.standings)
    people = _written_blocks(wording.result_paper.PEOPLE_WROTE, facts.people_wrote, room, "")
    own = wording.voices.alone([facts.service]) if facts.service.is_reading else wording.result_paper.SERVICE_WROTE
    staff = _written_blocks(own, facts.service_wrote, room, evidence)
    yield Columns(tuple(people), tuple(staff), (half, half))


def _written_blocks(heading: str, written: Sequence[tuple[str, str]], room: Room, note: str) -> Iterator[Block]:
    shown = [f"{title}: “{shortened(' '.join(text.split()), room.length)}”" for title, text in written[: room.said]]
    yield Heading(heading)
    yield from bullet_list(shown)
    nothing = "" if shown else "Nothing that may be shown."
    more = wording.result_paper.more(room.said, len(written), "note")
    if text := " ".join(filter(None, (nothing, more, note))):
        yield Paragraph(text, "small")


def _agreed_blocks(facts: ResultFacts, room: Room) -> Iterator[Block]:
    agreed, promised = list(_agreed_rows(facts)), list(_promise_rows(facts, room.length))
    yield Heading(wording.result_paper.AGREED)
    if not (agreed or promised):
        yield Paragraph(wording.result_paper.NOTHING_AGREED)
        return
    yield SignTable(
        wording.result_paper.AGREED,
        tuple(SignCell(name, bold=True) for name in ("About", "What", "Who, and by when")),
        (*agreed[: room.promises], *promised[: room.promises]),
        (4.6, 8.0, 4.4),
    )
    more = (
        wording.result_paper.more(room.promises, len(rows), what)
        for rows, what in ((agreed, "agreed level"), (promised, "promise"))
    )
    if text := " ".join(filter(None, more)):
        yield Paragraph(text, "small")


def _agreed_rows(facts: ResultFacts) -> Iterator[tuple[SignCell, ...]]:
    for standing in facts.standings.values():
        for item in standing.rated:
            position = facts.position((standing.framework.key, item.key))
            if item.key in standing.agreed and position is not None:
                about = wording.result_paper.agreed_heading(standing.framework, item, standing.levels[item.key])
                said = wording.result_paper.agreed_from(standing.framework, position)
                yield SignCell(about, bold=True), SignCell(said), SignCell("both voices")


def _promise_rows(facts: ResultFacts, length: int) -> Iterator[tuple[SignCell, ...]]:
    titles = {(one.key, item.key): item.title for one in facts.frameworks for item in one.items}
    waiting = [action for action in facts.actions if action.state != "dropped"]
    late_first = sorted(waiting, key=lambda action: (action.is_finished, action.due, action.key))
    for action in late_first:
        led = wording.result_paper.led_by(action, facts.today)
        about = titles.get((action.framework, action.item), action.item)
        what = shortened(action.what, length)
        yield SignCell(about, bold=True), SignCell(what), SignCell(shortened(led, length))


def _step_points(facts: ResultFacts, most: int, length: int) -> Iterator[str]:
    for standing, item in scoring.next_steps(facts.standings, most):
        step, what = wording.result.next_step(standing, item)
        yield f"{step}: {shortened(what, max(length, 120))}"


def _trust_blocks(facts: ResultFacts, room: Room) -> Iterator[Block]:
    sentences = (
        wording.result.by_whom(facts.service, facts.round, facts.submitted),
        wording.result_paper.differences(facts.differences, 3 * room.length),
        wording.voices.not_shown(facts.heard, facts.turnout),
        wording.result_paper.COUNTS,
        wording.result_paper.MIDDLE,
        wording.result_paper.credited(facts.frameworks),
        *cautions([facts.service]),
    )
    yield Heading(wording.result_paper.TRUST)
    yield Paragraph(" ".join(filter(None, sentences)), "small")
