"""Settings with which the server must not start, because strangers could open it or pretend to be somebody else."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from math import log2
from urllib.parse import urlsplit

from assess.core.errors import InputError

SECRET_LENGTH = 32  # minimum number of characters
SECRET_BITS = 120  # minimum number of bits as `_bits` estimates them: `python -m assess secret` prints over 130
# Bits per letter in a word, which is less than in a random text.
_WORD, _LETTER_BITS = re.compile("[A-Za-z][a-z]{4,}|[A-Z]{5,}"), 3
_DISTINCT = 8  # a random text of that length has more distinct characters, even in hexadecimal
_PLACEHOLDERS = ("random text", "cookie_secret", "cookie secret", "changeme", "change_me", "assess secret")


def is_loopback(host: str) -> bool:
    """Return whether a host name or an address is this computer's own; `host` may carry a port."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False


def require_this_computer(address: str | None, hosts: Sequence[str], *, has_sign_in: bool) -> None:
    """Raise an InputError when a server without sign-in is set up as one for others.

    `address` is where it would listen, `hosts` the host names it would answer to, none for all of them. `has_sign_in`
    says whether an identity provider is configured.
    """
    if has_sign_in:
        raise InputError(
            "The secrets have an [auth] part, but ASSESS_MODE is laptop, so everybody would be administrator without "
            "signing in: set ASSESS_MODE=deployed, or remove [auth]."
        )
    if address is None or not is_loopback(_bracketed(address)):
        raise InputError(
            "Without sign-in, Rung by Rung listens on this computer alone: leave server.address at localhost, "
            "or set ASSESS_MODE=deployed."
        )
    if not hosts or not all(is_loopback(_bracketed(host)) for host in hosts):
        raise InputError(
            "Without sign-in, Rung by Rung answers to this computer's own names alone: leave server.allowedHosts at "
            "localhost and 127.0.0.1, or set ASSESS_MODE=deployed."
        )


def require_sign_in(auth: Mapping[str, object] | None) -> None:
    """Raise an InputError when nobody could sign in, or anybody could forge the cookie that says who signed in.

    `auth` is the part [auth] of the secrets, None where there is none.
    """
    if auth is None:
        raise InputError(
            "ASSESS_MODE is deployed, but .streamlit/secrets.toml has no [auth] part, so nobody could sign in."
        )
    if fault := _fault_of(str(auth.get("cookie_secret", ""))):
        raise InputError(
            f"cookie_secret in the [auth] part of the secrets {fault}, so a sign-in could be forged: "
            "put in what `python -m assess secret` prints."
        )


def _fault_of(secret: str) -> str:
    """Return why a secret is easy to guess, "" if nothing obvious makes it so."""
    if any(text in secret.casefold() for text in _PLACEHOLDERS):
        return "is still a placeholder"
    if len(secret) < SECRET_LENGTH:
        return f"has fewer than {SECRET_LENGTH} characters"
    # A periodic text occurs in two copies of itself at a position other than the start and the middle.
    if len(set(secret)) < _DISTINCT or secret in (secret * 2)[1:-1]:
        return "repeats the same few characters"
    return "is easy to guess" if _bits(secret) < SECRET_BITS else ""


def _bits(secret: str) -> float:
    """Estimate how many bits a guesser must find: the entropy of the characters, and less of words.

    It is no proof: a text that somebody made up may be easier to guess than this says.
    """
    rest = _WORD.sub("", secret)
    shares = [count / len(rest) for count in Counter(rest).values()]
    entropy = sum(-share * log2(share) for share in shares)
    return len(rest) * entropy + (len(secret) - len(rest)) * _LETTER_BITS


def _bracketed(host: str) -> str:
    """Return an IPv6 address in brackets, as in a URL, and any other host unchanged."""
    return f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host
