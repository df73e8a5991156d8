import statistics
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import chain
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core.answers import Answer, ItemKey
from assess.core.catalogue import Catalogue
from assess.core.framework import Framework, Item, Level
from assess.core.scoring import BANDS, Standing, band_spans, next_steps, standing, standings, strengths

Answers = dict[ItemKey, Answer]
FIVE = (0, 1, 2, 3, 4)


def framework(levels: Sequence[int], quick: Sequence[bool], kind: str = "scale", key: str = "stairs") -> Framework:
    """Return a framework with the items `step-1`, `step-2` and so on; `quick` says which are in the quick form."""
    return Framework.model_validate(
        {
            "key": key,
            "title": "Stairs",
            "version": 1,
            "source": "A book",
            "credit": "Its authors",
            "kind": kind,
            "levels": [Level(value=value, label=f"Level {value}", descriptor="So far up.") for value in levels],
            "items": [_item(number, is_quick) for number, is_quick in enumerate(quick, start=1)],
        }
    )


@cache
def _item(number: int, is_quick: bool) -> Item:
    return Item(key=f"step-{number}", title=f"Step {number}", question="How far?", prompt="A photo.", quick=is_quick)


def rated(*levels: int | str | None, of: Framework) -> Answers:
    """Return answers to the first items: a level, a reason why it does not apply, or a blank."""
    return {
        (of.key, item.key): Answer(
            of.key,
            item.key,
            level=said if isinstance(said, int) else None,
            does_not_apply=said if isinstance(said, str) else "",
        )
        for item, said in zip(of.items, levels, strict=False)
    }


def stood(*levels: int | str | None, items: int = 0, scale: Sequence[int] = FIVE) -> Standing:
    """Return the standing that these answers give on a framework with as many items, or more."""
    stairs = framework(scale, [True] * max(items, len(levels)))
    return standing(stairs, "quick", "service", rated(*levels, of=stairs))


def whole(stairs: Framework, answers: Mapping[ItemKey, Answer]) -> Standing:
    return standing(stairs, "thorough", "service", answers)


SCALES = st.sets(st.integers(-3, 12), min_size=2, max_size=7).map(sorted)
WORDS = st.sampled_from(["No budget", "Not our task"])


@st.composite
def frameworks(draw: st.DrawFn, kind: str = "scale", key: str = "stairs") -> Framework:
    return framework(draw(SCALES), draw(st.lists(st.booleans(), min_size=1, max_size=8)), kind, key)


EVIDENCE = st.tuples(st.sampled_from(["", "Minutes of March"]), st.sampled_from(["", "https://example.org"]))


@cache
def answered(levels: tuple[int, ...]) -> st.SearchStrategy[int | str | None]:
    level = st.sampled_from(levels)
    return st.none() | st.sampled_from(["blank", "unknown"]) | WORDS.map(lambda why: f"n/a: {why}") | level | level


@st.composite
def answers_to(draw: st.DrawFn, stairs: Framework) -> Answers:
    """Answers to some items of a framework: levels, reasons, don't-knows and blanks, with evidence or without."""
    given: Answers = {}
    choices = answered(stairs.values)
    for item in stairs.items:
        said = draw(choices)
        if said is None:
            continue
        note, link = draw(EVIDENCE)
        given[stairs.key, item.key] = Answer(
            stairs.key,
            item.key,
            level=said if isinstance(said, int) else None,
            does_not_apply=said if isinstance(said, str) and said not in {"blank", "unknown"} else "",
            dont_know=said == "unknown",
            note=note,
            link=link,
        )
    return given


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Framework, Answers]:
    stairs = draw(frameworks())
    return stairs, draw(answers_to(stairs))


def reckoned(stairs: Framework, answers: Mapping[ItemKey, Answer]) -> int | None:
    """Compute the index from the raw answers in another way than the code does."""
    said = [answers[stairs.key, item.key] for item in stairs.items if (stairs.key, item.key) in answers]
    levels = [answer.level for answer in said if answer.level is not None]
    set_aside = sum(bool(answer.does_not_apply) for answer in said)
    if not levels or Fraction(len(levels), len(stairs.items) - set_aside) < Fraction(80, 100):
        return None
    low, high = min(lv.value for lv in stairs.levels), max(lv.value for lv in stairs.levels)
    mean = statistics.mean(Fraction(100 * (level - low), high - low) for level in levels)
    if all(level == high for level in levels) or all(level == low for level in levels):
        return int(mean)
    return sorted((1, floor(mean) + (mean - floor(mean) >= Fraction(1, 2)), 99))[1]


@given(sheets())
def test_index_and_coverage_agree_with_another_calculation(sheet: tuple[Framework, Answers]) -> None:
    stairs, answers = sheet
    now = whole(stairs, answers)
    assert now.index == reckoned(stairs, answers)
    assert [item.key for item in now.rated] == [
        item.key
        for item in stairs.items
        if any(answer.item == item.key and answer.level is not None for answer in answers.values())
    ]
    assert now.applicable == len(stairs.items) - sum(bool(answer.does_not_apply) for answer in answers.values())


@given(sheets())
def test_not_knowing_is_unrated_and_is_named(sheet: tuple[Framework, Answers]) -> None:
    stairs, answers = sheet
    now = whole(stairs, answers)
    without = whole(stairs, {key: answer for key, answer in answers.items() if not answer.dont_know})
    unknown = [key[1] for key, answer in answers.items() if answer.dont_know]
    assert sorted(item.key for item in now.not_known) == sorted(unknown)
    assert (now.index, now.levels, now.applicable, now.lowest) == (
        *(without.index, without.levels, without.applicable, without.lowest),
    )
    assert (now.fingerprint() != without.fingerprint()) == bool(unknown)


@given(sheets())
def test_the_band_is_the_last_that_starts_at_or_below_the_index(sheet: tuple[Framework, Answers]) -> None:
    now = whole(*sheet)
    if now.index is None:
        assert now.band is None
    else:
        assert now.band == BANDS[bisect_right([start for start, _ in BANDS], now.index) - 1][1]


@given(sheets())
def test_a_blank_entry_changes_nothing(sheet: tuple[Framework, Answers]) -> None:
    stairs, answers = sheet
    blanks = {(stairs.key, item.key): Answer(stairs.key, item.key) for item in stairs.items}
    assert whole(stairs, blanks | answers) == whole(stairs, answers)


@given(sheets(), st.integers(1, 5))
def test_more_blank_items_change_no_index_until_there_are_too_many(sheet: tuple[Framework, Answers], more: int) -> None:
    stairs, answers = sheet
    longer = framework([lv.value for lv in stairs.levels], [True] * (len(stairs.items) + more))
    index = whole(longer, answers).index
    assert index is None or index == whole(stairs, answers).index


@given(sheets(), st.data())
def test_what_does_not_apply_counts_as_if_it_had_never_been_asked(
    sheet: tuple[Framework, Answers], data: st.DataObject
) -> None:
    stairs, answers = sheet
    gone = data.draw(st.sampled_from(stairs.items))
    aside = answers | {(stairs.key, gone.key): Answer(stairs.key, gone.key, does_not_apply="No budget")}
    rest = tuple(item for item in stairs.items if item != gone)
    without = whole(stairs.model_copy(update={"items": rest}), answers)
    now = whole(stairs, aside)
    assert (now.index, now.levels, now.applicable) == (without.index, without.levels, without.applicable)


@given(sheets(), st.data())
def test_a_higher_level_never_lowers_the_index(sheet: tuple[Framework, Answers], data: st.DataObject) -> None:
    stairs, answers = sheet
    now = whole(stairs, answers)
    if now.index is None:
        return
    item = data.draw(st.sampled_from(now.rated))
    higher = data.draw(st.sampled_from([lv.value for lv in stairs.levels if lv.value >= now.levels[item.key]]))
    risen = whole(stairs, answers | {(stairs.key, item.key): Answer(stairs.key, item.key, higher)})
    assert risen.index is not None
    assert risen.index >= now.index


@given(sheets())
def test_100_and_0_mean_every_rated_item(sheet: tuple[Framework, Answers]) -> None:
    stairs, answers = sheet
    now = whole(stairs, answers)
    if now.index is not None:
        assert (now.index == 100) == (set(now.levels.values()) == {stairs.highest})
        assert (now.index == 0) == (set(now.levels.values()) == {stairs.lowest})


@given(sheets())
def test_the_floor_is_every_item_at_the_lowest_level_given(sheet: tuple[Framework, Answers]) -> None:
    now = whole(*sheet)
    by_level = sorted(now.rated, key=lambda item: now.levels[item.key])
    at = [now.levels[item.key] for item in by_level]
    assert list(now.lowest) == by_level[: at.count(at[0]) if at else 0]


@given(sheets())
def test_evidenced_are_the_rated_items_with_a_note_or_a_link(sheet: tuple[Framework, Answers]) -> None:
    stairs, answers = sheet
    now = whole(stairs, answers)
    backed = {key for key in now.levels if any(answers[stairs.key, key].note + answers[stairs.key, key].link)}
    assert now.evidenced == backed


@pytest.mark.parametrize(
    ("levels", "index"),
    [
        ((4, 4, 4, 4), 100),
        ((0, 0, 0, 0), 0),
        ((2, 2, 2, 2), 50),
        ((0, 0, 0, 1), 6),  # 6.25
        ((0, 1, 0, 1), 13),  # 12.5: a half goes up
        ((3, 2, 3, 1, 2, 4, 1), 57),  # 57.14
    ],
)
def test_the_index_is_the_mean_position_out_of_100(levels: tuple[int, ...], index: int) -> None:
    assert stood(*levels).index == index


def test_an_index_is_never_rounded_up_to_100_or_down_to_0() -> None:
    assert stood(*[4] * 99, 3).index == 99
    assert stood(*[0] * 99, 1).index == 1


def test_a_scale_that_does_not_begin_at_zero_or_leaves_values_out_still_runs_from_0_to_100() -> None:
    assert stood(1, 1, scale=(1, 2, 7)).index == 0
    assert stood(7, 7, scale=(1, 2, 7)).index == 100
    assert stood(2, 2, scale=(1, 2, 7)).index == 17  # a sixth of the way


def test_four_of_five_rated_are_enough_and_three_of_four_are_not() -> None:
    assert stood(2, 2, 2, 2, items=5).index == 50
    assert stood(2, 2, 2, items=4).index is None


def test_what_does_not_apply_makes_fewer_ratings_enough() -> None:
    assert stood(2, 2, 2, 2, items=6).index is None
    assert stood(2, 2, 2, 2, "No budget", items=6).index == 50


def test_nothing_rated_has_no_index_even_where_nothing_applies() -> None:
    assert stood(None, None).index is None
    assert stood("No budget", "No budget").index is None
    assert stood("No budget", "No budget").applicable == 0


def test_a_blank_is_unknown_not_zero() -> None:
    assert stood(3, 3, 3, 3, None).index == stood(3, 3, 3, 3).index == 75
    assert stood(3, 3, 3, 3, 0).index == 60


@settings(max_examples=20)
@given(frameworks(kind="rung"), st.data())
def test_a_rung_is_never_averaged(ladder: Framework, data: st.DataObject) -> None:
    now = whole(ladder, data.draw(answers_to(ladder)))
    assert now.index is None
    assert now.band is None


def test_answers_to_other_items_and_frameworks_are_left_aside() -> None:
    stairs = framework(FIVE, [True, False])
    stray = {("stairs", "lift"): Answer("stairs", "lift", 4), ("ladder", "step-1"): Answer("ladder", "step-1", 4)}
    now = standing(stairs, "quick", "service", rated(2, 4, of=stairs) | stray)
    assert now.levels == {"step-1": 2}
    assert [item.key for item in standing(stairs, "thorough", "service", rated(2, 4, of=stairs)).rated] == [
        "step-1",
        "step-2",
    ]


def test_standings_are_by_framework_in_their_order() -> None:
    both = [framework(FIVE, [True], key="stairs"), framework(FIVE, [True], key="lift")]
    given = rated(1, of=both[0]) | rated(2, of=both[1])
    assert {key: now.levels for key, now in standings(both, "quick", "service", given).items()} == {
        "stairs": {"step-1": 1},
        "lift": {"step-1": 2},
    }
    assert list(standings(both[::-1], "quick", "service", given)) == ["lift", "stairs"]


@settings(max_examples=50)
@given(st.data())
def test_standings_are_told_apart_by_their_fingerprint_where_they_differ_and_only_there(data: st.DataObject) -> None:
    stairs = data.draw(frameworks())
    one, other = (whole(stairs, data.draw(answers_to(stairs))) for _ in range(2))
    assert (one.fingerprint() == other.fingerprint()) == (one == other)
    renamed = Framework.model_validate(stairs.model_dump() | {"title": "Steps"})
    assert whole(renamed, {}).fingerprint() != whole(stairs, {}).fingerprint()


@st.composite
def two_standings(draw: st.DrawFn) -> dict[str, Standing]:
    both = [draw(frameworks("rung", "ladder")), draw(frameworks("scale", "stairs"))]
    return {one.key: whole(one, draw(answers_to(one))) for one in both}


@settings(max_examples=50)
@given(two_standings(), st.integers(0, 4))
def test_next_steps_are_the_lowest_that_can_rise(found: dict[str, Standing], most: int) -> None:
    def height(now: Standing, item: Item) -> Fraction:
        scale = now.framework
        return Fraction(now.levels[item.key] - scale.lowest, scale.highest - scale.lowest)

    steps = next_steps(found, most)
    rising = sorted(
        height(now, item)
        for now in found.values()
        for item in now.rated
        if item.quick and now.levels[item.key] != now.framework.highest
    )
    assert [height(now, item) for now, item in steps] == rising[:most]
    assert all(item.quick for _, item in steps)
    assert len({(now.framework.key, item.key) for now, item in steps}) == len(steps)


@given(st.data())
def test_the_thorough_form_does_not_move_the_next_steps(data: st.DataObject) -> None:
    stairs = data.draw(frameworks())
    answers = data.draw(answers_to(stairs))
    quick = {"stairs": standing(stairs, "quick", "service", answers)}
    assert [item for _, item in next_steps(quick)] == [
        item for _, item in next_steps({"stairs": whole(stairs, answers)})
    ]


def test_of_steps_that_stand_alike_the_first_asked_comes_first() -> None:
    assert [item.key for _, item in next_steps({"stairs": stood(3, 1, 1, 1)})] == ["step-2", "step-3"]


def test_there_is_no_next_step_from_the_top() -> None:
    assert next_steps({"stairs": stood(4, 4, "No budget", None)}) == []


def test_the_bands_as_shown_cover_0_to_100_once_and_have_the_words_that_are_used() -> None:
    spans = [(list(map(int, span.split(" to "))), word) for span, word in band_spans()]
    covered = list(chain.from_iterable(range(ends[0], ends[-1] + 1) for ends, _ in spans))
    assert covered == list(range(101))
    assert [word for _, word in spans] == [word for _, word in BANDS]


def test_bands_are_shown_as_a_reader_says_them() -> None:
    assert band_spans() == [
        ("0", "at the lowest level throughout"),
        ("1 to 24", "in the lowest quarter of the scale"),
        ("25 to 49", "in the second quarter of the scale"),
        ("50 to 74", "in the third quarter of the scale"),
        ("75 to 99", "in the highest quarter of the scale"),
        ("100", "at the highest level throughout"),
    ]


def test_no_band_has_the_words_of_one_framework(catalogue: Catalogue) -> None:
    labels = {level.label.casefold() for one in catalogue for level in one.levels}
    assert labels.isdisjoint(word.casefold() for _, word in BANDS)


@given(sheets(), st.dictionaries(st.integers(0, 7), st.integers(0, 6), max_size=8))
def test_a_strength_is_above_the_middle_highest_and_not_contradicted(
    sheet: tuple[Framework, Answers], people: Mapping[int, int]
) -> None:
    now = whole(*sheet)
    scale = list(now.framework.values)
    heard = {f"step-{item + 1}": scale[place % len(scale)] for item, place in people.items()}
    strong = strengths(now, heard)
    stands = {item.key: scale.index(now.levels[item.key]) for item in now.rated}

    def may_be(key: str) -> bool:
        lower = stands[key] - scale.index(heard[key]) if key in heard else 0
        return stands[key] > (len(scale) - 1) / 2 and lower < 2

    able = [stands[key] for key in stands if may_be(key)]
    expected = [key for key in stands if may_be(key) and stands[key] == max(able)]
    assert [item.key for item in strong] == (expected if len(set(stands.values())) > 1 else [])


@pytest.mark.parametrize(
    ("levels", "people", "names"),
    [
        ((1, 1, 0), {}, []),
        ((2, 1, 0), {}, []),
        ((3, 3, 0), {}, ["step-1", "step-2"]),
        ((3, 3, 0), {"step-1": 1}, ["step-2"]),
        ((3, 3, 0), {"step-1": 2}, ["step-1", "step-2"]),
        ((4, 3, 0), {"step-1": 0}, ["step-2"]),
        ((4, 4), {}, []),
    ],
)
def test_the_lowest_rated_have_no_strengths(
    levels: tuple[int, ...], people: Mapping[str, int], names: list[str]
) -> None:
    assert [item.key for item in strengths(stood(*levels), people)] == names
