"""Pictures of people's form, as SVG put together from the parts of `data/pictures.toml`.

Each has a white ground of its own, so that it looks the same in the dark and in forced colours.
"""

import tomllib
from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import Any

from assess.core import paths

FILE = paths.PROGRAM / "data" / "pictures.toml"
WIDTH, HEIGHT = 72, 54
FACES = range(1, 6)  # the worst first
_GROUND = f'<rect width="{WIDTH}" height="{HEIGHT}" rx="4" stroke="none"/>'
_LINES = 'fill="#FFFFFF" stroke="#0B0C0C" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'


@cache
def _drawings(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def parts() -> dict[str, str]:
    """Return the parts as SVG by their names."""
    drawn: dict[str, str] = _drawings(FILE)["parts"]
    return drawn


def of(framework: str, item: str) -> dict[str, str]:
    """Return the pictures of an item and its levels as drawings, with the text that says its own; {} for none."""
    drawn: dict[str, str] = _drawings(FILE).get(framework, {}).get(item, {})
    return drawn


def other(name: str) -> str:
    """Return a drawing that belongs to no item: of “I don't know”, or of a line on another page."""
    return str(_drawings(FILE)["other"][name])


def face(number: int) -> str:
    """Return the drawing of one of the five faces."""
    return str(_drawings(FILE)["faces"][str(number)])


def svg(drawing: str) -> str:
    """Return a drawing as SVG: `me 10 20 1.2; says 4 4` is two parts, each with its place and its size."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><g {_LINES}>{_GROUND}'
        f"{''.join(map(_placed, drawing.split(';')))}</g></svg>"
    )


def _placed(part: str) -> str:
    name, x, y, *size = part.split()
    scaled = f" scale({size[0]})" if size else ""
    return f'<g transform="translate({x} {y}){scaled}">{parts()[name]}</g>'


def uri(drawing: str) -> str:
    """Return a drawing as a data URI."""
    return f"data:image/svg+xml;base64,{b64encode(svg(drawing).encode()).decode()}"
