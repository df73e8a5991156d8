"""Who has signed in, which roles they hold, and how they are forgotten."""

import re
import secrets
from dataclasses import astuple

from assess.core.access import Grant, Over, Person, Role, Viewer
from assess.core.errors import InputError
from assess.core.text import NAME_LIMIT, NOTE_LIMIT, required
from assess.database.interface import Transaction
from assess.store.keeping import Keeping, may_administer

# Who holds which role now: the newest row of each stands.
_GRANTED = """
    FROM granted g WHERE g.given AND g.number = (
        SELECT max(n.number) FROM granted n
        WHERE n.principal = g.principal AND n.role = g.role AND n.scope = g.scope AND n.key = g.key
    )
"""
_HELD = f"SELECT g.role, g.scope, g.key {_GRANTED} AND g.principal = ? ORDER BY g.number"
_ALL_HELD = f"SELECT g.principal, g.role, g.scope, g.key {_GRANTED} ORDER BY g.number"
_ADMINISTRATORS = f"SELECT g.principal {_GRANTED} AND g.role = 'administrator' AND g.scope = 'everything'"
# By token or by issuer and subject.
_TOKENS = "SELECT token, max(name) FROM person WHERE token = ? OR principal = ? GROUP BY token"
# Where people type, and a name may stand.
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


class People(Keeping):
    """People by tokens, and the grants that they hold now."""

    def viewer(self, principal: str, name: str, first_administrator: str = "") -> Viewer:
        """Return somebody who has signed in, with the grants that they hold now.

        While nobody is administrator of everything, `first_administrator` is.
        """

        def find() -> Viewer:
            token = self._greet(principal, name)
            grants = tuple(Grant(*row) for row in self._database.read(_HELD, [token]))
            if principal == first_administrator and not self._database.read(_ADMINISTRATORS):
                grants = (*grants, Grant("administrator", "everything"))
            return Viewer(token, name, grants)

        return self.recall(None, ("viewer", principal, name, first_administrator), find)

    def _greet(self, principal: str, name: str) -> str:
        """Return the token of who has signed in; their name is kept, the first time that it is known."""
        name = name[:NAME_LIMIT]
        known: dict[str, str] = dict(self._database.read(_TOKENS, [principal, principal]))
        if known and (not name or any(known.values())):
            return next(iter(known))
        with self._writing() as transaction:
            token = self._token(transaction, principal)
            if name:
                transaction.insert("person", [[token, principal, name, self._at()]])
        return token

    def _token(self, transaction: Transaction, who: str) -> str:
        """Return the token of somebody, who is named by it or by issuer and subject; a new one for a newcomer."""
        for token, _ in transaction.read(_TOKENS, [who, who]):
            return str(token)
        token = f"person-{secrets.token_hex(6)}"
        transaction.insert("person", [[token, who, "", self._at()]])
        return token

    def people(self, viewer: Viewer) -> list[Person]:
        """Return everybody who has signed in or was given a role, by name; only for administrators."""
        may_administer(viewer)
        grants: dict[str, list[Grant]] = {}
        for token, *grant in self._database.read(_ALL_HELD):
            grants.setdefault(token, []).append(Grant(*grant))
        rows = self._database.read("SELECT token, principal, max(name) FROM person GROUP BY token, principal")
        found = [Person(principal, name, tuple(grants.get(token, ())), token) for token, principal, name in rows]
        return sorted(found, key=lambda person: (person.name.casefold(), person.principal))

    def forget(self, viewer: Viewer, principal: str) -> str:
        """Remove somebody's name and sign-in for good, and their roles; return the token that stands for them now.

        Where people typed that name, the token takes its place. What they did stays, and the log stays whole: it
        has never known more of them than the token. An InputError for the last administrator.
        """
        may_administer(viewer)
        with self._writing() as transaction:
            if not transaction.read(_TOKENS, [principal, principal]):
                raise InputError("Choose whom to forget: there is nobody of this name.")
            token = self._token(transaction, principal)
            for grant in [Grant(*row) for row in transaction.read(_HELD, [token])]:
                self.take(viewer, token, grant)
            for (name,) in transaction.read("SELECT name FROM person WHERE token = ? AND name <> ''", [token]):
                self._erase(transaction, name, token)
            transaction.run("DELETE FROM person WHERE token = ?", [token])
            self._record(viewer, "forget", token, "", "")
        return token

    def _erase(self, transaction: Transaction, name: str, token: str) -> None:
        """Put a token in the place of a name wherever it was typed as words of its own, however it was written."""
        words = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
        for table, columns in _TYPED.items():
            for column in columns:
                for (text,) in transaction.read(f"SELECT DISTINCT {column} FROM {table} WHERE {column} <> ''"):
                    erased = words.sub(token, text)
                    if erased != text:
                        transaction.run(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [erased, text])

    def grant_named(self, viewer: Viewer, role: Role, over: Over, name: str) -> Grant:
        """Return a role over what is called so; an InputError when there is nothing of this name."""
        may_administer(viewer)
        if over == "everything":
            return Grant(role, over)
        found = self._database.read(_NAMED[over], [name.strip()])
        if not found:
            raise InputError(f"There is no {over} called “{name.strip()}”.")
        if len(found) > 1:
            raise InputError(f"There is more than one {over} called “{name.strip()}”.")
        return Grant(role, over, found[0][0])

    def give(self, viewer: Viewer, principal: str, grant: Grant) -> None:
        """Give somebody a role; an InputError when it is not said to whom."""
        may_administer(viewer)
        principal = required(principal, "Who it is for", limit=NOTE_LIMIT)
        self._grant(viewer, principal, grant, given=True)

    def take(self, viewer: Viewer, principal: str, grant: Grant) -> None:
        """Take a role away from somebody, from their next click on; never the last administrator's."""
        may_administer(viewer)
        with self._writing() as transaction:
            holders = {row[0] for row in transaction.read(_ADMINISTRATORS)}
            if grant == Grant("administrator", "everything") and holders == {self._token(transaction, principal)}:
                raise InputError("This is the last administrator. Give the role to somebody else first.")
            self._grant(viewer, principal, grant, given=False)

    def _grant(self, viewer: Viewer, principal: str, grant: Grant, *, given: bool) -> None:
        with self._writing() as transaction:
            token = self._token(transaction, principal)
            row = [self._next_number(), token, *astuple(grant), given, viewer.principal, self._at()]
            transaction.insert("granted", [row])
            told = f"{grant.role} {grant.over} {grant.key}".strip()
            self._record(viewer, "give role" if given else "take role", token, "", told)
