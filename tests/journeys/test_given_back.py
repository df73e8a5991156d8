"""One code for all: people answer, say who they are, and later read what is done about it."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
from served import Server
from walking import answer_is_kept, assert_accessible, button, headed, height, option, sideways, still

pytestmark = pytest.mark.browser

ME = local_viewer()
TITLE = "You told us. This is what we do."
EQUAL = Answer("principles", "equal")


@pytest.fixture
def server(new_server: Server) -> Server:
    """A server that the test starts once it has written something to show."""
    return new_server


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
    phone: Callable[..., Page], page: Page, server: Server, catalogue: Catalogue
) -> None:
    with closing(Store(server.database, catalogue)) as store:
        service, round_, invitation = answered(store)
        store.invitations.close(ME, invitation)
    server.start()
    waiting = phone()
    waiting.goto(f"{server.url}/take_part?code={invitation.token}&step=submitted")
    headed(waiting, "Thank you")

    page.goto(f"{server.url}/give_back?service={service.key}&round={round_.key}")
    headed(page, "Give it back")
    button(page, "publish").click()
    expect(page.get_by_text("The sheet is published")).to_be_visible()
    expect(button(page, "publish")).to_have_count(0)

    # Somebody who has finished and has the link: no tap. Somebody else, with the short code: the code, and one tap.
    waiting.reload()
    headed(waiting, TITLE)
    reader = phone(320)
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
    reader.reload()
    headed(reader, "Have your say")


def test_a_phone_answers_stops_and_another_finishes_and_says_who_it_was(
    phone: Callable[..., Page], server: Server, catalogue: Catalogue
) -> None:
    with closing(Store(server.database, catalogue)) as store:
        service, round_, invitation = answered(store)
    server.start()
    first = phone()
    first.goto(f"{server.url}/take_part?code={invitation.token}")
    button(first, "start").click()
    option(first, "ladder", "overall", 2).click()
    answer_is_kept(first)
    for item in ("holistic", "resourced"):
        button(first, "save").click()
        option(first, "principles", item, 1).click()
        answer_is_kept(first)
    words = first.locator(".st-key-words-foot strong").inner_text()
    button(first, "stop").click()
    button(first, "close").click()
    headed(first, "You have stopped")
    # Those who have not finished are not asked.
    expect(button(first, "send-who")).to_have_count(0)

    second = phone()
    second.goto(f"{server.url}/take_part")
    second.get_by_label("Your code").fill(invitation.short_code)
    second.get_by_label("Have you begun before?").fill(words)
    button(second, "start").click()
    headed(second, "Welcome back")
    button(second, "submit").click()
    headed(second, "Thank you")
    for place in range(4):
        box = second.locator(".st-key-who-are-you").get_by_test_id("stRadioOption").nth(place).bounding_box()
        assert box
        assert box["height"] >= 44, "a finger needs that much"
    second.get_by_text(text("who.care")).click()
    button(second, "send-who").click()
    expect(second.get_by_text(text("who.kept"))).to_be_visible()
    expect(button(second, "send-who")).to_have_count(0)
    assert_accessible(second)

    server.stop()
    with closing(Store(server.database, catalogue)) as store:
        store.invitations.close(ME, invitation)
        assert store.counts.who_answered(ME, service.key, round_.key) == {"use": 7, "care": 6}
        assert store.faults() == []
