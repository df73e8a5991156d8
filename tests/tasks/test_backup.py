"""Backups: complete, checked, kept for a while, and restored only to a new file."""

import os
import resource
import runpy
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess import __main__ as command_line
from assess.core import dates
from assess.core.access import local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, StoreError
from assess.core.links import Shared
from assess.server import settings
from assess.store import Store
from assess.tasks import backup, export_tables
from load.client import Client
from served import Server
from versions import go_back, without_digests
from zones import in_zone, zones

pytestmark = pytest.mark.usefixtures("frameworks_read_once")

ME = local_viewer()
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1"


@pytest.fixture
def example(tmp_path: Path, example_copy: Callable[[str, Path], Path]) -> Path:
    return example_copy("fictional", tmp_path / "assess.duckdb")


@pytest.fixture(scope="module")
def small_one(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, empty_file: Callable[[Path], Path]
) -> Path:
    """A database with one service that has submitted."""
    path = empty_file(tmp_path_factory.mktemp("small") / "assess.duckdb")
    with closing(Store(path, catalogue)) as store:
        service, round_ = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "North")
        response = store.ratings.start(ME, service.key, round_.key)
        store.ratings.save(ME, response.key, [Answer("principles", "equal", 3), Answer("ladder", "overall", 4)])
        store.ratings.submit(ME, response.key)
        assert store.faults() == []  # also brings the tables up to date that are worked out
    return path


@pytest.fixture
def small(tmp_path: Path, small_one: Path) -> Path:
    """A copy of it, in a folder of its own."""
    (tmp_path / "small").mkdir()
    return Path(shutil.copy(small_one, tmp_path / "small"))


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(duckdb.connect(str(path), read_only=True)) as opened:
        tables = [name for (name,) in opened.execute(TABLES).fetchall()]
        return {name: opened.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in tables}  # noqa: S608


def test_a_folder_that_takes_no_backup_is_named(small: Path, catalogue: Catalogue) -> None:
    folder = small.parent / "backups"
    folder.write_text("a file in its place")
    with closing(Store(small, catalogue)) as store, pytest.raises(StoreError, match=f"made: {folder}: File exists"):
        backup.make(store, NOW)


def test_a_restored_backup_equals_the_database_it_was_made_of(
    example: Path, tmp_path: Path, catalogue: Catalogue
) -> None:
    with closing(Store(example, catalogue)) as store:
        # The newest commits are not in the file yet, and a copied file would miss them.
        draft = next(response for response, state in store.ratings.responses(ME) if state == "draft")
        store.ratings.save(ME, draft.key, [Answer("principles", "equal", 3, note="The last thing said")])
        made = backup.make(store, NOW)
        assert made == tmp_path / "backups" / "assess-2026-11-24-0200.duckdb"
    backup.restore(made, tmp_path / "new" / "assess.duckdb", catalogue)
    assert contents(tmp_path / "new" / "assess.duckdb") == contents(example)
    assert sorted(path.name for path in made.parent.iterdir()) == [made.name]


def test_a_backup_goes_to_another_folder_too(small: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    with closing(Store(small, catalogue)) as store:
        made = backup.make(store, NOW, tmp_path / "elsewhere")
    assert made.parent == tmp_path / "elsewhere"
    assert contents(made) == contents(small)
    assert list((small.parent / "backups").iterdir()) == []


def test_a_backup_is_never_restored_over_a_file(small: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    with closing(Store(small, catalogue)) as store:
        made = backup.make(store, NOW)
    (tmp_path / "live.duckdb").write_bytes(b"live")
    with pytest.raises(InputError, match="exists"):
        backup.restore(made, tmp_path / "live.duckdb", catalogue)
    assert (tmp_path / "live.duckdb").read_bytes() == b"live"
    with pytest.raises(InputError, match="There is no backup"):
        backup.restore(tmp_path / "none.duckdb", tmp_path / "new.duckdb", catalogue)


def test_a_damaged_backup_is_named_and_nothing_is_restored(small: Path, tmp_path: Path, catalogue: Catalogue) -> None:
    with closing(Store(small, catalogue)) as store:
        made = backup.make(store, NOW)
    damaged, new = tmp_path / "friday.duckdb", tmp_path / "new.duckdb"
    named = r"^friday\.duckdb is (damaged|not a DuckDB file)\. It was not restored\.$"
    for length in (0, 4_000, 20_000, -20_000):
        damaged.write_bytes(made.read_bytes()[:length])
        with pytest.raises(StoreError, match=named):
            backup.restore(damaged, new, catalogue)
        assert not list(tmp_path.glob("new.duckdb*"))


def test_a_backup_is_never_restored_beside_the_last_changes_of_another_file(
    small: Path, tmp_path: Path, catalogue: Catalogue
) -> None:
    with closing(Store(small, catalogue)) as store:
        made = backup.make(store, NOW)
    (tmp_path / "new.duckdb.wal").write_bytes(b"what was changed last")
    with pytest.raises(InputError, match=r"new\.duckdb\.wal exists\. Move it elsewhere"):
        backup.restore(made, tmp_path / "new.duckdb", catalogue)
    assert not (tmp_path / "new.duckdb").exists()


def test_a_whole_database_is_said_to_be_so_with_its_last_act(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], catalogue: Catalogue
) -> None:
    monkeypatch.setenv("ASSESS_DATABASE", str(small))
    assert command_line.main(["verify"]) == 0
    with closing(Store(small, catalogue)) as store:
        last = store.audit.events()[-1]
    shown = capsys.readouterr().out
    assert (
        f"is what the answers come to.\nIts last act is of {last.at:%Y-%m-%d %H:%M:%S} UTC: {last.hash.hex}\n" in shown
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE event SET after = 'other' WHERE number = (SELECT max(number) FROM event)", "log of acts was changed"),
        ("DELETE FROM event WHERE number = (SELECT min(number) FROM event)", "log of acts was changed"),
        ("DELETE FROM event WHERE number = (SELECT max(number) FROM event)", "has no act in the log"),
        ("UPDATE position SET level = 0 WHERE level = 3", "is not what its answers come to"),
        ("DELETE FROM position WHERE item = 'equal'", "is not what its answers come to"),
        ("UPDATE latest SET level = 0 WHERE level = 3", "“latest” is not what the positions come to"),
        ("DELETE FROM newest", "“newest” is not what the positions come to"),
        (
            "INSERT INTO distribution VALUES ('home care', 'North', '', 'principles', 'equal', 3, 1)",
            "“distribution” is not what the frozen peers come to",
        ),
    ],
)
def test_what_was_changed_behind_its_back_is_found(
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: str,
    said: str,
) -> None:
    monkeypatch.setenv("ASSESS_DATABASE", str(small))
    tampered(small, change)
    assert command_line.main(["verify"]) == 2
    assert said in capsys.readouterr().err


def tampered(path: Path, change: str) -> None:
    with closing(duckdb.connect(str(path))) as opened:
        opened.execute(change)


def test_what_was_changed_behind_its_back_is_neither_backed_up_nor_restored(
    small: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    catalogue: Catalogue,
) -> None:
    monkeypatch.setenv("ASSESS_DATABASE", str(small))
    tampered(small, "DELETE FROM position WHERE item = 'equal'")
    assert command_line.main(["backup", "--out", str(tmp_path / "out")]) == 2
    assert "The copy is not whole" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    with pytest.raises(StoreError, match="is not whole"):
        backup.restore(small, tmp_path / "new.duckdb", catalogue)
    assert not list(tmp_path.glob("new*"))


def test_a_full_disk_leaves_no_half_backup_and_the_database_goes_on(small: Path, catalogue: Catalogue) -> None:
    usual, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    with closing(Store(small, catalogue)) as store:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, most))
        try:
            with pytest.raises(StoreError):
                backup.make(store, datetime(2026, 11, 24, tzinfo=UTC))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (usual, most))
        ((response, _),) = store.ratings.responses(ME)
        store.ratings.reopen(ME, response.key, "The disk has room again.")
        made = backup.make(store, datetime(2026, 11, 25, tzinfo=UTC))
    assert made.name == "assess-2026-11-25-0000.duckdb"
    assert list((small.parent / "backups").iterdir()) == [made]
    with closing(Store(small, catalogue)) as store:
        assert store.faults() == []


moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 24)).map(lambda each: each.replace(tzinfo=UTC))  # noqa: DTZ001


@given(st.sets(moments, min_size=1, max_size=200))
def test_what_is_kept_is_the_newest_of_seven_days_four_weeks_and_twelve_months(taken: set[datetime]) -> None:
    found = backup.copies_to_keep(taken, NOW)
    assert found <= taken
    assert max(taken) in found
    assert len(found) <= 7 + 4 + 12
    days = sorted({each.date() for each in taken}, reverse=True)[:7]
    assert {max(each for each in taken if each.date() == on) for on in days} <= found
    months = sorted({(each.year, each.month) for each in taken}, reverse=True)[:12]
    assert {max(each for each in taken if (each.year, each.month) == month) for month in months} <= found


@given(st.sets(moments, min_size=1, max_size=60))
def test_keeping_twice_keeps_the_same(taken: set[datetime]) -> None:
    once = backup.copies_to_keep(taken, NOW)
    assert backup.copies_to_keep(once, NOW) == once


def test_old_backups_go_and_files_of_others_stay(small: Path, catalogue: Catalogue) -> None:
    folder = small.parent / "backups"
    folder.mkdir()
    for days in range(1, 60):
        (folder / (NOW - timedelta(days=days)).strftime("assess-%Y-%m-%d-%H%M.duckdb")).touch()
    (folder / "assess-before-the-move.duckdb").touch()
    with closing(Store(small, catalogue)) as store:
        backup.make(store, NOW)
    left = sorted(path.name for path in folder.iterdir())
    assert "assess-before-the-move.duckdb" in left
    assert len(left) == 1 + len(backup.copies_to_keep({NOW - timedelta(days=days) for days in range(60)}, NOW))


def test_a_copy_from_before_a_change_of_layout_goes_after_a_year(small: Path, catalogue: Catalogue) -> None:
    copies = [small.with_name(f"{small.stem}-before-step-{number}.duckdb") for number in (2, 3)]
    other = small.with_name("another-before-step-2.duckdb")
    for path, days in zip((*copies, other), (370, 360, 370), strict=True):
        path.touch()
        os.utime(path, times=((NOW - timedelta(days=days)).timestamp(),) * 2)
    with closing(Store(small, catalogue)) as store:
        backup.make(store, NOW)
    assert [path.exists() for path in (*copies, other)] == [False, True, True]


def test_a_backup_of_an_older_version_is_restored_and_leaves_nothing_beside_it(
    small: Path, tmp_path: Path, catalogue: Catalogue
) -> None:
    with closing(Store(small, catalogue)) as store:
        made = backup.make(store, NOW)
    whole = contents(made)
    with closing(duckdb.connect(str(made))) as opened:
        without_digests(opened.execute, lambda sql: opened.execute(sql).fetchall())
        go_back(opened.execute, 10)
    to = tmp_path / "elsewhere" / "restored[1].duckdb"
    backup.restore(made, to, catalogue)
    assert [path.name for path in to.parent.iterdir()] == [to.name]
    found = contents(to)
    # An earlier version wrote the log without digests.
    assert {**found, "migration": [], "event": []} == {**whole, "migration": [], "event": []}


def modes(folder: Path) -> dict[str, str]:
    """Return the permissions of each file and folder in there, in octal."""
    return {path.relative_to(folder).as_posix(): f"{path.stat().st_mode & 0o777:o}" for path in folder.rglob("*")}


@pytest.fixture
def open_to_all() -> Iterator[None]:
    """Work as a user whose new files everybody may read."""
    usual = os.umask(0o022)
    yield
    os.umask(usual)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    """Run the command line as a program."""
    monkeypatch.setattr(sys, "argv", ["assess", *arguments])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(command_line.__file__), run_name="__main__")
    assert ended.value.code == 0


@pytest.mark.usefixtures("open_to_all")
def test_nobody_else_reads_a_database_or_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESS_DATABASE", str(tmp_path / "own" / "assess.duckdb"))
    run(monkeypatch, "example", "published")
    run(monkeypatch, "backup")
    run(monkeypatch, "backup", "--out", str(tmp_path / "elsewhere"))
    (made,) = (tmp_path / "elsewhere").iterdir()
    run(monkeypatch, "restore", str(made), "--to", str(tmp_path / "restored" / "assess.duckdb"))
    found = modes(tmp_path)
    assert len(found) >= 8
    assert {mode for name, mode in found.items() if name.endswith(".duckdb")} == {"600"}
    assert {mode for name, mode in found.items() if not name.endswith(".duckdb")} == {"700"}


def test_what_others_could_read_is_closed_to_them_when_the_database_is_opened(
    small: Path, catalogue: Catalogue
) -> None:
    with closing(Store(small, catalogue)) as store:
        made = backup.make(store, NOW)
    copy = small.with_name(f"{small.stem}-before-step-2.duckdb")
    copy.touch()
    of_others = small.with_name("notes.txt")
    of_others.touch()
    for path in (small, made, copy, of_others):
        path.chmod(0o664)
    small.parent.chmod(0o755)
    Store(small, catalogue).close()
    found = modes(small.parent)
    assert {found[path.relative_to(small.parent).as_posix()] for path in (small, made, copy)} == {"600"}
    # It may be a folder that other programs use as well.
    assert found["notes.txt"] == "664"
    assert small.parent.stat().st_mode & 0o777 == 0o755


def test_the_served_app_writes_nothing_that_others_read(server: Server, tmp_path: Path) -> None:
    with Client(f"localhost:{server.port}") as client:
        client.open("")
        client.press("example-published")
    found = modes(tmp_path)
    assert any(name.startswith("assess.duckdb") for name in found)
    assert set(found.values()) <= {"600", "700"}


def test_the_next_backup_is_within_a_day() -> None:
    assert backup.until(time(2), NOW) == 24 * 3600
    assert backup.until(time(3, 30), NOW) == 1.5 * 3600
    assert backup.until(time(1), NOW) == 23 * 3600


@given(zones, moments, st.times())
def test_the_next_backup_is_when_clocks_show_its_time_however_long_the_day(name: str, now: datetime, at: time) -> None:
    with in_zone(name):
        seconds = backup.until(at, now)
        shown = dates.local(now + timedelta(seconds=seconds))
        # A time that clocks skip or show twice is up to an hour away.
        away = abs(shown.replace(tzinfo=None) - datetime.combine(shown.date(), at))
        assert min(away, timedelta(days=1) - away) in {timedelta(0), timedelta(minutes=30), timedelta(hours=1)}
        assert 0 < seconds <= 25 * 3600


def test_a_time_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESS_BACKUP_AT", "soon")
    with pytest.raises(InputError, match="must be a time such as 02:00"):
        settings.backup_at()
    monkeypatch.setenv("ASSESS_BACKUP_AT", "off")
    assert settings.backup_at() is None
    monkeypatch.setenv("ASSESS_BACKUP_AT", "23:15")
    assert settings.backup_at() == time(23, 15)


def test_a_backup_opens_the_links_of_its_database_and_an_export_has_none(
    small: Path, tmp_path: Path, catalogue: Catalogue
) -> None:
    with closing(Store(small, catalogue)) as store:
        service, rounds = store.services.visible_to(ME)[0], store.ratings.submitted(ME, "larkrise")
        secret = store.links.make(ME, Shared("result", service.key, rounds[0][0].key), 30)
        link = store.links.by_secret(secret)
        assert link.key not in repr(export_tables.exported(store, ME))
        made = backup.make(store, NOW)
        store.links.revoke(ME, link.key)
    assert secret.encode() not in made.read_bytes()
    restored = tmp_path / "new" / "assess.duckdb"
    backup.restore(made, restored, catalogue)
    with closing(Store(restored, catalogue)) as store:
        # It was revoked after the backup was made.
        assert store.links.by_secret(secret) == link
        assert store.faults() == []
