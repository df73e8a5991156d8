"""What is on the screen is printed in light colours, whichever theme is on."""

import io
import re
import subprocess
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from assess.core.access import local_viewer
from assess.core.catalogue import Catalogue
from assess.store import Store
from served import Server
from walking import go, settled, still

pytestmark = pytest.mark.browser
ME = local_viewer()


@pytest.fixture
def printer(walked: Page) -> Page:
    """The page, whose media is the screen until it is printed."""
    walked.emulate_media(media="null")
    return walked


@pytest.fixture
def dark(printer: Page) -> Page:
    printer.emulate_media(color_scheme="dark")
    return printer


def printed(page: Page) -> tuple[str, list[Image.Image]]:
    """Return the text and the pictures of the pages that the browser prints."""
    still(page)
    paper = page.pdf(format="A4")
    text = subprocess.run(["pdftotext", "-", "-"], input=paper, capture_output=True, check=True).stdout
    command = ["pdftoppm", "-r", "40", "-png", "-"]
    pictures = subprocess.run(command, input=paper, capture_output=True, check=True).stdout
    start = b"\x89PNG"
    return text.decode(), [Image.open(io.BytesIO(start + part)).convert("L") for part in pictures.split(start)[1:]]


def shades(picture: Image.Image) -> list[int]:
    """Return how many pixels have each brightness, from black to white."""
    return picture.histogram()


def ink(pictures: list[Image.Image]) -> int:
    """Return how many pixels are dark."""
    return sum(sum(shades(picture)[:128]) for picture in pictures)


def assert_light(pictures: list[Image.Image]) -> None:
    """Check that paper is white at its edges and in most of its area."""
    assert pictures
    for picture in pictures:
        width, height = picture.size
        assert {picture.getpixel((x, y)) for x in (2, width - 3) for y in (2, height - 3)} == {255}
        assert sum(shades(picture)[240:]) > 0.5 * width * height


def shown(page: Page) -> set[str]:
    """Return the text of a page, without its controls, its charts and the names of icons."""
    page.add_style_tag(content=".heard { display: none; }")  # it is read out, and never seen
    texts: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("[data-testid=stMain] :is(h1, h2, h3, p, li, td, th)")]
            .filter(text => text.checkVisibility() && !text.closest("[class*=st-key-screen-only], label"))
            .map(text => text.innerText)"""
    )
    return {word for text in texts for word in text.split() if word.isalpha()}


def test_a_dark_page_is_printed_light_and_whole(dark: Page, example_server: Callable[[str], Server]) -> None:
    served = example_server("fictional")
    for path in ("result", "compare", "portfolio", "rounds", "guide"):
        go(dark, f"{served.url}/{path}")
        for closed in dark.locator("[data-testid=stMain] [data-testid=stExpander] summary:visible").all()[:1]:
            closed.click()
            expect(dark.get_by_test_id("stExpanderDetails").first).to_be_visible()
        words = shown(dark)
        text, pictures = printed(dark)
        assert_light(pictures)
        on_paper = set(re.findall(r"\w+", text))
        # The letters of a turned heading come out of a PDF from the last to the first, some with a space between.
        letters = "".join(text.split())
        assert [word for word in words - on_paper if word[::-1] not in letters] == [], path


def test_a_chart_of_the_dark_theme_is_printed_in_dark_ink(
    printer: Page, example_server: Callable[[str], Server]
) -> None:
    go(printer, f"{example_server('fictional').url}/result")
    expect(printer.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    on_screen, amounts = [], []
    for theme in ("light", "dark"):
        printer.emulate_media(color_scheme=theme)
        settled(printer)
        on_screen.append(ink([Image.open(io.BytesIO(printer.screenshot())).convert("L")]))
        amounts.append(ink(printed(printer)[1]))
    assert on_screen[1] > 10 * on_screen[0], "the page is in the dark theme"
    assert amounts[1] == pytest.approx(amounts[0], rel=0.25)


def test_the_columns_of_two_rounds_are_printed_side_by_side(
    page: Page, example_server: Callable[[str], Server]
) -> None:
    page.set_viewport_size({"width": 718, "height": 1000})
    go(page, f"{example_server('fictional').url}/compare")
    charts = page.locator("svg.marks")
    expect(charts).to_have_count(3)
    page.emulate_media(media="print")
    still(page)
    boxes = [box for chart in charts.all() for box in [chart.bounding_box()] if box]
    assert [after["x"] >= before["x"] + before["width"] for before, after in pairwise(boxes)] == [True, True]
    assert max(box["x"] + box["width"] for box in boxes) <= 718
    # The choices beside the sentence are not printed, and the sentence fills their place.
    sentence = page.locator(".signs .lead").bounding_box()
    assert sentence is not None
    assert sentence["width"] > 600


def test_both_voices_and_the_sheet_to_give_back_are_printed(
    dark: Page,
    tmp_path: Path,
    example_copy: Callable[[str, Path], Path],
    example_server: Callable[[str], Server],
    catalogue: Catalogue,
) -> None:
    with closing(Store(example_copy("fictional", tmp_path / "assess.duckdb"), catalogue)) as store:
        about = next(
            position
            for service in store.services.visible_to(ME)
            for position in store.positions.of_service(ME, service.key)
            if position.people_level is not None
        )
    for path in ("agree", "give_back"):
        go(dark, f"{example_server('fictional').url}/{path}?service={about.service}&round={about.round}")
        words = shown(dark)
        text, pictures = printed(dark)
        assert_light(pictures)
        assert words - set(re.findall(r"\w+", text)) == set(), path
        assert len(words) > 50, path
        for picture in pictures:
            assert ink([picture]) > 0, "a page without a word"
