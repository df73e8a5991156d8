"""Templates filled with facts: every text is escaped, and a fact that is missing is an error."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent
LONGEST_WORD = 24  # letters that every column has room for

# Templates are files of the program, so they are read once and never looked for again.
ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def is_unbroken(text: str) -> bool:
    """Say whether a text has a word that may be wider than its column, so that it must be broken anywhere."""
    return any(len(word) > LONGEST_WORD for word in text.split())


ENVIRONMENT.tests["unbroken"] = is_unbroken


def get_ready() -> None:
    """Compile every template: the first pages would take 100 ms longer, which should not be some visitor's."""
    for template in TEMPLATES.glob("*.html"):
        ENVIRONMENT.get_template(template.name)


def render(template: str, facts: Mapping[str, object]) -> str:
    """Return the template of this name as HTML, filled with facts; `jinja2.UndefinedError` names one that is missing.

    The values of `facts` are plain texts and the values of this package, never HTML.
    """
    return ENVIRONMENT.get_template(template).render(facts)
