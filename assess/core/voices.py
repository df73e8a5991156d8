"""Two voices on the same items: whose answer counts, when each may see the other's, and how far they differ.

People's answers are shown from five individual answers to an item, or from a group that says how many took
part. Until then, and until the service has submitted too or the round is closed, they do not leave the store.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from assess.core.answers import Answer, ItemKey
from assess.core.framework import Voice
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.text import day

ENOUGH_PEOPLE = 5
WIDE_GAP = 2
_LONGEST, _SHORT = 64, 14  # the most characters of any code, and the most letters and digits of a short code


@dataclass(frozen=True, slots=True)
class Invitation:
    """What lets people answer about one service in one round, by a link or a short code.

    `ended` is when it was closed by hand, None while it was not.
    """

    key: str
    token: str
    short_code: str
    service: Service
    round: Round
    ended: datetime | None

    def why_closed(self, today: date) -> str:
        """Return why nobody can begin to answer by it, in a sentence; "" while they can."""
        if self.ended is not None:
            return "This code was closed. Ask whoever gave it to you for a new one."
        if today < self.round.opens:
            return f"You can answer from {day(self.round.opens)}. Come back then with this code."
        if not self.round.is_open(today):
            return f"The round “{self.round.name}” is closed, so no new answers can begin. Thank you for coming."
        return ""


@dataclass(frozen=True, slots=True)
class Said:
    """One submitted response of people: how many a group says it is, None for one person, and its answers."""

    people: int | None
    answers: Mapping[ItemKey, Answer]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a service submitted of itself in a round, or what both voices agreed on.

    `at` is when it was submitted (UTC), None for what was agreed.
    """

    service: str
    voice: Voice
    at: datetime | None
    answers: Mapping[ItemKey, Answer]


@dataclass(frozen=True, slots=True)
class Note:
    """What was written or linked about an item of a service, and in whose voice; for people, never by whom."""

    service: str
    voice: Voice
    framework: str
    item: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many responses of one voice were begun and submitted, and when first and last (UTC)."""

    begun: int
    submitted: int
    first: datetime | None
    last: datetime | None


def compared(code: str) -> tuple[str, str]:
    """Return the texts that a typed code is compared by: with tokens of links, and with short codes.

    Each is "" if the code can be none of that kind. The number of tries and the look-up may depend on these texts
    alone: other characters of the code change neither.
    """
    code = code.strip()
    if len(code) > _LONGEST:
        return "", ""
    short = re.sub(r"[^0-9A-Z]", "", code.upper())
    return code if re.fullmatch(r"[\w-]+", code, re.ASCII) else "", short if len(short) <= _SHORT else ""


def heard(said: Iterable[Said], key: ItemKey, *, is_open: bool = False) -> tuple[int | None, int]:
    """Return people's level of an item and how many people it stands for; (None, 0) while too few have answered.

    The level is the lower median of the responses, a group counting as one: levels are ordinal and have no
    mean. Individual answers, in the order in which they came, take part only when there are five of them; while the
    round is open only by fives, so that nobody reads one person's answer off a level that has just changed.
    """
    rated = [
        (one.people, level) for one in said if key in one.answers and (level := one.answers[key].level) is not None
    ]
    alone = [level for people, level in rated if people is None]
    if is_open:
        alone = alone[: len(alone) // ENOUGH_PEOPLE * ENOUGH_PEOPLE]
    groups = [(people, level) for people, level in rated if people is not None]
    counted = [level for _, level in groups] + (alone if len(alone) >= ENOUGH_PEOPLE else [])
    if not counted:
        return None, 0
    people = sum(size for size, _ in groups) + (len(alone) if len(alone) >= ENOUGH_PEOPLE else 0)
    return lower_median(counted), people


def lower_median(levels: Sequence[int]) -> int:
    """Return the middle one of at least one level, of two in the middle the lower: a level, never a fraction."""
    return sorted(levels)[(len(levels) - 1) // 2]


def positions(
    service: str,
    round_key: str,
    asked: Sequence[ItemKey],
    own: Mapping[ItemKey, Answer],
    people: Sequence[Said],
    agreed: Mapping[ItemKey, Answer],
    at: datetime,
    *,
    is_open: bool = False,
) -> list[Position]:
    """Return where each item stands: the agreed level where one is recorded, else the service's own.

    Only people's answers that may be seen are handed in, in the order in which they came; `is_open` says whether more
    may come. An item that only people have rated has their level and no headline.
    """
    rows = []
    for key in asked:
        mine, ours = own.get(key, Answer(*key)), agreed.get(key, Answer(*key))
        theirs, count = heard(people, key, is_open=is_open)
        if not (mine.is_given or ours.is_given or theirs is not None):
            continue
        headline, voice = _headline(mine, ours)
        rows.append(
            Position(
                service=service,
                round=round_key,
                framework=key[0],
                item=key[1],
                level=headline,
                voice=voice if ours.is_given or mine.is_given else "people",
                evidenced=mine.is_evidenced,
                service_level=mine.level,
                people_level=theirs,
                people=count,
                agreed_level=ours.level,
                at=at,
            )
        )
    return rows


def gap(position: Position) -> int | None:
    """Return the service's level minus people's: above zero the service is kinder. None where one is missing."""
    if position.service_level is None or position.people_level is None:
        return None
    return position.service_level - position.people_level


def apart(position: Position) -> int:
    """Return how many levels the two voices stand apart, 0 where one of them is missing."""
    return abs(gap(position) or 0)


def is_wide(position: Position) -> bool:
    """Say whether the two voices stand two levels or more apart."""
    return apart(position) >= WIDE_GAP


def _headline(mine: Answer, ours: Answer) -> tuple[int | None, Voice]:
    return (ours.level, "agreed") if ours.level is not None else (mine.level, "service")
