import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core import names
from stood import LARKRISE

LONG = "Fernshire Community Reablement and Rapid Response Team"
ALIKE = st.lists(
    st.builds("{} {}".format, st.sampled_from([LONG, LONG[:30], "x" * 60]), st.text("ab1 ", max_size=40)),
    min_size=1,
    max_size=12,
    unique=True,
)
MIXED = st.text("ab1 ,.אבج٣é", max_size=30)


@given(ALIKE | st.lists(st.text(max_size=80), max_size=12, unique=True), st.integers(10, 40))
def test_two_different_names_never_look_alike(typed: list[str], length: int) -> None:
    shown = names.told_apart(typed, length)
    assert list(shown) == sorted(set(typed), key=list(shown).index)
    assert len({names.shortened(text, length) for text in shown.values()}) == len(typed)
    cut = names.all_shortened(typed, length)
    assert len(set(cut.values())) == len(typed)
    assert all(len(text) <= length for text in cut.values())


def test_names_that_begin_alike_show_where_they_differ() -> None:
    north, south = f"{LONG} North", f"{LONG} South"
    assert list(names.all_shortened([north, south, "Elm Court"], 34).values()) == [
        "Fernshire Community Reableme…North",
        "Fernshire Community Reableme…South",
        "Elm Court",
    ]
    assert names.told_apart([north, "Elm Court"], 34) == {north: north, "Elm Court": "Elm Court"}


def test_services_of_one_name_are_told_apart_by_their_organisation() -> None:
    other = replace(LARKRISE, key="other", organisation="Fernshire Council")
    third = replace(LARKRISE, key="third", name="Elm Court")
    assert names.of_services([LARKRISE, other, third]) == {
        "larkrise": "Larkrise, Borsetshire Council",
        "other": "Larkrise, Fernshire Council",
        "third": "Elm Court",
    }


@given(st.text(max_size=40), st.integers(1, 40))
def test_a_shortened_text_fits_and_says_that_it_was_cut(text: str, length: int) -> None:
    short = names.shortened(text, length)
    assert len(short) <= length
    assert short == text if len(text) <= length else short.endswith("…")


@given(MIXED)
def test_every_letter_from_right_to_left_is_isolated_and_nothing_else_is_changed(text: str) -> None:
    shown = names.isolated(text)
    assert shown.replace("\u2068", "").replace("\u2069", "") == text
    depth = 0
    for character in shown:
        depth += {"\u2068": 1, "\u2069": -1}.get(character, 0)
        assert depth in (0, 1)
        assert depth or unicodedata.bidirectional(character) not in ("R", "AL")
    assert depth == 0
    assert "".join(part for part, _ in names.directed(text)) == text
    assert all(names.isolated(part) == f"\u2068{part}\u2069" for part, is_right in names.directed(text) if is_right)


@pytest.mark.parametrize("text", ["Elm Court", "Café 1,200 (two) – 3", "你好"])
def test_a_text_from_left_to_right_stays_as_it_is(text: str) -> None:
    assert names.isolated(text) == text
    assert names.directed(text) == [(text, False)]


def test_two_names_in_a_list_are_isolated_each_for_itself() -> None:
    assert names.isolated("בית אלון, גן ירוק: 3 up") == "\u2068בית אלון\u2069, \u2068גן ירוק\u2069: 3 up"


def test_signs_that_turn_text_around_are_left_out_and_a_name_is_isolated_once() -> None:
    assert names.isolated("Elm \u202eCourt") == "Elm Court"
    once = names.isolated("בית אלון")
    assert names.isolated(once) == once


@given(st.dictionaries(st.integers(), st.sampled_from(["a", "a (2)", "b", "a (b)"])), st.sampled_from(["", "b"]))
def test_no_two_options_of_a_select_box_have_one_label(typed: dict[int, str], detail: str) -> None:
    shown = names.apart(typed, dict.fromkeys(typed, detail))
    assert list(shown) == list(typed)
    assert len(set(shown.values())) == len(typed)
    assert all(text.startswith(typed[key]) for key, text in shown.items())


def test_equal_names_get_a_detail_and_else_a_number() -> None:
    typed = {1: "Ask", 2: "Ask", 3: "Meet", 4: "Meet", 5: "Listen"}
    details = {1: "until May", 2: "until June", 5: "until July"}
    assert [*names.apart(typed, details).values()] == [
        "Ask (until May)",
        "Ask (until June)",
        "Meet",
        "Meet (2)",
        "Listen",
    ]
