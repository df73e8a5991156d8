"""What papers are made of, read from the store: rounds as they were taken, a sheet to give back, a booklet."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from assess import wording
from assess.core import board, impact, portfolio
from assess.core.access import Viewer
from assess.core.answers import ItemKey
from assess.core.change import changes_between
from assess.core.dates import date_of
from assess.core.errors import InputError, NotAllowedError
from assess.core.framework import items_of
from assess.core.impact import Impact
from assess.core.portfolio import MOST_ROWS, Choice, Grouping, Layer, View
from assess.core.position import Whose
from assess.core.programme import Programme, Round, Service
from assess.core.taken import Taken
from assess.core.text import counted
from assess.present import annex, board_paper, first_round, notes_paper, portfolio_paper, result_paper
from assess.present.board_paper import Facts
from assess.present.booklet import BookletFacts
from assess.present.document import Document
from assess.present.give_back import Given
from assess.present.notes_paper import NoteFacts
from assess.present.pdf import pdf, png
from assess.present.portfolio_paper import PortfolioFacts
from assess.present.result_paper import ResultFacts
from assess.present.word import word
from assess.present.workbook import workbook
from assess.store import Store
from assess.tasks import outcome

# The file formats of a paper.
PAPER_FORMATS: Mapping[str, Callable[[Facts], bytes]] = {
    "docx": lambda facts: word(_board_paper(facts)),
    "pdf": lambda facts: pdf(_board_paper(facts)),
    "xlsx": workbook,
}
# The file formats of its annex.
ANNEX_FORMATS: Mapping[str, Callable[[Facts], bytes]] = {
    "docx": lambda facts: word(annex.annex(facts)),
    "pdf": lambda facts: pdf(annex.annex(facts)),
}
# The file formats of a booklet to answer in.
BOOKLET_FORMATS: Mapping[str, Callable[[Document], bytes]] = {"pdf": pdf, "docx": word}
# The file formats of a service's result.
RESULT_FORMATS: Mapping[str, Callable[[ResultFacts], bytes]] = {
    "pdf": lambda facts: pdf(result_paper.paper(facts)),
    "docx": lambda facts: word(result_paper.paper(facts)),
    "png": lambda facts: png(result_paper.slide(facts)),
}
# The file formats of both notes on each item of a framework.
NOTES_FORMATS: Mapping[str, Callable[[Document], bytes]] = {"pdf": pdf, "docx": word}
# The file formats of the portfolio.
PORTFOLIO_FORMATS: Mapping[str, Callable[[PortfolioFacts], bytes]] = {
    "pdf": lambda facts: pdf(portfolio_paper.paper(facts)),
    "xlsx": portfolio_paper.workbook,
}
Kept = TypeVar("Kept", Programme, Round, Taken)


def _board_paper(facts: Facts) -> Document:
    return first_round.paper(facts) if facts.comparison.is_first else board_paper.paper(facts)


def round_as_taken(store: Store, viewer: Viewer, round_: Round) -> Taken:
    """Return one round with its services that the viewer may see, whether they took part or not."""
    return store.recall(
        viewer, ("taken", round_), lambda: _taken(store, viewer, round_), lambda found: len(found.positions)
    )


def _taken(store: Store, viewer: Viewer, round_: Round) -> Taken:
    # A service that has set aside every framework of the round has nothing to answer and is not counted as missing.
    services = [
        service for service in store.members.in_round(viewer, round_) if store.rounds.asked(service.key, round_.key)
    ]
    turnout = store.voices.turnout(viewer, round_.key)
    return Taken(
        round=round_,
        services={service.key: service for service in services},
        frameworks=store.rounds.frameworks(round_.key),
        positions=tuple(store.positions.in_round(viewer, round_.key)),
        submitted={
            service: counts.first
            for (service, voice), counts in turnout.items()
            if voice == "service" and counts.first is not None
        },
        people_in={service: counts for (service, voice), counts in turnout.items() if voice == "people"},
        corrected={
            service: counts.when
            for (service, _), counts in turnout.items()
            if counts.when is not None and counts.when.has_changed
        },
    )


def facts(
    store: Store,
    viewer: Viewer,
    programme: Programme,
    before: Round,
    after: Round,
    today: date,
    services: Collection[str] | None = None,
    about: str = "",
    whose: Whose = "",
) -> Facts:
    """Return what a paper on two rounds is made from, for some of the programme's services or for all of them.

    `about` is what those services are called together; by default they are the programme. `whose` are the levels that
    it is about. A first round is given as both rounds, and then no other round is read.
    """
    begun = [each for each in store.rounds.of(viewer, programme.key) if each.opens <= today]
    if before.key == after.key:
        begun = [each for each in begun if each.key == after.key]
    all_taken = [round_as_taken(store, viewer, each) for each in begun]
    if services is not None:
        all_taken = [one.only(services) for one in all_taken]
    like = next((one for one in all_taken if one.round.key == after.key), None)
    if like is not None:
        all_taken = [one.seen_by(whose, like) for one in all_taken]
    taken = {one.round.key: one for one in all_taken}
    earlier, later = (_by_key(each.key, taken, "round") for each in (before, after))
    actions = store.actions.visible_to(viewer, programme=programme.key)
    return Facts(
        programme=programme,
        comparison=board.compare(earlier, later),
        taken=tuple(all_taken),
        actions=tuple(each for each in actions if each.service in later.services),
        notes={each.key: tuple(store.voices.notes(viewer, each.key)) for each in (before, after)},
        today=today,
        about=about,
        impacts=tuple(_impacts(store, viewer, earlier, later)),
    )


def _impacts(store: Store, viewer: Viewer, earlier: Taken, later: Taken) -> list[Impact]:
    """Return what changed because of people since the earlier round closed; for a first round, since it opened."""
    day = earlier.round.opens if earlier.round == later.round else date_of(earlier.round.until)
    changes = store.impacts.visible_to(viewer, programme=later.round.programme)
    return [each for each in impact.since(changes, day) if each.service in later.services]


def given(store: Store, viewer: Viewer, service: Service, round_: Round, today: date) -> Given:
    """Return what a service gives back to the people who answered about it in a round."""
    return Given(
        service=service,
        round=round_,
        positions=tuple(each for each in store.positions.of_service(viewer, service.key) if each.round == round_.key),
        frameworks=store.rounds.asked(service.key, round_.key),
        words=tuple(store.voices.words_of_people(viewer, service.key, round_.key)),
        actions=tuple(store.actions.visible_to(viewer, service=service.key)),
        today=today,
        turnout=store.voices.turnout(viewer, round_.key).get((service.key, "people")),
        themes=tuple(store.together.of(viewer, service.key, round_.key).themes),
        saying=store.counts.saying(viewer, service.key, round_.key),
        impacts=tuple(impact.since(store.impacts.visible_to(viewer, service=service.key), round_.opens)),
    )


def result_facts(store: Store, viewer: Viewer, service: Service, round_: Round, today: date) -> ResultFacts:
    """Return what the paper on one round of a service is made from. NothingYetError when it has not submitted it."""
    now, before = outcome.with_before(store, viewer, service, round_)
    past = outcome.rounds_so_far(store, viewer, service, now)
    changes = changes_between(before.standings if before else {}, now.standings)
    titles = items_of(store.rounds.frameworks(round_.key))
    words = store.voices.words_of_people(viewer, service.key, round_.key)
    return ResultFacts(
        service=service,
        round=now.round,
        submitted=now.submitted,
        standings=now.standings,
        past=tuple(past),
        earlier=before.round if before else None,
        changes=tuple(changes),
        differences=tuple(outcome.differences(store, service, past, before, changes)),
        heard=tuple(outcome.heard(store, viewer, service, now.round)),
        turnout=store.voices.turnout(viewer, round_.key).get((service.key, "people")),
        unheard=wording.voices.unheard(store.voices.unheard(viewer, service.key, round_.key), service, now.round),
        people_wrote=tuple((titles[key][1].title, text) for key, text in words if key in titles),
        service_wrote=tuple(
            each
            for standing in now.standings.values()
            for each in wording.result.written(now.answers, standing.framework)
        ),
        actions=tuple(store.actions.visible_to(viewer, service=service.key)),
        today=today,
    )


def note_facts(store: Store, viewer: Viewer, service: Service, round_: Round, key: str, today: date) -> NoteFacts:
    """Return what the paper on both notes of a framework is made from. NothingYetError when nothing was submitted."""
    now, before = outcome.with_before(store, viewer, service, round_)
    tables = outcome.notes(now, before)[key]
    earlier = before.round if before else None
    return NoteFacts(service, now.round, earlier, now.standings[key].framework, tables, today)


def notes_file(
    kind: str, store: Store, viewer: Viewer, service: Service, round_: Round, key: str, today: date
) -> bytes:
    """Return both notes on each item of a framework as one of `NOTES_FORMATS`."""
    return NOTES_FORMATS[kind](notes_paper.paper(note_facts(store, viewer, service, round_, key, today)))


def result_file(kind: str, store: Store, viewer: Viewer, service: Service, round_: Round, today: date) -> bytes:
    """Return a service's result as one of `RESULT_FORMATS`."""
    return RESULT_FORMATS[kind](result_facts(store, viewer, service, round_, today))


def portfolio_facts(
    store: Store,
    viewer: Viewer,
    view: View,
    columns: tuple[ItemKey, ...],
    grouping: Grouping,
    layer: Layer,
    choice: Choice,
    sorted_by: str,
    today: date,
) -> PortfolioFacts:
    """Return what the portfolio's paper is made from: the rows of all pages, as many as are shown at once for paper.

    `columns` are the items shown, and `sorted_by` is the order of the choice in words.
    """
    by_service, choice = grouping == "service", replace(choice, page=0, rows=MOST_ROWS)
    seen = store.portfolio.seen(viewer, choice.whole, view)
    levels = store.portfolio.levels_by(viewer, choice.whole, "all").get("", {})
    groups = {} if by_service else store.portfolio.levels_by(viewer, choice.whole, grouping)
    rated = store.portfolio.page(viewer, choice, view) if by_service else []
    return PortfolioFacts(
        view=view,
        columns=columns,
        grouping=grouping,
        layer=layer,
        choice=choice,
        seen=seen,
        counts=tuple(portfolio.counts(view, levels)),
        rated=tuple(rated),
        groups=tuple(portfolio.groups(view, groups, choice)),
        rounds={one.service.key: store.rounds.of_service(viewer, one.service) for one in rated},
        total=seen.of(choice.show) if by_service else len(groups),
        sorted_by=sorted_by,
        today=today,
    )


def portfolio_file(kind: str, *arguments: Any) -> bytes:  # noqa: ANN401 - those of portfolio_facts
    """Return the portfolio as one of `PORTFOLIO_FORMATS`."""
    return PORTFOLIO_FORMATS[kind](portfolio_facts(*arguments))


def booklet_facts(
    store: Store, viewer: Viewer, service: Service, round_: Round, hand_in: str, address: str, today: date
) -> BookletFacts:
    """Return what a booklet is made from, with the invitation's code as it is now.

    `hand_in` is where it is handed in, and `address` where the code can be typed; each may be "". NotAllowedError when
    the viewer may not see the code, or there is none any more.
    """
    invitation = store.invitations.current(viewer, service.key, round_.key)
    if invitation is None:
        raise NotAllowedError("There is no open code here that you may see. Open the page again.")
    return BookletFacts(invitation, store.rounds.asked(service.key, round_.key), hand_in, address, today)


def rounds_to_compare(
    store: Store, viewer: Viewer, today: date, programme: str = "", before: str = "", after: str = ""
) -> tuple[Programme, Round, Round]:
    """Return a programme and two of its rounds by key: by default the first programme and its last two closed ones.

    A programme's only closed round is returned as both; see `facts`.
    An InputError names what there is none of.
    """
    programmes = {each.key: each for each in store.programmes.visible_to(viewer)}
    if not programmes:
        raise InputError("There is no programme in this database yet.")
    found = _by_key(programme or next(iter(programmes)), programmes, "programme")
    rounds = {each.key: each for each in store.rounds.of(viewer, found.key) if each.opens <= today}
    closed = [each.key for each in rounds.values() if not each.is_open(today)]
    if len(closed) == 1 and not (before or after):
        return found, rounds[closed[0]], rounds[closed[0]]
    if not closed and not (before or after):
        raise InputError(f"{found.name} has no closed round yet.")
    if (not before or not after) and len(closed) < 2:
        raise InputError(
            f"{found.name} has {counted(len(closed), 'closed round')}; name two with --before and --after."
        )
    earlier = _by_key(before or closed[-2], rounds, "round")
    later = _by_key(after or closed[-1], rounds, "round")
    if (earlier.opens, earlier.key) >= (later.opens, later.key):
        raise InputError(f"“{earlier.name}” is not before “{later.name}”.")
    return found, earlier, later


def _by_key(key: str, known: Mapping[str, Kept], what: str) -> Kept:
    if key not in known:
        raise InputError(f"There is no {what} “{key}”. There are: {', '.join(known)}.")
    return known[key]
