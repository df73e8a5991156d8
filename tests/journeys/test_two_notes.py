"""The six conditions: two notes an item, from the form to the result's two tables beside those of the round before."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from assess.core.access import local_viewer
from assess.core.answers import Answer, current
from assess.core.catalogue import Catalogue
from assess.store import Store
from served import Server
from walking import asked, assert_accessible, assert_no_violation, button, choose, confirmed, go, headed, option, still
from written import store_of

pytestmark = pytest.mark.browser

ME = local_viewer()
HELPS, HINDERS = "Achieved, and helps", "Still to do, and in the way"


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[tuple[Server, list[str]]]:
    """A server, and drafts in the second round that asks about the six conditions, of which each test takes one."""
    server = Server(tmp_path_factory.mktemp("two-notes") / "assess.duckdb")
    with closing(Store(server.database, catalogue)) as store:
        conditions, day = [catalogue["conditions"]], store.clock().date()
        until, keys = day + timedelta(9), []
        for name in ("Open Doors", "Open Windows"):
            programme = store.programmes.add(ME, name).key
            service = store.services.add(ME, "Larkrise", name, "home care", "Fernshire", programme).key
            first = store.rounds.open(ME, programme, "Spring", day - timedelta(99), until, frameworks=conditions)
            earlier = store.ratings.start(ME, service, first.key).key
            notes = {"policies": "One plan names people", "policies.second-note": "Nobody has an overview"}
            answers = [Answer("conditions", item, note=note) for item, note in notes.items()]
            store.ratings.save(ME, earlier, [replace(answers[0], level=1), answers[1]])
            store.ratings.submit(ME, earlier)
            second = store.rounds.open(ME, programme, "Autumn", day - timedelta(9), until, frameworks=conditions)
            keys.append(store.ratings.start(ME, service, second.key).key)
    server.start()
    yield server, keys
    server.stop()


@pytest.fixture
def server(drafts: tuple[Server, list[str]]) -> Server:
    return drafts[0]


@pytest.fixture
def draft(drafts: tuple[Server, list[str]]) -> str:
    """The URL of a draft."""
    return f"{drafts[0].url}/rate?assessment={drafts[1].pop()}"


def note(page: Page, heading: str) -> Locator:
    return page.get_by_label(heading).locator("visible=true")


def write(page: Page, heading: str, text: str) -> None:
    note(page, heading).fill(text)
    note(page, heading).blur()
    still(page)


def test_both_notes_go_from_the_form_to_the_two_tables_of_the_result(walked: Page, draft: str) -> None:
    page = walked
    go(page, f"{draft}&step=conditions-policies")
    asked(page, "conditions", "policies")
    # A tap on a level does not turn the page: there are two notes to write.
    option(page, "conditions", "policies", 2).click()
    write(page, HELPS, "People wrote the new policy")
    write(page, HINDERS, "The board has not agreed it")
    asked(page, "conditions", "policies")
    assert_accessible(page)
    button(page, "check-answers").click()
    headed(page, "Check your answers")
    expect(page.get_by_text("Achieved, and helps: People wrote the new policy")).to_be_visible()
    expect(page.get_by_text("Still to do, and in the way: The board has not agreed it")).to_be_visible()
    button(page, "submit").click()
    confirmed(page, "Larkrise is rated for Autumn")
    page.get_by_role("tab", name="What the service wrote (1)").click()
    # The tables have both notes, so no list repeats them.
    expect(page.get_by_text("People wrote the new policy")).to_have_count(1)
    for heading, now, before in (
        (HELPS, "People wrote the new policy", "One plan names people"),
        (HINDERS, "The board has not agreed it", "Nobody has an overview"),
    ):
        table = page.get_by_role("table", name=heading)
        expect(table.get_by_role("columnheader")).to_have_text(["About", "Autumn", "Spring"])
        row = table.get_by_role("row").filter(has_text="Policies and governance")
        expect(row.get_by_role("cell").nth(0)).to_have_text(now)
        expect(row.get_by_role("cell").nth(1)).to_contain_text(before)
        expect(table.get_by_role("row")).to_have_count(7)
    assert_accessible(page)
    with page.expect_download() as sent:
        page.get_by_role("button", name="Both tables (PDF)").click()
    assert sent.value.path().read_bytes().startswith(b"%PDF")


def test_a_second_note_that_two_screens_change_is_asked_about_and_nothing_is_lost(
    walked: Page, beside: Page, draft: str, server: Server
) -> None:
    page, other = walked, beside
    for tab in (page, other):
        tab.bring_to_front()
        go(tab, f"{draft}&step=conditions-practices")
        asked(tab, "conditions", "practices")
    write(page, HINDERS, "No time")
    # The other screen writes the first note, which conflicts with nothing.
    write(other, HELPS, "We ask earlier")
    expect(note(other, HINDERS)).to_have_value("No time")
    write(page, HINDERS, "No time and no money")
    write(other, HINDERS, "No money")
    expect(other.get_by_text("Choose which one to keep")).to_be_visible()
    assert_no_violation(other)
    other.get_by_role("button", name="Save this instead").click()
    expect(other.get_by_text("Choose which one to keep")).to_have_count(0)
    choose(other, "conditions", "practices", 1)
    still(other)
    with store_of(server) as store:
        key = draft.partition("assessment=")[2]
        log = store.ratings.log(ME, key)
    stands = current(log)
    assert stands["conditions", "practices"] == Answer("conditions", "practices", 1, note="We ask earlier")
    assert stands["conditions", "practices.second-note"].note == "No money"
    assert [entry.answer.note for entry in log if entry.answer.item == "practices.second-note"] == [
        "No time",
        "No time and no money",
        "No money",
    ]
