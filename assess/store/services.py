"""Services: who is rated, in which programme, and who may learn from them."""

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from assess.core.access import Viewer
from assess.core.errors import ClashError, InputError, NotAllowedError
from assess.core.pasted import Listed
from assess.core.programme import Round, Service
from assess.core.text import required, slug, unused
from assess.store.columns import Columns
from assess.store.connection import Connection, cached
from assess.store.frozen_peers import FrozenPeers
from assess.store.programmes import Programmes, keys_by_name, require_programme
from assess.store.rounds import Rounds
from assess.store.scope import IN_SCOPE, parameters, require_administrator, require_rates, require_runs
from assess.store.timetable import Timetable

SERVICE = Columns(Service, "s", "key name organisation kind area programme shares_learning notice")
_VISIBLE_SERVICES = f"""
    SELECT {SERVICE} FROM service s
    WHERE {IN_SCOPE} AND (? = '' OR s.programme = ?) AND (? = '' OR strpos(lower(s.name), lower(?)) > 0)
    ORDER BY s.name, s.key LIMIT ?
"""
_ONE_SERVICE = f"SELECT {SERVICE} FROM service s WHERE {IN_SCOPE} AND s.key = ?"
_KINDS_AND_AREAS = f"SELECT DISTINCT s.kind, s.area FROM service s WHERE {IN_SCOPE} ORDER BY s.kind, s.area"
_SERVICE_TABLES = frozenset({"service"})


class _Known(NamedTuple):
    """What a new or changed service is compared with, of every service."""

    key: str
    name: str
    organisation: str
    kind: str
    area: str
    notice: str
    number: int
    created: datetime


_KNOWN = Columns(_Known, "s", "key name organisation kind area notice number created")
_EVERY_SERVICE = f"SELECT {_KNOWN} FROM service s ORDER BY s.number"
# Services are counted and searched by these texts, so each has one spelling.
_SPELLED = ("organisation", "kind", "area")


class Services:
    """The services in a viewer's scope."""

    def __init__(
        self,
        connection: Connection,
        programmes: Programmes,
        timetable: Timetable,
        rounds: Rounds,
        frozen_peers: FrozenPeers,
    ) -> None:
        self._connection, self._programmes, self._timetable = connection, programmes, timetable
        self._rounds, self._frozen_peers = rounds, frozen_peers

    @cached(_SERVICE_TABLES)
    def visible_to(self, viewer: Viewer, *, programme: str = "", search: str = "", most: int = 2**31) -> list[Service]:
        """Return the first `most` services whose ratings the viewer may see, by name.

        With `programme` only its services, with `search` only those whose name contains it.
        """
        values = [*parameters(viewer.sees), programme, programme, search, search, most]
        return SERVICE.values(self._connection.read(_VISIBLE_SERVICES, values))

    @cached(_SERVICE_TABLES)
    def get(self, viewer: Viewer, key: str) -> Service:
        """Return one service; NotAllowedError if there is none of this key in the viewer's scope."""
        services = SERVICE.values(self._connection.read(_ONE_SERVICE, [*parameters(viewer.sees), key]))
        if not services:
            raise NotAllowedError(f"There is no service “{key}” that you may see.")
        return services[0]

    @cached(_SERVICE_TABLES)
    def kinds_and_areas(self, viewer: Viewer) -> list[tuple[str, str]]:
        """Return each kind of service with each area in which the viewer sees such a service."""
        return [(kind, area) for kind, area in self._connection.read(_KINDS_AND_AREAS, parameters(viewer.reads))]

    def add(
        self,
        viewer: Viewer,
        name: str,
        organisation: str,
        kind: str,
        area: str,
        programme: str,
        *,
        key: str = "",
        shares_learning: bool = False,
        notice: str = "",
    ) -> Service:
        """Add a service to a programme; an InputError names what is missing or already there."""
        asked = _checked(Service(key, name, organisation, kind, area, programme, shares_learning, notice))
        require_runs(viewer, programme)
        with self._connection.write() as transaction:
            require_programme(transaction, programme)
            others = _KNOWN.values(transaction.read(_EVERY_SERVICE))
            if any((other.notice == "") != (notice == "") for other in others):
                raise InputError("Example data is never mixed with real ratings.")
            key = unused(key or slug(asked.name), frozenset(other.key for other in others))
            service = _beside(others, replace(asked, key=key))
            number = 1 + max((other.number for other in others), default=0)
            created = self._connection.clock.moment()
            transaction.insert_row("service", **asdict(service), created=created, number=number)
            transaction.record(viewer, "add service", service.key, "", service.name)
        return service

    def checked_list(self, viewer: Viewer, programme: str, listed: Sequence[Listed]) -> tuple[list[Service], list[str]]:
        """Return what `add_list` would add, spelled as other services are, and a sentence for each line at fault."""
        require_runs(viewer, programme)
        others = _KNOWN.values(self._connection.read(_EVERY_SERVICE))
        services, faults = [], []
        for row in listed:
            asked = Service("", row.name, row.organisation, row.kind, row.area, programme)
            try:
                service = _beside(others, _checked(asked))
            except InputError as error:
                faults.append(f"Line {row.line}: {error}")
                continue
            services.append(service)
            described = (service.name, service.organisation, service.kind, service.area)
            others.append(_Known("", *described, "", 0, self._connection.clock.moment()))
        return services, faults

    def add_list(self, viewer: Viewer, programme: str, listed: Sequence[Listed]) -> list[Service]:
        """Add several services to a programme, all or none; an InputError has a sentence for each line at fault."""
        with self._connection.write():
            services, faults = self.checked_list(viewer, programme, listed)
            if faults:
                raise InputError("\n".join(faults))
            return [
                self.add(viewer, each.name, each.organisation, each.kind, each.area, programme) for each in services
            ]

    def add_first(self, viewer: Viewer, name: str, organisation: str, kind: str, area: str) -> tuple[Service, Round]:
        """Add a service, and what is missing to rate it: its organisation's programme and an open round.

        The programme is named after the organisation, and the round is open for ninety days from today.
        """
        today = self._connection.clock.today()
        # Check first, so that one InputError names everything that is wrong with the service.
        organisation = required(organisation, "The organisation")
        with self._connection.write() as transaction:
            programme = keys_by_name(transaction).get(organisation.casefold())
            if programme is None:
                programme = self._programmes.add(viewer, organisation).key
            service = self.add(viewer, name, organisation, kind, area, programme)
            rounds = [round_ for round_ in self._timetable.of_programme(programme) if round_.is_open(today)]
            if not rounds:
                until = today + timedelta(days=90)
                rounds = [self._rounds.open(viewer, programme, f"{today:%B %Y}", today, until)]
        return service, rounds[-1]

    def change(self, viewer: Viewer, service: Service, seen: Service) -> Service:
        """Change a service's details; an InputError names what is wrong.

        `seen` is the service on the screen: if somebody else has changed it since, an InputError says so and nothing
        changes. The organisation, kind and area decide among whose peers a service is, so only an administrator of
        everything may change those: moving a service could reveal the peers of one place by comparison with those of
        another. The notice cannot be changed, and the programme only by `Members.move`.
        """
        asked = _checked(service)
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, service.key)
            known = {each.key: each for each in _KNOWN.values(transaction.read(_EVERY_SERVICE))}
            was = self.get(viewer, service.key)
            if was != seen:
                raise ClashError(
                    f"Somebody else has just changed the details of {was.name}. They stand here as they are now."
                )
            if (asked.organisation, asked.kind, asked.area) != (was.organisation, was.kind, was.area):
                require_administrator(viewer)
            own = known.pop(was.key)
            changed = _beside([*known.values()], replace(asked, programme=was.programme, notice=was.notice))
            # An unchanged text keeps its spelling, since roles over an area refer to it.
            changed = replace(
                changed, **{name: getattr(was, name) for name in ("kind", "area") if _is_same(name, asked, was)}
            )
            for name in _SPELLED:
                if (spelling := getattr(changed, name)) == getattr(was, name) != getattr(asked, name):
                    raise InputError(f"Other services write this {name} “{spelling}”.")
            if changed != was:
                row = [*asdict(changed).values(), own.number, own.created]
                transaction.replace("service", {"key": was.key}, (*SERVICE.names, "number", "created"), [row])
                if (changed.kind, changed.area) != (was.kind, was.area):
                    moment = self._connection.clock.moment()
                    transaction.insert_row(
                        "service_before", service=was.key, kind=was.kind, area=was.area, moment=moment
                    )
                if changed.organisation != was.organisation:
                    self._frozen_peers.rename_organisation(transaction, own.number, changed.organisation)
                # Log only which details changed: a person's name in one must not stay in the log.
                names = [each.name for each in fields(was) if getattr(was, each.name) != getattr(changed, each.name)]
                transaction.record(viewer, "change service", was.key, "", ", ".join(names))
        return changed


def _is_same(name: str, asked: Service, was: Service) -> bool:
    return bool(getattr(asked, name) == getattr(was, name))


def _checked(service: Service) -> Service:
    """Return a service with its texts as they are stored; an InputError names what is missing."""
    return replace(
        service,
        name=required(service.name, "The service's name"),
        organisation=required(service.organisation, "The organisation"),
        kind=required(service.kind, "The kind of service"),
        area=required(service.area, "The area"),
    )


def _beside(others: Sequence[_Known], service: Service) -> Service:
    """Return a service with its organisation, kind and area written as by the first that has them.

    An InputError if its name is taken.
    """
    for name in _SPELLED:
        spellings = {getattr(other, name).casefold(): getattr(other, name) for other in reversed(others)}
        spelling = spellings.get(getattr(service, name).casefold(), getattr(service, name))
        service = replace(service, **{name: spelling})
    organisation = service.organisation
    if any((other.name.casefold(), other.organisation) == (service.name.casefold(), organisation) for other in others):
        raise InputError(f"There is already a service called “{service.name}” in {organisation}.")
    return service
