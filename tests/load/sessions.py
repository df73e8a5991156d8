"""How many people one server carries: sessions that rate or page through results every ten seconds or so.

Run it from the project's folder: `python tests/load/sessions.py 25 50 100 200`. It serves the fictional example on
a database of its own and prints a line for each number of sessions: the median and the 95th percentile of the time
until a page stood, errors, the server's share of a core and its memory. The sessions come from this process, so on a
small machine they take from the server what they need themselves.
"""

import os
import random
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from served import Server

from assess import catalogue, example, fictional
from assess.access import local_viewer
from assess.client import Client
from assess.store import Store

EVERY, SECONDS = 10.0, 30.0  # seconds between two clicks of a session; how long each number is measured
PAGES = ("result", "compare", "portfolio", "benchmark", "actions", "")
ITEM = "principles-equal"


@dataclass
class Told:
    """What all sessions of one number have seen."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Serve the example and put one number of sessions after the other on it."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "assess.duckdb"
        frameworks = catalogue.read()
        with closing(Store(database, frameworks)) as store:
            example.load(fictional.generate(frameworks.core, datetime.now(UTC).astimezone().date()), store)
            drafts = [response.key for response, state in store.responses(local_viewer()) if state == "draft"]
        server = Server(database)
        server.start()
        try:
            for count in map(int, sys.argv[1:] or ["25"]):
                print(measured(server, drafts, count), flush=True)
        finally:
            server.stop()


def measured(server: Server, drafts: list[str], count: int) -> str:
    """Keep so many sessions up for a while and return what they saw as a line."""
    told, stop = Told(), time.monotonic() + SECONDS + 2 * EVERY
    threads = [
        threading.Thread(
            target=session, args=(server, drafts[number % len(drafts)], number, number / count, stop, told)
        )
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    time.sleep(2 * EVERY)  # until all are in: their arrival is not what is measured
    told.times.clear()
    assert server.process is not None
    began, used = time.monotonic(), core_seconds(server.process.pid)
    for thread in threads:
        thread.join()
    share = (core_seconds(server.process.pid) - used) / (time.monotonic() - began)
    ordered = sorted(told.times)
    p50, p95 = (ordered[int(len(ordered) * part)] if ordered else 0.0 for part in (0.5, 0.95))
    return (
        f"{count:>4} sessions: {len(ordered)} clicks, p50 {p50:.0f} ms, p95 {p95:.0f} ms, {len(told.errors)} errors, "
        f"{share:.2f} of a core, {memory(server.process.pid):.0f} MiB"
    )


def session(server: Server, draft: str, number: int, share: float, stop: float, told: Told) -> None:
    """Rate, or page through what there is, every ten seconds or so, each after its `share` of the first ten."""
    chance = random.Random(number)  # noqa: S311 - seeded, not secret
    time.sleep(EVERY * share)
    try:
        with Client(f"localhost:{server.port}") as client:
            rates = number % 2 == 0
            client.open("rate" if rates else "result", f"assessment={draft}&step={ITEM}" if rates else "")
            while time.monotonic() < stop:
                # As people do: sessions that all waited the same time would fall into step and come as one crowd.
                time.sleep(EVERY * chance.uniform(0.5, 1.5))
                told.times.append(click(client, chance) if rates else client.open(chance.choice(PAGES)))
    except Exception as error:  # noqa: BLE001 - whatever went wrong for somebody is counted
        told.errors.append(repr(error))


def click(client: Client, chance: random.Random) -> float:
    """Choose another level of the item."""
    return client.choose(f"rating-{ITEM}", chance.choice(client.options(f"rating-{ITEM}")))


def core_seconds(process: int) -> float:
    """Return how much of a core a process has used so far, in seconds."""
    parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> float:
    """Return the memory of a process in MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
