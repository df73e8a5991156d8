"""An import never undoes changes since its file was made, and shows the old and new value of each changed row."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.access import local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.programme import Round, Service
from assess.database.opening import Home
from assess.store import Store
from assess.tasks import export_tables, import_tables, table_files
from assess.tasks.columns import TABLES, TableRow
from assess.tasks.row_versions import changes, is_about, version, versioned
from assess.tasks.taking import RowVerdict
from formats import assert_every_format_gives_back

ME = local_viewer()
TODAY = datetime.now(UTC).astimezone().date()
Rows = dict[str, list[TableRow]]


@pytest.fixture(scope="module")
def original(copied_home: Callable[[], Home], catalogue: Catalogue) -> tuple[Home, Service, Service, Round]:
    """Alder House, which has submitted level 1 twice and promised something, and Birch House, which has not begun."""
    home = copied_home()
    with closing(Store(home, catalogue)) as store:
        store.programmes.add(ME, "Fernshire")
        alder, birch = (
            store.services.add(ME, name, "Fernshire", "day centre", "North", "fernshire")
            for name in ("Alder House", "Birch House")
        )
        round_ = store.rounds.open(ME, "fernshire", "Autumn", TODAY - timedelta(days=9), TODAY + timedelta(days=9))
        submit(store, alder, round_, {"holistic": 1, "equal": 1})
        promise = Action("", alder.key, round_.key, "principles", "equal", 1, 2, "Meet", "", "", TODAY, "to do", TODAY)
        store.actions.keep(ME, promise)
    return home, alder, birch, round_


@pytest.fixture
def two(
    original: tuple[Home, Service, Service, Round], copied: Callable[[Home], Home], catalogue: Catalogue
) -> Iterator[tuple[Store, Service, Service, Round]]:
    """A copy of them."""
    with closing(Store(copied(original[0]), catalogue)) as store:
        yield store, *original[1:]


def submit(store: Store, service: Service, round_: Round, levels: Mapping[str, int], note: str = "") -> None:
    response = store.ratings.start(ME, service.key, round_.key)
    if store.ratings.response(ME, response.key)[1] == "submitted":
        store.ratings.reopen(ME, response.key, "More.")
    answers = [Answer("principles", item, level, note=note) for item, level in levels.items()]
    store.ratings.save(ME, response.key, answers)
    store.ratings.submit(ME, response.key)


def levels(store: Store, service: Service) -> dict[str, int | None]:
    return {position.item: position.level for position in store.positions.of_service(ME, service.key)}


def template(store: Store) -> Rows:
    return export_tables.template(store, ME, TODAY)


def edited(tables: Rows, table: str, is_it: Callable[[TableRow], bool], **cells: str) -> Rows:
    return {**tables, table: [{**row, **cells} if is_it(row) else row for row in tables[table]]}


def brought(store: Store, tables: Rows, *, keep: bool = True) -> list[RowVerdict]:
    files = table_files.read_files({"t.zip": table_files.csv_zip(tables)})
    return import_tables.import_rows(store, ME, files, keep=keep)


def of(verdicts: list[RowVerdict], *kinds: str) -> list[RowVerdict]:
    return [verdict for verdict in verdicts if verdict.what in kinds]


def test_rows_that_nobody_edited_take_nothing_back(two: tuple[Store, Service, Service, Round]) -> None:
    store, alder, birch, round_ = two
    tables = template(store)
    submit(store, alder, round_, {"holistic": 3}, note="We meet weekly now.")
    renamed = store.services.change(ME, replace(alder, name="Alder Court"), alder)
    (action,) = store.actions.visible_to(ME)
    store.actions.keep(ME, replace(action, state="done"))
    filled_in = edited(tables, "ratings", lambda row: (row["service"], row["item"]) == (birch.key, "equal"), level="2")
    assert_every_format_gives_back(filled_in)
    verdicts = brought(store, filled_in)
    assert of(verdicts, "refused", "changed") == []
    assert [verdict.about for verdict in of(verdicts, "added")] == [f"{birch.key}, {round_.key}, service, equal"]
    assert [verdict.table for verdict in of(verdicts, "not edited")] == ["services", "ratings", "actions"]
    assert "level 1 → 3" in of(verdicts, "not edited")[1].change
    assert levels(store, alder) == {"holistic": 3, "equal": 1}
    assert levels(store, birch) == {"equal": 2}
    assert store.services.get(ME, alder.key) == renamed
    assert [each.state for each in store.actions.visible_to(ME)] == ["done"]
    (spoken, _) = store.voices.said(ME, round_.key)
    assert spoken.answers["principles", "holistic"].note == "We meet weekly now."


def test_a_round_that_was_closed_since_stays_closed(two: tuple[Store, Service, Service, Round]) -> None:
    store, _, _, round_ = two
    tables = template(store)
    store.rounds.close(ME, round_.key, "Enough.")
    verdicts = brought(store, tables)
    assert [verdict.table for verdict in of(verdicts, "not edited")] == ["rounds"]
    assert of(verdicts, "refused", "changed", "added") == []


@pytest.mark.parametrize(
    ("table", "cells"), [("ratings", {"level": "2"}), ("services", {"kind": "café"}), ("actions", {"state": "dropped"})]
)
def test_a_row_that_was_edited_while_what_stands_was_changed_is_refused(
    two: tuple[Store, Service, Service, Round], table: str, cells: dict[str, str]
) -> None:
    store, alder, _, round_ = two
    tables = template(store)
    submit(store, alder, round_, {"holistic": 3})
    store.services.change(ME, replace(alder, shares_learning=True), alder)
    (action,) = store.actions.visible_to(ME)
    store.actions.keep(ME, replace(action, state="under way"))
    mine = {"ratings": ("item", "holistic"), "services": ("key", alder.key), "actions": ("key", action.key)}[table]

    def is_mine(row: TableRow) -> bool:
        return row[mine[0]] == mine[1] and row.get("service", alder.key) == alder.key

    (refused,) = of(brought(store, edited(tables, table, is_mine, **cells)), "refused")
    assert "This has changed here since the file was made, and now the row would mean" in str(refused)
    assert (
        f"→ {cells['level']}" in str(refused)
        if table == "ratings"
        else f"→ “{next(iter(cells.values()))}”" in str(refused)
    )
    assert levels(store, alder) == {"holistic": 3, "equal": 1}
    # Without its mark the row is one that somebody typed.
    verdicts = brought(store, edited(tables, table, is_mine, **cells, as_of=""))
    (changed,) = [verdict for verdict in of(verdicts, "changed") if verdict.table == table]
    assert "→" in changed.change


def test_an_edited_row_says_from_what_to_what(two: tuple[Store, Service, Service, Round]) -> None:
    store, alder, _, _ = two

    def is_holistic(row: TableRow) -> bool:
        return row["service"] == alder.key and row["item"] == "holistic"

    tables = edited(template(store), "ratings", is_holistic, level="3", note="See the minutes.")
    tables = edited(tables, "services", lambda row: row["key"] == alder.key, name="Alder Court")
    tables = edited(tables, "actions", lambda _: True, state="done")
    verdicts = of(brought(store, tables, keep=False), "changed")
    assert [verdict.change for verdict in verdicts] == [
        "name “Alder House” → “Alder Court”",
        "level 1 → 3, note blank → “See the minutes.”",
        "state “to do” → “done”",
    ]
    assert str(verdicts[1]).endswith(": changed: level 1 → 3, note blank → “See the minutes.”")


def test_a_row_that_was_copied_for_another_item_is_one_that_somebody_typed(
    two: tuple[Store, Service, Service, Round],
) -> None:
    store, alder, birch, _ = two
    tables = template(store)
    row = next(row for row in tables["ratings"] if row["service"] == alder.key and row["item"] == "holistic")
    copied = {**row, "service": "Birch House", "level": "4"}
    verdicts = brought(store, {**tables, "ratings": [copied]})
    assert len(of(verdicts, "added")) == 1
    assert levels(store, birch) == {"holistic": 4}


def test_a_file_without_the_column_comes_in_as_typed(two: tuple[Store, Service, Service, Round]) -> None:
    store, alder, _, round_ = two
    text = "service,round,voice,people,submitted,framework,item,level,does_not_apply,note,link\n"
    text += "Alder House,Autumn,service,,,principles,holistic,4,,,\n"
    read = table_files.read_files({"ratings.csv": text.encode()})
    (verdict,) = import_tables.import_rows(store, ME, read, keep=True)
    assert str(verdict) == "ratings.csv, line 2: changed: level 1 → 4"
    assert levels(store, alder) == {"holistic": 4, "equal": 1}
    assert store.ratings.submitted(ME, alder.key)[0][0] == round_


texts = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=20)
names = [column.name for column in TABLES["ratings"] if column.name not in ("as_of", "people", "level", "submitted")]


@given(st.fixed_dictionaries({**dict.fromkeys(names, texts), "level": st.just("1"), "people": st.just("")}), texts)
def test_the_mark_of_a_row_changes_with_everything_but_its_date(row: dict[str, str], note: str) -> None:
    (made,) = versioned("ratings", [{**row, "submitted": "2026-05-01"}])
    mark = made["as_of"]
    assert mark.isascii()
    assert mark[0] == "v"
    assert version("ratings", {**made, "submitted": "2026-06-01"}) == mark
    other = {**row, "note": note}
    assert (version("ratings", other) == mark) == (changes("ratings", row, other) == "")
    assert is_about(mark, "ratings", other)
    assert not is_about(mark, "ratings", {**row, "item": f"{row['item']}x"})


# Dates


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Auckland"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server in this time zone."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    os.environ.pop("TZ")
    monkeypatch.undo()
    time.tzset()


def rating(**cells: str) -> TableRow:
    row = dict.fromkeys((column.name for column in TABLES["ratings"]), "")
    usual = {"service": "Birch House", "round": "Autumn", "voice": "service", "framework": "principles"}
    return {**row, **usual, "item": "equal", "level": "2", **cells}


def only(rows: list[TableRow], store: Store) -> list[RowVerdict]:
    return brought(store, {**{table: [] for table in TABLES}, "ratings": rows})


def test_todays_date_is_taken_at_every_hour_in_every_zone(
    zone: str, two: tuple[Store, Service, Service, Round]
) -> None:
    store, _, birch, _ = two
    today = datetime.now(UTC).astimezone().date()
    (verdict,) = only([rating(submitted=today.isoformat())], store)
    assert verdict.what == "added", str(verdict)
    assert not verdict.is_late
    assert levels(store, birch) == {"equal": 2}


def test_tomorrow_is_still_to_come(two: tuple[Store, Service, Service, Round]) -> None:
    (verdict,) = only([rating(submitted=(TODAY + timedelta(days=2)).isoformat())], two[0])
    assert "which is still to come" in verdict.why


def test_what_comes_after_the_close_is_said_to_be_late(two: tuple[Store, Service, Service, Round]) -> None:
    store, _, birch, _ = two
    store.rounds.open(ME, "fernshire", "Spring", date(2026, 3, 1), date(2026, 5, 31))
    (verdict,) = only([rating(round="Spring", submitted="20/06/2026")], store)
    assert verdict.is_late
    assert str(verdict).endswith("added; late, so it will not count")
    assert levels(store, birch) == {}


def test_the_day_on_which_a_round_was_closed_early_counts(two: tuple[Store, Service, Service, Round]) -> None:
    store, _, birch, _ = two
    store.rounds.open(ME, "fernshire", "Spring", date(2026, 3, 1), date(2026, 5, 31))
    with store.at(datetime(2026, 4, 8, 8).astimezone()):
        store.rounds.close(ME, "fernshire-spring", "Enough.")
    (verdict,) = only([rating(round="Spring", submitted="8 April 2026")], store)
    assert not verdict.is_late
    assert levels(store, birch) == {"equal": 2}


def test_two_dates_of_one_submission_are_refused(two: tuple[Store, Service, Service, Round]) -> None:
    store, _, birch, _ = two
    store.rounds.open(ME, "fernshire", "Spring", date(2026, 3, 1), date(2026, 5, 31))
    rows = [rating(round="Spring", submitted="1/5/2026"), rating(round="Spring", submitted="3/5/2026", item="holistic")]
    verdicts = only(rows, store)
    dates = "its rows have the dates “1/5/2026” and “3/5/2026”. Give them one date."
    assert {verdict.why for verdict in verdicts} == {f"Birch House has submitted once in “Spring”, but {dates}"}
    assert levels(store, birch) == {}


def test_an_exported_moment_says_its_zone(two: tuple[Store, Service, Service, Round]) -> None:
    store, *_ = two
    moments = [row["submitted"] for row in export_tables.exported(store, ME)["ratings"]]
    assert moments
    assert all(moment.endswith("Z") for moment in moments)
