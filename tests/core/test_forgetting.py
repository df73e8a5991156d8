from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.forgetting import LINK_REMOVED, Hit, Span, around, spans, without

WILL = ["Will May"]


def hits(text: str, *names: str) -> list[tuple[str, str]]:
    """Each span of a text: its words and its kind."""
    return [(text[start:end], kind) for start, end, kind in spans(names or WILL, text)]


def erased(text: str, *kinds: str) -> str:
    return without(text, [span for span in spans(WILL, text) if span.kind in kinds], "person-1")


@pytest.mark.parametrize(
    "text",
    [
        "Will May",
        "will may",
        "WILL MAY",
        "Will  May",
        "Will\nMay",
        "May, Will",
        "may ,will",
        "Will\u00a0May",
        "(Will May)",
    ],
)
def test_a_whole_name_is_found_however_it_was_typed(text: str) -> None:
    assert erased(f"Ask {text}!", "name").count("person-1") == 1
    assert [kind for _, kind in hits(f"Ask {text}!")] == ["name"]


@pytest.mark.parametrize("text", ["Will May's idea", "'Will May' said so", "Will May’s idea", "Will May-", "Will May."])
def test_what_stands_beside_a_name_does_not_hide_it(text: str) -> None:
    assert [kind for _, kind in hits(text)] == ["name"]


@pytest.mark.parametrize("text", ["Goodwill Maying", "Will Mayor", "Will May-Smith", "Fitz-Will May", "Will O'May"])
def test_a_longer_name_is_another_one(text: str) -> None:
    assert "name" not in {kind for _, kind in hits(text)}


def test_a_month_and_a_verb_are_not_a_name() -> None:
    text = "In May people will meet, and we will ask what they may want."
    assert hits(text) == [("May", "part")]
    assert erased(text, "name") == text


def test_a_single_word_of_a_name_is_found_in_capitals_and_otherwise_only_as_the_name_has_it() -> None:
    assert hits("will WILL Will wIll") == [("WILL", "part"), ("Will", "part")]


def test_a_name_of_one_word_is_never_certain() -> None:
    assert hits("ann, Ann and Annual Annie", "Ann") == [("ann", "part"), ("Ann", "part")]


def test_a_name_of_two_letters_is_never_certain() -> None:
    assert hits("A B", "A B") == [("A B", "part")]
    assert hits("Xu asked", "Xu Li") == []
    assert hits("Xu Li asked", "Xu Li") == [("Xu Li", "name")]


def test_a_provider_may_write_the_family_name_first() -> None:
    assert [kind for _, kind in hits("Will May and May, Will", "May, Will")] == ["name", "name"]
    assert hits("Doe, Anna Maria", "Anna Maria Doe") == [("Doe, Anna Maria", "name")]


def test_a_name_with_an_accent_is_found_however_a_provider_composes_it() -> None:
    assert hits("René Dupré", "Rene\u0301 Dupre\u0301") == [("René Dupré", "name")]


def test_the_signs_of_a_name_are_no_pattern() -> None:
    assert hits("A.C. (Bo) Day asked", "A.C. (Bo) Day") == [("A.C. (Bo) Day", "name")]
    assert hits("AxCx Bo Day", "A.C. Bo") == []
    assert spans([" ", "", ","], "anything at all") == []


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org/staff/will-may?tab=1",
        "http://example.org/Will%20May",
        "https://example.org/WillMay.html",
        "www.example.org/may_will",
        "example.org/people/will.may",
        "will.may@example.org",
    ],
)
def test_a_link_with_the_name_is_a_place_of_its_own_and_goes_as_a_whole(link: str) -> None:
    text = f"See {link} for more."
    assert [(found.rstrip("."), kind) for found, kind in hits(text)] == [(link, "link")]
    assert erased(text, "name", "part") == text
    assert erased(text, "link") == f"See {LINK_REMOVED} for more."


def test_an_encoded_letter_of_a_link_is_read() -> None:
    assert [kind for _, kind in hits("https://example.org/Ren%C3%A9-Dupr%c3%a9", "René Dupré")] == ["link"]


def test_a_single_word_inside_a_link_is_left_alone() -> None:
    assert hits("https://example.org/2026/May/report and https://will.example.org") == []
    assert [kind for _, kind in hits("https://x.org/Ann", "Ann")] == ["link"]


def test_a_column_of_links_is_one_link() -> None:
    link = "https://example.org/will-may"
    assert spans(WILL, link, is_link=True) == [Span(0, len(link), "link")]
    assert spans(WILL, "", is_link=True) == []


def test_a_place_is_shown_with_a_few_words_on_each_side_on_one_line() -> None:
    text = "word " * 20 + "ask\nWill May today" + " word" * 20
    (span,) = spans(WILL, text)
    before, found, after = around(text, span)
    assert (found, before[0], after[-1]) == ("Will May", "…", "…")
    assert before.endswith("word ask ")
    assert after.startswith(" today word")
    assert around("Will May", Span(0, 8, "name")) == ("", "Will May", "")


def test_only_a_whole_name_is_certain() -> None:
    kinds = {kind: Hit("", "", "", "", "", kind, "", "", "").is_certain for kind in ("name", "part", "link")}
    assert kinds == {"name": True, "part": False, "link": False}


@given(
    st.lists(st.sampled_from(["Will", "May", ",", " ", "\n", "x", "https://x.org/", "-", "’s", "."]), max_size=14),
    st.sets(st.integers(0, 20)),
)
def test_nothing_changes_outside_of_what_was_chosen(pieces: list[str], chosen: set[int]) -> None:
    text = "".join(pieces)
    found = spans(WILL, text)
    assert all(first.end <= second.start for first, second in pairwise(found))
    picked = [span for index, span in enumerate(found) if index in chosen]
    kept, at = [], 0
    for span in picked:
        kept.append(text[at : span.start])
        at = span.end
    parts = [*kept, text[at:]]
    result = without(text, picked, "\0")
    assert "".join(result.replace(LINK_REMOVED, "\0").split("\0")) == "".join(parts)
