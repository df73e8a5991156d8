"""Rounds on earlier versions of frameworks are imported in their own wording, known here or in the file."""

import io
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from assess.core.access import local_viewer
from assess.core.answers import Answer
from assess.core.brought import Brought
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.core.framework import Framework
from assess.store import Store
from assess.tasks import export_tables, import_tables, table_files
from assess.tasks.columns import TABLES, Tables
from assess.tasks.table_files import TABLE_FORMATS
from assess.tasks.taking import RowVerdict
from formats import assert_every_format_gives_back
from shipped import CATALOGUE as SHIPPED

ME = local_viewer()
SPRING, AUTUMN = (date(2025, 3, 1), date(2025, 5, 31)), (date(2025, 9, 1), date(2025, 11, 30))
LADDER, PRINCIPLES = SHIPPED["ladder"], SHIPPED["principles"]


def version(framework: Framework, number: int, question: str) -> Framework:
    """A framework in another version: its first item has another question."""
    first, *others = framework.items
    items = (first.model_copy(update={"question": question}), *others)
    return framework.model_copy(update={"version": number, "items": items})


EARLY, LATE = (version(LADDER, 100 + number, f"Question {number}?") for number in (1, 2))
ABROAD = version(LADDER, 90, "A question that is asked elsewhere?")


def catalogue(current: Framework, earlier: Iterable[Framework] = ()) -> Catalogue:
    """The shipped frameworks, with another current version of one of them, and earlier ones."""
    return Catalogue({**SHIPPED.frameworks, current.key: current}, {(one.key, one.version): one for one in earlier})


@pytest.fixture(scope="module")
def abroad(tmp_path_factory: pytest.TempPathFactory, empty_file: Callable[[Path], Path]) -> Tables:
    """An export of a database whose rounds use wordings that no other database has."""
    path = empty_file(tmp_path_factory.mktemp("abroad") / "abroad.duckdb")
    with closing(Store(path, catalogue(ABROAD))) as store:
        rated_twice(store, [ABROAD, PRINCIPLES], [ABROAD])
        return export_tables.exported(store, ME)


@pytest.fixture(scope="module")
def in_parts(tmp_path_factory: pytest.TempPathFactory, empty_file: Callable[[Path], Path]) -> tuple[Framework, Tables]:
    """A framework whose wording is too long for one cell, and an export of a database with rounds on it."""
    # Its second part begins with what a spreadsheet takes for a formula.
    long = version(LADDER, 90, "=" * 70_000)
    long = long.model_copy(update={"items": long.items[:1]})
    path = empty_file(tmp_path_factory.mktemp("long") / "long.duckdb")
    with closing(Store(path, catalogue(long))) as store:
        rated_twice(store, [long], [long])
        return long, export_tables.exported(store, ME)


@pytest.fixture
def here(tmp_path: Path, empty_file: Callable[[Path], Path]) -> Iterator[Store]:
    with closing(Store(empty_file(tmp_path / "here.duckdb"), catalogue(LATE, [EARLY]))) as store:
        yield store


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, empty_file: Callable[[Path], Path]) -> Iterator[Store]:
    """A database like `here` into which nothing comes."""
    path = empty_file(tmp_path_factory.mktemp("elsewhere") / "elsewhere.duckdb")
    with closing(Store(path, catalogue(LATE, [EARLY]))) as store:
        yield store


def rated_twice(store: Store, *asked: Sequence[Framework]) -> None:
    """Rate one service in two rounds on these frameworks, by itself and by six people."""
    store.programmes.add(ME, "Fernshire Adults")
    service = store.services.add(ME, "Elm Court", "Fernshire", "day centre", "North", "fernshire-adults").key
    for name, days, frameworks in zip(("Spring", "Autumn"), (SPRING, AUTUMN), asked, strict=True):
        round_ = store.rounds.open(ME, "fernshire-adults", name, *days, frameworks=frameworks).key
        answers = [Answer(each.key, each.items[0].key, each.values[1]) for each in frameworks]
        with store.at(datetime(2025, days[0].month, 15, 12, tzinfo=UTC)):
            response = store.ratings.start(ME, service, round_).key
            store.ratings.save(ME, response, answers)
            store.ratings.submit(ME, response)
            store.voices.bring_people(ME, service, round_, [Brought(6, answers)])
    store.positions.reveal_closed_rounds()


def imported(store: Store, tables: Mapping[str, Sequence[Mapping[str, str]]], kind: str = "csv") -> list[RowVerdict]:
    """Import a file of these tables; the others are empty in it."""
    end, write = TABLE_FORMATS[kind]
    files = {f"tables.{end}": write(tables)}
    return import_tables.import_rows(store, ME, table_files.read_files(files), keep=True)


def refusals(verdicts: Iterable[RowVerdict]) -> list[str]:
    return [str(each) for each in verdicts if each.what == "refused"]


def round_on(frameworks: str, name: str = "Autumn") -> Tables:
    """A programme with one round on these frameworks, as in a file from before exports had wordings."""
    texts = {"programme": "Fernshire Adults", "name": name, "opens": "2025-09-01", "closes": "2025-11-30"}
    blank = dict.fromkeys([column.name for column in TABLES["rounds"]], "")
    programme = {"key": "", "name": "Fernshire Adults", "as_of": ""}
    return {"programmes": [programme], "rounds": [{**blank, **texts, "form": "quick", "frameworks": frameworks}]}


def asked(store: Store, name: str) -> tuple[Framework, ...]:
    rounds = {one.name: one.key for one in store.rounds.of(ME, "fernshire-adults")}
    return store.rounds.frameworks(rounds[name]) if name in rounds else ()


# Where the wording of an earlier version comes from


def test_a_round_on_an_earlier_version_of_the_catalogue_comes_in_under_its_wording(here: Store) -> None:
    # Services are in scope through their programme: a viewer of everything sees rounds without any.
    rated_twice(here, [LATE], [EARLY])
    text = f"ladder {EARLY.version}; principles {PRINCIPLES.version}"
    verdicts = imported(here, round_on(text, "Older"))
    assert [each.what for each in verdicts] == ["there already", "added"]
    assert asked(here, "Older") == (EARLY, PRINCIPLES)
    assert here.faults() == []


def test_a_round_on_a_version_that_a_round_here_is_on_comes_in_without_a_file_of_it(
    tmp_path: Path, empty_file: Callable[[Path], Path]
) -> None:
    with closing(Store(empty_file(tmp_path / "one.duckdb"), catalogue(ABROAD))) as store:
        rated_twice(store, [ABROAD], [ABROAD])
    with closing(Store(tmp_path / "one.duckdb", catalogue(LATE))) as store:
        assert refusals(imported(store, round_on(f"ladder {ABROAD.version}", "Older"))) == []
        assert asked(store, "Older") == (ABROAD,)


def test_a_wording_that_only_the_file_has_comes_in_with_it(abroad: Tables, here: Store) -> None:
    assert_every_format_gives_back(abroad)
    assert {(row["key"], row["version"]) for row in abroad["frameworks"]} == {
        ("ladder", str(ABROAD.version)),
        ("principles", str(PRINCIPLES.version)),
    }
    assert refusals(imported(here, abroad)) == []
    assert asked(here, "Spring") == (ABROAD, PRINCIPLES)
    assert export_tables.exported(here, ME) == abroad
    assert here.faults() == []
    assert {each.what for each in imported(here, abroad)} == {"there already"}


def test_a_version_that_is_known_nowhere_is_named_in_one_sentence(elsewhere: Store) -> None:
    for part in ("ladder 55", "stairs 1", "ladder", "ladder 9999999999", f"{'ladder' * 20} 1"):
        (said,) = refusals(imported(elsewhere, round_on(f"principles {PRINCIPLES.version}; {part}")))
        assert f"There is no framework “{part[:40]}” here, and no table “frameworks” in the files has its wor" in said
        assert "\n" not in said
    assert elsewhere.is_empty()


@pytest.mark.parametrize("second", ["101", "102"])
def test_a_round_on_a_framework_twice_is_refused(elsewhere: Store, second: str) -> None:
    """Otherwise its form would ask the same items in two wordings."""
    (said,) = refusals(imported(elsewhere, round_on(f"ladder 102; ladder {second}")))
    assert "A round asks a framework in one version: “ladder” is there twice." in said
    assert elsewhere.is_empty()


def test_other_words_under_the_same_version_are_refused_by_name(abroad: Tables, elsewhere: Store) -> None:
    renamed = {**abroad["frameworks"][0], "version": str(EARLY.version)}
    renamed["body"] = ABROAD.model_copy(update={"version": EARLY.version}).model_dump_json()
    said = refusals(imported(elsewhere, {**abroad, "frameworks": [renamed, *abroad["frameworks"][1:]]}))
    assert said[0] == (
        f"frameworks.csv, line 2: The framework “ladder” has other words here in version {EARLY.version}: what was "
        "rated on the words in this file cannot come in."
    )
    assert elsewhere.is_empty()


def test_a_wording_that_no_round_is_on_is_left_aside(abroad: Tables, elsewhere: Store) -> None:
    verdicts = imported(elsewhere, {"frameworks": abroad["frameworks"]})
    assert {each.what for each in verdicts} == {"left blank"}
    assert verdicts[0].change == f"no round in the files is on “ladder {ABROAD.version}”"
    assert elsewhere.rounds.wording("ladder", ABROAD.version) is None


def test_a_wording_that_is_too_long_for_one_cell_goes_out_in_parts(
    in_parts: tuple[Framework, Tables], here: Store
) -> None:
    long, tables = in_parts
    assert_every_format_gives_back(tables)
    assert [row["part"] for row in tables["frameworks"]] == ["1", "2", "3"]
    assert max(len(row["body"]) for row in tables["frameworks"]) < 32_767
    assert refusals(imported(here, {**tables, "frameworks": tables["frameworks"][::-1]})) == []
    assert asked(here, "Spring") == (long,)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"part": "2"}, "The wording of “ladder 90” must have each of its parts once, numbered from 1."),
        ({"version": "ninety"}, "“ladder ninety” is no version of a framework, such as ladder 1."),
        ({"body": "{"}, "The wording of “ladder 90” cannot be read: Invalid JSON: EOF while parsing"),
        ({"body": "{}"}, "The wording of “ladder 90” cannot be read: key: missing."),
        ({"key": "stairs"}, "What is called “stairs 90” is the wording of “ladder 90”."),
        (
            {"body": ABROAD.model_copy(update={"title": "The\u202eladder"}).model_dump_json()},
            "The wording of “ladder 90” has a hidden character (U+202E)",
        ),
        (
            {"body": ABROAD.model_copy(update={"levels": ABROAD.levels[::-1]}).model_dump_json()},
            "The wording of “ladder 90” cannot be read: levels do not climb",
        ),
        (
            {"body": ABROAD.model_copy(update={"title": "The\u0007ladder"}).model_dump_json()},
            "The wording of “ladder 90” has a hidden character (U+0007)",
        ),
    ],
)
def test_a_wording_that_cannot_be_read_is_refused_in_one_sentence(
    abroad: Tables, elsewhere: Store, cells: dict[str, str], said: str
) -> None:
    first, *others = abroad["frameworks"]
    verdicts = imported(elsewhere, {**abroad, "frameworks": [{**first, **cells}, *others]})
    refused = [each for each in verdicts if each.what == "refused" and each.table == "frameworks"]
    assert said in str(refused[0])
    assert "\n" not in str(refused[0])
    assert elsewhere.is_empty()


def test_a_wording_without_an_end_is_refused(elsewhere: Store) -> None:
    body = ABROAD.model_copy(update={"title": "x" * 2_500_000}).model_dump_json()
    row = {"key": "ladder", "version": "90", "part": "1", "body": body}
    (said,) = refusals(imported(elsewhere, {"frameworks": [row]}, "parquet"))
    assert "The wording of “ladder 90” is longer than 2,500,000 characters." in said


# As files have named them


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(file)
    return file.getvalue()


def test_a_workbook_that_was_typed_for_an_earlier_version_still_comes_in(here: Store) -> None:
    older = version(PRINCIPLES, 1_000, "As it was?")
    here.frameworks.files = replace(here.files, earlier={("principles", 1_000): older})
    headings = {
        table: [column.name for column in columns if not column.may_be_missing] for table, columns in TABLES.items()
    }
    place = ("Fernshire Council", "day centre", "North", "Fernshire Adults", None, None)
    days = ("01/03/2025", "31/05/2025", None, "quick", None, "principles 1000")
    rating = ("service", None, "31/05/2025", "principles")
    data = workbook(
        {
            "programmes": [headings["programmes"], (None, "Fernshire Adults")],
            "services": [headings["services"], (None, "Elm Court Day Centre", *place)],
            "rounds": [headings["rounds"], (None, "Fernshire Adults", "Spring 2025", *days)],
            "ratings": [
                headings["ratings"],
                *(
                    ("Elm Court Day Centre", "Spring 2025", *rating, item.key, 2, None, None, None)
                    for item in older.items
                ),
            ],
        }
    )
    read = table_files.read_files({"returns.xlsx": data}, here.catalogue.every_version)
    verdicts = import_tables.import_rows(here, ME, read, keep=True)
    assert Counter(each.what for each in verdicts) == {"added": 3 + len(older.items)}
    assert asked(here, "Spring 2025") == (older,)
    assert here.faults() == []


def test_a_sheet_with_a_column_for_each_item_may_have_the_titles_of_an_earlier_version(here: Store) -> None:
    first, second, *others = PRINCIPLES.items
    before = [first.model_copy(update={"title": "Whole"}), second.model_copy(update={"title": "Means"}), *others]
    older = PRINCIPLES.model_copy(update={"version": 1_000, "items": tuple(before)})
    frameworks = replace(here.catalogue, earlier={("principles", 1_000): older}).every_version
    for titles in (("Whole", "Means"), (first.title, "Means"), (first.title, second.title)):
        data = workbook({"Returns": [["Service", *titles], ["Elm Court", 3, 2]]})
        (rows,) = [read.rows for read in table_files.read_files({"a.xlsx": data}, frameworks).values()]
        assert [(row["framework"], row["item"], row["level"]) for _, row in rows] == [
            ("principles", first.key, "3"),
            ("principles", second.key, "2"),
        ]
    # A title that once belonged to another item now means today's item.
    swapped = PRINCIPLES.model_copy(
        update={"version": 1_000, "items": (first.model_copy(update={"title": second.title}), second, *others)}
    )
    data = workbook({"Returns": [["Service", first.title, second.title], ["Elm Court", 3, 2]]})
    (read,) = table_files.read_files({"a.xlsx": data}, [PRINCIPLES, swapped]).values()
    assert [row["item"] for _, row in read.rows] == [first.key, second.key]
    with pytest.raises(InputError, match="is no table"):
        table_files.read_files({"a.xlsx": workbook({"Returns": [["Service", "Whole", "Means"]]})}, [PRINCIPLES])


# Whatever versions rounds are on

WRITTEN = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"]),
    min_size=1,
)
numbers = st.integers(1, 4)
wordings = st.builds(
    lambda framework, number, question: (framework.key, number, question),
    st.sampled_from([LADDER, PRINCIPLES, SHIPPED["milestones"]]),
    numbers,
    WRITTEN,
)


def test_no_shipped_wording_is_taken_for_anything_but_plain_text(
    tmp_path: Path, empty_file: Callable[[Path], Path]
) -> None:
    with closing(Store(empty_file(tmp_path / "all.duckdb"), SHIPPED)) as store:
        rated_twice(store, list(SHIPPED), [LADDER])
        for framework in SHIPPED.earlier.values():
            name = f"{framework.key} {framework.version}"
            store.rounds.open(ME, "fernshire-adults", name, *SPRING, frameworks=[framework])
        tables = export_tables.exported(store, ME)
    with closing(Store(empty_file(tmp_path / "other.duckdb"), SHIPPED)) as other:
        assert refusals(imported(other, tables)) == []


@trying(max_examples=2, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_rounds_on_any_versions_come_back_as_they_were(data: st.DataObject, empty_file: Callable[[Path], Path]) -> None:
    drawn = data.draw(st.lists(wordings, min_size=1, max_size=6, unique_by=lambda one: one[:2]))
    versions = [version(SHIPPED[key], 200 + number, question) for key, number, question in drawn]
    # Some are known where they are brought in, as the current version or an earlier one, and some are not.
    known = data.draw(st.lists(st.sampled_from([*versions, LADDER, PRINCIPLES]), unique_by=id))
    rounds = [
        data.draw(st.lists(st.sampled_from([*versions, *SHIPPED]), min_size=1, unique_by=lambda one: one.key))
        for _ in range(2)
    ]
    with tempfile.TemporaryDirectory() as folder:
        with closing(Store(empty_file(Path(folder) / "one.duckdb"), SHIPPED)) as store:
            rated_twice(store, *rounds)
            tables = export_tables.exported(store, ME)
        assert_every_format_gives_back(tables)
        there = Catalogue(SHIPPED.frameworks, {(one.key, one.version): one for one in known})
        with closing(Store(empty_file(Path(folder) / "two.duckdb"), there)) as other:
            assert refusals(imported(other, tables)) == []
            assert export_tables.exported(other, ME) == tables
            assert [list(asked(other, name)) for name in ("Spring", "Autumn")] == rounds
            assert other.faults() == []
