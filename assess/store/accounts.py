"""Accounts: the people who have signed in or were given a role, and the roles that they hold."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import astuple
from datetime import date

from assess.core.access import CLOCKS_DIFFER, Grant, Over, Person, Role, Viewer
from assess.core.audit import digest_of
from assess.core.errors import InputError
from assess.core.forgetting import Hit
from assess.core.text import NAME_LIMIT, NOTE_LIMIT, counted, required
from assess.database.interface import SET_UP_VERSION, Transaction
from assess.store import typed
from assess.store.columns import Columns
from assess.store.connection import AuditedTransaction, Connection, cached
from assess.store.scope import require_administrator

ADDED = "add person"  # the act that inserts a row for a person who signed in or got a role
GRANT = Columns(Grant, "g", "role scope key")
# The current roles: the newest row of each says whether it was given or taken away.
_GRANTED = """
    FROM granted g WHERE g.given AND g.number = (
        SELECT max(n.number) FROM granted n
        WHERE n.principal = g.principal AND n.role = g.role AND n.scope = g.scope AND n.key = g.key
    )
"""
_ROLES_HELD = f"SELECT {GRANT} {_GRANTED} AND g.principal = ? ORDER BY g.number"
_ALL_HELD = f"SELECT {GRANT}, g.principal {_GRANTED} ORDER BY g.number"
_TAKEN_SINCE = f"SELECT DISTINCT {GRANT} FROM granted g WHERE NOT g.given AND g.principal = ? AND g.moment >= ?"
_ADMINISTRATORS = f"SELECT g.principal {_GRANTED} AND g.role = 'administrator' AND g.scope = 'everything'"
# The rows of one person, by token or by issuer and subject.
_TOKENS = "SELECT token, max(name) FROM person WHERE token = ? OR principal = ? GROUP BY token"
_SIGNED_OUT = "SELECT max(o.until) FROM signed_out o JOIN person p ON p.token = o.token WHERE p.principal = ?"
_FORGOTTEN = "SELECT max(f.until) FROM forgotten f WHERE f.digest = ?"
_SOME_EXPIRED = "SELECT 1 FROM forgotten WHERE until < ? LIMIT 1"
_LONGEST = 30 * 24 * 3600.0  # maximum seconds of a sign-in, whatever the settings say
_SIGN_OUTS_VERSION = "sign-outs"  # the version counter of results that depend on sign-outs
_ROW = ("number", "principal", "role", "scope", "key", "given", "by_whom", "moment")
_EVERY_ROW = f"SELECT {', '.join(_ROW)} FROM granted g ORDER BY number"
# Roles without any act in the log, given before the first act, in a log whose acts have no digests yet.
_UNRECORDED = """
    FROM granted g WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.digest <> '' OR e.number < g.number)
        AND g.principal NOT IN (SELECT e.subject FROM event e WHERE e.act IN ('give role', 'take role'))
"""
_NAMES = "SELECT DISTINCT name FROM person WHERE token = ? AND name <> '' ORDER BY name"
_PERSON = ("token", "principal", "name", "moment", "salt")
_SIGN_INS = "SELECT DISTINCT principal FROM person WHERE token = ?"
_NAMED = {
    "programme": "SELECT key FROM programme WHERE name = ?",
    "area": "SELECT DISTINCT area FROM service WHERE area = ?",
    "service": "SELECT key FROM service WHERE name = ?",
}


_SIGN_IN_TABLES = frozenset({"person", "granted"})


class Accounts:
    """People, whom all other tables know by a token, and their roles."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def viewer(self, principal: str, name: str, first_administrator: str = "") -> Viewer:
        """Return the viewer for a person who has signed in, with the grants that they hold now.

        While nobody is administrator of everything, `first_administrator` is.
        """

        def query() -> Viewer:
            token = self._sign_in(principal, name)
            grants = self._held(token)
            if principal == first_administrator and not self._connection.read(_ADMINISTRATORS):
                grants.append(Grant("administrator", "everything"))
            return Viewer(token, name, tuple(grants))

        question = ("viewer", principal, name, first_administrator)
        return self._connection.recall(_SIGN_IN_TABLES, None, question, query)

    def holder(self, token: str, first_administrator: str = "") -> Viewer:
        """Return the viewer for a person by token, with the grants that they hold now; nothing is written.

        Somebody who was forgotten holds none. While nobody is administrator of everything, `first_administrator` is.
        """

        def query() -> Viewer:
            principals = {principal for (principal,) in self._connection.read(_SIGN_INS, [token])}
            grants = self._held(token) if principals else []
            if first_administrator in principals and not self._connection.read(_ADMINISTRATORS):
                grants.append(Grant("administrator", "everything"))
            return Viewer(token, "", tuple(grants))

        return self._connection.recall(_SIGN_IN_TABLES, None, ("holder", token, first_administrator), query)

    def signed_out_until(self, principal: str) -> float:
        """Return when a person last signed out or was forgotten, in seconds since 1970; 0 if never.

        Sign-ins until then have ended.
        """
        counters = (SET_UP_VERSION, _SIGN_OUTS_VERSION)
        return self._connection.cache.recall(counters, ("signed out", principal), lambda: self._signed_out(principal))

    def _signed_out(self, principal: str) -> float:
        ((until,),) = self._connection.read(_SIGNED_OUT, [principal])
        ((forgotten,),) = self._connection.read(_FORGOTTEN, [_digest(principal)])
        return float(max(until or 0, forgotten or 0))

    def sign_out(self, principal: str, until: float) -> None:
        """End a person's sign-ins up to a time, in seconds since 1970, on every replica."""
        # Not an event of the audit log.
        with self._connection.write() as transaction:
            until = max(until, self._signed_out(principal))
            for token, _ in transaction.read(_TOKENS, [principal, principal]):
                transaction.replace("signed_out", {"token": token}, ("token", "until"), [(token, until)])
            transaction.bumped.add(_SIGN_OUTS_VERSION)

    def settle(self) -> None:
        """Drop the digests of forgotten sign-ins that are over by now."""
        oldest = self._connection.clock.now().timestamp() - _LONGEST
        if self._connection.read(_SOME_EXPIRED, [oldest]):
            with self._connection.write() as transaction:
                transaction.run("DELETE FROM forgotten WHERE until < ?", [oldest], into="forgotten")

    @cached(frozenset({"granted"}))
    def taken_since(self, token: str, day: date) -> list[Grant]:
        """Return the roles that were taken away from a person on this day or later."""
        return sorted(GRANT.values(self._connection.read(_TAKEN_SINCE, [token, day])), key=astuple)

    def _held(self, token: str) -> list[Grant]:
        return GRANT.values(self._connection.read(_ROLES_HELD, [token]))

    def _sign_in(self, principal: str, name: str) -> str:
        """Return the token of a person who has signed in; store their name when it is first known."""
        name = name[:NAME_LIMIT]
        names: dict[str, str] = dict(self._connection.read(_TOKENS, [principal, principal]))
        if names and (not name or any(names.values())):
            return next(iter(names))
        with self._connection.write() as transaction:
            token = self._token(transaction, principal)
            if name:
                self._insert_person(transaction, token, principal, name)
        return token

    def _token(self, transaction: AuditedTransaction, who: str) -> str:
        """Return the token of a person by token or by issuer and subject; a new one for a newcomer."""
        for token, _ in transaction.read(_TOKENS, [who, who]):
            return str(token)
        token = f"person-{secrets.token_hex(6)}"
        self._insert_person(transaction, token, who, "")
        return token

    def _insert_person(self, transaction: AuditedTransaction, token: str, principal: str, name: str) -> None:
        moment, salt = self._connection.clock.moment(), secrets.token_urlsafe(16)
        transaction.insert_row("person", token=token, principal=principal, name=name, moment=moment, salt=salt)
        transaction.record(Viewer(token, name), ADDED, token)

    def every(self, viewer: Viewer) -> list[Person]:
        """Return all people who have signed in or were given a role, by name; for administrators only."""
        require_administrator(viewer)
        grants: dict[str, list[Grant]] = {}
        for grant, (token,) in map(GRANT.split, self._connection.read(_ALL_HELD)):
            grants.setdefault(token, []).append(grant)
        rows = self._connection.read("SELECT token, principal, max(name) FROM person GROUP BY token, principal")
        people = [Person(principal, name, tuple(grants.get(token, ())), token) for token, principal, name in rows]
        return sorted(people, key=lambda person: (person.name.casefold(), person.principal))

    def places_of_name(self, viewer: Viewer, principal: str) -> list[Hit]:
        """Return the places in what people typed where a person may be named; nothing is changed.

        The whole name comes first, then links that contain it, then single words of it.
        """
        require_administrator(viewer)
        with self._connection.database.snapshot() as transaction:
            names = self._names(transaction, self._known(transaction, principal))
            return typed.hits(transaction, names) if names else []

    def forget(self, viewer: Viewer, principal: str, hits: Collection[Hit] = ()) -> str:
        """Remove a person's name, sign-in and roles for good; return the token that stands for them now.

        The token replaces the name in these places of `places_of_name` and in no others. What the person did stays,
        and the audit log stays unbroken: it only has the token, and the number of these places. All sign-ins of the
        person end, so that a browser that is still open does not write the name again. An InputError for the last
        administrator, or when the text of one of the places has changed since.
        """
        require_administrator(viewer)
        with self._connection.write() as transaction:
            token = self._known(transaction, principal)
            for grant in self._held(token):
                self.take(viewer, token, grant)
            if hits:
                typed.erase(transaction, viewer, self._names(transaction, token), hits, token)
            # A sign-in whose clock is ahead of ours must end too.
            until = self._connection.clock.now().timestamp() + CLOCKS_DIFFER
            for (signed_in,) in transaction.read(_SIGN_INS, [token]):
                transaction.insert_row("forgotten", digest=_digest(signed_in), until=until)
            transaction.replace("person", {"token": token}, _PERSON, [])
            transaction.run("DELETE FROM signed_out WHERE token = ?", [token])
            transaction.record(viewer, "forget", token, "", counted(len(hits), "place"))
            transaction.bumped.add(_SIGN_OUTS_VERSION)
        return token

    def _known(self, transaction: Transaction, principal: str) -> str:
        """Return the token of a person; an InputError if there is nobody of this sign-in."""
        for token, _ in transaction.read(_TOKENS, [principal, principal]):
            return str(token)
        raise InputError("Choose whom to forget: there is nobody of this name.")

    def _names(self, transaction: Transaction, token: str) -> list[str]:
        return [name for (name,) in transaction.read(_NAMES, [token])]

    def grant_named(self, viewer: Viewer, role: Role, over: Over, name: str) -> Grant:
        """Return a role over the thing of this name; an InputError if no thing or more than one has it."""
        require_administrator(viewer)
        if over == "everything":
            return Grant(role, over)
        rows = self._connection.read(_NAMED[over], [name.strip()])
        if not rows:
            raise InputError(f"There is no {over} called “{name.strip()}”.")
        if len(rows) > 1:
            raise InputError(f"There is more than one {over} called “{name.strip()}”.")
        return Grant(role, over, rows[0][0])

    def give(self, viewer: Viewer, principal: str, grant: Grant) -> None:
        """Give a person a role; an InputError if the person is missing."""
        require_administrator(viewer)
        principal = required(principal, "Who it is for", limit=NOTE_LIMIT)
        self._grant(viewer, principal, grant, given=True)

    def take(self, viewer: Viewer, principal: str, grant: Grant) -> None:
        """Take a role away from a person, from their next click on; an InputError for the last administrator."""
        require_administrator(viewer)
        with self._connection.write() as transaction:
            holders = {row[0] for row in transaction.read(_ADMINISTRATORS)}
            if grant == Grant("administrator", "everything") and holders == {self._token(transaction, principal)}:
                raise InputError("This is the last administrator. Give the role to somebody else first.")
            self._grant(viewer, principal, grant, given=False)

    def _grant(self, viewer: Viewer, principal: str, grant: Grant, *, given: bool) -> None:
        clock = self._connection.clock
        with self._connection.write() as transaction:
            token = self._token(transaction, principal)
            transaction.insert_row(
                "granted",
                number=clock.number(),
                principal=token,
                role=grant.role,
                scope=grant.over,
                key=grant.key,
                given=given,
                by_whom=viewer.principal,
                moment=clock.moment(),
            )
            _record(transaction, viewer, token, grant, given=given)

    def record_again(self, viewer: Viewer) -> None:
        """Record the roles again, and all people in one act, in a log that was emptied with the examples."""
        with self._connection.write() as transaction:
            _record_rows(transaction, viewer, _EVERY_ROW)
            self._connection.record_older_rows("person", ADDED)

    def record_older_rows(self) -> None:
        """Record the roles that an earlier version left without an act when it removed examples, and all people; once.

        As soon as an act has a digest, a role without an act is a fault.
        """
        if self._connection.read(f"SELECT 1 {_UNRECORDED} LIMIT 1"):
            with self._connection.write() as transaction:
                _record_rows(transaction, Viewer("update", ""), f"SELECT {', '.join(_ROW)} {_UNRECORDED}")
        self._connection.record_older_rows("person", ADDED)


def _digest(principal: str) -> str:
    return hashlib.sha256(f"forgotten {principal}".encode()).hexdigest()


def _record_rows(transaction: AuditedTransaction, viewer: Viewer, sql: str) -> None:
    for row in (dict(zip(_ROW, values, strict=True)) for values in transaction.read(sql)):
        grant = Grant(row["role"], row["scope"], row["key"])
        digest = digest_of("granted", row)
        _record(transaction, viewer, row["principal"], grant, given=row["given"], digest=digest)


def _record(
    transaction: AuditedTransaction, viewer: Viewer, token: str, grant: Grant, *, given: bool, digest: str = ""
) -> None:
    act = "give role" if given else "take role"
    transaction.record(viewer, act, token, "", f"{grant.role} {grant.over} {grant.key}".strip(), digest=digest)
