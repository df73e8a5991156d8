"""What a board is asked, in words: what about, which answers are open to it, who would see to it, and until when."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from assess.core.asks import Ask, Late, Lowest, Silent, Slipped, WeakItems
from assess.core.board import ItemChange
from assess.core.dates import short_day
from assess.core.movement import ServiceRow
from assess.core.names import shortened
from assess.core.programme import Service
from assess.core.text import counted, listed
from assess.wording.compare import short_title

HEADING, NOTHING = "What the board is asked", "By the rules of this paper nothing needs the board."
COLUMNS = ("Asked", "Options", "Proposed owner", "Proposed day")
PROPOSED = (
    "The owners and days of what a board is asked are proposals: four weeks for what one talk settles, twelve for "
    "what takes work. Which services and items it is asked about follows from the counts."
)
MOST_ITEMS, MOST_NAMED = 4, 3  # items and services named in one ask
NAME = 40  # characters of a name in an ask


def question(ask: Ask, services: Mapping[str, Service]) -> str:
    """Say what is asked, and about what; names are separated by bullets, because they may contain commas."""
    match ask:
        case WeakItems():
            where = "weak everywhere" if ask.everywhere else "low most often"
            return f"Agree what is done about what is {where}: {bulleted(list(map(_item, ask.items)), MOST_ITEMS)}"
        case Slipped():
            return f"Ask those that slipped why, the largest fall first: {_services(ask.services)}"
        case Lowest():
            names = [shortened(row.service.name, NAME) for row in ask.services]
            return f"Decide what helps the lowest now, on {_rung(ask.services[0])}: {bulleted(names)}"
        case Late():
            late = [
                f"{shortened(services[each.service].name, NAME)}, due {short_day(each.due)}" for each in ask.actions
            ]
            return f"Decide on {counted(len(late), 'late promise')}: {bulleted(late)}"
        case Silent():
            names = [shortened(service.name, NAME) for service in ask.services]
            return f"Hear from those who did not submit: {bulleted(names)}"
    assert_never(ask)


def options(ask: Ask) -> str:
    """Say which answers are open to the board."""
    match ask:
        case WeakItems():
            return bulleted(("One plan for all", "a promise from each", "wait a round"))
        case Slipped():
            return bulleted(("A talk with each", "a visit", "accept it"))
        case Lowest():
            return bulleted(("A stronger partner", "time or money", "no help"))
        case Late():
            return bulleted(("A new day", "more help", "drop it and say why"))
        case Silent():
            return bulleted(("A call", "a shorter form", "go on without"))
    assert_never(ask)


def owner(ask: Ask) -> str:
    """Propose who does it: the owners of late promises, otherwise a role."""
    if isinstance(ask, Late):
        owners = list(dict.fromkeys(shortened(each.owner, 24) or "nobody yet" for each in ask.actions))
        text = listed(owners, 2)
    else:
        text = ask.owner
    return f"{text[:1].upper()}{text[1:]}"


def by(ask: Ask) -> str:
    """Say until when."""
    return short_day(ask.by)


def fell(row: ServiceRow) -> str:
    """Say how a service slipped: `rung 7→6, 3 items down`."""
    rungs = f"rung {row.rung.level - row.climb}→{row.rung.level}" if row.rung and row.climb else ""
    items = f"{counted(row.items.down, 'item')} down" if row.items.down else ""
    return ", ".join(filter(None, (rungs, items)))


def bulleted(points: Sequence[str], most: int = MOST_NAMED) -> str:
    """Return points in one line, each after a bullet, and how many more there are."""
    more = [f"{len(points) - most}\N{NO-BREAK SPACE}more"] if len(points) > most else []
    return " ".join(f"•\N{NO-BREAK SPACE}{point}" for point in (*points[:most], *more))


def _services(rows: Sequence[ServiceRow]) -> str:
    return bulleted([f"{shortened(row.service.name, NAME)} ({fell(row)})" for row in rows])


def _item(change: ItemChange) -> str:
    return f"{short_title(change.framework, change.item.key)} (low in {change.low} of {change.n})"


def _rung(row: ServiceRow) -> str:
    if row.rung is None:
        raise ValueError("a service on the lowest rung stands on one")
    framework = row.rung.framework
    return f"rung {row.rung.level} of {framework.highest}"
