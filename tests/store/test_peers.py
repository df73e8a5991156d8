"""Benchmarks in the store: frozen, within what a viewer may see, and equal to those computed by hand."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from apps import new_app
from assess.core import peers as peer_rules
from assess.core.access import Grant, Over, Viewer, local_viewer
from assess.core.answers import Answer, ItemKey
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError
from assess.core.peers import Beside, Crowd, Group, beside
from assess.core.programme import Round, Service
from assess.database.opening import Home
from assess.screen import session
from assess.server import settings
from assess.store import Store
from assess.store.brought import Sitting
from peers_by_hand import Peer, group
from tampering import as_before_digests
from versions import go_back, without_digests

ME = local_viewer()
OPENS, CLOSES = date(2026, 3, 1), date(2026, 5, 31)
ITEM: ItemKey = ("principles", "equal")
Level = tuple[Round, tuple[str, str, str, int]]  # a round, and then service, framework, item and level
Places = tuple[tuple[str, str], ...]  # of each service its organisation and its area
EACH = 14  # services in each of two areas; three of them are of one organisation
TWO_AREAS: Places = tuple(
    ("Big" if number < 3 else f"{area} organisation {number}", area)
    for area in ("North", "South")
    for number in range(EACH)
)


def manager(service: str) -> Viewer:
    return Viewer("manager", "Manager", (Grant("manager", "service", service),))


def at(day: date) -> Callable[[], datetime]:
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return lambda: moment


@pytest.fixture(scope="module")
def examples(example_home: Callable[[str], Home], catalogue: Catalogue) -> Iterator[Store]:
    """The fictional example with its peers frozen."""
    with closing(Store(example_home("fictional"), catalogue)) as one:
        one.peers.renew()
        yield one


def frozen_after_a_round(store: Store, places: Iterable[tuple[str, str]]) -> Store:
    """Add home care services, each with an organisation and an area; they rate in a round that closes."""
    store.clock = at(OPENS)
    programme = store.programmes.add(ME, "Living Well").key
    with store.all_or_nothing():
        for number, (organisation, area) in enumerate(places):
            store.services.add(ME, f"Service {number:02}", organisation, "home care", area, programme)
    round_ = store.rounds.open(ME, programme, "Spring", OPENS, CLOSES)
    rate(store, round_, {number: 2 + number % 2 for number in range(len(store.services.visible_to(ME)))})
    store.clock = at(CLOSES + timedelta(days=10))
    store.peers.renew()
    return store


@pytest.fixture(scope="module")
def rated_home(
    copied_home: Callable[[], Home], copied: Callable[[Home], Home], catalogue: Catalogue
) -> Callable[[Places], Home]:
    """Copy a database with home care services after a round that has closed; each is made once."""
    homes: dict[Places, Home] = {}

    def of(places: Places) -> Home:
        if places not in homes:
            homes[places] = copied_home()
            with closing(Store(homes[places], catalogue)) as store:
                frozen_after_a_round(store, places)
        return copied(homes[places])

    return of


@pytest.fixture
def after_a_round(rated_home: Callable[[Places], Home], catalogue: Catalogue) -> Iterator[Callable[[Places], Store]]:
    """Open a copy of such a database ten days after the round has closed."""
    with ExitStack() as opened:

        def of(places: Places) -> Store:
            store = opened.enter_context(closing(Store(rated_home(places), catalogue)))
            store.clock = at(CLOSES + timedelta(days=10))
            return store

        yield of


TWENTY: Places = tuple((f"Organisation {number}", "North") for number in range(20))


@pytest.fixture
def twenty(after_a_round: Callable[[Places], Store]) -> Store:
    """Twenty home care services of one area, each an organisation of its own, in a round that has closed."""
    return after_a_round(TWENTY)


@pytest.fixture(scope="module")
def looked_at(rated_home: Callable[[Places], Home], catalogue: Catalogue) -> Iterator[Callable[[Places], Store]]:
    """Open a database with home care services after a round for all tests that only look at it."""
    stores: dict[Places, Store] = {}
    with ExitStack() as opened:

        def of(places: Places) -> Store:
            if places not in stores:
                stores[places] = opened.enter_context(closing(Store(rated_home(places), catalogue)))
                stores[places].clock = at(CLOSES + timedelta(days=10))
            return stores[places]

        yield of


def rate(store: Store, round_: Round, levels: Mapping[int, int], items: Sequence[ItemKey] = (ITEM,)) -> None:
    """Let services rate themselves, each by its number; what they said is brought in at once, which is faster."""
    frameworks, now = store.rounds.frameworks(round_.key), store.clock()
    store.ratings.bring(
        ME,
        [
            Sitting(f"service-{number:02}", round_, frameworks, [Answer(*item, level) for item in items], now)
            for number, level in levels.items()
        ],
    )


def seen(store: Store, viewer: Viewer, service: str) -> Beside | None:
    return beside(peers_of(store, viewer, service), store.catalogue.core[1], ITEM[1])


def peers_of(store: Store, viewer: Viewer, service: str) -> Group:
    peers, _ = store.peers.beside(viewer, store.services.get(viewer, service))
    return peers


def second_round(store: Store, changing: int) -> None:
    """Let some services rate themselves at the lowest level in a round that closes, a month later."""
    store.clock = at(date(2026, 9, 1))
    programme = store.programmes.visible_to(ME)[0].key
    round_ = store.rounds.open(ME, programme, "Autumn", date(2026, 9, 1), date(2026, 9, 30))
    rate(store, round_, dict.fromkeys(range(changing), 0))
    store.clock = at(date(2026, 10, 10))
    store.peers.renew()


@pytest.mark.parametrize("changing", [1, 2, 3])
def test_what_one_two_or_three_services_change_is_not_seen(twenty: Store, changing: int) -> None:
    before = seen(twenty, manager("service-19"), "service-19")
    second_round(twenty, changing)
    assert seen(twenty, manager("service-19"), "service-19") == before
    assert before is not None


def test_one_service_that_joins_is_not_seen(twenty: Store) -> None:
    before = seen(twenty, manager("service-19"), "service-19")
    programme = twenty.programmes.visible_to(ME)[0].key
    twenty.services.add(ME, "Service 20", "Organisation 20", "home care", "North", programme)
    twenty.clock = at(date(2026, 9, 1))
    round_ = twenty.rounds.open(ME, programme, "Autumn", date(2026, 9, 1), date(2026, 9, 30))
    rate(twenty, round_, {20: 0})
    twenty.clock = at(date(2026, 10, 10))
    twenty.peers.renew()
    assert seen(twenty, manager("service-19"), "service-19") == before
    assert before is not None


def test_one_service_whose_ratings_grow_too_old_leaves_unseen(twenty: Store) -> None:
    programme = twenty.programmes.visible_to(ME)[0].key
    twenty.clock = at(date(2027, 9, 1))
    round_ = twenty.rounds.open(ME, programme, "Autumn", date(2027, 9, 1), date(2027, 9, 30))
    rate(twenty, round_, {number: 2 + number % 2 for number in range(1, 20)})
    twenty.clock = at(date(2027, 10, 10))
    twenty.peers.renew()
    before = seen(twenty, manager("service-19"), "service-19")
    assert "service-00" in {peer.service for peer in frozen(twenty)}
    twenty.clock = at(CLOSES + timedelta(days=800))  # the first service's only round is too old now
    twenty.peers.renew()
    assert seen(twenty, manager("service-19"), "service-19") == before
    assert before is not None


def test_with_news_from_enough_organisations_the_peers_are_renewed(twenty: Store) -> None:
    before = seen(twenty, manager("service-19"), "service-19")
    second_round(twenty, 12)
    after = seen(twenty, manager("service-19"), "service-19")
    assert before is not None
    assert after is not None
    assert (before.lower, before.upper) == (2, 3)
    assert (after.lower, after.middle) == (0, 0)
    (taken,) = {store_day for _, store_day in [twenty.peers.beside(ME, twenty.services.get(ME, "service-19"))]}
    assert taken == date(2026, 10, 10)


@pytest.mark.parametrize("changing", [peer_rules.USUAL.changed - 1, peer_rules.USUAL.changed, 20])
def test_a_pool_is_renewed_when_enough_organisations_have_news_and_not_before(twenty: Store, changing: int) -> None:
    before = frozen(twenty)
    second_round(twenty, changing)
    now = {peer.service: peer.levels[ITEM] for peer in frozen(twenty)}
    expected = {peer.service: peer.levels[ITEM] for peer in before}
    if changing >= peer_rules.USUAL.changed:
        expected |= dict.fromkeys(sorted(expected)[:changing], 0)
    assert now == expected


def test_an_open_round_is_not_drawn_from(twenty: Store) -> None:
    before = seen(twenty, manager("service-19"), "service-19")
    twenty.clock = at(date(2026, 9, 1))
    programme = twenty.programmes.visible_to(ME)[0].key
    round_ = twenty.rounds.open(ME, programme, "Autumn", date(2026, 9, 1), date(2026, 12, 31))
    rate(twenty, round_, dict.fromkeys(range(18), 0))
    twenty.clock = at(date(2026, 10, 10))
    twenty.peers.renew()
    assert seen(twenty, manager("service-19"), "service-19") == before


def test_what_is_older_than_two_years_is_left_out(twenty: Store) -> None:
    twenty.clock = at(CLOSES + timedelta(days=800))
    twenty.peers.renew()
    assert seen(twenty, manager("service-19"), "service-19") is None


def test_a_viewer_who_sees_a_peer_by_name_is_shown_none_of_that_pool(looked_at: Callable[[Places], Store]) -> None:
    twenty = looked_at(TWENTY)
    both = Viewer("c", "C", tuple(Grant("commissioner", "service", f"service-{number:02}") for number in (18, 19)))
    assert seen(twenty, manager("service-19"), "service-19")
    assert seen(twenty, both, "service-19") is None
    assert peers_of(twenty, both, "service-19").reason() == "seen"


def test_who_sees_everything_is_shown_what_the_services_manager_is(looked_at: Callable[[Places], Store]) -> None:
    twenty = looked_at(TWENTY)
    assert seen(twenty, ME, "service-19") == seen(twenty, manager("service-19"), "service-19") is not None


OTHERS = [("North", 12), ("South", 12), ("West", 3)]
THREE_AREAS: Places = (
    *(("Mine", area) for area, _ in OTHERS),
    *((f"{area} organisation {number}", area) for area, services in OTHERS for number in range(services)),
)


@pytest.fixture
def three_areas(after_a_round: Callable[[Places], Store]) -> Store:
    """Home care in two large areas and a small one; services 0, 1 and 2 there are of one organisation."""
    return after_a_round(THREE_AREAS)


def test_managers_of_one_organisation_in_three_areas_are_shown_pools_that_do_not_overlap(
    looked_at: Callable[[Places], Store],
) -> None:
    three_areas = looked_at(THREE_AREAS)
    managers = [(manager(service), service) for service in ("service-00", "service-01", "service-02")]
    north, south, west = (peers_of(three_areas, *each) for each in managers)
    # West is too small alone, and so it would be what is left of home care.
    assert north == west
    assert (north.pool, south.pool) == (("home care", ""), ("home care", "South"))
    assert (north.crowd.services, south.crowd.services) == (15, 12)
    assert all(seen(three_areas, *each) for each in managers)
    together = Viewer("m", "M", tuple(grant for viewer, _ in managers for grant in viewer.grants))
    assert [peers_of(three_areas, together, service) for _, service in managers] == [north, south, west]


MOVING = "https://sign-in.example moving"


def moved(store: Store, *services: str) -> Viewer:
    """Give one account a role over each of these services, one after the other, and return it with the last one."""
    for number, service in enumerate(services):
        if number:
            store.accounts.take(ME, MOVING, Grant("manager", "service", services[number - 1]))
        store.accounts.give(ME, MOVING, Grant("manager", "service", service))
    return store.accounts.viewer(MOVING, "Moving")


def test_a_role_that_moves_within_an_organisation_shows_each_pool_once(three_areas: Store) -> None:
    first = peers_of(three_areas, moved(three_areas, "service-00"), "service-00")
    account = moved(three_areas, "service-00", "service-01", "service-02")
    assert account.grants == (Grant("manager", "service", "service-02"),)
    assert peers_of(three_areas, account, "service-02") == first
    assert first.reason() is None


def test_a_role_that_moves_to_another_organisation_of_the_pool_shows_nothing_for_two_years(twenty: Store) -> None:
    assert seen(twenty, moved(twenty, "service-18"), "service-18")
    account = moved(twenty, "service-18", "service-19")
    assert peers_of(twenty, account, "service-19").reason() == "seen"
    assert seen(twenty, manager("service-19"), "service-19")  # with the same grants, but another past
    twenty.clock = at(CLOSES + timedelta(days=10 + 700))
    assert peers_of(twenty, account, "service-19").reason() == "seen"
    twenty.clock = at(CLOSES + timedelta(days=10 + 770))
    assert peers_of(twenty, account, "service-19").reason() is None


OWNERS = ["Mine", "Other", *(f"Organisation {number}" for number in range(11))]
NEWTOWN: Places = tuple((owner, f"Area {number}") for number, owner in enumerate(OWNERS))


@pytest.fixture
def newtown(after_a_round: Callable[[Places], Store]) -> Store:
    """A frozen kind of thirteen organisations; of two of them, Mine and Other, there are new services in a new area."""
    return with_a_new_area(after_a_round(NEWTOWN))


@pytest.fixture(scope="module")
def seen_newtown(looked_at: Callable[[Places], Store]) -> Store:
    """The same for tests that only look at it."""
    return with_a_new_area(looked_at(NEWTOWN))


def with_a_new_area(store: Store) -> Store:
    programme = store.programmes.add(ME, "Newtown").key
    for name, owner in (("New 0", "Mine"), ("New 1", "Mine"), ("New 2", "Other")):
        store.services.add(ME, name, owner, "home care", "Newtown", programme)
    return store


@pytest.mark.parametrize("scope", [("area", "Newtown"), ("programme", "newtown")])
@pytest.mark.parametrize("service", ["new-0", "new-2"])
def test_a_commissioner_of_two_organisations_new_services_is_shown_nothing(
    seen_newtown: Store, scope: tuple[Over, str], service: str
) -> None:
    viewer = Viewer("c", "C", (Grant("commissioner", *scope),))
    assert peers_of(seen_newtown, viewer, service).reason() == "seen"
    assert peers_of(seen_newtown, manager(service), service).reason() is None


def test_new_services_of_one_organisation_are_shown_the_peers_of_each_of_them(seen_newtown: Store) -> None:
    both = Viewer("m", "M", tuple(Grant("manager", "service", key) for key in ("new-0", "new-1")))
    assert peers_of(seen_newtown, both, "new-0") == peers_of(seen_newtown, manager("new-1"), "new-1")
    assert seen(seen_newtown, both, "new-1")


def test_a_role_that_moves_between_new_services_of_two_organisations_shows_one_look(newtown: Store) -> None:
    first = moved(newtown, "new-0")
    assert seen(newtown, first, "new-0")
    account = moved(newtown, "new-0", "new-2")
    assert peers_of(newtown, account, "new-2").reason() == "seen"
    back = moved(newtown, "new-2", "new-0")
    assert peers_of(newtown, back, "new-0").reason() == "seen"


def test_a_role_that_moves_between_pools_shows_each_of_them(three_areas: Store) -> None:
    account = moved(three_areas, "service-05", "service-15")
    assert [service.area for service in three_areas.services.visible_to(account)] == ["South"]
    assert peers_of(three_areas, account, "service-15").reason() is None


def test_with_exactly_five_organisations_the_reason_is_that_four_others_are_left(empty_store: Store) -> None:
    store = frozen_after_a_round(empty_store, [(f"Organisation {number % 5}", "North") for number in range(20)])
    peers = peers_of(store, manager("service-19"), "service-19")
    assert peers.crowd == Crowd(16, 4, 4)
    assert peers.reason() == "organisations"


def test_without_a_round_that_has_closed_there_are_no_peers(empty_store: Store) -> None:
    programme = empty_store.programmes.add(ME, "Living Well").key
    service = empty_store.services.add(ME, "Service 00", "Organisation", "home care", "North", programme)
    empty_store.peers.renew()
    peers, taken = empty_store.peers.beside(manager(service.key), service)
    assert (peers.reason(), taken) == ("nobody", None)


def test_a_service_in_a_new_area_is_beside_those_of_its_kind_that_are_frozen_together(three_areas: Store) -> None:
    programme = three_areas.programmes.visible_to(ME)[0].key
    service = three_areas.services.add(ME, "Service 30", "Newcomer", "home care", "East", programme)
    peers, _ = three_areas.peers.beside(manager(service.key), service)
    assert (peers.pool, peers.crowd.services) == (("home care", ""), 17)


def test_a_service_counts_where_it_was_read_also_after_it_has_moved(newtown: Store) -> None:
    newtown.accounts.give(ME, MOVING, Grant("commissioner", "area", "Area 5"))
    newtown.accounts.give(ME, MOVING, Grant("manager", "service", "new-0"))
    account = newtown.accounts.viewer(MOVING, "Moving")
    assert peers_of(newtown, account, "new-0").reason() == "seen"
    # To another area, then to another kind, with peers of its own somewhere else.
    for details in ({"area": "Elsewhere"}, {"kind": "day care"}):
        changed(newtown, 5, **details)
        assert [each.key for each in newtown.services.visible_to(account)] == ["new-0"]
        assert peers_of(newtown, account, "new-0").reason() == "seen"
    assert peers_of(newtown, manager("new-0"), "new-0").reason() is None
    assert newtown.faults() == []
    newtown.clock = at(CLOSES + timedelta(days=10 + 770))
    assert peers_of(newtown, account, "new-0").reason() is None


def test_a_service_that_is_called_otherwise_has_not_moved(newtown: Store) -> None:
    changed(newtown, 5, name="Another name")
    assert newtown._connection.database.read("SELECT count(*) FROM service_before") == [(0,)]  # noqa: SLF001


def test_a_pool_counts_for_two_years_after_an_area_has_left_it(three_areas: Store) -> None:
    shown = peers_of(three_areas, moved(three_areas, "service-27"), "service-27")
    assert (shown.pool, shown.reason()) == (("home care", ""), None)
    # West becomes large enough alone, and what is left of home care is North with another small area.
    for number in range(30, 45):
        area = "West" if number < 42 else "East"
        three_areas.services.add(ME, f"Service {number}", f"{area} {number}", "home care", area, "living-well")
    renewed_with_news(three_areas, range(45))
    assert peers_of(three_areas, manager("service-27"), "service-27").pool == ("home care", "West")
    account = moved(three_areas, "service-27", "service-03")
    assert peers_of(three_areas, account, "service-03").pool == ("home care", "")
    assert peers_of(three_areas, account, "service-03").reason() == "seen"
    assert peers_of(three_areas, manager("service-03"), "service-03").reason() is None


def frozen(store: Store) -> list[Peer]:
    read = """
        SELECT s.key, p.organisation, p.kind, p.area, p.pool, i.framework, i.item, l.level
        FROM peer p JOIN service s ON s.number = p.service JOIN peer_level l ON l.service = p.service
        JOIN asked i ON i.number = l.item ORDER BY s.key
    """
    rows = store._connection.database.read(read)  # noqa: SLF001
    return [
        Peer(service, organisation, (kind, area), tuple(pool.split("\t")), {row[5:7]: row[7] for row in levels})
        for (service, organisation, kind, area, pool), levels in itertools.groupby(rows, key=lambda row: row[:5])
    ]


@pytest.fixture(scope="module")
def frozen_examples(examples: Store) -> list[Peer]:
    return frozen(examples)


@trying(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_store_counts_what_single_peers_come_to(
    examples: Store, frozen_examples: list[Peer], data: st.DataObject
) -> None:
    services = examples.services.visible_to(ME)
    grants = [
        *(Grant("commissioner", "service", service.key) for service in services),
        *(Grant("commissioner", "area", area) for area in {service.area for service in services}),
        *(Grant("board", "programme", key) for key in {service.programme for service in services}),
    ]
    viewer = Viewer("v", "V", tuple(data.draw(st.sets(st.sampled_from(grants), min_size=1, max_size=3))))
    service = data.draw(st.sampled_from(examples.services.visible_to(viewer)))
    peers, _ = examples.peers.beside(viewer, service)
    assert peers == by_hand(examples, frozen_examples, viewer, service)


def by_hand(store: Store, peers: list[Peer], viewer: Viewer, service: Service) -> Group:
    pool = peer_rules.pool_of((service.kind, service.area), {peer.cell: peer.pool for peer in peers})
    frozen_in = {peer.service: peer.pool for peer in peers}
    pool_by_cell = {peer.cell: peer.pool for peer in peers}
    read = [
        (each.organisation, at)
        for each in store.services.visible_to(viewer)
        for at in (frozen_in.get(each.key), peer_rules.pool_of((each.kind, each.area), pool_by_cell))
    ]
    return group(peers, pool, service.organisation, read)


@trying(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(st.integers(0, len(THREE_AREAS) - 1), min_size=1, max_size=3, unique=True))
def test_the_store_counts_each_pool_without_the_services_own_organisation(
    looked_at: Callable[[Places], Store], numbers: list[int]
) -> None:
    three_areas = looked_at(THREE_AREAS)
    single = frozen(three_areas)
    viewer = Viewer("v", "V", tuple(Grant("board", "service", f"service-{number:02}") for number in numbers))
    for service in three_areas.services.visible_to(viewer):
        peers, _ = three_areas.peers.beside(viewer, service)
        assert peers == by_hand(three_areas, single, viewer, service)


def levels_of(store: Store) -> list[Level]:
    """Return every level that a service gave, with its round."""
    return [
        (rounds[p.round], (service.key, p.framework, p.item, p.level))
        for service in store.services.visible_to(ME)
        for rounds in [{r.key: r for r in store.rounds.of(ME, service.programme)}]
        for p in store.positions.of_service(ME, service.key)
        if p.level is not None and p.voice != "people"
    ]


def newest_closed(levels: list[Level], today: date) -> pd.DataFrame:
    """Every level of each service's newest round that closed by a day, and not too long before."""
    rows = [
        (round_.opens, *level)
        for round_, level in levels
        # One that has not begun yet is not open either.
        if (round_.ended or round_.closes < today) and round_.closes >= peer_rules.oldest(today)
    ]
    table = pd.DataFrame(rows, columns=["opens", "service", "framework", "item", "level"])
    return table[table["opens"] == table.groupby("service")["opens"].transform("max")]


def assert_frozen(store: Store, newest: pd.DataFrame) -> None:
    expected = newest.groupby(["framework", "item", "level"]).size().to_dict()
    read = "SELECT framework, item, level, sum(services) FROM distribution GROUP BY framework, item, level"
    found = {(f, i, level): int(n) for f, i, level, n in store._connection.database.read(read)}  # noqa: SLF001
    assert found == expected
    of_each = {peer.service: peer.levels for peer in frozen(store)}
    by_service = {
        service: {(row.framework, row.item): row.level for row in rows.itertuples()}
        for service, rows in newest.groupby("service")
    }
    assert of_each == by_service


def test_what_is_frozen_equals_the_newest_closed_rounds_worked_out_with_pandas(examples: Store) -> None:
    assert_frozen(examples, newest_closed(levels_of(examples), session.today()))


@pytest.fixture
def thawed(tmp_path: Path, example_copy: Callable[[str, Path], Path], catalogue: Catalogue) -> Iterator[Store]:
    """The fictional example without frozen peers."""
    with closing(Store(example_copy("fictional", tmp_path / "assess.duckdb"), catalogue)) as one:
        yield one


@pytest.fixture(scope="module")
def levels(
    tmp_path_factory: pytest.TempPathFactory, example_copy: Callable[[str, Path], Path], catalogue: Catalogue
) -> list[Level]:
    """The levels of the fictional example."""
    with closing(Store(example_copy("fictional", tmp_path_factory.mktemp("levels")), catalogue)) as store:
        return levels_of(store)


@pytest.mark.parametrize("days", [-1, 1])
@pytest.mark.parametrize("back", [1, 2, 3])
def test_before_and_after_each_close_what_is_frozen_is_what_had_closed(
    thawed: Store, levels: list[Level], back: int, days: int
) -> None:
    closes = {r.closes for one in thawed.programmes.visible_to(ME) for r in thawed.rounds.of(ME, one.key)}
    today = sorted(closes)[-back] + timedelta(days=days)
    # The clock itself is never set back behind the newest act.
    with thawed.at(at(today)()):
        thawed.peers.renew()
        assert_frozen(thawed, newest_closed(levels, today))


def test_an_item_that_only_the_round_before_asked_is_drawn_from_it_while_the_newest_is_open(twenty: Store) -> None:
    before = frozen(twenty)
    twenty.clock = at(date(2026, 9, 1))
    programme = twenty.programmes.visible_to(ME)[0].key
    round_ = twenty.rounds.open(ME, programme, "Autumn", date(2026, 9, 1), date(2026, 12, 31))
    rate(twenty, round_, dict.fromkeys(range(20), 4), [("principles", "holistic")])
    twenty.clock = at(date(2026, 10, 10))
    twenty.peers.renew()
    assert frozen(twenty) == before
    assert {tuple(peer.levels) for peer in before} == {(ITEM,)}
    assert twenty._connection.database.read("SELECT count(*) FROM snapshot") == [(1,)]  # noqa: SLF001 - nothing was news
    assert twenty.faults() == []


def test_peers_frozen_as_text_by_an_earlier_version_are_the_same_by_number(
    tmp_path: Path, empty_file: Callable[[Path], Path], catalogue: Catalogue
) -> None:
    path = empty_file(tmp_path / "assess.duckdb")
    with closing(Store(path, catalogue)) as store:
        frozen_after_a_round(store, TWO_AREAS)
        renewed_with_news(store, range(2 * EACH), items=(ITEM, ("principles", "holistic")))
        before = frozen(store)
    assert {len(peer.levels) for peer in before} == {2}
    assert len({peer.pool for peer in before}) == 2
    with closing(duckdb.connect(str(path))) as opened:
        without_digests(opened.execute, lambda sql: opened.execute(sql).fetchall())
        go_back(opened.execute, 10)
        # No wording of an earlier version had experiences.
        opened.execute(
            """UPDATE framework_version SET body = replace(body, '"experience":true', '"experience":false')"""
        )
        opened.execute(AS_TEXT)
    with closing(Store(path, catalogue)) as store:
        assert frozen(store) == before
        assert store.faults() == []


# As the version before counted groups that overlap.
OVERLAPPING = "INSERT INTO crowd VALUES ('home care', 'North', 1, 1, 1, 12)"


def test_a_database_with_groups_that_overlap_keeps_its_peers_as_they_were_frozen(
    copied_home: Callable[[], Home], catalogue: Catalogue
) -> None:
    home = copied_home()
    with closing(Store(home, catalogue)) as store:
        frozen_after_a_round(store, [(f"Organisation {number}", "North") for number in range(20)])
        before, shown = frozen(store), peers_of(store, manager("service-19"), "service-19")
        as_before_digests(store)
        with store._connection.database.write() as transaction:  # noqa: SLF001 - to undo a step
            go_back(transaction.run, 13)
            transaction.run(OVERLAPPING)
    with closing(Store(home, catalogue)) as store:
        assert frozen(store) == before
        assert peers_of(store, manager("service-19"), "service-19") == shown
        assert shown.reason() is None
        assert store.faults() == []
        with store._connection.database.snapshot() as transaction:  # noqa: SLF001 - to see the tables
            assert "crowd" not in transaction.tables()


# A service's details are put right


@pytest.fixture
def two_areas(after_a_round: Callable[[Places], Store]) -> Store:
    """Home care services in two areas, frozen after a round."""
    return after_a_round(TWO_AREAS)


def changed(store: Store, number: int, **details: str) -> None:
    service = store.services.get(ME, f"service-{number:02}")
    store.services.change(ME, replace(service, **details), service)  # type: ignore[arg-type]


def renewed_with_news(
    store: Store, numbers: Iterable[int], year: int = 2026, items: Sequence[ItemKey] = (ITEM,)
) -> None:
    store.clock = at(date(year, 9, 1))
    programme = store.programmes.visible_to(ME)[0].key
    round_ = store.rounds.open(ME, programme, f"Autumn {year}", date(year, 9, 1), date(year, 9, 30))
    rate(store, round_, dict.fromkeys(numbers, year - 2026), items)
    store.clock = at(date(year, 10, 10))
    store.peers.renew()


@pytest.mark.parametrize(
    ("moved", "details"),
    [
        ([7], {"area": "South"}),
        (range(EACH), {"area": "North Town"}),
        (range(3), {"kind": "day care"}),
        (range(5, 2 * EACH), {"area": "South"}),
    ],
    ids=["one to the other area", "all to a new area", "three to another kind", "most to one area"],
)
def test_a_service_that_has_moved_is_frozen_once(
    two_areas: Store, moved: Iterable[int], details: dict[str, str]
) -> None:
    before = {peer.service: peer.cell for peer in frozen(two_areas)}
    for number in moved:
        changed(two_areas, number, **details)
    # Nothing changes until peers are frozen again.
    assert {peer.service: peer.cell for peer in frozen(two_areas)} == before
    for news, year in ((range(EACH, 2 * EACH), 2026), (range(2 * EACH), 2027)):
        renewed_with_news(two_areas, news, year)
        peers = [peer.service for peer in frozen(two_areas)]
        assert len(peers) == len(set(peers))
        service = two_areas.services.get(ME, "service-00")
        assert two_areas.peers.beside(manager("service-00"), service)[0] == by_hand(
            two_areas, frozen(two_areas), manager("service-00"), service
        )
    two_areas.clock = at(date(2027, 10, 11))
    two_areas.peers.renew()
    cells = {each.key: (each.kind, each.area) for each in two_areas.services.visible_to(ME)}
    found = {peer.service: peer.cell for peer in frozen(two_areas)}
    # A new pool with too few services waits until others have changed.
    assert found == {key: cell for key, cell in cells.items() if key in found}
    assert len(found) >= 2 * EACH - 3
    assert two_areas.faults() == []


def test_an_organisation_that_is_called_otherwise_is_still_one(two_areas: Store) -> None:
    last = f"service-{2 * EACH - 1}"
    service, viewer = two_areas.services.get(ME, last), manager(last)

    def sizes() -> Crowd:
        return two_areas.peers.beside(viewer, service)[0].crowd

    before = sizes()
    # One after the other: in between it looks like two organisations.
    for number in [*range(3), *range(EACH, EACH + 3)]:
        changed(two_areas, number, organisation="Big Limited")
    assert sizes() == before
    assert two_areas.faults() == []
    renewed_with_news(two_areas, range(EACH, 2 * EACH))
    assert sizes() == before
    assert two_areas.faults() == []


# As an earlier version kept them.
AS_TEXT = """
    DROP TABLE stale;
    CREATE TABLE peer_as_text AS
    SELECT s.key AS service, p.organisation, p.kind, p.area, p.pool, current_date AS closes,
        string_agg(i.framework || '/' || i.item || '=' || l.level, ',') AS levels
    FROM peer p JOIN service s ON s.number = p.service JOIN peer_level l ON l.service = p.service
    JOIN asked i ON i.number = l.item GROUP BY s.key, p.organisation, p.kind, p.area, p.pool;
    DROP TABLE peer;
    DROP TABLE peer_level;
    ALTER TABLE peer_as_text RENAME TO peer;
    DELETE FROM latest;
    DROP TABLE edition;
    DROP TABLE crowd;
    DELETE FROM migration WHERE number >= 5;
"""


def test_the_page_names_nobody_else_and_sends_no_hidden_level(
    tmp_path: Path, example_copy: Callable[[str, Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESS_DATABASE", str(example_copy("fictional", tmp_path / "assess.duckdb")))
    monkeypatch.setattr(session, "_arrived", lambda: manager("larkrise-sitting-service"))
    try:
        app = new_app()
        app.switch_page("../../pages/benchmark.py")
        app.run()
        assert not app.exception
        sent = "".join(str(element.proto) for element in app.main)
        assert "similar services" in sent
        others = {each.name for each in session.store().services.visible_to(ME)} - {"Larkrise Sitting Service"}
        assert not [name for name in others if name in sent]
        kinds = {each.organisation for each in session.store().services.visible_to(ME)}
        assert not [name for name in kinds if name in sent]
    finally:
        session.close_store()


@pytest.mark.parametrize("told", ["4", "31", "ten", "-10", "10.5"])
def test_a_number_of_peers_that_hides_nobody_is_refused(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESS_PEERS", told)
    with pytest.raises(InputError, match=r"from 5 to 30"):
        settings.rules()
    monkeypatch.setenv("ASSESS_PEERS", "12")
    assert settings.rules().peers == 12
