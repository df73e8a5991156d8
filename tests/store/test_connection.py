import threading
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acts import ME, rated, two_programmes_in
from assess.core.access import Grant, Scope, Viewer
from assess.core.errors import InputError
from assess.core.programme import Service
from assess.store import Store
from assess.store.clock import Clock
from assess.store.columns import Columns
from assess.store.connection import AuditedTransaction, Connection
from assess.store.scope import IN_SCOPE, RESPONSE_IN_SCOPE, parameters, response_parameters

NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)


@pytest.fixture
def connection(empty_store: Store) -> Connection:
    return empty_store._connection  # noqa: SLF001 - below the parts


def acts(connection: Connection) -> list[str]:
    return [event.act for event in connection.audit.events()]


# Transactions


def test_a_block_inside_another_has_the_same_transaction(connection: Connection) -> None:
    assert connection.own_transaction is None
    with connection.write() as outer, connection.write() as inner:
        assert outer is inner is connection.own_transaction
        assert connection.database.in_transaction()
    assert connection.own_transaction is None
    assert not connection.database.in_transaction()


def test_two_context_managers_nest_to_hold_a_transaction(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    for each in (connection, connection.database):
        transaction = each._transaction  # noqa: SLF001

        def counted(transaction: object = transaction, name: str = type(each).__name__) -> object:
            opened.append(name)
            return transaction()  # type: ignore[operator]

        monkeypatch.setattr(each, "_transaction", counted)
    with connection.write(), connection.write():
        pass
    assert opened == ["Connection", type(connection.database).__name__]


def test_a_transaction_is_of_one_thread(connection: Connection) -> None:
    others: list[AuditedTransaction | None] = []
    with connection.write():
        other = threading.Thread(target=lambda: others.append(connection.own_transaction))
        other.start()
        other.join()
    assert others == [None]


def test_an_act_is_recorded_when_its_transaction_is_committed_and_not_before(connection: Connection) -> None:
    with connection.write() as transaction:
        transaction.record(ME, "look", "out of the window")
        assert acts(connection) == []
    assert acts(connection) == ["look"]


def test_an_act_that_is_rolled_back_leaves_no_gap_in_the_chain(connection: Connection) -> None:
    for act, fails in (("first", False), ("second", True), ("third", False)):
        with suppress(InputError), connection.write() as transaction:
            transaction.record(ME, act, "")
            if fails:
                raise InputError("no")
    assert acts(connection) == ["first", "third"]
    assert connection.audit.chain_holds()


def test_acts_of_several_threads_are_one_chain(connection: Connection) -> None:
    def record(number: int) -> None:
        for _ in range(5):
            with suppress(InputError), connection.write() as transaction:
                transaction.record(ME, f"act {number}", "")
                if number == 2:
                    raise InputError("no")

    threads = [threading.Thread(target=record, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(acts(connection)) == sorted(f"act {number}" for number in (0, 1, 3) for _ in range(5))
    assert connection.audit.chain_holds()


def test_what_one_transaction_rated_is_not_held_against_the_next(empty_store: Store) -> None:
    two_programmes_in(empty_store)
    manager = Viewer("m", "", (Grant("manager", "service", "two"),))
    connection = empty_store._connection  # noqa: SLF001
    before = connection.database.versions(["service one", "service two"])
    with suppress(InputError), empty_store.all_or_nothing():
        empty_store.ratings.start(ME, "two", empty_store.rounds.of(manager, "programme-two")[0].key)
        raise InputError("no")
    rated(empty_store, ME, empty_store.services.get(ME, "one"), empty_store.rounds.of(ME, "programme-one")[0])
    after = connection.database.versions(["service one", "service two"])
    assert after["service one"] != before["service one"]
    assert after["service two"] == before["service two"]


# The clock


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=20), st.integers(0, 2**62))
def test_numbers_rise_whatever_the_clock_says_and_other_processes_took(steps: list[int], taken: int) -> None:
    clock = Clock(lambda: NOON, 0)
    numbers = [clock.number()]
    for step in steps:
        clock.now = lambda step=step: NOON + timedelta(microseconds=step)  # type: ignore[misc]
        numbers.append(clock.number())
    clock.catch_up(taken, clock.moment())
    numbers.append(clock.number())
    assert numbers == sorted(set(numbers))
    assert numbers[-1] > taken


def test_keys_rise_with_their_numbers_and_none_is_there_twice() -> None:
    clock = Clock(lambda: NOON, 0)
    keys = [clock.key() for _ in range(100)]
    assert keys == sorted(set(keys))


def test_a_moment_is_set_for_one_block_and_one_thread() -> None:
    clock = Clock(lambda: NOON, 0)
    others: list[date] = []
    with clock.at(NOON - timedelta(days=400)):
        assert clock.today() == date(2025, 4, 29)
        other = threading.Thread(target=lambda: others.append(clock.today()))
        other.start()
        other.join()
    assert others == [clock.today()] == [date(2026, 6, 3)]
    assert clock.moment() == datetime(2026, 6, 3, 12)  # noqa: DTZ001 - the database keeps universal time


# Rows and scopes


SERVICE = Columns(Service, "s", "key name organisation kind area programme", "s.shares_learning AND TRUE", "''")


def test_columns_are_a_list_for_select_and_names_for_insert() -> None:
    assert f"SELECT {SERVICE}" == (
        "SELECT s.key, s.name, s.organisation, s.kind, s.area, s.programme, s.shares_learning AND TRUE, ''"
    )
    assert SERVICE.names == ("key", "name", "organisation", "kind", "area", "programme")


def test_a_row_becomes_a_value_and_its_other_columns_stay_a_row() -> None:
    row = ("one", "One", "Org", "home care", "North", "p", True, "")
    value = Service(*row)
    assert SERVICE.split((*row, 7, None)) == (value, (7, None))
    assert SERVICE.values([row, row]) == [value, value]


@pytest.mark.parametrize(("condition", "values"), [(IN_SCOPE, parameters), (RESPONSE_IN_SCOPE, response_parameters)])
def test_a_scope_has_a_value_for_each_question_mark(condition: str, values: object) -> None:
    scope = Scope(everything=False, services=("s",), programmes=("p",), areas=("a",), responses=("r",))
    found = values(scope)  # type: ignore[operator]
    assert condition.count("?") == len(found)
    assert found[:4] == [False, ["s"], ["p"], ["a"]]
    # A link opens some rounds alone; without one all are open.
    assert found[4:] in ([], [True, [], ["r"]])
