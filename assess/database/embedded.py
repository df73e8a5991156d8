"""The database as a DuckDB file: nothing to set up, and one process at a time.

Threads that share a DuckDB connection mix up their rows, so every call uses its own cursor. Writers share one lock.
No statement can reach another file except the copies in `backups`.
"""

import shutil
from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from shlex import quote

import duckdb
import pyarrow as pa

from assess.core.errors import StoreError
from assess.core.logs import LOG
from assess.database import private
from assess.database.interface import DONE, Database, Row, Transaction

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "memory_limit": "1GB",
    "threads": "2",
    # DuckDB 1.5 must be able to open the files too: the way back if a fault of 2 is found.
    "storage_compatibility_version": "v1.5.0",
}
_HEADERS = 3 * 4096  # bytes: the three headers at the start of every DuckDB file
# Parts of DuckDB's messages about a file that is truncated or corrupted.
_DAMAGE = (
    "Corrupt database file",
    "Corrupt WAL file",
    "Could not read enough bytes",
    "Failed to load metadata pointer",
)
_FEW, _MANY = 1_000, 10_000  # rows: bound as lists up to `_FEW`, streamed `_MANY` at a time


class _DuckDBStatements(Transaction):
    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        super().__init__()
        self._cursor = cursor

    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        return self._cursor.execute(sql, list(values)).fetchall()

    def _run(self, sql: str, values: Sequence[object]) -> None:
        self._cursor.execute(sql, list(values))

    def _insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        into = f"INSERT INTO {table} ({', '.join(columns)})"
        values = [list(column) for column in zip(*rows, strict=True)]
        if len(rows) > _FEW:
            # An Arrow table is ten times as fast as bound values.
            self._cursor.register("incoming", pa.table([pa.array(column) for column in values], list(columns)))
            self._cursor.execute(f"{into} SELECT * FROM incoming")  # noqa: S608 - names are ours
            self._cursor.unregister("incoming")
        else:
            # Bind each column as one list, or as a scalar if all rows share it: twice as fast.
            differ = [column.count(column[0]) < len(rows) for column in values]
            differ[0] |= len(rows) > 1 and not any(differ)
            marks = ", ".join("unnest(?)" if many else "?" for many in differ)
            bound = [column if many else column[0] for column, many in zip(values, differ, strict=True)]
            self._cursor.execute(f"{into} SELECT {marks}", bound)

    def stream(self, table: str, columns: Sequence[str]) -> Iterator[list[Row]]:
        self._cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608 - names are ours
        while rows := self._cursor.fetchmany(_MANY):
            yield rows


class Embedded(Database):
    """An open DuckDB file, locked against other processes until it is closed."""

    _kind = "a DuckDB file"

    def __init__(self, path: Path) -> None:
        """Open the file, created if missing, and migrate it; a StoreError says why that failed."""
        super().__init__()
        self.path, self.name, self.place, self.backups = path, path.name, str(path), path.parent / "backups"
        self._is_damaged = False  # whether a statement has met a damaged block
        self._versions = Counter[str]()  # the value of each version counter: no other process writes to the file
        self._connection: duckdb.DuckDBPyConnection | None = self._connect()
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Write everything into the file and close it."""
        with self.lock:
            if self._connection is not None:
                self._connection.close()

    def can_write(self) -> bool:
        """Check also that the path still leads to the open file, and that no statement has met a damaged block."""
        try:
            file = self.path.stat()
        except OSError as error:
            raise StoreError(f"{self.path} is gone: {error.strerror}.") from error
        if self._connection is not None and (file.st_ino != self._inode or file.st_size < _HEADERS):
            raise StoreError(f"{self.path} was replaced while it was open. Start the server again.")
        return super().can_write() and not self._is_damaged

    def settle(self) -> None:
        """Also checkpoint commits since the last minute, so that a copy of the file contains them."""
        super().settle()
        log = self.path.with_name(f"{self.path.name}.wal")
        if log.exists() and log.stat().st_size:
            try:
                with self.lock, self._in_plain_words() as connection, connection.cursor() as cursor:
                    cursor.execute("CHECKPOINT")
            except StoreError as error:
                self._note(str(error))

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Open a read-only transaction that sees one moment while other threads go on writing."""
        with self._in_plain_words() as connection, connection.cursor() as cursor:
            cursor.begin()
            try:
                yield _DuckDBStatements(cursor)
            finally:
                # After a fatal error the transaction has already ended.
                with suppress(duckdb.Error):
                    cursor.rollback()

    def copy_to(self, path: Path) -> None:
        """Write everything committed into a new file; `path` must be in `backups` beside this one."""
        with self.lock, self._in_plain_words() as connection, connection.cursor() as cursor:
            ((own,),) = cursor.execute("SELECT current_database()").fetchall()
            quoted = str(path.resolve()).replace("'", "''")
            cursor.execute(f"ATTACH '{quoted}' AS copied")
            try:
                cursor.execute(f'COPY FROM DATABASE "{own}" TO copied')
            finally:
                cursor.execute("DETACH copied")

    def versions(self, counters: Collection[str]) -> dict[str, Hashable]:
        """Return how often each of these version counters was bumped since the file was opened."""
        return {counter: self._versions[counter] for counter in counters}

    @contextmanager
    def _statement(self) -> Iterator[Transaction]:
        with self._in_plain_words() as connection, connection.cursor() as cursor:
            yield _DuckDBStatements(cursor)

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        with self._in_plain_words() as connection, connection.cursor() as cursor:
            cursor.begin()
            transaction = self._own.transaction = _DuckDBStatements(cursor)
            try:
                yield transaction
                cursor.commit()
            except BaseException:
                # After a fatal error the transaction has already ended.
                with suppress(duckdb.Error):
                    cursor.rollback()
                raise
            finally:
                self._own.transaction = None
                # Bump after the commit: otherwise a reader could cache the old rows under the new version.
                self._versions.update(transaction.bumped)

    @contextmanager
    def _in_plain_words(self) -> Iterator[duckdb.DuckDBPyConnection]:
        connection = self._live()
        try:
            yield connection
        except duckdb.Error as error:
            if isinstance(error, duckdb.FatalException) or "invalidated" in str(error):
                self._drop(connection)
            if "COMMIT succeeded" in str(error):
                # Only DuckDB's clean-up after the commit has failed; the change is durable.
                LOG.warning("%s is kept, but: %s", self.path.name, error)
                return
            if _is_damage(error) and not self._is_damaged:
                self._is_damaged = True
                LOG.error("%s", _duckdb_in_words(self.path, error))
            raise StoreError(_duckdb_in_words(self.path, error)) from error

    def _done(self) -> list[Row]:
        # Only a new database or another one has no such table, and to list all tables takes longer.
        with suppress(StoreError):
            return self.read(DONE)
        return super()._done()

    def _live(self) -> duckdb.DuckDBPyConnection:
        if self._connection is None:
            with self.lock:
                self._connection = self._connection or self._connect()
        return self._connection

    def _drop(self, connection: duckdb.DuckDBPyConnection) -> None:
        # After a fatal error, such as a full disk, DuckDB refuses every statement. The next call opens the file again.
        with self.lock:
            if self._connection is connection:
                connection.close()
                self._connection = None

    def _connect(self) -> duckdb.DuckDBPyConnection:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            private.make_private(self._files())
            connection = duckdb.connect(str(self.path), config=SETTINGS)
            private.make_private([self.path])
        except (duckdb.Error, OSError) as error:
            raise StoreError(_duckdb_in_words(self.path, error)) from error
        self._inode = self.path.stat().st_ino
        try:
            connection.execute("SET allowed_directories = ?", [[str(self.path.parent.resolve() / "backups") + "/"]])
            connection.execute("SET enable_external_access = false")
            connection.execute("SET lock_configuration = true")
        except duckdb.Error as error:
            connection.close()
            raise StoreError(_duckdb_in_words(self.path, error)) from error
        return connection

    def _files(self) -> list[Path]:
        """Return the existing files of this database, its copies and its backups."""
        log, copies = self.path.with_name(f"{self.path.name}.wal"), f"{escape(self.path.stem)}-before-step-*"
        files = [self.path, log, *self.path.parent.glob(copies), *self.backups.glob("assess-*.duckdb")]
        return [file for file in files if file.is_file()]

    def _copy_before(self, number: int) -> None:
        # While DuckDB has the file open, the last commits are in a second file beside it, so close it first.
        self.close()
        self._connection = None
        copy = self.path.with_name(f"{self.path.stem}-before-step-{number}{self.path.suffix}")
        try:
            shutil.copy2(self.path, copy)
        except OSError as error:
            raise StoreError(
                f"No copy could be made before the update: {error.strerror}. Nothing was changed."
            ) from error


def _is_damage(error: Exception) -> bool:
    return any(mark in str(error) for mark in _DAMAGE)


def _how_to_restore(path: Path, error: Exception) -> str:
    """Return the sentences about a damaged file: what to do, with the newest backup if there is one."""
    log = f"{path.name}.wal"
    if log in str(error):
        return (
            f"{log}, which has the changes of the last minutes, is damaged. Stop the server and move it elsewhere: "
            f"{path.name} has everything before them."
        )
    folder = path.parent / "backups"
    newest = max(folder.glob("assess-[0-9]*.duckdb"), default=None)
    restore = f"python -m assess restore {quote(str(newest))} --to {quote(str(path))}"
    return f"{path.name} is damaged. Stop the server, move it and {log} elsewhere, and " + (
        f"restore the newest backup: {restore}" if newest else f"restore a backup; there is none in {folder}."
    )


def _duckdb_in_words(path: Path, error: Exception) -> str:
    said = str(error)
    if _is_damage(error):
        return _how_to_restore(path, error)
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
