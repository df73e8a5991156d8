"""What the tables of a service's result are filled with, framework by framework."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assess.core.answers import ItemKey
from assess.core.catalogue import shown_first
from assess.core.change import Change
from assess.core.framework import Framework, Item
from assess.core.history import RoundLevels
from assess.core.position import Position
from assess.core.scoring import Standing
from assess.present.signs import Cell, Column, Key, Moved, Path, Step, Track, keys_of
from assess.wording import result, rounds, voices

MOST_ROUNDS = 8  # side by side; there is no room for more
MANY = 20  # items; the levels of more stand in strips, which are lower than stairs
VOICES = (Key("service", sign="own"), Key("people", sign="people"))


@dataclass(frozen=True, slots=True)
class Row:
    """One item: its levels through the rounds, its last move, and both voices; no track where people are not heard.

    `people` are their levels through the same rounds, None unless there are two to compare.
    """

    title: str
    marks: str
    path: Path
    step: Step
    track: Track | None
    people: Path | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """One item that moved between two rounds, its levels in words."""

    title: str
    before: str
    after: str
    step: Step


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one framework under its finding, with what the numbers of its levels mean.

    Without `is_open` they are shown when they are asked for.
    """

    title: str
    levels: str
    rows: tuple[Row, ...]
    is_open: bool = True

    @property
    def moved(self) -> Moved:
        """How many of its items rose and fell since the round before."""
        steps = [row.step.steps for row in self.rows if row.step.steps is not None]
        return Moved(sum(step > 0 for step in steps), sum(step < 0 for step in steps), steps.count(0))


def shown(past: Sequence[RoundLevels]) -> Sequence[RoundLevels]:
    """Return the last rounds of a service, as many as are drawn side by side."""
    return past[-MOST_ROUNDS:]


def columns(past: Sequence[RoundLevels]) -> list[Column]:
    """Return a column for each round, the last in bold."""
    labels = rounds.short_names([each.round for each in past])
    return [Column(each.round.name, label, each is past[-1]) for each, label in zip(past, labels, strict=True)]


def groups(
    standings: Mapping[str, Standing],
    past: Sequence[RoundLevels],
    steps: Mapping[ItemKey, int],
    corrected: Mapping[ItemKey, int | None],
) -> list[Group]:
    """Return the items of each framework of the last of these rounds, in the framework's order.

    A ladder's headline is no row: it has a picture of its own. An item that only people were asked is a row too.
    """
    heard = {key: position for key, position in past[-1].positions.items() if position.people}
    found, first = [], shown_first(standing.framework for standing in standings.values())
    for key, standing in standings.items():
        rows = tuple(
            _row(standing, item, past, steps, corrected, has_people=bool(heard)) for item in _items(standing, heard)
        )
        if rows:
            found.append(Group(_title(standing), levels_of(standing.framework), rows, key in first))
    return found


def _items(standing: Standing, heard: Mapping[ItemKey, Position]) -> list[Item]:
    framework, asked = standing.framework, {item.key for item in standing.asked}
    items = [item for item in framework.items if item.key in asked or (framework.key, item.key) in heard]
    return [item for item in items if framework.kind != "rung" or item is not framework.items[0]]


def _title(standing: Standing) -> str:
    framework = standing.framework
    if framework.kind == "rung":
        return f"{framework.title}, {'level by level' if framework.picture == 'steps' else 'stage by stage'}"
    return f"{framework.title}: {result.thirds(standing)}"


def levels_of(framework: Framework) -> str:
    """Return the meaning of a framework's level numbers."""
    return " · ".join(f"{level.value} {level.label}" for level in framework.levels)


def _row(
    standing: Standing,
    item: Item,
    past: Sequence[RoundLevels],
    steps: Mapping[ItemKey, int],
    corrected: Mapping[ItemKey, int | None],
    *,
    has_people: bool,
) -> Row:
    framework, key = standing.framework, (standing.framework.key, item.key)
    position, people = past[-1].positions.get(key), [each.people(key) for each in past]
    own = position.service_level if position else standing.levels.get(item.key)
    return Row(
        title=item.title,
        marks=result.marks(standing, item, position, corrected),
        path=Path(tuple(Cell.of(framework, each.levels.get(key)) for each in past)),
        step=Step(steps.get(key)),
        track=Track.of(framework, own, position.people_level if position else None, item) if has_people else None,
        people=_peoples(framework, people),
    )


def _peoples(framework: Framework, levels: Sequence[int | None]) -> Path | None:
    """Return people's levels round by round; the last one has the sign of its move since the one before."""
    *earlier, _ = [framework.values.index(level) for level in levels if level in framework.values] or [0]
    now = levels[-1]
    steps = framework.values.index(now) - earlier[-1] if earlier and now in framework.values else 0
    cells = [Cell.of(framework, level) for level in levels]
    return Path((*cells[:-1], Cell.of(framework, now, steps))) if earlier else None


def stage_items(standing: Standing) -> list[Item]:
    """Return the items of a ladder that have a picture together, [] where none of them has a rung.

    They are those after the first; where the ladder's picture is steps the first is one of them.
    """
    framework = standing.framework
    if framework.kind != "rung":
        return []
    items = list(framework.items if framework.picture == "steps" else framework.items[1:])
    return items if len(items) > 1 and any(item.key in standing.levels for item in items) else []


def moves(changes: Sequence[Change]) -> list[Move]:
    """Return the items that moved, those that rose furthest first."""
    moved = sorted((change for change in changes if change.steps), key=lambda change: -change.steps)
    return [Move(change.item.title, *result.levels_moved(change), Step(change.steps)) for change in moved]


def keys(standings: Mapping[str, Standing], *, has_people: bool) -> list[Key]:
    """Return the legend of a result's items: the thirds of the first scale, a blank, and the voices."""
    scale = next((each.framework for each in standings.values() if each.framework.kind == "scale"), None)
    thirds = keys_of(scale) if scale else ()
    return [*thirds, Key("not answered", sign="unknown"), *(VOICES if has_people else ())]


def ladder_keys(framework: Framework, *, has_people: bool) -> list[Key]:
    """Return the legend of a ladder: its stages and, where people have a rung on it, the voices."""
    return [*keys_of(framework), *(VOICES if has_people else ())]


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """One item: both voices in words and on a track."""

    title: str
    marks: str
    service: str
    people: str
    track: Track


@dataclass(frozen=True, slots=True)
class VoiceGroup:
    """The items of one framework on which people are heard, under the finding."""

    title: str
    heading: str
    levels: str
    rows: tuple[VoiceRow, ...]


def both_voices(frameworks: Iterable[Framework], heard: Sequence[Position]) -> list[VoiceGroup]:
    """Return where the service and people stand on each item on which people's level may be seen."""
    found = []
    for framework in frameworks:
        if on_it := [position for position in heard if position.framework == framework.key]:
            rows = tuple(_voice_row(framework, position) for position in on_it)
            found.append(VoiceGroup(framework.title, voices.gap_heading(framework, on_it), levels_of(framework), rows))
    return found


def _voice_row(framework: Framework, position: Position) -> VoiceRow:
    item = framework.item(position.item)
    return VoiceRow(
        title=item.title,
        marks=voices.marks(position, framework),
        service=framework.named(position.service_level),
        people=f"{framework.worded_for('people').named(position.people_level)} ({position.people})",
        track=Track.of(framework, position.service_level, position.people_level, item),
    )
