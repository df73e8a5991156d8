"""A table whose rows lead somewhere: the last cell of each row is a link, in Word and in the PDF."""

import io
import subprocess
from datetime import date

import docx
import pytest

from assess.present.document import Document, Table
from assess.present.pdf import pdf
from assess.present.word import word
from programs import needs

AWKWARD = "#link(1) $x$ “quoted” שלום \\ @cite"
URLS = ("https://example.org/result?service=a&round=b", "https://example.org/changes?change=%D7%A9%22%5C")


def written(*links: str) -> Document:
    table = Table("Records", ("What", "Record"), (("One", "Your result"), (AWKWARD, AWKWARD)), links)
    return Document("A report", "", (table,), date(2026, 11, 30))


def test_in_word_the_last_cell_of_each_row_is_a_link_and_nothing_else_is() -> None:
    file = docx.Document(io.BytesIO(word(written(*URLS))))
    (table,) = file.tables
    for row, url in zip(table.rows[1:], URLS, strict=True):
        first, last = (cell._tc for cell in row.cells)  # noqa: SLF001 - the library has no links
        assert first.xpath(".//w:hyperlink") == []
        (key,) = last.xpath(".//w:hyperlink/@r:id")
        assert file.part.rels[key].target_ref == url
        assert file.part.rels[key].is_external
    assert table.rows[0]._tr.xpath(".//w:hyperlink") == []  # noqa: SLF001
    assert [cell.text.replace("\u200e", "") for cell in table.rows[2].cells] == [AWKWARD, AWKWARD]


@pytest.mark.parametrize("links", [(), URLS])
def test_the_pdf_has_a_link_for_each_row_and_none_without(links: tuple[str, ...]) -> None:
    found = subprocess.run([needs("pdfinfo"), "-url", "-"], input=pdf(written(*links)), capture_output=True, check=True)
    shown = [line.split()[-1] for line in found.stdout.decode().splitlines() if "https://" in line]
    assert list(dict.fromkeys(shown)) == list(links)


def test_a_table_without_links_is_as_it_was() -> None:
    plain = docx.Document(io.BytesIO(word(written())))
    assert plain.element.body.xpath(".//w:hyperlink") == []
    assert [cell.text.replace("\u200e", "") for cell in plain.tables[0].rows[1].cells] == ["One", "Your result"]
