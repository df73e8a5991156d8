"""What was read or worked out from a database, kept for as long as nothing else is written into it.

An edition is what the database itself says it is at, so another process that writes into it is noticed as well.
"""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

MOST = 100_000  # rows and other parts that are kept of an edition; one answer with more than a tenth of them is not

_LOOK = threading.local()


@contextmanager
def one_look() -> Iterator[None]:
    """Inside the block, in this thread, a database is asked once which edition it is at: a page is of one moment."""
    before = _editions()
    _LOOK.editions = {}
    try:
        yield
    finally:
        _LOOK.editions = before


def parts_of(found: object) -> int:
    """Return of how many parts something consists."""
    return len(found) if isinstance(found, list | dict | tuple) else 1


@dataclass(slots=True)
class _Edition:
    answers: dict[Hashable, Any] = field(default_factory=dict)
    parts: int = 0


class Memory:
    """Answers to questions by what was asked and the edition that was asked. Safe to use from several threads."""

    def __init__(self, edition: Callable[[], Hashable]) -> None:
        """Take how to ask the database for its edition."""
        self._ask = edition
        self._turn = threading.Lock()
        self._editions: dict[Hashable, _Edition] = {}

    def recall(self, asked: Hashable, find: Callable[[], T], parts: Callable[[T], int] = parts_of) -> T:
        """Return what was found for the same question in this edition, else find it; a list or a dict as a copy."""
        edition = self._looked_up()
        with self._turn:
            kept = self._at(edition)
            if asked in kept.answers:
                known: T = copy(kept.answers[asked])
                return known
        found = find()
        size = parts(found)
        with self._turn:
            # What was found after the edition was read is at least as new.
            if size > MOST // 10:
                return found
            if kept.parts + size > MOST:
                kept.answers, kept.parts = {}, 0
            kept.answers[asked] = copy(found)
            kept.parts += 1 + size
        return found

    def _at(self, edition: Hashable) -> _Edition:
        if edition not in self._editions:
            # The one before stays: pages that have begun to be drawn from it are finished from it.
            for older in list(self._editions)[:-1]:
                del self._editions[older]
            self._editions[edition] = _Edition()
        return self._editions[edition]

    def empty(self) -> None:
        """Let everything go, as before the first question."""
        with self._turn:
            self._editions = {}

    def look_again(self) -> None:
        """Ask for the edition anew, since this thread has just moved it."""
        if (editions := _editions()) is not None:
            editions.pop(self, None)

    def _looked_up(self) -> Hashable:
        editions = _editions()
        if editions is None:
            return self._ask()
        if self not in editions:
            editions[self] = self._ask()
        return editions[self]


def _editions() -> "dict[Memory, Hashable] | None":
    return getattr(_LOOK, "editions", None)
