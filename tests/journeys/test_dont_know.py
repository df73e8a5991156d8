"""On a phone: a manager who does not know and sets a framework aside, and somebody who answers by a code."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from assess.core.access import guest, local_viewer
from assess.core.answers import Answer, current
from assess.core.catalogue import Catalogue
from assess.core.programme import Round, Service
from assess.core.voices import Invitation
from assess.store import Store
from served import Server
from tampering import rows
from walking import (
    FIRST_QUESTION,
    WELCOME,
    answer_is_kept,
    asked,
    assert_no_violation,
    button,
    choose,
    confirmed,
    headed,
    look_at_answers,
    option,
    still,
)

pytestmark = pytest.mark.browser

ME = local_viewer()


@pytest.fixture
def phone(open_tab: Callable[..., Page]) -> Page:
    return open_tab(390, 844)


@pytest.fixture
def server(new_server: Server) -> Server:
    """A server that the test starts once it has written something to show."""
    return new_server


def invited(server: Server, catalogue: Catalogue) -> tuple[Service, Round, Invitation]:
    """Add a service that rates itself and whose people are asked, while the server is stopped."""
    today = datetime.now(UTC).astimezone().date()
    with closing(Store(server.database, catalogue)) as store:
        programme = store.programmes.add(ME, "Fernshire").key
        service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme)
        round_ = store.rounds.open(ME, programme, "Now", today, today + timedelta(days=9))
        invitation = store.invitations.open(ME, service.key, round_.key)
    server.start()
    return service, round_, invitation


def answers(server: Server, catalogue: Catalogue, voice: str) -> dict[tuple[str, str], Answer]:
    server.stop()
    with closing(Store(server.database, catalogue)) as store:
        columns, found = rows(store, "response")
        ((key, _),) = [(row["key"], row["voice"]) for row in _named(columns, found) if row["voice"] == voice]
        assert store.faults() == []
        # Read by its key: nobody else may read people's own answers, and nobody reads a service's by its key.
        viewer = guest(str(key)) if voice == "people" else local_viewer()
        return current(store.ratings.log(viewer, str(key)))


def _named(columns: list[str], found: list[tuple[object, ...]]) -> list[dict[str, object]]:
    return [dict(zip(columns, row, strict=True)) for row in found]


def test_a_manager_does_not_know_and_sets_aside_what_is_not_theirs(
    phone: Page, server: Server, catalogue: Catalogue
) -> None:
    service, _, _ = invited(server, catalogue)
    phone.goto(f"{server.url}/rate?service={service.key}")
    button(phone, "start").click()
    headed(phone, "Rate Larkrise")
    expect(phone.get_by_text("0 of 14 answered")).to_be_visible()
    button(phone, "aside-milestones").click()
    confirmed(phone, "Putting People First milestones: set aside.")
    expect(phone.get_by_text("0 of 9 answered")).to_be_visible()
    assert_no_violation(phone)
    phone.emulate_media(color_scheme="dark")
    still(phone)
    assert_no_violation(phone, colours_alone=True)

    phone.get_by_role("link", name="Equal").click()
    asked(phone, "principles", "equal")
    choose(phone, "principles", "equal", 5)
    expect(phone.get_by_text("1 of 9 answered")).to_be_visible()
    expect(phone.get_by_label("Why does it not apply?")).to_have_count(0)
    assert_no_violation(phone)
    button(phone, "check-answers").click()
    headed(phone, "Check your answers")
    expect(phone.locator(".st-key-answer-8").get_by_text("I don't know")).to_be_visible()
    button(phone, "submit").click()
    confirmed(phone, "Larkrise is rated for")
    next_steps = phone.get_by_test_id("stMain").locator(
        "div.prose", has=phone.get_by_text("What the next step looks like")
    )
    expect(next_steps.get_by_text("Find out where you stand: Equal. The answer was “I don't know”.")).to_be_visible()
    expect(phone.get_by_text("Putting People First milestones: set aside on")).to_be_visible()
    assert answers(server, catalogue, "service") == {("principles", "equal"): Answer("principles", "equal").not_known()}


def test_nobody_who_uses_a_service_is_asked_for_a_reason(phone: Page, server: Server, catalogue: Catalogue) -> None:
    _, _, invitation = invited(server, catalogue)
    phone.goto(f"{server.url}/take_part?code={invitation.token}")
    headed(phone, WELCOME)
    button(phone, "start").click()
    headed(phone, FIRST_QUESTION)
    expect(option(phone, "ladder", "overall", 8)).to_have_count(0)
    option(phone, "ladder", "overall", 7).click()
    answer_is_kept(phone)
    expect(phone.get_by_label("Why does it not apply?")).to_have_count(0)
    look_at_answers(phone)
    expect(phone.get_by_text("I don't know", exact=True)).to_be_visible()
    assert_no_violation(phone)
    assert answers(server, catalogue, "people") == {("ladder", "overall"): Answer("ladder", "overall").not_known()}
