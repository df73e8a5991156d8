"""A note is saved to disk while somebody types it, without disturbing the typing."""

from contextlib import closing

import pytest
from playwright.sync_api import Locator, Page, expect

from assess.core.access import local_viewer
from assess.core.catalogue import Catalogue
from assess.store import Store
from served import Server
from walking import asked, assert_no_violation

pytestmark = pytest.mark.browser

ME = local_viewer()
PAUSE = 2_000  # milliseconds, in which a note is sent and saved


@pytest.fixture
def server(new_server: Server) -> Server:
    """A server that the test starts once it has written something to show."""
    return new_server


@pytest.fixture
def draft(page: Page, server: Server, catalogue: Catalogue) -> Page:
    """The page of a question of a new draft, with its panel open."""
    with closing(Store(server.database, catalogue)) as store:
        service, round_ = store.services.add_first(ME, "Larkrise Home Care", "Fernbridge", "home care", "Fernshire")
        key = store.ratings.start(ME, service.key, round_.key).key
    server.start()
    page.goto(f"{server.url}/rate?assessment={key}&step=principles-holistic")
    asked(page, "principles", "holistic")
    panel(page).click()
    return page


def panel(page: Page) -> Locator:
    return page.locator(".st-key-evidence-principles-holistic summary")


def note(page: Page) -> Locator:
    return page.get_by_label("Your note")


def notes(server: Server, catalogue: Catalogue) -> list[str]:
    """Return each note that was saved, after the server was killed."""
    server.kill()
    with closing(Store(server.database, catalogue)) as store:
        ((response, _),) = store.ratings.responses(ME)
        return [entry.answer.note for entry in store.ratings.log(ME, response.key)]


def test_a_note_that_was_typed_is_there_when_the_page_is_reloaded(draft: Page) -> None:
    note(draft).press_sequentially("Minutes of March")
    draft.wait_for_timeout(PAUSE)
    expect(panel(draft)).to_contain_text("Note, link and more: Holistic (filled in)")
    draft.reload()
    asked(draft, "principles", "holistic")
    expect(panel(draft)).to_contain_text("Note, link and more: Holistic (filled in)")
    panel(draft).click()
    expect(note(draft)).to_have_value("Minutes of March")


def test_typing_goes_on_where_it_was_while_a_note_is_sent(draft: Page, server: Server, catalogue: Catalogue) -> None:
    note(draft).press_sequentially("Minutes March")
    draft.wait_for_timeout(PAUSE)
    for _ in "March":
        draft.keyboard.press("ArrowLeft")
    draft.keyboard.type("of ")
    draft.wait_for_timeout(PAUSE)
    expect(note(draft)).to_be_focused()
    expect(note(draft)).to_be_visible()
    assert note(draft).evaluate("field => [field.selectionStart, field.selectionEnd]") == [11, 11]
    draft.keyboard.type("late ")
    expect(note(draft)).to_have_value("Minutes of late March")
    assert_no_violation(draft)
    draft.wait_for_timeout(PAUSE)
    assert notes(server, catalogue) == ["Minutes March", "Minutes of March", "Minutes of late March"]


def test_a_note_is_sent_when_the_page_is_not_seen_any_more(draft: Page, server: Server, catalogue: Catalogue) -> None:
    note(draft).press_sequentially("Minutes")
    draft.evaluate("""() => {
        Object.defineProperty(document, "hidden", { value: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }""")
    draft.wait_for_timeout(500)
    draft.close()
    assert notes(server, catalogue) == ["Minutes"]


def test_of_a_tab_that_is_closed_at_once_what_was_sent_is_there(
    draft: Page, server: Server, catalogue: Catalogue
) -> None:
    note(draft).press_sequentially("Minutes")
    draft.wait_for_timeout(PAUSE)
    draft.keyboard.type(" of")
    draft.close()
    assert notes(server, catalogue)[0] == "Minutes"


def test_a_word_that_is_being_composed_is_sent_when_it_is_chosen(
    draft: Page, server: Server, catalogue: Catalogue
) -> None:
    note(draft).focus()
    keyboard = draft.context.new_cdp_session(draft)
    keyboard.send("Input.imeSetComposition", {"text": "ni", "selectionStart": 2, "selectionEnd": 2})
    draft.wait_for_timeout(PAUSE)
    keyboard.send("Input.imeSetComposition", {"text": "nihao", "selectionStart": 5, "selectionEnd": 5})
    draft.wait_for_timeout(PAUSE)
    keyboard.send("Input.insertText", {"text": "你好"})
    expect(note(draft)).to_have_value("你好")
    draft.wait_for_timeout(PAUSE)
    assert notes(server, catalogue) == ["你好"]
