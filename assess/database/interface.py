"""What both homes of a database have in common: reading, writing all or nothing, and bringing it up to date.

`embedded.py` keeps everything in a DuckDB file, `postgresql.py` on a server that several programs share. Both take
the same statements, with `?` for each value, and say in one plain sentence, as a StoreError, what went wrong.
"""

import hashlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assess.core.errors import StoreError

Row = tuple[Any, ...]
SET_UP = "set up"  # the mark on which everything that is remembered depends

_MIGRATIONS = Path(__file__).with_name("sql")
_TABLES = """
    SELECT table_name FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY table_name
"""


class Transaction(ABC):
    """Some statements that see the same state, as `Database.write` and `Database.snapshot` hand them out."""

    def __init__(self) -> None:
        self.touched: set[str] = set()  # the tables that something was put into; "" for other statements
        self.moved: set[str] = set()  # the marks that are others when this is committed; see `Database.edition`

    @abstractmethod
    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a query, seeing what this transaction has written so far."""

    def run(self, sql: str, values: Sequence[object] = (), *, into: str = "") -> None:
        """Run one statement, or several without values; `into` is the table it writes to, if it is one alone."""
        self.touched.add(into)
        self._run(sql, values)

    def insert(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        """Append rows in one go; a value for every column, in the table's order."""
        if rows:
            self.touched.add(table)
            self._insert(table, rows)

    def replace(self, table: str, these: Mapping[str, object], rows: Sequence[Sequence[object]]) -> None:
        """Put rows, none or some, in the place of those that have these values."""
        self.touched.add(table)
        self._run(f"DELETE FROM {table} WHERE {' AND '.join(f'{name} = ?' for name in these)}", [*these.values()])  # noqa: S608 - names are ours
        self.insert(table, rows)

    @abstractmethod
    def stream(self, table: str) -> Iterator[list[Row]]:
        """Give the rows of a table, some thousands at a time."""

    def tables(self) -> list[str]:
        """Return the names of the tables that hold facts."""
        return [name for (name,) in self.read(_TABLES) if name not in {"migration", "edition"}]

    @abstractmethod
    def _run(self, sql: str, values: Sequence[object]) -> None: ...

    @abstractmethod
    def _insert(self, table: str, rows: Sequence[Sequence[object]]) -> None: ...


class Database(ABC):
    """An open database. Close it when you are done.

    `name` is what sentences call it, `place` where it is in full, and `backups` the folder of its copies. Where
    `is_shared`, other programs write to it as well, so what is remembered holds only while its marks stand as
    they did (`edition`).
    """

    name: str
    place: str
    backups: Path
    is_shared = False
    _kind: str

    def __init__(self) -> None:
        self.turn = threading.RLock()  # whoever writes holds it
        self._open: Transaction | None = None
        self._writer = 0  # the thread whose transaction is open

    @abstractmethod
    def close(self) -> None:
        """Let go of the database."""

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Transaction]:
        """Give a transaction that sees one moment and writes nothing; others go on writing."""

    @abstractmethod
    def copy_to(self, path: Path) -> None:
        """Write all that is durable into a new embedded database; `path` must be in `backups`."""

    @abstractmethod
    def edition(self, marks: Collection[str]) -> dict[str, Hashable]:
        """Return how each of these marks stands: while that is the same, no transaction has `moved` it."""

    @abstractmethod
    def _alone(self) -> AbstractContextManager[Transaction]:
        """Give one statement."""

    @abstractmethod
    def _begun(self) -> AbstractContextManager[Transaction]:
        """Give a transaction that is committed when the block ends and rolled back when it raises."""

    def is_mine(self) -> bool:
        """Say whether this thread is inside `write`."""
        return self._open is not None and self._writer == threading.get_ident()

    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a query; inside `write` of the same thread, what was written in there is seen."""
        if self._open is not None and self.is_mine():
            return self._open.read(sql, values)
        with self._alone() as statement:
            return statement.read(sql, values)

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Give a transaction that is durable when the block ends and has never been when it raises.

        Inside another such block of the same thread it is that block's transaction.
        """
        with self.turn:
            if self._open is not None:
                yield self._open
                return
            with self._begun() as transaction:
                self._open, self._writer = transaction, threading.get_ident()
                try:
                    yield transaction
                finally:
                    self._open = None

    def _migrate(self) -> None:
        """Bring the tables up to date; a StoreError for a database that is newer, or another one."""
        scripts = sorted(_MIGRATIONS.glob("*.sql"))
        done = self._done()
        if len(done) > len(scripts):
            raise StoreError(
                f"{self.name} was written by a newer version of Rung by Rung (step {len(done)}; "
                f"this version knows {len(scripts)}). Install the newer version to open it."
            )
        for script, (name, checksum) in zip(scripts, done, strict=False):
            if (script.name, _checksum(script)) != (name, checksum):
                raise StoreError(
                    f"{self.name} was set up by a step {name} that differs from this version's "
                    f"{script.name}. Nothing was changed."
                )
        if done and len(done) < len(scripts):
            self._copy_before(len(done) + 1)
        for number, script in enumerate(scripts[len(done) :], start=len(done) + 1):
            with self.write() as transaction:
                transaction.run(self._dialect(script.read_text(encoding="utf-8")))
                now = datetime.now(UTC).replace(tzinfo=None)
                transaction.insert("migration", [[number, script.name, _checksum(script), now]])

    def _done(self) -> list[Row]:
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
        return self.read("SELECT name, checksum FROM migration ORDER BY number")

    def _dialect(self, script: str) -> str:
        """Return a step's script as this database needs it."""
        return script

    def _copy_before(self, number: int) -> None:  # noqa: B027 - most steps can be undone
        """Keep the database as it is before step `number`, where that step could not be undone."""


def copy(source: Database, target: Database) -> None:
    """Write every row of one database, as of one moment, in the place of all that another holds; all or none."""
    with source.snapshot() as there, target.write() as here:
        for table in there.tables():
            # Somebody may have signed in to an empty one.
            here.run(f"DELETE FROM {table}")  # noqa: S608 - names are ours
            for rows in there.stream(table):
                here.insert(table, rows)
        # Programs that were started on the empty one have remembered that it is.
        here.moved.add(SET_UP)


def _checksum(script: Path) -> str:
    return hashlib.sha256(script.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
