"""Names as they are shown: different ones never look alike, and those written from right to left stay together."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain, count
from typing import TypeVar

from assess.core.programme import Service

K = TypeVar("K")

# Scripts that are written from right to left (Unicode, Bidi_Class R and AL).
_RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
# From one such letter to another, across the characters that a name may contain; not across a comma, which may separate
# two names.
_INSIDE = f"{_RIGHT_TO_LEFT} 0-9'’–-"
_RUN = re.compile(f"[{_RIGHT_TO_LEFT}]([{_INSIDE}]*[{_RIGHT_TO_LEFT}])?")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ISOLATE, _POP = "\u2068", "\u2069"  # first strong isolate, and its end (Unicode UAX 9)


def isolated(text: str) -> str:
    """Return a text in which a right-to-left part does not reorder the text around it.

    Direction characters are removed. No form accepts them, but a database may have them from elsewhere.
    """
    return text if text.isascii() else _RUN.sub(f"{_ISOLATE}\\g<0>{_POP}", _TURNING.sub("", text))


def directed(text: str) -> list[tuple[str, bool]]:
    """Return the parts of a text, each with whether it is written from right to left."""
    parts, end = [], 0
    for run in _RUN.finditer(text):
        parts += [(text[end : run.start()], False), (run.group(), True)]
        end = run.end()
    return [part for part in (*parts, (text[end:], False)) if part[0]]


def shortened(text: str, length: int) -> str:
    """Return a text of at most this many characters; the end of a longer one becomes an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def told_apart(names: Iterable[str], length: int) -> dict[str, str]:
    """Return each name as it is shown where `length` characters fit: cut there, no two different names look alike.

    A name is left whole unless another begins with the same characters: then its middle is left out, so that what
    differs is seen. Names that differ at several places far apart get a number.
    """
    by_start: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        by_start.setdefault(shortened(name, length), []).append(name)
    shown: dict[str, str] = {}
    taken: set[str] = set()
    for alike in by_start.values():
        place = _difference(min(alike), max(alike))
        for name in alike:
            text = name if len(alike) == 1 else _around(name, place, length)
            shown[name] = _not_among(taken, text, length)
            taken.add(shortened(shown[name], length))
    return shown


def all_shortened(names: Iterable[str], length: int) -> dict[str, str]:
    """Return each name in at most this many characters, at least ten, so that no two different names look alike."""
    return {name: shortened(text, length) for name, text in told_apart(names, length).items()}


def of_services(services: Sequence[Service]) -> dict[str, str]:
    """Return the name of each service by its key, with its organisation where another has the same name."""
    names = Counter(service.name for service in services)
    return apart(
        {
            service.key: service.name if names[service.name] == 1 else f"{service.name}, {service.organisation}"
            for service in services
        }
    )


def apart(names: Mapping[K, str], details: Mapping[K, str] | None = None) -> dict[K, str]:
    """Return each name by its key so that no two are equal: with its detail where another is equal, else with a number.

    A select box knows its options by their labels alone: of two equal ones it would always choose the last.
    """
    counts, shown, taken = Counter(names.values()), dict[K, str](), set[str]()
    for key, name in names.items():
        detail = (details or {}).get(key, "") if counts[name] > 1 else ""
        text = f"{name} ({detail})" if detail else name
        numbered = (f"{text} ({number})" for number in count(2))
        shown[key] = next(each for each in chain([text], numbered) if each not in taken)
        taken.add(shown[key])
    return shown


def _difference(one: str, other: str) -> int:
    """Return the index of the first character in which two texts differ, at most the length of the shorter one."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _around(name: str, place: int, length: int) -> str:
    """Return a name's first characters and those from the word in which it differs at `place`."""
    room = 2 * length // 3
    start = name.rfind(" ", 0, place) + 1
    # In a long word, start later, so that the difference itself is shown.
    tail = shortened(name[start if place - start < room // 2 else place :], room)
    return f"{name[: length - len(tail) - 1].rstrip()}…{tail}"


def _not_among(taken: Collection[str], text: str, length: int) -> str:
    numbered = (f"{text[: length - len(f' ({number})')].rstrip()} ({number})" for number in count(2))
    return next(each for each in chain([text], numbered) if shortened(each, length) not in taken)
