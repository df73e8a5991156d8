from datetime import datetime

from assess.core import drafts
from assess.core.catalogue import Catalogue
from assess.core.framework import Fault
from assess.core.own import Own, Published
from assess.core.rewording import changes
from assess.wording import frameworks as wording

AT = datetime(2026, 6, 3, 9)  # noqa: DTZ001 - in UTC, as the database stores moments


def test_a_fault_names_its_place_in_words(catalogue: Catalogue) -> None:
    draft = drafts.of_framework(catalogue["ladder"])
    cases = {
        ("source",): "Source: missing.",
        ("levels", 0, "descriptor"): "Level 1, “Coercion”, what it looks like: missing.",
        ("items", 1, "question"): "Item 2, “Analyse: finding out what is needed”, question: missing.",
        (
            "items",
            1,
            "descriptors",
            9,
        ): "Item 2, “Analyse: finding out what is needed”, what level 9 looks like: missing.",
        (
            "items",
            1,
            "to_do",
            2,
        ): "Item 2, “Analyse: finding out what is needed”, what to do to reach level 2: missing.",
        ("items", 1, "indicators", 2): "Item 2, “Analyse: finding out what is needed”, parts, 3: missing.",
        ("items", 99, "title"): "Item 100, title: missing.",
        ("colour",): "Colour: missing.",
        (): "missing.",
    }
    for place, sentence in cases.items():
        assert wording.fault(draft, Fault(place, "missing")) == sentence


def test_a_place_in_a_file_that_is_no_framework_is_named_as_far_as_there_is_one() -> None:
    for items in (None, 7, "text", [], [7], [{"title": 7}], [{"title": "\u202e"}], {"a": "b"}):
        assert wording.place({"items": items}, ("items", 0, "title")).startswith("Item 1")
    assert wording.place({"items": [{"title": "a" * 500}]}, ("items", 0, "title")) == f"Item 1, “{'a' * 39}…”, title"
    assert wording.place({}, ("\x00b" * 500,)) == "B" + "b" * 38 + "…"


def test_a_new_version_says_what_it_changes_and_what_is_not_compared(catalogue: Catalogue) -> None:
    before = catalogue["core-economy"]
    first, second, third, fourth = before.items
    other = third.model_copy(update={"question": "Otherwise?", "question_people": "Otherwise for me?"})
    new = first.model_copy(update={"key": "new", "title": "Brand new"})
    after = before.model_copy(update={"items": (new, other, fourth, second), "version": 3})
    assert wording.changes(changes(before, after), before, after) == [
        "New: Brand new.",
        f"No longer asked: {first.title}.",
        f"Worded differently for the service: {third.title}.",
        f"Worded differently for people: {third.title}.",
        f"In another place: {second.title}.",
        "What is new or no longer asked is not compared with rounds on version 2.",
        "A service's levels are compared with rounds on version 2, and pages say that the words differ.",
        "What people say where their words have changed is not compared with rounds on version 2.",
    ]
    same = before.model_copy(update={"version": 3, "credit": "Others"})
    assert wording.changes(changes(before, same), before, same) == ["Every item is compared with rounds on version 2."]


def test_a_framework_says_how_it_stands(catalogue: Catalogue) -> None:
    framework = catalogue["core-economy"]
    versions = (Published(framework, "me", AT),)
    frameworks = [
        Own("a", (), {}),
        Own("a", versions),
        Own("a", versions, rounds=1),
        Own("a", versions, {}, is_retired=True, rounds=2),
    ]
    assert list(map(wording.state, frameworks)) == [
        "A draft, not published yet.",
        "Version 2, offered to new rounds; no round is on it yet.",
        "Version 2, offered to new rounds; 1 round is on it.",
        "Version 2, retired, so new rounds cannot ask it; 2 rounds are on it. The next version is being written.",
    ]


def test_versions_are_rows_of_a_table(catalogue: Catalogue) -> None:
    own = Own("core-economy", (Published(catalogue["core-economy"], "me", AT),))
    title = catalogue["core-economy"].title
    assert wording.table([own]) == [
        {"Framework": title, "Version": "2", "Published": "3 June 2026", "Items": "4", "Levels": "5"}
    ]
    assert wording.published(catalogue["core-economy"]) == (
        f"{title} is published as version 2. New rounds can be opened on it now."
    )


def test_what_was_typed_beside_somebody_else_is_not_lost() -> None:
    assert wording.clash("Title", "Warmth", "Kindness to all") == (
        "Title: somebody else has changed this meanwhile, and “Warmth” is kept. You had typed: Kindness to all"
    )
    assert "“nothing” is kept" in wording.clash("Title", "", "Kindness")
