"""Where the name of a person stands in what people typed, and that text without it.

A name is often a word of its own: “In May people will meet” does not name Will May. So only the whole name counts by
itself, and everything else is for a reader to decide.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from assess.core.text import normalized

Kind = Literal["name", "part", "link"]

LINK_REMOVED = "[link removed]"
_FEWEST_LETTERS = 3  # of a name or a part of it
_CONTEXT = 40  # characters shown on each side
_LINK = re.compile(
    r"(https?://|www\.)[^\s<>\"']+|[\w.+-]+@[\w-]+\.[\w.-]*\w|\b[\w-]+(\.[\w-]+)*\.[a-z]{2,}/[^\s<>\"']*",
    re.IGNORECASE,
)
_ENCODED = re.compile(r"(%[0-9a-f]{2})+", re.IGNORECASE)
# Not inside a longer word, nor beside a hyphen (May-Smith) or an apostrophe (O'May), except a possessive (`Will
# May's`).
_BEGINS, _ENDS = r"(?<!\w)(?<!\w['’-])", r"(?!\w)(?!-\w)(?!['’](?!s\b)\w)"


class Span(NamedTuple):
    """A part of a text, from `start` up to `end`: a whole name, a part of one, or a link that contains the name."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a person may be named: in which table and column, and the words there with those around them.

    `key` stands for the place as long as its text is the same. `service` and `round` are names, "" where there is none.
    Of what people who use a service wrote it has the name alone: the rest may not be shown, nor that they answered.
    """

    key: str
    table: str
    column: str
    service: str
    round: str
    kind: Kind
    before: str
    found: str
    after: str
    is_of_people: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether it is the whole name, and not a single word of it or a link."""
        return self.kind == "name"


def spans(names: Iterable[str], text: str, *, is_link: bool = False) -> list[Span]:
    """Return where a person of these names may be named in a text, in order, without overlap.

    A link or an e-mail address is a span as a whole; `is_link` says that the whole text is one.
    """
    parts = [part for name in names if (part := _parts(name))]
    links = [(0, len(text))] if is_link and text else [match.span() for match in _LINK.finditer(text)]
    found: list[Span] = []
    for span in _every(parts, text, links):
        # Links and whole names come first, so that they win over parts of names.
        if all(span.end <= other.start or span.start >= other.end for other in found):
            found.append(span)
    inside = [span for span in found if span.kind == "link" or not _touches(span, links)]
    return sorted(inside)


def without(text: str, chosen: Iterable[Span], token: str) -> str:
    """Return a text with a token for each of these names, and without these links."""
    for span in sorted(chosen, reverse=True):
        text = text[: span.start] + (LINK_REMOVED if span.kind == "link" else token) + text[span.end :]
    return text


def around(text: str, span: Span) -> tuple[str, str, str]:
    """Return a few words before a span, the span and a few words after it, each on one line."""
    before, after = text[: span.start][-_CONTEXT:], text[span.end :][:_CONTEXT]
    begins, ends = "…" if span.start > _CONTEXT else "", "…" if len(text) - span.end > _CONTEXT else ""
    pieces = (begins + before, text[span.start : span.end], after + ends)
    first, found, last = (re.sub(r"\s+", " ", piece) for piece in pieces)
    return first, found, last


def _parts(name: str) -> list[str]:
    """Return the words of a name, the family name last: `May, Will` is Will May."""
    last, comma, first = normalized(name).partition(",")
    return f"{first} {last}".split() if comma else last.split()


def _every(names: Sequence[Sequence[str]], text: str, links: Sequence[tuple[int, int]]) -> Iterator[Span]:
    for start, end in links:
        if any(_is_in_link(parts, text[start:end]) for parts in names):
            yield Span(start, end, "link")
    for parts in names:
        if len(parts) > 1:
            kind: Kind = "name" if sum(map(len, parts)) >= _FEWEST_LETTERS else "part"
            yield from (Span(*match.span(), kind) for match in _whole(parts).finditer(text))
    for parts in names:
        yield from (Span(*match.span(), "part") for match in _single(parts).finditer(text))


def _whole(parts: Sequence[str]) -> re.Pattern[str]:
    words = [re.escape(part) for part in parts]
    in_order, last_first = r"\s+".join(words), words[-1] + r"\s*,\s*" + r"\s+".join(words[:-1])
    return re.compile(rf"{_BEGINS}({in_order}|{last_first}){_ENDS}", re.IGNORECASE)


def _single(parts: Sequence[str]) -> re.Pattern[str]:
    if len(parts) == 1:
        return re.compile(rf"{_BEGINS}{re.escape(parts[0])}{_ENDS}", re.IGNORECASE)
    # In lower case, `will` and `may` are nearly always other words.
    words = {word for part in parts if len(part) >= _FEWEST_LETTERS for word in (part, part.upper())}
    either = "|".join(map(re.escape, sorted(words))) or r"(?!)"
    return re.compile(rf"{_BEGINS}({either}){_ENDS}")


def _is_in_link(parts: Sequence[str], link: str) -> bool:
    link = _ENCODED.sub(lambda match: bytes.fromhex(match[0].replace("%", "")).decode(errors="replace"), link)
    words = [re.escape(part) for part in parts]
    orders = {r"[\W\d_]{0,3}".join(words), r"[\W\d_]{0,3}".join([*words[-1:], *words[:-1]])}
    return bool(re.search(rf"(?<![^\W\d_])({'|'.join(sorted(orders))})(?![^\W\d_])", link, re.IGNORECASE))


def _touches(span: Span, links: Iterable[tuple[int, int]]) -> bool:
    return any(span.start < end and start < span.end for start, end in links)
