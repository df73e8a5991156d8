"""One response to a round: the answers as they were given, what they come to, and the moves between states.

Answers are appended and never changed. The newest answer to an item is the one that stands; the others are
its history.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from assess.core.errors import InputError
from assess.core.framework import INDICATOR_LEVELS, Framework, Voice
from assess.core.text import NOTE_LIMIT, checked, checked_link

State = Literal["draft", "submitted", "reopened"]
ItemKey = tuple[str, str]  # framework, item


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of one item: a level, or why it does not apply, or neither (a blank is unknown)."""

    framework: str
    item: str
    level: int | None = None
    does_not_apply: str = ""
    note: str = ""
    link: str = ""

    @property
    def key(self) -> ItemKey:
        """The framework and item that this answers."""
        return self.framework, self.item

    @property
    def is_given(self) -> bool:
        """Whether it is a level or a reason, rather than a blank."""
        return self.level is not None or bool(self.does_not_apply)

    @property
    def is_evidenced(self) -> bool:
        """Whether a level is backed by a note or a link."""
        return self.level is not None and bool(self.note or self.link)

    def rated(self, level: int) -> "Answer":
        """Return this answer at a level; note and link stay."""
        return replace(self, level=level, does_not_apply="")

    def cleared(self) -> "Answer":
        """Return this answer as a blank; note and link stay."""
        return replace(self, level=None, does_not_apply="")


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer as it stands in the log: where in the order, by whom, when, and from which visit of a page."""

    number: int
    answer: Answer
    visit: str
    principal: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Submission:
    """The moment at which the answers up to log entry `upto` were frozen."""

    key: str
    response: str
    upto: int
    principal: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Response:
    """One voice's answers about one service in one round; `people` is how many took part in a group, or None."""

    key: str
    service: str
    round: str
    voice: Voice
    people: int | None
    created: datetime


def current(log: Iterable[Entry], upto: int | None = None) -> dict[ItemKey, Answer]:
    """Return the answer that stands for each item, counting entries up to a number (all when None)."""
    return {
        entry.answer.key: entry.answer
        for entry in sorted(log, key=lambda entry: entry.number)
        if upto is None or entry.number <= upto
    }


def as_seen(log: Iterable[Entry], visit: str) -> dict[ItemKey, Answer]:
    """Return what a visit's screen shows of the log: what stood when it began, and its own answers since.

    A visit is named `<number of the newest entry when it began>-<random>`. What another visit has written
    since then is in the log but not on this screen.
    """
    began = visit_began(visit)
    return current(entry for entry in log if entry.visit == visit or entry.number <= began)


def visit_began(visit: str) -> int:
    """Return the log number at which a visit began, 0 for a name that is not one of ours."""
    number = visit.partition("-")[0]
    return int(number) if number.isdecimal() and len(number) < 20 else 0


def checked_answer(framework: Framework, answer: Answer) -> Answer:
    """Return the answer with its texts tidied; an InputError names what cannot be taken.

    The level must be on the framework's scale (on the indicators' scale for an indicator), a level and
    "does not apply" exclude each other, and texts keep to the limits of `text`.
    """
    items = {key: item for item in framework.items for key in (item.key, *item.indicator_keys)}
    if answer.item not in items:
        raise InputError(f"{framework.key}: unknown item {answer.item!r}")
    item = items[answer.item]
    scale = set(framework.values) if answer.item == item.key else set(INDICATOR_LEVELS)
    if answer.level is not None and answer.level not in scale:
        raise InputError(f"{item.title}: there is no level {answer.level}; the scale is {min(scale)} to {max(scale)}.")
    if answer.level is not None and answer.does_not_apply:
        raise InputError(f"{item.title}: an item that does not apply cannot have a level as well.")
    return replace(
        answer,
        does_not_apply=checked(answer.does_not_apply, "The reason", limit=NOTE_LIMIT, lines=True),
        note=checked(answer.note, "The note", limit=NOTE_LIMIT, lines=True),
        link=checked_link(answer.link),
    )


def merged(seen: Answer, stored: Answer, screen: Answer) -> Answer:
    """Return what stands after a screen that showed `seen` now says `screen` while `stored` is in the log.

    Part by part (level or reason, note, link): what was changed on the screen counts, what was left alone
    keeps to the log. A screen that lags behind another one therefore never writes old answers over new ones.
    """
    said = (seen.level, seen.does_not_apply), (screen.level, screen.does_not_apply)
    source = stored if said[0] == said[1] else screen
    return replace(
        stored,
        level=source.level,
        does_not_apply=source.does_not_apply,
        note=stored.note if screen.note == seen.note else screen.note,
        link=stored.link if screen.link == seen.link else screen.link,
    )
