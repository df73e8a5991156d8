"""What a programme board chooses and sees: a programme, two of its rounds, and each finding with its picture."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from assess import wording
from assess.core.actions import Action
from assess.core.board import (
    Comparison,
    ItemChange,
    ServiceMoves,
    courses,
    done_between,
    progress_by_action,
)
from assess.core.errors import NothingYetError
from assess.core.framework import Framework, Item
from assess.core.programme import Programme, Round, Service
from assess.core.taken import Taken, items_in
from assess.core.text import slug
from assess.present import charts, tables
from assess.screen import pick, session, show
from assess.tasks import papers

_PAPERS: Mapping[str, str] = {"docx": "Paper to edit (Word)", "pdf": "Paper to read (PDF)", "xlsx": "Data (Excel)"}
MOST_NAMED = 3  # services named as most improved and as slipped; those that are level with the last one as well
MOST_LINKED = 50  # services named on one item
MOST_PROMISES = 10  # promises shown that are overdue or without an owner


def first_with_two_rounds(programmes: Sequence[Programme]) -> Programme | None:
    """Return the first programme that has something to compare, None when there is none."""
    return next((each for each in programmes if len(rounds_begun(each)) > 1), None)


def pick_rounds(programme: Programme) -> tuple[Round, Round]:
    """Ask for two rounds, the last two closed ones unless told; the choice is in the address.

    NothingYetError when fewer than two have begun.
    """
    begun = rounds_begun(programme)
    if len(begun) < 2:
        what = f"Only “{begun[0].name}” has begun" if begun else "No round has begun"
        waits = f"{what} in {programme.name}; it takes two rounds to compare."
        raise NothingYetError(waits, "rounds", "Open another round", programme=programme.key)
    closed = [one for one in begun if not one.is_open(session.today())]
    usual = closed[-1] if len(closed) > 1 else begun[-1]
    left, right = st.columns(2)
    with right:
        after = _pick_round("Later round", begun[1:], usual, "later")
    earlier = begun[: begun.index(after)]
    with left:
        return _pick_round("Earlier round", earlier, earlier[-1], "earlier"), after


def rounds_begun(programme: Programme) -> list[Round]:
    """Return the programme's rounds that have opened by today, oldest first."""
    return [one for one in session.store().rounds(session.viewer(), programme.key) if one.opens <= session.today()]


def taken(of: Sequence[Round]) -> list[Taken]:
    """Return rounds as they were taken."""
    return [papers.round_as_taken(session.store(), session.viewer(), one) for one in of]


def pick_services(services: Mapping[str, Service]) -> list[str]:
    """Ask for a kind of service and an area; return the keys of the services that are of both."""
    kind = pick.part("Kind of service", "All kinds", [one.kind for one in services.values()], "kind")
    area = pick.part("Area", "All areas", [one.area for one in services.values()], "area")
    return [key for key, one in services.items() if (not kind or one.kind == kind) and (not area or one.area == area)]


def framework(comparison: Comparison, of: Framework) -> None:
    """Show how the services stand on a framework's items in both rounds, and how many moved on each of several."""
    changes = comparison.of(of.key)
    st.header(show.escaped(wording.board.framework_heading(of, changes)), anchor=False)
    show.say(wording.board.framework_note(changes))
    _distribution(comparison, of)
    if len(changes) > 1:
        st.subheader(show.escaped(wording.board.moves_heading(changes)), anchor=False)
        _picture(
            f"{of.title}: up, same and down",
            f"moves {of.key} {comparison.fingerprint}",
            partial(charts.board.item_moves, comparison, of.key),
            wording.board.alternative(of.title, "services up, the same and down. The table below has the same."),
            partial(tables.item_move_table, comparison, of.key),
        )
    _closer(comparison, of, changes)


def _distribution(comparison: Comparison, of: Framework) -> None:
    _picture(
        f"{of.title}: services at each level",
        f"distributions {of.key} {comparison.fingerprint}",
        partial(charts.board.distributions, comparison, of.key),
        wording.board.alternative(of.title, "services at each level, then and now. The table below has the same."),
        partial(tables.distribution_table, comparison, of.key),
    )


def _closer(comparison: Comparison, of: Framework, changes: Sequence[ItemChange]) -> None:
    """Link each service's move on an item, those that moved first, to its result in the later round."""
    with st.expander(show.escaped(f"{of.title}, service by service")):
        titles = {one.item.key: one.item.title for one in changes}
        key = pick.one("Question", titles, f"{of.key}-item") if len(titles) > 1 else changes[0].item.key
        change = next(one for one in changes if one.item.key == key)
        moves = sorted(change.moves, key=lambda move: -abs(move.steps))
        for move in moves[:MOST_LINKED]:
            label = wording.board.item_move(change, move)
            icon = ":material/arrow_forward:"
            show.link("result", label, icon=icon, service=move.service.key, round=comparison.after.round.key)
        if len(moves) > MOST_LINKED:
            show.say(f"The {MOST_LINKED} that moved furthest are here. Choose a kind or an area to see the others.")


def ladder(comparison: Comparison) -> None:
    """Show every service's move on the ladder."""
    change = comparison.ladder
    st.header(show.escaped(wording.board.ladder_heading(change)), anchor=False)
    if change is None:
        show.say(wording.board.no_ladder())
        return
    _picture(
        "Every service's move on the ladder",
        f"ladder {comparison.fingerprint}",
        partial(charts.board.ladder_moves, comparison),
        wording.board.alternative(change.framework.title, "each way services went. The table below names them."),
        partial(tables.ladder_move_table, comparison),
    )


def voices(comparison: Comparison) -> None:
    """Show where the two voices disagree most and whether the gap closed, or that only one voice was heard."""
    st.header(show.escaped(wording.gaps.gaps_heading(comparison)), anchor=False)
    show.say(wording.gaps.voices_apart(comparison))
    for gap in comparison.apart[:MOST_NAMED]:
        show.say(wording.gaps.gap_sentence(gap))
    if comparison.apart:
        show.picture(
            f"gaps {comparison.fingerprint}",
            partial(charts.board.gaps, comparison),
            "Services two levels or more from what people say, by item. The table below has the same.",
        )
    if comparison.gaps:
        _table("Both voices", f"gaps {comparison.fingerprint}", partial(tables.gap_table, comparison))
        _apart(comparison)


def _apart(comparison: Comparison) -> None:
    """Link each service on one item, those furthest from what people say first, to its result in the later round."""
    gaps = {f"{gap.framework.key}.{gap.item.key}": gap for gap in (*comparison.apart, *comparison.gaps)}
    with st.expander("Both voices, service by service"):
        gap = gaps[pick.one("Question", {key: one.item.title for key, one in gaps.items()}, "voices-item")]
        for one in sorted(gap.apart, key=lambda one: -abs(one.after or 0))[:MOST_LINKED]:
            label = wording.gaps.service_apart(one, comparison.before.round, comparison.after.round)
            icon = ":material/arrow_forward:"
            show.link("result", label, icon=icon, service=one.service.key, round=comparison.after.round.key)


def services(moves: Sequence[ServiceMoves], after: Round) -> None:
    """Link the first few services to their later results, and those that are level with the last of them."""
    last = [(one.net, one.up) for one in moves[:MOST_NAMED]][-1:]
    named = [one for place, one in enumerate(moves) if place < MOST_NAMED or [(one.net, one.up)] == last]
    if len(named) < len(moves):
        show.say(f"The {len(named)} that moved furthest are named.")
    for one in named:
        label, key = wording.board.service_moves(one), one.service.key
        show.link("result", label, icon=":material/arrow_forward:", service=key, round=after.key)


def take_away(programme: Programme, comparison: Comparison) -> None:
    """Offer the paper on what is shown: made when it is asked for, of what whoever asks may see."""
    before, after = comparison.before, comparison.after
    wanted = (
        session.store(),
        session.viewer(),
        programme,
        before.round,
        after.round,
        session.today(),
        list(after.services),
    )
    name = slug(f"{programme.name} {before.round.name} {after.round.name}")
    with st.container(horizontal=True, key="screen-only-paper"):
        for kind, label in _PAPERS.items():
            show.download(label, partial(_made, kind, *wanted), f"{name}.{kind}")


def _made(kind: str, *wanted: Any) -> bytes:  # noqa: ANN401 - what rounds.facts takes
    return papers.PAPER_FORMATS[kind](papers.facts(*wanted))


def trends(of: Sequence[Taken]) -> None:
    """Show every item through all rounds, in an expander for each framework."""
    st.header(f"Through all {len(of)} rounds", anchor=False)
    show.say("Each round counts all services that took part in it, so they may differ from round to round.")
    for round_ in [one.round for one in of if one.round.is_open(session.today())]:
        show.say(f"{round_.name} is still open, so its numbers may change.")
    seen = " ".join(one.fingerprint for one in of)
    for one in {course.framework.key: course.framework for course in courses(of)}.values():
        with st.expander(show.escaped(one.title)):
            alt = wording.board.alternative(one.title, "services at each level, round by round, as in the table below.")
            show.picture(f"trend {one.key} {seen}", partial(charts.board.trend, of, one.key), alt)
            show.table(
                f"trend {one.key} {seen}", partial(tables.trend_table, of, one.key), f"{one.title}, round by round"
            )


def turnout(comparison: Comparison) -> None:
    """Show who submitted in either round, in time or late, and who did not."""
    st.header(show.escaped(wording.board.turnout_heading(comparison)), anchor=False)
    key = f"turnout {comparison.fingerprint}"
    show.table(key, partial(tables.turnout_table, comparison), "Who submitted in each round")


def actions(programme: Programme, comparison: Comparison, of: Sequence[Taken]) -> None:
    """Show what was promised in the programme: how much is done, and first what is overdue or nobody leads."""
    services, items = comparison.after.services, items_in(of)
    promised = [
        each
        for each in session.store().actions(session.viewer(), programme=programme.key)
        if each.service in services and (each.framework, each.item) in items
    ]
    st.header("What was promised", anchor=False)
    show.say(wording.actions.promises(promised, session.today()))
    acted = done_between(promised, comparison.before.round, comparison.after.round)
    if beside := wording.board.progress_where_acted(*progress_by_action(comparison, acted)):
        show.say(beside)
    pressing = [each for each in promised if each.is_overdue(session.today()) or not (each.owner or each.is_finished)]
    # Later rounds come later, so that what stands in the end is the newest level.
    levels = {(p.service, p.framework, p.item): p.level for one in of for p in one.positions}
    others = [each for each in promised if each not in pressing]
    for each in pressing[:MOST_PROMISES]:
        _promise(each, services[each.service], items[each.framework, each.item], levels)
    if len(pressing) > MOST_PROMISES:
        more = len(pressing) - MOST_PROMISES
        show.say(f"{more} more {'is' if more == 1 else 'are'} overdue or without an owner; the paper lists them all.")
    if others:
        with st.expander("All other promises" if pressing else "All promises"):
            for each in others[:MOST_LINKED]:
                _promise(each, services[each.service], items[each.framework, each.item], levels)


def _promise(
    action: Action,
    service: Service,
    of: tuple[Framework, Item],
    levels: Mapping[tuple[str, str, str], int | None],
) -> None:
    framework, item = of
    now = levels.get((action.service, framework.key, item.key))
    what, *rest = wording.actions.promise(action, framework, item, now, session.today())
    with st.container(border=True):
        st.markdown(f"**{show.escaped(service.name)}**")
        show.say(" ".join((what if what.endswith(".") else f"{what}.", *rest)))
        show.link("actions", "See its actions", icon=":material/flag:", service=service.key)


def notices(services: Sequence[Service]) -> None:
    """Say whose reading the ratings are, once for each notice."""
    for service in {service.notice: service for service in services}.values():
        show.notice(service)


def _pick_round(question: str, options: Sequence[Round], usual: Round, key: str) -> Round:
    by_key = {one.key: one for one in reversed(options)}
    return by_key[pick.one(question, {each: one.name for each, one in by_key.items()}, key, usual.key)]


def _picture(
    title: str, key: str, draw: charts.specification.Drawing, alt: str, make: Callable[[], pd.DataFrame]
) -> None:
    show.picture(key, draw, alt)
    _table(title, key, make)


def _table(title: str, key: str, make: Callable[[], pd.DataFrame]) -> None:
    with st.expander(show.escaped(f"{title}, as a table")):
        show.table(key, make, title)
