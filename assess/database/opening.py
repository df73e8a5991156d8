"""The two homes of the data: a file on this computer, or a PostgreSQL server that several processes share."""

from pathlib import Path

from assess.core.errors import StoreError
from assess.database.embedded import Embedded
from assess.database.interface import Database

Home = Path | str  # a DuckDB file, or the address of a PostgreSQL database


def named_by(told: str) -> Home:
    """Return the home with this name: an address if it begins with postgresql://, else a path."""
    return told if told.startswith(("postgresql://", "postgres://")) else Path(told)


def opened(where: Home) -> Database:
    """Open a database, created if missing; a StoreError says why that failed."""
    if isinstance(where, Path):
        return Embedded(where)
    try:
        from assess.database.postgresql import PostgreSQL  # noqa: PLC0415 - psycopg comes with an extra
    except ImportError as error:
        raise StoreError(
            'To keep everything in PostgreSQL, install its driver: python -m pip install "psycopg[binary,pool]"'
        ) from error
    return PostgreSQL(where)
