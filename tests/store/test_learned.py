"""How a service climbed is read by others only while it agrees, and every text is kept."""

from dataclasses import replace

import pytest

from acts import ME
from assess.core.access import Grant, Viewer
from assess.core.errors import ClashError, NotAllowedError
from assess.core.learned import NOTHING, Learned
from assess.core.programme import Service
from assess.store import Store
from assess.tasks import export_tables, import_tables, table_files
from assess.tasks.table_files import TABLE_FORMATS

HOW = Learned("We asked people first.\nThen we changed the rota.", "Team manager")


@pytest.fixture
def service(empty_store: Store) -> Service:
    return empty_store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "North")[0]


def board(service: Service) -> Viewer:
    return Viewer("b", "", (Grant("board", "programme", service.programme),))


def shared(store: Store, service: Service, *, agrees: bool) -> None:
    seen = store.services.get(ME, service.key)
    store.services.change(ME, replace(seen, shares_learning=agrees), seen)


def test_others_read_it_only_while_the_service_agrees_to_be_named(empty_store: Store, service: Service) -> None:
    store, others = empty_store, board(service)
    store.learned.keep(ME, service.key, HOW, NOTHING)
    assert store.learned.of(ME, service.key) == HOW
    assert store.learned.visible_to(others) == {}
    assert store.learned.of(others, service.key) == NOTHING
    shared(store, service, agrees=True)
    assert store.learned.visible_to(others) == {service.key: HOW}
    shared(store, service, agrees=False)
    assert store.learned.visible_to(others) == {}


def test_nobody_outside_the_scope_reads_it_and_only_who_rates_the_service_writes_it(
    empty_store: Store, service: Service
) -> None:
    store = empty_store
    store.learned.keep(ME, service.key, HOW, NOTHING)
    shared(store, service, agrees=True)
    stranger = Viewer("s", "", (Grant("commissioner", "area", "South"),))
    assert store.learned.visible_to(stranger) == {}
    with pytest.raises(NotAllowedError):
        store.learned.of(stranger, service.key)
    for viewer in (stranger, board(service)):
        with pytest.raises(NotAllowedError):
            store.learned.keep(viewer, service.key, NOTHING, HOW)
    assert store.learned.of(ME, service.key) == HOW


def test_the_last_text_counts_and_a_blank_one_takes_it_back(empty_store: Store, service: Service) -> None:
    store = empty_store
    store.learned.keep(ME, service.key, HOW, NOTHING)
    later = replace(HOW, how="We ask people first.")
    with pytest.raises(ClashError, match="Somebody else has just changed how you climbed"):
        store.learned.keep(ME, service.key, later, NOTHING)
    store.learned.keep(ME, service.key, later, HOW)
    assert store.learned.of(ME, service.key) == later
    acts = len(list(store.audit.events()))
    store.learned.keep(ME, service.key, later, later)
    assert len(list(store.audit.events())) == acts
    store.learned.keep(ME, service.key, NOTHING, later)
    assert store.learned.of(ME, service.key) == NOTHING
    assert [event.act for event in store.audit.events()].count("say what was learned") == 3
    assert store.faults() == []


def test_a_name_in_it_is_found_and_erased(empty_store: Store, service: Service) -> None:
    store = empty_store
    store.accounts.give(ME, "issuer keeper", Grant("administrator", "everything"))
    store.accounts.viewer("issuer 7", "Will May")
    store.learned.keep(ME, service.key, Learned("Will May asked people first.", "Manager"), NOTHING)
    (hit,) = (hit for hit in store.accounts.places_of_name(ME, "issuer 7") if hit.kind == "name")
    assert (hit.table, hit.column, hit.service) == ("learned", "how", "Larkrise")
    store.accounts.forget(ME, "issuer 7", [hit])
    assert "Will May" not in store.learned.of(ME, service.key).how
    assert store.learned.of(ME, service.key).how.endswith("asked people first.")
    assert store.faults() == []


@pytest.mark.parametrize("kind", TABLE_FORMATS)
def test_it_is_exported_and_comes_in_where_nothing_is_said_yet(empty_store: Store, service: Service, kind: str) -> None:
    store = empty_store
    store.learned.keep(ME, service.key, HOW, NOTHING)
    end, write = TABLE_FORMATS[kind]
    tables = table_files.read_files({f"tables.{end}": write(export_tables.exported(store, ME))})
    import_tables.import_rows(store, ME, tables, keep=True)
    assert store.learned.of(ME, service.key) == HOW
    store.learned.keep(ME, service.key, NOTHING, HOW)
    import_tables.import_rows(store, ME, tables, keep=True)
    # It was taken back, and so nothing is said: the file says it again.
    assert store.learned.of(ME, service.key) == HOW
    newer = replace(HOW, how="We ask people first.")
    store.learned.keep(ME, service.key, newer, HOW)
    import_tables.import_rows(store, ME, tables, keep=True)
    assert store.learned.of(ME, service.key) == newer


def test_a_board_exports_what_it_may_read(empty_store: Store, service: Service) -> None:
    store = empty_store
    store.learned.keep(ME, service.key, HOW, NOTHING)
    for agrees, cells in ((False, ("", "")), (True, (HOW.how, HOW.contact))):
        shared(store, service, agrees=agrees)
        (row,) = export_tables.exported(store, board(service))["services"]
        assert (row["learned"], row["ask"]) == cells
