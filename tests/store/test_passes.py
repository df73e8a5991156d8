"""Who reaches somebody's answers: one browser by its secret, and three words together with a code."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from assess.core import return_words
from assess.core.access import guest, local_viewer
from assess.core.answers import Answer, current
from assess.core.brought import Brought
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.programme import Round, Service
from assess.core.return_words import Pass
from assess.core.voices import Invitation
from assess.database.opening import Home
from assess.store import Store
from assess.store.passes import LASTS
from set_clock import SetClock
from tampering import as_before_digests
from versions import go_back

ME = local_viewer()
KEY = ("ladder", "overall")
NOW = datetime(2026, 6, 3, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def inviting(copied_home: Callable[[], Home], catalogue: Catalogue) -> Home:
    """A database with a service in an open round, which has invited people."""
    home = copied_home()
    with closing(Store(home, catalogue, clock=SetClock())) as store:
        service, round_ = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "Fernshire")
        store.invitations.open(ME, service.key, round_.key)
    return home


@pytest.fixture
def store(inviting: Home, copied: Callable[[Home], Home], catalogue: Catalogue, clock: SetClock) -> Iterator[Store]:
    with closing(Store(copied(inviting), catalogue, clock=clock)) as opened:
        yield opened


@pytest.fixture
def rated(store: Store) -> tuple[Service, Round]:
    service = store.services.get(ME, "larkrise")
    return service, store.rounds.of(ME, service.programme)[0]


@pytest.fixture
def invitation(store: Store, rated: tuple[Service, Round]) -> Invitation:
    service, round_ = rated
    return store.invitations.open(ME, service.key, round_.key)


def say(store: Store, begun: Pass, level: int) -> None:
    store.ratings.save(guest(begun.response), begun.response, [Answer(*KEY, level)])


def said(store: Store, begun: Pass) -> int | None:
    return current(store.ratings.log(guest(begun.response), begun.response))[KEY].level


def test_a_secret_opens_the_response_and_shows_its_words_again(store: Store, invitation: Invitation) -> None:
    begun = store.passes.begin(invitation.short_code, 8)
    assert store.passes.opened(invitation, begun.secret) == begun
    assert return_words.read(begun.words) == begun.words
    response, state = store.ratings.response(guest(begun.response), begun.response)
    assert (response.people, state) == (8, "draft")
    for wrong in ("", begun.response, begun.secret[:-1], begun.words):
        assert store.passes.opened(invitation, wrong) is None


def test_nothing_is_begun_by_a_code_that_is_not_known(store: Store, rated: tuple[Service, Round]) -> None:
    with pytest.raises(InputError, match="not known"):
        store.passes.begin("ABCD 2345")


def test_the_words_open_the_same_answers_elsewhere_and_nowhere_else(store: Store, invitation: Invitation) -> None:
    phone = store.passes.begin(invitation.token)
    say(store, phone, 3)
    tablet = store.passes.come_back(invitation, phone.words)
    assert (tablet.response, tablet.words) == (phone.response, phone.words)
    assert said(store, tablet) == 3
    assert store.passes.opened(invitation, tablet.secret) == tablet
    assert store.passes.opened(invitation, phone.secret) is None


def test_each_response_has_words_of_its_own(
    store: Store, invitation: Invitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["moon"] * 6 + ["frog"] * 3)
    monkeypatch.setattr("assess.store.passes.secrets.choice", lambda _: next(drawn))
    first, second = store.passes.begin(invitation.token), store.passes.begin(invitation.token)
    assert (first.words, second.words) == ("moon moon moon", "frog frog frog")
    assert store.passes.come_back(invitation, first.words).response == first.response
    assert store.passes.come_back(invitation, second.words).response == second.response


def test_the_words_open_nothing_with_a_code_of_another_service_or_round(
    store: Store, invitation: Invitation, rated: tuple[Service, Round]
) -> None:
    service, round_ = rated
    begun = store.passes.begin(invitation.token)
    other = store.services.add(ME, "Millbrook", "Fernbridge", "day care", "Fernshire", service.programme)
    next_round = store.rounds.open(ME, service.programme, "Next", round_.opens, round_.closes)
    for elsewhere in ((other.key, round_.key), (service.key, next_round.key)):
        there = store.invitations.open(ME, *elsewhere)
        with pytest.raises(InputError, match="No answers are kept under these words"):
            store.passes.come_back(there, begun.words)
        assert store.passes.opened(there, begun.secret) is None


def test_a_code_that_was_replaced_lets_nobody_begin_and_those_who_have_begun_go_on(
    store: Store, invitation: Invitation
) -> None:
    begun = store.passes.begin(invitation.token)
    another = store.invitations.replace(ME, invitation)
    replaced = store.invitations.by_code(invitation.token)
    with pytest.raises(InputError, match="This code was replaced"):
        store.passes.begin(invitation.token)
    again = store.passes.come_back(replaced, begun.words)
    say(store, again, 2)
    assert said(store, store.passes.come_back(another, begun.words)) == 2


@pytest.mark.parametrize("end", ["submit", "close"])
def test_when_answers_are_submitted_or_closed_only_the_words_open_them(
    store: Store, invitation: Invitation, end: str
) -> None:
    begun = store.passes.begin(invitation.token)
    say(store, begun, 3)
    getattr(store.passes, end)(begun)
    assert store.passes.opened(invitation, begun.secret) is None
    assert (store.ratings.response(guest(begun.response), begun.response)[1] == "submitted") is (end == "submit")
    again = store.passes.come_back(invitation, begun.words)
    assert said(store, again) == 3


def test_what_is_not_submitted_leaves_the_answers_open(store: Store, invitation: Invitation) -> None:
    begun = store.passes.begin(invitation.token)
    with pytest.raises(InputError, match="Nothing is rated yet"):
        store.passes.submit(begun)
    assert store.passes.opened(invitation, begun.secret) == begun


def test_a_device_that_is_left_alone_forgets_the_way_two_hours_after_the_last_answer(
    store: Store, invitation: Invitation, clock: SetClock
) -> None:
    begun = store.passes.begin(invitation.token)
    clock.now += LASTS
    assert store.passes.opened(invitation, begun.secret)
    say(store, begun, 3)
    clock.now += LASTS
    assert store.passes.opened(invitation, begun.secret)
    clock.now += timedelta(seconds=1)
    assert store.passes.opened(invitation, begun.secret) is None
    assert store.passes.come_back(invitation, begun.words)


def test_after_the_last_day_the_words_open_nothing(store: Store, invitation: Invitation, clock: SetClock) -> None:
    begun = store.passes.begin(invitation.token)
    clock.now += timedelta(days=400)
    with pytest.raises(InputError, match="What you had answered by then is kept"):
        store.passes.come_back(invitation, begun.words)


def everything_in(store: Store) -> str:
    with store._connection.database.snapshot() as there:  # noqa: SLF001 - every row there is
        return "\n".join(
            repr(rows) for table, columns in there.tables().items() for rows in there.stream(table, columns)
        )


def test_the_database_holds_neither_the_words_nor_the_secret(store: Store, invitation: Invitation) -> None:
    begun = store.passes.begin(invitation.token)
    again = store.passes.come_back(invitation, begun.words)
    kept = everything_in(store)
    assert begun.response in kept
    for text in (begun.secret, again.secret, begun.words, begun.words.replace(" ", "")):
        assert text not in kept


def test_no_act_of_people_names_a_response(store: Store, invitation: Invitation) -> None:
    begun = store.passes.begin(invitation.token)
    say(store, begun, 3)
    store.passes.submit(begun)
    store.passes.come_back(invitation, begun.words)
    store.ratings.reopen(guest(begun.response), begun.response, "Changed")
    other = store.services.add(ME, "Alder", "Fernbridge", "home care", "Fernshire", invitation.service.programme)
    store.voices.bring_people(ME, other.key, invitation.round.key, [Brought(6, [Answer(*KEY, 2)])])
    acts = [event for event in store.audit.events() if event.principal == "guest" or event.act == "bring people"]
    assert {event.act for event in acts} == {"start", "give words", "answer", "submit", "reopen", "bring people"}
    rows = store._connection.read("SELECT key FROM response")  # noqa: SLF001 - people's keys are in no answer
    assert [event for event in acts for (key,) in rows if key in repr(event)] == []
    assert {event.subject for event in acts if event.act != "answer"} == {
        f"{service} {invitation.round.key}" for service in (invitation.service.key, other.key)
    }
    assert store.faults() == []


def test_a_draft_from_before_there_were_words_gets_them_when_it_is_opened_and_its_key_then_opens_nothing(
    store: Store, invitation: Invitation
) -> None:
    response = store.invitations.join(invitation.token).key
    store.ratings.save(guest(response), response, [Answer(*KEY, 4)])
    begun = store.passes.open_by_key(invitation, response)
    assert said(store, begun) == 4
    assert store.passes.come_back(invitation, begun.words).response == response
    for key in (response, "", "no such key"):
        with pytest.raises(NotAllowedError, match="no such answer"):
            store.passes.open_by_key(invitation, key)


def test_a_key_opens_nothing_that_is_submitted_or_the_services_or_begun_with_words(
    store: Store, invitation: Invitation
) -> None:
    submitted = store.invitations.join(invitation.token).key
    store.ratings.save(guest(submitted), submitted, [Answer(*KEY, 4)])
    store.ratings.submit(guest(submitted), submitted)
    own = store.ratings.start(ME, invitation.service.key, invitation.round.key).key
    for key in (submitted, own, store.passes.begin(invitation.token).response):
        with pytest.raises(NotAllowedError, match="no such answer"):
            store.passes.open_by_key(invitation, key)


def test_a_database_from_before_there_were_passes_gets_them_and_keeps_its_log(
    copied_home: Callable[[], Home], catalogue: Catalogue
) -> None:
    home = copied_home()
    with closing(Store(home, catalogue)) as store:
        service, round_ = store.services.add_first(ME, "Larkrise", "Fernbridge", "home care", "Fernshire")
        invitation = store.invitations.open(ME, service.key, round_.key)
        response = store.invitations.join(invitation.token).key
        store.ratings.save(guest(response), response, [Answer(*KEY, 4)])
        with store._connection.write() as transaction:  # noqa: SLF001 - as an earlier version kept it
            transaction.record(guest(response), "reopen", f"{service.key} {round_.key}")
            moment = store._connection.clock.moment()  # noqa: SLF001 - as an earlier version kept it
            transaction.insert_row("reopening", response=response, reason="Why", principal="guest", moment=moment)
        as_before_digests(store)
        hashes = [event.hash for event in store.audit.events()]
        with store._connection.database.write() as raw:  # noqa: SLF001 - as an earlier version kept it
            go_back(raw.run, 14)
    with closing(Store(home, catalogue)) as store:
        assert [event.hash for event in store.audit.events()] == hashes
        assert store.faults() == []
        begun = store.passes.open_by_key(invitation, response)
        say(store, begun, 2)
        store.passes.submit(begun)
        assert store.faults() == []


def test_those_who_have_begun_can_go_on_until_answering_ends_even_if_the_code_was_replaced(
    store: Store, invitation: Invitation
) -> None:
    another = store.invitations.replace(ME, invitation)
    replaced, round_ = store.invitations.by_code(invitation.token), invitation.round
    for each in (invitation, replaced, another):
        assert each.lets_go_on(round_.closes)
        assert not each.lets_go_on(round_.closes + timedelta(days=1))
        assert not each.lets_go_on(round_.opens - timedelta(days=1))
    store.invitations.close(ME, another)
    assert not store.invitations.by_code(invitation.token).lets_go_on(round_.closes)
