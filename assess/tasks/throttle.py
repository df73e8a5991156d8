"""Guessing codes is made pointless: after too many wrong ones, none is taken for a while."""

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from assess.core.errors import InputError
from assess.core.voices import Invitation
from assess.store import Store

MOST_WRONG, WHILE = 30, 60.0  # wrong codes in so many seconds, over all who try
SHORT = 15  # letters and digits: a typed code has fewer, the token of a link more


@dataclass
class Tries:
    """The wrong codes of the last minute in this process."""

    clock: Callable[[], float] = time.monotonic
    _wrong: deque[float] = field(default_factory=deque)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def invitation(self, store: Store, code: str) -> Invitation:
        """Return what a code invites to; an InputError for a wrong one, and for any short code after too many.

        A link's token is too long to be guessed, so people who follow a link are never kept waiting.
        """
        # Signs between the letters are not looked at, so they make no code longer.
        if sum(map(str.isalnum, code)) < SHORT and self._are_too_many():
            raise InputError("Too many wrong codes were tried. Wait a minute, then type yours again.")
        try:
            return store.invitation(code)
        except InputError:
            with self._lock:
                self._wrong.append(self.clock())
            raise

    def _are_too_many(self) -> bool:
        with self._lock:
            while self._wrong and self._wrong[0] < self.clock() - WHILE:
                self._wrong.popleft()
            return len(self._wrong) >= MOST_WRONG
