"""How many people one server carries: sessions that rate, submit, and page through results every ten seconds or so.

Run it from the project's folder: `python tests/load/sessions.py 25 50 100 200`. It serves the fictional example on
a database of its own, with a service for each rating session, and prints a line for each number of sessions: the median
and the 95th percentile of the time from when a click was due until its page stood, errors, the server's share of a core
and its memory, and what share of a core the sessions took, which come from this process. With `--replicas 2` it puts
them on two servers that share a PostgreSQL database, half of them on each; with `--signed-in` everybody is somebody
else, with a role of their own: those who rate manage their service, and of those who read every second manages one and
the others are on the board of a programme.

Half of the sessions rate. Each is somewhere between its first rating and its fourteenth when it comes, then checks its
answers, submits, and reads results like the other half. A click that is late because the one before it took long counts
from when it was due: a server that cannot keep up must not look quick for having been asked less.
"""

import argparse
import json
import random
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME, XSRF_COOKIE_NAME

from assess.core import catalogue
from assess.core.access import Grant, Role, local_viewer
from assess.core.answers import Answer
from assess.database.opening import Home
from assess.store import Store
from assess.tasks import example, fictional
from load.bench import core_seconds
from load.client import Client
from postgres import Postgres
from served import Server

EVERY, SECONDS = 10.0, 30.0  # seconds between two clicks of a session; how long each number is measured
PAGES = {
    "manager": ("result", "benchmark", "actions", ""),
    "board": ("result", "compare", "portfolio", "benchmark", "actions", ""),
    "everything": ("result", "compare", "portfolio", "benchmark", "actions", ""),
}
SECRET, ISSUER = secrets.token_urlsafe(32), "https://id.example.org"
ITEM, RATINGS = "principles-equal", 14


@dataclass
class Told:
    """What all sessions of one number have seen."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Serve the example and put one number of sessions after the other on it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sessions", type=int, nargs="*", default=[25])
    parser.add_argument("--replicas", type=int, default=0, help="servers on PostgreSQL; by default one on a file")
    parser.add_argument("--signed-in", action="store_true", help="everybody with a role of their own")
    options = parser.parse_args()
    with ExitStack() as used:
        folder = Path(used.enter_context(tempfile.TemporaryDirectory()))
        home: Home = folder / "assess.duckdb"
        if options.replicas:
            home = used.enter_context(Postgres()).address()
        drafts = prepared(home, options.sessions)
        servers = [Server(home) for _ in range(options.replicas or 1)]
        for server in servers:
            if options.signed_in:
                let_sign_in(server, folder)
            used.callback(server.stop)
            server.start()
        for own in drafts:
            print(measured(servers, own), flush=True)


def prepared(home: Home, counts: Sequence[int]) -> list[list[str]]:
    """Write the example, and a draft of a service of its own for each session of each number of them."""
    me, frameworks, today = local_viewer(), catalogue.read(), datetime.now(UTC).astimezone().date()
    with closing(Store(home, frameworks)) as store:
        example.write_example(fictional.generate(frameworks.core, today), store)
        notice = store.services.visible_to(me)[0].notice
        with store.all_or_nothing():
            programme = store.programmes.add(me, "Under load").key
            opened = store.rounds.open(me, programme, "This one", today, today + timedelta(days=90))
            services = [
                store.services.add(me, f"Under load {number}", "Org", "home care", "North", programme, notice=notice)
                for number in range(sum(counts))
            ]
            drafts = [store.ratings.start(me, service.key, opened.key).key for service in services]
            for draft in drafts:
                store.ratings.save(me, draft, [Answer("ladder", "overall", 3)])
            # Whoever rates has their own service, whoever reads one that has a history.
            programmes = [each.key for each in store.programmes.visible_to(me) if each.key != programme]
            older = [each.key for each in store.services.visible_to(me) if each.programme != programme]
            numbers = [number for count in counts for number in range(count)]
            for number, draft, service in zip(numbers, drafts, services, strict=True):
                role, key = who(number), older[number % len(older)] if number % 2 else service.key
                if role == "board":
                    grant = Grant("board", "programme", programmes[number % len(programmes)])
                else:
                    grant = Grant("manager", "service", key)
                store.accounts.give(me, f"{ISSUER} {draft}", grant)
    waiting = iter(drafts)
    return [list(islice(waiting, count)) for count in counts]


def who(number: int) -> Role:
    """Return the role of a session: every second rates, and of the others every second is on a board."""
    return "board" if number % 4 == 1 else "manager"


def let_sign_in(server: Server, folder: Path) -> None:
    """Have a server take the cookies that `cookies` makes, as if an identity provider had vouched for them."""
    secrets = folder / f"secrets-{server.port}.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "{server.url}/oauth2callback"\ncookie_secret = "{SECRET}"\nclient_id = "id"\n'
        f'client_secret = "secret"\nserver_metadata_url = "{ISSUER}/.well-known/openid-configuration"\n'
    )
    server.environment = {"ASSESS_MODE": "deployed"}
    server.options = ("--secrets.files", str(secrets))


def cookies(server: Server, subject: str) -> dict[str, str]:
    """Return the cookies of somebody who has just signed in; none where nobody has to."""
    if not server.environment:
        return {}
    facts = {"origin": server.url, "is_logged_in": True, "iss": ISSUER, "sub": subject, "iat": time.time()}
    signed = create_signed_value(SECRET, USER_COOKIE_NAME, json.dumps(facts)).decode()
    return {USER_COOKIE_NAME: signed, XSRF_COOKIE_NAME: generate_xsrf_token_string()}


def measured(servers: list[Server], drafts: list[str]) -> str:
    """Keep a session for each draft up for a while and return what they saw as a line."""
    told, stop, count = Told(), time.monotonic() + SECONDS + 2 * EVERY, len(drafts)
    threads = [
        threading.Thread(
            target=session, args=(servers[number % len(servers)], draft, number, number / count, stop, told)
        )
        for number, draft in enumerate(drafts)
    ]
    for thread in threads:
        thread.start()
    time.sleep(2 * EVERY)  # until all are in: their arrival is not what is measured
    told.times.clear()
    processes = [server.process.pid for server in servers if server.process]
    began, used, own = time.monotonic(), sum(map(core_seconds, processes)), time.process_time()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    share, own = (sum(map(core_seconds, processes)) - used) / seconds, (time.process_time() - own) / seconds
    ordered = sorted(told.times)
    p50, p95 = (ordered[int(len(ordered) * part)] if ordered else 0.0 for part in (0.5, 0.95))
    return (
        f"{count:>4} sessions: {len(ordered)} clicks, p50 {p50:.0f} ms, p95 {p95:.0f} ms, {len(told.errors)} errors, "
        f"{share:.2f} of a core, {sum(map(memory, processes)):.0f} MiB; {own:.2f} of a core for the sessions"
    )


def session(server: Server, draft: str, number: int, share: float, stop: float, told: Told) -> None:
    """Click every ten seconds or so, after a `share` of the first ten."""
    chance = random.Random(number)
    time.sleep(EVERY * share)
    try:
        with Client(f"localhost:{server.port}", cookies(server, draft)) as client:
            pages = PAGES[who(number) if server.environment else "everything"]
            clicks = rating(client, draft, chance, pages) if number % 2 == 0 else reading(client, chance, pages)
            due = time.monotonic()
            while due < stop:
                time.sleep(max(0.0, due - time.monotonic()))
                next(clicks)
                told.times.append(1000 * (time.monotonic() - due))
                # As people do: sessions that all waited the same time would fall into step and come as one crowd.
                due += EVERY * chance.uniform(0.5, 1.5)
    except Exception as error:  # noqa: BLE001 - whatever went wrong for somebody is counted
        told.errors.append(repr(error))


def rating(client: Client, draft: str, chance: random.Random, pages: Sequence[str]) -> Iterator[None]:
    """Go on with a draft that is rated so far, check it, submit it, and read what there is; a click at a time."""
    client.open("rate", f"assessment={draft}&step={ITEM}")
    yield
    for _ in range(chance.randint(0, RATINGS)):
        choose(client, chance)
        yield
    client.open("rate", f"assessment={draft}&step=check")
    yield
    client.press("submit")
    yield
    yield from reading(client, chance, pages)


def reading(client: Client, chance: random.Random, pages: Sequence[str]) -> Iterator[None]:
    """Page through results, a click at a time."""
    while True:
        page = chance.choice(pages)
        client.open(page)
        if page and client.title == "Rung by Rung":
            # Home is quick, and not what was asked for.
            raise LookupError(f"{page} was not opened")
        yield


def choose(client: Client, chance: random.Random) -> None:
    """Choose another level of the item."""
    client.choose(f"rating-{ITEM}", chance.choice(client.options(f"rating-{ITEM}")))


def memory(process: int) -> float:
    """Return the memory of a process in MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
