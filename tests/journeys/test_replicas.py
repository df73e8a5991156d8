"""Three replicas of the app on one PostgreSQL database, as behind a proxy that keeps each session on one of them."""

import re
import subprocess
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from getpass import getuser
from pathlib import Path
from time import monotonic, sleep

import pytest
from websockets import ConnectionClosed

from assess.core.access import local_viewer
from assess.core.catalogue import Catalogue
from assess.store import Store
from child import bound
from load.client import Client
from postgres import Postgres
from programs import needs
from served import Server, deployed, free_port
from sources import nginx_example

ME = local_viewer()
ITEMS = ("principles-equal", "principles-holistic", "principles-positive")
FIRST, SECOND = [1, 2, 3, 0] * 3, [2, 4, 1]  # levels in turn, before and after one replica has died


@pytest.fixture(scope="module")
def address(postgres: Postgres) -> str:
    return postgres.address()


@pytest.fixture(scope="module")
def replicas(address: str) -> Iterator[list[Server]]:
    servers = [Server(address) for _ in ITEMS]
    # The replicas start together, on an empty database.
    for start in (Server.launch, Server.wait_until_healthy):
        for server in servers:
            start(server)
    yield servers
    for server in servers:
        server.stop()


def rate(server: Server, assessment: str, item: str, levels: list[int]) -> list[int]:
    """Choose one level of an item after another; return those after which the page was redrawn."""
    kept: list[int] = []
    # A killed server no longer answers.
    with suppress(Exception), Client(f"localhost:{server.port}") as client:
        client.open("rate", f"assessment={assessment}&step={item}")
        options = client.options(f"rating-{item}")
        for level in levels:
            client.choose(f"rating-{item}", options[level])
            kept.append(level)
    return kept


def test_three_replicas_rate_one_service_and_the_death_of_one_costs_nothing(
    replicas: list[Server], address: str, catalogue: Catalogue
) -> None:
    with closing(Store(address, catalogue)) as store:
        service, round_ = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "North")
        assessment = store.ratings.start(ME, service.key, round_.key).key
        with ThreadPoolExecutor(len(ITEMS)) as people:
            given = list(people.map(rate, replicas, [assessment] * 3, ITEMS, [FIRST] * 3))
            assert given == [FIRST] * 3

            dying = people.submit(rate, replicas[0], assessment, ITEMS[0], SECOND * 200)
            others = [people.submit(rate, replicas[at], assessment, ITEMS[at], SECOND) for at in (1, 2)]
            assert [each.result() for each in others] == [SECOND] * 2
            replicas[0].kill()
            given = [FIRST + dying.result(), *(FIRST + each.result() for each in others)]
        # The proxy sends the dead server's sessions to another one, which has every answer.
        given[0] += rate(replicas[1], assessment, ITEMS[0], [4, 3])

        log = store.ratings.log(ME, assessment)
        for item, levels in zip(ITEMS, given, strict=True):
            written = iter([entry.answer.level for entry in log if f"principles-{entry.answer.item}" == item])
            distinct = [level for at, level in enumerate(levels) if at == 0 or level != levels[at - 1]]
            # In order: an unacknowledged answer, written while the server died, may lie between.
            assert all(level in written for level in distinct), item
        for server in replicas[1:]:
            assert seen(server, assessment) == [3, 1, 1]
        assert store.faults() == []


def seen(server: Server, assessment: str) -> list[int | None]:
    """Return the level of each item that a replica shows in a new session."""
    shown: list[int | None] = []
    for item in ITEMS:
        with Client(f"localhost:{server.port}") as client:
            client.open("rate", f"assessment={assessment}&step={item}")
            shown.append(client.shown(f"rating-{item}"))
    return shown


def test_each_replica_says_that_it_can_work(replicas: list[Server]) -> None:
    for server in replicas[1:]:
        with urllib.request.urlopen(f"{server.url}/readyz", timeout=10) as answer:
            assert answer.read() == b"ready"


@pytest.fixture
def behind_nginx(address: str, tmp_path: Path) -> Iterator[tuple[str, list[Server]]]:
    """The host and port of nginx as the operations document sets it up, without TLS, and the two replicas behind it."""
    nginx, servers = needs("nginx"), [deployed(address, tmp_path) for _ in range(2)]
    port = free_port()  # after the servers, which would take it otherwise
    for start in (Server.launch, Server.wait_until_healthy):
        for server in servers:
            start(server)
    replicas = " ".join(f"server 127.0.0.1:{server.port};" for server in servers)
    example = re.sub(" *ssl_certificate.*\n|server { listen 80;.*\n|(server [\\d.:]+; *)+", "", nginx_example())
    example = example.replace("consistent; ", f"consistent; {replicas} ").replace("443 ssl http2", str(port))
    example = example.replace("rung.example.org", "localhost").replace("/var/log/nginx", str(tmp_path))
    example = example.replace("without_query '", "without_query '$upstream_addr ")
    places = [f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")]
    (tmp_path / "nginx.conf").write_text(
        f"user {getuser()}; pid {tmp_path}/pid; daemon off; error_log {tmp_path}/errors; events {{}}"
        f"http {{ {' '.join(places)}{example} }}"
    )
    proxy = subprocess.Popen(bound([nginx, "-c", str(tmp_path / "nginx.conf")], by="TERM"))
    try:
        wait_for(f"http://localhost:{port}/readyz")
        assert proxy.poll() is None, "something else listens on the port of the proxy"
        yield f"localhost:{port}", servers
    finally:
        proxy.terminate()
        proxy.wait(10)
        for server in servers:
            server.stop()


def first_line(log: Path) -> str:
    """Return what nginx has logged, once there is a line: it writes after it has answered."""
    for _ in range(100):
        if (logged := log.read_text()).endswith("\n"):
            return logged
        sleep(0.1)
    raise AssertionError("the proxy has logged nothing")


def wait_for(url: str) -> None:
    for _ in range(100):
        with suppress(OSError), urllib.request.urlopen(url, timeout=2) as answer:
            if answer.read() == b"ready":
                return
        sleep(0.1)
    raise AssertionError("the proxy did not become ready")


def test_through_the_proxy_of_the_operations_document_people_reach_another_replica_when_theirs_has_died(
    behind_nginx: tuple[str, list[Server]], tmp_path: Path
) -> None:
    address, servers = behind_nginx
    urllib.request.urlopen(f"http://{address}/take_part?code=SECRET", timeout=10).close()
    with Client(address) as client:
        client.open("take_part")
        assert client.title == "Have your say"
        # The page and the session of one address go to the same replica.
        logged = first_line(tmp_path / "rung.log")
        (theirs,) = [server for server in servers if f"127.0.0.1:{server.port} " in logged]
        theirs.kill()
        began = monotonic()
        with Client(address) as again:
            again.open("take_part")
            assert again.title == "Have your say"
        assert monotonic() - began < 5
        with pytest.raises(ConnectionClosed):
            client.open("take_part")
    assert "GET /take_part " in logged
    assert "SECRET" not in logged
