"""What a service sets aside leaves its form and all counts from then on; closed rounds stay as they are."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest

from assess.core import portfolio
from assess.core.access import Grant, Viewer, local_viewer
from assess.core.answers import Answer
from assess.core.brought import Brought
from assess.core.catalogue import Catalogue
from assess.core.errors import InputError, NotAllowedError
from assess.core.portfolio import Choice
from assess.core.programme import Round, Service
from assess.database.opening import Home
from assess.store import Store
from assess.tasks import agenda, outcome, papers
from set_clock import SetClock
from tampering import change, rows

ME = local_viewer()
MILESTONES = "milestones"


def begun(store: Store, *names: str) -> tuple[Service, list[Round]]:
    """Add a service and rounds that are open from 1 June 2026; the first closes ten days later, and so on."""
    programme = store.programmes.add(ME, "Fernshire").key
    service = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme)
    opens = date(2026, 6, 1)
    rounds = [
        store.rounds.open(ME, programme, name, opens, opens + timedelta(days=10 * place))
        for place, name in enumerate(names, start=1)
    ]
    return service, rounds


def rate(store: Store, service: Service, round_: Round) -> str:
    response = store.ratings.start(ME, service.key, round_.key).key
    answers = [
        Answer(framework.key, framework.items[0].key, framework.highest)
        for framework in store.rounds.frameworks(round_.key)
    ]
    store.ratings.save(ME, response, answers)
    store.ratings.submit(ME, response)
    return response


def frameworks_counted(store: Store, service: Service, round_: Round) -> set[str]:
    positions = store.positions.of_service(ME, service.key)
    return {position.framework for position in positions if position.round == round_.key}


@pytest.fixture
def store(empty_home: Home, catalogue: Catalogue, clock: SetClock) -> Store:
    return Store(empty_home, catalogue, clock)


def test_it_is_in_no_count_of_an_open_round_and_comes_back_as_it_was(store: Store) -> None:
    with closing(store):
        service, (round_,) = begun(store, "Summer")
        rate(store, service, round_)
        every = {framework.key for framework in store.rounds.frameworks(round_.key)}
        before = store.positions.of_service(ME, service.key)
        assert frameworks_counted(store, service, round_) == every
        store.asides.set_aside(ME, service.key, MILESTONES)
        assert frameworks_counted(store, service, round_) == every - {MILESTONES}
        assert {each.key for each in store.rounds.asked(service.key, round_.key)} == every - {MILESTONES}
        reached = outcome.latest(store, ME, service)
        assert reached.standings.keys() == every - {MILESTONES}
        taken = papers.round_as_taken(store, ME, round_)
        assert {key[0] for key in taken.rated} == every - {MILESTONES}
        assert [(each.key, at.date()) for each, at in store.asides.in_round(ME, service.key, round_.key)] == [
            (MILESTONES, date(2026, 6, 3))
        ]
        assert store.faults() == []
        store.asides.ask_again(ME, service.key, MILESTONES)
        assert [each[:11] for each in store.positions.of_service(ME, service.key)] == [each[:11] for each in before]
        assert store.faults() == []


def test_a_round_that_has_closed_keeps_what_was_rated(store: Store, clock: SetClock) -> None:
    with closing(store):
        service, (first, second) = begun(store, "First", "Second")
        for round_ in (first, second):
            rate(store, service, round_)
        clock.now = datetime(2026, 6, 15, 9, tzinfo=UTC)
        store.asides.set_aside(ME, service.key, MILESTONES)
        assert MILESTONES in frameworks_counted(store, service, first)
        assert MILESTONES not in frameworks_counted(store, service, second)
        assert store.asides.in_round(ME, service.key, first.key) == []
        clock.now = datetime(2026, 7, 15, 9, tzinfo=UTC)
        store.asides.ask_again(ME, service.key, MILESTONES)
        # The second round closed while it was set aside.
        assert MILESTONES not in frameworks_counted(store, service, second)
        assert store.faults() == []


def test_what_is_submitted_later_has_no_position_of_it(store: Store) -> None:
    with closing(store):
        service, (round_,) = begun(store, "Summer")
        store.asides.set_aside(ME, service.key, MILESTONES)
        rate(store, service, round_)
        assert MILESTONES not in frameworks_counted(store, service, round_)
        assert store.faults() == []


def test_a_service_that_is_asked_nothing_is_not_waited_for(store: Store, catalogue: Catalogue) -> None:
    with closing(store):
        service, _ = begun(store)
        day = date(2026, 6, 1)
        alone = store.rounds.open(
            ME, service.programme, "Milestones", day, day + timedelta(9), frameworks=[catalogue[MILESTONES]]
        )
        today = date(2026, 6, 3)
        assert [(each.facts.round, each.now) for each in agenda.agenda(store, ME, today, 5).journeys] == [
            (alone, "rate")
        ]
        assert [each.key for each in papers.round_as_taken(store, ME, alone).turnout.missing] == [service.key]
        store.asides.set_aside(ME, service.key, MILESTONES)
        assert [each.now for each in agenda.agenda(store, ME, today, 5).journeys] != ["rate"]
        assert papers.round_as_taken(store, ME, alone).turnout.missing == ()


def test_the_portfolio_does_not_wait_for_a_service_that_is_asked_nothing(store: Store, catalogue: Catalogue) -> None:
    with closing(store):
        service, _ = begun(store)
        other = store.services.add(ME, "Meadow", "Fernbridge", "home care", "North", service.programme)
        day = date(2026, 6, 1)
        store.rounds.open(ME, service.programme, "Alone", day, day + timedelta(9), frameworks=[catalogue[MILESTONES]])
        view, late = portfolio.view([catalogue[MILESTONES]], catalogue["ladder"]), Choice(show="missing")

        def missing() -> tuple[int, list[str]]:
            page = store.portfolio.page(ME, late, view)
            return store.portfolio.seen(ME, late, view).missing, [each.service.key for each in page]

        assert missing() == (2, [service.key, other.key])
        store.asides.set_aside(ME, service.key, MILESTONES)
        assert missing() == (1, [other.key])
        assert store.portfolio.page(ME, Choice(show="missing", sort="milestones/visibility"), view)
        store.asides.ask_again(ME, service.key, MILESTONES)
        assert missing() == (2, [service.key, other.key])


def test_people_are_not_invited_to_a_form_without_a_question(store: Store, catalogue: Catalogue) -> None:
    """People's experiences are only in the thorough form: in the quick one the milestones ask people nothing."""
    with closing(store):
        service, _ = begun(store)
        milestones, days = [catalogue[MILESTONES]], (date(2026, 6, 1), date(2026, 6, 10))
        quick = store.rounds.open(ME, service.programme, "Quick", *days, frameworks=milestones)
        with pytest.raises(InputError, match="“Quick” has no questions to people"):
            store.invitations.open(ME, service.key, quick.key)
        thorough = store.rounds.open(ME, service.programme, "Thorough", *days, "thorough", frameworks=milestones)
        code = store.invitations.open(ME, service.key, thorough.key).token
        store.asides.set_aside(ME, service.key, MILESTONES)
        with pytest.raises(InputError, match="“Thorough” has no questions to people"):
            store.passes.begin(code)
        store.asides.ask_again(ME, service.key, MILESTONES)
        assert store.passes.begin(code).response


def test_what_people_said_of_what_is_set_aside_is_not_called_too_little(store: Store, catalogue: Catalogue) -> None:
    with closing(store):
        service, _ = begun(store)
        days = date(2026, 6, 1), date(2026, 6, 10)
        milestones = [catalogue[MILESTONES]]
        round_ = store.rounds.open(ME, service.programme, "Thorough", *days, "thorough", frameworks=milestones)
        store.voices.bring_people(ME, service.key, round_.key, [Brought(6, [Answer(MILESTONES, "information", 1)])])
        rate(store, service, round_)
        store.asides.set_aside(ME, service.key, MILESTONES)
        assert store.voices.unheard(ME, service.key, round_.key) == "aside"
        assert store.voices.words_of_people(ME, service.key, round_.key) == []


def test_only_who_rates_a_service_sets_aside_and_only_what_may_be(store: Store) -> None:
    board = Viewer("b", "B", (Grant("board", "programme", "fernshire"),))
    manager = Viewer("m", "M", (Grant("manager", "service", "larkrise"),))
    with closing(store):
        service, _ = begun(store)
        with pytest.raises(NotAllowedError):
            store.asides.set_aside(board, service.key, MILESTONES)
        with pytest.raises(InputError, match="cannot be set aside"):
            store.asides.set_aside(manager, service.key, "ladder")
        with pytest.raises(InputError, match="is not set aside"):
            store.asides.ask_again(manager, service.key, MILESTONES)
        store.asides.set_aside(manager, service.key, MILESTONES)
        with pytest.raises(InputError, match="set aside already"):
            store.asides.set_aside(manager, service.key, MILESTONES)
        act = [*store.audit.events()][-1]
        assert (act.act, act.subject, act.after, act.principal) == ("set aside", service.key, MILESTONES, "m")
        assert store.asides.of(manager, service.key).keys() == {MILESTONES}


def test_a_row_that_is_changed_behind_the_programs_back_is_noticed(store: Store) -> None:
    with closing(store):
        service, _ = begun(store)
        store.asides.set_aside(ME, service.key, MILESTONES)
        columns, (kept,) = rows(store, "set_aside")
        row = dict(zip(columns, kept, strict=True))
        change(store, "set_aside", row, {**row, "aside": False})
        assert any("“set_aside”" in fault for fault in store.faults())


def test_it_moves_with_everything_else(
    store: Store, copied_home: Callable[[], Home], catalogue: Catalogue, clock: SetClock
) -> None:
    with closing(store), closing(Store(copied_home(), catalogue, clock)) as target:
        service, _ = begun(store)
        store.asides.set_aside(ME, service.key, MILESTONES)
        store.move_to(target)
        assert target.asides.acts(ME, service.key) == store.asides.acts(ME, service.key) != ()
        assert target.faults() == []
