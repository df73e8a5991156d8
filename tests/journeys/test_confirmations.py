"""Every write on a page is confirmed where the reader is looking: every confirmation, on a phone."""

import ast
import re
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import FilePayload, Page, expect

from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.store import Store
from served import ROOT, Server
from walking import asked, assert_no_violation, button, choose, confirmed, go, headed, unfold

ME = local_viewer()
KEY = ("principles", "equal")


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 390, "height": 844})
    return page


@pytest.fixture
def oak_lodge(new_server: Server, catalogue: Catalogue) -> Server:
    """A service with a closed round in which both voices were heard, and an open round that is not begun."""
    today = datetime.now(UTC).astimezone().date()
    with closing(Store(new_server.database, catalogue)) as store:
        store.programmes.add(ME, "Open Doors")
        service = store.services.add(ME, "Oak Lodge", "Fernshire Council", "day centre", "North", "open-doors")
        spring = store.rounds.open(ME, "open-doors", "Spring", date(2026, 3, 1), date(2026, 5, 31))
        store.rounds.open(ME, "open-doors", "Autumn", today - timedelta(days=9), today + timedelta(days=90))
        with store.at(datetime(2026, 4, 1, 12, tzinfo=UTC)):
            response = store.ratings.start(ME, service.key, spring.key)
            store.ratings.save(ME, response.key, [Answer(*KEY, 3)])
            store.ratings.submit(ME, response.key)
            code = store.invitations.open(ME, service.key, spring.key).token
            for _ in range(5):
                person = store.invitations.join(code).key
                store.ratings.save(guest(person), person, [Answer(*KEY, 2)])
                store.ratings.submit(guest(person), person)
    new_server.start()
    return new_server


def opened(page: Page, server: Server, name: str, title: str = "") -> None:
    go(page, f"{server.url}/{name}")
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator("h1")).to_contain_text(title)


@pytest.mark.browser
def test_what_a_service_does_is_confirmed_where_one_looks(phone: Page, oak_lodge: Server) -> None:
    submit(phone, oak_lodge)
    expect(phone.get_by_role("heading", name="Now ask the people who use Oak Lodge")).to_be_visible()
    assert_no_violation(phone)
    phone.get_by_test_id("stMain").get_by_role("link", name="Invite people", exact=True).click()
    headed(phone, "Invite people")
    invite(phone)
    act(phone, oak_lodge)
    agree(phone, oak_lodge)
    opened(phone, oak_lodge, "details", "Service details")
    phone.get_by_label("Name of the service").fill("Oak Lodge Day Centre")
    phone.get_by_role("button", name="Save these details").click()
    confirmed(phone, "These details are saved.")


def submit(page: Page, server: Server) -> None:
    """Rate, submit, reopen and submit again."""
    opened(page, server, "rate")
    button(page, "start").click()
    headed(page, "Rate Oak Lodge")
    button(page, "save").click()
    asked(page, "ladder", "overall")
    choose(page, "ladder", "overall", 3)
    button(page, "check-answers").click()
    headed(page, "Check your answers")
    form = page.url
    button(page, "submit").click()
    confirmed(page, "Oak Lodge is rated for Autumn: submitted on")
    assert re.search(r" at \d\d:\d\d\.", page.locator(".st-key-done").inner_text())
    go(page, form)
    headed(page, "Submitted")
    page.get_by_label("Why do you want to change your answers?").fill("A slip of the pen")
    button(page, "reopen").click()
    confirmed(page, "Reopened: change what you want")
    button(page, "check-answers").click()
    headed(page, "Check your answers")
    button(page, "submit").click()
    confirmed(page, "Oak Lodge is rated for Autumn: submitted again on")


def invite(page: Page) -> None:
    """Make an invitation, replace its code and close answering for good."""
    button(page, "invite").click()
    confirmed(page, "The invitation is made")
    unfold(page, "Replace the code")
    button(page, "replace-code").click()
    confirmed(page, "The code is replaced")
    unfold(page, "When everybody has answered")
    unfold(page, "Close it with too few people")
    button(page, "close-for-good").click()
    confirmed(page, "Answering is closed for good.")


def act(page: Page, server: Server) -> None:
    """Add an action, set its state and change its words."""
    opened(page, server, "actions", "Nothing was promised yet")
    page.get_by_label("What will you do?").fill("Share the agenda a week before")
    page.get_by_role("button", name="Add this action").click()
    confirmed(page, "The action is added")
    page.get_by_role("radio", name="under way").click()
    confirmed(page, "the state is now “under way”")
    unfold(page, "Change this action")
    page.get_by_label("What will you do?").first.fill("Share the agenda two weeks before")
    page.get_by_role("button", name="Save these changes").click()
    confirmed(page, "These changes are saved.")


def agree(page: Page, server: Server) -> None:
    """Agree on a level that nobody said, which must be confirmed, and then on it again."""
    opened(page, server, "agree", "apart on ")
    button(page, "agree").click()
    page.get_by_role("button", name="Staff have all the say.").click()
    page.get_by_label("Because").fill("We met and talked.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("is below what each of you said").first).to_be_visible()
    page.get_by_label("We mean this level, though nobody said it").check()
    page.get_by_role("button", name="Save").click()
    # The confirmation is on the board, so that the focus stays there.
    expect(page.get_by_text("Equal: what you agree on is recorded.").first).to_be_in_viewport()
    button(page, "leave").click()
    confirmed(page, "What you agreed on is recorded.")


@pytest.mark.browser
def test_what_a_board_does_is_confirmed_where_one_looks(phone: Page, oak_lodge: Server) -> None:
    opened(phone, oak_lodge, "rounds", " submitted")
    unfold(phone, "Open a new round")
    phone.get_by_label("Name, for example Spring 2027").fill("Next")
    phone.get_by_label("Last day, for example 31 May 2027").fill(f"31 December {datetime.now(UTC).year + 1}")
    phone.get_by_role("button", name="Open the round").click()
    confirmed(phone, "Next is set up")
    unfold(phone, "Close Autumn early")
    phone.get_by_label("Why close it before its last day?").last.fill("All are in")
    phone.get_by_role("button", name="Close this round").last.click()
    confirmed(phone, "Autumn is closed.")
    bring_in(phone, oak_lodge)


def bring_in(page: Page, server: Server) -> None:
    """Bring in one row, which a preview shows first."""
    opened(page, server, "data", "Data in and out")
    row: FilePayload = {"name": "programmes.csv", "mimeType": "text/csv", "buffer": b"key,name\n,Living Well\n"}
    page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(row)
    button(page, "bring-in").click()
    confirmed(page, "Brought in: 1 added.")


@pytest.mark.browser
def test_examples_are_confirmed_where_one_looks(phone: Page, server: Server) -> None:
    phone.goto(server.url)
    button(phone, "example-published").click()
    confirmed(phone, "The published reports are loaded.")
    button(phone, "remove-examples").click()
    confirmed(phone, "The examples are removed.")


# Calls that lead to another page, which then confirms what was done.
_LEAVING = {"begin", "stay", "go", "leave"}


def test_every_write_from_a_page_says_that_it_is_done_or_leaves_the_page() -> None:
    files = [*ROOT.glob("pages/*.py"), *ROOT.glob("assess/screen/*.py")]
    silent, shown, named = [], set(), set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) == "done":
                shown |= {_start(node.args[0])} if node.args else set()
            if isinstance(node, ast.With):
                for call in [item.context_expr for item in node.items]:
                    if isinstance(call, ast.Call) and _called(call) == "attempt" and _is_show(call):
                        at = [_start(keyword.value) for keyword in call.keywords if keyword.arg == "at"]
                        named |= set(at)
                        calls = {_called(inner) for inner in ast.walk(node) if isinstance(inner, ast.Call)}
                        if not (at or calls & _LEAVING):
                            silent.append(f"{path.name}:{node.lineno}")
    assert silent == []
    assert named <= shown
    assert {"submit", "reopen"} <= shown


def _is_show(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "show"


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)


def _start(at: ast.expr) -> str:
    """Return the name of a place; for a name built at run time, its beginning."""
    first = at.values[0] if isinstance(at, ast.JoinedStr) else at
    return str(first.value) if isinstance(first, ast.Constant) else ast.unparse(first)
