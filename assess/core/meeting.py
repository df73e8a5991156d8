"""A meeting of people and staff that answers as one group: how many are in the room, and what they settle on.

How many hands are up for which level is never kept, nor sent to the server: those present see it, and where few hands
are up it says who chose what.

Where the service and people have both answered, they agree on the same kind of board: `to_agree` puts the questions in
their order, and `bar` joins the two voices on the levels of one.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Literal

from assess.core import voices
from assess.core.answers import Answer, ItemKey
from assess.core.errors import InputError
from assess.core.framework import Framework, Item
from assess.core.position import Position
from assess.core.voices import GROUP_SIZES

VISIT = "meeting"  # the visit under which a meeting's answers are stored
DONT_KNOW = "D"  # the key for “the room does not know”

Question = tuple[Framework, Item]


def require_size(people: int | None) -> int:
    """Return how many people are in the room; an InputError where that is not said, or is no group."""
    if people is None or people not in GROUP_SIZES:
        raise InputError(f"Say how many people are in the room: from {GROUP_SIZES[0]} to {GROUP_SIZES[-1]:,}.")
    return people


def settled(question: Question, before: Answer, key: object, why: object) -> Answer:
    """Return what a room settled on: `key` is a level's value as a text, or `DONT_KNOW`; `why` becomes the note.

    Both come from a browser, so an InputError names what cannot be taken. `before` is the answer that stands.
    """
    framework, item = question
    levels = {str(value): value for value in framework.values}
    if not isinstance(key, str) or not isinstance(why, str) or key not in {*levels, DONT_KNOW}:
        raise InputError(f"“{item.title}” has no answer {key}.")
    answer = before.not_known() if key == DONT_KNOW else before.rated(levels[key])
    return replace(answer, note=why.strip())


def agreed(question: Question, before: Answer | None, key: object, why: object) -> Answer:
    """Return what both voices agree on, as `settled` does; they cannot agree that they do not know."""
    framework, item = question
    if key == DONT_KNOW:
        raise InputError(f"“{item.title}” has no answer {key}.")
    return settled(question, before or Answer(framework.key, item.key), key, why)


def to_agree(heard: Sequence[Position], settled: Collection[ItemKey]) -> list[Position]:
    """Return the positions in the order to discuss them: furthest apart first, agreed ones last.

    Positions that are equally far apart keep their order.
    """
    return sorted(heard, key=lambda position: ((position.framework, position.item) in settled, -voices.apart(position)))


def bar(position: Position, level: int) -> Literal["begins", "passes", "ends", ""]:
    """Return which part of the bar between both voices is on a level, the lowest level first; "" for none."""
    lower, higher = sorted(position.both or (level, level))
    if lower == higher or not lower <= level <= higher:
        return ""
    return "begins" if level == lower else "ends" if level == higher else "passes"


def key_of(answer: Answer) -> str:
    """Return the key of a settled answer, "" if nothing is settled yet."""
    return DONT_KNOW if answer.dont_know else "" if answer.level is None else str(answer.level)
