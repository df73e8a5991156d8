"""A meeting is led by the keyboard: hands are counted on the screen, and the room settles on a level each time."""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from playwright.sync_api import Locator, Page, expect

from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.programme import Round, Service
from assess.store import Store
from own_frameworks import ME, PROGRAMME, add_services
from served import Server
from walking import Keyboard, assert_accessible, button, confirmed, go, headed, height, sideways, still

pytestmark = pytest.mark.browser

HEADS = 8
_HEADS = "SELECT people, typed_in FROM response WHERE voice = 'people' AND service = ?"
_SETTLED = """
    SELECT framework || '/' || item, level, note FROM answer a JOIN response r ON r.key = a.response
    WHERE r.voice = 'people' AND r.service = ? ORDER BY number
"""


@dataclass
class Led:
    """A service with an open invitation that has submitted its own answers, on a server."""

    server: Server
    service: Service
    round: Round

    @property
    def url(self) -> str:
        return f"{self.server.url}/meeting?service={self.service.key}&round={self.round.key}"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[tuple[Led, list[Led]]]:
    """A service whose own answers are only begun, and services that have submitted theirs, on one server."""
    server = Server(tmp_path_factory.mktemp("meetings") / "assess.duckdb")
    with closing(Store(Path(server.database), catalogue)) as store:
        add_services(store)
        today = store.clock().date()
        round_ = store.rounds.open(ME, PROGRAMME, "Summer", today, today + timedelta(days=9))
        waiting, *ready = [Led(server, service, round_) for service in store.services.visible_to(ME)]
        for led in (waiting, *ready):
            response = store.ratings.start(ME, led.service.key, round_.key)
            store.ratings.save(ME, response.key, [Answer("ladder", "overall", 5)])
            if led is not waiting:
                store.ratings.submit(ME, response.key)
            store.invitations.open(ME, led.service.key, round_.key)
    server.start()
    yield waiting, ready
    server.stop()


@pytest.fixture
def led(prepared: tuple[Led, list[Led]]) -> Led:
    """A service that has submitted its own answers, and that no other test has seen."""
    return prepared[1].pop()


@pytest.fixture
def board(walked: Page, led: Led) -> Locator:
    """The board of a meeting that has just begun."""
    return begin(walked, led)


def opened(page: Page, led: Led) -> None:
    """Open the page of a meeting."""
    go(page, led.url)
    headed(page, "Lead a meeting")


def begin(page: Page, led: Led) -> Locator:
    opened(page, led)
    page.get_by_label("How many people are in the room?").fill(str(HEADS))
    button(page, "begin").click()
    keys = page.locator(".rung-meeting-keys")
    expect(keys).to_be_focused()
    expect(keys).to_contain_text("How do you feel about this meeting?")
    page.keyboard.press("Enter")
    expect(keys).to_contain_text("Question 1 of 9")
    return keys


def hands(page: Page) -> list[str]:
    """Return the text at the end of each row: the number of hands, or nothing."""
    texts = page.locator(".rung-meeting-hands").all_inner_texts()
    return [text.split()[0] if text.strip() else "" for text in texts]


def kept(led: Led) -> tuple[list[tuple[int, bool]], dict[str, tuple[int | None, str]]]:
    """Return the people of each meeting and whether it counts as typed in, and the current answer to each question.

    They are those that would be left if the server died now.
    """
    original = Path(led.server.database)
    with TemporaryDirectory(dir=original.parent) as folder:
        for file in original.parent.glob(f"{original.name}*"):
            shutil.copy(file, folder)
        with duckdb.connect(str(Path(folder) / original.name)) as database:
            heads = database.execute(_HEADS, [led.service.key]).fetchall()
            rows = database.execute(_SETTLED, [led.service.key]).fetchall()
    return heads, {key: (level, note) for key, level, note in rows}


def heard_by_server(page: Page) -> list[str]:
    """Record each state of the board that the browser sends from now on, as JSON."""
    states: list[str] = []

    def keep(frame: str | bytes) -> None:
        text = frame.decode("utf-8", "replace") if isinstance(frame, bytes) else frame
        states.extend(state for state in re.findall(r'"settled":(\{.*?\})\}', text) if state not in states)

    page.on("websocket", lambda socket: socket.on("framesent", keep))
    return states


def sent(page: Page) -> list[dict[str, list[str]]]:
    """Record what the board sends the server from now on."""
    frames: list[dict[str, list[str]]] = []

    def keep(frame: str | bytes) -> None:
        text = frame.decode("utf-8", "replace") if isinstance(frame, bytes) else frame
        frames.extend(json.loads(part) for part in re.findall(r'\{"ladder/overall":\[.*?\]\}', text))

    page.on("websocket", lambda socket: socket.on("framesent", keep))
    return frames


def test_a_meeting_of_nine_questions_is_led_by_the_keyboard(page: Page, led: Led) -> None:
    to_server = sent(page)
    begin(page, led)
    keyboard = Keyboard(page)
    for keys in ("535", "3", "242", "D", "142", "3", "1", "4", "2"):
        assert len(keys) <= 3
        for key in (*keys, "Enter"):
            keyboard.press(key)
    assert keyboard.keys == 15 + 9
    expect(page.get_by_role("heading", name="How do you feel now?")).to_be_visible()
    keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What we settled on")).to_be_visible()
    keyboard.tab_to(button(page, "finish"), most=20)
    keyboard.press("Enter")
    confirmed(page, "The meeting is saved: 9 questions, 8 people.")
    heads, answers = kept(led)
    assert heads == [(HEADS, True)]
    # The median of eight hands is the fourth from below, unless the room settles on another level.
    assert [level for level, _ in answers.values()] == [3, 3, 2, None, 1, 3, 1, 4, 2]
    # The browser has never sent how many hands were up.
    assert to_server[-1]["ladder/overall"] == ["3", ""]
    assert len(to_server[-1]) == 9


def test_hands_move_from_the_fullest_level_and_each_key_can_be_taken_back(board: Locator) -> None:
    page = board.page
    steps = [
        ("5", ["", "", "", "", "8", "", "", ""]),
        ("33", ["", "", "3", "", "5", "", "", ""]),
        ("64", ["", "", "3", "", "1", "4", "", ""]),
        ("D2", ["", "", "3", "", "1", "2", "", "2"]),
        ("61", ["", "", "4", "", "1", "1", "", "2"]),
        ("6+", ["", "", "3", "", "1", "2", "", "2"]),
    ]
    for keys, expected in steps:
        for key in keys:
            page.keyboard.press(key)
        assert hands(page) == expected, keys
    expect(page.locator(".rung-meeting-settled")).to_contain_text("3. ")
    page.keyboard.press("Escape")
    for _, expected in reversed(steps[:-1]):
        page.keyboard.press("Backspace")
        assert hands(page) == expected


def test_the_room_settles_on_another_level_and_says_why(board: Locator, led: Led) -> None:
    page = board.page
    for key in "4S6N":
        page.keyboard.press(key)
    page.keyboard.type("We plan 2 of 3 trips. No SDN.")
    for key in ("Enter", "Enter"):
        page.keyboard.press(key)
    expect(board).to_contain_text("Question 2 of 9")
    still(page)
    assert kept(led)[1] == {"ladder/overall": (6, "We plan 2 of 3 trips. No SDN.")}


def test_a_meeting_goes_on_where_it_stopped(board: Locator) -> None:
    page = board.page
    for key in ("4", "Enter"):
        page.keyboard.press(key)
    still(page)
    page.get_by_role("link", name="Go on another time").click()
    headed(page, "Invite people")
    page.get_by_role("link", name="Lead a meeting").last.click()
    headed(page, "Lead a meeting")
    expect(page.get_by_label("How many people are in the room?")).to_have_value(str(HEADS))
    page.get_by_role("button", name="Go on with the meeting").click()
    expect(board).to_contain_text("Question 2 of 9")
    page.keyboard.press("Backspace")
    expect(page.locator(".rung-meeting-settled")).to_contain_text("4. ")


def test_a_second_screen_that_settles_on_another_level_is_not_undone_by_the_first(board: Locator, led: Led) -> None:
    page = board.page
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(board).to_contain_text("Question 2 of 9")
    still(page)
    second = page.context.new_page()
    second.goto(led.url)
    headed(second, "Lead a meeting")
    button(second, "begin").click()
    keys = second.locator(".rung-meeting-keys")
    expect(keys).to_contain_text("Question 2 of 9")
    expect(keys).to_be_focused()
    for key in ("Backspace", "s", "1", "Enter"):
        second.keyboard.press(key)
    expect(keys).to_contain_text("Question 2 of 9")
    still(second)
    # The first screen sends everything it has settled; for the first question that is the old level.
    page.bring_to_front()
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(board).to_contain_text("Question 3 of 9")
    still(page)
    assert [level for level, _ in kept(led)[1].values()] == [1, 2]


def test_what_is_counted_and_not_confirmed_is_kept_when_the_meeting_is_finished(board: Locator, led: Led) -> None:
    page = board.page
    page.keyboard.press("4")
    button(page, "finish").click()
    confirmed(page, "The meeting is saved: 1 question, 8 people.")
    # A link to a board whose meeting is over leads to the page with its menu.
    go(page, f"{led.url}&board={led.round.key}")
    expect(button(page, "begin")).to_be_visible()
    expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Guide")).to_be_visible()
    assert kept(led)[1] == {"ladder/overall": (4, "")}


def test_a_touch_board_needs_no_keys(board: Locator) -> None:
    page = board.page
    board.get_by_role("button", name="I speak up often").click()
    board.get_by_role("button", name="Staff ask me what I think").click()
    board.get_by_role("button", name="3", exact=True).click()
    assert hands(page) == ["", "", "", "3", "5", "", "", ""]
    board.get_by_role("button", name="Settle on another").click()
    board.get_by_role("button", name="Staff ask me what I think").click()
    expect(page.locator("[aria-current]")).to_contain_text("Staff ask me what I think")
    board.get_by_role("button", name="Next").click()
    expect(board).to_contain_text("Question 2 of 9")
    expect(board).to_be_focused()


def test_keys_beside_the_board_and_with_modifiers_do_nothing(board: Locator) -> None:
    page = board.page
    button(page, "finish").focus()
    for key in ("3", "D", "S", "Backspace"):
        page.keyboard.press(key)
    assert not any(hands(page))
    board.focus()
    for key in ("Control+3", "Alt+3", "x", "+"):
        page.keyboard.press(key)
    assert not any(hands(page))
    page.keyboard.press("3")
    assert hands(page)[2] == "8"


def test_a_screen_reader_hears_each_count(board: Locator) -> None:
    page = board.page
    status = board.page.locator(".rung-meeting").get_by_role("status")
    expect(status).to_contain_text("Question 1 of 9")
    for key, heard in (("5", "8 at 5. We settle on 5."), ("3", "How many hands at 3?"), ("2", "2 at 3, 6 at 5.")):
        page.keyboard.press(key)
        expect(status).to_contain_text(heard)


def test_a_question_fits_the_screen_and_a_phone_and_is_accessible(board: Locator) -> None:
    page = board.page
    page.set_viewport_size({"width": 1280, "height": 800})
    for key in "533":
        page.keyboard.press(key)
    still(page)
    assert height(page) <= 800
    page.keyboard.press("4")
    still(page)
    assert height(page) <= 800
    assert_accessible(page)
    for _ in range(9):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How do you feel now?")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What we settled on")).to_be_visible()
    assert_accessible(page)


def test_every_screen_of_a_meeting_fits_a_board_and_two_screens_of_a_phone(board: Locator) -> None:
    page = board.page
    for width, most in ((1280, 800), (390, 2 * 844)):
        page.set_viewport_size({"width": width, "height": 800 if width == 1280 else 844})
        page.keyboard.press("Backspace")
        for _ in range(12):
            still(page)
            assert height(page) <= most
            assert sideways(page) == 0
            page.keyboard.press("Enter")
        for _ in range(10):
            page.keyboard.press("Backspace")


def test_the_room_says_how_it_feels_at_the_start_and_at_the_end_and_nobody_else_hears_it(page: Page, led: Led) -> None:
    to_server = heard_by_server(page)
    board = begin(page, led)
    page.keyboard.press("Backspace")
    for key in ("2", "4", "3"):
        page.keyboard.press(key)
    assert hands(page) == ["", "5", "", "3", ""]
    expect(page.locator("[aria-current]")).to_have_count(0)
    expect(board).to_contain_text("This is not kept.")
    expect(board.get_by_role("button", name="Settle on another")).to_be_hidden()
    for key in ("S", "N"):
        page.keyboard.press(key)
    expect(board).to_be_focused()
    for key in ("Enter", "4", *["Enter"] * 9, "5"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="How do you feel now?")).to_be_visible()
    expect(page.get_by_role("button", name="Very good 8 hands")).to_be_visible()
    expect(page.get_by_role("button", name="Bad 5 at the start")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What we settled on")).to_be_visible()
    button(page, "finish").click()
    confirmed(page, "The meeting is saved: 1 question, 8 people.")
    assert kept(led)[1] == {"ladder/overall": (4, "")}
    # The faces sent neither a count nor a word.
    assert [json.loads(state) for state in to_server] == [{"ladder/overall": ["4", ""]}]


def test_each_question_has_its_prompt_and_its_pictures(board: Locator) -> None:
    page = board.page
    prompts = []
    for _ in range(9):
        prompts.append(page.locator(".rung-meeting-side p").first.inner_text())
        rows = page.locator(".rung-meeting-row")
        assert page.locator(".rung-meeting-row img[alt='']").count() == rows.count()
        assert page.locator(".rung-meeting-picture").get_attribute("alt")
        page.keyboard.press("Enter")
    assert len(set(prompts)) == 9
    assert "Who is not in the room today? What would help them to come?" in prompts


def test_a_meeting_waits_for_the_services_own_answers(walked: Page, prepared: tuple[Led, list[Led]]) -> None:
    page = walked
    opened(page, prepared[0])
    expect(page.get_by_test_id("stMain")).to_contain_text("has not submitted its own answers")
    expect(button(page, "begin")).to_have_count(0)
