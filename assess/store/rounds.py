"""Rounds: when a programme's services are rated, and on which frameworks."""

from collections.abc import Iterable, Sequence
from datetime import date

from assess.core.access import Viewer
from assess.core.dates import day
from assess.core.errors import InputError, NotAllowedError
from assess.core.framework import Form, Framework
from assess.core.programme import Round, Service
from assess.core.text import NOTE_LIMIT, checked, required, slug, unused
from assess.store.connection import Connection, cached
from assess.store.frameworks import Frameworks
from assess.store.positions import Positions
from assess.store.programmes import require_programme
from assess.store.scope import IN_SCOPE, in_rounds, parameters, require_runs, rounds_of, runs
from assess.store.timetable import ROUND, ROUND_TABLES, ROUNDS, Timetable, store_wording

# A subquery is planned in half the time of a join.
_ROUND_IN_SCOPE = f"""d.programme IN (
    SELECT s.programme FROM service s WHERE {IN_SCOPE}
    UNION ALL SELECT m.before FROM membership m JOIN service s ON s.key = m.service
        WHERE {IN_SCOPE} OR list_contains(?, m.before)
) AND {in_rounds("d.key")}"""
_ROUNDS_OF_PROGRAMME = f"""
    SELECT {ROUND} FROM {ROUNDS}
    WHERE {_ROUND_IN_SCOPE} AND d.programme = ? ORDER BY d.opens, d.closes, d.key
"""
_VISIBLE_ROUND = f"SELECT d.key FROM round d WHERE {_ROUND_IN_SCOPE} AND d.key = ?"
_ROUND_TABLES = ROUND_TABLES | {"service", "membership"}


class Rounds:
    """The rounds of programmes in a viewer's scope; a new one is on frameworks of the catalogue."""

    def __init__(
        self, connection: Connection, timetable: Timetable, positions: Positions, frameworks: Frameworks
    ) -> None:
        self._connection, self._timetable, self._positions = connection, timetable, positions
        self._frameworks = frameworks

    @cached(_ROUND_TABLES)
    def of(self, viewer: Viewer, programme: str) -> list[Round]:
        """Return a programme's rounds, oldest first."""
        return ROUND.values(self._connection.read(_ROUNDS_OF_PROGRAMME, [*_scope(viewer), programme]))

    @cached(_ROUND_TABLES)
    def get(self, viewer: Viewer, key: str) -> Round:
        """Return one round; NotAllowedError if there is none of this key in the viewer's scope."""
        if not self._connection.read(_VISIBLE_ROUND, [*_scope(viewer), key]):
            raise NotAllowedError(f"There is no round “{key}” that you may see.")
        return self._timetable.round(key)

    def of_service(self, viewer: Viewer, service: Service) -> list[Round]:
        """Return the rounds that a service is or was in, oldest first: those of programmes that it has left as well."""
        rounds = self.of_services(viewer, [service])
        if self._timetable.moves(service.key):
            rounds = [round_ for round_ in rounds if self._timetable.is_in(service.key, round_)]
        return sorted(rounds, key=lambda round_: (round_.opens, round_.closes, round_.key))

    def of_services(self, viewer: Viewer, services: Iterable[Service]) -> list[Round]:
        """Return the rounds of all programmes that services are or were in, by programme, the oldest first."""
        programmes = set()
        for service in services:
            programmes |= {service.programme, *(move.before for move in self._timetable.moves(service.key))}
        return [round_ for programme in sorted(programmes - {""}) for round_ in self.of(viewer, programme)]

    def frameworks(self, round_key: str) -> tuple[Framework, ...]:
        """Return the frameworks of a round, worded as they were when it was added."""
        return self._timetable.frameworks(round_key)

    def asked(self, service: str, round_key: str) -> tuple[Framework, ...]:
        """Return the frameworks of a round that a service is asked, without those that it has set aside.

        There is none where the service was not in the round.
        """
        return self._timetable.asked(service, round_key)

    def wording(self, framework: str, version: int) -> Framework | None:
        """Return a framework as rounds on this version of it are worded, None where no round was ever on it."""
        return self._timetable.wording(framework, version)

    def open(
        self,
        viewer: Viewer,
        programme: str,
        name: str,
        opens: date,
        closes: date,
        form: Form = "quick",
        *,
        frameworks: Sequence[Framework] | None = None,
        carries: bool = False,
        key: str = "",
    ) -> Round:
        """Add a round on these frameworks, by default the core ones; an InputError names what is wrong."""
        name = required(name, "The round's name")
        if closes < opens:
            raise InputError(f"The round “{name}” would close ({day(closes)}) before it opens ({day(opens)}).")
        if frameworks is not None and not frameworks:
            raise InputError("Choose at least one framework for the round.")
        keys = [framework.key for framework in frameworks or ()]
        if twice := [key for key in keys if keys.count(key) > 1]:
            raise InputError(f"A round asks a framework in one version: “{twice[0]}” is there twice.")
        require_runs(viewer, programme)
        with self._connection.write() as transaction:
            require_programme(transaction, programme)
            known = transaction.read("SELECT key, name, programme FROM round")
            if (name.casefold(), programme) in {(row[1].casefold(), row[2]) for row in known}:
                raise InputError(f"This programme already has a round called “{name}”.")
            key = unused(key or slug(f"{programme}-{name}"), frozenset(row[0] for row in known))
            transaction.insert_row(
                "round",
                key=key,
                programme=programme,
                name=name,
                opens=opens,
                closes=closes,
                form=form,
                created=self._connection.clock.moment(),
            )
            if carries:
                transaction.insert_row("round_carry", round=key)
            chosen = list(self._frameworks.catalogue.core if frameworks is None else frameworks)
            store_wording(transaction, chosen)
            rows = [[key, framework.key, framework.version, place] for place, framework in enumerate(chosen)]
            transaction.insert("round_framework", ("round", "framework", "version", "place"), rows)
            transaction.record(viewer, "add round", key, "", name)
        return Round(key, programme, name, opens, closes, form, carries=carries)

    def close(self, viewer: Viewer, key: str, reason: str) -> None:
        """Close a round before its last day; later submissions are stored and do not count."""
        reason = checked(reason, "The reason", limit=NOTE_LIMIT, lines=True)
        if not reason:
            raise InputError("Say why you are closing this round early.")
        round_ = self.get(viewer, key)
        if not runs(viewer, round_.programme):
            raise NotAllowedError("You may not open or close rounds of this programme.")
        if not round_.is_open(self._connection.clock.today()):
            raise InputError(f"The round “{round_.name}” is not open.")
        with self._connection.write() as transaction:
            transaction.insert_row(
                "round_end",
                round=key,
                reason=reason,
                principal=viewer.principal,
                moment=self._connection.clock.moment(),
            )
            transaction.record(viewer, "end round", key)
            self._positions.reveal(transaction, key)


def _scope(viewer: Viewer) -> list[bool | list[str]]:
    """Return the values for `_ROUND_IN_SCOPE`, in its order."""
    scope = viewer.sees
    return [*parameters(scope) * 2, list(scope.programmes), *rounds_of(scope)]
