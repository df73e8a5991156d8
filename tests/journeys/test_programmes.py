"""Setting up a programme of several organisations in the pages alone, from an empty database."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assess.core.access import local_viewer
from assess.core.catalogue import Catalogue
from assess.store import Store
from served import Server
from set_up import COUNT, add_list, begin, clicks, look_at_list, open_round, paste
from walking import Keyboard, assert_accessible, assert_no_violation, button, confirmed, go, sideways, still, unfold

pytestmark = pytest.mark.browser

MOST_CLICKS = 40
HARMFUL = '<img src=x onerror="window.ran = 1">![](https://example.org/x)'


@pytest.fixture(scope="module")
def fernshire(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Iterator[str]]:
    """The URLs of programmes without a service, one for a test."""
    server = Server(tmp_path_factory.mktemp("programmes") / "assess.duckdb")
    with closing(Store(Path(server.database), catalogue)) as store:
        keys = [store.programmes.add(local_viewer(), f"Fernshire 202{year}").key for year in range(3)]
    server.start()
    yield iter([f"{server.url}/programmes?programme={key}" for key in keys])
    server.stop()


def test_a_programme_of_two_organisations_is_set_up_on_a_phone_without_a_file(
    open_tab: Callable[..., Page], server: Server
) -> None:
    page = open_tab(390, 900)
    page.add_init_script(COUNT)
    begin(page, server)
    confirmed(page, "Fernshire 2027 is added")
    # The page names the similar spelling and takes it for the intended one.
    look_at_list(page)
    does_not_scroll_sideways(page, check=assert_no_violation)
    add_list(page)
    does_not_scroll_sideways(page, check=assert_no_violation)
    # The form of the first round is open.
    open_round(page)
    does_not_scroll_sideways(page)
    assert 0 < clicks(page) <= MOST_CLICKS


def does_not_scroll_sideways(page: Page, check: Callable[[Page], None] = still) -> None:
    """Look at a page in a wide window, then in a narrow one, and check it there."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        still(page)
        assert sideways(page) == 0, width
    check(page)


def test_a_fault_is_named_by_its_line_and_takes_the_focus_and_a_harmful_name_runs_nothing(
    walked: Page, fernshire: Iterator[str]
) -> None:
    page = walked
    go(page, next(fernshire))
    paste(page, "Larkrise; Fernshire Council; home care; North\nMillbrook; ; home care; North")
    expect(page.locator(".st-key-faults")).to_contain_text("Line 2: no organisation.")
    page.get_by_role("link", name="Line 2: no organisation.").click()
    expect(page.get_by_label("Services, one a line")).to_be_focused()
    assert_no_violation(page)
    paste(page, f"{HARMFUL}; {HARMFUL}; {HARMFUL}; {HARMFUL}")
    button(page, "add-list").click()
    confirmed(page, "is added to Fernshire 202")
    expect(page.get_by_role("cell", name=HARMFUL)).to_have_count(3)
    expect(page.get_by_role("rowheader", name=HARMFUL)).to_have_count(1)
    assert page.evaluate("window.ran") is None
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        still(page)
        assert sideways(page) == 0, width
        # The last column, the area, is on the screen too.
        assert page.get_by_role("table").evaluate("table => table.getBoundingClientRect().right <= innerWidth"), width
    page.set_viewport_size({"width": 1280, "height": 900})
    for title in ("Type one service", "Retire services", "Rename this programme", "New programme"):
        page.locator("summary").filter(has_text=title).click()
        still(page)
    assert_accessible(page)


def test_a_list_is_added_and_a_service_retired_with_the_keyboard_alone(walked: Page, fernshire: Iterator[str]) -> None:
    page = walked
    go(page, next(fernshire))
    keyboard = Keyboard(page)
    keyboard.tab_to(page.get_by_label("Services, one a line"))
    page.keyboard.insert_text("Larkrise; Fernshire Council; home care; North")
    keyboard.tab_to(button(page, "look-at-list"))
    keyboard.press("Enter")
    confirmed(page, "This would add 1 service")
    keyboard.tab_to(button(page, "add-list"))
    keyboard.press("Enter")
    confirmed(page, "Larkrise is added to Fernshire 202")
    keyboard.tab_to(page.locator(".st-key-retire summary"), most=20)
    keyboard.press("Enter")
    still(page)
    keyboard.tab_to(page.get_by_label("Which services are retired?"))
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    keyboard.press("Escape")
    keyboard.tab_to(button(page, "retire-now"))
    keyboard.press("Enter")
    confirmed(page, "Larkrise is retired")


def test_a_near_spelling_of_one_service_is_asked_about_once(walked: Page, fernshire: Iterator[str]) -> None:
    page = walked
    go(page, next(fernshire))
    paste(page, "Brook House; Fernshire Council; home care; North")
    button(page, "add-list").click()
    confirmed(page, "Brook House is added")
    unfold(page, "Type one service")
    page.get_by_label("Name of the service").fill("Millbrook")
    for label, text in (("Organisation", "Fernshire Concil"), ("Kind of service", "home care"), ("Area", "North")):
        box = page.locator(".st-key-type-one").get_by_label(label)
        box.click()
        box.fill(text)
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Add this service").click()
    expect(page.locator(".st-key-faults")).to_contain_text("did you mean “Fernshire Council”?")
    page.get_by_role("button", name="Add this service").click()
    confirmed(page, "Millbrook is added to Fernshire 202")
