"""Setting up a programme in the pages, from an empty database, while the clicks of the pointer are counted."""

from datetime import date, timedelta

from playwright.sync_api import Page, expect

from assess.core.dates import day
from served import Server
from walking import button, confirmed, headed

LARKRISE, *OTHERS = SERVICES = ("Larkrise", "Millbrook", "Brook House", "The Elms")
LIST = (
    "Name\tOrganisation\tKind\tArea\n"
    "Larkrise\tFernshire Council\thome care\tNorth\n"
    "Millbrook\tFernshire Concil\thome care\tNorth\n"
    "Brook House\tOld Mill Trust\tday care\tSouth\n"
    "The Elms\tOld Mill Trust\tday care\tSouth"
)
# Counts every click of the pointer that reaches a page, for as long as its tab is open.
COUNT = """addEventListener("click", event => {
    if (event.detail) sessionStorage.clicks = Number(sessionStorage.clicks ?? 0) + 1;
}, true)"""


def clicks(page: Page) -> int:
    """Return how many clicks of the pointer have reached a tab that counts them."""
    return int(page.evaluate("Number(sessionStorage.clicks ?? 0)"))


def begin(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/programmes")
    add_programme(page)


def add_programme(page: Page) -> None:
    headed(page, "No programme is set up yet")
    page.get_by_label("Name, for example Fernshire 2027").click()
    page.get_by_label("Name, for example Fernshire 2027").fill("Fernshire 2027")
    page.get_by_role("button", name="Add this programme").click()
    expect(page.get_by_role("heading", level=1, name="Fernshire 2027: no service yet")).to_be_visible()


def paste(page: Page, text: str) -> None:
    page.get_by_label("Services, one a line").click()
    page.get_by_label("Services, one a line").fill(text)
    button(page, "look-at-list").click()


def look_at_list(page: Page) -> None:
    """Paste four services of two organisations, one of which is misspelled once, and confirm the known spelling."""
    paste(page, LIST)
    confirmed(page, "This would add 4 services to Fernshire 2027")
    page.get_by_text("I mean “Fernshire Council”").click()
    expect(page.get_by_role("cell", name="Fernshire Council")).to_have_count(2)


def add_list(page: Page) -> None:
    button(page, "add-list").click()
    expect(page.get_by_role("heading", level=1, name="Fernshire 2027: 4 services of 2 organisations")).to_be_visible()
    confirmed(page, "Larkrise, Millbrook, Brook House and The Elms are added")


def open_round(page: Page) -> None:
    page.get_by_role("link", name="Open a round for all of them").click()
    headed(page, "No round is set up yet")
    page.get_by_label("Name, for example Spring 2027").click()
    page.get_by_label("Name, for example Spring 2027").fill("First")
    page.get_by_label("Last day, for example 31 May 2027").click()
    page.get_by_label("Last day, for example 31 May 2027").fill(day(date.today() + timedelta(days=30)))  # noqa: DTZ011
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_role("heading", level=1, name="First: 0 of 4 services have submitted")).to_be_visible()
    for name in SERVICES:
        expect(page.get_by_role("row").filter(has_text=name)).to_be_visible()
