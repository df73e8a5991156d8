"""A meeting is one group of people: its heads and what it settled on are kept, its hands are not."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from acts import submit
from assess.core.access import Grant, Viewer, guest, local_viewer
from assess.core.answers import Answer, Response
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.paper import Sheet
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.database.opening import Home
from assess.store import Store
from assess.tasks import export_tables, import_tables, table_files
from assess.tasks.table_files import TABLE_FORMATS
from set_clock import SetClock

ME = local_viewer()
LADDER = ("ladder", "overall")
EQUAL = ("principles", "equal")
OPEN = datetime(2026, 6, 3, 12, tzinfo=UTC)
CLOSED = datetime(2026, 6, 12, 12, tzinfo=UTC)


@pytest.fixture
def store(inviting: Home, copied: Callable[[Home], Home], catalogue: Catalogue, clock: SetClock) -> Iterator[Store]:
    clock.now = OPEN
    with closing(Store(copied(inviting), catalogue, clock)) as opened:
        yield opened
        assert opened.faults() == []


def begin(store: Store, place: tuple[Service, Round], people: int = 8, viewer: Viewer = ME) -> Response:
    return store.meetings.begin(viewer, place[0].key, place[1].key, people)


def hold(store: Store, place: tuple[Service, Round], level: int, people: int = 8) -> Response:
    meeting = begin(store, place, people)
    store.meetings.keep(ME, meeting, [Answer(*LADDER, level, note="We all said so.")])
    store.meetings.finish(ME, meeting)
    return meeting


def ladder(store: Store, place: tuple[Service, Round]) -> Position:
    store.positions.reveal_closed_rounds()
    return next(each for each in store.positions.in_round(ME, place[1].key) if (each.framework, each.item) == LADDER)


def test_a_meeting_counts_as_a_group_of_its_heads_when_answering_has_ended(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    hold(store, place, 3)
    assert ladder(store, place).people_level is None
    clock.now = CLOSED
    assert (ladder(store, place).people_level, ladder(store, place).people) == (3, 8)
    assert store.voices.words_of_people(ME, place[0].key, place[1].key) == [(LADDER, "We all said so.")]
    turnout = store.voices.turnout(ME, place[1].key)[place[0].key, "people"]
    assert (turnout.submitted, turnout.typed_in) == (8, 8)


def test_a_meeting_of_four_is_too_few_to_show(store: Store, place: tuple[Service, Round], clock: SetClock) -> None:
    hold(store, place, 3, people=4)
    clock.now = CLOSED
    assert ladder(store, place).people_level is None


def test_a_meeting_can_stop_and_go_on_and_what_it_settled_on_is_there(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    meeting = begin(store, place)
    store.meetings.keep(ME, meeting, [Answer(*LADDER, 2)])
    clock.now = datetime(2026, 6, 9, 12, tzinfo=UTC)
    assert begin(store, place) == store.meetings.going_on(ME, place[0].key, place[1].key) == meeting
    store.meetings.keep(ME, meeting, [Answer(*LADDER, 4), Answer(*EQUAL, dont_know=True)])
    assert store.meetings.settled(ME, meeting) == {
        LADDER: Answer(*LADDER, 4),
        EQUAL: Answer(*EQUAL, dont_know=True),
    }
    store.meetings.finish(ME, meeting)
    assert store.meetings.going_on(ME, place[0].key, place[1].key) is None


def test_a_meeting_that_goes_on_has_as_many_people_as_are_there_now(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    store.meetings.keep(ME, begin(store, place), [Answer(*LADDER, 2)])
    meeting = begin(store, place, people=11)
    store.meetings.finish(ME, meeting)
    clock.now = CLOSED
    assert (ladder(store, place).people_level, ladder(store, place).people) == (2, 11)


def test_half_a_meeting_counts_at_the_close(store: Store, place: tuple[Service, Round], clock: SetClock) -> None:
    meeting = begin(store, place)
    store.meetings.keep(ME, meeting, [Answer(*LADDER, 2)])
    clock.now = CLOSED
    assert (ladder(store, place).people_level, ladder(store, place).people) == (2, 8)
    with pytest.raises(InputError, match="Answering has ended"):
        store.meetings.keep(ME, meeting, [Answer(*LADDER, 7)])
    with pytest.raises(InputError, match="Answering has ended"):
        store.meetings.finish(ME, meeting)


def test_of_half_a_meeting_nobody_finished_and_nobody_was_typed_in(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    store.meetings.keep(ME, begin(store, place), [Answer(*LADDER, 3)])
    code = store.invitations.open(ME, place[0].key, place[1].key).token
    for _ in range(5):
        response = store.invitations.join(code).key
        store.ratings.save(guest(response), response, [Answer(*LADDER, 3)])
        store.ratings.submit(guest(response), response)
    clock.now = CLOSED
    turnout = store.voices.turnout(ME, place[1].key)[place[0].key, "people"]
    assert (turnout.submitted, turnout.typed_in, turnout.is_unfinished) == (5, 0, True)


def test_nothing_is_added_after_answering_is_closed_for_good(store: Store, place: tuple[Service, Round]) -> None:
    meeting = begin(store, place)
    invitation = store.invitations.current(ME, place[0].key, place[1].key)
    assert invitation
    store.invitations.close(ME, invitation)
    with pytest.raises(InputError, match="Answering has ended"):
        store.meetings.keep(ME, meeting, [Answer(*LADDER, 7)])


def test_a_level_that_the_service_changes_after_a_meeting_has_spoken_is_marked(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    hold(store, place, 3)
    submit(store, *place, 3)
    clock.now = CLOSED
    assert ladder(store, place).changed_after


def test_a_level_that_was_changed_before_the_meeting_is_not_marked(
    store: Store, place: tuple[Service, Round], clock: SetClock
) -> None:
    submit(store, *place, 4)
    hold(store, place, 3)
    clock.now = CLOSED
    assert not ladder(store, place).changed_after


def test_the_service_speaks_first_and_people_are_invited(store: Store, place: tuple[Service, Round]) -> None:
    other = store.services.add(ME, "Sedgemoor", "Fernbridge", "home care", "North", place[0].programme)
    with pytest.raises(InputError, match="Make an invitation first"):
        begin(store, (other, place[1]))
    store.invitations.open(ME, other.key, place[1].key)
    with pytest.raises(InputError, match="own answers first"):
        begin(store, (other, place[1]))


def test_nobody_begins_a_meeting_after_the_close(store: Store, place: tuple[Service, Round], clock: SetClock) -> None:
    clock.now = CLOSED
    with pytest.raises(InputError, match="is closed"):
        begin(store, place)


def test_a_meeting_that_settled_on_nothing_is_not_finished(store: Store, place: tuple[Service, Round]) -> None:
    with pytest.raises(InputError, match="Nothing is settled"):
        store.meetings.finish(ME, begin(store, place))


def test_only_those_who_may_rate_a_service_lead_its_meetings(store: Store, place: tuple[Service, Round]) -> None:
    board = Viewer("board", "Board", (Grant("board", "programme", place[0].programme),))
    manager = Viewer("m", "Manager", (Grant("manager", "service", place[0].key),))
    with pytest.raises(NotAllowedError):
        begin(store, place, viewer=board)
    meeting = begin(store, place, viewer=manager)
    assert store.meetings.going_on(board, place[0].key, place[1].key) is None
    for act in (
        lambda: store.meetings.settled(board, meeting),
        lambda: store.meetings.keep(board, meeting, [Answer(*LADDER, 1)]),
        lambda: store.meetings.finish(board, meeting),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_nobody_reaches_somebody_elses_answers_as_if_they_were_a_meeting(
    store: Store, place: tuple[Service, Round]
) -> None:
    invitation = store.invitations.current(ME, place[0].key, place[1].key)
    assert invitation
    person = store.invitations.join(invitation.token)
    store.ratings.save(guest(person.key), person.key, [Answer(*LADDER, 1)])
    begin(store, place)
    for response in (person, replace(person, typed_in=True)):
        with pytest.raises(NotAllowedError):
            store.meetings.settled(ME, response)


def test_a_meeting_is_no_sheet_of_paper(store: Store, place: tuple[Service, Round]) -> None:
    store.paper.begin(ME, place[0].key, place[1].key)
    store.paper.keep(ME, place[0].key, place[1].key, Sheet("one", None, [Answer(*LADDER, 3)]))
    hold(store, place, 3)
    assert store.paper.kept(ME, place[0].key, place[1].key) == 1


def test_the_log_says_who_led_and_never_which_response_it_was(store: Store, place: tuple[Service, Round]) -> None:
    meeting = hold(store, place, 3)
    (act,) = [event for event in store.audit.events() if event.act == "finish meeting"]
    assert (act.principal, act.subject) == (ME.principal, f"{place[0].key} {place[1].key}")
    assert not any(meeting.key in event.subject for event in store.audit.events())


def test_heads_and_the_settled_level_go_out_and_come_back(
    store: Store,
    place: tuple[Service, Round],
    clock: SetClock,
    tmp_path: Path,
    catalogue: Catalogue,
    empty_file: Callable[[Path], Path],
) -> None:
    hold(store, place, 3)
    clock.now = CLOSED
    store.positions.reveal_closed_rounds()
    tables = export_tables.exported(store, ME)
    (row,) = [row for row in tables["ratings"] if row["voice"] == "people"]
    assert (row["people"], row["level"], row["note"]) == ("8", "3", "We all said so.")
    end, write = TABLE_FORMATS["csv"]
    with closing(Store(empty_file(tmp_path / "other.duckdb"), catalogue, clock)) as other:
        import_tables.import_rows(other, ME, table_files.read_files({f"tables.{end}": write(tables)}), keep=True)
        (again,) = [row for row in export_tables.exported(other, ME)["ratings"] if row["voice"] == "people"]
    assert again == row
