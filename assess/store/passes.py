"""Passes: how somebody with a code reaches their own answers, and nobody else does.

A response of people is never opened by its key. A browser has a secret in its URL, and at most one browser at a time
has it open. The pass ends when the answers are submitted or closed, or two hours after the last answer. After that,
three words open the response again, together with a code for its service and round.
"""

import secrets
from datetime import timedelta

from assess.core import return_words
from assess.core.access import guest
from assess.core.errors import InputError, NotAllowedError
from assess.core.return_words import Pass
from assess.core.voices import Invitation
from assess.database.interface import Transaction
from assess.store.connection import AuditedTransaction, Connection
from assess.store.invitations import Invitations
from assess.store.ratings import Ratings

LASTS = timedelta(hours=2)  # how long a pass lasts without an answer
GIVEN = "give words"  # the act that stores the digest of somebody's three words
_OPEN = "SELECT p.response, p.sealed, p.moment FROM pass p WHERE p.digest = ?"
# Filtered by the key itself: a join would read everybody's answers on every look-up.
_LAST_ANSWER = """
    SELECT (SELECT max(a.moment) FROM answer a WHERE a.response = ?)
    FROM response r WHERE r.key = ? AND r.service = ? AND r.round = ?
"""
_BY_WORDS = """
    SELECT w.response FROM return_words w JOIN response r ON r.key = w.response
    WHERE w.digest = ? AND r.service = ? AND r.round = ?
"""
# Passes from before return words existed.
_WITHOUT_WORDS = """
    SELECT r.key FROM response r
    WHERE r.key = ? AND r.service = ? AND r.round = ? AND r.voice = 'people'
        AND r.key NOT IN (SELECT w.response FROM return_words w)
        AND r.key NOT IN (SELECT b.response FROM submission b)
"""


class Passes:
    """Beginning by a code, coming back by three words, and closing the answers on a device."""

    def __init__(self, connection: Connection, ratings: Ratings, invitations: Invitations) -> None:
        self._connection, self._ratings, self._invitations = connection, ratings, invitations

    def record_older_rows(self) -> None:
        """Record the words that an earlier version gave without an act, once."""
        self._connection.record_older_rows("return_words", GIVEN)

    def begin(self, code: str, people: int | None = None) -> Pass:
        """Begin a response as `invitations.join` does, and open it."""
        invitation = self._invitations.by_code(code)
        words, digest = self._drawn(invitation)
        with self._connection.write() as transaction:
            response = self._invitations.join(code, people)
            return self._add_words(transaction, invitation, response.key, words, digest)

    def open_by_key(self, invitation: Invitation, response: str) -> Pass:
        """Open a draft that was begun before there were words, once; it gets words then. NotAllowedError for others."""
        words, digest = self._drawn(invitation)
        with self._connection.write() as transaction:
            if not transaction.read(_WITHOUT_WORDS, [response, *_place(invitation)]):
                raise NotAllowedError("There is no such answer for this code.")
            return self._add_words(transaction, invitation, response, words, digest)

    def come_back(self, invitation: Invitation, words: str) -> Pass:
        """Open the response of three words, which is then open on this device alone; an InputError if there is none.

        The words are as `return_words.read` returns them.
        """
        if not invitation.lets_go_on(self._connection.clock.today()):
            raise InputError("Answering has ended. What you had answered by then is kept.", "ended")
        digest = return_words.digest(words, " ".join(_place(invitation)))
        with self._connection.write() as transaction:
            rows = transaction.read(_BY_WORDS, [digest, *_place(invitation)])
            if not rows:
                raise InputError("No answers are kept under these words. Check the words and their order.", "words")
            return self._open(transaction, rows[0][0], words)

    def opened(self, invitation: Invitation, secret: str) -> Pass | None:
        """Return the pass of the secret in a URL, None once it has ended. It is never cached."""
        for response, number, begun in self._connection.read(_OPEN, [return_words.secret_digest(secret)]):
            rows = self._connection.read(_LAST_ANSWER, [response, response, *_place(invitation)])
            for (answered,) in rows:
                if self._connection.clock.moment() <= max(begun, answered or begun) + LASTS:
                    return Pass(response, secret, return_words.unsealed(number, secret))
        return None

    def submit(self, opened: Pass) -> None:
        """Submit the response, and end the pass."""
        with self._connection.write() as transaction:
            self._ratings.submit(guest(opened.response), opened.response)
            _end(transaction, opened.response)

    def close(self, opened: Pass) -> None:
        """End the pass: the answers stay, and only the three words open them."""
        with self._connection.write() as transaction:
            _end(transaction, opened.response)

    def _drawn(self, invitation: Invitation) -> tuple[str, str]:
        """Return new words with their digest, made outside of any transaction: it takes time."""
        words = " ".join(secrets.choice(return_words.WORDS) for _ in range(return_words.HOW_MANY))
        return words, return_words.digest(words, " ".join(_place(invitation)))

    def _add_words(
        self, transaction: AuditedTransaction, invitation: Invitation, response: str, words: str, digest: str
    ) -> Pass:
        while transaction.read(_BY_WORDS, [digest, *_place(invitation)]):
            words, digest = self._drawn(invitation)
        transaction.insert_row("return_words", response=response, digest=digest)
        transaction.record(guest(response), GIVEN, " ".join(_place(invitation)))
        return self._open(transaction, response, words)

    def _open(self, transaction: Transaction, response: str, words: str) -> Pass:
        opened = Pass(response, secrets.token_urlsafe(16), words)
        _end(transaction, response)
        transaction.insert_row(
            "pass",
            response=response,
            digest=return_words.secret_digest(opened.secret),
            sealed=return_words.sealed(words, opened.secret),
            moment=self._connection.clock.moment(),
        )
        return opened


def _place(invitation: Invitation) -> tuple[str, str]:
    return invitation.service.key, invitation.round.key


def _end(transaction: Transaction, response: str) -> None:
    transaction.replace("pass", {"response": response}, (), [])
