"""Links in tables: they keep the session, also by keyboard, and are plain links in a new tab."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from served import Server
from walking import go

pytestmark = pytest.mark.browser

RESULT = "result?service=larkrise-sitting-service"


def opened(page: Page, server: Server) -> tuple[Page, list[str]]:
    """Open a short page and record the connections to the server from then on: each is another session."""
    sockets: list[str] = []
    go(page, f"{server.url}/accessibility")
    page.on("websocket", lambda socket: sockets.append(socket.url))
    return page, sockets


def put(page: Page, href: str, name: str) -> None:
    """Insert a link into the page as a table does."""
    page.evaluate(
        """([href, name]) => {
            document.querySelector('[data-testid="stMain"] a[data-page]')?.remove();
            const link = Object.assign(document.createElement("a"), { href, textContent: "The link" });
            link.dataset.page = name;
            link.style = "position: fixed; left: 50%; bottom: 1rem; z-index: 1000000";
            document.querySelector('[data-testid="stMainBlockContainer"]').append(link);
        }""",
        [href, name],
    )


def test_a_link_of_a_table_opens_its_page_in_the_same_session(
    open_tab: Callable[..., Page], example_server: Callable[[str], Server]
) -> None:
    page, sockets = opened(open_tab(), example_server("fictional"))
    role = page.get_by_role("combobox", name="See the pages as")
    role.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        role.press(key)
    expect(page.get_by_test_id("stSidebar").get_by_text("Rate your service")).to_have_count(0)
    put(page, RESULT, "result")
    page.get_by_role("link", name="The link").click()
    expect(page).to_have_url(re.compile(re.escape(f"/{RESULT}")))
    expect(page.get_by_role("heading", level=1, name=re.compile("Larkrise Sitting Service"))).to_be_focused()
    # Only the session stores the role that was chosen before.
    expect(page.get_by_test_id("stSidebar").get_by_text("Rate your service")).to_have_count(0)
    expect(page.get_by_test_id("stSidebar").get_by_text("Portfolio")).to_be_visible()
    assert sockets == []
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Accessibility")).to_be_visible()
    assert sockets == []


def test_enter_follows_a_link_and_the_same_one_can_be_followed_again(
    walked: Page, example_server: Callable[[str], Server]
) -> None:
    page, sockets = opened(walked, example_server("fictional"))
    for _ in range(2):
        put(page, RESULT, "result")
        page.get_by_role("link", name="The link").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name=re.compile("Larkrise Sitting Service"))).to_be_focused()
        page.get_by_test_id("stSidebar").get_by_role("link", name="Accessibility").click()
        expect(page.get_by_role("heading", level=1, name="Accessibility")).to_be_focused()
    assert sockets == []


def test_in_a_new_tab_it_is_a_plain_link(walked: Page, example_server: Callable[[str], Server]) -> None:
    page, _ = opened(walked, example_server("fictional"))
    put(page, RESULT, "result")
    with page.context.expect_page() as tab:
        page.get_by_role("link", name="The link").click(modifiers=["Control"])
    expect(tab.value.get_by_role("heading", level=1, name=re.compile("Larkrise Sitting Service"))).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Accessibility")).to_be_visible()
    tab.value.close()


def test_a_link_to_anything_but_a_page_that_one_may_open_leads_nowhere(
    walked: Page, example_server: Callable[[str], Server]
) -> None:
    page, sockets = opened(walked, example_server("fictional"))
    evil = "https://evil.example/"
    for href, name in ((evil, evil), ("people", "people"), ("result", "../result"), ("x", "")):
        put(page, href, name)
        page.get_by_role("link", name="The link").click()
        page.wait_for_timeout(1_500)
        expect(page).to_have_url(re.compile("/accessibility$"))
        expect(page.get_by_role("heading", level=1, name="Accessibility")).to_be_visible()
        assert sockets == [], name


def test_other_query_parameters_than_those_of_tables_are_left_out(
    walked: Page, example_server: Callable[[str], Server]
) -> None:
    page, _ = opened(walked, example_server("fictional"))
    put(page, f"{RESULT}&embed=true&code=ABCD2345", "result")
    page.get_by_role("link", name="The link").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("Larkrise Sitting Service"))).to_be_focused()
    assert "embed" not in page.url
    assert "code" not in page.url
