"""Themes, case notes and answers to open questions, exported from one database and brought into another."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from assess.core.access import Grant, Viewer
from assess.core.case_notes import CaseNote
from assess.core.catalogue import Catalogue
from assess.core.errors import NotAllowedError
from assess.core.together import OPEN, Theme
from assess.store import Store
from assess.tasks.columns import TABLES, TableRow
from assess.tasks.export_tables import exported
from assess.tasks.import_tables import import_rows
from assess.tasks.table_files import Read
from formats import assert_every_format_gives_back
from together_by_hand import ME, WROTE, written


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, empty_file: Callable[[Path], Path]) -> Path:
    """A database with words of people, two themes and a case note."""
    path = empty_file(tmp_path_factory.mktemp("grouped") / "one.duckdb")
    with closing(Store(path, catalogue)) as one:
        service, round_, _ = written(one)
        place = (service.key, round_.key)
        theme = one.together.keep(ME, Theme("", *place, "Waiting", "I know when.", "The rota.", "A time.", "", "Less."))
        one.together.keep(ME, Theme("", *place, "Nights"))
        for word in one.together.words(ME, *place):
            if "wait" in word.text:
                one.together.sort(ME, *place, word, theme.key)
        one.case_notes.keep(ME, CaseNote(*place, why="They wait.", came="A new rota.\nAnd times."))
    return path


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory, grouped: Path, catalogue: Catalogue) -> Iterator[Store]:
    """A copy of `grouped` for tests that change nothing."""
    with closing(Store(Path(shutil.copy(grouped, tmp_path_factory.mktemp("unchanged"))), catalogue)) as store:
        yield store


@pytest.fixture
def one(tmp_path: Path, grouped: Path, catalogue: Catalogue) -> Iterator[Store]:
    """A copy of `grouped` that a test may change."""
    with closing(Store(Path(shutil.copy(grouped, tmp_path)), catalogue)) as store:
        yield store


@pytest.fixture
def two(tmp_path: Path, catalogue: Catalogue, empty_file: Callable[[Path], Path]) -> Iterator[Store]:
    """An empty database."""
    with closing(Store(empty_file(tmp_path / "two.duckdb"), catalogue)) as store:
        yield store


def reads(store: Store) -> dict[str, Read]:
    return {
        name: Read(f"{name}.csv", tuple(enumerate(rows, start=2))) for name, rows in exported(store, ME).items() if rows
    }


def test_a_second_export_is_the_first_and_bringing_it_in_again_changes_nothing(unchanged: Store, two: Store) -> None:
    assert_every_format_gives_back(exported(unchanged, ME))
    verdicts = import_rows(two, ME, reads(unchanged), keep=True)
    assert {verdict.what for verdict in verdicts} == {"added"}, [str(each) for each in verdicts]
    for table in ("themes", "case_notes"):
        assert exported(two, ME)[table] == exported(unchanged, ME)[table]
    assert {verdict.what for verdict in import_rows(two, ME, reads(unchanged), keep=True)} == {"there already"}
    assert two.faults() == []


def test_what_people_wrote_is_among_the_ratings_without_saying_whose_it_is(unchanged: Store, two: Store) -> None:
    rows = [row for row in exported(unchanged, ME)["ratings"] if row["framework"] == OPEN]
    assert {row["note"] for row in rows} == {text for words in WROTE for text in words.values()}
    assert {(row["voice"], row["people"], row["level"], row["submitted"]) for row in rows} == {("people", "7", "", "")}
    import_rows(two, ME, reads(unchanged), keep=True)
    again = [row for row in exported(two, ME)["ratings"] if row["framework"] == OPEN]
    assert again == rows
    service, round_ = rows[0]["service"], rows[0]["round"]
    assert two.together.of(ME, service, round_).words == unchanged.together.of(ME, service, round_).words
    stands = two.together.of(ME, service, round_)
    waiting = next(theme for theme in stands.themes if theme.name == "Waiting")
    assert {word.text for word in stands.words_of(waiting)} == {"I wait too long.", "I wait and nobody comes."}


def test_an_edited_theme_is_changed_and_an_unknown_note_is_refused(one: Store) -> None:
    files = reads(one)
    (line, row), *others = files["themes"].rows
    edited = {**row, "review": "They come on time."}
    changed = import_rows(one, ME, {"themes": Read("t.csv", ((line, edited), *others))}, keep=True)
    assert [each.what for each in changed] == ["changed", "there already"]
    assert exported(one, ME)["themes"][0]["review"] == "They come on time."
    wrong = {**edited, "notes": "0" * 24, "as_of": ""}
    (refused,) = import_rows(one, ME, {"themes": Read("t.csv", ((line, wrong),))}, keep=True)
    assert "has no note of people" in refused.why


def test_a_note_is_put_elsewhere_and_taken_out_as_edited_rows_say_in_any_order(one: Store) -> None:
    lines = reads(one)["themes"].rows
    place = (lines[0][1]["service"], lines[0][1]["round"])
    texts = {word.key: word.text for word in one.together.words(ME, *place)}
    wait, nobody = sorted(lines[0][1]["notes"].split("\n"), key=texts.__getitem__, reverse=True)
    for notes in ({"Waiting": [nobody], "Nights": [wait]}, {"Waiting": [wait], "Nights": []}):
        rows = {row["name"]: row for row in exported(one, ME)["themes"]}
        edited = [{**rows[name], "notes": "\n".join(keys)} for name, keys in notes.items()]
        # The second time it is in no theme before the row says so that takes it, and the other way round.
        for order in (edited, edited[::-1]):
            verdicts = import_rows(one, ME, {"themes": Read("t.csv", tuple(enumerate(order, 2)))}, keep=True)
            assert "refused" not in {each.what for each in verdicts}, [str(each) for each in verdicts]
        stands = one.together.of(ME, *place)
        assert {theme.name: [word.key for word in stands.words_of(theme)] for theme in stands.themes} == notes
    assert one.faults() == []


def test_a_table_that_a_program_saved_with_its_own_line_breaks_comes_in(unchanged: Store, two: Store) -> None:
    files = reads(unchanged)
    saved = {
        name: Read(read.file, tuple((line, _with_returns(row)) for line, row in read.rows))
        for name, read in files.items()
    }
    assert any("\r\n" in row["notes"] for _, row in saved["themes"].rows)
    verdicts = import_rows(two, ME, saved, keep=True)
    assert [str(each) for each in verdicts if each.what == "refused"] == []
    assert exported(two, ME)["themes"] == exported(unchanged, ME)["themes"]


def _with_returns(row: TableRow) -> TableRow:
    return {name: cell.replace("\n", "\r\n") for name, cell in row.items()}


def test_a_theme_that_was_removed_here_stays_so(one: Store) -> None:
    files = reads(one)
    place = (files["themes"].rows[0][1]["service"], files["themes"].rows[0][1]["round"])
    nights = next(theme for theme in one.together.of(ME, *place).themes if theme.name == "Nights")
    one.together.keep(ME, replace(nights, dropped=True), nights)
    verdicts = import_rows(one, ME, {"themes": files["themes"]}, keep=True)
    assert [each.what for each in verdicts] == ["there already", "there already"]
    assert [theme.name for theme in one.together.of(ME, *place).themes] == ["Waiting"]
    board = Viewer("b", "Board", (Grant("board", "everything"),))
    with pytest.raises(NotAllowedError):
        one.together.is_dropped(board, nights.key)


@pytest.mark.parametrize("key", ["a\nb", "<b>", "x" * 81, "=1+1"])
def test_a_key_that_cannot_be_one_is_refused_in_its_line(unchanged: Store, key: str) -> None:
    row = {**exported(unchanged, ME)["themes"][0], "key": key, "name": "Food"}
    change = {"key": key, "service": row["service"], "happened": "2026-01-01", "what": "Taxis", "idea": "people"}
    change |= {"kind": "money", "framework": "", "item": "", "action": ""}
    files = {"themes": Read("t.csv", ((2, row),)), "what_changed": Read("w.csv", ((2, change),))}
    verdicts = import_rows(unchanged, ME, files, keep=True)
    assert {(each.what, "must be of lower-case letters" in each.why) for each in verdicts} == {("refused", True)}


def test_every_table_that_goes_out_is_described(unchanged: Store) -> None:
    tables = exported(unchanged, ME)
    assert tables.keys() == TABLES.keys()
    for name in ("themes", "case_notes"):
        assert {*tables[name][0]} == {column.name for column in TABLES[name]}
