"""Two voices: whose answer counts, when it may be seen, and what the store keeps to itself until then."""

import statistics
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core import voices
from assess.core.access import Grant, Viewer, guest, local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.programme import Round, Service
from assess.core.voices import Said, heard, positions
from assess.database.opening import Home
from assess.store import Store
from assess.tasks.outcome import outcome
from assess.tasks.throttle import MOST_WRONG, Tries

ME = local_viewer()
KEY = ("ladder", "overall")
NOW = datetime(2026, 6, 3, 9, tzinfo=UTC)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(new_home: Callable[[], Home], catalogue: Catalogue, clock: Clock) -> Iterator[Store]:
    opened = Store(new_home(), catalogue, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def rated(store: Store) -> tuple[Service, Round]:
    """A service with a round that is open, in which nobody has answered."""
    return store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "Fernshire")


def said(level: int | None, people: int | None = None) -> Said:
    return Said(people, {KEY: Answer(*KEY, level)})


def say(store: Store, code: str, level: int, people: int | None = None, note: str = "") -> str:
    """Answer by a code and submit; return the response."""
    response = store.invitations.join(code, people)
    store.ratings.save(guest(response.key), response.key, [Answer(*KEY, level, note=note)])
    store.ratings.submit(guest(response.key), response.key)
    return response.key


def own(store: Store, service: Service, round_: Round, level: int) -> str:
    response = store.ratings.start(ME, service.key, round_.key)
    store.ratings.save(ME, response.key, [Answer(*KEY, level)])
    store.ratings.submit(ME, response.key)
    return response.key


def people_level(store: Store, service: Service) -> int | None:
    return next((each.people_level for each in store.positions.of_service(ME, service.key)), None)


def test_four_people_are_too_few_and_five_are_enough() -> None:
    assert heard([said(2)] * 4, KEY) == (None, 0)
    assert heard([said(2)] * 5, KEY) == (2, 5)


def test_a_group_is_heard_at_once_and_says_how_many_it_is() -> None:
    assert heard([said(3, people=8)], KEY) == (3, 8)


def test_single_answers_beside_a_group_take_no_part_while_they_are_too_few() -> None:
    assert heard([said(3, people=8), said(1), said(1)], KEY) == (3, 8)


def test_five_people_who_answered_other_items_do_not_speak_for_this_one() -> None:
    assert heard([said(2)] * 4 + [said(None)] * 3, KEY) == (None, 0)


@given(st.lists(st.integers(1, 7), min_size=5, max_size=30))
def test_peoples_level_is_the_lower_median_and_never_a_fraction(levels: list[int]) -> None:
    assert heard([said(level) for level in levels], KEY) == (statistics.median_low(levels), len(levels))


@given(
    st.integers(1, 7) | st.none(), st.integers(1, 7) | st.none(), st.lists(st.integers(1, 7), min_size=5, max_size=9)
)
def test_the_headline_is_the_agreed_level_else_the_services_own(
    mine: int | None, agreed: int | None, people: list[int]
) -> None:
    given_by = [{KEY: Answer(*KEY, level)} if level else {} for level in (mine, agreed)]
    (row,) = positions("s", "r", [KEY], given_by[0], [said(level) for level in people], given_by[1], NOW)
    assert row.level == (agreed or mine)
    assert row.people_level == statistics.median_low(people)
    assert voices.is_wide(row) == (mine is not None and abs(mine - statistics.median_low(people)) >= 2)


def test_people_are_unseen_until_the_service_has_submitted(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token
    for level in (1, 2, 2, 3, 3):
        say(store, code, level)
    assert store.positions.of_service(ME, service.key) == []
    own(store, service, round_, 5)
    assert people_level(store, service) == 2


def test_who_is_invited_is_told_until_the_code_is_closed(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    assert store.invitations.services_in(ME, round_.key) == frozenset()
    first = store.invitations.open(ME, service.key, round_.key)
    assert store.invitations.services_in(ME, round_.key) == {service.key}
    assert (
        store.invitations.services_in(Viewer("other", "", (Grant("board", "programme", "another"),)), round_.key)
        == frozenset()
    )
    store.invitations.close(ME, first)
    assert store.invitations.services_in(ME, round_.key) == frozenset()


def test_people_who_come_after_the_service_are_unseen_until_there_are_five(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    code = store.invitations.open(ME, service.key, round_.key).short_code
    for number in range(1, 6):
        say(store, code, 2)
        assert people_level(store, service) == (2 if number == 5 else None)


def test_one_persons_answer_is_not_read_off_a_level_that_has_just_changed(
    store: Store, rated: tuple[Service, Round], clock: Clock
) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    code = store.invitations.open(ME, service.key, round_.key).token
    first = [say(store, code, level) for level in (1, 1, 4, 5, 5)]
    for level in (1, 1, 1, 1):
        say(store, code, level)
        assert people_level(store, service) == 4
    store.ratings.reopen(guest(first[2]), first[2], "Changed")
    store.ratings.save(guest(first[2]), first[2], [Answer(*KEY, 1)])
    store.ratings.submit(guest(first[2]), first[2])
    assert people_level(store, service) == 4
    say(store, code, 1)
    assert [each.people for each in store.positions.of_service(ME, service.key)] == [10]
    assert people_level(store, service) == 1
    say(store, code, 5)
    assert store.faults() == []
    clock.now += timedelta(days=200)
    store.positions.reveal_closed_rounds()
    assert [(each.people, each.people_level) for each in store.positions.of_service(ME, service.key)] == [(11, 1)]
    written = store.positions.of_service(ME, service.key)[0].at
    clock.now += timedelta(days=1)
    store.positions.reveal_closed_rounds()
    assert store.positions.of_service(ME, service.key)[0].at == written
    assert store.faults() == []


def test_the_close_of_a_round_lets_people_be_seen_though_the_service_kept_silent(
    store: Store, rated: tuple[Service, Round], clock: Clock
) -> None:
    service, round_ = rated
    say(store, store.invitations.open(ME, service.key, round_.key).token, 2, people=6)
    clock.now += timedelta(days=200)
    store.positions.reveal_closed_rounds()
    (row,) = store.positions.of_service(ME, service.key)
    assert (row.level, row.voice, row.people_level, row.people) == (None, "people", 2, 6)


def test_nobody_else_reads_what_one_person_said(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).token
    one, other = say(store, code, 2), say(store, code, 3)
    own(store, service, round_, 5)
    for viewer in (ME, guest(other), Viewer("m", "", (Grant("manager", "service", service.key),))):
        assert store.ratings.log(viewer, one) == []
        assert one not in {found.key for found, _ in store.ratings.responses(viewer)}
        with pytest.raises(NotAllowedError):
            store.ratings.response(viewer, one)
        with pytest.raises(NotAllowedError):
            store.ratings.save(viewer, one, [Answer(*KEY, 7)])
    assert [entry.answer.level for entry in store.ratings.log(guest(one), one)] == [2]


def test_nobody_is_let_in_as_a_guest_of_the_services_own_answers(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    mine = own(store, service, round_, 5)
    store.voices.agree(ME, service.key, round_.key, Answer(*KEY, 4, note="We met and talked."), None)
    agreed = next(found.key for found, _ in store.ratings.responses(ME) if found.voice == "agreed")
    for key in (mine, agreed):
        assert store.ratings.log(guest(key), key) == []
        assert store.ratings.responses(guest(key)) == []
        for attempt in (
            lambda key=key: store.ratings.response(guest(key), key),
            lambda key=key: store.ratings.save(guest(key), key, [Answer(*KEY, 1)]),
            lambda key=key: store.ratings.submit(guest(key), key),
            lambda key=key: store.ratings.reopen(guest(key), key, "Why not"),
        ):
            with pytest.raises(NotAllowedError):
                attempt()
    assert [entry.answer.level for entry in store.ratings.log(ME, mine)] == [5]


def test_a_guest_sees_nothing_of_the_service(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    mine = own(store, service, round_, 5)
    viewer = guest(store.invitations.join(store.invitations.open(ME, service.key, round_.key).token).key)
    assert store.services.visible_to(viewer) == []
    assert store.positions.of_service(viewer, service.key) == []
    assert store.ratings.log(viewer, mine) == []
    assert store.voices.turnout(viewer, round_.key) == {}


def test_words_of_people_are_seen_only_for_items_on_which_they_may_be_seen(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    code = store.invitations.open(ME, service.key, round_.key).token
    say(store, code, 2, note="We were told, not asked.")
    assert store.voices.words_of_people(ME, service.key, round_.key) == []
    for _ in range(4):
        say(store, code, 2)
    assert store.voices.words_of_people(ME, service.key, round_.key) == [(KEY, "We were told, not asked.")]


def test_one_persons_words_beside_a_group_are_nobodys_to_read(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    code = store.invitations.open(ME, service.key, round_.key).token
    say(store, code, 2, people=6, note="We are asked each month.")
    say(store, code, 1, note="I was shouted at.")
    assert store.voices.words_of_people(ME, service.key, round_.key) == [(KEY, "We are asked each month.")]
    assert [note.text for note in store.voices.notes(ME, round_.key) if note.voice == "people"] == [
        "We are asked each month."
    ]
    for _ in range(4):
        say(store, code, 1)
    assert (KEY, "I was shouted at.") in store.voices.words_of_people(ME, service.key, round_.key)


def test_words_that_came_too_late_are_not_shown(store: Store, rated: tuple[Service, Round], clock: Clock) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    code = store.invitations.open(ME, service.key, round_.key).token
    late = store.invitations.join(code)
    for _ in range(5):
        say(store, code, 2, note="In time.")
    clock.now += timedelta(days=200)
    store.ratings.save(guest(late.key), late.key, [Answer(*KEY, 2, note="Too late.")])
    store.ratings.submit(guest(late.key), late.key)
    assert store.voices.words_of_people(ME, service.key, round_.key) == [(KEY, "In time.")]


def test_a_late_answer_is_kept_and_does_not_count(store: Store, rated: tuple[Service, Round], clock: Clock) -> None:
    service, round_ = rated
    begun = store.ratings.start(ME, service.key, round_.key)
    store.ratings.save(ME, begun.key, [Answer(*KEY, 3)])
    clock.now += timedelta(days=200)
    store.ratings.save(ME, begun.key, [Answer(*KEY, 6)])
    late = store.ratings.submit(ME, begun.key)
    assert [entry.answer.level for entry in store.ratings.log(ME, begun.key)] == [3, 6]
    assert not round_.counts(late.at)
    assert store.positions.of_service(ME, service.key) == []


def test_what_came_in_time_stands_when_it_is_changed_too_late(
    store: Store, rated: tuple[Service, Round], clock: Clock
) -> None:
    service, round_ = rated
    response = own(store, service, round_, 3)
    clock.now += timedelta(days=200)
    store.ratings.reopen(ME, response, "second thoughts")
    store.ratings.save(ME, response, [Answer(*KEY, 6)])
    store.ratings.submit(ME, response)
    assert store.ratings.submitted_answers(ME, response)[KEY].level == 3
    assert outcome(store, ME, round_, store.ratings.response(ME, response)[0]).standings["ladder"].levels == {
        "overall": 3
    }
    assert [each.level for each in store.positions.of_service(ME, service.key)] == [3]


def test_a_code_says_why_nobody_can_begin_by_it(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    invitation = store.invitations.open(ME, service.key, round_.key)
    assert invitation.why_closed(round_.opens) == invitation.why_closed(round_.closes) == ""
    assert "You can answer from" in invitation.why_closed(round_.opens - timedelta(days=1))
    assert "is closed" in invitation.why_closed(round_.closes + timedelta(days=1))
    store.invitations.close(ME, invitation)
    assert "This code was closed" in store.invitations.by_code(invitation.token).why_closed(round_.opens)


def test_nobody_can_begin_after_the_close_and_the_code_says_so(
    store: Store, rated: tuple[Service, Round], clock: Clock
) -> None:
    service, round_ = rated
    code = store.invitations.open(ME, service.key, round_.key).short_code
    store.rounds.close(ME, round_.key, "everybody is in")
    with pytest.raises(InputError, match="is closed, so no new answers can begin"):
        store.invitations.join(code)


@pytest.mark.parametrize("people", [0, 1, 1001])
def test_a_group_says_a_believable_number(store: Store, rated: tuple[Service, Round], people: int) -> None:
    code = store.invitations.open(ME, rated[0].key, rated[1].key).token
    with pytest.raises(InputError, match="from 2 to 1,000"):
        store.invitations.join(code, people)


def test_a_thousand_wrong_codes_are_slowed_down_and_links_are_not(store: Store, rated: tuple[Service, Round]) -> None:
    invitation = store.invitations.open(ME, rated[0].key, rated[1].key)
    seconds = 0.0
    tries = Tries(clock=lambda: seconds)
    for number in range(1_000):
        with pytest.raises(InputError, match="not known" if number < MOST_WRONG else "Too many"):
            tries.invitation(store, f"AAAA{number:04}")
    with pytest.raises(InputError, match="Too many"):
        tries.invitation(store, invitation.short_code)
    assert tries.invitation(store, invitation.token).service.key == "larkrise"
    seconds = 61.0
    assert tries.invitation(store, f" {invitation.short_code.lower()} ").service.key == "larkrise"


def test_two_people_who_agree_the_same_item_at_once_do_not_overwrite_each_other(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    first = Answer(*KEY, 4, note="We looked at the minutes.")
    store.voices.agree(ME, service.key, round_.key, first, None)
    with pytest.raises(InputError, match="Somebody else has just agreed"):
        store.voices.agree(ME, service.key, round_.key, Answer(*KEY, 2, note="Another view."), None)
    assert [each.level for each in store.positions.of_service(ME, service.key)] == [4]
    store.voices.agree(ME, service.key, round_.key, Answer(*KEY, 3, note="Together, this time."), first)
    assert [(each.level, each.service_level) for each in store.positions.of_service(ME, service.key)] == [(3, 5)]


@pytest.mark.parametrize("answer", [Answer(*KEY, 4), Answer(*KEY, None, note="why")])
def test_an_agreement_needs_a_level_and_a_reason(store: Store, rated: tuple[Service, Round], answer: Answer) -> None:
    own(store, *rated, 5)
    with pytest.raises(InputError, match="needs a level and the reason"):
        store.voices.agree(ME, rated[0].key, rated[1].key, answer, None)


def test_what_is_agreed_is_not_given_or_submitted_like_other_answers(
    store: Store, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    own(store, service, round_, 5)
    store.voices.agree(ME, service.key, round_.key, Answer(*KEY, 4, note="We looked at the minutes."), None)
    agreed = next(each for each, _ in store.ratings.responses(ME, service.key) if each.voice == "agreed")
    with pytest.raises(InputError, match="needs a level and the reason"):
        store.ratings.save(ME, agreed.key, [Answer(*KEY, 2)])
    with pytest.raises(NotAllowedError, match="counts without being submitted"):
        store.ratings.submit(ME, agreed.key)
    assert [each.level for each in store.positions.of_service(ME, service.key)] == [4]
    assert store.faults() == []


def promise(service: Service, round_: Round, **other: Any) -> Action:  # noqa: ANN401 - whatever a field may be
    facts: dict[str, Any] = {
        "key": "", "service": service.key, "round": round_.key, "framework": "ladder", "item": "overall", "level": 4,
        "target": 5, "what": "Share the agenda", "owner": "Manager", "co_owner": "Carers' forum",
        "due": date(2026, 9, 1), "state": "to do", "made": date(2026, 6, 3),
    }  # fmt: skip
    return Action(**{**facts, **other})


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"target": 3}, "is below today's level"),
        ({"due": date(2026, 6, 2)}, "before it was made"),
        ({"what": " "}, "What you will do is missing"),
        ({"framework": "other"}, "The round does not ask about “other"),
        ({"item": "other"}, "The round does not ask about “.*other”"),
        ({"round": "other"}, "The round does not ask about"),
    ],
)
def test_an_action_that_cannot_be_is_refused_in_one_sentence(
    store: Store, rated: tuple[Service, Round], other: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        store.actions.keep(ME, promise(*rated, **other))
    assert store.actions.visible_to(ME) == []


def test_an_action_stays_with_its_service(store: Store, rated: tuple[Service, Round]) -> None:
    service, round_ = rated
    other = store.services.add(ME, "Marlowick", "fernBRIDGE", "home care", "Fernshire", service.programme)
    assert other.organisation == service.organisation
    told = ("", service.key, round_.key, *KEY, 3, 4, "Meet monthly", "", "")
    kept = store.actions.keep(ME, Action(*told, NOW.date(), "to do", NOW.date()))
    with pytest.raises(InputError, match="another service's"):
        store.actions.keep(ME, replace(kept, service=other.key))
    with pytest.raises(InputError, match="there is no level 0"):
        store.actions.keep(ME, replace(kept, level=0))


def test_the_newest_state_of_an_action_stands_and_it_can_be_overdue(store: Store, rated: tuple[Service, Round]) -> None:
    kept = store.actions.keep(ME, promise(*rated))
    assert kept.is_overdue(date(2026, 9, 2))
    store.actions.keep(ME, promise(*rated, key=kept.key, state="done"))
    (action,) = store.actions.visible_to(ME, service=rated[0].key)
    assert action.state == "done"
    assert not action.is_overdue(date(2030, 1, 1))
    assert store.audit.chain_holds()


def test_only_who_runs_a_programme_closes_its_round(store: Store, rated: tuple[Service, Round]) -> None:
    manager = Viewer("m", "", (Grant("manager", "everything"),))
    with pytest.raises(NotAllowedError):
        store.rounds.close(manager, rated[1].key, "because")
    with pytest.raises(InputError, match="Say why"):
        store.rounds.close(ME, rated[1].key, " ")
