"""Nobody can work out what a peer said: tried on every small population, and on random large ones."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess import wording
from assess.core import scoring
from assess.core.answers import Answer
from assess.core.framework import Framework, Item, Level
from assess.core.peers import EVERYONE, Cell, Crowd, Group, Rules, beside, pool_of, pools, quartiles, renewed
from peers_by_hand import Peer, crowd, group, reads_another

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
NORTH, SOUTH, _ = CELLS
ME = "mine"
Levels = tuple[int | None, ...]


@dataclass(frozen=True)
class Place:
    """A service of a small population: its organisation, its pool, and whether it is frozen there or new."""

    organisation: str
    pool: Cell = NORTH
    is_frozen: bool = True


@dataclass(frozen=True)
class Look:
    """A visit to a service's benchmark by a viewer who reads some services, now or lately; services are numbers."""

    service: Place
    seen: frozenset[int] = frozenset()


@dataclass
class Account:
    """An account whose role moves from some services to others while the peers stay frozen."""

    places: Sequence[Place]
    seen: set[int] = field(default_factory=set)

    def looks(self, role: Iterable[int]) -> list[Look]:
        """Open the benchmark of each service of a new role."""
        services = [*role]
        self.seen.update(services)
        return [Look(self.places[number], frozenset(self.seen)) for number in services]


@cache
def shown(levels: Levels, crowd: Crowd, *, seen: bool) -> str:
    """Return what is shown beside peers on these levels, in whatever order they are."""
    counts = Counter(level for level in levels if level is not None)
    return _shown(tuple(sorted(counts.items())), crowd, seen=seen)


@cache
def _shown(counts: tuple[tuple[int, int], ...], crowd: Crowd, *, seen: bool) -> str:
    return repr(beside(Group(NORTH, crowd, {KEY: dict(counts)}, seen), FRAMEWORK, "one", SMALL))


def screens(looks: Sequence[Look], places: Sequence[Place]) -> Callable[[Levels], tuple[str, ...]]:
    """Return a function from the levels of all services to what these visits show."""
    groups = []
    for look in looks:
        own = look.service
        peers = [
            n
            for n, at in enumerate(places)
            if at.is_frozen and at.pool == own.pool and at.organisation != own.organisation
        ]
        members = [Peer("", places[n].organisation, own.pool, own.pool, {}) for n in peers]
        read = [(places[n].organisation, places[n].pool) for n in look.seen]
        groups.append((peers, crowd(members), reads_another(read, own.pool, own.organisation)))

    def screen(levels: Levels) -> tuple[str, ...]:
        return tuple([shown(tuple([levels[n] for n in peers]), crowd, seen=seen) for peers, crowd, seen in groups])

    return screen


def alike(
    looks: Sequence[Look], places: Sequence[Place], scale: Levels, known: Iterable[int] = ()
) -> list[list[Levels]]:
    """Return the populations that look the same to a viewer who knows who is there, and some services by name."""
    by_name = sorted(known)
    screen, same = screens(looks, places), dict[tuple[object, ...], list[Levels]]()
    for levels in itertools.product(*(scale if place.is_frozen else (None,) for place in places)):
        same.setdefault((*screen(levels), *(levels[n] for n in by_name)), []).append(levels)
    return list(same.values())


def given_away(populations: Sequence[Levels]) -> bool:
    """Say whether a service that has rated has the same level in all of these populations."""
    return any(len(levels) == 1 and levels != {None} for levels in map(set, zip(*populations, strict=True)))


def organisations_of(services: int) -> Iterator[list[str]]:
    """Yield every way to divide services among organisations, the largest organisation first."""

    def sizes(left: int, most: int) -> Iterator[list[int]]:
        if not left:
            yield []
        for size in range(min(left, most), 0, -1):
            yield from ([size, *others] for others in sizes(left - size, size))

    for shape in sizes(services, services):
        yield [f"o{number}" for number, size in enumerate(shape) for _ in range(size)]


@pytest.mark.parametrize("size", range(1, 7))
def test_no_population_of_up_to_six_gives_a_service_away(size: int) -> None:
    outcomes = 0
    for organisations in organisations_of(size):
        classes = alike([Look(Place(ME))], [Place(organisation) for organisation in organisations], (None, 0, 1, 2))
        outcomes += len(classes)
        assert not [populations[0] for populations in classes if given_away(populations)], organisations
    # With three of three organisations and more, something is shown, or there is nothing to try.
    assert (outcomes > len([*organisations_of(size)])) == (size >= 3)


@pytest.mark.parametrize("north", range(8))
def test_managers_of_one_organisation_in_several_areas_learn_nothing_more_together(north: int) -> None:
    places = [Place(f"o{number}", NORTH if number < north else SOUTH) for number in range(7)]
    # Two managers in areas of one pool, a third in another.
    looks = [Look(Place(ME, pool)) for pool in (NORTH, NORTH, SOUTH)]
    classes = alike(looks, places, (0, 1, 2))
    assert len(classes) > 1
    assert not [populations[0] for populations in classes if given_away(populations)]


ROLES = [(0,), (1,), (2,), (4,), (0, 1), (2, 3), (3, 4), (0, 1, 2)]


@pytest.mark.parametrize(("roles", "scale"), [(2, (0, 1, 2)), (3, (0, 2))])
@pytest.mark.parametrize("north", [5, 4], ids=["one pool", "two pools"])
@pytest.mark.parametrize("organisations", ["abcde", "aabcd", "abacd", "aabbc", "abcda"])
def test_an_account_whose_role_moves_learns_no_more_than_one_look_at_a_pool_gives(
    organisations: str, north: int, roles: int, scale: Levels
) -> None:
    places = [Place(name, NORTH if number < north else SOUTH) for number, name in enumerate(organisations)]
    counted: dict[tuple[frozenset[Look], frozenset[int]], int] = {}

    def told_apart(looks: frozenset[Look], seen: frozenset[int]) -> int:
        """Return how many populations look different; many orders of roles come to the same looks."""
        if (looks, seen) not in counted:
            counted[looks, seen] = len(alike([*looks], places, scale, seen))
        return counted[looks, seen]

    for moves in itertools.permutations(ROLES, roles):
        account = Account(places)
        looks = [look for role in moves for look in account.looks(role)]
        first = {look.service.pool: look for look in reversed(looks)}
        # Later views of a pool show the same or nothing, whatever the levels of its services.
        together, one = (told_apart(frozenset(some), frozenset(account.seen)) for some in (looks, first.values()))
        assert together == one, moves


def test_an_account_of_which_only_the_present_role_counted_would_learn_more() -> None:
    places = [Place(f"o{number}") for number in range(5)]
    looks = [Look(places[number], frozenset({number})) for number in (0, 1)]
    assert len(alike(looks, places, (0, 1, 2), {0, 1})) > len(alike(looks[:1], places, (0, 1, 2), {0, 1}))


# The new services of two organisations of the pool, which are not frozen yet, and their frozen ones.
NEW = [Place("o0", is_frozen=False), Place("o1", is_frozen=False)]


@pytest.mark.parametrize("role", [(0, 1), (0, 1, 2), (0, 3), (1, 2)])
@pytest.mark.parametrize("frozen", range(4, 7))
def test_a_commissioner_of_two_organisations_is_shown_nothing_of_their_pool(frozen: int, role: tuple[int, ...]) -> None:
    places = [*NEW, *(Place(f"o{number}") for number in range(frozen))]
    looks = [Look(places[number], frozenset(role)) for number in role]
    assert set(screens(looks, places)((None, None, *[1] * frozen))) == {"None"}


@pytest.mark.parametrize("frozen", range(4, 7))
@pytest.mark.parametrize("moves", [((0,), (1,)), ((0, 2), (1,)), ((1,), (0,), (1,))])
def test_a_role_that_moves_between_new_services_learns_what_the_first_look_gives(
    frozen: int, moves: tuple[tuple[int, ...], ...]
) -> None:
    places = [*NEW, *(Place(f"o{number}") for number in range(frozen))]
    account = Account(places)
    looks = [look for role in moves for look in account.looks(role)]
    first = [look for look in looks if places[moves[0][0]].organisation == look.service.organisation][:1]
    together, one = (alike(some, places, (0, 1, 2), account.seen) for some in (looks, first))
    assert len(together) == len(one)


def test_looks_beside_the_new_services_of_two_organisations_would_give_a_service_away() -> None:
    places = [*NEW, *(Place(f"o{number}") for number in range(5))]
    looks = [Look(places[number], frozenset({number})) for number in (0, 1)]
    together, one = (alike(some, places, (0, 1, 2)) for some in (looks, looks[:1]))
    assert len(together) > len(one)
    assert any(given_away(populations) for populations in together)
    assert not any(given_away(populations) for populations in one)


def test_a_pool_that_leaves_nobody_out_would_give_services_away_to_their_neighbour() -> None:
    """Showing everybody the same numbers needs no rule on two organisations, but each knows its own level."""
    same: dict[str, list[Levels]] = {}
    for others in itertools.product((0, 1, 2), repeat=5):
        same.setdefault(shown((*others, 1), Crowd(6, 6, 1), seen=False), []).append(others)
    assert any(given_away(populations) for populations in same.values())


def renewals(least: int) -> Iterator[list[tuple[Levels, Levels]]]:
    """Yield what looks the same before and after to a viewer who knows that the first service has changed."""
    screen = screens([Look(Place(ME))], [Place(f"o{number}") for number in range(5)])
    screen_of = {levels: screen(levels) for levels in itertools.product((0, 1, 2), repeat=5)}
    same: dict[tuple[str, ...], list[tuple[Levels, Levels]]] = {}
    for (before, was), (after, now) in itertools.product(screen_of.items(), repeat=2):
        if before[0] != after[0] and sum(map(int.__ne__, before, after)) >= least:
            same.setdefault(was + now, []).append((before, after))
    yield from same.values()


def test_a_renewal_gives_nobody_away_who_changed_or_stayed() -> None:
    for pairs in renewals(least=3):
        for place in range(5):
            assert len({before[place] for before, _ in pairs}) > 1
            assert len({after[place] for _, after in pairs}) > 1


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
    pool_by_cell = pools(there)
    return [replace(peer, pool=pool_by_cell[peer.cell]) for peer in found]


@given(peers(), st.data())
def test_whatever_is_shown_rests_on_enough_peers_of_other_organisations(found: list[Peer], data: st.DataObject) -> None:
    own = data.draw(st.sampled_from(found)) if found else Peer("mine", ME, NORTH, EVERYONE, {})
    if beside(group(found, own.pool, own.organisation), FRAMEWORK, "one"):
        rated = [peer for peer in found if KEY in peer.levels and peer.pool == own.pool]
        assert_enough([peer for peer in rated if peer.organisation != own.organisation], Rules())


def peers_at(levels: Sequence[int]) -> Group:
    """Return peers at these levels, each of an organisation of its own."""
    return group([Peer("", f"o{n}", NORTH, NORTH, {KEY: level}) for n, level in enumerate(levels)], NORTH, ME)


def assert_enough(found: list[Peer], rules: Rules) -> None:
    sizes = Counter(peer.organisation for peer in found)
    assert len(found) >= rules.peers
    assert len(sizes) >= rules.organisations
    assert max(sizes.values()) <= rules.share * len(found)


def levels_up_to(top: int) -> st.SearchStrategy[list[int]]:
    """Levels of some peers, drawn as the number at each level: equal shares and shares of none are likely then."""
    counts = st.lists(st.integers(0, 20), min_size=top, max_size=top)
    return st.builds(_levels, st.integers(10, 20), counts, st.integers(0, top))


def _levels(most: int, counts: list[int], place: int) -> list[int]:
    return [level for level, count in enumerate([*counts[:place], most, *counts[place:]]) for _ in range(count)]


@given(levels_up_to(6))
def test_quartiles_are_those_that_pandas_finds(levels: list[int]) -> None:
    ordered = pd.Series(levels).sort_values(ignore_index=True)
    # The smallest level at or above which the share lies, as quantile_disc has it.
    shares = (ordered.rank(method="first") / len(ordered)).round(12)
    expected = tuple(int(ordered[shares >= share].iloc[0]) for share in (0.25, 0.5, 0.75))
    assert quartiles(Counter(levels)) == expected


@given(levels_up_to(2))
def test_shares_of_the_bands_are_those_that_pandas_finds(levels: list[int]) -> None:
    shown = beside(peers_at(levels), FRAMEWORK, "one")
    assert shown is not None
    shares = pd.Series(levels).map({0: "low", 1: "low", 2: "high"}).value_counts(normalize=True)
    for band, said in shown.bands.items():
        share = round(float(shares.get(band, 0)), 9)
        assert said == (
            "most" if share >= round(2 / 3, 9) else "few or none" if share <= round(1 / 3, 9) else "about half"
        )


@given(levels_up_to(2), st.integers(0, 2))
def test_higher_and_lower_than_most_are_what_pandas_finds(levels: list[int], own: int) -> None:
    shown = beside(peers_at(levels), FRAMEWORK, "one")
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
def test_every_pool_is_large_enough_for_each_of_its_organisations_or_is_everyone(found: list[Peer]) -> None:
    for pool in {peer.pool for peer in found} - {EVERYONE}:
        for organisation in {peer.organisation for peer in found}:
            assert_enough([peer for peer in found if peer.pool == pool and peer.organisation != organisation], Rules())


@given(peers())
def test_a_pool_is_a_kind_and_area_or_takes_in_all_that_is_left_of_its_kind_or_of_all(found: list[Peer]) -> None:
    pool_by_cell = {peer.cell: peer.pool for peer in found}
    for (kind, area), pool in pool_by_cell.items():
        assert pool in ((kind, area), (kind, ""), EVERYONE)
        assert pool_of((kind, area), pool_by_cell) == pool
        elsewhere = pool_of((kind, "west"), pool_by_cell)
        assert elsewhere in {(kind, ""), EVERYONE, None} & {*pool_by_cell.values(), None}


@given(peers(), st.data())
def test_a_viewer_who_sees_a_peer_by_name_is_shown_the_same_numbers_or_none(
    found: list[Peer], data: st.DataObject
) -> None:
    names = st.sampled_from([(peer.organisation, peer.pool) for peer in found]) if found else st.nothing()
    read = data.draw(st.sets(names))
    for own in found:
        manager = beside(group(found, own.pool, own.organisation), FRAMEWORK, "one")
        other = beside(group(found, own.pool, own.organisation, read), FRAMEWORK, "one")
        others = [organisation for organisation, pool in read if pool == own.pool and organisation != own.organisation]
        assert other == (None if others else manager)


def test_why_nobody_is_shown_is_the_first_rule_that_does_not_hold() -> None:
    reasons = {
        Crowd(0, 0, 0): "nobody",
        Crowd(9, 9, 1): "services",
        Crowd(12, 4, 3): "organisations",
        Crowd(12, 9, 4): "share",
        Crowd(12, 9, 3): None,
    }
    assert {counts: Group(NORTH, counts, {}).reason() for counts in reasons} == reasons
    assert Group(NORTH, Crowd(12, 9, 3), {}, seen=True).reason() == "seen"


@given(peers(), st.booleans())
def test_with_a_reason_nothing_is_shown(found: list[Peer], seen: bool) -> None:
    for own in found:
        peers = replace(group(found, own.pool, own.organisation), seen=seen)
        assert not (peers.reason() and beside(peers, FRAMEWORK, "one"))


def test_where_peers_share_a_level_only_most_is_said() -> None:
    shown = beside(peers_at([2] * 12), FRAMEWORK, "one")
    assert shown is not None
    assert shown.most
    assert (shown.lower, shown.middle, shown.upper) == (2, 2, 2)
    almost = beside(peers_at([2] * 10 + [0, 1]), FRAMEWORK, "one")
    assert shown == almost


def test_the_number_of_peers_is_rounded_to_five() -> None:
    told = {n: shown.about for n in range(10, 24) if (shown := beside(peers_at(([0, 1] * 20)[:n]), FRAMEWORK, "one"))}
    assert set(told.values()) == {10, 15, 20, 25}


def test_a_small_area_joins_others_of_its_kind_and_a_small_kind_those_of_all_kinds() -> None:
    west = "home", "west"
    there = {NORTH: "abcdefghijkl", SOUTH: "abcdef", west: "ghijkl", CELLS[2]: "abc"}
    # Day care would be too few for the pool of everyone, so the smallest other kind joins it.
    assert pools(there) == dict.fromkeys(there, EVERYONE)
    del there[CELLS[2]]
    assert pools(there) == {NORTH: NORTH, SOUTH: ("home", ""), west: ("home", "")}


def test_one_organisation_must_not_be_most_of_a_group() -> None:
    found = peers_at([0, 1, 2] * 4)
    assert beside(found, FRAMEWORK, "one")
    assert beside(replace(found, crowd=Crowd(12, 9, 4)), FRAMEWORK, "one") is None
