"""The interface of both database engines: reads, transactions, version counters and migrations.

`embedded.py` is a DuckDB file, `postgresql.py` a PostgreSQL server that several processes share. Both take the same
statements, with `?` for each value, and raise a StoreError whose message is one plain sentence.
"""

import hashlib
import threading
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, NamedTuple

from assess.core.errors import StoreError
from assess.core.logs import LOG

Row = tuple[Any, ...]
WAIT = 15.0  # seconds that a writer waits for earlier writers
SLOW = 5.0  # seconds after which a writer counts as blocking all others
SET_UP_VERSION = "set up"  # the version counter on which every cached result depends

_MIGRATIONS = Path(__file__).with_name("sql")
_OWN_TABLES = {"migration", "edition"}  # tables that the database keeps about itself
_TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name
"""
DONE = "SELECT name, checksum FROM migration ORDER BY number"
_COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_catalog = current_database() AND table_schema = current_schema() ORDER BY table_name, ordinal_position
"""


class Transaction(ABC):
    """Statements that see the same state of the database; `Database.write` and `Database.snapshot` open one."""

    def __init__(self) -> None:
        self.writes = Counter[str]()  # how often each table was written; "" counts statements without `into`
        self.bumped: set[str] = set()  # the version counters that the commit changes; see `Database.versions`

    @property
    def touched(self) -> AbstractSet[str]:
        """The tables that were written, as keys of `writes`."""
        return self.writes.keys()

    @abstractmethod
    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a query; it sees what this transaction has written so far."""

    def run(self, sql: str, values: Sequence[object] = (), *, into: str = "") -> None:
        """Run one statement, or several without values; `into` names its table if it writes to only one."""
        self.writes[into] += 1
        self._run(sql, values)

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Insert rows in one statement; each has a value for each of the columns, in their order."""
        if rows:
            self.writes[table] += 1
            self._insert(table, columns, rows)

    def insert_row(self, table: str, **values: object) -> None:
        """Insert one row, with a value for each column by name."""
        self.insert(table, tuple(values), [tuple(values.values())])

    def replace(
        self, table: str, where: Mapping[str, object], columns: Sequence[str], rows: Sequence[Sequence[object]]
    ) -> None:
        """Delete the rows that have the values of `where`, then insert these."""
        self.writes[table] += 1
        self._run(f"DELETE FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in where)}", [*where.values()])  # noqa: S608 - names are ours
        self.insert(table, columns, rows)

    @abstractmethod
    def stream(self, table: str, columns: Sequence[str]) -> Iterator[list[Row]]:
        """Yield these columns of all rows of a table, some thousand rows at a time."""

    def tables(self) -> dict[str, list[str]]:
        """Return the columns of each table, but for the tables that the database keeps about itself."""
        tables: dict[str, list[str]] = {}
        for table, column in self.read(_COLUMNS):
            tables.setdefault(table, []).append(column)
        return {table: columns for table, columns in tables.items() if table not in _OWN_TABLES}

    @abstractmethod
    def _run(self, sql: str, values: Sequence[object]) -> None: ...

    @abstractmethod
    def _insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None: ...


class WriteLock:
    """A reentrant lock whose acquisition fails after `WAIT`, and which knows how long it has been held."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._times: list[float] = []  # when the holder took the lock, once more for each nested call

    def __enter__(self) -> None:
        """Take the lock; a StoreError if another thread does not release it."""
        if not self._lock.acquire(timeout=WAIT):
            raise StoreError("Another change is still being saved. This change was not saved; try again in a moment.")
        self._times.append(monotonic())

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Release the lock."""
        self._times.pop()
        self._lock.release()

    def held_for(self) -> float:
        """Return for how many seconds a thread has held the lock, 0 if none holds it."""
        times = self._times[:1]
        return monotonic() - times[0] if times else 0.0


class _OfThread(threading.local):
    transaction: Transaction | None = None  # the one that this thread has open


class Database(ABC):
    """An open database; the caller must close it.

    Error messages call it `name`; `place` is its full path or address, and `backups` the folder of its copies. If
    `is_shared`, other processes write to it as well, so a cached result is valid only while its `versions` stay the
    same.
    """

    name: str
    place: str
    backups: Path
    is_shared = False
    _kind: str

    def __init__(self) -> None:
        self.lock = WriteLock()  # held by the thread that writes
        self._own = _OfThread()
        self._write_fault = ""  # why the last transaction could not be committed

    @abstractmethod
    def close(self) -> None:
        """Close the database."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Transaction]:
        """Open a read-only transaction that sees one moment while other threads go on writing."""

    @abstractmethod
    def copy_to(self, path: Path) -> None:
        """Write everything committed into a new DuckDB file; `path` must be in `backups`."""

    @abstractmethod
    def versions(self, counters: Collection[str]) -> dict[str, Hashable]:
        """Return the value of each version counter; it stays the same until a transaction that `bumped` it commits."""

    @abstractmethod
    def _statement(self) -> AbstractContextManager[Transaction]:
        """Open a connection for one statement."""

    @abstractmethod
    def _transaction(self) -> AbstractContextManager[Transaction]:
        """Open a transaction as `write` describes it; it is `_own.transaction` while it is open. The lock is held."""

    def in_transaction(self) -> bool:
        """Say whether this thread is inside `write`."""
        return self._own.transaction is not None

    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a query; inside `write` of the same thread it sees what was written there."""
        if (own := self._own.transaction) is not None:
            return own.read(sql, values)
        with self._statement() as statement:
            return statement.read(sql, values)

    def write(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that is committed when the block ends and rolled back when it raises.

        Inside another such block of the same thread, return the transaction of that block.
        """
        own = self._own.transaction
        return self._watched() if own is None else nullcontext(own)

    def can_write(self) -> bool:
        """Read a row from the database itself, and return whether changes can be saved just now.

        They cannot be after a commit has failed, until one succeeds, or while a writer holds the lock for long. A
        StoreError if reading fails.
        """
        self.read("SELECT number FROM migration LIMIT 1")
        return not self._write_fault and self.lock.held_for() < SLOW

    def settle(self) -> None:
        """Do the work of every minute: after a failed commit, find out whether commits succeed again."""
        if self._write_fault:
            with suppress(StoreError), self.write() as transaction:
                transaction.run("UPDATE migration SET moment = moment WHERE number = 1")

    @contextmanager
    def _watched(self) -> Iterator[Transaction]:
        with self.lock:
            try:
                with self._transaction() as transaction:
                    yield transaction
            except StoreError as error:
                self._note(str(error))
                raise
            self._note("")

    def _note(self, fault: str) -> None:
        """Remember whether the last commit failed, and log it when that changes: not every save on a full disk."""
        before, self._write_fault = self._write_fault, fault
        if fault and fault != before:
            LOG.error("%s", fault)
        elif before and not fault:
            LOG.info("%s can be written again", self.name)

    def _migrate(self) -> None:
        """Bring the tables up to date; a StoreError for a database that is newer, or another one."""
        scripts = _scripts(_MIGRATIONS)
        done = self._done()
        if len(done) > len(scripts):
            raise StoreError(
                f"{self.name} was written by a newer version of Rung by Rung (step {len(done)}; "
                f"this version knows {len(scripts)}). Install the newer version to open it."
            )
        for script, (name, checksum) in zip(scripts, done, strict=False):
            if (script.name, script.checksum) != (name, checksum):
                raise StoreError(
                    f"{self.name} was set up by a step {name} that differs from this version's "
                    f"{script.name}. Nothing was changed."
                )
        if done and len(done) < len(scripts):
            self._copy_before(len(done) + 1)
        for number, script in enumerate(scripts[len(done) :], start=len(done) + 1):
            with self.write() as transaction:
                transaction.run(self._dialect(script.sql))
                now = datetime.now(UTC).replace(tzinfo=None)
                transaction.insert_row(
                    "migration", number=number, name=script.name, checksum=script.checksum, moment=now
                )

    def _done(self) -> list[Row]:
        """Return the name and the checksum of each migration that was done."""
        known = self.read(_TABLES)
        if not known:
            with self.write() as transaction:
                transaction.run(
                    "CREATE TABLE migration "
                    "(number INTEGER NOT NULL, name VARCHAR NOT NULL, checksum VARCHAR NOT NULL, "
                    "moment TIMESTAMP NOT NULL)"
                )
        elif ("migration",) not in known:
            raise StoreError(f"{self.name} is {self._kind}, but not one of Rung by Rung. Nothing was changed.")
        return self.read(DONE)

    def _dialect(self, script: str) -> str:
        """Return a step's script as this database needs it."""
        return script

    def _copy_before(self, number: int) -> None:  # noqa: B027 - most steps can be undone
        """Copy the database before migration `number`, if that migration could not be undone."""


def copy(source: Database, target: Database) -> None:
    """Replace all rows of one database by those of another as of one moment, in one transaction."""
    with source.snapshot() as there, target.write() as here:
        for table, columns in there.tables().items():
            # Somebody may already have signed in to an otherwise empty target.
            here.run(f"DELETE FROM {table}")  # noqa: S608 - names are ours
            for rows in there.stream(table, columns):
                here.insert(table, columns, rows)
        # Other processes have cached that the target is empty.
        here.bumped.add(SET_UP_VERSION)


class _Script(NamedTuple):
    name: str
    sql: str
    checksum: str


@cache
def _scripts(folder: Path) -> tuple[_Script, ...]:
    """Return the migrations in their order; they are read once a process."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}
    return tuple(_Script(name, sql, hashlib.sha256(sql.encode()).hexdigest()) for name, sql in texts.items())
