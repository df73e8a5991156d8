"""One code for all: people answer, say who they are, and later read what is done about it."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from assess.core.access import guest, local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.programme import Round, Service
from assess.core.voices import Invitation
from assess.store import Store
from assess.wording.plain import text
from load.client import Client
from served import Server
from walking import assert_accessible, button, headed, height, sideways, still

pytestmark = pytest.mark.browser

ME = local_viewer()
TITLE = "You told us. This is what we do."
EQUAL = Answer("principles", "equal")


def answered(store: Store) -> tuple[Service, Round, Invitation]:
    """Add a service with three promises and answers of twelve people, seven of them equal."""
    service, round_ = store.services.add_first(ME, "Larkrise Home Care", "Fernbridge", "home care", "Fernshire")
    response = store.ratings.start(ME, service.key, round_.key).key
    store.ratings.save(ME, response, [replace(EQUAL, level=3)])
    store.ratings.submit(ME, response)
    invitation = store.invitations.open(ME, service.key, round_.key)
    for place in range(12):
        said = store.invitations.join(invitation.token).key
        note = "The meeting is when my bus has gone." if place == 0 else ""
        store.ratings.save(guest(said), said, [replace(EQUAL, level=1 if place < 7 else 3, note=note)])
        store.ratings.submit(guest(said), said)
        store.counts.say_who(guest(said), said, "use" if place < 7 else "care")
    made = datetime.now(UTC).astimezone().date()
    promises = (
        ("Meet at 11, when the bus runs", "done"),
        ("Two of you help to plan", "under way"),
        ("Pay taxis", "to do"),
    )
    for days, (what, state) in enumerate(promises):
        due = made + timedelta(days=30 * days)
        action = Action("", service.key, round_.key, *EQUAL.key, 3, 4, what, "Team lead", "", due, state, made)  # type: ignore[arg-type]
        store.actions.keep(ME, action)
    return service, round_, invitation


def test_a_service_publishes_and_the_code_opens_it_in_two_taps_until_it_is_withdrawn(
    open_tab: Callable[..., Page], page: Page, new_server: Server, catalogue: Catalogue
) -> None:
    server = new_server
    with closing(Store(server.database, catalogue)) as store:
        service, round_, invitation = answered(store)
        store.invitations.close(ME, invitation)
    server.start()
    link = f"code={invitation.token}&step=submitted"
    assert title_of(server, link) == "Thank you"
    page.goto(f"{server.url}/give_back?service={service.key}&round={round_.key}")
    headed(page, "Give it back")
    button(page, "publish").click()
    expect(page.get_by_text("The sheet is published")).to_be_visible()
    expect(button(page, "publish")).to_have_count(0)

    # Somebody who has finished and has the link: no tap. Somebody else, with the short code: the code, and one tap.
    assert title_of(server, link) == TITLE
    reader = open_tab(320, 844)
    reader.goto(f"{server.url}/take_part")
    reader.get_by_label("Your code").fill(invitation.short_code.lower())
    # Return words of a form that has ended do not block the way to the sheet.
    reader.get_by_label("Have you begun before?").fill("moon cup frog")
    button(reader, "start").click()
    headed(reader, TITLE)
    expect(reader.get_by_text("7 of 12 say this.")).to_be_visible()
    expect(reader.get_by_text("The meeting is when my bus has gone.")).to_be_visible()
    for state in ("✓ Done", "● Now", "○ Not yet"):
        expect(reader.get_by_text(state)).to_be_visible()
    assert sideways(reader) == 0
    assert_accessible(reader)
    for width, columns in ((390, 1), (1280, 3)):
        reader.set_viewport_size({"width": width, "height": 844})
        still(reader)
        places = reader.evaluate("[...document.querySelectorAll('.given section')].map(part => part.offsetLeft)")
        assert len(set(places)) == columns
        assert height(reader) <= 1.3 * 844
    # The picture shows the same as its sentence, so its alternative text is empty.
    assert {picture.get_attribute("alt") for picture in reader.locator(".given img").all()} == {""}

    button(page, "withdraw").click()
    expect(page.get_by_text("The sheet is withdrawn")).to_be_visible()
    assert title_of(server, urlsplit(reader.url).query) == "Have your say"


def title_of(server: Server, query: str) -> str:
    """Return the main heading of what somebody with a code opens."""
    with Client(f"localhost:{server.port}") as client:
        client.open("take_part", query)
        return client.title


def test_who_has_finished_says_who_they_are(
    open_tab: Callable[..., Page], new_server: Server, catalogue: Catalogue
) -> None:
    with closing(Store(new_server.database, catalogue)) as store:
        service, round_, invitation = answered(store)
        begun = store.passes.begin(invitation.token)
        store.ratings.save(guest(begun.response), begun.response, [Answer("ladder", "overall", 3)])
    new_server.start()
    page = open_tab(390, 844)
    page.goto(f"{new_server.url}/take_part?code={invitation.token}&secret={begun.secret}&step=look")
    headed(page, "Your answers")
    button(page, "submit").click()
    headed(page, "Thank you")
    for place in range(4):
        box = page.locator(".st-key-who-are-you").get_by_test_id("stRadioOption").nth(place).bounding_box()
        assert box
        assert box["height"] >= 44, "a finger needs that much"
    page.get_by_text(text("who.care")).click()
    button(page, "send-who").click()
    expect(page.get_by_text(text("who.kept"))).to_be_visible()
    expect(button(page, "send-who")).to_have_count(0)
    assert_accessible(page)

    new_server.stop()
    with closing(Store(new_server.database, catalogue)) as store:
        store.invitations.close(ME, invitation)
        assert store.counts.who_answered(ME, service.key, round_.key) == {"use": 7, "care": 6}
        assert store.faults() == []
