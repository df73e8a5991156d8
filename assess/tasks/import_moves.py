"""Bringing in which programmes services were in before: one cell of a service's row."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

from assess.core.access import Viewer
from assess.core.dates import stored
from assess.core.errors import InputError
from assess.core.membership import Move
from assess.core.programme import Programme, Service
from assess.store import Store
from assess.tasks.cells import moment_in
from assess.tasks.columns import RETIRED, TableRow
from assess.tasks.taking import named


class _Was(NamedTuple):
    """A programme that a service was in, "" for none, until it moved."""

    programme: str
    until: datetime


def take_moves(
    store: Store, viewer: Viewer, service: Service, row: TableRow, programmes: Sequence[Programme], *, is_new: bool
) -> str:
    """Let a new service have been where its row says, and return what that changed, "" for nothing.

    An InputError for a cell that cannot be read, and where a service that is there was in other programmes.
    """
    asked = _moves(service, row, programmes)
    if not asked:
        return ""
    here = [(move.before, move.after, move.at) for move in store.members.moves(viewer, service.key)]
    if asked == here[: len(asked)]:
        # Services that were moved here meanwhile stay where they are.
        return ""
    if not is_new:
        raise InputError(f"{service.name} was in other programmes here, or at other times. Change it on Programmes.")
    store.members.bring(viewer, service.key, [Move(0, service.key, *move) for move in asked])
    return "earlier programmes"


def _moves(service: Service, row: TableRow, programmes: Sequence[Programme]) -> list[tuple[str, str, datetime]]:
    parts = [part.strip() for part in row["moves"].split(";") if part.strip()]
    last = named(row["programme"], programmes, "programme").key
    is_retired = bool(parts) and parts[-1].casefold() == RETIRED
    was = [_read(part, programmes) for part in (parts[:-1] if is_retired else parts)]
    places = [each.programme for each in was] + ["" if is_retired else last]
    if any(one == other for one, other in pairwise(places)) or (is_retired and places[-2:-1] != [last]):
        raise InputError(f"The programmes that {service.name} was in must each be followed by another.")
    times = [each.until for each in was]
    if times != sorted(times) or any(at > stored(datetime.now(UTC)) for at in times):
        raise InputError(f"The times at which {service.name} moved must be in their order, and none still to come.")
    return [(before, after, at) for (before, after), at in zip(pairwise(places), times, strict=True)]


def _read(text: str, programmes: Sequence[Programme]) -> _Was:
    place, until, at = text.rpartition(" until ")
    if not until:
        raise InputError(f"“{text[:60]}” is not a programme with the time until when a service was in it.")
    return _Was("" if place.casefold() == RETIRED else named(place, programmes, "programme").key, moment_in(at))
