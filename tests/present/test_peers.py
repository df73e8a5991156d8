"""The rows of a service beside its peers: what is drawn, what is said, and nothing of what may not be shown."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assess import wording
from assess.core.peers import Beside, Share
from assess.present import peers
from assess.present.signs import Band
from drawn import stand
from shipped import CATALOGUE

PRINCIPLES = CATALOGUE["principles"]
LEVEL = st.sampled_from(PRINCIPLES.values)


@given(st.none() | LEVEL, st.none() | st.tuples(LEVEL, LEVEL, LEVEL).map(sorted))
def test_a_row_has_the_services_level_and_what_may_be_shown_of_its_peers(
    own: int | None, quartiles: list[int] | None
) -> None:
    standing = stand(PRINCIPLES, {} if own is None else {"equal": own})
    beside = {}
    if quartiles is not None:
        lower, middle, upper = quartiles
        beside["equal"] = Beside(("home care", "North"), 15, lower, middle, upper, {})
    row = next(row for row in peers.rows(standing, beside) if row.title == "Equal")
    assert row.band == Band(4, own, *(quartiles or (None, None, None)))
    assert row.is_apart == (own is not None and quartiles is not None and not quartiles[0] <= own <= quartiles[2])
    assert row.own.startswith("Not rated" if own is None else f"{own} ")
    assert (row.peers == wording.peers.TOO_FEW) == (quartiles is None)


def test_every_item_that_was_asked_has_a_row() -> None:
    standing = stand(PRINCIPLES, {"equal": 3})
    assert [row.title for row in peers.rows(standing, {})] == [item.title for item in PRINCIPLES.items]
    assert {row.peers for row in peers.rows(standing, {})} == {wording.peers.TOO_FEW}
    assert [key.words for key in peers.KEYS] == ["this service", "middle half of peers", "middle peer"]


def test_a_framework_has_its_finding_and_stands_there_only_with_levels_and_peers() -> None:
    at = Beside(("home care", "North"), 15, 1, 2, 3, {})
    bands: dict[str, Share] = {"doing to": "most", "doing for": "few or none"}
    ladder, principles, milestones = CATALOGUE.core
    standings = {
        "ladder": stand(ladder, {"overall": 2}),
        "principles": stand(principles, {"equal": 4, "holistic": 0}),
        "milestones": stand(milestones, {}),
    }
    shown = {"ladder": {"overall": replace(at, bands=bands)}, "principles": {"equal": at}, "milestones": {"plan": at}}
    first, second = peers.groups(standings, shown)
    assert first.heading == wording.peers.beside_heading(ladder, standings["ladder"], shown["ladder"])
    assert first.sentences[0] == "Of about 15 peers: most work “doing to” people, few or none work “doing for” people."
    assert second.heading == "Gold Standard principles: higher than most of about 15 similar services"
    asked = len(principles.items)
    assert second.sentences == (
        "Higher than most: Equal.",
        f"On {asked - 1} of {asked} items there are too few peers to show.",
    )
    assert [row.title for row in second.rows] == [item.title for item in principles.items]
    assert second.half_of == "Middle half of about 15 peers"
    assert second.levels.startswith("0 Not yet · 1 Starting")
    assert peers.groups(standings, {key: {} for key in standings}) == []
