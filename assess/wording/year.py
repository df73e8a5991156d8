"""The yearly report to a board, in words: its four parts, and what stands on its lines."""

from collections.abc import Mapping, Sequence
from datetime import date

from assess.core.actions import Action
from assess.core.counts import Who
from assess.core.dates import day
from assess.core.movement import ServiceRow
from assess.core.programme import Programme
from assess.core.text import counted, moved
from assess.wording import publication

# SCIE report 53, “Towards co-production: Taking participation to the next level” (2012), section 4, Reporting and
# monitoring: an overview of progress; the impact on specific projects and programmes; statistical data from the project
# database; and from other sources, such as who came to meetings. The chair and the core group of the network of service
# users and carers coordinate it.
PROGRESS = "1. Progress over the year"
CHANGED = "2. What changed because of people"
NUMBERS = "3. Numbers from our records"
CAME = "4. Who took part"
FOREWORD = "Foreword by the chair of the people's network"
NO_FOREWORD = "The chair of the people's network has not written a foreword yet."
BASIS = "How this report is made"
SOURCE = (
    "The four parts are those of the yearly report that the Social Care Institute for Excellence set out for its own "
    "board in “Towards co-production: Taking participation to the next level” (SCIE report 53, 2012, section 4): an "
    "overview of progress, what involvement changed in single pieces of work, figures from the records of projects, "
    "and who came. There the chair and the core group of the network of service users and carers coordinate the "
    "report. The words are ours."
)
RULES = (
    "Each line ends with its record: the page on which it can be checked, and a link to it. A year has the rounds that "
    "closed in it. Whose idea a change was is a group, never a person. How many people answered is shown from five on, "
    "and never beside one person's answers."
)
ABOUT = (
    "It is made from what is recorded, and each line leads to its record. Only the foreword is written: it is for the "
    "chair of the people's network."
)
NO_PROMISE = "No promise was made for this year or fell due in it."
NO_CHANGE = "No change because of people was noted in this year."
NOBODY = "No number of people can be shown for this year."
ANOTHER = "another foreword, which the report below has"
WRITE = "Write the foreword"
NAME_NOBODY = "Say who speaks by the role, not by a name. Up to 3,000 letters; an empty line begins a paragraph."


def title(programme: Programme, year: int) -> str:
    """Return the title of a report: `Good Days: yearly report to the board, 2026`."""
    return f"{programme.name}: yearly report to the board, {year}"


def kept(before: str, after: str) -> str:
    """Say what became of a foreword that was sent."""
    if before == after:
        return "Nothing was changed here."
    return "The foreword is saved; the report has it." if after else "The foreword is removed."


def footer(programme: Programme, year: int, today: date) -> str:
    """Return the foot of each page."""
    return f"{programme.name}, {year}. Made on {day(today)}."


def none_closed(programme: Programme) -> str:
    """Say that there is nothing to report on yet."""
    return f"No round of {programme.name} has closed yet, so there is no year to report on."


def rung(row: ServiceRow) -> str:
    """Say on which rung a service stands and how far it moved: `4 of 7, Engaging (up 1)`."""
    if not row.took_part:
        return "did not take part"
    if row.rung is None:
        return "not known"
    framework, level = row.rung.framework, row.rung.level
    where = f"{framework.values.index(level) + 1} of {len(framework.values)}, {framework.level(level).label}"
    return f"{where} ({moved(row.climb)})" if row.climb is not None else where


def items(row: ServiceRow) -> str:
    """Say on how many items a service rose and fell: `5 rose, 1 fell`; a dash where none can be compared."""
    return f"{row.items.up} rose, {row.items.down} fell" if row.items.n else "–"


def apart(row: ServiceRow) -> str:
    """Say on how many items the voices are far apart, of those with both: `2 of 9`; a dash where people are unheard."""
    return f"{row.voices.far_apart} of {row.voices.both}" if row.voices.both else "–"


def promised(actions: Sequence[Action], today: date) -> str:
    """Say how many promises a year has and how they stand; `NO_PROMISE` for none."""
    if not actions:
        return NO_PROMISE
    done = sum(action.state == "done" for action in actions)
    late = sum(action.is_overdue(today) for action in actions)
    dropped = sum(action.state == "dropped" for action in actions)
    end = f", {dropped} dropped" if dropped else ""
    return f"{counted(len(actions), 'promise')} made for this year or due in it: {done} kept, {late} late{end}."


def state(action: Action, today: date) -> str:
    """Say how a promise stands: `done`, `late`, `to do`."""
    return "late" if action.is_overdue(today) else action.state


def came(finished: int, who: Mapping[Who, int]) -> str:
    """Say what the people who answered are to the service, as far as it may be said; a dash where nothing may be."""
    return publication.who_answered(who, finished) or "–"


def heard(people: int, services: int) -> str:
    """Say how many people answered in a year about how many services; `NOBODY` for none that may be counted."""
    if not people:
        return NOBODY
    return f"{people:,} answers of people came in, about {counted(services, 'service')}."


def few(services: int) -> tuple[str, str]:
    """Return a line for the services of a round that no number is shown of."""
    return counted(services, "service"), "nobody, fewer than five, or sheets of paper that are not all typed in"
