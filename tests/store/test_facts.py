"""The check reports what is changed without the program: every row must be as its act in the log has written it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from acts import LOOKED_AT, ME, somebody_comes_back, two_programmes_in
from assess import __main__ as command_line
from assess.core.access import Grant
from assess.core.audit import digest_of
from assess.core.catalogue import Catalogue
from assess.core.portfolio import Choice
from assess.database.opening import Home
from assess.store import Store
from assess.store.tables import DERIVED, OF_VISITORS, PEERS, RECORDED
from tampering import as_before_digests, rows, tamper, with_full_hashes
from versions import go_back

FactRow = dict[str, object]
# What no act of the log covers.
NOT_COVERED = {
    **dict.fromkeys((*DERIVED, "position"), "derived from the rest, and compared with it"),
    **dict.fromkeys(PEERS, "a snapshot of what is derived"),
    **dict.fromkeys(OF_VISITORS, "wrong codes, sign-outs and days of reading, which are no acts on what is rated"),
    "begun_before": "written once, by the step that came with it, and compared with what was begun before it",
    "framework_draft": "typed, and in no round: no act before it is published",
    "pass": "which browser has answers open: no act, and gone after it",
    "event": "the log itself, whose hashes are a chain",
}


ANOTHER_SIGN_IN = """
    INSERT INTO person (token, principal, name, moment, salt)
    SELECT token, 'issuer 2', 'Eve', moment, salt FROM person WHERE principal = 'issuer 1' LIMIT 1
"""
GRANTS = """
    INSERT INTO granted (number, principal, role, scope, key, given, by_whom, moment)
    SELECT n.number, 'person-x', 'administrator', 'everything', '', TRUE, 'me', TIMESTAMP '2026-01-01 00:00:00'
    FROM generate_series(1, {}) AS n (number)
"""


@pytest.fixture(scope="module")
def acted(acted_home: Home, copied: Callable[[Home], Home], catalogue: Catalogue) -> Home:
    """A database in which everything that people can do was done once."""
    home = copied(acted_home)
    with closing(Store(home, catalogue)) as store:
        move(store)
        store.invitations.open(ME, "two", store.rounds.of(ME, store.services.get(ME, "two").programme)[0].key)
        store.accounts.viewer("issuer 1", "Ann Example")
    return home


@pytest.fixture
def store(acted: Home, copied: Callable[[Home], Home], catalogue: Catalogue) -> Iterator[Store]:
    """A copy of it, opened."""
    with closing(Store(copied(acted), catalogue)) as store:
        yield store


def move(store: Store) -> None:
    service = store.services.get(ME, "two")
    store.services.change(ME, replace(service, area="West"), service)


def test_what_was_done_by_the_program_is_as_its_acts_have_written_it(store: Store) -> None:
    assert store.faults() == []
    kept = {table for table in RECORDED if rows(store, table)[1]}
    assert RECORDED - kept == {"round_carry"}


def test_every_table_is_covered_or_it_is_known_why_not(store: Store) -> None:
    with store._connection.database.snapshot() as transaction:  # noqa: SLF001 - past the store
        assert transaction.tables().keys() == RECORDED | {"answer"} | NOT_COVERED.keys()


STRAYS = "positions are of a service or round that is not there"
# Changes without an act, each with parts of the sentences that must name it. Those of one group touch different rows,
# so they are made together.
CHANGES = [
    [
        ("UPDATE answer SET level = 6 WHERE level = 3", ["is not as it was given"]),
        ("UPDATE submission SET upto = upto + 1", ["the row of “submission”", "“submit”, has no row in “submission”"]),
        (
            "UPDATE return_words SET digest = '00'",
            ["the row of “return_words” (one in programme-one-spring by people)", "“give words”, has no row"],
        ),
        (
            "INSERT INTO begun_before SELECT key FROM response WHERE voice = 'people'",
            ["rows of “begun_before” are of no response that was begun in an earlier version"],
        ),
    ],
    [
        ("UPDATE answer SET note = 'Other words' WHERE note <> ''", ["is not as it was given"]),
        ("UPDATE position SET service = 'nowhere' WHERE level = 4", [STRAYS]),
    ],
    [("UPDATE answer SET moment = TIMESTAMP '2020-01-01 00:00:00'", ["is not as it was given"])],
    [
        ("UPDATE answer SET response = 'another' WHERE level = 3", ["is not as it was given"]),
        ("DELETE FROM submission", ["“submit”, has no row in “submission” as it was recorded"]),
    ],
    [
        ("DELETE FROM answer WHERE level = 3", ["“answer”, has no row in “answer”"]),
        ("DELETE FROM person", ["“add person”, has no row in “person”"]),
        ("DELETE FROM round_framework", ["“add round”, has no row in “round”"]),
    ],
    [
        (GRANTS.format(1), ["the row of “granted” (person-x, 1) has no act in the log"]),
        (
            "UPDATE person SET principal = 'issuer 2' WHERE principal = 'issuer 1'",
            ["the row of “person”", "“add person”, has no row in “person” as it was recorded"],
        ),
        ("UPDATE service SET organisation = 'Another'", ["the row of “service” (one, 1) has no act in the log"]),
        ("UPDATE round SET closes = DATE '2030-01-01'", ["the row of “round”", "“add round”, has no row in “round”"]),
    ],
    [
        ("UPDATE granted SET role = 'administrator'", ["the row of “granted”", "“give role”, has no row in “granted”"]),
        (ANOTHER_SIGN_IN, ["the row of “person” (person-"]),
        ("UPDATE position SET round = 'nowhere' WHERE level = 4", [STRAYS]),
    ],
    [
        ("UPDATE position SET level = 7 WHERE level = 4", ["is not what its answers come to"]),
        ("DELETE FROM event WHERE act = 'invite'", ["the log of acts was changed", "the row of “invitation”"]),
    ],
    [("DELETE FROM event WHERE number = (SELECT max(number) FROM event)", ["the row of “person”"])],
]


@pytest.mark.parametrize("group", CHANGES, ids=[" ".join(group[0][0].split())[:40] for group in CHANGES])
def test_what_was_changed_without_an_act_is_named(store: Store, group: list[tuple[str, list[str]]]) -> None:
    for sql, _ in group:
        tamper(store, sql)
    sentences = store.faults()
    for fault in (fault for _, faults in group for fault in faults):
        assert any(fault in sentence for sentence in sentences), sentences


def test_the_key_of_a_response_is_in_no_sentence(store: Store) -> None:
    columns, responses = rows(store, "response")
    keys = {str(row[columns.index("key")]) for row in responses}
    for table in ("answer", "submission", "reopening"):
        tamper(store, f"UPDATE {table} SET moment = TIMESTAMP '2020-01-01 00:00:00'")  # noqa: S608 - names are ours
    tamper(store, "UPDATE response SET created = TIMESTAMP '2020-01-01 00:00:00'")
    sentences = "\n".join(store.faults())
    assert "one in programme-one-spring by people" in sentences
    assert not [key for key in keys if key in sentences]


def test_of_very_many_faults_the_first_are_named(store: Store) -> None:
    tamper(store, GRANTS.format(1_100))
    assert len(store.faults()) == 1_000


def test_acts_that_were_cut_off_with_their_rows_are_noticed_by_whoever_kept_the_newest_one(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ASSESS_DATABASE", str(small))
    assert command_line.main(["verify"]) == 0
    newest = next(line.split()[-1] for line in capsys.readouterr().out.splitlines() if "last act is" in line)
    assert command_line.main(["verify", "--expect", newest]) == 0
    with closing(duckdb.connect(str(small))) as opened:
        opened.execute("DELETE FROM granted WHERE number = (SELECT max(number) FROM granted)")
        opened.execute("DELETE FROM event WHERE number = (SELECT max(number) FROM event)")
    capsys.readouterr()
    assert command_line.main(["verify"]) == 0
    assert command_line.main(["verify", "--expect", newest]) == 2
    assert f"does not have {newest}: its newest acts were cut off" in capsys.readouterr().err
    assert command_line.main(["verify", "--expect", newest[:-1]]) == 2
    assert f"“{newest[:-1]}” is no hash of an act." in capsys.readouterr().err


def test_a_log_that_has_gone_on_still_has_the_act_that_was_newest(empty_store: Store) -> None:
    assert empty_store.audit.newest_hash()[::2] == (0, "")
    empty_store.accounts.give(ME, "issuer 1", Grant("manager", "everything"))
    count, _, newest = empty_store.audit.newest_hash()  # of a person who was added and given a role
    empty_store.accounts.give(ME, "issuer 2", Grant("manager", "everything"))
    assert (count, empty_store.audit.contains(newest), empty_store.audit.contains("0" * 64)) == (2, True, False)


@pytest.fixture
def small(tmp_path: Path, empty_file: Callable[[Path], Path], catalogue: Catalogue) -> Path:
    path = empty_file(tmp_path / "small.duckdb")
    with closing(Store(path, catalogue)) as store:
        for number in range(3):
            store.accounts.give(ME, f"issuer {number}", Grant("manager", "everything"))
    return path


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, acted_file: Path) -> Iterator[Store]:
    """A file in which everything was done, which tests leave as it was."""
    with closing(Store(Path(shutil.copy(acted_file, tmp_path_factory.mktemp("full"))), catalogue)) as store:
        move(store)
        assert store.faults() == []  # which fills the derived tables
        yield store
        assert store.faults() == []


@pytest.fixture(scope="module")
def kept(full: Store) -> dict[str, list[FactRow]]:
    """The rows of every table that the log covers, and of positions, which are compared too."""
    read = {table: rows(full, table) for table in sorted(RECORDED | {"answer", "position"})}
    return {table: [dict(zip(names, row, strict=True)) for row in found] for table, (names, found) in read.items()}


def another(value: object) -> object:
    """Another value of the same type."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case datetime():
            return datetime(2020, 2, 2, tzinfo=UTC).replace(tzinfo=None)
        case date():
            return date(2020, 2, 2)
    return f"{value}x" if value is not None else 1


def faults_with(store: Store, changes: list[tuple[str, FactRow, FactRow]]) -> list[str]:
    """Return the faults while rows are replaced, and put the rows back."""

    def put(changes: list[tuple[str, FactRow, FactRow]]) -> None:
        with store._connection.database.write() as transaction:  # noqa: SLF001 - past the store
            for table, before, after in changes:
                where = {name: value for name, value in before.items() if value is not None}
                transaction.replace(table, where, tuple(after), [tuple(after.values())])

    put(changes)
    try:
        return store.faults()
    finally:
        put([(table, after, before) for table, before, after in changes])


def draw_change(data: st.DataObject, table: str, kept: list[FactRow]) -> tuple[str, FactRow, FactRow]:
    # When a position was computed follows from nothing. One of another service or round is reported as a stray.
    aside = {"moment", "service", "round"} if table == "position" else set()
    row = data.draw(st.sampled_from(kept))
    column = data.draw(st.sampled_from([name for name in row if name not in aside]))
    return table, row, {**row, column: another(row[column])}


# Shrinking would take minutes, and the sentences name what is missing.
FOUR_EXAMPLES = trying(
    max_examples=4,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@FOUR_EXAMPLES
@given(data=st.data())
def test_any_cell_that_is_changed_is_noticed(full: Store, kept: dict[str, list[FactRow]], data: st.DataObject) -> None:
    tables = [table for table, found in kept.items() if found and table != "position"]
    # One cell of each table.
    sentences = faults_with(full, [draw_change(data, table, kept[table]) for table in tables])
    assert [table for table in tables if not any(f"the row of “{table}” (" in one for one in sentences)] == []


@FOUR_EXAMPLES
@given(data=st.data())
def test_any_cell_of_a_position_that_is_changed_is_noticed(
    full: Store, kept: dict[str, list[FactRow]], data: st.DataObject
) -> None:
    assert faults_with(full, [draw_change(data, "position", kept["position"])])


EACH_TWICE = """
    INSERT INTO counted (service, round, place, closes, people)
    SELECT service, round, place, closes, people FROM counted
"""
OF_NOBODY = """
    INSERT INTO distribution (kind, area, pool, framework, item, level, services)
    VALUES ('home care', 'North', 'home care', 'ladder', 'overall', 1, 5)
"""


def test_each_derived_table_that_was_changed_is_named(store: Store) -> None:
    store.portfolio.seen(ME, Choice(), LOOKED_AT)  # which fills them
    named: set[str] = set()
    # Each is computed from the one after it, so that one is changed later.
    for table, sql in (
        ("latest", "UPDATE latest SET level = 1"),
        ("newest", "DELETE FROM newest"),
        ("counted", EACH_TWICE),
        ("distribution", OF_NOBODY),
    ):
        assert table not in named
        tamper(store, sql)
        named = {fault.split("”")[0].removeprefix("the table “") for fault in store.faults() if "is not what" in fault}
        assert table in named


# Acts before there were digests


@pytest.fixture(scope="module")
def before_digests(acted: Home, copied: Callable[[Home], Home], catalogue: Catalogue) -> Home:
    """The same database as an earlier version wrote it."""
    home = copied(acted)
    with closing(Store(home, catalogue)) as store:
        as_before_digests(store)
    return home


@pytest.fixture
def older(before_digests: Home, copied: Callable[[Home], Home], catalogue: Catalogue) -> Iterator[Store]:
    """A copy of it, opened."""
    with closing(Store(copied(before_digests), catalogue)) as store:
        yield store


def test_a_log_of_an_earlier_version_is_whole(older: Store) -> None:
    assert older.faults() == []
    assert older.audit.answers_without_digest() == len(rows(older, "answer")[1])
    service = older.services.get(ME, "one")
    older.services.change(ME, replace(service, name="New"), service)
    assert older.faults() == []


@pytest.fixture(scope="module")
def with_long_hashes(
    acted: Home, copied: Callable[[Home], Home], catalogue: Catalogue
) -> tuple[Home, list[str], list[str]]:
    """The database as the version before wrote it, with the subjects and the full hashes of its acts."""
    home = copied(acted)
    with closing(Store(home, catalogue)) as store:
        subjects = [event.subject for event in store.audit.events()]
        return home, subjects, with_full_hashes(store)


def test_a_log_of_full_hashes_goes_on_after_an_update_and_is_checked(
    with_long_hashes: tuple[Home, list[str], list[str]], copied: Callable[[Home], Home], catalogue: Catalogue
) -> None:
    home, subjects, full = with_long_hashes
    with closing(Store(copied(home), catalogue)) as updated:
        assert [event.hash.hex for event in updated.audit.events()] == [each[:32] for each in full]
        assert [event.subject for event in updated.audit.events()] == subjects
        assert [updated.audit.contains(each) for each in (full[-1], full[0][:32], "f" * 64)] == [True, True, False]
        service = updated.services.get(ME, "one")
        updated.services.change(ME, replace(service, name="New"), service)
        assert updated.faults() == []
        (first, *_) = updated.audit.events()
        for act, is_unbroken in (("other", False), (first.act, True)):
            tamper(updated, "UPDATE event SET act = ? WHERE number = ?", act, first.number)
            assert updated.audit.chain_holds() == is_unbroken
        tamper(updated, "DELETE FROM event WHERE number = ?", first.number)
        assert not updated.audit.chain_holds()


@pytest.mark.parametrize(
    "changes",
    [
        [
            ("UPDATE answer SET level = 6 WHERE level = 3", "is not as it was given"),
            ("UPDATE granted SET role = 'administrator'", "“give role”, has no row in “granted”"),
            ("UPDATE programme SET name = 'Another'", "the row of “programme”"),
            ("DELETE FROM submission", "“submit”, has no row in “submission”"),
        ],
        [
            ("DELETE FROM answer WHERE level = 3", "“answer”, has no row in “answer”"),
            ("UPDATE granted SET given = NOT given", "the row of “granted”"),
            ("DELETE FROM service", "“add service”, has no row in “service”"),
        ],
    ],
)
def test_acts_of_an_earlier_version_are_checked_as_far_as_they_go(older: Store, changes: list[tuple[str, str]]) -> None:
    for sql, _ in changes:
        tamper(older, sql)
    sentences = older.faults()
    assert [fault for _, fault in changes if not any(fault in sentence for sentence in sentences)] == []


def test_acts_of_an_earlier_version_do_not_have_the_notes(older: Store) -> None:
    tamper(older, "UPDATE answer SET note = 'Other words' WHERE note <> ''")
    assert older.faults() == []


def test_roles_stay_with_their_acts_when_examples_are_removed(
    example_home: Callable[[str], Home], catalogue: Catalogue
) -> None:
    with closing(Store(example_home("published"), catalogue)) as store:
        store.accounts.give(ME, "issuer 1", Grant("administrator", "everything"))
        store.remove_examples(ME)
        assert store.faults() == []
        assert [event.act for event in store.audit.events()] == ["give role", "add person"]
        assert store.accounts.viewer("issuer 1", "").administers


def test_roles_that_an_earlier_version_left_without_an_act_are_recorded_once(
    empty_home: Home, catalogue: Catalogue
) -> None:
    with closing(Store(empty_home, catalogue)) as store:
        store.accounts.give(ME, "issuer 1", Grant("manager", "everything"))
        tamper(store, "DELETE FROM event")
    for _ in range(2):
        with closing(Store(empty_home, catalogue)) as store:
            assert store.faults() == []
            acts = [(event.act, event.principal) for event in store.audit.events()]
            assert acts == [("give role", "update"), ("add person", "update")]
    with closing(Store(empty_home, catalogue)) as store:
        tamper(store, "UPDATE granted SET principal = 'person-x'")
    with closing(Store(empty_home, catalogue)) as store:
        assert "the row of “granted” (person-x" in "\n".join(store.faults())


def test_people_and_words_of_an_earlier_version_are_recorded_once(empty_home: Home, catalogue: Catalogue) -> None:
    home = empty_home
    with closing(Store(home, catalogue)) as store:
        two_programmes_in(store)
        service = store.services.get(ME, "one")
        somebody_comes_back(store, service, store.rounds.of(ME, service.programme)[0])
        store.accounts.give(ME, "issuer 1", Grant("administrator", "everything"))
        store.accounts.viewer("issuer 1", "Ann Example")
        as_before_digests(store)
        with store._connection.database.write() as transaction:  # noqa: SLF001 - to undo a step
            go_back(transaction.run, 17)
    for _ in range(2):
        with closing(Store(home, catalogue)) as store:
            assert store.faults() == []
            acts = [event.act for event in store.audit.events() if event.principal == "update"]
            assert acts == ["add person", "give words"]
            assert store.accounts.viewer("issuer 1", "Ann Example").administers
    with closing(Store(home, catalogue)) as store:
        tamper(store, ANOTHER_SIGN_IN)
    with closing(Store(home, catalogue)) as store:
        assert "the row of “person”" in "\n".join(store.faults())


def test_what_was_begun_in_an_earlier_version_may_say_so(older: Store) -> None:
    tamper(older, "INSERT INTO begun_before SELECT key FROM response WHERE voice = 'people'")
    assert not [fault for fault in older.faults() if "begun_before" in fault]


def test_no_act_tells_who_somebody_was_after_they_were_forgotten(store: Store) -> None:
    store.accounts.give(ME, "issuer keeper", Grant("administrator", "everything"))
    (before,) = [
        dict(zip(columns, row, strict=True))
        for columns, kept in [rows(store, "person")]
        for row in kept
        if "Ann Example" in row
    ]
    acts = [event for event in store.audit.events() if digest_of("person", before) in event.digest.split()]
    assert [event.act for event in acts] == ["add person"]
    assert "Ann" not in str(acts)
    store.accounts.forget(ME, "issuer 1")
    assert store.faults() == []
    # Without the salt, which is gone, a guess of the rest is no proof.
    for salt in ("", None):
        digest = digest_of("person", {**before, "salt": salt})
        assert not [event for event in store.audit.events() if digest in event.digest]
    assert str(before["salt"]) not in str([rows(store, table)[1] for table in ("person", "event", "forgotten")])


def test_a_digest_is_the_same_in_every_order_of_the_columns_and_without_null() -> None:
    row = {"a": 1, "b": date(2026, 1, 1), "c": None}
    assert digest_of("t", row) == digest_of("t", {"b": date(2026, 1, 1), "a": 1})
    assert digest_of("t", row) != digest_of("u", row)
    assert len(digest_of("t", row)) == 16
