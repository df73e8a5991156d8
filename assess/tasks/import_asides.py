"""Bringing in what services have set aside: one cell of a service's row."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain, pairwise
from typing import NamedTuple

from assess.core import asides
from assess.core.access import Viewer
from assess.core.dates import YEARS, stored
from assess.core.errors import InputError
from assess.core.programme import Service
from assess.store import Store
from assess.tasks.cells import moment_in

_NEVER = datetime(YEARS.stop, 1, 1)  # noqa: DTZ001 - as the store keeps it


class _Said(NamedTuple):
    """What a cell says of one framework; without a start it is set aside from now on."""

    framework: str
    start: datetime | None
    end: datetime | None


def take_asides(store: Store, viewer: Viewer, service: Service, cell: str) -> str:
    """Set aside for a service what a cell says, and return what that changed, "" for nothing.

    An InputError for a cell that cannot be read, and for times that differ from those that are here.
    """
    if not cell.strip():
        return ""
    known = asides.spans(store.asides.acts(viewer, service.key))
    changed = []
    for said in _in_order([_read(part.strip()) for part in cell.split(";") if part.strip()]):
        here = [span for span in known if span.framework == said.framework]
        if said.start is None:
            if any(span.end is None for span in here):
                continue
        elif any(span.start == said.start for span in here):
            # Frameworks that were asked again here meanwhile stay asked.
            continue
        elif here:
            raise InputError(
                f"{service.name} has set “{said.framework}” aside at another time here. Change it on Details."
            )
        _write(store, viewer, service, said)
        changed.append(said.framework)
    return f"set aside: {', '.join(dict.fromkeys(changed))}" if changed else ""


def _in_order(cell: Sequence[_Said]) -> Sequence[_Said]:
    """Return what a cell says; an InputError for a time that is still to come, and for times that are out of order."""
    now = stored(datetime.now(UTC))
    for framework in {said.framework for said in cell}:
        # A framework that is still set aside has no end date, so it must be in the last row.
        times = [(said.start or now, said.end or _NEVER) for said in cell if said.framework == framework]
        if any(now < at < _NEVER for span in times for at in span):
            raise InputError(f"“{framework}” cannot be set aside, or asked again, at a time that is still to come.")
        if any(later < earlier for earlier, later in pairwise(chain(*times))):
            raise InputError(f"The times at which “{framework}” was set aside and asked again must be in their order.")
    return cell


def _write(store: Store, viewer: Viewer, service: Service, said: _Said) -> None:
    if said.start is None:
        store.asides.set_aside(viewer, service.key, said.framework)
        return
    with store.at(said.start.replace(tzinfo=UTC)):
        store.asides.set_aside(viewer, service.key, said.framework)
    if said.end is not None:
        with store.at(said.end.replace(tzinfo=UTC)):
            store.asides.ask_again(viewer, service.key, said.framework)


def _read(text: str) -> _Said:
    match text.casefold().split():
        case [framework]:
            return _Said(framework, None, None)
        case [framework, "since", start]:
            return _Said(framework, moment_in(start), None)
        case [framework, "since", start, "until", end]:
            return _Said(framework, moment_in(start), moment_in(end))
    raise InputError(
        f"“{text[:60]}” is not a framework's key, alone or with since when it was set aside, and until when."
    )
