"""One connection to a database for all parts of the store: transactions, the cache, the audit log and the clock."""

import inspect
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager, contextmanager, nullcontext
from copy import copy
from datetime import datetime
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

from assess.core.access import Over, Viewer
from assess.core.answers import Entry
from assess.core.audit import Event, digest_of
from assess.database import opening
from assess.database.interface import SET_UP_VERSION, Row, Transaction
from assess.database.opening import Home
from assess.store.audit import EVENT, AuditLog, row_of
from assess.store.cache import Cache, Counters, size_of
from assess.store.clock import EARLIEST, Clock
from assess.store.tables import DERIVED, DRAFTS, LINKS, OF_ONE_SERVICE, OF_VISITORS, RATINGS, RECORDED, SET_UP

# The version counter of results that depend on the ratings of every service. Results that depend on the ratings of
# some have a counter for each service, programme or area in the viewer's scope.
_RATINGS_VERSION = "ratings"
_NEWEST = "SELECT max(number), max(moment), (SELECT max(number) FROM answer) FROM event"
P = ParamSpec("P")
T = TypeVar("T")


class AuditedTransaction(Transaction):
    """A transaction of the database that also collects the events for the audit log."""

    def __init__(self, transaction: Transaction, clock: Clock, audit: AuditLog) -> None:
        super().__init__()
        self.writes, self.bumped = transaction.writes, transaction.bumped
        self.events: list[Event] = []
        self.rated: set[str] = set()  # the services whose ratings it has changed
        self.logs: dict[str, list[Entry]] = {}  # the whole log of each response that it has saved answers to
        self._digests: list[str] = []  # digests of the rows written since the last act
        self._results: dict[Hashable, tuple[list[int], Any]] = {}
        self._transaction, self._clock, self._audit = transaction, clock, audit

    def record(
        self, viewer: Viewer, act: str, subject: str, before: str = "", after: str = "", *, digest: str = ""
    ) -> None:
        """Add an act to the audit log; it is committed with what this transaction writes.

        It gets the digests of all rows of `RECORDED` that were written since the last act, unless it is given one.
        """
        number, moment = self._clock.number(), self._clock.moment()
        if not digest:
            digest, self._digests = " ".join(self._digests), []
        self.events.append(self._audit.next_event(number, moment, viewer, act, subject, before, after, digest))
        self._clock.catch_up(number, moment)

    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a query; it sees what this transaction has written so far."""
        return self._transaction.read(sql, values)

    def stream(self, table: str, columns: Sequence[str]) -> Iterator[list[Row]]:
        """Yield these columns of all rows of a table, some thousand rows at a time."""
        return self._transaction.stream(table, columns)

    def replace(
        self, table: str, where: Mapping[str, object], columns: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        """Delete the rows that have the values of `where`, then insert these."""
        if table in RECORDED:
            chosen = " AND ".join(f"{name} = ?" for name in where)
            replaced = self.read(f"SELECT {', '.join(columns)} FROM {table} WHERE {chosen}", [*where.values()])
            self._digests += [f"-{digest_of(table, dict(zip(columns, row, strict=True)))}" for row in replaced]
        super().replace(table, where, columns, rows)

    def insert_recorded(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Insert rows whose acts were recorded one by one, each with its digest."""
        self._transaction.insert(table, columns, rows)

    def recall(self, tables: AbstractSet[str], question: Hashable, compute: Callable[[], T]) -> T:
        """Return the cached result of a question, until this transaction writes to one of these tables again."""
        writes = [self.writes[table] for table in ("", *sorted(tables))]
        known, result = self._results.get(question, ([], None))
        if known != writes:
            _, result = self._results[question] = writes, compute()
        return cast("T", copy(result))

    def _run(self, sql: str, values: Sequence[object]) -> None:
        self._transaction._run(sql, values)  # noqa: SLF001 - of the same class

    def _insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        if table in RECORDED:
            self._digests += [digest_of(table, dict(zip(columns, row, strict=True))) for row in rows]
        self._transaction._insert(table, columns, rows)  # noqa: SLF001 - of the same class


class Connection:
    """A database with a cache, an audit log and a clock."""

    def __init__(self, where: Home, now: Callable[[], datetime]) -> None:
        """Open the database; a StoreError says in one sentence why that failed."""
        self.database = opening.opened(where)
        ((act, moment, answer),) = self.database.read(_NEWEST)
        self.clock = Clock(now, max(act or 0, answer or 0), moment or EARLIEST)
        self.audit = AuditLog(self.database)
        self.cache = Cache(self.database.versions)
        self._open: AuditedTransaction | None = None

    @property
    def own_transaction(self) -> AuditedTransaction | None:
        """The transaction that this thread has open."""
        return self._open if self.database.in_transaction() else None

    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a query; inside `write` of the same thread it sees what was written there."""
        return self.database.read(sql, values)

    def write(self) -> AbstractContextManager[AuditedTransaction]:
        """Open a transaction that is committed when the block ends and rolled back when it raises.

        Inside another such block of the same thread, return the transaction of that block.
        """
        own = self.own_transaction
        return self._transaction() if own is None else nullcontext(own)

    @contextmanager
    def _transaction(self) -> Iterator[AuditedTransaction]:
        # Held until the state below is consistent again, also after a failed commit.
        with self.database.lock:
            try:
                with self.database.write() as inner:
                    self._open = transaction = AuditedTransaction(inner, self.clock, self.audit)
                    # Another thread may have committed since this page read its versions.
                    self.cache.read_versions_again()
                    if self.database.is_shared:
                        self.clock.catch_up(*self.audit.read_head())
                    yield transaction
                    transaction.bumped |= self._counters_of(transaction)
                    transaction.insert("event", EVENT.names, [row_of(event) for event in transaction.events])
                self.cache.read_versions_again()
                for response, log in transaction.logs.items():
                    self.cache.recall(log_counters(response), response, partial(list, log))
            except BaseException:
                self.audit.forget_head()
                raise
            finally:
                self._open = None

    def record_older_rows(self, table: str, act: str) -> None:
        """Record the rows that an earlier version wrote to a table without an act, all in one act.

        Once the log has such an act, a row without one is a fault.
        """
        unrecorded = f"SELECT 1 FROM {table} WHERE NOT EXISTS (SELECT 1 FROM event WHERE act = ?) LIMIT 1"
        if not self.read(unrecorded, [act]):
            return
        with self.write() as transaction:
            # Another replica may have done it since.
            if transaction.read(unrecorded, [act]):
                columns = transaction.tables()[table]
                rows = [row for part in transaction.stream(table, columns) for row in part]
                digests = [digest_of(table, dict(zip(columns, row, strict=True))) for row in rows]
                transaction.record(Viewer("update", ""), act, "", digest=" ".join(digests))

    def recall(
        self,
        tables: AbstractSet[str],
        viewer: Viewer | None,
        question: tuple[Hashable, ...],
        compute: Callable[[], T],
        size: Callable[[T], int] = size_of,
    ) -> T:
        """Return today's cached result of a question for a viewer, unless these tables may have changed since.

        A question about tables of `SET_UP` may not depend on the day; without a viewer it may not read other tables.
        """
        # The grants are part of the question, so viewers with other grants never share a result.
        asked = (viewer and viewer.grants, *question)
        own = self.own_transaction
        if own is not None and ("" in own.touched or own.touched & tables):
            # The transaction's own writes bump no version counter before the commit.
            return own.recall(tables, asked, compute) if tables <= SET_UP else compute()
        if tables <= SET_UP:
            return self.cache.recall((SET_UP_VERSION,), asked, compute, size)
        return self.cache.recall(_counters(viewer), (self.clock.today(), *asked), compute, size)

    def _counters_of(self, transaction: AuditedTransaction) -> set[str]:
        """Return the version counters that a transaction bumps by what it has written."""
        counted = transaction.touched - DRAFTS - DERIVED - OF_VISITORS - LINKS
        if not counted:
            return set()
        if not transaction.rated or counted - OF_ONE_SERVICE:
            return {SET_UP_VERSION}
        counters = {_RATINGS_VERSION}
        for service in transaction.rated:
            _, programme, area = self.place_of(service)
            counters |= {counter("service", service), counter("programme", programme), counter("area", area)}
            # Programmes that a service has left still count it in their earlier rounds.
            counters |= {counter("programme", left) for left in self._programmes_left(service)}
        return counters

    def place_of(self, service: str) -> tuple[int, str, str]:
        """Return a service's number, programme and area."""

        def query() -> tuple[int, str, str]:
            ((number, programme, area),) = self.read(
                "SELECT number, programme, area FROM service WHERE key = ?", [service]
            )
            return number, programme, area

        return self.recall({"service"}, None, ("place of", service), query)

    def _programmes_left(self, service: str) -> list[str]:
        def query() -> dict[str, list[str]]:
            left: dict[str, list[str]] = {}
            for moved, before in self.read("SELECT service, before FROM membership ORDER BY number"):
                left.setdefault(moved, []).append(before)
            return left

        # Few services ever move, so all moves are read at once.
        return self.recall({"membership"}, None, ("programmes left",), query).get(service, [])


class _PartOfStore(Protocol):
    @property
    def _connection(self) -> Connection: ...


S = TypeVar("S", bound=_PartOfStore)


def cached(
    tables: AbstractSet[str],
) -> Callable[[Callable[Concatenate[S, P], T]], Callable[Concatenate[S, P], T]]:
    """Cache the result of a method of a part until one of the tables that it reads is written to.

    `tables` is `RATINGS`, and then one of the parameters is the Viewer whose scope bounds the result, or some tables
    of `SET_UP`.
    """

    def decorate(query: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
        has_viewer = any(each.annotation is Viewer for each in inspect.signature(query).parameters.values())
        if not (tables <= SET_UP or (tables == RATINGS and has_viewer)):
            raise TypeError(f"{query.__qualname__} reads ratings, so it must take a Viewer to be cached.")

        @wraps(query)
        def recalled(self: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
            values: list[Any] = [*args, *kwargs.values()]
            viewer = next((value for value in values if isinstance(value, Viewer)), None)
            others = [value for value in values if value is not viewer]
            question = (query.__qualname__, tuple(kwargs), *others)
            return self._connection.recall(tables, viewer, question, lambda: query(self, *args, **kwargs))

        vars(recalled)["tables"] = tables  # which a test compares with what the method reads
        return recalled

    return decorate


def counter(over: Over, key: str) -> str:
    """Return the version counter of results that depend on the ratings of a service, programme, area or response."""
    return f"{over} {key}"


def log_counters(response: str) -> Counters:
    """Return the version counters on which the answers of a response depend."""
    return SET_UP_VERSION, counter("response", response)


def _counters(viewer: Viewer | None) -> Counters:
    """Return the version counters on which a result about ratings in a viewer's scope depends."""
    if viewer is None:
        raise TypeError("A cached result about ratings needs the Viewer whose scope bounds it.")
    reads = viewer.sees
    if reads.everything or reads.responses:
        return SET_UP_VERSION, _RATINGS_VERSION
    scopes: list[tuple[Over, Sequence[str]]] = [
        ("service", reads.services),
        ("programme", reads.programmes),
        ("area", reads.areas),
    ]
    return SET_UP_VERSION, *(counter(over, key) for over, keys in scopes for key in keys)
