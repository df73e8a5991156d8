from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from assess.core.access import Grant, Viewer, guest, local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.portfolio import Choice
from assess.core.programme import Round, Service
from assess.core.voices import Invitation
from assess.database.interface import Row
from assess.database.opening import Home
from assess.store import Store, cache
from assess.store.cache import Marks, Memory, one_moment
from postgres import Postgres

ALL: Marks = ("ratings",)
ME = local_viewer()


class Database:
    """What a memory knows of a database: the edition that it is at, and how often it was asked for."""

    def __init__(self) -> None:
        self.edition, self.asked, self.found = 1, 0, 0

    def ask(self, marks: Collection[str]) -> dict[str, Hashable]:
        self.asked += 1
        return dict.fromkeys(marks, self.edition)

    def find(self) -> list[str]:
        self.found += 1
        return [f"found {self.found}"]


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def kept(database: Database) -> Memory:
    return Memory(database.ask)


def test_a_question_is_answered_from_memory_until_there_is_another_edition(database: Database, kept: Memory) -> None:
    assert [kept.recall(ALL, "one", database.find) for _ in range(3)] == [["found 1"]] * 3
    database.edition = 2
    assert kept.recall(ALL, "one", database.find) == ["found 2"]


def test_another_question_is_not_answered_with_what_the_first_one_found(database: Database, kept: Memory) -> None:
    assert kept.recall(ALL, "one", database.find) != kept.recall(ALL, "two", database.find)


def test_what_is_done_to_an_answer_is_not_done_to_what_is_kept(database: Database, kept: Memory) -> None:
    for _ in range(3):
        found = kept.recall(ALL, "one", database.find)
        assert found == ["found 1"]
        found.append("mine alone")


def test_inside_one_look_the_same_marks_are_asked_for_once_and_outside_each_time(
    database: Database, kept: Memory
) -> None:
    with one_moment():
        for name in ("one", "two", "one"):
            kept.recall(ALL, name, database.find)
    assert database.asked == 1
    with one_moment():
        kept.recall((*ALL, "others"), "one", database.find)
        kept.recall(ALL, "one", database.find)
    assert database.asked == 2
    kept.recall(ALL, "one", database.find)
    kept.recall(ALL, "one", database.find)
    assert database.asked == 4


def test_whoever_has_written_looks_again(database: Database, kept: Memory) -> None:
    with one_moment():
        kept.recall(ALL, "one", database.find)
        database.edition = 2
        assert kept.recall(ALL, "one", database.find) == ["found 1"]
        kept.look_again()
        assert kept.recall(ALL, "one", database.find) == ["found 2"]


def test_a_look_is_of_one_thread(database: Database, kept: Memory) -> None:
    seen: list[list[str]] = []
    with one_moment():
        kept.recall(ALL, "one", database.find)
        database.edition = 2
        other = Thread(target=lambda: seen.append(kept.recall(ALL, "one", database.find)))
        other.start()
        other.join()
    assert seen == [["found 2"]]


def test_what_was_let_go_is_found_anew(database: Database, kept: Memory) -> None:
    kept.recall(ALL, "one", database.find)
    kept.empty()
    assert kept.recall(ALL, "one", database.find) == ["found 2"]


def test_an_error_is_not_kept(database: Database, kept: Memory) -> None:
    def fail() -> list[str]:
        raise InputError("not today")

    with pytest.raises(InputError):
        kept.recall(ALL, "one", fail)
    assert kept.recall(ALL, "one", database.find) == ["found 1"]


def test_what_is_kept_has_an_end_and_what_was_asked_for_last_stays(
    database: Database, kept: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST", 60)
    assert [kept.recall(ALL, "long", lambda: [*database.find(), "x", "y"])[0] for _ in range(2)] == [
        "found 1",
        "found 2",
    ]
    first = {number: kept.recall(ALL, number, database.find) for number in range(30)}  # of two parts each
    assert kept.recall(ALL, 0, database.find) == first[0]
    kept.recall(ALL, 30, database.find)
    assert kept.recall(ALL, 0, database.find) == first[0]
    assert kept.recall(ALL, 2, database.find) == first[2]
    assert kept.recall(ALL, 1, database.find) != first[1]


def test_a_page_that_was_begun_before_a_change_takes_nothing_from_those_after_it(
    database: Database, kept: Memory
) -> None:
    def begun_later() -> list[str]:
        return kept.recall(ALL, "one", database.find)

    with one_moment():
        assert kept.recall(ALL, "one", database.find) == ["found 1"]
        database.edition = 2
        with one_moment():
            assert begun_later() == ["found 2"]
        assert kept.recall(ALL, "one", database.find) == ["found 1"]
        with one_moment():
            assert begun_later() == ["found 2"]


def test_an_edition_that_came_while_something_was_found_does_not_keep_it(database: Database, kept: Memory) -> None:
    def find() -> list[str]:
        database.edition = 2
        return kept.recall(ALL, "other", database.find)

    assert kept.recall(ALL, "one", find) == ["found 1"]
    assert kept.recall(ALL, "one", database.find) == ["found 2"]


# What the store keeps


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
        # Whoever has made the change sees it at once.
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
    service, round_ = one.add_first_service(me, "Bridge", "Org", "home care", "North")
    manager = Viewer("anna", "Anna", (Grant("manager", "service", service.key),))
    for viewer in (me, manager):
        assert [each.name for each in other.services(viewer)] == ["Bridge"]
        assert not other.positions(viewer, service.key)
        assert not other.levels_by(viewer, Choice("ladder"), "all")
    response = one.start(manager, service.key, round_.key).key
    for level in (1, 2):
        one.save(manager, response, [Answer("ladder", "overall", level)])
        assert other.log(manager, response)[-1].answer.level == level
    one.submit(manager, response)
    one.add_first_service(me, "Viaduct", "Org", "home care", "North")
    for viewer in (me, manager):
        assert [each.level for each in other.positions(viewer, service.key)] == [2]
        assert other.levels_by(viewer, Choice("ladder"), "all") == {"": {"overall": {2: 1}}}
    assert [each.name for each in other.services(me)] == ["Bridge", "Viaduct"]


def test_the_wording_of_a_round_goes_with_the_examples_that_another_program_removes(
    two: tuple[Store, Store], me: Viewer
) -> None:
    one, other = two
    programme = one.add_programme(me, "Programme").key
    one.add_service(me, "Bridge", "Org", "home care", "North", programme, notice="Made up")
    round_ = one.add_round(me, programme, "Spring", date(2026, 1, 1), date(2026, 3, 31)).key
    assert [each.key for each in other.frameworks(round_)] == [each.key for each in one.catalogue.core]
    one.remove_examples(me)
    assert other.frameworks(round_) == ()


def test_a_draft_is_read_anew_every_time(empty_store: Store, me: Viewer, service: tuple[Service, Round]) -> None:
    response = empty_store.ratings.start(me, service[0].key, service[1].key).key
    with one_moment():
        for level in (1, 2, 3):
            empty_store.ratings.save(me, response, [Answer("ladder", "overall", level)])
            assert empty_store.ratings.log(me, response)[-1].answer.level == level
            assert empty_store.ratings.logs(me, [response])[response][-1].answer.level == level


def rated(store: Store, viewer: Viewer, service: Service, round_: Round) -> str:
    response = store.ratings.start(viewer, service.key, round_.key).key
    store.ratings.save(viewer, response, [Answer("ladder", "overall", 3)])
    return response


def questions_in(store: Store, monkeypatch: pytest.MonkeyPatch, ask: Callable[[], object]) -> int:
    """Return how many statements something asks of the database."""
    asked: list[str] = []
    read = store._connection.database.read  # noqa: SLF001

    def counted(sql: str, values: Sequence[object] = ()) -> list[Row]:
        asked.append(sql)
        return read(sql, values)

    with monkeypatch.context() as patched:
        patched.setattr(store._connection.database, "read", counted)  # noqa: SLF001
        ask()
    return sum("FROM edition" not in sql for sql in asked)


def test_what_others_rate_leaves_what_a_manager_was_told(
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
    # Begun, and that may show.
    assert questions_in(empty_store, monkeypatch, ask) == 2
    empty_store.ratings.save(me, own, [Answer("ladder", "overall", 4)])
    assert questions_in(empty_store, monkeypatch, ask) == 0
    empty_store.ratings.submit(me, own)
    assert questions_in(empty_store, monkeypatch, ask) == 2
    empty_store.programmes.add(me, "Another")
    assert questions_in(empty_store, monkeypatch, ask) == 2


ANNA = "https://id.example.org anna"


Act = Callable[[Store, Service, Round], object]
LEVEL = Answer("ladder", "overall", 4, note="Why")


def people_say(store: Store, service: Service, round_: Round) -> None:
    code = store.invitations.open(ME, service.key, round_.key).token
    for _ in range(5):
        response = store.invitations.join(code).key
        store.ratings.save(guest(response), response, [LEVEL])
        store.ratings.submit(guest(response), response)


# Everything that people can do, in an order in which it can be done.
ACTS: list[tuple[str, Act]] = [
    ("begin", lambda store, service, round_: store.ratings.start(ME, service.key, round_.key)),
    ("rate", lambda store, service, round_: rated(store, ME, service, round_)),
    ("submit", lambda store, service, round_: store.ratings.submit(ME, rated(store, ME, service, round_))),
    ("invite", lambda store, service, round_: store.invitations.open(ME, service.key, round_.key)),
    ("people answer", people_say),
    ("agree", lambda store, service, round_: store.voices.agree(ME, service.key, round_.key, LEVEL, None)),
    (
        "close the invitation",
        lambda store, service, round_: store.invitations.close(ME, invitation(store, service, round_)),
    ),
    (
        "promise",
        lambda store, service, round_: store.actions.keep(ME, promised(service, round_.key, "ladder", "overall")),
    ),
    (
        "reopen",
        lambda store, service, _: store.ratings.reopen(
            ME, store.ratings.responses(ME, service.key)[0][0].key, "A mistake"
        ),
    ),
    (
        "bring answers",
        lambda store, service, round_: store.voices.bring_people(ME, service.key, round_.key, 5, [LEVEL]),
    ),
    ("give a role", lambda store, service, _: store.accounts.give(ME, ANNA, Grant("manager", "service", service.key))),
    ("take a role", lambda store, service, _: store.accounts.take(ME, ANNA, Grant("manager", "service", service.key))),
    ("end a round", lambda store, _, round_: store.rounds.close(ME, round_.key, "Enough")),
    (
        "another service",
        lambda store, one, _: store.services.add(ME, "New", "Org", "day care", one.area, one.programme),
    ),
    (
        "put a name right",
        lambda store, service, _: store.services.change(ME, replace(service, name="Renamed"), service),
    ),
    ("another round", lambda store, one, of: store.rounds.open(ME, one.programme, "Autumn", of.opens, of.closes)),
]


def invitation(store: Store, service: Service, round_: Round) -> Invitation:
    found = store.invitations.current(ME, service.key, round_.key)
    assert found
    return found


def promised(service: Service, round_key: str, framework: str, item: str) -> Action:
    made = datetime.now(UTC).astimezone().date()
    return Action(
        key="",
        service=service.key,
        round=round_key,
        framework=framework,
        item=item,
        level=None,
        target=7,
        what="Meet every month",
        owner="Anna",
        co_owner="",
        due=made + timedelta(days=90),
        state="to do",
        made=made,
    )


def told(store: Store, viewer: Viewer) -> list[object]:
    """Return what a viewer is told, of everything that is kept."""
    choice = Choice("ladder", column="overall")
    services, responses = store.services.visible_to(viewer), store.ratings.responses(viewer)
    rounds = [each for one in store.programmes.visible_to(viewer) for each in store.rounds.of(viewer, one.key)]
    ladder = next(one for one in store.catalogue.core if one.key == "ladder")
    return [
        services,
        responses,
        rounds,
        [store.positions.of_service(viewer, each.key) for each in services],
        [store.ratings.submitted(viewer, each.key) for each in services],
        [store.actions.visible_to(viewer, service=each.key) for each in services],
        [store.peers.beside(viewer, each) for each in services],
        [
            (store.ratings.log(viewer, each.key), store.ratings.submitted_answers(viewer, each.key))
            for each, _ in responses
        ],
        store.ratings.logs(viewer, [each.key for each, _ in responses]),
        [store.positions.in_round(viewer, each.key) for each in rounds],
        [(store.voices.turnout(viewer, each.key), store.invitations.services_in(viewer, each.key)) for each in rounds],
        [(store.voices.notes(viewer, each.key), store.voices.said(viewer, each.key)) for each in rounds],
        [store.voices.words_of_people(viewer, each.key, of.key) for each in services for of in rounds],
        (
            store.services.kinds_and_areas(viewer),
            store.portfolio.seen(viewer, choice),
            store.portfolio.page(viewer, choice),
        ),
        [store.portfolio.levels_by(viewer, choice, by) for by in ("all", "kind", "area", "organisation")],
        [
            ask(viewer, choice, 5)
            for ask in (
                store.portfolio.most_improved,
                store.portfolio.slipped,
                store.portfolio.widest_gaps,
                store.portfolio.not_submitted,
            )
        ],
        store.portfolio.lesson(viewer, choice, "overall", ladder.levels[3].value, 5),
        store.accounts.viewer(ANNA, "Anna"),
    ]


@pytest.fixture(scope="module")
def two_programmes(new_home: Callable[[], Home], catalogue: Catalogue) -> Iterator[Store]:
    """A store with two programmes, each of an area and a round of its own, and with a service in each."""
    today = datetime.now(UTC).astimezone().date()
    with closing(Store(new_home(), catalogue)) as store:
        for name, area in (("One", "North"), ("Two", "South")):
            programme = store.programmes.add(ME, f"Programme {name}").key
            store.rounds.open(ME, programme, "Spring", today - timedelta(days=9), today + timedelta(days=9))
            store.services.add(ME, name, f"Org {name}", "home care", area, programme)
        yield store


@pytest.mark.parametrize("act", [act for _, act in ACTS], ids=[name for name, _ in ACTS])
def test_whatever_is_done_everybody_is_told_what_a_store_without_memory_tells(
    two_programmes: Store, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = two_programmes
    one, two = (store.services.get(ME, key) for key in ("one", "two"))
    viewers = [
        ME,
        Viewer("m", "", (Grant("manager", "service", one.key),)),
        Viewer("b", "", (Grant("board", "programme", one.programme),)),
        Viewer("c", "", (Grant("commissioner", "area", one.area),)),
        Viewer("o", "", (Grant("manager", "service", two.key),)),
        *(guest(each.key) for each, _ in store.ratings.responses(ME) if each.voice == "people"),
    ][:6]
    for viewer in viewers:
        told(store, viewer)
    act(store, one, store.rounds.of(ME, one.programme)[0])
    found = [told(store, viewer) for viewer in viewers]
    monkeypatch.setattr(store, "_memory", Memory(lambda marks: {mark: object() for mark in marks}))
    assert found == [told(store, viewer) for viewer in viewers]
    # What was brought up to date act by act is what everything comes to at once.
    assert store.faults() == []


def elsewhere(act: Callable[[], object]) -> None:
    """Let somebody else do something, in a thread of their own."""
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
        empty_store._connection.cache.empty()  # noqa: SLF001
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


LADDER = Choice("ladder")


def test_a_portfolio_is_up_to_date_after_a_change_that_is_undone(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    empty_store.ratings.submit(me, rated(empty_store, me, *service))
    with suppress(InputError), empty_store.all_or_nothing():
        assert empty_store.portfolio.seen(me, LADDER).services == 1
        raise InputError("undone")
    assert empty_store.portfolio.levels_by(me, LADDER, "all") == {"": {"overall": {3: 1}}}
    assert empty_store.faults() == []


def test_a_round_that_was_opened_by_mistake_and_closed_again_is_missed_by_nobody(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    home, round_ = service
    empty_store.ratings.submit(me, rated(empty_store, me, home, round_))
    mistaken = empty_store.rounds.open(me, home.programme, "Zest", round_.opens, round_.closes)
    assert [one.service for one in empty_store.portfolio.not_submitted(me, LADDER, 5)] == [home]
    empty_store.rounds.close(me, mistaken.key, "A mistake")
    assert empty_store.portfolio.not_submitted(me, LADDER, 5) == []


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
        empty_store.portfolio.levels_by(me, LADDER, "all")
        elsewhere(submit_another_level)
        empty_store.portfolio.levels_by(manager, LADDER, "all")
    for viewer in (me, manager):
        assert empty_store.portfolio.levels_by(viewer, LADDER, "all") == {"": {"overall": {5: 1}}}


def test_a_name_that_is_erased_while_i_look_at_the_page_does_not_come_back(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    empty_store.accounts.viewer(ANNA, "Anna Doe")
    response = empty_store.ratings.start(me, service[0].key, service[1].key).key
    empty_store.ratings.save(me, response, [Answer("ladder", "overall", 3, note="Ask Anna Doe")])
    with one_moment():
        assert empty_store.ratings.log(me, response)
        elsewhere(lambda: empty_store.accounts.forget(me, ANNA))
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


def test_somebody_who_comes_again_is_known_without_a_statement(
    empty_store: Store, me: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = empty_store.accounts.viewer(ANNA, "Anna")
    before = [(each.principal, each.name) for each in empty_store.accounts.every(me)], len(empty_store.audit.events())
    people = "SELECT count(*) FROM person"
    rows = empty_store._connection.database.read(people)  # noqa: SLF001
    assert empty_store.accounts.viewer(ANNA, "Anna") == first
    assert questions_in(empty_store, monkeypatch, lambda: empty_store.accounts.viewer(ANNA, "Anna")) == 0
    empty_store._connection.cache.empty()  # noqa: SLF001
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
def reopened(tmp_path: Path, catalogue: Catalogue, me: Viewer) -> Iterator[Store]:
    """A store on a file that was written by a store before it."""
    with closing(Store(tmp_path / "assess.duckdb", catalogue)) as first:
        first.services.add_first(me, "Bridge", "Org", "home care", "North")
    with closing(Store(tmp_path / "assess.duckdb", catalogue)) as second:
        yield second


def test_a_database_that_is_opened_again_goes_on(reopened: Store, me: Viewer) -> None:
    assert [each.name for each in reopened.services.visible_to(me)] == ["Bridge"]
    reopened.services.add_first(me, "Other", "Org", "home care", "North")
    assert len(reopened.services.visible_to(me)) == 2
