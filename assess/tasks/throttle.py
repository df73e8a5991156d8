"""The limit for wrong codes: after too many by one client, or by all together, none is accepted for a minute.

What is counted is the text that the store compares. A client is a network address, so one who guesses keeps nobody
else out; only many clients at once can, at a much higher number. Three words have a third limit, for each service and
round in an hour: with fifty people's answers behind the words, somebody who tries without a pause then needs about two
hundred days to open those of one.
"""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import TypeVar

from assess.core.errors import InputError
from assess.core.return_words import Pass
from assess.core.voices import Invitation, compared
from assess.store import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Limit:
    """The most different wrong tries of a kind in a minute, by one client and by all."""

    kind: str
    by_client: int
    in_all: int
    refusal: str = "Too many wrong codes were tried. Wait a minute, then type yours again."


CODES = Limit("code", by_client=10, in_all=200)
WORDS = Limit("words", by_client=10, in_all=200)
HANDED_OVER = Limit("handover", 10, 10)
LINKS = Limit("link", 10, 200, "Too many links that open nothing were tried. Wait a minute, then open yours again.")
WORDS_IN_AN_HOUR = 60  # wrong tries for one service and round; repeated ones count too


@dataclass
class Throttle:
    """Counts wrong tries in the database, as hashes under `key`: without it they show neither addresses nor codes."""

    key: str = ""
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def invitation(self, store: Store, client: str, code: str) -> Invitation:
        """Return the invitation of a code. InputError for a wrong one, and for any short code after too many.

        A link's token is too long to be guessed, so people who follow a link are never kept waiting.
        """
        _, short = compared(code)
        if not short:
            return store.invitations.by_code(code)
        return self.attempt(store, CODES, client, short, lambda: store.invitations.by_code(code))

    def link(self, store: Store, client: str, secret: str, look_up: Callable[[], T]) -> T:
        """Return what a link to read opens. InputError for one that opens nothing, and for any after too many."""
        return self.attempt(store, LINKS, client, secret, look_up)

    def come_back(self, store: Store, client: str, invitation: Invitation, words: str) -> Pass:
        """Open a response by its words. InputError for wrong ones, and for any after too many wrong tries."""
        place = f"{invitation.service.key} {invitation.round.key}"
        where = self._hash(place)

        def look_up() -> Pass:
            if store.wrong_tries.at(where) >= WORDS_IN_AN_HOUR:
                raise InputError(
                    "Too many wrong words were tried here. Your answers are kept. Come back in an hour.", "many_words"
                )
            try:
                return store.passes.come_back(invitation, words)
            except InputError:
                store.wrong_tries.keep_at(where)
                raise

        return self.attempt(store, WORDS, client, f"{place} {words}", look_up)

    def attempt(self, store: Store, limit: Limit, client: str, tried: str, look_up: Callable[[], T]) -> T:
        """Return the result of `look_up`; an InputError that it raises counts as a wrong try.

        After too many wrong tries raise an InputError without calling it. `client` is an address, "" if it is not
        known, and `tried` the text that is compared. The same text tried again counts once.
        """
        who, what = self._hash(_network(client)), self._hash(tried)
        # One thread at a time, so that each try is counted before the next.
        with self._turn:
            wrong = store.wrong_tries.of(limit.kind)
            by_client = sum(other == who for other, _ in wrong) if who else 0
            if by_client >= limit.by_client or len(wrong) >= limit.in_all:
                raise InputError(limit.refusal, "many_codes")
            try:
                return look_up()
            except InputError:
                if (who, what) not in wrong:
                    store.wrong_tries.keep(limit.kind, who, what)
                raise

    def _hash(self, text: str) -> str:
        key = hashlib.sha256(self.key.encode()).digest()
        return hashlib.blake2b(text.encode(), key=key, digest_size=16).hexdigest() if text else ""


def _network(client: str) -> str:
    """Return the part of an address that identifies a client, "" if it is not an address.

    It is the whole of an IPv4 address, and the first half of an IPv6 address: a household has all of the second.
    """
    try:
        address = ip_address(client)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))
    return str(address)
