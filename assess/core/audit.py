"""The events of the audit log. Each one's hash covers the event before it, so that a change is found."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

_STORED_DIGITS = 32  # hexadecimal digits of a hash that are stored: half of them
NO_HASH = UUID(int=0)


class Event(NamedTuple):
    """One act in the audit log: who did what to which subject, from one state to another.

    `digest` has the digests of the rows that the act wrote, and with a `-` before it that of each row that it replaced,
    with spaces between them. An act recorded before there were digests has none. `hash` is the first half of a SHA-256.
    """

    number: int
    at: datetime
    principal: str
    act: str
    subject: str
    before: str
    after: str
    hash: UUID = NO_HASH
    digest: str = ""

    def chained_to(self, previous: UUID | None) -> "Event":
        """Return this event with its hash, which covers the hash of the event before it, if there is one."""
        return self._replace(hash=_truncated(self.full_hash(previous.hex if previous else "")))

    def full_hash(self, previous: str) -> str:
        """Return the SHA-256 of this event in hexadecimal digits; it covers `previous`, "" for the first event."""
        # The hash of an older event covers no digest, and must stay valid.
        facts = [self.number, self.at.isoformat(), *self[2:7], previous, *filter(None, [self.digest])]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


class Chain:
    """The check that no event was changed, removed or inserted since it was written."""

    def __init__(self) -> None:
        self.holds = True  # for all events that were added
        self._previous = ""  # the full hash of the newest one

    def add(self, events: Iterable[Event]) -> None:
        """Check more events of the log, oldest first."""
        for event in events:
            # An event covers the truncated hash of the one before; one of an earlier version covers the full hash,
            # which was stored then.
            hashes = (event.full_hash(previous) for previous in (self._previous[:_STORED_DIGITS], self._previous))
            self._previous = next((full for full in hashes if _truncated(full) == event.hash), "")
            self.holds = self.holds and bool(self._previous)


def parsed_hash(digits: str) -> UUID | None:
    """Return the stored hash for one in hexadecimal digits, truncated or in full; None if the text is no hash."""
    try:
        return UUID(hex=digits[:_STORED_DIGITS])
    except ValueError:
        return None


def _truncated(full: str) -> UUID:
    return UUID(hex=full[:_STORED_DIGITS])


def digest_of(table: str, row: Mapping[str, object]) -> str:
    """Return a short digest of a row, 16 hexadecimal digits, the same in every order of the columns.

    It has no key: it finds a change, and it cannot stop somebody who computes the whole log anew.
    """
    # NULL is left out, so that a column that is added later and is NULL in older rows changes no digest.
    facts = [table, *sorted((name, value) for name, value in row.items() if value is not None)]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, default=_isoformat).encode()).hexdigest()[:16]


def _isoformat(value: date) -> str:
    return value.isoformat()
