"""People and staff agree item by item on one board: by the keyboard, by touch, and on two screens at once."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from assess.core.access import guest, local_viewer
from assess.core.answers import Answer, ItemKey
from assess.core.catalogue import Catalogue
from assess.core.programme import Round, Service
from assess.store import Store
from assess.tasks import outcome
from served import Server
from walking import Keyboard, assert_accessible, button, confirmed, go, headed, height, sideways, still
from written import store_of

pytestmark = pytest.mark.browser

ME = local_viewer()
LADDER, HOLISTIC, EQUAL = ("ladder", "overall"), ("principles", "holistic"), ("principles", "equal")
# What the service said and what people said: three levels, no level and one level apart.
STAFF, PEOPLE = {LADDER: 5, HOLISTIC: 2, EQUAL: 3}, {LADDER: 2, HOLISTIC: 2, EQUAL: 2}
LONG_NOTES = tuple(f"{number}. Nobody told me that I could bring a friend to the meeting." for number in range(12))
NOTES = ("The meeting is when my bus has gone.", "I can't read the letters.", "<b>Nobody</b> told me.", "", "")

# Whether a button beside the rows lies over the keys' legend, or below the board.
OVERLAPS = """() => {
    const box = name => document.querySelector(`.rung-agree .rung-meeting-${name}`).getBoundingClientRect();
    const [next, legend, board] = [box("next"), box("legend"), box("keys")];
    const isOver = next.bottom > legend.top && next.left < legend.right && next.top < legend.bottom;
    return isOver || next.bottom > board.bottom;
}"""


@dataclass
class Heard:
    """A service with answers of both voices, on a server."""

    server: Server
    service: Service
    round: Round

    @property
    def url(self) -> str:
        return f"{self.server.url}/agree?service={self.service.key}&round={self.round.key}"

    def agreed(self) -> dict[ItemKey, tuple[int | None, str]]:
        """Return the agreed answers."""
        with store_of(self.server) as store:
            answers = outcome.agreed(store, ME, self.service, self.round)
        return {key: (answer.level, answer.note) for key, answer in answers.items()}


@pytest.fixture(scope="module")
def all_heard(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[list[Heard]]:
    """Services with answers of both voices on one server: a test that records something takes the last one.

    People wrote a great deal about the first one, and nothing is recorded of the second.
    """
    server = Server(tmp_path_factory.mktemp("agree") / "assess.duckdb")
    with closing(Store(server.database, catalogue)) as store:
        prepared = [Heard(server, *both_voices(store, f"Fernshire {number}")) for number in range(8)]
        prepared.insert(0, Heard(server, *both_voices(store, "Long", LONG_NOTES)))
    server.start()
    yield prepared
    server.stop()


@pytest.fixture
def heard(all_heard: list[Heard]) -> Heard:
    return all_heard.pop()


def both_voices(store: Store, programme: str, notes: tuple[str, ...] = NOTES) -> tuple[Service, Round]:
    """Add a service that has rated itself and closed answering after one person for each note."""
    today = datetime.now(UTC).date()
    key = store.programmes.add(ME, programme).key
    service = store.services.add(ME, "Oak Lodge", programme, "day centre", "North", key)
    round_ = store.rounds.open(ME, key, "Summer", today, today + timedelta(days=9))
    response = store.ratings.start(ME, service.key, round_.key)
    own = [Answer(*key, level, note="We ask all who come.") for key, level in STAFF.items()]
    store.ratings.save(ME, response.key, own)
    store.ratings.submit(ME, response.key)
    invitation = store.invitations.open(ME, service.key, round_.key)
    for note in notes:
        person = store.invitations.join(invitation.token).key
        answers = [Answer(*key, level, note=note) for key, level in PEOPLE.items()]
        store.ratings.save(guest(person), person, answers)
        store.ratings.submit(guest(person), person)
    store.invitations.close(ME, invitation)
    return service, round_


def begin(page: Page, heard: Heard) -> Locator:
    go(page, heard.url)
    expect(page.locator("h1")).to_be_focused()
    button(page, "agree").click()
    keys = page.locator(".rung-agree .rung-meeting-keys")
    expect(keys).to_be_focused()
    return keys


@pytest.fixture
def board(walked: Page, heard: Heard) -> Locator:
    return begin(walked, heard)


@pytest.fixture
def same_board(walked: Page, all_heard: list[Heard]) -> Locator:
    """A board that has just been opened, in one session and of one service for all tests that record nothing."""
    keys = walked.locator(".rung-agree .rung-meeting-keys")
    if f"service={all_heard[1].service.key}&" not in walked.url or not keys.is_visible():
        return begin(walked, all_heard[1])
    button(walked, "leave").click()
    button(walked, "agree").click()
    expect(keys).to_be_focused()
    return keys


def rows(page: Page) -> Locator:
    return page.locator(".rung-agree .rung-meeting-row")


def status(page: Page) -> Locator:
    return page.locator(".rung-agree").get_by_role("status")


def test_three_items_are_agreed_by_the_keyboard_with_three_keys_each_and_the_words(walked: Page, heard: Heard) -> None:
    go(walked, heard.url)
    expect(walked.locator("h1")).to_be_focused()
    keyboard = Keyboard(walked)
    keyboard.tab_to(button(walked, "agree"), most=8)
    keyboard.press("Enter")
    keys = walked.locator(".rung-agree .rung-meeting-keys")
    expect(keys).to_be_focused()
    keyboard.keys = 0
    for place, (question, level, why) in enumerate(
        [
            ("Most of the time, how do staff", "4", "We ask, and decide alone."),
            ("Does what you say count", "2", "Staff set the agenda. No SDN."),
            ("Do you help to plan", "2", "Two of four."),
        ]
    ):
        expect(keys.get_by_role("heading", level=2)).to_contain_text(question)
        expect(keys).to_contain_text(f"{place} of 3 settled")
        for key in (level, "N"):
            keyboard.press(key)
        walked.keyboard.type(why)
        keyboard.press("Enter")
        expect(status(walked)).to_contain_text("what you agree on is recorded.")
    assert keyboard.keys == 3 * 3
    expect(keys.get_by_role("heading", name="All questions")).to_be_visible()
    expect(keys).to_contain_text("3 of 3 settled")
    keyboard.tab_to(button(walked, "leave"))
    keyboard.press("Enter")
    confirmed(walked, "What you agreed on is recorded.")
    expect(walked.locator("h1")).to_have_text("Oak Lodge: nothing is left to agree")
    expect(walked.get_by_text("You have agreed on “Consultation”. Why: We ask, and decide alone.")).to_be_visible()
    assert heard.agreed() == {
        LADDER: (4, "We ask, and decide alone."),
        EQUAL: (2, "Staff set the agenda. No SDN."),
        HOLISTIC: (2, "Two of four."),
    }


def test_both_voices_stand_on_the_levels_joined_by_a_bar_beside_what_each_wrote(
    same_board: Locator, walked: Page
) -> None:
    expect(rows(walked)).to_have_count(7)
    expect(rows(walked).nth(1)).to_contain_text("People")
    expect(rows(walked).nth(4)).to_contain_text("Staff")
    bars = walked.locator(".rung-agree-begins, .rung-agree-passes, .rung-agree-ends")
    expect(bars).to_have_count(4)
    expect(walked.locator(".rung-agree-stand")).to_contain_text("Staff: 5 Engagement")
    expect(walked.locator(".rung-agree-stand")).to_contain_text("People: 2 Taught (5 answered)")
    expect(walked.locator(".rung-agree-wrote li")).to_have_text(
        ["<b>Nobody</b> told me.", "I can't read the letters.", NOTES[0], "We ask all who come."]
    )
    expect(same_board).to_contain_text("3 levels apart")
    expect(walked.locator(".rung-agree .rung-meeting-row img[alt='']")).to_have_count(7)


def test_a_level_that_nobody_said_waits_until_it_is_meant(board: Locator, walked: Page, heard: Heard) -> None:
    for key in "7N":
        walked.keyboard.press(key)
    walked.keyboard.type("We all mean it.")
    walked.keyboard.press("Enter")
    expect(board).to_contain_text("“Co-production” is above what each of you said. Tick “We mean this level")
    expect(status(walked)).to_contain_text("is above what each of you said")
    expect(board).to_contain_text("0 of 3 settled")
    # Choosing another level removes the tick.
    for key in "M17":
        walked.keyboard.press(key)
    expect(walked.get_by_label("We mean this level, though nobody said it")).not_to_be_checked()
    for key in ("M", "Enter"):
        walked.keyboard.press(key)
    expect(board).to_contain_text("1 of 3 settled")
    assert heard.agreed() == {LADDER: (7, "We all mean it.")}


def test_nothing_is_recorded_without_a_level_and_a_reason(
    same_board: Locator, walked: Page, all_heard: list[Heard]
) -> None:
    walked.keyboard.press("Enter")
    expect(same_board).to_contain_text("Choose a level first.")
    for key in ("4", "Enter"):
        walked.keyboard.press(key)
    expect(same_board.get_by_label("Because")).to_be_focused()
    expect(same_board).to_contain_text("Say why.")
    expect(same_board).to_contain_text("0 of 3 settled")
    assert all_heard[1].agreed() == {}


def test_what_is_left_for_today_stays_open_and_the_list_leads_to_each_item(same_board: Locator, walked: Page) -> None:
    walked.keyboard.press("L")
    expect(same_board).to_contain_text("Does what you say count")
    walked.keyboard.press("A")
    expect(rows(walked)).to_contain_text(
        ["Not today. 3 levels apart", "Open. 1 level apart", "Open. Both say the same"]
    )
    rows(walked).nth(2).click()
    expect(same_board).to_contain_text("Do you help to plan")
    walked.keyboard.press("Backspace")
    expect(same_board).to_contain_text("Does what you say count")


def test_what_is_agreed_can_be_changed_and_comes_last_the_next_time(board: Locator, walked: Page, heard: Heard) -> None:
    for key in "4N":
        walked.keyboard.press(key)
    walked.keyboard.type("At first")
    walked.keyboard.press("Enter")
    expect(board).to_contain_text("1 of 3 settled")
    button(walked, "leave").click()
    confirmed(walked, "What you agreed on is recorded.")
    button(walked, "agree").click()
    expect(board).to_contain_text("Does what you say count")
    walked.keyboard.press("A")
    expect(rows(walked).last).to_contain_text("Settled. 3 levels apart")
    rows(walked).last.click()
    expect(board).to_contain_text("You have agreed on “Consultation”. Why: At first")
    expect(board.get_by_label("Because")).to_have_value("At first")
    walked.keyboard.press("3")
    walked.keyboard.press("Enter")
    expect(status(walked)).to_contain_text("what you agree on is recorded.")
    assert heard.agreed() == {LADDER: (3, "At first")}


def test_of_two_screens_the_later_one_is_shown_what_was_agreed_and_then_may_change_it(
    board: Locator, walked: Page, beside: Page, heard: Heard
) -> None:
    other = beside
    begin(other, heard)
    for screen, level, why in ((walked, "4", "Because they said so"), (other, "3", "Because we say so")):
        for key in (level, "N"):
            screen.keyboard.press(key)
        screen.keyboard.type(why)
        screen.keyboard.press("Enter")
        expect(status(screen)).not_to_be_empty()
        still(screen)
    expect(status(other)).to_contain_text("Somebody else has just agreed on this item")
    theirs = other.locator(".rung-agree .rung-meeting-keys")
    expect(theirs).to_contain_text("Most of the time, how do staff")
    expect(theirs.get_by_label("Because")).to_have_value("Because we say so")
    other.keyboard.press("Enter")
    expect(status(other)).to_contain_text("what you agree on is recorded.")
    assert heard.agreed() == {LADDER: (3, "Because we say so")}


def test_what_was_agreed_while_the_server_was_away_is_recorded_when_it_is_back(
    board: Locator, walked: Page, heard: Heard
) -> None:
    heard.server.kill()
    for key in "4N":
        walked.keyboard.press(key)
    walked.keyboard.type("We were cut off.")
    walked.keyboard.press("Enter")
    expect(board).to_contain_text("0 of 3 settled")
    heard.server.start()
    expect(board).to_contain_text("1 of 3 settled", timeout=60_000)
    assert heard.agreed() == {LADDER: (4, "We were cut off.")}


def test_keys_beside_the_board_and_with_modifiers_do_nothing(same_board: Locator, walked: Page) -> None:
    for key in ("Control+3", "Alt+3", "x", "9"):
        walked.keyboard.press(key)
    button(walked, "leave").focus()
    for key in "3LA":
        walked.keyboard.press(key)
    expect(walked.locator("[aria-current]")).to_have_count(0)
    expect(same_board).to_contain_text("Most of the time, how do staff")
    same_board.focus()
    walked.keyboard.press("3")
    expect(walked.locator("[aria-current]")).to_contain_text("Staff tell me what goes on here.")


def test_a_touch_board_needs_no_keys(board: Locator, walked: Page) -> None:
    board.get_by_role("button", name="Staff ask me what I think").click()
    board.get_by_label("Because").fill("We ask, and decide alone.")
    board.get_by_role("button", name="Save").click()
    expect(board).to_contain_text("1 of 3 settled")
    expect(board).to_be_focused()
    board.get_by_role("button", name="Not today").click()
    board.get_by_role("button", name="All questions").click()
    expect(rows(walked)).to_have_count(3)


def test_the_live_region_and_the_focus_stay_while_items_are_recorded(board: Locator, walked: Page) -> None:
    before = status(walked).element_handle()
    for key in "4N":
        walked.keyboard.press(key)
    walked.keyboard.type("We ask.")
    walked.keyboard.press("Enter")
    expect(status(walked)).to_contain_text("what you agree on is recorded.")
    still(walked)
    assert before is not None
    assert before.evaluate("element => element.isConnected")
    expect(board).to_be_focused()


def test_an_item_fits_the_screen_and_two_screens_of_a_phone_and_is_accessible(
    walked: Page, all_heard: list[Heard]
) -> None:
    begin(walked, all_heard[0])
    walked.set_viewport_size({"width": 1280, "height": 800})
    for keys in ((), ("7",), ("A",)):
        for key in keys:
            walked.keyboard.press(key)
        still(walked)
        assert height(walked) <= 800
        assert sideways(walked) == 0
        assert not walked.evaluate(OVERLAPS)
        assert_accessible(walked)
        walked.set_viewport_size({"width": 1280, "height": 800})
    walked.set_viewport_size({"width": 390, "height": 844})
    rows(walked).first.click()
    walked.keyboard.press("4")
    still(walked)
    assert height(walked) <= 2 * 844
    assert sideways(walked) == 0


def test_the_page_before_the_board_has_all_items(walked: Page, all_heard: list[Heard]) -> None:
    go(walked, all_heard[1].url)
    headed(walked, "Oak Lodge: furthest apart on the ladder, 3 levels")
    expect(walked.get_by_text("0 of 3 items are settled.")).to_be_visible()
    expect(walked.get_by_role("rowheader", name="How the service works with people now")).to_be_visible()
    # A link to the board of a round in which nobody was heard leads to the page with its menu.
    walked.goto(f"{all_heard[1].url}&board={all_heard[1].round.key}")
    expect(walked.locator(".rung-agree")).to_be_visible()
