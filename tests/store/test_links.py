"""Links to read: what they open, for whom, until when, and that nothing else opens by them."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_type_hints

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from acts import ANNA, LADDER, LEVEL, LOOKED_AT, ME, promised
from assess.core import drafts
from assess.core.access import ROLES, Grant, Viewer, guest
from assess.core.actions import Action
from assess.core.answers import Answer, Response
from assess.core.brought import Brought
from assess.core.case_notes import CaseNote
from assess.core.catalogue import Catalogue
from assess.core.errors import AssessError, InputError, NotAllowedError
from assess.core.impact import Impact
from assess.core.learned import NOTHING, Learned
from assess.core.links import CLOSED, Link, Shared
from assess.core.membership import Move
from assess.core.paper import Sheet
from assess.core.pasted import Listed
from assess.core.portfolio import Choice, View
from assess.core.programme import Programme, Round, Service
from assess.core.publication import Publication
from assess.core.text import WITHHELD
from assess.core.together import OpenWord, Theme, Together
from assess.core.voices import Invitation
from assess.database.opening import Home
from assess.store import Store
from assess.tasks import papers
from postgres import Postgres
from set_clock import SetClock

YEAR = 2026
TYPED = "Marmalade"  # contained in every typed text
ELSEWHERE = "Elsewhere"


@pytest.fixture(scope="module")
def filled(copied_home: Callable[[], Home], catalogue: Catalogue) -> Home:
    """Two programmes, each with two services and three rounds, rated by the services and, in one, by ten people."""
    home = copied_home()
    with closing(Store(home, catalogue, SetClock())) as opened:
        _fill(opened, SetClock())
    return home


@pytest.fixture
def store(filled: Home, copied: Callable[[Home], Home], catalogue: Catalogue, clock: SetClock) -> Iterator[Store]:
    with closing(Store(copied(filled), catalogue, clock)) as opened:
        yield opened


@pytest.fixture(scope="module")
def looked_at(filled: Home, copied: Callable[[Home], Home], catalogue: Catalogue) -> Iterator[Store]:
    """Another copy, for all tests that change nothing but links."""
    with closing(Store(copied(filled), catalogue, SetClock())) as opened:
        yield opened


def _fill(store: Store, clock: SetClock) -> None:
    today = clock().date()
    for name, area in (("Larkrise", "North"), (ELSEWHERE, "South")):
        programme = store.programmes.add(ME, name).key
        services = [
            store.services.add(ME, f"{name} {kind}", f"Org {name} {kind}", kind, area, programme)
            for kind in ("home care", "day care")
        ]
        for number in range(3):
            opens = today - timedelta(days=9 - number)
            round_ = store.rounds.open(ME, programme, f"Round {number}", opens, today + timedelta(days=90))
            for service in services:
                _rate(store, service, round_, 3 + number)
    service = store.services.visible_to(ME, search="Larkrise home")[0]
    _people(store, service, store.rounds.of(ME, service.programme)[1])


def _rate(store: Store, service: Service, round_: Round, level: int) -> None:
    response = store.ratings.start(ME, service.key, round_.key).key
    given = replace(LEVEL, level=level, note=TYPED, link=f"https://example.org/{TYPED}")
    aside = Answer("principles", "equal", does_not_apply=TYPED)
    store.ratings.save(ME, response, [given, aside])
    store.ratings.submit(ME, response)
    action = promised(service, round_.key, "ladder", "overall")
    store.impacts.keep(ME, Impact("", service.key, action.made - timedelta(days=900), TYPED, "people", "times"))
    store.forewords.keep(ME, service.programme, YEAR, TYPED, store.forewords.of(ME, service.programme, YEAR))
    store.actions.keep(ME, replace(action, what=TYPED, owner=TYPED, made=action.made - timedelta(days=900)))


def _people(store: Store, service: Service, round_: Round) -> None:
    invitation = store.invitations.open(ME, service.key, round_.key)
    for _ in range(10):
        response = store.invitations.join(invitation.token).key
        store.ratings.save(guest(response), response, [replace(LEVEL, note=TYPED)])
        store.ratings.submit(guest(response), response)
    store.invitations.close(ME, invitation)
    store.voices.agree(ME, service.key, round_.key, replace(LEVEL, note=TYPED), None)


def here(store: Store) -> tuple[Service, list[Round]]:
    service = store.services.visible_to(ME, search="Larkrise home")[0]
    return service, store.rounds.of(ME, service.programme)


def result_of(store: Store, *, words: bool = False) -> Shared:
    service, rounds = here(store)
    return Shared("result", service.key, rounds[1].key, words=words)


def comparison_of(store: Store, *, words: bool = False, **narrower: str) -> Shared:
    service, rounds = here(store)
    return Shared("compare", service.programme, rounds[1].key, rounds[0].key, words=words, **narrower)


def comes(store: Store, secret: str, maker: Viewer = ME) -> Viewer:
    return store.links.reader(store.links.by_secret(secret), maker)


def why(look: Callable[[], object]) -> str:
    with pytest.raises(AssessError) as error:
        look()
    return str(error.value)


def test_a_link_opens_until_its_last_day_and_not_after_it(store: Store, clock: SetClock) -> None:
    secret = store.links.make(ME, result_of(store), 30)
    clock.now += timedelta(days=30)
    assert store.links.by_secret(secret).until == clock().date()
    clock.now += timedelta(days=1)
    assert why(lambda: store.links.by_secret(secret)) == CLOSED


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_a_link_holds_for_a_day_to_a_year(looked_at: Store, days: int) -> None:
    assert why(lambda: looked_at.links.make(ME, result_of(looked_at), days)) == "A link holds for 1 to 365 days."


def test_a_revoked_link_an_unknown_one_and_none_are_refused_in_the_same_words(store: Store) -> None:
    secret = store.links.make(ME, result_of(store), 30)
    store.links.revoke(ME, store.links.by_secret(secret).key)
    for tried in (secret, secret[:-1], secret.lower(), "", "'; --"):
        assert why(lambda tried=tried: store.links.by_secret(tried)) == CLOSED  # type: ignore[misc]


def test_a_secret_has_192_bits_and_stands_nowhere_in_the_database(looked_at: Store) -> None:
    secrets = {looked_at.links.make(ME, result_of(looked_at), 30) for _ in range(6)}
    assert {len(secret) for secret in secrets} == {32}
    assert len(secrets) == 6
    with looked_at._connection.database.snapshot() as transaction:  # noqa: SLF001 - all that is kept
        for table, columns in transaction.tables().items():
            kept = str([row for rows in transaction.stream(table, columns) for row in rows])
            assert not [secret for secret in secrets if secret in kept], table
    assert not [name for name in repr(looked_at.links.of(ME)) if name in secrets]


def test_making_and_revoking_are_acts_that_the_check_of_the_database_compares(store: Store) -> None:
    secret = store.links.make(ME, result_of(store), 30)
    link = store.links.by_secret(secret)
    store.links.revoke(ME, link.key)
    made, revoked = store.audit.events()[-2:]
    assert (made.act, made.subject, made.after) == ("make link", link.shared.about, link.key)
    assert (revoked.act, revoked.subject) == ("revoke link", link.key)
    assert store.faults() == []
    with store._connection.database.write() as transaction:  # noqa: SLF001 - somebody with the database in hand
        transaction.run("DELETE FROM link_end")
    assert store.faults() == [
        f"act {revoked.number} of the log, “revoke link”, has no row in “link_end” as it was recorded."
    ]


def test_a_link_is_revoked_once_by_who_made_it_or_by_an_administrator(store: Store) -> None:
    service, _ = here(store)
    store.accounts.give(ME, ANNA, Grant("manager", "service", service.key))
    anna = store.accounts.viewer(ANNA, "Anna")
    mine, annas = (store.links.make(viewer, result_of(store), 30) for viewer in (ME, anna))
    my_key, annas_key = (store.links.by_secret(secret).key for secret in (mine, annas))
    assert [link.key for link in store.links.of(anna)] == [annas_key]
    assert {link.key for link in store.links.of(ME)} == {my_key, annas_key}
    assert why(lambda: store.links.revoke(anna, my_key)) == "There is no such link that you may revoke."
    store.links.revoke(ME, annas_key)
    assert why(lambda: store.links.revoke(anna, annas_key)) == "This link was revoked already."
    assert store.links.by_secret(mine).key == my_key


def test_the_days_on_which_a_link_was_opened_are_counted_and_not_how_often(store: Store, clock: SetClock) -> None:
    link = store.links.by_secret(store.links.make(ME, result_of(store), 30))
    assert (link.last_opened, link.days_opened) == (None, 0)
    for _ in range(2):
        for _ in range(3):
            store.links.count(link)
        clock.now += timedelta(days=2)
    (link,) = store.links.of(ME)
    assert (link.last_opened, link.days_opened) == (clock().date() - timedelta(days=2), 2)


def test_only_somebody_with_a_role_shares_and_only_what_they_may_see(looked_at: Store) -> None:
    service, rounds = here(looked_at)
    other = looked_at.services.visible_to(ME, search=ELSEWHERE)[0]
    manager = Viewer("m", "", (Grant("manager", "service", service.key),))
    assert looked_at.links.make(manager, result_of(looked_at), 30)
    for shared in (
        Shared("result", other.key, rounds[1].key),
        Shared("result", service.key, "nothing"),
        Shared("result", service.key, looked_at.rounds.of(ME, other.programme)[0].key),
        Shared("compare", other.programme, rounds[1].key, rounds[0].key),
        Shared("compare", service.programme, rounds[0].key, rounds[1].key),
        comparison_of(looked_at, kind="day care"),
    ):
        with pytest.raises(NotAllowedError):
            looked_at.links.make(manager, shared, 30)
    nobody = (
        Viewer("", ""),
        guest(looked_at.ratings.responses(ME)[0][0].key),
        comes(looked_at, looked_at.links.make(ME, result_of(looked_at), 30)),
    )
    for viewer in nobody:
        with pytest.raises(NotAllowedError):
            looked_at.links.make(viewer, result_of(looked_at), 30)
        assert looked_at.links.of(viewer) == []


def test_a_link_opens_nothing_once_its_maker_lost_the_role_or_was_forgotten(store: Store) -> None:
    service, _ = here(store)
    grant = Grant("manager", "service", service.key)
    store.accounts.give(ME, ANNA, grant)
    anna = store.accounts.viewer(ANNA, "Anna")
    link = store.links.by_secret(store.links.make(anna, result_of(store), 30))
    assert store.links.reader(link, store.accounts.holder(anna.principal)).sees.services == (service.key,)
    store.accounts.take(ME, ANNA, grant)
    assert why(lambda: store.links.reader(link, store.accounts.holder(anna.principal))) == CLOSED
    store.accounts.give(ME, ANNA, Grant("board", "area", "South"))
    assert why(lambda: store.links.reader(link, store.accounts.holder(anna.principal))) == CLOSED
    store.accounts.give(ME, ANNA, grant)
    assert store.links.reader(link, store.accounts.holder(anna.principal))
    store.accounts.forget(ME, anna.principal)
    assert why(lambda: store.links.reader(link, store.accounts.holder(anna.principal))) == CLOSED
    # Somebody who comes back is somebody new, and the link stays shut.
    store.accounts.give(ME, ANNA, grant)
    assert why(lambda: store.links.reader(link, store.accounts.holder(anna.principal))) == CLOSED


def test_a_link_follows_what_its_maker_may_see_now(looked_at: Store) -> None:
    north = Viewer("b", "", (Grant("board", "area", "North"),))
    secret = looked_at.links.make(north, comparison_of(looked_at), 30)
    service, _ = here(looked_at)
    assert {each.key for each in looked_at.services.visible_to(comes(looked_at, secret, north))} == {
        each.key for each in looked_at.services.visible_to(ME, programme=service.programme)
    }
    one = Viewer("b", "", (Grant("board", "service", service.key),))
    assert [each.key for each in looked_at.services.visible_to(comes(looked_at, secret, one))] == [service.key]


def test_the_holder_of_a_role_is_found_by_token_and_nothing_is_written(store: Store) -> None:
    before = len(store.audit.events())
    assert store.accounts.holder("person-of-nobody") == Viewer("person-of-nobody", "")
    assert len(store.audit.events()) == before
    anna = store.accounts.viewer(ANNA, "Anna")
    assert store.accounts.holder(anna.principal).grants == ()
    assert store.accounts.holder(anna.principal, first_administrator=ANNA).administers


def everything_seen(store: Store, viewer: Viewer) -> str:
    """Return all that the pages behind links ask the store for, as text."""
    seen: list[object] = []
    for programme in store.programmes.visible_to(viewer):
        for round_ in store.rounds.of(viewer, programme.key):
            seen += [papers.round_as_taken(store, viewer, round_), store.voices.notes(viewer, round_.key)]
            seen += [store.voices.said(viewer, round_.key), store.voices.turnout(viewer, round_.key)]
            for service in store.services.visible_to(viewer):
                seen += [store.voices.words_of_people(viewer, service.key, round_.key)]
                seen += [store.voices.unheard(viewer, service.key, round_.key)]
                seen += [store.counts.who_answered(viewer, service.key, round_.key)]
        seen += store.actions.visible_to(viewer, programme=programme.key)
    for response, _ in store.ratings.responses(viewer):
        if response.voice == "agreed":
            continue
        seen += [
            store.ratings.submitted_answers(viewer, response.key),
            store.ratings.submitted_answers(viewer, response.key, first=True),
        ]
        seen += [store.ratings.when_submitted(viewer, response.key), store.ratings.log(viewer, response.key)]
    return repr(seen)


@pytest.mark.parametrize("make", [result_of, comparison_of])
def test_without_words_nothing_that_was_typed_leaves_the_store(looked_at: Store, make: Callable[..., Shared]) -> None:
    without, with_words = (
        comes(looked_at, looked_at.links.make(ME, make(looked_at, words=words), 30)) for words in (False, True)
    )
    assert TYPED not in everything_seen(looked_at, without)
    assert WITHHELD in everything_seen(looked_at, without)
    assert TYPED in everything_seen(looked_at, with_words)
    assert WITHHELD not in everything_seen(looked_at, with_words)


def test_levels_and_numbers_are_those_that_the_maker_sees(looked_at: Store) -> None:
    service, rounds = here(looked_at)
    viewer = comes(looked_at, looked_at.links.make(ME, result_of(looked_at), 30))
    named = {round_.key for round_ in rounds[:2]}
    assert looked_at.positions.of_service(viewer, service.key) == [
        position for position in looked_at.positions.of_service(ME, service.key) if position.round in named
    ]
    assert [round_ for round_, _ in looked_at.ratings.submitted(viewer, service.key)] == rounds[:2]
    for round_ in rounds[:2]:
        turnout = looked_at.voices.turnout(ME, round_.key)
        assert looked_at.voices.turnout(viewer, round_.key) == {
            key: count for key, count in turnout.items() if key[0] == service.key
        }
    assert why(lambda: looked_at.voices.unheard(viewer, service.key, rounds[2].key)) == why(
        lambda: looked_at.rounds.get(viewer, rounds[2].key)
    )


def test_one_kind_of_service_is_shared_alone(looked_at: Store) -> None:
    viewer = comes(looked_at, looked_at.links.make(ME, comparison_of(looked_at, kind="day care"), 30))
    assert [service.name for service in looked_at.services.visible_to(viewer)] == ["Larkrise day care"]


# Every public method of every part of the store, tried as somebody who comes with a link.


def parts_of(store: Store) -> dict[str, object]:
    return {name: part for name, part in vars(store).items() if not name.startswith("_")}


def methods_with_viewer(store: Store) -> list[str]:
    named = []
    for name, part in parts_of(store).items():
        for method, function in inspect.getmembers(type(part), inspect.isfunction):
            hints = get_type_hints(inspect.unwrap(function))
            if not method.startswith("_") and hints.get("viewer") is Viewer and "transaction" not in hints:
                named.append(f"{name}.{method}")
    # It only creates the value of an event, and writes nothing.
    return [*(name for name in named if name != "audit.next_event"), "remove_examples"]


def known_values(store: Store) -> dict[object, list[Any]]:
    """Return existing values that a stranger might try, by the type or else the name of the parameter."""
    services, responses = store.services.visible_to(ME), [each for each, _ in store.ratings.responses(ME)]
    rounds = [round_ for one in store.programmes.visible_to(ME) for round_ in store.rounds.of(ME, one.key)]
    keys = [*(each.key for each in rounds), *(each.key for each in services), *(each.key for each in responses)]
    service, round_ = here(store)[0], here(store)[1][1]
    return {
        Service: services,
        Round: rounds,
        Invitation: [Invitation("key", "token", "CODE", service, round_, None, None)],
        Action: [replace(promised(service, round_.key, "ladder", "overall"), made=date(2026, 6, 1))],
        Impact: [*store.impacts.visible_to(ME), Impact("", service.key, date(2026, 6, 1), "Ours", "people", "times")],
        Answer: [LEVEL],
        Grant: [Grant("administrator", "everything")],
        Shared: [result_of(store), comparison_of(store)],
        Publication: [Publication(service.key, round_.key, "Ten answered.", "We agree.", "", "")],
        Sheet: [Sheet("one", 6, [LEVEL])],
        Choice: [Choice(sort="ladder/overall")],
        View: [LOOKED_AT],
        date: [date(2026, 9, 3)],
        int: [6, YEAR],
        Response: responses,
        "service": [each.key for each in services],
        "round_key": [each.key for each in rounds],
        "programme": sorted({each.programme for each in services}),
        "response": [each.key for each in responses],
        "responses": [[each.key for each in responses]],
        "framework": ["milestones"],
        "key": keys,
        "answers": [[LEVEL]],
        "groups": [[Brought(6, [LEVEL])]],
        "services": [[each.key] for each in services],
        Sequence[Service]: [services],
        Iterable[Service]: [services],
        Sequence[Listed]: [[Listed(1, "Elm House", "Fernshire Council", "home care", "North")]],
        Sequence[Move]: [[Move(1, service.key, service.programme, "", datetime(2026, 6, 1, tzinfo=UTC))]],
        Programme: store.programmes.visible_to(ME),
        "places": [[(service.key, round_.key)]],
        "sittings": [[]],
        "people": [6],
        "seen": [None],
        "words": ["Ours"],
        "screen": [LEVEL],
        "item": [LADDER],
        **{name: ["North"] for name in ("name", "organisation", "kind", "area", "reason", "visit")},
        "principal": [ANNA],
        "role": ["administrator"],
        "over": ["everything"],
        "grouping": ["all"],
        "voice": ["service"],
        "who": ["use"],
        "draft": [drafts.of_framework(store.files["statements"])],
        "path": [("title",)],
        "value": ["Ours"],
        "change": [lambda draft: draft],
        Theme: [Theme("", service.key, round_.key, "Ours")],
        CaseNote: [CaseNote(service.key, round_.key, why="Ours")],
        Learned: [Learned("Ours", "Team manager")],
        OpenWord: [OpenWord("works", "Ours")],
        "theme": ["Ours"],
        "asked": [True],
        "year": [YEAR],
    }


def ways_to_call(store: Store, call: Callable[..., object], values: dict[object, list[Any]]) -> list[dict[str, Any]]:
    """Return argument lists for a method, so that each possible value occurs in one of them."""
    hints = get_type_hints(inspect.unwrap(call))
    names = [
        name
        for name, each in inspect.signature(call).parameters.items()
        if name != "viewer" and each.default is each.empty
    ]
    listed = [values.get(hints[name]) or values[name] for name in names]
    return [
        {name: some[turn % len(some)] for name, some in zip(names, listed, strict=True)}
        for turn in range(max(map(len, listed), default=1))
    ]


def test_no_method_of_the_store_gives_or_changes_anything_else_by_a_link(store: Store) -> None:
    service, rounds = here(store)
    viewer = comes(store, store.links.make(ME, result_of(store), 30))
    values, events, answered = known_values(store), len(store.audit.events()), set[str]()
    others = {each.name for each in store.services.visible_to(ME)} - {service.name}
    every = {round_.key for one in store.programmes.visible_to(ME) for round_ in store.rounds.of(ME, one.key)}
    for named in methods_with_viewer(store):
        part, _, method = named.rpartition(".")
        call = getattr(parts_of(store)[part] if part else store, method)
        for arguments in ways_to_call(store, call, values):
            try:
                given = call(viewer=viewer, **arguments)
            except (AssessError, IndexError):  # of a response that is not there, the last submission is asked for
                continue
            if given in (NOTHING, Together()) or (isinstance(given, CaseNote) and given.is_empty):
                continue  # nothing but, at the most, the keys that were asked for
            if given:
                answered.add(named)
            # What was asked for by its key may be named again, with nothing in it.
            told = repr(given)
            assert TYPED not in told, named
            assert not [name for name in others if name in told], named
            assert not [key for key in every - {each.key for each in rounds[:2]} if key in told], named
    assert len(store.audit.events()) == events
    assert answered == OPENED


# What a link to a result opens: reading what the page of a result asks for.
OPENED = {
    *("programmes.visible_to", "services.visible_to", "services.get", "rounds.of", "rounds.get"),
    *("positions.of_service", "positions.in_round", "actions.visible_to"),
    *("ratings.responses", "ratings.submitted", "ratings.submissions", "ratings.counting", "ratings.when_submitted"),
    *("ratings.submitted_answers",),
    *("voices.turnout", "voices.unheard", "voices.said", "voices.notes"),
    # No service is seen in the one, and the other says whether sheets of paper are being typed in.
    *("portfolio.seen", "paper.typing"),
    # Of the link's own service: in which rounds it is, whether its people are invited, and who they are.
    *("members.in_round", "members.of", "rounds.of_service", "rounds.of_services"),
    *("invitations.services_in", "counts.who_by_service"),
}


NAMES = st.sampled_from(["North", "South"])
GRANTS = st.lists(
    st.builds(Grant, st.sampled_from(ROLES), st.sampled_from(["everything", "area"]), NAMES), max_size=3
).map(tuple)


@given(GRANTS, st.booleans(), st.sampled_from([("", ""), ("home care", ""), ("", "South"), ("day care", "North")]))
@trying(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_link_never_shows_more_than_its_maker_sees(
    store: Store, grants: tuple[Grant, ...], words: bool, part: tuple[str, str]
) -> None:
    service, rounds = here(store)
    maker = Viewer("m", "", grants)
    shared = Shared("compare", service.programme, rounds[1].key, rounds[0].key, *part, words=words)
    link = Link("k", shared, date(2026, 6, 4), "m", rounds[0].opens)  # type: ignore[arg-type]
    try:
        viewer = store.links.reader(link, maker)
    except InputError:
        return
    for asked in (viewer, replace(viewer, grants=viewer.grants[::-1])):
        assert set(store.services.visible_to(asked)) <= set(
            store.services.visible_to(maker, programme=service.programme)
        )
        assert set(store.rounds.of(asked, service.programme)) <= set(store.rounds.of(maker, service.programme))
        for round_ in rounds:
            assert set(store.positions.in_round(asked, round_.key)) <= set(store.positions.in_round(maker, round_.key))


def test_ending_a_link_or_taking_a_role_holds_on_every_replica_at_once(
    postgres: Postgres, catalogue: Catalogue, clock: SetClock
) -> None:
    address = postgres.address()
    with closing(Store(address, catalogue, clock)) as one, closing(Store(address, catalogue, clock)) as other:
        _fill(one, clock)
        service, _ = here(one)
        grant = Grant("manager", "service", service.key)
        one.accounts.give(ME, ANNA, grant)
        anna = one.accounts.viewer(ANNA, "Anna").principal
        first, second = (one.links.make(one.accounts.holder(anna), result_of(one), 30) for _ in range(2))
        for store in (one, other):
            assert store.links.reader(store.links.by_secret(first), store.accounts.holder(anna))
            store.links.count(store.links.by_secret(first))
        assert [link.days_opened for link in other.links.of(ME)] == [0, 1]
        other.links.revoke(ME, one.links.by_secret(first).key)
        assert why(lambda: one.links.by_secret(first)) == CLOSED
        one.accounts.take(ME, ANNA, grant)
        link = other.links.by_secret(second)
        assert why(lambda: other.links.reader(link, other.accounts.holder(anna))) == CLOSED
