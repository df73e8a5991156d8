from hypothesis import given
from hypothesis import strategies as st

from assess.present.charts.layout import wrapped

WORDS = st.lists(st.text("abc-é", min_size=1, max_size=8), min_size=1, max_size=12).map(" ".join)


@given(WORDS, st.integers(8, 40))
def test_a_wrapped_text_keeps_its_words_in_lines_that_fit(text: str, length: int) -> None:
    lines = wrapped(text, length)
    assert " ".join(lines) == text
    assert all(len(line) <= length for line in lines)


def test_lines_are_as_even_as_they_can_be() -> None:
    assert wrapped("one two three four", 16) == ["one two", "three four"]
