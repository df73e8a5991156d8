"""How high each page is on a laptop and on a phone: an answer that is not seen at a glance is not read.

`LIMITS` has a row for each page: its URL, and the most pixels at 1280 and at 390 across.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from served import Server

pytestmark = pytest.mark.browser

LIMITS = {
    "the result, with people's answers": ("/result?service=larkrise-sitting-service", 1_800, 4_220),
    "the result, a round missed": ("/result?service=puddingstone-home-help", 1_800, 4_220),
    "the result, its first rounds": ("/result?service=tansyford-carers-hub", 1_800, 4_220),
    "beside similar services": ("/benchmark?service=larkrise-sitting-service", 1_800, 4_220),
    "rounds": ("/rounds", 1_800, 4_220),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_page_is_as_high_as_it_may_be_on_a_laptop_and_on_a_phone(
    browser: Browser, example_server: Callable[[str], Server], name: str
) -> None:
    path, *most = LIMITS[name]
    for (width, height), limit in zip(((1280, 900), (390, 844)), most, strict=True):
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(example_server("fictional").url + path)
        expect(page.locator("h1")).to_be_visible(timeout=20_000)
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=20_000)
        page.wait_for_timeout(1_500)  # charts draw themselves after the page says it is done
        main = page.get_by_test_id("stMain")
        assert main.evaluate("element => element.scrollHeight") <= limit, width
        assert main.evaluate("element => element.scrollWidth - element.clientWidth") <= 0
        page.close()
