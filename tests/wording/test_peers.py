from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess import wording
from assess.core.peers import EVERYONE, USUAL, Beside, Cell, Crowd, Group, Rules
from assess.core.scoring import Standing
from rounds_by_hand import LADDER, PRINCIPLES
from stood import stood

MIDDLE = Beside(cell=("home care", "Borsetshire"), about=15, lower=1, middle=2, upper=3, bands={})
MOST = Beside(cell=("home care", "Borsetshire"), about=10, lower=2, middle=2, upper=2, bands={})


ENOUGH = Crowd(12, 9, 2)


def group(pool: Cell = MIDDLE.cell, crowd: Crowd = ENOUGH, *, seen: bool = False) -> Group:
    return Group(pool, crowd, {}, seen)


@pytest.mark.parametrize(
    ("pool", "said"),
    [
        (("home care", "Borsetshire"), "The peers are home care services in Borsetshire."),
        (
            ("home care", ""),
            ("The peers are home care services of several areas, put together so that none of them can be worked out."),
        ),
        (
            EVERYONE,
            ("The peers are services of several kinds and areas, put together so that none of them can be worked out."),
        ),
    ],
)
def test_who_the_peers_are_is_said(pool: Cell, said: str) -> None:
    assert wording.peers.who(group(pool), [MIDDLE], USUAL) == said


OTHERS = "Without this service's own organisation, the services that it would be compared with"


@pytest.mark.parametrize(
    ("peers", "said"),
    [
        (
            group(crowd=Crowd(0, 0, 0)),
            "There is nothing to compare with yet: a round of similar services must close first.",
        ),
        (
            group(crowd=Crowd(9, 9, 1)),
            f"{OTHERS} are fewer than 10. That is too few to show without giving one away.",
        ),
        (
            group(crowd=Crowd(16, 4, 4)),
            (f"{OTHERS} are run by fewer than 5 organisations. That is too few to show without giving one away."),
        ),
        (
            group(crowd=Crowd(16, 9, 5)),
            f"{OTHERS} include more than a quarter of one organisation, which could be recognised.",
        ),
        (
            group(seen=True),
            (
                "No peers are shown, because you see services of more than one organisation in this group by name, or "
                "could in the last 2 years. Beside each organisation another part of the group is left out, and from "
                "the difference you could work out what one of them said."
            ),
        ),
        (group(), f"{OTHERS} have not rated the same items often enough to show without giving one away."),
    ],
)
def test_without_peers_the_reason_is_said(peers: Group, said: str) -> None:
    assert wording.peers.why_none(peers, USUAL) == said == wording.peers.who(peers, [], USUAL)


def test_a_heading_counts_the_items_above_and_below_most_peers() -> None:
    standing = stood(PRINCIPLES, 4, 0, 2)
    peers = {item.key: MIDDLE for item in PRINCIPLES.items[:3]}
    title = "Gold Standard principles"
    assert wording.peers.beside_heading(PRINCIPLES, standing, peers) == (
        f"{title}: higher than most peers on 1 of 3 items, lower on 1"
    )
    inside = stood(PRINCIPLES, 1, 2, 3)
    assert wording.peers.beside_heading(PRINCIPLES, inside, peers) == (
        f"{title}: in the middle half of peers on all of 3 items"
    )
    assert wording.peers.beside_heading(PRINCIPLES, standing, {}) == f"{title}: nothing to compare yet"


@pytest.mark.parametrize(
    ("levels", "finding"),
    [
        ((4, 0, 0, 0, 0), "lower than most similar services on Resourced, Transparent and 2 more, higher on 1"),
        ((2, 0, 0), "lower than most similar services on Resourced and Transparent"),
        ((4, 2), "higher than most similar services on Holistic"),
        ((1, 2, 3), "in the middle half of similar services on all of 3 items"),
        ((1,), "in the middle half of similar services on all of 1 item"),
        ((), "nothing to compare yet"),
    ],
)
def test_the_heading_of_the_page_names_the_items_below_most_peers_first(levels: tuple[int, ...], finding: str) -> None:
    standings = {"principles": stood(PRINCIPLES, *levels)}
    peers = {"principles": {item.key: MIDDLE for item in PRINCIPLES.items}}
    assert wording.peers.title("Larkrise", standings, peers) == f"Larkrise: {finding}"


def test_the_heading_of_the_page_puts_all_frameworks_together_and_calls_the_ladder_that() -> None:
    standings = {"ladder": stood(LADDER, 1), "principles": stood(PRINCIPLES, 0, 4)}
    peers = {"ladder": {"overall": MOST}, "principles": {item.key: MIDDLE for item in PRINCIPLES.items[:2]}}
    assert wording.peers.title("Larkrise", standings, peers) == (
        "Larkrise: lower than most similar services on the ladder and Holistic, higher on 1"
    )


@given(st.lists(st.integers(0, 4), min_size=8, max_size=8), st.sets(st.sampled_from(range(8))))
def test_the_heading_of_the_page_rests_on_nothing_but_the_peers_that_are_shown(
    levels: list[int], hidden: set[int]
) -> None:
    items = PRINCIPLES.asked("quick", "service")
    peers = {item.key: MIDDLE for place, item in enumerate(items) if place not in hidden}
    shown = [None if place in hidden else level for place, level in enumerate(levels)]
    title = wording.peers.title("Larkrise", {"principles": stood(PRINCIPLES, *levels)}, {"principles": peers})
    if peers:
        without = {"principles": stood(PRINCIPLES, *shown)}
        assert title == wording.peers.title("Larkrise", without, {"principles": peers})
    else:
        assert title == "Larkrise: no similar services can be shown"


def test_a_heading_of_one_item_says_where_the_service_stands() -> None:
    for level, said in ((6, "higher than most"), (1, "lower than most"), (2, "the same as most")):
        heading = wording.peers.beside_heading(LADDER, stood(LADDER, level), {"overall": MOST})
        assert heading == f"Ladder of participation: {said} of about 10 similar services"


def test_items_above_and_below_most_peers_are_named() -> None:
    standing = stood(PRINCIPLES, 0, 0, 2, 4)
    peers = {item.key: MIDDLE for item in PRINCIPLES.items}
    higher = PRINCIPLES.items[3].title
    assert wording.peers.above_and_below(standing, peers) == (
        f"Lower than most: Holistic and Resourced. Higher than most: {higher}."
    )
    assert wording.peers.above_and_below(standing, {}) == ""
    assert wording.peers.above_and_below(stood(LADDER, 7), {"overall": MOST}) == ""


@given(st.integers(0, 40), st.integers(0, 40))
def test_what_is_held_back_is_counted(asked: int, hidden: int) -> None:
    said = wording.peers.held_back(asked + hidden, asked)
    assert said == (f"On {hidden} of {asked + hidden} items there are too few peers to show." if hidden else "")


def test_bands_with_the_same_share_are_said_together() -> None:
    few = replace(MIDDLE, about=10, bands={"to": "few or none", "for": "few or none", "with": "most"})
    assert wording.peers.bands(few) == (
        "Of about 10 peers: few or none work “to” or “for” people, most work “with” people."
    )
    assert wording.peers.bands(MIDDLE) == ""


def test_a_table_of_peers_says_what_the_chart_shows_and_what_may_not_be_shown() -> None:
    standing: Standing = stood(PRINCIPLES, 3, 2)
    items = PRINCIPLES.items[:3]
    rows = wording.peers.peer_rows(PRINCIPLES, items, standing, {items[0].key: MIDDLE, items[1].key: MOST})
    assert [list(row.values()) for row in rows] == [
        [
            "Holistic",
            "3 Established: in the middle half",
            "1 Starting to 3 Established, middle peer 2 Developing (about 15 peers)",
        ],
        ["Resourced", "2 Developing: the same as most", "most at 2 Developing (about 10 peers)"],
        ["Transparent", "Not rated", wording.peers.TOO_FEW],
    ]


def test_how_many_peers_there_are_is_said_once_where_it_is_the_same_on_all_items() -> None:
    standing, items = stood(PRINCIPLES, 3, 2), PRINCIPLES.items[:2]
    same, different = (
        {item.key: found for item, found in zip(items, two, strict=True)} for two in ((MOST, MOST), (MOST, MIDDLE))
    )
    assert wording.peers.half_of(same) == "Middle half of about 10 peers"
    assert wording.peers.half_of(different) == wording.peers.half_of({}) == "Middle half of peers"
    said = [row["Middle half of peers"] for row in wording.peers.peer_rows(PRINCIPLES, items, standing, same)]
    assert said == ["most at 2 Developing", "most at 2 Developing"]


def test_how_benchmarks_work_names_every_threshold() -> None:
    rules = Rules(peers=11, organisations=6, changed=7, years=3)
    said = " ".join(wording.peers.how(rules, date(2026, 6, 3)))
    for words in (
        "11 services of 6 organisations",
        "when 7 organisations",
        "3 years ago",
        "last 3 years",
        "on 3 June 2026",
    ):
        assert words in said
    assert "Their round may have asked an earlier wording of the same item." in said
    assert "put together on" not in " ".join(wording.peers.how(rules, None))
