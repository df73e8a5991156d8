"""A document as an accessible PDF (PDF/UA-1): tagged, titled, in British English, and with no help from the system."""

import json
import shutil
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

from assess.core.names import isolated
from assess.present.document import CHART_FONT, Block, Columns, Document, Picture, SignTable, Table, legible

TEMPLATE = Path(__file__).with_name("paper.typ")
# The charts' font, or its twin, if installed; else the font that Typst includes.
FONTS = (CHART_FONT, "Arial", "Libertinus Serif")
PIXELS_ACROSS = 1920  # of a slide, which is 32 by 18 centimetres
_TRIAL = b'#set document(title: "A sign")\n#set text(font: json(bytes(sys.inputs.fonts)))\n#text(sys.inputs.sign)'
_UNDRAWN = "could not be displayed"  # part of Typst's warning about a character that no font has


def pdf(document: Document) -> bytes:
    """Write a document as a PDF. A sign that no font here can draw is written out as its name: `[party popper]`."""
    return _written(document, {"format": "pdf", "pdf_standards": ["ua-1"]})


def png(document: Document) -> bytes:
    """Draw a slide as a PNG of 1920 by 1080 pixels; its text is as large as fits."""
    return _written(document, {"format": "png", "ppi": PIXELS_ACROSS / (32 / 2.54)})


def _written(document: Document, as_what: Mapping[str, Any]) -> bytes:
    with TemporaryDirectory() as folder:
        place = Path(folder)
        content = _content(document, place)
        try:
            return _typeset(content, place, document, as_what)
        except typst.TypstError as error:
            if _UNDRAWN not in error.message:
                raise
        # An accessible PDF must not contain a character that no font draws, and a small server has few fonts.
        told = json.dumps(content, ensure_ascii=False)
        names = {ord(sign): _sign_name(sign) for sign in sorted(set(told)) if not _is_drawn(sign)}
        return _typeset(json.loads(told.translate(names)), place, document, as_what)


def _sign_name(sign: str) -> str:
    return f"[{unicodedata.name(sign, 'a sign').lower()}]"


def _content(document: Document, place: Path) -> dict[str, Any]:
    """Return a document as the template reads it; its pictures become files."""
    return {
        "title": isolated(legible(document.title)),
        "footer": isolated(legible(document.footer)),
        "points": document.points,
        "dense": document.dense,
        "slide": document.slide,
        "form": document.is_form,
        "tick": document.tick,
        "on": {"year": document.on.year, "month": document.on.month, "day": document.on.day},
        "blocks": [_block_data(block, place / f"{number}") for number, block in enumerate(document.blocks)],
    }


def _block_data(block: Block, file: Path) -> dict[str, Any]:
    kind = {"kind": type(block).__name__.lower()}
    if isinstance(block, Columns):
        sides = [
            [_block_data(each, file.with_name(f"{file.name}-{side}-{number}")) for number, each in enumerate(blocks)]
            for side, blocks in enumerate((block.left, block.right))
        ]
        return kind | {"sides": sides, "widths": block.widths}
    if isinstance(block, Picture):
        file.with_suffix(".png").write_bytes(block.png)
        return kind | {"file": f"{file.name}.png", "alt": legible(block.alt), "width": block.width}
    told: dict[str, Any] = json.loads(isolated(legible(json.dumps(asdict(block), ensure_ascii=False))))
    if isinstance(block, SignTable):
        for cells, row in zip((told["header"], *told["rows"]), (block.header, *block.rows), strict=True):
            for cell, sign in zip(cells, row, strict=True):
                cell["ink"] = sign.ink
    return kind | told | ({"widths": block.widths} if isinstance(block, Table) else {})


def _typeset(content: dict[str, Any], place: Path, document: Document, as_what: Mapping[str, Any]) -> bytes:
    copied = place / TEMPLATE.name
    shutil.copy(TEMPLATE, copied)
    (place / "paper.json").write_text(json.dumps(content | {"fonts": FONTS}), encoding="utf-8")
    written: bytes = typst.compile(
        copied, root=place, font_paths=_fonts(), timestamp=datetime.combine(document.on, time(), UTC), **as_what
    )
    return written


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


@cache
def _is_drawn(sign: str) -> bool:
    inputs = {"fonts": json.dumps(FONTS), "sign": sign}
    try:
        typst.compile(_TRIAL, format="pdf", font_paths=_fonts(), sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        return _UNDRAWN not in error.message
    return True
