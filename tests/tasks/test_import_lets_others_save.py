"""A large import: tried on a copy while others save, written in a few statements, and only as it was shown."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assess.core.access import Grant, Viewer, local_viewer
from assess.core.answers import Answer
from assess.core.errors import InputError, NotAllowedError
from assess.core.programme import Round
from assess.database.embedded import Embedded
from assess.database.interface import Row
from assess.store import Store
from assess.store.brought import Sitting
from assess.tasks import import_tables, table_files
from assess.tasks.columns import TABLES, Tables
from shipped import CATALOGUE

ME = local_viewer()
TODAY = datetime.now(UTC).astimezone().date()
ITEMS = [item.key for item in CATALOGUE["principles"].items]


def many(services: int) -> Tables:
    """Services with a rating of every principle in a round that is open."""
    blank = {table: dict.fromkeys((column.name for column in columns), "") for table, columns in TABLES.items()}
    named = [f"Service {number}" for number in range(services)]
    usual = {"organisation": "Fernshire", "kind": "home care", "area": "North", "programme": "Fern"}
    rated = {"round": "Spring", "voice": "service", "framework": "principles", "level": "2"}
    opens, closes = TODAY.isoformat(), (TODAY + timedelta(days=9)).isoformat()
    round_ = {"programme": "Fern", "name": "Spring", "opens": opens, "closes": closes, "form": "quick"}
    version = f"principles {CATALOGUE['principles'].version}"
    return {
        "programmes": [{**blank["programmes"], "name": "Fern"}],
        "services": [{**blank["services"], **usual, "name": name} for name in named],
        "rounds": [{**blank["rounds"], **round_, "frameworks": version}],
        "ratings": [{**blank["ratings"], **rated, "service": name, "item": item} for name in named for item in ITEMS],
        "actions": [],
    }


def read(tables: Tables) -> dict[str, table_files.Read]:
    return table_files.read_files({"a.zip": table_files.csv_zip(tables)})


@pytest.fixture
def rated(empty_store: Store) -> tuple[Store, str]:
    """A store with a service that is being rated, and the key of its response."""
    empty_store.programmes.add(ME, "Other")
    service = empty_store.services.add(ME, "Elm Court", "Fernshire", "day centre", "North", "other")
    round_ = empty_store.rounds.open(ME, "other", "Now", TODAY, TODAY)
    return empty_store, empty_store.ratings.start(ME, service.key, round_.key).key


@contextmanager
def saving(store: Store, response: str) -> Iterator[list[datetime]]:
    """Save from another thread during the block; yield the times at which saves were done."""
    is_over = threading.Event()
    done: list[datetime] = []

    def save() -> None:
        while not is_over.is_set():
            store.ratings.save(ME, response, [Answer("principles", "equal", len(done) % 5)])
            done.append(datetime.now(UTC))

    thread = threading.Thread(target=save)
    thread.start()
    try:
        yield done
    finally:
        is_over.set()
        thread.join()


def test_others_save_while_rows_are_tried(rated: tuple[Store, str]) -> None:
    store, response = rated
    tables = read(many(7))
    waited: list[bool] = []
    with saving(store, response) as done:

        def wait_for_a_save(_: float) -> None:
            before, until = len(done), time.monotonic() + 20
            while len(done) == before and time.monotonic() < until:
                time.sleep(0.01)
            waited.append(len(done) > before)

        verdicts = import_tables.import_rows(store, ME, tables, keep=False, progress=wait_for_a_save)
    assert Counter(verdict.what for verdict in verdicts) == {"added": 1 + 7 + 1 + 56}
    assert waited
    assert all(waited)
    assert store.services.visible_to(ME, search="Service") == []


def test_progress_climbs_to_one(rated: tuple[Store, str]) -> None:
    shares: list[float] = []
    import_tables.import_rows(rated[0], ME, read(many(13)), keep=True, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 2


def test_ratings_of_many_services_are_written_together(tmp_path: Path, empty_file: Callable[[Path], Path]) -> None:
    with closing(Store(empty_file(tmp_path / "a.duckdb"), CATALOGUE)) as store:
        statements: list[str] = []
        tables = many(15)
        import_tables.import_rows(store, ME, read({**tables, "ratings": []}), keep=True)
        database = type(store._connection.database)  # noqa: SLF001 - what it is asked is counted
        asked = database.read

        def counted(self: Embedded, sql: str, values: Sequence[object] = ()) -> list[Row]:
            statements.append(sql)
            return asked(self, sql, values)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(database, "read", counted)
            import_tables.import_rows(store, ME, read({**tables, "services": []}), keep=True)
        assert len(statements) < 15 + 30, Counter(statements).most_common(3)
        assert len(store.positions.in_round(ME, "fern-spring")) == 120
        assert store.faults() == []


def test_what_was_shown_is_what_is_done_or_nothing_is(rated: tuple[Store, str]) -> None:
    store, _ = rated
    tables = read(many(2))
    shown = import_tables.import_rows(store, ME, tables, keep=False)
    store.programmes.add(ME, "Fern")
    again = import_tables.import_rows(store, ME, tables, keep=True, shown=shown)
    assert again != shown
    assert again[0].what == "there already"
    assert store.services.visible_to(ME, search="Service") == []
    assert import_tables.import_rows(store, ME, tables, keep=True, shown=again) == again
    assert len(store.services.visible_to(ME, search="Service")) == 2
    assert store.faults() == []


# The store


def sitting(round_: Round, service: str, level: int | None = 3, *, note: str = "") -> Sitting:
    frameworks = (CATALOGUE["principles"],)
    return Sitting(service, round_, frameworks, [Answer("principles", "equal", level, note=note)], datetime.now(UTC))


@pytest.fixture
def empty_round(rated: tuple[Store, str]) -> tuple[Store, Round]:
    """A round in which nobody has begun to answer."""
    store, _ = rated
    return store, store.rounds.open(ME, "other", "Next", TODAY, TODAY, frameworks=[CATALOGUE["principles"]])


def test_a_sitting_that_was_brought_is_as_one_that_was_submitted(empty_round: tuple[Store, Round]) -> None:
    store, round_ = empty_round
    store.ratings.bring(ME, [sitting(round_, "elm-court", note="See the minutes.")])
    ((_, response),) = store.ratings.submitted(ME, "elm-court")
    assert store.ratings.response(ME, response.key)[1] == "submitted"
    (answer,) = store.ratings.submitted_answers(ME, response.key).values()
    assert (answer.level, answer.note) == (3, "See the minutes.")
    assert [event.act for event in store.audit.events()[-3:]] == ["start", "answer", "submit"]
    assert store.faults() == []


def test_nothing_is_brought_where_somebody_has_begun(empty_round: tuple[Store, Round]) -> None:
    store, round_ = empty_round
    assert store.ratings.untouched(ME, [("elm-court", round_.key)]) == {("elm-court", round_.key)}
    store.ratings.start(ME, "elm-court", round_.key)
    assert store.ratings.untouched(ME, [("elm-court", round_.key)]) == set()
    with pytest.raises(InputError, match="Somebody has begun to answer meanwhile"):
        store.ratings.bring(ME, [sitting(round_, "elm-court")])
    assert store.positions.in_round(ME, round_.key) == []


def test_a_sitting_without_an_answer_is_not_brought(empty_round: tuple[Store, Round]) -> None:
    store, round_ = empty_round
    with pytest.raises(InputError, match="nothing to submit"):
        store.ratings.bring(ME, [sitting(round_, "elm-court", None, note="Not yet.")])
    assert store.ratings.submitted(ME, "elm-court") == []


def test_only_an_administrator_brings_sittings(empty_round: tuple[Store, Round]) -> None:
    store, round_ = empty_round
    viewer = Viewer("m", "M", (Grant("manager", "everything"),))
    with pytest.raises(NotAllowedError):
        store.ratings.bring(viewer, [sitting(round_, "elm-court")])


def test_what_people_say_is_brought_only_while_they_can_answer(empty_round: tuple[Store, Round]) -> None:
    store, round_ = empty_round
    said = replace(sitting(round_, "elm-court"), voice="people", people=6)
    with pytest.raises(InputError, match="People could not answer then in “Next”"):
        store.ratings.bring(ME, [replace(said, at=said.at - timedelta(days=2))])
    invitation = store.invitations.open(ME, "elm-court", round_.key)
    store.ratings.bring(ME, [sitting(round_, "elm-court"), said])
    assert {each.people_level for each in store.positions.in_round(ME, round_.key)} == {None}
    store.invitations.close(ME, invitation)
    assert [each.people for each in store.positions.in_round(ME, round_.key) if each.people_level] == [6]
    with pytest.raises(InputError, match="People could not answer then in “Next”"):
        store.ratings.bring(ME, [said])
    assert store.faults() == []


def test_inside_a_transaction_every_read_sees_what_it_has_written_by_then(empty_round: tuple[Store, Round]) -> None:
    store, round_ = empty_round
    with store.all_or_nothing():
        for number in range(3):
            added = store.rounds.open(ME, "other", f"Later {number}", TODAY, TODAY)
            assert [each.name for each in store.rounds.of(ME, "other")].count(added.name) == 1
            assert store.rounds.get(ME, round_.key).ended is None
        store.rounds.close(ME, round_.key, "Enough.")
        assert store.rounds.get(ME, round_.key).ended is not None
    assert store.rounds.get(ME, round_.key).ended is not None


def test_a_copy_of_a_store_is_apart_from_it(rated: tuple[Store, str]) -> None:
    store, _ = rated
    with store.copied() as copy:
        assert copy.services.visible_to(ME) == store.services.visible_to(ME)
        assert copy.faults() == []
        copy.programmes.add(ME, "Only there")
    assert [programme.name for programme in store.programmes.every(ME)] == ["Other"]
