"""The page that compares two rounds: what to choose, and each finding with its chart and table."""

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
from assess.core.position import Position
from assess.core.programme import Programme, Round, Service
from assess.core.taken import Taken, items_in
from assess.core.text import slug
from assess.core.voices import beside
from assess.present import charts, tables
from assess.screen import pick, session, show
from assess.tasks import papers

_PAPERS: Mapping[str, str] = {"docx": "Paper to edit (Word)", "pdf": "Paper to read (PDF)", "xlsx": "Data (Excel)"}
ARROW = "arrow_forward"
MOST_NAMED = 3  # services named as most improved and as slipped, and all that are level with the third
MOST_LINKED = 50  # services linked for one item
MOST_PROMISES = 10  # actions shown that are overdue or without an owner


def first_with_two_rounds(programmes: Sequence[Programme]) -> Programme | None:
    """Return the first programme in which two rounds have begun, None when there is none."""
    return next((programme for programme in programmes if len(rounds_begun(programme)) > 1), None)


def pick_rounds(programme: Programme) -> tuple[Round, Round]:
    """Ask for two rounds; by default the last two closed ones. NothingYetError when fewer than two have begun."""
    begun = rounds_begun(programme)
    if len(begun) < 2:
        so_far = f"Only “{begun[0].name}” has begun" if begun else "No round has begun"
        sentence = f"{so_far} in {programme.name}; it takes two rounds to compare."
        raise NothingYetError(sentence, "rounds", "Open another round", programme=programme.key)
    closed = [round_ for round_ in begun if not round_.is_open(session.today())]
    usual = closed[-1] if len(closed) > 1 else begun[-1]
    left, right = st.columns(2)
    with right:
        after = _pick_round("Later round", begun[1:], usual, "later")
    earlier = begun[: begun.index(after)]
    with left:
        return _pick_round("Earlier round", earlier, earlier[-1], "earlier"), after


def rounds_begun(programme: Programme) -> list[Round]:
    """Return the programme's rounds that have opened by today, oldest first."""
    rounds = session.store().rounds.of(session.viewer(), programme.key)
    return [round_ for round_ in rounds if round_.opens <= session.today()]


def taken(rounds: Sequence[Round]) -> list[Taken]:
    """Return what the viewer may see of rounds: their services, frameworks and positions."""
    return [papers.round_as_taken(session.store(), session.viewer(), round_) for round_ in rounds]


def pick_services(services: Mapping[str, Service]) -> list[str]:
    """Ask for a kind of service and an area; return the keys of the services of that kind in that area."""
    kind = pick.part("Kind of service", "All kinds", [service.kind for service in services.values()], "kind")
    area = pick.part("Area", "All areas", [service.area for service in services.values()], "area")
    return [key for key, service in services.items() if kind in ("", service.kind) and area in ("", service.area)]


def framework(comparison: Comparison, of: Framework) -> None:
    """Show on which levels of a framework's items the services were in both rounds, and how many moved."""
    changes = comparison.of(of.key)
    show.section(wording.board.framework_heading(of, changes))
    show.say(wording.board.framework_note(changes))
    _distribution(comparison, of)
    if len(changes) > 1:
        show.subsection(wording.board.moves_heading(changes))
        _comparison_picture(
            f"{of.title}: up, same and down",
            f"moves {of.key} {comparison.fingerprint}",
            partial(charts.board.item_moves, comparison, of.key),
            wording.board.alternative(of.title, "services up, the same and down. The table below has the same."),
            partial(tables.item_move_table, comparison, of.key),
        )
    _closer(comparison, of, changes)


def _distribution(comparison: Comparison, of: Framework) -> None:
    _comparison_picture(
        f"{of.title}: services at each level",
        f"distributions {of.key} {comparison.fingerprint}",
        partial(charts.board.distributions, comparison, of.key),
        wording.board.alternative(of.title, "services at each level, then and now. The table below has the same."),
        partial(tables.distribution_table, comparison, of.key),
    )


def _closer(comparison: Comparison, of: Framework, changes: Sequence[ItemChange]) -> None:
    """Link each service's move on an item, largest first, to its result in the later round."""
    with show.expander(f"{of.title}, service by service"):
        titles = {change.item.key: change.item.title for change in changes}
        key = pick.one("Question", titles, f"{of.key}-item") if len(titles) > 1 else changes[0].item.key
        change = next(change for change in changes if change.item.key == key)
        moves = sorted(change.moves, key=lambda move: -abs(move.steps))
        for move in moves[:MOST_LINKED]:
            label = wording.board.item_move(change, move)
            show.link("result", label, icon=ARROW, service=move.service.key, round=comparison.after.round.key)
        if len(moves) > MOST_LINKED:
            show.say(f"The {MOST_LINKED} that moved furthest are here. Choose a kind or an area to see the others.")


def ladder(comparison: Comparison) -> None:
    """Show every service's move on the ladder."""
    change = comparison.ladder
    show.section(wording.board.ladder_heading(change))
    if change is None:
        show.say(wording.board.no_ladder())
        return
    _comparison_picture(
        "Every service's move on the ladder",
        f"ladder {comparison.fingerprint}",
        partial(charts.board.ladder_moves, comparison),
        wording.board.alternative(change.framework.title, "each way services went. The table below names them."),
        partial(tables.ladder_move_table, comparison),
    )


def voices(comparison: Comparison) -> None:
    """Show where the two voices are furthest apart and whether the gap closed, or that there is only one voice."""
    show.section(wording.gaps.gaps_heading(comparison))
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
        _comparison_table("Both voices", f"gaps {comparison.fingerprint}", partial(tables.gap_table, comparison))
        _apart(comparison)


def agreed(rounds: Sequence[Taken]) -> None:
    """Show the levels that both voices agreed on, each beside the service's own; nothing where there is none."""
    if rows := wording.board.agreed_levels(rounds):
        show.say(wording.board.agreed_note(rounds))
        with st.expander("Levels that both voices agreed on"):
            show.rows(rows, "Levels that both voices agreed on")


def _apart(comparison: Comparison) -> None:
    """Link each service on an item, the furthest from what people say first, to its result in the later round."""
    gaps = {f"{gap.framework.key}.{gap.item.key}": gap for gap in (*comparison.apart, *comparison.gaps)}
    with st.expander("Both voices, service by service"):
        gap = gaps[pick.one("Question", {key: gap.item.title for key, gap in gaps.items()}, "voices-item")]
        for apart in sorted(gap.apart, key=lambda apart: -abs(apart.after or 0))[:MOST_LINKED]:
            label = wording.gaps.service_apart(apart, comparison.before.round, comparison.after.round)
            show.link("result", label, icon=ARROW, service=apart.service.key, round=comparison.after.round.key)


def services(moves: Sequence[ServiceMoves], after: Round) -> None:
    """Link the first few services, and those that are level with the last of them, to their later results."""
    last = [(move.net, move.up) for move in moves[:MOST_NAMED]][-1:]
    named = [move for rank, move in enumerate(moves) if rank < MOST_NAMED or [(move.net, move.up)] == last]
    if len(named) < len(moves):
        show.say(f"The {len(named)} that moved furthest are named.")
    for move in named:
        label, key = wording.board.service_moves(move), move.service.key
        show.link("result", label, icon=ARROW, service=key, round=after.key)


def take_away(programme: Programme, comparison: Comparison) -> None:
    """Offer the paper on this comparison; it is made on the click, from what the viewer may see."""
    before, after = comparison.before, comparison.after
    arguments = (
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
            show.download(label, partial(_paper_made, kind, *arguments), f"{name}.{kind}")


def _paper_made(kind: str, *arguments: Any) -> bytes:  # noqa: ANN401 - those of papers.facts
    return papers.PAPER_FORMATS[kind](papers.facts(*arguments))


def trends(rounds: Sequence[Taken]) -> None:
    """Show every item through all rounds, in an expander for each framework."""
    show.section(f"Through all {len(rounds)} rounds")
    show.say("Each round counts all services that took part in it, so they may differ from round to round.")
    for round_ in [taken.round for taken in rounds if taken.round.is_open(session.today())]:
        show.say(f"{round_.name} is still open, so its numbers may change.")
    seen = " ".join(taken.fingerprint for taken in rounds)
    for of in {course.framework.key: course.framework for course in courses(rounds)}.values():
        with show.expander(of.title):
            alt = wording.board.alternative(of.title, "services at each level, round by round, as in the table below.")
            show.picture(f"trend {of.key} {seen}", partial(charts.board.trend, rounds, of.key), alt)
            show.table(
                f"trend {of.key} {seen}", partial(tables.trend_table, rounds, of.key), f"{of.title}, round by round"
            )


def turnout(comparison: Comparison) -> None:
    """Show which services submitted in each round, in time or late, and which did not."""
    show.section(wording.board.turnout_heading(comparison))
    key = f"turnout {comparison.fingerprint}"
    show.table(key, partial(tables.turnout_table, comparison), "Who submitted in each round")
    for sentence in wording.board.corrected((comparison.before, comparison.after)):
        show.say(sentence)


def actions(programme: Programme, comparison: Comparison, rounds: Sequence[Taken]) -> None:
    """Show the actions of the programme: how many are done, and first those that are overdue or without an owner."""
    services, items = comparison.after.services, items_in(rounds)
    promised = [
        action
        for action in session.store().actions.visible_to(session.viewer(), programme=programme.key)
        if action.service in services and (action.framework, action.item) in items
    ]
    show.section("What was promised")
    show.say(wording.actions.promises(promised, session.today()))
    acted = done_between(promised, comparison.before.round, comparison.after.round)
    if beside := wording.board.progress_where_acted(*progress_by_action(comparison, acted)):
        show.say(beside)
    pressing = [action for action in promised if _is_pressing(action)]
    others = [action for action in promised if not _is_pressing(action)]
    # Rounds are in order of time, so the last value of a key is the newest position.
    positions = {(p.service, p.framework, p.item): p for taken in rounds for p in taken.positions}
    for action in pressing[:MOST_PROMISES]:
        _action(action, services[action.service], items[action.framework, action.item], positions)
    if len(pressing) > MOST_PROMISES:
        more = len(pressing) - MOST_PROMISES
        show.say(f"{more} more {'is' if more == 1 else 'are'} overdue or without an owner; the paper lists them all.")
    if others:
        with st.expander("All other promises" if pressing else "All promises"):
            for action in others[:MOST_LINKED]:
                _action(action, services[action.service], items[action.framework, action.item], positions)


def _is_pressing(action: Action) -> bool:
    return action.is_overdue(session.today()) or not (action.owner or action.is_finished)


def _action(
    action: Action,
    service: Service,
    of: tuple[Framework, Item],
    positions: Mapping[tuple[str, str, str], Position],
) -> None:
    framework, item = of
    now = positions.get((action.service, framework.key, item.key))
    level, agreed = now and now.level, beside(framework, now)
    what, *sentences = wording.actions.promise(action, framework, item, level, session.today(), agreed)
    with st.container(border=True):
        show.strong(service.name)
        show.say(" ".join((what if what.endswith(".") else f"{what}.", *sentences)))
        show.link("actions", "See its actions", service=service.key)


def _pick_round(question: str, options: Sequence[Round], usual: Round, parameter: str) -> Round:
    rounds = {round_.key: round_ for round_ in reversed(options)}
    return rounds[pick.one(question, {key: round_.name for key, round_ in rounds.items()}, parameter, usual.key)]


def _comparison_picture(
    title: str, key: str, draw: charts.specification.Drawing, alt: str, make: Callable[[], pd.DataFrame]
) -> None:
    show.picture(key, draw, alt)
    _comparison_table(title, key, make)


def _comparison_table(title: str, key: str, make: Callable[[], pd.DataFrame]) -> None:
    with show.expander(f"{title}, as a table"):
        show.table(key, make, title)
