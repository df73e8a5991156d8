"""What was read or worked out from a database, kept for as long as nothing that it depends on is written.

What a finding depends on are marks; how these stand, its edition, is told by the database, so that another program
which writes into it is noticed as well.
"""

import threading
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Marks = tuple[str, ...]

MOST = 300_000  # rows and other parts that are kept; one finding with more than a thirtieth of them is not

_LOOK = threading.local()


@contextmanager
def one_look() -> Iterator[None]:
    """Inside the block, in this thread, a database is asked once how marks stand: a page is of one moment."""
    before = _looks()
    _LOOK.editions = {}
    try:
        yield
    finally:
        _LOOK.editions = before


def parts_of(found: object) -> int:
    """Return of how many parts something consists."""
    return len(found) if isinstance(found, list | dict | tuple) else 1


class _Kept(NamedTuple):
    edition: Hashable
    found: Any
    parts: int


class Memory:
    """Findings by what was asked, each with the edition that it is of. Safe to use from several threads."""

    def __init__(self, edition: Callable[[Collection[str]], Mapping[str, Hashable]]) -> None:
        """Take how to ask the database how each of some marks stands."""
        self._ask = edition
        self._turn = threading.Lock()
        # Of each question the last two: a page that was begun before a change is finished from the one before. What was
        # not asked for longest comes first.
        self._kept: dict[Hashable, tuple[_Kept, ...]] = {}
        self._parts = 0

    def recall(self, marks: Marks, asked: Hashable, find: Callable[[], T], parts: Callable[[T], int] = parts_of) -> T:
        """Return what was found for the same question while these marks stood as now, else find it.

        A list or a dict is given as a copy.
        """
        edition = self._looked_up(marks)
        with self._turn:
            for known in self._kept.get(asked, ()):
                if known.edition == edition:
                    self._kept[asked] = self._kept.pop(asked)
                    same: T = copy(known.found)
                    return same
        found = find()
        size = 1 + parts(found)
        if size <= MOST // 30:
            # What was found after the edition was read is at least as new.
            self._keep(asked, _Kept(edition, copy(found), size))
        return found

    def _keep(self, asked: Hashable, found: _Kept) -> None:
        with self._turn:
            kept = found, *self._let_go(asked)[:1]
            while self._kept and self._parts + sum(each.parts for each in kept) > MOST:
                self._let_go(next(iter(self._kept)))
            self._kept[asked] = kept
            self._parts += sum(each.parts for each in kept)

    def _let_go(self, asked: Hashable) -> tuple[_Kept, ...]:
        known = self._kept.pop(asked, ())
        self._parts -= sum(each.parts for each in known)
        return known

    def empty(self) -> None:
        """Let everything go, as before the first question."""
        with self._turn:
            self._kept, self._parts = {}, 0

    def look_again(self) -> None:
        """Ask how marks stand anew, since this thread has just moved some."""
        if (looks := _looks()) is not None:
            looks.pop(self, None)

    def _looked_up(self, marks: Marks) -> Hashable:
        looks = _looks()
        own = {} if looks is None else looks.setdefault(self, {})
        if unknown := [mark for mark in marks if mark not in own]:
            own.update(self._ask(unknown))
        return tuple(own[mark] for mark in marks)


def _looks() -> "dict[Memory, dict[str, Hashable]] | None":
    return getattr(_LOOK, "editions", None)
