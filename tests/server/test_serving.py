"""The server as a whole: deep links, headers, hosts, and typed text that would load something from elsewhere."""

import asyncio
import json
import re
import runpy
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep

import pytest
from playwright.sync_api import Page, expect
from starlette.requests import Request

from assess.core.errors import StoreError
from assess.core.logs import LOG
from assess.server import serving
from load.client import Client
from served import ROOT, Server
from served import deployed as deployed_server
from walking import question


def test_every_answer_carries_the_headers(laptop: Server) -> None:
    with urllib.request.urlopen(f"{laptop.url}/", timeout=10) as answer:
        for name, value in serving.HEADERS.items():
            assert answer.headers[name] == value


def test_the_log_has_the_start_and_nothing_that_was_typed(laptop: Server) -> None:
    with Client(f"localhost:{laptop.port}") as client:
        client.open("take_part", "code=Ann+Example+told+us+in+confidence")
    assert laptop.log
    lines = laptop.log.read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert "started" in [each["event"] for each in told]
    # Other tests of this server may be of somebody with a like name.
    assert not [line for line in lines if re.search(r"\bAnn\b|confidence", line)]


def test_it_is_ready_when_its_database_can_be_read(laptop: Server) -> None:
    with urllib.request.urlopen(f"{laptop.url}/readyz", timeout=10) as answer:
        assert answer.read() == b"ready"


def ready(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


@pytest.mark.parametrize("home", ["assess.duckdb", "postgresql://rung:secret@127.0.0.1:1/inner-name"])
def test_it_is_not_ready_without_its_database_and_only_the_log_says_why(tmp_path: Path, home: str) -> None:
    named = home.startswith("postgresql://")
    if not named:
        (tmp_path / home).write_text("This is no database. " * 1_000)
    served = deployed_server(home if named else tmp_path / home, tmp_path)
    served.log = tmp_path / "log"
    served.start()
    try:
        for _ in range(3):
            assert ready(served.url) == (503, b"The database cannot be read.")
        why = "inner-name on 127.0.0.1 cannot be reached" if named else "is not a DuckDB file"
        assert served.log.read_text(encoding="utf-8").count(why) == 2, "at the start, and when it is asked"
        received: list[bytes] = []
        with Client(f"localhost:{served.port}", received=received) as stranger:
            for path in ("", "take_part", "data"):
                stranger.open(path, "code=ABCD2345")
        answers = b"".join(received)
        assert b"We can not keep or read this right now" in answers
        for secret in (b"127.0.0.1", b"inner-name", b"DuckDB", b"assess.duckdb", b"port 1"):
            assert secret not in answers
        assert "rung:secret" not in served.log.read_text(encoding="utf-8")
    finally:
        served.stop()


def test_it_is_not_ready_once_its_file_is_gone(laptop: Server) -> None:
    assert ready(laptop.url) == (200, b"ready")
    Path(str(laptop.database)).rename(Path(str(laptop.database)).with_suffix(".gone"))
    assert ready(laptop.url) == (503, b"The database cannot be read.")
    Path(str(laptop.database)).with_suffix(".gone").rename(Path(str(laptop.database)))
    assert ready(laptop.url) == (200, b"ready")


def test_the_served_app_makes_its_backup_at_the_time_that_is_set(tmp_path: Path) -> None:
    for seconds in (2, 12):  # a server that is not ready in time makes it tomorrow
        folder = tmp_path / str(seconds)
        folder.mkdir()
        soon = datetime.now(UTC).astimezone() + timedelta(seconds=seconds)
        environment = {"ASSESS_BACKUP_AT": soon.time().isoformat()}
        served = Server(folder / "assess.duckdb", environment=environment, log=folder / "log")
        served.start()
        try:
            while "made" not in (folder / "log").read_text() and datetime.now(UTC) < soon + timedelta(seconds=5):
                sleep(0.1)
        finally:
            served.stop()
        if backups := list((folder / "backups").glob("assess-*.duckdb")):
            break
    assert len(backups) == 1


def answers(readiness: serving.Readiness, times: int = 1) -> list[tuple[int, bytes]]:
    """Return the responses to so many simultaneous requests of monitors."""

    async def ask() -> list[tuple[int, bytes]]:
        request = Request({"type": "http"})
        given = await asyncio.gather(*(readiness.route().endpoint(request) for _ in range(times)))
        return [(answer.status_code, bytes(answer.body)) for answer in given]

    # In a separate thread: the browser driver may have an event loop in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, ask()).result()


def test_readers_are_served_while_nothing_can_be_saved(caplog: pytest.LogCaptureFixture) -> None:
    states = iter([True, False, False, True])
    readiness = serving.Readiness(lambda: next(states))
    heard = [answers(readiness) for _ in range(4)]
    assert heard == [[(200, b"ready")], *[[(200, b"ready, not writing")]] * 2, [(200, b"ready")]]
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == ["ready, not writing"]


def test_a_database_that_hangs_holds_up_one_check_and_each_monitor_shortly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.1)
    free, checks = threading.Event(), []

    def hang() -> bool:
        checks.append(threading.get_ident())
        return free.wait(2)

    readiness = serving.Readiness(hang)
    threading.Timer(0.3, free.set).start()
    assert answers(readiness, 20) == [(503, b"The database does not answer.")] * 20
    assert len(checks) == 1
    assert answers(readiness) == [(200, b"ready")]


def test_a_database_that_cannot_be_reached_is_logged_once_however_often_monitors_ask(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(serving, "PATIENCE", 0.05)
    caplog.set_level("INFO", logger="assess")
    monkeypatch.setattr(LOG, "propagate", True)
    is_down = True

    def check() -> bool:
        if is_down:
            sleep(0.15)
            raise StoreError("The database on db cannot be reached.")
        return True

    readiness = serving.Readiness(check)
    for state in (True, True, False, True, False):
        is_down = state
        answers(readiness)
    said = ["The database does not answer.", "The database on db cannot be reached."]
    assert sorted(record.getMessage() for record in caplog.records) == sorted([*said, "ready"] * 2)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ASSESS_BACKUP_AT", "soon", "it must be a time such as 02:00, or off."),
        ("ASSESS_SESSION_HOURS", "all day", "it must be a number of hours up to 720."),
        ("ASSESS_TIME_ZONE", "Europe/Nowhere", "it must be a name such as Europe/London."),
        ("ASSESS_PEERS", "1", "it must be a whole number from 5 to 30."),
        ("ASSESS_MODE", "public", "it must be laptop or deployed."),
        ("ASSESS_MODE", "deployed", "has no [auth] part, so nobody could sign in."),
    ],
)
def test_a_setting_that_cannot_be_ends_the_start_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    """Only the script is run, not a server; `test_starting` starts one with a setting that cannot be."""
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(ROOT / "dashboard.py"))
    assert str(end.value.code).endswith(said)
    assert "\n" not in str(end.value.code)


@pytest.mark.parametrize("path", ["", "rate", "media/a.csv", "readyz/", "readyz/../rate"])
def test_a_foreign_host_is_refused(laptop: Server, path: str) -> None:
    request = urllib.request.Request(f"{laptop.url}/{path}", headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    refused.value.close()
    assert refused.value.code in (400, 403, 421)


def test_what_watches_a_server_for_an_organisation_may_ask_by_its_number(deployed: Server) -> None:
    request = urllib.request.Request(f"{deployed.url}/readyz", headers={"Host": "10.0.0.7:8501"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.read() == b"ready"


def test_a_socket_of_another_host_is_refused(laptop: Server) -> None:
    from websockets import InvalidStatus, Origin
    from websockets.sync.client import connect

    address = f"ws://localhost:{laptop.port}/_stcore/stream"
    with pytest.raises(InvalidStatus), connect(address, origin=Origin("http://evil.example")):
        pass


@pytest.mark.browser
def test_a_first_deep_link_opens_the_page_inside_its_frame(page: Page, example_server: Callable[[str], Server]) -> None:
    page.goto(f"{example_server('fictional').url}/result")
    expect(page.locator("h1")).to_contain_text("rung")
    expect(page.get_by_role("link", name="Rate your service")).to_be_visible()


@pytest.mark.browser
def test_a_name_full_of_markup_draws_nothing_and_fetches_nothing(page: Page, server: Server) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url)
    page.get_by_label("Name of the service").fill(
        "![](https://evil.example/a.png) <img src=https://evil.example/b.png>"
    )
    for label in ("Organisation", "Kind of service", "Area"):
        page.get_by_label(label).fill("**x** [y](https://evil.example)")
    page.locator(".st-key-start button").click()
    expect(page.locator("h1")).to_have_text(question("ladder", "overall"))
    page.goto(server.url)
    # A joiner that nobody sees keeps the address from becoming a link.
    expect(page.locator("h1")).to_have_text(
        re.compile(r"^!\[\]\(https:.?//evil\.example/a\.png\) <img .*: 0 of 14 answered")
    )
    assert not [url for url in asked if "evil.example" in url]


@pytest.mark.browser
def test_the_result_prints_whole(page: Page, example_server: Callable[[str], Server]) -> None:
    page.goto(f"{example_server('fictional').url}/result")
    expect(page.get_by_text("Strengths and evidence")).to_be_visible()
    page.wait_for_timeout(1_000)
    printed = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 2
