"""How fast it is, as ratios inside one run: times move from machine to machine, ratios say what was lost.

Not a test: a slow neighbour on the machine must not fail anybody's change.
"""

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import median

import duckdb

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from assess.core import catalogue, paths
from assess.core.access import local_viewer
from assess.core.answers import Answer, Response
from assess.core.board import compare
from assess.core.framework import Framework
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.taken import Taken
from assess.database.embedded import SETTINGS
from assess.server import serving
from assess.store import Store
from assess.tasks import example, fictional
from load import bench_large, bench_pages
from load.client import Client

# A page with one checkbox, served as the dashboard is: what Streamlit itself costs.
_BARE_APP = """
from contextlib import asynccontextmanager
import streamlit as st
from assess.screen import show  # brings with it what the dashboard imports
from assess.server import serving

@asynccontextmanager
async def started(_):
    serving.keep_clicks_quick()
    yield

app = st.App("bare_page.py", lifespan=started)
"""
_BARE_PAGE = """
import streamlit as st
st.checkbox("One", key="one")
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement: milliseconds, what they are divided by, and the limit of that ratio."""

    name: str
    ms: float
    ratio: float
    to: str
    limit: float

    def __str__(self) -> str:
        """Return the measurement as a line of text."""
        verdict = "ok" if self.ratio <= self.limit else "OVER"
        return f"{self.name:<44}{self.ms:>9.1f} ms {self.ratio:>7.2f} x {self.to:<22} limit {self.limit:g}  {verdict}"


def run(as_json: bool, services: int = 0) -> None:
    """Measure everything, or what depends on so many services; print a line for each, or a JSON object."""
    for line in bench_large.lines(services) if services else lines():
        print(json.dumps(asdict(line)) if as_json else line, flush=True)


def lines() -> Iterator[Line | bench_pages.PageLine]:
    """Measure one thing after another, in one process like a server's."""
    serving.keep_clicks_quick()
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "assess.duckdb"
        with closing(Store(database, catalogue.read())) as store:
            frameworks, today = store.catalogue.core, datetime.now(UTC).astimezone().date()
            example.write_example(fictional.generate(store.catalogue, today), store)
            draft, *others = drafts_of(store, today)
            yield from saving(store, database, others)
        yield from _comparing(frameworks)
        bare, own = _bare(Path(folder))
        yield bare
        yield own
        yield from _pages(database, draft.key, bare.ms)
        with _served(paths.PROGRAM / "dashboard.py", {"ASSESS_DATABASE": str(database)}) as server:
            yield from bench_pages.lines(server.address, bare.ms)


def drafts_of(store: Store, today: date) -> list[Response]:
    """Return a draft for each service that has not submitted in an open round; begin it if there is none."""
    me = local_viewer()
    own = [(each, state) for each, state in store.ratings.responses(me) if each.voice == "service"]
    done = {(each.service, each.round) for each, state in own if state != "draft"}
    return [
        store.ratings.start(me, service.key, opened.key)
        for service in store.services.visible_to(me)
        for opened in store.rounds.of(me, service.programme)
        # What is submitted after the close costs less.
        if opened.is_open(today) and (service.key, opened.key) not in done
    ]


def saving(store: Store, database: Path, drafts: Sequence[Response]) -> Iterator[Line]:
    """Measure the cost of a save, and of submitting each of the drafts."""
    me = local_viewer()
    answers = [Answer("principles", item.key, 2) for item in store.catalogue["principles"].items]
    answers += [Answer("milestones", item.key, 2) for item in store.catalogue["milestones"].items]
    answers += [Answer("ladder", "overall", 4)]
    insert = _one_row_insert(database)
    levels = iter([2, 3] * 100)
    save = _typical(lambda: store.ratings.save(me, drafts[0].key, [Answer("principles", "equal", next(levels))]))
    yield Line("saving one answer", save, save / insert, "one-row insert", 3)
    submitting = []
    for draft in drafts:
        # Each answer is saved when it is given.
        store.ratings.save(me, draft.key, answers)
        submitting.append(_typical(partial(store.ratings.submit, me, draft.key), times=1))
    yield Line("submitting 14 ratings", median(submitting), median(submitting) / insert, "one-row insert", 8)


def _comparing(frameworks: Sequence[Framework]) -> Iterator[Line]:
    each = 0.0
    for count in (40, 1_000, 10_000):
        before, after = (_taken(frameworks, count, year) for year in (2025, 2026))
        taken = _typical(lambda before=before, after=after: _read_through(before, after), times=3)  # type: ignore[misc]
        each = each or taken / count
        yield Line(f"comparing two rounds of {count:,} services", taken, taken / count / each, "a service of 40", 2)


def _read_through(before: Taken, after: Taken) -> None:
    found = compare(before, after)
    # A page computes the result when it reads it.
    _ = (found.moved, found.apart, found.weak_everywhere)


def _taken(frameworks: Sequence[Framework], count: int, year: int) -> Taken:
    chance = random.Random(year)
    services = {f"s{n}": Service(f"s{n}", f"Service {n}", "Org", "home care", "North", "one") for n in range(count)}
    at = datetime(year, 1, 5)  # noqa: DTZ001 - the store's times are UTC and say so
    rows = []
    for service in services:
        for one in frameworks:
            for item in one.asked("quick", "service"):
                level = chance.choice(one.levels).value
                rows.append(
                    Position(service, str(year), one.key, item.key, level, "service", True, level, None, 0, None, at)
                )
    round_ = Round(str(year), "one", str(year), date(year, 1, 1), date(year, 6, 30))
    return Taken(round_, services, tuple(frameworks), tuple(rows), dict.fromkeys(services, at))


def _one_row_insert(path: Path) -> float:
    # A second connection of the same process is a second one to the same open file.
    with closing(duckdb.connect(str(path), config=SETTINGS)) as connection:
        connection.execute("CREATE TABLE one_row (number BIGINT, level INTEGER, note VARCHAR)")
        taken = _typical(lambda: connection.execute("INSERT INTO one_row VALUES (1, 2, 'three')"))
        connection.execute("DROP TABLE one_row")
    return taken


def _bare(folder: Path) -> tuple[Line, Line]:
    """Return how long a rerun takes for the visitor, and how long the server works on it.

    The difference is mainly a pause of 5 ms that Streamlit makes after each message.
    """
    (folder / "bare.py").write_text(_BARE_APP)
    (folder / "bare_page.py").write_text(_BARE_PAGE)
    shutil.copytree(paths.PROGRAM / ".streamlit", folder / ".streamlit")
    with _served(folder / "bare.py", {}) as server, Client(server.address) as client:
        client.open("")
        ticks = iter([True, False] * 1000)
        served = _typical(lambda: client.tick("one", next(ticks)), measured=True)
        own = server.own_time(lambda: client.tick("one", next(ticks)))
    timed = f"""
import time, altair, pandas, duckdb
from streamlit.testing.v1 import AppTest
test = AppTest.from_file({str(folder / "bare_page.py")!r}).run()
times = []
for _ in range(15):
    began = time.perf_counter(); test.run(); times.append(time.perf_counter() - began)
print(1000 * sorted(times)[7])
"""
    said = subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True)
    in_test = float(said.stdout)
    return (
        Line("rerun of a page with one checkbox", served, served / in_test, "the same in AppTest", 2),
        Line("the same, the server's own time", own, own / in_test, "the same in AppTest", 2),
    )


def _pages(database: Path, draft: str, bare: float) -> Iterator[Line]:
    with _served(paths.PROGRAM / "dashboard.py", {"ASSESS_DATABASE": str(database)}) as server:
        yield Line("start to a healthy server", server.start, server.start / 1000, "a second", 3)
        began = time.perf_counter()
        opened = urllib.request.urlopen(f"http://{server.address}/", timeout=30)
        with opened as answer, Client(server.address) as client:
            answer.read()
            client.open("")
            first = 1000 * (time.perf_counter() - began)
            yield Line("the first page after that", first, first / 1000, "a second", 2)
            yield from _clicks(client, draft, bare)


def _clicks(client: Client, draft: str, bare: float) -> Iterator[Line]:
    cold = client.open("result")
    yield Line("the result, first opening", cold, cold / bare, "bare page", 15)
    warm = _typical(lambda: client.open("result"), measured=True)
    yield Line("the result, warm", warm, warm / bare, "bare page", 8)
    client.open("rate", f"assessment={draft}&step=principles-equal")
    options = client.options("rating-principles-equal")
    chosen = iter(options[:2] * 100)
    client.choose("rating-principles-equal", options[2])
    click = _typical(lambda: client.choose("rating-principles-equal", next(chosen)), measured=True)
    yield Line("one rating click", click, click / bare, "bare page", 4)


@dataclass(frozen=True, slots=True)
class _Server:
    """A server that is up: its address, how long it took to be healthy in milliseconds, and its process."""

    address: str
    start: float
    process: int

    def own_time(self, click: Callable[[], object], times: int = 300) -> float:
        """Return the CPU time of a click in milliseconds."""
        began = core_seconds(self.process)
        for _ in range(times):
            click()
        return 1000 * (core_seconds(self.process) - began) / times


def core_seconds(process: int) -> float:
    """Return the CPU time of a process in seconds, where Linux reports it."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _served(script: Path, environment: dict[str, str]) -> Iterator[_Server]:
    """Serve a script for as long as the block lasts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.headless", "true"]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--server.port", str(port)],
        cwd=script.parent,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _is_healthy(port):
            if process.poll() is not None or time.perf_counter() - began > 60:
                raise RuntimeError(f"{script.name} could not be served")
            time.sleep(0.02)
        yield _Server(f"localhost:{port}", 1000 * (time.perf_counter() - began), process.pid)
    finally:
        process.terminate()
        process.wait()


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.read() == b"ok")
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _typical(act: Callable[[], object], *, times: int = 15, measured: bool = False) -> float:
    """Run a function a few times; return the median in milliseconds, of its time or, if `measured`, of its results."""
    taken: list[float] = []
    for _ in range(times):
        began = time.perf_counter()
        returned = act()
        taken.append(float(str(returned)) if measured else 1000 * (time.perf_counter() - began))
    return median(taken)


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description="Measure how fast Rung by Rung is, as ratios inside one run.")
    parser.add_argument("--json", action="store_true", help="print a JSON object a line")
    parser.add_argument("--services", type=int, default=0, metavar="N", help="over a large population of N services")
    options = parser.parse_args()
    run(options.json, options.services)


if __name__ == "__main__":
    main()
