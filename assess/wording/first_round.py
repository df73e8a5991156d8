"""What a programme's first round comes to, in the order in which a board asks: what is low, where do services stand."""

from collections.abc import Sequence

from assess.core.board import WEAK_SERVICES, Comparison
from assess.core.finding import weakest
from assess.core.framework import Framework
from assess.core.programme import Round
from assess.core.progress import Column
from assess.core.taken import Taken
from assess.core.text import counted, listed
from assess.wording import compare

NOTHING_BEFORE = "It is the first round, so nothing is compared with an earlier one."
NEXT = "What moved is shown here once a second round has answers."
WORDS = (
    "An item is one question. The middle service is the one in the middle when all are put in order; of two, the "
    "lower. Low is the lower half of a scale, high the upper half of the rest. Voices are far apart from two levels on."
)
CELLS = "– unknown, never zero"
ITEMS = "Items: how many services stand low and high"
SERVICES = "Services, the lowest rung first"
LOWEST, HIGHEST = "Lowest now", "Highest now"


def title(name: str, comparison: Comparison, *, so_far: bool = False) -> str:
    """Return the finding of a first round as a heading: `Good Days, first round: Resourced is low in 8 of 11 services`.

    `so_far` says that the round is still open.
    """
    return f"{name}, first round{' so far' if so_far else ''}: {_finding(comparison)}"


def _finding(comparison: Comparison) -> str:
    rated = len(comparison.services)
    if not rated:
        return "nobody has rated yet"
    if rated < WEAK_SERVICES:
        return f"{counted(rated, 'service')} rated, too few to say what is low"
    low = weakest(comparison, most=1)
    if not low:
        return "no item is low in any service"
    names = listed([compare.short_title(change.framework, change.item.key) for change in low])
    counts = {(change.low, change.n) for change in low}
    if len(counts) > 1:
        return f"low in the same share of services: {names}"
    ((of, n),) = counts
    if len(low) == 1:
        return f"{names} is low in {of} of {n} services"
    return f"{names} are low in {of} of {n} services each"


def stands(columns: Sequence[Column]) -> str:
    """Say how many ratings of each framework are high and low: `Ladder: 3 doing with, 4 doing to, of 11.` and so on."""
    parts = [f"{compare.short_name(column.framework)}: {compare.high_and_low(column)}" for column in columns]
    return f"{'; '.join(parts)}." if parts else ""


def took_part(taken: Taken) -> str:
    """Say how many services have levels in the round, of how many; of people's levels, at how many they are heard."""
    of = f"{len(taken.counted)} of {counted(len(taken.services), 'service')}"
    return f"People were heard in {of}." if taken.whose == "people" else f"{of} took part in {taken.round.name}."


def nothing(taken: Taken) -> str:
    """Say that the round has no level to show."""
    return f"{taken.round.name} has no level that can be shown yet."


def nobody(programme: str, rounds: Sequence[Round]) -> str:
    """Say that no round of a programme has answers."""
    begun = f"Nobody has submitted “{rounds[-1].name}” yet" if rounds else "No round has begun"
    return f"{begun} in {programme}."


def low_and_high(low: int, high: int) -> str:
    """Say on how many items a service stands low and high: `3 low, 5 high`."""
    return f"{low} low, {high} high"


def how_many(most: int, of: int) -> str:
    """Say that a short list goes on: `4 of 7`; "" when it does not."""
    return f"{most} of {of}" if of > most else ""


def on_rung(ladder: Framework, level: int) -> str:
    """Name the rung on which services stand: `, on rung 2 of 7, Educating`."""
    return f", on rung {ladder.values.index(level) + 1} of {len(ladder.values)}, {ladder.level(level).label}"


def services_note(shown: int, of: int) -> str:
    """Say which services the table leaves out, "" for none."""
    if shown == of:
        return CELLS
    return f"{CELLS} • {shown} of {of} services: those with most items low; the annex has all"
