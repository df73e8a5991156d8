"""Open questions in a store: when they are asked, when answers are shown, and how notes come into themes."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assess.core.access import Grant, Viewer, guest, reader
from assess.core.answers import Answer
from assess.core.case_notes import CaseNote
from assess.core.catalogue import Catalogue
from assess.core.dates import date_of
from assess.core.errors import ClashError, InputError, NotAllowedError
from assess.core.programme import Round, Service
from assess.core.together import OPEN, Theme
from assess.core.voices import Invitation
from assess.database.opening import Home
from assess.store import Store
from set_clock import SetClock
from tampering import change, rows
from together_by_hand import LEVELS, ME, WROTE, asking, writes, written

ANNA = "issuer 7"
STRANGER = Viewer("x", "Stranger", (Grant("manager", "service", "elsewhere"),))
AFTER = datetime(2026, 8, 1, 9, tzinfo=UTC)


Wrote = tuple[Store, Service, Round, Invitation]


@pytest.fixture
def store(empty_home: Home, catalogue: Catalogue, clock: SetClock) -> Iterator[Store]:
    with closing(Store(empty_home, catalogue, clock)) as store:
        yield store


@pytest.fixture(scope="module")
def before_the_end(copied_home: Callable[[], Home], catalogue: Catalogue) -> Home:
    """A database with what seven people wrote about a service, to be copied."""
    home = copied_home()
    with closing(Store(home, catalogue, SetClock())) as store:
        written(store, closed=False)
    return home


@pytest.fixture
def wrote(
    before_the_end: Home, copied: Callable[[Home], Home], catalogue: Catalogue, clock: SetClock
) -> Iterator[Wrote]:
    """A copy of it, opened, with the service, its round and the invitation."""
    with closing(Store(copied(before_the_end), catalogue, clock)) as store:
        service = store.services.get(ME, "larkrise")
        (round_,) = store.rounds.of(ME, service.programme)
        yield store, service, round_, store.invitations.open(ME, service.key, round_.key)


@pytest.fixture
def shown(wrote: Wrote) -> Wrote:
    """The same after answering has ended."""
    store, *_, invitation = wrote
    store.invitations.close(ME, invitation)
    return wrote


def test_people_write_only_where_the_service_asks_and_the_service_itself_never(store: Store) -> None:
    service, round_, invitation = asking(store, date_of(store.clock()), asked=False)
    words = Answer(OPEN, "works", note="The garden.")
    response = store.invitations.join(invitation.token).key
    with pytest.raises(InputError, match="does not ask about “open_words”"):
        store.ratings.save(guest(response), response, [words])
    store.together.ask(ME, service.key, round_.key)
    store.ratings.save(guest(response), response, [words])
    own = store.ratings.responses(ME, service.key)[0][0].key
    store.ratings.reopen(ME, own, "A mistake")
    with pytest.raises(InputError, match="does not ask"):
        store.ratings.save(ME, own, [words])
    store.together.ask(ME, service.key, round_.key, asked=False)
    with pytest.raises(InputError, match="does not ask"):
        store.ratings.save(guest(response), response, [replace(words, note="More.")])


def test_asking_is_the_manager_s_while_the_round_is_open(store: Store, clock: SetClock) -> None:
    service, round_, _ = asking(store, date_of(store.clock()))
    assert store.together.asks(service.key, round_.key)
    with pytest.raises(NotAllowedError):
        store.together.ask(STRANGER, service.key, round_.key, asked=False)
    store.together.ask(ME, service.key, round_.key)
    assert len(rows(store, "open_question")[1]) == 1
    clock.now = AFTER
    with pytest.raises(InputError, match="The round is closed"):
        store.together.ask(ME, service.key, round_.key, asked=False)


def test_nothing_is_shown_before_answering_has_ended(wrote: Wrote) -> None:
    store, service, round_, invitation = wrote
    assert store.together.of(ME, service.key, round_.key).words == ()
    with pytest.raises(InputError, match="nothing yet that people wrote"):
        store.together.keep(ME, Theme("", service.key, round_.key, "Waiting"))
    store.invitations.close(ME, invitation)
    texts = [word.text for word in store.together.words(ME, service.key, round_.key)]
    assert sorted(texts) == sorted({text for words in WROTE for text in words.values()})


def test_the_close_of_the_round_shows_what_was_written_till_then_and_nothing_later(
    wrote: Wrote, clock: SetClock
) -> None:
    store, service, round_, _ = wrote
    clock.now = AFTER
    store.positions.reveal_closed_rounds()
    assert len(store.together.words(ME, service.key, round_.key)) == 9
    assert store.faults() == []


def test_the_note_of_one_person_beside_a_group_is_never_shown(store: Store) -> None:
    service, round_, invitation = asking(store, date_of(store.clock()))
    writes(store, invitation, {"works": "The van."}, 6)
    writes(store, invitation, {"works": "I am the only one."})
    store.invitations.close(ME, invitation)
    assert [word.text for word in store.together.words(ME, service.key, round_.key)] == ["The van."]


def test_four_people_are_too_few(store: Store) -> None:
    service, round_, invitation = asking(store, date_of(store.clock()))
    for words in WROTE[:4]:
        writes(store, invitation, words)
    store.invitations.close(ME, invitation)
    assert store.together.words(ME, service.key, round_.key) == []


def test_words_alone_are_not_shown_where_no_item_of_people_is(store: Store) -> None:
    service, round_, invitation = asking(store, date_of(store.clock()))
    for words in WROTE[:6]:
        writes(store, invitation, words, rates=False)
    store.invitations.close(ME, invitation)
    assert store.together.words(ME, service.key, round_.key) == []


def test_half_an_answer_counts_as_elsewhere(store: Store) -> None:
    service, round_, invitation = asking(store, date_of(store.clock()))
    for words in WROTE[:5]:
        writes(store, invitation, words)
    response = store.invitations.join(invitation.token).key
    store.ratings.save(guest(response), response, [*LEVELS, Answer(OPEN, "want", note="Not sent.")])
    store.invitations.close(ME, invitation)
    assert "Not sent." in {word.text for word in store.together.words(ME, service.key, round_.key)}


def test_nothing_is_read_outside_the_scope_or_by_a_link_without_words(shown: Wrote) -> None:
    store, service, round_, _ = shown
    link = reader([Grant("link", "service", service.key)], [round_.key], words=False)
    for viewer in (STRANGER, link):
        assert store.together.by_service(viewer, round_.key) == {}
    with_words = reader([Grant("link", "service", service.key)], [round_.key], words=True)
    assert store.together.of(with_words, service.key, round_.key).words
    elsewhere = reader([Grant("link", "service", service.key)], ["another"], words=True)
    assert store.together.by_service(elsewhere, round_.key) == {}


def test_a_programme_keeps_the_themes_of_its_rounds_when_the_service_moves_on(shown: Wrote, clock: SetClock) -> None:
    store, service, round_, _ = shown
    store.together.keep(ME, Theme("", service.key, round_.key, "Waiting"))
    clock.now = AFTER
    store.members.move(ME, [service.key], store.programmes.add(ME, "Northshire").key)
    board = Viewer("b", "Board", (Grant("board", "programme", service.programme),))
    link = reader([Grant("link", "programme", service.programme)], [round_.key], words=True)
    for viewer in (board, link, ME):
        stands = store.together.by_service(viewer, round_.key)[service.key]
        assert stands.words
        assert [theme.name for theme in stands.themes] == ["Waiting"]
    without_words = reader([Grant("link", "programme", service.programme)], [round_.key], words=False)
    assert store.together.by_service(without_words, round_.key) == {}


def test_nothing_that_is_kept_ties_a_note_to_a_response(shown: Wrote) -> None:
    store, service, round_, _ = shown
    theme = store.together.keep(ME, Theme("", service.key, round_.key, "Waiting"))
    word = store.together.words(ME, service.key, round_.key)[0]
    store.together.sort(ME, service.key, round_.key, word, theme.key)
    columns, (row,) = rows(store, "theme_note")
    assert set(columns) == {"number", "service", "round", "note", "theme", "principal", "moment"}
    responses = {values[0] for values in rows(store, "response")[1]}
    assert not responses & set(row)
    event = store.audit.events()[-1]
    assert (event.act, event.subject, event.after) == ("sort note", service.key, round_.key)


def test_a_note_is_moved_and_taken_out_and_two_screens_do_not_overwrite_each_other(shown: Wrote) -> None:
    store, service, round_, _ = shown
    place = (service.key, round_.key)
    waiting = store.together.keep(ME, Theme("", *place, "Waiting"))
    say = store.together.keep(ME, Theme("", *place, "A say"))
    word = store.together.words(ME, *place)[0]
    store.together.sort(ME, *place, word, waiting.key, "")
    with pytest.raises(ClashError, match="another theme"):
        store.together.sort(ME, *place, word, say.key, "")
    store.together.sort(ME, *place, word, say.key, waiting.key)
    assert store.together.of(ME, *place).theme_of(word) == say.key
    store.together.sort(ME, *place, word, "", say.key)
    assert word in store.together.of(ME, *place).unsorted
    for other in (replace(word, text="Not said"), word):
        with pytest.raises(InputError, match="is not there any more"):
            store.together.sort(ME, *place, other, "unknown")
    with pytest.raises(NotAllowedError):
        store.together.sort(STRANGER, *place, word, say.key)


def test_a_theme_is_worked_on_and_an_old_screen_does_not_overwrite_it(shown: Wrote) -> None:
    store, service, round_, _ = shown
    first = store.together.keep(ME, Theme("", service.key, round_.key, "Waiting"))
    second = store.together.keep(ME, replace(first, statement="I know when."), first)
    with pytest.raises(ClashError, match="Look at it again first"):
        store.together.keep(ME, replace(first, cause="The rota."), first)
    with pytest.raises(InputError, match="There is a theme “waiting” already"):
        store.together.keep(ME, Theme("", service.key, round_.key, "waiting"))
    with pytest.raises(InputError, match="no action “unknown”"):
        store.together.keep(ME, replace(second, actions="unknown"), second)
    with pytest.raises(NotAllowedError):
        store.together.keep(STRANGER, Theme("", service.key, round_.key, "Other"))
    assert store.together.of(ME, service.key, round_.key).themes == [second]
    store.together.keep(ME, replace(second, dropped=True), second)
    assert store.together.of(ME, service.key, round_.key).themes == ()
    assert store.faults() == []


def test_what_is_changed_behind_the_log_is_a_fault(shown: Wrote) -> None:
    store, service, round_, _ = shown
    store.together.keep(ME, Theme("", service.key, round_.key, "Waiting"))
    columns, ((*values,),) = rows(store, "theme")
    row = dict(zip(columns, values, strict=True))
    change(store, "theme", row, {**row, "statement": "All is well."})
    assert any("“theme”" in fault for fault in store.faults())


def test_a_forgotten_name_is_gone_from_notes_themes_and_case_notes(store: Store) -> None:
    store.accounts.give(ME, "issuer keeper", Grant("administrator", "everything"))
    store.accounts.viewer(ANNA, "Anna Reed")
    service, round_, invitation = asking(store, date_of(store.clock()))
    for words in ({"works": "Anna Reed calls back."}, *WROTE[1:]):
        writes(store, invitation, words)
    store.invitations.close(ME, invitation)
    place = (service.key, round_.key)
    theme = store.together.keep(ME, Theme("", *place, "Calls", "Anna Reed calls me.", review="Ask Anna Reed"))
    store.case_notes.keep(ME, CaseNote(*place, whom="Anna Reed and Joe"))
    note = next(word for word in store.together.words(ME, *place) if "Anna" in word.text)
    store.together.sort(ME, *place, note, theme.key)
    hits = store.accounts.places_of_name(ME, ANNA)
    found = {(hit.table, hit.column, hit.found, hit.before) for hit in hits if hit.is_certain}
    # Of what people wrote it has the name alone.
    assert {(table, column) for table, column, *_ in found} == {
        ("answer", "note"),
        ("theme", "statement"),
        ("theme", "review"),
        ("case_note", "whom"),
    }
    assert {(hit.service, hit.before, hit.after) for hit in hits if hit.table == "answer"} == {("", "", "")}
    store.accounts.forget(ME, ANNA, hits)
    stands = store.together.of(ME, *place)
    kept = [*(word.text for word in stands.words), *(f"{one.statement}{one.review}" for one in stands.themes)]
    assert "Anna" not in "".join([*kept, store.case_notes.of(ME, *place).whom])
    # The note is another one now: it waits to be sorted again.
    (changed,) = [word for word in stands.words if word.text.endswith("calls back.")]
    assert changed in stands.unsorted
    assert store.faults() == []
