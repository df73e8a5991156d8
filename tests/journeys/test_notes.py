"""A note is saved to disk while somebody types it, without disturbing the typing."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from assess.core.access import local_viewer
from assess.core.catalogue import Catalogue
from assess.store import Store
from served import Server
from walking import asked, assert_no_violation
from written import store_of

pytestmark = pytest.mark.browser

ME = local_viewer()
PAUSE = 2_000  # milliseconds, in which a note is sent and saved


@dataclass
class Draft:
    """The page of a question of a new draft, with its panel open."""

    page: Page
    server: Server
    key: str

    def notes(self) -> list[str]:
        """Return each note that is on disk."""
        with store_of(self.server) as store:
            return [entry.answer.note for entry in store.ratings.log(ME, self.key)]


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[tuple[Server, list[str]]]:
    """A server, and drafts of a service each, of which every test takes one."""
    server = Server(tmp_path_factory.mktemp("notes") / "assess.duckdb")
    with closing(Store(server.database, catalogue)) as store:
        added = [store.services.add_first(ME, f"Larkrise {n}", "Fernbridge", "home care", "North") for n in range(4)]
        keys = [store.ratings.start(ME, service.key, round_.key).key for service, round_ in added]
    server.start()
    yield server, keys
    server.stop()


@pytest.fixture
def draft(page: Page, drafts: tuple[Server, list[str]]) -> Draft:
    server, keys = drafts
    key = keys.pop()
    page.goto(f"{server.url}/rate?assessment={key}&step=principles-holistic")
    asked(page, "principles", "holistic")
    panel(page).click()
    return Draft(page, server, key)


def panel(page: Page) -> Locator:
    return page.locator(".st-key-evidence-principles-holistic summary")


def note(page: Page) -> Locator:
    return page.get_by_label("Your note")


def test_typing_goes_on_where_it_was_while_a_note_is_sent_and_the_note_is_there_when_the_page_is_reloaded(
    draft: Draft,
) -> None:
    page = draft.page
    note(page).press_sequentially("Minutes March")
    page.wait_for_timeout(PAUSE)
    expect(panel(page)).to_contain_text("Note, link and more: Holistic (filled in)")
    for _ in "March":
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("of ")
    page.wait_for_timeout(PAUSE)
    expect(note(page)).to_be_focused()
    expect(note(page)).to_be_visible()
    assert note(page).evaluate("field => [field.selectionStart, field.selectionEnd]") == [11, 11]
    page.keyboard.type("late ")
    expect(note(page)).to_have_value("Minutes of late March")
    assert_no_violation(page)
    page.wait_for_timeout(PAUSE)
    assert draft.notes() == ["Minutes March", "Minutes of March", "Minutes of late March"]
    page.reload()
    asked(page, "principles", "holistic")
    expect(panel(page)).to_contain_text("Note, link and more: Holistic (filled in)")
    panel(page).click()
    expect(note(page)).to_have_value("Minutes of late March")


def test_a_note_is_sent_when_the_page_is_not_seen_any_more(draft: Draft) -> None:
    note(draft.page).press_sequentially("Minutes")
    draft.page.evaluate("""() => {
        Object.defineProperty(document, "hidden", { value: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    draft.page.wait_for_timeout(500)
    draft.page.close()
    assert draft.notes() == ["Minutes"]


def test_of_a_tab_that_is_closed_at_once_what_was_sent_is_there(draft: Draft) -> None:
    note(draft.page).press_sequentially("Minutes")
    draft.page.wait_for_timeout(PAUSE)
    draft.page.keyboard.type(" of")
    draft.page.close()
    assert draft.notes()[0] == "Minutes"


def test_a_word_that_is_being_composed_is_sent_when_it_is_chosen(draft: Draft) -> None:
    page = draft.page
    note(page).focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    page.wait_for_timeout(PAUSE)
    keyboard.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
    page.wait_for_timeout(PAUSE)
    keyboard.send("Input.insertText", {"text": "你好"})
    expect(note(page)).to_have_value("你好")
    page.wait_for_timeout(PAUSE)
    assert draft.notes() == ["你好"]
