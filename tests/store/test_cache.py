from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from threading import Thread
from typing import TypeVar

import pytest

from acts import ACTS, ANNA, LADDER, LOOKED_AT, ME, Act, answers_for, promised, rated, two_programmes_in
from assess.core.access import Grant, Viewer, guest, reader
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.portfolio import Choice
from assess.core.programme import Round, Service
from assess.database.interface import SET_UP_VERSION, Row
from assess.database.opening import Home
from assess.store import Store, cache
from assess.store.cache import Cache, Counters, one_moment, size_of
from postgres import Postgres

ALL: Counters = ("ratings",)
T = TypeVar("T")


class Database:
    """A version for all counters, with the number of its reads and of queries run."""

    def __init__(self) -> None:
        self.version, self.reads, self.queries = 1, 0, 0

    def versions(self, counters: Collection[str]) -> dict[str, Hashable]:
        self.reads += 1
        return dict.fromkeys(counters, self.version)

    def query(self) -> list[str]:
        self.queries += 1
        return [f"result {self.queries}"]


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def results(database: Database) -> Cache:
    return Cache(database.versions)


def test_a_result_is_cached_until_a_version_counter_changes(database: Database, results: Cache) -> None:
    assert [results.recall(ALL, "one", database.query) for _ in range(3)] == [["result 1"]] * 3
    database.version = 2
    assert results.recall(ALL, "one", database.query) == ["result 2"]


def test_each_question_has_a_result_of_its_own(database: Database, results: Cache) -> None:
    assert results.recall(ALL, "one", database.query) != results.recall(ALL, "two", database.query)


def test_changing_a_result_does_not_change_the_cached_one(database: Database, results: Cache) -> None:
    for _ in range(3):
        result = results.recall(ALL, "one", database.query)
        assert result == ["result 1"]
        result.append("mine alone")


def test_inside_one_moment_a_version_counter_is_read_once_and_outside_each_time(
    database: Database, results: Cache
) -> None:
    with one_moment():
        for name in ("one", "two", "one"):
            results.recall(ALL, name, database.query)
    assert database.reads == 1
    with one_moment():
        results.recall((*ALL, "others"), "one", database.query)
        results.recall(ALL, "one", database.query)
    assert database.reads == 2
    results.recall(ALL, "one", database.query)
    results.recall(ALL, "one", database.query)
    assert database.reads == 4


def test_after_a_write_the_thread_reads_versions_again(database: Database, results: Cache) -> None:
    with one_moment():
        results.recall(ALL, "one", database.query)
        database.version = 2
        assert results.recall(ALL, "one", database.query) == ["result 1"]
        results.read_versions_again()
        assert results.recall(ALL, "one", database.query) == ["result 2"]


def test_one_moment_is_of_one_thread(database: Database, results: Cache) -> None:
    others: list[list[str]] = []
    with one_moment():
        results.recall(ALL, "one", database.query)
        database.version = 2
        other = Thread(target=lambda: others.append(results.recall(ALL, "one", database.query)))
        other.start()
        other.join()
    assert others == [["result 2"]]


def test_a_cleared_cache_queries_again(database: Database, results: Cache) -> None:
    results.recall(ALL, "one", database.query)
    results.clear()
    assert results.recall(ALL, "one", database.query) == ["result 2"]


def test_an_error_is_not_cached(database: Database, results: Cache) -> None:
    def fail() -> list[str]:
        raise InputError("not today")

    with pytest.raises(InputError):
        results.recall(ALL, "one", fail)
    assert results.recall(ALL, "one", database.query) == ["result 1"]


def test_the_cache_has_a_limit_and_removes_what_was_least_recently_used(
    database: Database, results: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "CAPACITY", 60)
    assert [results.recall(ALL, "long", lambda: [*database.query(), "x", "y"])[0] for _ in range(2)] == [
        "result 1",
        "result 2",
    ]
    first = {number: results.recall(ALL, number, database.query) for number in range(30)}  # of two parts each
    assert results.recall(ALL, 0, database.query) == first[0]
    results.recall(ALL, 30, database.query)
    assert results.recall(ALL, 0, database.query) == first[0]
    assert results.recall(ALL, 2, database.query) == first[2]
    assert results.recall(ALL, 1, database.query) != first[1]


def test_a_page_that_began_before_a_change_keeps_its_results_and_later_pages_keep_theirs(
    database: Database, results: Cache
) -> None:
    def on_a_later_page() -> list[str]:
        return results.recall(ALL, "one", database.query)

    with one_moment():
        assert results.recall(ALL, "one", database.query) == ["result 1"]
        database.version = 2
        with one_moment():
            assert on_a_later_page() == ["result 2"]
        assert results.recall(ALL, "one", database.query) == ["result 1"]
        with one_moment():
            assert on_a_later_page() == ["result 2"]


def test_a_result_is_not_cached_under_a_version_that_came_while_it_was_computed(
    database: Database, results: Cache
) -> None:
    def query() -> list[str]:
        database.version = 2
        return results.recall(ALL, "other", database.query)

    assert results.recall(ALL, "one", query) == ["result 1"]
    assert results.recall(ALL, "one", database.query) == ["result 2"]


# What the store caches


@pytest.fixture
def service(empty_store: Store, me: Viewer) -> tuple[Service, Round]:
    return empty_store.services.add_first(me, "Bridge", "Org", "home care", "North")


CHANGES: list[
    tuple[str, Callable[[Store, Viewer, Service, Round], object], Callable[[Store, Viewer, Service], object]]
] = [
    (
        "another service",
        lambda store, me, _, __: store.services.add_first(me, "Other", "Org", "home care", "North"),
        lambda store, me, _: store.services.visible_to(me),
    ),
    (
        "a round that ends",
        lambda store, me, _, round_: store.rounds.close(me, round_.key, "Enough"),
        lambda store, me, service: store.rounds.of(me, service.programme),
    ),
    (
        "a response",
        lambda store, me, service, round_: store.ratings.start(me, service.key, round_.key, "agreed"),
        lambda store, me, service: store.ratings.responses(me, service.key),
    ),
    (
        "a submission",
        lambda store, me, service, round_: store.ratings.submit(
            me, store.ratings.start(me, service.key, round_.key).key
        ),
        lambda store, me, service: (
            store.positions.of_service(me, service.key),
            store.ratings.submitted(me, service.key),
        ),
    ),
    (
        "an action",
        lambda store, me, service, round_: store.actions.keep(me, promised(service, round_.key, "ladder", "overall")),
        lambda store, me, service: store.actions.visible_to(me, service=service.key),
    ),
    (
        "an invitation",
        lambda store, me, service, round_: store.invitations.open(me, service.key, round_.key),
        lambda store, me, service: [
            store.invitations.services_in(me, each.key) for each in store.rounds.of(me, service.programme)
        ],
    ),
]


@pytest.mark.parametrize(("change", "ask"), [each[1:] for each in CHANGES], ids=[each[0] for each in CHANGES])
def test_a_change_shows_on_the_next_click(
    empty_store: Store,
    me: Viewer,
    service: tuple[Service, Round],
    change: Callable[[Store, Viewer, Service, Round], object],
    ask: Callable[[Store, Viewer, Service], object],
) -> None:
    response = empty_store.ratings.start(me, service[0].key, service[1].key)
    empty_store.ratings.save(me, response.key, [Answer("ladder", "overall", 3)])
    with one_moment():
        before = ask(empty_store, me, service[0])
        change(empty_store, me, *service)
        # The writer sees the change at once.
        assert ask(empty_store, me, service[0]) != before
    with one_moment():
        assert ask(empty_store, me, service[0]) != before


@pytest.fixture
def two(postgres: Postgres, catalogue: Catalogue) -> Iterator[tuple[Store, Store]]:
    """Two programs with one database."""
    address = postgres.address()
    with closing(Store(address, catalogue)) as one, closing(Store(address, catalogue)) as other:
        yield one, other


def test_what_another_program_has_written_shows_on_the_next_click(two: tuple[Store, Store], me: Viewer) -> None:
    one, other = two
    service, round_ = one.services.add_first(me, "Bridge", "Org", "home care", "North")
    manager = Viewer("anna", "Anna", (Grant("manager", "service", service.key),))
    for viewer in (me, manager):
        assert [each.name for each in other.services.visible_to(viewer)] == ["Bridge"]
        assert not other.positions.of_service(viewer, service.key)
        assert not other.portfolio.levels_by(viewer, Choice(), "all")
    response = one.ratings.start(manager, service.key, round_.key).key
    for level in (1, 2):
        one.ratings.save(manager, response, [Answer("ladder", "overall", level)])
        assert other.ratings.log(manager, response)[-1].answer.level == level
    one.ratings.submit(manager, response)
    one.services.add_first(me, "Viaduct", "Org", "home care", "North")
    for viewer in (me, manager):
        assert [each.level for each in other.positions.of_service(viewer, service.key)] == [2]
        assert other.portfolio.levels_by(viewer, Choice(), "all") == {"": {LADDER: {2: 1}}}
    assert [each.name for each in other.services.visible_to(me)] == ["Bridge", "Viaduct"]


def test_the_wording_of_a_round_goes_with_the_examples_that_another_program_removes(
    two: tuple[Store, Store], me: Viewer
) -> None:
    one, other = two
    programme = one.programmes.add(me, "Programme").key
    one.services.add(me, "Bridge", "Org", "home care", "North", programme, notice="Made up")
    round_ = one.rounds.open(me, programme, "Spring", date(2026, 1, 1), date(2026, 3, 31)).key
    assert [each.key for each in other.rounds.frameworks(round_)] == [each.key for each in one.catalogue.core]
    one.remove_examples(me)
    assert other.rounds.frameworks(round_) == ()


def test_a_draft_is_read_anew_every_time(empty_store: Store, me: Viewer, service: tuple[Service, Round]) -> None:
    response = empty_store.ratings.start(me, service[0].key, service[1].key).key
    with one_moment():
        for level in (1, 2, 3):
            empty_store.ratings.save(me, response, [Answer("ladder", "overall", level)])
            assert empty_store.ratings.log(me, response)[-1].answer.level == level
            assert empty_store.ratings.logs(me, [response])[response][-1].answer.level == level


def questions_in(store: Store, monkeypatch: pytest.MonkeyPatch, ask: Callable[[], object]) -> int:
    """Return the number of statements that a function runs, without those for version counters."""
    asked: list[str] = []
    read = store._connection.database.read  # noqa: SLF001

    def counted(sql: str, values: Sequence[object] = ()) -> list[Row]:
        asked.append(sql)
        return read(sql, values)

    with monkeypatch.context() as patched:
        patched.setattr(store._connection.database, "read", counted)  # noqa: SLF001
        ask()
    return sum("FROM edition" not in sql for sql in asked)


def test_ratings_of_other_services_leave_a_managers_results_cached(
    empty_store: Store, me: Viewer, service: tuple[Service, Round], monkeypatch: pytest.MonkeyPatch
) -> None:
    other, _ = empty_store.services.add_first(me, "Other", "Org", "home care", "North")
    manager = Viewer("anna", "Anna", (Grant("manager", "service", service[0].key),))

    def ask() -> object:
        return empty_store.services.visible_to(manager), empty_store.positions.of_service(manager, service[0].key)

    assert questions_in(empty_store, monkeypatch, ask) == 2
    response = rated(empty_store, me, other, service[1])
    empty_store.ratings.submit(me, response)
    empty_store.ratings.reopen(me, response, "A mistake")
    assert questions_in(empty_store, monkeypatch, ask) == 0
    own = rated(empty_store, me, *service)
    # A response was begun, which may show in positions. The list of services never depends on ratings.
    assert questions_in(empty_store, monkeypatch, ask) == 1
    empty_store.ratings.save(me, own, [Answer("ladder", "overall", 4)])
    assert questions_in(empty_store, monkeypatch, ask) == 0
    empty_store.ratings.submit(me, own)
    assert questions_in(empty_store, monkeypatch, ask) == 1
    empty_store.programmes.add(me, "Another")
    assert questions_in(empty_store, monkeypatch, ask) == 2


class Checked(Cache):
    """A cache that computes again, on demand, every result that it would still return, and compares."""

    def __init__(
        self,
        versions: Callable[[Collection[str]], Mapping[str, Hashable]],
        in_transaction: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(versions)
        self._in_transaction = in_transaction
        self._asked: dict[Hashable, tuple[Counters, Callable[[], object]]] = {}
        self.viewers: list[Viewer] = []  # for whom everything is cached that can be

    def recall(
        self, counters: Counters, question: Hashable, compute: Callable[[], T], size: Callable[[T], int] = size_of
    ) -> T:
        # A transaction is over by the time of the check.
        if not self._in_transaction():
            self._asked[question] = counters, compute
        return super().recall(counters, question, compute, size)

    def check(self) -> int:
        """Compare each result that is still valid with what the database gives now; return how many there are."""
        valid = 0
        for question, (counters, compute) in [*self._asked.items()]:
            versions = self._versions(counters)
            for entry in self._entries.get(question, ()):
                if entry.versions == versions:
                    valid += 1
                    assert entry.result == compute(), f"cached, and no longer so: {question}"
        return valid


def test_a_cached_result_that_the_database_no_longer_gives_is_noticed(database: Database) -> None:
    results = Checked(database.versions)
    assert results.recall(ALL, "one", database.query) == ["result 1"]
    with pytest.raises(AssertionError, match="no longer so: one"):
        results.check()
    database.version = 2
    assert results.check() == 0


@pytest.fixture(scope="module")
def two_programmes(copied_home: Callable[[], Home], catalogue: Catalogue) -> Iterator[Store]:
    """A store with the services `one` and `two` in programmes of their own."""
    with closing(Store(copied_home(), catalogue)) as store:
        two_programmes_in(store)
        store.accounts.viewer(ANNA, "Anna")  # whose first visit changes a table of what is set up
        database = store._connection.database  # noqa: SLF001
        store._connection.cache = Checked(database.versions, database.in_transaction)  # noqa: SLF001
        yield store


# Acts on programmes, services, rounds or accounts: no cached result stays valid.
ON_SET_UP = {
    *("ask openly", "begin to type in sheets", "all sheets are in", "write a foreword", "give a role", "take a role"),
    *("end a round", "another service", "put a name right", "say what was learned", "set a framework aside"),
    *("ask it again", "retire", "bring back", "move away", "move back", "publish it", "retire it", "offer it again"),
    *("rename a programme", "another round"),
}
# Acts on a draft or a link: every result stays valid.
ON_NO_RESULT = {"rate", "share", "write a framework", "begin its next version"}
LEAST = 30  # results that are valid after every other act: of another service, or the same for everybody


def asked_before(name: str, viewers: list[Viewer]) -> list[Viewer]:
    """Return the viewers who are asked before an act, since some of their results are valid after it.

    After an act on ratings those are about another service, or the same for everybody; the other service's manager has
    some of each.
    """
    if name in ON_SET_UP:
        return []
    if name == "rate":
        return viewers  # anybody's result could show a draft
    # A draft of the next version is written like that of the first, so one viewer is enough for it.
    asked = ME.name if name in ON_NO_RESULT - {"begin its next version"} else "other"
    return [viewer for viewer in viewers if viewer.name == asked]


def assert_invalid(name: str, service: Service, bumped: set[str]) -> None:
    """Check that an act has bumped the counters of everybody who is not asked around it."""
    if name in ON_SET_UP:
        assert SET_UP_VERSION in bumped
    elif name not in ON_NO_RESULT:
        assert {"ratings", *counters_of(service)} <= bumped


def counters_of(service: Service) -> list[str]:
    return [f"service {service.key}", f"programme {service.programme}", f"area {service.area}"]


@pytest.mark.parametrize(("name", "act"), ACTS, ids=[name for name, _ in ACTS])
def test_after_each_act_no_viewer_gets_a_result_from_before_it(two_programmes: Store, name: str, act: Act) -> None:
    store = two_programmes
    results, versions = store._connection.cache, store._connection.database.versions  # noqa: SLF001
    assert isinstance(results, Checked)
    one, two = (store.services.get(ME, key) for key in ("one", "two"))
    round_ = store.rounds.of(ME, one.programme)[0]
    viewers = [
        ME,
        Viewer("m", "", (Grant("manager", "service", one.key),)),
        Viewer("b", "", (Grant("board", "programme", one.programme),)),
        Viewer("c", "", (Grant("commissioner", "area", one.area),)),
        Viewer("o", "other", (Grant("manager", "service", two.key),)),
        reader([Grant("link", "service", one.key)], [round_.key], words=False),
        *(guest(each.key) for each, _ in store.ratings.responses(ME) if each.voice == "people"),
    ][:7]
    asked = asked_before(name, viewers)
    with one_moment():
        for viewer in asked:
            # The others have been asked since the last act after which no result was valid.
            if viewer not in results.viewers:
                answers_for(store, viewer)
    results.viewers = asked
    counters = [SET_UP_VERSION, "ratings", *counters_of(one)]
    before = versions(counters)
    act(store, one, round_)
    assert_invalid(name, one, {key for key, version in versions(counters).items() if version != before[key]})
    with one_moment():
        assert (results.check() > LEAST) == bool(asked)
    # The summaries after every single act equal those computed at once from everything.
    assert store.faults() == []


def elsewhere(act: Callable[[], object]) -> None:
    """Run a function in another thread, as somebody else would."""
    other = Thread(target=act)
    other.start()
    other.join()


def test_what_a_colleague_saves_while_i_look_at_the_page_is_not_lost(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    response = empty_store.ratings.start(me, service[0].key, service[1].key).key
    theirs, mine = Answer("ladder", "overall", 3), Answer("principles", "equal", 2)
    with one_moment():
        assert empty_store.ratings.log(me, response) == []
        elsewhere(lambda: empty_store.ratings.save(me, response, [theirs]))
        empty_store.ratings.save(me, response, [mine])
    for _ in range(2):
        assert [entry.answer for entry in empty_store.ratings.log(me, response)] == [theirs, mine]
        empty_store._connection.cache.clear()  # noqa: SLF001
    empty_store.ratings.submit(me, response)
    assert empty_store.faults() == []


def test_what_is_submitted_is_what_stands_and_not_what_the_page_had_seen(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    response = rated(empty_store, me, *service)
    with one_moment():
        assert empty_store.ratings.log(me, response)
        elsewhere(lambda: empty_store.ratings.save(me, response, [Answer("ladder", "overall", 6)]))
        empty_store.ratings.submit(me, response)
    assert [each.level for each in empty_store.positions.of_service(me, service[0].key)] == [6]
    assert empty_store.faults() == []


def test_a_portfolio_is_up_to_date_after_a_change_that_is_undone(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    empty_store.ratings.submit(me, rated(empty_store, me, *service))
    with suppress(InputError), empty_store.all_or_nothing():
        assert empty_store.portfolio.seen(me, Choice(), LOOKED_AT).services == 1
        raise InputError("undone")
    assert empty_store.portfolio.levels_by(me, Choice(), "all") == {"": {LADDER: {3: 1}}}
    assert empty_store.faults() == []


def test_a_round_that_was_opened_by_mistake_and_closed_again_is_missed_by_nobody(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    home, round_ = service
    empty_store.ratings.submit(me, rated(empty_store, me, home, round_))
    mistaken = empty_store.rounds.open(me, home.programme, "Zest", round_.opens, round_.closes)
    missing = Choice(show="missing")
    assert [one.service for one in empty_store.portfolio.page(me, missing, LOOKED_AT)] == [home]
    empty_store.rounds.close(me, mistaken.key, "A mistake")
    assert empty_store.portfolio.page(me, missing, LOOKED_AT) == []


def test_a_portfolio_that_was_asked_for_during_a_submission_is_up_to_date(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    response = rated(empty_store, me, *service)
    empty_store.ratings.submit(me, response)
    manager = Viewer("anna", "Anna", (Grant("manager", "service", service[0].key),))

    def submit_another_level() -> None:
        empty_store.ratings.reopen(me, response, "A mistake")
        empty_store.ratings.save(me, response, [Answer("ladder", "overall", 5)])
        empty_store.ratings.submit(me, response)

    with one_moment():
        empty_store.portfolio.levels_by(me, Choice(), "all")
        elsewhere(submit_another_level)
        empty_store.portfolio.levels_by(manager, Choice(), "all")
    for viewer in (me, manager):
        assert empty_store.portfolio.levels_by(viewer, Choice(), "all") == {"": {LADDER: {5: 1}}}


def test_a_name_that_is_erased_while_i_look_at_the_page_does_not_come_back(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    empty_store.accounts.viewer(ANNA, "Anna Doe")
    response = empty_store.ratings.start(me, service[0].key, service[1].key).key
    empty_store.ratings.save(me, response, [Answer("ladder", "overall", 3, note="Ask Anna Doe")])
    with one_moment():
        assert empty_store.ratings.log(me, response)
        hits = empty_store.accounts.places_of_name(me, ANNA)
        elsewhere(lambda: empty_store.accounts.forget(me, ANNA, hits))
        empty_store.ratings.save(me, response, [Answer("principles", "equal", 2)])
    assert "Anna" not in repr(empty_store.ratings.log(me, response))


def test_two_viewers_never_share_what_one_of_them_may_not_see(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    response = empty_store.ratings.start(me, service[0].key, service[1].key).key
    empty_store.ratings.save(me, response, [Answer("ladder", "overall", 3)])
    empty_store.ratings.submit(me, response)
    stranger = Viewer("somebody", "", (Grant("manager", "service", "another"),))
    with one_moment():
        assert empty_store.services.visible_to(me)
        assert empty_store.ratings.log(me, response)
        assert empty_store.positions.of_service(me, service[0].key)
        assert empty_store.services.get(me, service[0].key)
        assert not empty_store.services.visible_to(stranger)
        assert not empty_store.ratings.log(stranger, response)
        assert not empty_store.ratings.logs(stranger, [response])
        assert not empty_store.positions.of_service(stranger, service[0].key)
        with pytest.raises(NotAllowedError):
            empty_store.services.get(stranger, service[0].key)


def test_a_role_that_is_taken_away_is_gone_on_the_next_click(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    grant = Grant("manager", "service", service[0].key)
    empty_store.accounts.give(me, "issuer anna", grant)
    assert empty_store.services.visible_to(empty_store.accounts.viewer("issuer anna", "Anna"))
    empty_store.accounts.take(me, "issuer anna", grant)
    assert not empty_store.services.visible_to(empty_store.accounts.viewer("issuer anna", "Anna"))


def test_a_person_who_signs_in_again_needs_no_statement(
    empty_store: Store, me: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = empty_store.accounts.viewer(ANNA, "Anna")
    before = [(each.principal, each.name) for each in empty_store.accounts.every(me)], len(empty_store.audit.events())
    people = "SELECT count(*) FROM person"
    rows = empty_store._connection.database.read(people)  # noqa: SLF001
    assert empty_store.accounts.viewer(ANNA, "Anna") == first
    assert questions_in(empty_store, monkeypatch, lambda: empty_store.accounts.viewer(ANNA, "Anna")) == 0
    empty_store._connection.cache.clear()  # noqa: SLF001
    assert empty_store.accounts.viewer(ANNA, "Anna") == first
    assert empty_store._connection.database.read(people) == rows  # noqa: SLF001
    assert (
        [(each.principal, each.name) for each in empty_store.accounts.every(me)],
        len(empty_store.audit.events()),
    ) == before


def test_a_change_that_is_undone_leaves_what_was_there(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    def fail() -> None:
        with empty_store.all_or_nothing():
            empty_store.services.add_first(me, "Other", "Org", "home care", "North")
            assert len(empty_store.services.visible_to(me)) == 2
            raise InputError("no")

    with pytest.raises(InputError):
        fail()
    assert [each.name for each in empty_store.services.visible_to(me)] == ["Bridge"]


@pytest.fixture
def reopened(tmp_path: Path, catalogue: Catalogue, me: Viewer, empty_file: Callable[[Path], Path]) -> Iterator[Store]:
    """A store on a file that was written by a store before it."""
    with closing(Store(empty_file(tmp_path / "assess.duckdb"), catalogue)) as first:
        first.services.add_first(me, "Bridge", "Org", "home care", "North")
    with closing(Store(tmp_path / "assess.duckdb", catalogue)) as second:
        yield second


def test_a_database_that_is_opened_again_goes_on(reopened: Store, me: Viewer) -> None:
    assert [each.name for each in reopened.services.visible_to(me)] == ["Bridge"]
    reopened.services.add_first(me, "Other", "Org", "home care", "North")
    assert len(reopened.services.visible_to(me)) == 2
