"""The log of acts: who did what to what and when, each chained to the one before so that a change is found."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple


class Event(NamedTuple):
    """One act in the log: who did what to what, from and to. `hash` covers it and the event before it."""

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
        """Return the hash that an untouched event has."""
        facts = [self.number, self.at.isoformat(), *self[2:8]]
        return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()


def chain_holds(events: Iterable[Event]) -> bool:
    """Say whether no event, oldest first, was changed, removed or put in between since it was written."""
    previous = ""
    for event in events:
        if event.previous != previous or event.hash != event.expected_hash():
            return False
        previous = event.hash
    return True
