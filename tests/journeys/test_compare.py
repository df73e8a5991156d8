"""Two rounds on one screen: what is visible first, on a phone as well, and where its links lead."""

import re

import pytest
from playwright.sync_api import Page, expect

from many_rounds import LARGEST, USUAL, Size, key_of
from served import Server
from walking import AXE_OPTIONS, assert_no_violation, go, height, settled, sideways, still, unfold_all

pytestmark = pytest.mark.browser

# The first is open at the beginning.
TABS = ("Every service", "Where voices disagree", "Promises", "Tables", "Left out")


def shown(page: Page, server: Server, size: Size, width: int = 1280) -> Page:
    page.set_viewport_size({"width": width, "height": 900})
    url = f"{server.url}/compare?programme={key_of(size)}"
    if page.url == url:
        page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    else:
        go(page, url)
    expect(page.get_by_role("table", name=re.compile("Every service"))).to_be_visible()
    expect(page.locator(".vega-embed svg, .vega-embed canvas").nth(2)).to_be_visible()
    settled(page)
    return page


def test_the_whole_answer_is_on_the_first_screen(walked: Page, sizes: Server) -> None:
    page = shown(walked, sizes, USUAL)
    answer = page.locator(".signs.pair").bounding_box()
    assert answer is not None
    assert answer["y"] + answer["height"] <= 900
    for heading in ("items rose", "slipped", "Voices far apart", "0 of 3 promises kept, 2 overdue"):
        expect(page.get_by_role("heading", level=2).filter(has_text=heading)).to_be_in_viewport(ratio=1)


@pytest.fixture
def narrow(small: Page, sizes: Server) -> Page:
    return shown(small, sizes, USUAL, 390)


def test_in_a_narrow_window_rows_are_cards_and_nothing_scrolls_sideways(
    walked: Page, narrow: Page, sizes: Server
) -> None:
    rows_are_cards(narrow, 390, 3_900)
    rows_are_cards(narrow, 320, 4_400)
    rows_are_cards(shown(walked, sizes, USUAL), 1024, 2_600)


def rows_are_cards(page: Page, width: int, most: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    still(page)
    assert height(page) <= most, width
    assert sideways(page) == 0, width
    # A row names its low items in words; the levels are folded away below.
    row = page.get_by_role("table", name=re.compile("Every service")).get_by_role("row").filter(has_text="Low:").first
    expect(row.locator("details span")).to_be_hidden()
    row.get_by_text("All levels").click()
    expect(row.locator("details span")).to_be_visible()
    expect(row.locator("details span")).to_contain_text(re.compile(r"Holistic: \d "))
    row.get_by_text("All levels").click()


def test_no_tab_has_an_axe_violation_in_either_theme_or_in_a_narrow_window(
    walked: Page, narrow: Page, sizes: Server
) -> None:
    # A theme differs in its colours alone, and these do not depend on the width.
    narrow.set_viewport_size({"width": 320, "height": 900})
    narrow.emulate_media(color_scheme="dark")
    wide = shown(walked, sizes, USUAL)
    for page in (narrow, wide):
        still(page)
        unfold_all(page)
        assert_no_violation(page)
        # Only the panels of the other tabs are new.
        for name in TABS[1:]:
            open_tab_named(page, name)
            response = page.get_by_role("tabpanel").evaluate("(panel, options) => axe.run(panel, options)", AXE_OPTIONS)
            assert response["violations"] == [], name
            assert sideways(page) == 0, name
    # The cells of tables, which a phone does not show.
    wide.emulate_media(color_scheme="dark")
    for name in ("Tables", TABS[0]):
        open_tab_named(wide, name)
        assert_no_violation(wide, colours_alone=True)


def open_tab_named(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    still(page)
    expect(page.get_by_role("tabpanel")).to_have_count(1)


def test_a_table_that_is_drawn_late_is_reached_by_keyboard_where_it_scrolls(walked: Page, sizes: Server) -> None:
    page = shown(walked, sizes, USUAL)
    page.evaluate(
        """() => document.querySelector('[data-testid="stMain"] h1').insertAdjacentHTML("afterend",
            '<section data-testid="stTable"><div style="overflow: auto; width: 90px">' +
            '<p style="width: 900px">wide</p></div></section>')"""
    )
    region = page.get_by_role("region", name="Table, scrolls sideways")
    expect(region).to_have_attribute("tabindex", "0")


def test_no_text_is_smaller_than_twelve_pixels(walked: Page, sizes: Server) -> None:
    page = shown(walked, sizes, LARGEST)
    smallest = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll(".signs *")]
            .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
            .map(element => parseFloat(getComputedStyle(element).fontSize)))"""
    )
    assert smallest >= 12


def test_a_service_in_the_table_leads_to_its_result_in_the_same_session(walked: Page, sizes: Server) -> None:
    page, sockets = shown(walked, sizes, USUAL), list[str]()
    page.on("websocket", lambda socket: sockets.append(socket.url))
    table = page.get_by_role("table", name=re.compile("Every service"))
    name = table.get_by_role("link").last.inner_text()
    table.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert "round=" in page.url
    page.go_back()
    expect(page.get_by_role("table", name=re.compile("Every service"))).to_be_visible()
    assert sockets == []


def test_other_rounds_are_chosen_beside_the_finding(walked: Page, sizes: Server) -> None:
    page = shown(walked, sizes, USUAL)
    page.get_by_role("button", name="Rounds and services").click()
    later = page.get_by_role("combobox", name="Later round")
    later.focus()
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        later.press(key)
    expect(page).to_have_url(re.compile("later="))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_paper_is_taken_away_from_beside_the_finding(walked: Page, sizes: Server) -> None:
    page = shown(walked, sizes, USUAL)
    page.get_by_role("button", name="Board paper and data").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Data (Excel)").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
