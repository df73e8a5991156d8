import pytest

from assess.core.peers import Beside
from assess.present import charts
from drawn import CATALOGUE, layers, stand, words


def test_an_item_whose_peers_must_not_be_shown_has_none_in_the_charts_data() -> None:
    framework = CATALOGUE["principles"]
    items = framework.asked("thorough", "service")
    shown = Beside(cell=("home care", ""), about=15, lower=2, middle=3, upper=4, bands={})
    drawn = layers(charts.peers.peer_boxes(stand(framework, {item.key: 1 for item in items}), {items[0].key: shown}))
    boxes = [row for _, rows in drawn for row in rows if "to" in row]
    assert {(row["item"], row["level"], row["to"]) for row in boxes} == {(items[0].key, 2, 4)}


@pytest.mark.parametrize(
    ("upper", "said", "bars"),
    [
        (4, "middle half of the peers from Developing to Gold standard description met", 1),
        (2, "most peers at Developing", 0),
    ],
)
def test_a_box_says_what_may_be_said_of_the_peers(upper: int, said: str, bars: int) -> None:
    principles = CATALOGUE["principles"]
    peers = {"equal": Beside(cell=("home care", ""), about=15, lower=2, middle=2, upper=upper, bands={})}
    drawn = layers(charts.peers.peer_boxes(stand(principles, {"equal": 3}), peers))
    assert [row["says"] for _, rows in drawn for row in rows if "to" in row] == [f"Equal: {said}"] * 2
    on_line = [layer for layer, _ in drawn if layer["mark"].get("shape") == "stroke" and "encoding" in layer]
    assert len([layer for layer in on_line if layer["encoding"]]) == bars


def test_the_key_of_peers_stands_only_where_there_are_peers() -> None:
    standing = stand(CATALOGUE["principles"], {"equal": 3})
    beside = Beside(cell=("home care", ""), about=15, lower=2, middle=3, upper=4, bands={})
    assert {"This service", "Middle peer", "Middle half of peers"} <= set(
        words(layers(charts.peers.peer_boxes(standing, {"equal": beside})))
    )
    assert "Middle peer" not in words(layers(charts.peers.peer_boxes(standing, {})))
