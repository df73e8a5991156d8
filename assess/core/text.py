"""Words: what people may type, short keys made from names, and how numbers and names are written."""

import re
import unicodedata
from collections.abc import Sequence

from assess.core.errors import InputError

NAME_LIMIT = 120
NOTE_LIMIT = 4_000
LINK_LIMIT = 2_000
WITHHELD = "(words are not in this link)"  # replaces a text that a shared link leaves out

# Control characters, separators of lines, halves of characters, and what reorders the displayed text, so that it can
# look different from its content (Unicode UAX 9).
_HIDDEN = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff\\u202a-\\u202e\\u2066-\\u2069]")
# These characters are invisible and could make two different names look the same: soft hyphens, zero-width spaces,
# direction marks, fillers (Unicode, Default_Ignorable_Code_Point).
_INVISIBLE = re.compile(
    "[\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180e\\u200b\\u200e\\u200f"
    "\\u2060-\\u2064\\u206a-\\u206f\\u3164\\ufeff\\uffa0\\ufff9-\\ufffb]"
)
# Persian, Hindi and emoji need the two joiners; beside a Latin letter, a space or an end they show nothing either.
_LATIN = "\\x00-\\u024f\\u0300-\\u036f\\u1e00-\\u1eff"
_IDLE_JOINERS = re.compile(f"(?<![^{_LATIN}])[\\u200c\\u200d]+|[\\u200c\\u200d]+(?![^{_LATIN}])")


def normalized(text: str) -> str:
    """Return a text with each accented letter as one character (Unicode NFC), as all that is typed is stored."""
    return unicodedata.normalize("NFC", text)


def visible(text: str) -> str:
    """Return a normalized text without the characters that show nothing."""
    return normalized(_IDLE_JOINERS.sub("", normalized(_INVISIBLE.sub("", text))))


def checked(text: str, what: str, *, limit: int, lines: bool = False) -> str:
    """Return the text without space around it and without what shows nothing; an InputError names what cannot be taken.

    `what` is how the sentence calls it ("The note"); `limit` is in characters; `lines` allows line breaks
    and tabs.
    """
    text = visible(text.replace("\r\n", "\n")).strip()
    if len(text) > limit:
        sentence = f"{what} is {len(text):,} characters long; the most it can be is {limit:,}."
        raise InputError(sentence, "long", limit=limit)
    for found in _HIDDEN.finditer(text):
        if lines and found[0] in "\n\t":
            continue
        raise InputError(
            f"{what} has a hidden character (U+{ord(found[0]):04X}) at place {found.start() + 1}; "
            "delete it or type the text again.",
            "hidden",
        )
    return text


def required(text: str, what: str, *, limit: int = NAME_LIMIT) -> str:
    """Return a checked one-line text; an InputError says when there is none."""
    text = " ".join(checked(text, what, limit=limit).split())
    if not text:
        raise InputError(f"{what} is missing.", "missing", what=what)
    return text


def checked_link(link: str) -> str:
    """Return a web address, with its scheme, or nothing; an InputError says what an address must look like."""
    link = checked(link, "The link", limit=LINK_LIMIT)
    if re.fullmatch(r"\w[\w-]*(\.[\w-]+)*\.[a-z]{2,}(/[^\s<>\"']*)?", link, re.IGNORECASE):
        # People leave out the scheme, and browsers add it.
        link = f"https://{link}"
    if link and not re.fullmatch(r"https?://[^\s/?#<>\"']+\.?[^\s<>\"']*", link, re.IGNORECASE):
        raise InputError(f"The link “{link[:60]}” is not a web address; it must begin with https:// or http://.")
    return link


def slug(name: str) -> str:
    """Return a key of lower-case letters, digits and hyphens made from a name; "unnamed" for no letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "unnamed"


def unused(wanted: str, taken: frozenset[str]) -> str:
    """Return the wanted key, or the first of `wanted-2`, `wanted-3`, ... that is not taken."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def withheld(text: str) -> str:
    """Return the placeholder for a text that is left out; an empty text stays empty."""
    return WITHHELD if text else ""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 act`, `1,200 acts`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(names: Sequence[str], most: int = 3) -> str:
    """Return names as a reader lists them: `A, B and C`, or `A, B, C and 4 more`."""
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def moved(steps: int) -> str:
    """Return a move of so many levels: `up 1`, `same`, `down 2`."""
    return f"up {steps}" if steps > 0 else f"down {-steps}" if steps < 0 else "same"
