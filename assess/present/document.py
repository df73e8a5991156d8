"""A document as a sequence of blocks. `word` and `pdf` write the same blocks, so their files never differ.

The blocks hold what people typed unchanged.
"""

import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import vl_convert

from assess.present.charts.palette import legible_on
from assess.present.charts.specification import Drawing, unchecked_spec

# The font that the chart renderer includes, so that charts look the same on every machine.
CHART_FONT = "Liberation Sans"
# Pixels: the width of charts side by side, whose words are a little smaller than the text, and the gap between two.
CHARTS_WIDTH, CHART_GAP = 720, 24
# Properties that a chart inside a combined chart cannot have.
_OF_ONE_CHART = ("$schema", "autosize", "config", "padding", "usermeta")
TEXT_WIDTH, TALLEST = 17.0, 20.5  # centimetres that A4 leaves for a picture under its heading
SLIDE_WIDTH = 29.0  # centimetres of text on a slide

# Characters that XML forbids; Word files are XML.
_NO_SIGN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

TextLook = Literal["plain", "lead", "label", "small", "large"]


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
    """Rows of words under a header, each as long as it; the first cell of a row says what the row is about.

    `links` are the URLs to which the last cells of the rows lead, one for each row; () for none.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()

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
    """A picture (PNG) with its alternative text; `room` is how wide the place for it is, in centimetres."""

    png: bytes
    alt: str
    room: float = TEXT_WIDTH

    @property
    def width(self) -> float:
        """How wide it is on the page, in centimetres: as its place, or less where it would be too tall."""
        return min(self.room, TALLEST / self.ratio)

    @property
    def ratio(self) -> float:
        """Its height in widths."""
        across, down = struct.unpack(">2I", self.png[16:24])
        return float(down / across)


@dataclass(frozen=True, slots=True)
class SignCell:
    """A cell with few words; `fill` is the colour behind them (`#RRGGBB`), "" for none.

    An `unknown` one has a dashed line. `bar` is how much of the cell's room a bar beside the words takes, 0 to 1;
    `turned` words stand upright, from below.
    """

    text: str
    fill: str = ""
    align: Literal["left", "centre", "right"] = "left"
    bold: bool = False
    bar: float = 0.0
    turned: bool = False
    unknown: bool = False

    @property
    def ink(self) -> str:
        """The colour of its words: black or white, whichever stands out more."""
        return legible_on(self.fill) if self.fill else "#000000"


@dataclass(frozen=True, slots=True)
class SignTable:
    """A table that is a picture: cells with colours and bars. A row of one cell is a heading over the rows after it.

    `widths` are those of the columns in centimetres; `title` is read out and not shown.
    """

    title: str
    header: tuple[SignCell, ...]
    rows: tuple[tuple[SignCell, ...], ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Some sentences in a frame, such as where to hand a booklet in, at least one."""

    lines: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick: the `mark` in it by which it is typed in, "" for none, and the sentence beside it."""

    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question to answer on paper, which stands whole on one page: a box for each choice, then lines to write on.

    `label` says which question it is, `hint` how to answer it, and `note` what the lines are for: "" is no lines.
    """

    label: str
    text: str
    hint: str
    choices: tuple[Choice, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewPage:
    """What comes after begins on a new page."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns of blocks, the left one read first; `widths` are theirs in centimetres, with a gap between them."""

    left: "tuple[Block, ...]"
    right: "tuple[Block, ...]"
    widths: tuple[float, float]


Block = Heading | Paragraph | Bullets | Table | Picture | SignTable | Panel | Question | NewPage | Columns


@dataclass(frozen=True, slots=True)
class Document:
    """A title over blocks; `footer` stands at the foot of every page, `points` is the size of the text.

    A `dense` one has less room between its parts. A `slide` is a picture of 16:9 and not a page of paper.
    """

    title: str
    footer: str
    blocks: tuple[Block, ...]
    on: date
    points: int = 11
    dense: bool = False
    slide: bool = False

    @property
    def is_form(self) -> bool:
        """Say whether it has questions to answer."""
        return any(isinstance(block, Question) for block in self.blocks)

    @property
    def tick(self) -> float:
        """How wide and high a box to tick is, in millimetres: 9 beside text of 14 points, 11 beside 20."""
        return (self.points + 13) / 3


def legible(text: str) -> str:
    """Return a text in which the few characters that no file can contain are replaced by a visible sign."""
    return _NO_SIGN.sub("\N{REPLACEMENT CHARACTER}", text)


def chart_picture(draw: Drawing, alt: str, across: int, room: float) -> Picture:
    """Draw one chart for paper, `across` pixels wide, for a place of so many centimetres."""
    spec = unchecked_spec(draw, False)
    config = spec["config"] | {"font": CHART_FONT, "background": "white"}
    whole = {key: value for key, value in spec.items() if key != "usermeta"} | {"width": across, "config": config}
    return Picture(vl_convert.vegalite_to_png(whole, scale=3, allowed_base_urls=[]), alt, room)


def charts_picture(draws: Mapping[str, Drawing], alt: str) -> Picture:
    """Draw charts of one height side by side for paper, each under its title."""
    specs = {title: unchecked_spec(draw, False) for title, draw in draws.items()}
    config = next(iter(specs.values()))["config"] | {"font": CHART_FONT, "background": "white"}
    width = (CHARTS_WIDTH - CHART_GAP * (len(specs) - 1)) / len(specs)
    title = {"anchor": "start", "fontSize": 13, "offset": 6, "font": CHART_FONT}
    parts = [
        {key: value for key, value in spec.items() if key not in _OF_ONE_CHART}
        | {"width": width, "title": {"text": text.split("\n")} | title}
        for text, spec in specs.items()
    ]
    whole = {"$schema": next(iter(specs.values()))["$schema"], "hconcat": parts, "spacing": CHART_GAP, "config": config}
    return Picture(vl_convert.vegalite_to_png(whole, scale=2, allowed_base_urls=[]), alt)


def bullet_list(points: Iterable[str]) -> Iterator[Block]:
    """Yield a list of these points, or nothing if there are none."""
    if listed := tuple(points):
        yield Bullets(listed)
