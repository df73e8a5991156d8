"""The manager's journey in a real browser, by mouse and by keyboard, and through the death of the server."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from assess.core.access import local_viewer
from assess.core.answers import Answer, current
from assess.core.catalogue import Catalogue
from assess.store import Store
from served import Server
from walking import Keyboard, assert_accessible, button, confirmed, headed, option, rating

pytestmark = pytest.mark.browser

PRINCIPLES = ("holistic", "resourced", "transparent", "inclusive", "iterative", "positive", "equal", "sustainable")
MILESTONES = ("partnerships", "commissioning", "self-directed", "prevention", "information")


class Mouse:
    """Counts the clicks."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1


def name_the_service(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.get_by_label("Name of the service").fill("Larkrise Home Care")
    page.get_by_label("Organisation").fill("Fernbridge Council")
    page.get_by_label("Kind of service").fill("home care")
    page.get_by_label("Area").fill("Fernshire")


def stored(server: Server, catalogue: Catalogue) -> dict[str, Answer]:
    """Return every answer in the database, which no server may hold open."""
    store, me = Store(server.database, catalogue), local_viewer()
    (response, _), *others = store.ratings.responses(me)
    assert not others
    answers = current(store.ratings.log(me, response.key))
    store.close()
    return {f"{framework}.{item}": answer for (framework, item), answer in answers.items()}


def expected_levels(answers: dict[str, Answer]) -> dict[str, int | None]:
    return {key: answer.level for key, answer in answers.items()}


def test_a_manager_rates_a_service_by_mouse_one_thing_to_a_page(
    page: Page, server: Server, catalogue: Catalogue
) -> None:
    mouse = Mouse()
    name_the_service(page, server)
    page.get_by_label("Area").press("Enter")
    headed(page, "Ladder of participation")
    expect(page.get_by_text("0 of 14 answered")).to_be_visible()

    mouse.click(option(page, "ladder", "overall", 3))
    mouse.click(button(page, "save"))
    for place, item in enumerate(PRINCIPLES[:-1]):
        headed(page, item.capitalize())
        mouse.click(option(page, "principles", item, place % 5))
        if item in ("equal", "positive"):
            write_a_note(page, "principles", item, f"A note about {item}.")
        mouse.click(button(page, "save"))
    headed(page, "Sustainable")
    mouse.click(option(page, "principles", "sustainable", 6))
    page.get_by_label("Why does it not apply?").fill("We opened last month.")
    mouse.click(button(page, "save"))
    headed(page, "Putting People First milestones")
    for item in MILESTONES:
        mouse.click(option(page, "milestones", item, 2))
    expect(page.get_by_text("14 of 14 answered")).to_be_visible()
    mouse.click(button(page, "save"))
    headed(page, "Check your answers")
    expect(page.get_by_text("A note about equal.")).to_be_visible()
    mouse.click(button(page, "submit"))
    confirmed(page, "Larkrise Home Care is rated for")
    expect(page.locator("h1")).to_have_text("Larkrise Home Care: rung 4 of 7, Consultation")
    expect(page.get_by_text("it stands at “doing for”")).to_be_visible()

    print(f"\none thing to a page, the service's name being typed: {mouse.clicks} clicks")
    assert mouse.clicks <= 25
    server.stop()
    answers = stored(server, catalogue)
    levels = {f"principles.{item}": place % 5 for place, item in enumerate(PRINCIPLES[:-1])}
    levels |= {f"milestones.{item}": 2 for item in MILESTONES}
    assert expected_levels(answers) == {**levels, "ladder.overall": 4, "principles.sustainable": None}
    assert answers["principles.sustainable"].does_not_apply == "We opened last month."
    assert answers["principles.equal"].note == "A note about equal."


def test_a_manager_rates_a_service_by_mouse_all_on_one_page(page: Page, server: Server, catalogue: Catalogue) -> None:
    mouse = Mouse()
    name_the_service(page, server)
    mouse.click(button(page, "start"))
    headed(page, "Ladder of participation")
    page.goto(re.sub("step=ladder", "step=all", page.url))
    headed(page, "All questions")
    mouse.click(option(page, "ladder", "overall", 6))
    for item in PRINCIPLES:
        mouse.click(option(page, "principles", item, 1))
    for item in MILESTONES:
        mouse.click(option(page, "milestones", item, 4))
    expect(page.get_by_text("14 of 14 answered")).to_be_visible()
    mouse.click(button(page, "check-answers"))
    headed(page, "Check your answers")
    mouse.click(button(page, "submit"))
    confirmed(page, "Larkrise Home Care is rated for")
    expect(page.locator("h1")).to_have_text("Larkrise Home Care: rung 7 of 7, Co-production")

    print(f"\nall on one page, naming the service included: {mouse.clicks} clicks")
    assert mouse.clicks <= 18
    server.stop()
    assert set(expected_levels(stored(server, catalogue)).values()) == {7, 1, 4}


def test_a_manager_rates_a_service_by_keyboard_alone(page: Page, server: Server, catalogue: Catalogue) -> None:
    keyboard = Keyboard(page)
    page.goto(server.url)
    headed(page, "Rung by Rung")
    keyboard.tab_to(page.get_by_label("Name of the service"))
    for typed in ("Larkrise Home Care", "Fernbridge Council", "home care", "Fernshire"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    headed(page, "Ladder of participation")

    keyboard = Keyboard(page)
    choose_by_key(keyboard, rating(page, "ladder", "overall"), "ArrowDown")
    press_by_key(keyboard, button(page, "save"))
    for item in PRINCIPLES[:-1]:
        headed(page, item.capitalize())
        choose_by_key(keyboard, rating(page, "principles", item), "ArrowDown")
        press_by_key(keyboard, button(page, "save"))
    headed(page, "Sustainable")
    choose_by_key(keyboard, rating(page, "principles", "sustainable"), "ArrowUp")
    expect(page.get_by_label("Why does it not apply?")).to_be_visible()
    keyboard.tab_to(page.get_by_label("Why does it not apply?"))
    page.keyboard.type("We opened last month.")
    press_by_key(keyboard, button(page, "save"))
    headed(page, "Putting People First milestones")
    for item in MILESTONES:
        choose_by_key(keyboard, rating(page, "milestones", item), "ArrowDown")
    press_by_key(keyboard, button(page, "save"))
    headed(page, "Check your answers")
    press_by_key(keyboard, button(page, "submit"), most=20)
    confirmed(page, "Larkrise Home Care is rated for")
    expect(page.locator("h1")).to_have_text("Larkrise Home Care: rung 2 of 7, Educating")

    print(f"\nfrom the first question to the result: {keyboard.keys} keys")
    assert keyboard.keys <= 75
    server.stop()
    answers = stored(server, catalogue)
    assert expected_levels(answers)["ladder.overall"] == 2
    assert {answers[f"milestones.{item}"].level for item in MILESTONES} == {1}
    assert answers["principles.sustainable"].does_not_apply == "We opened last month."


def test_the_first_click_after_the_server_died_is_kept(page: Page, server: Server, catalogue: Catalogue) -> None:
    name_the_service(page, server)
    button(page, "start").click()
    headed(page, "Ladder of participation")
    page.goto(re.sub("step=ladder", "step=all", page.url))
    headed(page, "All questions")
    for place, item in enumerate(PRINCIPLES[:7]):
        option(page, "principles", item, place % 5).click()
    expect(page.get_by_text("7 of 14 answered")).to_be_visible()

    server.kill()
    server.start()
    option(page, "principles", "sustainable", 3).click()
    expect(page.get_by_text("8 of 14 answered")).to_be_visible(timeout=60_000)

    server.stop()
    levels = {f"principles.{item}": place % 5 for place, item in enumerate(PRINCIPLES[:7])}
    assert expected_levels(stored(server, catalogue)) == {**levels, "principles.sustainable": 3}


def test_going_on_after_the_server_died_is_kept_too(page: Page, server: Server) -> None:
    name_the_service(page, server)
    button(page, "start").click()
    headed(page, "Ladder of participation")
    option(page, "ladder", "overall", 5).click()
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()
    server.kill()
    server.start()
    button(page, "save").click()
    expect(page.get_by_role("heading", level=1, name="Holistic")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()


# A run that has drawn its page and tidies up after it, at the very moment when the next one is told what was pressed.
UNLUCKY = """
import threading
from streamlit.runtime.state.safe_session_state import SafeSessionState as State

next_is_told, told, tidied = threading.Event(), State.on_script_will_rerun, State.on_script_finished

def tell(state, *given, **named):
    told(state, *given, **named)
    next_is_told.set()

def tidy(state, *given, **named):
    next_is_told.clear()
    next_is_told.wait(0.5)
    tidied(state, *given, **named)

State.on_script_will_rerun, State.on_script_finished = tell, tidy
"""


def test_a_button_pressed_while_the_run_before_ends_is_not_forgotten(
    page: Page, server: Server, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(UNLUCKY)
    server.stop()
    server.environment = {"PYTHONPATH": str(tmp_path)}
    server.start()
    name_the_service(page, server)
    button(page, "start").click()
    headed(page, "Ladder of participation")
    option(page, "ladder", "overall", 2).click()
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()
    button(page, "save").click()
    headed(page, "Holistic")


def test_a_screen_that_lags_behind_never_writes_old_answers_over_new_ones(
    open_tab: Callable[..., Page], page: Page, server: Server, catalogue: Catalogue
) -> None:
    name_the_service(page, server)
    button(page, "start").click()
    headed(page, "Ladder of participation")
    option(page, "ladder", "overall", 1).click()
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()

    phone = open_tab(390, 800)
    phone.goto(re.sub("&visit=[^&]*", "", page.url))
    expect(phone.locator("h1")).to_have_text("Ladder of participation")
    option(phone, "ladder", "overall", 6).click()
    expect(option(phone, "ladder", "overall", 6).locator("input")).to_be_checked()
    phone.wait_for_timeout(1_000)
    phone.close()

    server.kill()
    server.start()
    button(page, "save").click()
    expect(page.get_by_role("heading", level=1, name="Holistic")).to_be_visible(timeout=60_000)
    page.go_back()
    expect(page.locator("h1")).to_have_text("Ladder of participation")
    expect(option(page, "ladder", "overall", 6).locator("input")).to_be_checked()
    server.stop()
    assert stored(server, catalogue)["ladder.overall"].level == 7


def test_the_browser_goes_back_and_forth_between_the_pages_of_the_form(page: Page, server: Server) -> None:
    name_the_service(page, server)
    button(page, "start").click()
    headed(page, "Ladder of participation")
    button(page, "save").click()
    headed(page, "Holistic")
    page.go_back()
    headed(page, "Ladder of participation")
    page.go_forward()
    headed(page, "Holistic")


def test_a_fault_holds_the_page_and_takes_the_focus(page: Page, server: Server) -> None:
    name_the_service(page, server)
    button(page, "start").click()
    headed(page, "Ladder of participation")
    option(page, "ladder", "overall", 8).click()
    expect(page.get_by_label("Why does it not apply?")).to_be_visible()
    button(page, "save").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".st-key-faults")).to_be_focused()
    assert_accessible(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Why does it not apply?")).to_be_focused()
    button(page, "save").click()
    # The same fault again is told again.
    expect(page.locator(".st-key-faults")).to_be_focused()


def test_on_a_phone_the_menu_goes_away_when_a_page_is_chosen_from_it(
    open_tab: Callable[..., Page], server: Server
) -> None:
    phone = open_tab(390, 800)
    phone.goto(server.url)
    headed(phone, "Rung by Rung")
    phone.get_by_test_id("stExpandSidebarButton").click()
    phone.get_by_role("link", name="Guide").click()
    headed(phone, "Guide")
    expect(phone.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")
    phone.close()


def write_a_note(page: Page, framework: str, item: str, text: str) -> None:
    page.get_by_text("Note, link and more").click()
    note = page.locator(f'[class*="st-key-note-{framework}-{item}-"] textarea')
    note.fill(text)
    note.blur()


def choose_by_key(keyboard: Keyboard, control: Locator, key: str) -> None:
    keyboard.tab_to(control)
    keyboard.press(key)


def press_by_key(keyboard: Keyboard, control: Locator, most: int = 12) -> None:
    keyboard.tab_to(control, most)
    keyboard.press("Enter")
