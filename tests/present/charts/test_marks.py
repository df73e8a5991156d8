import altair as alt
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.present.charts.marks import (
    box_layer,
    cell_layers,
    chart_of,
    diamond,
    dot,
    stacked_words,
    word_layer,
)
from assess.present.charts.palette import LIGHT
from drawn import put_together

X, Y = alt.X("x:Q"), alt.Y("y:Q")
BOX = {"x": 0, "x2": 1, "y": 0, "y2": 26, "says": "A box"}


def test_a_chart_keeps_its_rows_in_their_order() -> None:
    rows = [{"x": 2}, {"x": 1}]
    assert list(chart_of(rows).data.values) == rows


def test_the_dot_fits_inside_the_diamond() -> None:
    assert diamond(LIGHT)["size"] > 2 * dot(LIGHT)["size"]
    assert diamond(LIGHT)["fill"] == LIGHT.page
    assert dot(LIGHT, "square")["shape"] == "square"


def test_words_are_no_picture_to_a_screen_reader_and_look_as_they_are_told() -> None:
    ((layer, rows),) = put_together(word_layer([{"words": "A"}], [], LIGHT, fontSize=9))
    assert (layer["mark"]["aria"], layer["mark"]["color"], layer["mark"]["fontSize"]) == (False, LIGHT.ink, 9)
    assert rows == [{"words": "A"}]


@settings(deadline=None)
@given(st.lists(st.text("ab", min_size=1, max_size=6), min_size=1, max_size=8).map(" ".join))
def test_stacked_words_read_from_the_top_down(text: str) -> None:
    look = {"x": 0, "dy": -10, "fontSize": 16}
    stacked = put_together(*stacked_words("item", {"one": text}, (8, 60), alt.Y("item:N"), LIGHT, look))
    top_down = sorted(stacked, key=lambda one: one[0]["mark"]["dy"])
    assert " ".join(row["narrow"] for _, rows in top_down for row in rows if row["narrow"]) == text
    assert all(len(row["narrow"]) <= 8 for _, rows in stacked for row in rows)
    assert max(layer["mark"]["dy"] for layer, _ in stacked) == -10


def test_a_box_says_what_it_shows() -> None:
    ((layer, rows),) = put_together(box_layer([BOX], X, Y, {"fill": LIGHT.now}))
    assert layer["encoding"]["description"]["field"] == "says"
    assert rows == [BOX]


def test_an_empty_cell_is_no_picture_and_has_no_words() -> None:
    full = BOX | {"count": 3, "fill": LIGHT.now, "ink": "#FFFFFF", "words": "3"}
    empty = BOX | {"count": 0, "fill": LIGHT.page, "ink": "#000000", "words": "0"}
    drawn = put_together(*cell_layers([full, empty], X, Y, LIGHT))
    assert [(layer["mark"]["type"], layer["mark"].get("aria", True), len(rows)) for layer, rows in drawn] == [
        ("rect", False, 1),
        ("rect", True, 1),
        ("text", False, 1),
    ]
    assert drawn[2][1][0]["words"] == "3"
