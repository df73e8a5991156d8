"""A document as a Word file to edit: real headings, lists and tables, alternative texts, British English."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.table import CT_Tbl
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from assess.core.names import directed
from assess.present.charts.palette import LIGHT
from assess.present.document import (
    TEXT_WIDTH,
    Block,
    Bullets,
    Document,
    Heading,
    NewPage,
    Paragraph,
    Picture,
    SignCell,
    SignTable,
    Table,
    legible,
)

_MARK = "\u200e"  # left-to-right mark
LANGUAGE, MAKER = "en-GB", "Rung by Rung"
FONT = "Arial"  # as wide as the charts' font, and where Word is, it is
INK = RGBColor(0x12, 0x43, 0x6D)
TABLE_STYLE, SIGN_STYLE, NARROW_STYLE = "Table Text", "Sign Text", "Narrow Text"
# By style: the size in sizes of the text, and the room above and below in points.
_STYLES = {
    "Normal": (1.0, 0, 6),
    "List Bullet": (1.0, 0, 4),
    "Title": (1.8, 0, 12),
    "Heading 1": (1.45, 18, 8),
    "Heading 2": (1.15, 12, 6),
    "Caption": (1.0, 8, 4),
    TABLE_STYLE: (0.88, 2, 2),
    SIGN_STYLE: (0.9, 1.5, 1.5),
    NARROW_STYLE: (0.2, 0, 0),
}
_DENSE = 0.35  # of the room between the parts of a document, in a dense one
_NO_MARGINS = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
_UPRIGHT = 2_000  # twentieths of a point, the height of a heading that stands upright
_BLANKS = 10  # in a whole bar
_ALIGNED = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_LOOKS = {"plain": 1.0, "lead": 1.1, "label": 1.0, "small": 0.9}
_LONG = 900  # characters from which a table's row may go on over the page
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="6F777B"/>' for side in ("top", "bottom", "insideH"))


def word(document: Document) -> bytes:
    """Write a document as a Word file."""
    written = docx.Document()
    _set_up(written, document)
    _add_runs(written.add_paragraph(style="Title"), document.title)
    for block in document.blocks:
        _add(written, block, document.points)
    file = io.BytesIO()
    written.save(file)
    return file.getvalue()


def _add(written: WordDocument, block: Block, points: int) -> None:
    match block:
        case Heading():
            _add_runs(written.add_heading(level=block.level), block.text)
        case Paragraph():
            added = written.add_paragraph()
            added.paragraph_format.keep_with_next = block.stays
            for run in _add_runs(added, block.text):
                run.font.size, run.bold = Pt(points * _LOOKS[block.look]), block.look == "label"
                run.font.cs_bold = run.bold
                _set_size(run.font.element.get_or_add_rPr(), points * _LOOKS[block.look])
        case Bullets():
            for point in block.points:
                _add_runs(written.add_paragraph(style="List Bullet"), point)
        case Picture():
            written.add_picture(io.BytesIO(block.png), Cm(block.width))
            # The library itself has no way to say what a picture shows.
            written.element.body.xpath(".//wp:docPr")[-1].set("descr", legible(block.alt))
        case Table():
            _add_table(written, block)
        case SignTable():
            _add_sign_table(written, block)
        case NewPage():
            # A page that is broken by a paragraph of its own would begin with an empty line.
            written.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


def _add_table(written: WordDocument, block: Table) -> None:
    _add_runs(written.add_paragraph(style="Caption"), block.title)
    table = written.add_table(1 + len(block.rows), len(block.header))
    table.autofit = False
    for column, share in zip(table.columns, block.widths, strict=True):
        column.width = Cm(TEXT_WIDTH * share)
    own = written.element.body.xpath("./w:tbl")[-1]
    _describe(own, legible(block.title))
    for place, (row, element) in enumerate(zip((block.header, *block.rows), own.tr_lst, strict=True)):
        marks = element.get_or_add_trPr()
        if sum(map(len, row)) < _LONG:
            marks.append(_element("cantSplit"))
        if not place:
            marks.append(_element("tblHeader"))
        _fill(table.rows[place].cells, row, block.widths, bold=not place)
    written.add_paragraph(style=TABLE_STYLE)


def _add_sign_table(written: WordDocument, block: SignTable) -> None:
    table = written.add_table(1 + len(block.rows), len(block.header))
    table.autofit = False
    for column, width in zip(table.columns, block.widths, strict=True):
        column.width = Cm(width)
    own = written.element.body.xpath("./w:tbl")[-1]
    own.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{_NO_MARGINS}</w:tblCellMar>"))
    own.tblPr.append(_element("tblCaption", legible(block.title)))
    for place, (row, cells) in enumerate(zip((block.header, *block.rows), table.rows, strict=True)):
        marks = own.tr_lst[place].get_or_add_trPr()
        marks.append(_element("cantSplit"))
        if any(cell.turned for cell in row):
            # Words that stand upright do not make their row higher by themselves.
            marks.append(parse_xml(f'<w:trHeight {nsdecls("w")} w:val="{_UPRIGHT}" w:hRule="exact"/>'))
        if not place:
            marks.append(_element("tblHeader"))
        places = list(cells.cells)
        if len(row) == 1:
            places = [places[0].merge(places[-1])]
        widths = block.widths if len(row) > 1 else [sum(block.widths)]
        for cell, sign, width in zip(places, row, widths, strict=True):
            _add_sign(cell, sign, width, is_header=not place)
    written.add_paragraph(style=NARROW_STYLE)


def _add_sign(cell: _Cell, sign: SignCell, width: float, *, is_header: bool) -> None:
    cell.width = Cm(width)
    own = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - the library has no colours of cells
    line = "FFFFFF" if sign.fill else "0B0C0C" if is_header else "C3C9CD"
    sides = ("top", "left", "bottom", "right") if sign.fill else ("bottom",)
    borders = "".join(f'<w:{side} w:val="single" w:sz="{12 if sign.fill else 4}" w:color="{line}"/>' for side in sides)
    own.append(parse_xml(f"<w:tcBorders {nsdecls('w')}>{borders}</w:tcBorders>"))
    if sign.fill:
        own.append(_shade(sign.fill))
    if sign.turned:
        own.append(_element("textDirection", "btLr"))
    own.append(_element("vAlign", "bottom" if is_header and not sign.turned else "center"))
    paragraph = cell.paragraphs[0]
    paragraph.style = SIGN_STYLE
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if sign.turned else _ALIGNED[sign.align]
    if sign.align != "centre":
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(0.08)
    # A bar is blanks on a colour: nothing of it is read out.
    bar = "\N{NO-BREAK SPACE}" * round(sign.bar * _BLANKS)
    if bar and sign.align != "right":
        _add_bar(paragraph, bar)
    for run in _add_runs(paragraph, f" {sign.text}" if bar and sign.align != "right" else sign.text):
        run.bold = run.font.cs_bold = sign.bold
        run.font.color.rgb = RGBColor.from_string(sign.ink[1:])
    if bar and sign.align == "right":
        paragraph.add_run(" ")
        _add_bar(paragraph, bar)
        # Blanks at the end of a line are not drawn.
        paragraph.add_run("\N{WORD JOINER}")


def _add_bar(paragraph: WordParagraph, blanks: str) -> None:
    paragraph.add_run(blanks).font.element.get_or_add_rPr().append(_shade(LIGHT.bar))


def _shade(fill: str) -> BaseOxmlElement:
    shade: BaseOxmlElement = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill[1:]}"/>')
    return shade


def _fill(cells: Sequence[_Cell], row: Sequence[str], widths: Sequence[float], *, bold: bool) -> None:
    for cell, text, share in zip(cells, row, widths, strict=True):
        cell.width = Cm(TEXT_WIDTH * share)
        paragraph = cell.paragraphs[0]
        paragraph.style = TABLE_STYLE
        for run in _add_runs(paragraph, text):
            run.bold = run.font.cs_bold = bold


def _add_runs(paragraph: WordParagraph, text: str) -> list[Run]:
    """Add a text in runs, so that what is written from right to left moves nothing around it."""
    runs = []
    for part, is_from_right in directed(legible(text)):
        # A mark of direction on each side does what an isolate does, which not every word processor knows.
        sides = (_MARK, part, _MARK) if is_from_right else (part,)
        for words in sides:
            runs.append(paragraph.add_run(words))
            runs[-1].font.rtl = (is_from_right and words == part) or None
    return runs


def _set_size(element: BaseOxmlElement, points: float) -> None:
    """Set the size of what is written from right to left, which is apart from the size of all else."""
    for size in element.findall(qn("w:szCs")):
        element.remove(size)
    element.append(_element("szCs", str(round(points * 2))))


def _describe(table: CT_Tbl, title: str) -> None:
    """Give a table its description for screen readers, and lines between its rows."""
    own = table.tblPr
    own.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{_BORDERS}</w:tblBorders>"))
    own.append(_element("tblCaption", title))


def _set_up(written: WordDocument, document: Document) -> None:
    properties, on = written.core_properties, datetime.combine(document.on, time(), UTC)
    properties.title, properties.author, properties.language = legible(document.title), MAKER, LANGUAGE
    properties.created = properties.modified = on
    section = written.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21.0 - TEXT_WIDTH) / 2)
    section.top_margin = section.bottom_margin = Cm(1.3 if document.dense else 2.0)
    room = _DENSE if document.dense else 1
    if document.dense:
        section.footer_distance = Cm(0.6)
    for name in (TABLE_STYLE, SIGN_STYLE, NARROW_STYLE):
        written.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    for name, (size, above, below) in _STYLES.items():
        _dress(written.styles[name], document.points * size, above * room, below * room)
        if document.dense:
            # The library's own styles have lines further apart than one.
            written.styles[name].paragraph_format.line_spacing = 1.0
    if document.dense:
        written.styles["Title"].font.size = Pt(document.points * 1.5)
    _add_footer(written, legible(document.footer))


def _dress(style: BaseStyle, points: float, above: float, below: float) -> None:
    if not isinstance(style, ParagraphStyle):
        raise TypeError(style.name)
    style.font.name, style.font.size = FONT, Pt(round(points * 2) / 2)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
    style.font.italic = False
    own = style.element.get_or_add_rPr()
    for fonts in own.findall(qn("w:rFonts")):
        # The theme's fonts would win over the named one.
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        for kind in ("hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
    for language in own.findall(qn("w:lang")):
        own.remove(language)
    _set_size(own, round(points * 2) / 2)
    own.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}"/>'))
    if style.name.startswith(("Title", "Heading", "Caption")):
        style.font.bold, style.font.color.rgb = True, INK
        style.font.cs_bold = True
        style.paragraph_format.keep_with_next = True
    if style.name == "Title":
        # Word's own title has a rule under it.
        for rule in style.element.xpath(".//w:pBdr"):
            rule.getparent().remove(rule)


def _add_footer(written: WordDocument, words: str) -> None:
    paragraph = written.sections[0].footer.paragraphs[0]
    paragraph.style = TABLE_STYLE
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    _add_runs(paragraph, f"{words}\tPage ")
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)  # noqa: SLF001 - the library has no page numbers


def _element(tag: str, value: str = "") -> BaseOxmlElement:
    element: BaseOxmlElement = parse_xml(f"<w:{tag} {nsdecls('w')}/>")
    if value:
        element.set(qn("w:val"), value)
    return element
