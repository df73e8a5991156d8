"""The database on a PostgreSQL server, which several processes read and write at once.

It takes the same statements as DuckDB. Writers of all processes share one lock of the server, so that numbers rise
and the audit log is one chain.
"""

import secrets
from collections.abc import Collection, Hashable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from functools import cache
from pathlib import Path
from time import monotonic

import psycopg
from psycopg import errors
from psycopg.abc import RV, PQGen
from psycopg.adapt import Loader
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolTimeout

from assess.core import paths
from assess.core.errors import StoreError
from assess.database.embedded import Embedded
from assess.database.interface import SLOW, Database, Row, Transaction, copy

_BESIDE = Path(__file__).parent / "sql" / "postgresql"
_CONNECTIONS = 8  # connections of one process, at most
# Seconds. A writer that hangs, in this process or in another, must not hold up all the others for as long.
_SECONDS = 5  # seconds until the server counts as unreachable
_CHECK_SECONDS = 1.0  # until a connection of the pool counts as lost
_LOCK_SECONDS = 5  # that a writer waits for those of other processes
_STATEMENT_SECONDS = 20  # that a statement may take
_IDLE_SECONDS = 30  # that a transaction may be open without a statement
_SILENCE_SECONDS = 25  # without an answer, until a connection is given up
_LONG_SECONDS = 3600  # the timeout for migrations and for reading all rows
_LOCK = 7_864_114  # an arbitrary number for the advisory lock
_ROWS = 10_000  # per batch of a stream
# Updated in place, so the table stays small.
_BUMP = """
    INSERT INTO edition (mark, stands) SELECT unnest(%s::varchar[]), %s
    ON CONFLICT (mark) DO UPDATE SET stands = EXCLUDED.stands
"""


# TCP keepalives also detect a machine that disappeared without closing the connection.
_KEEPALIVES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 20_000}
# `objid` is the lock's number if that is below 2 ** 32.
_HELD = """
    SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
    WHERE l.locktype = 'advisory' AND l.objid = ? AND l.granted AND clock_timestamp() - a.xact_start > ?
"""


class _Connection(psycopg.Connection[Row]):
    """A connection that closes when the server stops answering: a frozen server would keep the socket open."""

    silence: float = _SILENCE_SECONDS

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for the server; an OperationalError after `silence`, or after `timeout` if there is one."""
        return super().wait(self._bounded(gen, self.silence if timeout is None else timeout), interval)

    def _bounded(self, gen: PQGen[RV], seconds: float) -> PQGen[RV]:
        deadline = monotonic() + seconds
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and monotonic() > deadline:
                    self.pgconn.finish()
                    raise psycopg.OperationalError("the server does not answer")
                wanted = gen.send(ready)
        except StopIteration as end:
            answer: RV = end.value
            return answer

    @contextmanager
    def unhurried(self) -> Iterator[None]:
        """Raise the time limits of statements in the open transaction."""
        self.execute(_limits("LOCAL", _LONG_SECONDS, _LONG_SECONDS, _LONG_SECONDS))
        self.silence = _LONG_SECONDS
        try:
            yield
        finally:
            self.silence = _SILENCE_SECONDS


class _PostgreSQLStatements(Transaction):
    def __init__(self, connection: psycopg.Connection) -> None:
        super().__init__()
        self._connection = connection

    def read(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(_marked(sql), values).fetchall()

    def _run(self, sql: str, values: Sequence[object]) -> None:
        # psycopg accepts several statements in one call only without values.
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
        self._is_starting = True
        self._pool = ConnectionPool(
            address,
            min_size=1,
            max_size=_CONNECTIONS,
            kwargs={"autocommit": True, "connect_timeout": _SECONDS, **_KEEPALIVES},
            connection_class=_Connection,
            configure=_configured,
            check=_checked_address,
            timeout=_SECONDS,
            # By default the pool waits longer after each attempt, and notices a recovered server late.
            reconnect_timeout=1,
            open=False,
        )
        try:
            with self._in_plain_words():
                # The pool would retry without ever saying why it cannot connect.
                psycopg.connect(address, connect_timeout=_SECONDS).close()
                self._pool.open()
            with self.write() as transaction:
                # One transaction for the whole migration: other processes that start meanwhile wait for the lock.
                transaction.run((_BESIDE / "functions.sql").read_text(encoding="utf-8"))
                self._migrate()
                transaction.run((_BESIDE / "indexes.sql").read_text(encoding="utf-8"))
            self._is_starting = False
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
            with connection.unhurried():
                yield _PostgreSQLStatements(connection)

    def can_write(self) -> bool:
        """Check also that no process holds the writers' lock for long."""
        return super().can_write() and self.read(_HELD, [_LOCK, timedelta(seconds=SLOW)]) == [(0,)]

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
            yield _PostgreSQLStatements(connection)

    @contextmanager
    def _transaction(self) -> Iterator[Transaction]:
        with (
            self._in_plain_words(),
            self._pool.connection() as connection,
            connection.transaction(),
            # A replica that starts waits while another replica migrates the tables.
            connection.unhurried() if self._is_starting else nullcontext(),
        ):
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            transaction = self._own.transaction = _PostgreSQLStatements(connection)
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
            raise StoreError(_postgresql_in_words(self.name, error)) from error

    def _dialect(self, script: str) -> str:
        # The newest round has the greatest `place`; sort it independently of the server's locale.
        return script.replace("place VARCHAR", 'place VARCHAR COLLATE "C"')


@cache
def _marked(sql: str) -> str:
    """Return a statement with psycopg's placeholders."""
    return sql.replace("%", "%%").replace("?", "%s")


def _configured(connection: psycopg.Connection) -> None:
    connection.adapters.register_loader("numeric", _Whole)
    connection.execute("SET datestyle TO 'ISO'")  # a date as text is the same in both engines
    connection.execute(_limits("SESSION", _STATEMENT_SECONDS, _LOCK_SECONDS, _IDLE_SECONDS))


def _limits(scope: str, statement: int, lock: int, idle: int) -> str:
    return (
        f"SET {scope} statement_timeout = '{statement}s'; SET {scope} lock_timeout = '{lock}s'; "
        f"SET {scope} idle_in_transaction_session_timeout = '{idle}s'"
    )


def _checked_address(connection: _Connection) -> None:
    """Raise an OperationalError unless a connection of the pool still answers."""
    connection.silence = _CHECK_SECONDS
    try:
        ConnectionPool.check_connection(connection)
    finally:
        connection.silence = _SILENCE_SECONDS


def _postgresql_in_words(name: str, error: psycopg.Error) -> str:
    sentences: tuple[tuple[type[psycopg.Error] | tuple[type[psycopg.Error], ...], str], ...] = (
        (errors.DiskFull, f"The disk that holds {name} is full. This change was not saved; everything before it was."),
        (errors.ReadOnlySqlTransaction, f"{name} cannot be written: it is read-only. Nothing was saved."),
        (errors.InsufficientPrivilege, f"{name} cannot be written: permission denied. Nothing was saved."),
        (
            errors.LockNotAvailable,
            "Another change is still being saved. This change was not saved; try again in a moment.",
        ),
        (errors.QueryCanceled, f"{name} took too long to answer. This change was not saved; try again in a moment."),
        (errors.IdleInTransactionSessionTimeout, f"{name} gave up on a change that took too long. It was not saved."),
        (errors.TooManyConnections, f"{name} has too many connections open. Try again in a moment."),
    )
    for kind, sentence in sentences:
        if isinstance(error, kind):
            return sentence
    if isinstance(error, psycopg.OperationalError):
        # The server's message names the fault and maybe the address, but no password.
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
