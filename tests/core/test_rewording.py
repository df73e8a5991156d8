from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.catalogue import Catalogue
from assess.core.framework import Framework, Voice
from assess.core.rewording import changes, in_other_words, numbered, reworded

OTHER = "In other words."
VOICES: tuple[Voice, Voice] = ("service", "people")


def changed(framework: Framework, item: str, texts: Mapping[str, Any]) -> Framework:
    """The framework with other texts of one item."""
    items = tuple(one.model_copy(update=texts) if one.key == item else one for one in framework.items)
    return framework.model_copy(update={"items": items, "version": framework.version + 1})


@given(st.data())
def test_a_voice_reads_other_words_only_where_its_own_have_changed(catalogue: Catalogue, data: st.DataObject) -> None:
    framework = data.draw(st.sampled_from(list(catalogue)))
    item = data.draw(st.sampled_from(framework.items))
    field = data.draw(st.sampled_from(["title_people", "question_people", "descriptors_people"]))
    text = dict.fromkeys(framework.values, OTHER) if field == "descriptors_people" else OTHER
    for_people = changed(framework, item.key, {field: text})
    assert reworded(framework, for_people, "service") == frozenset()
    assert reworded(framework, for_people, "agreed") == frozenset()
    assert reworded(framework, for_people, "people") == ({item.key} if "people" in item.voices else set())
    assert reworded(for_people, framework, "people") == reworded(framework, for_people, "people")


@pytest.mark.parametrize("field", ["source", "credit", "about"])
def test_what_no_voice_reads_before_it_answers_rewords_nothing(catalogue: Catalogue, field: str) -> None:
    framework = catalogue["principles"]
    newer = framework.model_copy(update={field: OTHER, "version": 9})
    assert reworded(framework, newer, "service") == reworded(framework, newer, "people") == frozenset()


def test_a_service_reads_the_question_and_the_levels_of_its_own(catalogue: Catalogue) -> None:
    framework = catalogue["principles"]
    item = framework.items[0]
    others = {**item.descriptors, framework.highest: OTHER}
    for texts in ({"title": OTHER}, {"question": OTHER}, {"descriptors": others}):
        assert reworded(framework, changed(framework, item.key, texts), "service") == {item.key}


def test_a_level_that_is_called_otherwise_rewords_every_item(catalogue: Catalogue) -> None:
    framework = catalogue["principles"]
    first, *rest = framework.levels
    by_voice = {voice: {item.key for item in framework.items if voice in item.voices} for voice in VOICES}
    for field, voice, other in (("label", VOICES[0], VOICES[1]), ("label_people", VOICES[1], VOICES[0])):
        newer = framework.model_copy(update={"levels": (first.model_copy(update={field: OTHER}), *rest)})
        assert reworded(framework, newer, voice) == by_voice[voice]
        # If a level has no name for people, they read the service's.
        is_shared = field == "label" and first.label_people is None
        assert reworded(framework, newer, other) == (by_voice[other] if is_shared else set())


def test_items_of_one_version_alone_and_items_that_a_voice_is_not_asked_are_left_out(catalogue: Catalogue) -> None:
    framework = catalogue["principles"]
    first, second = framework.items[:2]
    shorter = framework.model_copy(update={"items": framework.items[1:], "version": 9})
    assert reworded(framework, shorter, "service") == frozenset()
    unasked = changed(framework, second.key, {"voices": ("service",), "question_people": OTHER})
    assert reworded(framework, unasked, "people") == frozenset()
    assert first.key not in reworded(framework, shorter, "people")


def test_items_of_two_rounds_in_other_words_are_named_with_their_framework(catalogue: Catalogue) -> None:
    ladder, principles = catalogue["ladder"], catalogue["principles"]
    other = changed(principles, "equal", {"question_people": OTHER})
    assert in_other_words([ladder, principles], [ladder, other], "people") == {("principles", "equal")}
    assert in_other_words([ladder, principles], [ladder, other], "service") == frozenset()
    assert in_other_words([ladder], [other], "people") == frozenset()


def test_versions_have_one_number_where_a_voice_reads_the_same_words_and_the_newest_has_0(catalogue: Catalogue) -> None:
    oldest = catalogue["principles"]
    middle = changed(oldest, "equal", {"question_people": OTHER})
    newest = changed(middle, "equal", {"question_people": oldest.item("equal").question_people})
    numbers = numbered([newest, middle, oldest], "people")
    assert [numbers[one.version, "equal"] for one in (newest, middle, oldest)] == [0, 1, 0]
    assert [numbers[one.version, "holistic"] for one in (newest, middle, oldest)] == [0, 0, 0]
    assert set(numbered([newest, middle, oldest], "service").values()) == {0}
    assert not {item for _, item in numbered([catalogue["milestones"]], "people")} & {"commissioning", "prevention"}


@given(st.data())
def test_a_new_version_says_what_is_new_gone_reworded_or_moved_and_nothing_else(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    before = data.draw(st.sampled_from(list(catalogue)))
    keys = [item.key for item in before.items]
    gone = data.draw(st.sets(st.sampled_from(keys), max_size=len(keys) - 1))
    reworded = data.draw(st.sets(st.sampled_from(keys))) - gone
    order = data.draw(st.permutations([item for item in before.items if item.key not in gone]))
    new = before.items[0].model_copy(update={"key": "new", "title": "New"})
    items = [item.model_copy(update={"question": OTHER}) if item.key in reworded else item for item in order]
    after = before.model_copy(update={"items": (*items, new), "version": before.version + 1})
    said = changes(before, after)
    assert (set(said.new), set(said.gone)) == ({"new"}, gone)
    assert set(said.reworded) == {key for key in reworded if "service" in before.item(key).voices}
    is_shared = {key for key in reworded if not before.item(key).question_people}
    assert set(said.reworded_people) == {key for key in is_shared if "people" in before.item(key).voices}
    kept = [item.key for item in order]
    rest = [key for key in kept if key not in said.moved]
    assert rest == [key for key in keys if key in rest]
    assert bool(said.moved) == (kept != [key for key in keys if key in kept])
    # It reports exactly what comparisons leave out: by voice, and never only because an item has moved.
    voices: dict[Voice, tuple[str, ...]] = {"service": said.reworded, "people": said.reworded_people}
    for voice, left_out in voices.items():
        assert in_other_words([before], [after], voice) == {(before.key, key) for key in left_out}


def test_an_item_that_moved_alone_is_named_and_not_those_beside_it(catalogue: Catalogue) -> None:
    before = catalogue["principles"]
    first, *rest = before.items
    assert changes(before, before.model_copy(update={"items": (*rest, first)})).moved == (first.key,)
