"""What changed because of people is noted, corrected and withdrawn by rows of their own, within everybody's scope."""

import itertools
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from assess import wording
from assess.core.access import Grant, Viewer, guest, local_viewer, reader
from assess.core.actions import Action
from assess.core.catalogue import Catalogue
from assess.core.errors import AssessError, ClashError, InputError, NotAllowedError
from assess.core.impact import FOREWORD_LIMIT, Impact
from assess.core.programme import Round, Service
from assess.database.opening import Home
from assess.store import Store
from assess.tasks.export_tables import exported
from assess.tasks.import_tables import import_rows
from assess.tasks.table_files import Read
from set_clock import SetClock
from tampering import change
from tampering import rows as stored_rows

ME = local_viewer()
ANNA = "https://id.example.org anna"
MANAGER = Viewer("m", "Manager", (Grant("manager", "service", "larkrise"),))
BOARD = Viewer("b", "Board", (Grant("board", "programme", "fernshire"),))
COMMISSIONER = Viewer("c", "Commissioner", (Grant("commissioner", "area", "North"),))
ELSEWHERE = [
    Viewer("x", "Manager elsewhere", (Grant("manager", "service", "wren"),)),
    Viewer("y", "Board elsewhere", (Grant("board", "programme", "other"),)),
    Viewer("z", "Commissioner elsewhere", (Grant("commissioner", "area", "South"),)),
    guest("somebody"),
    Viewer("n", "Nobody"),
]


@pytest.fixture
def store(empty_home: Home, catalogue: Catalogue, clock: SetClock) -> Store:
    return Store(empty_home, catalogue, clock)


def begun(store: Store) -> tuple[Service, Round]:
    """Add two services in programmes and areas of their own, and a round of the first; it is June 2026."""
    programme, other = store.programmes.add(ME, "Fernshire").key, store.programmes.add(ME, "Other").key
    service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme)
    store.services.add(ME, "Wren", "Fernbridge", "home care", "South", other)
    return service, store.rounds.open(ME, programme, "Summer", date(2026, 6, 1), date(2026, 6, 30))


def promised(store: Store, service: Service, round_: Round) -> Action:
    made = date(2026, 6, 1)
    where = ("", service.key, round_.key, "principles", "equal")
    return store.actions.keep(ME, Action(*where, None, 3, "Meet at 11", "Lead", "", made, "done", made))


def rows(store: Store, table: str) -> list[dict[str, Any]]:
    columns, found = stored_rows(store, table)
    return [dict(zip(columns, row, strict=True)) for row in found]


def change_of(service: Service, what: str = "Papers come a week ahead", **details: Any) -> Impact:  # noqa: ANN401
    facts: dict[str, Any] = {"happened": date(2026, 5, 4), "idea": "people", "kind": "times"} | details
    return Impact("", service.key, what=what, **facts)


def test_it_is_noted_corrected_and_withdrawn_and_every_row_stays(store: Store) -> None:
    with closing(store):
        service, _ = begun(store)
        noted = store.impacts.keep(MANAGER, change_of(service, framework="principles", item="equal"))
        assert store.impacts.visible_to(MANAGER) == [noted]
        corrected = store.impacts.keep(MANAGER, replace(noted, what="Papers come two weeks ahead"), noted)
        assert store.impacts.visible_to(MANAGER, service=service.key) == [corrected]
        store.impacts.withdraw(MANAGER, corrected)
        assert store.impacts.visible_to(MANAGER) == []
        assert [(row["what"], row["withdrawn"]) for row in rows(store, "impact")] == [
            ("Papers come a week ahead", False),
            ("Papers come two weeks ahead", False),
            ("", True),
        ]
        acts = [(event.act, event.subject, event.after) for event in store.audit.events()][-3:]
        assert acts == [
            ("note change", "larkrise", noted.key),
            ("note change", "larkrise", noted.key),
            ("withdraw change", "larkrise", noted.key),
        ]
        assert store.faults() == []


def test_a_row_that_was_changed_afterwards_is_found(store: Store) -> None:
    with closing(store):
        service, _ = begun(store)
        store.impacts.keep(ME, change_of(service))
        (row,) = rows(store, "impact")
        change(store, "impact", row, {**row, "idea": "staff"})
        assert any("impact" in fault for fault in store.faults())


def test_who_is_elsewhere_sees_nothing_of_it_and_a_link_opens_none(store: Store) -> None:
    with closing(store):
        service, round_ = begun(store)
        noted = store.impacts.keep(ME, change_of(service))
        for viewer in (ME, MANAGER, BOARD, COMMISSIONER):
            assert store.impacts.visible_to(viewer, programme="fernshire") == [noted]
        link = reader([Grant("link", "service", service.key)], [round_.key], words=True)
        for viewer in (*ELSEWHERE, link):
            assert store.impacts.visible_to(viewer) == []
            assert store.impacts.visible_to(viewer, service=service.key) == []
            assert store.impacts.visible_to(viewer, programme="fernshire") == []


def test_only_who_rates_a_service_notes_and_withdraws(store: Store) -> None:
    with closing(store):
        service, _ = begun(store)
        noted = store.impacts.keep(ME, change_of(service))
        acts: tuple[Callable[[Viewer], object], ...] = (
            lambda viewer: store.impacts.keep(viewer, change_of(service)),
            lambda viewer: store.impacts.keep(viewer, replace(noted, idea="staff"), noted),
            lambda viewer: store.impacts.withdraw(viewer, noted),
        )
        for viewer, act in itertools.product((BOARD, COMMISSIONER, *ELSEWHERE), acts):
            with pytest.raises(NotAllowedError):
                act(viewer)
        assert store.impacts.visible_to(ME) == [noted]


def test_two_screens_do_not_overwrite_each_other(store: Store) -> None:
    with closing(store):
        service, _ = begun(store)
        seen = store.impacts.keep(ME, change_of(service))
        newer = store.impacts.keep(ME, replace(seen, kind="money"), seen)
        with pytest.raises(ClashError, match="Somebody else"):
            store.impacts.keep(ME, replace(seen, idea="staff"), seen)
        with pytest.raises(ClashError):
            store.impacts.withdraw(ME, seen)
        assert store.impacts.visible_to(ME) == [newer]
        store.impacts.withdraw(ME, newer)
        with pytest.raises(ClashError):
            store.impacts.keep(ME, replace(newer, idea="staff"), newer)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"what": " "}, "What changed is missing"),
    ({"what": "a" * 4_001}, "4,001 characters"),
    ({"happened": date(2027, 1, 1)}, "1 January 2027 is still to come"),
    ({"framework": "principles", "item": "nowhere"}, "No round of this service asks"),
    ({"framework": "principles", "item": "equal", "action": "none"}, "no such action"),
]


def test_what_cannot_be_saved_is_named(store: Store) -> None:
    with closing(store):
        service, _ = begun(store)
        for details, why in REFUSED:
            with pytest.raises(InputError, match=why):
                store.impacts.keep(ME, change_of(service, **details))
        assert rows(store, "impact") == []


def test_it_belongs_to_an_action_of_the_same_service_alone(store: Store) -> None:
    with closing(store):
        service, round_ = begun(store)
        action = promised(store, service, round_)
        belongs = {"framework": "principles", "item": "equal", "action": action.key}
        noted = store.impacts.keep(ME, change_of(service, **belongs))
        assert noted.action == action.key
        with pytest.raises(InputError, match="no such action"):
            store.impacts.keep(ME, replace(noted, key="", service="wren"))
        with pytest.raises(InputError, match="another service"):
            store.impacts.keep(ME, Impact(noted.key, "wren", noted.happened, noted.what, noted.idea, noted.kind))


def test_a_programme_keeps_what_changed_while_the_service_was_in_it(store: Store, clock: SetClock) -> None:
    with closing(store):
        service, _ = begun(store)
        before = store.impacts.keep(ME, change_of(service, "Before"))
        store.members.move(ME, [service.key], "other")
        clock.now += timedelta(days=3)
        after = store.impacts.keep(ME, change_of(service, "After", happened=clock.now.date()))
        assert store.impacts.visible_to(ME, programme="fernshire") == [before]
        assert store.impacts.visible_to(ME, programme="other") == [after]
        # The board that the service has left sees what was changed in its time, and the new one sees all of it.
        assert store.impacts.visible_to(BOARD) == [before]
        assert set(store.impacts.visible_to(ELSEWHERE[1])) == {before, after}


def test_an_export_comes_in_elsewhere_and_twice_changes_nothing(
    store: Store,
    copied_home: Callable[[], Home],
    catalogue: Catalogue,
    clock: SetClock,
) -> None:
    with closing(store), closing(Store(copied_home(), catalogue, clock)) as other:
        service, round_ = begun(store)
        action = promised(store, service, round_)
        belongs = {"framework": "principles", "item": "equal", "action": action.key}
        store.impacts.keep(ME, change_of(service, **belongs))
        store.impacts.keep(ME, change_of(service, "Taxis are paid", kind="money", idea="carers"))
        files = {name: Read(f"{name}.csv", tuple(enumerate(table, 2))) for name, table in exported(store, ME).items()}
        for what in ("added", "there already"):
            verdicts = import_rows(other, ME, files, keep=True)
            assert [str(each) for each in verdicts if each.what == "refused"] == []
            assert {each.what for each in verdicts if each.table == "what_changed"} == {what}
            assert other.impacts.visible_to(ME) == store.impacts.visible_to(ME)
        gone = other.impacts.visible_to(ME)[0]
        other.impacts.withdraw(ME, gone)
        import_rows(other, ME, files, keep=True)
        assert gone not in other.impacts.visible_to(ME)


def test_an_edited_row_corrects_a_change_and_a_new_one_needs_no_key(store: Store) -> None:
    with closing(store):
        service, _ = begun(store)
        store.impacts.keep(ME, change_of(service))
        (row,) = exported(store, ME)["what_changed"]
        edited = {**row, "idea": "Together"}
        added = {**row, "key": "", "as_of": "", "what": "Taxis are paid", "kind": "money"}
        wrong = {**row, "key": "", "as_of": "", "idea": "Mrs Moss"}
        verdicts = import_rows(store, ME, {"what_changed": Read("a", ((2, edited), (3, added)))}, keep=True)
        assert [each.effect for each in verdicts] == ["changed: idea “people” → “together”", "added"]
        assert {each.idea for each in store.impacts.visible_to(ME)} == {"together", "people"}
        (verdict,) = import_rows(store, ME, {"what_changed": Read("a", ((2, wrong),))}, keep=True)
        assert verdict.effect == "The idea “Mrs Moss” must be people, carers, staff or together."


def test_a_name_in_it_and_in_a_foreword_can_be_forgotten(store: Store) -> None:
    with closing(store):
        service, _ = begun(store)
        store.accounts.give(ME, ANNA, Grant("manager", "service", service.key))
        store.accounts.viewer(ANNA, "Anna Moss")
        store.impacts.keep(ME, change_of(service, "Anna Moss opens at 9"))
        store.forewords.keep(ME, "fernshire", 2026, "Thank you, Anna Moss.", "")
        found = store.accounts.places_of_name(ME, ANNA)
        assert {(hit.table, hit.column, hit.service, hit.round) for hit in found if hit.kind == "name"} == {
            ("impact", "what", "Larkrise", ""),
            ("foreword", "words", "Fernshire", "2026"),
        }
        assert {wording.people.hit(hit).split(": ")[0] for hit in found if hit.kind == "name"} == {
            "Larkrise, what changed because of people",
            "Fernshire, 2026, a foreword",
        }
        token = store.accounts.forget(ME, ANNA, found)
        assert store.impacts.visible_to(ME)[0].what == f"{token} opens at 9"
        assert store.forewords.of(ME, "fernshire", 2026) == f"Thank you, {token}."
        assert store.faults() == []


# Forewords


def test_a_foreword_is_one_for_each_programme_and_year_and_the_newest_stands(store: Store) -> None:
    with closing(store):
        begun(store)
        store.forewords.keep(BOARD, "fernshire", 2026, "We were asked early.\n\nThank you.", "")
        assert store.forewords.of(BOARD, "fernshire", 2026) == "We were asked early.\n\nThank you."
        assert store.forewords.of(BOARD, "fernshire", 2025) == ""
        store.forewords.keep(ME, "fernshire", 2026, "", "We were asked early.\n\nThank you.")
        assert store.forewords.of(ME, "fernshire", 2026) == ""
        assert len(rows(store, "foreword")) == 2
        assert store.faults() == []


def test_a_foreword_that_somebody_else_has_changed_is_not_overwritten(store: Store) -> None:
    with closing(store):
        begun(store)
        store.forewords.keep(BOARD, "fernshire", 2026, "Theirs", "")
        with pytest.raises(ClashError):
            store.forewords.keep(ME, "fernshire", 2026, "Mine", "")
        assert store.forewords.of(ME, "fernshire", 2026) == "Theirs"


def test_a_foreword_is_read_in_its_programme_and_written_by_who_runs_its_rounds(store: Store) -> None:
    with closing(store):
        service, round_ = begun(store)
        store.forewords.keep(BOARD, "fernshire", 2026, "Ours", "")
        for viewer in (ME, BOARD, MANAGER, COMMISSIONER):
            assert store.forewords.of(viewer, "fernshire", 2026) == "Ours"
        link = reader([Grant("link", "service", service.key)], [round_.key], words=True)
        for viewer in (*ELSEWHERE, link):
            assert store.forewords.of(viewer, "fernshire", 2026) == ""
        for viewer in (MANAGER, COMMISSIONER, *ELSEWHERE, link):
            with pytest.raises(NotAllowedError):
                store.forewords.keep(viewer, "fernshire", 2026, "Mine", "Ours")


def test_a_foreword_that_cannot_be_kept_is_refused(store: Store) -> None:
    with closing(store):
        begun(store)
        for programme, year, words in (
            ("fernshire", 2026, "a" * (FOREWORD_LIMIT + 1)),
            ("nowhere", 2026, "a"),
            ("fernshire", 3000, "a"),
        ):
            with pytest.raises(AssessError):
                store.forewords.keep(ME, programme, year, words, "")
        assert rows(store, "foreword") == []
