"""How many people one server carries: sessions that rate, submit, and page through results every ten seconds or so.

Run it from the project's folder: `python tests/load/sessions.py 25 50 100 200`. It serves the fictional example on
a database of its own, with a service for each rating session, and prints a line for each number of sessions: the median
and the 95th percentile of the time from when a click was due until its page stood, errors, the server's share of a core
and its memory, and what share of a core the sessions took, which come from this process. With `--replicas 2` it puts
them on two servers that share a PostgreSQL database, half of them on each; with `--signed-in` everybody is somebody
else, with a role of their own: those who rate manage their service, and of those who read every second manages one and
the others are on the board of a programme.

Half of the sessions rate, but every eighth session answers by a code, and every eighth makes an invitation first. Those
who read take a file in one click of ten. At the end the database is asked for what was clicked: each answer, each
submission, each invitation; what is missing is printed. The share of a core that PostgreSQL takes is printed as well.

Each that rates is somewhere between its first rating and its fourteenth when it comes, then checks its
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
from urllib.parse import parse_qs

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2])]

from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, generate_xsrf_token_string
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME, XSRF_COOKIE_NAME

from assess.core import catalogue
from assess.core.access import Grant, Role, guest, local_viewer
from assess.core.answers import Answer
from assess.core.framework import Framework, Item, items_of
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


@dataclass(frozen=True)
class Desk:
    """What one session works on: the draft of its own service, and its code if it answers by one."""

    draft: str
    service: str
    round: str
    code: str = ""


@dataclass
class Told:
    """What all sessions of one measurement have seen and done."""

    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    chosen: dict[str, tuple[Desk, str]] = field(default_factory=dict)  # the option chosen last, by response or secret
    submitted: set[str] = field(default_factory=set)
    invited: set[Desk] = field(default_factory=set)
    files: int = 0


def main() -> None:
    """Serve the example and measure each number of sessions in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sessions", type=int, nargs="*", default=[25])
    parser.add_argument("--replicas", type=int, default=0, help="servers on PostgreSQL; by default one on a file")
    parser.add_argument("--signed-in", action="store_true", help="everybody with a role of their own")
    options = parser.parse_args()
    with ExitStack() as used:
        folder = Path(used.enter_context(tempfile.TemporaryDirectory()))
        postgres: Postgres | None = None
        home: Home = folder / "assess.duckdb"
        if options.replicas:
            postgres = used.enter_context(Postgres())
            home = postgres.address()
        desks = prepared(home, options.sessions)
        servers = [Server(home) for _ in range(options.replicas or 1)]
        for server in servers:
            if options.signed_in:
                let_sign_in(server, folder)
            used.callback(server.stop)
            server.start()
        all_told = []
        for own in desks:
            all_told.append(told := Told())
            print(measured(servers, own, told, postgres), flush=True)
        for server in servers:
            server.stop()
        with closing(Store(home, catalogue.read())) as store:
            for told in all_told:
                for fault in (*told.errors, *lost(store, told)):
                    print(f"     {fault}")
                print(
                    f"     {len(told.chosen)} answers, {len(told.submitted)} submissions and {len(told.invited)} "
                    f"invitations looked for in the database; {told.files} files taken"
                )


def lost(store: Store, told: Told) -> Iterator[str]:
    """Yield a sentence for each click that was acknowledged and is not in the database."""
    me = local_viewer()
    for key, (desk, option) in told.chosen.items():
        response, viewer = key, me
        if desk.code:
            # What a person says by a code, nobody else may read.
            opened = store.passes.opened(store.invitations.by_code(desk.code), key)
            response = opened.response if opened else ""
            viewer = guest(response)
        log = store.ratings.log(viewer, response)
        items = items_of(store.rounds.frameworks(desk.round))
        cards = [
            card
            for entry in log[-1:]
            if entry.answer.level is not None
            for card in cards_of(*items[entry.answer.framework, entry.answer.item], entry.answer.level)
        ]
        if not any(card in option.replace("\\", "") for card in cards):
            yield f"lost: {option!r} of {key}; the last is {cards}"
    for response in told.submitted:
        if not store.ratings.submissions(me, response):
            yield f"lost: the submission of {response}"
    for desk in told.invited:
        if store.invitations.current(me, desk.service, desk.round) is None:
            yield f"lost: the invitation of {desk.service}"


def cards_of(framework: Framework, item: Item, level: int) -> tuple[str, str]:
    """Return the text on the card of a level: its name for a service, its sentence for people."""
    theirs = framework.worded_for("people")
    return framework.level(level).label, theirs.descriptor(theirs.item(item.key), level)


def prepared(home: Home, counts: Sequence[int]) -> list[list[Desk]]:
    """Write the example, and for each session of each measurement a draft of its own service."""
    me, frameworks, today = local_viewer(), catalogue.read(), datetime.now(UTC).astimezone().date()
    with closing(Store(home, frameworks)) as store:
        example.write_example(fictional.generate(frameworks, today), store)
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
            # A session that rates has a service of its own, one that reads has one with a history.
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
            codes = [
                store.invitations.open(me, service.key, opened.key).token if number % 8 == 2 else ""
                for number, service in zip(numbers, services, strict=True)
            ]
    desks = (
        Desk(draft, service.key, opened.key, code) for draft, service, code in zip(drafts, services, codes, strict=True)
    )
    return [list(islice(desks, count)) for count in counts]


def who(number: int) -> Role:
    """Return the role of a session: every second one rates, and every second of the others is on a board."""
    return "board" if number % 4 == 1 else "manager"


def let_sign_in(server: Server, folder: Path) -> None:
    """Let a server accept the cookies made by `cookies`, as if an identity provider had issued them."""
    secrets = folder / f"secrets-{server.port}.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "{server.url}/oauth2callback"\ncookie_secret = "{SECRET}"\nclient_id = "id"\n'
        f'client_secret = "secret"\nserver_metadata_url = "{ISSUER}/.well-known/openid-configuration"\n'
    )
    server.environment = {"ASSESS_MODE": "deployed"}
    server.options = ("--secrets.files", str(secrets))


def cookies(server: Server, subject: str) -> dict[str, str]:
    """Return the cookies of somebody who has just signed in; {} where nobody must sign in."""
    if not server.environment:
        return {}
    facts = {"origin": server.url, "is_logged_in": True, "iss": ISSUER, "sub": subject, "iat": time.time()}
    signed = create_signed_value(SECRET, USER_COOKIE_NAME, json.dumps(facts)).decode()
    return {USER_COOKIE_NAME: signed, XSRF_COOKIE_NAME: generate_xsrf_token_string()}


def measured(servers: list[Server], desks: list[Desk], told: Told, postgres: Postgres | None) -> str:
    """Run a session at each desk for a while; return the measurement as a line."""
    stop, count = time.monotonic() + SECONDS + 2 * EVERY, len(desks)
    threads = [
        threading.Thread(
            target=session, args=(servers[number % len(servers)], desk, number, number / count, stop, told)
        )
        for number, desk in enumerate(desks)
    ]
    for thread in threads:
        thread.start()
    time.sleep(2 * EVERY)  # not measured: the time in which the sessions arrive
    told.times.clear()
    processes = [server.process.pid for server in servers if server.process]
    began, used, own = time.monotonic(), sum(map(core_seconds, processes)), time.process_time()
    of_postgres = postgres.core_seconds() if postgres else 0.0
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - began
    share, own = (sum(map(core_seconds, processes)) - used) / seconds, (time.process_time() - own) / seconds
    of_postgres = (postgres.core_seconds() - of_postgres) / seconds if postgres else 0.0
    ordered = sorted(told.times)
    p50, p95 = (ordered[int(len(ordered) * part)] if ordered else 0.0 for part in (0.5, 0.95))
    database = f" and {of_postgres:.2f} for PostgreSQL" if postgres else ""
    return (
        f"{count:>4} sessions: {len(ordered)} clicks, p50 {p50:.0f} ms, p95 {p95:.0f} ms, {len(told.errors)} errors, "
        f"{share:.2f} of a core{database}, {sum(map(memory, processes)):.0f} MiB; {own:.2f} of a core for the sessions"
    )


def session(server: Server, desk: Desk, number: int, share: float, stop: float, told: Told) -> None:
    """Click every ten seconds or so, after a `share` of the first ten."""
    chance = random.Random(number)
    time.sleep(EVERY * share)
    try:
        with Client(f"localhost:{server.port}", {} if desk.code else cookies(server, desk.draft)) as client:
            pages = PAGES[who(number) if server.environment else "everything"]
            if desk.code:
                clicks = answering(client, desk, chance, told)
            elif number % 2 == 0:
                clicks = rating(client, desk, chance, pages, told, invites=number % 8 == 0)
            else:
                clicks = reading(client, chance, pages, told)
            due = time.monotonic()
            while due < stop:
                time.sleep(max(0.0, due - time.monotonic()))
                next(clicks)
                told.times.append(1000 * (time.monotonic() - due))
                # People wait for different times: sessions that all waited the same time would act at the same moment.
                due += EVERY * chance.uniform(0.5, 1.5)
    except Exception as error:  # noqa: BLE001 - whatever went wrong for somebody is counted
        told.errors.append(repr(error))


def rating(
    client: Client, desk: Desk, chance: random.Random, pages: Sequence[str], told: Told, *, invites: bool
) -> Iterator[None]:
    """Continue a partly rated draft, check it, submit it, and read the results; one click at a time."""
    draft = desk.draft
    if invites:
        client.open("invite", f"service={desk.service}")
        yield
        client.press("invite")
        told.invited.add(desk)
        yield
    client.open("rate", f"assessment={draft}&step={ITEM}")
    yield
    for _ in range(chance.randint(0, RATINGS)):
        told.chosen[draft] = desk, choose(client, f"rating-{ITEM}", chance)
        yield
    client.open("rate", f"assessment={draft}&step=check")
    yield
    client.press("submit")
    told.submitted.add(draft)
    yield
    yield from reading(client, chance, pages, told)


def answering(client: Client, desk: Desk, chance: random.Random, told: Told) -> Iterator[None]:
    """Answer by a code, then keep changing answers until the time is over."""
    client.open("take_part", f"code={desk.code}")
    yield
    client.press("start")
    (secret,) = parse_qs(client.query)["secret"]
    yield
    while True:
        told.chosen[secret] = desk, choose(client, "rating-", chance)
        yield


def reading(client: Client, chance: random.Random, pages: Sequence[str], told: Told) -> Iterator[None]:
    """Page through results and take a file now and then, a click at a time."""
    while True:
        if chance.random() < 0.1:
            client.open("data")
            yield
            if client.download("download-rung-by-rung-csv")[:2] != b"PK":
                raise LookupError("the file is another one")
            told.files += 1
            yield
        page = chance.choice(pages)
        client.open(page)
        if page and client.title == "Rung by Rung":
            # Home is fast, but it is not the page that is measured.
            raise LookupError(f"{page} was not opened")
        yield


def choose(client: Client, key: str, chance: random.Random) -> str:
    """Choose a level of the item whose widget key has this prefix; return the option once it is saved."""
    # That an item does not apply is saved with its reason, which nobody types here; who does not know has no level.
    without_level = ("Does not apply", "I don't know")
    option = chance.choice([card for card in client.options(key) if not any(words in card for words in without_level)])
    client.choose(key, option)
    return option


def memory(process: int) -> float:
    """Return the memory of a process in MiB."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
