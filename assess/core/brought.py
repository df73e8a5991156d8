"""People's answers that come in from elsewhere as figures: the responses by which the same is shown here.

An export has no response of one person. It has the level of each item with how many people it stands for, and how many
finished. `as_people` returns responses from which positions and turnout come out the same. It makes up nobody's answer
that could be told from the figures: all who rate an item have its level.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from assess.core.answers import Answer, ItemKey
from assess.core.counts import WHO, Who
from assess.core.errors import InputError
from assess.core.voices import ENOUGH_PEOPLE

MOST_PEOPLE = 10_000  # about one service in one round


class Brought(NamedTuple):
    """A response of people from elsewhere.

    `people` is how many a group says it is, None for one person, and 0 for further words of people who are counted in
    another response.
    """

    people: int | None
    answers: Sequence[Answer] = ()
    typed_in: bool = False
    has_finished: bool = True
    who: Who | None = None


class Heard(NamedTuple):
    """People's level of an item, how many people it stands for, and how many don't know."""

    level: int | None
    people: int
    unsure: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """How many people finished when answering had ended, as it may be said; see `voices.people_turnout`.

    `others_began` says that others began without finishing; `who` is how many of those who finished say what they are.
    An InputError for numbers that no people can have.
    """

    people: int
    typed_in: int = 0
    left_out: int = 0
    others_began: bool = False
    who: Mapping[Who, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Check that the numbers can be those of one turnout."""
        who, beside = sum(self.who.values()), self.people - self.group
        if self.people > MOST_PEOPLE:
            raise InputError(f"At most {MOST_PEOPLE:,} people can come in about a service in a round.")
        if self.typed_in > self.people:
            raise InputError(f"Of {self.people} who finished, {self.typed_in} cannot have been typed in.")
        if self.left_out and not (0 < beside < ENOUGH_PEOPLE and self.left_out in (beside, self.people)):
            raise InputError(f"Of {self.people} who finished, {self.left_out} cannot be left out beside a group.")
        if self.typed_single > beside:
            raise InputError(
                f"Beside a group of {self.group} there are {beside}, so {self.typed_in} cannot have been typed in."
            )
        if who > self.people or (who and self.left_out):
            raise InputError(f"Of {self.people} who finished, {who} cannot have said who they are.")

    @property
    def group(self) -> int:
        """The size of the group beside which others are left out, 0 without one."""
        if not self.left_out:
            return 0
        if self.left_out < self.people:
            return self.people - self.left_out
        # There are fewer than five people on each side, and the sheets that were typed in are one of the sides.
        return min(ENOUGH_PEOPLE - 1, max(self.typed_in, self.people - self.typed_in))

    @property
    def is_group_typed(self) -> bool:
        """Whether the group's answers were typed in."""
        return 0 < self.group <= self.typed_in

    @property
    def typed_single(self) -> int:
        """How many single people's answers were typed in."""
        return self.typed_in - self.group if self.is_group_typed else self.typed_in


def as_people(heard: Mapping[ItemKey, Heard], finished: Finished) -> list[Brought]:
    """Return single people, and the group beside which others are left out, whose answers give these figures.

    An InputError if a level stands for more people than finished.
    """
    group, single = finished.group, finished.people - finished.group
    by_group = {key for key, each in heard.items() if group >= ENOUGH_PEOPLE and each.people == group}
    needed = max((each.unsure + (0 if key in by_group else each.people) for key, each in heard.items()), default=0)
    unfinished = max(needed - single, int(finished.others_began))
    # When fewer than five finished, nothing says whether others began.
    if unfinished and finished.people and not finished.others_began:
        raise InputError(f"{finished.people} people finished, so a level of theirs cannot stand for more of them.")
    who = [kind for kind in WHO for _ in range(finished.who.get(kind, 0))]
    people = [Brought(group, _said_by_all(heard, by_group), finished.is_group_typed)] if group else []
    people += [
        Brought(
            None,
            _said(heard, by_group, place),
            typed_in=place < finished.typed_single,
            has_finished=place < single,
            who=who[place] if place < len(who) else None,
        )
        for place in range(single + unfinished)
    ]
    # An empty response: too few people finished to be counted, and the turnout says so.
    return people or [Brought(0)]


def _said_by_all(heard: Mapping[ItemKey, Heard], keys: set[ItemKey]) -> list[Answer]:
    return [Answer(*key, each.level) for key, each in heard.items() if key in keys]


def _said(heard: Mapping[ItemKey, Heard], by_group: set[ItemKey], place: int) -> list[Answer]:
    """Return what the single person at this place says: the first rate an item, and those after them don't know."""
    answers = []
    for key, each in heard.items():
        rating = 0 if key in by_group else each.people
        if place < rating:
            answers.append(Answer(*key, each.level))
        elif place < rating + each.unsure:
            answers.append(Answer(*key, dont_know=True))
    return answers
