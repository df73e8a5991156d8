"""Tables to and from spreadsheet files: CSV in a zip, an Excel workbook, Parquet in a zip.

On the way out a text that a spreadsheet would take for a formula gets an apostrophe in front in CSV, and loses it
on the way in; the other two say of themselves what is text. Nothing in a file is guessed at or skipped in silence:
an InputError says in one sentence what cannot be taken, and where.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from unicodedata import normalize

import openpyxl
import pyarrow as pa
import xlsxwriter
from openpyxl.cell import Cell, ReadOnlyCell
from openpyxl.worksheet.worksheet import Worksheet
from pyarrow import parquet

from assess.core.errors import InputError
from assess.core.framework import Framework
from assess.tasks.columns import DICTIONARY, TABLES, Column, TableRow, Tables, dictionary
from assess.tasks.sheets import Faulty, NumberedRow, ReadSheet, known_headings, table_in, wide_ratings_in

FILE_LIMIT, UNPACKED_LIMIT = 20 * 2**20, 200 * 2**20  # bytes
ROW_LIMIT, COLUMN_LIMIT, MEMBER_LIMIT = 100_000, 40, 60
# Characters that a spreadsheet program may read as the beginning of a formula; some programs also read their wide and
# small forms so.
_FORMULA = frozenset("=+-@\t\r\n'")
_ALWAYS = (2020, 1, 1, 0, 0, 0)  # the date of every file in a zip, so that the same tables give the same bytes
_ENCODINGS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


@dataclass(frozen=True, slots=True)
class Read:
    """A table as it was found in a file: its rows with the line on which each begins.

    `remarks` say in a sentence each what was read as what, where that is not plain.
    """

    file: str
    rows: tuple[tuple[int, TableRow], ...]
    remarks: tuple[str, ...] = ()


# Out


def csv_zip(tables: Tables) -> bytes:
    """Return the tables as CSV files in a zip, UTF-8 with a mark so that spreadsheets know it."""
    return _zipped({f"{name}.csv": text for name, text in csv_files(tables).items()})


def csv_files(tables: Tables) -> dict[str, bytes]:
    """Return each table as a CSV file."""
    return {name: _csv(columns, rows) for name, columns, rows in _with_dictionary(tables)}


def table_workbook(tables: Tables) -> bytes:
    """Return the tables as an Excel workbook, a sheet each."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Rung by Rung", "created": datetime(*_ALWAYS)})  # noqa: DTZ001 - the format has none
        bold = book.add_format({"bold": True})
        for name, columns, rows in _with_dictionary(tables):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, [column.name for column in columns], bold)
            for at, row in enumerate(rows, start=1):
                for place, column in enumerate(columns):
                    text = row[column.name]
                    if column.is_number and text:
                        sheet.write_number(at, place, int(text))
                    else:
                        sheet.write_string(at, place, text)
            sheet.autofit(300)
    return file.getvalue()


def parquet_zip(tables: Tables) -> bytes:
    """Return the tables as Parquet files in a zip."""
    return _zipped({f"{name}.parquet": data for name, data in parquet_files(tables).items()})


def parquet_files(tables: Tables) -> dict[str, bytes]:
    """Return each table as a Parquet file; numbers are numbers and a blank one is null."""
    return {name: _parquet(columns, rows) for name, columns, rows in _with_dictionary(tables)}


def export_files(tables: Tables, kind: str) -> dict[str, bytes]:
    """Return the files of an export by name: one workbook, or a file for each table."""
    if kind == "xlsx":
        return {"rung-by-rung.xlsx": table_workbook(tables)}
    made = csv_files(tables) if kind == "csv" else parquet_files(tables)
    return {f"{name}.{kind}": data for name, data in made.items()}


TABLE_FORMATS: Mapping[str, tuple[str, Callable[[Tables], bytes]]] = {
    "xlsx": ("xlsx", table_workbook),
    "csv": ("zip", csv_zip),
    "parquet": ("zip", parquet_zip),
}


def _with_dictionary(tables: Tables) -> Iterator[tuple[str, Sequence[Column], Sequence[TableRow]]]:
    yield DICTIONARY, [Column(name, "") for name in ("table", "column", "meaning")], dictionary()
    for name, columns in TABLES.items():
        yield name, columns, tables.get(name, ())


def _csv(columns: Sequence[Column], rows: Iterable[TableRow]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([column.name for column in columns])
    for row in rows:
        writer.writerow([row[one.name] if one.is_number else _harmless(row[one.name]) for one in columns])
    return file.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if _is_formula(text) else text


def _as_it_was(text: str) -> str:
    return text[1:] if text[:1] == "'" and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    return normalize("NFKC", text[:1]) in _FORMULA


def _parquet(columns: Sequence[Column], rows: Sequence[TableRow]) -> bytes:
    arrays = [
        pa.array([int(row[one.name]) if row[one.name] else None for row in rows], pa.int32())
        if one.is_number
        else pa.array([row[one.name] for row in rows], pa.string())
        for one in columns
    ]
    file = io.BytesIO()
    parquet.write_table(pa.table(arrays, [one.name for one in columns]), file)
    return file.getvalue()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(zipfile.ZipInfo(name, _ALWAYS), data, zipfile.ZIP_DEFLATED)
    return file.getvalue()


# In


def read_path(path: Path, frameworks: Iterable[Framework] = ()) -> dict[str, Read]:
    """Return the tables of a file, or of all files of a folder but hidden ones; see `read_files`."""
    paths = sorted(path.iterdir()) if path.is_dir() else [path]
    try:
        # Read one byte more than the limit, so that a file that is too large is refused without reading all of it.
        return read_files({one.name: _head(one) for one in paths if not one.name.startswith(".")}, frameworks)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(FILE_LIMIT + 1)


def read_files(files: Mapping[str, bytes], frameworks: Iterable[Framework] = ()) -> dict[str, Read]:
    """Return the tables in files by name: workbooks, zips, CSV or Parquet files that are called as a table is.

    A sheet or a CSV file of another name can have a service's levels in a row, with a column for each item of one of
    these frameworks.
    """
    found: dict[str, Read] = {}
    for name, data in files.items():
        for table, rows in _read(name, data, tuple(frameworks)):
            if table in found:
                raise InputError(f"{name}: the table “{table}” is in {found[table].file} already.")
            found[table] = rows
    if not found:
        raise InputError(f"There is no table here; there can be {', '.join(TABLES)}.")
    return found


def _read(name: str, data: bytes, frameworks: Sequence[Framework]) -> Iterator[tuple[str, Read]]:
    if len(data) > FILE_LIMIT:
        raise InputError(f"{name} is larger than {FILE_LIMIT // 2**20} MB.")
    end, table = PurePosixPath(name).suffix.lower(), PurePosixPath(name).stem.lower()
    if end == ".xlsx":
        yield from _from_workbook(name, data, frameworks)
    elif end == ".zip":
        with _unpacked(name, data) as packed:
            for member in packed.namelist():
                if PurePosixPath(member).suffix.lower() not in (".csv", ".parquet"):
                    raise InputError(f"{name}: “{member}” is neither a CSV nor a Parquet file.")
                yield from _read(member, _member(name, packed, member), frameworks)
    elif end in (".csv", ".parquet"):
        if table != DICTIONARY:
            yield _table_read(table, (_from_csv if end == ".csv" else _from_parquet)(name, table, data), frameworks)
    else:
        raise InputError(f"{name} is not a file that can be read here: it must be .xlsx, .csv, .parquet or .zip.")


def _table_read(table: str, sheet: ReadSheet, frameworks: Sequence[Framework]) -> tuple[str, Read]:
    """Return a sheet's table with the name under which it is imported."""
    if table not in TABLES or table == "ratings":
        lines = list(sheet.lines)
        if wide := wide_ratings_in(replace(sheet, lines=lines), frameworks):
            return "ratings", Read(sheet.where, wide.rows, wide.remarks)
        _check_table_name(sheet.where, table)
        sheet = replace(sheet, lines=lines)
    found = table_in(sheet, table)
    return table, Read(sheet.where, found.rows, found.remarks)


def _check_table_name(where: str, table: str) -> None:
    if table not in TABLES:
        raise InputError(f"{where}: “{table}” is no table; it can be {', '.join(TABLES)}.")


def _unpacked(name: str, data: bytes) -> zipfile.ZipFile:
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise InputError(f"{name} is damaged or is no such file.") from error
    members = packed.infolist()
    if len(members) > MEMBER_LIMIT or sum(each.file_size for each in members) > UNPACKED_LIMIT:
        raise InputError(f"{name} unpacks to more than {MEMBER_LIMIT} files or {UNPACKED_LIMIT // 2**20} MB.")
    for each in members:
        path = PurePosixPath(each.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in each.filename:
            raise InputError(f"{name}: “{each.filename}” leads out of the file.")
        if each.flag_bits & 1:
            raise InputError(f"{name} is locked with a password.")
    return packed


def _member(name: str, packed: zipfile.ZipFile, member: str) -> bytes:
    try:
        return packed.read(member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise InputError(f"{name} is damaged or is no such file.") from error


def _from_csv(name: str, table: str, data: bytes) -> ReadSheet:
    text = _decoded(name, data)
    first, _, rest = text.partition("\n")
    # This line tells Excel which character separates the cells.
    if marked := re.fullmatch(r'"?sep=(.)"?,*\r?', first, re.IGNORECASE):
        return ReadSheet(name, _csv_lines(name, rest, marked[1], above=1), "line")
    heads = [first, *islice(io.StringIO(text), 10)]

    def likeness(delimiter: str) -> tuple[int, int]:
        return max(known_headings(line.split(delimiter), table) for line in heads), first.count(delimiter)

    return ReadSheet(name, _csv_lines(name, text, max(",;\t", key=likeness)), "line")


def _csv_lines(name: str, text: str, delimiter: str, above: int = 0) -> Iterator[NumberedRow]:
    """Yield the lines of a CSV file; `above` is the number of lines before the text."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for count, cells in enumerate(lines):
            if count > ROW_LIMIT:
                raise InputError(f"{name} has more than {ROW_LIMIT:,} rows.")
            yield begins + above, [_as_it_was(cell) for cell in cells]
            begins = lines.line_num + 1
    except csv.Error as error:
        what = "a quotation mark is not closed" if "end of data" in str(error) else f"it is no CSV here ({error})"
        raise InputError(f"{name}, line {lines.line_num + above}: {what}.") from error


def _decoded(name: str, data: bytes) -> str:
    encoding = next((encoding for mark, encoding in _ENCODINGS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(f"{name}, line {line}: it is not in UTF-8; save it as “CSV UTF-8”.") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise InputError(f"{name}, line {line}: it has a character that no text has (NUL).")
    return text


def _from_parquet(name: str, table: str, data: bytes) -> ReadSheet:  # noqa: ARG001 - as `_from_csv`
    try:
        file = parquet.ParquetFile(io.BytesIO(data))
        if file.metadata.num_rows > ROW_LIMIT or len(file.schema_arrow) > COLUMN_LIMIT:
            raise InputError(f"{name} has more than {ROW_LIMIT:,} rows or {COLUMN_LIMIT} columns.")
        unpacked = sum(file.metadata.row_group(at).total_byte_size for at in range(file.metadata.num_row_groups))
        if unpacked > UNPACKED_LIMIT:
            raise InputError(f"{name} unpacks to more than {UNPACKED_LIMIT // 2**20} MB.")
        found = file.read()
        values = [column.to_pylist() for column in found.columns]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise InputError(f"{name} is damaged or is no Parquet file.") from error
    rows = enumerate(zip(*values, strict=True), start=1)
    lines = [(0, found.schema.names), *((at, [_plain_text(cell) for cell in cells]) for at, cells in rows)]
    return ReadSheet(name, lines)


def _from_workbook(name: str, data: bytes, frameworks: Sequence[Framework]) -> Iterator[tuple[str, Read]]:
    with _unpacked(name, data) as packed:
        _look_inside(name, packed)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        yield from _sheets(name, book, frameworks)
    except InputError:
        raise
    # The file has many parts, any of which can raise an error: report that it cannot be read.
    except Exception as error:
        raise InputError(f"{name} is damaged or is no workbook.") from error


def _sheets(name: str, book: openpyxl.Workbook, frameworks: Sequence[Framework]) -> Iterator[tuple[str, Read]]:
    for sheet in book.worksheets:
        table, where = sheet.title.strip().lower(), f"{name}, sheet {sheet.title}"
        lines = [] if table == DICTIONARY else list(_lines(where, sheet))
        if table == DICTIONARY or (table not in TABLES and not lines):
            continue
        read = _table_read(table, ReadSheet(where, lines, merged=_merged(sheet)), frameworks)
        if sheet.sheet_state != "visible":
            raise InputError(f"{where} is hidden; show it or take it out, so that everybody sees what comes in.")
        yield read


def _look_inside(name: str, packed: zipfile.ZipFile) -> None:
    for member in packed.namelist():
        if "vbaproject" in member.lower():
            raise InputError(f"{name} has macros; save it as a workbook without them.")
        if not member.endswith(".xml"):
            continue
        inside = _member(name, packed, member)
        if b"<!DOCTYPE" in inside or b"<!ENTITY" in inside:
            raise InputError(f"{name} has what no spreadsheet program writes ({member}).")


def _lines(where: str, sheet: Worksheet) -> Iterator[NumberedRow]:
    """Yield the rows of a sheet that are not blank, without the blank cells at their ends."""
    # Some programs write a wrong size, and cells beyond it would be left out silently.
    sheet.reset_dimensions()
    for at, cells in enumerate(sheet.iter_rows(), start=1):
        texts = [_cell_text(where, cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if at > ROW_LIMIT + 1 or len(texts) > COLUMN_LIMIT:
            raise InputError(f"{where} has a cell beyond {ROW_LIMIT:,} rows or {COLUMN_LIMIT} columns.")
        if texts:
            yield at, texts


def _merged(sheet: Worksheet) -> list[tuple[int, str]]:
    """Return the merged cells of a sheet by their last row; openpyxl does not say, where it reads row by row."""
    inside = sheet.parent._archive.read(sheet._worksheet_path)  # noqa: SLF001 - only it knows which file the sheet is
    ranges = [found.decode() for found in re.findall(rb'<mergeCell ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"', inside)]
    return [(int(re.findall(r"[0-9]+", cells)[1]), cells) for cells in ranges]


def _cell_text(where: str, cell: Cell | ReadOnlyCell) -> str:
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        return Faulty(f"{where}, cell {cell.coordinate}: it is a formula; put its value there instead.")
    if cell.data_type == "e":
        return Faulty(f"{where}, cell {cell.coordinate}: it is an error ({cell.value}).")
    return _plain_text(cell.value)


def _plain_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
