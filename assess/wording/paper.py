"""What stands in a board's paper alone: its notes, what it leaves to the annex, and how far it can be trusted."""

from collections.abc import Sequence
from datetime import date

from assess.core.actions import Action
from assess.core.board import Comparison
from assess.core.dates import day
from assess.core.framework import Framework
from assess.core.progress import Column
from assess.core.text import counted
from assess.core.voices import ENOUGH_PEOPLE, WIDE_GAP
from assess.wording import board, compare, first_round, gaps, views

ANNEX = "The annex, a file of its own, has every service and item, all notes, and how this was worked out."
WORDS = (
    "An item is one question. The middle service is the one in the middle when all are put in order; of two, the "
    f"lower. Voices are far apart where the service and the people who use it stand {WIDE_GAP} levels apart or more."
)
WHO_IS_COUNTED = "A column holds all services of its round; all else is about those in both."
CELLS = "▲ ▼ moved since the earlier round • – unknown, never zero"


def footer(title: str, today: date) -> str:
    """Return the foot of each page: what is compared, and as at which day."""
    return f"{title}. As at {day(today)}."


def columns_heading(rounds: int) -> str:
    """Say over how many rounds the columns go."""
    return f"All {counted(rounds, 'round')}"


def columns_note(frameworks: Sequence[Framework]) -> str:
    """Say how the columns are read."""
    stages = [" or “doing with”", " or “doing to”"] if any(one.kind == "rung" for one in frameworks) else ["", ""]
    return f"Numbers of ratings: blue high{stages[0]}, grey between, orange low{stages[1]}."


def columns_alternative(columns: Sequence[Column]) -> str:
    """Return the alternative text of the columns: of each framework the counts of the later round."""
    parts = [f"{compare.short_name(column.framework)}: {compare.high_and_low(column)}" for column in columns]
    return f"{'; '.join(parts)}. All rounds are in the annex."


def services_note(shown: int, of: int) -> str:
    """Say which services the table leaves out, "" for none."""
    if shown == of:
        return CELLS
    return f"{CELLS} • {shown} of {of} services: those that slipped most and rose most; the annex has all"


def left_to_annex(shown: int, of: int, what: str) -> str:
    """Say that a table goes on in the annex, "" when it has all."""
    return f"{shown} of {counted(of, what)}; the annex has all." if of > shown else ""


def state(action: Action, today: date) -> str:
    """Return how a promise stands, `late` where its day has passed."""
    return "late" if action.is_overdue(today) else action.state


def trust(comparison: Comparison, today: date) -> list[str]:
    """Say how reliable the paper is, in a few sentences."""
    both = comparison.rounds
    open_rounds = [one.round.name for one in both if one.round.is_open(today)]
    corrected = sum(len(one.corrected.keys() & one.services.keys()) for one in both)
    late = sum(len(one.turnout.late) for one in both)
    changed = sum(gap.after.changed for gap in comparison.gaps)
    differences = len(comparison.differences)
    sentences = [
        f"{board.turnout_heading(comparison)}.",
        f"{late} came after the close and {'does' if late == 1 else 'do'} not count." if late else "",
        *(f"{name} is still open, so its numbers may change." for name in open_rounds),
        "" if comparison.is_first else _differ(differences) if differences else board.same_conditions(),
        board.agreed_note(both),
        f"{counted(corrected, 'submission')} {'was' if corrected == 1 else 'were'} corrected or reopened."
        if corrected
        else "",
        f"{counted(changed, 'level')} {'was' if changed == 1 else 'were'} changed after people's answers could be seen."
        if changed
        else "",
        f"People's level is shown from {ENOUGH_PEOPLE} answers on.",
        *board.typed_in(both),
        gaps.not_shown(comparison.after),
        views.ABOUT[comparison.whose],
        first_round.NOTHING_BEFORE if comparison.is_first else WHO_IS_COUNTED,
        "Levels are counted and the middle one is named, never averaged.",
    ]
    return [sentence for sentence in sentences if sentence]


def _differ(differences: int) -> str:
    return f"The rounds differ in {counted(differences, 'way')} that the annex names, so compare with care."
