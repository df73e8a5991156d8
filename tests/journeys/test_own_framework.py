"""A framework that nobody has seen before: made on a page, on every replica at once, shown wherever it is rated."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from assess.core import drafts
from assess.core.catalogue import Catalogue
from assess.store import Store
from assess.tasks import export_tables, papers
from load.client import Client
from own_frameworks import AUTUMN, HOSTILE, ME, PROGRAMME, SPRING, add_services, draft, published, rate
from postgres import Postgres
from served import Server
from walking import assert_accessible, assert_no_violation, button, confirmed, go, settled, sideways, still, unfold

pytestmark = pytest.mark.browser

KEY = "kindness-in-fernshire"
TITLE = "Kindness in Fernshire"
FEW = 12  # services: each has ten of other organisations, the fewest that it is compared with


@pytest.fixture(scope="module")
def address(postgres: Postgres) -> str:
    return postgres.address()


@pytest.fixture(scope="module")
def replicas(address: str) -> Iterator[tuple[Server, Server]]:
    """Two servers on one database, both started before there is a framework."""
    servers = Server(address), Server(address)
    for start in (Server.launch, Server.wait_until_healthy):
        for server in servers:
            start(server)
    yield servers
    for server in servers:
        server.stop()


def fill(page: Page, label: str, text: str) -> None:
    """Type into a field and leave it, which saves the text."""
    page.get_by_label(label, exact=True).fill(text)
    page.keyboard.press("Tab")
    still(page)


def open_tab_named(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    still(page)


def make(page: Page, server: Server) -> None:
    """Make a framework of two items from nothing, and publish it."""
    page.goto(f"{server.url}/frameworks")
    settled(page)
    page.get_by_text("Nothing", exact=True).click()
    still(page)
    page.get_by_label("Title of the new framework").fill(TITLE)
    button(page, "begin-draft").click()
    confirmed(page, "The draft is begun. All that you change is saved at once.")
    fill(page, "Source: where it comes from", "Made by people of Fernshire.")
    fill(page, "Credit: who to thank", "With thanks to them.")
    open_tab_named(page, "Items")
    for title in ("Kind words", "Kind deeds"):
        page.get_by_label("Title of a new item").fill(title)
        page.get_by_role("button", name="Add this item").click()
        confirmed(page, f"“{title}” is added.")
        fill(page, "Question to the service", f"How often are there {title.lower()}?")
        fill(page, "What would show it?", "For example: what people say.")
    unfold(page, "What each level looks like to people")
    fill(page, "Level 4, Always, to people", "I always see kind deeds.")
    assert_no_violation(page)


def test_a_framework_made_on_one_replica_goes_through_everything_on_another(
    page: Page, replicas: tuple[Server, Server], address: str, catalogue: Catalogue
) -> None:
    here, there = replicas
    make(page, here)
    open_tab_named(page, "Preview")
    expect(page.get_by_role("heading", name="How often are there kind deeds?")).to_be_visible()
    page.get_by_text("As people who use services see it").click()
    expect(page.get_by_text("I always see kind deeds.")).to_be_visible()
    still(page)
    open_tab_named(page, "Publish")
    button(page, "publish").click()
    confirmed(page, f"{TITLE} is published as version 1. New rounds can be opened on it now.")

    with closing(Store(address, catalogue)) as store:
        add_services(store, FEW)
    with Client(f"localhost:{there.port}") as client:
        assert f"{TITLE}: people are asked 2 questions" in text_sent(client, "rounds", f"programme={PROGRAMME}")

    with closing(Store(address, catalogue)) as store:
        first = store.catalogue[KEY]
        rate(store, first, "Spring", SPRING, 2)
        made = drafts.put(drafts.of_framework(first), ("items", "kind-words", "question"), "Are words kind here?")
        rate(store, published(store, made, KEY), "Autumn", AUTUMN, 3)
        store.positions.reveal_closed_rounds()
        store.peers.renew()
        service = store.services.visible_to(ME)[0].key
        (programme,), (spring, autumn) = store.programmes.visible_to(ME), store.rounds.of(ME, PROGRAMME)
        paper = papers.facts(store, ME, programme, spring, autumn, date(2025, 12, 10))
        assert TITLE in text_of(papers.PAPER_FORMATS["docx"](paper))
        exported = export_tables.exported(store, ME)
        assert {row["framework"] for row in exported["ratings"]} == {KEY}
        assert {(row["key"], row["version"]) for row in exported["frameworks"]} == {(KEY, "1"), (KEY, "2")}
    with Client(f"localhost:{there.port}") as client:
        for path, query in (
            ("result", f"service={service}"),
            ("compare", f"programme={PROGRAMME}"),
            ("portfolio", ""),
            ("benchmark", f"service={service}"),
            ("guide", ""),
        ):
            sent = text_sent(client, path, query)
            assert "Kind deeds" in sent, path
            assert "There is a problem" not in sent, path
        assert f"“{TITLE}” was worded" in text_sent(client, "compare", f"programme={PROGRAMME}&tab=Left")


def text_sent(client: Client, path: str, query: str) -> str:
    """Return what a server sends for a page, without the escapes of Markdown."""
    return client.sent(path, query).decode(errors="replace").replace("\\", "")


def text_of(file: bytes) -> str:
    """Return the text of a Word file."""
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        return packed.read("word/document.xml").decode()


def upload(page: Page, text: str) -> None:
    """Choose a file of this text, and begin its draft."""
    file: FilePayload = {"name": "kindness.toml", "mimeType": "application/toml", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)
    still(page)
    button(page, "begin-draft").click()


def test_a_file_is_refused_with_its_faults_and_begins_a_draft_when_it_has_none(
    page: Page, server: Server, catalogue: Catalogue
) -> None:
    text = drafts.toml(catalogue["milestones"]).replace('"Putting People First milestones"', '"Our milestones"', 1)
    page.goto(f"{server.url}/frameworks")
    settled(page)
    page.get_by_text("A file", exact=True).click()
    still(page)
    upload(page, text.replace("question = ", "asks = ", 1))
    faults = page.locator(".st-key-faults")
    expect(faults).to_contain_text("Item 1, “Effective partnerships”, question: missing.")
    expect(faults).to_contain_text("asks: unknown key.")
    upload(page, "no = TOML = at all")
    expect(faults).to_contain_text("“kindness.toml” is not a TOML file in UTF-8.")
    upload(page, text)
    confirmed(page, "The draft is begun. All that you change is saved at once.")
    expect(page.get_by_role("heading", name="Our milestones")).to_be_visible()
    # The file's key is that of a framework that is part of the program.
    page.wait_for_url(re.compile("framework=milestones-2"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[tuple[Server, dict[str, str]]]:
    """A server with a framework whose every text a page could take for markup."""
    path = tmp_path_factory.mktemp("hostile") / "assess.duckdb"
    made = draft(HOSTILE["title"], HOSTILE["item"] + " {}", HOSTILE["label"] + " {}")
    with closing(Store(path, catalogue)) as store:
        add_services(store, FEW)
        framework = published(store, made)
        rate(store, framework, "Spring", SPRING, 2)
        rate(store, framework, "Autumn", AUTUMN, 3)
        store.frameworks.begin(ME, made, framework.key)
        today = store.clock().date()
        days = today - timedelta(days=3), today + timedelta(days=30)
        now = store.rounds.open(ME, PROGRAMME, "Now", *days, frameworks=[framework])
        store.positions.reveal_closed_rounds()
        store.peers.renew()
        service = store.services.visible_to(ME)[0].key
        names = {
            "service": service,
            "key": framework.key,
            "item": framework.items[0].key,
            "assessment": store.ratings.start(ME, service, now.key).key,
            "code": store.invitations.open(ME, service, now.key).token,
        }
    server = Server(path)
    server.start()
    yield server, names
    server.stop()


@pytest.mark.parametrize(
    "path",
    [
        "frameworks",
        "rounds?programme=fernshire",
        "frameworks?framework={key}",
        "rate?assessment={assessment}",
        "frameworks?framework={key}&tab=Levels",
        "rate?assessment={assessment}&step={key}-{item}",
        "frameworks?framework={key}&tab=Items",
        "rate?assessment={assessment}&step=all",
        "frameworks?framework={key}&tab=Publish",
        "rate?assessment={assessment}&step=check",
        "frameworks?framework={key}&tab=Preview",
        "result?service={service}",
        "frameworks?framework={key}&tab=Versions",
        "compare?programme=fernshire",
        "portfolio",
        "benchmark?service={service}",
        "actions?service={service}",
        "details?service={service}",
        "give_back?service={service}",
        "guide",
    ],
)
def test_words_that_a_page_could_read_as_its_own_run_nothing_and_move_nothing_aside(
    walked: Page, requested: list[str], hostile: tuple[Server, dict[str, str]], path: str
) -> None:
    server, names = hostile
    page = walked
    go(page, f"{server.url}/{path.format(**names)}")
    assert_runs_nothing_and_moves_nothing_aside(page, requested)
    if path.startswith("frameworks"):
        assert_accessible(page)


def test_what_people_read_before_they_answer_runs_nothing_either(
    page: Page, hostile: tuple[Server, dict[str, str]]
) -> None:
    server, names = hostile
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.goto(f"{server.url}/take_part?code={names['code']}")
    assert_runs_nothing_and_moves_nothing_aside(page, requested)


def assert_runs_nothing_and_moves_nothing_aside(page: Page, requested: list[str]) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator("h1")).to_be_visible()
        still(page)
        assert sideways(page) == 0, width
    main = page.get_by_test_id("stMain")
    assert page.evaluate("window.ran") is None
    assert main.get_by_text("There is a problem").count() == 0
    assert page.get_by_test_id("stException").count() == 0
    expect(main.locator("img[src=x], script, [onload], [onerror], a[href^=javascript], h1 a")).to_have_count(0)
    assert [url for url in requested if "example.org" in url or url.endswith("/x")] == []
