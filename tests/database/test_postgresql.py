"""Behaviour of the PostgreSQL home alone: who may connect at once, and the message when it is unreachable."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from assess import __main__ as command_line
from assess.core.access import local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, StoreError
from assess.database import interface as databases
from assess.database import opening, postgresql
from assess.database.opening import Home
from assess.database.postgresql import PostgreSQL
from assess.store import Store
from assess.tasks import backup
from postgres import Postgres
from served import ROOT

ME = local_viewer()
ANNA = "https://id.example.org anna"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def new_address(postgres: Postgres) -> str:
    """The address of a database without a table."""
    return postgres.address()


@pytest.fixture(scope="module")
def original(postgres: Postgres, catalogue: Catalogue) -> str:
    """The address of a database with empty tables, to copy."""
    address = postgres.address()
    Store(address, catalogue).close()
    return address


@pytest.fixture
def address(postgres: Postgres, original: str) -> str:
    """The address of a database with empty tables."""
    return postgres.address(copy_of=original)


@pytest.fixture
def own_server() -> Iterator[Postgres]:
    """A server that a test may stop and start."""
    with Postgres() as server:
        yield server


def everything(home: Home) -> dict[str, list[str]]:
    """Return every row of every table, whichever home it is in."""
    with closing(opening.opened(home)) as database, database.snapshot() as there:
        return {
            table: sorted(repr(row) for rows in there.stream(table, columns) for row in rows)
            for table, columns in there.tables().items()
        }


def begun(store: Store, name: str = "Larkrise") -> str:
    service, round_ = store.services.add_first(ME, name, "Fernbridge", "home care", "North")
    return store.ratings.start(ME, service.key, round_.key).key


# From one home to the other


def test_everything_moves_to_postgresql_and_back_unchanged(
    example_copy: Callable[[str, Path], Path], tmp_path: Path, new_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = example_copy("fictional", tmp_path / "assess.duckdb")
    monkeypatch.setenv("ASSESS_DATABASE", str(file))
    assert command_line.main(["move", "--to", new_address]) == 0
    monkeypatch.setenv("ASSESS_DATABASE", new_address)
    assert command_line.main(["verify"]) == 0
    assert command_line.main(["move", "--to", str(tmp_path / "back.duckdb")]) == 0
    assert everything(file) == everything(new_address) == everything(tmp_path / "back.duckdb")


def test_nothing_is_moved_into_a_home_that_holds_something(
    tmp_path: Path,
    address: str,
    catalogue: Catalogue,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    empty_file: Callable[[Path], Path],
) -> None:
    with closing(Store(empty_file(tmp_path / "assess.duckdb"), catalogue)) as store:
        begun(store)
    with closing(Store(address, catalogue)) as other:
        begun(other, "Candleford")
    before = everything(address)
    monkeypatch.setenv("ASSESS_DATABASE", str(tmp_path / "assess.duckdb"))
    assert command_line.main(["move", "--to", address]) == 2
    assert "holds something already. Nothing was changed." in capsys.readouterr().err
    assert everything(address) == before


def test_a_backup_of_a_server_is_a_file_that_is_restored_to_either_home(
    postgres: Postgres, address: str, tmp_path: Path, catalogue: Catalogue
) -> None:
    with closing(Store(address, catalogue)) as store:
        response = begun(store)
        store.ratings.save(ME, response, [Answer("principles", "equal", 3, note="tab\tand \\ and café")])
        store.ratings.submit(ME, response)
        made = backup.make(store, NOW, tmp_path / "kept")
    other = postgres.address()
    backup.restore(made, other, catalogue)
    backup.restore(made, tmp_path / "laptop.duckdb", catalogue)
    assert everything(other) == everything(tmp_path / "laptop.duckdb") == everything(address)
    with pytest.raises(InputError, match="holds something already"):
        backup.restore(made, address, catalogue)


# Several programs at once


def test_a_replica_that_was_started_on_the_empty_server_sees_what_is_moved_there(
    copied_home: Callable[[], Home], address: str, catalogue: Catalogue
) -> None:
    with (
        closing(Store(copied_home(), catalogue)) as source,
        closing(Store(address, catalogue)) as replica,
        closing(Store(address, catalogue)) as target,
    ):
        begun(source)
        known = source.accounts.viewer(ANNA, "Anna")
        # Somebody has signed in and looked around: the database still counts as empty.
        replica.accounts.viewer(ANNA, "Anna")
        replica.peers.renew()
        assert replica.is_empty()
        source.move_to(target)
        assert not replica.is_empty()
        assert [each.name for each in replica.services.visible_to(ME)] == ["Larkrise"]
        assert replica.accounts.viewer(ANNA, "Anna") == known
        assert [each.token for each in replica.accounts.every(ME)] == [known.principal]


def test_programs_that_open_a_new_database_together_set_it_up_once(new_address: str, catalogue: Catalogue) -> None:
    together = threading.Barrier(4)

    def arrive(_: int) -> list[tuple[int]]:
        together.wait()
        with closing(Store(new_address, catalogue)) as store:
            return store._connection.database.read("SELECT number FROM migration ORDER BY number")  # noqa: SLF001

    with ThreadPoolExecutor(4) as programs:
        told = list(programs.map(arrive, range(4)))
    steps = len(list(Path(databases.__file__).with_name("sql").glob("*.sql")))
    assert told == [[(number,) for number in range(1, steps + 1)]] * 4


def test_what_one_program_writes_the_others_see_and_the_log_stays_one_chain(address: str, catalogue: Catalogue) -> None:
    stores = [Store(address, catalogue) for _ in range(3)]
    response = begun(stores[0])

    def rate(place: int) -> None:
        for number in range(20):
            note = f"{place}.{number}"
            stores[place].ratings.save(
                ME, response, [Answer("principles", "equal", number % 5, note=note)], visit=str(place)
            )

    with ThreadPoolExecutor(3) as programs:
        list(programs.map(rate, range(3)))
    logs = [store.ratings.log(ME, response) for store in stores]
    assert logs[0] == logs[1] == logs[2]
    for place in range(3):
        own = [entry.answer.note for entry in logs[0] if entry.visit == str(place)]
        assert own == [f"{place}.{number}" for number in range(20)]
    assert all(store.audit.chain_holds() for store in stores)
    for store in stores:
        store.close()


def test_an_answer_given_last_stands_though_another_programs_clock_is_ahead(address: str, catalogue: Catalogue) -> None:
    with closing(Store(address, catalogue)) as fast, closing(Store(address, catalogue)) as slow:
        response = begun(fast)
        ahead = fast._connection.clock.number() + int(timedelta(hours=1) / timedelta(microseconds=1)) * 1_000  # noqa: SLF001
        fast._connection.clock.catch_up(ahead, datetime.min)  # noqa: SLF001, DTZ901 - as if its own clock had said so
        fast.ratings.save(ME, response, [Answer("principles", "equal", 1)])
        slow.ratings.save(ME, response, [Answer("principles", "equal", 3)])
        assert [entry.answer.level for entry in fast.ratings.log(ME, response)] == [1, 3]
        slow.ratings.submit(ME, response)
        answers = fast.ratings.submitted_answers(ME, response)
    assert answers["principles", "equal"].level == 3


def test_two_programs_do_not_submit_the_same_assessment_twice(address: str, catalogue: Catalogue) -> None:
    stores = [Store(address, catalogue) for _ in range(2)]
    response = begun(stores[0])
    stores[0].ratings.save(ME, response, [Answer("principles", "equal", 1)])
    together = threading.Barrier(2)

    def submit(store: Store) -> str:
        together.wait()
        try:
            return store.ratings.submit(ME, response).key
        except InputError as error:
            return str(error)

    with ThreadPoolExecutor(2) as programs:
        told = list(programs.map(submit, stores))
    assert "This assessment is submitted already." in told
    assert len(stores[1].ratings.submissions(ME, response)) == 1
    for store in stores:
        store.close()


# When somebody holds up the others

BUSY = r"^Another change is still being saved\. This change was not saved; try again in a moment\.$"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Timeouts of a second or two instead of many."""
    seconds = {"_LOCK_SECONDS": 1, "_IDLE_SECONDS": 1, "_STATEMENT_SECONDS": 2, "_SILENCE_SECONDS": 3}
    for name, value in seconds.items():
        monkeypatch.setattr(postgresql, name, value)
    monkeypatch.setattr(postgresql._Connection, "silence", 3)  # noqa: SLF001
    monkeypatch.setattr(postgresql, "SLOW", 0.2)


def levels(store: Store, response: str) -> list[int | None]:
    return [entry.answer.level for entry in store.ratings.log(ME, response)]


def save(store: Store, response: str, level: int) -> None:
    store.ratings.save(ME, response, [Answer("principles", "equal", level)])


@pytest.mark.usefixtures("hasty")
def test_a_writer_elsewhere_that_hangs_holds_up_saving_shortly_and_reading_not_at_all(
    address: str, catalogue: Catalogue
) -> None:
    with closing(Store(address, catalogue)) as store, psycopg.connect(address) as other:
        response = begun(store)
        save(store, response, 1)
        assert store.can_write()
        other.execute("SELECT pg_advisory_xact_lock(%s)", [postgresql._LOCK])  # noqa: SLF001
        time.sleep(0.3)
        assert not store.can_write(), "though nobody has tried yet"
        begin = time.monotonic()
        for _ in range(2):
            with pytest.raises(StoreError, match=BUSY):
                save(store, response, 2)
        assert levels(store, response) == [1]
        assert time.monotonic() - begin < 5
        other.rollback()
        save(store, response, 3)
        assert store.can_write()
        assert levels(store, response) == [1, 3]
        assert store.audit.chain_holds()


def backends(address: str) -> list[int]:
    """Return the server's processes for other connections to this database."""
    with psycopg.connect(address) as server:
        own = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return [pid for (pid,) in server.execute(own)]


@pytest.mark.usefixtures("hasty")
def test_a_connection_that_is_frozen_is_given_up_and_another_is_opened(address: str, catalogue: Catalogue) -> None:
    with closing(Store(address, catalogue)) as store:
        response = begun(store)
        frozen: list[int] = []

        def save_and_freeze() -> None:
            with store.all_or_nothing():
                save(store, response, 1)
                frozen.extend(backends(address))
                for pid in frozen:
                    os.kill(pid, signal.SIGSTOP)
                save(store, response, 2)

        try:
            begin = time.monotonic()
            with pytest.raises(StoreError, match="the server does not answer"):
                save_and_freeze()
            assert levels(store, response) == []
            with pytest.raises(StoreError, match=BUSY):
                save(store, response, 3)
            assert not store.can_write()
            assert time.monotonic() - begin < 12
        finally:
            for pid in frozen:
                os.kill(pid, signal.SIGCONT)
        assert frozen
        deadline = time.monotonic() + 10
        while set(backends(address)) & set(frozen) and time.monotonic() < deadline:
            time.sleep(0.1)
        save(store, response, 4)
        assert store.can_write()
        assert levels(store, response) == [4]
        assert store.audit.chain_holds()


@pytest.mark.usefixtures("hasty")
def test_a_transaction_whose_program_hangs_is_ended_by_the_server(address: str, catalogue: Catalogue) -> None:
    with closing(Store(address, catalogue)) as stuck, closing(Store(address, catalogue)) as other:
        response = begun(other)

        def hang() -> None:
            with stuck.all_or_nothing():
                save(stuck, response, 1)
                time.sleep(1.5)
                save(other, response, 2)
                save(stuck, response, 1)

        with pytest.raises(StoreError, match=r"not saved\.$"):
            hang()
        save(stuck, response, 3)
        assert levels(other, response) == [2, 3]


@pytest.mark.usefixtures("hasty")
def test_a_statement_is_ended_when_it_takes_too_long_but_for_one_that_reads_everything(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_STATEMENT_SECONDS", 1)
    with closing(PostgreSQL(address)) as database:
        with pytest.raises(StoreError, match=r"took too long to answer\. This change was not saved"):
            database.read("SELECT 1 FROM pg_sleep(9)")
        with database.snapshot() as there:
            assert there.read("SELECT 1 FROM pg_sleep(1.5)") == [(1,)]
        with pytest.raises(StoreError, match="took too long"):
            database.read("SELECT 1 FROM pg_sleep(9)")


@pytest.mark.usefixtures("hasty")
def test_a_replica_that_starts_waits_for_one_that_changes_the_tables(address: str) -> None:
    PostgreSQL(address).close()
    with psycopg.connect(address) as other, ThreadPoolExecutor(1) as replicas:
        other.execute("SELECT pg_advisory_xact_lock(%s)", [postgresql._LOCK])  # noqa: SLF001
        starting = replicas.submit(PostgreSQL, address)
        time.sleep(2.5)
        assert not starting.done()
        other.rollback()
        starting.result(timeout=20).close()


# When it is not there


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda address: address.replace("/test_", "/no_test_"), "does not exist"),
        (lambda address: re.sub(r":\d+/", ":1/", address), "cannot be reached"),
    ],
)
def test_a_database_that_is_not_there_is_said_to_be_so_without_the_password(
    address: str, catalogue: Catalogue, spoil: Callable[[str], str], sentence: str
) -> None:
    with pytest.raises(StoreError) as caught:
        Store(spoil(address).replace(":secret@", ":hunter2@"), catalogue)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_database_of_something_else_is_left_as_it_is(new_address: str, catalogue: Catalogue) -> None:
    with psycopg.connect(new_address) as server:
        server.execute("CREATE TABLE bird (name TEXT)")
    with pytest.raises(StoreError, match=r"is a PostgreSQL database with other tables, .* Nothing was changed\."):
        Store(new_address, catalogue)
    with psycopg.connect(new_address) as server:
        assert server.execute("SELECT count(*) FROM pg_class WHERE relname = 'migration'").fetchone() == (0,)


def test_a_step_that_fails_leaves_the_server_as_it_was(
    address: str, catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Store(address, catalogue)) as store:
        begun(store)
    before = everything(address)
    steps = tmp_path / "sql"
    steps.mkdir()
    for script in Path(databases.__file__).with_name("sql").glob("*.sql"):
        (steps / script.name).write_bytes(script.read_bytes())
    (steps / "9998_bird.sql").write_text("CREATE TABLE bird (name VARCHAR); DELETE FROM programme;", encoding="utf-8")
    (steps / "9999_wren.sql").write_text("INSERT INTO bird VALUES ('wren', 'robin');", encoding="utf-8")
    with monkeypatch.context() as other:
        other.setattr(databases, "_MIGRATIONS", steps)
        with pytest.raises(StoreError, match="could not be read or written"):
            Store(address, catalogue)
    assert everything(address) == before


def test_a_server_that_was_away_is_used_again_when_it_is_back(own_server: Postgres, catalogue: Catalogue) -> None:
    with closing(Store(own_server.address(), catalogue)) as store:
        response = begun(store)
        store.ratings.save(ME, response, [Answer("principles", "equal", 1)])
        own_server.stop()
        with pytest.raises(StoreError, match="cannot be reached"):
            store.ratings.save(ME, response, [Answer("principles", "equal", 4)])
        own_server.start()
        assert [entry.answer.level for entry in store.ratings.log(ME, response)] == [1]
        store.ratings.save(ME, response, [Answer("principles", "equal", 2)])
        assert [entry.answer.level for entry in store.ratings.log(ME, response)] == [1, 2]
        assert store.audit.chain_holds()


def test_without_the_extra_it_is_said_what_to_install(address: str) -> None:
    script = f"""
import sys
sys.modules["psycopg"] = None
from assess.database import opening
from assess.core.errors import StoreError
try:
    opening.opened({address!r})
except StoreError as error:
    print(error)
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = [sys.executable, "-c", script]
    done = subprocess.run(run, capture_output=True, text=True, env=environment, timeout=60, check=True)
    assert 'python -m pip install "psycopg[binary,pool]"' in done.stdout
