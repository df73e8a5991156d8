"""Where a service stands, in words: a Standing in, the table that stands beside its chart out."""

import pandas as pd

from assess import compare
from assess.framework import Item
from assess.scoring import Standing


def standing(now: Standing, before: Standing | None = None) -> pd.DataFrame:
    """Return a row for each item asked, in the framework's order; the items' titles are the row headers.

    The columns are "This round", "Last round", "Change" and "Evidence". All cells are words. A column
    without a word in it is left out, so a first round has neither "Last round" nor "Change".
    """
    moved = {} if before is None else _moved(now, before)
    columns = {
        "This round": [_words(now, item) for item in now.asked],
        "Last round": ["" if before is None else _words(before, item) for item in now.asked],
        "Change": [moved.get(item.key, "") for item in now.asked],
        "Evidence": [_evidence(now, item) for item in now.asked],
    }
    titles = pd.Index([item.title for item in now.asked], name=now.framework.title, dtype=str)
    return pd.DataFrame({name: words for name, words in columns.items() if any(words)}, index=titles, dtype=str)


def _moved(now: Standing, before: Standing) -> dict[str, str]:
    key = now.framework.key
    return {change.item.key: change.words for change in compare.changes({key: before}, {key: now})}


def _words(standing: Standing, item: Item) -> str:
    if item.key in standing.levels:
        # The words of its own round's framework: a newer version may have renamed the level.
        level = standing.framework.level(standing.levels[item.key])
        return f"{level.value} {level.label}"
    if item.key in standing.does_not_apply:
        return f"Does not apply: {standing.does_not_apply[item.key]}"
    return "Not rated" if item.key in {asked.key for asked in standing.asked} else "Not asked"


def _evidence(standing: Standing, item: Item) -> str:
    if item.key not in standing.levels:
        return ""
    return "note or link" if item.key in standing.evidenced else "none yet"
