"""Bringing in what services have set aside: one cell of a service's row."""

from datetime import UTC, datetime
from typing import NamedTuple

from assess.core import asides
from assess.core.access import Viewer
from assess.core.dates import stored
from assess.core.errors import InputError
from assess.core.programme import Service
from assess.store import Store
from assess.tasks.export_tables import moment_read


class _Said(NamedTuple):
    """What a cell says of one framework; without a start it is set aside from now on."""

    framework: str
    start: datetime | None
    end: datetime | None


def take_asides(store: Store, viewer: Viewer, service: Service, cell: str) -> str:
    """Set aside for a service what a cell says, and return what that changed, "" for nothing.

    An InputError for a cell that cannot be read, and for times that differ from those that are here.
    """
    known = asides.spans(store.asides.acts(viewer, service.key))
    changed = []
    for said in map(_read, filter(None, (part.strip() for part in cell.split(";")))):
        here = [span for span in known if span.framework == said.framework]
        if said.start is None:
            if any(span.end is None for span in here):
                continue
        elif any(span.start == said.start for span in here):
            # What has been asked again here since stays so.
            continue
        elif here:
            raise InputError(
                f"{service.name} has set “{said.framework}” aside at another time here. Change it on Details."
            )
        _write(store, viewer, service, said)
        changed.append(said.framework)
    return f"set aside: {', '.join(dict.fromkeys(changed))}" if changed else ""


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
            return _Said(framework, _moment(start), None)
        case [framework, "since", start, "until", end]:
            return _Said(framework, _moment(start), _moment(end))
    raise InputError(
        f"“{text[:60]}” is not a framework's key, alone or with since when it was set aside, and until when."
    )


def _moment(text: str) -> datetime:
    try:
        return stored(moment_read(text.upper()))
    except ValueError as error:
        raise InputError(f"“{text[:40]}” is not a moment such as 2026-03-01T10:00:00Z.") from error
