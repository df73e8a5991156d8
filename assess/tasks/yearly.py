"""The content of the yearly report to a board, read from the store, and its files."""

from datetime import date

from assess.core import impact, year
from assess.core.access import Viewer
from assess.core.errors import InputError, NothingYetError
from assess.core.programme import Programme
from assess.present import year_report
from assess.present.pdf import pdf
from assess.present.word import word
from assess.present.year_report import YearFacts
from assess.store import Store
from assess.tasks import papers
from assess.wording.year import none_closed

FORMATS = {"docx": word, "pdf": pdf}


def years(store: Store, viewer: Viewer, programme: Programme, today: date) -> list[int]:
    """Return the years that a programme can report on, the newest first. NothingYetError when there is none."""
    found = year.years(store.rounds.of(viewer, programme.key), today)
    if not found:
        raise NothingYetError(none_closed(programme), "rounds", "Look at the rounds", programme=programme.key)
    return found


def facts(store: Store, viewer: Viewer, programme: Programme, of: int, today: date) -> YearFacts:
    """Return what a programme's report on one of its `years` is made from, within the viewer's scope.

    NothingYetError for a programme that has none in sight, an InputError for another year.
    """
    if of not in years(store, viewer, programme, today):
        raise InputError(f"No round of {programme.name} closed in {of}.")
    rounds = store.rounds.of(viewer, programme.key)
    before, after = year.compared(rounds, of, today)
    taken = [papers.round_as_taken(store, viewer, each) for each in year.of_year(rounds, of, today)]
    visible = {each.key: each for each in store.services.visible_to(viewer)}
    # A service that has moved on stays in the report on its rounds, though the board does not see the service any more.
    services = {key: service for each in taken for key, service in each.services.items()} | visible
    changes = impact.of_year(store.impacts.visible_to(viewer, programme=programme.key), of)
    return YearFacts(
        programme=programme,
        year=of,
        compared=papers.facts(store, viewer, programme, before, after, today),
        rounds=tuple(taken),
        impacts=tuple(each for each in changes if each.service in services),
        actions=tuple(
            each
            for each in store.actions.visible_to(viewer, programme=programme.key)
            if of in (each.due.year, each.made.year) and each.service in services
        ),
        services=services,
        moved_on=frozenset(services.keys() - visible.keys()),
        foreword=store.forewords.of(viewer, programme.key, of),
        today=today,
        given_back=store.publications.services_by_round(viewer),
        who={
            (service, each.round.key): counts
            for each in taken
            for service, counts in store.counts.who_by_service(viewer, each.round.key).items()
        },
    )


def file(kind: str, store: Store, viewer: Viewer, programme: Programme, of: int, today: date, site: str) -> bytes:
    """Return a report as one of `FORMATS`; see `year_report.document`."""
    return FORMATS[kind](year_report.document(facts(store, viewer, programme, of, today), site))
