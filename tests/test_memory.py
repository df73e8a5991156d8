from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from assess import memory
from assess.access import Grant, Viewer
from assess.assessment import Answer
from assess.catalogue import Catalogue
from assess.errors import InputError, NotAllowedError
from assess.memory import Memory, one_look
from assess.programme import Round, Service
from assess.store import Store


class Database:
    """What a memory knows of a database: the edition that it is at, and how often it was asked for."""

    def __init__(self) -> None:
        self.edition, self.asked, self.found = 1, 0, 0

    def ask(self) -> int:
        self.asked += 1
        return self.edition

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
    assert [kept.recall("one", database.find) for _ in range(3)] == [["found 1"]] * 3
    database.edition = 2
    assert kept.recall("one", database.find) == ["found 2"]


def test_another_question_is_not_answered_with_what_the_first_one_found(database: Database, kept: Memory) -> None:
    assert kept.recall("one", database.find) != kept.recall("two", database.find)


def test_what_is_done_to_an_answer_is_not_done_to_what_is_kept(database: Database, kept: Memory) -> None:
    for _ in range(3):
        found = kept.recall("one", database.find)
        assert found == ["found 1"]
        found.append("mine alone")


def test_inside_one_look_the_edition_is_asked_for_once_and_outside_each_time(database: Database, kept: Memory) -> None:
    with one_look():
        for name in ("one", "two", "one"):
            kept.recall(name, database.find)
    assert database.asked == 1
    kept.recall("one", database.find)
    kept.recall("one", database.find)
    assert database.asked == 3


def test_whoever_has_written_looks_again(database: Database, kept: Memory) -> None:
    with one_look():
        kept.recall("one", database.find)
        database.edition = 2
        assert kept.recall("one", database.find) == ["found 1"]
        kept.look_again()
        assert kept.recall("one", database.find) == ["found 2"]


def test_a_look_is_of_one_thread(database: Database, kept: Memory) -> None:
    seen: list[list[str]] = []
    with one_look():
        kept.recall("one", database.find)
        database.edition = 2
        other = Thread(target=lambda: seen.append(kept.recall("one", database.find)))
        other.start()
        other.join()
    assert seen == [["found 2"]]


def test_what_was_let_go_is_found_anew(database: Database, kept: Memory) -> None:
    kept.recall("one", database.find)
    kept.empty()
    assert kept.recall("one", database.find) == ["found 2"]


def test_an_error_is_not_kept(database: Database, kept: Memory) -> None:
    def fail() -> list[str]:
        raise InputError("not today")

    with pytest.raises(InputError):
        kept.recall("one", fail)
    assert kept.recall("one", database.find) == ["found 1"]


def test_what_is_kept_has_an_end(database: Database, kept: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST", 20)
    assert [kept.recall("long", lambda: [*database.find(), "x", "y"])[0] for _ in range(2)] == ["found 1", "found 2"]
    first = [kept.recall(number, database.find) for number in range(35)]
    again = [kept.recall(number, database.find) for number in range(34, -1, -1)][::-1]
    # Those that were found last are still there.
    assert [one == two for one, two in zip(first, again, strict=True)] == [False] * 30 + [True] * 5


def test_a_page_that_was_begun_before_a_change_takes_nothing_from_those_after_it(
    database: Database, kept: Memory
) -> None:
    def begun_later() -> list[str]:
        return kept.recall("one", database.find)

    with one_look():
        assert kept.recall("one", database.find) == ["found 1"]
        database.edition = 2
        with one_look():
            assert begun_later() == ["found 2"]
        assert kept.recall("one", database.find) == ["found 1"]
        with one_look():
            assert begun_later() == ["found 2"]


def test_only_the_last_two_editions_are_kept(database: Database, kept: Memory) -> None:
    for edition in (1, 2, 3, 2, 1):
        database.edition = edition
        kept.recall("one", database.find)
    assert database.found == 4


def test_an_edition_that_came_while_something_was_found_does_not_keep_it(database: Database, kept: Memory) -> None:
    def find() -> list[str]:
        database.edition = 2
        return kept.recall("other", database.find)

    assert kept.recall("one", find) == ["found 1"]
    assert kept.recall("one", database.find) == ["found 2"]


# What the store keeps


@pytest.fixture
def service(empty_store: Store, me: Viewer) -> tuple[Service, Round]:
    return empty_store.add_first_service(me, "Bridge", "Org", "home care", "North")


CHANGES: list[
    tuple[str, Callable[[Store, Viewer, Service, Round], object], Callable[[Store, Viewer, Service], object]]
] = [
    (
        "another service",
        lambda store, me, _, __: store.add_first_service(me, "Other", "Org", "home care", "North"),
        lambda store, me, _: store.services(me),
    ),
    (
        "a round that ends",
        lambda store, me, _, round_: store.end_round(me, round_.key, "Enough"),
        lambda store, me, service: store.rounds(me, service.programme),
    ),
    (
        "a response",
        lambda store, me, service, round_: store.start(me, service.key, round_.key, "agreed"),
        lambda store, me, service: store.responses(me, service.key),
    ),
    (
        "a submission",
        lambda store, me, service, round_: store.submit(me, store.start(me, service.key, round_.key).key),
        lambda store, me, service: (store.positions(me, service.key), store.submitted(me, service.key)),
    ),
    (
        "an invitation",
        lambda store, me, service, round_: store.invite(me, service.key, round_.key),
        lambda store, me, service: [store.invited(me, each.key) for each in store.rounds(me, service.programme)],
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
    response = empty_store.start(me, service[0].key, service[1].key)
    empty_store.save(me, response.key, [Answer("ladder", "overall", 3)])
    with one_look():
        before = ask(empty_store, me, service[0])
        change(empty_store, me, *service)
        # Whoever has made the change sees it at once.
        assert ask(empty_store, me, service[0]) != before
    with one_look():
        assert ask(empty_store, me, service[0]) != before


def test_what_another_program_has_written_shows_on_the_next_click(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    assert [each.name for each in empty_store.services(me)] == ["Bridge"]
    with empty_store._database.write() as other:  # noqa: SLF001 - past the store, as another replica would
        other.run("UPDATE service SET name = 'Viaduct'")
        other.run("DELETE FROM edition")
        other.insert("edition", [["another"]])
    assert [each.name for each in empty_store.services(me)] == ["Viaduct"]


def test_a_draft_is_read_anew_every_time(empty_store: Store, me: Viewer, service: tuple[Service, Round]) -> None:
    response = empty_store.start(me, service[0].key, service[1].key).key
    with one_look():
        for level in (1, 2, 3):
            empty_store.save(me, response, [Answer("ladder", "overall", level)])
            assert empty_store.log(me, response)[-1].answer.level == level
            assert empty_store.logs(me, [response])[response][-1].answer.level == level


def test_saving_an_answer_is_no_other_edition(empty_store: Store, me: Viewer, service: tuple[Service, Round]) -> None:
    response = empty_store.start(me, service[0].key, service[1].key).key
    read = "SELECT mark FROM edition"
    before = empty_store._database.read(read)  # noqa: SLF001
    empty_store.save(me, response, [Answer("ladder", "overall", 3)])
    assert empty_store._database.read(read) == before  # noqa: SLF001
    empty_store.submit(me, response)
    assert len(empty_store._database.read(read)) == 1  # noqa: SLF001
    assert empty_store._database.read(read) != before  # noqa: SLF001


def test_two_viewers_never_share_what_one_of_them_may_not_see(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    response = empty_store.start(me, service[0].key, service[1].key).key
    empty_store.save(me, response, [Answer("ladder", "overall", 3)])
    empty_store.submit(me, response)
    stranger = Viewer("somebody", "", (Grant("manager", "service", "another"),))
    with one_look():
        assert empty_store.services(me)
        assert empty_store.log(me, response)
        assert empty_store.positions(me, service[0].key)
        assert empty_store.service(me, service[0].key)
        assert not empty_store.services(stranger)
        assert not empty_store.log(stranger, response)
        assert not empty_store.logs(stranger, [response])
        assert not empty_store.positions(stranger, service[0].key)
        with pytest.raises(NotAllowedError):
            empty_store.service(stranger, service[0].key)


def test_a_role_that_is_taken_away_is_gone_on_the_next_click(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    grant = Grant("manager", "service", service[0].key)
    empty_store.give(me, "issuer anna", grant)
    assert empty_store.services(empty_store.viewer("issuer anna", "Anna"))
    empty_store.take(me, "issuer anna", grant)
    assert not empty_store.services(empty_store.viewer("issuer anna", "Anna"))


def test_a_change_that_is_undone_leaves_what_was_there(
    empty_store: Store, me: Viewer, service: tuple[Service, Round]
) -> None:
    def fail() -> None:
        with empty_store.all_or_nothing():
            empty_store.add_first_service(me, "Other", "Org", "home care", "North")
            assert len(empty_store.services(me)) == 2
            raise InputError("no")

    with pytest.raises(InputError):
        fail()
    assert [each.name for each in empty_store.services(me)] == ["Bridge"]


@pytest.fixture
def reopened(tmp_path: Path, catalogue: Catalogue, me: Viewer) -> Iterator[Store]:
    """A store on a file that was written by a store before it."""
    with closing(Store(tmp_path / "assess.duckdb", catalogue)) as first:
        first.add_first_service(me, "Bridge", "Org", "home care", "North")
    with closing(Store(tmp_path / "assess.duckdb", catalogue)) as second:
        yield second


def test_a_database_that_is_opened_again_goes_on(reopened: Store, me: Viewer) -> None:
    assert [each.name for each in reopened.services(me)] == ["Bridge"]
    reopened.add_first_service(me, "Other", "Org", "home care", "North")
    assert len(reopened.services(me)) == 2
