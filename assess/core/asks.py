"""What a board is asked after two rounds, by rules that are ours: each ask has an owner to propose and a day.

Pure. An ask names what it is about; which answers are open to the board is `wording.asks`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assess.core import movement
from assess.core.actions import Action
from assess.core.board import Comparison, ItemChange
from assess.core.finding import weakest
from assess.core.movement import ServiceRow
from assess.core.programme import Service

# Ours: an ask that one talk settles is due in four weeks, one that takes work in twelve.
SOON, LATER = timedelta(weeks=4), timedelta(weeks=12)

Owner = Literal["programme lead", "service managers"]


@dataclass(frozen=True, slots=True)
class WeakItems:
    """The items that are weak everywhere; without any, those that are low in the largest share of services.

    `everywhere` says which of the two.
    """

    items: tuple[ItemChange, ...]
    everywhere: bool
    by: date
    owner: Owner = "programme lead"


@dataclass(frozen=True, slots=True)
class Slipped:
    """The services that slipped, the largest fall first."""

    services: tuple[ServiceRow, ...]
    by: date
    owner: Owner = "service managers"


@dataclass(frozen=True, slots=True)
class Lowest:
    """The services that stand on the lowest rung now; all that share it."""

    services: tuple[ServiceRow, ...]
    by: date
    owner: Owner = "programme lead"


@dataclass(frozen=True, slots=True)
class Late:
    """The promises that are late, the longest late first; each has its own owner."""

    actions: tuple[Action, ...]
    by: date


@dataclass(frozen=True, slots=True)
class Silent:
    """The services that did not submit the later round; late ones are not included."""

    services: tuple[Service, ...]
    by: date
    owner: Owner = "programme lead"


Ask = WeakItems | Slipped | Lowest | Late | Silent


def asks(
    comparison: Comparison, rows: Sequence[ServiceRow], actions: Collection[Action], today: date
) -> tuple[Ask, ...]:
    """Return what the board is asked, in the order in which it decides; () when nothing needs it.

    `rows` are those of `movement.service_rows`. A service on the lowest rung is asked about only while that rung is of
    the scale's lower half.
    """
    soon, later = today + SOON, today + LATER
    weak, most = comparison.weak_everywhere, tuple(weakest(comparison, most=1))
    slipped, lowest = tuple(movement.slipped(rows)), tuple(row for row in movement.lowest(rows) if _is_low(row))
    late = tuple(sorted((each for each in actions if each.is_overdue(today)), key=lambda each: (each.due, each.key)))
    silent = comparison.after.turnout.missing
    found: list[tuple[Sequence[object], Ask]] = [
        (weak or most, WeakItems(weak or most, bool(weak), later)),
        (slipped, Slipped(slipped, soon)),
        (lowest, Lowest(lowest, later)),
        (late, Late(late, soon)),
        (silent, Silent(silent, soon)),
    ]
    return tuple(ask for about, ask in found if about)


def _is_low(row: ServiceRow) -> bool:
    return row.rung is not None and row.rung.framework.third(row.rung.level) == "low"
