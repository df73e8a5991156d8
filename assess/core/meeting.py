"""A meeting of people and staff that answers as one group: how many are in the room, and what they settle on.

How many hands are up for which level is never kept, nor sent to the server: those present see it, and where few hands
are up it says who chose what.
"""

from dataclasses import replace

from assess.core.answers import Answer
from assess.core.errors import InputError
from assess.core.framework import Framework, Item
from assess.core.voices import GROUP_SIZES

VISIT = "meeting"  # the visit of every answer that a meeting gives
DONT_KNOW = "D"  # the key by which a room says that it does not know

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


def key_of(answer: Answer) -> str:
    """Return the key of what a room settled on, "" while it has not."""
    return DONT_KNOW if answer.dont_know else "" if answer.level is None else str(answer.level)
