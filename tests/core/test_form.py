from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.answers import Answer, ItemKey
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.core.form import MOST_CARDS, Step, form_used, minutes, progress, require_few, steps, unanswered
from assess.core.framework import Form, Voice

FORMS = st.sampled_from(["quick", "thorough"])
VOICES = st.sampled_from(["service", "people", "agreed"])


@given(FORMS, VOICES)
def test_every_item_is_asked_on_one_page_in_the_frameworks_order(
    catalogue: Catalogue, form: Form, voice: Voice
) -> None:
    pages = steps(list(catalogue), form, voice)
    asked = [(page.framework.key, item.key) for page in pages for item in page.items]
    assert asked == [(one.key, item.key) for one in catalogue for item in one.asked(form, voice)]
    assert len({page.key for page in pages}) == len(pages)
    assert all(page.items for page in pages)


@given(FORMS)
def test_a_page_has_one_item_or_few_enough_cards_to_read(catalogue: Catalogue, form: Form) -> None:
    for page in steps(list(catalogue), form, "service"):
        assert len(page.items) == 1 or len(page.items) * len(page.framework.levels) <= MOST_CARDS


def test_the_quick_form_of_the_core_is_ten_pages(catalogue: Catalogue) -> None:
    pages = steps(catalogue.core, "quick", "service")
    assert [page.key for page in pages][:3] == ["ladder", "principles-holistic", "principles-resourced"]
    assert [page.title for page in pages][-1] == catalogue["milestones"].title
    assert len(pages) == 10


@pytest.fixture(scope="module")
def pages(catalogue: Catalogue) -> tuple[Step, ...]:
    return steps(catalogue.core, "quick", "service")


def answered(pages: tuple[Step, ...]) -> dict[ItemKey, Answer]:
    keys = chain.from_iterable([(page.framework.key, item.key) for item in page.items] for page in pages)
    return {key: Answer(*key, level=1) for key in keys}


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


def test_a_page_with_some_answers_is_partly_answered(pages: tuple[Step, ...]) -> None:
    milestones = pages[-1]
    some = {("milestones", milestones.items[0].key): Answer("milestones", milestones.items[0].key, 2)}
    assert milestones.status(some) == "Partly answered"


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
    # Any one more framework fits beside the core.
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
