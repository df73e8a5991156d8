"""The embedded database: opening it safely, bringing it up to date, reading, and writing all or nothing.

A connection shared by threads mixes up their rows, so every call has a cursor of its own; writers take
turns behind one lock. Whatever DuckDB says goes out as a StoreError with one plain sentence.
"""

import hashlib
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from assess.errors import StoreError
from assess.logs import LOG

Row = tuple[Any, ...]

_MIGRATIONS = Path(__file__).with_name("sql")
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "memory_limit": "1GB",
    "threads": "2",
    # A newer DuckDB must leave a file that this one still reads.
    "storage_compatibility_version": "v1.5.0",
}


class Transaction:
    """One write, all or nothing, as `Database.write` hands it out."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        self.tables: set[str] = set()  # that something was put into; "" for other statements

    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a query, seeing what this transaction has written so far."""
        return self._cursor.execute(sql, list(values)).fetchall()

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run one statement."""
        self.tables.add("")
        self._cursor.execute(sql, list(values))

    def insert(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        """Append rows in one statement; a value for every column, in the table's order."""
        if rows:
            self.tables.add(table)
            marks = ", ".join(["(" + ", ".join("?" * len(rows[0])) + ")"] * len(rows))
            values = [value for row in rows for value in row]
            self._cursor.execute(f"INSERT INTO {table} VALUES {marks}", values)  # noqa: S608 - table is ours


class Database:
    """An open DuckDB file. Close it, or the next process finds it locked."""

    def __init__(self, path: Path) -> None:
        """Open the file, made when missing, and bring it up to date; a StoreError says why it cannot be."""
        self.path = path
        self.turn = threading.RLock()  # whoever writes holds it
        self._open: Transaction | None = None
        self._writer = 0  # the thread whose transaction is open
        self._connection: duckdb.DuckDBPyConnection | None = self._connect()
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Write everything into the file and let go of it."""
        with self.turn:
            if self._connection is not None:
                self._connection.close()

    def is_mine(self) -> bool:
        """Say whether this thread is inside `write`."""
        return self._open is not None and self._writer == threading.get_ident()

    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        """Return the rows of a query; inside `write` of the same thread, what was written in there is seen."""
        if self._open is not None and self.is_mine():
            return self._open.read(sql, values)
        with self._in_plain_words() as connection, connection.cursor() as cursor:
            return cursor.execute(sql, list(values)).fetchall()

    def copy_to(self, path: Path) -> None:
        """Write all that is durable into a new database file; `path` must be in `backups` beside this one."""
        with self.turn, self._in_plain_words() as connection, connection.cursor() as cursor:
            ((own,),) = cursor.execute("SELECT current_database()").fetchall()
            quoted = str(path.resolve()).replace("'", "''")
            cursor.execute(f"ATTACH '{quoted}' AS copied")
            try:
                cursor.execute(f'COPY FROM DATABASE "{own}" TO copied')
            finally:
                cursor.execute("DETACH copied")

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Give a transaction that is durable when the block ends and has never been when it raises.

        Inside another such block of the same thread it is that block's transaction.
        """
        with self.turn:
            if self._open is not None:
                yield self._open
                return
            with self._in_plain_words() as connection, connection.cursor() as cursor:
                cursor.begin()
                self._open, self._writer = Transaction(cursor), threading.get_ident()
                try:
                    yield self._open
                    cursor.commit()
                except BaseException:
                    # A fatal error has ended the transaction already.
                    with suppress(duckdb.Error):
                        cursor.rollback()
                    raise
                finally:
                    self._open = None

    @contextmanager
    def _in_plain_words(self) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = self._live()
        try:
            yield connection
        except duckdb.Error as error:
            if isinstance(error, duckdb.FatalException) or "invalidated" in str(error):
                self._drop(connection)
            if "COMMIT succeeded" in str(error):
                # Only the tidying up after the commit has failed: to call the change lost would be untrue.
                LOG.warning("%s is kept, but: %s", self.path.name, error)
                return
            raise StoreError(_in_words(self.path, error)) from error

    def _live(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            with self.turn:
                self._connection = self._connection or self._connect()
        return self._connection

    def _drop(self, connection: duckdb.DuckDBPyConnection) -> None:
        # After a fatal error, as from a full disk, DuckDB refuses everything; the next call opens it anew.
        with self.turn:
            if self._connection is connection:
                connection.close()
                self._connection = None

    def _connect(self) -> duckdb.DuckDBPyConnection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            connection = duckdb.connect(str(self.path), config=SETTINGS)
        except (duckdb.Error, OSError) as error:
            raise StoreError(_in_words(self.path, error)) from error
        try:
            connection.execute("SET allowed_directories = ?", [[str(self.path.parent.resolve() / "backups") + "/"]])
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
        except duckdb.Error as error:
            connection.close()
            raise StoreError(_in_words(self.path, error)) from error
        return connection

    def _migrate(self) -> None:
        scripts = sorted(_MIGRATIONS.glob("*.sql"))
        done = self._done()
        if len(done) > len(scripts):
            raise StoreError(
                f"{self.path.name} was written by a newer version of Rung by Rung (step {len(done)}; "
                f"this version knows {len(scripts)}). Install the newer version to open it."
            )
        for script, (name, checksum) in zip(scripts, done, strict=False):
            if (script.name, _checksum(script)) != (name, checksum):
                raise StoreError(
                    f"{self.path.name} was set up by a step {name} that differs from this version's "
                    f"{script.name}. Nothing was changed."
                )
        if done and len(done) < len(scripts):
            self._copy_before(len(done) + 1)
        for number, script in enumerate(scripts[len(done) :], start=len(done) + 1):
            with self.write() as transaction:
                transaction.run(script.read_text(encoding="utf-8"))
                now = datetime.now(UTC).replace(tzinfo=None)
                transaction.insert("migration", [[number, script.name, _checksum(script), now]])

    def _done(self) -> list[Row]:
        known = self.read("SELECT table_name FROM information_schema.tables")
        if not known:
            with self.write() as transaction:
                transaction.run(
                    "CREATE TABLE migration "
                    "(number INTEGER NOT NULL, name VARCHAR NOT NULL, checksum VARCHAR NOT NULL, "
                    "moment TIMESTAMP NOT NULL)"
                )
        elif ("migration",) not in known:
            raise StoreError(f"{self.path.name} is a DuckDB file, but not one of Rung by Rung. Nothing was changed.")
        return self.read("SELECT name, checksum FROM migration ORDER BY number")

    def _copy_before(self, number: int) -> None:
        # Only a closed file is whole: an open one keeps its last commits beside it.
        self.close()
        self._connection = None
        copy = self.path.with_name(f"{self.path.stem}-before-step-{number}{self.path.suffix}")
        try:
            shutil.copy2(self.path, copy)
        except OSError as error:
            raise StoreError(
                f"No copy could be made before the update: {error.strerror}. Nothing was changed."
            ) from error


def _checksum(script: Path) -> str:
    return hashlib.sha256(script.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _in_words(path: Path, error: Exception) -> str:
    said = str(error)
    sentences = (
        ("configuration has been locked", f"{path.name} is open already in this program."),
        ("Conflicting lock", f"{path.name} is open in another program. Close that one, then try again."),
        ("not a valid DuckDB", f"{path.name} is not a DuckDB file. It was left as it is."),
        (
            "can only read versions",
            f"{path.name} was written by a newer DuckDB. Update the duckdb package to open it.",
        ),
        (
            "created with a newer",
            f"{path.name} was written by a newer DuckDB. Update the duckdb package to open it.",
        ),
        ("Permission denied", f"{path} cannot be written: permission denied. Nothing was saved."),
        ("Read-only", f"{path} cannot be written: its disk is read-only. Nothing was saved."),
        ("read-only", f"{path} cannot be written: it is read-only. Nothing was saved."),
        (
            "No space left",
            f"The disk that holds {path.name} is full. This change was not saved; everything before it was.",
        ),
        (
            "File too large",
            f"The disk that holds {path.name} is full. This change was not saved; everything before it was.",
        ),
        ("Is a directory", f"{path} is a folder, not a database file."),
    )
    for mark, sentence in sentences:
        if mark in said:
            return sentence
    return f"{path.name} could not be read or written ({type(error).__name__}). This change was not saved."
