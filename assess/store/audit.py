"""The audit log: who did what and when."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from assess.core.access import GUEST, Viewer
from assess.core.audit import Chain, Event, parsed_hash
from assess.database.interface import Database, Transaction
from assess.store.clock import EARLIEST
from assess.store.columns import Columns
from assess.store.scope import require_administrator


def _event(*row: Any) -> Event:  # noqa: ANN401 - as the database returns a row
    """Return the event of a row. An answer's subject has three columns, which are compressed better than one text."""
    number, at, principal, act, subject, item, answer, before, after, hash_, digest = row
    subject = subject if item is None else f"{subject} {item} {answer}".strip()
    return Event(number, at, principal, act, subject, before, after, hash_, digest)


EVENT = Columns(_event, "e", "number moment principal act subject item answer before after hash digest")
_EVENTS = f"SELECT {EVENT} FROM event e ORDER BY e.number"
_AFTER = f"SELECT {EVENT} FROM event e WHERE e.number > ? ORDER BY e.number LIMIT ?"
# Before answering ends, nobody may know how many people have answered, so acts of guests are neither listed nor
# counted.
_NOT_BY_GUESTS = "FROM event e WHERE e.principal <> ?"
_NEWEST = f"SELECT {EVENT} {_NOT_BY_GUESTS} ORDER BY e.number DESC LIMIT ?"
_HEAD = "SELECT number, moment, hash FROM event ORDER BY number DESC LIMIT 1"
_AT_A_TIME = 20_000  # events


class AuditLog:
    """The audit log of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._head: UUID | None = None  # the newest event's hash; None if it must be read, as after a failed write

    def events(self) -> list[Event]:
        """Return all events, oldest first."""
        return EVENT.values(self._database.read(_EVENTS))

    def newest(self, viewer: Viewer, most: int) -> tuple[int, list[Event]]:
        """Return the number of events and the newest `most` of them, newest first; for administrators only.

        Those of people who came with a code are left out.
        """
        require_administrator(viewer)
        ((count,),) = self._database.read(f"SELECT count(*) {_NOT_BY_GUESTS}", [GUEST])
        return count, EVENT.values(self._database.read(_NEWEST, [GUEST, most]))

    def newest_hash(self) -> tuple[int, datetime, str]:
        """Return the number of events, and the moment and the hash of the newest one, "" without one."""
        ((count,),) = self._database.read("SELECT count(*) FROM event")
        rows = self._database.read(_HEAD)
        return (count, rows[0][1], rows[0][2].hex) if rows else (count, EARLIEST, "")

    def contains(self, newest: str) -> bool:
        """Say whether an event with this hash is in the log: one that was the newest at some time."""
        hash_ = parsed_hash(newest)
        return hash_ is not None and bool(self._database.read("SELECT 1 FROM event WHERE hash = ? LIMIT 1", [hash_]))

    def answers_without_digest(self) -> int:
        """Return the number of answers that were recorded before acts had digests: without their notes."""
        ((count,),) = self._database.read("SELECT count(*) FROM event WHERE digest = '' AND act = 'answer'")
        return int(count)

    def chain_holds(self) -> bool:
        """Say whether no event was changed, removed or inserted since it was written."""
        chain = Chain()
        with self._database.snapshot() as transaction:
            for page in pages(transaction):
                chain.add(page)
        return chain.holds

    def next_event(
        self,
        number: int,
        at: datetime,
        viewer: Viewer,
        act: str,
        subject: str,
        before: str,
        after: str,
        digest: str = "",
    ) -> Event:
        """Return the event that continues the chain; the caller inserts it in the transaction that is open."""
        if self._head is None:
            self.read_head()
        event = Event(number, at, viewer.principal, act, subject, before, after, digest=digest).chained_to(self._head)
        self._head = event.hash
        return event

    def read_head(self) -> tuple[int, datetime]:
        """Continue the chain after the newest event in the database; return that event's number and moment.

        Without an event they are 0 and `EARLIEST`.
        """
        rows = self._database.read(_HEAD)
        number, moment, self._head = rows[0] if rows else (0, EARLIEST, None)
        return number, moment

    def forget_head(self) -> None:
        """Read the newest event before the next one is added: those added last were not committed, or removed."""
        self._head = None


def row_of(event: Event) -> tuple[object, ...]:
    """Return an event's values in the columns of `EVENT`."""
    subject: str = event.subject
    item, answer = None, None
    if event.act == "answer":
        *response, item, number = subject.split(" ")
        subject, answer = " ".join(response), int(number)
    return (*event[:4], subject, item, answer, *event[5:])


def pages(transaction: Transaction) -> Iterator[list[Event]]:
    """Yield all events, oldest first, some thousand at a time; other statements may run in between."""
    number, is_full = -1, True
    while is_full and (page := EVENT.values(transaction.read(_AFTER, [number, _AT_A_TIME]))):
        yield page
        number, is_full = page[-1].number, len(page) == _AT_A_TIME
