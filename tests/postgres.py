"""A PostgreSQL server of the tests' own, on a free port, with a new database for each test that asks."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from served import free_port

# Debian keeps the server's programs out of the way, a folder for each version.
_FOLDERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def program(name: str) -> str | None:
    """Return where a program of the server is, None where none is installed."""
    return next(filter(None, (shutil.which(name, path=str(folder)) for folder in _FOLDERS)), None) or shutil.which(name)


@dataclass
class Postgres:
    """A server process; the one who runs it is never root, which the server refuses."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp()))
    port: int = field(default_factory=free_port)
    _names: "count[int]" = field(default_factory=lambda: count(1))

    def __enter__(self) -> Self:
        """Start the server for the length of a block."""
        try:
            self.start()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let nothing of it stay."""
        self.end()

    def start(self) -> None:
        """Make the server's files the first time, and start it."""
        if not (self.folder / "data").exists():
            if os.geteuid() == 0:
                os.chown(self.folder, _somebody(), -1)
            # Names sort by their letters' numbers, as they do in the embedded database.
            self._run("initdb", "--auth=trust", "--username=rung", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self._run("pg_ctl", "start", "--wait", "--silent", "--options", f"-p {self.port} -k {self.folder} -h 127.0.0.1")

    def stop(self, how: str = "fast") -> None:
        """Stop the server, `immediate` as if its machine had lost power; its files stay."""
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "stop", "--mode", how, "--silent")

    def end(self) -> None:
        """Stop the server and remove its files."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def core_seconds(self) -> float:
        """Return how much of a core the server's processes have used so far, in seconds; where Linux says so."""
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

    def address(self, name: str = "") -> str:
        """Return the address of a database of this name, or of a new one."""
        if not name:
            name = f"test_{next(self._names)}"
            with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://rung:secret@127.0.0.1:{self.port}/{name}"

    def _run(self, name: str, *options: str) -> None:
        command = [str(program(name)), "--pgdata", str(self.folder / "data"), *options]
        if name == "pg_ctl" and "start" in options:
            command += ["--log", str(self.folder / "log")]
        user = _somebody() if os.geteuid() == 0 else None
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
        subprocess.run(
            command, check=True, user=user, cwd=self.folder, env=environment, stdout=subprocess.DEVNULL, timeout=60
        )


def _somebody() -> int:
    """Return the number of somebody who is not root: the server's own user, else nobody."""
    names = {each.pw_name: each.pw_uid for each in pwd.getpwall()}
    return names.get("postgres", names["nobody"])
