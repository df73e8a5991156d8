"""What Home says over many services: to a board what it is asked and what waits, to a commissioner what is low."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import assert_never

from assess.core.asks import Ask, Late, Lowest, Silent, Slipped, WeakItems
from assess.core.dates import day
from assess.core.portfolio import Count, Seen
from assess.core.programme import Programme, Round
from assess.core.text import counted, listed
from assess.core.voices import WIDE_GAP
from assess.wording import portfolio
from assess.wording.compare import short_title

ASKED, WAITS = "What the board is asked", "What waits for you"
LOW, FIRST = "Low in most services", "Look at first"
MOST_NAMED = 2

Said = tuple[str, str]  # the subject of a line, and its text


def about(programme: Programme, services: int, before: Round | None, after: Round | None) -> str:
    """Say what a board's finding is about: `Good Days, 12 services, Autumn 2025 to Spring 2026`."""
    rounds = f", {before.name} to {after.name}" if before and after else ""
    return f"{programme.name}, {counted(services, 'service')}{rounds}"


def asked(ask: Ask, round_: Round) -> Said:
    """Say in a line what a board is asked about."""
    match ask:
        case WeakItems():
            first = ask.items[0]
            names = [short_title(each.framework, each.item.key) for each in ask.items]
            counts = f"in {first.low} of {counted(first.n, 'service')}"
            low = f"is low {counts}" if len(names) == 1 else f"are low most often, the first {counts}"
            return listed(names, MOST_NAMED), low
        case Slipped():
            return _services([row.service.name for row in ask.services]), f"slipped in {round_.name}"
        case Lowest():
            verb = "stands" if len(ask.services) == 1 else "stand"
            return _services([row.service.name for row in ask.services]), f"{verb} lowest on the ladder"
        case Late():
            verb = "is" if len(ask.actions) == 1 else "are"
            oldest = "" if len(ask.actions) == 1 else ", the oldest"
            return counted(len(ask.actions), "promise"), f"{verb} overdue{oldest} since {day(ask.actions[0].due)}"
        case Silent():
            return _services([service.name for service in ask.services]), f"did not submit {round_.name}"
    assert_never(ask)


def _services(names: Sequence[str]) -> str:
    return listed(names, MOST_NAMED)


def in_round(round_: Round, submitted: int, services: int, today: date) -> Said:
    """Say how many services have submitted in a round, and until when they can."""
    until = (
        f"closes on {day(round_.closes)}"
        if round_.is_open(today)
        else f"closed on {day(round_.ended or round_.closes)}"
    )
    have = "has" if submitted == 1 else "have"
    return f"{submitted} of {services}", f"{have} submitted; {round_.name} {until}"


def not_invited(services: int) -> Said:
    """Say how many services have invited nobody yet."""
    return counted(services, "service"), f"{'has' if services == 1 else 'have'} invited nobody yet"


def given_back(round_: Round, sheets: int, heard: int) -> Said:
    """Say of how many services that heard people in a round the sheet is published."""
    return f"{sheets} of {heard}", f"gave a sheet back to people after {round_.name}"


def weak(weakest: Sequence[Count]) -> str:
    """Return the heading on what is low: the items weak everywhere, else those low in the largest share."""
    everywhere = [one for one in portfolio.level_with_first(weakest) if one.is_weak] if weakest else []
    if not everywhere:
        return portfolio.title(weakest, max((one.n for one in weakest), default=0))
    first, names = everywhere[0], [portfolio.short(one) for one in everywhere]
    each = " each" if len(names) > 1 else ""
    return f"Weak everywhere: {listed(names, len(names))}, low in {first.low:,} of {first.n:,} services{each}"


def low(count: Count) -> Said:
    """Say of an item in how many services it is low."""
    return portfolio.short(count), f"{count.low:,} of {count.n:,}"


def look_at(seen: Seen) -> Mapping[str, Said]:
    """Say which services to look at first, by the filter of the portfolio that shows them; none that is empty."""
    said: Mapping[str, Said] = {
        "slipped": (counted(seen.slipped, "service"), "slipped since the round before"),
        "apart": (counted(seen.apart, "service"), f"where people and the service stand {WIDE_GAP} levels apart"),
        "missing": (counted(seen.missing, "service"), "not in yet in the newest round"),
    }
    numbers = {"slipped": seen.slipped, "apart": seen.apart, "missing": seen.missing}
    return {key: line for key, line in said.items() if numbers[key]}
