"""Programmes: services that are rated in the same rounds."""

from dataclasses import asdict

from assess.core.access import Viewer
from assess.core.errors import InputError
from assess.core.programme import Programme
from assess.core.text import required, slug, unused
from assess.database.interface import Transaction
from assess.store.columns import Columns
from assess.store.connection import Connection, cached
from assess.store.scope import IN_SCOPE, parameters, require_administrator, require_set_up

PROGRAMME = Columns(Programme, "q", "key name")
_VISIBLE_PROGRAMMES = f"""
    SELECT DISTINCT {PROGRAMME} FROM programme q JOIN service s ON s.programme = q.key
    WHERE {IN_SCOPE} ORDER BY q.name, q.key
"""
_EVERY_PROGRAMME = f"SELECT {PROGRAMME} FROM programme q ORDER BY q.name, q.key"


class Programmes:
    """The programmes of the database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached(frozenset({"programme", "service"}))
    def visible_to(self, viewer: Viewer) -> list[Programme]:
        """Return the programmes of the services in the viewer's scope, by name."""
        return PROGRAMME.values(self._connection.read(_VISIBLE_PROGRAMMES, parameters(viewer.reads)))

    def every(self, viewer: Viewer) -> list[Programme]:
        """Return all programmes by name, also those without a service; for administrators only."""
        require_administrator(viewer)
        return PROGRAMME.values(self._connection.read(_EVERY_PROGRAMME))

    def add(self, viewer: Viewer, name: str, *, key: str = "") -> Programme:
        """Add a programme; an InputError names what is missing or already there."""
        name = required(name, "The programme's name")
        require_set_up(viewer)
        with self._connection.write() as transaction:
            names = keys_by_name(transaction)
            if name.casefold() in names:
                raise InputError(f"There is already a programme called “{name}”.")
            programme = Programme(key or unused(slug(name), frozenset(names.values())), name)
            transaction.insert_row("programme", **asdict(programme), created=self._connection.clock.moment())
            transaction.record(viewer, "add programme", programme.key, "", name)
        return programme


def keys_by_name(transaction: Transaction) -> dict[str, str]:
    """Return the key of each programme by its name in lower case."""
    # Not in SQL: no database folds the case of every script.
    return {name.casefold(): key for key, name in transaction.read("SELECT key, name FROM programme")}


def require_programme(transaction: Transaction, key: str) -> None:
    """Raise an InputError unless there is a programme of this key."""
    if not transaction.read("SELECT 1 FROM programme WHERE key = ?", [key]):
        raise InputError(f"There is no programme “{key}”.")
