"""People, their roles and the log of acts in words."""

from collections.abc import Iterable, Mapping, Sequence

from assess.core.access import GUEST, Grant, Person
from assess.core.audit import Event
from assess.core.text import day


def grant(held: Grant) -> str:
    """Return a role with what it is over: `Manager of service larkrise`."""
    over = "everything" if held.over == "everything" else f"{held.over} {held.key}"
    return f"{held.role.capitalize()} of {over}"


def people(found: Sequence[Person]) -> list[dict[str, str]]:
    """Return people and their roles as rows of a table."""
    return [
        {
            "Name": each.name or "not known",
            "Signs in as": each.principal,
            "Roles": ", ".join(grant(held) for held in each.grants) or "none yet",
        }
        for each in found
    ]


def acts(events: Iterable[Event], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return acts of the log as rows of a table; what was typed is not in the log.

    Acts on people's answers do not say on which: older ones have the key of somebody's response.
    """
    return [
        {
            "When (UTC)": f"{day(event.at)}, {event.at:%H:%M}",
            "Who": names.get(event.principal, event.principal),
            "What": event.act,
            "To what": "answers of people" if _is_of_people(event) else names.get(event.subject, event.subject),
        }
        for event in events
    ]


def _is_of_people(event: Event) -> bool:
    return event.principal == GUEST or event.act == "bring people"


def chain(*, holds: bool) -> str:
    """Say whether the chain of the log holds."""
    return "The log is unbroken." if holds else "The log is BROKEN: it was changed after it was written."
