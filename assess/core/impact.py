"""What changed in a service because of people: whose idea it was, its kind, and the item or action it belongs to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from assess.core.errors import InputError

# The idea is credited to a group and never to a person, so that a change does not reveal what one person said.
Idea = Literal["people", "carers", "staff", "together"]
IDEAS: tuple[Idea, ...] = get_args(Idea)
Kind = Literal["service", "times", "information", "decisions", "money", "staff"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FOREWORD_LIMIT = 3_000  # characters of the foreword by the chair of the people's network: one page at most


@dataclass(frozen=True, slots=True)
class Impact:
    """One thing that is different in a service, since the day on which it `happened`.

    It belongs to an item of a framework, to an action on that item, or to nothing in particular: then `framework`,
    `item` and `action` are "".
    """

    key: str
    service: str
    happened: date
    what: str
    idea: Idea
    kind: Kind
    framework: str = ""
    item: str = ""
    action: str = ""

    def __post_init__(self) -> None:
        """Raise an InputError for an unknown group or kind, and for an action without its item."""
        if self.idea not in IDEAS:
            raise InputError(f"“{self.idea[:40]}” is nobody whose idea it can be; it is one of {', '.join(IDEAS)}.")
        if self.kind not in KINDS:
            raise InputError(f"“{self.kind[:40]}” is no kind of change; it is one of {', '.join(KINDS)}.")
        if bool(self.framework) != bool(self.item) or (self.action and not self.item):
            raise InputError("A change belongs to an item with its framework, or to none.")


def newest_first(impacts: Iterable[Impact]) -> list[Impact]:
    """Return changes with the newest first, those of one day in one order."""
    return sorted(impacts, key=lambda impact: (impact.happened, impact.key), reverse=True)


def since(impacts: Iterable[Impact], day: date) -> list[Impact]:
    """Return the changes of a day and of later ones, the newest first."""
    return newest_first(impact for impact in impacts if impact.happened >= day)


def of_year(impacts: Iterable[Impact], year: int) -> list[Impact]:
    """Return the changes of a year, the newest first."""
    return newest_first(impact for impact in impacts if impact.happened.year == year)


def by_idea(impacts: Iterable[Impact]) -> Mapping[Idea, int]:
    """Return the number of changes by whose idea they were, in the order of `IDEAS`, without zeros."""
    counts = Counter(impact.idea for impact in impacts)
    return {idea: counts[idea] for idea in IDEAS if counts[idea]}


def by_kind(impacts: Iterable[Impact]) -> Mapping[Kind, int]:
    """Return the number of changes of each kind, in the order of `KINDS`, without zeros."""
    counts = Counter(impact.kind for impact in impacts)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}
