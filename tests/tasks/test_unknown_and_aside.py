"""“I don't know” and set-aside frameworks are exported and imported, and old files are imported as before."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.programme import Round, Service
from assess.store import Store
from assess.tasks import export_tables, import_tables, outcome, table_files
from assess.tasks.columns import TABLES, TableRow
from assess.tasks.row_versions import version
from assess.tasks.taking import RowVerdict
from formats import assert_every_format_gives_back
from set_clock import SetClock
from shipped import CATALOGUE

ME = local_viewer()
EQUAL = Answer("principles", "equal")


@pytest.fixture
def store(tmp_path: Path, catalogue: Catalogue, clock: SetClock, empty_file: Callable[[Path], Path]) -> Iterator[Store]:
    """A store with one service in a round of today, and a clock a little before now."""
    clock.now = datetime.now(UTC) - timedelta(hours=1)
    with closing(Store(empty_file(tmp_path / "one.duckdb"), catalogue, clock)) as store:
        yield store


@pytest.fixture
def other(tmp_path: Path, catalogue: Catalogue, empty_file: Callable[[Path], Path]) -> Iterator[Store]:
    with closing(Store(empty_file(tmp_path / "other.duckdb"), catalogue)) as other:
        yield other


def begun(store: Store) -> tuple[Service, Round]:
    programme = store.programmes.add(ME, "Fernshire").key
    service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme)
    today = datetime.now(UTC).astimezone().date()
    return service, store.rounds.open(ME, programme, "Now", today - timedelta(days=9), today + timedelta(days=9))


@pytest.fixture(scope="module")
def unchanged(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, empty_file: Callable[[Path], Path]
) -> Iterator[tuple[Store, dict[str, TableRow]]]:
    """Larkrise, which has set the milestones aside, and Candleford, which has not; and their rows in an export."""
    with closing(Store(empty_file(tmp_path_factory.mktemp("unchanged") / "one.duckdb"), catalogue)) as store:
        service, _ = begun(store)
        store.services.add(ME, "Candleford", "Fernbridge", "home care", "North", service.programme)
        store.asides.set_aside(ME, service.key, "milestones")
        yield store, {row["name"]: row for row in export_tables.exported(store, ME)["services"]}


def rate(store: Store, service: Service, round_: Round, *answers: Answer) -> None:
    response = store.ratings.start(ME, service.key, round_.key).key
    store.ratings.save(ME, response, answers)
    store.ratings.submit(ME, response)


def people_say(store: Store, service: Service, round_: Round) -> None:
    """Let six people rate an item, and seven say that they don't know."""
    invitation = store.invitations.open(ME, service.key, round_.key)
    for answer in [Answer(*EQUAL.key, 2)] * 6 + [EQUAL.not_known()] * 7:
        response = store.invitations.join(invitation.token).key
        store.ratings.save(guest(response), response, [answer])
        store.ratings.submit(guest(response), response)
    store.invitations.close(ME, invitation)


def bring(store: Store, tables: Mapping[str, Sequence[TableRow]]) -> list[RowVerdict]:
    files = table_files.read_files({"tables.zip": table_files.csv_zip({**dict.fromkeys(TABLES, ()), **tables})})
    return import_tables.import_rows(store, ME, files, keep=True)


def levels(store: Store) -> list[tuple[object, ...]]:
    return [
        (each.item, each.level, each.people_level, each.people, each.unsure)
        for each in store.positions.of_service(ME, "larkrise")
    ]


def of_item(tables: Mapping[str, Sequence[TableRow]], voice: str) -> list[TableRow]:
    return [row for row in tables["ratings"] if (row["voice"], row["item"]) == (voice, "equal")]


def test_both_voices_come_in_as_they_went_out_in_every_format(store: Store, other: Store) -> None:
    service, round_ = begun(store)
    rate(store, service, round_, EQUAL.not_known(), Answer("principles", "holistic", 3))
    people_say(store, service, round_)
    tables = export_tables.exported(store, ME)
    assert [(row["level"], row["dont_know"]) for row in of_item(tables, "service")] == [("", "yes")]
    assert [(row["people"], row["level"], row["dont_know"]) for row in of_item(tables, "people")] == [
        *(("6", "2", ""), ("7", "", "yes"))
    ]
    assert_every_format_gives_back(tables)
    assert {verdict.what for verdict in bring(other, tables)} == {"added"}
    assert levels(other) == levels(store) == [("equal", None, 2, 6, 7), ("holistic", 3, None, 0, 0)]
    found = outcome.latest(other, ME, service)
    assert [item.key for item in found.standings["principles"].not_known] == ["equal"]
    assert {verdict.what for verdict in bring(other, tables)} == {"there already"}
    assert other.faults() == []


def test_a_file_from_before_there_was_the_column_comes_in_and_is_not_taken_for_edited(store: Store) -> None:
    service, round_ = begun(store)
    rate(store, service, round_, Answer(*EQUAL.key, 3))
    (row,) = export_tables.exported(store, ME)["ratings"]
    older = {name: cell for name, cell in row.items() if name != "dont_know"}
    text = io.StringIO()
    csv.writer(text).writerows([older.keys(), older.values()])
    read = table_files.read_files({"ratings.csv": text.getvalue().encode()})
    verdicts = import_tables.import_rows(store, ME, read, keep=True)
    assert [verdict.what for verdict in verdicts] == ["there already"]
    names = [column.name for column in TABLES["ratings"]]
    assert names.index("dont_know") == names.index("does_not_apply") + 1
    # The digest of a row that says nothing of it has no trace of the column.
    assert version("ratings", row) == version("ratings", {**row, "dont_know": " "})
    assert version("ratings", row) != version("ratings", {**row, "dont_know": "yes"})


def test_what_people_type_for_it_in_the_level_is_read(store: Store) -> None:
    service, round_ = begun(store)
    typed = ["Don't know", "don’t know", "I don't know", "D/K"]
    row = dict.fromkeys((column.name for column in TABLES["ratings"]), "")
    row |= {"service": service.name, "voice": "service", "framework": "principles"}
    items = [item.key for item in CATALOGUE["principles"].items[: len(typed)]]
    rows = [{**row, "item": item, "level": level} for item, level in zip(items, typed, strict=True)]
    assert [verdict.what for verdict in bring(store, {"ratings": rows})] == ["added"] * len(typed)
    (spoken,) = store.voices.said(ME, round_.key)
    assert list(spoken.answers.values()) == [Answer("principles", item).not_known() for item in items]


def test_a_row_with_a_level_and_dont_know_is_refused(store: Store) -> None:
    service, round_ = begun(store)
    rate(store, service, round_, Answer(*EQUAL.key, 3))
    (row,) = export_tables.exported(store, ME)["ratings"]
    (verdict,) = bring(store, {"ratings": [{**row, "dont_know": "yes"}]})
    assert verdict.what == "refused"
    assert "“I don't know” cannot stand beside a level or a reason" in verdict.why


def test_what_is_set_aside_comes_in_with_its_times(store: Store, other: Store, clock: SetClock) -> None:
    service, _ = begun(store)
    for act in (store.asides.set_aside, store.asides.ask_again, store.asides.set_aside):
        clock.now += timedelta(minutes=5)
        act(ME, service.key, "milestones")
    tables = export_tables.exported(store, ME)
    (row,) = tables["services"]
    first, second, third = (act.at for act in store.asides.acts(ME, service.key))
    moments = [f"{at.isoformat()}Z" for at in (first, second, third)]
    assert row["set_aside"] == (f"milestones since {moments[0]} until {moments[1]}; milestones since {moments[2]}")
    bring(other, tables)
    acts = [(act.framework, act.aside, act.at) for act in other.asides.acts(ME, service.key)]
    assert acts == [("milestones", True, first), ("milestones", False, second), ("milestones", True, third)]
    assert {verdict.what for verdict in bring(other, tables)} == {"there already"}
    assert other.faults() == []


def test_a_key_alone_sets_aside_from_now_on_and_a_blank_changes_nothing(store: Store) -> None:
    service, _ = begun(store)
    row = dict(export_tables.exported(store, ME)["services"][0])
    (verdict,) = bring(store, {"services": [{**row, "set_aside": "Milestones"}]})
    assert (verdict.what, verdict.change) == ("changed", "set aside: milestones")
    for cell in ("milestones", ""):
        (verdict,) = bring(store, {"services": [{**row, "set_aside": cell}]})
        assert verdict.what == "there already"
    assert store.asides.of(ME, service.key).keys() == {"milestones"}


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("ladder", "The framework “ladder” cannot be set aside."),
        ("milestones since May", "“may” is not a moment such as 2026-03-01T10:00:00Z."),
        ("not for us at all", "“not for us at all” is not a framework's key"),
        ("milestones since 2020-01-01T00:00:00Z", "Larkrise has set “milestones” aside at another time here."),
    ],
)
def test_a_cell_that_cannot_be_read_is_refused(
    unchanged: tuple[Store, dict[str, TableRow]], cell: str, why: str
) -> None:
    store, rows = unchanged
    (verdict,) = bring(store, {"services": [{**rows["Larkrise"], "set_aside": cell}]})
    assert verdict.what == "refused"
    assert why in verdict.why


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("milestones since 2090-01-01T10:00:00Z", "still to come"),
        ("milestones since 2026-05-01T10:00:00Z until 2090-03-01T10:00:00Z", "still to come"),
        ("milestones since 2026-05-01T10:00:00Z until 2026-03-01T10:00:00Z", "must be in their order"),
        ("milestones since 2026-01-01T10:00Z until 2026-04-01T10:00Z; milestones since 2026-02-01T10:00Z", "order"),
        ("milestones since 2026-01-01T10:00:00Z; milestones since 2026-02-01T10:00:00Z", "must be in their order"),
        ("milestones; milestones", "must be in their order"),
        ("milestones since 0001-01-01T00:00:00+14:00", "is not a moment"),
        ("milestones since 9999-12-31T23:59:59-14:00", "is not a moment"),
    ],
)
def test_times_that_cannot_be_are_refused(unchanged: tuple[Store, dict[str, TableRow]], cell: str, why: str) -> None:
    store, rows = unchanged
    (verdict,) = bring(store, {"services": [{**rows["Candleford"], "set_aside": cell}]})
    assert verdict.what == "refused"
    assert why in verdict.why
    assert store.asides.acts(ME, "candleford") == ()


def test_a_template_asks_nothing_that_is_set_aside(store: Store) -> None:
    service, round_ = begun(store)
    today = date.today()  # noqa: DTZ011 - the round is of today here
    before = {row["framework"] for row in export_tables.template(store, ME, today)["ratings"]}
    store.asides.set_aside(ME, service.key, "milestones")
    after = {row["framework"] for row in export_tables.template(store, ME, today)["ratings"]}
    assert before - after == {"milestones"}
    assert {each.key for each in store.rounds.frameworks(round_.key)} == before
