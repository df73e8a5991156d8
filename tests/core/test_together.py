"""What is shown of people's answers to open questions: the words of those who may be shown, tied to nobody."""

from collections.abc import Collection, Sequence
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.core.together import OPEN, OpenWord, Theme, Together, Writer, checked_words, shown
from assess.core.voices import ENOUGH_PEOPLE

ALONE = Writer(None, {"works": "The garden."})
SILENT = Writer(None, {})
GROUP = Writer(6, {"works": "The van."})


def texts(*writers: Writer) -> list[str]:
    return [word.text for word in shown(writers)]


def test_four_people_are_too_few_whatever_they_wrote() -> None:
    assert texts(ALONE, *[SILENT] * 3) == []
    assert texts(ALONE, *[SILENT] * 4) == ["The garden."]


def test_one_person_beside_a_group_is_left_out_and_the_group_is_shown() -> None:
    assert texts(GROUP, ALONE) == ["The van."]
    assert texts(GROUP, ALONE, *[SILENT] * 3) == ["The van."]
    assert texts(GROUP, ALONE, *[SILENT] * 4) == ["The garden.", "The van."]


def test_nobody_is_shown_where_a_small_group_has_too_few_beside_it() -> None:
    assert texts(Writer(4, {"works": "The van."}), ALONE, SILENT) == []


def test_those_who_took_all_back_do_not_make_the_others_enough() -> None:
    assert texts(ALONE, *[SILENT] * 3, SILENT._replace(has_answered=False)) == []


def test_further_words_of_people_counted_elsewhere_are_shown_with_them_and_never_alone() -> None:
    further = Writer(0, {"want": "More."})
    assert texts(further, *[SILENT] * 5) == ["More."]
    assert texts(further, *[SILENT] * 4) == []


def test_notes_stand_by_question_in_alphabetical_order_each_once() -> None:
    one, other = Writer(None, {"want": "B", "works": "Z"}), Writer(None, {"works": "A", "want": "B"})
    words = shown([one, other, *[SILENT] * 3])
    assert words == [OpenWord("works", "A"), OpenWord("works", "Z"), OpenWord("want", "B")]


def responses_shown(sizes: Sequence[int], silent: Collection[int] = ()) -> set[int]:
    """Return the responses whose words are shown; a size of 1 is one person, not a group."""
    return {
        int(text)
        for text in texts(
            *(
                Writer(None if size == 1 else size, {} if place in silent else {"works": str(place)})
                for place, size in enumerate(sizes)
            )
        )
    }


@pytest.mark.parametrize("many", range(1, 7))
def test_of_a_note_that_is_shown_five_people_can_be_the_writers_whoever_reads_it(many: int) -> None:
    for sizes in combinations_with_replacement((1, 2, 3, 4, 5, 6), many):
        places = responses_shown(sizes)
        heads = sum(sizes[place] for place in places)
        assert not places or heads >= ENOUGH_PEOPLE, sizes
        # Members of a group know the group's words, so the others need to be five people, or nobody.
        besides = {heads - sizes[place] for place in places if sizes[place] > 1}
        assert all(beside == 0 or beside >= ENOUGH_PEOPLE for beside in besides), sizes


@given(st.lists(st.integers(1, 8), max_size=9), st.sets(st.integers(0, 8)))
def test_who_wrote_nothing_changes_nothing_of_whose_words_are_shown(sizes: list[int], silent: set[int]) -> None:
    assert responses_shown(sizes, silent) == responses_shown(sizes) - silent


def test_no_framework_can_have_the_key_of_open_questions(catalogue: Catalogue) -> None:
    assert OPEN not in {framework.key for framework in catalogue}
    with pytest.raises(ValueError, match="pattern"):
        next(iter(catalogue)).model_validate(next(iter(catalogue)).model_dump() | {"key": OPEN})


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(OPEN, "other", note="A"), "no open question"),
        (Answer(OPEN, "works", 3), "words alone"),
        (Answer(OPEN, "works", link="https://example.org"), "words alone"),
        (Answer(OPEN, "works", note="a" * 4001), "4,001 characters"),
    ],
)
def test_an_open_question_takes_words_and_nothing_else(answer: Answer, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        checked_words(answer)


def test_a_theme_needs_a_name_and_its_texts_are_tidied() -> None:
    theme = Theme("", "one", "spring", "  A  say ", " I decide. ")
    assert (theme.tidied().name, theme.tidied().statement) == ("A say", "I decide.")
    with pytest.raises(InputError, match="The theme's name is missing"):
        Theme("", "one", "spring", " ").tidied()


def test_a_note_in_a_theme_that_is_gone_stands_in_none() -> None:
    word, theme = OpenWord("works", "Tea"), Theme("t", "one", "spring", "Drinks")
    assert Together([word], [theme], {word.key: "t"}).words_of(theme) == [word]
    assert Together([word], [], {word.key: "t"}).unsorted == [word]
    assert OpenWord("want", "Tea").key != word.key
