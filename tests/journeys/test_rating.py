"""The manager's journey in a real browser, by mouse and by keyboard, and through the death of the server."""

import math
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
from walking import (
    Keyboard,
    asked,
    assert_accessible,
    button,
    choose,
    confirmed,
    headed,
    one_run,
    option,
    question,
    rating,
    takes_taps,
    tap,
    unfold,
)

pytestmark = pytest.mark.browser

PRINCIPLES = ("holistic", "resourced", "transparent", "inclusive", "iterative", "positive", "equal", "sustainable")
MILESTONES = ("partnerships", "commissioning", "self-directed", "prevention", "information")


class Mouse:
    """Counts the clicks."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def tap(self, framework: str, item: str, place: int) -> None:
        tap(self.page, framework, item, place)
        self.clicks += 1


def name_the_service(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.get_by_label("Name of the service").fill("Larkrise Home Care")
    page.get_by_label("Organisation").fill("Fernbridge Council")
    page.get_by_label("Kind of service").fill("home care")
    page.get_by_label("Area").fill("Fernshire")


def stored(server: Server, catalogue: Catalogue) -> dict[str, Answer]:
    """Return every answer in the database; no server may have it open."""
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
    mouse = Mouse(page)
    name_the_service(page, server)
    page.get_by_label("Area").press("Enter")
    asked(page, "ladder", "overall")
    expect(page.get_by_text("0 of 14 answered")).to_be_visible()

    mouse.tap("ladder", "overall", 3)
    for place, item in enumerate(PRINCIPLES[:-1]):
        asked(page, "principles", item)
        if item in ("equal", "positive"):
            write_a_note(page, "principles", item, f"A note about {item}.")
            mouse.tap("principles", item, place % 5)
            mouse.click(button(page, "save"))
        else:
            mouse.tap("principles", item, place % 5)
    asked(page, "principles", "sustainable")
    mouse.tap("principles", "sustainable", 6)
    page.get_by_label("Why does it not apply?").fill("We opened last month.")
    mouse.click(button(page, "save"))
    for item in MILESTONES:
        asked(page, "milestones", item)
        mouse.tap("milestones", item, 2)
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
    mouse = Mouse(page)
    name_the_service(page, server)
    mouse.click(button(page, "start"))
    asked(page, "ladder", "overall")
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
    asked(page, "ladder", "overall")

    keyboard = Keyboard(page)
    choose_by_key(keyboard, rating(page, "ladder", "overall"), "ArrowDown")
    press_by_key(keyboard, button(page, "save"))
    for item in PRINCIPLES[:-1]:
        asked(page, "principles", item)
        choose_by_key(keyboard, rating(page, "principles", item), "ArrowDown")
        press_by_key(keyboard, button(page, "save"))
    asked(page, "principles", "sustainable")
    choose_by_key(keyboard, rating(page, "principles", "sustainable"), "ArrowUp")
    expect(page.get_by_label("Why does it not apply?")).to_be_visible()
    keyboard.tab_to(page.get_by_label("Why does it not apply?"))
    page.keyboard.type("We opened last month.")
    press_by_key(keyboard, button(page, "save"))
    for item in MILESTONES:
        asked(page, "milestones", item)
        choose_by_key(keyboard, rating(page, "milestones", item), "ArrowDown")
        press_by_key(keyboard, button(page, "save"))
    headed(page, "Check your answers")
    press_by_key(keyboard, button(page, "submit"), most=20)
    confirmed(page, "Larkrise Home Care is rated for")
    expect(page.locator("h1")).to_have_text("Larkrise Home Care: rung 2 of 7, Educating")

    print(f"\nfrom the first question to the result: {keyboard.keys} keys")
    assert keyboard.keys <= 90
    server.stop()
    answers = stored(server, catalogue)
    assert expected_levels(answers)["ladder.overall"] == 2
    assert {answers[f"milestones.{item}"].level for item in MILESTONES} == {1}
    assert answers["principles.sustainable"].does_not_apply == "We opened last month."


def test_the_first_click_after_the_server_died_is_kept(page: Page, server: Server, catalogue: Catalogue) -> None:
    name_the_service(page, server)
    button(page, "start").click()
    asked(page, "ladder", "overall")
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
    asked(page, "ladder", "overall")
    choose(page, "ladder", "overall", 5)
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()
    server.kill()
    server.start()
    button(page, "save").click()
    expect(page.get_by_role("heading", level=1, name=question("principles", "holistic"))).to_be_visible(timeout=60_000)
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()


# A run that has drawn its page is still cleaning up when the next click arrives.
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
    asked(page, "ladder", "overall")
    choose(page, "ladder", "overall", 2)
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()
    button(page, "save").click()
    asked(page, "principles", "holistic")


def test_a_screen_that_lags_behind_never_writes_old_answers_over_new_ones(
    open_tab: Callable[..., Page], page: Page, server: Server, catalogue: Catalogue
) -> None:
    name_the_service(page, server)
    button(page, "start").click()
    asked(page, "ladder", "overall")
    choose(page, "ladder", "overall", 1)
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()

    phone = open_tab(390, 800)
    phone.goto(re.sub("&visit=[^&]*", "", page.url))
    asked(phone, "ladder", "overall")
    choose(phone, "ladder", "overall", 6)
    expect(option(phone, "ladder", "overall", 6).locator("input")).to_be_checked()
    phone.wait_for_timeout(1_000)
    phone.close()

    server.kill()
    server.start()
    button(page, "save").click()
    expect(page.get_by_role("heading", level=1, name=question("principles", "holistic"))).to_be_visible(timeout=60_000)
    page.go_back()
    asked(page, "ladder", "overall")
    expect(option(page, "ladder", "overall", 6).locator("input")).to_be_checked()
    server.stop()
    assert stored(server, catalogue)["ladder.overall"].level == 7


def test_the_browser_goes_back_and_forth_between_the_pages_of_the_form(page: Page, server: Server) -> None:
    name_the_service(page, server)
    button(page, "start").click()
    asked(page, "ladder", "overall")
    button(page, "save").click()
    asked(page, "principles", "holistic")
    page.go_back()
    asked(page, "ladder", "overall")
    page.go_forward()
    asked(page, "principles", "holistic")


def test_a_fault_holds_the_page_and_takes_the_focus(page: Page, server: Server) -> None:
    name_the_service(page, server)
    button(page, "start").click()
    asked(page, "ladder", "overall")
    choose(page, "ladder", "overall", 8)
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
    # The same fault is announced again.
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


class Thumb:
    """Counts the taps on a phone, and the swipes of 600 pixels that reach the next control."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.swipes = page, 0, 0

    def reach(self, what: Locator) -> None:
        expect(what).to_be_visible()
        bottom = what.evaluate("element => element.getBoundingClientRect().bottom")
        below = bottom - (self.page.viewport_size or {"height": 0})["height"]
        if below > 0:
            swipes = math.ceil(below / 600)
            self.swipes += swipes
            self.page.get_by_test_id("stMain").evaluate("(main, by) => main.scrollBy(0, by)", swipes * 600)

    def press(self, what: Locator) -> None:
        self.reach(what)
        what.click()
        self.taps += 1

    def tap(self, framework: str, item: str, place: int) -> None:
        asked(self.page, framework, item)
        self.reach(option(self.page, framework, item, place))
        tap(self.page, framework, item, place)
        self.taps += 1


@pytest.mark.parametrize("highest", [False, True])
def test_on_a_phone_a_whole_rating_takes_few_taps_and_swipes(
    open_tab: Callable[..., Page], server: Server, catalogue: Catalogue, *, highest: bool
) -> None:
    phone = open_tab(390, 844)
    name_the_service(phone, server)
    thumb = Thumb(phone)
    thumb.press(button(phone, "start"))
    for framework in catalogue.core:
        for item in framework.asked("quick", "service"):
            thumb.tap(framework.key, item.key, len(framework.levels) - 1 if highest else 0)
    headed(phone, "Check your answers")
    thumb.press(button(phone, "submit"))
    confirmed(phone, "Larkrise Home Care is rated for")
    print(f"\nfrom the first page to the result: {thumb.taps} taps, {thumb.swipes} swipes")
    assert thumb.taps <= 25
    assert thumb.swipes <= 10


def test_a_question_and_its_five_levels_are_on_the_first_screen_of_a_phone(
    open_tab: Callable[..., Page], server: Server, catalogue: Catalogue
) -> None:
    phone = open_tab(390, 844)
    name_the_service(phone, server)
    button(phone, "start").click()
    for framework in catalogue.core:
        for item in framework.asked("quick", "service"):
            asked(phone, framework.key, item.key)
            if len(framework.levels) == 5:
                expect(phone.locator("h1")).to_be_in_viewport(ratio=1)
                expect(option(phone, framework.key, item.key, 4)).to_be_in_viewport(ratio=1)
            tap(phone, framework.key, item.key, 0)


@pytest.fixture
def first_question(page: Page, server: Server) -> Page:
    """The first question of a new draft."""
    name_the_service(page, server)
    button(page, "start").click()
    asked(page, "ladder", "overall")
    return page


def test_two_quick_taps_and_a_double_tap_answer_one_question(
    first_question: Page, server: Server, catalogue: Catalogue
) -> None:
    page = first_question
    boxes = [option(page, "ladder", "overall", place).bounding_box() for place in (2, 3)]
    for box in boxes:
        assert box
        page.mouse.click(box["x"] + 20, box["y"] + 20)
    asked(page, "principles", "holistic")
    tap(page, "principles", "holistic", 1)
    asked(page, "principles", "resourced")
    box = option(page, "principles", "resourced", 2).bounding_box()
    assert box
    page.mouse.dblclick(box["x"] + 20, box["y"] + 20)
    asked(page, "principles", "transparent")
    # The moment just after the page turns, however slow the machine is.
    takes_taps(page)
    page.evaluate("() => { window.rungByRungOnward.waits = true; }")
    for _ in range(2):
        page.mouse.click(box["x"] + 20, box["y"] + 20)
    expect(page.locator('[class*="st-key-rating-"] input:checked')).to_have_count(0)
    expect(page.get_by_text("3 of 14 answered")).to_be_visible()
    server.stop()
    levels = expected_levels(stored(server, catalogue))
    # The second of two taps on one page is a change, or is ignored.
    assert levels.pop("ladder.overall") in {3, 4}
    assert levels == {"principles.holistic": 1, "principles.resourced": 2}


def test_a_tap_before_the_server_died_is_kept(first_question: Page, server: Server, catalogue: Catalogue) -> None:
    page = first_question
    option(page, "ladder", "overall", 4).click(no_wait_after=True)
    server.kill()
    server.start()
    expect(page.locator("h1")).to_have_text(question("principles", "holistic"), timeout=60_000)
    page.goto(re.sub("step=[^&]*", "step=all", page.url))
    headed(page, "All questions")
    option(page, "principles", "equal", 2).click(no_wait_after=True)
    server.kill()
    server.start()
    expect(page.get_by_text("2 of 14 answered")).to_be_visible(timeout=60_000)
    server.stop()
    assert expected_levels(stored(server, catalogue)) == {"ladder.overall": 5, "principles.equal": 2}


def stays(page: Page, framework: str, item: str, answered: int) -> None:
    """Wait as long as a page turn takes, and check that the page did not turn."""
    expect(page.get_by_text(f"{answered} of 14 answered")).to_be_visible()
    page.wait_for_timeout(1_000)
    expect(page.locator("h1")).to_have_text(question(framework, item))


def test_only_a_tap_on_a_level_of_a_question_without_an_answer_turns_the_page(first_question: Page) -> None:
    page, turns = first_question, "saves it and opens the next question"
    expect(page.get_by_text(turns)).to_be_visible()
    # The page asks why an item does not apply.
    tap(page, "ladder", "overall", 8)
    expect(page.get_by_label("Why does it not apply?")).to_be_visible()
    stays(page, "ladder", "overall", 0)
    # With the keyboard the page never turns; and a question that had an answer stays open.
    choose(page, "ladder", "overall", 1)
    stays(page, "ladder", "overall", 1)
    tap(page, "ladder", "overall", 2)
    stays(page, "ladder", "overall", 1)
    expect(option(page, "ladder", "overall", 2).locator("input")).to_be_checked()
    expect(page.get_by_text(turns)).to_have_count(0)
    button(page, "save").click()
    # The page does not turn while a panel is open, since somebody may write a note.
    asked(page, "principles", "holistic")
    unfold(page, "Note, link and more")
    tap(page, "principles", "holistic", 2)
    stays(page, "principles", "holistic", 2)
    button(page, "save").click()
    asked(page, "principles", "resourced")
    write_a_note(page, "principles", "resourced", "Minutes of March")
    page.get_by_text("Note, link and more").click()
    expect(page.get_by_text("(filled in)")).to_be_visible()
    tap(page, "principles", "resourced", 2)
    stays(page, "principles", "resourced", 3)


def test_what_somebody_else_chose_meanwhile_holds_the_page(first_question: Page, open_tab: Callable[..., Page]) -> None:
    page, other = first_question, open_tab()
    other.goto(re.sub("&visit=[^&]*", "", page.url))
    asked(other, "ladder", "overall")
    tap(other, "ladder", "overall", 1)
    asked(other, "principles", "holistic")
    tap(page, "ladder", "overall", 4)
    expect(page.get_by_role("button", name="Save this instead")).to_be_visible()
    page.wait_for_timeout(1_000)
    expect(page.locator("h1")).to_have_text(question("ladder", "overall"))


def test_a_question_says_its_number_and_explains_its_words_once(first_question: Page) -> None:
    page = first_question
    expect(page.get_by_text("Question 1 of 14 · Ladder of participation")).to_be_visible()
    expect(page.get_by_text("A rung is a step of the ladder")).to_be_visible()
    button(page, "save").click()
    asked(page, "principles", "holistic")
    expect(page.get_by_text("Question 2 of 14 · Holistic")).to_be_visible()
    expect(page.get_by_text("A level says how far you are")).to_be_visible()
    button(page, "save").click()
    asked(page, "principles", "resourced")
    # A page that was skipped counts as seen.
    expect(page.get_by_text("Question 3 of 14 · Resourced")).to_be_visible()
    expect(page.get_by_text("A level says how far you are")).to_have_count(0)
    page.get_by_role("link", name="Back", exact=True).click()
    asked(page, "principles", "holistic")


def test_change_leads_to_the_question_on_its_page_or_at_its_place(first_question: Page) -> None:
    page = first_question
    tap(page, "ladder", "overall", 6)
    asked(page, "principles", "holistic")
    button(page, "check-answers").click()
    headed(page, "Check your answers")
    shown = page.locator(".st-key-answer-1")
    expect(shown).to_contain_text(question("ladder", "overall"))
    expect(shown).to_contain_text("Co-production. People and staff share decisions as equals")
    page.get_by_role("link", name="Change: Ladder of participation").click()
    asked(page, "ladder", "overall")
    page.goto(re.sub("step=[^&]*", "step=all", page.url))
    headed(page, "All questions")
    option(page, "milestones", "information", 3).click()
    expect(page.get_by_text("2 of 14 answered")).to_be_visible()
    page.wait_for_timeout(1_000)
    expect(page.locator("h1")).to_have_text("All questions")
    button(page, "check-answers").click()
    headed(page, "Check your answers")
    page.get_by_role("link", name="Change: Information and advice").click()
    place = page.locator(".st-key-at-milestones-information")
    expect(place).to_be_focused()
    expect(place).to_be_in_viewport(ratio=1)
    expect(option(page, "milestones", "information", 3).locator("input")).to_be_checked()


def test_the_thorough_form_counts_its_parts_and_asks_about_a_level_that_they_contradict(
    first_question: Page, server: Server, catalogue: Catalogue
) -> None:
    page = first_question
    page.goto(re.sub("step=[^&]*", "form=thorough&step=principles-equal", page.url))
    asked(page, "principles", "equal")
    expect(page.get_by_text("0 of 3 parts answered")).to_be_visible()
    tap(page, "principles", "equal", 4)
    expect(page.get_by_text("1 of 18 answered")).to_be_visible()
    page.wait_for_timeout(1_000)
    expect(page.locator("h1")).to_have_text(question("principles", "equal"))
    for number in (1, 2):
        part = page.get_by_role("radiogroup", name=re.compile(f"^Part {number} of 3: "))
        part.get_by_text("Not yet", exact=True).click()
        expect(page.get_by_text(f"{number} of 3 parts answered")).to_be_visible()
    doubt = "You said “Gold standard description met”, and 2 of 3 parts are “Not yet”. Which is right?"
    expect(page.get_by_text(doubt)).to_be_visible()
    assert_accessible(page)
    # The page asks, but does not block.
    button(page, "check-answers").click()
    headed(page, "Check your answers")
    expect(page.get_by_text(doubt)).to_be_visible()
    expect(page.get_by_text("Some parts are not answered yet: Equal.")).to_be_visible()
    page.get_by_role("link", name="All pages of the form").click()
    headed(page, "Rate Larkrise Home Care")
    expect(page.locator(".st-key-listed-principles-equal")).to_contain_text("2 of 3 parts answered")
    server.stop()
    answers = expected_levels(stored(server, catalogue))
    assert answers == {"principles.equal": 4, "principles.equal.1": 0, "principles.equal.2": 0}


def write_a_note(page: Page, framework: str, item: str, text: str) -> None:
    page.get_by_text("Note, link and more").click()
    note = page.locator(f'[class*="st-key-note-{framework}-{item}-"] textarea')
    note.fill(text)
    note.blur()


def choose_by_key(keyboard: Keyboard, control: Locator, key: str) -> None:
    keyboard.tab_to(control)
    # A redrawn element gets the focus back; a key pressed before that would go to another element.
    with one_run(keyboard.page):
        keyboard.press(key)


def press_by_key(keyboard: Keyboard, control: Locator, most: int = 12) -> None:
    keyboard.tab_to(control, most)
    keyboard.press("Enter")
