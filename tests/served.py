"""The dashboard as people meet it: a real server on a port of its own, with a database of its own."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from assess.database.opening import Home
from child import bound
from forks import Fork, Forks, are_possible

ROOT = Path(__file__).resolve().parents[1]


COMMAND = (sys.executable, "-m", "streamlit", "run", "dashboard.py")
FORKS = Forks()


# The ports of all servers until now. A browser keeps the files of a server by its port, so a port is used again.
PORTS: list[int] = []
_HELD: set[int] = set()


def free_port() -> int:
    """Return a port that nothing listens on: one that was used before, unless all of these are held."""
    for port in [*(used for used in PORTS if used not in _HELD), 0]:
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise AssertionError("no port is free")


@dataclass
class Server:
    """A server process that a test can start, kill and start again on the same port and database."""

    database: Home
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | Fork | None = None
    environment: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    command: tuple[str, ...] = COMMAND
    folder: Path = ROOT  # the working directory of the process
    log: Path | None = None  # the file for its output, which is discarded without one

    def __post_init__(self) -> None:
        if self.port not in PORTS:
            PORTS.append(self.port)
        _HELD.add(self.port)
        weakref.finalize(self, _HELD.discard, self.port)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.launch()
        self.wait_until_healthy()

    def launch(self) -> None:
        """Start it; it ends with the thread that has started it."""
        options = ["--server.port", str(self.port), "--server.headless", "true", *self.options]
        environment = {**os.environ, "ASSESS_DATABASE": str(self.database), **self.environment}
        log_file = self.log or Path(os.devnull)
        if self._is_usual():
            self.process = FORKS.run([*self.command[3:], *options], environment, log_file)
            return
        with log_file.open("ab") as log:
            self.process = subprocess.Popen(
                bound([*self.command, *options]),
                cwd=self.folder,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def _is_usual(self) -> bool:
        """Say whether a copy of a process that has imported everything does the same."""
        is_ours = self.command == COMMAND and self.folder == ROOT and "PYTHONPATH" not in self.environment
        return is_ours and are_possible() and threading.current_thread() is threading.main_thread()

    def wait_until_healthy(self) -> None:
        deadline = time.monotonic() + 60
        while not self.is_healthy():
            assert self.process is not None, "the server was not started"
            assert self.process.poll() is None, "the server ended by itself"
            assert time.monotonic() < deadline, "the server did not become healthy"
            time.sleep(0.03)

    def is_healthy(self) -> bool:
        # Every path answers 200 with a page, so check the body.
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return bool(answer.read() == b"ok")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            try:
                self.process.wait(4)
            except subprocess.TimeoutExpired:
                # The server waits for browsers to disconnect, and the test's is still connected; everything saved is on
                # disk.
                self.process.kill()
                self.process.wait(10)
            self.process = None


def deployed(database: Home, folder: Path, provider: str = "http://localhost:1") -> Server:
    """Return a server to which people sign in, with its secrets in a folder; `provider` is their identity provider."""
    served = Server(database)
    file = folder / f"secrets-{served.port}.toml"
    file.write_text(
        f'[auth]\nredirect_uri = "{served.url}/oauth2callback"\ncookie_secret = "{secrets.token_urlsafe(32)}"\n'
        f'client_id = "id"\nclient_secret = "secret"\n'
        f'server_metadata_url = "{provider}/.well-known/openid-configuration"\n'
    )
    served.environment = {"ASSESS_MODE": "deployed", "ASSESS_FIRST_ADMINISTRATOR": f"{provider} administrator"}
    served.options = ("--secrets.files", str(file))
    return served
