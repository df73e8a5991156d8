"""The manager's journey in a real browser, by mouse and by keyboard, and through the death of the server."""

import math
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from assess.core.answers import Answer, current
from assess.core.catalogue import Catalogue
from assess.store import Store
from own_frameworks import ME, PROGRAMME, add_services
from served import Server
from walking import (
    Keyboard,
    asked,
    assert_accessible,
    button,
    choose,
    confirmed,
    go,
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


# An answer to each question, in the order of the form.
ANSWERS = (
    Answer("ladder", "overall", 4),
    *(Answer("principles", item, place % 5) for place, item in enumerate(PRINCIPLES)),
    *(Answer("milestones", item, 2) for item in MILESTONES),
)
# What is left to answer, of drafts that have every other answer already.
LEFT = {
    "mouse": ("principles.positive", "principles.equal", "principles.sustainable"),
    "keyboard": ("ladder.overall", "principles.holistic", "principles.sustainable", "milestones.information"),
    "one page": ("ladder.overall", "principles.holistic", "milestones.information"),
}


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


class Draft(NamedTuple):
    """A rating that a service has begun."""

    server: Server
    key: str
    service: str

    def url(self, step: str, **parameters: str) -> str:
        chosen = "".join(f"&{name}={value}" for name, value in parameters.items())
        return f"{self.server.url}/rate?assessment={self.key}{chosen}&step={step}"

    def stored(self, catalogue: Catalogue) -> dict[str, Answer]:
        """Return every answer that would be left if the server died now."""
        original = Path(self.server.database)
        with TemporaryDirectory(dir=original.parent) as folder:
            for file in original.parent.glob(f"{original.name}*"):
                shutil.copy(file, folder)
            with closing(Store(Path(folder) / original.name, catalogue)) as store:
                answers = current(store.ratings.log(ME, self.key))
        return {f"{framework}.{item}": answer for (framework, item), answer in answers.items()}

    def levels(self, catalogue: Catalogue) -> dict[str, int | None]:
        return {key: answer.level for key, answer in self.stored(catalogue).items()}


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[dict[str, Draft]]:
    """Drafts of one server by what is left to answer in them, and many without an answer by their number."""
    server = Server(tmp_path_factory.mktemp("drafts") / "assess.duckdb")
    with closing(Store(Path(server.database), catalogue)) as store:
        add_services(store)
        today = store.clock().date()
        round_ = store.rounds.open(ME, PROGRAMME, "Now", today - timedelta(days=3), today + timedelta(days=30))
        services = store.services.visible_to(ME)
        made = [Draft(server, store.ratings.start(ME, one.key, round_.key).key, one.name) for one in services]
        named = dict(zip([*LEFT, *map(str, range(len(made)))], made, strict=False))
        for name, left in LEFT.items():
            given = [answer for answer in ANSWERS if f"{answer.framework}.{answer.item}" not in left]
            store.ratings.save(ME, named[name].key, given)
    server.start()
    yield named
    server.stop()


@pytest.fixture
def draft(drafts: dict[str, Draft]) -> Draft:
    """A draft without an answer, which no other test has seen."""
    return drafts.pop(next(name for name in drafts if name not in LEFT))


@pytest.fixture
def first_question(walked: Page, draft: Draft) -> Page:
    """The first question of that draft."""
    go(walked, draft.url("ladder"))
    asked(walked, "ladder", "overall")
    return walked


def name_the_service(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.get_by_label("Name of the service").fill("Larkrise Home Care")
    page.get_by_label("Organisation").fill("Fernbridge Council")
    page.get_by_label("Kind of service").fill("home care")
    page.get_by_label("Area").fill("Fernshire")


def test_by_mouse_a_level_takes_one_click_and_one_more_where_something_is_written(
    walked: Page, drafts: dict[str, Draft], catalogue: Catalogue
) -> None:
    page, draft, mouse = walked, drafts["mouse"], Mouse(walked)
    go(page, draft.url("principles-positive"))
    for item, place in (("positive", 0), ("equal", 1)):
        asked(page, "principles", item)
        write_a_note(page, "principles", item, f"A note about {item}.")
        mouse.tap("principles", item, place)
        mouse.click(button(page, "save"))
    asked(page, "principles", "sustainable")
    mouse.tap("principles", "sustainable", 6)
    page.get_by_label("Why does it not apply?").fill("We opened last month.")
    mouse.click(button(page, "save"))
    headed(page, "Check your answers")
    expect(page.get_by_text("A note about equal.")).to_be_visible()
    mouse.click(button(page, "submit"))
    confirmed(page, f"{draft.service} is rated for")
    expect(page.locator("h1")).to_have_text(f"{draft.service}: rung 4 of 7, Consultation")
    expect(page.get_by_text("it stands at “doing for”")).to_be_visible()
    assert mouse.clicks == 7
    answers = draft.stored(catalogue)
    levels = {f"{answer.framework}.{answer.item}": answer.level for answer in ANSWERS}
    changed = {"principles.positive": 0, "principles.equal": 1, "principles.sustainable": None}
    assert {key: answer.level for key, answer in answers.items()} == levels | changed
    assert answers["principles.sustainable"].does_not_apply == "We opened last month."
    assert answers["principles.equal"].note == "A note about equal."


def test_all_on_one_page_a_question_takes_one_click_and_the_first_after_the_server_died_is_kept(
    walked: Page, drafts: dict[str, Draft], catalogue: Catalogue
) -> None:
    page, draft, mouse = walked, drafts["one page"], Mouse(walked)
    go(page, draft.url("all"))
    headed(page, "All questions")
    mouse.click(option(page, "ladder", "overall", 6))
    mouse.click(option(page, "principles", "holistic", 1))
    expect(page.get_by_text("13 of 14 answered")).to_be_visible()
    draft.server.kill()
    draft.server.start()
    mouse.click(option(page, "milestones", "information", 4))
    expect(page.get_by_text("14 of 14 answered")).to_be_visible(timeout=60_000)
    mouse.click(button(page, "check-answers"))
    headed(page, "Check your answers")
    mouse.click(button(page, "submit"))
    confirmed(page, f"{draft.service} is rated for")
    expect(page.locator("h1")).to_have_text(f"{draft.service}: rung 7 of 7, Co-production")
    assert mouse.clicks == 5
    levels = {f"{answer.framework}.{answer.item}": answer.level for answer in ANSWERS}
    changed = {"ladder.overall": 7, "principles.holistic": 1, "milestones.information": 4}
    assert draft.levels(catalogue) == levels | changed


def test_a_service_is_named_and_its_rating_begun_by_keyboard_alone(page: Page, server: Server) -> None:
    keyboard = Keyboard(page)
    page.goto(server.url)
    headed(page, "Rung by Rung")
    keyboard.tab_to(page.get_by_label("Name of the service"))
    for typed in ("Larkrise Home Care", "Fernbridge Council", "home care", "Fernshire"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    asked(page, "ladder", "overall")
    expect(page.get_by_text("0 of 14 answered")).to_be_visible()


def test_by_keyboard_a_question_takes_few_keys(walked: Page, drafts: dict[str, Draft], catalogue: Catalogue) -> None:
    page, draft, keyboard = walked, drafts["keyboard"], Keyboard(walked)
    go(page, draft.url("ladder"))
    for framework, item in (("ladder", "overall"), ("principles", "holistic")):
        asked(page, framework, item)
        choose_by_key(keyboard, rating(page, framework, item), "ArrowDown")
        press_by_key(keyboard, button(page, "save"))
    asked(page, "principles", "resourced")
    go(page, draft.url("principles-sustainable"))
    asked(page, "principles", "sustainable")
    choose_by_key(keyboard, rating(page, "principles", "sustainable"), "ArrowUp")
    expect(page.get_by_label("Why does it not apply?")).to_be_visible()
    keyboard.tab_to(page.get_by_label("Why does it not apply?"))
    page.keyboard.type("We opened last month.")
    press_by_key(keyboard, button(page, "save"))
    asked(page, "milestones", "partnerships")
    go(page, draft.url("milestones-information"))
    asked(page, "milestones", "information")
    choose_by_key(keyboard, rating(page, "milestones", "information"), "ArrowDown")
    press_by_key(keyboard, button(page, "save"))
    headed(page, "Check your answers")
    print(f"\nfour questions: {keyboard.keys} keys")
    # A whole rating has fourteen questions, and takes at most ninety keys.
    assert keyboard.keys <= 4 * 6
    press_by_key(keyboard, button(page, "submit"), most=20)
    confirmed(page, f"{draft.service} is rated for")
    expect(page.locator("h1")).to_have_text(f"{draft.service}: rung 2 of 7, Educating")
    answers = draft.stored(catalogue)
    assert answers["ladder.overall"].level == 2
    assert answers["milestones.information"].level == 1
    assert answers["principles.sustainable"].does_not_apply == "We opened last month."


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
    page: Page, new_server: Server, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(UNLUCKY)
    new_server.environment = {"PYTHONPATH": str(tmp_path)}
    new_server.start()
    name_the_service(page, new_server)
    page.get_by_label("Area").press("Enter")
    asked(page, "ladder", "overall")
    choose(page, "ladder", "overall", 2)
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()
    button(page, "save").click()
    asked(page, "principles", "holistic")


def test_a_screen_that_lags_behind_never_writes_old_answers_over_new_ones(
    open_tab: Callable[..., Page], first_question: Page, draft: Draft, catalogue: Catalogue
) -> None:
    page = first_question
    choose(page, "ladder", "overall", 1)
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()

    phone = open_tab(390, 800)
    phone.goto(draft.url("ladder"))
    asked(phone, "ladder", "overall")
    choose(phone, "ladder", "overall", 6)
    expect(option(phone, "ladder", "overall", 6).locator("input")).to_be_checked()
    phone.wait_for_timeout(1_000)
    phone.close()

    draft.server.kill()
    draft.server.start()
    button(page, "save").click()
    expect(page.get_by_role("heading", level=1, name=question("principles", "holistic"))).to_be_visible(timeout=60_000)
    expect(page.get_by_text("1 of 14 answered")).to_be_visible()
    page.go_back()
    asked(page, "ladder", "overall")
    expect(option(page, "ladder", "overall", 6).locator("input")).to_be_checked()
    assert draft.levels(catalogue) == {"ladder.overall": 7}


def test_a_fault_holds_the_page_and_takes_the_focus(first_question: Page) -> None:
    page = first_question
    choose(page, "ladder", "overall", 8)
    expect(page.get_by_label("Why does it not apply?")).to_be_visible()
    button(page, "save").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(".st-key-faults")).to_be_focused()
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().bottom") <= page.evaluate(
        "document.querySelector('.st-key-faults').getBoundingClientRect().top"
    ), "the faults lie over the heading"
    assert_accessible(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Why does it not apply?")).to_be_focused()
    button(page, "save").click()
    # The same fault is announced again.
    expect(page.locator(".st-key-faults")).to_be_focused()


def test_on_a_phone_the_menu_goes_away_when_a_page_is_chosen_from_it(
    open_tab: Callable[..., Page], drafts: dict[str, Draft]
) -> None:
    phone = open_tab(390, 800)
    phone.goto(drafts["mouse"].server.url)
    expect(phone.locator("h1")).to_be_focused()
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
        self.reach(option(self.page, framework, item, place))
        tap(self.page, framework, item, place)
        self.taps += 1


def test_on_a_phone_a_whole_rating_takes_few_taps_and_swipes_and_five_levels_are_on_the_first_screen(
    open_tab: Callable[..., Page], server: Server, catalogue: Catalogue
) -> None:
    phone = open_tab(390, 844)
    name_the_service(phone, server)
    thumb = Thumb(phone)
    thumb.press(button(phone, "start"))
    for framework in catalogue.core:
        for item in framework.asked("quick", "service"):
            asked(phone, framework.key, item.key)
            if len(framework.levels) == 5:
                expect(phone.locator("h1")).to_be_in_viewport(ratio=1)
                expect(option(phone, framework.key, item.key, 4)).to_be_in_viewport(ratio=1)
            # The highest level is the farthest to swipe to.
            thumb.tap(framework.key, item.key, len(framework.levels) - 1)
    headed(phone, "Check your answers")
    thumb.press(button(phone, "submit"))
    confirmed(phone, "Larkrise Home Care is rated for")
    print(f"\nfrom the first page to the result: {thumb.taps} taps, {thumb.swipes} swipes")
    assert thumb.taps <= 25
    assert thumb.swipes <= 10
    server.stop()
    with closing(Store(Path(server.database), catalogue)) as store:
        ((response, state),) = store.ratings.responses(ME)
        levels = {answer.level for answer in current(store.ratings.log(ME, response.key)).values()}
    assert state == "submitted"
    assert levels == {framework.values[-1] for framework in catalogue.core}


def test_two_quick_taps_and_a_double_tap_answer_one_question(
    first_question: Page, draft: Draft, catalogue: Catalogue
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
    page.evaluate("() => { window.rungByRungOnward.waits = false; }")
    levels = draft.levels(catalogue)
    # The second of two taps on one page is a change, or is ignored.
    assert levels.pop("ladder.overall") in {3, 4}
    assert levels == {"principles.holistic": 1, "principles.resourced": 2}


def test_a_tap_before_the_server_died_is_kept(first_question: Page, draft: Draft, catalogue: Catalogue) -> None:
    page = first_question
    option(page, "ladder", "overall", 4).click(no_wait_after=True)
    draft.server.kill()
    draft.server.start()
    expect(page.locator("h1")).to_have_text(question("principles", "holistic"), timeout=60_000)
    go(page, draft.url("all"))
    headed(page, "All questions")
    option(page, "principles", "equal", 2).click(no_wait_after=True)
    draft.server.kill()
    draft.server.start()
    expect(page.get_by_text("2 of 14 answered")).to_be_visible(timeout=60_000)
    assert draft.levels(catalogue) == {"ladder.overall": 5, "principles.equal": 2}


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


def test_what_somebody_else_chose_meanwhile_holds_the_page(first_question: Page, draft: Draft, beside: Page) -> None:
    page, other = first_question, beside
    go(other, draft.url("ladder"))
    asked(other, "ladder", "overall")
    tap(other, "ladder", "overall", 1)
    asked(other, "principles", "holistic")
    tap(page, "ladder", "overall", 4)
    expect(page.get_by_role("button", name="Save this instead")).to_be_visible()
    page.wait_for_timeout(1_000)
    expect(page.locator("h1")).to_have_text(question("ladder", "overall"))


def test_a_question_says_its_number_and_explains_its_words_once_and_the_browser_goes_back_and_forth(
    first_question: Page,
) -> None:
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
    page.go_back()
    asked(page, "principles", "resourced")
    page.go_forward()
    asked(page, "principles", "holistic")


def test_change_leads_to_the_question_on_its_page_or_at_its_place(first_question: Page, draft: Draft) -> None:
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
    go(page, draft.url("all"))
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
    walked: Page, draft: Draft, catalogue: Catalogue
) -> None:
    page = walked
    go(page, draft.url("principles-equal", form="thorough"))
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
    headed(page, f"Rate {draft.service}")
    expect(page.locator(".st-key-listed-principles-equal")).to_contain_text("2 of 3 parts answered")
    assert draft.levels(catalogue) == {"principles.equal": 4, "principles.equal.1": 0, "principles.equal.2": 0}


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
