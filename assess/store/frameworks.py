"""Frameworks that are made on a page: drafts, published versions, and which of them new rounds are offered."""

from collections.abc import Callable, Iterable, Mapping

from assess.core import drafts
from assess.core.access import Viewer
from assess.core.audit import digest_of
from assess.core.catalogue import Catalogue
from assess.core.drafts import Draft, Path
from assess.core.errors import ClashError, FrameworkError, InputError, NotAllowedError
from assess.core.framework import Framework
from assess.core.own import Own, Published
from assess.database.interface import Row, Transaction
from assess.store.connection import Connection, cached
from assess.store.timetable import Timetable

_VERSIONS = "SELECT framework, body, principal, moment FROM own_framework ORDER BY framework, version DESC"
_DRAFTS = "SELECT framework, body FROM framework_draft ORDER BY framework"
_DRAFT = "SELECT body FROM framework_draft WHERE framework = ?"
_RETIRED = "SELECT framework, retired FROM framework_retired ORDER BY number"
_ROUNDS = "SELECT framework, count(DISTINCT round) FROM round_framework GROUP BY framework"
# Versions of the framework itself, and versions of this key in imported rounds.
_NEWEST_VERSION = """
    SELECT max(v.version) FROM (
        SELECT framework, version FROM own_framework UNION ALL SELECT framework, version FROM framework_version
    ) v WHERE v.framework = ?
"""
# A deleted framework's key stays taken: a screen that still shows it must not write to another one of its title.
_KEYS = """
    SELECT framework FROM own_framework UNION SELECT framework FROM framework_draft
    UNION SELECT framework FROM framework_version UNION SELECT subject FROM event WHERE act = 'delete framework'
"""
_ROW = ("framework", "version", "body", "principal", "moment")
_RETIRED_ROW = ("number", "framework", "retired", "principal", "moment")
_DRAFT_ROW = ("framework", "body", "principal", "moment")
_OFFERED = frozenset({"own_framework", "framework_retired"})
TABLES = frozenset({*_OFFERED, "framework_draft"})
NO_DRAFT = "This draft was published or discarded meanwhile."


class Frameworks:
    """The frameworks of files and those that are made here, which all programmes share.

    A viewer who runs the rounds of a programme, and every administrator, may write any of them.
    """

    def __init__(self, connection: Connection, timetable: Timetable, files: Catalogue) -> None:
        self._connection, self._timetable, self.files = connection, timetable, files

    @property
    def catalogue(self) -> Catalogue:
        """The frameworks that a new round can be on, with the versions that no new round is on."""
        return self.files.joined_by(*self._published())

    @cached(_OFFERED)
    def _published(self) -> tuple[list[Framework], list[Framework]]:
        """Return the newest version of each framework that is offered, and all other versions, the newest first."""
        versions = [_framework(body) for _, body, *_ in self._connection.read(_VERSIONS)]
        newest = {framework.key: framework for framework in reversed(versions)}
        retired = self._retired()
        offered = [framework for key, framework in newest.items() if key not in retired]
        return offered, [framework for framework in versions if framework not in offered]

    def as_rated(self) -> Mapping[str, Framework]:
        """Return each framework by key in the newest wording that a round uses, or as it is offered if none does."""
        rated = {key: wordings[0] for key, wordings in self._timetable.wordings_in_use().items()}
        return {framework.key: framework for framework in self.catalogue} | rated

    @property
    def core(self) -> tuple[Framework, ...]:
        """The frameworks that a round rates by default, in the newest wording that a round uses."""
        rated = self.as_rated()
        return tuple(rated[framework.key] for framework in self.files.core)

    def own(self, viewer: Viewer) -> list[Own]:
        """Return the frameworks that were made here, by title; NotAllowedError unless the viewer may write them."""
        require_writes(viewer)
        versions: dict[str, list[Published]] = {}
        for key, body, principal, moment in self._connection.read(_VERSIONS):
            versions.setdefault(key, []).append(Published(_framework(body), principal, moment))
        begun = {key: drafts.read(body) for key, body in self._connection.read(_DRAFTS)}
        rounds, retired = _rounds(self._connection.read(_ROUNDS)), self._retired()
        frameworks = [
            Own(key, tuple(versions.get(key, ())), begun.get(key), key in retired, rounds.get(key, 0))
            for key in versions.keys() | begun.keys()
        ]
        return sorted(frameworks, key=lambda own: (own.title.casefold(), own.key))

    def begin(self, viewer: Viewer, draft: Draft, key: str = "") -> str:
        """Keep a new draft and return its framework's key.

        With `key` it is the next version of the framework of this key, which an InputError says has a draft already;
        but a key that a file has gets a number, and is of a framework of its own.
        """
        require_writes(viewer)
        with self._connection.write() as transaction:
            if not key or key in self.files.frameworks:
                taken = {name for (name,) in transaction.read(_KEYS)} | self.files.frameworks.keys()
                key = drafts.key_of(key or str(draft.get("title", "")), frozenset(taken))
            elif transaction.read(_DRAFT, [key]):
                raise InputError("This framework has a draft already. Publish or discard it first.")
            self._keep(transaction, viewer, key, draft)
        return key

    def put(self, viewer: Viewer, key: str, path: Path, value: object, seen: object) -> None:
        """Change one field of a draft that its writer saw as `seen`; a ClashError if somebody else has changed it."""

        def change(draft: Draft) -> Draft:
            changed = drafts.put(draft, path, value)
            stored, new = (drafts.value_at(each, path) or "" for each in (draft, changed))
            if stored not in (seen or "", new):
                raise ClashError("Somebody else has changed this meanwhile.")
            return changed

        self.change(viewer, key, change)

    def change(self, viewer: Viewer, key: str, change: Callable[[Draft], Draft]) -> None:
        """Change a draft as it is stored now; an InputError if there is none."""
        require_writes(viewer)
        with self._connection.write() as transaction:
            self._keep(transaction, viewer, key, change(_draft(transaction, key)))

    def discard(self, viewer: Viewer, key: str, seen: Draft) -> None:
        """Remove a draft as its writer has `seen` it; published versions stay.

        A ClashError if somebody else has changed it since, an InputError if there is none.
        """
        require_writes(viewer)
        with self._connection.write() as transaction:
            if not drafts.same(_draft(transaction, key), seen):
                raise ClashError("Somebody else has changed this draft meanwhile. Look at it again first.")
            transaction.replace("framework_draft", {"framework": key}, _DRAFT_ROW, [])

    def publish(self, viewer: Viewer, key: str, seen: Draft) -> Framework:
        """Publish a draft as the next version of its framework, which never changes from then on.

        `seen` is the draft as its publisher has seen it; a ClashError if somebody else has changed it since. A
        FrameworkError has the faults, an InputError what the version cannot have beside the others.
        """
        require_writes(viewer)
        with self._connection.write() as transaction:
            draft = _draft(transaction, key)
            if not drafts.same(draft, seen):
                raise ClashError("Somebody else has changed this draft meanwhile. Look at it again, then publish it.")
            ((version,),) = transaction.read(_NEWEST_VERSION, [key])
            framework, faults = drafts.checked(draft, key, (version or 0) + 1)
            if framework is None or faults:
                raise FrameworkError([str(fault) for fault in faults])
            self._require_fit(framework)
            transaction.insert_row(
                "own_framework",
                framework=key,
                version=framework.version,
                body=framework.model_dump_json(),
                principal=viewer.principal,
                moment=self._connection.clock.moment(),
            )
            transaction.replace("framework_draft", {"framework": key}, _DRAFT_ROW, [])
            transaction.record(viewer, "publish framework", key, "", str(framework.version))
        return framework

    def retire(self, viewer: Viewer, key: str, *, retired: bool = True) -> None:
        """Stop offering a framework to new rounds, or offer it again; an InputError if that is already so.

        It is not offered again beside another of its title.
        """
        require_writes(viewer)
        with self._connection.write() as transaction:
            newest = _require_there(transaction, key)
            if (key in self._retired()) == retired:
                raise InputError("It is retired already." if retired else "It is offered already.")
            if not retired:
                self._require_fit(newest)
            clock = self._connection.clock
            row = (clock.number(), key, retired, viewer.principal, clock.moment())
            transaction.insert("framework_retired", _RETIRED_ROW, [row])
            transaction.record(viewer, "retire framework" if retired else "offer framework", key)

    def delete(self, viewer: Viewer, key: str) -> None:
        """Delete all versions of a framework and its draft; an InputError if a round is on one of them."""
        require_writes(viewer)
        with self._connection.write() as transaction:
            _require_there(transaction, key)
            if key in _rounds(transaction.read(_ROUNDS)):
                raise InputError("A round is on this framework, so it stays. Retire it to offer it no more.")
            for table, columns in (("framework_retired", _RETIRED_ROW), ("framework_draft", _DRAFT_ROW)):
                transaction.replace(table, {"framework": key}, columns, [])
            transaction.replace("own_framework", {"framework": key}, _ROW, [])
            transaction.record(viewer, "delete framework", key)

    def record_again(self, viewer: Viewer) -> None:
        """Record the versions again in a log that was emptied with the examples."""
        with self._connection.write() as transaction:
            for table, columns, act in (
                ("own_framework", _ROW, "publish framework"),
                ("framework_retired", _RETIRED_ROW, "retire framework"),
            ):
                for row in transaction.read(f"SELECT {', '.join(columns)} FROM {table}"):
                    fields = dict(zip(columns, row, strict=True))
                    after = str(fields.get("version", ""))
                    digest = digest_of(table, fields)
                    transaction.record(viewer, act, fields["framework"], "", after, digest=digest)

    def _require_fit(self, framework: Framework) -> None:
        if framework.key in self.files.frameworks:
            raise InputError(f"A file has a framework with the key “{framework.key}” by now, and new rounds get that.")
        others = [other for other in self.catalogue if other.key != framework.key]
        if framework.title.casefold() in {other.title.casefold() for other in others}:
            raise InputError(f"There is a framework called “{framework.title}” already. Give this one another title.")
        # A wording that came in with a round is an earlier version as well.
        versions = (*self.catalogue.every_version, *self.as_rated().values())
        before = next((version for version in versions if version.key == framework.key), None)
        if before is not None and before.kind != framework.kind:
            raise InputError(
                "Earlier versions have an index and a ladder has none, or the other way round. "
                "Make it a framework of its own."
            )

    def _keep(self, transaction: Transaction, viewer: Viewer, key: str, draft: Draft) -> None:
        row = (key, drafts.text(draft), viewer.principal, self._connection.clock.moment())
        transaction.replace("framework_draft", {"framework": key}, _DRAFT_ROW, [row])

    def _retired(self) -> set[str]:
        latest = {key: is_retired for key, is_retired in self._connection.read(_RETIRED)}  # noqa: C416
        return {key for key, is_retired in latest.items() if is_retired}


def may_write(viewer: Viewer) -> bool:
    """Say whether the viewer may write frameworks: by a role over any programme, for programmes share them."""
    return bool(viewer.roles & {"board", "administrator"})


def require_writes(viewer: Viewer) -> None:
    """Raise NotAllowedError unless the viewer may write frameworks."""
    if not may_write(viewer):
        raise NotAllowedError("Only boards and administrators may write frameworks.")


def _draft(transaction: Transaction, key: str) -> Draft:
    rows = transaction.read(_DRAFT, [key])
    if not rows:
        raise InputError(NO_DRAFT)
    return drafts.read(rows[0][0])


def _require_there(transaction: Transaction, key: str) -> Framework:
    """Return the newest version of a framework; an InputError if there is none any more."""
    for name, body, *_ in transaction.read(_VERSIONS):
        if name == key:
            return _framework(body)
    raise InputError("This framework was deleted meanwhile.")


def _rounds(rows: Iterable[Row]) -> dict[str, int]:
    return {key: count for key, count in rows}  # noqa: C416 - a row has columns of any type


def _framework(body: str) -> Framework:
    return Framework.model_validate_json(body)
