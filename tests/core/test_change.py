from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.change import Change, changes_between
from assess.core.framework import Framework, Level
from assess.core.scoring import Standing, standing


def stood(framework: Framework, levels: Mapping[str, int]) -> dict[str, Standing]:
    answers = {(framework.key, item): Answer(framework.key, item, level) for item, level in levels.items()}
    return {framework.key: standing(framework, "thorough", "service", answers)}


ROUNDS = st.dictionaries(st.sampled_from(["holistic", "resourced", "transparent", "inclusive"]), st.integers(0, 4))


@given(ROUNDS, ROUNDS)
def test_only_items_that_both_rounds_rated_are_compared(
    catalogue: Catalogue, before: dict[str, int], after: dict[str, int]
) -> None:
    principles = catalogue["principles"]
    found = changes_between(stood(principles, before), stood(principles, after))
    assert {each.item.key: (each.before, each.after) for each in found} == {
        key: (before[key], after[key]) for key in before.keys() & after.keys()
    }
    assert [each.item for each in found] == [item for item in principles.items if item.key in before.keys() & after]


@given(ROUNDS, ROUNDS)
def test_going_back_undoes_every_step(catalogue: Catalogue, before: dict[str, int], after: dict[str, int]) -> None:
    earlier, later = (stood(catalogue["principles"], levels) for levels in (before, after))
    there, back = changes_between(earlier, later), changes_between(later, earlier)
    assert [each.steps for each in there] == [-each.steps for each in back]
    assert all(each.steps == 0 for each in changes_between(earlier, earlier))


def test_steps_are_levels_of_the_scale_and_not_their_values(catalogue: Catalogue) -> None:
    wide = tuple(Level(value=value, label=str(value), descriptor="So far.") for value in (0, 10, 100))
    principles = catalogue["principles"].model_copy(update={"levels": wide})
    item = principles.items[0]
    assert [Change(principles, item, 0, after).steps for after in (0, 10, 100)] == [0, 1, 2]
    assert [Change(principles, item, 100, after).words for after in (0, 10, 100)] == ["down 2", "down 1", "same"]
    assert Change(principles, item, 10, 100).words == "up 1"


def test_a_framework_that_only_one_round_asked_is_not_compared(catalogue: Catalogue) -> None:
    ladder = stood(catalogue["ladder"], {"overall": 3})
    both = ladder | stood(catalogue["principles"], {"equal": 2})
    assert [each.framework.key for each in changes_between(ladder, both)] == ["ladder"]
    assert [each.framework.key for each in changes_between(both, ladder)] == ["ladder"]
    assert changes_between({}, both) == []


def test_versions_are_compared_on_the_items_and_levels_that_both_have(catalogue: Catalogue) -> None:
    before = catalogue["principles"]
    after = before.model_copy(update={"version": 2, "levels": before.levels[1:], "items": before.items[1:]})
    gone, off_scale, kept = (item.key for item in before.items[:3])
    found = changes_between(
        stood(before, {gone: 3, off_scale: 0, kept: 1}),
        stood(after, {off_scale: 2, kept: 2}),
    )
    assert [(each.item.key, each.steps, each.framework.version) for each in found] == [(kept, 1, 2)]
