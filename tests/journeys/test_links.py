"""Links in tables: they keep the session, also by keyboard, and are plain links in a new tab."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from served import Server

pytestmark = pytest.mark.browser

RESULT = "result?service=larkrise-sitting-service"


def opened(open_tab: Callable[..., Page], server: Server, path: str = "/guide") -> tuple[Page, list[str]]:
    """Open a page and record its connections to the server: each is a session."""
    page = open_tab()
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(server.url + path)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
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
    page, sockets = opened(open_tab, example_server("fictional"))
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
    assert len(sockets) == 1
    page.go_back()
    expect(page.get_by_role("heading", level=1, name="Guide")).to_be_visible()
    assert len(sockets) == 1


def test_enter_follows_a_link_and_the_same_one_can_be_followed_again(
    open_tab: Callable[..., Page], example_server: Callable[[str], Server]
) -> None:
    page, sockets = opened(open_tab, example_server("fictional"))
    for _ in range(2):
        put(page, RESULT, "result")
        page.get_by_role("link", name="The link").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name=re.compile("Larkrise Sitting Service"))).to_be_focused()
        page.get_by_test_id("stSidebar").get_by_role("link", name="Guide").click()
        expect(page.get_by_role("heading", level=1, name="Guide")).to_be_focused()
    assert len(sockets) == 1


def test_in_a_new_tab_it_is_a_plain_link(
    open_tab: Callable[..., Page], example_server: Callable[[str], Server]
) -> None:
    page, _ = opened(open_tab, example_server("fictional"))
    put(page, RESULT, "result")
    with page.context.expect_page() as tab:
        page.get_by_role("link", name="The link").click(modifiers=["Control"])
    expect(tab.value.get_by_role("heading", level=1, name=re.compile("Larkrise Sitting Service"))).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Guide")).to_be_visible()
    tab.value.close()


@pytest.mark.parametrize(
    ("href", "name"),
    [("https://evil.example/", "https://evil.example/"), ("people", "people"), ("result", "../result"), ("x", "")],
)
def test_a_link_to_anything_but_a_page_that_one_may_open_leads_nowhere(
    open_tab: Callable[..., Page], example_server: Callable[[str], Server], href: str, name: str
) -> None:
    page, sockets = opened(open_tab, example_server("fictional"))
    put(page, href, name)
    page.get_by_role("link", name="The link").click()
    page.wait_for_timeout(1_500)
    expect(page).to_have_url(re.compile("/guide$"))
    expect(page.get_by_role("heading", level=1, name="Guide")).to_be_visible()
    assert len(sockets) == 1


def test_other_query_parameters_than_those_of_tables_are_left_out(
    open_tab: Callable[..., Page], example_server: Callable[[str], Server]
) -> None:
    page, _ = opened(open_tab, example_server("fictional"))
    put(page, f"{RESULT}&embed=true&code=ABCD2345", "result")
    page.get_by_role("link", name="The link").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("Larkrise Sitting Service"))).to_be_focused()
    assert "embed" not in page.url
    assert "code" not in page.url
