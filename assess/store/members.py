"""Which services are in which programme and round: moving, retiring and bringing back. A closed round keeps its own."""

from collections.abc import Sequence
from datetime import UTC

from assess.core.access import Viewer
from assess.core.errors import InputError
from assess.core.membership import Move, is_retired
from assess.core.programme import Round, Service
from assess.store.connection import AuditedTransaction, Connection, cached
from assess.store.programmes import require_programme
from assess.store.scope import IN_SCOPE, in_rounds, require_administrator, require_runs
from assess.store.services import SERVICE, Services
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable

_IN_ROUND = f"""
    SELECT {SERVICE} FROM service s
    WHERE {IN_SCOPE} AND {in_rounds("CAST(? AS VARCHAR)")}
        AND (s.programme = ? OR s.key IN (SELECT m.service FROM membership m WHERE m.before = ?))
    ORDER BY s.name, s.key
"""
_WHOLE = "SELECT number, created FROM service WHERE key = ?"


class Members:
    """The services of programmes and of rounds."""

    def __init__(self, connection: Connection, timetable: Timetable, services: Services) -> None:
        self._connection, self._timetable, self._services = connection, timetable, services

    @cached(RATINGS)
    def in_round(self, viewer: Viewer, round_: Round) -> list[Service]:
        """Return the services that are or were in a round, by name; one that has moved since stays in it."""
        values = [*self._timetable.scope(viewer, round_.key), round_.key, round_.programme, round_.programme]
        services = SERVICE.values(self._connection.read(_IN_ROUND, values))
        return [
            service
            for service in services
            if not self._timetable.moves(service.key) or self._timetable.is_in(service.key, round_)
        ]

    def moves(self, viewer: Viewer, service: str) -> tuple[Move, ...]:
        """Return the moves of a service, oldest first; NotAllowedError if one that has moved is outside the scope."""
        moves = self._timetable.moves(service)
        # Most services never move, and an export asks for each of them.
        return self._timetable.moves(self._services.get(viewer, service).key) if moves else ()

    def of(self, viewer: Viewer, programme: str) -> tuple[list[Service], list[Service]]:
        """Return the services that are in a programme now, and those that have retired from it, by name."""
        services = self._services.visible_to(viewer, programme=programme)
        retired = [service for service in services if is_retired(self._timetable.moves(service.key))]
        return [service for service in services if service not in retired], retired

    def move(self, viewer: Viewer, services: Sequence[str], programme: str) -> None:
        """Move services to another programme from now on, all or none; an InputError names one that is there already.

        Rounds that have closed keep them, and so does an open one in which they have submitted or asked people.
        """
        with self._connection.write() as transaction:
            require_programme(transaction, programme)
            require_runs(viewer, programme)
            for service in self._asked(viewer, services):
                if is_retired(self._timetable.moves(service.key)):
                    raise InputError(f"{service.name} is retired. Bring it back first.")
                if service.programme == programme:
                    raise InputError(f"{service.name} is in this programme already.")
                ((number, created),) = transaction.read(_WHOLE, [service.key])
                row = [getattr(service, name) if name != "programme" else programme for name in SERVICE.names]
                columns = (*SERVICE.names, "number", "created")
                transaction.replace("service", {"key": service.key}, columns, [[*row, number, created]])
                self._write(transaction, viewer, service, service.programme, programme)
                transaction.record(viewer, "change service", service.key, "", "programme")

    def retire(self, viewer: Viewer, services: Sequence[str]) -> None:
        """Retire services from now on, all or none; their answers stay."""
        with self._connection.write() as transaction:
            for service in self._asked(viewer, services):
                if is_retired(self._timetable.moves(service.key)):
                    raise InputError(f"{service.name} is retired already.")
                self._write(transaction, viewer, service, service.programme, "")
                transaction.record(viewer, "retire service", service.key)

    def bring_back(self, viewer: Viewer, services: Sequence[str]) -> None:
        """Bring retired services back from now on, all or none."""
        with self._connection.write() as transaction:
            for service in self._asked(viewer, services):
                if not is_retired(self._timetable.moves(service.key)):
                    raise InputError(f"{service.name} is not retired.")
                self._write(transaction, viewer, service, "", service.programme)
                transaction.record(viewer, "bring back service", service.key, "", service.programme)

    def bring(self, viewer: Viewer, service: str, moves: Sequence[Move]) -> None:
        """Add the moves of a service that another database has, in their order; administrators of everything only.

        They end where the service is now, and it must have none here.
        """
        require_administrator(viewer)
        with self._connection.write() as transaction:
            there = self._services.get(viewer, service)
            if self._timetable.moves(service):
                raise InputError(f"{there.name} has moved here already.")
            for move in moves:
                with self._connection.clock.at(move.at.replace(tzinfo=UTC)):
                    self._write(transaction, viewer, there, move.before, move.after)
                    act = "retire service" if not move.after else "" if move.before else "bring back service"
                    transaction.record(viewer, act or "change service", service, "", move.after if act else "programme")

    def _asked(self, viewer: Viewer, keys: Sequence[str]) -> list[Service]:
        """Return services as they stand; an InputError without one, NotAllowedError unless the viewer may move each."""
        if not keys:
            raise InputError("Choose at least one service.")
        services = [self._services.get(viewer, key) for key in keys]
        for service in services:
            require_runs(viewer, service.programme)
        return services

    def _write(
        self, transaction: AuditedTransaction, viewer: Viewer, service: Service, before: str, after: str
    ) -> None:
        clock = self._connection.clock
        transaction.insert_row(
            "membership",
            number=clock.number(),
            service=service.key,
            before=before,
            after=after,
            principal=viewer.principal,
            moment=clock.moment(),
        )
