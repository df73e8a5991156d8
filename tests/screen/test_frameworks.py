"""The page of frameworks, whatever a draft lacks, and who may open it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from apps import new_app
from assess.core import drafts
from assess.core.drafts import Draft
from assess.screen import session
from assess.store import Store
from own_frameworks import HOSTILE, ME, draft, published

TABS = ("What", "Levels", "Items", "Preview", "Publish")
KEY = "kindness"


@pytest.fixture
def store(database: Path) -> Store:
    """The store that the pages open."""
    return session.store()


def opened(framework: str = "", tab: str = "", view_as: str = "Everything") -> AppTest:
    app = new_app()
    app.session_state["view-as"] = view_as
    app.query_params["framework"] = framework
    app.query_params["tab"] = tab
    return app.switch_page("../../pages/frameworks.py").run()


def said(app: AppTest) -> str:
    return " ".join(each.value for each in (*app.markdown, *app.error)).replace("\\", "")


def test_how_a_ladder_is_drawn_is_asked_of_a_ladder_alone(store: Store) -> None:
    store.frameworks.begin(ME, draft(), KEY)
    assert "Its items are" not in {radio.label for radio in opened(KEY, "What").radio}
    store.frameworks.change(ME, KEY, lambda fields: drafts.put(fields, ("kind",), "rung"))
    assert "Its items are" in {radio.label for radio in opened(KEY, "What").radio}


def test_once_published_a_framework_leads_to_the_rounds(store: Store) -> None:
    store.frameworks.begin(ME, draft(), KEY)
    app = opened(KEY, "Publish")
    app.button("publish").click().run()
    assert "Open a round on it" in [link.proto.label for link in app.get("page_link")]


# What each draft lacks, and what the tab “Publish” says of it.
LACKING: dict[str, tuple[Draft, str]] = {
    "nothing but a title": (drafts.blank("Kindness"), "Items: needs 1 at least."),
    "a title": (drafts.put(draft(), ("title",), ""), "Title: missing."),
    "a question": (drafts.put(draft(), ("items", "item-2", "question"), ""), "Item 3, “Item 2”, question: missing."),
    "a level's name": (drafts.put(draft(), ("levels", 2, "label"), ""), "Level 3, name: missing."),
    "an item's title": (drafts.put(draft(), ("items", "item-1", "title"), ""), "Item 2, title: missing."),
    "room": (drafts.put(draft(), ("about",), "a" * 9_000), "What it is about: it is 9,000 characters long"),
    "visible characters": (drafts.put(draft(), ("title",), "a\x00b"), "Title: it has a hidden character (U+0000)"),
    "two titles": (
        drafts.put(draft(), ("items", "item-1", "title"), "ITEM 0"),
        "Item 2, “ITEM 0”, title: duplicate title.",
    ),
    "somebody to ask": (
        drafts.put(draft(), ("items", "item-1", "voices"), ["agreed"]),
        "Item 2, “Item 1”, who is asked",
    ),
}


def begin_all(store: Store) -> dict[str, str]:
    return {
        name: store.frameworks.begin(ME, made, f"{KEY}-{at}") for at, (name, (made, _)) in enumerate(LACKING.items())
    }


@pytest.mark.parametrize("name", LACKING)
def test_whatever_a_draft_lacks_every_tab_opens_and_the_last_one_says_what(
    shared: Callable[..., Any], name: str
) -> None:
    key, (_, sentence) = shared(begin_all)[name], LACKING[name]
    for tab in TABS:
        app = opened(key, tab)
        assert not app.exception, tab
        assert app.title[0].value
    assert sentence in said(app)
    assert "publish" not in [button.key for button in app.button]


def test_a_fault_stands_at_its_field(store: Store) -> None:
    key = store.frameworks.begin(ME, drafts.put(draft(), ("source",), ""), KEY)
    assert "Source: missing." in said(opened(key, "What"))
    assert "missing" not in said(opened(key, "Levels"))


def test_a_field_is_saved_when_it_is_left_and_the_draft_is_published(store: Store) -> None:
    key = store.frameworks.begin(ME, drafts.put(draft(), ("source",), ""), KEY)
    app = opened(key, "What")
    next(area for area in app.text_area if area.label.startswith("Source")).input("  Ours. ").run()
    assert store.frameworks.own(ME)[0].draft == drafts.put(draft(), ("source",), "Ours.")
    assert "missing" not in said(app)
    app = opened(key, "Publish")
    app.button(key="publish").click().run()
    assert store.catalogue[KEY].version == 1
    assert [message.value for message in app.success] == [
        r"Kindness is published as version 1\. New rounds can be opened on it now\."
    ]


def test_what_somebody_else_has_changed_meanwhile_is_kept_and_what_was_typed_is_said(store: Store) -> None:
    key = store.frameworks.begin(ME, draft(), KEY)
    app = opened(key, "What")
    store.frameworks.put(ME, key, ("title",), "Warmth", "Kindness")
    app.text_input[0].input("Care").run()
    assert "Title: somebody else has changed this meanwhile, and “Warmth” is kept. You had typed: Care" in said(app)
    assert store.frameworks.own(ME)[0].title == "Warmth"
    app.run()
    assert app.text_input[0].value == "Warmth"
    app.text_input[0].input("Care").run()
    assert store.frameworks.own(ME)[0].title == "Care"


def test_what_somebody_else_changes_is_shown_on_the_next_run(store: Store) -> None:
    key = store.frameworks.begin(ME, draft(), KEY)
    app = opened(key, "What")
    store.frameworks.put(ME, key, ("title",), "Warmth", "Kindness")
    app.run()
    assert app.text_input[0].value == "Warmth"
    assert store.frameworks.own(ME)[0].title == "Warmth"


def test_a_draft_that_somebody_has_published_meanwhile_takes_no_text(store: Store) -> None:
    key = store.frameworks.begin(ME, draft(), KEY)
    app = opened(key, "What")
    store.frameworks.publish(ME, key, draft())
    app.text_input[0].input("Care").run()
    assert not app.exception
    assert store.catalogue[KEY].title == "Kindness"


def test_items_and_levels_are_added_moved_and_removed(store: Store) -> None:
    key = store.frameworks.begin(ME, draft(), KEY)
    app = opened(key, "Items")
    app.button(key="move-1-item-0").click().run()
    app.button(key="remove-item-item-0").click().run()
    app = opened(key, "Items")
    next(field for field in app.text_input if field.label == "Title of a new item").input("Brand new")
    next(button for button in app.button if button.label == "Add this item").click().run()
    app = opened(key, "Levels")
    app.button(key="remove-level-0-of-5").click().run()
    made = store.frameworks.own(ME)[0].draft or {}
    assert len(made["levels"]) == 4
    assert ("brand-new", "Brand new") in drafts.titles(made)
    assert len(made["items"]) == 4


def test_an_item_that_is_moved_stays_on_the_page_and_is_moved_on(store: Store) -> None:
    key = store.frameworks.begin(ME, draft(), KEY)
    app = opened(key, "Items")
    for _ in range(2):
        app.button(key="move-1-item-0").click().run()
    made = store.frameworks.own(ME)[0].draft or {}
    assert [name for name, _ in drafts.titles(made)] == ["item-1", "item-2", "item-0", "item-3"]


def test_who_presses_what_somebody_else_has_pressed_already_does_it_to_nothing_else(store: Store) -> None:
    key = store.frameworks.begin(ME, draft(), KEY)
    for tab, button in (("Items", "remove-item-item-0"), ("Levels", "remove-level-1-of-5")):
        for app in [opened(key, tab) for _ in range(2)]:
            app.button(key=button).click().run()
            assert not app.exception
    made = store.frameworks.own(ME)[0].draft or {}
    assert [name for name, _ in drafts.titles(made)] == ["item-1", "item-2", "item-3"]
    assert [level["label"] for level in made["levels"]] == ["Level 0", "Level 2", "Level 3", "Level 4"]
    store.frameworks.publish(ME, key, made)
    for app in [opened(key, "Versions") for _ in range(2)]:
        app.button(key="retire").click().run()
        assert not app.exception
        assert KEY not in store.catalogue.frameworks


def test_a_version_is_followed_by_the_next_retired_and_deleted(store: Store) -> None:
    published(store, draft())
    app = opened(KEY)
    app.button(key="next-version").click().run()
    made = store.frameworks.own(ME)[0].draft or {}
    assert drafts.checked(made, KEY, 1) == drafts.checked(draft(), KEY, 1)
    app = opened(KEY, "Publish")
    assert "Every item is compared with rounds on version 1." in said(app)
    app.button(key="discard-draft").click().run()
    app = opened(KEY, "Versions")
    app.button(key="retire").click().run()
    assert KEY not in store.catalogue.frameworks
    app = opened(KEY, "Versions")
    app.button(key="delete-framework").click().run()
    assert store.frameworks.own(ME) == []


def test_what_somebody_has_not_seen_is_neither_published_nor_discarded(store: Store) -> None:
    key = store.frameworks.begin(ME, draft(), KEY)
    for button in ("publish", "discard-draft"):
        app = opened(key, "Publish")
        made = store.frameworks.own(ME)[0].draft or {}
        store.frameworks.put(ME, key, ("about",), f"Before {button}", drafts.value_at(made, ("about",)))
        app.button(key=button).click().run()
        assert "Somebody else has changed this draft meanwhile" in said(app)
        assert (store.frameworks.own(ME)[0].draft or {})["about"] == f"Before {button}"
    # By now its reader has seen it.
    app.button(key="publish").click().run()
    assert store.catalogue[KEY].about == "Before discard-draft"


def test_a_screen_with_a_deleted_framework_says_so_and_changes_nothing_of_the_next_one_of_its_title(
    store: Store,
) -> None:
    published(store, draft())
    app = opened(KEY, "Versions")
    store.frameworks.delete(ME, KEY)
    again = published(store, draft())
    app.button(key="delete-framework").click().run()
    assert "The framework that you looked for is not here any more" in " ".join(each.value for each in app.info)
    assert store.catalogue[again.key] == again
    app = opened(again.key, "Versions")
    app.button(key="delete-framework").click().run()
    assert [each.value for each in app.success] == ["Kindness is deleted\\."]
    assert not app.info


def test_a_copy_is_begun_under_a_title_of_its_own(store: Store) -> None:
    app = opened()
    app.button(key="begin-draft").click().run()
    assert "The title is missing." in said(app)
    next(field for field in app.text_input if field.label.startswith("Title")).input("Our ladder")
    app.button(key="begin-draft").click().run()
    (own,) = store.frameworks.own(ME)
    assert (own.title, own.draft) == (
        "Our ladder",
        {**drafts.of_framework(store.files["ladder"]), "title": "Our ladder"},
    )


def test_words_that_another_program_would_read_as_its_own_are_words_on_every_tab(store: Store) -> None:
    made = draft(HOSTILE["title"], HOSTILE["item"] + " {}", HOSTILE["label"] + " {}")
    published(store, made, KEY)
    store.frameworks.begin(ME, made, KEY)
    for tab in (*TABS, "Versions"):
        app = opened(KEY, tab)
        assert not app.exception
        shown = [each.value for each in (*app.markdown, *app.title, *app.header, *app.subheader)]
        assert [text for text in shown if re.search(r"(?<!\\)(\]\(|<script|<img)", text)] == []


@pytest.mark.parametrize("view_as", ["Manager", "Commissioner"])
def test_the_page_is_for_boards_and_administrators(store: Store, view_as: str) -> None:
    published(store, draft())
    app = opened(KEY, view_as=view_as)
    assert [error.value for error in app.error] != []
    assert "Kindness" not in [title.value for title in app.title]


def test_a_board_has_the_page(store: Store) -> None:
    published(store, draft())
    assert opened(KEY, view_as="Programme board").title[0].value == "Kindness"
