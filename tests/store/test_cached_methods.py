import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest

import assess.store as package
from acts import LADDER, LOOKED_AT, ME, two_programmes_in
from assess.core.access import Grant, Viewer
from assess.core.answers import Response
from assess.core.catalogue import Catalogue
from assess.core.portfolio import Choice
from assess.core.programme import Service
from assess.database.interface import Row
from assess.database.opening import Home
from assess.store import Store
from assess.store.connection import Connection, cached
from assess.store.tables import DRAFTS, RATINGS, SET_UP


def cached_methods() -> dict[str, Callable[..., object]]:
    """Return every cached method of the store by its class and name."""
    modules = [import_module(f"assess.store.{module.name}") for module in pkgutil.iter_modules(package.__path__)]
    classes = {value for module in (package, *modules) for value in vars(module).values() if inspect.isclass(value)}
    functions = [
        value for each in classes for value in vars(each).values() if "tables" in getattr(value, "__dict__", {})
    ]
    return {function.__qualname__: function for function in functions}


METHODS = cached_methods()
MANAGER = Viewer("m", "", (Grant("manager", "service", "one"), Grant("manager", "service", "two")))
# ruff: noqa: SLF001 - parts that are not public
# How each of them is called. The round is that of the service `one`, and the response its own.
CALLS: dict[str, Callable[[Store, str, str], object]] = {
    "Store.is_empty": lambda store, _, __: store.is_empty(),
    "Store.holds_real_ratings": lambda store, _, __: store.holds_real_ratings(),
    "Store.holds_examples": lambda store, _, __: store.holds_examples(),
    "Programmes.visible_to": lambda store, _, __: store.programmes.visible_to(ME),
    "Services.visible_to": lambda store, _, __: store.services.visible_to(ME),
    "Services.get": lambda store, _, __: store.services.get(ME, "one"),
    "Services.kinds_and_areas": lambda store, _, __: store.services.kinds_and_areas(ME),
    "Members.in_round": lambda store, round_key, _: store.members.in_round(ME, store.rounds.get(ME, round_key)),
    "Rounds.of": lambda store, _, __: store.rounds.of(ME, "programme-one"),
    "Rounds.get": lambda store, round_key, _: store.rounds.get(ME, round_key),
    "Frameworks._published": lambda store, _, __: store.catalogue,
    "Timetable.round": lambda store, round_key, _: store.rounds._timetable.round(round_key),
    "Timetable.frameworks_of_all": lambda store, round_key, _: store.rounds.frameworks(round_key),
    "Timetable.wordings_in_use": lambda store, _, __: store.rounds._timetable.wordings_in_use(),
    "Timetable.asides_of_all": lambda store, _, __: store.rounds._timetable.asides_of_all(),
    "Timetable.moves_of_all": lambda store, _, __: store.rounds._timetable.moves_of_all(),
    "Timetable.asked_nothing": lambda store, _, __: store.rounds._timetable.asked_nothing(),
    "Timetable.of_programme": lambda store, _, __: store.rounds._timetable.of_programme("living-well"),
    "Timetable.wording": lambda store, _, __: store.rounds.wording("ladder", 1),
    "Timetable.reworded": lambda store, _, __: store.rounds._timetable.reworded(),
    "Timetable.typing_in": lambda store, round_key, _: store.rounds._timetable.typing_in(round_key),
    "Ratings.responses": lambda store, _, __: store.ratings.responses(ME),
    "Ratings.response": lambda store, _, response: store.ratings.response(ME, response),
    "Ratings._is_visible": lambda store, _, response: store.ratings._is_visible(ME, response),
    "Ratings.submissions": lambda store, _, response: store.ratings.submissions(ME, response),
    "Ratings.counting": lambda store, _, response: store.ratings.counting(ME, response),
    "Ratings.when_submitted": lambda store, _, response: store.ratings.when_submitted(ME, response),
    "Ratings.submitted_answers": lambda store, _, response: store.ratings.submitted_answers(ME, response),
    "Positions.of_service": lambda store, _, __: store.positions.of_service(ME, "one"),
    "Positions.in_round": lambda store, round_key, _: store.positions.in_round(ME, round_key),
    "Invitations.services_in": lambda store, round_key, _: store.invitations.services_in(ME, round_key),
    "Invitations.has_ended": lambda store, round_key, _: store.invitations.has_ended(ME, "one", round_key),
    "Journeys.facts": lambda store, _, __: store.journeys.facts(ME),
    "Timetable.asking_openly": lambda store, round_key, _: store.rounds._timetable.asking_openly(round_key),
    "TogetherForChange.words_by_service": lambda store, round_key, _: store.together.words_by_service(ME, round_key),
    "TogetherForChange.by_service": lambda store, round_key, _: store.together.by_service(ME, round_key),
    "CaseNotes.visible_to": lambda store, _, __: store.case_notes.visible_to(ME),
    "Voices.turnout": lambda store, round_key, _: store.voices.turnout(ME, round_key),
    "Voices.unheard": lambda store, round_key, _: store.voices.unheard(ME, "one", round_key),
    "Voices.words_of_people": lambda store, round_key, _: store.voices.words_of_people(ME, "one", round_key),
    "Voices.notes": lambda store, round_key, _: store.voices.notes(ME, round_key),
    "Voices.said": lambda store, round_key, _: store.voices.said(ME, round_key),
    "Actions.visible_to": lambda store, _, __: store.actions.visible_to(ME),
    "Impacts.visible_to": lambda store, _, __: store.impacts.visible_to(ME),
    "Forewords.of": lambda store, _, __: store.forewords.of(ME, "programme", 2026),
    "Publications.of_service": lambda store, round_key, _: store.publications.of_service(ME, "one", round_key),
    "Publications.visible_to": lambda store, _, __: store.publications.visible_to(ME),
    "Counts.who_by_service": lambda store, round_key, _: store.counts.who_by_service(ME, round_key),
    "Counts.saying": lambda store, round_key, _: store.counts.saying(ME, "one", round_key),
    "Portfolio.seen": lambda store, _, __: store.portfolio.seen(ME, Choice(), LOOKED_AT),
    "Portfolio.page": lambda store, _, __: store.portfolio.page(ME, Choice(), LOOKED_AT),
    "Portfolio.lesson": lambda store, _, __: store.portfolio.lesson(ME, Choice(), LADDER, 4, 5),
    "Portfolio.levels_by": lambda store, _, __: store.portfolio.levels_by(ME, Choice(), "kind"),
    "Portfolio.trends": lambda store, _, __: store.portfolio.trends(ME, Choice(), LOOKED_AT),
    "Peers._beside": lambda store, _, __: store.peers.beside(MANAGER, store.services.get(ME, "one")),
    "Accounts.taken_since": lambda store, _, __: store.accounts.taken_since("manager", date(2026, 1, 1)),
}


def tables_in(statements: list[str], known: set[str]) -> set[str]:
    return {word for sql in statements for word in re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", sql)} & known


@pytest.fixture
def acted(acted_home: Home, copied: Callable[[Home], Home], catalogue: Catalogue) -> Iterator[tuple[Store, Response]]:
    """A store in which everything was done that can be done, with the own response of the service `one`."""
    with closing(Store(copied(acted_home), catalogue)) as store:
        response, _ = next(each for each in store.ratings.responses(ME, "one") if each[0].voice == "service")
        yield store, response


def test_every_cached_method_is_tested_here() -> None:
    assert METHODS.keys() - CALLS.keys() == set(), "add to CALLS how each of these is called"
    assert CALLS.keys() - METHODS.keys() == set(), "these are not cached any more: remove them from CALLS"


def test_a_cached_method_reads_no_tables_but_those_it_declares(
    acted: tuple[Store, Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, response = acted
    connection = store._connection
    with connection.database.snapshot() as there:
        known = set(there.tables())
    statements: list[str] = []
    read = connection.read

    def recorded(sql: str, values: Sequence[object] = ()) -> list[Row]:
        statements.append(sql)
        return read(sql, values)

    monkeypatch.setattr(connection, "read", recorded)
    undeclared, idle = {}, []
    for name, call in CALLS.items():
        statements.clear()
        connection.cache.clear()
        call(store, response.round, response.key)
        tables: frozenset[str] = vars(METHODS[name])["tables"]
        # Answers of drafts invalidate nothing; the submission fixes the last answer that a result reads.
        allowed = tables | DRAFTS if tables == RATINGS else tables
        if more := tables_in(statements, known) - allowed:
            undeclared[name] = more
        if not tables_in(statements, known):
            idle.append(name)
    assert undeclared == {}
    assert idle == []


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_cached_method_reads_what_is_set_up_or_takes_the_viewer_whose_scope_bounds_it(name: str) -> None:
    tables = vars(METHODS[name])["tables"]
    viewers = [each for each in inspect.signature(METHODS[name]).parameters.values() if each.annotation is Viewer]
    assert tables <= SET_UP or (tables == RATINGS and len(viewers) == 1)


class Part:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.calls = 0

    def count(self) -> int:
        self.calls += 1
        return self.calls


def test_a_method_that_reads_ratings_without_a_viewer_cannot_be_cached() -> None:
    with pytest.raises(TypeError, match=r"Part\.count reads ratings, so it must take a Viewer"):
        cached(RATINGS)(Part.count)
    with pytest.raises(TypeError, match="must take a Viewer"):
        cached(SET_UP | {"position"})(Part.count)


def test_a_result_about_ratings_is_not_cached_without_a_viewer(empty_store: Store) -> None:
    with pytest.raises(TypeError, match="needs the Viewer"):
        empty_store._connection.recall(RATINGS, None, ("everything",), list)


def test_what_is_set_up_stays_cached_inside_a_transaction_that_writes_ratings(empty_store: Store) -> None:
    connection = empty_store._connection
    part = Part(connection)
    two_programmes_in(empty_store)

    def count(tables: frozenset[str]) -> int:
        return connection.recall(tables, ME, ("count", tables), part.count)

    services, ratings = frozenset({"service"}), RATINGS
    assert (count(services), count(ratings)) == (1, 2)
    with empty_store.all_or_nothing():
        empty_store.ratings.start(ME, "one", empty_store.rounds.of(ME, "programme-one")[0].key)
        # Its own writes are in no version counter yet, so what may depend on them is computed.
        assert [(count(services), count(ratings)) for _ in range(2)] == [(1, 3), (1, 4)]
        empty_store.services.change(ME, renamed(empty_store), empty_store.services.get(ME, "one"))
        assert count(services) == 5
    assert count(services) == 6


def renamed(store: Store) -> Service:
    return replace(store.services.get(ME, "one"), name="Renamed")
