"""The events of the audit log. Each one's hash covers the event before it, so that a change is found."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple


class Event(NamedTuple):
    """One act in the audit log: who did what to which subject, from one state to another.

    `digest` has the digests of the rows that the act wrote, and with a `-` before it that of each row that it replaced,
    with spaces between them. An act recorded before there were digests has none.
    """

    number: int
    at: datetime
    principal: str
    act: str
    subject: str
    before: str
    after: str
    previous: str
    hash: str
    digest: str = ""

    def expected_hash(self) -> str:
        """Return the hash that an unchanged event has."""
        # The hash of an older event covers no digest, and must stay valid.
        facts = [self.number, self.at.isoformat(), *self[2:8], *filter(None, [self.digest])]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def chain_holds(events: Iterable[Event], previous: str = "") -> bool:
    """Say whether no event, oldest first, was changed, removed or inserted since it was written.

    `previous` is the hash of the event before the first of these.
    """
    for event in events:
        if event.previous != previous or event.hash != event.expected_hash():
            return False
        previous = event.hash
    return True


def digest_of(table: str, row: Mapping[str, object]) -> str:
    """Return a short digest of a row, 16 hexadecimal digits, the same in every order of the columns.

    It has no key: it finds a change, and it cannot stop somebody who computes the whole log anew.
    """
    # NULL is left out, so that a column that is added later and is NULL in older rows changes no digest.
    facts = [table, *sorted((name, value) for name, value in row.items() if value is not None)]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, default=_isoformat).encode()).hexdigest()[:16]


def _isoformat(value: date) -> str:
    return value.isoformat()
