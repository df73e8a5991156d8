import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.answers import Answer, ItemKey
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.core.form import Doubt, Step, form_used, minutes, progress, require_few, steps, unanswered, undone
from assess.core.framework import Form, Voice

FORMS = st.sampled_from(["quick", "thorough"])
VOICES = st.sampled_from(["service", "people", "agreed"])


@given(FORMS, VOICES)
def test_every_item_is_asked_on_one_page_in_the_frameworks_order(
    catalogue: Catalogue, form: Form, voice: Voice
) -> None:
    pages = steps(list(catalogue), form, voice)
    asked = [(page.framework.key, page.item.key) for page in pages]
    assert asked == [(one.key, item.key) for one in catalogue for item in one.asked(form, voice)]
    assert len({page.key for page in pages}) == len(pages)


def test_the_quick_form_of_the_core_is_fourteen_pages(catalogue: Catalogue) -> None:
    pages = steps(catalogue.core, "quick", "service")
    assert [page.key for page in pages][:3] == ["ladder", "principles-holistic", "principles-resourced"]
    assert [page.title for page in pages][::13] == [catalogue["ladder"].title, "Information and advice"]
    assert len(pages) == 14


@pytest.fixture(scope="module")
def pages(catalogue: Catalogue) -> tuple[Step, ...]:
    return steps(catalogue.core, "quick", "service")


def answered(pages: tuple[Step, ...]) -> dict[ItemKey, Answer]:
    return {(key := (page.framework.key, page.item.key)): Answer(*key, level=1) for page in pages}


def test_a_form_not_begun_has_a_gap_for_every_item(pages: tuple[Step, ...]) -> None:
    assert {page.status({}) for page in pages} == {"Not started"}
    assert len(unanswered(pages, {})) == 14
    assert progress(pages, {}) == "0 of 14 answered"


def test_a_form_that_is_done_has_no_gap(pages: tuple[Step, ...]) -> None:
    done = answered(pages)
    assert {page.status(done) for page in pages} == {"Answered"}
    assert unanswered(pages, done) == []
    assert progress(pages, done) == "14 of 14 answered"


def test_a_reason_is_an_answer_and_a_cleared_one_is_a_gap(pages: tuple[Step, ...]) -> None:
    answers = answered(pages)
    answers["ladder", "overall"] = Answer("ladder", "overall", does_not_apply="No budget")
    answers["principles", "equal"] = Answer("principles", "equal", note="Minutes of March")
    assert [item.key for item in unanswered(pages, answers)] == ["equal"]
    assert progress(pages, answers) == "13 of 14 answered"


@pytest.fixture(scope="module")
def equal(catalogue: Catalogue) -> Step:
    """A question of the thorough form, with three parts."""
    return next(page for page in steps(catalogue.core, "thorough", "service") if page.key == "principles-equal")


def of_equal(level: int | None, *parts: int | None, reason: str = "") -> dict[ItemKey, Answer]:
    """Return answers to the question and its parts, None for one that is not answered."""
    answers = [Answer("principles", "equal", level, reason)]
    answers += [Answer("principles", f"equal.{number}", part) for number, part in enumerate(parts, 1)]
    return {answer.key: answer for answer in answers if answer.is_given}


def test_a_question_is_done_once_its_parts_are(equal: Step) -> None:
    assert equal.status(of_equal(None)) == "Not started"
    assert equal.status(of_equal(3)) == equal.status(of_equal(None, 1)) == "Partly answered"
    assert equal.status(of_equal(3, 1, 1)) == "Partly answered"
    assert equal.status(of_equal(3, 1, 1, 1)) == "Answered"
    assert equal.status(of_equal(None, 1, 1, 1)) == "Partly answered"


def test_of_what_does_not_apply_no_part_is_missing(equal: Step) -> None:
    answers = of_equal(None, reason="We work alone")
    assert equal.parts_left(answers) == 0
    assert equal.status(answers) == "Answered"


def test_parts_that_are_left_keep_the_form_undone(catalogue: Catalogue, equal: Step) -> None:
    thorough = steps(catalogue.core, "thorough", "service")
    answers = answered(thorough)
    assert unanswered(thorough, answers) == []
    assert [page.key for page in undone(thorough, answers)] == [page.key for page in thorough if page.parts]
    answers |= {("principles", part): Answer("principles", part, 1) for part in equal.parts}
    assert equal not in undone(thorough, answers)


def test_the_quick_form_asks_no_parts(pages: tuple[Step, ...]) -> None:
    assert not any(page.parts for page in pages)


@pytest.mark.parametrize(
    ("level", "parts", "doubt"),
    [
        (4, (0, 0, 2), Doubt(4, 0, 2)),
        (3, (0, 0, None), Doubt(3, 0, 2)),
        (4, (0, 1, 2), None),
        (2, (0, 0, 0), None),
        (2, (2, 2, 2), None),
        (1, (2, 2, 0), Doubt(1, 2, 2)),
        (0, (2, 2, 2), Doubt(0, 2, 3)),
        (0, (1, 1, 2), None),
    ],
)
def test_a_level_is_doubted_where_more_than_half_of_the_parts_contradict_it(
    equal: Step, level: int, parts: tuple[int | None, ...], doubt: Doubt | None
) -> None:
    assert equal.doubt(of_equal(level, *parts)) == doubt


LEVELS, PARTS = st.integers(0, 4), st.lists(st.none() | st.integers(0, 2), min_size=3, max_size=3)


@given(LEVELS, PARTS)
def test_a_doubt_is_the_same_on_the_scale_turned_round(equal: Step, level: int, parts: list[int | None]) -> None:
    doubt = equal.doubt(of_equal(level, *parts))
    turned = equal.doubt(of_equal(4 - level, *[part if part is None else 2 - part for part in parts]))
    assert turned == (doubt and Doubt(4 - level, 2 - doubt.part_level, doubt.count))


@given(LEVELS, PARTS)
def test_a_doubt_counts_most_of_the_parts_and_never_one_in_the_middle(
    equal: Step, level: int, parts: list[int | None]
) -> None:
    doubt = equal.doubt(of_equal(level, *parts))
    if doubt:
        assert level != 2
        assert doubt.part_level == (0 if level > 2 else 2)
        assert doubt.count == parts.count(doubt.part_level) > len(parts) / 2


@given(st.none() | LEVELS, PARTS, st.integers(0, 2))
def test_a_part_that_is_met_casts_no_doubt_on_a_high_level(
    equal: Step, level: int | None, parts: list[int | None], place: int
) -> None:
    better = [2 if at == place else part for at, part in enumerate(parts)]
    if level is None:
        assert equal.doubt(of_equal(level, *parts)) is None
    elif level > 2 and equal.doubt(of_equal(level, *parts)) is None:
        assert equal.doubt(of_equal(level, *better)) is None


@pytest.mark.parametrize("key", [("ladder", "plan"), ("principles", "equal.1")])
def test_the_form_is_thorough_once_something_is_answered_that_only_it_asks(catalogue: Catalogue, key: ItemKey) -> None:
    assert form_used("quick", catalogue.core, {key: Answer(*key, level=1)}) == "thorough"
    assert form_used("quick", catalogue.core, {key: Answer(*key)}) == "quick"


def test_the_form_is_the_rounds_own_until_then(catalogue: Catalogue, pages: tuple[Step, ...]) -> None:
    assert form_used("quick", catalogue.core, answered(pages)) == "quick"
    assert form_used("thorough", catalogue.core, {}) == "thorough"


def test_a_round_asks_people_at_most_twelve_questions(catalogue: Catalogue) -> None:
    core = catalogue.core
    require_few(core, "thorough")
    # One more framework of any kind fits beside the core.
    for framework in list(catalogue)[len(core) :]:
        require_few([*core, framework], "quick")
    with pytest.raises(
        InputError,
        match=r"would ask 14 questions of people who use the services; the most is 12, so leave out a framework\.$",
    ):
        require_few([*core, catalogue["core-economy"], catalogue["conditions"]], "quick")


@given(st.integers(0, 100))
def test_minutes_are_rounded_up_from_forty_five_seconds_a_question(count: int) -> None:
    assert 60 * minutes(count) >= 45 * count > 60 * (minutes(count) - 1)
