"""The words by which people come back to their answers: easy to tell apart, and secret where they are kept."""

import re
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core import return_words
from assess.core.errors import InputError
from assess.core.return_words import HOW_MANY, WORDS, Pass
from sounds import pronunciations

# Spellings that sound like one of our words: surnames, and ways to write the word itself that are rare.
NAMES = set(
    """
    aero anker appel appell begel bottel bric broome bryk cassel chery coffey crowne cupp dazey drumm egge eiland
    eroh fluet forrest foxx frogg frogge garlick glas glew hamer hammac hammack hammar hamor hamre harpe hatt helmut
    hooke jackett jacot jahr jelley kamra kasel kasell kassel kastle kettell kight kirton kloc klock klocke kyte
    lampe lampp lemmon liley lili lilley lilli lillie lilly mellen mellon milke mittan mitton moone parc parke
    parrott pearse peper perce pers perse piana pilate potatoe riddell ruef rueff rufe rugg rydell scarff scharfe
    sok somer sommer spero staar starr summar swann teddie tomatoe trane tyger vallee vallely valli wissel wynter
    zipp
    """.split()  # noqa: SIM905 - a name a line would be a hundred lines
)
three = st.lists(st.sampled_from(WORDS), min_size=HOW_MANY, max_size=HOW_MANY).map(" ".join)
secrets = st.text(min_size=1)
NO_STRESS = str.maketrans("", "", "012")


def spoken(word: str) -> set[str]:
    """Return the ways to say a word, each as one text: its sounds without their stress, with spaces between them."""
    return {sounds.translate(NO_STRESS) for sounds in pronunciations()[word]}


def sounds(word: str) -> list[list[str]]:
    """Return the ways to say a word, each as a list of its sounds without their stress."""
    return [way.split() for way in spoken(word)]


def is_near(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether changing, leaving out or adding one part turns one into the other."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 1
    short, long = sorted((one, other), key=len)
    return any([*long[:place], *long[place + 1 :]] == [*short] for place in range(len(long)))


def test_distances_are_those_of_one_sound_or_letter() -> None:
    assert all(is_near(*pair) for pair in (("bad", "bed"), ("bed", "bred"), ("moon", "moons"), ("cup", "cup")))
    assert not any(is_near(*pair) for pair in (("moon", "milk"), ("cup", "cupid"), ("star", "rats")))
    assert any(is_near(a, b) for a in sounds("bath") for b in sounds("bag"))


def test_there_are_enough_words_and_none_is_there_twice() -> None:
    assert len(WORDS) == len(set(WORDS))
    assert len(WORDS) ** HOW_MANY > 14_000_000
    # The largest number that the mask can hide.
    assert len(WORDS) ** HOW_MANY <= 2 ** (8 * return_words._MASK_BYTES)  # noqa: SLF001 - the rule between the two


def test_every_word_is_short_and_in_the_dictionary() -> None:
    assert [word for word in WORDS if not re.fullmatch("[a-z]{3,10}", word)] == []
    assert [word for word in WORDS if word not in pronunciations()] == []


def test_no_word_is_within_one_letter_or_one_sound_of_another() -> None:
    ways = {word: sounds(word) for word in WORDS}
    near = [
        (one, other)
        for one, other in combinations(WORDS, 2)
        if is_near(one, other) or any(is_near(a, b) for a in ways[one] for b in ways[other])
    ]
    assert near == []


def test_no_word_begins_with_another_so_that_spaces_do_not_matter() -> None:
    assert [pair for pair in combinations(sorted(WORDS), 2) if pair[1].startswith(pair[0])] == []


def test_no_word_sounds_like_another_that_people_would_write() -> None:
    by_sound: dict[str, set[str]] = {}
    for word in pronunciations():
        for way in spoken(word):
            by_sound.setdefault(way, set()).add(word)
    alike = {other for word in WORDS for way in spoken(word) for other in by_sound[way] - {word}}
    assert alike - NAMES == set()
    assert {"bare", "pair"} <= {other for word in ("bear", "pear") for way in spoken(word) for other in by_sound[way]}


@given(three, st.sampled_from(["{}", " {}. ", "“{}”"]), st.sampled_from([" ", "", ", ", "  ", ". ", "\n", "-"]))
def test_case_spaces_and_punctuation_do_not_count(words: str, around: str, between: str) -> None:
    typed = around.format(between.join(words.split()))
    assert return_words.read(typed) == return_words.read(typed.upper()) == words


@pytest.mark.parametrize("typed", ["", "moon", "moon milk", "moon milk frog tiger", "moon milk frag", "12 moon milk"])
def test_what_are_not_three_of_our_words_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(InputError, match="not three of our words"):
        return_words.read(typed)


def test_the_order_counts_and_so_does_the_place() -> None:
    assert return_words.read("moon milk frog") != return_words.read("milk moon frog")
    kept = return_words.digest("moon milk frog", "larkrise spring")
    assert kept == return_words.digest("moon milk frog", "larkrise spring")
    assert kept not in {
        return_words.digest("milk moon frog", "larkrise spring"),
        return_words.digest("moon milk frog", "larkrise autumn"),
    }


@given(three, secrets, secrets)
def test_sealed_words_are_read_with_their_secret_alone(words: str, secret: str, other: str) -> None:
    number = return_words.sealed(words, secret)
    assert return_words.unsealed(number, secret) == words
    assert return_words.read(return_words.unsealed(number, other))  # any three words


def test_a_pass_shows_neither_words_nor_secret_in_a_traceback() -> None:
    assert repr(Pass("r1", "hush", "moon milk frog")) == "Pass(response='r1')"
