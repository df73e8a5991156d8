"""The database on a PostgreSQL server: several programs at once read and write it.

It takes the statements that DuckDB takes. Writers of all programs take turns behind one lock of the server, so that
numbers rise and the log of acts is one chain, whoever writes.
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

from assess.core.errors import StoreError
from assess.database.embedded import Embedded
from assess.database.interface import Database, Row, Transaction, copy

_BESIDE = Path(__file__).parent / "sql" / "postgresql"
_BACKUPS = Path(__file__).resolve().parents[2] / "data" / "backups"
_CONNECTIONS = 8  # at most, of one program
_SECONDS = 5  # until a server counts as out of reach
_TURN = 7_864_114  # the lock's number; it means nothing
_ROWS = 10_000  # handed on together
# Changed in place: rows that are put in anew with each submission would be a heap to look through.
_MOVE = """
    INSERT INTO edition SELECT unnest(%s::varchar[]), %s ON CONFLICT (mark) DO UPDATE SET stands = EXCLUDED.stands
"""


class _Statements(Transaction):
    def __init__(self, connection: psycopg.Connection) -> None:
        super().__init__()
        self._connection = connection

    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(_marked(sql), values).fetchall()

    def _run(self, sql: str, values: Sequence[object]) -> None:
        # Only without values may it be several statements.
        self._connection.execute(_marked(sql) if values else sql, values or None)

    def _insert(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        with self._connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as written:
            for row in rows:
                written.write_row(row)

    def stream(self, table: str) -> Iterator[list[Row]]:
        with self._connection.cursor(name="all_of_it") as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - table is ours
            while rows := cursor.fetchmany(_ROWS):
                yield rows


class _Whole(Loader):
    def load(self, data: object) -> int:
        # A sum of whole numbers, and nothing else here is numeric.
        return int(bytes(data))  # type: ignore[call-overload]


class PostgreSQL(Database):
    """An open PostgreSQL database."""

    is_shared = True
    _kind = "a PostgreSQL database with other tables"

    def __init__(self, address: str) -> None:
        """Connect, and set up what is not there yet; a StoreError says why it cannot be."""
        super().__init__()
        self.name = self.place = named(address)
        self.backups = _BACKUPS
        self._pool = ConnectionPool(
            address,
            min_size=1,
            max_size=_CONNECTIONS,
            kwargs={"autocommit": True, "connect_timeout": _SECONDS},
            configure=_configured,
            check=ConnectionPool.check_connection,
            timeout=_SECONDS,
            # Else it waits longer and longer, and does not notice when the server is back.
            reconnect_timeout=1,
            open=False,
        )
        try:
            with self._in_plain_words():
                # A pool would try again and again, and never say why it cannot.
                psycopg.connect(address, connect_timeout=_SECONDS).close()
                self._pool.open()
            with self.write() as transaction:
                # All of it in one transaction and one turn: other programs that start now wait.
                transaction.run((_BESIDE / "functions.sql").read_text(encoding="utf-8"))
                self._migrate()
                transaction.run((_BESIDE / "indexes.sql").read_text(encoding="utf-8"))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Give a transaction that sees one moment and writes nothing; others go on writing."""
        with self._in_plain_words(), self._pool.connection() as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield _Statements(connection)

    def copy_to(self, path: Path) -> None:
        """Write all that is durable into a new embedded database."""
        target = Embedded(path)
        try:
            copy(self, target)
        finally:
            target.close()

    def edition(self, marks: Collection[str]) -> dict[str, Hashable]:
        """Return how each of these marks stands, whichever program has moved it."""
        known: dict[str, Hashable] = dict(self.read("SELECT mark, stands FROM edition WHERE mark = ANY(?)", [[*marks]]))
        return {mark: known.get(mark) for mark in marks}

    @contextmanager
    def _alone(self) -> Iterator[Transaction]:
        with self._in_plain_words(), self._pool.connection() as connection:
            yield _Statements(connection)

    @contextmanager
    def _begun(self) -> Iterator[Transaction]:
        with self._in_plain_words(), self._pool.connection() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
            transaction = _Statements(connection)
            yield transaction
            if transaction.moved:
                connection.execute(_MOVE, [[*transaction.moved], secrets.token_hex(8)])

    @contextmanager
    def _in_plain_words(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeout as error:
            raise StoreError(f"{self.name} cannot be reached. This change was not saved.") from error
        except psycopg.Error as error:
            raise StoreError(_in_words(self.name, error)) from error

    def _dialect(self, script: str) -> str:
        # The newest round has the greatest place, and a server's language must not say which that is.
        return script.replace("place VARCHAR", 'place VARCHAR COLLATE "C"')


@cache
def _marked(sql: str) -> str:
    """Return a statement with psycopg's marks for its values."""
    return sql.replace("%", "%%").replace("?", "%s")


def _configured(connection: psycopg.Connection) -> None:
    connection.adapters.register_loader("numeric", _Whole)
    connection.execute("SET datestyle TO 'ISO'")  # a date as text is the same in both homes


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
        # The server's own words name the fault, and may name the address it was asked at, but no password.
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
