"""Many services on one screen: the height of the page, its filters and links, on a phone and on paper."""

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from served import Server
from walking import assert_no_violation, go, one_run, settled, sideways

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def forty(example_server: Callable[[str], Server]) -> Server:
    """Forty services through four rounds, of which the last is open."""
    return example_server("fictional")


@pytest.fixture
def shown(walked: Page, small: Page, forty: Server) -> Callable[..., Page]:
    def open_page(query: str = "", width: int = 1280, theme: Literal["light", "dark"] = "light") -> Page:
        page = walked if width > 1000 else small
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        url = f"{forty.url}/portfolio{query and '?'}{query}"
        if page.url == url:
            page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
        else:
            go(page, url)
        expect(page.get_by_role("table")).to_be_visible()
        expect(page.get_by_text("Who could learn from whom, how this was worked out")).to_be_visible()
        settled(page)
        return page

    return open_page


def size(page: Page) -> tuple[int, int]:
    main = page.get_by_test_id("stMain")
    height, sideways = main.evaluate("one => [one.scrollHeight, one.scrollWidth - one.clientWidth]")
    return int(height), int(sideways)


@pytest.mark.parametrize(
    ("query", "width", "most"),
    [
        ("layer=gap", 1280, 2_000),
        ("rows=area", 1280, 1_300),
        ("", 390, 5_000),
        ("", 320, 5_600),
        ("", 1024, 4_200),
        ("", 1280, 2_000),
    ],
)
def test_forty_services_and_all_their_items_stand_within_two_screens(
    shown: Callable[..., Page], query: str, width: int, most: int
) -> None:
    height, sideways = size(shown(query, width))
    assert height <= most
    assert sideways == 0


def test_what_is_low_and_who_stands_lowest_is_on_the_first_screen(shown: Callable[..., Page]) -> None:
    page = shown()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"is low in \d+ of \d+ services"))
    rows = page.get_by_role("table").get_by_role("row")
    for place in range(12):
        expect(rows.nth(place)).to_be_in_viewport(ratio=1)
    assert rows.count() >= 40


def test_every_row_is_reached_by_keyboard_and_not_hidden_by_the_head(shown: Callable[..., Page]) -> None:
    page = shown()
    links = page.get_by_role("table").get_by_role("link")
    last = links.count() - 1
    links.nth(last).focus()
    for place in range(last - 1, last - 25, -1):
        page.keyboard.press("Shift+Tab")
        expect(links.nth(place)).to_be_focused()
        # The page may still be scrolling to it.
        page.wait_for_function(
            """() => {
                const link = document.activeElement, box = link.getBoundingClientRect();
                return link.contains(document.elementFromPoint(box.x + 5, box.y + box.height / 2));
            }"""
        )


def test_on_a_phone_a_row_names_its_lows_and_has_its_cells_on_request(shown: Callable[..., Page]) -> None:
    page = shown("", 390)
    row = page.get_by_role("table").get_by_role("row").filter(has=page.get_by_role("link")).nth(1)
    expect(row).to_contain_text(re.compile(r"Low: \w+"))
    cells = row.locator("td > i")
    assert cells.count() == 14
    assert row.locator("td > i:visible").count() == 0
    row.get_by_text("All cells").click()
    expect(cells.first).to_be_visible()
    titles = page.locator("th.turned").all_text_contents()
    named = cells.evaluate_all("cells => cells.map(cell => getComputedStyle(cell.parentElement, '::before').content)")
    assert named == [f'"{title}"' for title in titles]
    assert row.locator("td > i:visible").count() == 14
    assert sideways(page) == 0


def test_the_page_is_accessible_in_both_themes(shown: Callable[..., Page]) -> None:
    assert_no_violation(shown("", 320, "dark"))
    wide = shown()
    assert_no_violation(wide)
    # A theme differs in its colours alone; on a phone a row has other words.
    assert_no_violation(shown("", 1280, "dark"), colours_alone=True)
    small = wide.evaluate(
        """() => [...document.querySelectorAll('.signs *')]
            .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
            .filter(one => parseFloat(getComputedStyle(one).fontSize) < 12).length"""
    )
    assert small == 0


def test_a_filter_leaves_as_many_rows_as_it_says(shown: Callable[..., Page]) -> None:
    page = shown()
    for name in ("Slipped", "Rose", "Voices apart", "Not in yet"):
        with one_run(page):
            page.get_by_role("radio", name=re.compile(name)).or_(
                page.get_by_role("button", name=re.compile(name))
            ).click()
        label = page.get_by_text(re.compile(rf"^{name} \d+")).first.inner_text()
        count = int(re.findall(r"\d+", label)[0])
        expect(page.get_by_role("table", name=re.compile(f"^{name}, {count} row"))).to_be_visible()
        expect(page.get_by_role("table").get_by_role("link")).to_have_count(count)


def test_a_name_leads_to_its_result_in_the_same_session(shown: Callable[..., Page]) -> None:
    page = shown("show=slipped")
    page.evaluate("window.stays = true")
    link = page.get_by_role("table").get_by_role("link").first
    name = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/result\?service="))
    expect(page.get_by_text(name).first).to_be_visible()
    assert page.evaluate("window.stays")


def test_a_group_leads_to_its_services(shown: Callable[..., Page]) -> None:
    page = shown("rows=kind")
    page.get_by_role("table").get_by_role("link", name="home care").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"\(home care\)$"))
    expect(page.get_by_role("columnheader", name="Service")).to_be_visible()


def test_paper_has_every_row_and_what_was_chosen(shown: Callable[..., Page]) -> None:
    page = shown("show=rose", 1280, "dark")
    rows = page.get_by_role("table").get_by_role("link").all_inner_texts()
    page.emulate_media(media="print", color_scheme="dark")
    for name in rows:
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Rose: \d+ rows\. Sorted by: most items low\.$"))).to_be_visible()
    expect(page.get_by_text("Sorted by", exact=True)).to_be_hidden()
    colour = page.locator(".signs td").first.evaluate("one => getComputedStyle(one).color")
    assert colour == "rgb(11, 12, 12)"
