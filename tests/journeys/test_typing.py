"""Sheets of paper, typed in by the keyboard alone: one key a question, and Enter saves the sheet."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from playwright.sync_api import Locator, Page, expect

from assess.core import paper
from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.store import Store
from served import Server
from walking import Keyboard, assert_no_violation, button, go, headed, sideways, still
from written import store_of

pytestmark = pytest.mark.browser

ME = local_viewer()
SHEETS = 10
KINDS = ["1", "4", "D", " ", "3", "2", "1", "3", "4"]


@pytest.fixture(scope="module")
def prepared(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue
) -> Iterator[tuple[Server, list[tuple[list[Service], Round]]]]:
    """A server, and for each test two services that have submitted the same in an open round."""
    server = Server(tmp_path_factory.mktemp("typing") / "assess.duckdb")
    with closing(Store(server.database, catalogue)) as store:
        pairs = [two_services(store, f"Fernshire {number}") for number in range(3)]
    server.start()
    yield server, pairs
    server.stop()


@pytest.fixture
def server(prepared: tuple[Server, list[tuple[list[Service], Round]]]) -> Server:
    return prepared[0]


@pytest.fixture
def pair(prepared: tuple[Server, list[tuple[list[Service], Round]]]) -> tuple[list[Service], Round]:
    """Two services in their round, which no other test has seen."""
    return prepared[1].pop()


def two_services(store: Store, name: str) -> tuple[list[Service], Round]:
    """Add two services of one programme, which have submitted the same in an open round."""
    today = datetime.now(UTC).astimezone().date()
    programme = store.programmes.add(ME, name).key
    services = [
        store.services.add(ME, service, name, "home care", "North", programme) for service in ("Larkrise", "Sedgemoor")
    ]
    round_ = store.rounds.open(ME, programme, "Autumn", today, today + timedelta(days=9))
    for service in services:
        store.invitations.open(ME, service.key, round_.key)
        response = store.ratings.start(ME, service.key, round_.key)
        store.ratings.save(ME, response.key, [Answer("ladder", "overall", 5), Answer("principles", "equal", 4)])
        store.ratings.submit(ME, response.key)
    return services, round_


def keys_of(sheet: int) -> list[str]:
    """The keys of one sheet; they shift with each sheet, so that every question gets levels, D and blanks."""
    return [KINDS[(sheet + place) % len(KINDS)] for place in range(len(KINDS))]


def answered_online(store: Store, service: Service, round_: Round) -> None:
    questions = paper.asked(store.rounds.asked(service.key, round_.key), round_)
    code = store.invitations.open(ME, service.key, round_.key).token
    for sheet in range(SHEETS):
        response = store.invitations.join(code).key
        answers = [
            Answer(framework.key, item.key, int(key) if key.isdigit() else None, dont_know=key == "D")
            for (framework, item), key in zip(questions, keys_of(sheet), strict=True)
        ]
        store.ratings.save(guest(response), response, [answer for answer in answers if answer.is_given])
        store.ratings.submit(guest(response), response)


def said(positions: Sequence[Position], service: Service) -> list[tuple[object, ...]]:
    return sorted(
        (position.framework, position.item, position.people_level, position.people, position.unsure)
        for position in positions
        if position.service == service.key
    )


def board_of(page: Page, server: Server, service: Service) -> Locator:
    go(page, f"{server.url}/typing?service={service.key}")
    headed(page, "Enter paper answers")
    button(page, "begin-typing").click()
    board = page.get_by_role("group", name="Sheet.")
    expect(board).to_be_focused()
    return board


def title(page: Page) -> Locator:
    return page.locator(".rung-board-head h2")


def test_ten_sheets_are_a_hundred_keys_and_come_to_what_the_same_answers_online_come_to(
    walked: Page, server: Server, pair: tuple[list[Service], Round]
) -> None:
    page = walked
    (typed, online), round_ = pair
    board_of(page, server, typed)
    pressed, begun = 0, monotonic()
    for sheet in range(SHEETS):
        for key in [*keys_of(sheet), "Enter"]:
            page.keyboard.press(key)
            pressed += 1
    expect(page.get_by_text(f"{SHEETS} sheets saved", exact=True)).to_be_visible(timeout=60_000)
    assert pressed == 100
    # The board itself takes no time: the ten minutes are for turning the sheets over.
    assert monotonic() - begun < 120
    with store_of(server) as store:
        answered_online(store, online, round_)
        store.paper.finish(ME, typed.key, round_.key)
        store.rounds.close(ME, round_.key, "Enough")
        positions = store.positions.in_round(ME, round_.key)
        come_in = {
            service: came
            for (service, voice), came in store.voices.turnout(ME, round_.key).items()
            if voice == "people"
        }
        assert store.faults() == []
    levels = [row[1:] for row in said(positions, typed)]
    assert levels == [row[1:] for row in said(positions, online)]
    assert len(levels) == 9
    assert all(level is not None for _, level, *_ in levels)
    assert (come_in[typed.key].typed_in, come_in[typed.key].submitted) == (SHEETS, SHEETS)
    assert (come_in[online.key].typed_in, come_in[online.key].submitted) == (0, SHEETS)


def test_back_a_wrong_key_an_unfinished_sheet_and_a_group_are_seen_to(
    walked: Page, server: Server, pair: tuple[list[Service], Round]
) -> None:
    page = walked
    (service, _), round_ = pair
    board_of(page, server, service)
    for key in ("1", "9"):
        page.keyboard.press(key)
    expect(page.get_by_role("status")).to_have_text("This key is no answer to this question.")
    page.keyboard.press("4")
    page.keyboard.press("Backspace")
    expect(title(page)).to_have_text("Sheet 1: question 2 of 9")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Not saved yet: 8 questions are left. Space is a blank.")
    page.get_by_label("People on this sheet").fill("6")
    page.keyboard.press("Enter")  # back to the board
    page.keyboard.press("w")
    page.keyboard.type("rc d 1")  # not a shortcut of the board or of Streamlit
    page.keyboard.press("Escape")
    for _ in range(8):
        page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 sheet saved", exact=True)).to_be_visible()
    with store_of(server) as store:
        store.paper.finish(ME, service.key, round_.key)
        store.rounds.close(ME, round_.key, "Enough")
        (equal,) = [each for each in store.positions.in_round(ME, round_.key) if each.item == "equal" and each.people]
        assert (equal.people_level, equal.people) == (3, 6)
        assert [note for _, note in store.voices.words_of_people(ME, service.key, round_.key)] == ["rc d 1"]
        assert store.voices.turnout(ME, round_.key)[service.key, "people"].typed_in == 6


def assert_has_a_picture_in_each_row(page: Page) -> None:
    """Check that each row has the picture of its sentence, which is sent apart from the board."""
    rows = page.locator(".rung-board-choice")
    expect(rows).to_have_count(9)
    drawn = "element => getComputedStyle(element.querySelector('.rung-board-picture')).backgroundImage"
    images = [row.evaluate(drawn) for row in rows.all()]
    assert all(image.startswith('url("data:image/svg+xml') for image in images[:-1])
    assert len(set(images[:-1])) == 8
    assert images[-1] == "none"  # a blank


def test_the_keys_act_on_the_board_alone_and_all_can_be_done_with_buttons(
    walked: Page, server: Server, pair: tuple[list[Service], Round]
) -> None:
    page = walked
    (service, _), _ = pair
    board = board_of(page, server, service)
    assert_has_a_picture_in_each_row(page)
    keyboard = Keyboard(page)
    button(page, "all-in").locator("button").or_(page.get_by_role("button", name="All sheets are in")).first.focus()
    keyboard.press("3")
    expect(title(page)).to_have_text("Sheet 1: question 1 of 9")
    assert_no_violation(page)
    page.emulate_media(color_scheme="dark")
    still(page)
    assert_no_violation(page, colours_alone=True)
    # With the keyboard, a press moves the focus to the next question's heading, which a screen reader reads.
    for number in range(1, 10):
        board.get_by_role("button", name="3 ").nth(-1).focus()
        keyboard.press("Enter")
        expect(board.get_by_role("heading", level=3)).to_be_focused()
        expect(title(page)).to_have_text("Sheet 1: all done" if number == 9 else f"Sheet 1: question {number + 1} of 9")
    board.get_by_role("button", name="How staff work with you").click()
    expect(title(page)).to_have_text("Sheet 1: question 1 of 9")
    expect(board).to_be_focused()
    board.locator(".rung-board-choice").first.click()
    page.get_by_role("button", name="Save this sheet").click()
    expect(page.get_by_text("1 sheet saved", exact=True)).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert sideways(page) == 0
