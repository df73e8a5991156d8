"""A cache of query results, each valid until one of the version counters that it depends on changes.

The database keeps the version counters, so writes by other processes invalidate results too.
"""

import threading
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Counters = tuple[str, ...]

CAPACITY = 300_000  # rows and other parts in all; a result with more than a thirtieth of them is not cached

_THREAD = threading.local()


@contextmanager
def one_moment() -> Iterator[None]:
    """Inside the block, in this thread, read each version counter once: a page then shows one moment."""
    before = _fixed_versions()
    _THREAD.versions = {}
    try:
        yield
    finally:
        _THREAD.versions = before


def size_of(result: object) -> int:
    """Return the number of parts of a result: its length, or 1."""
    return len(result) if isinstance(result, list | dict | tuple) else 1


class _Entry(NamedTuple):
    versions: Hashable
    result: Any
    size: int


class Cache:
    """Results by question, each with the versions that it was computed at. Threads may share it."""

    def __init__(self, versions: Callable[[Collection[str]], Mapping[str, Hashable]]) -> None:
        """Take the function that reads version counters from the database."""
        self._read_versions = versions
        self._lock = threading.Lock()
        # The last two results of each question: a page that began before a change still finds the older one. The
        # question that was least recently used comes first.
        self._entries: dict[Hashable, tuple[_Entry, ...]] = {}
        self._size = 0

    def recall(
        self, counters: Counters, question: Hashable, compute: Callable[[], T], size: Callable[[T], int] = size_of
    ) -> T:
        """Return the cached result of a question if these counters have not changed since, else compute it.

        A list or a dict is returned as a copy. `size` returns the number of parts of a result.
        """
        versions = self._versions(counters)
        with self._lock:
            for entry in self._entries.get(question, ()):
                if entry.versions == versions:
                    self._entries[question] = self._entries.pop(question)
                    cached: T = copy(entry.result)
                    return cached
        result = compute()
        parts = 1 + size(result)
        if parts <= CAPACITY // 30:
            # Computed after the versions were read, so it is at least as new as they are.
            self._store(question, _Entry(versions, copy(result), parts))
        return result

    def _store(self, question: Hashable, entry: _Entry) -> None:
        with self._lock:
            entries = entry, *self._remove(question)[:1]
            while self._entries and self._size + sum(each.size for each in entries) > CAPACITY:
                self._remove(next(iter(self._entries)))
            self._entries[question] = entries
            self._size += sum(each.size for each in entries)

    def _remove(self, question: Hashable) -> tuple[_Entry, ...]:
        entries = self._entries.pop(question, ())
        self._size -= sum(entry.size for entry in entries)
        return entries

    def clear(self) -> None:
        """Remove all results."""
        with self._lock:
            self._entries, self._size = {}, 0

    def read_versions_again(self) -> None:
        """Forget which versions this thread has read inside `one_moment`, since it may just have changed some."""
        if (fixed := _fixed_versions()) is not None:
            fixed.pop(self, None)

    def _versions(self, counters: Counters) -> Hashable:
        fixed = _fixed_versions()
        known = {} if fixed is None else fixed.setdefault(self, {})
        if unread := [counter for counter in counters if counter not in known]:
            known.update(self._read_versions(unread))
        return tuple(known[counter] for counter in counters)


def _fixed_versions() -> "dict[Cache, dict[str, Hashable]] | None":
    return getattr(_THREAD, "versions", None)
