"""Asking open questions, the page of themes and case notes, without a browser."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps import opened, press
from assess import wording
from assess.core.dates import date_of
from assess.core.programme import Round, Service
from assess.core.together import Theme
from assess.core.voices import Invitation
from assess.screen import session
from assess.store import Store
from together_by_hand import ME, asking, writes, written

HARMFUL = "![](https://evil.example/b.png) <script> # Big"
Place = tuple[Service, Round, Invitation]
Writing = Callable[[Callable[[Store], Place]], Place]


@pytest.fixture
def write(database: Path, written_once: Callable[..., Any]) -> Writing:
    def of(make: Callable[[Store], Place]) -> Place:
        place: Place = written_once(database, make)
        return place

    return of


def said(app: AppTest) -> str:
    shown = (*app.title, *app.header, *app.subheader, *app.markdown, *app.text, *app.success, *app.info)
    return "\n".join(str(each.value) for each in shown).replace("\\", "")


def tabs(app: AppTest) -> list[str]:
    return [str(tab.label) for tab in app.tabs]


def unfolding(app: AppTest) -> list[str]:
    return [str(part.label).replace("\\", "") for part in app.expander]


def not_asked(store: Store) -> Place:
    return asking(store, date_of(datetime.now(UTC)), asked=False)


def still_open(store: Store) -> Place:
    return written(store, closed=False)


def test_a_manager_asks_the_open_questions_and_stops_again(write: Writing) -> None:
    service, round_, _ = write(not_asked)
    app = opened("invite", service=service.key)
    assert "Three open questions: not asked" in unfolding(app)
    app.button("ask-openly").click().run()
    assert wording.together.ASKING in said(app)
    app.run()
    assert "Three open questions: asked" in unfolding(app)
    assert session.store().together.asks(service.key, round_.key)
    app.button("stop-asking").click().run()
    assert not session.store().together.asks(service.key, round_.key)


def test_two_managers_who_both_want_to_ask_do_ask(write: Writing) -> None:
    service, round_, _ = write(not_asked)
    one, other = (opened("invite", service=service.key) for _ in range(2))
    for app in (one, other):
        app.button("ask-openly").click().run()
        assert not app.exception
        assert session.store().together.asks(service.key, round_.key)


def test_the_page_shows_nothing_before_answering_has_ended(write: Writing) -> None:
    service, *_ = write(still_open)
    app = opened("themes", service=service.key)
    assert not app.text
    assert "I wait too long." not in said(app)


def test_without_open_words_there_is_nothing_to_sort(write: Writing) -> None:
    def unasked(store: Store) -> Place:
        service, round_, invitation = not_asked(store)
        for _ in range(6):
            writes(store, invitation, {})
        store.invitations.close(ME, invitation)
        return service, round_, invitation

    service, round_, _ = write(unasked)
    app = opened("themes", service=service.key, round=round_.key)
    assert wording.together.NOTHING in said(app)
    assert tabs(app) == []


def test_a_theme_is_added_a_note_put_into_it_and_both_are_in_the_result(write: Writing) -> None:
    service, round_, _ = write(written)
    before = opened("result", service=service.key)
    assert not any(name.startswith("Themes") for name in tabs(before))
    app = opened("themes", service=service.key, round=round_.key)
    app.text_input[0].set_value(HARMFUL)
    press(app, "Add this theme")
    (theme,) = session.store().together.of(ME, service.key, round_.key).themes
    assert theme.name == HARMFUL
    group = app.get("button_group")[-1]
    group.set_value(theme.key).run()  # type: ignore[union-attr]
    assert len(session.store().together.of(ME, service.key, round_.key).words_of(theme)) == 1
    assert app.title[0].value == "9 notes from people, 1 theme, 8 still to sort"
    after = opened("result", service=service.key, tab="Themes")
    assert tabs(after) == [
        "What changed",
        "What people wrote (9)",
        "Themes (1)",
        "What the service wrote (0)",
        "Tables",
        wording.related.TITLE,
        "How worked out",
    ]
    # Typed text is escaped: nothing in it loads a picture.
    (heading,) = [each.value for each in after.subheader if "evil" in each.value]
    assert "![](" not in heading


def test_a_case_note_is_written_with_the_service_s_details_and_read_with_its_result(write: Writing) -> None:
    service, round_, _ = write(written)
    assert "How it came about" not in tabs(opened("result", service=service.key))
    app = opened("details", service=service.key)
    app.text_area[0].set_value("People wait.")
    app.button("keep-case-note").click().run()
    assert "The case note is saved." in said(app)
    assert session.store().case_notes.of(ME, service.key, round_.key).why == "People wait."
    after = opened("result", service=service.key, tab="How it")
    assert "People wait." in said(after)


def test_what_people_wrote_leads_to_where_it_is_sorted(write: Writing) -> None:
    service, _, invitation = write(still_open)
    session.store().invitations.close(ME, invitation)
    for name in ("result", "agree", "invite"):
        page = opened(name, service=service.key, tab="What people wrote" if name == "result" else "")
        assert "Sort the notes into themes" in [link.proto.label for link in page.get("page_link")], name


def test_a_sheet_has_the_themes_and_no_note(write: Writing) -> None:
    def themed(store: Store) -> Place:
        service, round_, invitation = written(store)
        store.together.keep(ME, Theme("", service.key, round_.key, "Waiting", "I know when they come"))
        return service, round_, invitation

    service, round_, _ = write(themed)
    sheet = said(opened("give_back", service=service.key, round=round_.key))
    assert "Waiting" in sheet
    assert "I know when they come" in sheet
    assert "I wait too long" not in sheet
