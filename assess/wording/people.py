"""People, their roles and the log of acts in words."""

from collections.abc import Iterable, Mapping, Sequence

from assess.core.access import GUEST, Grant, Person
from assess.core.audit import Event
from assess.core.dates import minute
from assess.core.forgetting import Hit
from assess.core.text import counted


def grant(held: Grant, names: Mapping[str, str]) -> str:
    """Return a role with what it is over, by name: `Manager of service Larkrise`."""
    over = "everything" if held.over == "everything" else f"{held.over} {names.get(held.key, held.key)}"
    return f"{held.role.capitalize()} of {over}"


def people(found: Sequence[Person], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return people and their roles as rows of a table; `names` are those of services and programmes by key."""
    return [
        {
            "Name": each.name or "not known",
            "Signs in as": each.principal,
            "Roles": ", ".join(grant(held, names) for held in each.grants) or "none yet",
        }
        for each in found
    ]


def forgotten(places: int) -> str:
    """Say that somebody is forgotten, and in how many places the name was replaced."""
    return f"Forgotten. The name was replaced in {counted(places, 'place')}." if places else "Forgotten."


_COLUMNS = {
    "does_not_apply": "why something does not apply",
    "impact.what": "what changed because of people",
    "words": "a foreword",
    "what": "what will be done",
    "owner": "an owner",
    "co_owner": "a co-owner",
}
_KINDS = {"name": "the whole name", "part": "a single word", "link": "a link, which is removed as a whole"}
_OF_PEOPLE = "something that people who use a service wrote, of which the name alone is shown"


def hit(found: Hit) -> str:
    """Return where a name may stand, with the words around it."""
    column = _OF_PEOPLE if found.is_of_people else _column(found)
    where = ", ".join(filter(None, [found.service, found.round, column]))
    return f"{where}: {found.before}[{found.found}]{found.after} ({_KINDS[found.kind]})"


def _column(found: Hit) -> str:
    named = _COLUMNS.get(f"{found.table}.{found.column}", _COLUMNS.get(found.column))
    return named or f"a {found.column}"


def places(hits: Sequence[Hit], shown: int) -> str:
    """Say in how many places a name may stand, of which the first `shown` are listed."""
    if not hits:
        return "The name stands nowhere in what people typed."
    certain = sum(each.is_certain for each in hits)
    whole = f", in {certain:,} of them as the whole name" if certain else ""
    more = f" The first {shown:,} are listed; the others stay as they are." if shown < len(hits) else ""
    return (
        f"The name may stand in {counted(len(hits), 'place')}{whole}. Tick the places in which a code is to replace "
        f"it; nothing else is changed.{more}"
    )


def acts(events: Iterable[Event], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Return acts of the log as rows of a table; what was typed is not in the log.

    Acts on people's answers do not say on which: older ones have the key of somebody's response. Nor do acts by which a
    name was erased, wherever it stood.
    """
    return [
        {
            "When": minute(event.at),
            "Who": names.get(event.principal, event.principal),
            "What": event.act,
            "To what": _subject(event, names),
        }
        for event in events
    ]


def _subject(event: Event, names: Mapping[str, str]) -> str:
    if event.act == "erase name":
        return "words that were typed"
    if event.principal == GUEST or event.act == "bring people":
        return "answers of people"
    return names.get(event.subject, event.subject)


def chain(*, holds: bool) -> str:
    """Say whether the chain of the log holds."""
    return "The log is unbroken." if holds else "The log is BROKEN: it was changed after it was written."
