"""Programmes: services that are rated in the same rounds."""

from dataclasses import asdict

from assess.core.access import Viewer
from assess.core.errors import ClashError, InputError
from assess.core.programme import Programme
from assess.core.text import required, slug, unused
from assess.database.interface import Transaction
from assess.store.columns import Columns
from assess.store.connection import Connection, cached
from assess.store.scope import IN_SCOPE, IN_SCOPE_THEN, may_run, parameters, require_administrator, require_runs

PROGRAMME = Columns(Programme, "q", "key name")
_VISIBLE_PROGRAMMES = f"""
    SELECT {PROGRAMME} FROM programme q WHERE q.key IN (
        SELECT s.programme FROM service s WHERE {IN_SCOPE}
        UNION ALL SELECT m.before FROM membership m JOIN service s ON s.key = m.service
            WHERE {IN_SCOPE_THEN.format(programme="m.before")}
    ) ORDER BY q.name, q.key
"""
_EVERY_PROGRAMME = f"SELECT {PROGRAMME} FROM programme q ORDER BY q.name, q.key"


class Programmes:
    """The programmes of the database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached(frozenset({"programme", "service", "membership"}))
    def visible_to(self, viewer: Viewer) -> list[Programme]:
        """Return the programmes that the services in the viewer's scope are or were in, by name."""
        return PROGRAMME.values(self._connection.read(_VISIBLE_PROGRAMMES, parameters(viewer.sees) * 2))

    def every(self, viewer: Viewer) -> list[Programme]:
        """Return all programmes by name, also those without a service; for administrators only."""
        require_administrator(viewer)
        return PROGRAMME.values(self._connection.read(_EVERY_PROGRAMME))

    def run_by(self, viewer: Viewer) -> list[Programme]:
        """Return the programmes that the viewer may change, also those without a service, by name."""
        programmes = PROGRAMME.values(self._connection.read(_EVERY_PROGRAMME))
        return [programme for programme in programmes if may_run(viewer, programme.key)]

    def may_add(self, viewer: Viewer) -> bool:
        """Say whether the viewer may add a programme."""
        return may_run(viewer)

    def rename(self, viewer: Viewer, key: str, name: str, seen: Programme) -> Programme:
        """Rename a programme; an InputError names what is wrong, a ClashError says that `seen` is not its name now."""
        name = required(name, "The programme's name")
        require_runs(viewer, key)
        with self._connection.write() as transaction:
            require_programme(transaction, key)
            names = keys_by_name(transaction)
            if names.get(seen.name.casefold()) != key:
                raise ClashError("Somebody else has just renamed this programme. It stands here as it is now.")
            if names.get(name.casefold(), key) != key:
                raise InputError(f"There is already a programme called “{name}”.")
            renamed = Programme(key, name)
            if renamed != seen:
                ((created,),) = transaction.read("SELECT created FROM programme WHERE key = ?", [key])
                row = [*asdict(renamed).values(), created]
                transaction.replace("programme", {"key": key}, (*PROGRAMME.names, "created"), [row])
                # Log only that it changed: a person's name in the text must not stay in the log.
                transaction.record(viewer, "rename programme", key, "", "name")
        return renamed

    def add(self, viewer: Viewer, name: str, *, key: str = "") -> Programme:
        """Add a programme; an InputError names what is missing or already there."""
        name = required(name, "The programme's name")
        require_runs(viewer)
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
    # Not in SQL: no database folds case in every script.
    return {name.casefold(): key for key, name in transaction.read("SELECT key, name FROM programme")}


def require_programme(transaction: Transaction, key: str) -> None:
    """Raise an InputError unless there is a programme of this key."""
    if not transaction.read("SELECT 1 FROM programme WHERE key = ?", [key]):
        raise InputError(f"There is no programme “{key}”.")
