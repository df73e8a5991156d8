import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assess.core.access import ROLES, Grant, Viewer, local_viewer
from assess.core.answers import Answer, Entry, ItemKey, Response, State
from assess.core.catalogue import Catalogue
from assess.core.errors import ClashError, InputError, NotAllowedError
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.text import required
from assess.database.opening import Home
from assess.store import Store, audit
from assess.tasks.outcome import outcome
from tampering import tamper

NewHome = Callable[[], Home]
ME = local_viewer()
NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)


def dumped(store: Store) -> dict[str, list[Any]]:
    """Return every row of every table, as the database itself has them."""
    database = store._connection.database  # noqa: SLF001 - to scan without a viewer, and to let peers be out of date
    with database.snapshot() as there:
        tables = set(there.tables()) - {"edition"}  # version counters, not data
        return {table: sorted(there.read(f"SELECT * FROM {table}"), key=repr) for table in tables}  # noqa: S608


def add_service(store: Store, name: str, programme: str = "borsetshire", area: str = "Borsetshire") -> Service:
    return store.services.add(ME, name, f"{name} Council", "home care", area, programme)


@pytest.fixture(scope="module")
def filled(copied_home: NewHome, catalogue: Catalogue) -> Iterator[Store]:
    """One programme with an open round, for many services."""
    with closing(opened_for_a_round(copied_home(), catalogue)) as store:
        yield store


def opened_for_a_round(home: Home, catalogue: Catalogue) -> Store:
    store = Store(home, catalogue, clock=lambda: NOON)
    store.programmes.add(ME, "Borsetshire", key="borsetshire")
    store.rounds.open(ME, "borsetshire", "Summer", date(2026, 6, 1), date(2026, 8, 31), key="summer")
    return store


NUMBERS = count(1)


def begun(store: Store) -> Response:
    """Return a response that is begun for a service of its own."""
    return store.ratings.start(ME, add_service(store, f"Service {next(NUMBERS)}").key, "summer")


# Any sequence of acts

ITEMS = st.sampled_from([("ladder", "overall"), ("ladder", "plan"), ("principles", "equal"), ("principles", "equal.1")])
SAID: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(dict, level=st.integers(1, 2)),
    st.builds(dict, does_not_apply=st.sampled_from(["No budget", "Not our task"])),
    st.just({"dont_know": True}),
    st.just({}),
)
ANSWERS = st.builds(
    lambda key, said, note: replace(Answer(key[0], key[1], note=note), **said),
    ITEMS,
    SAID,
    st.sampled_from(["", "Minutes"]),
)
# "move" is whichever of submit and reopen can be done.
ACTS = st.lists(
    st.one_of(st.lists(ANSWERS, max_size=3), st.sampled_from(["move", "move", "submit", "reopen"])),
    min_size=4,
    max_size=10,
)


def going(step: int) -> Callable[[], datetime]:
    """Return a clock that goes on, stands still or goes back: nothing may depend on its time."""
    ticks = count()
    return lambda: NOON + timedelta(seconds=step * next(ticks))


@dataclass
class Naive:
    """A simple model of a response."""

    state: State = "draft"
    said: list[Answer] = field(default_factory=list)
    frozen: list[Answer] | None = None

    def may(self, act: str | list[Answer]) -> bool:
        if act == "submit":
            return self.state != "submitted" and any(answer.is_given for answer in standing_of(self.said).values())
        return (self.state == "submitted") == (act == "reopen")

    def does(self, act: str | list[Answer]) -> None:
        if act == "submit":
            self.state, self.frozen = "submitted", list(self.said)
        elif act == "reopen":
            self.state = "reopened"
        else:
            self.said.extend(each for each in act if isinstance(each, Answer))


def standing_of(said: Iterable[Answer]) -> dict[ItemKey, Answer]:
    stands: dict[ItemKey, Answer] = {}
    for answer in said:
        stands[answer.framework, answer.item] = answer
    return stands


def do(store: Store, response: str, act: str | list[Answer]) -> None:
    if isinstance(act, list):
        store.ratings.save(ME, response, act)
    elif act == "submit":
        store.ratings.submit(ME, response)
    else:
        store.ratings.reopen(ME, response, "A slip of the pen")


def acted(store: Store, response: str, acts: Iterable[str | list[Answer]]) -> Naive:
    """Apply acts to the store and to the model; both must refuse the same ones."""
    naive = Naive()
    for wanted in acts:
        act = wanted if wanted != "move" else "reopen" if naive.state == "submitted" else "submit"
        if naive.may(act):
            do(store, response, act)
            naive.does(act)
        else:
            with pytest.raises(InputError):
                do(store, response, act)
    return naive


@settings(max_examples=15, deadline=None)
@given(ACTS, st.sampled_from([1, 0, -1]))
def test_any_sequence_of_acts_comes_to_what_the_log_and_the_submissions_say(
    filled: Store, acts: list[str | list[Answer]], step: int
) -> None:
    response = begun(filled)
    filled.clock = going(step)
    naive = acted(filled, response.key, acts)
    log = filled.ratings.log(ME, response.key)
    assert [entry.answer for entry in log] == naive.said
    assert [entry.number for entry in log] == sorted({entry.number for entry in log})
    assert filled.ratings.response(ME, response.key) == (response, naive.state)
    assert (response, naive.state) in filled.ratings.responses(ME, response.service)
    frozen = standing_of(naive.frozen or [])
    assert filled.ratings.submitted_answers(ME, response.key) == frozen == frozen_by(filled, response, log)
    assert positions(filled, response) == {
        key: answer for key, answer in frozen.items() if answer.is_given and "." not in answer.item
    }
    check_standings(filled, response, frozen)
    assert filled.audit.chain_holds()


def frozen_by(store: Store, response: Response, log: list[Entry]) -> dict[ItemKey, Answer]:
    """Compute from the log and the submissions which answers the last submission froze."""
    submissions = store.ratings.submissions(ME, response.key)
    assert [each.upto for each in submissions] == sorted(each.upto for each in submissions)
    upto = submissions[-1].upto if submissions else 0
    return standing_of(entry.answer for entry in log if entry.number <= upto)


def positions(store: Store, response: Response) -> dict[ItemKey, Answer]:
    """Return the positions of a response, written as answers."""
    return {
        (one.framework, one.item): _answer(one, store, response)
        for one in store.positions.of_service(ME, response.service)
    }


def _answer(one: Position, store: Store, response: Response) -> Answer:
    said = store.ratings.submitted_answers(ME, response.key)[one.framework, one.item]
    assert (one.round, one.voice, one.level) == (response.round, response.voice, one.service_level)
    assert one.evidenced == said.is_evidenced
    return replace(said, level=one.level)


def check_standings(store: Store, response: Response, frozen: dict[ItemKey, Answer]) -> None:
    submitted = store.ratings.submitted(ME, response.service)
    assert [found for _, found in submitted] == ([response] if frozen else [])
    for round_, _ in submitted:
        stands = outcome(store, ME, round_, response).standings
        for framework in store.rounds.frameworks(round_.key):
            levels = {item.key: frozen.get((framework.key, item.key)) for item in framework.items}
            rated = {key: answer.level for key, answer in levels.items() if answer and answer.level is not None}
            assert {key: stands[framework.key].levels.get(key) for key in rated} == rated
            assert len(stands[framework.key].levels) == len(rated)


def test_the_same_response_is_found_again_and_not_begun_twice(filled: Store) -> None:
    response = begun(filled)
    assert filled.ratings.start(ME, response.service, response.round) == response
    assert [found for found, _ in filled.ratings.responses(ME, response.service)] == [response]


def test_what_a_screen_changed_is_saved_beside_what_was_changed_elsewhere_meanwhile(filled: Store) -> None:
    key, blank = begun(filled).key, Answer("ladder", "overall")
    filled.ratings.save(ME, key, [replace(blank, level=3)], visit="0-a")
    log = filled.ratings.change(ME, key, blank, replace(blank, note="Minutes of March"), "0-b")
    assert log == filled.ratings.log(ME, key)
    assert log[-1].answer == replace(blank, level=3, note="Minutes of March")
    assert log[-1].visit == "0-b"
    # The same choice again, and a screen that was left alone, add nothing.
    for screen in (replace(blank, level=3), blank):
        assert filled.ratings.change(ME, key, blank, screen, "0-c") == log


def test_of_two_changes_to_the_same_the_second_is_refused_and_saves_nothing(filled: Store) -> None:
    key, blank = begun(filled).key, Answer("ladder", "overall")
    filled.ratings.save(ME, key, [replace(blank, level=3)], visit="0-a")
    log = filled.ratings.log(ME, key)
    with pytest.raises(ClashError, match="Choose which one to keep"):
        filled.ratings.change(ME, key, blank, replace(blank, level=4), "0-b")
    assert filled.ratings.log(ME, key) == log


def test_a_submitted_response_is_changed_from_no_screen(filled: Store) -> None:
    key, blank = begun(filled).key, Answer("ladder", "overall")
    filled.ratings.save(ME, key, [replace(blank, level=3)])
    filled.ratings.submit(ME, key)
    with pytest.raises(InputError, match="Reopen it to change an answer"):
        filled.ratings.change(ME, key, replace(blank, level=3), replace(blank, level=4), "0-b")


def test_everything_is_there_when_it_is_opened_again(copied_home: NewHome, catalogue: Catalogue) -> None:
    home = copied_home()
    store = Store(home, catalogue)
    service, round_ = store.services.add_first(ME, "Larkrise", "Council", "home care", "Ambridge")
    response = store.ratings.start(ME, service.key, round_.key)
    store.ratings.save(ME, response.key, [Answer("ladder", "overall", 3)], visit="0-a")
    before = dumped(store)
    store.close()
    store = Store(home, catalogue)
    assert dumped(store) == before
    store.ratings.save(ME, response.key, [Answer("ladder", "overall", 4)])
    assert [entry.answer.level for entry in store.ratings.log(ME, response.key)] == [3, 4]
    assert [entry.visit for entry in store.ratings.log(ME, response.key)] == ["0-a", ""]
    assert store.audit.chain_holds()
    store.close()


# The chain of events


@pytest.fixture(scope="module")
def written(copied_home: NewHome, catalogue: Catalogue) -> Home:
    """A database with a submitted response, to be copied."""
    home = copied_home()
    with closing(Store(home, catalogue)) as store:
        service, round_ = store.services.add_first(ME, "Larkrise", "Council", "home care", "Ambridge")
        response = store.ratings.start(ME, service.key, round_.key).key
        acted(store, response, [[Answer("ladder", "overall", 3)], "submit", "reopen", [Answer("ladder", "overall", 4)]])
        assert store.audit.chain_holds()
    return home


MIDDLE = "number = (SELECT number FROM event ORDER BY number LIMIT 1 OFFSET 4)"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET number = number + 1 WHERE MIDDLE",
        "UPDATE event SET moment = moment + INTERVAL '1' MINUTE WHERE MIDDLE",
        "UPDATE event SET principal = 'somebody' WHERE MIDDLE",
        "UPDATE event SET act = 'submit' WHERE MIDDLE",
        "UPDATE event SET subject = subject || '.' WHERE MIDDLE",
        "UPDATE event SET item = 'principles.equal' WHERE MIDDLE",
        "UPDATE event SET answer = answer + 1 WHERE MIDDLE",
        "UPDATE event SET before = '7' WHERE MIDDLE",
        "UPDATE event SET after = '7' WHERE MIDDLE",
        "UPDATE event SET hash = (SELECT hash FROM event ORDER BY number LIMIT 1) WHERE MIDDLE",
        "UPDATE event SET digest = '' WHERE MIDDLE",
        "DELETE FROM event WHERE MIDDLE",
        "DELETE FROM event WHERE number = (SELECT min(number) FROM event)",
        "INSERT INTO event SELECT number + 1, moment, 'me', act, subject, item, answer, '', '', hash, '' FROM event",
    ],
)
def test_the_chain_breaks_when_the_log_of_acts_is_changed_behind_its_back(
    written: Home, copied: Callable[[Home], Home], catalogue: Catalogue, change: str
) -> None:
    with closing(Store(copied(written), catalogue)) as store:
        tamper(store, change.replace("MIDDLE", MIDDLE))
        assert not store.audit.chain_holds()


def test_a_log_of_acts_that_nobody_changed_holds(
    written: Home, copied: Callable[[Home], Home], catalogue: Catalogue
) -> None:
    with closing(Store(copied(written), catalogue)) as store:
        assert store.audit.chain_holds()
        assert [event.act for event in store.audit.events()] == [
            *["add programme", "add service", "add round", "start", "answer", "submit", "reopen", "answer"]
        ]


@pytest.mark.parametrize("at_a_time", [3, 4, 8])
def test_a_long_log_is_checked_to_its_end(
    written: Home,
    copied: Callable[[Home], Home],
    catalogue: Catalogue,
    monkeypatch: pytest.MonkeyPatch,
    at_a_time: int,
) -> None:
    monkeypatch.setattr(audit, "_AT_A_TIME", at_a_time)
    with closing(Store(copied(written), catalogue)) as store:
        assert store.audit.chain_holds()
        tamper(store, "UPDATE event SET act = 'submit' WHERE number = (SELECT max(number) FROM event)")
        assert not store.audit.chain_holds()


# Who may see and do what


@dataclass(frozen=True)
class Portfolio:
    """Two programmes with a service each in two areas, every one with a submitted response."""

    store: Store
    responses: dict[str, str]  # service -> response


@pytest.fixture(scope="module")
def portfolio(copied_home: NewHome, catalogue: Catalogue) -> Iterator[Portfolio]:
    store = Store(copied_home(), catalogue, clock=lambda: NOON)
    responses = {}
    for programme in ("one", "two"):
        store.programmes.add(ME, programme, key=programme)
        store.rounds.open(ME, programme, "Summer", date(2026, 6, 1), date(2026, 8, 31), key=f"{programme}-summer")
        for area in ("north", "south"):
            service = add_service(store, f"{programme} {area}", programme, area)
            responses[service.key] = store.ratings.start(ME, service.key, f"{programme}-summer").key
            acted(store, responses[service.key], [[Answer("ladder", "overall", 3)], "submit"])
    yield Portfolio(store, responses)
    store.close()


GRANTS = st.lists(
    st.one_of(
        st.builds(Grant, st.sampled_from(ROLES), st.just("service"), st.sampled_from(["one-north", "two-south"])),
        st.builds(Grant, st.sampled_from(ROLES), st.just("programme"), st.sampled_from(["one", "three"])),
        st.builds(Grant, st.sampled_from(ROLES), st.just("area"), st.sampled_from(["south", "one"])),
        st.builds(Grant, st.sampled_from(ROLES), st.just("everything")),
    ),
    max_size=3,
).map(tuple)


def covers(grant: Grant, service: Service) -> bool:
    places = {"programme": service.programme, "area": service.area, "service": service.key}
    return grant.over == "everything" or places[grant.over] == grant.key


@settings(max_examples=10, deadline=None)
@given(GRANTS)
def test_a_viewer_reads_and_writes_what_a_grant_covers_and_nothing_else(
    portfolio: Portfolio, grants: tuple[Grant, ...]
) -> None:
    viewer = Viewer("b", "Somebody", grants)
    every = portfolio.store.services.visible_to(ME)
    seen = {each.key for each in every if any(covers(grant, each) for grant in grants)}
    rated = {
        each.key
        for each in every
        if any(covers(grant, each) for grant in grants if grant.role in ("manager", "administrator"))
    }
    assert {each.key for each in portfolio.store.services.visible_to(viewer)} == seen
    assert {found.service for found, _ in portfolio.store.ratings.responses(viewer)} == seen
    for service in every:
        response = portfolio.responses[service.key]
        (check_read if service.key in seen else check_unread)(portfolio.store, viewer, service, response)
        (check_rated if service.key in rated else check_unrated)(portfolio.store, viewer, service, response)
    for key in sorted(rated)[:1]:
        acted_as(portfolio.store, viewer, portfolio.responses[key])


def check_read(store: Store, viewer: Viewer, service: Service, response: str) -> None:
    assert store.services.get(viewer, service.key) == service
    assert [found for found, _ in store.ratings.responses(viewer, service.key)] == [
        store.ratings.response(viewer, response)[0]
    ]
    assert store.ratings.log(viewer, response) == store.ratings.log(ME, response) != []
    assert store.ratings.submissions(viewer, response) == store.ratings.submissions(ME, response) != []
    assert store.positions.of_service(viewer, service.key) == store.positions.of_service(ME, service.key) != []
    assert [found.key for _, found in store.ratings.submitted(viewer, service.key)] == [response]
    assert store.rounds.of(viewer, service.programme) == [store.rounds.get(viewer, f"{service.programme}-summer")]


def check_unread(store: Store, viewer: Viewer, service: Service, response: str) -> None:
    for refused in (
        lambda: store.services.get(viewer, service.key),
        lambda: store.ratings.response(viewer, response),
        lambda: store.ratings.submitted(viewer, service.key),
    ):
        with pytest.raises(NotAllowedError):
            refused()
    assert store.ratings.responses(viewer, service.key) == []
    assert store.ratings.log(viewer, response) == []
    assert store.ratings.submissions(viewer, response) == []
    assert store.ratings.submitted_answers(viewer, response) == {}
    assert store.positions.of_service(viewer, service.key) == []
    if service.programme not in {each.programme for each in store.services.visible_to(viewer)}:
        assert store.rounds.of(viewer, service.programme) == []
        with pytest.raises(NotAllowedError):
            store.rounds.get(viewer, f"{service.programme}-summer")


def check_rated(store: Store, viewer: Viewer, service: Service, response: str) -> None:
    assert store.ratings.start(viewer, service.key, f"{service.programme}-summer").key == response
    for refused in (
        # It is submitted, and to say so is to let the viewer near it.
        lambda: store.ratings.save(viewer, response, [Answer("ladder", "overall", 3)]),
        lambda: store.ratings.submit(viewer, response),
    ):
        with pytest.raises(InputError):
            refused()


def acted_as(store: Store, viewer: Viewer, response: str) -> None:
    store.ratings.reopen(viewer, response, "A slip of the pen")
    store.ratings.save(viewer, response, [Answer("ladder", "overall", 3)])
    store.ratings.submit(viewer, response)
    assert (
        store.ratings.log(ME, response)[-1].principal
        == store.ratings.submissions(ME, response)[-1].principal
        == viewer.principal
    )


def check_unrated(store: Store, viewer: Viewer, service: Service, response: str) -> None:
    for refused in (
        lambda: store.ratings.start(viewer, service.key, f"{service.programme}-summer"),
        lambda: store.ratings.reopen(viewer, response, "A slip of the pen"),
        lambda: store.ratings.save(viewer, response, [Answer("ladder", "overall", 3)]),
        lambda: store.ratings.submit(viewer, response),
    ):
        with pytest.raises(NotAllowedError):
            refused()


@pytest.mark.parametrize(
    "grants",
    [
        (),
        (Grant("manager", "service", "one-north"),),
        (Grant("manager", "area", "north"),),
        (Grant("commissioner", "everything"),),
    ],
)
def test_whoever_may_not_rate_all_of_a_programme_sets_nothing_up_and_removes_nothing(
    portfolio: Portfolio, grants: tuple[Grant, ...]
) -> None:
    viewer, before = Viewer("b", "Somebody", grants), dumped(portfolio.store)
    for refused in (
        lambda: portfolio.store.programmes.add(viewer, "Three"),
        lambda: portfolio.store.services.add(viewer, "New", "Council", "home care", "north", "one"),
        lambda: portfolio.store.rounds.open(viewer, "one", "Autumn", date(2026, 9, 1), date(2026, 9, 30)),
        lambda: portfolio.store.services.add_first(viewer, "New", "Council", "home care", "north"),
        lambda: portfolio.store.remove_examples(viewer),
    ):
        with pytest.raises(NotAllowedError):
            refused()
    assert dumped(portfolio.store) == before


def test_a_board_sets_up_services_and_rounds_of_its_programmes_and_of_no_other(filled: Store) -> None:
    viewer = Viewer("b", "Somebody", (Grant("board", "programme", "borsetshire"),))
    service = filled.services.add(viewer, "Waterley Cross", "Council", "home care", "North", "borsetshire")
    assert service in filled.services.visible_to(viewer)
    opened = filled.rounds.open(viewer, "borsetshire", "Winter", date(2026, 12, 1), date(2026, 12, 31))
    assert opened in filled.rounds.of(viewer, "borsetshire")
    for refused in (
        lambda: filled.rounds.open(viewer, "nowhere", "Winter", date(2026, 12, 1), date(2026, 12, 31)),
        lambda: filled.services.add(viewer, "New", "Council", "home care", "North", "nowhere"),
        lambda: filled.programmes.add(viewer, "Three"),
    ):
        with pytest.raises(NotAllowedError):
            refused()


def test_who_may_rate_a_whole_programme_sets_up_its_services_and_rounds(filled: Store) -> None:
    viewer = Viewer("b", "Somebody", (Grant("manager", "programme", "borsetshire"),))
    service = filled.services.add(viewer, "Penny Hassett", "Council", "home care", "Borsetshire", "borsetshire")
    filled.rounds.open(viewer, "borsetshire", "Autumn", date(2026, 9, 1), date(2026, 9, 30))
    assert service in filled.services.visible_to(viewer)


# What cannot be taken


@dataclass(frozen=True)
class Refusing:
    """A store with a draft and a submitted response, and what its database has."""

    store: Store
    service: Service
    draft: str
    submitted: str
    rows: dict[str, list[Any]]

    def saves(self, answer: Answer, response: str = "") -> None:
        # The first answer could be taken: the second makes the whole refused.
        self.store.ratings.save(ME, response or self.draft, [Answer("ladder", "overall", 3), answer])

    def adds(
        self,
        name: str = "New",
        organisation: str = "Council",
        kind: str = "home care",
        area: str = "North",
        programme: str = "borsetshire",
        notice: str = "",
    ) -> None:
        self.store.services.add(ME, name, organisation, kind, area, programme, notice=notice)

    def adds_round(self, name: str = "New", programme: str = "borsetshire", closes: date = date(2026, 6, 30)) -> None:
        self.store.rounds.open(ME, programme, name, date(2026, 6, 1), closes)


EQUAL = Answer("principles", "equal", 2)


@pytest.fixture(scope="module")
def refusing(copied_home: NewHome, catalogue: Catalogue) -> Iterator[Refusing]:
    with closing(opened_for_a_round(copied_home(), catalogue)) as store:
        draft, submitted = begun(store), begun(store)
        acted(store, draft.key, [[Answer("ladder", "overall", 2)]])
        acted(store, submitted.key, [[Answer("ladder", "overall", 2)], "submit"])
        yield Refusing(store, store.services.get(ME, draft.service), draft.key, submitted.key, dumped(store))
        # The log goes on as if nothing had been refused.
        begun(store)
        assert store.audit.chain_holds()


REFUSED: dict[str, tuple[Callable[[Refusing], object], str]] = {
    "a service without a name": (lambda on: on.adds(name=" "), "The service's name is missing."),
    "a service without an organisation": (lambda on: on.adds(organisation=""), "The organisation is missing."),
    "a service without a kind": (lambda on: on.adds(kind="\n"), "The kind of service is missing."),
    "a service without an area": (lambda on: on.adds(area="\t"), "The area is missing."),
    "a service of an unknown programme": (lambda on: on.adds(programme="nowhere"), "There is no programme “nowhere”."),
    "a second service of the same name": (
        lambda on: on.adds(name=on.service.name.upper(), organisation=on.service.organisation),
        "There is already a service called",
    ),
    "a name of 121 characters": (lambda on: on.adds(name="x" * 121), "The service's name is 121 characters long"),
    "a name that runs backwards": (lambda on: on.adds(name="a\u202eb"), "has a hidden character (U+202E)"),
    "a name with a control character": (lambda on: on.adds(name="a\x07b"), "has a hidden character (U+0007)"),
    "a second programme of the same name": (
        lambda on: on.store.programmes.add(ME, "BORSETSHIRE"),
        "There is already a programme called",
    ),
    "an example beside real ratings": (lambda on: on.adds(notice="An example"), "never mixed with real ratings"),
    "a round without a name": (lambda on: on.adds_round(name=""), "The round's name is missing."),
    "a second round of the same name": (lambda on: on.adds_round(name="summer"), "already has a round called"),
    "a round of an unknown programme": (lambda on: on.adds_round(programme="nowhere"), "There is no programme"),
    "a round that closes before it opens": (
        lambda on: on.adds_round(closes=date(2026, 5, 31)),
        "would close (31 May 2026) before it opens (1 June 2026)",
    ),
    "a level off the scale": (lambda on: on.saves(replace(EQUAL, level=5)), "there is no level 5; the scale is 0 to 4"),
    "a level and a reason at once": (
        lambda on: on.saves(replace(EQUAL, does_not_apply="No budget")),
        "cannot have a level as well",
    ),
    "a note of 100,000 characters": (
        lambda on: on.saves(replace(EQUAL, note="x" * 100_000)),
        "The note is 100,000 characters long",
    ),
    "a note with a control character": (
        lambda on: on.saves(replace(EQUAL, note="a\0b")),
        "has a hidden character (U+0000)",
    ),
    "a note that runs backwards": (
        lambda on: on.saves(replace(EQUAL, note="a\u2066b")),
        "has a hidden character (U+2066)",
    ),
    "half a character": (lambda on: on.saves(replace(EQUAL, note="\ud83d")), "has a hidden character (U+D83D)"),
    "a framework that the round has not": (
        lambda on: on.saves(replace(EQUAL, framework="statements")),
        "does not ask about",
    ),
    "an unknown framework": (
        lambda on: on.saves(replace(EQUAL, framework="lift")),
        "This round does not ask about “lift”.",
    ),
    "an unknown item": (lambda on: on.saves(replace(EQUAL, item="lift")), "principles: unknown item 'lift'"),
    "a link that runs a script": (
        lambda on: on.saves(replace(EQUAL, link="javascript:alert(1)")),
        "is not a web address",
    ),
    "an answer to what is submitted": (lambda on: on.saves(EQUAL, on.submitted), "Reopen it to change an answer."),
    "reopening without a reason": (
        lambda on: on.store.ratings.reopen(ME, on.submitted, " \n "),
        "Say why you are reopening",
    ),
    "reopening a draft": (lambda on: on.store.ratings.reopen(ME, on.draft, "Why not"), "Only a submitted assessment"),
    "submitting twice": (lambda on: on.store.ratings.submit(ME, on.submitted), "This assessment is submitted already."),
    "removing real ratings as examples": (lambda on: on.store.remove_examples(ME), "holds real ratings"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_taken_is_said_in_words_and_changes_nothing(refusing: Refusing, what: str) -> None:
    act, sentence = REFUSED[what]
    with pytest.raises(InputError) as caught:
        act(refusing)
    assert sentence in str(caught.value)
    assert dumped(refusing.store) == refusing.rows


def test_nothing_rated_is_nothing_to_submit(filled: Store) -> None:
    response = begun(filled).key
    acted(filled, response, [[Answer("ladder", "overall", 3)], [Answer("ladder", "overall", note="Minutes")]])
    with pytest.raises(InputError, match="Nothing is rated yet"):
        filled.ratings.submit(ME, response)


def test_a_service_is_not_begun_in_a_round_of_another_programme(portfolio: Portfolio) -> None:
    before = dumped(portfolio.store)
    for round_ in ("two-summer", "nowhere"):
        with pytest.raises(NotAllowedError, match=f"There is no round “{round_}” for this service"):
            portfolio.store.ratings.start(ME, "one-north", round_)
    assert dumped(portfolio.store) == before


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@pytest.mark.parametrize("change", [str, str.upper, str.lower])
@settings(max_examples=12, deadline=None)
@given(NAMES)
def test_no_service_of_an_organisation_has_the_name_of_another(
    filled: Store, change: Callable[[str], str], name: str
) -> None:
    # Not every letter has a capital that leads back to it: those are other names.
    assume(required(change(name), "It").casefold() == required(name, "It").casefold())
    organisation = f"Council {next(NUMBERS)}"
    filled.services.add(ME, name, organisation, "home care", "North", "borsetshire")
    with pytest.raises(InputError, match="There is already a service called"):
        filled.services.add(ME, change(name), organisation.upper(), "home care", "North", "borsetshire")


TYPED = '<script>alert("hello")</script> ![](https://example.org/a.png) [a](b) # & * _ \\ ` $x$ :red[x] {{x}} %s'


def test_scripts_and_markdown_are_kept_as_they_were_typed(filled: Store) -> None:
    service = filled.services.add(ME, TYPED, TYPED, TYPED, TYPED, "borsetshire")
    assert filled.services.get(ME, service.key) == service
    assert (service.name, service.organisation, service.kind, service.area) == (TYPED,) * 4
    response = filled.ratings.start(ME, service.key, "summer").key
    said = [Answer("ladder", "overall", 3, note=TYPED), Answer("principles", "equal", does_not_apply=TYPED)]
    filled.ratings.save(ME, response, said)
    filled.ratings.submit(ME, response)
    filled.ratings.reopen(ME, response, TYPED)
    assert [entry.answer for entry in filled.ratings.log(ME, response)] == said
    kept = filled._connection.database.read("SELECT reason FROM reopening WHERE response = ?", [response])  # noqa: SLF001
    assert kept == [(TYPED,)]
    # The log of acts has nothing that was typed.
    assert {event.after for event in filled.audit.events() if event.act == "reopen"} == {""}


def test_two_services_whose_names_make_one_key_are_kept_apart(filled: Store) -> None:
    keys = [filled.services.add(ME, name, "Hill", "home care", "North", "borsetshire").key for name in ("Élan", "Elan")]
    assert keys == ["elan", "elan-2"]


def test_the_details_of_a_service_are_put_right_and_its_ratings_stay(filled: Store) -> None:
    response = begun(filled)
    filled.ratings.save(ME, response.key, [Answer("ladder", "overall", 3)])
    filled.ratings.submit(ME, response.key)
    service, positions = filled.services.get(ME, response.service), filled.positions.of_service(ME, response.service)
    asked = replace(service, name=" Larkrise  Home Care ", kind="day care", area="South", shares_learning=True)
    kept = filled.services.change(ME, replace(asked, programme="elsewhere", notice="Made up"), service)
    assert kept == replace(asked, name="Larkrise Home Care")
    assert filled.services.get(ME, service.key) == kept
    assert filled.positions.of_service(ME, service.key) == positions
    assert filled.faults() == []
    last = filled.audit.events()[-1]
    # Which, and not what they say.
    assert (last.act, last.subject, last.before) == ("change service", service.key, "")
    assert last.after == "name, kind, area, shares_learning"
    # Nothing is written where nothing differs.
    assert filled.services.change(ME, kept, kept) == kept
    assert filled.audit.events()[-1] == last


def test_details_that_cannot_be_kept_change_nothing(filled: Store) -> None:
    one, other = (filled.services.get(ME, begun(filled).service) for _ in range(2))
    before = dumped(filled)
    for asked, said in (
        (replace(one, name=" "), "The service's name is missing."),
        (replace(one, area=""), "The area is missing."),
        (replace(one, name=other.name.upper(), organisation=other.organisation.upper()), "There is already a service"),
    ):
        with pytest.raises(InputError, match=said):
            filled.services.change(ME, asked, one)
    assert dumped(filled) == before


def test_only_an_administrator_of_everything_moves_a_service_among_other_peers(filled: Store) -> None:
    service = filled.services.get(ME, begun(filled).service)
    before = dumped(filled)
    rates: list[Grant] = [
        Grant("manager", "service", service.key),
        Grant("manager", "programme", service.programme),
        Grant("manager", "everything"),
        Grant("administrator", "programme", service.programme),
    ]
    for grant in rates:
        for moved in (
            replace(service, organisation="Other"),
            replace(service, kind="day care"),
            replace(service, area="South"),
        ):
            with pytest.raises(NotAllowedError):
                filled.services.change(Viewer("anna", "Anna", (grant,)), moved, service)
    for grant in (Grant("board", "everything"), Grant("manager", "service", "another")):
        with pytest.raises(NotAllowedError, match="that you may rate"):
            filled.services.change(Viewer("anna", "Anna", (grant,)), replace(service, name="Mine"), service)
    assert dumped(filled) == before
    for number, grant in enumerate(rates):
        named = replace(service, name=f"{service.name} {number}", shares_learning=True)
        assert filled.services.change(Viewer("anna", "Anna", (grant,)), named, service) == named
        service = named


def test_details_that_somebody_else_has_just_changed_are_not_overwritten(filled: Store) -> None:
    seen = filled.services.get(ME, begun(filled).service)
    filled.services.change(ME, replace(seen, name=f"{seen.name} House"), seen)
    before = dumped(filled)
    with pytest.raises(InputError, match=r"Somebody else has just changed the details of .* House\."):
        filled.services.change(ME, replace(seen, shares_learning=True), seen)
    assert dumped(filled) == before


def test_an_organisation_is_written_as_its_other_services_write_it(copied_home: NewHome, catalogue: Catalogue) -> None:
    # In a database of its own, for a row is changed without an act.
    with closing(opened_for_a_round(copied_home(), catalogue)) as store:
        organisation = f"Council {next(NUMBERS)}"
        one, other = (
            store.services.add(ME, n, organisation, "home care", "North", "borsetshire") for n in ("One", "Two")
        )
        with pytest.raises(InputError, match=f"Other services write this organisation “{organisation}”"):
            store.services.change(ME, replace(one, organisation=organisation.upper()), one)
        alone = store.services.get(ME, begun(store).service)
        assert store.services.change(ME, replace(alone, organisation=alone.organisation.upper()), alone)
        # Older versions allowed this spelling; the manager of the service can still change its name.
        with store._connection.database.write() as transaction:  # noqa: SLF001
            transaction.run("UPDATE service SET organisation = ? WHERE key = ?", [organisation.upper(), other.key])
            transaction.bumped.add("set up")
        manager = Viewer("anna", "Anna", (Grant("manager", "service", other.key),))
        other = store.services.get(ME, other.key)
        kept = store.services.change(manager, replace(other, name="Three"), other)
        assert (kept.name, kept.organisation) == ("Three", organisation)


def test_a_kind_and_an_area_are_written_as_the_first_service_writes_them(empty_store: Store) -> None:
    empty_store.programmes.add(ME, "Borsetshire")
    empty_store.services.add(ME, "One", "Ambridge", "Home care", "Home Care", "borsetshire")
    for number, typed in enumerate(("home care", " Home  Care ", "HOME CARE", "Home\u200b care")):
        other = empty_store.services.add(ME, f"As {number}", "Ambridge", typed, typed, "borsetshire")
        assert (other.kind, other.area) == ("Home care", "Home Care")
        moved = empty_store.services.add(ME, f"To {number}", "Ambridge", "day care", "South", "borsetshire")
        kept = empty_store.services.change(ME, replace(moved, kind=typed, area=typed), moved)
        assert (kept.kind, kept.area) == ("Home care", "Home Care")
    assert empty_store.services.kinds_and_areas(ME) == [("Home care", "Home Care")]


def test_a_kind_is_respelled_only_where_no_other_service_has_it(empty_store: Store) -> None:
    empty_store.programmes.add(ME, "Borsetshire")
    one, two = (
        empty_store.services.add(ME, name, "Ambridge", "home care", "North", "borsetshire") for name in ("One", "Two")
    )
    with pytest.raises(InputError, match="Other services write this kind “home care”"):
        empty_store.services.change(ME, replace(two, kind="Home care"), two)
    empty_store.services.change(ME, replace(one, kind="day care"), one)
    assert empty_store.services.change(ME, replace(two, kind="Home care"), two).kind == "Home care"


# Frameworks


def test_a_wording_that_changed_under_its_version_is_refused_and_earlier_rounds_keep_theirs(
    empty_store: Store, catalogue: Catalogue
) -> None:
    ladder = catalogue["ladder"]
    item = ladder.items[0].model_copy(update={"question": "How high?"})
    changed = ladder.model_copy(update={"items": (item, *ladder.items[1:])})
    empty_store.programmes.add(ME, "Borsetshire", key="borsetshire")
    first = add_round(empty_store, "Spring", catalogue)
    before = dumped(empty_store)
    with pytest.raises(InputError, match=r"“ladder” has changed since a round used its version \d\. Raise its version"):
        empty_store.rounds.open(ME, "borsetshire", "Summer", first.opens, first.closes, frameworks=[changed])
    assert dumped(empty_store) == before

    # As an earlier version of this program kept it, which knew fewer fields: the wording is the same.
    with empty_store._connection.database.write() as transaction:  # noqa: SLF001
        ((body,),) = transaction.read("SELECT body FROM framework_version WHERE framework = 'ladder'")
        assert '"title_people":null,' in body
        sql = "UPDATE framework_version SET body = ? WHERE framework = 'ladder'"
        transaction.run(sql, [body.replace('"title_people":null,', "")])
    assert add_round(empty_store, "Autumn", catalogue)

    raised = changed.model_copy(update={"version": 9})
    later = empty_store.rounds.open(ME, "borsetshire", "Summer", first.opens, first.closes, frameworks=[raised])
    assert empty_store.rounds.frameworks(first.key) == catalogue.core
    assert empty_store.rounds.frameworks(later.key) == (raised,)


def add_round(store: Store, name: str, catalogue: Catalogue) -> Round:
    days = date(2026, 6, 1), date(2026, 8, 31)
    return store.rounds.open(ME, "borsetshire", name, *days, frameworks=catalogue.core)


# The first service


def test_a_first_service_comes_with_its_programme_and_an_open_round(empty_store: Store) -> None:
    empty_store.clock = lambda: NOON
    service, round_ = empty_store.services.add_first(ME, "Larkrise", "Council", "home care", "Ambridge")
    assert empty_store.services.visible_to(ME) == [service]
    assert empty_store.rounds.of(ME, "council") == [round_]
    assert (round_.name, round_.opens, round_.closes) == ("June 2026", date(2026, 6, 3), date(2026, 9, 1))
    other, same = empty_store.services.add_first(ME, "Candleford", "COUNCIL", "home care", "Ambridge")
    assert (other.programme, same) == ("council", round_)


def test_a_first_service_is_added_whole_or_not_at_all(empty_store: Store) -> None:
    facts = {"name": "Larkrise", "organisation": "Council", "kind": "home care", "area": "Ambridge"}
    before = dumped(empty_store)
    for missing in facts:
        with pytest.raises(InputError, match="is missing"):
            empty_store.services.add_first(ME, **(facts | {missing: " "}))
    assert dumped(empty_store) == before


def test_a_first_service_is_not_added_when_its_round_cannot_be(empty_store: Store, catalogue: Catalogue) -> None:
    empty_store.programmes.add(ME, "Borsetshire", key="borsetshire")
    add_round(empty_store, "Summer", catalogue)
    ladder = catalogue["ladder"].model_copy(update={"title": "Another ladder"})
    empty_store.frameworks.files = Catalogue({**catalogue.frameworks, "ladder": ladder})
    before = dumped(empty_store)
    with pytest.raises(InputError, match="“ladder” has changed"):
        empty_store.services.add_first(ME, "Larkrise", "Council", "home care", "Ambridge")
    assert dumped(empty_store) == before
    assert empty_store.audit.chain_holds()


def test_a_round_that_opens_today_is_open_on_peoples_own_calendar(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "WEST+13")
    time.tzset()
    try:
        empty_store.clock = lambda: NOON
        _, round_ = empty_store.services.add_first(ME, "Larkrise", "Council", "home care", "Ambridge")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert round_.opens == date(2026, 6, 2)


def test_what_is_done_all_or_nothing_is_undone_together(filled: Store) -> None:
    response, before = begun(filled).key, dumped(filled)

    def both() -> None:
        with filled.all_or_nothing():
            filled.ratings.save(ME, response, [Answer("ladder", "overall", 3)])
            filled.ratings.submit(ME, response)
            filled.ratings.reopen(ME, response, "")

    before = dumped(filled)
    with pytest.raises(InputError, match="Say why"):
        both()
    assert dumped(filled) == before
    filled.ratings.save(ME, response, [Answer("ladder", "overall", 4)])
    assert filled.audit.chain_holds()


# Examples


def test_examples_can_be_removed_and_leave_nothing(empty_store: Store) -> None:
    empty_store.programmes.add(ME, "Borsetshire", key="borsetshire")
    empty_store.services.add(ME, "A", "B", "home care", "North", "borsetshire", notice="An example")
    with pytest.raises(InputError, match="never mixed with real ratings"):
        empty_store.services.add_first(ME, "Larkrise", "Council", "home care", "Ambridge")
    assert empty_store.holds_examples()
    empty_store.remove_examples(ME)
    assert not any(dumped(empty_store).values())
    assert empty_store.is_empty()
    empty_store.services.add_first(ME, "Larkrise", "Council", "home care", "Ambridge")
    assert empty_store.holds_real_ratings()
    assert not empty_store.holds_examples()
    assert empty_store.audit.chain_holds()


# Many at once

THREADS, SAVES = 8, 5


def test_eight_threads_that_save_at_once_lose_nothing_and_mix_nothing_up(filled: Store) -> None:
    own = [begun(filled).key for _ in range(THREADS)]
    shared = begun(filled).key
    together = threading.Barrier(THREADS)

    def work(thread: int) -> list[int]:
        together.wait()
        lengths = []
        for save in range(SAVES):
            note = f"thread {thread}, save {save}"
            filled.ratings.save(
                ME, own[thread], [Answer("ladder", "overall", 1 + save % 7, note=note)], visit=str(thread)
            )
            filled.ratings.save(ME, shared, [Answer("principles", "equal", thread % 5, note=note)], visit=str(thread))
            with pytest.raises(InputError):
                filled.ratings.save(ME, shared, [Answer("principles", "equal", 5)])
            lengths.append(len(filled.ratings.log(ME, own[thread])))
        return lengths

    with ThreadPoolExecutor(THREADS) as pool:
        lengths = list(pool.map(work, range(THREADS)))

    assert lengths == [list(range(1, SAVES + 1))] * THREADS
    for thread, response in enumerate(own):
        assert [entry.answer.note for entry in filled.ratings.log(ME, response)] == [
            f"thread {thread}, save {save}" for save in range(SAVES)
        ]
    log = filled.ratings.log(ME, shared)
    assert sorted(entry.answer.note for entry in log) == sorted(
        f"thread {thread}, save {save}" for thread in range(THREADS) for save in range(SAVES)
    )
    assert all(entry.answer.level == int(entry.visit) % 5 for entry in log)
    assert len({entry.number for entry in log}) == THREADS * SAVES
    assert filled.audit.chain_holds()


def test_assessments_that_begin_while_others_read_are_whole_or_not_there_yet(filled: Store) -> None:
    services = [add_service(filled, f"Service {next(NUMBERS)}").key for _ in range(12)]

    def begin(service: str) -> Response:
        return filled.ratings.start(ME, service, "summer")

    def read(_: str) -> bool:
        begun_now = [(found, state) for found, state in filled.ratings.responses(ME) if found.service in services]
        assert len({found.service for found, _ in begun_now}) == len(begun_now), "one assessment of each service"
        return all((found.round, found.voice, state) == ("summer", "service", "draft") for found, state in begun_now)

    with ThreadPoolExecutor(4) as pool:
        read_well = [pool.submit(act, each) for each in services for act in (begin, read)]
        assert all(each.result() for each in read_well)
    assert sorted(services) == sorted(
        found.service for found, _ in filled.ratings.responses(ME) if found.service in services
    )
