"""A link to read: made, opened without an account in another browser, ended, and refused on the next click."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assess.core.access import local_viewer
from assess.core.links import CLOSED
from load.client import Client
from served import Server
from walking import assert_accessible, assert_no_violation, confirmed, go, headed, heard, make_link, still
from written import store_of

pytestmark = pytest.mark.browser

ME = local_viewer()
LARKRISE = "larkrise-sitting-service"
RESULT = re.compile("^Larkrise Sitting Service: ")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, example_copy: Callable[[str, Path], Path]) -> Iterator[Server]:
    """A server on the fictional example, with a log of its own."""
    folder = tmp_path_factory.mktemp("shared-links")
    server = Server(example_copy("fictional", folder / "assess.duckdb"), log=folder / "server.log")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def stranger(browser: Browser) -> BrowserContext:
    """Another browser, which shares nothing with the one that made the link."""
    return browser.new_context()


def made(page: Page, url: str) -> str:
    """Make a link on a page, and return its URL as it can be copied."""
    go(page, url)
    return make_link(page)


def shown(context: BrowserContext, url: str) -> tuple[Page, list[bytes], list[str]]:
    """Open a page; return it with the server's messages and the URLs that it requests."""
    reading = context.new_page()
    messages, asked = heard(reading), list[str]()
    reading.on("request", lambda request: asked.append(request.url))
    reading.goto(url)
    expect(reading.locator("h1")).to_be_visible()
    still(reading)
    return reading, messages, asked


def names_and_words(server: Server) -> tuple[list[str], list[str]]:
    """Return the names of all other services, and all that was typed about Larkrise."""
    with store_of(server) as store:
        names = [service.name for service in store.services.visible_to(ME) if service.key != LARKRISE]
        typed = [action.what for action in store.actions.visible_to(ME, service=LARKRISE)]
        for round_, response in store.ratings.submitted(ME, LARKRISE):
            typed += [note for _, note in store.voices.words_of_people(ME, LARKRISE, round_.key)]
            answers = store.ratings.submitted_answers(ME, response.key).values()
            typed += [text for answer in answers for text in (answer.note, answer.link, answer.does_not_apply)]
    return names, [text for text in typed if text]


def test_a_result_is_made_opened_by_a_stranger_who_opens_nothing_else_ended_and_refused_on_the_next_click(
    served: Server, walked: Page, stranger: BrowserContext
) -> None:
    page = walked
    url = made(page, f"{served.url}/result?service={LARKRISE}")
    assert_no_violation(page)
    assert re.fullmatch(re.escape(served.url) + r"/shared\?link=[\w-]{32}", url)
    reading, messages, asked = shown(stranger, url)
    headed(reading, RESULT)
    expect(reading.get_by_text("You are reading this by a link.")).to_contain_text("are not in this link.")
    expect(reading.get_by_test_id("stSidebar")).to_have_count(0)
    assert [link.get_attribute("href") for link in reading.locator("a").all()] == ["#stMain"]
    # The page loads nothing from another origin.
    assert {one.split("?")[0] for one in asked if not one.startswith((served.url, "data:", "blob:"))} == set()
    assert_accessible(reading)
    secret = url.partition("link=")[2]
    assert_opens_no_other_page(served, secret)

    go(page, f"{served.url}/links")
    headed(page, "1 link to read is open")
    expect(page.get_by_text("It was opened on 1 day")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="End this link").click()
    confirmed(page, "The link opens nothing any more.")

    reading.get_by_role("tab", name="Tables").click()
    reading.reload()
    expect(reading.get_by_text(CLOSED)).to_be_visible()
    expect(reading.get_by_text("Larkrise")).to_have_count(0)
    assert_accessible(reading)

    stranger.close()
    names, typed = names_and_words(served)
    told = b"".join(messages)
    assert b"Larkrise Sitting Service" in told
    assert len(names) > 30
    assert len(typed) > 10
    assert not [text for text in [*names, *typed] if text.encode() in told]
    assert served.log is not None
    assert secret not in served.log.read_text()


def assert_opens_no_other_page(server: Server, secret: str) -> None:
    """Try the secret with other parameters: on a laptop everybody has every role, and may see the page of links."""
    messages: list[bytes] = []
    with Client(f"localhost:{server.port}", received=messages) as client:
        client.open("shared", f"link={secret}&service=hedgelight-bakehouse&page=links")
        assert RESULT.search(client.title)
        assert b"Hedgelight" not in b"".join(messages)
        client.open("shared", "link=nothing")
        assert CLOSED.encode() in b"".join(messages).replace(b"\\", b"")


def test_a_comparison_that_is_open_is_refused_on_the_next_click_after_its_link_has_ended(
    served: Server, walked: Page, stranger: BrowserContext
) -> None:
    page = walked
    url = made(page, f"{served.url}/compare")
    reading, _, _ = shown(stranger, url)
    table = reading.get_by_role("table", name=re.compile("Every service"))
    expect(table.get_by_text("Larkrise Sitting Service")).to_be_visible()
    expect(table.get_by_role("link")).to_have_count(0)
    go(page, f"{served.url}/links")
    page.get_by_role("button", name="End this link").click()
    confirmed(page, "The link opens nothing any more.")
    # In the session that is already open.
    reading.get_by_role("tab", name="Promises").click()
    expect(reading.get_by_text(CLOSED)).to_be_visible()
    expect(table).to_have_count(0)
    stranger.close()
