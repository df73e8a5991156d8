"""A published sheet is plain text, with a line for each sentence."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assess.core.errors import InputError
from assess.core.publication import Publication, lines

SHEET = Publication("one", "spring", "12 people answered.\n- Equal: “Yes.”", "We agree.", "Meet\nPay", "a\nb")


def test_each_action_has_its_key_in_the_same_line() -> None:
    assert SHEET.promises == [("a", "Meet"), ("b", "Pay")]
    assert replace(SHEET, promised="", actions="").promises == []
    with pytest.raises(InputError, match="one key for each"):
        replace(SHEET, actions="a")


@pytest.mark.parametrize("empty", ["told", "heard"])
def test_it_says_what_people_told_and_what_was_heard(empty: str) -> None:
    with pytest.raises(InputError, match="what people told you and what you heard"):
        replace(SHEET, **{empty: " \n"})  # type: ignore[arg-type]


def test_two_sheets_say_the_same_whenever_they_were_published() -> None:
    assert SHEET.says_the_same(replace(SHEET, at=datetime(2026, 6, 1, tzinfo=UTC)))
    for name in ("told", "heard"):
        assert not SHEET.says_the_same(replace(SHEET, **{name: "Something else."}))  # type: ignore[arg-type]
    assert not SHEET.says_the_same(replace(SHEET, actions="a\nc"))


def test_an_empty_text_has_no_line() -> None:
    assert lines("") == []
    assert lines("one\ntwo") == ["one", "two"]
