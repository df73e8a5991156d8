"""The frameworks that services have set aside for good."""

from collections.abc import Mapping
from datetime import datetime

from assess.core.access import Viewer
from assess.core.asides import Aside, set_aside
from assess.core.errors import InputError
from assess.core.framework import Framework
from assess.store.connection import AuditedTransaction, Connection
from assess.store.frameworks import Frameworks
from assess.store.positions import Positions
from assess.store.scope import require_rates
from assess.store.services import Services
from assess.store.timetable import Timetable


class Asides:
    """Frameworks that may be set aside, by service; the catalogue says which may."""

    def __init__(
        self,
        connection: Connection,
        timetable: Timetable,
        services: Services,
        positions: Positions,
        frameworks: Frameworks,
    ) -> None:
        self._connection, self._timetable, self._services = connection, timetable, services
        self._positions, self._frameworks = positions, frameworks

    @property
    def possible(self) -> tuple[Framework, ...]:
        """The frameworks that a service may set aside."""
        return tuple(framework for framework in self._frameworks.catalogue if framework.set_aside)

    def acts(self, viewer: Viewer, service: str) -> tuple[Aside, ...]:
        """Return every act of a service on a framework, oldest first; NotAllowedError outside the viewer's scope."""
        return self._timetable.asides(self._services.get(viewer, service).key)

    def of(self, viewer: Viewer, service: str) -> Mapping[str, datetime]:
        """Return the frameworks that a service has set aside now, by key, each with the moment."""
        return set_aside(self.acts(viewer, service))

    def in_round(self, viewer: Viewer, service: str, round_key: str) -> list[tuple[Framework, datetime]]:
        """Return the frameworks of a round that are set aside for a service, each with the moment."""
        aside = set_aside(self.acts(viewer, service), self._timetable.round(round_key))
        frameworks = self._timetable.frameworks(round_key)
        return [(framework, aside[framework.key]) for framework in frameworks if framework.key in aside]

    def set_aside(self, viewer: Viewer, service: str, framework: str) -> None:
        """Set a framework aside for a service, from now on; an InputError if it may not be, or is already."""
        if framework not in {each.key for each in self.possible}:
            raise InputError(f"The framework “{framework}” cannot be set aside.")
        self._write(viewer, service, framework, aside=True)

    def ask_again(self, viewer: Viewer, service: str, framework: str) -> None:
        """Ask a service a framework again that was set aside; an InputError if it is not."""
        self._write(viewer, service, framework, aside=False)

    def _write(self, viewer: Viewer, service: str, framework: str, *, aside: bool) -> None:
        clock = self._connection.clock
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, service)
            if (framework in set_aside(self._timetable.asides(service))) == aside:
                raise InputError("It is set aside already." if aside else "It is not set aside.")
            transaction.insert_row(
                "set_aside",
                number=clock.number(),
                service=service,
                framework=framework,
                aside=aside,
                principal=viewer.principal,
                moment=clock.moment(),
            )
            transaction.record(viewer, "set aside" if aside else "ask again", service, "", framework)
            self._write_positions(transaction, service)

    def _write_positions(self, transaction: AuditedTransaction, service: str) -> None:
        """Write the positions of the rounds for which the act counts again."""
        now = self._connection.clock.moment()
        for round_ in self._timetable.rated(service):
            if round_.counts(now):
                self._positions.write(transaction, service, round_)
