from assess.core.peers import Beside
from assess.present import charts
from drawn import CATALOGUE, layers, stand


def test_an_item_whose_peers_must_not_be_shown_has_none_in_the_charts_data() -> None:
    framework = CATALOGUE["principles"]
    items = framework.asked("thorough", "service")
    shown = Beside(cell=("home care", ""), about=15, lower=2, middle=3, upper=4, bands={})
    drawn = layers(charts.peers.peer_boxes(stand(framework, {item.key: 1 for item in items}), {items[0].key: shown}))
    boxes = [row for _, rows in drawn for row in rows if "to" in row]
    assert {(row["item"], row["level"], row["to"]) for row in boxes} == {(items[0].key, 2, 4)}
