"""What people read who answer about a service: the sentences of a file, so that a translation is a file.

`data/plain/en.toml` has them by screen. What people are asked is in the frameworks' files.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from assess.core import paths

FOLDER = paths.PROGRAM / "data" / "plain"
LANGUAGE = "en"


@cache
def sentences(file: Path) -> Mapping[str, str]:
    """Return the sentences of a file by their screen and key: `stop.title`."""
    screens: dict[str, dict[str, str]] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {f"{screen}.{key}": text for screen, texts in screens.items() for key, text in texts.items()}


def text(key: str, **facts: object) -> str:
    """Return a sentence with the facts in it; a KeyError for a key that the file does not have."""
    return sentences(FOLDER / f"{LANGUAGE}.toml")[key].format(**facts)


def counted(key: str, number: int, **facts: object) -> str:
    """Return a sentence with a number in it, in its own form for one."""
    return text(f"{key}_one" if number == 1 else key, number=number, **facts)


def about(framework: str, number: int) -> str:
    """Return what stands before a framework's first question; "" for a framework that the file does not know."""
    key = f"about.{framework}"
    return text(key, number=number) if key in sentences(FOLDER / f"{LANGUAGE}.toml") else ""


def prompt(framework: str, item: str) -> str:
    """Return what the leader of a meeting asks the group about an item; "" for an item that the file does not know."""
    return sentences(FOLDER / f"{LANGUAGE}.toml").get(f"group.{framework}.{item}", "")
