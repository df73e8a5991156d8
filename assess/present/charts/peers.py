"""A service beside its anonymous peers."""

from collections.abc import Mapping

import altair as alt

from assess.core.peers import Beside
from assess.core.scoring import Standing
from assess.present.charts.marks import item_profile, palette


def peer_boxes(now: Standing, peers: Mapping[str, Beside], dark: bool = False) -> alt.LayerChart:
    """Draw each item on the line of levels: a box round the middle half of its peers, a bar at the middle one, a dot.

    `peers` are by item; an item without peers that may be shown has the service's own dot alone.
    """
    return item_profile(now, None, now.asked, palette(dark), peers)
