"""Lists from elsewhere that ask about the same things as our items: which of their parts are related to which items.

A relation says that both are about the same thing. It never says that a service meets a part of a list.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assess.core.answers import ItemKey
from assess.core.catalogue import Catalogue
from assess.core.errors import FrameworkError
from assess.core.framework import Item, Key, Text
from assess.core.scoring import Standing

Status = Literal["in use", "retired"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ListPart(_Part):
    """One part of a list, and the items that are related to it, as `framework.item`."""

    name: Text
    items: tuple[Text, ...] = Field(min_length=1)

    @property
    def keys(self) -> tuple[ItemKey, ...]:
        """The items by framework and key."""
        return tuple((framework, item) for framework, _, item in (name.partition(".") for name in self.items))


class RelatedList(_Part):
    """A list that somebody else publishes.

    `as_of` is the day on which it was last seen to stand as its status says, and `seen` where. A retired one names the
    key of the list in its place, where there is one.
    """

    key: Key
    title: Text
    publisher: Text
    year: int
    link: str = Field(pattern=r"^https://")
    status: Status
    replaced_by: Key | None = None
    as_of: date
    seen: Text
    about: Text
    parts: tuple[ListPart, ...] = Field(min_length=1)


class _File(_Part):
    lists: tuple[RelatedList, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a list with the related items that a service was asked, each with where it stands on it."""

    of: RelatedList
    part: ListPart
    items: tuple[tuple[Standing, Item], ...]


def checked_lists(parsed: Mapping[str, object], catalogue: Catalogue) -> tuple[RelatedList, ...]:
    """Return the lists of a file, those in use first; a FrameworkError has a sentence for each fault."""
    try:
        lists = _File.model_validate(parsed).lists
    except ValidationError as error:
        faults = error.errors(include_url=False)
        raise FrameworkError(
            [f"related lists: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in faults]
        ) from (error)
    if faults_found := [*_faults(lists, catalogue)]:
        raise FrameworkError([f"related lists: {fault}" for fault in faults_found])
    return tuple(sorted(lists, key=lambda one: one.status == "retired"))


def _faults(lists: Sequence[RelatedList], catalogue: Catalogue) -> Iterator[str]:
    keys = [one.key for one in lists]
    known = {(framework.key, item.key) for framework in catalogue for item in framework.items}
    yield from (f"{key}: duplicate key" for key in sorted({key for key in keys if keys.count(key) > 1}))
    for one in lists:
        for part in one.parts:
            yield from (f"{one.key}: unknown item {'.'.join(key)!r}" for key in part.keys if key not in known)
        if one.replaced_by is not None and one.replaced_by not in keys:
            yield f"{one.key}: unknown list {one.replaced_by!r} in its place"
        if (one.status == "retired") != (one.replaced_by is not None):
            yield f"{one.key}: a list has another one in its place when it is retired, and only then"


def related(lists: Iterable[RelatedList], standings: Mapping[str, Standing]) -> list[Shown]:
    """Return the parts of lists that are related to items which have a level in these standings."""
    shown = []
    for one in lists:
        for part in one.parts:
            items = tuple(
                (standings[framework], standings[framework].framework.item(item))
                for framework, item in part.keys
                if framework in standings and item in standings[framework].levels
            )
            if items:
                shown.append(Shown(one, part, items))
    return shown
