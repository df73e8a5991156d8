"""What people read who answer about a service: the sentences of a file, so that a translation is a file.

`data/plain/en.toml` has them by screen. What people are asked is in the frameworks' files.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from assess.core import paths
from assess.core.dates import date_of
from assess.core.errors import AssessError, InputError, NotAllowedError, StoreError
from assess.core.voices import Invitation

# The state of a question: answered, answered with "I don't know", or unanswered.
Cell = Literal["given", "unknown", "open"]
FOLDER = paths.PROGRAM / "data" / "plain"
LANGUAGE = "en"


@cache
def sentences(file: Path) -> Mapping[str, str]:
    """Return the sentences of a file by their screen and key: `stop.title`."""
    screens: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {f"{screen}.{key}": text for screen, texts in screens.items() for key, text in texts.items()}


def text(key: str, **facts: object) -> str:
    """Return a sentence with the facts in it, a date as `day` writes it; a KeyError for a key that the file lacks."""
    written = {name: day(fact) if isinstance(fact, date) else fact for name, fact in facts.items()}
    return sentences(FOLDER / f"{LANGUAGE}.toml")[key].format(**written)


def day(when: date) -> str:
    """Return a date, or the date of a moment, as people say it in their language: 3 June 2026."""
    on = date_of(when) if isinstance(when, datetime) else when
    month = text(f"dates.month_{on.month}")
    return text("dates.day", day=str(on.day), month=month, year=str(on.year))


def cells(states: Sequence[Cell]) -> str:
    """Say which questions have an answer, which are not known and which are open."""
    numbers: dict[Cell, list[str]] = {"given": [], "unknown": [], "open": []}
    for number, state in enumerate(states, start=1):
        numbers[state].append(str(number))
    return " ".join(text(f"back.{state}", numbers=", ".join(those)) for state, those in numbers.items() if those)


def refusal(error: AssessError) -> str:
    """Return what people read who answer, where something that they did was refused."""
    match error:
        case InputError(plain=key) if key:
            return text(f"refused.{key}", **error.facts)
        case NotAllowedError():
            return text("refused.not_yours")
        case StoreError():
            return text("refused.later")
    return text("refused.other")


def counted(key: str, number: int, **facts: object) -> str:
    """Return a sentence with a number in it, in its own form for one."""
    return text(f"{key}_one" if number == 1 else key, number=number, **facts)


def prompt(framework: str, item: str) -> str:
    """Return what the leader of a meeting asks the group about an item; "" for an item that the file does not know."""
    return sentences(FOLDER / f"{LANGUAGE}.toml").get(f"group.{framework}.{item}", "")


def about(framework: str, number: int) -> str:
    """Return the introduction to a framework's questions; "" for a framework that the file does not know."""
    key = f"about.{framework}"
    return text(key, number=number) if key in sentences(FOLDER / f"{LANGUAGE}.toml") else ""


def closed(invitation: Invitation, today: date) -> str:
    """Say why nobody can begin to answer by an invitation; "" while they can."""
    try:
        invitation.require_open(today)
    except InputError as error:
        return refusal(error)
    return ""
