"""A first round: from an empty database to what a board reads and takes away, before there is a second one."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import many_rounds
from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.store import Store
from assess.tasks import example
from programs import needs
from served import Server
from set_up import COUNT, LARKRISE, OTHERS, add_list, add_programme, clicks, look_at_list, open_round
from walking import (
    assert_accessible,
    button,
    confirmed,
    headed,
    height,
    make_link,
    one_run,
    option,
    run_has_ended,
    settled,
)

pytestmark = pytest.mark.browser

ME = local_viewer()
MOST_TO_SET_UP, MOST_TO_RATE, MOST_TO_CLOSE_THE_LOOP, MOST_TO_READ = 40, 25, 20, 12
PEOPLE = 5


@pytest.fixture(scope="module")
def one_round(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Server]:
    """A server on twelve services in their first round, which is open."""
    path, today = tmp_path_factory.mktemp("first") / "assess.duckdb", datetime.now(UTC).date()
    with closing(Store(path, catalogue)) as store:
        example.write_example(many_rounds.of_sizes(catalogue, today, [(12, 1)]), store)
    server = Server(path)
    server.start()
    yield server
    server.stop()


def test_a_first_round_is_accessible_and_short_and_its_paper_is_taken_away(page: Page, one_round: Server) -> None:
    page.goto(f"{one_round.url}/compare")
    expect(page.get_by_role("heading", level=1)).to_contain_text("first round so far")
    expect(page.get_by_role("table", name="Every service")).to_be_visible()
    expect(page.get_by_role("heading", name="Lowest now")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Holistic").first
    for width, most in ((390, 3_200), (1280, 1_500)):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        assert height(page) <= most
        # Where the rows are cards, there is no heading above the numbers.
        for words in ("low", "high", "of"):
            expect(row.get_by_text(words, exact=True).first).to_be_visible(visible=width == 390)
    page.get_by_role("button", name="Board paper and data").click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Paper to read (PDF)").click()
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
    page.keyboard.press("Escape")
    assert_accessible(page)


class Desk:
    """A manager and a board at one desk, who go from link to link; the clicks of each part are counted."""

    def __init__(self, page: Page, server: Server, catalogue: Catalogue) -> None:
        self.page, self.server, self.catalogue = page, server, catalogue
        self.counts: dict[str, int] = {}

    def open(self, title: str) -> None:
        """Open a page from the menu."""
        self.page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True).click()
        expect(self.page).to_have_title(re.compile(re.escape(title)))
        run_has_ended(self.page)

    def next_is(self, label: str) -> None:
        """Check what Home names as the next step of the service."""
        self.open("Home")
        row = self.page.get_by_role("row").filter(has_text=LARKRISE)
        expect(row.get_by_role("cell").last).to_contain_text(label)

    def follow(self, label: str) -> None:
        """Follow the link on Home to the next step, in the row of the service."""
        self.next_is(label)
        with one_run(self.page):
            self.page.get_by_role("row").filter(has_text=LARKRISE).get_by_role("link", name=label).click()

    def part(self, name: str, most: int) -> None:
        """Record the clicks since the last part."""
        self.counts[name] = clicks(self.page) - sum(self.counts.values())
        assert 0 < self.counts[name] <= most, self.counts

    def meanwhile(self, write: Callable[[Store], None]) -> None:
        """Write to the store what others do meanwhile, and return to the open page."""
        self.server.stop()
        with closing(Store(self.server.database, self.catalogue)) as store:
            write(store)
        self.server.start()
        self.page.reload()
        settled(self.page)

    def take(self, label: str) -> bytes:
        """Download a file."""
        with self.page.expect_download() as taken:
            self.page.get_by_role("button", name=label).click()
        return Path(taken.value.path()).read_bytes()


def answers(catalogue: Catalogue, place: int) -> list[Answer]:
    """Return an answer to every question, at the same place on each scale."""
    return [
        Answer(framework.key, item.key, framework.values[place])
        for framework in catalogue.core
        for item in framework.asked("quick", "service")
    ]


def others_rate(store: Store) -> None:
    for place, service in enumerate(each for each in store.services.visible_to(ME) if each.name in OTHERS):
        (round_,) = store.rounds.of(ME, service.programme)
        response = store.ratings.start(ME, service.key, round_.key).key
        store.ratings.save(ME, response, answers(store.catalogue, place + 1))
        store.ratings.submit(ME, response)
        store.invitations.open(ME, service.key, round_.key)
        people_answer(store, service.name)


def people_answer(store: Store, name: str) -> None:
    """Let as many people as are needed answer about a service, and close answering."""
    service = next(each for each in store.services.visible_to(ME) if each.name == name)
    (round_,) = store.rounds.of(ME, service.programme)
    invitation = store.invitations.current(ME, service.key, round_.key)
    assert invitation is not None
    for _ in range(PEOPLE):
        person = store.invitations.join(invitation.token).key
        store.ratings.save(guest(person), person, [Answer("ladder", "overall", 2), Answer("principles", "equal", 1)])
        store.ratings.submit(guest(person), person)
    store.invitations.close(ME, invitation)


def everybody_answers(store: Store) -> None:
    others_rate(store)
    people_answer(store, LARKRISE)


def number_of_pages(file: bytes) -> int:
    assert file.startswith(b"%PDF")
    run = subprocess.run([needs("pdfinfo"), "-"], input=file, check=True, capture_output=True)
    return int(re.findall(r"Pages:\s+(\d+)", run.stdout.decode())[0])


def set_up(desk: Desk) -> None:
    desk.page.goto(desk.server.url)
    headed(desk.page, "Rung by Rung")
    desk.page.get_by_role("link", name="Or set up a programme of several services").click()
    add_programme(desk.page)
    look_at_list(desk.page)
    add_list(desk.page)
    open_round(desk.page)
    desk.part("set up", MOST_TO_SET_UP)


def rate(desk: Desk) -> None:
    page = desk.page
    desk.follow("Rate your service")
    button(page, "start").click()
    headed(page, f"Rate {LARKRISE}")
    page.get_by_role("link", name="All questions on one page").click()
    headed(page, "All questions")
    for place, framework in enumerate(desk.catalogue.core):
        for item in framework.asked("quick", "service"):
            option(page, framework.key, item.key, 4 - place).click()
    expect(page.get_by_text("14 of 14 answered")).to_be_visible()
    button(page, "check-answers").click()
    headed(page, "Check your answers")
    button(page, "submit").click()
    confirmed(page, f"{LARKRISE} is rated for First")
    desk.part("rate and submit", MOST_TO_RATE)


def hear_agree_promise_and_publish(desk: Desk) -> None:
    page = desk.page
    desk.follow("Invite people")
    button(page, "invite").click()
    confirmed(page, "invitation")
    desk.next_is("Invite more people")
    desk.meanwhile(everybody_answers)
    desk.follow("Meet and agree")
    button(page, "agree").click()
    board = page.locator(".rung-agree .rung-meeting-keys")
    expect(board).to_be_focused()
    page.locator(".rung-agree .rung-meeting-row").nth(2).click()
    board.get_by_label("Because").fill("We ask, and decide alone.")
    board.get_by_role("button", name="Save").click()
    expect(page.locator(".rung-agree").get_by_role("status")).to_contain_text("what you agree on is recorded.")
    button(page, "leave").click()
    confirmed(page, "What you agreed on is recorded.")
    desk.follow("Promise what you will do")
    page.get_by_label("What will you do?").last.fill("Send the agenda a week before")
    page.get_by_role("button", name="Add this action").click()
    confirmed(page, "The action is added")
    desk.follow("Give it back: publish the sheet")
    button(page, "publish").click()
    confirmed(page, "The sheet is published")
    desk.next_is("The next round is not set up yet")
    desk.part("hear, agree, promise, publish", MOST_TO_CLOSE_THE_LOOP)


def take_away(desk: Desk) -> str:
    """Take the board's paper and the result on one page; return a link to the comparison."""
    page = desk.page
    desk.open("Your result")
    headed(page, re.compile(f"^{LARKRISE}: rung"))
    page.get_by_role("button", name="Paper and slide").click()
    assert number_of_pages(desk.take("One page (PDF)")) == 1
    page.keyboard.press("Escape")
    desk.open("Compare rounds")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fernshire 2027, first round so far")
    settled(page)
    page.get_by_role("button", name="Board paper and data").click()
    assert number_of_pages(desk.take("Paper to read (PDF)")) == 2
    page.keyboard.press("Escape")
    url = make_link(page)
    desk.part("paper, one page, link", MOST_TO_READ)
    return url


def test_from_an_empty_database_to_what_a_board_reads_without_a_spreadsheet(
    page: Page, open_tab: Callable[..., Page], server: Server, catalogue: Catalogue
) -> None:
    page.add_init_script(COUNT)
    desk = Desk(page, server, catalogue)
    set_up(desk)
    rate(desk)
    hear_agree_promise_and_publish(desk)
    url = take_away(desk)
    reading = open_tab()
    reading.goto(url)
    expect(reading.get_by_role("table", name="Every service").get_by_text(LARKRISE)).to_be_visible()
    print(f"\nclicks: {desk.counts}, {sum(desk.counts.values())} together")
