"""A PostgreSQL server for the tests, on a free port, with a new database for each test that needs one."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from child import bound
from served import free_port

# Debian keeps the server's programs outside PATH, in a folder for each version.
_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_PREFIX = "rung-by-rung-tests-"
_ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def program(name: str) -> str | None:
    """Return the path of one of the server's programs, None if it is not installed."""
    return next(filter(None, (shutil.which(name, path=str(folder)) for folder in _FOLDERS)), None) or shutil.which(name)


@dataclass
class Postgres:
    """A server process, which never runs as root, since PostgreSQL refuses that."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-")))
    port: int = field(default_factory=free_port)
    settings: tuple[str, ...] = ()  # options beside the usual ones, such as `fsync=off`
    _process: subprocess.Popen[bytes] | None = None
    _names: "count[int]" = field(default_factory=lambda: count(1))

    def __enter__(self) -> Self:
        """Start the server for the length of a block."""
        _remove_leftovers()
        try:
            self.start()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Stop the server and remove all its files."""
        self.end()

    def start(self) -> None:
        """Create the server's files the first time, and start it."""
        if not (self.folder / "data").exists():
            self._make_files()
        options = [f"--port={self.port}", "-k", str(self.folder), "-h", "127.0.0.1"]
        # Shared memory is a file in the server's folder: one in /dev/shm would outlive a server that is killed.
        options += ["--dynamic_shared_memory_type=mmap", *(f"--{setting}" for setting in self.settings)]
        with (self.folder / "log").open("ab") as log:
            # Started as a child process: a server started by `pg_ctl start` would outlive interrupted tests.
            command = bound(self._command("postgres", *options), by="QUIT")
            self._process = subprocess.Popen(
                command, user=self._user(), cwd=self.folder, env=_ENVIRONMENT, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 60
        while not self._is_ready():
            assert self._process.poll() is None, "the server ended by itself"
            assert time.monotonic() < deadline, "the server did not become ready"
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server as if its machine had lost power; its files stay."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(20)
            self._process = None

    def end(self) -> None:
        """Stop the server and remove its files."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def core_seconds(self) -> float:
        """Return the CPU time of the server's processes in seconds, where Linux reports it."""
        main = (self.folder / "data" / "postmaster.pid").read_text().split()[0]
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                parts = stat.read_text().rpartition(")")[2].split()
                # The main process counts those of its processes that have ended.
                if stat.parent.name == main:
                    ticks += sum(map(int, parts[11:15]))
                elif parts[1] == main:
                    ticks += sum(map(int, parts[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def address(self, name: str = "", copy_of: str = "template1") -> str:
        """Return the address of a database of this name, or of a new one; `copy_of` is the address of its original."""
        if not name:
            name = f"test_{next(self._names)}"
            with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE {copy_of.rpartition('/')[2]}")
        return f"postgresql://rung:secret@127.0.0.1:{self.port}/{name}"

    def _is_ready(self) -> bool:
        try:
            psycopg.connect(self.address("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _make_files(self) -> None:
        if os.geteuid() == 0:
            os.chown(self.folder, _somebody(), -1)
        # Names sort by their letters' numbers, as they do in the embedded database.
        how = ("--auth=trust", "--username=rung", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        command = self._command("initdb", *how)
        subprocess.run(
            command,
            check=True,
            user=self._user(),
            cwd=self.folder,
            env=_ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            timeout=120,
        )

    def _command(self, name: str, *options: str) -> list[str]:
        return [str(program(name)), "-D", str(self.folder / "data"), *options]

    def _user(self) -> int | None:
        return _somebody() if os.geteuid() == 0 else None


def _remove_leftovers() -> None:
    """Remove the files of servers whose tests were killed; the process ID is in their name."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            os.kill(int(folder.name.removeprefix(_PREFIX).partition("-")[0]), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except PermissionError:
            pass  # a server of another test run


def _somebody() -> int:
    """Return the ID of a user who is not root: the server's own user, else nobody."""
    names = {each.pw_name: each.pw_uid for each in pwd.getpwall()}
    return names.get("postgres", names["nobody"])
