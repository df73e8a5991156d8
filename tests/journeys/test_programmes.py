"""Setting up a programme of several organisations in the pages alone, from an empty database."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from served import Server
from set_up import COUNT, add_list, begin, clicks, look_at_list, open_round, paste
from walking import Keyboard, assert_accessible, assert_no_violation, button, confirmed, sideways, still, unfold

pytestmark = pytest.mark.browser

MOST_CLICKS = 40
HARMFUL = '<img src=x onerror="window.ran = 1">![](https://example.org/x)'


@pytest.mark.parametrize("width", [1280, 390])
def test_a_programme_of_two_organisations_is_set_up_without_a_file(
    open_tab: Callable[..., Page], server: Server, width: int
) -> None:
    page = open_tab(width, 900)
    page.add_init_script(COUNT)
    begin(page, server)
    confirmed(page, "Fernshire 2027 is added")
    # The page names the similar spelling and takes it for the intended one.
    look_at_list(page)
    assert_no_violation(page)
    assert sideways(page) == 0
    add_list(page)
    still(page)
    assert_no_violation(page)
    assert sideways(page) == 0
    # The form of the first round is open.
    open_round(page)
    still(page)
    assert sideways(page) == 0
    assert 0 < clicks(page) <= MOST_CLICKS


def test_a_fault_is_named_by_its_line_and_takes_the_focus_and_a_harmful_name_runs_nothing(
    page: Page, server: Server
) -> None:
    begin(page, server)
    paste(page, "Larkrise; Fernshire Council; home care; North\nMillbrook; ; home care; North")
    expect(page.locator(".st-key-faults")).to_contain_text("Line 2: no organisation.")
    page.get_by_role("link", name="Line 2: no organisation.").click()
    expect(page.get_by_label("Services, one a line")).to_be_focused()
    assert_no_violation(page)
    paste(page, f"{HARMFUL}; {HARMFUL}; {HARMFUL}; {HARMFUL}")
    button(page, "add-list").click()
    confirmed(page, "is added to Fernshire 2027")
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
        unfold(page, title)
    assert_accessible(page)


def test_a_list_is_added_and_a_service_retired_with_the_keyboard_alone(page: Page, server: Server) -> None:
    begin(page, server)
    confirmed(page, "Fernshire 2027 is added")
    keyboard = Keyboard(page)
    keyboard.tab_to(page.get_by_label("Services, one a line"))
    page.keyboard.insert_text("Larkrise; Fernshire Council; home care; North")
    keyboard.tab_to(button(page, "look-at-list"))
    keyboard.press("Enter")
    confirmed(page, "This would add 1 service")
    keyboard.tab_to(button(page, "add-list"))
    keyboard.press("Enter")
    confirmed(page, "Larkrise is added to Fernshire 2027")
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


def test_a_near_spelling_of_one_service_is_asked_about_once(page: Page, server: Server) -> None:
    begin(page, server)
    paste(page, "Larkrise; Fernshire Council; home care; North")
    button(page, "add-list").click()
    confirmed(page, "Larkrise is added")
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
    confirmed(page, "Millbrook is added to Fernshire 2027")
