"""How hard the questions are that people who use services read.

The grade is Flesch and Kincaid's (Kincaid and others, Derivation of New Readability Formulas, US Navy, 1975): 0.39 x
words a sentence + 11.8 x syllables a word - 15.59, with the syllables of the CMU Pronouncing Dictionary. Grade 4 is
the school year of nine-year-olds. It cannot say whether a sentence is one that people can know or understand.
"""

import re
from collections.abc import Iterator

import pytest

from assess.core.catalogue import Catalogue
from assess.core.framework import Framework, Item
from assess.wording import plain
from sounds import pronunciations

MOST_WORDS = 12
HARDEST, AVERAGE = 6.0, 4.0
HARD_WORDS = ("evaluation", "steering", "remit", "entitled", "commissioning", "co-production", "governance")


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:'[a-z]+)?", text.lower())


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!:])\s+", text) if words(part)]


def syllables(word: str) -> int:
    """Return how many syllables a word has at most: each vowel carries its stress as a digit."""
    return max(sum(letter.isdigit() for letter in sounds) for sounds in pronunciations()[word])


def grade(texts: list[str]) -> float:
    read = [sentence for text in texts for sentence in sentences(text)]
    spoken = [word for sentence in read for word in words(sentence)]
    return 0.39 * len(spoken) / len(read) + 11.8 * sum(map(syllables, spoken)) / len(spoken) - 15.59


def read_by_people(framework: Framework, item: Item) -> list[str]:
    """Return what people read of an item: its question with the sentences of its levels."""
    theirs = framework.worded_for("people")
    own = theirs.item(item.key)
    return [own.question, *(theirs.descriptor(own, value) for value in theirs.values)]


def asked_of_people(frameworks: Catalogue) -> Iterator[tuple[Framework, Item]]:
    for framework in frameworks:
        for item in framework.asked("thorough", "people"):
            yield framework, item


def test_the_grade_is_that_of_the_published_formula() -> None:
    # 6 words, 1 sentence, 6 syllables; then 2 words, 1 sentence, 8 syllables.
    assert grade(["The cat sat on the mat."]) == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    assert grade(["Additional information."]) == pytest.approx(0.39 * 2 + 11.8 * 8 / 2 - 15.59)


def test_people_are_asked_nine_questions_unless_the_form_is_thorough(catalogue: Catalogue) -> None:
    quick = [item.key for framework in catalogue.core for item in framework.asked("quick", "people")]
    assert quick == ["overall", *(item.key for item in catalogue["principles"].items)]
    thorough = [item.key for framework in catalogue.core for item in framework.asked("thorough", "people")]
    assert thorough == [*quick, "self-directed", "information"]


def test_what_people_read_is_in_their_own_words_at_every_level(catalogue: Catalogue) -> None:
    for framework, item in asked_of_people(catalogue):
        assert item.title_people, f"item {item.key} of {framework.key} needs `title_people`"
        # An item for people alone has no other words.
        if "service" in item.voices:
            assert item.question_people, f"item {item.key} of {framework.key} needs `question_people`"
            described = tuple(item.descriptors_people)
            assert described == framework.values, f"item {item.key} of {framework.key} needs `descriptors_people`"
            unnamed = [level.value for level in framework.levels if not level.label_people]
            assert unnamed == [], f"these levels of {framework.key} need `label_people`"


def test_no_item_is_harder_than_grade_six_and_the_average_is_at_most_grade_four(catalogue: Catalogue) -> None:
    grades = {item.key: grade(read_by_people(framework, item)) for framework, item in asked_of_people(catalogue)}
    assert {key: hard for key, hard in grades.items() if hard > HARDEST} == {}
    assert sum(grades.values()) / len(grades) <= AVERAGE


def test_no_sentence_that_people_read_is_longer_than_twelve_words(catalogue: Catalogue) -> None:
    long = [
        sentence
        for framework, item in asked_of_people(catalogue)
        for text in read_by_people(framework, item)
        for sentence in sentences(text)
        if len(words(sentence)) > MOST_WORDS
    ]
    assert long == []


def test_people_read_none_of_the_words_that_only_staff_use(catalogue: Catalogue) -> None:
    texts = [text for framework, item in asked_of_people(catalogue) for text in read_by_people(framework, item)]
    assert [text for text in texts if any(word in text.lower() for word in HARD_WORDS)] == []


def test_people_can_tell_the_levels_of_an_item_apart(catalogue: Catalogue) -> None:
    for framework, item in asked_of_people(catalogue):
        _, *levels = read_by_people(framework, item)
        assert len(set(levels)) == len(levels), item.key


def screens() -> dict[str, list[str]]:
    """Return the sentences of people's way through the form by screen, as they may read them."""
    facts = {"service": "Oak Lodge", "last": "5 June", "number": 4, "of": 9, "enough": 5, "card": "", "words": ""}
    facts |= {"question": "", "count": 2, "what": "Your code", "limit": 4000, "why": "", "opens": "5 May"}
    facts |= {
        "round": "Spring",
        "who": "Dan",
        "owner": "Dan",
        "other": "Joe",
        "on": "5 May",
        "saying": 7,
        "numbers": "1, 2",
    }
    found: dict[str, list[str]] = {}
    for key in plain.sentences(plain.FOLDER / "en.toml"):
        # The length of a month's name cannot be changed.
        if key.startswith("dates."):
            continue
        found.setdefault(key.split(".")[0], []).append(plain.text(key, **facts))
    return found


@pytest.mark.parametrize("screen", screens())
def test_each_screen_on_people_s_way_is_at_most_of_grade_four(screen: str) -> None:
    assert grade(screens()[screen]) <= AVERAGE


def test_no_sentence_on_people_s_way_is_longer_than_a_question_s(catalogue: Catalogue) -> None:
    most = MOST_WORDS + 2  # These contain names and days.
    read = [sentence for texts in screens().values() for text in texts for sentence in sentences(text)]
    assert [sentence for sentence in read if len(words(sentence)) > most] == []
    assert [sentence for sentence in read if any(word in sentence.lower() for word in HARD_WORDS)] == []
    introduced = {key for key in plain.sentences(plain.FOLDER / "en.toml") if key.startswith("about.")}
    asked = {f"about.{framework.key}" for framework in catalogue if framework.asked("thorough", "people")}
    assert introduced == asked, "data/plain/en.toml has one sentence under [about] for each framework that asks people"
