"""A manager notes what changed because of people: the result, the sheet and the board's yearly report have it."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.programme import Round, Service
from assess.core.voices import Invitation
from assess.store import Store
from load.client import Client
from served import Server
from walking import assert_no_violation, button, confirmed, go, headed, unfold

pytestmark = pytest.mark.browser

ME = local_viewer()
EQUAL = Answer("principles", "equal")
TODAY = datetime.now(UTC).astimezone().date()
PAPERS = "The papers for each meeting come a week ahead"


@pytest.fixture(scope="module")
def given_back(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue
) -> Iterator[tuple[Server, Service, Round, Invitation]]:
    """A served service whose round has closed, rated by itself and by twelve people."""
    new_server = Server(tmp_path_factory.mktemp("changed") / "assess.duckdb")
    with closing(Store(new_server.database, catalogue)) as store:
        programme = store.programmes.add(ME, "Fernshire").key
        service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme)
        opens = TODAY - timedelta(days=20)
        with store.at(datetime.now(UTC) - timedelta(days=20)):
            round_ = store.rounds.open(ME, programme, "Spring", opens, TODAY + timedelta(days=20))
            response = store.ratings.start(ME, service.key, round_.key).key
            store.ratings.save(ME, response, [replace(EQUAL, level=3), Answer("ladder", "overall", 4)])
            store.ratings.submit(ME, response)
            invitation = store.invitations.open(ME, service.key, round_.key)
            for _ in range(12):
                said = store.invitations.join(invitation.token).key
                store.ratings.save(guest(said), said, [replace(EQUAL, level=1)])
                store.ratings.submit(guest(said), said)
        store.rounds.close(ME, round_.key, "Everybody has answered")
    new_server.start()
    yield new_server, service, round_, invitation
    new_server.stop()


def test_a_change_that_is_noted_is_on_the_result_on_the_sheet_and_in_the_report_until_it_is_withdrawn(
    walked: Page, open_tab: Callable[..., Page], given_back: tuple[Server, Service, Round, Invitation]
) -> None:
    server, service, round_, invitation = given_back
    page, reader = walked, open_tab(390, 844)
    page.bring_to_front()
    go(page, f"{server.url}/actions?service={service.key}")
    page.get_by_test_id("stMain").get_by_role("link", name="What changed because of people").click()
    headed(page, "What people changed")
    page.get_by_role("button", name="Note this change").click()
    expect(page.get_by_role("link", name="What changed is missing.")).to_be_visible()
    page.get_by_label("What is different now?").first.fill(PAPERS)
    page.get_by_role("combobox", name="Whose idea was it?").first.click()
    page.get_by_role("option", name="Carers and families").click()
    page.get_by_role("combobox", name="What does it belong to?").first.click()
    page.keyboard.type("Equal")  # the list has more rows than are drawn
    page.get_by_role("option", name=re.compile("^Equal")).click()
    page.get_by_role("button", name="Note this change").click()
    confirmed(page, "The change is noted")
    expect(page.get_by_text("Idea: carers and families.")).to_be_visible()
    expect(page.get_by_text("Idea: carers and families. Kind: how the service works. Item: Equal.")).to_be_visible()
    assert_no_violation(page)

    sent = of_the_result(server, service)
    assert b"What people changed (1)" in sent
    assert PAPERS.encode() in sent

    go(page, f"{server.url}/give_back?service={service.key}&round={round_.key}")
    headed(page, "Give it back")
    expect(page.get_by_text(PAPERS)).to_be_visible()
    button(page, "publish").click()
    expect(page.get_by_text("The sheet is published")).to_be_visible()
    reader.goto(f"{server.url}/take_part?code={invitation.token}&step=submitted")
    headed(reader, "You told us. This is what we do.")
    expect(reader.get_by_role("heading", name="What changed because of people")).to_be_visible()
    expect(reader.get_by_text(f"{PAPERS}. Since")).to_be_visible()
    assert_no_violation(reader)
    reader.close()

    go(page, f"{server.url}/year?tab=2")
    headed(page, f"Fernshire: yearly report to the board, {TODAY.year}")
    expect(page.get_by_role("row", name=re.compile(PAPERS))).to_be_visible()
    page.get_by_role("row", name=re.compile(PAPERS)).get_by_role("link").click()
    headed(page, "1 change because of people")
    expect(page).to_have_url(re.compile("change="))

    # The change that the line links to is open below.
    page.get_by_role("button", name="Withdraw this change").click()
    confirmed(page, "The change is withdrawn")
    expect(page.get_by_text("Nothing is noted here yet.")).to_be_visible()
    sent = of_the_result(server, service)
    assert b"What people changed (" not in sent
    assert PAPERS.encode() not in sent


def of_the_result(server: Server, service: Service) -> bytes:
    """Return what the page of the result sends about a service."""
    with Client(f"localhost:{server.port}") as client:
        return client.sent("result", f"service={service.key}&tab=What%20people%20changed")


def test_a_foreword_that_somebody_else_changes_meanwhile_is_not_lost(
    walked: Page, beside: Page, given_back: tuple[Server, Service, Round, Invitation]
) -> None:
    server, *_ = given_back
    one, two = walked, beside
    for page in (one, two):
        # Drawing in a background tab never finishes.
        page.bring_to_front()
        go(page, f"{server.url}/year")
        unfold(page, "Write the foreword")
    for page, words in ((one, "We were asked early."), (two, "We were asked late.")):
        page.get_by_label("Foreword by the chair").fill(words)
    one.get_by_role("button", name="Save this foreword").click()
    confirmed(one, "The foreword is saved; the report has it.")
    two.get_by_role("button", name="Save this foreword").click()
    expect(two.get_by_text("Somebody else has changed this meanwhile.")).to_be_visible()
    expect(two.get_by_label("Foreword by the chair")).to_have_value("We were asked late.")
    two.get_by_role("button", name="Save this foreword").click()
    confirmed(two, "The foreword is saved; the report has it.")
    one.bring_to_front()
    go(one, f"{server.url}/year")
    expect(one.get_by_role("paragraph").filter(has_text="We were asked late.")).to_be_visible()
    assert_no_violation(one)
