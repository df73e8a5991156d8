"""People with a code stop, come back on another phone, and leave nothing of their answers on a shared device."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from assess.core.access import guest, local_viewer
from assess.core.answers import current
from assess.core.catalogue import Catalogue
from assess.core.voices import Invitation
from assess.store import Store
from load.client import Client
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
from written import store_of

pytestmark = pytest.mark.browser

ME = local_viewer()
SERVICE = "Larkrise Home Care"


@pytest.fixture(scope="module")
def invitations(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue
) -> Iterator[tuple[Server, list[Invitation]]]:
    """A server, and invitations to a service each, of which every test takes one."""
    served = Server(tmp_path_factory.mktemp("coming-back") / "assess.duckdb")
    with closing(Store(served.database, catalogue)) as store:
        added = [store.services.add_first(ME, SERVICE, f"Fernbridge {n}", "home care", "Fernshire") for n in range(5)]
        opened = [store.invitations.open(ME, service.key, round_.key) for service, round_ in added]
    served.start()
    yield served, opened
    served.stop()


@pytest.fixture
def server(invitations: tuple[Server, list[Invitation]]) -> Server:
    return invitations[0]


@pytest.fixture
def invitation(invitations: tuple[Server, list[Invitation]]) -> Invitation:
    return invitations[1].pop()


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


def test_one_phone_stops_and_another_goes_on_by_the_short_code_and_the_words_and_changes_what_it_has_submitted(
    open_tab: Callable[..., Page], phone: Callable[..., Page], server: Server, invitation: Invitation
) -> None:
    words = answer_three_and_stop(open_tab(width=390), server, invitation)
    second = phone()
    second.goto(f"{server.url}/take_part")
    headed(second, "Have your say")
    second.get_by_label("Your code").fill(invitation.short_code.lower())
    second.get_by_label("Have you begun before?").fill(words.upper().replace(" ", ", ") + ".")
    button(second, "start").click()
    headed(second, "Welcome back")
    expect(second.get_by_text("You have answered 3 of 9 questions")).to_be_visible()
    assert words_on(second) == words
    assert_accessible(second)
    button(second, "look").click()
    headed(second, "Your answers")
    # Once, above the button that submits.
    expect(second.locator("p").filter(has_text=words)).to_have_count(1)
    expect(button(second, "stop")).to_be_visible()
    button(second, "submit").click()
    headed(second, "Thank you")
    expect(button(second, "reopen")).to_have_count(0)
    with store_of(server) as store:
        # Below five people, the page does not say how many have answered.
        sql = """
            SELECT count(DISTINCT r.key), count(b.key) FROM response r LEFT JOIN submission b ON b.response = r.key
            WHERE r.voice = 'people' AND r.service = ?
        """
        rows = store._connection.read(sql, [invitation.service.key])  # noqa: SLF001 - people's responses are in no answer
        assert rows == [(1, 1)]
        again = store.passes.come_back(invitation, words)
        answers = current(store.ratings.log(guest(again.response), again.response))
        assert len(answers) == 3
        assert answers["ladder", "overall"].level == 3
        assert store.faults() == []

    change_what_is_submitted(second, server, invitation, words)
    with store_of(server) as store:
        again = store.passes.come_back(invitation, words)
        log = store.ratings.log(guest(again.response), again.response)
        assert [entry.answer.level for entry in log if entry.answer.framework == "ladder"] == [3, 6]
        assert len(store.ratings.submissions(guest(again.response), again.response)) == 2


def answer_three_and_stop(page: Page, server: Server, invitation: Invitation) -> str:
    """Answer on the first phone; return the three words."""
    words = begin(page, server, invitation)
    choose(page, "ladder", "overall", 2)
    for item, question in (
        ("holistic", "Do you help to plan, run, check or lead this place?"),
        ("resourced", "Do you get the time, fares and help to join in?"),
    ):
        button(page, "save").click()
        headed(page, question)
        assert words_on(page) == words
        choose(page, "principles", item, 1)
    button(page, "stop").click()
    headed(page, "Your answers are kept")
    expect(page.get_by_role("heading", level=2, name=words)).to_be_visible()
    assert_accessible(page)
    button(page, "close").click()
    headed(page, "You have stopped")
    assert_shows_nothing_of(page, words)
    # Those who have not finished are not asked who they are.
    expect(button(page, "send-who")).to_have_count(0)
    assert_accessible(page)
    return words


def change_what_is_submitted(page: Page, server: Server, invitation: Invitation, words: str) -> None:
    """Come back with the words and answer otherwise."""
    page.goto(f"{server.url}/take_part?code={invitation.token}")
    headed(page, WELCOME)
    page.get_by_label("Your three words").fill(words)
    button(page, "come-back").click()
    headed(page, "Welcome back")
    assert_accessible(page)
    button(page, "reopen").click()
    headed(page, "Your answers")
    page.get_by_role("link", name=f"1. {FIRST_QUESTION}").click()
    headed(page, FIRST_QUESTION)
    option(page, "ladder", "overall", 5).click()
    expect(option(page, "ladder", "overall", 5).locator("input")).to_be_checked()
    look_at_answers(page)
    button(page, "submit").click()
    headed(page, "Thank you")


def test_after_one_person_on_a_shared_device_the_next_one_reaches_nothing_of_theirs(
    open_tab: Callable[..., Page], server: Server, invitation: Invitation
) -> None:
    page, other_tab = open_tab(width=390), open_tab(width=390)
    page.goto(f"{server.url}/take_part?code={invitation.token}")
    headed(page, WELCOME)
    words = [words_of_an_empty_form(page)]
    # The next person on the same device gets a form of their own.
    for end in ("submit", "close"):
        answer_on_a_shared_device(page, other_tab, words[-1], end)
        words.append(words_of_an_empty_form(page))
    assert len(set(words)) == 3


def words_of_an_empty_form(page: Page) -> str:
    """Begin on the page that is open; return the three words."""
    button(page, "start").click()
    headed(page, FIRST_QUESTION)
    expect(rating(page, "ladder", "overall").locator("input:checked")).to_have_count(0)
    return words_on(page)


def answer_on_a_shared_device(page: Page, other_tab: Page, words: str, end: str) -> None:
    """Answer a question in two tabs, end it in one of them, and look for it in all that the browser remembers."""
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
    page.goto(urls[0])
    headed(page, WELCOME)
    assert_shows_nothing_of(page, words)
    sent: list[bytes] = []
    with Client(urlsplit(page.url).netloc, received=sent) as client:
        for url in urls:
            client.open("take_part", urlsplit(url).query)
            assert WELCOME.match(client.title)
    assert not [each for each in (words, "Staff tell me what goes on here") if each.encode() in b"".join(sent)]


def test_a_phone_that_loads_the_page_again_goes_on_without_the_words(
    open_tab: Callable[..., Page], server: Server, invitation: Invitation
) -> None:
    page = open_tab(width=390)
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
    again = open_tab(width=390)
    again.goto(url)
    headed(again, FIRST_QUESTION)
    expect(option(again, "ladder", "overall", 3).locator("input")).to_be_checked()
    assert words_on(again) == words


def test_a_group_without_its_number_begins_nothing_and_the_fault_leads_to_the_field(
    open_tab: Callable[..., Page], server: Server, invitation: Invitation
) -> None:
    page = open_tab(width=390)
    page.goto(f"{server.url}/take_part?code={invitation.token}")
    headed(page, WELCOME)
    expect(page.get_by_label("How many are you?")).to_have_count(0)
    page.get_by_text("We are a group").click()
    expect(page.get_by_label("How many are you?")).to_be_visible()
    button(page, "start").click()
    page.get_by_role("link", name="Say how many people your group is").click()
    expect(page.get_by_label("How many are you?")).to_be_focused()
    with store_of(server) as store:
        assert store.voices.turnout(ME, invitation.round.key) == {}
    page.get_by_label("How many are you?").fill("8")
    button(page, "start").click()
    headed(page, FIRST_QUESTION)
    look_at_answers(page)
    expect(page.get_by_text("You answer as a group of 8.")).to_be_visible()


def test_wrong_words_get_a_sentence_that_leads_back_to_them_by_keyboard(
    page: Page, server: Server, invitation: Invitation
) -> None:
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
    assert_accessible(page)
    page.set_viewport_size({"width": 320, "height": 800})
    keyboard.tab_to(fault)
    keyboard.press("Enter")
    expect(page.get_by_label("Your three words")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(words.replace(" ", ""))
    keyboard.press("Enter")
    headed(page, "Welcome back")
    expect(page.get_by_text("You have answered 0 of 9 questions")).to_be_visible()
