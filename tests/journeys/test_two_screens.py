"""One draft on several screens: a choice on any of them is saved, and a value that is only shown is never written."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from acts import promised, rated
from assess.core.access import local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer, Entry, current
from assess.core.catalogue import Catalogue
from assess.store import Store
from served import Server
from shipped import CATALOGUE
from walking import asked, assert_no_violation, button, choose, go, headed, one_run, option, question, still, tap
from written import store_of

pytestmark = pytest.mark.browser

ME = local_viewer()
HOLISTIC = question("principles", "holistic")


@dataclass
class Kept:
    """A server with drafts without answers, and with actions, of a service each; every test takes one."""

    server: Server
    drafts: list[str]
    actions: list[Action]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Kept]:
    served = Kept(Server(tmp_path_factory.mktemp("two-screens") / "assess.duckdb"), [], [])
    with closing(Store(served.server.database, catalogue)) as store:
        for number in range(8):
            name = f"Larkrise Home Care {number}"
            service, round_ = store.services.add_first(ME, name, f"Fernbridge {number}", "home care", "Fernshire")
            if number < 2:
                store.ratings.submit(ME, rated(store, ME, service, round_))
                served.actions.append(store.actions.keep(ME, promised(service, round_.key, "ladder", "overall")))
            else:
                served.drafts.append(store.ratings.start(ME, service.key, round_.key).key)
    served.server.start()
    yield served
    served.server.stop()


@pytest.fixture
def server(kept: Kept) -> Server:
    return kept.server


@pytest.fixture
def draft(kept: Kept) -> str:
    """The URL of a draft without answers."""
    return f"{kept.server.url}/rate?assessment={kept.drafts.pop()}"


@pytest.fixture
def promise(kept: Kept) -> Action:
    """An action of a service that has rated itself."""
    return kept.actions.pop()


@pytest.fixture
def page(walked: Page) -> Page:
    return walked


@pytest.fixture
def other(beside: Page) -> Page:
    return beside


def log(server: Server, draft: str) -> list[Entry]:
    """Return the log of a draft."""
    with store_of(server) as store:
        return store.ratings.log(ME, draft.partition("assessment=")[2])


def open_step(page: Page, url: str, title: str | re.Pattern[str]) -> None:
    page.bring_to_front()
    go(page, url)
    headed(page, title)


def chosen(page: Page, framework: str, item: str, place: int, answered: int) -> None:
    # The sentence may have said so before.
    with one_run(page):
        choose(page, framework, item, place)
    expect(option(page, framework, item, place).locator("input")).to_be_checked()
    expect(page.get_by_text(f"{answered} of 14 answered")).to_be_visible()


def write_a_note(page: Page, item: str, text: str) -> None:
    panel = page.get_by_text(f"Note, link and more: {item}")
    expect(panel).to_have_count(1)
    panel.click()
    note = page.get_by_label("Your note").locator("visible=true")
    with one_run(page):
        note.fill(text)
        note.blur()


def test_of_two_tabs_with_one_url_the_older_one_writes_nothing_that_was_not_chosen_on_it_since(
    page: Page, other: Page, server: Server, draft: str
) -> None:
    open_step(page, f"{draft}&step=principles-holistic", HOLISTIC)
    open_step(other, page.url, HOLISTIC)
    chosen(page, "principles", "holistic", 1, 1)
    # The other tab shows the question without an answer; somebody chooses there as if for the first time.
    tap(other, "principles", "holistic", 3)
    other.get_by_role("button", name="Save this instead").click()
    expect(other.get_by_text("Choose which one to keep")).to_have_count(0)
    write_a_note(other, "Holistic", "Minutes of March")

    button(page, "save").click()
    asked(page, "principles", "resourced")
    page.go_back()
    asked(page, "principles", "holistic")
    expect(option(page, "principles", "holistic", 3).locator("input")).to_be_checked()

    entries = log(server, draft)
    assert current(entries) == {
        ("principles", "holistic"): Answer("principles", "holistic", 3, note="Minutes of March")
    }
    assert [entry.answer.level for entry in entries] == [1, 3, 3]


def test_two_people_in_one_draft_keep_each_others_answers_and_notes_and_change_what_they_have_seen(
    page: Page, other: Page, server: Server, draft: str
) -> None:
    title = "All questions"
    open_step(page, f"{draft}&step=all", title)
    open_step(other, f"{draft}&step=all", title)
    chosen(page, "milestones", "partnerships", 2, 1)
    option(other, "milestones", "prevention", 3).click()
    expect(other.get_by_text("2 of 14 answered")).to_be_visible()
    chosen(page, "milestones", "commissioning", 0, 3)
    with one_run(other):
        option(other, "milestones", "partnerships", 3).click()
    other.get_by_text("Note, link and more: Information and advice").click()
    other.get_by_label("Your note").locator("visible=true").fill("Our leaflet")
    # One click both leaves the field and saves.
    button(other, "check-answers").click()
    headed(other, "Check your answers")
    button(page, "check-answers").click()
    headed(page, "Check your answers")
    expect(page.get_by_text(re.compile("3 of 14 answered"))).to_be_visible()

    stands = current(log(server, draft))
    levels = {item: answer.level for (_, item), answer in stands.items()}
    assert levels == {"partnerships": 3, "prevention": 3, "commissioning": 0, "information": None}
    assert stands["milestones", "information"].note == "Our leaflet"


def test_where_two_people_answer_the_same_the_later_one_sees_both_and_chooses(
    page: Page, other: Page, server: Server, draft: str
) -> None:
    step = f"{draft}&step=principles-holistic"
    open_step(page, step, HOLISTIC)
    open_step(other, step, HOLISTIC)
    chosen(page, "principles", "holistic", 1, 1)
    tap(other, "principles", "holistic", 4)
    expect(other.get_by_text("Choose which one to keep")).to_be_visible()
    names = [CATALOGUE["principles"].level(value).label for value in (1, 4)]
    for name in names:
        expect(other.get_by_test_id("stText").get_by_text(name, exact=True)).to_be_visible()
    assert_no_violation(other)
    button(other, "save").click()
    expect(other.get_by_text("There is a problem")).to_be_visible()
    other.get_by_role("button", name="Keep this").click()
    expect(other.get_by_text("Choose which one to keep")).to_have_count(0)
    expect(option(other, "principles", "holistic", 1).locator("input")).to_be_checked()
    button(other, "save").click()
    asked(other, "principles", "resourced")
    assert current(log(server, draft))["principles", "holistic"].level == 1


def test_back_and_forward_to_screens_from_before_a_change_write_nothing(
    page: Page, other: Page, server: Server, draft: str
) -> None:
    open_step(page, f"{draft}&step=principles-holistic", HOLISTIC)
    chosen(page, "principles", "holistic", 1, 1)
    button(page, "save").click()
    asked(page, "principles", "resourced")
    chosen(page, "principles", "resourced", 2, 2)
    open_step(other, f"{draft}&step=principles-holistic", HOLISTIC)
    chosen(other, "principles", "holistic", 4, 2)

    page.go_back()
    asked(page, "principles", "holistic")
    expect(option(page, "principles", "holistic", 4).locator("input")).to_be_checked()
    page.go_forward()
    asked(page, "principles", "resourced")
    page.go_back()
    asked(page, "principles", "holistic")
    page.reload()
    asked(page, "principles", "holistic")
    still(page)
    written = [(entry.answer.item, entry.answer.level) for entry in log(server, draft)]
    assert written == [("holistic", 1), ("resourced", 2), ("holistic", 4)]


def test_a_screen_of_before_the_server_died_writes_only_what_is_chosen_on_it(
    page: Page, other: Page, server: Server, draft: str
) -> None:
    title = "All questions"
    open_step(page, f"{draft}&step=all", title)
    open_step(other, page.url, title)
    chosen(page, "milestones", "partnerships", 1, 1)
    chosen(other, "milestones", "prevention", 2, 2)
    other.goto("about:blank")
    server.kill()
    server.start()
    option(page, "milestones", "commissioning", 3).click()
    expect(page.get_by_text("3 of 14 answered")).to_be_visible(timeout=60_000)
    expect(option(page, "milestones", "prevention", 2).locator("input")).to_be_checked()
    written = [(entry.answer.item, entry.answer.level) for entry in log(server, draft)]
    assert written == [("partnerships", 1), ("prevention", 2), ("commissioning", 3)]


def open_action(page: Page, server: Server, action: Action) -> None:
    open_step(page, f"{server.url}/actions?service={action.service}", re.compile(r"^\d+ promised: "))
    page.get_by_text("Change this action").click()


def as_kept(server: Server, action: Action) -> tuple[Action, int]:
    """Return an action and how often it was kept."""
    with store_of(server) as store:
        (kept,) = store.actions.visible_to(ME, service=action.service)
        _, acts = store.audit.newest(ME, 100)
        return kept, sum((act.act, act.subject) == ("action", action.key) for act in acts)


def test_two_people_who_change_one_action_keep_each_others_changes(
    page: Page, other: Page, server: Server, promise: Action
) -> None:
    open_action(page, server, promise)
    open_action(other, server, promise)
    with one_run(other):
        other.get_by_role("radio", name="under way").click()
    other.get_by_label("What will you do?").locator("visible=true").first.fill("Meet every week")
    other.get_by_role("button", name="Save these changes").click()
    expect(other.get_by_text("These changes are saved")).to_be_visible()
    page.get_by_label("Until when?").locator("visible=true").first.fill("1 March 2031")
    page.get_by_role("button", name="Save these changes").click()
    expect(page.get_by_text("These changes are saved")).to_be_visible()
    expected = replace(promise, what="Meet every week", state="under way", due=date(2031, 3, 1))
    assert as_kept(server, promise) == (expected, 4)


def test_a_form_of_before_the_server_died_writes_nothing_that_was_not_typed_on_it(
    page: Page, other: Page, server: Server, promise: Action
) -> None:
    open_action(page, server, promise)
    open_action(other, server, promise)
    server.kill()
    server.start()
    other.get_by_label("Until when?").locator("visible=true").first.fill("1 March 2031")
    other.get_by_role("button", name="Save these changes").click()
    expect(other.get_by_text("These changes are saved")).to_be_visible(timeout=60_000)
    server.kill()
    server.start()
    page.get_by_role("button", name="Save these changes").click()
    expect(page.locator("[data-test-connection-state=CONNECTED]")).to_be_attached(timeout=60_000)
    still(page)
    assert as_kept(server, promise) == (replace(promise, due=date(2031, 3, 1)), 2)


def test_a_choice_about_answers_that_were_submitted_meanwhile_is_said_not_to_be_saved(
    page: Page, other: Page, server: Server, draft: str
) -> None:
    open_step(page, f"{draft}&step=principles-holistic", HOLISTIC)
    open_step(other, f"{draft}&step=principles-holistic", HOLISTIC)
    chosen(other, "principles", "holistic", 2, 1)
    button(other, "check-answers").click()
    headed(other, "Check your answers")
    button(other, "submit").click()
    expect(other.get_by_text("is rated for")).to_be_visible()
    option(page, "principles", "holistic", 4).click()
    expect(page.get_by_text("Not saved: Holistic.")).to_be_visible()
    page.reload()
    headed(page, "Submitted")
    expect(page.get_by_text("Not saved")).to_have_count(0)
    assert [entry.answer.level for entry in log(server, draft)] == [2]
