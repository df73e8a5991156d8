"""A document as a Word file to edit: real headings, lists and tables, alternative texts, British English."""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.table import CT_Tbl
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Mm, Pt, RGBColor
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
    Choice,
    Columns,
    Document,
    Heading,
    NewPage,
    Panel,
    Paragraph,
    Picture,
    Question,
    SignCell,
    SignTable,
    Table,
    legible,
)

_MARK = "\u200e"  # left-to-right mark
LANGUAGE, MAKER = "en-GB", "Rung by Rung"
FONT = "Arial"  # as wide as the charts' font, and installed with Word
INK = RGBColor(0x12, 0x43, 0x6D)
TABLE_STYLE, SIGN_STYLE, NARROW_STYLE = "Table Text", "Sign Text", "Narrow Text"
# By style: the font size relative to the text, and the space above and below in points.
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
_LARGEST = 26  # points of a title in large print
_DENSE, _FORM = 0.35, 0.6  # the space between blocks, relative to the usual: in a dense document and in one to fill in
_NO_MARGINS = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
_UPRIGHT = 2_000  # twentieths of a point: the height of an upright heading
_BLANKS = 10  # blanks in a full bar
_ALIGNED = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_LOOKS = {"plain": 1.0, "lead": 1.1, "label": 1.0, "small": 0.9, "large": 1.4}
_BOLD = {"label", "large"}
# Relative to the text: a question to answer, the mark in a box to tick, the foot of a page.
_QUESTION, _MARK_SIZE, _FOOT = 1.3, 0.65, 0.8
_LONG = 900  # characters; a longer row may break across pages
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="6F777B"/>' for side in ("top", "bottom", "insideH"))


def word(document: Document) -> bytes:
    """Write a document as a Word file."""
    written = docx.Document()
    _set_up(written, document)
    _add_runs(_paragraph(written, "Title"), document.title)
    for block in document.blocks:
        _add(written, block, document)
    file = io.BytesIO()
    written.save(file)
    return file.getvalue()


def _add(written: WordDocument, block: Block, document: Document) -> None:
    match block:
        case Heading():
            _add_runs(written.add_heading(level=block.level), block.text)
        case Paragraph():
            _add_paragraph(written, block, document.points)
        case Bullets():
            for point in block.points:
                _add_runs(_paragraph(written, "List Bullet"), point)
        case Picture():
            written.add_picture(io.BytesIO(block.png), Cm(block.width))
            # python-docx has no API for alternative text.
            written.element.body.xpath(".//wp:docPr")[-1].set("descr", legible(block.alt))
        case Table() | SignTable():
            _add_rows(written, block)
        case Panel() | Question():
            _add_to_fill_in(written, block, document)
        case Columns():
            _add_columns(written, block, document)
        case NewPage():
            # A page break in a paragraph of its own would add an empty line to the next page.
            written.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


def _add_paragraph(written: WordDocument, block: Paragraph, points: int) -> WordParagraph:
    added = written.add_paragraph()
    added.paragraph_format.keep_with_next = block.stays
    for run in _add_runs(added, block.text):
        run.bold = run.font.cs_bold = (block.look in _BOLD) or None
        _resize(run, points * _LOOKS[block.look])
    return added


def _add_to_fill_in(written: WordDocument, block: Panel | Question, document: Document) -> None:
    if isinstance(block, Panel):
        _add_panel(written, block, document.points)
    else:
        _add_question(written, block, document)


def _add_columns(written: WordDocument, block: Columns, document: Document) -> None:
    """Add a section of two columns: a table around them would be read cell by cell."""
    _begin_section(written, block.widths)
    _add_column(written, block.left, document)
    _paragraph(written, NARROW_STYLE).add_run().add_break(WD_BREAK.COLUMN)
    _add_column(written, block.right, document)
    _begin_section(written)


def _add_column(written: WordDocument, blocks: Sequence[Block], document: Document) -> None:
    begin = len(written.paragraphs)
    for each in blocks:
        _add(written, each, document)
    # Space above the first paragraph would appear in one column only.
    written.paragraphs[begin].paragraph_format.space_before = Pt(0)


def _begin_section(written: WordDocument, widths: Sequence[float] = ()) -> None:
    """Begin a section on the same page, with columns of these widths in centimetres or without any."""
    section = written.add_section(WD_SECTION.CONTINUOUS)
    # The paragraph that ends the previous section is an empty line.
    _set_style(written.paragraphs[-1], NARROW_STYLE)
    _space(written.paragraphs[-1], 0, 4)
    own = section._sectPr  # noqa: SLF001 - the library has no columns
    for columns in own.findall(qn("w:cols")):
        own.remove(columns)
    gap = Cm(TEXT_WIDTH - sum(widths)).twips if widths else 0
    spaces = [gap] * (len(widths) - 1) + [0]
    parts = "".join(
        f'<w:col w:w="{Cm(width).twips}" w:space="{space}"/>'
        for width, space in zip(widths, spaces, strict=bool(widths))
    )
    count = f'w:num="{len(widths)}" w:equalWidth="0"' if widths else ""
    columns = parse_xml(f"<w:cols {nsdecls('w')} {count}>{parts}</w:cols>")
    own.insert_element_before(
        columns, "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:docGrid"
    )


def _add_panel(written: WordDocument, block: Panel, points: int) -> None:
    # Word draws one frame around adjacent paragraphs with equal borders.
    for line in block.lines:
        added = _add_paragraph(written, replace(line, stays=line is not block.lines[-1]), points)
        added.paragraph_format.left_indent = added.paragraph_format.right_indent = Cm(0.25)
        _space(added, 8 if line is block.lines[0] else 0, 2)
        _draw_lines(added, ("top", "left", "bottom", "right"), width=12, space=6)
    _paragraph(written, NARROW_STYLE)


def _add_question(written: WordDocument, block: Question, document: Document) -> None:
    """Add a question whose parts keep together, so that it moves to the next page as a whole."""
    heading = written.add_heading(level=1)
    if block.label:
        _draw_lines(heading, ("top",), width=12, space=6)
        for run in _add_runs(heading, block.label):
            run.bold = run.font.cs_bold = False
            _resize(run, document.points)
        heading.add_run().add_break()
    for run in _add_runs(heading, block.text):
        _resize(run, document.points * _QUESTION)
    for run in heading.runs:
        run.font.color.rgb = RGBColor(0, 0, 0)
    _space(heading, document.points, 3)
    if block.hint:
        _space(_add_paragraph(written, Paragraph(block.hint, stays=True), document.points), 0, 3)
    _add_choices(written, block, document)
    if block.note:
        _space(_add_paragraph(written, Paragraph(block.note, stays=True), document.points), 3, 0)
        for stays in (True, False):
            line = _add_paragraph(written, Paragraph("", stays=stays), document.points)
            _fix_height(line, document.tick)
            _space(line, 0, 0)
            # Adjacent paragraphs with equal borders share one line below the last; this is the line between them.
            _draw_lines(line, ("bottom", "between"), width=6, space=0)


def _add_choices(written: WordDocument, block: Question, document: Document) -> None:
    table = written.add_table(len(block.choices), 2)
    table.autofit = False
    ticks = document.tick / 10 + 0.45
    widths = Cm(ticks), Cm(TEXT_WIDTH - ticks)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    own = written.element.body.xpath("./w:tbl")[-1]
    own.tblPr.append(_element("tblCaption", legible(block.text)))
    for row, element, choice in zip(table.rows, own.tr_lst, block.choices, strict=True):
        element.get_or_add_trPr().append(_element("cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        _add_tick(row.cells[0].paragraphs[0], choice, document)
        sentence = row.cells[1].paragraphs[0]
        _add_runs(sentence, choice.text)
        _space(sentence, 2, 2)
        sentence.paragraph_format.keep_with_next = True
    last = _paragraph(written, NARROW_STYLE)
    last.paragraph_format.keep_with_next = bool(block.note)


def _add_tick(paragraph: WordParagraph, choice: Choice, document: Document) -> None:
    """Make a paragraph a box to tick, with its mark in grey."""
    for run in _add_runs(paragraph, choice.mark):
        run.font.color.rgb = RGBColor(0x59, 0x59, 0x59)
        _resize(run, document.points * _MARK_SIZE)
    _fix_height(paragraph, document.tick)
    _draw_lines(paragraph, ("top", "left", "bottom", "right"), width=10, space=0)
    _space(paragraph, document.points / 6, document.points / 6)
    paragraph.paragraph_format.right_indent = Mm(0.5)
    paragraph.paragraph_format.keep_with_next = True


def _space(paragraph: WordParagraph, above: float, below: float) -> None:
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(above), Pt(below)


def _fix_height(paragraph: WordParagraph, millimetres: float) -> None:
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Mm(millimetres)


def _draw_lines(paragraph: WordParagraph, sides: Sequence[str], *, width: int, space: int) -> None:
    """Draw lines beside a paragraph: `width` in eighths of a point, `space` in points from the words."""
    lines = "".join(f'<w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="000000"/>' for side in sides)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the library has no lines beside paragraphs
    # Word refuses a file whose elements are in another order.
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>")
    properties.insert_element_before(borders, "w:spacing", "w:ind", "w:jc")


def _resize(run: Run, points: float) -> None:
    run.font.size = Pt(points)
    _set_size(run.font.element.get_or_add_rPr(), points)


def _add_rows(written: WordDocument, block: Table | SignTable) -> None:
    if isinstance(block, Table):
        _add_table(written, block)
    else:
        _add_sign_table(written, block)


def _add_table(written: WordDocument, block: Table) -> None:
    _add_runs(_paragraph(written, "Caption"), block.title)
    table, widths = written.add_table(1 + len(block.rows), len(block.header)), block.widths
    table.autofit = False
    for column, share in zip(table.columns, widths, strict=True):
        column.width = Cm(TEXT_WIDTH * share)
    own = written.element.body.xpath("./w:tbl")[-1]
    _describe(own, legible(block.title))
    for place, (row, element, line) in enumerate(zip((block.header, *block.rows), own.tr_lst, table.rows, strict=True)):
        marks, cells = element.get_or_add_trPr(), line.cells
        if sum(map(len, row)) < _LONG:
            marks.append(_element("cantSplit"))
        if not place:
            marks.append(_element("tblHeader"))
        _fill(cells, row, widths, bold=not place)
        if place and block.links:
            _lead(cells[-1].paragraphs[0], block.links[place - 1])
    _paragraph(written, TABLE_STYLE)


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
            # Word does not make a row higher for upright text.
            marks.append(parse_xml(f'<w:trHeight {nsdecls("w")} w:val="{_UPRIGHT}" w:hRule="exact"/>'))
        if not place:
            marks.append(_element("tblHeader"))
        places = list(cells.cells)
        if len(row) == 1:
            places = [places[0].merge(places[-1])]
        widths = block.widths if len(row) > 1 else [sum(block.widths)]
        for cell, sign, width in zip(places, row, widths, strict=True):
            _add_sign(cell, sign, width, is_header=not place)
    _paragraph(written, NARROW_STYLE)


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
    _set_style(paragraph, SIGN_STYLE)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if sign.turned else _ALIGNED[sign.align]
    if sign.align != "centre":
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Cm(0.08)
    # A bar is coloured blanks, so a screen reader reads nothing.
    bar = "\N{NO-BREAK SPACE}" * round(sign.bar * _BLANKS)
    if bar and sign.align != "right":
        _add_bar(paragraph, bar)
    for run in _add_runs(paragraph, f" {sign.text}" if bar and sign.align != "right" else sign.text):
        run.bold = run.font.cs_bold = sign.bold or None
        run.font.color.rgb = RGBColor.from_string(sign.ink[1:])
    if bar and sign.align == "right":
        paragraph.add_run(" ")
        _add_bar(paragraph, bar)
        # Blanks at the end of a line are not drawn.
        paragraph.add_run("\N{WORD JOINER}")


def _paragraph(written: WordDocument, style: str) -> WordParagraph:
    """Add a paragraph of a style."""
    added = written.add_paragraph()
    _set_style(added, style)
    return added


def _set_style(paragraph: WordParagraph, name: str) -> None:
    """Set the style of a paragraph by its ID: the library would search all styles by name, for each cell of a table."""
    paragraph._p.style = name.replace(" ", "")  # noqa: SLF001


def _add_bar(paragraph: WordParagraph, blanks: str) -> None:
    paragraph.add_run(blanks).font.element.get_or_add_rPr().append(_shade(LIGHT.bar))


def _shade(fill: str) -> BaseOxmlElement:
    shade: BaseOxmlElement = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill[1:]}"/>')
    return shade


def _fill(cells: Sequence[_Cell], row: Sequence[str], widths: Sequence[float], *, bold: bool) -> None:
    for cell, text, share in zip(cells, row, widths, strict=True):
        cell.width = Cm(TEXT_WIDTH * share)
        paragraph = cell.paragraphs[0]
        _set_style(paragraph, TABLE_STYLE)
        for run in _add_runs(paragraph, text):
            run.bold = run.font.cs_bold = bold or None


def _lead(paragraph: WordParagraph, url: str) -> None:
    """Make all words of a paragraph a link."""
    key = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{key}" w:history="1"/>')
    for run in paragraph.runs:
        run.font.underline, run.font.color.rgb = True, INK
        link.append(run._r)  # noqa: SLF001 - the library has no links
    paragraph._p.append(link)  # noqa: SLF001 - the library has no links


def _add_runs(paragraph: WordParagraph, text: str) -> list[Run]:
    """Add a text in runs, so that a right-to-left part does not reorder the text around it."""
    runs = []
    for part, is_from_right in directed(legible(text)):
        # A direction mark on each side replaces an isolate, which some word processors do not support.
        sides = (_MARK, part, _MARK) if is_from_right else (part,)
        for words in sides:
            runs.append(paragraph.add_run(words))
            if is_from_right and words == part:
                runs[-1].font.rtl = True
    return runs


def _set_size(element: BaseOxmlElement, points: float) -> None:
    """Set the size of right-to-left text, which Word stores separately."""
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
    is_full = document.dense or document.is_form
    section.top_margin = section.bottom_margin = Cm(1.3 if is_full else 2.0)
    room = _DENSE if document.dense else _FORM if document.is_form else 1
    if is_full:
        section.footer_distance = Cm(0.6)
    for name in (TABLE_STYLE, SIGN_STYLE, NARROW_STYLE):
        # `written.styles.add_style` would first search all styles for the name.
        written.styles.element.add_style_of_type(name, WD_STYLE_TYPE.PARAGRAPH, False)
    for name, (size, above, below) in _STYLES.items():
        _dress(written.styles[name], min(document.points * size, _LARGEST), above * room, below * room)
        if document.dense:
            # The library's styles use more than single line spacing.
            written.styles[name].paragraph_format.line_spacing = 1.0
    if document.dense:
        written.styles["Title"].font.size = Pt(document.points * 1.5)
    _add_footer(written, legible(document.footer))
    if document.is_form:
        for run in written.sections[0].footer.paragraphs[0].runs:
            _resize(run, document.points * _FOOT)


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
