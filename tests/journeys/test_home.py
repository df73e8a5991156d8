"""Home at a desk and on a phone: short enough to be seen at a glance, and each next step is one click away."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from assess.core.catalogue import Catalogue
from assess.store import Store
from five_services import write_five
from served import Server
from walking import asked, assert_accessible, button, choose, confirmed, go, headed, height, settled, sideways, unfold

pytestmark = pytest.mark.browser

FIVE = ("birch", "elm", "oak", "ash", "rowan")
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Callable[..., Server]]:
    """Servers with some of the five services, one for all tests that look at the same."""
    servers: dict[tuple[str, ...], Server] = {}

    def of(*services: str) -> Server:
        if services not in servers:
            servers[services] = server = Server(tmp_path_factory.mktemp("home") / "assess.duckdb")
            with closing(Store(server.database, catalogue)) as store:
                write_five(store, services)
            server.start()
        return servers[services]

    yield of
    for server in servers.values():
        server.stop()


def heights(page: Page) -> dict[int, int]:
    found = {}
    for size in (DESK, PHONE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        settled(page)
        assert sideways(page) == 0
        found[size["width"]] = height(page)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    return found


def seen_as(page: Page, downs: int) -> None:
    """Choose the role in which to see the pages, by its index in the list."""
    settled(page)
    role = page.get_by_role("combobox", name="See the pages as")
    role.focus()
    role.press("ArrowDown")
    # A key that comes before the list is there would be lost.
    expect(page.get_by_role("option").first).to_be_visible()
    for key in ("ArrowDown",) * (downs - 1) + ("Enter",):
        role.press(key)
    expect(page.get_by_test_id("stSidebar").get_by_text("Rate your service")).to_have_count(0)
    settled(page)


@pytest.mark.parametrize(("services", "most"), [(("oak",), (800, 900)), (FIVE, (800, 1_366))])
def test_home_of_a_manager_is_short_and_everybody_can_use_it(
    walked: Page, served: Callable[..., Server], services: tuple[str, ...], most: tuple[int, int]
) -> None:
    go(walked, f"{served(*services).url}/")
    found = heights(walked)
    assert found[1280] <= most[0]
    assert found[390] <= most[1]
    assert_accessible(walked)


def test_home_of_a_board_and_of_a_commissioner_is_short_and_everybody_can_use_it(
    open_tab: Callable[..., Page], example_server: Callable[[str], Server]
) -> None:
    for downs, title in ((2, "Good Days "), (3, "Weak everywhere: ")):
        page = open_tab(1280, 800)
        page.goto(example_server("fictional").url)
        seen_as(page, downs)
        expect(page.locator("h1")).to_contain_text(title)
        found = heights(page)
        assert found[1280] <= 800
        assert found[390] <= 1_000
        assert_accessible(page)


def test_the_steps_are_a_list_whose_present_one_is_named_to_everybody_and_one_sentence_on_a_phone(
    walked: Page, served: Callable[..., Server]
) -> None:
    page, server = walked, served("oak")
    go(page, f"{server.url}/")
    steps = page.get_by_role("list", name="Where Oak Lodge stands").get_by_role("listitem")
    expect(steps).to_have_count(6)
    expect(page.locator("[aria-current=step]")).to_have_count(1)
    expect(steps.nth(0)).to_contain_text("done today")
    expect(steps.nth(1)).to_have_attribute("aria-current", "step")
    expect(steps.nth(1)).to_contain_text(": now")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    go(page, f"{server.url}/invite?service=oak")
    sentence = page.get_by_text("Step 2 of 6, Invite: too few people have answered yet.")
    expect(sentence).to_be_visible()
    expect(page.get_by_role("list", name="Where Oak Lodge stands")).to_have_count(0)


def test_a_click_on_the_next_step_opens_its_page_in_the_same_session(
    walked: Page, served: Callable[..., Server]
) -> None:
    page = walked
    go(page, f"{served(*FIVE).url}/")
    page.get_by_role("link", name="Go on: 2 of 14 answered").click()
    headed(page, "Rate Elm Court")
    page.get_by_role("link", name="Home", exact=True).click()
    page.get_by_role("link", name="Give it back: publish the sheet").click()
    headed(page, "Give it back")
    line = page.get_by_role("list", name="Where Ash Home Visits stands")
    box = line.bounding_box()
    assert box is not None
    assert box["height"] <= 60
    button(page, "publish").click()
    confirmed(page, "The sheet is published")
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_role("link", name="Next opens on")).to_have_count(2)


def test_what_is_typed_or_marked_in_a_list_counts_when_the_field_is_left(
    walked: Page, served: Callable[..., Server]
) -> None:
    page = walked
    go(page, served("elm").url)
    unfold(page, "Add another service")
    organisation, kind = page.get_by_label("Organisation"), page.get_by_label("Kind of service")
    organisation.press_sequentially("Northmoor Council")
    page.keyboard.press("Tab")
    expect(organisation).to_have_value("Northmoor Council")
    kind.press_sequentially("day centre")
    page.get_by_label("Name of the service").click()
    expect(kind).to_have_value("day centre")
    area = page.get_by_label("Area")
    area.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(area).to_have_value("Fernshire")


def test_what_is_submitted_is_confirmed_in_green_with_what_comes_next(
    page: Page, served: Callable[..., Server], catalogue: Catalogue
) -> None:
    page.goto(served("elm").url)
    page.get_by_role("link", name="Go on", exact=True).click()
    headed(page, "Rate Elm Court")
    button(page, "save").click()
    first = catalogue["principles"].items[0].key
    asked(page, "principles", first)
    choose(page, "principles", first, 2)
    button(page, "check-answers").click()
    headed(page, "Check your answers")
    button(page, "submit").click()
    confirmed(page, "Elm Court is rated for Autumn")
    expect(page.get_by_role("heading", name="Now ask the people who use Elm Court")).to_be_visible()
    green = page.locator(".st-key-done").get_by_test_id("stAlertContainer")
    assert green.evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(0, 87, 58)"
    for part in ("Who sees this", "Something wrong?"):
        expect(page.get_by_role("heading", name=part)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Correct your answers").click()
    headed(page, "Submitted")
