"""A button that adds something is pressed twice, as many people do: one thing is added, and what was typed is kept."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assess.core import drafts, form
from assess.core.catalogue import Catalogue
from assess.store import Store
from load.client import Client
from served import Server
from together_by_hand import ME, written
from walking import answer_is_kept, button, go, headed, question, settled, still
from written import store_of

pytestmark = pytest.mark.browser

FRAMEWORK = "kindness"
GAPS = (0, 100)  # milliseconds between both clicks: the server has not begun, or is at work


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[Server]:
    served = Server(tmp_path_factory.mktemp("twice") / "assess.duckdb")
    with closing(Store(served.database, catalogue)) as store:
        written(store)
        store.frameworks.begin(ME, drafts.blank("Kindness"))
    served.start()
    yield served
    served.stop()


# Of each form: its page, its field and its button.
FORMS = {
    "change": ("changes?service=larkrise", "What is different now?", "Note this change"),
    "action": ("actions?service=larkrise", "What will you do?", "Add this action"),
    "theme": ("themes?service=larkrise", "Name of the theme, in a few words", "Add this theme"),
    "item": (f"frameworks?framework={FRAMEWORK}&tab=Items", "Title of a new item", "Add this item"),
    "level": (
        f"frameworks?framework={FRAMEWORK}&tab=Levels",
        "Name of a level above the highest",
        "Add this level",
    ),
}


def kept(store: Store) -> dict[str, list[str]]:
    """Return what was added, by the form."""
    (service,) = store.services.visible_to(ME)
    (round_,) = store.rounds.of_service(ME, service)
    draft = store.frameworks.own(ME)[0].draft or {}
    return {
        "change": [change.what for change in store.impacts.visible_to(ME)],
        "action": [action.what for action in store.actions.visible_to(ME)],
        "theme": [theme.name for theme in store.together.of(ME, service.key, round_.key).themes],
        "item": [title for _, title in drafts.titles(draft)],
        "level": [level["label"] for level in draft["levels"][5:]],
    }


def press_twice(page: Page, button: str, gap: int, *, by_key: bool = False) -> None:
    """Press the button of this name twice, with so many milliseconds in between.

    Where a click turns the page, the browser holds the second one back; the second Enter reaches the server.
    """
    place = page.get_by_role("button", name=button)
    place.scroll_into_view_if_needed()
    still(page)
    box = place.bounding_box()
    assert box is not None
    place.focus()
    for _ in range(2):
        if by_key:
            page.keyboard.press("Enter")
        else:
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(gap)
    still(page)


def test_two_clicks_on_a_button_add_one_thing(walked: Page, server: Server) -> None:
    for path, label, name in FORMS.values():
        go(walked, f"{server.url}/{path}")
        for gap in GAPS:
            walked.get_by_label(label, exact=True).locator("visible=true").last.fill(f"After {gap}")
            press_twice(walked, name, gap)
    with store_of(server) as store:
        assert {name: sorted(texts) for name, texts in kept(store).items()} == {
            name: sorted(f"After {gap}" for gap in GAPS) for name in FORMS
        }


@pytest.mark.parametrize(("gap", "by_key"), [(100, False), *((gap, True) for gap in GAPS)])
def test_pressing_the_first_start_twice_opens_the_rating_of_one_service(
    page: Page, tmp_path: Path, catalogue: Catalogue, gap: int, *, by_key: bool
) -> None:
    server = Server(tmp_path / "assess.duckdb")
    server.start()
    page.goto(server.url)
    settled(page)
    for label in ("Name of the service", "Organisation", "Kind of service", "Area"):
        page.get_by_label(label).fill("Larkrise")
    press_twice(page, "Start rating", gap, by_key=by_key)
    headed(page, question("ladder", "overall"))
    server.stop()
    with closing(Store(server.database, catalogue)) as store:
        assert [service.name for service in store.services.visible_to(ME)] == ["Larkrise"]


def test_two_clicks_make_one_link(walked: Page, server: Server) -> None:
    for gap in GAPS:
        walked.goto(f"{server.url}/result?service=larkrise")  # a session shows the link that it has made
        settled(walked)
        walked.get_by_role("button", name="Share").click()
        press_twice(walked, "Make a link", gap)
        expect(walked.get_by_role("button", name="Make a link")).to_have_count(0)
        expect(walked.get_by_text("/shared?link=")).to_have_count(1)
    with store_of(server) as store:
        assert [event.act for event in store.audit.events()].count("make link") == len(GAPS)


@pytest.fixture(scope="module")
def oak_lodge(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Iterator[tuple[Server, str, str]]:
    """A server with a service whose rating has begun; also the key of that draft and the code for people."""
    served = Server(tmp_path_factory.mktemp("oak-lodge") / "assess.duckdb")
    with closing(Store(served.database, catalogue)) as store:
        service, round_ = store.services.add_first(ME, "Oak Lodge", "Fernbridge", "home care", "Fernshire")
        draft = store.ratings.start(ME, service.key, round_.key).key
        code = store.invitations.open(ME, service.key, round_.key).token
    served.start()
    yield served, draft, code
    served.stop()


def test_a_second_click_of_somebody_with_a_code_skips_no_question_and_leaves_the_thanks(
    phone: Callable[..., Page], oak_lodge: tuple[Server, str, str]
) -> None:
    server, _, code = oak_lodge
    page = phone()
    for gap in GAPS:
        page.goto(f"{server.url}/take_part?code={code}")
        settled(page)
        press_twice(page, "Start", gap)
        expect(page.get_by_text("Question 1 of 9", exact=True)).to_be_visible()
        press_twice(page, "Next", gap)
        expect(page.get_by_text("Question 2 of 9", exact=True)).to_be_visible()
        page.get_by_test_id("stRadioOption").nth(1).click()
        answer_is_kept(page)
        button(page, "stop").click()
        settled(page)
        press_twice(page, "I have finished", gap)
        headed(page, "Thank you")


def test_a_second_click_begins_no_second_response(oak_lodge: tuple[Server, str, str]) -> None:
    server, _, code = oak_lodge
    with store_of(server) as store:
        before = len(store.audit.events())
    # The browser holds a second click back; this is what a slow line or a tab without the script sends.
    gaps = [0.005 * number for number in range(20)]
    for gap in gaps:
        with Client(f"localhost:{server.port}") as client:
            client.open("take_part", f"code={code}")
            client.press_twice("start", gap)
    with store_of(server) as store:
        acts = [event.act for event in store.audit.events()[before:]]
    assert acts.count("start") == len(gaps)


@pytest.mark.parametrize("by_key", [False, True])
def test_pressing_save_and_continue_twice_skips_no_question(
    walked: Page, oak_lodge: tuple[Server, str, str], catalogue: Catalogue, *, by_key: bool
) -> None:
    server, draft, _ = oak_lodge
    first, second, *_ = form.steps(catalogue.core, "quick", "service")
    for gap in (*GAPS, 300):
        go(walked, f"{server.url}/rate?assessment={draft}&step={first.key}")
        headed(walked, first.item.question)
        press_twice(walked, "Save and continue", gap, by_key=by_key)
        headed(walked, second.item.question)
