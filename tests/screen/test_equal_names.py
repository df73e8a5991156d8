"""What bears the same name or the same words as another is chosen, kept and written as itself."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from apps import opened, press
from assess.core import drafts
from assess.core.access import Grant, Person
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.dates import date_of
from assess.core.impact import Impact
from assess.core.programme import Service
from assess.core.together import Theme
from assess.screen import forget, session
from assess.store import Store
from own_frameworks import published
from together_by_hand import ME, written


@pytest.fixture
def service(database: Path, written_once: Callable[..., Any]) -> Service:
    """A service with two promises in the same words, of which `seven` is the older."""
    promising: Service = written_once(database, _promise_twice)
    return promising


def _promise_twice(store: Store) -> Service:
    service, round_, _ = written(store)
    today = date_of(store.clock())
    promise = Action("", service.key, round_.key, "principles", "equal", 2, 3, "Ask", "", "", today, "to do", today)
    store.actions.keep(ME, replace(promise, key="seven"))
    store.actions.keep(ME, replace(promise, key="eight", framework="ladder", item="overall", level=4, target=5))
    return service


@pytest.mark.parametrize("place", [0, 1])
def test_a_promise_is_made_on_the_chosen_item_where_two_frameworks_have_one_of_its_title(
    database: Path, catalogue: Catalogue, place: int
) -> None:
    store = session.store()
    other = published(store, {**drafts.of_framework(catalogue["principles"]), "title": "Ours"})
    today = date_of(store.clock())
    programme = store.programmes.add(ME, "Fernshire").key
    key = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme).key
    asked = [other, catalogue["principles"]]  # in the order of their keys
    round_ = store.rounds.open(ME, programme, "Summer", today, today, frameworks=asked)
    response = store.ratings.start(ME, key, round_.key).key
    store.ratings.save(ME, response, [Answer(framework.key, "equal", 2) for framework in asked])
    store.ratings.submit(ME, response)
    app = opened("actions", service=key)
    box = app.selectbox(key="item")
    assert box.options == [f"Equal ({framework.title})" for framework in asked]
    box.select_index(place).run()
    next(area for area in app.text_area if area.label == "What will you do?").input("Meet at 11")
    press(app, "Add this action")
    assert [action.framework for action in session.store().actions.visible_to(ME)] == [asked[place].key]


@pytest.mark.parametrize("key", ["seven", "eight"])
def test_a_change_belongs_to_the_chosen_one_of_two_promises_in_the_same_words(service: Service, key: str) -> None:
    app = opened("changes", service=service.key)
    next(area for area in app.text_area if area.label == "What is different now?").input("People chair meetings")
    box = next(box for box in app.selectbox if box.label == "What does it belong to?")
    place = [action.key for action in session.store().actions.visible_to(ME, service=service.key)].index(key)
    box.select_index(1 + place)
    press(app, "Note this change")
    (change,) = session.store().impacts.visible_to(ME)
    assert change.action == key


@pytest.mark.parametrize("key", ["seven", "eight"])
def test_a_theme_keeps_its_promise_beside_another_in_the_same_words(service: Service, key: str) -> None:
    store = session.store()
    (round_,) = store.rounds.of_service(ME, service)
    theme = store.together.keep(ME, Theme("", service.key, round_.key, "Knowing when", actions=key))
    app = opened("themes", service=service.key, tab="Work")
    next(area for area in app.text_area if area.label.startswith("Why is it so?")).input("Nobody calls.")
    press(app, "Save this theme")
    assert store.together.of(ME, service.key, round_.key).themes == [replace(theme, cause="Nobody calls.")]


@pytest.mark.parametrize("place", [0, 1])
def test_the_chosen_one_of_two_changes_in_the_same_words_is_withdrawn(service: Service, place: int) -> None:
    store = session.store()
    change = Impact("", service.key, date_of(store.clock()), "People chair meetings", "people", "decisions")
    for idea in ("people", "staff"):
        store.impacts.keep(ME, replace(change, idea=idea))
    noted = store.impacts.visible_to(ME)
    app = opened("changes", service=service.key)
    next(box for box in app.selectbox if box.label == "Which one?").select_index(place).run()
    press(app, "Withdraw this change")
    assert store.impacts.visible_to(ME) == [noted[1 - place]]


def test_two_items_of_a_draft_with_one_title_can_both_be_chosen(database: Path) -> None:
    made = drafts.blank("Kindness")
    for _ in range(2):
        made, _ = drafts.add_item(made, "Kind words")
    store = session.store()
    key = store.frameworks.begin(ME, made)
    app = opened("frameworks", framework=key, tab="Items")
    assert app.selectbox[0].options == ["Kind words", "Kind words (2)"]
    press(app, "Remove this item")
    draft = session.store().frameworks.own(ME)[0].draft or {}
    assert [item["key"] for item in draft["items"]] == ["kind-words-2"]


def test_home_names_two_services_of_one_name_with_their_organisations(service: Service) -> None:
    store = session.store()
    store.services.add(ME, service.name, "Marlowick", service.kind, service.area, service.programme)
    body = "".join(html.proto.body for html in opened().get("html"))
    for organisation in ("Fernbridge", "Marlowick"):
        assert f"Larkrise, {organisation}</" in body.partition("<table")[2]
    assert "Larkrise, Fernbridge: " in body


def test_of_two_people_with_one_name_the_chosen_one_is_meant() -> None:
    grants = (Grant("board", "everything"),)
    people = [Person(f"https://id.example.org {key}", "Alex Fern", grants) for key in ("one", "two")]
    people.append(Person("https://id.example.org three", ""))
    names = forget.named(people)
    assert list(names.values()) == [
        "Alex Fern (https://id.example.org one)",
        "Alex Fern (https://id.example.org two)",
        "https://id.example.org three",
    ]
