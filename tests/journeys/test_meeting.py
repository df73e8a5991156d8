"""A meeting is led by the keyboard: hands are counted on the screen, and the room settles on a level for each question."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from assess.core.access import local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.programme import Round, Service
from assess.store import Store
from served import Server
from walking import Keyboard, assert_accessible, assert_no_violation, button, confirmed, headed, height, sideways, still

pytestmark = pytest.mark.browser

ME = local_viewer()
HEADS = 8


@dataclass
class Led:
    """A service with an open invitation that has submitted its own answers, on a server."""

    server: Server
    service: Service
    round: Round

    @property
    def url(self) -> str:
        return f"{self.server.url}/meeting?service={self.service.key}&round={self.round.key}"


@pytest.fixture
def led(new_server: Server, catalogue: Catalogue) -> Led:
    today = datetime.now(UTC).date()
    with closing(Store(new_server.database, catalogue)) as store:
        programme = store.programmes.add(ME, "Fernshire").key
        service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme)
        round_ = store.rounds.open(ME, programme, "Summer", today, today + timedelta(days=9))
        response = store.ratings.start(ME, service.key, round_.key)
        store.ratings.save(ME, response.key, [Answer("ladder", "overall", 5)])
        store.ratings.submit(ME, response.key)
        store.invitations.open(ME, service.key, round_.key)
    new_server.start()
    return Led(new_server, service, round_)


@pytest.fixture
def board(page: Page, led: Led) -> Locator:
    """The board of a meeting that has just begun."""
    page.goto(led.url)
    headed(page, "Lead a meeting")
    page.get_by_label("How many people are in the room?").fill(str(HEADS))
    button(page, "begin").click()
    keys = page.locator(".rung-meeting-keys")
    expect(keys).to_be_focused()
    return keys


def test_look(board: Locator, page: Page) -> None:
    still(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.screenshot(path="/tmp/p3/m1.png")
    for key in "5", "3", "3":
        page.keyboard.press(key)
    page.screenshot(path="/tmp/p3/m2.png")
    page.keyboard.press("4")
    page.screenshot(path="/tmp/p3/m3.png")
    print("height", height(page), sideways(page))
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    for n in range(8):
        page.keyboard.press("2")
        page.keyboard.press("Enter")
    still(page)
    page.screenshot(path="/tmp/p3/m4.png")
    page.emulate_media(color_scheme="dark")
    page.keyboard.press("Backspace")
    still(page)
    page.screenshot(path="/tmp/p3/m5.png")
    page.set_viewport_size({"width": 390, "height": 844})
    still(page)
    page.screenshot(path="/tmp/p3/m6.png")
    print("height", height(page), sideways(page))
