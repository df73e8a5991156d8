"""The database on a PostgreSQL server, which several processes read and write at once.

It takes the same statements as DuckDB. Writers of all processes share one lock of the server, so that numbers rise
and the audit log is one chain.
"""

import secrets
from collections.abc import Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg import errors
from psycopg.adapt import Loader
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolTimeout

from assess.core import paths
from assess.core.errors import StoreError
from assess.database.embedded import Embedded
from assess.database.interface import Database, Row, Transaction, copy

_BESIDE = Path(__file__).parent / "sql" / "postgresql"
_CONNECTIONS = 8  # at most, of one process
_SECONDS = 5  # until the server counts as unreachable
_LOCK = 7_864_114  # an arbitrary number for the advisory lock
_ROWS = 10_000  # per batch of a stream
# Updated in place, so that the table stays small.
_BUMP = """
    INSERT INTO edition (mark, stands) SELECT unnest(%s::varchar[]), %s
    ON CONFLICT (mark) DO UPDATE SET stands = EXCLUDED.stands
"""


class _Statements(Transaction):
    def __init__(self, connection: psycopg.Connection) -> None:
        super().__init__()
        self._connection = connection

    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(_marked(sql), values).fetchall()

    def _run(self, sql: str, values: Sequence[object]) -> None:
        # psycopg takes several statements at once only if there are no values.
        self._connection.execute(_marked(sql) if values else sql, values or None)

    def _insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        copy_in = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        with self._connection.cursor() as cursor, cursor.copy(copy_in) as target:
            for row in rows:
                target.write_row(row)

    def stream(self, table: str, columns: Sequence[str]) -> Iterator[list[Row]]:
        with self._connection.cursor(name="all_of_it") as cursor:
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")  # noqa: S608 - names are ours
            while rows := cursor.fetchmany(_ROWS):
                yield rows


class _Whole(Loader):
    def load(self, data: object) -> int:
        # The only numeric values here are sums of integers.
        return int(bytes(data))  # type: ignore[call-overload]


class PostgreSQL(Database):
    """An open PostgreSQL database."""

    is_shared = True
    _kind = "a PostgreSQL database with other tables"

    def __init__(self, address: str) -> None:
        """Connect, and migrate the database; a StoreError says why that failed."""
        super().__init__()
        self.name = self.place = named(address)
        self.backups = paths.DATA / "backups"
        self._pool = ConnectionPool(
            address,
            min_size=1,
            max_size=_CONNECTIONS,
            kwargs={"autocommit": True, "connect_timeout": _SECONDS},
            configure=_configured,
            check=ConnectionPool.check_connection,
            timeout=_SECONDS,
            # By default the pool waits longer after each attempt, and notices late that the server is back.
            reconnect_timeout=1,
            open=False,
        )
        try:
            with self._in_plain_words():
                # The pool would retry without ever saying why it cannot connect.
                psycopg.connect(address, connect_timeout=_SECONDS).close()
                self._pool.open()
            with self.write() as transaction:
                # One transaction for all of it: other processes that start now wait for the lock.
                transaction.run((_BESIDE / "functions.sql").read_text(encoding="utf-8"))
                self._migrate()
                transaction.run((_BESIDE / "indexes.sql").read_text(encoding="utf-8"))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Open a read-only transaction that sees one moment while others go on writing."""
        with self._in_plain_words(), self._pool.connection() as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield _Statements(connection)

    def copy_to(self, path: Path) -> None:
        """Write everything committed into a new DuckDB file."""
        target = Embedded(path)
        try:
            copy(self, target)
        finally:
            target.close()

    def versions(self, counters: Collection[str]) -> dict[str, Hashable]:
        """Return the value of each of these version counters, whichever process bumped it last."""
        sql = "SELECT mark, stands FROM edition WHERE mark = ANY(?)"
        versions: dict[str, Hashable] = dict(self.read(sql, [[*counters]]))
        return {counter: versions.get(counter) for counter in counters}

    @contextmanager
    def _statement(self) -> Iterator[Transaction]:
        with self._in_plain_words(), self._pool.connection() as connection:
            yield _Statements(connection)

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        with self._in_plain_words(), self._pool.connection() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            transaction = self._own.transaction = _Statements(connection)
            try:
                yield transaction
                if transaction.bumped:
                    connection.execute(_BUMP, [[*transaction.bumped], secrets.token_hex(8)])
            finally:
                self._own.transaction = None

    @contextmanager
    def _in_plain_words(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout as error:
            raise StoreError(f"{self.name} cannot be reached. This change was not saved.") from error
        except psycopg.Error as error:
            raise StoreError(_in_words(self.name, error)) from error

    def _dialect(self, script: str) -> str:
        # The newest round has the greatest `place`, and the server's locale must not change that order.
        return script.replace("place VARCHAR", 'place VARCHAR COLLATE "C"')


@cache
def _marked(sql: str) -> str:
    """Return a statement with psycopg's placeholders."""
    return sql.replace("%", "%%").replace("?", "%s")


def _configured(connection: psycopg.Connection) -> None:
    connection.adapters.register_loader("numeric", _Whole)
    connection.execute("SET datestyle TO 'ISO'")  # a date as text is the same in both engines


def _in_words(name: str, error: psycopg.Error) -> str:
    sentences: tuple[tuple[type[psycopg.Error] | tuple[type[psycopg.Error], ...], str], ...] = (
        (errors.DiskFull, f"The disk that holds {name} is full. This change was not saved; everything before it was."),
        (errors.ReadOnlySqlTransaction, f"{name} cannot be written: it is read-only. Nothing was saved."),
        (errors.InsufficientPrivilege, f"{name} cannot be written: permission denied. Nothing was saved."),
        (errors.TooManyConnections, f"{name} has too many connections open. Try again in a moment."),
    )
    for kind, sentence in sentences:
        if isinstance(error, kind):
            return sentence
    if isinstance(error, psycopg.OperationalError):
        # The server's message names the fault and perhaps its address, but no password.
        told = str(error).strip().splitlines()
        return f"{name} cannot be reached{f' ({told[-1].strip()})' if told else ''}. This change was not saved."
    return f"{name} could not be read or written ({type(error).__name__}). This change was not saved."


def named(address: str) -> str:
    """Return how a database is called in sentences: its address without who connects and with what password."""
    try:
        parts = conninfo_to_dict(address)
    except psycopg.Error:
        return "The PostgreSQL database"
    return f"{parts.get('dbname', '')} on {parts.get('host', 'localhost')}"
