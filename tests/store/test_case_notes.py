"""Case notes: the newest stands, two screens do not overwrite each other, and who reads them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from assess.core.access import Grant, Viewer, local_viewer, reader
from assess.core.case_notes import TEXTS, CaseNote
from assess.core.catalogue import Catalogue
from assess.core.errors import ClashError, InputError, NotAllowedError
from assess.core.programme import Round, Service
from assess.database.opening import Home
from assess.store import Store
from set_clock import SetClock
from tampering import rows

ME = local_viewer()


@pytest.fixture
def rated(empty_home: Home, catalogue: Catalogue, clock: SetClock) -> Iterator[tuple[Store, Service, Round]]:
    with closing(Store(empty_home, catalogue, clock)) as store:
        programme = store.programmes.add(ME, "Fernshire").key
        service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme)
        yield store, service, store.rounds.open(ME, programme, "Summer", date(2026, 6, 1), date(2026, 6, 30))


def test_what_is_expected_stands_beside_what_came_of_it(rated: tuple[Store, Service, Round]) -> None:
    store, service, round_ = rated
    before = CaseNote(service.key, round_.key, what=" We meet. ", expected="More say")
    assert store.case_notes.of(ME, service.key, round_.key).is_empty
    store.case_notes.keep(ME, before)
    stored = store.case_notes.of(ME, service.key, round_.key)
    assert stored.what == "We meet."
    store.case_notes.keep(ME, replace(stored, came="A new rota"), stored)
    store.case_notes.keep(ME, replace(stored, came="A new rota"))
    now = store.case_notes.of(ME, service.key, round_.key)
    assert (now.expected, now.came) == ("More say", "A new rota")
    assert len(rows(store, "case_note")[1]) == 2
    assert store.faults() == []


def test_an_old_screen_overwrites_nothing(rated: tuple[Store, Service, Round]) -> None:
    store, service, round_ = rated
    empty = CaseNote(service.key, round_.key)
    store.case_notes.keep(ME, replace(empty, what="We meet."), empty)
    with pytest.raises(ClashError, match="Look at it again first"):
        store.case_notes.keep(ME, replace(empty, what="We write."), empty)


def test_it_is_read_in_scope_and_by_a_link_with_words_alone(rated: tuple[Store, Service, Round]) -> None:
    store, service, round_ = rated
    note = CaseNote(service.key, round_.key, **dict.fromkeys(TEXTS, "Text"))
    stranger = Viewer("x", "Stranger", (Grant("manager", "service", "elsewhere"),))
    board = Viewer("b", "Board", (Grant("board", "programme", service.programme),))
    for viewer in (stranger, board):
        with pytest.raises(NotAllowedError):
            store.case_notes.keep(viewer, note)
    store.case_notes.keep(ME, note)
    assert store.case_notes.visible_to(board) == [note]
    assert store.case_notes.visible_to(stranger) == []
    grant = [Grant("link", "service", service.key)]
    assert store.case_notes.visible_to(reader(grant, [round_.key], words=True)) == [note]
    assert store.case_notes.visible_to(reader(grant, [round_.key], words=False)) == []
    assert store.case_notes.visible_to(reader(grant, ["another"], words=True)) == []


def test_a_text_that_is_too_long_is_refused(rated: tuple[Store, Service, Round]) -> None:
    store, service, round_ = rated
    with pytest.raises(InputError, match="The case note is 4,001 characters long"):
        store.case_notes.keep(ME, CaseNote(service.key, round_.key, learnt="a" * 4001))
