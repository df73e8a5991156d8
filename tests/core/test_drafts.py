"""A draft is changed part by part and checked like a file; every fault has a place."""

import json
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core import drafts
from assess.core.errors import FrameworkError, InputError
from assess.core.framework import (
    ABOUT_LIMIT,
    MOST_INDICATORS,
    MOST_ITEMS,
    MOST_LEVELS,
    SENTENCE_LIMIT,
    Fault,
    Framework,
    check,
    load_framework,
    read_toml,
)
from assess.core.text import NAME_LIMIT
from assess.wording import frameworks as wording
from shipped import CATALOGUE

FRAMEWORKS = st.sampled_from(CATALOGUE.every_version)
# Values that are invalid in every text field: too long, invisible, or not a text.
HUGE = "a" * 100_000
NO_TEXT: tuple[object, ...] = ("", "   ", HUGE, "a\x00b", "a\x1bb", "a\u202eb", "a\u2028b", 7, 1.5, True, [], {}, ["a"])
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "**bold** ![](http://a.example)",
    "=cmd|' /C calc'!A1",
    "שלום",
    "a" * NAME_LIMIT,
)
# The fields that a framework, a level and an item must have.
NEEDED: dict[tuple[str | int, ...], list[str]] = {
    (): ["key", "title", "version", "source", "credit", "kind", "levels", "items"],
    ("levels", 1): ["value", "label", "descriptor"],
    ("items", 0): ["key", "title", "question", "prompt", "quick"],
}


def raw(framework: Framework) -> dict[str, Any]:
    return deepcopy(dict(drafts.of_framework(framework)))


def paths(part: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the paths of all fields of a file, parts of parts as well."""
    inner = part.items() if isinstance(part, Mapping) else enumerate(part) if isinstance(part, list) else ()
    return [found for name, each in inner for found in ((*path, name), *paths(each, (*path, name)))]


def at(part: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - any part of a file
    for name in path:
        part = part[name]
    return part


@st.composite
def malformed(draw: st.DrawFn) -> tuple[dict[str, Any], tuple[str | int, ...]]:
    """A framework with one fault, and the place of the fault if it is known in advance."""
    framework = raw(draw(FRAMEWORKS))
    levels, items = framework["levels"], framework["items"]
    kind = draw(st.sampled_from(["a field", "missing", "extra", "twice", "gap", "many", "off the scale"]))
    place: tuple[str | int, ...]
    if kind == "a field":
        place = draw(st.sampled_from(paths(framework)))
        break_field(draw, at(framework, place[:-1]), place[-1])
        place = place[:1]
    elif kind == "missing":
        part, fields = draw(st.sampled_from([*NEEDED.items()]))
        place = (*part, draw(st.sampled_from(fields)))
        del at(framework, part)[place[-1]]
    elif kind == "extra":
        part = draw(st.sampled_from([(), ("levels", 0), ("items", len(items) - 1)]))
        place = (*part, draw(st.text(min_size=1, max_size=300).filter(lambda text: text not in wording.FIELDS)))
        at(framework, part)[place[-1]] = draw(st.none() | st.integers() | st.text())
    elif kind == "twice":
        name, field = draw(st.sampled_from([("levels", "label"), ("items", "key"), ("items", "title")]))
        place = (name, len(framework[name]) - 1, field)
        framework[name][-1][field] = framework[name][0][field]
    elif kind == "gap":
        place = ("levels", len(levels) - 1, "value")
        levels[-1]["value"] = draw(st.sampled_from([levels[0]["value"], -1, 10**6, 10**30, "3", 2.5, None, True]))
    elif kind == "many":
        place = ("items",)
        framework["items"] = [{**items[0], "key": f"k{n}", "title": f"T{n}"} for n in range(MOST_ITEMS + 1)]
    else:
        field = draw(st.sampled_from(["descriptors", "descriptors_people", "to_do"]))
        place = ("items", 0, field, 99)
        items[0].setdefault(field, {})["99"] = "On the roof."
    return framework, place


def break_field(draw: st.DrawFn, holder: Any, name: str | int) -> None:  # noqa: ANN401 - any part of a file
    """Put an invalid value into a field."""
    if isinstance(holder[name], str):
        holder[name] = draw(st.sampled_from(NO_TEXT))
    elif isinstance(holder[name], int):
        holder[name] = draw(st.sampled_from([[7], {}, "perhaps", 2.5]))
    else:
        holder[name] = draw(st.sampled_from((None, HUGE, 2.5, [[]], {"a": {}})))


@given(malformed())
def test_whatever_is_wrong_is_refused_with_a_sentence_that_names_the_place(
    case: tuple[dict[str, Any], tuple[str | int, ...]],
) -> None:
    fields, place = case
    _, faults = check(fields)
    assert faults
    sentences = [wording.fault(fields, fault) for fault in faults]
    assert any(fault.place[: len(place)] == place or place[: len(fault.place)] == fault.place for fault in faults)
    for sentence in sentences:
        assert sentence.isprintable()
        assert len(sentence) < 500
        assert sentence.endswith(".")
        # A sentence begins with the place; only an unknown key may begin with these signs itself.
        assert not sentence.startswith((":", ".")) or str(place[0]).startswith((":", "."))


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_anything_at_all_in_the_place_of_a_part_is_refused_and_never_breaks(anything: object) -> None:
    fields = raw(CATALOGUE["milestones"])
    for name in ("levels", "items"):
        framework, faults = check({**fields, name: anything})
        assert framework is None
        assert all(wording.fault({**fields, name: anything}, fault) for fault in faults)
    framework, faults = check({**fields, "items": [anything]})
    assert framework is None
    assert all(wording.fault({**fields, "items": [anything]}, fault) for fault in faults)


@pytest.mark.parametrize(
    "text", ["a", "a = [", "a = 1\na = 2", "[[items]]\n[items]", "a = " + "[" * 100_000, "a = " + "9" * 5_000, "\x00"]
)
def test_a_text_that_is_no_file_at_all_is_refused(text: str) -> None:
    with pytest.raises(FrameworkError, match=r"x\.toml: not a TOML file"):
        read_toml(text, "x.toml")


def test_an_empty_file_lacks_everything() -> None:
    assert {str(fault) for fault in check(read_toml("", "x.toml"))[1]} == {f"{name}: missing" for name in NEEDED[()]}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_that_another_program_would_read_as_its_own_is_a_text(text: str) -> None:
    fields = drafts.put(raw(CATALOGUE["milestones"]), ("title",), text)
    framework, faults = check(fields)
    assert framework is not None
    assert (framework.title, faults) == (text, [])


@pytest.mark.parametrize(
    ("field", "limit"), [("title", NAME_LIMIT), ("about", ABOUT_LIMIT), ("question", SENTENCE_LIMIT)]
)
def test_a_text_has_as_many_characters_as_there_is_room_for(field: str, limit: int) -> None:
    path = ("items", "prevention", field) if field == "question" else (field,)
    fields = drafts.put(raw(CATALOGUE["milestones"]), path, "a" * limit)
    assert check(fields)[1] == []
    (fault,) = check(drafts.put(fields, path, "a" * (limit + 1)))[1]
    assert fault.place[-1] == field
    assert fault.what == f"it is {limit + 1:,} characters long; the most it can be is {limit:,}."


def test_an_item_has_so_many_parts_at_most() -> None:
    parts = [f"Part {number}" for number in range(MOST_INDICATORS + 1)]
    fields = drafts.put(raw(CATALOGUE["milestones"]), ("items", "prevention", "indicators"), parts)
    assert [fault.place[2] for fault in check(fields)[1]] == ["indicators"]


@pytest.mark.parametrize("voices", [[], ["agreed"], ["service", "agreed"], ["everybody"]])
def test_an_item_is_asked_of_the_service_of_people_or_of_both(voices: list[str]) -> None:
    fields = raw(CATALOGUE["milestones"])
    fields["items"][3]["voices"] = voices
    (fault,) = check(fields)[1]
    assert wording.fault(fields, fault).startswith("Item 4, “Prevention and cost-effective services”, who is asked")


@given(FRAMEWORKS)
def test_a_framework_written_as_a_file_is_read_as_the_same(framework: Framework) -> None:
    assert check(tomllib.loads(drafts.toml(framework))) == (framework, [])


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=NAME_LIMIT))
def test_any_text_that_a_framework_can_have_comes_back_from_its_file(text: str) -> None:
    fields = raw(CATALOGUE["milestones"])
    for path in (("title",), ("items", "prevention", "question"), ("items", "prevention", "descriptors", 2)):
        fields = dict(drafts.put(fields, path, text))
    framework, faults = check(fields)
    if framework is not None and not faults:
        assert check(tomllib.loads(drafts.toml(framework))) == (framework, [])


def test_a_downloaded_file_is_a_framework_file(tmp_path: Path) -> None:
    path = tmp_path / "ladder.toml"
    path.write_text(drafts.toml(CATALOGUE["ladder"]), encoding="utf-8")
    assert load_framework(path) == CATALOGUE["ladder"]


def test_a_draft_from_nothing_lacks_what_only_its_writer_knows() -> None:
    draft, key = drafts.add_item(drafts.blank("Kindness"), "1. Are we kind?")
    assert key == "item-1-are-we-kind"
    framework, faults = drafts.checked(draft, "kindness", 1)
    assert framework is None
    assert [wording.fault(draft, fault) for fault in faults] == [
        "Source: missing.",
        "Credit: missing.",
        "Item 1, “1. Are we kind?”, question: missing.",
        "Item 1, “1. Are we kind?”, what would show it: missing.",
    ]
    for path in (("source",), ("credit",), ("items", key, "question"), ("items", key, "prompt")):
        draft = drafts.put(draft, path, "Something.")
    framework, faults = drafts.checked(draft, "kindness", 1)
    assert (framework is not None, faults) == (True, [])
    assert len(framework.levels if framework else ()) == 5


def test_a_field_is_put_and_taken_out_by_its_path() -> None:
    draft = drafts.of_framework(CATALOGUE["ladder"])
    changed = drafts.put(draft, ("items", "plan", "to_do", 3), " Tell people. ")
    assert drafts.value_at(changed, ("items", "plan", "to_do", 3)) == "Tell people."
    emptied = drafts.put(drafts.of_framework(CATALOGUE["core-economy"]), ("about",), "  ")
    assert "about" not in emptied
    assert drafts.value_at(draft, ("levels", 3, "label")) == "Informing"
    assert drafts.value_at(draft, ("items", "nowhere", "title"), None) is None


def test_half_a_character_is_left_out() -> None:
    assert drafts.put(drafts.blank("Kindness"), ("title",), "Kind\ud800ness")["title"] == "Kindness"


def test_the_last_text_by_level_takes_its_table_with_it() -> None:
    draft, key = drafts.add_item(drafts.blank("Kindness"), "Kind words")
    put = drafts.put(draft, ("items", key, "to_do", 2), "Say thank you.")
    assert drafts.value_at(put, ("items", key, "to_do")) == {"2": "Say thank you."}
    assert drafts.put(put, ("items", key, "to_do", 2), "") == draft


def test_a_part_that_was_removed_takes_no_text() -> None:
    draft = drafts.of_framework(CATALOGUE["ladder"])
    with pytest.raises(InputError, match="Somebody else has removed this part"):
        drafts.put(drafts.remove_item(draft, "plan"), ("items", "plan", "title"), "Plan")


def test_items_are_added_moved_and_removed() -> None:
    draft = drafts.of_framework(CATALOGUE["ladder"])
    assert [key for key, _ in drafts.titles(drafts.move_item(draft, "plan", -1))] == [
        "overall",
        "plan",
        "analyse",
        "do",
        "review",
    ]
    assert drafts.move_item(draft, "overall", -1) == drafts.move_item(draft, "nowhere", 1) == draft
    assert [key for key, _ in drafts.titles(drafts.remove_item(draft, "plan"))] == [
        "overall",
        "analyse",
        "do",
        "review",
    ]
    more, key = drafts.add_item(draft, "Plan")
    assert key == "plan-2"
    assert drafts.titles(more)[-1] == ("plan-2", "Plan")
    with pytest.raises(InputError, match="title is missing"):
        drafts.add_item(draft, " ")


def test_a_framework_has_so_many_items_and_levels_at_most() -> None:
    draft = drafts.blank("Kindness")
    for number in range(MOST_ITEMS):
        draft, _ = drafts.add_item(draft, f"Item {number}")
    with pytest.raises(InputError, match=f"{MOST_ITEMS} items at most"):
        drafts.add_item(draft, "One more")
    for number in range(MOST_LEVELS - 5):
        draft = drafts.add_level(draft, f"Level {number}")
    with pytest.raises(InputError, match=f"{MOST_LEVELS} levels at most"):
        drafts.add_level(draft, "One more")


def test_a_level_is_removed_with_what_items_say_of_it_and_those_above_move_down() -> None:
    draft = drafts.of_framework(CATALOGUE["milestones"])
    less = drafts.remove_level(draft, 1)
    assert [level["label"] for level in less["levels"]] == [
        level["label"] for level in draft["levels"] if level["value"] != 1
    ]
    assert [level["value"] for level in less["levels"]] == [0, 1, 2, 3]
    says = draft["items"][0]["descriptors"]
    assert less["items"][0]["descriptors"] == {"0": says["0"], "1": says["2"], "2": says["3"], "3": says["4"]}
    for value in range(5):
        assert drafts.checked(drafts.remove_level(draft, value), "milestones", 4)[1] == []
    two = drafts.remove_level(drafts.remove_level(less, 0), 0)
    with pytest.raises(InputError, match="two levels at least"):
        drafts.remove_level(two, 0)


@given(FRAMEWORKS, st.data())
def test_a_stored_draft_is_read_as_it_was(framework: Framework, data: st.DataObject) -> None:
    draft = drafts.put(raw(framework), ("title",), data.draw(st.text()))
    stored = drafts.text(draft)
    assert stored.isascii()
    assert drafts.same(drafts.read(stored), draft)
    assert json.loads(stored) == draft


def test_the_path_to_a_fault_names_levels_and_items_by_what_stays() -> None:
    draft = drafts.of_framework(CATALOGUE["ladder"])
    assert drafts.path_of(draft, ("items", 1, "question")) == ("items", "analyse", "question")
    assert drafts.path_of(draft, ("levels", 0, "label")) == ("levels", 1, "label")
    assert drafts.path_of(draft, ("title",)) == ("title",)
    assert drafts.path_of(draft, ("items",)) == ("items",)


def test_a_fault_is_named_as_in_a_file_by_its_path() -> None:
    assert str(Fault(("items", 1, "question"), "missing")) == "items.2.question: missing"
