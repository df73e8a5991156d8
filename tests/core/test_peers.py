"""Nobody can work out what a peer said: tried on every small population, and on random large ones."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess import wording
from assess.core import scoring
from assess.core.answers import Answer
from assess.core.framework import Framework, Item, Level
from assess.core.peers import EVERYONE, Beside, Cell, Rules, beside, groups_of, pools, quartiles, renewed, within
from peers_by_hand import Peer, grouped, hidden

FRAMEWORK = Framework(
    key="small",
    title="A small ladder",
    version=1,
    source="ours",
    credit="ours",
    kind="rung",
    levels=tuple(
        Level(value=value, label=f"Level {value}", descriptor="d", band=band)
        for value, band in ((0, "low"), (1, "low"), (2, "high"))
    ),
    items=(Item(key="one", title="One", question="?", prompt="p", quick=True),),
)
KEY = ("small", "one")
# The smallest thresholds under which a quartile is not an extreme, each service an organisation of its own.
SMALL = Rules(peers=3, organisations=3, share=Fraction(1, 2), changed=3)
CELLS: tuple[Cell, ...] = (("home", "north"), ("home", "south"), ("day", "north"))
Levels = tuple[int | None, ...]


def population(cells: Sequence[Cell], levels: Sequence[int | None]) -> list[Peer]:
    return [
        Peer(f"s{place}", f"o{place}", cell, cell, {} if level is None else {KEY: level})
        for place, (cell, level) in enumerate(zip(cells, levels, strict=True))
    ]


def outputs(own: Sequence[Cell], peers: Sequence[Peer], rules: Rules = SMALL) -> tuple[Beside | None, ...]:
    """Everything that a viewer with services in these cells is told."""
    groups = {cell: grouped(peers, groups_of(cell, cell)) for cell in own}
    return tuple(
        beside(groups[cell], FRAMEWORK, "one", rules, [groups[other] for other in groups if other != cell])
        for cell in own
    )


def classes(own: Sequence[Cell], cells: Sequence[Cell], scale: Levels) -> Iterator[list[Levels]]:
    """Give the populations that look the same to a viewer who knows who is there and of what kind and area."""
    same: dict[str, list[Levels]] = {}
    for levels in itertools.product(scale, repeat=len(cells)):
        same.setdefault(repr(outputs(own, population(cells, levels))), []).append(levels)
    yield from same.values()


@pytest.mark.parametrize("own", [*((cell,) for cell in CELLS), (CELLS[0], CELLS[1]), (CELLS[0], CELLS[2])])
def test_no_population_of_up_to_six_gives_a_service_away(own: tuple[Cell, ...]) -> None:
    shown = 0
    for size in range(1, 7 - len(own)):
        for cells in itertools.combinations_with_replacement(CELLS, size):
            for alike in classes(own, cells, (None, 0, 1, 2)):
                shown += len(alike) < 4**size
                for place in range(size):
                    levels = {levels[place] for levels in alike}
                    assert len(levels) > 1 or levels == {None}, (own, cells, alike[0])
    assert shown, "something must be shown, or there is nothing to try"


def test_a_few_services_are_not_what_is_left_of_a_kind_without_two_areas() -> None:
    areas = [("home", area) for area in ("north", "south", "west")]
    levels = [0] * 6 + [2] * 5
    there = population([areas[0]] * 11 + [areas[1]] * 11 + [areas[2]] * 12, [*levels, *levels, 2, 2, 2, *([None] * 9)])
    north, south, west = outputs(areas, there, Rules())
    assert north
    assert south
    assert west is None
    # Alone, without a service in the other areas, one is shown the kind.
    (alone,) = outputs(areas[2:], there, Rules())
    assert alone
    assert alone.cell == ("home", "")


@given(st.data())
def test_of_the_groups_that_one_viewer_is_shown_none_lies_inside_another(data: st.DataObject) -> None:
    found = data.draw(peers())
    own = data.draw(
        st.lists(
            st.sampled_from(sorted({peer.cell for peer in found} | set(CELLS))), min_size=2, max_size=4, unique=True
        )
    )
    cells = {one.cell for one in outputs(own, found, Rules()) if one}
    assert not [pair for pair in itertools.permutations(cells, 2) if within(*pair)]


def renewals(least: int) -> Iterator[list[tuple[Levels, Levels]]]:
    """Give what looks the same before and after to a viewer who knows that the first service is among the changed."""
    told = {
        levels: repr(outputs((CELLS[0],), population([CELLS[0]] * 5, levels)))
        for levels in itertools.product((0, 1, 2), repeat=5)
    }
    seen: dict[str, list[tuple[Levels, Levels]]] = {}
    for (before, was), (after, now) in itertools.product(told.items(), repeat=2):
        if before[0] != after[0] and sum(map(int.__ne__, before, after)) >= least:
            seen.setdefault(was + now, []).append((before, after))
    yield from seen.values()


def test_a_renewal_gives_nobody_away_who_changed_or_stayed() -> None:
    for alike in renewals(least=3):
        for place in range(5):
            assert len({before[place] for before, _ in alike}) > 1
            assert len({after[place] for _, after in alike}) > 1


def test_a_pool_is_renewed_when_three_organisations_beside_the_viewers_own_have_news() -> None:
    assert renewed({CELLS[0]: 3, CELLS[1]: 4}) == {CELLS[1]}


# Random populations, the rules as they are


@st.composite
def peers(draw: st.DrawFn) -> list[Peer]:
    kinds, areas = st.sampled_from(["home", "day", "mental"]), st.sampled_from(["north", "south"])
    organisations = st.integers(0, draw(st.integers(4, 40)))
    rows = draw(st.lists(st.tuples(kinds, areas, organisations, st.sampled_from([None, 0, 1, 2])), max_size=90))
    found = [
        Peer(f"s{place}", f"o{organisation}", (kind, area), EVERYONE, {} if level is None else {KEY: level})
        for place, (kind, area, organisation, level) in enumerate(rows)
    ]
    there: dict[Cell, list[str]] = {}
    for peer in found:
        there.setdefault(peer.cell, []).append(peer.organisation)
    found_pools = pools(there)
    return [replace(peer, pool=found_pools[peer.cell]) for peer in found]


@given(peers(), st.sampled_from(CELLS))
def test_whatever_is_shown_rests_on_enough_peers_and_so_does_every_difference(found: list[Peer], own: Cell) -> None:
    rules = Rules()
    shown = beside(grouped(found, groups_of(own, own)), FRAMEWORK, "one")
    if shown is None:
        return
    rated = [peer for peer in found if KEY in peer.levels]
    inside = [peer for peer in rated if within(peer.cell, shown.cell)]
    assert_enough(inside, rules)
    for wider in groups_of(own, own):
        around = [peer for peer in rated if within(peer.cell, wider)]
        if len(around) > len(inside) and beside(grouped(found, [wider]), FRAMEWORK, "one"):
            assert_enough([peer for peer in around if peer not in inside], rules)


def assert_enough(found: list[Peer], rules: Rules) -> None:
    sizes = Counter(peer.organisation for peer in found)
    assert len(found) >= rules.peers
    assert len(sizes) >= rules.organisations
    assert max(sizes.values()) <= rules.share * len(found)


@settings(max_examples=1_000)
@given(st.lists(st.integers(0, 6), min_size=10, max_size=60))
def test_quartiles_are_those_that_pandas_finds(levels: list[int]) -> None:
    ordered = pd.Series(levels).sort_values(ignore_index=True)
    # The smallest level at or above which the share lies, as quantile_disc has it.
    shares = (ordered.rank(method="first") / len(ordered)).round(12)
    expected = tuple(int(ordered[shares >= share].iloc[0]) for share in (0.25, 0.5, 0.75))
    assert quartiles(Counter(levels)) == expected


@settings(max_examples=1_000)
@given(st.lists(st.integers(0, 2), min_size=10, max_size=60))
def test_shares_of_the_bands_are_those_that_pandas_finds(levels: list[int]) -> None:
    shown = beside(grouped(population([CELLS[0]] * len(levels), levels), [CELLS[0]]), FRAMEWORK, "one")
    assert shown is not None
    shares = pd.Series(levels).map({0: "low", 1: "low", 2: "high"}).value_counts(normalize=True)
    for band, said in shown.bands.items():
        share = round(float(shares.get(band, 0)), 9)
        assert said == (
            "most" if share >= round(2 / 3, 9) else "few or none" if share <= round(1 / 3, 9) else "about half"
        )


@settings(max_examples=1_000)
@given(st.lists(st.integers(0, 2), min_size=10, max_size=60), st.integers(0, 2))
def test_higher_and_lower_than_most_are_what_pandas_finds(levels: list[int], own: int) -> None:
    shown = beside(grouped(population([CELLS[0]] * len(levels), levels), [CELLS[0]]), FRAMEWORK, "one")
    assert shown is not None
    standing = scoring.standing(FRAMEWORK, "quick", "service", {KEY: Answer(*KEY, own)})
    (row,) = wording.peers.peer_rows(FRAMEWORK, FRAMEWORK.items, standing, {"one": shown})
    others = pd.Series(levels)
    below, above = round((others < own).mean(), 9), round((others > own).mean(), 9)
    said = row["This service"].partition(": ")[2]
    if below >= 0.75:
        assert said == "higher than most"
    elif above > 0.75:
        assert said == "lower than most"
    else:
        assert said in ("in the middle half", "the same as most")


@given(peers())
def test_every_pool_is_large_enough_or_is_everyone(found: list[Peer]) -> None:
    rules = Rules()
    for pool in {peer.pool for peer in found} - {EVERYONE}:
        members = [peer for peer in found if peer.pool == pool]
        sizes = Counter(peer.organisation for peer in members)
        assert len(members) > rules.peers
        assert len(sizes) > rules.organisations
        assert all(within(peer.cell, pool) for peer in members)


@given(peers(), st.data())
def test_whom_a_viewer_sees_by_name_is_never_among_the_peers(found: list[Peer], data: st.DataObject) -> None:
    named = data.draw(st.sets(st.sampled_from([peer.service for peer in found]))) if found else set()
    left = hidden(found, named)
    assert not {peer.service for peer in left} & named
    for pool in {peer.pool for peer in left}:
        known = {peer.organisation for peer in found if peer.pool == pool and peer.service in named}
        assert len(known) < 2


def test_where_peers_share_a_level_only_most_is_said() -> None:
    found = population([CELLS[0]] * 12, [2] * 12)
    shown = beside(grouped(found, [CELLS[0]]), FRAMEWORK, "one")
    assert shown is not None
    assert shown.most
    assert (shown.lower, shown.middle, shown.upper) == (2, 2, 2)
    almost = beside(grouped(population([CELLS[0]] * 12, [2] * 10 + [0, 1]), [CELLS[0]]), FRAMEWORK, "one")
    assert shown == almost


def test_the_number_of_peers_is_rounded_to_five() -> None:
    told = {
        n: shown.about
        for n in range(10, 24)
        if (shown := beside(grouped(population([CELLS[0]] * n, ([0, 1] * 20)[:n]), [CELLS[0]]), FRAMEWORK, "one"))
    }
    assert set(told.values()) == {10, 15, 20, 25}


def test_a_small_group_gives_way_to_the_next_wider_one_and_says_so() -> None:
    found = population([CELLS[0]] * 4 + [CELLS[1]] * 12, [0, 1, 2, 1] * 4)
    shown = beside(grouped(found, groups_of(CELLS[0], CELLS[0])), FRAMEWORK, "one")
    assert shown is not None
    assert shown.cell == ("home", "")
    assert beside(grouped(found[:9], groups_of(CELLS[0], CELLS[0])), FRAMEWORK, "one") is None


def test_one_organisation_must_not_be_most_of_a_group() -> None:
    found = population([CELLS[0]] * 12, [0, 1, 2] * 4)
    crowded = [replace(peer, organisation="big") if place < 4 else peer for place, peer in enumerate(found)]
    assert beside(grouped(found, [CELLS[0]]), FRAMEWORK, "one")
    assert beside(grouped(crowded, [CELLS[0]]), FRAMEWORK, "one") is None
