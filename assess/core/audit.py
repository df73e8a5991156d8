"""The events of the audit log. Each one's hash covers the event before it, so that a change is found."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Event(NamedTuple):
    """One act in the audit log: who did what to which subject, from one state to another."""

    number: int
    at: datetime
    principal: str
    act: str
    subject: str
    before: str
    after: str
    previous: str
    hash: str

    def expected_hash(self) -> str:
        """Return the hash that an unchanged event has."""
        facts = [self.number, self.at.isoformat(), *self[2:8]]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def chain_holds(events: Iterable[Event]) -> bool:
    """Say whether no event, oldest first, was changed, removed or inserted since it was written."""
    previous = ""
    for event in events:
        if event.previous != previous or event.hash != event.expected_hash():
            return False
        previous = event.hash
    return True
