"""A laptop is handed to people who answer: no menu, no other page, and only the manager's word takes it back."""

import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from assess.core.access import local_viewer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.server import handover
from assess.store import Store
from load.client import Client
from served import Server
from walking import WELCOME, assert_accessible, button, headed, settled, unfold

ME = local_viewer()


@pytest.fixture
def laptop(new_server: Server, catalogue: Catalogue) -> Server:
    """One service with an open round, whose people are invited."""
    with closing(Store(new_server.database, catalogue)) as store:
        service, round_ = store.services.add_first(ME, "Oak Lodge", "Fernshire Council", "day centre", "North")
        store.invitations.open(ME, service.key, round_.key)
    new_server.start()
    return new_server


@pytest.fixture
def _is_taken_back() -> Iterator[None]:
    yield
    handover._HANDED.clear()  # noqa: SLF001 - a test must not leave it to the next one


@pytest.mark.browser
def test_people_answer_on_a_laptop_without_the_menu_or_what_was_open_until_the_word_takes_it_back(
    page: Page, laptop: Server
) -> None:
    received: list[bytes] = []
    with Client(f"localhost:{laptop.port}", received=received) as old:
        old.open("data")
        hand_over(page, laptop)
        # A tab that was open before gets nothing any more.
        with pytest.raises(LookupError, match="Failed to generate"):
            old.download("download-rung-by-rung-xlsx")
        old.open("home")
        assert old.query.startswith("code=")
        received.clear()
        for name in ("result", "rate", "data", "portfolio"):
            old.open(name)
            assert old.query.startswith("code=")
    assert not [message for message in received if b"Fernshire Council" in message]
    assert_leads_to_the_form(page, laptop)
    unfold(page, "For staff: take this computer back")
    page.get_by_label("The word with which it was handed over").fill("heron 8")
    button(page, "take-back").click()
    expect(page.get_by_text("This is not the word that staff chose.")).to_be_visible()
    page.get_by_label("The word with which it was handed over").fill("heron 7")
    button(page, "take-back").click()
    settled(page)
    expect(page.get_by_test_id("stSidebar").get_by_role("link", name="Home")).to_be_visible()


def hand_over(page: Page, laptop: Server) -> None:
    page.goto(f"{laptop.url}/invite")
    headed(page, "Invite people")
    page.get_by_label("A word of at least 4 characters").fill("abc")
    button(page, "hand-over").click()
    expect(page.locator(".st-key-faults")).to_contain_text("needs at least 4 characters")
    page.get_by_label("A word of at least 4 characters").fill("heron 7")
    button(page, "hand-over").click()

    headed(page, WELCOME)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    assert_accessible(page)


def assert_leads_to_the_form(page: Page, laptop: Server) -> None:
    """Check that every URL leads to the form, in this tab and in any other one."""
    for path in ("", "home", "result", "data", "sign_in", "invite", "take_part", "take_part?code=other", "privacy"):
        with Client(f"localhost:{laptop.port}") as tab:
            name, _, query = path.partition("?")
            tab.open(name, query)
            assert "What is Oak Lodge like for you" in tab.title, path
    for path in ("", "result"):
        page.goto(f"{laptop.url}/{path}")
        headed(page, WELCOME)
        expect(page.get_by_test_id("stSidebar")).to_be_hidden()
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="What is held, and who sees it").click()
    expect(page).to_have_url(re.compile("/privacy"))
    expect(page.get_by_role("link", name="Back to your answers")).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    page.get_by_role("link", name="Back to your answers").click()
    headed(page, WELCOME)


@pytest.mark.usefixtures("_is_taken_back")
def test_only_the_right_word_ends_it_and_a_short_one_never_begins_it() -> None:
    with pytest.raises(InputError, match="at least 4 characters"):
        handover.begin("code", "abc")
    assert handover.code() == ""
    handover.begin("code", "heron 7")
    for wrong in ("", "heron", "Heron 7"):
        with pytest.raises(InputError, match="not the word"):
            handover.take_back(wrong)
    assert handover.code() == "code"
    handover.take_back("heron 7")
    assert handover.code() == ""
    with pytest.raises(InputError, match="not the word"):
        handover.take_back("heron 7")
