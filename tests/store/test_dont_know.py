"""“I don't know” is kept as an answer of its own, and counted for people by the rule of five."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.programme import Round, Service
from assess.database.opening import Home
from assess.store import Store
from assess.tasks import outcome
from set_clock import SetClock
from tampering import change, rows
from versions import go_back

ME = local_viewer()
EQUAL = Answer("principles", "equal")


@pytest.fixture
def store(empty_home: Home, catalogue: Catalogue, clock: SetClock) -> Store:
    return Store(empty_home, catalogue, clock)


def begun(store: Store) -> tuple[Service, Round]:
    programme = store.programmes.add(ME, "Fernshire").key
    service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme)
    return service, store.rounds.open(ME, programme, "Summer", date(2026, 6, 1), date(2026, 6, 30))


def rate(store: Store, service: Service, round_: Round, *answers: Answer) -> str:
    response = store.ratings.start(ME, service.key, round_.key).key
    store.ratings.save(ME, response, answers)
    store.ratings.submit(ME, response)
    return response


def people_say(store: Store, service: Service, round_: Round, answers: Sequence[Answer]) -> None:
    invitation = store.invitations.open(ME, service.key, round_.key)
    for answer in answers:
        response = store.invitations.join(invitation.token).key
        store.ratings.save(guest(response), response, [answer])
        store.ratings.submit(guest(response), response)
    store.invitations.close(ME, invitation)


def test_it_is_frozen_with_the_submission_and_named_in_the_result(store: Store) -> None:
    with closing(store):
        service, round_ = begun(store)
        rate(store, service, round_, EQUAL.not_known(), Answer("principles", "holistic", 3))
        reached = outcome.latest(store, ME, service).standings["principles"]
        assert [item.key for item in reached.not_known] == ["equal"]
        assert reached.levels == {"holistic": 3}
        (own,) = [each for each in store.positions.of_service(ME, service.key) if each.item == "equal"]
        assert (own.level, own.service_level, own.voice) == (None, None, "service")
        assert store.faults() == []


def test_a_form_of_nothing_else_can_be_submitted(store: Store) -> None:
    with closing(store):
        service, round_ = begun(store)
        response = rate(store, service, round_, EQUAL.not_known())
        assert store.ratings.submitted_answers(ME, response) == {EQUAL.key: EQUAL.not_known()}
        events = [event for event in store.audit.events() if event.act == "answer"]
        assert [(event.before, event.after) for event in events] == [("blank", "does not know")]


@pytest.mark.parametrize(("known", "unknown", "said"), [(5, 5, 5), (5, 4, 0), (4, 5, 0)])
def test_people_who_dont_know_are_counted_from_five_beside_five(
    store: Store, known: int, unknown: int, said: int
) -> None:
    with closing(store):
        service, round_ = begun(store)
        rate(store, service, round_, Answer("principles", "equal", 3))
        levels = [Answer("principles", "equal", 2)] * known
        people_say(store, service, round_, [*levels, *[EQUAL.not_known()] * unknown])
        (position,) = [each for each in store.positions.of_service(ME, service.key) if each.item == "equal"]
        assert (position.people, position.unsure) == (known if known >= 5 else 0, said)
        assert store.faults() == []


def test_an_answer_that_is_changed_behind_the_programs_back_is_noticed(store: Store) -> None:
    with closing(store):
        service, round_ = begun(store)
        rate(store, service, round_, EQUAL.not_known())
        columns, (kept,) = rows(store, "answer")
        row = dict(zip(columns, kept, strict=True))
        change(store, "answer", row, {**row, "dont_know": None})
        assert any("“answer”" in fault for fault in store.faults())


def test_a_database_of_the_version_before_opens_and_verifies(
    copied_home: Callable[[], Home], catalogue: Catalogue, clock: SetClock
) -> None:
    home = copied_home()
    with closing(Store(home, catalogue, clock)) as store:
        service, round_ = begun(store)
        response = rate(store, service, round_, Answer("principles", "equal", 3))
        with store._connection.database.write() as transaction:  # noqa: SLF001 - the schema itself
            go_back(transaction.run, 18)
        before = store._connection.database.read("SELECT number, digest FROM event ORDER BY number")  # noqa: SLF001
    with closing(Store(home, catalogue, clock)) as store:
        assert store._connection.database.read("SELECT number, digest FROM event ORDER BY number") == before  # noqa: SLF001
        assert store.ratings.submitted_answers(ME, response) == {EQUAL.key: Answer("principles", "equal", 3)}
        assert store.asides.acts(ME, service.key) == ()
        store.asides.set_aside(ME, service.key, "milestones")
        assert store.faults() == []


def test_what_somebody_wrote_who_does_not_know_stands_among_peoples_words_without_a_mark(store: Store) -> None:
    with closing(store):
        service, round_ = begun(store)
        rate(store, service, round_, EQUAL.rated(3))
        unsure = replace(EQUAL.not_known(), note="Nobody has said.")
        people_say(store, service, round_, [*[replace(EQUAL.rated(2), note="Mostly.")] * 5, unsure])
        said = [note for _, note in store.voices.words_of_people(ME, service.key, round_.key)]
        assert said == ["Mostly.", "Nobody has said."]
        (position,) = [each for each in store.positions.of_service(ME, service.key) if each.item == "equal"]
        assert (position.people_level, position.people) == (2, 5)
        assert "Nobody has said." in [note.text for note in store.voices.notes(ME, round_.key)]
