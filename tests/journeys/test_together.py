"""Working Together for Change in the browser: people write, a group sorts what they wrote, and the themes go back."""

import re
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from assess.core.access import guest
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.dates import date_of
from assess.core.programme import Round, Service
from assess.core.together import QUESTIONS, Theme
from assess.core.voices import Invitation
from assess.store import Store
from assess.wording.plain import text
from load.client import Client
from served import Server
from together_by_hand import ME, WROTE, asking, writes, written
from walking import (
    Keyboard,
    assert_accessible,
    button,
    confirmed,
    headed,
    sideways,
    still,
    unfold,
)

pytestmark = pytest.mark.browser

WORDS = {"works": "The cook asks us.", "not": "The bus comes late.", "want": "A bus at ten."}
TITLE = "Themes together"  # until there is something to sort
SORTING = re.compile(r"^\d+ notes from people, ")


def nearly_enough(store: Store) -> tuple[Service, Round, Invitation]:
    """A service about which five people have written, and another may."""
    service, round_, invitation = asking(store, date_of(datetime.now(UTC)))
    for words in WROTE[1:6]:
        writes(store, invitation, words)
    return service, round_, invitation


def close_for_good(manager: Client, service: Service) -> None:
    manager.open("invite", f"service={service.key}")
    manager.tick("sure", value=True)
    manager.press("close-for-good")


def add_theme(page: Page, name: str) -> None:
    page.get_by_label("Name of the theme").first.fill(name)
    page.get_by_role("button", name="Add this theme").click()
    confirmed(page, "The theme is added.")


def note(page: Page, words: str) -> Locator:
    return page.locator("[class*=st-key-sort-]").filter(has_text=words)


def pill(page: Page, words: str, theme: str) -> Locator:
    return note(page, words).get_by_role("radio", name=theme).or_(note(page, words).get_by_role("button", name=theme))


def sorting(page: Page, finding: str) -> Locator:
    return page.get_by_role("heading", level=1, name=finding, exact=True)


def work_on_waiting(page: Page) -> None:
    page.get_by_role("tab", name="Work on the themes").click()
    still(page)
    unfold(page, "Work on this theme: Waiting")
    for label, words in {
        "What would one of these people say?": "I know when somebody comes.",
        "Why is it so?": "The rota is made the day before.",
        "What does it look like when it goes well?": "Everybody has the times of their week.",
    }.items():
        page.get_by_label(label).last.fill(words)
    page.locator("[class*=st-key-keep-] button").last.click()
    confirmed(page, "The theme is saved.")


def write_openly(page: Page, url: str) -> None:
    """Answer the three open questions, which are the last page of the form, and submit."""
    page.goto(url)
    headed(page, text("open.title"))
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    still(page)
    assert sideways(page) == 0
    for question in QUESTIONS:
        page.get_by_label(text(f"open.{question}")).fill(WORDS[question])
    button(page, "save").click()
    headed(page, text("look.title"))
    for words in WORDS.values():
        expect(page.get_by_text(words)).to_be_visible()
    button(page, "submit").click()
    headed(page, text("finished.title"))


def test_somebody_writes_three_answers_and_a_group_sorts_them_into_two_themes_and_gives_them_back(
    new_server: Server, catalogue: Catalogue, open_tab: Callable[..., Page]
) -> None:
    with closing(Store(new_server.database, catalogue)) as store:
        service, round_, invitation = nearly_enough(store)
        begun = store.passes.begin(invitation.token)
        store.ratings.save(guest(begun.response), begun.response, [Answer("ladder", "overall", 3)])
    new_server.start()
    page, manager = open_tab(width=390), open_tab()
    write_openly(page, f"{new_server.url}/take_part?code={invitation.token}&secret={begun.secret}&step=words")

    # Before answering has ended, the manager is sent none of the answers.
    sent: list[bytes] = []
    with Client(f"localhost:{new_server.port}", received=sent) as session:
        session.open("themes", f"service={service.key}")
        assert session.title == TITLE
        assert not [words for words in WORDS.values() if words.encode() in b"".join(sent)]
        close_for_good(session, service)

    manager.goto(f"{new_server.url}/themes?service={service.key}&round={round_.key}")
    headed(manager, SORTING)
    add_theme(manager, "Getting there")
    add_theme(manager, "Waiting")
    manager.get_by_role("radio", name="What does not work").or_(
        manager.get_by_role("button", name="What does not work")
    ).first.click()
    expect(note(manager, WORDS["not"])).to_be_visible()
    # One note is sorted with the mouse, one with the keyboard.
    pill(manager, WORDS["not"], "Getting there").click()
    expect(sorting(manager, "10 notes from people, 2 themes, 9 still to sort")).to_be_visible()
    keys, waiting = Keyboard(manager), pill(manager, "I wait too long.", "Waiting")
    waiting.focus()
    keys.press("Space")
    expect(sorting(manager, "10 notes from people, 2 themes, 8 still to sort")).to_be_visible()
    assert keys.keys == 1
    assert_accessible(manager)

    work_on_waiting(manager)
    assert_accessible(manager)

    with Client(f"localhost:{new_server.port}") as session:
        session.open("give_back", f"service={service.key}&round={round_.key}")
        session.press("publish")
    page.goto(f"{new_server.url}/take_part?code={invitation.token}")
    headed(page, text("sheet.title"))
    for summary in page.locator("details:not([open]) > summary").all():
        summary.click()
    expect(page.get_by_text("“I know when somebody comes.”")).to_be_visible()
    # The sheet has the group's words, and no person's note.
    expect(page.get_by_text("The bus comes late.")).to_have_count(0)
    new_server.stop()
    with closing(Store(new_server.database, catalogue)) as store:
        assert {theme.name for theme in store.together.of(ME, service.key, round_.key).themes} == {
            "Getting there",
            "Waiting",
        }
        assert store.faults() == []


def test_two_screens_do_not_overwrite_what_the_other_has_sorted(
    new_server: Server, catalogue: Catalogue, open_tab: Callable[..., Page]
) -> None:
    with closing(Store(new_server.database, catalogue)) as store:
        service, round_, _ = written(store)
        for name in ("Waiting", "A say"):
            store.together.keep(ME, Theme("", service.key, round_.key, name))
    new_server.start()
    one, other = open_tab(), open_tab()
    for page in (one, other):
        page.goto(f"{new_server.url}/themes?service={service.key}&round={round_.key}")
        headed(page, SORTING)
        expect(pill(page, "The garden.", "Waiting")).to_be_visible()
    pill(one, "The garden.", "Waiting").click()
    expect(sorting(one, "9 notes from people, 2 themes, 8 still to sort")).to_be_visible()
    pill(other, "The garden.", "A say").click()
    expect(other.get_by_text("Somebody else has just put this note into another theme").first).to_be_visible()
    # The screen shows the stored theme, and another click is a new decision.
    other.get_by_role("tab", name="Work on the themes").click()
    other.get_by_role("tab", name="Sort the notes").click()
    expect(pill(other, "The garden.", "A say")).to_be_visible()
    new_server.stop()
    with closing(Store(new_server.database, catalogue)) as store:
        stands = store.together.of(ME, service.key, round_.key)
        (garden,) = [word for word in stands.words if word.text == "The garden."]
        assert next(theme.name for theme in stands.themes if theme.key == stands.theme_of(garden)) == "Waiting"


def test_without_the_open_questions_the_form_ends_with_all_answers_as_before(
    new_server: Server, catalogue: Catalogue
) -> None:
    with closing(Store(new_server.database, catalogue)) as store:
        *_, invitation = asking(store, date_of(datetime.now(UTC)), asked=False)
    new_server.start()
    sent: list[bytes] = []
    with Client(f"localhost:{new_server.port}", received=sent) as client:
        client.open("take_part", f"code={invitation.token}")
        client.press("start")
        for number in range(1, 10):
            assert f"Question {number} of 9".encode() in b"".join(sent)
            client.press("save")
        assert client.title == text("look.title")
    assert text("open.title").encode() not in b"".join(sent)
