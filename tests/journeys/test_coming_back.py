"""People with a code stop, come back on another phone, and leave nothing of their answers on a shared device."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from assess.core.access import guest, local_viewer
from assess.core.answers import current
from assess.core.catalogue import Catalogue
from assess.core.voices import Invitation
from assess.store import Store
from served import Server
from walking import (
    FIRST_QUESTION,
    WELCOME,
    Keyboard,
    answer_is_kept,
    assert_accessible,
    button,
    headed,
    look_at_answers,
    option,
    rating,
)

pytestmark = pytest.mark.browser

ME = local_viewer()
SERVICE = "Larkrise Home Care"


@pytest.fixture
def server(new_server: Server) -> Server:
    """A server that the test starts once it has written something to show."""
    return new_server


@pytest.fixture
def contexts(browser: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Browser contexts that share nothing."""
    opened: list[BrowserContext] = []

    def new() -> BrowserContext:
        opened.append(browser.new_context(viewport={"width": 390, "height": 844}))
        opened[-1].set_default_timeout(20_000)
        return opened[-1]

    yield new
    for context in opened:
        context.close()


@pytest.fixture
def invitation(server: Server, catalogue: Catalogue) -> Invitation:
    with closing(Store(server.database, catalogue)) as store:
        service, round_ = store.services.add_first(ME, SERVICE, "Fernbridge", "home care", "Fernshire")
        invitation = store.invitations.open(ME, service.key, round_.key)
    server.start()
    return invitation


def begin(page: Page, server: Server, invitation: Invitation) -> str:
    """Begin by the link; return the three words."""
    page.goto(f"{server.url}/take_part?code={invitation.token}")
    headed(page, WELCOME)
    button(page, "start").click()
    headed(page, FIRST_QUESTION)
    return words_on(page)


def words_on(page: Page) -> str:
    shown = page.locator(".st-key-words-foot strong")
    expect(shown).to_have_text(re.compile(r"^[a-z]+ [a-z]+ [a-z]+$"))
    return shown.inner_text()


def choose(page: Page, framework: str, item: str, place: int) -> None:
    option(page, framework, item, place).click()
    answer_is_kept(page)


def assert_shows_nothing_of(page: Page, words: str) -> None:
    """Check that the settled screen shows neither an answer nor a way to it."""
    expect(page.get_by_text(re.compile(r"^Have you begun before\?$|not on this screen any more"))).to_be_visible()
    expect(page.locator('[class*="st-key-rating-"]')).to_have_count(0)
    expect(page.get_by_text(words)).to_have_count(0)
    expect(page.get_by_text("Staff tell me what goes on here")).to_have_count(0)


def test_one_phone_answers_three_and_stops_and_another_goes_on_by_the_short_code_and_the_words(
    contexts: Callable[[], BrowserContext], server: Server, invitation: Invitation, catalogue: Catalogue
) -> None:
    first = contexts().new_page()
    words = begin(first, server, invitation)
    choose(first, "ladder", "overall", 2)
    for item, question in (
        ("holistic", "Do you help to plan, run, check or lead this place?"),
        ("resourced", "Do you get the time, fares and help to join in?"),
    ):
        button(first, "save").click()
        headed(first, question)
        assert words_on(first) == words
        choose(first, "principles", item, 1)
    button(first, "stop").click()
    headed(first, "Your answers are kept")
    expect(first.get_by_role("heading", level=2, name=words)).to_be_visible()
    button(first, "close").click()
    headed(first, "You have stopped")
    assert_shows_nothing_of(first, words)

    second = contexts().new_page()
    second.goto(f"{server.url}/take_part")
    headed(second, "Have your say")
    second.get_by_label("Your code").fill(invitation.short_code.lower())
    second.get_by_label("Have you begun before?").fill(words.upper().replace(" ", ", ") + ".")
    button(second, "start").click()
    headed(second, "Welcome back")
    expect(second.get_by_text("You have answered 3 of 9 questions")).to_be_visible()
    assert words_on(second) == words
    button(second, "look").click()
    headed(second, "Your answers")
    # Once, above the button that submits.
    expect(second.locator("p").filter(has_text=words)).to_have_count(1)
    expect(button(second, "stop")).to_be_visible()
    button(second, "submit").click()
    headed(second, "Thank you")

    server.stop()
    with closing(Store(server.database, catalogue)) as store:
        # Below five people, the page does not say how many have answered.
        sql = """
            SELECT count(DISTINCT r.key), count(b.key) FROM response r LEFT JOIN submission b ON b.response = r.key
            WHERE r.voice = 'people'
        """
        assert store._connection.read(sql) == [(1, 1)]  # noqa: SLF001 - people's responses are in no answer
        again = store.passes.come_back(invitation, words)
        answers = current(store.ratings.log(guest(again.response), again.response))
        assert len(answers) == 3
        assert answers["ladder", "overall"].level == 3
        assert store.faults() == []


@pytest.mark.parametrize("end", ["submit", "close"])
def test_after_one_person_on_a_shared_device_the_next_one_reaches_nothing_of_theirs(
    contexts: Callable[[], BrowserContext], server: Server, invitation: Invitation, end: str
) -> None:
    shared = contexts()
    page, other_tab = shared.new_page(), shared.new_page()
    words = begin(page, server, invitation)
    choose(page, "ladder", "overall", 2)
    urls = [page.url]
    other_tab.goto(page.url)
    headed(other_tab, FIRST_QUESTION)
    if end == "submit":
        look_at_answers(page)
        urls.append(page.url)
        button(page, "submit").click()
        headed(page, "Thank you")
    else:
        button(page, "stop").click()
        headed(page, "Your answers are kept")
        urls.append(page.url)
        button(page, "close").click()
        headed(page, "You have stopped")
    assert "secret" not in page.url
    # The other tab drops the answers without a click.
    assert_shows_nothing_of(other_tab, words)
    page.get_by_text("Somebody else wants to answer").click()
    headed(page, WELCOME)
    for _ in urls:
        page.go_back()
        page.wait_for_timeout(700)
        assert_shows_nothing_of(page, words)
    page.reload()
    assert_shows_nothing_of(page, words)
    page.go_forward()
    page.wait_for_timeout(700)
    assert_shows_nothing_of(page, words)
    for url in urls:
        page.goto(url)
        headed(page, WELCOME)
        assert_shows_nothing_of(page, words)

    # The next person on the same device gets a form of their own.
    button(page, "start").click()
    headed(page, FIRST_QUESTION)
    expect(rating(page, "ladder", "overall").locator("input:checked")).to_have_count(0)
    assert words_on(page) != words


def test_a_phone_that_loads_the_page_again_goes_on_without_the_words(
    contexts: Callable[[], BrowserContext], server: Server, invitation: Invitation
) -> None:
    phone = contexts()
    page = phone.new_page()
    words = begin(page, server, invitation)
    choose(page, "ladder", "overall", 2)
    server.kill()
    server.start()
    # The open page reruns without a click.
    option(page, "ladder", "overall", 3).click()
    expect(option(page, "ladder", "overall", 3).locator("input")).to_be_checked()
    button(page, "save").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(FIRST_QUESTION)
    page.go_back()
    headed(page, FIRST_QUESTION)
    url = page.url
    page.close()
    again = phone.new_page()
    again.goto(url)
    headed(again, FIRST_QUESTION)
    expect(option(again, "ladder", "overall", 3).locator("input")).to_be_checked()
    assert words_on(again) == words


def test_with_the_words_what_was_submitted_can_be_changed(
    contexts: Callable[[], BrowserContext], server: Server, invitation: Invitation, catalogue: Catalogue
) -> None:
    page = contexts().new_page()
    words = begin(page, server, invitation)
    choose(page, "ladder", "overall", 2)
    look_at_answers(page)
    button(page, "submit").click()
    headed(page, "Thank you")
    expect(button(page, "reopen")).to_have_count(0)
    page.goto(f"{server.url}/take_part?code={invitation.token}")
    headed(page, WELCOME)
    page.get_by_label("Your three words").fill(words)
    button(page, "come-back").click()
    headed(page, "Welcome back")
    button(page, "reopen").click()
    headed(page, "Your answers")
    page.get_by_role("link", name=f"1. {FIRST_QUESTION}").click()
    headed(page, FIRST_QUESTION)
    option(page, "ladder", "overall", 5).click()
    expect(option(page, "ladder", "overall", 5).locator("input")).to_be_checked()
    look_at_answers(page)
    button(page, "submit").click()
    headed(page, "Thank you")
    server.stop()
    with closing(Store(server.database, catalogue)) as store:
        again = store.passes.come_back(invitation, words)
        assert [entry.answer.level for entry in store.ratings.log(guest(again.response), again.response)] == [3, 6]
        assert len(store.ratings.submissions(guest(again.response), again.response)) == 2


def test_a_group_without_its_number_begins_nothing_and_the_fault_leads_to_the_field(
    contexts: Callable[[], BrowserContext], server: Server, invitation: Invitation, catalogue: Catalogue
) -> None:
    page = contexts().new_page()
    page.goto(f"{server.url}/take_part?code={invitation.token}")
    headed(page, WELCOME)
    expect(page.get_by_label("How many are you?")).to_have_count(0)
    page.get_by_text("We are a group").click()
    expect(page.get_by_label("How many are you?")).to_be_visible()
    button(page, "start").click()
    page.get_by_role("link", name="Say how many people your group is").click()
    expect(page.get_by_label("How many are you?")).to_be_focused()
    server.stop()
    with closing(Store(server.database, catalogue)) as store:
        assert store.voices.turnout(ME, invitation.round.key) == {}
    server.start()
    page.goto(f"{server.url}/take_part?code={invitation.token}")
    headed(page, WELCOME)
    page.get_by_text("We are a group").click()
    page.get_by_label("How many are you?").fill("8")
    button(page, "start").click()
    headed(page, FIRST_QUESTION)
    look_at_answers(page)
    expect(page.get_by_text("You answer as a group of 8.")).to_be_visible()


def test_wrong_words_get_a_sentence_that_leads_back_to_them_by_keyboard(
    contexts: Callable[[], BrowserContext], server: Server, invitation: Invitation
) -> None:
    page = contexts().new_page()
    page.set_viewport_size({"width": 320, "height": 800})
    words = begin(page, server, invitation)
    keyboard = Keyboard(page)
    keyboard.tab_to(button(page, "stop"), most=30)
    keyboard.press("Enter")
    headed(page, "Your answers are kept")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 320
    keyboard.tab_to(button(page, "close"))
    keyboard.press("Enter")
    headed(page, "You have stopped")
    keyboard.tab_to(page.get_by_text("Somebody else wants to answer").locator("xpath=ancestor::a"))
    keyboard.press("Enter")
    headed(page, WELCOME)
    keyboard.tab_to(page.get_by_label("Your three words"))
    page.keyboard.type("moon milk")
    keyboard.press("Enter")
    fault = page.get_by_role("link", name="These are not three of our words")
    expect(fault).to_be_visible()
    expect(page.locator(".st-key-faults")).to_be_focused()
    keyboard.tab_to(fault)
    keyboard.press("Enter")
    expect(page.get_by_label("Your three words")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(words.replace(" ", ""))
    keyboard.press("Enter")
    headed(page, "Welcome back")
    expect(page.get_by_text("You have answered 0 of 9 questions")).to_be_visible()


def test_each_screen_of_coming_back_has_no_violation(page: Page, server: Server, invitation: Invitation) -> None:
    words = begin(page, server, invitation)
    url = page.url
    choose(page, "ladder", "overall", 2)
    button(page, "stop").click()
    headed(page, "Your answers are kept")
    assert_accessible(page)
    button(page, "close").click()
    headed(page, "You have stopped")
    assert_accessible(page)
    page.goto(url)
    headed(page, WELCOME)
    assert_accessible(page)
    page.get_by_label("Your three words").fill("moon milk")
    button(page, "come-back").click()
    expect(page.locator(".st-key-faults")).to_be_focused()
    assert_accessible(page)
    page.get_by_label("Your three words").fill(words)
    button(page, "come-back").click()
    headed(page, "Welcome back")
    assert_accessible(page)
    button(page, "look").click()
    headed(page, "Your answers")
    assert_accessible(page)
    button(page, "submit").click()
    headed(page, "Thank you")
    page.goto(f"{server.url}/take_part?code={invitation.token}")
    headed(page, WELCOME)
    page.get_by_label("Your three words").fill(words)
    button(page, "come-back").click()
    headed(page, "Welcome back")
    assert_accessible(page)
