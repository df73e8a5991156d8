"""Positions: the level of each item of a service in a round, computed from the answers of all voices that count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from assess.core import asides, voices
from assess.core.access import Viewer
from assess.core.answers import Answer, Entry, current
from assess.core.dates import last_moment
from assess.core.errors import InputError
from assess.core.framework import Framework, experiences_of, items_of
from assess.core.paper import last_day
from assess.core.position import Position
from assess.core.programme import Round
from assess.core.voices import Counting, Said
from assess.database.interface import Row, Transaction
from assess.store.answers import Answers
from assess.store.columns import Columns
from assess.store.connection import AuditedTransaction, Connection, cached
from assess.store.scope import POSITION_IN_SCOPE, round_parameters
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable

POSITION = Columns(
    Position,
    "p",
    "service round framework item level voice evidenced service_level people_level people agreed_level moment "
    "changed_after unsure is_experience",
)
_ENDED = "SELECT min(number) FROM answering_end WHERE service = ? AND round = ?"
_SUBMITTED = """
    SELECT r.service, r.round, r.key, r.voice, r.people, r.typed_in, b.upto, b.moment
    FROM response r LEFT JOIN submission b ON b.response = r.key
    WHERE {of} AND (b.response IS NOT NULL OR r.key NOT IN (SELECT f.response FROM begun_before f))
"""
_SUBMITTED_RESPONSES = _SUBMITTED.format(of="r.service = ? AND r.round = ?")
# The same for several services, in all rounds.
_OF_THESE = "service IN (SELECT unnest(CAST(? AS VARCHAR[])))"
_SUBMITTED_BY_SERVICES = _SUBMITTED.format(of=f"r.{_OF_THESE}")
_ENDED_BY_SERVICES = f"SELECT service, round, min(number) FROM answering_end WHERE {_OF_THESE} GROUP BY service, round"
_POSITIONS_OF_SERVICES = f"SELECT {POSITION} FROM position p WHERE p.{_OF_THESE}"
_POSITIONS_OF_SERVICE = f"""
    SELECT {POSITION} FROM position p JOIN service s ON s.key = p.service
    WHERE {POSITION_IN_SCOPE} AND p.service = ? ORDER BY p.round, p.framework, p.item
"""
_POSITIONS_IN_ROUND = f"""
    SELECT {POSITION} FROM position p JOIN service s ON s.key = p.service
    WHERE {POSITION_IN_SCOPE} AND p.round = ? ORDER BY p.service, p.framework, p.item
"""
_CLOSED_ROUNDS = """
    SELECT key FROM round
    WHERE (closes < ? OR key IN (SELECT round FROM round_end))
        AND key IN (SELECT round FROM response WHERE voice = 'people')
"""
# When the positions of each service about which people answered in these rounds were last written.
_WRITTEN = """
    SELECT r.round, r.service, max(p.moment)
    FROM (
        SELECT DISTINCT round, service FROM response
        WHERE voice = 'people' AND round IN (SELECT unnest(CAST(? AS VARCHAR[])))
    ) r LEFT JOIN position p ON p.round = r.round AND p.service = r.service
    GROUP BY r.round, r.service ORDER BY r.round, r.service
"""
_DELETE_OF_SERVICES = "DELETE FROM position WHERE round = ? AND list_contains(?, service)"


@dataclass(frozen=True, slots=True)
class Given:
    """What is stored about a service in a round that its positions follow from."""

    submissions: Sequence[Row]  # each response with each of its submissions, as `_SUBMITTED` has them
    ended: int | None  # the number in the log at which answering was closed for good
    logs: Mapping[str, Sequence[Entry]] | None = None  # the answers of each response, None if they were not read yet

    def moments(self) -> set[datetime]:
        """Return when answers were given and submitted."""
        submitted = {moment for *_, moment in self.submissions if moment is not None}
        return submitted | {entry.at for log in (self.logs or {}).values() for entry in log}


class Positions:
    """The positions of services in rounds, and their computation."""

    def __init__(self, connection: Connection, timetable: Timetable, answers: Answers) -> None:
        self._connection, self._timetable, self._answers = connection, timetable, answers

    @cached(RATINGS)
    def of_service(self, viewer: Viewer, service: str) -> list[Position]:
        """Return the positions of a service in every round in which something counts."""
        return POSITION.values(self._connection.read(_POSITIONS_OF_SERVICE, [*round_parameters(viewer.sees), service]))

    @cached(RATINGS)
    def in_round(self, viewer: Viewer, round_key: str) -> list[Position]:
        """Return the positions of every service in one round, by service."""
        values = [*self._timetable.scope(viewer, round_key), round_key]
        return POSITION.values(self._connection.read(_POSITIONS_IN_ROUND, values))

    def reveal_closed_rounds(self) -> None:
        """Write the positions of rounds that have closed since, in which people's answers may be seen from now on."""
        closed = [key for (key,) in self._connection.read(_CLOSED_ROUNDS, [self._connection.clock.today()])]
        for round_key in self._waiting(closed):
            with self._connection.write() as transaction:
                self.reveal(transaction, round_key)

    def reveal(self, transaction: AuditedTransaction, round_key: str) -> None:
        """Write the positions of a closed round that waited for its close."""
        round_ = self._timetable.round(round_key)
        waiting = self._waiting([round_key]).get(round_key, [])
        positions = {service: self.computed(transaction, service, round_) for service in waiting}
        # If too few people have answered, nothing can be shown, now or later.
        shown = [service for service, rows in positions.items() if rows]
        if not shown:
            return
        transaction.run(_DELETE_OF_SERVICES, [round_key, shown], into="position")
        transaction.insert("position", POSITION.names, [row for service in shown for row in positions[service]])
        transaction.insert("stale", ("service",), [[service] for service in shown])
        transaction.rated.update(shown)

    def _waiting(self, rounds: Sequence[str]) -> dict[str, list[str]]:
        """Return by closed round the services whose people's answers may be seen, and are in no position yet."""
        waiting: dict[str, list[str]] = {}
        written = self._connection.read(_WRITTEN, [rounds]) if rounds else []
        for round_key, rows in groupby(written, itemgetter(0)):
            round_, typing = self._timetable.round(round_key), self._timetable.typing_in(round_key)
            late, last = {service for service, one in typing.items() if one.is_open}, last_day(round_)
            seen_from = dict.fromkeys(late, last_moment(last))  # of the other services from the close
            held_back = late if self._connection.clock.today() <= last else set()
            waiting[round_key] = [
                service
                for _, service, moment in rows
                if service not in held_back and (moment is None or moment <= seen_from.get(service, round_.until))
            ]
        return {round_key: services for round_key, services in waiting.items() if services}

    def write(self, transaction: AuditedTransaction, service: str, round_: Round, *, submitted: bool = False) -> None:
        """Write the positions of a service in a round; `submitted` says that a submission was just inserted."""
        given = self._given(transaction, service, round_.key)
        rows = self.computed(transaction, service, round_, given)
        # Before the first submission there were no positions to delete, unless the round has closed.
        is_first = submitted and sum(number is not None for *_, number, _ in given.submissions) == 1
        if is_first and not round_.has_closed(self._connection.clock.today()):
            transaction.insert("position", POSITION.names, rows)
        else:
            transaction.replace("position", {"service": service, "round": round_.key}, POSITION.names, rows)
        transaction.insert_row("stale", service=service)
        transaction.rated.add(service)

    def of_own(
        self, service: str, round_: Round, frameworks: Sequence[Framework], answers: Sequence[Answer]
    ) -> list[Position]:
        """Return the positions of a service that submits these answers now, beside which nothing else counts."""
        clock = self._connection.clock
        at = clock.moment()
        own = {answer.key: answer for answer in answers} if round_.counts(at) else {}
        asked = asides.asked(frameworks, self._timetable.asides(service), round_)
        counting = Counting(service=own, has_closed=round_.has_closed(clock.today()))
        return voices.positions(service, round_.key, items_of(asked), counting, at, experiences_of(asked))

    def computed(
        self, transaction: Transaction, service: str, round_: Round, given: Given | None = None
    ) -> list[Position]:
        """Return the positions of a service in a round, from the answers that may be seen by now."""
        counting = self.counting(transaction, service, round_, given)
        frameworks = asides.asked(self._timetable.frameworks(round_.key), self._timetable.asides(service), round_)
        at = self._connection.clock.moment()
        return voices.positions(service, round_.key, items_of(frameworks), counting, at, experiences_of(frameworks))

    def counting(self, transaction: Transaction, service: str, round_: Round, given: Given | None = None) -> Counting:
        """Return the answers that count about a service in a round.

        Of the service they are those of its last submission in time. Of each response of people they are the last
        before answering ended, submitted or not.
        """
        given = given or self._given(transaction, service, round_.key)
        rows, ended, typing = given.submissions, given.ended, self._timetable.typing(service, round_.key)
        today = self._connection.clock.today()
        # Closing for good ends typing too.
        has_closed = round_.has_closed(today) and (ended is not None or not typing.is_going_on(round_, today))
        responses = {key: (voice, people, typed_in) for _, _, key, voice, people, typed_in, *_ in rows}
        if ended is None and not has_closed:
            responses = {key: response for key, response in responses.items() if response[0] != "people"}
        logs = self._answers.logs(sorted(responses), transaction) if given.logs is None else given.logs
        in_time = sorted((number, key) for _, _, key, *_, number, at in rows if at is not None and round_.counts(at))
        own = [
            (number, current(logs[key], number)) for number, key in in_time if responses.get(key, ("",))[0] == "service"
        ]
        # A person who typed in a sheet or led a meeting saw its answers long before people's level may be shown.
        typed = [entry.number for key, (*_, typed_in) in responses.items() if typed_in for entry in logs[key]]
        seen = min((number for number in (typing.since, ended, *typed) if number is not None), default=None)
        return Counting(
            service=own[-1][1] if own else {},
            agreed=next((current(logs[key]) for key, (voice, *_) in responses.items() if voice == "agreed"), {}),
            people=[
                Said(people, current(entry for entry in logs[key] if typed_in or round_.counts(entry.at)))
                for key, (voice, people, typed_in) in responses.items()
                if voice == "people"
            ],
            at_reveal={} if seen is None else voices.answers_at_reveal(own, seen),
            has_closed=has_closed,
        )

    def _given(self, transaction: Transaction, service: str, round_key: str) -> Given:
        submissions = transaction.read(_SUBMITTED_RESPONSES, [service, round_key])
        return Given(submissions, self.ended(transaction, service, round_key))

    def stored(
        self, transaction: Transaction, services: Sequence[str]
    ) -> dict[tuple[str, str], tuple[list[Position], Given]]:
        """Return the positions of services as they are stored, by service and round, and what they follow from."""
        submissions: dict[tuple[str, str], list[Row]] = {}
        for row in transaction.read(_SUBMITTED_BY_SERVICES, [services]):
            submissions.setdefault(row[:2], []).append(row)
        positions: dict[tuple[str, str], list[Position]] = {}
        for position in POSITION.values(transaction.read(_POSITIONS_OF_SERVICES, [services])):
            positions.setdefault(position[:2], []).append(position)
        ended = {row[:2]: row[2] for row in transaction.read(_ENDED_BY_SERVICES, [services])}
        logs = self._answers.logs(sorted({row[2] for rows in submissions.values() for row in rows}), transaction)
        return {
            place: (
                positions.get(place, []),
                Given(rows, ended.get(place), {key: logs[key] for key in {row[2] for row in rows}}),
            )
            for place in submissions.keys() | positions.keys()
            for rows in [submissions.get(place, [])]
        }

    def end(self, transaction: AuditedTransaction, viewer: Viewer, service: str, round_: Round) -> None:
        """Close answering about a service in a round for good, and write the positions that show people's answers."""
        if self.ended(transaction, service, round_.key) is not None:
            raise InputError("Answering was closed for good here already.")
        clock = self._connection.clock
        transaction.insert_row(
            "answering_end",
            service=service,
            round=round_.key,
            number=clock.number(),
            principal=viewer.principal,
            moment=clock.moment(),
        )
        transaction.record(viewer, "end answering", service, "", round_.key)
        self.write(transaction, service, round_)

    def ended(self, transaction: Transaction, service: str, round_key: str) -> int | None:
        """Return the number in the log at which answering was closed for good, None if it was not."""
        numbers: list[int | None] = [number for (number,) in transaction.read(_ENDED, [service, round_key])]
        return numbers[0]
