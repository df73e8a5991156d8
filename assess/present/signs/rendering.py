"""Templates filled with facts: every text is escaped, and a fact that is missing is an error."""

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension

TEMPLATES = Path(__file__).parent
_LINK = re.compile(r'<a href="[^"]*" data-page="[^"]*">(.*?)</a>', re.DOTALL)
LONGEST_WORD = 24  # letters that every column has room for

_QUOTED = re.compile(r'(?<=\w)="(?!signs")([\w-]+)"(?=[\s>{])')
_INDENTED = re.compile(r"\n[ \t]+")
_BETWEEN_CELLS = re.compile(r"\n(?=</?t)")  # table, thead, tbody, tr, th, td


class Shorter(Extension):
    """Takes off what means nothing in HTML: quotes around one word, indentation, and lines between cells.

    It is done once for each template: a page has hundreds of cells, and is sent each time.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002 - Jinja's
        """Return the text of a template in the form to compile."""
        return _BETWEEN_CELLS.sub("", _INDENTED.sub("\n", _QUOTED.sub(r"=\1", source)))


# Templates are files of the program, so they are read once and never looked for again.
ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    extensions=[Shorter],
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def is_unbroken(text: str) -> bool:
    """Say whether a text has a word that may be wider than its column and needs a break inside the word."""
    return any(len(word) > LONGEST_WORD for word in text.split())


def quoted(text: str) -> str:
    """Return a text as a string of a style sheet, for the attribute `style`; what ends a line becomes a space."""
    return '"{}"'.format(" ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"'))


ENVIRONMENT.tests["unbroken"] = is_unbroken
ENVIRONMENT.filters["quoted"] = quoted


def get_ready() -> None:
    """Compile every template: otherwise a server's first page takes 100 ms longer."""
    for template in TEMPLATES.glob("*.html"):
        ENVIRONMENT.get_template(template.name)


def render(template: str, facts: Mapping[str, object]) -> str:
    """Return the template of this name as HTML, filled with facts; `jinja2.UndefinedError` names one that is missing.

    The values of `facts` are plain texts and the values of this package, never HTML.
    """
    return ENVIRONMENT.get_template(template).render(facts)


@lru_cache(maxsize=200)
def remembered(template: str, **facts: Hashable) -> str:
    """Return what `render` does, cached by the facts; they name no person, since a person can be forgotten."""
    return render(template, facts)


def without_links(html: str) -> str:
    """Return a filled template in which the text of each link stands alone.

    Typed text cannot be taken for a link: it is escaped.
    """
    return _LINK.sub(r"\1", html)
