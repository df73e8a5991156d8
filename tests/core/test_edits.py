from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from assess.core import edits


@dataclass(frozen=True)
class Card:
    name: str
    place: str


CARDS = st.builds(Card, *[st.sampled_from("abc")] * 2)


@given(CARDS, CARDS)
def test_a_form_that_was_left_alone_changes_nothing(seen: Card, stored: Card) -> None:
    assert edits.merged(seen, stored, seen) == stored
    assert edits.clashing(seen, stored, seen) == []


@given(CARDS, CARDS)
def test_a_form_beside_which_nobody_changed_anything_counts_as_it_is(seen: Card, typed: Card) -> None:
    assert edits.merged(seen, seen, typed) == typed
    assert edits.clashing(seen, seen, typed) == []


@given(CARDS, CARDS, CARDS)
def test_each_field_is_as_typed_where_it_was_changed_and_else_as_stored(seen: Card, stored: Card, typed: Card) -> None:
    kept = edits.merged(seen, stored, typed)
    for field in ("name", "place"):
        one, other, own = (getattr(card, field) for card in (seen, stored, typed))
        assert getattr(kept, field) == (other if own == one else own)
        assert (field in edits.clashing(seen, stored, typed)) == (len({one, other, own}) == 3)
