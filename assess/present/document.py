"""A document as a sequence of blocks. `word` and `pdf` write the same blocks, so their files never differ.

The blocks hold what people typed unchanged.
"""

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import vl_convert

from assess.present.charts.specification import Drawing, unchecked_spec

# The font that the drawer of the charts carries with it, so that every machine draws them alike.
CHART_FONT = "Liberation Sans"
CHART_WIDTH = 640  # pixels; across the page, its words are then about as large as the text's
TEXT_WIDTH, TALLEST = 17.0, 20.5  # centimetres that A4 leaves for a picture under its heading

# What no XML file can hold; Word files are XML.
_NO_SIGN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

TextLook = Literal["plain", "lead", "label", "small"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the title is the document's own, so levels begin at 1."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences; `stays` keeps them on one page with what comes after."""

    text: str
    look: TextLook = "plain"
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points, at least one."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under a header, each as long as it; the first cell of a row says what the row is about."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def widths(self) -> tuple[float, ...]:
        """Each column's share of the width: the longer its texts the wider, and whole words fit."""
        columns = list(zip(self.header, *self.rows, strict=True))
        words = [max(len(word) for cell in column for word in (cell.split() or [""])) for column in columns]
        texts = [sum(map(len, column)) / len(column) for column in columns]
        room = [max(min(word, 14) + 3, min(text, 60) ** 0.8) for word, text in zip(words, texts, strict=True)]
        return tuple(each / sum(room) for each in room)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG) with its alternative text."""

    png: bytes
    alt: str

    @property
    def width(self) -> float:
        """How wide it is on the page, in centimetres: as the text, or less where it would be too tall."""
        across, down = struct.unpack(">2I", self.png[16:24])
        return float(min(TEXT_WIDTH, TALLEST * across / down))


Block = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A title over blocks; `footer` stands at the foot of every page, `points` is the size of the text."""

    title: str
    footer: str
    blocks: tuple[Block, ...]
    on: date
    points: int = 11


def legible(text: str) -> str:
    """Return a text with the few code points that no file can hold shown as what they are, no sign at all."""
    return _NO_SIGN.sub("\N{REPLACEMENT CHARACTER}", text)


def chart_picture(draw: Drawing, alt: str) -> Picture:
    """Draw a chart for paper: on white, and without access to the network."""
    spec = unchecked_spec(draw, False)
    config = spec["config"] | {"font": CHART_FONT, "background": "white"}
    png = vl_convert.vegalite_to_png(spec | {"width": CHART_WIDTH, "config": config}, scale=2, allowed_base_urls=[])
    return Picture(png, alt)


def bullet_list(points: Iterable[str]) -> Iterator[Block]:
    """Yield a list of these points, or nothing when there are none."""
    if listed := tuple(points):
        yield Bullets(listed)
