"""An estimate of how high the blocks of a dense document are in Arial, rather too high, so that both files fit.

The PDF brings its own font, which is narrower. Word has Arial, or a font of the same widths.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from textwrap import wrap

from assess.present.document import (
    TEXT_WIDTH,
    Block,
    Bullets,
    Columns,
    Heading,
    NewPage,
    Panel,
    Paragraph,
    Picture,
    Question,
    SignCell,
    SignTable,
    Table,
)

PAGE = 795.0  # the height of a page of A4 in points of this measure, found by trial in both formats
CENTIMETRE = 72 / 2.54  # in points
# Relative to the font size: width of a letter, width of a bold one, line height, and font size in tables.
LETTER, BOLD, STEP, SMALL = 0.46, 0.52, 1.15, 0.9
BULLET = 0.6  # centimetres: the indent of a bullet point
BESIDE = 22.0  # points above and below blocks that stand side by side
UPRIGHT = 101.0  # points: the height of a row of upright headings


def fits(title: str, blocks: Iterable[Block], points: int) -> bool:
    """Say whether blocks fit on one page, below a title if there is one."""
    height = _height_of_text(title, points * 1.5, bold=True) + 6 if title else 0.0
    return height + sum(_height(block, points) for block in blocks) < PAGE


def _height(block: Block, points: int, room: float = TEXT_WIDTH) -> float:
    match block:
        case Heading():
            return _height_of_text(block.text, points * 1.45, room, bold=True) + 7
        case Paragraph():
            size = points * (SMALL if block.look == "small" else 1)
            return _height_of_text(block.text, size, room, bold=block.look == "label") + 2.5
        case Bullets():
            return sum(_height_of_text(point, points, room - BULLET) + 2 for point in block.points)
        case Picture():
            return block.width * block.ratio * CENTIMETRE + 3
        case SignTable():
            return sum(_height_of_row(row, block.widths, points * SMALL) for row in (block.header, *block.rows)) + 4
        case Columns():
            sides = zip((block.left, block.right), block.widths, strict=True)
            return max(sum(_height(each, points, width) for each in blocks) for blocks, width in sides) + BESIDE
        case Table() | NewPage() | Panel() | Question():
            raise ValueError("a page holds no long table, nothing to fill in and no other page")


def _height_of_row(row: Sequence[SignCell], widths: Sequence[float], points: float) -> float:
    if any(cell.turned for cell in row):
        return UPRIGHT
    rooms = widths if len(row) == len(widths) else [sum(widths)]
    texts = [_height_of_text(cell.text, points, room, bold=cell.bold) for cell, room in zip(row, rooms, strict=True)]
    return max(texts) + 3.7


def _height_of_text(text: str, points: float, centimetres: float = TEXT_WIDTH, *, bold: bool = False) -> float:
    room = int((centimetres * CENTIMETRE - 5) / (points * (BOLD if bold else LETTER)))
    lines = [line for part in _measured(text).split("\n") for line in wrap(part, max(room, 2)) or [""]]
    return STEP * points * len(lines)


def _measured(text: str) -> str:
    """Return a text with an `x` after each character that is twice as wide."""
    if text.isascii():
        return text
    return "".join(sign + "x" * (unicodedata.east_asian_width(sign) in "WF") for sign in text)
