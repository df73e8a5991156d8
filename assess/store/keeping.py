"""How a database is asked and written to: what was found is remembered, and every act goes into the log.

All that is kept of one kind has a module beside this one, which adds its own questions and acts.
"""

import secrets
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from assess.core.access import Over, Viewer
from assess.core.answers import Entry
from assess.core.errors import NotAllowedError
from assess.database import opening
from assess.database.interface import SET_UP, Transaction
from assess.database.opening import Home
from assess.store import audit
from assess.store.audit import Event
from assess.store.cache import Marks, Memory, parts_of

_EVENTS = "SELECT number, moment, principal, act, subject, before, after, previous, hash FROM event"
# The moment at which what happened elsewhere is written down, None for now; each thread has its own.
_MOMENT: ContextVar[datetime | None] = ContextVar("moment", default=None)
# Beside `SET_UP`, the mark of what depends on the ratings of every service. What depends on those of some has a mark
# for each service, programme or area by which they are seen.
_RATINGS = "ratings"
_OF_DRAFTS = {"answer"}  # the tables that can be written without moving a mark that anything shown depends on
_OF_ONE_SERVICE = {
    *("answer", "response", "submission", "reopening", "invitation", "invitation_end", "action"),
    *("position", "stale"),
}
_WORKED_OUT = {"counted", "newest", "latest", "asked", "stale"}  # from those, and nothing is otherwise for it
P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K", bound="Keeping")


def kept(ask: Callable[Concatenate[K, P], T]) -> Callable[Concatenate[K, P], T]:
    """Keep what a question finds; see `Keeping.recall`. Without a viewer it must ask of what is set up alone."""

    @wraps(ask)
    def asked(self: K, /, *args: P.args, **kwargs: P.kwargs) -> T:
        told: list[Any] = [*args, *kwargs.values()]
        viewer = next((each for each in told if isinstance(each, Viewer)), None)
        rest = [each for each in told if each is not viewer]
        return self.recall(viewer, (ask.__name__, tuple(kwargs), *rest), lambda: ask(self, *args, **kwargs))

    return asked


class Keeping:
    """A database of which is remembered what was asked, written all or nothing, with a log of who did what.

    `clock` tells the time of what is written; whoever records the past hands in its own.
    """

    def __init__(self, where: Home, clock: Callable[[], datetime]) -> None:
        """Open the database at its home; a StoreError says in one sentence why it cannot be opened."""
        self.clock = clock
        self._database = opening.opened(where)
        newest = self._database.read("SELECT max(number) FROM answer UNION ALL SELECT max(number) FROM event")
        self._number = max((number for (number,) in newest if number is not None), default=0)
        # The newest event's hash; None when it must be looked up, as after a write that failed.
        self._head: str | None = None
        self._open: Transaction | None = None
        # Of the transaction that is open: what goes into the log of acts, the services whose ratings it has changed,
        # and the answers of each response that it has saved to.
        self._events: list[Event] = []
        self._changed: set[str] = set()
        self._saved: dict[str, list[Entry]] = {}
        self._memory = Memory(self._database.edition)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def recall(
        self,
        viewer: Viewer | None,
        asked: tuple[Hashable, ...],
        find: Callable[[], T],
        parts: Callable[[T], int] = parts_of,
    ) -> T:
        """Return what was found today for the same question and grants, unless it may be otherwise since.

        That is when anything was set up since, or ratings changed that the viewer may see; an answer to a draft
        changes nothing that may be kept. `parts` says how much room a finding takes.
        """
        # What the viewer may see is a part of the question, so that nobody is told what somebody else was.
        question = (self._today(), viewer and viewer.grants, *asked)
        if self._database.is_mine() and (self._open is None or self._open.touched - _OF_DRAFTS):
            # What this transaction has written moves marks only when it is durable.
            return find()
        return self._memory.recall(_marks(viewer), question, find, parts)

    def events(self) -> list[Event]:
        """Return the whole log of acts, oldest first."""
        return [Event(*row) for row in self._database.read(f"{_EVENTS} ORDER BY number")]

    def newest_acts(self, viewer: Viewer, most: int) -> tuple[int, list[Event]]:
        """Return how many acts the log has, and the newest of them, the last first; only for administrators."""
        may_administer(viewer)
        ((count,),) = self._database.read("SELECT count(*) FROM event")
        return count, [Event(*row) for row in self._database.read(f"{_EVENTS} ORDER BY number DESC LIMIT ?", [most])]

    def chain_holds(self) -> bool:
        """Say whether no event was changed, removed or put in between since it was written."""
        return audit.chain_holds(self.events())

    @property
    def place(self) -> str:
        """Where the database is: its file, or its name and server."""
        return self._database.place

    @property
    def backups(self) -> Path:
        """The folder of its backups."""
        return self._database.backups

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Make everything that is done inside the block durable together, or undo it all when it raises."""
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[Transaction]:
        # The turn is taken out here, so that a failed commit has been undone in here too when the next one writes.
        with self._database.turn:
            if self._open is not None:
                # Inside another block: that one writes the events down.
                yield self._open
                return
            try:
                with self._database.write() as transaction:
                    self._open = transaction
                    # What this page saw before its turn may be old by now.
                    self._memory.look_again()
                    if self._database.is_shared:
                        self._catch_up(transaction)
                    yield transaction
                    transaction.moved |= self._moved(transaction)
                    transaction.insert("event", self._events)
                self._memory.look_again()
                for response, log in self._saved.items():
                    self._memory.recall(of_log(response), response, partial(list, log))
            except BaseException:
                self._head = None
                raise
            finally:
                self._open = None
                for told in (self._events, self._changed, self._saved):
                    told.clear()

    def _moved(self, transaction: Transaction) -> set[str]:
        """Return the marks that are moved by what was written."""
        if transaction.touched <= _OF_DRAFTS | _WORKED_OUT:
            return set()
        if not self._changed or transaction.touched - _OF_ONE_SERVICE - _WORKED_OUT:
            return {SET_UP}
        moved = {_RATINGS}
        for service in self._changed:
            _, programme, area = self._placed(service)
            moved |= {mark("service", service), mark("programme", programme), mark("area", area)}
        return moved

    def _placed(self, service: str) -> tuple[int, str, str]:
        """Return a service's number, programme and area."""

        def find() -> tuple[int, str, str]:
            (found,) = self._database.read("SELECT number, programme, area FROM service WHERE key = ?", [service])
            return found[0], found[1], found[2]

        return self._recall_of({"service"}, ("placed", service), find)

    def _recall_of(self, tables: AbstractSet[str], asked: Hashable, find: Callable[[], T]) -> T:
        """Return what was found in tables of what is set up; anew inside a transaction that has written to them."""
        if self._open is not None and self._database.is_mine() and self._open.touched & {*tables, ""}:
            return find()
        return self._memory.recall((SET_UP,), asked, find)

    def _record(self, viewer: Viewer, act: str, subject: str, before: str, after: str) -> None:
        if self._head is None:
            self._head = self._newest_hash()
        event = Event(self._next_number(), self._at(), viewer.principal, act, subject, before, after, self._head, "")
        event = event._replace(hash=event.expected_hash())
        self._events.append(event)
        self._head = event.hash

    def _newest_hash(self) -> str:
        newest = self._database.read("SELECT hash FROM event ORDER BY number DESC LIMIT 1")
        return str(newest[0][0]) if newest else ""

    def _catch_up(self, transaction: Transaction) -> None:
        """Go on where whoever wrote last has stopped: their clock may be ahead of this one."""
        newest = transaction.read("SELECT number, hash FROM event ORDER BY number DESC LIMIT 1")
        number, self._head = newest[0] if newest else (0, "")
        self._number = max(self._number, number)

    def _next_number(self) -> int:
        # Nanoseconds, so that numbers rise across restarts without a sequence to keep.
        self._number = max(self._number + 1, time.time_ns())
        return self._number

    def _new_key(self) -> str:
        # Begins with the order of making: rows of one response then lie together and scans skip the rest.
        return f"{self._next_number():015x}{secrets.token_hex(6)}"

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """Write what is done inside the block, in this thread, as done at another moment."""
        token = _MOMENT.set(moment)
        try:
            yield
        finally:
            _MOMENT.reset(token)

    def _now(self) -> datetime:
        return _MOMENT.get() or self.clock()

    def _at(self) -> datetime:
        return self._now().astimezone(UTC).replace(tzinfo=None)

    def _today(self) -> date:
        # As people at this computer have it: a round that opens today must be open on their screens.
        return self._now().astimezone().date()


def mark(of: Over, key: str) -> str:
    """Return the mark of what depends on a service, programme, area or response."""
    return f"{of} {key}"


def of_log(response: str) -> Marks:
    """Return the marks of what was answered in a response."""
    return SET_UP, mark("response", response)


def _marks(viewer: Viewer | None) -> Marks:
    """Return the marks of what a viewer finds: they move with every change that it depends on."""
    if viewer is None:
        return (SET_UP,)
    reads = viewer.reads
    if reads.everything or reads.responses:
        return SET_UP, _RATINGS
    seen: list[tuple[Over, Sequence[str]]] = [
        ("service", reads.services),
        ("programme", reads.programmes),
        ("area", reads.areas),
    ]
    return SET_UP, *(mark(of, key) for of, keys in seen for key in keys)


def may_administer(viewer: Viewer) -> None:
    """Raise NotAllowedError unless the viewer administers everything."""
    if not viewer.administers:
        raise NotAllowedError("Only an administrator of everything may do this.")
