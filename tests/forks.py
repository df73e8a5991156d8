"""Servers that start at once: copies of a process that has imported already what `streamlit run dashboard.py` imports.

Most of a server's start, three seconds of a core, is imports, and the tests start more than a hundred servers. Run as a
program, this module imports them once and then makes a copy of itself for each line that it reads.
"""

import ctypes
import gc
import hashlib
import json
import os
import pkgutil
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from child import bound

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
# The packages whose modules a server imports before its first page.
PACKAGES = (
    "assess.core",
    "assess.store",
    "assess.tasks",
    "assess.server",
    "assess.present.charts",
    "assess.present.signs",
)
MODULES = (
    "anyio._backends._asyncio",
    "psycopg_pool",
    "starlette.middleware.sessions",
    "streamlit.material_icon_names",
    "streamlit.web.bootstrap",
    "streamlit.web.cli",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.http.h11_impl",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
)
_PARENT_HAS_DIED = 1  # PR_SET_PDEATHSIG of Linux's prctl


class Fork:
    """A process that is no child of this one, with the methods of `subprocess.Popen` that a server needs."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        try:
            self._file: int | None = os.pidfd_open(pid)
        except ProcessLookupError:
            self._file = None

    def poll(self) -> int | None:
        """Return None while the process runs."""
        try:
            return self.wait(0)
        except subprocess.TimeoutExpired:
            return None

    def wait(self, timeout: float) -> int:
        """Wait so many seconds for the end of the process."""
        if self._file is not None:
            if not select.select([self._file], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("server", timeout)
            os.close(self._file)
            self._file = None
        return 0

    def send_signal(self, what: int) -> None:
        if self._file is not None and self.poll() is None:
            signal.pidfd_send_signal(self._file, what)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Forks:
    """The process of which servers are copies; it starts with the first server and ends with the tests."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def run(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> Fork:
        """Start `streamlit` with arguments in the folder of the checkout; it writes to a log file."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                bound([sys.executable, "-m", "forks"]),
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{TESTS}"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        order = {"arguments": list(arguments), "environment": dict(environment), "log": str(log)}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return Fork(int(self._process.stdout.readline()))

    def stop(self) -> None:
        """End the process, and with it every copy that still runs."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


def are_possible() -> bool:
    """Say whether this computer has what copies need: it is Linux, with handles of processes."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


def main() -> None:
    """Import everything, then make a copy for each line."""
    _import_everything()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that no copy stays as a zombie
    gc.collect()
    gc.freeze()
    origin = os.getpid()
    for line in sys.stdin:
        if (copy := os.fork()) == 0:
            _serve(origin, **json.loads(line))
        print(copy, flush=True)


def _import_everything() -> None:
    from assess.present.charts import specification
    from assess.present.signs import rendering
    from assess.screen import pages

    for package in PACKAGES:
        for module in pkgutil.iter_modules(import_module(package).__path__, f"{package}."):
            import_module(module.name)
    for name in MODULES:
        import_module(name)
    pages.get_ready()
    specification.get_ready()
    rendering.get_ready()
    _keep_what_is_compressed()


def _keep_what_is_compressed() -> None:
    """Streamlit's files are the same for every server: keep what one has compressed for the next."""
    from assess.server import static

    rules = Path(static.__file__).read_bytes()
    static.ENCODINGS = {name: _kept(name, compress, rules) for name, compress in static.ENCODINGS.items()}


def _kept(name: str, compress: Callable[[bytes], bytes], rules: bytes) -> Callable[[bytes], bytes]:
    """Return the function with its results in files of one folder, which the next run of the tests uses as well."""
    folder = Path(tempfile.gettempdir()) / f"rung-by-rung-{os.getuid()}-compressed"
    folder.mkdir(mode=0o700, exist_ok=True)

    def compressed(body: bytes) -> bytes:
        file = folder / f"{hashlib.sha256(rules + body).hexdigest()}.{name}"
        if not file.exists():
            unfinished = file.with_name(f"{file.name}.{os.getpid()}.{time.monotonic_ns()}")
            unfinished.write_bytes(compress(body))
            unfinished.replace(file)
        return file.read_bytes()

    return compressed


def _serve(origin: int, arguments: list[str], environment: dict[str, str], log: str) -> None:
    """Turn this copy into a server, until Streamlit's command exits."""
    ctypes.CDLL(None).prctl(_PARENT_HAS_DIED, signal.SIGKILL)
    if os.getppid() != origin:
        os._exit(1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    for number, (file, how) in enumerate(((os.devnull, os.O_RDONLY), (os.devnull, os.O_WRONLY), (log, os.O_WRONLY))):
        os.dup2(os.open(file, how | os.O_CREAT | os.O_APPEND, 0o600), number)
    sys.path.remove(str(TESTS))
    sys.argv = ["streamlit", *arguments]
    from streamlit.web import cli

    sys.exit(cli.main(prog_name="streamlit"))


if __name__ == "__main__":
    main()
