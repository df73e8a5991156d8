"""The SELECT columns of a value, and the one place where a row becomes that value."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from assess.database.interface import Row

T = TypeVar("T")


class Columns(Generic[T]):
    """The columns of a table that make a value, in the order in which `make` takes them.

    In an f-string it is their list for a SELECT. `names` are the table's own columns, for an INSERT; `expressions`
    are selected after them and stored elsewhere.
    """

    def __init__(self, make: Callable[..., T], alias: str, names: str, *expressions: str) -> None:
        """Take the names with spaces between them, and the alias that the table has in every statement."""
        self.make = make
        self.names = tuple(names.split())
        self._selected = (*(f"{alias}.{name}" for name in self.names), *expressions)

    def __str__(self) -> str:
        return ", ".join(self._selected)

    def values(self, rows: Iterable[Row]) -> list[T]:
        """Return the values of rows that have these columns and no others."""
        return [self.make(*row) for row in rows]

    def split(self, row: Row) -> tuple[T, Row]:
        """Return the value of a row that begins with these columns, and its other columns."""
        width = len(self._selected)
        return self.make(*row[:width]), row[width:]
