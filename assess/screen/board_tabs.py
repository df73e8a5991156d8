"""What stands in the tabs below two rounds compared: every service, both voices, promises, tables, and the basis."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

import pandas as pd
import streamlit as st

from assess import wording
from assess.core import finding, movement, progress
from assess.core.actions import Action
from assess.core.board import Comparison, done_between, progress_by_action
from assess.core.framework import Framework, Item
from assess.core.position import Position
from assess.core.programme import Service
from assess.core.taken import items_in
from assess.core.voices import CHANGED_AFTER, beside
from assess.present import tables
from assess.present.compare import ServiceGroup, cells_of, service_line
from assess.present.signs import Key, Link, Track, keys_of
from assess.screen import pick, session, show
from assess.screen.board import Compared

MOST_ROWS = 60  # services in the table of every service
MOST_LINKED = 50  # rows on voices that are far apart, and of promises
MOST_SENTENCES = 3  # items in the sentence on voices that are or were far apart
MOST_PROMISES = 10  # actions shown that are overdue or without an owner


def every_service(compared: Compared) -> None:
    """Show every service with all its items: the silent first, then those that slipped, then all others."""
    after = compared.comparison.after
    cells = list(cells_of(after, _chosen(compared)))
    silent = [row for row in compared.services if not row.took_part]
    others = sorted((row for row in compared.services if row.took_part), key=lambda row: (not row.slipped, row.order))
    groups = [
        ServiceGroup(title, tuple(service_line(row, compared.shown, after, cells) for row in rows[:MOST_ROWS]))
        for title, rows in (
            (wording.views.not_in_round(after.whose, compared.after), silent),
            (wording.views.in_round(after.whose, compared.after), others),
        )
        if rows
    ]
    show.sign_table(
        "compare_services.html",
        keys=_service_keys(compared),
        after=compared.after.name,
        rounds=wording.compare.rounds_counted(len(compared.shown)),
        columns=[
            (wording.compare.short_title(framework, item.key), place == 0 or cells[place - 1][0].key != framework.key)
            for place, (framework, item) in enumerate(cells)
        ],
        groups=groups,
    )
    if len(others) > MOST_ROWS:
        show.say(f"The first {MOST_ROWS} are here. Choose a kind or an area to see the others.")


def _chosen(compared: Compared) -> Collection[str]:
    """Ask for the frameworks whose items have a cell, if some are folded away."""
    frameworks = compared.comparison.after.frameworks
    others = {framework.key: framework.title for framework in frameworks if framework.key not in compared.open}
    if not others:
        return compared.open
    first = wording.portfolio.titles([framework for framework in frameworks if framework.key in compared.open])
    return {pick.one("Items of", {"": first} | others, "framework")} - {""} or compared.open


def _service_keys(compared: Compared) -> list[Key]:
    frameworks = {framework.values: framework for framework in compared.comparison.after.frameworks}
    return [
        *(key for framework in frameworks.values() for key in keys_of(framework)),
        Key(f"moved since {compared.before.name}", "▲▼"),
        Key("voices far apart", sign="people"),
        Key("not answered", sign="unknown"),
    ]


def voices(compared: Compared) -> None:
    """Show where the two voices are far apart, and on each item whether the gap closed since the earlier round."""
    comparison = compared.comparison
    earlier = wording.compare.voices_earlier(finding.heard_earlier(comparison), compared.before)
    show.say(f"{wording.compare.voices(finding.heard(compared.services), comparison.whose)} {earlier}".strip())
    for one in (comparison.after, comparison.before):
        if unshown := wording.gaps.not_shown(one):
            show.say(unshown)
    for gap in comparison.apart[:MOST_SENTENCES]:
        show.say(wording.gaps.gap_sentence(gap))
    gaps = movement.far_apart(comparison)
    if gaps:
        show.sign_table(
            "compare_voices.html",
            after=compared.after.name,
            gaps=[
                (
                    Link("result", gap.service.name, {"service": gap.service.key, "round": compared.after.key}),
                    wording.compare.short_title(gap.framework, gap.item.key),
                    Track.of(gap.framework, gap.own, gap.people),
                    CHANGED_AFTER if gap.changed_after else "",
                )
                for gap in gaps[:MOST_LINKED]
            ],
        )
    if comparison.gaps:
        _table("Both voices, item by item", "gaps", compared, partial(tables.gap_table, comparison))
    both = (comparison.before, comparison.after)
    if rows := wording.board.agreed_levels(both):
        show.say(wording.board.agreed_note(both))
        show.rows(rows, "Levels that both voices agreed on")


def as_tables(compared: Compared) -> None:
    """Show in words what the pictures show, and how many services stood at each level."""
    comparison = compared.comparison
    for framework in comparison.frameworks:
        show.subsection(framework.title)
        shown = progress.columns(compared.rounds, framework.key, session.today())
        show.rows(wording.compare.column_rows(shown), f"{framework.title}, round by round")
        with show.expander(f"{framework.title}, item by item"):
            key = framework.key
            levels = partial(tables.distribution_table, comparison, key)
            _table(f"{framework.title}: services at each level", f"levels {key}", compared, levels)
            _table(
                f"{framework.title}: who moved",
                f"moves {key}",
                compared,
                partial(tables.item_move_table, comparison, key),
            )
            trend = partial(tables.trend_table, compared.rounds, key)
            _table(f"{framework.title}, item by item in each round", f"trend {key}", compared, trend)
    if comparison.ladder:
        with show.expander("Every service's move on the ladder"):
            _table("Moves on the ladder", "ladder", compared, partial(tables.ladder_move_table, comparison))


def basis(compared: Compared) -> None:
    """Say what was left out, what differs between the rounds, and how all figures were computed."""
    comparison = compared.comparison
    both = (comparison.before, comparison.after)
    turnout(comparison)
    show.subsection("What was left out")
    for sentence in wording.board.left_out(comparison) or ["Nothing: both rounds have the same services and items."]:
        show.say(sentence)
    show.subsection("How this was worked out")
    for sentence in (
        *(wording.board.round_facts(one, session.today()) for one in both),
        *(comparison.differences or [wording.board.same_conditions()]),
        wording.compare.WORDS,
        wording.compare.HOLDS,
        wording.compare.SLIPPED,
        wording.compare.WHO_IS_COUNTED,
        wording.board.HOW_COMPARED,
        wording.views.ABOUT[comparison.whose],
    ):
        if sentence:
            show.say(sentence)


def turnout(comparison: Comparison) -> None:
    """Show which services submitted in each round, in time or late, and which did not."""
    show.subsection(wording.board.turnout_heading(comparison))
    key = f"turnout {comparison.fingerprint}"
    show.table(key, partial(tables.turnout_table, comparison), "Who submitted in each round")
    rounds = comparison.rounds
    for sentence in (*wording.board.corrected(rounds), *wording.board.typed_in(rounds)):
        show.say(sentence)


def actions(compared: Compared, promised: Sequence[Action]) -> None:
    """Show the promises: how many are done, and first those that are overdue or without an owner."""
    comparison, rounds = compared.comparison, compared.rounds
    services, items = comparison.after.services, items_in(rounds)
    show.say(wording.actions.promises(promised, session.today()))
    acted = done_between(promised, compared.before, compared.after)
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


def _table(title: str, what: str, compared: Compared, make: Callable[[], pd.DataFrame]) -> None:
    seen = " ".join(taken.fingerprint for taken in compared.rounds)
    show.table(f"{what} {compared.comparison.fingerprint} {seen}", make, title)
