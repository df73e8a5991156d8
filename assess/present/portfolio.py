"""Many services as the table of `signs/portfolio.html` takes them: rows of signs, in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assess import wording
from assess.core import portfolio
from assess.core.answers import ItemKey
from assess.core.framework import Framework, Third
from assess.core.names import of_services
from assess.core.portfolio import AGREED, ROUNDS, Choice, Count, Figures, Group, Layer, Rated, View
from assess.core.programme import Round
from assess.core.text import moved
from assess.core.voices import CHANGED_AFTER, WIDE_GAP, beside
from assess.present.charts.palette import tint
from assess.present.signs import Cell, Link, Moved, Path, Trend


@dataclass(frozen=True, slots=True)
class Square:
    """One cell: what is printed on which tint, its arrow, what is read out besides, and all of it in words.

    `tint` is None on a layer that shows no level; `text` is "" where nothing is known.
    """

    text: str
    words: str
    tint: int | None = None
    arrow: str = ""
    heard: str = ""
    is_strong: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over one column: its title, its rounds, and how many are high and low of how many."""

    title: str
    starts: bool
    trend: Trend
    high: int
    low: int
    n: int
    is_weak: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One service or group.

    `low` names in words the items on which it stands low, for a phone without room for its cells.
    """

    link: Link
    cells: tuple[Square, ...]
    low: str
    path: Path | None = None
    ends: str = ""
    moved: Moved | None = None
    voices: str = ""
    is_wide: bool = False
    round: str = ""
    round_words: str = ""
    is_older: bool = False

    @property
    def is_rated(self) -> bool:
        """Whether there is something to see in any cell."""
        return any(cell.text for cell in self.cells)


def heads(
    view: View, counts: Sequence[Count], trends: Mapping[int, Mapping[ItemKey, Mapping[Third, int]]]
) -> dict[ItemKey, Head]:
    """Return the column heads of the items; `trends` are counts by round, 1 the newest."""
    by_key = {(count.framework.key, count.item.key): count for count in counts}
    return {
        key: Head(
            title=wording.portfolio.column(framework, item),
            starts=starts,
            trend=Trend(tuple(_trend(trends[back].get(key, {})) for back in sorted(trends, reverse=True))),
            high=by_key[key].high,
            low=by_key[key].low,
            n=by_key[key].n,
            is_weak=by_key[key].is_weak,
        )
        for place, (framework, item) in enumerate(view.columns)
        for key in [(framework.key, item.key)]
        for starts in [place == 0 or view.columns[place - 1][0].key != framework.key]
    }


def _trend(thirds: Mapping[Third, int]) -> tuple[int, int, int]:
    return thirds.get("high", 0), thirds.get("low", 0), sum(thirds.values())


def service_lines(
    view: View,
    rated: Sequence[Rated],
    columns: Sequence[ItemKey],
    layer: Layer,
    rounds: Mapping[str, Sequence[Round]],
    today: date,
) -> list[Line]:
    """Return a line for each service; `rounds` are those of each service, the oldest first."""
    names = of_services([one.service for one in rated])
    return [
        _service_line(view, one, names[one.service.key], columns, layer, rounds[one.service.key], today)
        for one in rated
    ]


def _service_line(
    view: View, rated: Rated, name: str, columns: Sequence[ItemKey], layer: Layer, rounds: Sequence[Round], today: date
) -> Line:
    figures = portfolio.figures(view, rated)
    cells = {key: square(view, rated, key, layer, today) for key in columns}
    newest = next((one for one in rounds if one.key == rated.round), None)
    parameters = {"service": rated.service.key, **({"round": newest.key} if newest else {})}
    return Line(
        link=Link("result", name, parameters),
        cells=tuple(cells.values()),
        low=wording.portfolio.low(_low(view, rated)) if rated.round else "",
        path=_path(view, rated, rounds, today),
        ends=_ends(view, rated, rounds, today),
        moved=Moved(figures.up, figures.down, figures.same),
        voices=_voices(figures),
        is_wide=figures.apart > 0,
        round=_round(rated, newest),
        round_words=_round_words(rated, newest),
        is_older=bool(rated.state),
    )


def group_lines(
    view: View, groups: Sequence[Group], columns: Sequence[ItemKey], grouping: str, choice: Choice
) -> list[Line]:
    """Return a line for each group: on each item the middle service's level, and a link to its services."""
    kept = {"kind": choice.kind, "area": choice.area, "organisation": choice.organisation, "search": choice.search}
    kept["view"] = choice.whose
    chosen = {name: value for name, value in kept.items() if value}
    return [
        Line(
            link=Link("portfolio", group.name, {**chosen, grouping: group.name}),
            cells=tuple(cells.values()),
            low=wording.portfolio.low(_low_of_group(view, group)),
            round=f"{group.rated:,}",
            round_words=f"{group.rated:,} have rated",
        )
        for group in groups
        for cells in [{key: _middle(view, group, key) for key in columns}]
    ]


def agreed(view: View, rated: Sequence[Rated]) -> list[dict[str, str]]:
    """Return each level that both voices agreed on with the service's own beside it, as rows of a table."""
    names = of_services([one.service for one in rated])
    return [
        {
            "Service": names[one.service.key],
            "Item": wording.portfolio.column(framework, item),
            "Level": f"{framework.named(level)}, {beside(framework, one.now[key])}",
        }
        for one in rated
        for key, (framework, item) in view.keyed.items()
        for level in [portfolio.level_of(view, one.now, key)]
        if level is not None and beside(framework, one.now[key])
    ]


def square(view: View, rated: Rated, key: ItemKey, layer: Layer, today: date) -> Square:
    """Return one service's cell on one item, read through a layer."""
    framework, _ = view.keyed[key]
    level = portfolio.level_of(view, rated.now, key)
    if level is None:
        elsewhere = key in rated.now and rated.now[key].level is not None
        return Square("", "rated on another scale" if elsewhere else "not rated")
    position = rated.now[key]
    if layer == "gap":
        gap = portfolio.gap_of(view, rated, key)
        if gap is None:
            return Square("", "too few people answered" if position.people_level is None else "not comparable")
        words = wording.portfolio.gap(gap, changed_after=position.changed_after)
        hint = words if position.changed_after else ""
        return Square(_signed(gap), words, is_strong=abs(gap) >= WIDE_GAP, heard=f": {words}", hint=hint)
    if layer == "evidence":
        return Square("✓", "note or link") if position.evidenced else Square("no", "no note or link")
    if layer == "age":
        age = portfolio.months_old(rated.closes, today)
        return Square(str(age), wording.portfolio.months(age))
    return _level(framework, rated, key, level, portfolio.steps_of(view, rated, key), layer)


def _level(framework: Framework, rated: Rated, key: ItemKey, level: int, steps: int | None, layer: Layer) -> Square:
    position = rated.now[key]
    own = beside(framework, position)
    star, mark = AGREED if own else "", CHANGED_AFTER if position.changed_after else ""
    arrow = "" if not steps else "▲" if steps > 0 else "▼"
    if layer == "change":
        if steps is None:
            return Square("", "not rated before on this scale")
        words = ", ".join(filter(None, (moved(steps), own, mark)))
        text = f"{arrow}{abs(steps)}" if steps else "="
        return Square(f"{text}{star}", words, is_strong=abs(steps) >= WIDE_GAP, heard=f": {words}", hint=own)
    extra = ", ".join(filter(None, (moved(steps) if steps else "", own, mark)))
    words = ", ".join(filter(None, (framework.named(level), extra)))
    heard = f", {extra}" if extra else ""
    return Square(f"{level}{star}", words, tint(framework, level), arrow, heard, hint=words if own or mark else "")


def _middle(view: View, group: Group, key: ItemKey) -> Square:
    framework, _ = view.keyed[key]
    levels = group.levels.get(key, {})
    level = portfolio.middle(framework, levels)
    if level is None:
        return Square("", "not rated")
    n = sum(services for value, services in levels.items() if value in framework.values)
    return Square(str(level), f"{framework.named(level)}, middle of {n:,}", tint(framework, level))


def _low(view: View, rated: Rated) -> list[tuple[str, int]]:
    return [
        (wording.portfolio.column(framework, item), level)
        for key, (framework, item) in view.items.items()
        for level in [portfolio.level_of(view, rated.now, key)]
        if level is not None and framework.third(level) == "low"
    ]


def _low_of_group(view: View, group: Group) -> list[tuple[str, int]]:
    return [
        (wording.portfolio.column(framework, item), level)
        for key, (framework, item) in view.items.items()
        for level in [portfolio.middle(framework, group.levels.get(key, {}))]
        if level is not None and framework.third(level) == "low"
    ]


def _path(view: View, rated: Rated, rounds: Sequence[Round], today: date) -> Path:
    """Return a service's rungs in its programme's closed rounds: an open one would look like a fall."""
    closed = [one for one in rounds if one.has_closed(today)][-ROUNDS:]
    return Path(tuple(Cell.of(view.ladder, rated.rungs.get(one.key)) for one in closed))


def _ends(view: View, rated: Rated, rounds: Sequence[Round], today: date) -> str:
    """Return the first rung of these rounds and today's, which may be of a round that is still open."""
    shown = [one for one in rounds if one.has_closed(today)][-ROUNDS:]
    newest = [one for one in rounds if one.is_open(today) and one.key == rated.round]
    return Path(tuple(Cell.of(view.ladder, rated.rungs.get(one.key)) for one in (*shown, *newest))).ends


def _voices(figures: Figures) -> str:
    return f"{figures.apart} of {figures.both}" if figures.apart else "–"


def _round(rated: Rated, newest: Round | None) -> str:
    label = wording.portfolio.round_label(newest) if newest else "never"
    return f"{label}, late" if rated.state == "late" else label


def _round_words(rated: Rated, newest: Round | None) -> str:
    name = newest.name if newest else "never answered"
    if rated.state == "late":
        return f"{name}; the newest round was submitted late and does not count"
    return f"{name}; not in the newest round yet" if rated.state and newest else name


def _signed(steps: int) -> str:
    return f"{steps:+d}".replace("-", "−") if steps else "="
