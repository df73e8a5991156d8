"""This computer in the hands of people who answer: until the manager's word takes it back, nobody here has a role.

Only where nobody signs in, so that one computer is meant. It is kept by the process: a server that is started again is
the manager's again.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from assess.core.errors import InputError

SHORTEST = 4  # characters of the word


@dataclass(frozen=True, slots=True)
class _Handed:
    code: str
    salt: bytes
    digest: bytes


_HANDED: list[_Handed] = []  # the current word, None without one


def code() -> str:
    """Return the code of the invitation that people answer now, "" while this computer is the manager's."""
    return _HANDED[0].code if _HANDED else ""


def begin(invitation_code: str, word: str) -> None:
    """Hand this computer over for one invitation until `word` takes it back. InputError for too short a word."""
    if len(word) < SHORTEST:
        raise InputError(f"The word that takes this computer back needs at least {SHORTEST} characters.")
    salt = secrets.token_bytes(16)
    _HANDED[:] = [_Handed(invitation_code, salt, _digest(word, salt))]


def take_back(word: str) -> None:
    """End the handover. InputError for a wrong word."""
    if not _HANDED or not hmac.compare_digest(_HANDED[0].digest, _digest(word, _HANDED[0].salt)):
        raise InputError("This is not the word with which this computer was handed over.", "staff_word")
    _HANDED.clear()


def _digest(word: str, salt: bytes) -> bytes:
    return hashlib.scrypt(word.encode(), salt=salt, n=2**12, r=8, p=1)
