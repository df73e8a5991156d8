"""Programmes in sentences: which services are in one, and what a pasted list adds."""

from collections.abc import Sequence

from assess.core.pasted import FIELDS, Doubt
from assess.core.programme import Programme, Round, Service
from assess.core.text import counted, listed

ABOUT = (
    "The services of a programme are asked in the same rounds and compared with each other. Name it here; then "
    "add its services, and open a round for all of them."
)
HOW_TO_LIST = (
    "Type or paste one service a line: its name, organisation, kind and area, separated by tabs, semicolons or commas. "
    "Cells copied from a spreadsheet will do, with headings or without. Nothing is added before you have seen it."
)
NO_PROGRAMME = "No programme is set up yet"
RETIRING = (
    "A retired service is no longer asked, and no longer missing. Its results, and all rounds in which it was, stay as "
    "they are. It can be brought back."
)
MOVING = (
    "From now on a service is asked in the rounds of its new programme. It stays in its earlier rounds, and in an open "
    "one in which it has submitted or invited people. Those who see its new programme see its earlier results too."
)


def to_rounds(rounds: Sequence[Round]) -> str:
    """Return the link from a programme's services to its rounds, of which there may be none yet."""
    return "See its rounds" if rounds else "Open a round for all of them"


def title(programme: Programme, services: Sequence[Service]) -> str:
    """Return the finding as the heading of the page: how many services of how many organisations."""
    if not services:
        return f"{programme.name}: no service yet"
    organisations = len({service.organisation for service in services})
    return f"{programme.name}: {counted(len(services), 'service')} of {counted(organisations, 'organisation')}"


def adds(services: Sequence[Service], programme: Programme) -> str:
    """Say what a list would add; nothing is added yet."""
    return f"This would add {counted(len(services), 'service')} to {programme.name}. Nothing is added yet."


def doubt(found: Doubt) -> str:
    """Ask whether a text was meant to be one that is known."""
    lines = listed([str(line) for line in found.lines], most=5)
    where = f"line{'' if len(found.lines) == 1 else 's'} {lines}"
    return f"{_field(found)} “{found.typed}” ({where}): I mean “{found.known}”"


def meant(found: Doubt) -> str:
    """Ask the same about the one service that is typed."""
    return (
        f"{_field(found)}: did you mean “{found.known}”? Choose it; or press again to add “{found.typed}” as a new one."
    )


def _field(found: Doubt) -> str:
    what = FIELDS[found.field][0]
    return f"{what[0].upper()}{what[1:]}"


def added(services: Sequence[Service], programme: Programme, rounds: Sequence[Round]) -> str:
    """Say which services have been added, and what comes next in a programme that has no round yet."""
    following = "" if rounds else " Next, open a round for all of them: the link stands at the top."
    return f"{done('added', services, programme.name)}{following}"


def done(act: str, services: Sequence[Service], where: str = "") -> str:
    """Say what has been done with services: `act` is such as "moved" or "retired"."""
    names = listed([service.name for service in services])
    return f"{names} {'is' if len(services) == 1 else 'are'} {act}{f' to {where}' if where else ''}."
