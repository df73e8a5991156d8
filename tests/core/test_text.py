import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.errors import InputError
from assess.core.text import LINK_LIMIT, checked, checked_link, counted, listed, required, slug, unused

REORDERING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def taken(text: str, *, lines: bool = False) -> str:
    """Return the accepted form of a text, "" for a refused one."""
    try:
        return checked(text, "The note", limit=200, lines=lines)
    except InputError:
        return ""


@given(st.text(max_size=30), st.sampled_from(["", *REORDERING, "\0", "\x1b", "\x85", "\t", "\n"]), st.text(max_size=30))
def test_checked_text_never_has_a_control_or_reordering_character(before: str, odd: str, after: str) -> None:
    characters = set(taken(before + odd + after))
    assert not characters & set(REORDERING)
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in characters)


@given(st.text(max_size=60))
def test_with_lines_allowed_only_line_breaks_and_tabs_come_through(text: str) -> None:
    characters = taken(text, lines=True)
    assert {character for character in characters if unicodedata.category(character) == "Cc"} <= {"\n", "\t"}


@given(st.text(max_size=60))
def test_checking_twice_changes_nothing_more(text: str) -> None:
    once = taken(text, lines=True)
    assert checked(once, "The note", limit=200, lines=True) == once


def test_space_around_a_text_goes_and_line_breaks_become_one_kind() -> None:
    assert checked("  one\r\ntwo \n", "The note", limit=20, lines=True) == "one\ntwo"


def test_letters_typed_in_two_ways_are_kept_in_one() -> None:
    assert checked("Cafe\u0301", "The note", limit=20) == "Café"


def test_letters_of_every_script_and_emoji_are_taken() -> None:
    text = "Łódź · Ελλάδα · مرحبا · 你好 · 👩‍🦽"
    assert checked(text, "The note", limit=100) == text


def test_a_text_that_is_too_long_is_refused_with_both_lengths() -> None:
    with pytest.raises(InputError, match=r"^The note is 1,201 characters long; the most it can be is 1,200\.$"):
        checked("x" * 1201, "The note", limit=1200)


def test_a_text_as_long_as_allowed_is_taken() -> None:
    assert len(checked("x" * 1200, "The note", limit=1200)) == 1200


@pytest.mark.parametrize(("odd", "code"), [("\0", "0000"), ("\u202e", "202E"), ("\ud800", "D800"), ("\n", "000A")])
def test_a_hidden_character_is_named_with_its_place(odd: str, code: str) -> None:
    with pytest.raises(InputError, match=rf"^The name has a hidden character \(U\+{code}\) at place 3;"):
        checked(f"ab{odd}c", "The name", limit=20)


@pytest.mark.parametrize("nothing", ["", "   ", "\n", "\u2003"])
def test_a_required_text_that_is_only_space_is_missing(nothing: str) -> None:
    with pytest.raises(InputError, match=r"^The organisation is missing\.$"):
        required(nothing, "The organisation")


def test_space_inside_a_name_is_one_space() -> None:
    assert required("  Larkrise   Home\u00a0 Care ", "The name") == "Larkrise Home Care"


@given(st.text(max_size=60))
def test_a_name_that_is_taken_is_one_line_of_something(text: str) -> None:
    try:
        name = required(text, "The name")
    except InputError:
        return
    assert name == " ".join(name.split()) != ""


@pytest.mark.parametrize(
    "link",
    ["https://example.org", "http://example.org/a?b=c#d", "HTTPS://EXAMPLE.ORG/é", " https://example.org/a ", ""],
)
def test_a_web_address_is_taken(link: str) -> None:
    assert checked_link(link) == link.strip()


@pytest.mark.parametrize("link", ["example.org", "www.example.org/2026/minutes?a=b", "EXAMPLE.org"])
def test_a_web_address_may_be_typed_without_its_scheme(link: str) -> None:
    assert checked_link(link) == f"https://{link}"


@pytest.mark.parametrize(
    "link",
    [
        "example",
        "example.org:alert(1)",
        "javascript:alert(1)",
        "ftp://example.org",
        "file:///etc/passwd",
        "//example.org",
        "https://",
        "https:///a",
        "https://?a",
        'https://example.org/"onclick',
        "https://example.org/<script>",
        "https://example.org/a b",
        "see https://example.org",
    ],
)
def test_what_is_not_a_web_address_is_refused_in_words(link: str) -> None:
    with pytest.raises(InputError, match="is not a web address; it must begin with https:// or http://"):
        checked_link(link)


def test_a_link_that_is_too_long_is_refused() -> None:
    with pytest.raises(InputError, match="The link is 2,020 characters long"):
        checked_link("https://example.org/" + "a" * LINK_LIMIT)


@given(st.text(max_size=100))
def test_a_slug_has_only_lower_case_letters_digits_and_single_hyphens(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(name))
    assert len(slug(name)) <= 60


@given(st.text(max_size=100))
def test_a_slug_of_a_slug_is_itself(name: str) -> None:
    assert slug(slug(name)) == slug(name)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Larkrise Home Care", "larkrise-home-care"),
        ("Café “Élan” & Co.", "cafe-elan-co"),
        ("你好", "unnamed"),
        ("", "unnamed"),
        ("--", "unnamed"),
        ("a" * 59 + " b", "a" * 59),
    ],
)
def test_a_slug_is_made_from_the_letters_of_a_name(name: str, key: str) -> None:
    assert slug(name) == key


KEYS = st.sampled_from(["a", "a-2", "a-3", "a-4", "b", "b-2"])


@given(KEYS, st.frozensets(KEYS))
def test_an_unused_key_is_never_one_that_is_taken(wanted: str, taken: frozenset[str]) -> None:
    assert unused(wanted, taken) not in taken
    assert unused(wanted, taken).startswith(wanted)


def test_a_key_that_is_free_is_given_as_wanted() -> None:
    assert unused("a", frozenset({"a-2"})) == "a"


def test_a_taken_key_gets_the_first_free_number() -> None:
    assert unused("a", frozenset({"a", "a-2", "a-4"})) == "a-3"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C", "D"], "A, B, C and D"),
        (["A", "B", "C", "D", "E"], "A, B, C and 2 more"),
    ],
)
def test_names_are_listed_as_a_reader_lists_them(names: list[str], said: str) -> None:
    assert listed(names) == said


@given(st.lists(st.sampled_from("ABCDEFG"), unique=True))
def test_a_list_names_everything_or_says_how_many_more(names: list[str]) -> None:
    said = listed(names)
    named = [name for name in names if name in said]
    more = int(said.split()[-2]) if said.endswith("more") else 0
    assert more != 1
    assert len(named) + more == len(names)


@pytest.mark.parametrize(("number", "said"), [(0, "0 acts"), (1, "1 act"), (1_200, "1,200 acts")])
def test_a_number_stands_with_its_noun(number: int, said: str) -> None:
    assert counted(number, "act") == said


INVISIBLE = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2064\u3164\ufeff"


@given(st.sampled_from(INVISIBLE), st.integers(0, 9))
def test_characters_that_show_nothing_make_no_other_name(odd: str, place: int) -> None:
    assert required(f"{'Home care'[:place]}{odd}{'Home care'[place:]}", "The kind") == "Home care"


@pytest.mark.parametrize("nothing", INVISIBLE)
def test_a_name_of_characters_that_show_nothing_is_missing(nothing: str) -> None:
    with pytest.raises(InputError, match=r"^The area is missing\.$"):
        required(f" {nothing} ", "The area")


@pytest.mark.parametrize("text", ["👩‍🦽", "می\u200cخواهم", "क्\u200dष", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_joiners_that_scripts_and_emoji_need_stay(text: str) -> None:
    assert required(text, "The name") == text
