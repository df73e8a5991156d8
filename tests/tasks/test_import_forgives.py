"""Tables made by hand: they are imported as they are meant, or one sentence names the cell."""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from assess.core.access import local_viewer
from assess.core.errors import InputError
from assess.core.programme import Round, Service
from assess.store import Store
from assess.tasks import import_tables, table_files
from assess.tasks.columns import TABLES
from assess.tasks.taking import RowVerdict
from shipped import CATALOGUE

ME = local_viewer()
SPRING = date(2026, 3, 1), date(2026, 5, 31)
PRINCIPLES = ("holistic", "resourced", "transparent", "inclusive", "iterative", "positive", "equal", "sustainable")


@pytest.fixture
def spring(empty_store: Store) -> tuple[Store, Service, Round]:
    """A service in an unrated round that has closed, and another round that is open."""
    empty_store.programmes.add(ME, "Fernshire Adults")
    service = empty_store.services.add(ME, "Elm Court", "Fernshire", "day centre", "North", "fernshire-adults")
    today = datetime.now(UTC).astimezone().date()
    round_ = empty_store.rounds.open(ME, "fernshire-adults", "Spring", *SPRING)
    empty_store.rounds.open(ME, "fernshire-adults", "Now", today - timedelta(days=9), today + timedelta(days=9))
    return empty_store, service, round_


def ratings(rows: Sequence[Mapping[str, str]]) -> dict[str, bytes]:
    """A file of ratings by Elm Court in Spring, with these cells."""
    names = [column.name for column in TABLES["ratings"]]
    usual = {"service": "Elm Court", "round": "Spring", "voice": "service", "framework": "principles"}
    usual |= {"submitted": "1/5/2026"}
    lines = [",".join({**dict.fromkeys(names, ""), **usual, **row}.values()) for row in rows]
    return {"ratings.csv": "\n".join([",".join(names), *lines]).encode()}


def imported(store: Store, files: dict[str, bytes], *, keep: bool = True) -> list[RowVerdict]:
    return import_tables.import_rows(store, ME, table_files.read_files(files), keep=keep)


# Does not apply


def test_no_in_does_not_apply_leaves_an_item_unknown(spring: tuple[Store, Service, Round]) -> None:
    store, service, _ = spring
    rows = [{"item": item, "level": "3"} for item in PRINCIPLES[:6]]
    unknown = [{"item": item, "does_not_apply": "no"} for item in PRINCIPLES[6:]]
    verdicts = imported(store, ratings([*rows, *unknown]))
    assert Counter(verdict.what for verdict in verdicts) == {"added": 6, "left blank": 2}
    assert {position.item for position in store.positions.of_service(ME, service.key)} == set(PRINCIPLES[:6])


def test_a_level_beside_no_counts(spring: tuple[Store, Service, Round]) -> None:
    store, service, _ = spring
    imported(store, ratings([{"item": item, "level": "Established", "does_not_apply": "No"} for item in PRINCIPLES]))
    assert [position.level for position in store.positions.of_service(ME, service.key)] == [3] * 8


def test_not_applicable_without_a_reason_is_refused_at_its_row(spring: tuple[Store, Service, Round]) -> None:
    store, service, _ = spring
    verdicts = imported(
        store, ratings([{"item": "equal", "level": "3"}, {"item": "holistic", "does_not_apply": "N/A"}])
    )
    (refused,) = [verdict for verdict in verdicts if verdict.what == "refused"]
    assert str(refused).startswith("ratings.csv, line 3: “N/A” is not a reason. Say in a few words")
    assert store.positions.of_service(ME, service.key) == []


# Layout

HEAD = "key,name"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD},,\n,Daffodil,,\n",
        f"{HEAD}, ,\n,Daffodil\n",
        f"sep=,\n{HEAD}\n,Daffodil\n",
        "sep=;\r\nkey;name\r\n;Daffodil\r\n",
        '"sep=|"\nkey|name\n|Daffodil\n',
        f"Programmes of 2026\n\n{HEAD}\n,Daffodil\n",
        f'"Programmes; all, of 2026",\nIn; two; lines,\n{HEAD}\n,Daffodil\n',
        " KEY , Name \n,Daffodil\n",
        "key,,name\n,,Daffodil\n",
    ],
)
def test_a_csv_file_as_people_leave_it_is_read(text: str) -> None:
    read = table_files.read_files({"programmes.csv": text.encode("utf-8-sig")})["programmes"]
    assert [row for _, row in read.rows] == [{"key": "", "name": "Daffodil", "as_of": ""}]


def test_headings_may_have_spaces_hyphens_and_capitals(spring: tuple[Store, Service, Round]) -> None:
    store, service, _ = spring
    (name, data), *_ = ratings([{"item": "Holistic", "level": "Established", "voice": "Service"}]).items()
    data = data.replace(b"does_not_apply", b"Does not-apply ").replace(b"framework", b"Framework")
    assert [verdict.what for verdict in imported(store, {name: data})] == ["added"]
    assert [position.level for position in store.positions.of_service(ME, service.key)] == [3]


def workbook(*sheets: tuple[str, Sequence[object]], merged: str = "") -> bytes:
    """A workbook with these sheets; cells of the last one are merged."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row) if isinstance(row, list) else [])
    if merged:
        book.worksheets[-1].merge_cells(merged)
    book.save(file)
    return file.getvalue()


def test_a_blank_sheet_and_a_merged_title_are_passed_over_and_said(empty_store: Store) -> None:
    rows = [["Our programmes", None], ["key", "name"], [None, "Daffodil"]]
    data = workbook(("Sheet1", []), ("programmes", rows), merged="A1:B1")
    read = table_files.read_files({"a.xlsx": data})
    assert read["programmes"].remarks == ("a.xlsx, sheet programmes, row 1 was read as a title: Our programmes",)
    assert [verdict.line for verdict in imported(empty_store, {"a.xlsx": data})] == [3]


def refused(data: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(InputError) as caught:
        table_files.read_files({name: data}, CATALOGUE)
    return str(caught.value)


def test_merged_cells_among_the_rows_are_refused_by_sheet_and_cell() -> None:
    rows = [["key", "name"], [None, "Daffodil"], [None, None]]
    said = refused(workbook(("programmes", rows), merged="B2:B3"))
    assert said == "a.xlsx, sheet programmes has merged cells at B2:B3; unmerge them and fill in each of them."


def test_a_cell_without_a_heading_is_refused_by_sheet_row_and_column() -> None:
    said = refused(workbook(("programmes", [["key", "name"], [None, "Daffodil", None, "stray"]])))
    assert said.startswith("a.xlsx, sheet programmes, row 2: there is a cell without a heading, in column D.")


# A column for each item

WIDE = [
    ["Co-production 2026"],
    [],
    ["Service", *[item.capitalize() for item in PRINCIPLES], "Total"],
    ["Elm Court", 3, 2, "N/A", 4, "Established", "-", "TBC", "1 - Starting", "=SUM(B4:I4)"],
]


def test_a_sheet_with_a_column_for_each_principle_comes_in(spring: tuple[Store, Service, Round]) -> None:
    store, service, _ = spring
    read = table_files.read_files({"wide.xlsx": workbook(("Returns", WIDE))}, CATALOGUE)
    verdicts = import_tables.import_rows(store, ME, read, keep=True)
    assert Counter(verdict.what for verdict in verdicts) == {"added": 5, "left blank": 3}
    levels = {(each.round, each.item): each.level for each in store.positions.of_service(ME, service.key)}
    now = "fernshire-adults-now"
    items = {"holistic": 3, "resourced": 2, "inclusive": 4, "iterative": 3, "sustainable": 1}
    assert levels == {(now, item): level for item, level in items.items()}


def test_what_each_column_was_read_as_is_said() -> None:
    (remark,) = table_files.read_files({"wide.xlsx": workbook(("Returns", WIDE))}, CATALOGUE)["ratings"].remarks
    assert remark.startswith("wide.xlsx, sheet Returns was read as levels of Gold Standard principles: “Service” as ")
    assert "“Resourced” as Resourced" in remark
    assert remark.endswith("Not read: “Total”. Its levels go into the round that is open now.")


def test_a_wide_sheet_can_name_the_round_and_the_date_and_number_its_headings(
    spring: tuple[Store, Service, Round],
) -> None:
    store, service, round_ = spring
    text = "Name,Round,Date,1. Holistic (0 to 4),2. Equal\nELM  COURT,spring,2 May 2026,Level 2,0\n"
    read = table_files.read_files({"Returns 2026.csv": text.encode()}, CATALOGUE)
    verdicts = import_tables.import_rows(store, ME, read, keep=True)
    assert [verdict.what for verdict in verdicts] == ["added", "added"]
    assert {(each.round, each.level) for each in store.positions.of_service(ME, service.key)} == {
        (round_.key, 2),
        (round_.key, 0),
    }
    (spoken,) = store.voices.said(ME, round_.key)
    assert spoken.at is not None
    assert spoken.at.date() == date(2026, 5, 2)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["Elm Court", 9, 1], "line 2: Holistic: there is no level 9; the scale is 0 to 4."),
        (
            ["Elm Court", "fine", 1],
            "line 2: The level “fine” is not a whole number. The scale is 0 Not yet, 1 Starting",
        ),
        (["Oak House", 1, 1], "line 2: There is no service “Oak House”."),
    ],
)
def test_a_wide_row_that_cannot_be_is_refused_at_its_line(
    spring: tuple[Store, Service, Round], cells: list[object], said: str
) -> None:
    data = workbook(("Returns", [["Service", "Holistic", "Equal"], cells]))
    read = table_files.read_files({"wide.xlsx": data}, CATALOGUE)
    verdicts = import_tables.import_rows(spring[0], ME, read, keep=True)
    assert said in str(next(verdict for verdict in verdicts if verdict.what == "refused"))


def test_a_wide_row_needs_to_say_which_of_two_open_rounds_it_is_of(spring: tuple[Store, Service, Round]) -> None:
    store, _, _ = spring
    today = datetime.now(UTC).astimezone().date()
    store.rounds.open(ME, "fernshire-adults", "Another", today, today)
    read = table_files.read_files({"wide.xlsx": workbook(("Returns", WIDE))}, CATALOGUE)
    why = {verdict.why for verdict in import_tables.import_rows(store, ME, read, keep=True)}
    assert why == {"More than one round of Elm Court is open now. Say which one in a column “round”."}


def test_a_sheet_that_is_neither_a_table_nor_wide_is_refused() -> None:
    assert "“notes” is no table" in refused(workbook(("Notes", [["Service", "Thoughts"], ["Elm Court", "fine"]])))
    assert "a formula" in refused(workbook(("programmes", [["key", "name"], [None, "=A1"]])))
