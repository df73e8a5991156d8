"""Two voices on the same items: whose answers count, when they are shown, and how far they differ.

People's answers to an item are shown together or not at all, and only once answering has ended: a level that moves
while answers come in, or while the service types them in from paper (`paper.py`), says what the newest one was. `shown`
decides which responses are in the level, and `answers_at_reveal` since when the service could see it.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, NamedTuple

from assess.core.answers import Answer, ItemKey
from assess.core.dates import day
from assess.core.errors import InputError
from assess.core.framework import Framework, Voice
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.submitted import Submitted

ENOUGH_PEOPLE = 5
WIDE_GAP = 2
GROUP_SIZES = range(2, 1_001)
_LONGEST, _SHORT = 64, 14  # the most characters of any code, and the most letters and digits of a short code
# Why nobody can begin to answer: it was closed for good, the code was replaced, or the round has not begun or is over.
Closed = Literal["ended", "replaced", "early", "closed"]
_CLOSED: Mapping[Closed, str] = {
    "ended": "Answering about {service} has ended, so no new answers can begin.",
    "replaced": "This code was replaced. Ask the person who gave it to you for the new one.",
    "early": "You can answer from {opens}. Come back then with this code.",
    "closed": "The round “{round}” is closed, so no new answers can begin.",
}
# Why nothing of what people said is shown: nobody was invited, they can still answer, the service types in answers on
# paper, too few have finished, there are too few beside a group, what they were asked is set aside, the service has not
# spoken itself, or no item that may be shown has enough people.
Unheard = Literal["nobody", "open", "typing", "few", "group", "aside", "own", "items"]
CHANGED_AFTER = "changed after people's answers could be seen"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What lets people answer about one service in one round, by a link or a short code.

    `ended` is when this code was replaced or closed, `answering_ended` when answering was closed for good for the
    service in the round; None while it was not.
    """

    key: str
    token: str
    short_code: str
    service: Service
    round: Round
    ended: datetime | None
    answering_ended: datetime | None = None

    def closed_by(self, today: date) -> Closed | None:
        """Return what keeps people from beginning to answer by it, None while they can."""
        if self.answering_ended is not None:
            return "ended"
        if self.ended is not None:
            return "replaced"
        if today < self.round.opens:
            return "early"
        return None if self.round.is_open(today) else "closed"

    def require_open(self, today: date) -> None:
        """Raise an InputError that says why nobody can begin to answer by it."""
        if closed := self.closed_by(today):
            facts = {"service": self.service.name, "round": self.round.name, "opens": self.round.opens}
            sentence = _CLOSED[closed].format(**facts | {"opens": day(self.round.opens)})
            raise InputError(sentence, f"closed_{closed}", **facts)

    def lets_go_on(self, today: date) -> bool:
        """Say whether those who have begun can continue: a replaced code still lets them, closing for good does not."""
        return self.answering_ended is None and self.round.is_open(today)


class Rating(NamedTuple):
    """One response's answer to an item.

    `people` is how many a group says it is, None for one person, and 0 for further words of people who are counted in
    another response.
    """

    people: int | None
    level: int | None
    note: str = ""
    dont_know: bool = False

    @property
    def heads(self) -> int:
        """How many people the response stands for."""
        return 1 if self.people is None else self.people


@dataclass(frozen=True, slots=True)
class Said:
    """One response of people: how many a group says it is, None for one person, and its answers."""

    people: int | None
    answers: Mapping[ItemKey, Answer]

    def rating(self, key: ItemKey) -> Rating:
        """Return its answer to an item, without a level if it has none."""
        answer = self.answers.get(key, Answer(*key))
        return Rating(self.people, answer.level, answer.note, answer.dont_know)


@dataclass(frozen=True, slots=True)
class Counting:
    """The answers that count about a service in a round.

    `people` are the responses of people, () until answering has ended. `at_reveal` are the service's answers to the
    items on which it could see people's before the round closed, as they were then; see `answers_at_reveal`.
    """

    service: Mapping[ItemKey, Answer] = field(default_factory=dict)
    agreed: Mapping[ItemKey, Answer] = field(default_factory=dict)
    people: Sequence[Said] = ()
    at_reveal: Mapping[ItemKey, Answer] = field(default_factory=dict)
    has_closed: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a service submitted of itself in a round, or what both voices agreed on.

    `at` is when these answers were submitted (UTC), `when` also when others were before and after; None for what was
    agreed.
    """

    service: str
    voice: Voice
    at: datetime | None
    answers: Mapping[ItemKey, Answer]
    when: Submitted | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note or link about an item of a service, with the voice it is from; for people, never with the person."""

    service: str
    voice: Voice
    framework: str
    item: str
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many responses of one voice were begun and submitted, and when first and last (UTC).

    `in_time` is when the service last submitted in time, None if it did not, and `reopened` when it reopened its
    answers without submitting them again; `is_late` says that it submitted after the close alone. Of people it is how
    many have finished, with no moments, whether answering has ended and others began without finishing, and how many of
    them `left_out` counts and how many were `typed_in` from paper; see `people_turnout`.
    """

    begun: int
    submitted: int
    first: datetime | None = None
    last: datetime | None = None
    has_ended: bool = False
    is_unfinished: bool = False
    left_out: int = 0
    in_time: datetime | None = None
    reopened: datetime | None = None
    is_late: bool = False
    typed_in: int = 0

    @property
    def when(self) -> Submitted | None:
        """When the service submitted and corrected its answers, None if it did not submit."""
        if self.first is None or self.last is None:
            return None
        return Submitted(self.first, self.in_time or self.last, self.last, self.reopened)


NOBODY = Turnout(0, 0)


def require_group(people: int | None) -> None:
    """Raise an InputError if a group cannot have so many people; None is one person."""
    if people is not None and people not in GROUP_SIZES:
        raise InputError(
            "A group is from 2 to 1,000 people. If you answer alone, you are one person and no group.", "group"
        )


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


def people_turnout(heads: int, *, has_ended: bool, is_unfinished: bool, largest: int = 0, typed_in: int = 0) -> Turnout:
    """Return how many people have finished, rounded down to a multiple of five until answering has ended.

    Fewer than five are 0 at any time: a small number that grows says who has been. `largest` is the size of the
    largest group among them, 0 if there is no group, and `typed_in` how many of them the service typed in from paper.
    """
    is_exact = has_ended and heads >= ENOUGH_PEOPLE
    finished = heads if is_exact else heads - heads % ENOUGH_PEOPLE
    return Turnout(
        finished,
        finished,
        has_ended=has_ended,
        is_unfinished=has_ended and is_unfinished,
        left_out=left_out(heads, largest) if is_exact else 0,
        typed_in=typed_in if is_exact else 0,
    )


def together(turnouts: Iterable[Turnout]) -> Turnout:
    """Return how many people finished in all, and how many were typed in, where answering has ended."""
    ended = [turnout for turnout in turnouts if turnout.has_ended]
    finished = sum(turnout.submitted for turnout in ended)
    return Turnout(finished, finished, has_ended=True, typed_in=sum(turnout.typed_in for turnout in ended))


def left_out(heads: int, largest: int) -> int:
    """Return how many of these people are left out where all of them rate an item; see `shown`.

    It depends on the sizes of the responses alone: how many people rated one item, below five, says who has.
    """
    beside = heads - largest
    if not largest or not 0 < beside < ENOUGH_PEOPLE:
        return 0
    return beside if largest >= ENOUGH_PEOPLE else heads


def unheard(
    turnout: Turnout | None,
    *,
    is_invited: bool,
    has_ended: bool,
    has_closed: bool,
    has_submitted: bool,
    is_aside: bool = False,
    is_typing: bool = False,
) -> Unheard:
    """Return the first condition that is missing before anything that people said is shown.

    `turnout` is people's, None if nobody has begun. It depends on nothing else of their answers.
    """
    if turnout is None and not is_invited:
        return "nobody"
    if not has_ended and (is_typing or not has_closed):
        return "typing" if has_closed else "open"
    if turnout is None or turnout.submitted < ENOUGH_PEOPLE:
        return "few"
    if turnout.left_out == turnout.submitted and not turnout.is_unfinished:
        return "group"
    if is_aside:
        return "aside"
    return "items" if has_submitted or has_closed else "own"


def most_heard(heard: Iterable[Position]) -> int:
    """Return how many people are shown on the item that shows most: those in its level, or those who don't know."""
    return max((position.people + position.unsure for position in heard), default=0)


def answered(heard: Iterable[Position], turnout: Turnout | None) -> int:
    """Return how many people answered, shown or not; those who did not finish count where they are shown."""
    return max(most_heard(heard), turnout.submitted if turnout and turnout.has_ended else 0)


def shown(ratings: Iterable[Rating]) -> list[Rating]:
    """Return the responses that are shown together as people's level of an item, [] while they are too few.

    Heads are counted: one person is 1, a group as many as it says. All responses with a level are shown if they have
    five heads, and if beside every one group there is nobody or there are five heads: its members know their own
    answer. Where a group of five heads or more leaves one to four beside it, they are left out. No other set of the
    responses satisfies both conditions, except smaller parts of the one returned here.
    """
    rated = [rating for rating in ratings if rating.level is not None]
    heads = sum(rating.heads for rating in rated)
    crowding = [each for each in rated if each.people is not None and 0 < heads - each.heads < ENOUGH_PEOPLE]
    together = [max(crowding, key=lambda rating: rating.heads)] if crowding else rated
    return together if sum(rating.heads for rating in together) >= ENOUGH_PEOPLE else []


def heard(ratings: Iterable[Rating]) -> tuple[int | None, int]:
    """Return people's level of an item and the heads it stands for; (None, 0) while they are too few.

    The level is the lower median of the responses that are shown, a group counting as one: levels are ordinal and have
    no mean.
    """
    together = shown(ratings)
    levels = [rating.level for rating in together if rating.level is not None]
    return (lower_median(levels), sum(rating.heads for rating in together)) if levels else (None, 0)


def unsure(ratings: Sequence[Rating]) -> int:
    """Return how many people said that they don't know, 0 where that may not be said.

    It is a figure about people like their level, and stands only beside the level of everybody who has one. Both sides
    keep to the rule of `shown`. That is not enough where groups differ in size: the two figures together would tell on
    which side a group is, and so what few others said. So nothing is said where a group of fewer than five has come,
    single people beside more than one group, or five or fewer beside one; `ratings` must have those who left the item
    out too.
    """
    if not may_be_divided([rating for rating in ratings if rating.heads]):
        return 0
    rated = [rating for rating in ratings if rating.level is not None]
    # All ratings get the same level: which are shown depends on the sizes of the responses alone.
    without = [rating._replace(level=0) for rating in ratings if rating.dont_know]
    is_shown = rated and shown(rated) == rated and shown(without) == without
    return sum(rating.heads for rating in without) if is_shown else 0


def may_be_divided(ratings: Sequence[Rating]) -> bool:
    """Say whether it may be said how many people stand on each side of a question.

    Where five single people came beside one group, they are all on one side, and each would know the answer of four.
    """
    groups = [rating for rating in ratings if rating.people is not None]
    singles = len(ratings) - len(groups)
    is_mixed_safely = not groups or not singles or (len(groups) == 1 and singles > ENOUGH_PEOPLE)
    return is_mixed_safely and all(group.heads >= ENOUGH_PEOPLE for group in groups)


def words(ratings: Sequence[Rating]) -> list[str]:
    """Return the notes on an item of the responses that are shown as its level, in alphabetical order, each once.

    Among them are notes of people who don't know: those that would be shown if not to know were a level. No mark tells
    them apart, since it would be one person's answer. Where their number may not be said, they are left out unless all
    notes together are fewer than the responses of the level: otherwise somebody in the level who wrote nothing could
    work out that one of the notes is by a person who does not know.
    """
    together = shown(ratings)
    if not together:
        return []
    further = [rating for rating in ratings if rating.people == 0 and not rating.dont_know]
    notes = {rating.note for rating in (*together, *further)} - {""}
    as_rated = shown(rating._replace(level=0) if rating.dont_know else rating for rating in ratings)
    doubts = {rating.note for rating in as_rated if rating.dont_know} - {""}
    may_be_told = unsure(ratings) or len(notes | doubts) < len(together)
    return sorted(notes | doubts if may_be_told else notes)


def answers_at_reveal(submissions: Iterable[tuple[int, Mapping[ItemKey, Answer]]], ended: int) -> dict[ItemKey, Answer]:
    """Return a service's answers to the items on which it can see people's before the round closes, as they were then.

    `submissions` are its submissions in time by number in the log, oldest first; `ended` is the number at which
    answering was closed for good. People's answers to an item are shown from then on, or from the first later
    submission that rates the item.
    """
    earlier: Mapping[ItemKey, Answer] = {}
    revealed: dict[ItemKey, Answer] = {}
    for number, answers in submissions:
        if number < ended:
            earlier = answers
        else:
            revealed = {**_given(answers), **revealed}
    # The submission that was current when answering ended comes first.
    return {**revealed, **_given(earlier)}


def _given(answers: Mapping[ItemKey, Answer]) -> dict[ItemKey, Answer]:
    return {key: answer for key, answer in answers.items() if answer.is_given}


def lower_median(levels: Sequence[int]) -> int:
    """Return the middle one of at least one level, of two in the middle the lower: a level, never a fraction."""
    return sorted(levels)[(len(levels) - 1) // 2]


def positions(
    service: str,
    round_key: str,
    asked: Iterable[ItemKey],
    counting: Counting,
    at: datetime,
    experiences: Collection[ItemKey] = (),
) -> list[Position]:
    """Return where each item stands: the agreed level where one is recorded, else the service's own.

    People's level of an item is there only if the service has submitted the item itself or the round has closed. An
    item that only people have rated has their level and no headline. `experiences` are the items on which the two
    levels are not compared.
    """
    rows = []
    for key in asked:
        mine, ours = counting.service.get(key, Answer(*key)), counting.agreed.get(key, Answer(*key))
        ratings = _revealed(counting, key)
        theirs, count = heard(ratings)
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
                changed_after=theirs is not None and _has_changed(mine, counting.at_reveal.get(key, mine)),
                is_experience=key in experiences,
                unsure=unsure(ratings),
            )
        )
    return rows


def _revealed(counting: Counting, key: ItemKey) -> list[Rating]:
    is_revealed = counting.has_closed or key in counting.at_reveal
    return [said.rating(key) for said in counting.people] if is_revealed else []


def _has_changed(now: Answer, before: Answer) -> bool:
    return (now.level, now.is_given) != (before.level, before.is_given)


def gap(position: Position) -> int | None:
    """Return the service's level minus people's; above zero the service rates itself higher. None if one is missing."""
    return position.both and position.both[0] - position.both[1]


def apart(position: Position) -> int:
    """Return how many levels apart the two voices are, 0 if they cannot be compared."""
    return abs(gap(position) or 0)


def is_wide(position: Position) -> bool:
    """Say whether the two voices stand two levels or more apart."""
    return apart(position) >= WIDE_GAP


def agreed_beside(framework: Framework, level: int | None, own: int | None) -> str:
    """Return a note that a level is agreed, with the service's own: `agreed; the service said 5 Engagement`."""
    if own is None:
        return "agreed; the service did not rate it"
    # The scale of today may lack a level of an earlier wording.
    said = framework.named(own) if own in framework.values else str(own)
    return f"agreed; the service said {'the same' if own == level else said}"


def beside(framework: Framework, position: Position | None) -> str:
    """Return `agreed_beside` of a position, "" if the level that counts is the service's own."""
    if position is None or position.agreed_level is None:
        return ""
    return agreed_beside(framework, position.agreed_level, position.service_level)


def outside(position: Position, level: int) -> Literal["above", "below", ""]:
    """Return "above" or "below" for a level outside all levels that the two voices gave, "" for one inside."""
    levels = [given for given in (position.service_level, position.people_level) if given is not None]
    if levels and level > max(levels):
        return "above"
    return "below" if levels and level < min(levels) else ""


def _headline(mine: Answer, ours: Answer) -> tuple[int | None, Voice]:
    return (ours.level, "agreed") if ours.level is not None else (mine.level, "service")
