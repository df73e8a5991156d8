"""How many people one server carries: sessions that rate or page through results every ten seconds or so.

Run it from the project's folder: `python tests/load/sessions.py 25 50 100 200`. It serves the fictional example on
a database of its own, with a service for each rating session, and prints a line for each number of sessions: the median
and the 95th percentile of the time from when a click was due until its page stood, errors, the server's share of a core
and its memory, and what share of a core the sessions took, which come from this process.

A click that is late because the one before it took long counts from when it was due: a server that cannot keep up must
not look quick for having been asked less.
"""

import os
import random
import sys
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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
    counts = list(map(int, sys.argv[1:] or ["25"]))
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "assess.duckdb"
        drafts = prepared(database, max(counts))
        server = Server(database)
        server.start()
        try:
            for count in counts:
                print(measured(server, drafts, count), flush=True)
        finally:
            server.stop()


def prepared(database: Path, count: int) -> list[str]:
    """Write the example, and drafts of so many services more: nobody rates a service together with fifteen others."""
    me, frameworks, today = local_viewer(), catalogue.read(), datetime.now(UTC).astimezone().date()
    with closing(Store(database, frameworks)) as store:
        example.load(fictional.generate(frameworks.core, today), store)
        notice = store.services(me)[0].notice
        with store.all_or_nothing():
            programme = store.add_programme(me, "Under load").key
            opened = store.add_round(me, programme, "This one", today, today + timedelta(days=90))
            services = [
                store.add_service(me, f"Under load {number}", "Org", "home care", "North", programme, notice=notice)
                for number in range(count)
            ]
            return [store.start(me, service.key, opened.key).key for service in services]


def measured(server: Server, drafts: list[str], count: int) -> str:
    """Keep so many sessions up for a while and return what they saw as a line."""
    told, stop = Told(), time.monotonic() + SECONDS + 2 * EVERY
    threads = [
        threading.Thread(target=session, args=(server, drafts[number], number, number / count, stop, told))
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    time.sleep(2 * EVERY)  # until all are in: their arrival is not what is measured
    told.times.clear()
    assert server.process is not None
    began, used, own = time.monotonic(), core_seconds(server.process.pid), time.process_time()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    share, own = (core_seconds(server.process.pid) - used) / seconds, (time.process_time() - own) / seconds
    ordered = sorted(told.times)
    p50, p95 = (ordered[int(len(ordered) * part)] if ordered else 0.0 for part in (0.5, 0.95))
    return (
        f"{count:>4} sessions: {len(ordered)} clicks, p50 {p50:.0f} ms, p95 {p95:.0f} ms, {len(told.errors)} errors, "
        f"{share:.2f} of a core, {memory(server.process.pid):.0f} MiB; {own:.2f} of a core for the sessions"
    )


def session(server: Server, draft: str, number: int, share: float, stop: float, told: Told) -> None:
    """Rate, or page through what there is, every ten seconds or so, each after its `share` of the first ten."""
    chance = random.Random(number)  # noqa: S311 - seeded, not secret
    time.sleep(EVERY * share)
    try:
        with Client(f"localhost:{server.port}") as client:
            rates = number % 2 == 0
            due = time.monotonic()
            client.open("rate" if rates else "result", f"assessment={draft}&step={ITEM}" if rates else "")
            # As people do: sessions that all waited the same time would fall into step and come as one crowd.
            while (due := due + EVERY * chance.uniform(0.5, 1.5)) < stop:
                time.sleep(max(0.0, due - time.monotonic()))
                if rates:
                    choose(client, chance)
                else:
                    client.open(chance.choice(PAGES))
                told.times.append(1000 * (time.monotonic() - due))
    except Exception as error:  # noqa: BLE001 - whatever went wrong for somebody is counted
        told.errors.append(repr(error))


def choose(client: Client, chance: random.Random) -> None:
    """Choose another level of the item."""
    client.choose(f"rating-{ITEM}", chance.choice(client.options(f"rating-{ITEM}")))


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
