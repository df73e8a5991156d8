import altair as alt
from hypothesis import given
from hypothesis import strategies as st

from assess.present.charts.palette import LIGHT
from assess.present.charts.rounds import LAST_ROUND, THIS_ROUND, in_round, key_layers, mark_layers, standing_rows
from drawn import CATALOGUE, put_together, stand, words

PRINCIPLES = CATALOGUE["principles"]
LEVELS = st.dictionaries(st.sampled_from([item.key for item in PRINCIPLES.items]), st.sampled_from(PRINCIPLES.values))


@given(LEVELS, LEVELS)
def test_a_row_is_a_level_of_its_round_and_says_so(now: dict[str, int], before: dict[str, int]) -> None:
    stands = standing_rows(stand(PRINCIPLES, now), stand(PRINCIPLES, before), PRINCIPLES.items)
    for name, levels in ((THIS_ROUND, now), (LAST_ROUND, before)):
        rows = in_round(name, stands)
        assert {row["item"]: row["level"] for row in rows} == levels
        assert all(f", {name.lower()}: {row['level']} " in row["says"] for row in rows)


def test_only_the_items_and_levels_that_are_asked_for_have_a_row() -> None:
    off_the_scale = stand(PRINCIPLES, {"equal": 9, "holistic": 2, "positive": 1})
    items = [PRINCIPLES.item("equal"), PRINCIPLES.item("holistic")]
    assert [(row["item"], row["level"]) for row in standing_rows(off_the_scale, None, items)] == [("holistic", 2)]


def test_the_dot_lies_over_the_diamond() -> None:
    stands = standing_rows(stand(PRINCIPLES, {"equal": 2}), stand(PRINCIPLES, {"equal": 2}), PRINCIPLES.items)
    drawn = put_together(*mark_layers(stands, [alt.Y("item:N")], LIGHT))
    assert [layer["mark"]["shape"] for layer, _ in drawn] == ["diamond", "circle"]


def test_the_marks_have_a_key_where_there_are_two_rounds_and_only_there() -> None:
    both = standing_rows(stand(PRINCIPLES, {"equal": 2}), stand(PRINCIPLES, {"equal": 1}), PRINCIPLES.items)
    assert words(put_together(*key_layers(both, "circle", LIGHT))) == [THIS_ROUND, LAST_ROUND]
    assert key_layers(in_round(THIS_ROUND, both), "circle", LIGHT) == []
