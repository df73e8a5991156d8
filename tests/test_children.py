"""Tests that are interrupted leave nothing running and, at the next run, no files."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from child import bound
from postgres import Postgres, program
from served import ROOT

# What a run of the tests starts: a server, PostgreSQL and a browser.
RUN = """
import sys
from pathlib import Path
from playwright.sync_api import sync_playwright
from conftest import CHROMIUM, QUIET
from postgres import Postgres
from served import Server

Server(Path(sys.argv[1]) / "assess.duckdb").start()
with Postgres() as server, sync_playwright() as playwright:
    playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET).new_page()
    print(server.folder, flush=True)
    sys.stdin.read()
"""


def processes() -> dict[int, tuple[int, str]]:
    """Return the parent and the name of each process that has not ended."""
    there = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue
        state, parent = rest.split()[:2]
        if state not in "ZX":
            there[int(stat.parent.name)] = (int(parent), name)
    return there


def children(of: int) -> Iterator[tuple[int, str]]:
    """Yield each process that this one has started, with its name, and theirs."""
    for process, (parent, name) in processes().items():
        if parent == of:
            yield process, name
            yield from children(process)


def end_of(number: int) -> None:
    deadline = time.monotonic() + 30
    while number in processes():
        assert time.monotonic() < deadline, f"{processes()[number]} is still running"
        time.sleep(0.05)


# A test with a program of its own, which nobody has bound to it, and a file.
TEST = """
import os, subprocess, sys, time
from pathlib import Path

def test_that_takes_long(tmp_path):
    (tmp_path / "file").write_text("half")
    program = subprocess.Popen(["sleep", "600"], start_new_session=True)
    Path(os.environ["STARTED"]).write_text(f"{os.environ['TMPDIR']} {program.pid} {os.getpid()} .")
    program.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
@pytest.mark.parametrize(
    ("whom", "how"),
    [
        ("the run", signal.SIGINT),
        ("the run", signal.SIGTERM),
        ("the run", signal.SIGKILL),
        ("its worker", signal.SIGKILL),
    ],
)
def test_a_run_leaves_no_process_and_no_file_however_it_ends(tmp_path: Path, whom: str, how: signal.Signals) -> None:
    started = tmp_path / "started"
    (tmp_path / "test_long.py").write_text(TEST)
    (tmp_path / "pytest.ini").write_text("[pytest]")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests"), "STARTED": str(started)}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the run needs one plugin, and to import the others takes long
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"):  # of the run that this test is in
        environment.pop(name, None)
    options = "-p xdist -n 1 -p run_folder --max-worker-restart 0"
    command = [sys.executable, "-m", "pytest", *options.split()]
    with subprocess.Popen(
        bound(command), env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, start_new_session=True
    ) as run:
        deadline = time.monotonic() + 60
        while not started.exists() or not started.read_text().endswith("."):
            assert time.monotonic() < deadline, "the run has not begun"
            time.sleep(0.05)
        folder, program, worker, _ = started.read_text().split()
        assert list(Path(folder).rglob("file"))
        if how == signal.SIGINT:
            os.killpg(run.pid, how)  # as a terminal does, when somebody presses Ctrl+C
        else:
            os.kill(run.pid if whom == "the run" else int(worker), how)
    for number in (run.pid, int(worker), int(program)):
        end_of(number)
    deadline = time.monotonic() + 30
    while Path(folder).exists():
        assert time.monotonic() < deadline, "the folder of the run is still there"
        time.sleep(0.05)


@pytest.mark.browser
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
def test_what_tests_have_started_ends_when_they_are_killed(postgres: Postgres, tmp_path: Path) -> None:
    shared = set(Path("/dev/shm").glob("PostgreSQL.*"))  # noqa: S108 - nothing is written there
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    command = [sys.executable, "-c", RUN, str(tmp_path)]
    with subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().strip())
        started = dict(children(run.pid))
        names = set(started.values())
        assert "postgres" in names
        assert any("chrom" in name for name in names)
        assert any("streamlit" in name or "python" in name for name in names)
        run.send_signal(signal.SIGKILL)
        run.wait()
    for number in started:
        end_of(number)
    # The next one that starts a server removes what this one has left.
    assert (folder / "data").exists()
    with Postgres() as other:
        assert other.folder.exists()
        assert postgres.folder.exists()
    assert not folder.exists()
    assert set(Path("/dev/shm").glob("PostgreSQL.*")) <= shared  # noqa: S108


def test_a_command_without_the_program_that_binds_it_is_run_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert bound(["echo", "1"]) == ["echo", "1"]
    assert program("no-such-program") is None
