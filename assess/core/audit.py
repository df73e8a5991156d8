"""The events of the audit log. Each one's hash covers the event before it, so that a change is found."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

_FIRST_HALF = 32  # hexadecimal digits of a hash that are stored
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

    def after_event(self, previous: UUID | None) -> "Event":
        """Return this event with the hash by which it continues a log; `previous` is the newest hash in it, if any."""
        return self._replace(hash=_stored(self.whole_hash(previous.hex if previous else "")))

    def whole_hash(self, previous: str) -> str:
        """Return the SHA-256 of this event after another one, as hexadecimal digits; "" before the first one."""
        # The hash of an older event covers no digest, and must stay valid.
        facts = [self.number, self.at.isoformat(), *self[2:7], previous, *filter(None, [self.digest])]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


class Chain:
    """The check that no event was changed, removed or inserted since it was written."""

    def __init__(self) -> None:
        self.holds = True  # for all events that were added
        self._previous = ""  # the whole hash of the newest one

    def add(self, events: Iterable[Event]) -> None:
        """Check more events of the log, oldest first."""
        for event in events:
            # Earlier versions stored whole hashes, and each event continues the whole hash of the one before. Now an
            # event continues what is stored: the first half.
            continued = (event.whole_hash(previous) for previous in (self._previous[:_FIRST_HALF], self._previous))
            whole = next((whole for whole in continued if _stored(whole) == event.hash), "")
            self.holds = self.holds and bool(whole)
            self._previous = whole


def written_down(hash_: str) -> UUID | None:
    """Return the hash that somebody has written down, also from an earlier version; None if it is none."""
    try:
        return UUID(hex=hash_[:_FIRST_HALF])
    except ValueError:
        return None


def _stored(whole: str) -> UUID:
    return UUID(hex=whole[:_FIRST_HALF])


def digest_of(table: str, row: Mapping[str, object]) -> str:
    """Return a short digest of a row, 16 hexadecimal digits, the same in every order of the columns.

    It has no key: it finds a change, and it cannot stop somebody who computes the whole log anew.
    """
    # NULL is left out, so that a column that is added later and is NULL in older rows changes no digest.
    facts = [table, *sorted((name, value) for name, value in row.items() if value is not None)]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, default=_isoformat).encode()).hexdigest()[:16]


def _isoformat(value: date) -> str:
    return value.isoformat()
