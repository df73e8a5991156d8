"""Sheets given back: published when answering has ended, read by every code of their round, and withdrawn again."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from assess.core.access import Grant, Viewer, guest, local_viewer
from assess.core.actions import Action
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.programme import Round, Service
from assess.core.publication import Publication
from assess.core.voices import Invitation
from assess.database.opening import Home
from assess.store import Store
from assess.tasks.export_tables import exported
from assess.tasks.import_tables import import_rows
from assess.tasks.table_files import Read
from set_clock import SetClock
from tampering import change, rows
from versions import go_back

ME = local_viewer()
EQUAL = Answer("principles", "equal")
MANAGER = Viewer("m", "Manager", (Grant("manager", "service", "larkrise"),))
STRANGER = Viewer("x", "Stranger", (Grant("manager", "service", "elsewhere"),))


@pytest.fixture
def store(empty_home: Home, catalogue: Catalogue, clock: SetClock) -> Store:
    return Store(empty_home, catalogue, clock)


def invited(store: Store) -> tuple[Service, Round, Invitation]:
    programme = store.programmes.add(ME, "Fernshire").key
    service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme)
    round_ = store.rounds.open(ME, programme, "Summer", date(2026, 6, 1), date(2026, 6, 30))
    return service, round_, store.invitations.open(ME, service.key, round_.key)


def people_say(store: Store, invitation: Invitation, *levels: int, who: str = "") -> None:
    for level in levels:
        response = store.invitations.join(invitation.token).key
        store.ratings.save(guest(response), response, [replace(EQUAL, level=level)])
        store.ratings.submit(guest(response), response)
        if who:
            store.counts.say_who(guest(response), response, who)  # type: ignore[arg-type]


def promise(store: Store, service: Service, round_: Round) -> Action:
    made = date(2026, 6, 3)
    action = Action(
        "", service.key, round_.key, "principles", "equal", None, 3, "Meet at 11", "Lead", "", made, "to do", made
    )
    return store.actions.keep(ME, action)


def sheet(service: Service, round_: Round, *actions: Action) -> Publication:
    what, keys = "\n".join(each.what for each in actions), "\n".join(each.key for each in actions)
    return Publication(service.key, round_.key, "12 people answered.", "You and we agree.", what, keys)


def test_it_waits_until_answering_has_ended(store: Store, clock: SetClock) -> None:
    with closing(store):
        service, round_, invitation = invited(store)
        with pytest.raises(InputError, match="People can still answer"):
            store.publications.publish(ME, sheet(service, round_))
        assert store.publications.by_code(invitation) is None
        store.invitations.close(ME, invitation)
        store.publications.publish(ME, sheet(service, round_))
        assert store.publications.by_code(invitation)
        assert store.faults() == []


def test_every_code_of_the_round_opens_it_after_the_close_too(store: Store, clock: SetClock) -> None:
    with closing(store):
        service, round_, first = invited(store)
        second = store.invitations.replace(ME, first)
        other = store.rounds.open(ME, service.programme, "Autumn", date(2026, 6, 2), date(2026, 9, 30))
        elsewhere = store.invitations.open(ME, service.key, other.key)
        store.rounds.close(ME, round_.key, "Enough")
        store.publications.publish(ME, sheet(service, round_))
        for code in (first.token, first.short_code, second.token, second.short_code):
            assert store.publications.by_code(store.invitations.by_code(code))
        assert store.publications.by_code(elsewhere) is None


def test_the_text_stays_as_it_was_published_and_the_state_is_that_of_today(store: Store, clock: SetClock) -> None:
    with closing(store):
        service, round_, invitation = invited(store)
        action, later = promise(store, service, round_), promise(store, service, round_)
        store.invitations.close(ME, invitation)
        store.publications.publish(ME, sheet(service, round_, action))
        store.actions.keep(ME, replace(action, what="Meet at 12", state="done", owner="Amira"), action)
        store.actions.keep(ME, replace(later, what="Not promised on the sheet"), later)
        published = store.publications.by_code(invitation)
        assert published
        text, promises = published
        assert text.promised == "Meet at 11"
        assert [(each.what, each.state, each.owner) for each in promises] == [("Meet at 11", "done", "Amira")]


def test_publishing_again_replaces_it_and_withdrawing_takes_it_away_and_all_is_kept(store: Store) -> None:
    with closing(store):
        service, round_, invitation = invited(store)
        store.invitations.close(ME, invitation)
        with pytest.raises(InputError, match="No sheet is published"):
            store.publications.withdraw(ME, service.key, round_.key)
        first = sheet(service, round_)
        for each in (first, replace(first, heard="We were wrong.")):
            store.publications.publish(ME, each)
        (shown,) = store.publications.visible_to(ME)
        assert shown.heard == "We were wrong."
        assert store.publications.services_by_round(ME) == {round_.key: frozenset({service.key})}
        store.publications.withdraw(ME, service.key, round_.key)
        assert store.publications.by_code(invitation) is None
        assert store.publications.of_service(ME, service.key, round_.key) is None
        assert store.publications.services_by_round(ME) == {}
        assert len(rows(store, "publication")[1]) == 3
        acts = [event.act for event in store.audit.events() if event.subject == service.key]
        assert acts[-3:] == ["publish", "publish", "withdraw"]
        assert store.faults() == []


def test_only_who_may_rate_the_service_publishes_and_others_see_nothing_of_it(store: Store) -> None:
    with closing(store):
        service, round_, invitation = invited(store)
        store.invitations.close(ME, invitation)
        with pytest.raises(NotAllowedError):
            store.publications.publish(STRANGER, sheet(service, round_))
        store.publications.publish(MANAGER, sheet(service, round_))
        with pytest.raises(NotAllowedError):
            store.publications.withdraw(STRANGER, service.key, round_.key)
        assert store.publications.of_service(MANAGER, service.key, round_.key)
        assert store.publications.of_service(STRANGER, service.key, round_.key) is None
        assert store.publications.visible_to(STRANGER) == []


def test_a_sheet_that_was_changed_behind_the_log_is_a_fault(store: Store) -> None:
    with closing(store):
        service, round_, invitation = invited(store)
        store.invitations.close(ME, invitation)
        store.publications.publish(ME, sheet(service, round_))
        columns, ((*values,),) = rows(store, "publication")
        row = dict(zip(columns, values, strict=True))
        change(store, "publication", row, {**row, "told": "Everybody is happy."})
        assert any("“publication”" in fault for fault in store.faults())


def test_an_export_brings_it_into_another_database_as_it_was_published(
    store: Store, copied_home: Callable[[], Home], catalogue: Catalogue, clock: SetClock
) -> None:
    with closing(store), closing(Store(copied_home(), catalogue, clock)) as other:
        service, round_, invitation = invited(store)
        people_say(store, invitation, *[2] * 5)
        action = promise(store, service, round_)
        store.rounds.close(ME, round_.key, "Enough")
        store.publications.publish(ME, sheet(service, round_, action))
        tables = exported(store, ME)
        read = {name: Read(name, tuple(enumerate(found, start=2))) for name, found in tables.items()}
        for what in ("added", "there already"):
            verdicts = import_rows(other, ME, read, keep=True)
            assert {verdict.what for verdict in verdicts if verdict.table == "given_back"} == {what}, verdicts
        assert other.publications.visible_to(ME) == store.publications.visible_to(ME)
        assert exported(other, ME)["given_back"] == tables["given_back"]
        other.publications.withdraw(ME, service.key, round_.key)
        import_rows(other, ME, read, keep=True)
        assert other.publications.visible_to(ME) == []
        assert other.faults() == []


def test_it_moves_to_another_home_with_everything_else(
    store: Store, copied_home: Callable[[], Home], catalogue: Catalogue, clock: SetClock
) -> None:
    with closing(store), closing(Store(copied_home(), catalogue, clock)) as other:
        service, round_, invitation = invited(store)
        people_say(store, invitation, 2, who="use")
        store.invitations.close(ME, invitation)
        store.publications.publish(ME, sheet(service, round_))
        store.move_to(other)
        assert other.publications.by_code(other.invitations.by_code(invitation.token))
        assert rows(other, "who_answered") == rows(store, "who_answered")
        assert other.faults() == []


def test_a_database_of_the_version_before_opens_and_nothing_is_published(
    empty_home: Home, catalogue: Catalogue, clock: SetClock
) -> None:
    with closing(Store(empty_home, catalogue, clock)) as store:
        invited(store)
        with store._connection.database.write() as transaction:  # noqa: SLF001 - the schema itself
            go_back(transaction.run, 21)
    with closing(Store(empty_home, catalogue, clock)) as store:
        assert store.publications.visible_to(ME) == []
        assert store.faults() == []


def test_who_answered_is_said_when_answering_has_ended_and_from_five_on(store: Store) -> None:
    with closing(store):
        service, round_, invitation = invited(store)
        people_say(store, invitation, *[2] * 5, who="use")
        people_say(store, invitation, 2, who="care")
        people_say(store, invitation, *[3] * 4)
        assert store.counts.who_answered(ME, service.key, round_.key) == {}
        store.invitations.close(ME, invitation)
        assert store.counts.who_answered(ME, service.key, round_.key) == {"use": 5}
        assert store.counts.who_answered(STRANGER, service.key, round_.key) == {}
        assert store.faults() == []


def test_the_last_word_on_who_answered_counts_and_only_of_those_who_have_finished(store: Store) -> None:
    with closing(store):
        service, round_, invitation = invited(store)
        people_say(store, invitation, *[2] * 5, who="use")
        people_say(store, invitation, *[2] * 4, who="care")
        response = store.invitations.join(invitation.token).key
        store.ratings.save(guest(response), response, [replace(EQUAL, level=2)])
        with pytest.raises(InputError, match="Submit your answers first"):
            store.counts.say_who(guest(response), response, "care")
        store.ratings.submit(guest(response), response)
        for who in ("other", "care"):
            store.counts.say_who(guest(response), response, who)
        with pytest.raises(NotAllowedError):
            store.counts.say_who(ME, response, "use")
        with pytest.raises(InputError, match="Choose one"):
            store.counts.say_who(guest(response), response, "me")  # type: ignore[arg-type]
        store.invitations.close(ME, invitation)
        assert store.counts.who_answered(ME, service.key, round_.key) == {"use": 5, "care": 5}
        with pytest.raises(InputError, match="Answering has ended"):
            store.counts.say_who(guest(response), response, "use")


def test_the_log_of_acts_neither_says_who_somebody_is_nor_which_answers_are_theirs(store: Store) -> None:
    with closing(store):
        service, round_, invitation = invited(store)
        people_say(store, invitation, 2, who="care")
        (event,) = [event for event in store.audit.events() if event.act == "say who"]
        assert (event.subject, event.before, event.after) == (f"{service.key} {round_.key}", "", "")
        _, total = store.audit.newest(ME, 50)
        assert "say who" not in {each.act for each in total}


def test_how_many_say_a_level_is_counted_from_the_answers_that_are_shown(store: Store) -> None:
    with closing(store):
        service, round_, invitation = invited(store)
        people_say(store, invitation, *[2] * 5, *[4] * 5)
        assert store.counts.saying(ME, service.key, round_.key) == {}
        store.invitations.close(ME, invitation)
        # Not before the service has spoken itself, or the round has closed.
        assert store.counts.saying(ME, service.key, round_.key) == {}
        store.rounds.close(ME, round_.key, "Enough")
        assert store.counts.saying(ME, service.key, round_.key) == {("principles", "equal"): 5}
        assert store.counts.saying(STRANGER, service.key, round_.key) == {}
