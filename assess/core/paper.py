"""Answers on paper that the service types in: when it may, and until when they hold back what people said.

Typing begins while people can still answer, and ends when the service says that all sheets are in, or two weeks after
answering has ended. Until then nothing of people's answers is shown: a sheet that is added to answers that are shown
would say what it holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from assess.core.answers import Answer
from assess.core.dates import date_of
from assess.core.errors import InputError
from assess.core.framework import Framework, Item
from assess.core.programme import Round

DAYS = 14  # for typing, after answering has ended


class PaperAct(NamedTuple):
    """An act by which a service begins to type in sheets, or says that all are in (`is_open` is False); `at` is UTC."""

    number: int
    service: str
    round: str
    is_open: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Typing:
    """How far a service is with typing in the sheets of a round.

    `since` is the number in the log at which it first began, None if it never did: from then on it sees what people
    say. `is_open` says that it has not said that all sheets are in.
    """

    since: int | None = None
    is_open: bool = False

    def is_going_on(self, round_: Round, today: date) -> bool:
        """Say whether sheets may still be typed in: until then, none of people's answers is shown."""
        return self.is_open and today <= last_day(round_)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The answers on one sheet of paper; `people` is how many a group says it is, None for one person.

    `key` is given to it where it is typed, so that it is kept once if it is sent twice.
    """

    key: str
    people: int | None
    answers: Sequence[Answer]


def typing(acts: Iterable[PaperAct]) -> Typing:
    """Return how far one service is, from its acts in one round."""
    ordered = sorted(acts)
    return Typing(ordered[0].number, ordered[-1].is_open) if ordered else Typing()


def last_day(round_: Round) -> date:
    """Return the last day on which sheets may be typed in, if the service does not say sooner that all are in."""
    return date_of(round_.until) + timedelta(days=DAYS)


def asked(frameworks: Iterable[Framework], round_: Round) -> tuple[tuple[Framework, Item], ...]:
    """Return the questions of a sheet as people read them, in the form's order."""
    worded = [framework.worded_for("people") for framework in frameworks]
    return tuple((framework, item) for framework in worded for item in framework.asked(round_.form, "people"))


def require_open(typing: Typing, round_: Round, today: date) -> None:
    """Raise an InputError when no sheet may be typed in."""
    if not typing.is_open:
        raise InputError("Typing in is not open. Begin it first, or the service has said that all sheets are in.")
    if today > last_day(round_):
        raise InputError(f"Sheets could be typed in for {DAYS} days after answering ended. That time is over.")
