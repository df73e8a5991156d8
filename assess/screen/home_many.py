"""Home for those who look at many services: a board's finding with what it is asked, a commissioner's with what is low.

Both come from the same queries and rules as the pages on which they are shown in full.
"""

from collections.abc import Hashable, Sequence

from assess import wording
from assess.core import asks, finding, portfolio
from assess.core.board import compare
from assess.core.errors import NothingYetError
from assess.core.portfolio import Choice, Show
from assess.core.programme import Programme, Round
from assess.core.text import counted
from assess.present.home import Finding, Line, Section
from assess.present.signs import Link
from assess.screen import board, navigation, pages, pick, session, show
from assess.screen.board import Compared
from assess.tasks import papers

MOST_ASKED = 4


def show_finding(found: Finding) -> None:
    """Show a finding below its heading."""
    show.sign_table("home_lines.html", sentences=found.sentences, acts=found.acts, sections=found.sections)


# A board


def board_finding() -> tuple[Finding, Programme]:
    """Return the finding of a board's programme: of several the one of the URL, else that of the newest round."""
    programmes = session.store().programmes.visible_to(session.viewer())
    if not programmes:
        raise NothingYetError("There is no programme here yet.", "programmes", "Set up a programme")
    chosen = next((each for each in programmes if each.key == navigation.chosen("programme")), None)
    programme = chosen or max(programmes, key=_newest)
    question: tuple[Hashable, ...] = ("home of a board", programme)
    viewer, store = session.viewer(), session.store()
    return store.recall(viewer, question, lambda: _of_programme(programme), lambda _: 50), programme


def _newest(programme: Programme) -> tuple[bool, str]:
    begun = board.rounds_begun(programme)
    return len(begun) > 1, str(begun[-1].opens) if begun else ""


def choose_programme(shown: Programme, about: str) -> None:
    """Say what the finding is about, and offer the viewer's other programmes."""
    programmes = session.store().programmes.visible_to(session.viewer())
    if len(programmes) > 1:
        with show.choices(about, key="programmes"):
            pick.one("Programme", {each.key: each.name for each in programmes}, "programme", shown.key)
    else:
        show.small(about)


def _of_programme(programme: Programme) -> Finding:
    begun, today = board.rounds_begun(programme), session.today()
    waits = _waits(programme, begun)
    services = session.store().services.visible_to(session.viewer(), programme=programme.key)
    if len(begun) < 2:
        title = wording.rounds.title(
            begun[::-1],
            {each.key: (services, session.store().voices.turnout(session.viewer(), each.key)) for each in begun},
            today,
        )
        about = wording.home.about(programme, len(services), None, None)
        return Finding(title, about, (), _acts(("rounds", "See who is in", programme)), waits)
    every = board.taken(begun)
    before, after = board.usual_rounds(begun)
    earlier, later = (next(one for one in every if one.round == round_) for round_ in (before, after))
    compared = Compared(programme, compare(earlier, later), every)
    found = finding.finding(compared.comparison)
    return Finding(
        board.title(compared),
        wording.home.about(programme, len(services), before, after),
        (wording.compare.moved(found, before), wording.compare.voices(finding.heard(compared.services))),
        _acts(("compare", "See what moved", programme), ("rounds", "See who is in", programme)),
        (*_asked(compared), *waits),
    )


def _acts(*acts: tuple[str, str, Programme]) -> tuple[Link, ...]:
    return tuple(Link(page, text, {"programme": programme.key}) for page, text, programme in acts if _is_linked(page))


def _is_linked(page: str) -> bool:
    return pages.is_linked(page)


_WHERE: dict[type, tuple[str, str, str]] = {
    asks.WeakItems: ("compare", "See the items", ""),
    asks.Slipped: ("compare", "See the services", "Every service"),
    asks.Lowest: ("compare", "See the services", "Every service"),
    asks.Late: ("compare", "See the promises", "Promises"),
    asks.Silent: ("rounds", "See who is missing", ""),
}


def _asked(compared: Compared) -> tuple[Section, ...]:
    asked = asks.asks(compared.comparison, compared.services, board.promised(compared), session.today())
    lines = []
    for ask in asked[:MOST_ASKED]:
        page, label, tab = _WHERE[type(ask)]
        parameters = {"programme": compared.programme.key, **({"tab": tab} if tab else {})}
        link = Link(page, label, parameters) if _is_linked(page) else None
        lines.append(Line(*wording.home.asked(ask, compared.after), link))
    nothing = () if lines else (Line("", wording.asks.NOTHING),)
    return (Section(wording.home.ASKED, (*lines, *nothing)),)


def _waits(programme: Programme, begun: Sequence[Round]) -> tuple[Section, ...]:
    """Return what a board waits for: missing services, services without invitations, and sheets given back."""
    store, viewer, today = session.store(), session.viewer(), session.today()
    link = {"programme": programme.key}
    lines = []
    for round_ in [each for each in begun[::-1] if each.is_open(today)]:
        taken = papers.round_as_taken(store, viewer, round_)
        said = wording.home.in_round(round_, len(taken.turnout.in_time), taken.turnout.expected, today)
        lines.append(Line(*said, Link("rounds", "See who is missing", link)))
        invited = store.invitations.services_in(viewer, round_.key)
        if idle := sum(key not in invited for key in taken.services):
            lines.append(Line(*wording.home.not_invited(idle), Link("rounds", "See which", link)))
    closed = [each for each in begun if each.has_closed(today)]
    if closed:
        taken = papers.round_as_taken(store, viewer, closed[-1])
        heard = {each.service for each in taken.positions if each.people_level is not None}
        published = store.publications.services_by_round(viewer).get(closed[-1].key, frozenset())
        said = wording.home.given_back(closed[-1], len(heard & published), len(heard))
        lines.append(Line(*said, Link("rounds", "See the rounds", link)))
    if not lines:
        return ()
    return (Section(wording.home.WAITS, tuple(lines if _is_linked("rounds") else _unlinked(lines))),)


def _unlinked(lines: Sequence[Line]) -> list[Line]:
    return [Line(each.strong, each.text) for each in lines]


# A commissioner


def commissioner_finding() -> Finding:
    """Return what is low over all services that a commissioner sees, and which services to look at first."""
    store, viewer = session.store(), session.viewer()
    ladder = next(framework for framework in store.frameworks.core if framework.kind == "rung")
    view = portfolio.view(store.frameworks.core, ladder)
    question: tuple[Hashable, ...] = ("home of a commissioner", view)
    return store.recall(viewer, question, lambda: _of_services(view), lambda _: 50)


def _of_services(view: portfolio.View) -> Finding:
    store, viewer = session.store(), session.viewer()
    seen = store.portfolio.seen(viewer, Choice(), view)
    if not seen.services:
        raise NothingYetError("There is no service here yet.", "guide", "What this is")
    counts = portfolio.counts(view, store.portfolio.levels_by(viewer, Choice(), "all").get("", {}))
    weakest = portfolio.weakest([count for count in counts if count.framework.kind != "rung"])
    is_reading = all(service.is_reading for service in store.services.visible_to(viewer, most=1))
    shows: dict[Show, str] = {"slipped": "Slipped", "apart": "Voices apart", "missing": "Not in yet"}
    low = [
        Line(
            *wording.home.low(count),
            Link("portfolio", "See the services", {"sort": f"{count.framework.key}/{count.item.key}"}),
            round(100 * count.share),
        )
        for count in weakest[:4]
    ]
    first = [
        Line(*said, Link("portfolio", label, {"show": key}))
        for key, label in shows.items()
        if (said := wording.home.look_at(seen).get(key))
    ]
    sections = (Section(wording.home.LOW, tuple(low)), Section(wording.home.FIRST, tuple(first)))
    return Finding(
        wording.home.weak(weakest),
        f"{counted(seen.services, 'service')}, the newest rating of each",
        (wording.portfolio.moved(seen), wording.portfolio.voices(seen, is_reading=is_reading)),
        (
            Link("portfolio", f"See all {counted(seen.services, 'service')}"),
            *([Link("compare", "Compare rounds")] if _is_linked("compare") else []),
        ),
        tuple(section for section in sections if section.lines),
    )
