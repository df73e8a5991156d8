"""The database as a DuckDB file: nothing to set up, and one program at a time.

A connection shared by threads mixes up their rows, so every call has a cursor of its own; writers take turns behind
one lock. No statement reaches another file, but for the copies in `backups`.
"""

import shutil
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pyarrow as pa

from assess.core.errors import StoreError
from assess.core.logs import LOG
from assess.database.interface import Database, Row, Transaction

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
_FEW, _MANY = 1_000, 10_000  # rows: bound one by one; handed on together


class _Statements(Transaction):
    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        super().__init__()
        self._cursor = cursor

    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        return self._cursor.execute(sql, list(values)).fetchall()

    def _run(self, sql: str, values: Sequence[object]) -> None:
        self._cursor.execute(sql, list(values))

    def _insert(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        if len(rows) > _FEW:
            # Bound one by one they take ten times as long.
            columns = [pa.array(column) for column in zip(*rows, strict=True)]
            self._cursor.register("incoming", pa.table(columns, [str(number) for number in range(len(columns))]))
            self._cursor.execute(f"INSERT INTO {table} SELECT * FROM incoming")  # noqa: S608 - table is ours
            self._cursor.unregister("incoming")
        else:
            # Of several rows a column is bound as one list, or as one value where all have the same: half of the time.
            columns = [list(column) for column in zip(*rows, strict=True)]
            differ = [column.count(column[0]) < len(rows) for column in columns]
            differ[0] |= len(rows) > 1 and not any(differ)
            marks = ", ".join("unnest(?)" if many else "?" for many in differ)
            values = [column if many else column[0] for column, many in zip(columns, differ, strict=True)]
            self._cursor.execute(f"INSERT INTO {table} SELECT {marks}", values)

    def stream(self, table: str) -> Iterator[list[Row]]:
        self._cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - table is ours
        while rows := self._cursor.fetchmany(_MANY):
            yield rows


class Embedded(Database):
    """An open DuckDB file. Close it, or the next program finds it locked."""

    _kind = "a DuckDB file"

    def __init__(self, path: Path) -> None:
        """Open the file, made when missing, and bring it up to date; a StoreError says why it cannot be."""
        super().__init__()
        self.path, self.name, self.place, self.backups = path, path.name, str(path), path.parent / "backups"
        self._moves = Counter[str]()  # how often each mark has moved: nobody else writes into the file
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

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Give a transaction that sees one moment and writes nothing; others go on writing."""
        with self._in_plain_words() as connection, connection.cursor() as cursor:
            cursor.begin()
            try:
                yield _Statements(cursor)
            finally:
                # A fatal error has ended it already.
                with suppress(duckdb.Error):
                    cursor.rollback()

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

    def edition(self, marks: Collection[str]) -> dict[str, Hashable]:
        """Return how each of these marks stands."""
        return {mark: self._moves[mark] for mark in marks}

    @contextmanager
    def _alone(self) -> Iterator[Transaction]:
        with self._in_plain_words() as connection, connection.cursor() as cursor:
            yield _Statements(cursor)

    @contextmanager
    def _begun(self) -> Iterator[Transaction]:
        with self._in_plain_words() as connection, connection.cursor() as cursor:
            cursor.begin()
            transaction = _Statements(cursor)
            try:
                yield transaction
                cursor.commit()
            except BaseException:
                # A fatal error has ended the transaction already.
                with suppress(duckdb.Error):
                    cursor.rollback()
                raise
            finally:
                # Only now: whoever saw the new mark before could have read what stood before.
                self._moves.update(transaction.moved)

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
