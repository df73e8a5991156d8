"""This round beside the last one: their levels as rows, their marks and the key to these."""

from collections.abc import Sequence

import altair as alt

from assess.core.framework import Item
from assess.core.scoring import Standing
from assess.present.charts.layout import EDGE, LABEL_LENGTH, wrapped
from assess.present.charts.marks import DIAMOND, Datum, chart_of, diamond, dot, word_layer
from assess.present.charts.palette import Palette

THIS_ROUND, LAST_ROUND = "This round", "Last round"
ROUND_NAMES = (THIS_ROUND, LAST_ROUND)


def standing_rows(
    now: Standing, before: Standing | None, items: Sequence[Item], names: tuple[str, str] = ROUND_NAMES
) -> list[Datum]:
    """Return a row for each level of these items that is on the scale: this round's, then last round's."""
    rounds = {THIS_ROUND: now} | ({LAST_ROUND: before} if before else {})
    named = dict(zip(ROUND_NAMES, names, strict=True))
    scale = now.framework.values
    return [
        {
            "item": item.key,
            "round": name,
            "level": level,
            "words": "\n".join(wrapped(words, LABEL_LENGTH)),
            "says": f"{item.title}, {named[name].lower()}: {words}",
        }
        for name, standing in rounds.items()
        for item in items
        if (level := standing.levels.get(item.key)) in scale
        for words in [_level_words(now.framework.named(level), standing.beside(item.key))]
    ]


def _level_words(level: str, beside: str) -> str:
    return f"{level}, {beside}" if beside else level


def in_round(name: str, stands: Sequence[Datum]) -> list[Datum]:
    """Return the rows of one round."""
    return [row for row in stands if row["round"] == name]


def mark_layers(
    stands: Sequence[Datum], where: Sequence[alt.X | alt.Y], colours: Palette, scaled: float = 1, **fixed: alt.ExprRef
) -> list[alt.Chart]:
    """Mark last round with a hollow diamond and this round with a dot, which fits inside it."""
    looks = {LAST_ROUND: diamond(colours), THIS_ROUND: dot(colours)}
    return [
        chart_of(in_round(name, stands))
        .mark_point(**look | {"size": look["size"] * scaled} | fixed)
        .encode(*where, alt.Description("says:N"))
        for name, look in looks.items()
    ]


def key_layers(
    stands: Sequence[Datum], shape: str, colours: Palette, names: tuple[str, str] = ROUND_NAMES
) -> list[alt.Chart]:
    """Name the marks of both rounds above the plot, where there are both."""
    if not in_round(LAST_ROUND, stands):
        return []
    looks = ((11, dot(colours, shape)), (130, diamond(colours) | {"size": DIAMOND * 0.65}))
    marks = dict(zip(names, looks, strict=True))
    return [
        layer
        for name, (x, look) in marks.items()
        for layer in (
            chart_of([{}]).mark_point(aria=False, x=x, y=EDGE, **look),
            word_layer([{"words": name}], [], colours, x=x + 17, y=EDGE),
        )
    ]
