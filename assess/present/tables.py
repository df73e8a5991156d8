"""What the charts show, in words: the table that stands beside each of them."""

from collections.abc import Mapping, Sequence

import pandas as pd

from assess import wording
from assess.core import board, voices
from assess.core.board import Comparison, ItemChange
from assess.core.change import changes_between
from assess.core.framework import Framework, Item
from assess.core.position import Position
from assess.core.scoring import Standing
from assess.core.taken import Taken


def standing_table(now: Standing, before: Standing | None = None) -> pd.DataFrame:
    """Return a row for each item asked, in the framework's order; the items' titles are the row headers.

    The columns are "This round", with how far it moved and whether it is evidenced, and "Last round" where there is
    one: more would not fit a phone. All cells are words.
    """
    moved = {} if before is None else _moved(now, before)
    columns = {"This round": [_standing_words(now, item, moved.get(item.key, "")) for item in now.asked]}
    if before is not None:
        columns["Last round"] = [_words(before, item) for item in now.asked]
    titles = pd.Index([item.title for item in now.asked], name=now.framework.title, dtype=str)
    return pd.DataFrame(columns, index=titles, dtype=str)


def _moved(now: Standing, before: Standing) -> dict[str, str]:
    key = now.framework.key
    return {change.item.key: change.words for change in changes_between({key: before}, {key: now})}


def _words(standing: Standing, item: Item) -> str:
    if item.key in standing.levels:
        # The words of its own round's framework: a newer version may have renamed the level.
        level = standing.framework.level(standing.levels[item.key])
        return ", ".join(filter(None, (f"{level.value} {level.label}", standing.beside(item.key))))
    if item.key in standing.does_not_apply:
        return f"Does not apply: {standing.does_not_apply[item.key]}"
    if item.key in standing.dont_know:
        return "Not known"
    return "Not rated" if item.key in {asked.key for asked in standing.asked} else "Not asked"


def _standing_words(standing: Standing, item: Item, moved: str) -> str:
    evidence = "with a note or link" if item.key in standing.evidenced and item.key in standing.levels else ""
    return ", ".join(filter(None, (_words(standing, item), moved, evidence)))


# Tables of two rounds. Their cells may have typed text, which the code that shows a table escapes.


def turnout_table(comparison: Comparison) -> pd.DataFrame:
    """Return a row for each round: how many submitted in time, which came late and which are missing."""
    rounds = {one.round.name: one.turnout for one in (comparison.before, comparison.after)}
    columns = {
        "In time": [str(len(one.in_time)) for one in rounds.values()],
        "Late": [_names([service.name for service in one.late]) for one in rounds.values()],
        "Not submitted": [_names([service.name for service in one.missing]) for one in rounds.values()],
    }
    return pd.DataFrame(columns, index=pd.Index(list(rounds), name="Round", dtype=str), dtype=str)


def distribution_table(comparison: Comparison, framework: str) -> pd.DataFrame:
    """Return a row for each item with how many services are compared: how many at each level then and now.

    The middle service's level ends each cell. Tables of two rounds have no more columns than fit a phone.
    """
    changes, before, after = comparison.of(framework), comparison.before.round.name, comparison.after.round.name
    columns = {
        f"In {before}": [_levels_and_middle(one.framework, one.before, one.median_before) for one in changes],
        f"In {after}": [_levels_and_middle(one.framework, one.after, one.median_after) for one in changes],
    }
    return pd.DataFrame(columns, index=_items_with_counts(changes), dtype=str)


def item_move_table(comparison: Comparison, framework: str) -> pd.DataFrame:
    """Return a row for each item with how many services are compared: how many rose and fell, how far, and stayed."""
    changes = comparison.of(framework)
    columns = {
        "Up": [_how_far(one, 1) for one in changes],
        "Same": [str(one.same) for one in changes],
        "Down": [_how_far(one, -1) for one in changes],
    }
    return pd.DataFrame(columns, index=_items_with_counts(changes), dtype=str)


def ladder_move_table(comparison: Comparison) -> pd.DataFrame:
    """Return a row for each service that rated its rung twice, by name: the rung then and now, and how far."""
    change = comparison.ladder
    moves = change.moves if change else ()
    columns = {
        f"In {comparison.before.round.name}": [_rung(change, move.before, move.was) for move in moves],
        f"In {comparison.after.round.name}": [_rung(change, move.after, move.now, move.words) for move in moves],
    }
    services = pd.Index([move.service.name for move in moves], name="Service", dtype=str)
    return pd.DataFrame(columns, index=services, dtype=str)


def gap_table(comparison: Comparison) -> pd.DataFrame:
    """Return a row for each item on which both voices were heard: how many services are apart, and whether less so."""
    columns = {
        f"In {comparison.before.round.name}": [wording.gaps.spread(gap.before) for gap in comparison.gaps],
        f"In {comparison.after.round.name}": [wording.gaps.spread(gap.after) for gap in comparison.gaps],
        "Gap": [wording.gaps.verdict(gap.verdict, same_words=gap.same_words) for gap in comparison.gaps],
    }
    return pd.DataFrame(columns, index=_titles([gap.item for gap in comparison.gaps]), dtype=str)


def trend_table(taken: Sequence[Taken], framework: str) -> pd.DataFrame:
    """Return a row for each item in each round, with how many services rated it: how many stood at each level."""
    courses = [course for course in board.courses(taken) if course.framework.key == framework]
    rows = [(course, round_, counts) for course in courses for round_, counts in course.rounds]
    columns = {
        "Round": [f"{round_.name} ({sum(counts.values())})" for _, round_, counts in rows],
        "Services at each level": [_levels(course.framework, counts) for course, _, counts in rows],
    }
    return pd.DataFrame(columns, index=_titles([course.item for course, _, _ in rows]), dtype=str)


def _rung(change: ItemChange | None, level: int, position: Position | None, moved: str = "") -> str:
    if change is None:
        raise ValueError("no service rated its rung in both rounds")
    beside = voices.beside(change.framework, position)
    notes = "; ".join(filter(None, (moved, beside)))
    return f"{change.framework.named(level)}{f' ({notes})' if notes else ''}"


def _items_with_counts(changes: Sequence[ItemChange]) -> pd.Index:
    return pd.Index([f"{one.item.title} ({one.n})" for one in changes], name="Item (services)", dtype=str)


def _titles(items: Sequence[Item]) -> pd.Index:
    return pd.Index([item.title for item in items], name="Item", dtype=str)


def _names(names: Sequence[str]) -> str:
    return f"{len(names)}: {', '.join(names)}" if names else "0"


def _levels(framework: Framework, counts: Mapping[int, int]) -> str:
    found = [f"{level.label}: {counts[level.value]}" for level in framework.levels if counts.get(level.value)]
    return ", ".join(found) or "Not rated"


def _levels_and_middle(framework: Framework, counts: Mapping[int, int], middle: int) -> str:
    return f"{_levels(framework, counts)}. Middle: {framework.level(middle).label}"


def _how_far(change: ItemChange, way: int) -> str:
    moved = [(abs(steps), count) for steps, count in change.steps.items() if steps * way > 0]
    return ", ".join(f"{count} by {steps}" for steps, count in sorted(moved)) or "0"
