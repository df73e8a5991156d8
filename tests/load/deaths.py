"""Whether a server that is killed again and again loses an answer that it has acknowledged.

Run it from the project's folder: `python tests/load/deaths.py 200`. It serves the fictional example, lets a session
rate on each draft as fast as it can, kills the server with SIGKILL at a random moment after the first answer, and
starts it again, so many times. At the end the database must open, be whole, and hold every answer whose page had come
back, in its order.
"""

import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from assess.core import catalogue
from assess.core.access import local_viewer
from assess.store import Store
from assess.tasks import example, fictional
from load.client import Client
from served import Server

ITEM = "principles-equal"
ME = local_viewer()


def main() -> int:
    """Kill the server so many times; return 1 if anything was lost, else 0."""
    kills, chance = int((sys.argv[1:] or ["50"])[0]), random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "assess.duckdb"
        frameworks = catalogue.read()
        with closing(Store(database, frameworks)) as store:
            example.write_example(fictional.generate(frameworks, datetime.now(UTC).astimezone().date()), store)
            drafts = [response.key for response, state in store.ratings.responses(ME) if state == "draft"]
        kept: dict[str, list[str]] = {draft: [] for draft in drafts}
        server = Server(database)
        for _ in range(kills):
            server.start()
            threads = [threading.Thread(target=rate, args=(server, draft, kept[draft])) for draft in drafts]
            for thread in threads:
                thread.start()
            # A busy computer may take longer than that to its first answer, and then there would be nothing to lose.
            begun = acknowledged(kept)
            while acknowledged(kept) == begun and any(thread.is_alive() for thread in threads):
                time.sleep(0.02)
            time.sleep(chance.uniform(0.0, 1.5))
            server.kill()
            for thread in threads:
                thread.join()
        with closing(Store(database, frameworks)) as store:
            faults = store.faults()
            for draft, said in kept.items():
                log = [entry.answer for entry in store.ratings.log(ME, draft)]
                written = iter([str(answer.level) for answer in log if f"{answer.framework}-{answer.item}" == ITEM])
                # The answers are found in order, and none is missing. Choosing the stored level again is not a new
                # answer.
                lost = [level for level, _ in groupby(said) if level not in written]
                faults += [f"{len(lost)} of {len(said)} acknowledged answers to {draft} are lost."] if lost else []
    if not acknowledged(kept):
        faults.append("No answer was acknowledged, so none could be lost.")
    print(f"{kills} kills, {acknowledged(kept)} acknowledged answers, {faults or 'nothing lost'}")
    return 1 if faults else 0


def acknowledged(kept: Mapping[str, Sequence[str]]) -> int:
    """Return the number of acknowledged answers, over all drafts."""
    return sum(map(len, kept.values()))


def rate(server: Server, draft: str, said: list[str]) -> None:
    """Choose one level after another and record each acknowledged one, until the server dies."""
    # How a killed server treats its sessions is what this test measures.
    with suppress(Exception), Client(f"localhost:{server.port}") as client:
        client.open("rate", f"assessment={draft}&step={ITEM}")
        options = client.options(f"rating-{ITEM}")
        while True:
            place = (int(said[-1]) + 1) % 4 if said else 0
            client.choose(f"rating-{ITEM}", options[place])
            said.append(str(place))  # a principle's levels begin at nought, in the order of the options


if __name__ == "__main__":
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    sys.exit(main())
