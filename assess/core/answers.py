"""One response to a round: the answers as they were given, what they come to, and the moves between states.

Answers are appended and never changed. The newest answer to an item is the one that stands; the others are
its history.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from assess.core.errors import InputError
from assess.core.framework import INDICATOR_LEVELS, Framework, Voice
from assess.core.programme import Round
from assess.core.text import NOTE_LIMIT, checked, checked_link, withheld

State = Literal["draft", "submitted", "reopened"]
# The parts that can change separately; "level" is a level or that there is none.
Part = Literal["level", "note", "link"]
PARTS: tuple[Part, ...] = get_args(Part)
_FIELDS: Mapping[Part, Sequence[str]] = {
    "level": ("level", "does_not_apply", "dont_know"),
    "note": ("note",),
    "link": ("link",),
}
# The reason that is stored with people's answers: they are not asked for one.
NO_REASON = "no reason asked"
ItemKey = tuple[str, str]  # framework, item


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one item: a level, why it does not apply, “I don't know”, or nothing (a blank)."""

    framework: str
    item: str
    level: int | None = None
    does_not_apply: str = ""
    note: str = ""
    link: str = ""
    dont_know: bool = False

    @property
    def key(self) -> ItemKey:
        """The framework and item that this answers."""
        return self.framework, self.item

    @property
    def is_given(self) -> bool:
        """Whether it is a level, a reason or “I don't know”, rather than a blank."""
        return self.level is not None or bool(self.does_not_apply) or self.dont_know

    @property
    def is_evidenced(self) -> bool:
        """Whether a level is backed by a note or a link."""
        return self.level is not None and bool(self.note or self.link)

    def part(self, part: Part) -> tuple[int | str | bool | None, ...]:
        """Return one part; two answers agree on it when these are equal."""
        return tuple(getattr(self, name) for name in _FIELDS[part])

    def with_parts_of(self, other: "Answer", parts: Sequence[Part]) -> "Answer":
        """Return this answer with some parts of another one."""
        taken: dict[str, Any] = {name: getattr(other, name) for part in parts for name in _FIELDS[part]}
        return replace(self, **taken)

    def without_words(self) -> "Answer":
        """Return this answer without typed text; it only says whether there was any."""
        return replace(
            self,
            does_not_apply=withheld(self.does_not_apply),
            note=withheld(self.note),
            link=withheld(self.link),
        )

    def rated(self, level: int) -> "Answer":
        """Return this answer at a level; note and link stay."""
        return replace(self, level=level, does_not_apply="", dont_know=False)

    def cleared(self) -> "Answer":
        """Return this answer as a blank; note and link stay."""
        return replace(self, level=None, does_not_apply="", dont_know=False)

    def not_known(self) -> "Answer":
        """Return this answer as “I don't know”; note and link stay."""
        return replace(self, level=None, does_not_apply="", dont_know=True)

    def set_aside(self, reason: str) -> "Answer":
        """Return this answer as one to an item that does not apply, for this reason; note and link stay."""
        return replace(self, level=None, does_not_apply=reason, dont_know=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer in the log, with its number, principal, time and page visit."""

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
    """One voice's answers about one service in one round; `people` is how many took part in a group, or None.

    `typed_in` is True where the service typed them in from paper, else None.
    """

    key: str
    service: str
    round: str
    voice: Voice
    people: int | None
    created: datetime
    typed_in: bool | None = None


def current(log: Iterable[Entry], upto: int | None = None) -> dict[ItemKey, Answer]:
    """Return the current answer to each item, counting entries up to a number (all when None)."""
    return {
        entry.answer.key: entry.answer
        for entry in sorted(log, key=lambda entry: entry.number)
        if upto is None or entry.number <= upto
    }


def worded(answers: Mapping[ItemKey, Answer], *, words: bool) -> dict[ItemKey, Answer]:
    """Return answers by item as they are, or without the words that were typed."""
    return dict(answers) if words else {key: answer.without_words() for key, answer in answers.items()}


def as_seen(log: Iterable[Entry], visit: str) -> dict[ItemKey, Answer]:
    """Return what a visit's screen shows of the log: what it was last drawn from, and what was changed on it since.

    A visit is one open form in one browser tab. It is named `<number of the newest entry it was drawn from>-<random>`;
    the number grows, the random part stays. Another visit's entries above the number are in the log but not on this
    screen, and neither are the parts of its own entries that it took over from them.
    """
    drawn, stands, seen = visit_drawn(visit), dict[ItemKey, Answer](), dict[ItemKey, Answer]()
    for entry in sorted(log, key=lambda entry: entry.number):
        answer = entry.answer
        if entry.number <= drawn:
            seen[answer.key] = answer
        elif _is_of(entry, visit):
            blank = Answer(*answer.key)
            before, shown = stands.get(answer.key, blank), seen.get(answer.key, blank)
            seen[answer.key] = merged(before, shown, answer)
        stands[answer.key] = answer
    return seen


def redrawn(log: Iterable[Entry], visit: str) -> dict[tuple[ItemKey, Part], int]:
    """Return the newest entry from elsewhere for which a visit's control for a part of an item was redrawn.

    The control's key ends with it: so only what another visit has changed is redrawn, in which
    somebody may be typing. Where there is none, neither is the part.
    """
    drawn, stands, numbers = visit_drawn(visit), dict[ItemKey, Answer](), dict[tuple[ItemKey, Part], int]()
    for entry in sorted(log, key=lambda entry: entry.number):
        if entry.number > drawn:
            break
        item = entry.answer.key
        before = stands.get(item, Answer(*item))
        stands[item] = entry.answer
        if not _is_of(entry, visit):
            numbers.update(
                {(item, part): entry.number for part in PARTS if before.part(part) != entry.answer.part(part)}
            )
    return numbers


def visit_drawn(visit: str) -> int:
    """Return the log number that a visit was last drawn from, 0 if the name is not a visit's."""
    number = visit.partition("-")[0]
    return int(number) if number.isdecimal() and len(number) < 20 else 0


def visit_tab(visit: str) -> str:
    """Return the constant part of a visit's name, "" if the name is not a visit's."""
    return visit.partition("-")[2]


def _is_of(entry: Entry, visit: str) -> bool:
    return visit_tab(visit) != "" and visit_tab(entry.visit) == visit_tab(visit)


def checked_answer(framework: Framework, answer: Answer) -> Answer:
    """Return the answer with its texts tidied; an InputError names what cannot be taken.

    The level must be on the framework's scale (on the indicators' scale for an indicator); a level, "does not apply"
    and "I don't know" exclude each other; a second note is a note alone; texts keep to the limits of `text`.
    """
    items = {
        key: item for item in framework.items for key in (item.key, *item.indicator_keys, *framework.note_keys(item))
    }
    if answer.item not in items:
        raise InputError(f"{framework.key}: unknown item {answer.item!r}")
    item = items[answer.item]
    if answer.item == item.second_note_key and (answer.is_given or answer.link):
        raise InputError(f"{item.title}: a second note has no level, no reason and no link of its own.")
    scale = set(framework.values) if answer.item == item.key else set(INDICATOR_LEVELS)
    if answer.level is not None and answer.level not in scale:
        raise InputError(f"{item.title}: there is no level {answer.level}; the scale is {min(scale)} to {max(scale)}.")
    if answer.level is not None and answer.does_not_apply:
        raise InputError(f"{item.title}: an item that does not apply cannot have a level as well.")
    if answer.dont_know and (answer.level is not None or answer.does_not_apply):
        raise InputError(f"{item.title}: “I don't know” cannot stand beside a level or a reason.")
    return replace(
        answer,
        does_not_apply=checked(answer.does_not_apply, "The reason", limit=NOTE_LIMIT, lines=True),
        note=checked(answer.note, "The note", limit=NOTE_LIMIT, lines=True),
        link=checked_link(answer.link),
    )


def clashing(seen: Answer, stored: Answer, screen: Answer) -> list[Part]:
    """Return the parts that were changed both on a screen that showed `seen` and elsewhere, to different values."""
    return [part for part in PARTS if len({answer.part(part) for answer in (seen, stored, screen)}) == 3]


def merged(seen: Answer, stored: Answer, screen: Answer) -> Answer:
    """Return what stands after a screen that showed `seen` now says `screen` while `stored` is in the log.

    Part by part (level or reason, note, link): what was changed on the screen counts, what was left alone
    keeps to the log. A screen that lags behind another one therefore never writes old answers over new ones.
    """
    return screen.with_parts_of(stored, [part for part in PARTS if screen.part(part) == seen.part(part)])


def last_before(rated: Iterable[tuple[Round, Response]], round_: Round, response: Response) -> Response | None:
    """Return the response of the last round that a service rated before this one, None if there is none.

    Of rounds that opened on one day, the one in which it began to answer first is the earlier one.
    """
    place = round_.opens, response.created, response.key
    earlier = [(each.opens, given.created, given.key, given) for each, given in rated if each.key != round_.key]
    return max((row for row in earlier if row[:3] < place), key=lambda row: row[:3], default=(None,))[-1]
