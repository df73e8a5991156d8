"""How high each page is on a laptop and on a phone: an answer that is not seen at a glance is not read.

`LIMITS` has a row for each page that depends on the size of a programme: the most pixels at 1280 and at 390 across, by
the number of services. `OTHERS` are pages of the example.
"""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from many_rounds import SIZES, Size, key_of, numbered
from served import Server
from walking import assert_no_violation, go, height, settled, sideways

pytestmark = pytest.mark.browser

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
LIMITS: Mapping[str, Mapping[int, tuple[int, int]]] = {
    "compare": {4: (2_250, 4_220), 12: (2_250, 4_220), 40: (2_250, 8_440)},
    "rounds": {4: (1_350, 2_110), 12: (1_350, 2_954), 40: (2_250, 6_330)},
    "result": dict.fromkeys((4, 12, 40), (1_800, 4_220)),
    "benchmark": dict.fromkeys((4, 12, 40), (1_800, 4_220)),
    "portfolio": dict.fromkeys((4, 12, 40), (2_000, 4_220)),
}
OTHERS = {
    "the result, with people's answers": ("/result?service=larkrise-sitting-service", 1_800, 4_220),
    "the result, a round missed": ("/result?service=puddingstone-home-help", 1_800, 4_220),
    "beside similar services": ("/benchmark?service=larkrise-sitting-service", 1_800, 4_220),
    "the result, its first rounds": ("/result?service=tansyford-carers-hub", 1_800, 4_220),
    "two rounds, with further frameworks": ("/compare?programme=two-shores", 2_250, 4_220),
    "the result, with further frameworks": ("/result?service=quillhaven-home-support", 1_800, 4_220),
}


def heights(page: Page, url: str) -> tuple[int, int]:
    """Open a page and return how high it is on a laptop and on a phone; it must not scroll sideways on either."""
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    go(page, url)
    assert sideways(page) == 0, url
    wide = height(page)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    settled(page)
    assert sideways(page) == 0, url
    return wide, height(page)


def is_over(found: tuple[int, int], most: tuple[int, int]) -> bool:
    return found[0] > most[0] or found[1] > most[1]


@pytest.mark.parametrize("size", SIZES, ids=key_of)
def test_no_page_is_higher_than_it_may_be_whatever_the_size_of_the_programme(
    walked: Page, sizes: Server, size: Size
) -> None:
    programme = f"programme={key_of(size)}"
    found = {"compare": heights(walked, f"{sizes.url}/compare?{programme}")}
    link = walked.get_by_role("table", name=re.compile("^Every service")).get_by_role("link").last.get_attribute("href")
    service = urlsplit(str(link)).query
    assert "service=" in service
    found["rounds"] = heights(walked, f"{sizes.url}/rounds?{programme}")
    for page in ("result", "benchmark"):
        found[page] = heights(walked, f"{sizes.url}/{page}?{service}")
    # The list has the services of all programmes; those of one are recognised by the end of their names.
    found["portfolio"] = heights(walked, f"{sizes.url}/portfolio?{urlencode({'search': numbered(size)})}")
    assert {page: now for page, now in found.items() if is_over(now, LIMITS[page][size[0]])} == {}


@pytest.mark.parametrize("name", OTHERS)
def test_a_page_of_the_example_is_as_high_as_it_may_be(
    walked: Page, example_server: Callable[[str], Server], name: str
) -> None:
    path, *most = OTHERS[name]
    found = heights(walked, example_server("fictional").url + path)
    assert all(now <= limit for now, limit in zip(found, most, strict=True)), found


def test_with_further_frameworks_the_answer_is_on_the_first_screen_and_their_items_open_by_key(
    walked: Page, example_server: Callable[[str], Server]
) -> None:
    go(walked, f"{example_server('fictional').url}/compare?programme=two-shores")
    answer = walked.locator(".signs.pair").bounding_box()
    assert answer is not None
    assert answer["y"] + answer["height"] <= 900
    items = walked.get_by_role("table", name="Six conditions of systems change")
    expect(items).to_be_hidden()
    walked.locator(".folded > summary", has_text="Six conditions").press("Enter")
    expect(items).to_be_visible()
    expect(items.get_by_role("rowheader", name="Resource flows")).to_be_visible()
    assert_no_violation(walked)
    walked.emulate_media(media="print")
    for table in ("Six conditions of systems change", "'I' and 'We' statements"):
        expect(walked.get_by_role("table", name=table)).to_be_visible()
