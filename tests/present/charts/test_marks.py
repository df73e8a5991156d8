import altair as alt

from assess.present.charts.marks import box_layer, chart_of, word_layer
from assess.present.charts.palette import LIGHT
from drawn import put_together

X, Y = alt.X("x:Q"), alt.Y("y:Q")
BOX = {"x": 0, "x2": 1, "y": 0, "y2": 26, "says": "A box"}


def test_a_chart_keeps_its_rows_in_their_order() -> None:
    rows = [{"x": 2}, {"x": 1}]
    assert list(chart_of(rows).data.values) == rows


def test_words_are_no_picture_to_a_screen_reader_and_look_as_they_are_told() -> None:
    ((layer, rows),) = put_together(word_layer([{"words": "A"}], [], LIGHT, fontSize=9))
    assert (layer["mark"]["aria"], layer["mark"]["color"], layer["mark"]["fontSize"]) == (False, LIGHT.ink, 9)
    assert rows == [{"words": "A"}]


def test_a_box_says_what_it_shows() -> None:
    ((layer, rows),) = put_together(box_layer([BOX], X, Y, {"fill": LIGHT.now}))
    assert layer["encoding"]["description"]["field"] == "says"
    assert rows == [BOX]
