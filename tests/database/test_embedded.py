import importlib
import json
import logging
import os
import resource
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TextIO

import duckdb
import pytest

from assess.core.access import local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import StoreError
from assess.core.logs import LOG
from assess.database import interface as databases
from assess.database.embedded import Embedded
from assess.store import Store
from child import bound, die_with_parent
from shipped import CATALOGUE
from tampering import with_full_hashes

ME = local_viewer()
# Not imported from `served`, which imports a server: the processes that import this module would wait for it.
TESTS, ROOT = Path(__file__).resolve().parents[1:3]
FIRST = Path(databases.__file__).with_name("sql") / "0001_first.sql"
KNOWN = len(list(FIRST.parent.glob("*.sql")))  # steps
NOON = datetime(2026, 6, 3, 12)  # noqa: DTZ001 - the database keeps universal time
A_PROGRAMME = ["one", "One", "2026-06-03 09:00:00"]
COLUMNS = ("key", "name", "created")
ANSWER = [
    *("number", "response", "framework", "item", "level", "does_not_apply", "note", "link"),
    *("visit", "principal", "moment", "dont_know"),
]


class Copies:
    """A process that runs functions of this module in copies of itself, one at a time.

    It imports this module once, which takes half a second.
    """

    def __init__(self) -> None:
        self._orders, there = socket.socketpair()
        self._orders.settimeout(200)
        with there:
            self._process = subprocess.Popen(
                bound([sys.executable, "-c", f"import {__name__} as module; module.make_copies()"]),
                env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{TESTS}"},
                stdin=there.fileno(),
            )

    def begin(self, function: Callable[..., None], *arguments: str | Path) -> TextIO:
        """Run a function in a copy, and return the copy's input and output."""
        order = json.dumps([function.__name__, *map(str, arguments)])
        here, there = socket.socketpair()
        with here, there:
            socket.send_fds(self._orders, [order.encode()], [there.fileno()])
            return here.makefile("rw", encoding="utf-8")

    def ended(self) -> int:
        """Return the exit code of the copy, after its end."""
        return int(self._orders.recv(99))

    def told(self, function: Callable[..., None], *arguments: str | Path) -> str:
        """Run a function in a copy and return its output."""
        with self.begin(function, *arguments) as output:
            printed = output.read()
        assert self.ended() == 0
        return printed

    def stop(self) -> None:
        self._orders.close()
        self._process.wait(timeout=200)


def make_copies() -> None:
    """Run each function that is asked for in a copy of this process, and answer with its exit code."""
    # DuckDB imports this module at its first statement: import it once here instead of in each copy.
    importlib.import_module("pandas")
    with socket.socket(fileno=0) as orders:
        while True:
            order, files, _, _ = socket.recv_fds(orders, 10_000, 1)
            if not order:
                return
            if (copy := os.fork()) == 0:
                _be_a_copy(files[0], *json.loads(order))
            os.close(files[0])
            _, status = os.waitpid(copy, 0)
            orders.send(str(os.waitstatus_to_exitcode(status)).encode())


def _be_a_copy(file: int, function: str, *arguments: str) -> None:
    try:
        die_with_parent()
        for number in (0, 1):
            os.dup2(file, number)
        os.close(file)
        globals()[function](*arguments)
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - said before the end, which must be this process's own
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


@pytest.fixture(scope="module")
def copies() -> Iterator[Copies]:
    made = Copies()
    yield made
    made.stop()


def refusal(path: Path) -> str:
    """Return the message with which a database refuses to open."""
    with pytest.raises(StoreError) as caught:
        Embedded(path)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def programmes(path: Path) -> list[str]:
    with closing(Embedded(path)) as database:
        return [name for (name,) in database.read("SELECT name FROM programme ORDER BY name")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "assess.duckdb"


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of closed databases to copy: one with no row, one with one programme, and one of several blocks."""
    folder = tmp_path_factory.mktemp("originals")
    of_blocks = [(str(number), secrets.token_hex(200), NOON) for number in range(5_000)]
    contents: dict[str, Sequence[Sequence[object]]] = {"empty": [], "made": [A_PROGRAMME], "full": of_blocks}
    for name, rows in contents.items():
        with closing(Embedded(folder / name)) as database, database.write() as transaction:
            transaction.insert("programme", COLUMNS, rows)
    return folder


@pytest.fixture
def made(originals: Path, path: Path) -> Path:
    """A closed database with one programme."""
    return Path(shutil.copy(originals / "made", path))


@pytest.fixture
def database(originals: Path, path: Path) -> Iterator[Embedded]:
    """An open database without a row."""
    with closing(Embedded(Path(shutil.copy(originals / "empty", path)))) as opened:
        yield opened


# What cannot be opened


def _text(path: Path) -> None:
    path.write_text("Dear all, " * 2_000, encoding="utf-8")


def _a_line(path: Path) -> None:
    path.write_text("Dear all", encoding="utf-8")


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _something_else(path: Path) -> None:
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE bird AS SELECT 'robin' AS name")


def _half_of_it(path: Path) -> None:
    _something_else(path)
    path.write_bytes(path.read_bytes()[:9_000])


def _overwritten(path: Path) -> None:
    _something_else(path)
    path.write_bytes(path.read_bytes()[:5_000] + b"x" * 3_000 + path.read_bytes()[8_000:])


def _newer(path: Path) -> None:
    _changed(path, "INSERT INTO migration SELECT max(number) + 1, 'more.sql', 'abc', max(moment) FROM migration")


def _other_first_step(path: Path) -> None:
    _changed(path, "UPDATE migration SET checksum = 'abc' WHERE number = 1")


def _other_name(path: Path) -> None:
    _changed(path, "UPDATE migration SET name = '0001_begin.sql' WHERE number = 1")


def _other_migrations(path: Path) -> None:
    path.unlink()
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE migration (moved BOOLEAN)")


def _changed(path: Path, statement: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_text, "assess.duckdb is not a DuckDB file. It was left as it is."),
        (_a_line, "assess.duckdb is not a DuckDB file. It was left as it is."),
        (_nothing, "assess.duckdb is not a DuckDB file. It was left as it is."),
        (_something_else, "assess.duckdb is a DuckDB file, but not one of Rung by Rung. Nothing was changed."),
        (
            _half_of_it,
            "assess.duckdb is damaged. Stop the server, move it and assess.duckdb.wal elsewhere, and restore",
        ),
        (
            _overwritten,
            "assess.duckdb is damaged. Stop the server, move it and assess.duckdb.wal elsewhere, and restore",
        ),
        (
            _newer,
            f"by a newer version of Rung by Rung (step {KNOWN + 1}; this version knows {KNOWN}). Install the newer",
        ),
        (_other_first_step, "was set up by a step 0001_first.sql that differs from this version's 0001_first.sql."),
        (_other_name, "was set up by a step 0001_begin.sql that differs from this version's 0001_first.sql."),
        (_other_migrations, "assess.duckdb could not be read or written"),
    ],
)
def test_a_bad_database_gives_one_plain_sentence_and_is_left_as_it_is(
    made: Path, spoil: Callable[[Path], None], sentence: str
) -> None:
    spoil(made)
    before, beside = made.read_bytes(), list(made.parent.iterdir())
    assert sentence in refusal(made)
    assert made.read_bytes() == before
    assert list(made.parent.iterdir()) == beside


def test_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"{tmp_path} is a folder, not a database file."
    assert not list(tmp_path.iterdir())


def test_a_place_where_nothing_can_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear all", encoding="utf-8")
    assert refusal(tmp_path / "letter" / "assess.duckdb").startswith("assess.duckdb could not be read or written")


def hold(path: str) -> None:
    """Keep a database open until a line comes in."""
    with closing(Embedded(Path(path))):
        print("open", flush=True)
        sys.stdin.readline()


def test_a_database_that_another_program_has_open_is_left_to_it(copies: Copies, made: Path) -> None:
    with copies.begin(hold, made) as there:
        assert there.readline() == "open\n"
        before = made.read_bytes()
        assert refusal(made) == "assess.duckdb is open in another program. Close that one, then try again."
        assert made.read_bytes() == before
        print("close", file=there, flush=True)
        assert copies.ended() == 0
    assert programmes(made) == ["One"]


def test_a_database_is_not_opened_twice_by_one_program(database: Embedded) -> None:
    assert refusal(database.path) == "assess.duckdb is open already in this program."
    with database.write() as transaction:
        transaction.insert("programme", COLUMNS, [A_PROGRAMME])


@pytest.fixture
def readable(made: Path) -> Iterator[Path]:
    """The database in a folder that everybody can look into, but only its owner can write in."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        copy = Path(shutil.copy(made, Path(folder) / "assess.duckdb"))
        copy.chmod(0o444)
        yield copy


def open_as_nobody(path: str) -> None:
    """Try to open a database as a user without root's rights, and print the message."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    print(refusal(Path(path)))


@pytest.mark.parametrize("name", ["assess.duckdb", "new.duckdb"])
def test_a_file_that_may_not_be_written_is_said_to_be_so(copies: Copies, readable: Path, name: str) -> None:
    before = readable.read_bytes()
    readable.parent.chmod(0o555)
    path = readable.with_name(name)
    assert copies.told(open_as_nobody, path) == f"{path} cannot be written: permission denied. Nothing was saved.\n"
    readable.parent.chmod(0o755)
    assert readable.read_bytes() == before
    assert list(readable.parent.iterdir()) == [readable]


# Bringing a database up to date


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations that has the first one only."""
    folder = tmp_path / "sql"
    folder.mkdir()
    shutil.copy(FIRST, folder)
    monkeypatch.setattr(databases, "_MIGRATIONS", folder)
    monkeypatch.setattr(databases, "_scripts", databases._scripts.__wrapped__)  # noqa: SLF001 - the tests change them
    return folder


@pytest.fixture
def older(steps: Path, path: Path) -> Path:
    """A closed database of that migration with one programme."""
    with closing(Embedded(path)) as database, database.write() as transaction:
        transaction.insert("programme", COLUMNS, [A_PROGRAMME])
    return path


def test_a_new_database_is_made_at_the_newest_step_without_a_copy(steps: Path, path: Path) -> None:
    (steps / "0002_bird.sql").write_text("CREATE TABLE bird (name VARCHAR);", encoding="utf-8")
    with closing(Embedded(path)) as database:
        assert database.read("SELECT number, name FROM migration ORDER BY number") == [
            (1, "0001_first.sql"),
            (2, "0002_bird.sql"),
        ]
    assert list(path.parent.glob("*.duckdb")) == [path]


def test_an_older_database_is_brought_up_to_date_after_a_copy_was_made(steps: Path, older: Path) -> None:
    second = steps / "0002_bird.sql"
    second.write_text("CREATE TABLE bird (name VARCHAR); INSERT INTO bird VALUES ('robin');", encoding="utf-8")
    with closing(Embedded(older)) as database:
        assert database.read("SELECT name FROM bird") == [("robin",)]
        assert database.read("SELECT name FROM programme") == [("One",)]
    (copy,) = set(older.parent.glob("*.duckdb")) - {older}
    assert copy.name == "assess-before-step-2.duckdb"
    copy.unlink()
    Embedded(older).close()
    assert not copy.exists(), "nothing was left to do"


def test_the_copy_is_the_database_as_it_was_before(steps: Path, older: Path) -> None:
    second = steps / "0002_gone.sql"
    second.write_text("DELETE FROM programme;", encoding="utf-8")
    assert programmes(older) == []
    second.unlink()
    assert programmes(older.with_name("assess-before-step-2.duckdb")) == ["One"]


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE bird (name VARCHAR); DELETE FROM programme; INSERT INTO bird VALUES ('robin', 'wren');",
        "DROP TABLE programme; SELECT error('no');",
        "DELETE FROM programme; NOT SQL AT ALL",
    ],
)
def test_a_step_that_fails_half_way_leaves_the_database_as_it_was(steps: Path, older: Path, script: str) -> None:
    second = steps / "0002_bird.sql"
    second.write_text(script, encoding="utf-8")
    assert refusal(older).startswith("assess.duckdb could not be read or written")
    second.unlink()
    assert programmes(older) == ["One"]


def test_a_step_that_failed_is_done_once_it_is_mended(steps: Path, older: Path) -> None:
    (steps / "0002_bird.sql").write_text("CREATE TABLE bird (name VARCHAR);", encoding="utf-8")
    third = steps / "0003_wren.sql"
    third.write_text("INSERT INTO bird VALUES ('wren', 'robin');", encoding="utf-8")
    refusal(older)
    third.write_text("INSERT INTO bird VALUES ('wren');", encoding="utf-8")
    with closing(Embedded(older)) as database:
        assert database.read("SELECT name FROM bird") == [("wren",)]
    assert {each.name for each in older.parent.glob("*before*")} == {
        "assess-before-step-2.duckdb",
        "assess-before-step-3.duckdb",
    }


def test_line_ends_of_another_system_are_no_other_step(steps: Path, older: Path) -> None:
    first = steps / FIRST.name
    first.write_bytes(FIRST.read_bytes().replace(b"\n", b"\r\n"))
    assert programmes(older) == ["One"]


# Reading and writing


def test_a_block_that_raises_has_never_been(database: Embedded) -> None:
    with suppress(ZeroDivisionError), database.write() as transaction:
        transaction.insert("programme", COLUMNS, [A_PROGRAMME])
        assert transaction.read("SELECT count(*) FROM programme") == [(1,)]
        assert database.read("SELECT count(*) FROM programme") == [(1,)]
        with ThreadPoolExecutor(1) as others:
            assert others.submit(database.read, "SELECT count(*) FROM programme").result() == [(0,)]
        raise ZeroDivisionError
    assert database.read("SELECT count(*) FROM programme") == [(0,)]


def test_a_block_inside_another_is_part_of_it(database: Embedded) -> None:
    with suppress(ZeroDivisionError), database.write() as outer:
        with database.write() as inner:
            inner.insert("programme", COLUMNS, [A_PROGRAMME])
        assert outer.read("SELECT count(*) FROM programme") == [(1,)]
        raise ZeroDivisionError
    assert database.read("SELECT count(*) FROM programme") == [(0,)]


@pytest.mark.parametrize("rows", [1, 1_000, 1_001, 25_000])
def test_rows_are_inserted_whole_however_many_they_are(database: Embedded, rows: int) -> None:
    written = [
        (number, "r", "principles", "equal", None, "", f"café {number}", "", "", "", NOON, None)
        for number in range(rows)
    ]
    with database.write() as transaction:
        transaction.insert("answer", ANSWER, written)
    assert database.read("SELECT * FROM answer ORDER BY number") == written
    with database.snapshot() as there:
        assert [row for some in there.stream("answer", ANSWER) for row in some] == written


@pytest.mark.parametrize("rows", [1, 3, 1_001])
def test_values_go_to_the_columns_that_are_named_in_any_order(database: Embedded, rows: int) -> None:
    with database.write() as transaction:
        values = [("One", NOON, str(number)) for number in range(rows)]
        transaction.insert("programme", ("name", "created", "key"), values)
        transaction.insert_row("programme", created=NOON, key="two", name="Two")
    read = "SELECT key, name, created FROM programme"
    assert sorted(database.read(read)) == sorted([*((str(n), "One", NOON) for n in range(rows)), ("two", "Two", NOON)])


def test_rows_with_the_same_values_are_replaced_by_others(database: Embedded) -> None:
    with database.write() as transaction:
        for name in ("One", "Two", "Three"):
            transaction.insert_row("programme", key=name[0], name=name, created=NOON)
        transaction.replace("programme", {"key": "T"}, ("name", "key", "created"), [("Four", "F", NOON)])
        assert transaction.touched == {"programme"}
    assert database.read("SELECT key, name FROM programme ORDER BY key") == [("F", "Four"), ("O", "One")]


def test_a_transaction_knows_the_columns_of_each_table_of_facts(database: Embedded) -> None:
    with database.snapshot() as there:
        tables = there.tables()
    assert tables["programme"] == [*COLUMNS]
    assert tables["answer"] == ANSWER
    assert not tables.keys() & {"migration", "edition"}


def test_a_transaction_is_of_the_thread_that_opened_it(database: Embedded) -> None:
    with database.write(), ThreadPoolExecutor(1) as others:
        assert database.in_transaction()
        assert not others.submit(database.in_transaction).result()
    assert not database.in_transaction()


def test_a_version_counter_changes_with_the_commit_and_no_other_does(database: Embedded) -> None:
    before = database.versions(["a", "b"])
    with database.write() as transaction:
        transaction.bumped.add("a")
        assert database.versions(["a", "b"]) == before
    after = database.versions(["a", "b"])
    assert (after["a"] != before["a"], after["b"]) == (True, before["b"])


def test_nothing_to_insert_is_no_statement(database: Embedded) -> None:
    with database.write() as transaction:
        transaction.insert("programme", COLUMNS, [])
    assert database.read("SELECT * FROM programme") == []


def test_what_duckdb_says_goes_out_as_one_sentence(database: Embedded) -> None:
    with pytest.raises(StoreError, match=r"^assess\.duckdb could not be read or written \(CatalogException\)\."):
        database.read("SELECT * FROM bird")


# The file and the changes beside it


def test_a_copy_of_the_open_file_has_what_was_committed_before_the_last_minute(database: Embedded) -> None:
    def copied(name: str) -> list[str]:
        return programmes(Path(shutil.copy(database.path, database.path.with_name(name))))

    with database.write() as transaction:
        transaction.insert("programme", COLUMNS, [A_PROGRAMME])
    assert copied("early.duckdb") == []
    database.settle()
    with database.write() as transaction:
        transaction.insert("programme", COLUMNS, [["two", "Two", A_PROGRAMME[2]]])
    assert copied("late.duckdb") == ["One"]
    with database.snapshot() as there:
        database.settle()
        assert there.read("SELECT count(*) FROM programme") == [(2,)], "readers go on"
    assert copied("last.duckdb") == ["One", "Two"]


def test_a_file_and_its_copies_have_the_storage_format_of_1_5(database: Embedded) -> None:
    database.backups.mkdir()
    copy = database.backups / "assess-copy.duckdb"
    database.copy_to(copy)
    with closing(Embedded(copy)) as copied:
        for opened in (database, copied):
            assert "v1.5.0" in str(opened.read("SELECT tags FROM duckdb_databases() WHERE NOT internal"))


def test_nothing_is_written_into_the_file_when_nothing_was_committed(database: Embedded) -> None:
    database.settle()
    before = database.path.stat().st_mtime_ns
    database.settle()
    assert database.path.stat().st_mtime_ns == before


def test_whether_it_can_be_written_again_is_found_out_within_a_minute(database: Embedded) -> None:
    fail_to_write(database)
    assert not database.can_write()
    database.settle()
    assert database.can_write()
    assert database.read("SELECT count(*) FROM programme") == [(0,)]


# Damage

BLOCK = 2**18  # bytes, after the three headers of 4,096


@pytest.fixture
def full(originals: Path, path: Path) -> Path:
    """A closed database of several blocks."""
    return Path(shutil.copy(originals / "full", path))


def _flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)


def _zero(path: Path, block: int) -> None:
    content = path.read_bytes()
    begin = 3 * 4096 + block * BLOCK
    path.write_bytes(content[:begin] + bytes(BLOCK) + content[begin + BLOCK :])


def _cut(path: Path, size: int) -> None:
    os.truncate(path, size if size > 0 else path.stat().st_size + size)


def use(path: Path) -> None:
    """Open a database and read everything in it."""
    with closing(Embedded(path)) as database, database.snapshot() as there:
        for table, columns in there.tables().items():
            list(there.stream(table, columns))


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        *((_flip, place) for place in (0, 12, 60, 4096 + 10, 2 * 4096 + 10, 3 * 4096 + 100, 3 * 4096 + BLOCK + 5_000)),
        *((_zero, block) for block in range(6)),
        *((_cut, size) for size in (5_000, 20_000, 3 * 4096 + BLOCK, -BLOCK, -1)),
    ],
)
def test_a_damaged_file_is_said_to_be_so_with_the_newest_backup(
    full: Path, spoil: Callable[[Path, int], None], place: int
) -> None:
    whole = full.read_bytes()
    spoil(full, place)
    damaged = full.read_bytes()
    assert damaged != whole
    before = "assess.duckdb is damaged. Stop the server, move it and assess.duckdb.wal elsewhere, and restore"
    with pytest.raises(StoreError) as caught:
        use(full)
    assert str(caught.value) == f"{before} a backup; there is none in {full.parent / 'backups'}."
    (full.parent / "backups").mkdir()
    for name in ("assess-2026-11-23-0200.duckdb", "assess-2026-11-24-0200.duckdb", "assess-before-the-move.duckdb"):
        (full.parent / "backups" / name).touch()
    with pytest.raises(StoreError) as caught:
        use(full)
    newest = full.parent / "backups" / "assess-2026-11-24-0200.duckdb"
    assert str(caught.value) == f"{before} the newest backup: python -m assess restore {newest} --to {full}"
    assert full.read_bytes() == damaged


def test_damage_that_is_met_while_it_is_open_is_logged_once_and_reported_to_monitors(
    full: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _zero(full, 2)
    with closing(Embedded(full)) as database:
        assert database.can_write()
        for _ in range(3):
            with pytest.raises(StoreError, match="is damaged"):
                database.read("SELECT * FROM programme")
        assert not database.can_write()
    assert [record.getMessage().partition(".duckdb")[2][:12] for record in caplog.records] == [" is damaged."]


def leave_a_log(path: str) -> None:
    """Die while the last commit is only in the file beside the database."""
    database = Embedded(Path(path))
    for number in range(20):
        with database.write() as transaction:
            transaction.insert("programme", COLUMNS, [[str(number), "Two", A_PROGRAMME[2]]])
    os._exit(0)


def test_damage_in_the_last_changes_costs_no_more_than_those(copies: Copies, made: Path) -> None:
    copies.told(leave_a_log, made)
    log = made.with_name("assess.duckdb.wal")
    content, middle = log.read_bytes(), log.stat().st_size // 2
    log.write_bytes(content[:middle] + bytes(50) + content[middle + 50 :])
    assert refusal(made) == (
        "assess.duckdb.wal, which has the changes of the last minutes, is damaged. "
        "Stop the server and move it elsewhere: assess.duckdb has everything before them."
    )
    log.rename(made.with_name("aside"))
    assert programmes(made) == ["One"]


# Whether it can be written


def fail_to_write(database: Embedded) -> None:
    with pytest.raises(StoreError), database.write() as transaction:
        transaction.run("INSERT INTO bird VALUES ('robin')")


def test_it_cannot_be_written_from_a_commit_that_failed_to_one_that_succeeds(
    database: Embedded, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    assert database.can_write()
    for _ in range(3):
        fail_to_write(database)
        assert not database.can_write()
    with suppress(ZeroDivisionError), database.write():
        raise ZeroDivisionError  # not a fault of the database, and nothing is saved
    assert not database.can_write()
    with database.write() as transaction:
        transaction.insert("programme", COLUMNS, [A_PROGRAMME])
    assert database.can_write()
    messages = [record.getMessage() for record in caplog.records]
    assert messages == [
        "assess.duckdb could not be read or written (CatalogException). This change was not saved.",
        "assess.duckdb can be written again",
    ]


def test_it_cannot_be_written_while_a_writer_holds_the_lock_for_long(
    database: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(1) as others, database.lock, database.write():
        assert others.submit(database.can_write).result()
        monkeypatch.setattr(databases, "SLOW", 0.0)
        assert not others.submit(database.can_write).result()
    assert database.lock.held_for() == 0


def test_a_writer_gives_up_on_one_that_holds_the_lock(database: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "WAIT", 0.1)
    with ThreadPoolExecutor(1) as others, database.write():
        with pytest.raises(StoreError, match="Another change is still being saved"):
            others.submit(lambda: database.write().__enter__()).result()
        assert database.can_write(), "the writer may be quick"


def _emptied(path: Path) -> None:
    os.truncate(path, 0)


def _replaced(path: Path) -> None:
    path.rename(path.with_suffix(".moved"))
    shutil.copy(path.with_suffix(".moved"), path)


@pytest.mark.parametrize("spoil", [Path.unlink, _emptied, _replaced])
def test_a_file_that_was_taken_away_is_noticed(database: Embedded, spoil: Callable[[Path], object]) -> None:
    spoil(database.path)
    with pytest.raises(StoreError, match=r"is gone|was replaced"):
        database.can_write()


def test_a_closed_database_stays_closed(made: Path) -> None:
    database = Embedded(made)
    database.close()
    database.close()
    with pytest.raises(StoreError):
        database.read("SELECT 1")
    assert programmes(made) == ["One"]


@pytest.fixture(scope="module")
def locked(originals: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """An open database that no statement of these tests may change."""
    path = tmp_path_factory.mktemp("locked") / "assess.duckdb"
    with closing(Embedded(Path(shutil.copy(originals / "empty", path)))) as opened:
        yield opened


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd.csv'",
        "SELECT * FROM glob('/etc/*')",
        "ATTACH 'other.duckdb'",
        "COPY (SELECT 1) TO 'other.csv'",
        "COPY programme FROM '/etc/passwd'",
        "EXPORT DATABASE 'other'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "RESET lock_configuration",
    ],
)
def test_no_statement_reaches_other_files_or_undoes_the_lock(locked: Embedded, statement: str) -> None:
    beside = sorted(locked.path.parent.iterdir())
    with pytest.raises(StoreError):
        locked.read(statement)
    assert sorted(locked.path.parent.iterdir()) == beside


# A full disk


def limit(most: int | None = None) -> None:
    """Limit the size of files that this process may write, in bytes; None for no limit."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard if most is None else most, hard))


def filled(act: Callable[[], object]) -> None:
    """Run a write that must be refused because the disk is full."""
    with pytest.raises(StoreError) as caught:
        act()
    assert str(caught.value) == (
        "The disk that holds assess.duckdb is full. This change was not saved; everything before it was."
    )


def save_on_a_full_disk(path: str, response: str) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = Store(Path(path), CATALOGUE)
    kept: list[str] = []
    lines: list[str] = []
    LOG.setLevel("INFO")

    def keep(record: logging.LogRecord) -> bool:
        lines.append(record.getMessage())
        return False

    LOG.addFilter(keep)

    def save() -> None:
        note = f"{len(kept)} " + "x" * 2_000
        store.ratings.save(ME, response, [Answer("ladder", "overall", 3, note=note)])
        kept.append(note)

    def notes() -> list[str]:
        return [entry.answer.note for entry in store.ratings.log(ME, response)]

    save()
    limit(Path(path + ".wal").stat().st_size + 10_000)
    with suppress(StoreError):
        for _ in range(50):
            save()
    assert 1 < len(kept) < 50
    limit(Path(path + ".wal").stat().st_size)
    for _ in range(3):
        filled(save)
    filled(lambda: store.ratings.submit(ME, response))
    assert notes() == kept
    assert not store.can_write()
    limit()
    save()
    assert store.can_write()
    full = "The disk that holds assess.duckdb is full. This change was not saved; everything before it was."
    assert lines == [full, "assess.duckdb can be written again"], "once, not for each save"
    assert notes() == kept
    assert store.audit.chain_holds()
    store.close()
    store = Store(Path(path), CATALOGUE)
    assert notes() == kept
    assert store.audit.chain_holds()
    assert store.ratings.response(ME, response)[1] == "draft"
    store.close()


def test_a_full_disk_refuses_in_words_loses_nothing_and_works_again_once_there_is_room(
    copies: Copies, path: Path, catalogue: Catalogue
) -> None:
    copies.told(save_on_a_full_disk, path, begun(path, catalogue))


def tidy_up_on_a_full_disk(path: str) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    database = Embedded(Path(path))

    def write(key: int, size: int = 1_000_000) -> None:
        with database.write() as transaction:
            transaction.insert("programme", COLUMNS, [[str(key), secrets.token_hex(size // 2), A_PROGRAMME[2]]])

    def kept() -> list[int]:
        return [int(key) for (key,) in database.read("SELECT key FROM programme ORDER BY key::INTEGER")]

    for key in range(24):
        write(key)
    database.read("CHECKPOINT")
    # The disk has room beside the database for what is written, but not in the database file.
    limit(Path(path).stat().st_size + 100_000)
    for key in range(24, 42):
        write(key)
    assert kept() == list(range(42))
    filled(lambda: database.read("CHECKPOINT"))
    assert kept() == list(range(42))
    filled(lambda: database.read("CHECKPOINT"))
    # The next call opens the file again; if that fails too, the one after it can still succeed.
    aside = Path(path).rename(path + ".aside")
    Path(path).mkdir()
    with pytest.raises(StoreError, match="is a folder"):
        kept()
    Path(path).rmdir()
    aside.rename(path)
    limit()
    write(42)
    assert kept() == list(range(43))
    database.close()


def test_what_is_durable_is_never_called_lost_though_the_disk_is_too_full_to_tidy_up(
    copies: Copies, made: Path, path: Path
) -> None:
    with duckdb.connect(str(made)) as connection:
        connection.execute("DELETE FROM programme")
    copies.told(tidy_up_on_a_full_disk, path)


# Sudden death

KILLS = 8


def begun(path: Path, catalogue: Catalogue) -> str:
    """Make a database with a response that is begun."""
    with closing(Store(path, catalogue)) as store:
        service, round_ = store.services.add_first(ME, "Larkrise", "Council", "home care", "Ambridge")
        return store.ratings.start(ME, service.key, round_.key).key


def die_while_saving(path: str, response: str) -> None:
    """Save in a process that is killed after a random number of answers, repeatedly; print each acknowledged answer."""
    for life in range(KILLS):
        heard, said = os.pipe()
        child = os.fork()
        if child == 0:
            save_until_killed(Path(path), response, life, said)
        os.close(said)
        for _ in range(secrets.randbelow(8)):
            os.read(heard, 1)
        time.sleep(secrets.randbelow(20) / 1_000)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(heard)
        assert os.WIFSIGNALED(status), "it ended by itself"


def save_until_killed(path: Path, response: str, life: int, said: int) -> None:
    try:
        store = Store(path, CATALOGUE)
        for number in count():
            answer = Answer("ladder", "overall", 1 + number % 7, note=f"{life}.{number}")
            store.ratings.save(ME, response, [answer, Answer("principles", "equal", number % 5, note=answer.note)])
            os.write(1, f"{answer.note}\n".encode())
            os.write(said, b".")
    except BaseException:  # noqa: BLE001 - said before the end, which must be this process's own
        traceback.print_exc()
    os._exit(1)


def test_every_acknowledged_answer_outlives_sudden_deaths(copies: Copies, path: Path, catalogue: Catalogue) -> None:
    response = begun(path, catalogue)
    acknowledged = copies.told(die_while_saving, path, response).split()
    with closing(Store(path, catalogue)) as store:
        notes = [entry.answer.note for entry in store.ratings.log(ME, response)]
        assert store.audit.chain_holds()
    assert len(acknowledged) > KILLS
    assert set(acknowledged) <= set(notes)
    # An unacknowledged save is there as a whole or not at all, and there is at most one in each life of the process.
    assert all(notes.count(note) == 2 for note in notes)
    assert len(set(notes) - set(acknowledged)) <= KILLS


def die_after_opening(path: str) -> None:
    """Open a database, which brings it up to date, and die."""
    with closing(Store(Path(path), CATALOGUE)):
        os.kill(os.getpid(), signal.SIGKILL)


def killed(copies: Copies, path: Path) -> None:
    with copies.begin(die_after_opening, path):
        assert copies.ended() == -signal.SIGKILL
    assert path.with_name(f"{path.name}.wal").exists(), "nothing has to be repeated"


def test_a_server_that_dies_as_soon_as_it_has_made_a_database_opens_it_again(
    copies: Copies, path: Path, catalogue: Catalogue
) -> None:
    killed(copies, path)
    begun(path, catalogue)
    with closing(Store(path, catalogue)) as store:
        assert store.faults() == []


def test_a_server_that_dies_as_soon_as_it_has_updated_a_database_opens_it_again(
    copies: Copies, path: Path, catalogue: Catalogue
) -> None:
    response = begun(path, catalogue)
    with closing(Store(path, catalogue)) as store:
        store.ratings.save(ME, response, [Answer("ladder", "overall", 4)])
        with_full_hashes(store)
    killed(copies, path)
    with closing(Store(path, catalogue)) as store:
        assert [entry.answer.level for entry in store.ratings.log(ME, response)] == [4]
        assert store.faults() == []
