"""When a database is opened, positions of an earlier version are computed again by the current rules."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

from assess.core import portfolio
from assess.core.access import guest, local_viewer
from assess.core.answers import Answer
from assess.core.brought import Brought
from assess.core.catalogue import Catalogue
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.database.opening import Home
from assess.store import Store
from tampering import as_before_digests
from versions import go_back

ME = local_viewer()
KEY = ("ladder", "overall")
# What takes a database back to the step before: its tables, its words that came from elsewhere, and its positions, with
# a group of two at once.
BACK = """
    UPDATE position SET people_level = 1, people = 2, moment = TIMESTAMP '2200-01-01 00:00:00';
    UPDATE response SET people = 6 WHERE people = 0;
    DELETE FROM event WHERE act = 'end answering';
"""


def say(store: Store, code: str, level: int, people: int | None = None, *, submits: bool = True) -> None:
    response = store.invitations.join(code, people).key
    store.ratings.save(guest(response), response, [Answer(*KEY, level, note=f"We say {level}.")])
    if submits:
        store.ratings.submit(guest(response), response)


def rate(store: Store, service: Service, round_: Round) -> None:
    response = store.ratings.start(ME, service.key, round_.key)
    store.ratings.save(ME, response.key, [Answer(*KEY, 5)])
    store.ratings.submit(ME, response.key)


def people_in(store: Store) -> dict[tuple[str, str], tuple[int | None, int]]:
    rows: list[Position] = [
        row for service in store.services.visible_to(ME) for row in store.positions.of_service(ME, service.key)
    ]
    return {(row.service, row.round): (row.people_level, row.people) for row in rows}


def test_a_database_of_the_version_before_opens_and_shows_people_by_the_rules_of_today(
    copied_home: Callable[[], Home], catalogue: Catalogue
) -> None:
    home, today = copied_home(), datetime.now(UTC).astimezone().date()
    with closing(Store(home, catalogue)) as store:
        programme = store.programmes.add(ME, "Fernshire").key
        larkrise, marlowick = (
            store.services.add(ME, name, "Fernbridge", "home care", "North", programme)
            for name in ("Larkrise", "Marlowick")
        )
        opens = today - timedelta(days=9)
        closing_, open_ = (
            store.rounds.open(ME, programme, name, opens, today + timedelta(days=9)) for name in ("Closed", "Open")
        )
        for round_ in (closing_, open_):
            rate(store, larkrise, round_)
            code = store.invitations.open(ME, larkrise.key, round_.key).token
            say(store, code, 3, people=8)
            say(store, code, 1, people=2)
            for _ in range(5):  # who were told that only what they submit counts
                say(store, code, 1, submits=False)
        rate(store, marlowick, closing_)
        store.rounds.close(ME, closing_.key, "Enough")
        groups = [Brought(6, [Answer(*KEY, 2, note="Told.")]), Brought(0, [Answer(*KEY, note="More.")])]
        with store.at(datetime.now(UTC) - timedelta(hours=1)):
            store.voices.bring_people(ME, marlowick.key, closing_.key, groups)
        for statement in BACK.strip().split(";")[:-1]:
            with store._connection.database.write() as transaction:  # noqa: SLF001 - an earlier program wrote it so
                transaction.run(statement)
        as_before_digests(store)
        hashes = [event.hash for event in store.audit.events()]
        with store._connection.database.write() as transaction:  # noqa: SLF001 - an earlier program wrote it so
            go_back(transaction.run, 12)
    with closing(Store(home, catalogue)) as store:
        closed, opened = (larkrise.key, closing_.key), (larkrise.key, open_.key)
        assert people_in(store)[opened] == (None, 0)
        assert store.voices.words_of_people(ME, larkrise.key, open_.key) == []
        store.positions.reveal_closed_rounds()
        assert people_in(store) == {closed: (3, 8), opened: (None, 0), (marlowick.key, closing_.key): (2, 6)}
        assert store.voices.words_of_people(ME, larkrise.key, closing_.key) == [(KEY, "We say 3.")]
        assert [note for _, note in store.voices.words_of_people(ME, marlowick.key, closing_.key)] == ["More.", "Told."]
        assert [event.hash for event in store.audit.events()] == hashes
        assert store.faults() == []
        found = store.invitations.current(ME, larkrise.key, open_.key)
        assert found
        store.invitations.close(ME, found)
        assert people_in(store)[opened] == (3, 8)


def test_an_experience_is_shown_beside_the_services_level_and_counts_as_no_gap(
    copied_home: Callable[[], Home], catalogue: Catalogue
) -> None:
    today = datetime.now(UTC).astimezone().date()
    keys = [("milestones", "self-directed"), ("principles", "equal")]
    view = portfolio.view(catalogue.core, catalogue.core[0])
    with closing(Store(copied_home(), catalogue)) as store:
        programme = store.programmes.add(ME, "Fernshire").key
        larkrise = store.services.add(ME, "Larkrise", "Fernbridge", "home care", "North", programme)
        round_ = store.rounds.open(ME, programme, "Spring", today - timedelta(days=9), today, "thorough")
        response = store.ratings.start(ME, larkrise.key, round_.key)
        store.ratings.save(ME, response.key, [Answer(*key, 4) for key in keys])
        store.ratings.submit(ME, response.key)
        store.rounds.close(ME, round_.key, "Enough")
        with store.at(datetime.now(UTC) - timedelta(hours=1)):
            store.voices.bring_people(ME, larkrise.key, round_.key, [Brought(6, [Answer(*key, 0) for key in keys])])
        rows = {(row.framework, row.item): row for row in store.positions.of_service(ME, larkrise.key)}
        assert [(row.service_level, row.people_level) for row in rows.values()] == [(4, 0), (4, 0)]
        assert [rows[key].both for key in keys] == [None, (4, 0)]
        (rated,) = store.portfolio.page(ME, portfolio.Choice(), view)
        figures = portfolio.figures(view, rated)
        assert (figures.both, figures.apart) == (1, 1)
        # No question asks for the gap of a single item.
        read = store._connection.read  # noqa: SLF001
        gaps: dict[str, int | None] = dict(read("SELECT i.item, l.gap FROM latest l JOIN asked i ON i.number = l.item"))
        assert gaps == {"self-directed": None, "equal": 4}
        assert store.faults() == []
