"""Journeys: the recorded steps of services from rating themselves to the next round."""

from collections.abc import Sequence
from typing import Any

from assess.core import form
from assess.core.access import ROLES, Viewer
from assess.core.dates import date_of
from assess.core.journey import Facts, rounds_to_look_at
from assess.core.membership import is_retired
from assess.core.programme import Round, Service
from assess.core.voices import WIDE_GAP
from assess.store.connection import Connection, cached
from assess.store.rounds import Rounds
from assess.store.scope import IN_SCOPE, parameters
from assess.store.services import Services
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable
from assess.store.voices import Voices

MOST = 500  # services; a viewer with more does not go through them one by one
# For each service and round three counts, a moment and a day, and no answer.
_RECORDS = f"""
    WITH chosen AS (SELECT s.key FROM service s WHERE {IN_SCOPE} AND (? = '' OR s.key = ?)),
    wanted AS (SELECT unnest(CAST(? AS VARCHAR[])) AS key)
    SELECT r.voice, r.service, r.round, count(*), 0, 0, max(r.created), CAST(NULL AS DATE), max(r.key) FROM response r
    WHERE r.voice <> 'people' AND r.service IN (SELECT key FROM chosen) AND r.round IN (SELECT key FROM wanted)
    GROUP BY r.voice, r.service, r.round
    UNION ALL
    SELECT 'levels', p.service, p.round, count(p.people_level),
        count(CASE WHEN p.is_experience IS NOT TRUE AND abs(p.service_level - p.people_level) >= {WIDE_GAP} THEN 1 END),
        count(p.agreed_level), NULL, NULL, '' FROM position p
    WHERE p.service IN (SELECT key FROM chosen) AND p.round IN (SELECT key FROM wanted) GROUP BY p.service, p.round
    UNION ALL
    SELECT 'actions', a.service, a.round, count(*),
        count(CASE WHEN a.due < ? AND a.state <> 'done' THEN 1 END), 0, NULL, min(a.made), ''
    FROM action a
    WHERE a.service IN (SELECT key FROM chosen) AND a.round IN (SELECT key FROM wanted) AND a.state <> 'dropped'
        AND a.number = (SELECT max(n.number) FROM action n WHERE n.key = a.key)
    GROUP BY a.service, a.round
    UNION ALL
    SELECT 'published', g.service, g.round, count(*), 0, 0, max(g.moment), NULL, '' FROM publication g
    WHERE g.service IN (SELECT key FROM chosen) AND g.round IN (SELECT key FROM wanted) AND NOT g.withdrawn
        AND g.number = (SELECT max(n.number) FROM publication n WHERE n.service = g.service AND n.round = g.round)
    GROUP BY g.service, g.round
    UNION ALL
    SELECT 'invited', i.service, i.round, count(*), 0, 0, NULL, NULL, '' FROM invitation i
    WHERE i.service IN (SELECT key FROM chosen) AND i.round IN (SELECT key FROM wanted) GROUP BY i.service, i.round
    UNION ALL
    SELECT 'ended', e.service, e.round, count(*), 0, 0, NULL, NULL, '' FROM answering_end e
    WHERE e.service IN (SELECT key FROM chosen) AND e.round IN (SELECT key FROM wanted) GROUP BY e.service, e.round
"""
_NONE: tuple[Any, ...] = (0, 0, 0, None, None, "")
_Records = dict[tuple[str, str, str], tuple[Any, ...]]  # by kind of fact, service and round


class Journeys:
    """The recorded steps of services in the rounds to look at."""

    def __init__(
        self, connection: Connection, timetable: Timetable, rounds: Rounds, services: Services, voices: Voices
    ) -> None:
        self._connection, self._timetable = connection, timetable
        self._rounds, self._services, self._voices = rounds, services, voices

    @cached(RATINGS)
    def facts(self, viewer: Viewer, service: str = "", round_key: str = "") -> list[Facts] | None:
        """Return what is recorded of each service in the viewer's scope in its open rounds and its newest one.

        With `service` only of that one, with `round_key` only in that round; else of none that has retired. None for
        more than `MOST` services.
        """
        if not viewer.roles & {*ROLES}:
            return []  # a reader of a link and a participant have no next step
        if service:
            services = [self._services.get(viewer, service)]
        else:
            services = self._services.visible_to(viewer, most=MOST + 1)
        if len(services) > MOST:
            return None
        if not service:
            services = [each for each in services if not is_retired(self._timetable.moves(each.key))]
        rounds = {
            each.key: rounds_to_look_at(self._in(viewer, each), self._connection.clock.today(), round_key)
            for each in services
        }
        keys = sorted({round_.key for pairs in rounds.values() for round_, _ in pairs})
        records = self._records(viewer, service, keys)
        return [
            facts
            for each in services
            for facts in (
                [self._of(viewer, each, *pair, records) for pair in rounds[each.key]]
                or [Facts(each, following=next(iter(self._in(viewer, each)), None))]
            )
        ]

    def _in(self, viewer: Viewer, service: Service) -> Sequence[Round]:
        """Return the rounds that a service is or was in; of most services those of their programme."""
        if self._timetable.moves(service.key):
            return self._rounds.of_service(viewer, service)
        return self._rounds.of(viewer, service.programme)

    def _records(self, viewer: Viewer, service: str, rounds: Sequence[str]) -> _Records:
        today = self._connection.clock.today()
        values = [*parameters(viewer.reads), service, service, list(rounds), today]
        return {(what, of, in_): tuple(rest) for what, of, in_, *rest in self._connection.read(_RECORDS, values)}

    def _of(self, viewer: Viewer, service: Service, round_: Round, following: Round | None, records: _Records) -> Facts:
        def of(what: str) -> tuple[Any, ...]:
            return records.get((what, service.key, round_.key), _NONE)

        today = self._connection.clock.today()
        turnout = self._voices.turnout(viewer, round_.key)
        own, people = (turnout.get((service.key, voice)) for voice in ("service", "people"))
        typing = self._timetable.typing(service.key, round_.key).is_going_on(round_, today)
        asked = self._timetable.asked(service.key, round_.key)
        heard, apart, agreed, *_ = of("levels")
        promised, overdue, _, _, made, _ = of("actions")
        agreed_at, published_at = of("agreed")[3], of("published")[3]
        return Facts(
            service=service,
            round=round_,
            following=following,
            response=of("service")[5],
            rated=date_of(own.in_time) if own and own.in_time else None,
            is_reopened=bool(own and own.reopened),
            asks_service=bool(asked),
            asks_people=form.questions(asked, round_.form, "people") > 0,
            is_invited=of("invited")[0] > 0,
            people=people,
            has_ended=of("ended")[0] > 0 or (round_.has_closed(today) and not typing),
            is_typing=typing and round_.has_closed(today),
            heard=heard,
            apart=apart,
            agreed=agreed,
            agreed_on=date_of(agreed_at) if agreed_at else None,
            promised=promised,
            overdue=overdue,
            promised_on=made,
            given_back=date_of(published_at) if published_at else None,
        )
