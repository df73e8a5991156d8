"""Sheets of paper are typed in by the service, count as people's answers, and hold back what people said until then."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from acts import submit
from assess.core import portfolio
from assess.core.access import Grant, Viewer, guest, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.paper import DAYS, Sheet
from assess.core.portfolio import Choice
from assess.core.position import Position, Whose
from assess.core.programme import Round, Service
from assess.core.voices import Turnout
from assess.database.opening import Home
from assess.store import Store
from set_clock import SetClock

ME = local_viewer()
LADDER = ("ladder", "overall")
OPEN = datetime(2026, 6, 3, 12, tzinfo=UTC)
CLOSED = datetime(2026, 6, 12, 12, tzinfo=UTC)


@pytest.fixture
def store(inviting: Home, copied: Callable[[Home], Home], catalogue: Catalogue, clock: SetClock) -> Iterator[Store]:
    clock.now = OPEN
    with closing(Store(copied(inviting), catalogue, clock)) as opened:
        yield opened
        assert opened.faults() == []


def sheet(key: str, level: int | None = 3, people: int | None = None, note: str = "") -> Sheet:
    return Sheet(key, people, [Answer(*LADDER, level, note=note)])


def type_in(store: Store, place: tuple[Service, Round], levels: Sequence[int]) -> None:
    for number, level in enumerate(levels):
        keep(store, place, sheet(f"sheet-{number}", level))


def keep(store: Store, place: tuple[Service, Round], typed: Sheet) -> None:
    store.paper.keep(ME, place[0].key, place[1].key, typed)


def begin(store: Store, place: tuple[Service, Round], viewer: Viewer = ME) -> None:
    store.paper.begin(viewer, place[0].key, place[1].key)


def finish(store: Store, place: tuple[Service, Round]) -> None:
    store.paper.finish(ME, place[0].key, place[1].key)


def online(store: Store, place: tuple[Service, Round], level: int, note: str = "") -> None:
    code = store.invitations.open(ME, place[0].key, place[1].key).token
    response = store.invitations.join(code).key
    store.ratings.save(guest(response), response, [Answer(*LADDER, level, note=note)])
    store.ratings.submit(guest(response), response)


def position(store: Store, place: tuple[Service, Round]) -> Position:
    store.positions.reveal_closed_rounds()
    (found,) = store.positions.in_round(ME, place[1].key)
    return found


def turnout(store: Store, place: tuple[Service, Round]) -> Turnout:
    return store.voices.turnout(ME, place[1].key)[place[0].key, "people"]


def test_typed_sheets_and_answers_online_are_one_level(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    begin(store, place)
    type_in(store, place, [1, 2, 2])
    for level in (3, 4):
        online(store, place, level)
    clock.now = CLOSED
    finish(store, place)
    assert (position(store, place).people_level, position(store, place).people) == (2, 5)
    assert (turnout(store, place).submitted, turnout(store, place).typed_in) == (5, 3)


def test_a_portfolio_counts_the_people_it_heard_and_those_who_were_typed_in(
    store: Store, place: tuple[Service, Round], clock: SetClock, catalogue: Catalogue
) -> None:
    view = portfolio.view(catalogue.core, catalogue.core[0])
    begin(store, place)
    type_in(store, place, [1, 2, 2])
    for level in (3, 4, 4):
        online(store, place, level)
    assert store.portfolio.seen(ME, Choice(), view).people.submitted == 0
    clock.now = CLOSED
    finish(store, place)
    seen = {whose: store.portfolio.seen(ME, Choice(whose=whose), view).people for whose in get_args(Whose)}
    assert seen == dict.fromkeys(get_args(Whose), Turnout(6, 6, has_ended=True, typed_in=3))
    assert store.portfolio.seen(ME, Choice(kind="elsewhere"), view).people.submitted == 0


def test_sheets_can_be_typed_in_for_two_weeks_after_the_close_and_nothing_is_shown_before(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    for level in (1, 1, 1, 1, 1):
        online(store, place, level)
    begin(store, place)
    clock.now = CLOSED
    assert position(store, place).people_level is None
    assert store.voices.unheard(ME, place[0].key, place[1].key) == "typing"
    assert not turnout(store, place).has_ended
    type_in(store, place, [4, 4, 4, 4, 4, 4])
    assert position(store, place).people_level is None
    clock.now = datetime(2026, 6, 11, 12, tzinfo=UTC) + timedelta(days=DAYS)
    assert position(store, place).people_level is None
    clock.now += timedelta(days=1)
    assert (position(store, place).people_level, position(store, place).people) == (4, 11)
    assert turnout(store, place).has_ended
    with pytest.raises(InputError, match="14 days"):
        keep(store, place, sheet("late"))


def test_what_waits_for_sheets_or_is_shown_already_is_not_written_again(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    for level in (1, 1, 1, 1, 1):
        online(store, place, level)
    begin(store, place)
    (held_back,) = store.positions.in_round(ME, place[1].key)
    clock.now = CLOSED
    assert position(store, place) == held_back
    clock.now = CLOSED + timedelta(days=DAYS)
    shown = position(store, place)
    assert (held_back.people_level, shown.people_level) == (None, 1)
    clock.now += timedelta(days=1)
    assert position(store, place) == shown


def test_when_all_sheets_are_in_after_the_close_what_people_said_is_shown_at_once(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    begin(store, place)
    type_in(store, place, [2, 2, 2, 2])
    clock.now = CLOSED
    keep(store, place, sheet("late", 4, note="Ask us first."))
    finish(store, place)
    assert (position(store, place).people_level, position(store, place).people) == (2, 5)
    assert store.voices.words_of_people(ME, place[0].key, place[1].key) == [(LADDER, "Ask us first.")]
    with pytest.raises(InputError, match="all sheets are in"):
        keep(store, place, sheet("later"))


def test_where_all_sheets_are_in_before_the_close_the_close_shows_them(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    begin(store, place)
    type_in(store, place, [2, 2, 2, 2, 2])
    finish(store, place)
    assert position(store, place).people_level is None
    begin(store, place)  # one was found in a drawer
    keep(store, place, sheet("drawer", 2))
    finish(store, place)
    clock.now = CLOSED
    assert position(store, place).people == 6


def test_a_round_that_is_closed_early_waits_for_sheets_too(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    begin(store, place)
    type_in(store, place, [2, 2, 2, 2, 2])
    store.rounds.close(ME, place[1].key, "Enough")
    clock.now += timedelta(days=DAYS)
    assert position(store, place).people_level is None
    clock.now += timedelta(days=1)
    assert position(store, place).people_level == 2


def test_closing_for_good_ends_typing_and_shows_what_was_typed_in(store: Store, place: tuple[Service, Round]) -> None:
    begin(store, place)
    type_in(store, place, [2, 2, 2, 2, 2])
    invitation = store.invitations.current(ME, place[0].key, place[1].key)
    assert invitation
    store.invitations.close(ME, invitation)
    assert position(store, place).people_level == 2
    with pytest.raises(InputError, match="closed for good"):
        keep(store, place, sheet("late"))


def test_a_level_that_the_service_changes_after_it_began_to_type_is_marked(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    begin(store, place)
    type_in(store, place, [2, 2, 2, 2, 2])
    submit(store, place[0], place[1], 2)
    clock.now = CLOSED
    finish(store, place)
    assert position(store, place).changed_after


def test_typing_begins_after_the_service_has_submitted_and_while_people_can_answer(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    programme = place[0].programme
    other = store.services.add(ME, "Sedgemoor", "Fernbridge", "home care", "North", programme)
    with pytest.raises(InputError, match="own answers first"):
        begin(store, (other, place[1]))
    with pytest.raises(InputError, match="not open"):
        keep(store, place, sheet("early"))
    clock.now = CLOSED
    with pytest.raises(InputError, match="while people can answer"):
        begin(store, place)


def test_a_sheet_that_is_sent_twice_is_kept_once(store: Store, place: tuple[Service, Round]) -> None:
    begin(store, place)
    keep(store, place, sheet("one"))
    keep(store, place, sheet("one"))
    keep(store, place, sheet("two", people=6))
    assert store.paper.kept(ME, place[0].key, place[1].key) == 2


def test_a_blank_sheet_and_a_group_of_one_are_refused(store: Store, place: tuple[Service, Round]) -> None:
    begin(store, place)
    with pytest.raises(InputError, match="Nothing is ticked"):
        keep(store, place, sheet("blank", None, note="Words alone"))
    with pytest.raises(InputError, match="A group is"):
        keep(store, place, sheet("one", people=1))
    assert store.paper.kept(ME, place[0].key, place[1].key) == 0


def test_only_those_who_may_rate_a_service_type_in_sheets(store: Store, place: tuple[Service, Round]) -> None:
    board = Viewer("board", "Board", (Grant("board", "programme", place[0].programme),))
    with pytest.raises(NotAllowedError):
        begin(store, place, board)
    begin(store, place)
    with pytest.raises(NotAllowedError):
        store.paper.keep(board, place[0].key, place[1].key, sheet("one"))
    with pytest.raises(NotAllowedError):
        store.paper.finish(board, place[0].key, place[1].key)


def test_the_log_says_who_typed_and_never_which_response_it_was(store: Store, place: tuple[Service, Round]) -> None:
    begin(store, place)
    keep(store, place, sheet("one"))
    finish(store, place)
    acts = [event for event in store.audit.events() if event.act in {"begin typing", "type in sheet", "all sheets in"}]
    assert [event.act for event in acts] == ["begin typing", "type in sheet", "all sheets in"]
    assert {event.principal for event in acts} == {ME.principal}
    assert acts[1].subject == f"{place[0].key} {place[1].key}"


def test_how_many_sheets_were_typed_in_is_not_said_while_people_are_too_few(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    begin(store, place)
    type_in(store, place, [2, 2, 2])
    clock.now = CLOSED
    finish(store, place)
    assert turnout(store, place).typed_in == 0
