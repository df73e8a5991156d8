"""Accounts: the people who have signed in or were given a role, and the roles that they hold."""

import re
import secrets
from dataclasses import astuple
from datetime import date

from assess.core.access import Grant, Over, Person, Role, Viewer
from assess.core.errors import InputError
from assess.core.text import NAME_LIMIT, NOTE_LIMIT, required
from assess.database.interface import SET_UP_VERSION, Transaction
from assess.store.columns import Columns
from assess.store.connection import Connection, cached
from assess.store.scope import require_administrator

GRANT = Columns(Grant, "g", "role scope key")
# The roles held now: the newest row of each decides whether it is given or taken.
_GRANTED = """
    FROM granted g WHERE g.given AND g.number = (
        SELECT max(n.number) FROM granted n
        WHERE n.principal = g.principal AND n.role = g.role AND n.scope = g.scope AND n.key = g.key
    )
"""
_HELD = f"SELECT {GRANT} {_GRANTED} AND g.principal = ? ORDER BY g.number"
_ALL_HELD = f"SELECT {GRANT}, g.principal {_GRANTED} ORDER BY g.number"
_TAKEN_SINCE = f"SELECT DISTINCT {GRANT} FROM granted g WHERE NOT g.given AND g.principal = ? AND g.moment >= ?"
_ADMINISTRATORS = f"SELECT g.principal {_GRANTED} AND g.role = 'administrator' AND g.scope = 'everything'"
# Of a person by token, or by issuer and subject.
_TOKENS = "SELECT token, max(name) FROM person WHERE token = ? OR principal = ? GROUP BY token"
_SIGNED_OUT = "SELECT max(o.until) FROM signed_out o JOIN person p ON p.token = o.token WHERE p.principal = ?"
_SIGN_OUTS_VERSION = "sign-outs"  # the version counter of results that depend on sign-outs
# The columns with text that people typed, which may contain a name.
_TYPED = {
    "answer": ("does_not_apply", "note", "link"),
    "reopening": ("reason",),
    "round_end": ("reason",),
    "action": ("what", "owner", "co_owner"),
}
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

    def signed_out_until(self, principal: str) -> float:
        """Return when a person last signed out, in seconds since 1970; 0 if never. Sign-ins until then have ended."""
        counters = (SET_UP_VERSION, _SIGN_OUTS_VERSION)
        return self._connection.cache.recall(counters, ("signed out", principal), lambda: self._signed_out(principal))

    def _signed_out(self, principal: str) -> float:
        ((until,),) = self._connection.read(_SIGNED_OUT, [principal])
        return float(until or 0)

    def sign_out(self, principal: str, until: float) -> None:
        """End a person's sign-ins up to a time, in seconds since 1970, on every replica."""
        # It is no event of the audit log.
        with self._connection.write() as transaction:
            until = max(until, self._signed_out(principal))
            for token, _ in transaction.read(_TOKENS, [principal, principal]):
                transaction.replace("signed_out", {"token": token}, ("token", "until"), [(token, until)])
            transaction.bumped.add(_SIGN_OUTS_VERSION)

    @cached(frozenset({"granted"}))
    def taken_since(self, token: str, day: date) -> list[Grant]:
        """Return the roles that were taken away from a person on this day or later."""
        return sorted(GRANT.values(self._connection.read(_TAKEN_SINCE, [token, day])), key=astuple)

    def _held(self, token: str) -> list[Grant]:
        return GRANT.values(self._connection.read(_HELD, [token]))

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

    def _token(self, transaction: Transaction, who: str) -> str:
        """Return the token of a person by token or by issuer and subject; a new one for a newcomer."""
        for token, _ in transaction.read(_TOKENS, [who, who]):
            return str(token)
        token = f"person-{secrets.token_hex(6)}"
        self._insert_person(transaction, token, who, "")
        return token

    def _insert_person(self, transaction: Transaction, token: str, principal: str, name: str) -> None:
        moment = self._connection.clock.moment()
        transaction.insert_row("person", token=token, principal=principal, name=name, moment=moment)

    def every(self, viewer: Viewer) -> list[Person]:
        """Return all people who have signed in or were given a role, by name; for administrators only."""
        require_administrator(viewer)
        grants: dict[str, list[Grant]] = {}
        for grant, (token,) in map(GRANT.split, self._connection.read(_ALL_HELD)):
            grants.setdefault(token, []).append(grant)
        rows = self._connection.read("SELECT token, principal, max(name) FROM person GROUP BY token, principal")
        people = [Person(principal, name, tuple(grants.get(token, ())), token) for token, principal, name in rows]
        return sorted(people, key=lambda person: (person.name.casefold(), person.principal))

    def forget(self, viewer: Viewer, principal: str) -> str:
        """Remove a person's name, sign-in and roles for good; return the token that stands for them now.

        The token replaces the name where people typed it. What the person did stays, and the audit log stays
        unbroken: it only has the token. An InputError for the last administrator.
        """
        require_administrator(viewer)
        with self._connection.write() as transaction:
            if not transaction.read(_TOKENS, [principal, principal]):
                raise InputError("Choose whom to forget: there is nobody of this name.")
            token = self._token(transaction, principal)
            for grant in self._held(token):
                self.take(viewer, token, grant)
            for (name,) in transaction.read("SELECT name FROM person WHERE token = ? AND name <> ''", [token]):
                _erase(transaction, name, token)
            transaction.run("DELETE FROM person WHERE token = ?", [token])
            transaction.run("DELETE FROM signed_out WHERE token = ?", [token])
            transaction.record(viewer, "forget", token)
        return token

    def grant_named(self, viewer: Viewer, role: Role, over: Over, name: str) -> Grant:
        """Return a role over what has this name; an InputError if nothing or more than one has it."""
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
            act = "give role" if given else "take role"
            transaction.record(viewer, act, token, "", f"{grant.role} {grant.over} {grant.key}".strip())


def _erase(transaction: Transaction, name: str, token: str) -> None:
    """Replace a name by a token wherever it was typed as whole words, in capitals or not."""
    words = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    for table, columns in _TYPED.items():
        for column in columns:
            for (text,) in transaction.read(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''"):
                erased = words.sub(token, text)
                if erased != text:
                    transaction.run(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [erased, text])
