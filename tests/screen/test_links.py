"""Links to read without a browser: what is offered, what opens by one, and when it opens nothing."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from apps import opened, unfold
from assess.core.access import Grant, Viewer, local_viewer
from assess.core.errors import InputError, NotAllowedError
from assess.core.links import CLOSED, Shared
from assess.core.text import WITHHELD
from assess.screen import session
from assess.store import Store

ME = local_viewer()
ANNA = "https://id.example.org anna"
LARKRISE = "larkrise-sitting-service"


@pytest.fixture(scope="module")
def _linked_file(tmp_path_factory: pytest.TempPathFactory, example_copy: Callable[[str, Path], Path]) -> Iterator[Path]:
    yield example_copy("fictional", tmp_path_factory.mktemp("linked") / "assess.duckdb")
    session.close_store()


@pytest.fixture
def linked(_linked_file: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The fictional example, in which tests of this module leave links and change nothing else."""
    monkeypatch.setenv("ASSESS_DATABASE", str(_linked_file))
    return session.store()


def text_of(app: AppTest) -> str:
    """Return all that is sent for the main part of a page."""
    return "".join(str(element.proto) for element in app.main)


def faults(app: AppTest) -> list[str]:
    return [plain(error.value) for error in app.error]


def plain(markdown: str) -> str:
    """Return a text without the marks that keep Markdown from having an effect in it."""
    return re.sub(r"\\(.)", r"\1", markdown)


def secret_of(app: AppTest) -> str:
    (url,) = [code.value for code in app.code]
    return parse_qs(urlsplit(url).query)["link"][0]


def shared_of(store: Store, page: str = "compare", *, words: bool = False) -> Shared:
    programme = store.services.get(ME, LARKRISE).programme
    earlier, later = store.rounds.of(ME, programme)[-3:-1]
    if page == "result":
        return Shared("result", LARKRISE, later.key, words=words)
    return Shared(page, programme, later.key, earlier.key, words=words)  # type: ignore[arg-type]


def assert_leads_nowhere(app: AppTest) -> None:
    assert not [*app.get("page_link"), *app.selectbox, *app.button, *app.text_input]
    assert not [*app.checkbox, *app.radio, *app.get("popover")]
    assert "data-page=" not in text_of(app)


def test_a_result_is_shared_with_one_click_and_opens_as_it_is(linked: Store) -> None:
    app = opened("result", service=LARKRISE)
    assert not [*app.code, *app.checkbox]  # drawn when it is opened
    unfold(app, "share").button(key="make-link").click().run()
    assert any("The link is made. It opens until" in plain(each.value) for each in app.success)
    reading = opened("shared", link=secret_of(app))
    assert [title.value for title in reading.title] == [title.value for title in app.title]
    assert not faults(reading)
    assert_leads_nowhere(reading)
    assert not reading.get("download_button")
    # The link is for the earlier choice, so another choice needs another link.
    app.checkbox(key="share-words").check().run()
    assert not app.code


@pytest.mark.parametrize("page", ["compare", "paper"])
def test_a_comparison_and_its_paper_are_shared(linked: Store, page: str) -> None:
    app = opened("compare")
    unfold(app, "share").radio(key="share-what").set_value(page).run()
    app.button(key="make-link").click().run()
    reading = opened("shared", link=secret_of(app))
    assert [title.value for title in reading.title] == [title.value for title in app.title]
    assert_leads_nowhere(reading)
    downloads = [each.proto.label for each in reading.get("download_button")]
    assert downloads == {"compare": [], "paper": ["The board's paper (PDF)"]}[page]


def test_the_url_chooses_nothing_else(linked: Store) -> None:
    store = session.store()
    secret = store.links.make(ME, shared_of(store, "result"), 30)
    others = [service for service in store.services.visible_to(ME) if service.key != LARKRISE]
    plain = opened("shared", link=secret)
    chosen = opened("shared", link=secret, service=others[0].key, round="another", programme="another", view="people")
    assert text_of(chosen) == text_of(plain)
    assert not [service.name for service in others if service.name in text_of(chosen)]


@pytest.mark.parametrize("page", ["result", "compare"])
def test_words_are_in_it_only_where_they_were_added(linked: Store, page: str) -> None:
    store = session.store()
    secrets = [store.links.make(ME, shared_of(store, page, words=words), 30) for words in (False, True)]
    without, with_words = (text_of(opened("shared", link=secret)) for secret in secrets)
    typed = {action.what for action in store.actions.visible_to(ME)}
    shared = shared_of(store)
    for service in store.services.visible_to(ME, programme=shared.about):
        typed |= {note for _, note in store.voices.words_of_people(ME, service.key, shared.round)}
        for _, response in store.ratings.submitted(ME, service.key):
            answers = store.ratings.submitted_answers(ME, response.key).values()
            typed |= {text for answer in answers for text in (answer.note, answer.does_not_apply)}
    assert not [text for text in typed - {""} if text in without]
    assert [text for text in typed - {""} if text in with_words]
    assert WITHHELD in without
    assert WITHHELD not in with_words
    assert "are not in this link" in without


def test_an_ended_link_opens_nothing_on_the_next_run_of_a_page_that_is_open(examples: Store) -> None:
    store = session.store()
    secret = store.links.make(ME, shared_of(store), 30)
    reading = opened("shared", link=secret)
    assert not faults(reading)
    listed = opened("links")
    assert [button.label for button in listed.main.button] == ["End this link"]
    listed.main.button[0].click().run()
    assert [plain(each.value) for each in listed.success] == ["The link opens nothing any more."]
    assert not listed.main.button
    reading.run()
    assert [CLOSED in fault for fault in faults(reading)] == [True]
    assert [title.value for title in reading.title] == ["Shared with you"]
    assert "Good Days" not in text_of(reading)


def test_a_link_counts_the_day_on_which_it_was_opened_once(examples: Store) -> None:
    store = session.store()
    secret = store.links.make(ME, shared_of(store), 30)
    for _ in range(2):
        opened("shared", link=secret)
    (link,) = store.links.of(ME)
    assert (link.last_opened, link.days_opened) == (session.today(), 1)


@pytest.mark.parametrize("secret", ["", "nothing", "../result"])
def test_what_is_no_link_is_refused_in_the_same_words(linked: Store, secret: str) -> None:
    app = opened("shared", link=secret)
    assert [CLOSED in fault for fault in faults(app)] == [True]
    assert_leads_nowhere(app)


@pytest.fixture
def board(examples: Store, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, Grant]:
    """Where people sign in: the secret of a board member's link, their token and their role."""
    shared = shared_of(examples)
    grant = Grant("board", "programme", shared.about)
    examples.accounts.give(ME, ANNA, grant)
    anna = examples.accounts.viewer(ANNA, "Anna")
    secret = examples.links.make(anna, shared, 30)
    monkeypatch.setenv("ASSESS_MODE", "deployed")
    return secret, anna.principal, grant


def test_a_link_follows_the_role_of_who_made_it(board: tuple[str, str, Grant]) -> None:
    secret, anna, grant = board
    reading = opened("shared", link=secret)
    assert not faults(reading)
    assert_leads_nowhere(reading)
    store = session.store()
    # Another role over the same services does not open the page from which it was shared.
    store.accounts.give(ME, anna, Grant("manager", "programme", grant.key))
    store.accounts.take(ME, anna, grant)
    for app in (reading.run(), opened("shared", link=secret)):
        assert [CLOSED in fault for fault in faults(app)] == [True]
    store.accounts.give(ME, anna, grant)
    assert not faults(reading.run())
    store.accounts.forget(ME, anna)
    assert [CLOSED in fault for fault in faults(reading.run())] == [True]


def test_a_link_of_the_person_at_a_laptop_opens_nothing_where_people_sign_in(
    linked: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = session.store()
    secret = store.links.make(ME, shared_of(store), 30)
    assert not faults(opened("shared", link=secret))
    monkeypatch.setenv("ASSESS_MODE", "deployed")
    assert [CLOSED in fault for fault in faults(opened("shared", link=secret))] == [True]


def test_a_download_is_made_only_while_its_link_opens(board: tuple[str, str, Grant]) -> None:
    secret, anna, grant = board
    store = session.store()
    link = store.links.by_secret(secret)
    held = store.links.reader(link, store.accounts.holder(anna))
    assert session.made_for(held, {}, lambda: b"paper", secret) == b"paper"
    with pytest.raises(NotAllowedError):
        session.made_for(Viewer("another", ""), {}, lambda: b"paper", secret)
    store.accounts.take(ME, anna, grant)
    with pytest.raises(InputError, match="does not open anything"):
        session.made_for(held, {}, lambda: b"paper", secret)


def test_somebody_lists_their_own_links_and_an_administrator_all(examples: Store) -> None:
    store = session.store()
    store.accounts.give(ME, ANNA, Grant("board", "programme", shared_of(store).about))
    anna = store.accounts.viewer(ANNA, "Anna Example")
    store.links.make(anna, shared_of(store, "paper"), 30)
    assert "Made by Anna Example" in text_of(opened("links"))
    assert "No link was made yet" in text_of(opened("links", "Commissioner"))
