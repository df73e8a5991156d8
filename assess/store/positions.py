"""Positions: the level of each item of a service in a round, computed from the answers of all voices that count."""

from collections.abc import Sequence
from typing import NamedTuple

from assess.core import voices
from assess.core.access import Viewer
from assess.core.answers import Answer, ItemKey, current
from assess.core.position import Position
from assess.core.programme import Round
from assess.core.voices import Said
from assess.database.interface import Row, Transaction
from assess.store.answers import Answers
from assess.store.columns import Columns
from assess.store.connection import AuditedTransaction, Connection, cached
from assess.store.scope import IN_SCOPE, parameters
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable

POSITION = Columns(
    Position,
    "p",
    "service round framework item level voice evidenced service_level people_level people agreed_level moment",
)
_SUBMITTED_RESPONSES = """
    SELECT r.created, r.key, r.voice, r.people, b.upto, b.moment
    FROM response r LEFT JOIN submission b ON b.response = r.key WHERE r.service = ? AND r.round = ?
"""
_OF_SERVICE = f"""
    SELECT {POSITION} FROM position p JOIN service s ON s.key = p.service
    WHERE {IN_SCOPE} AND p.service = ? ORDER BY p.round, p.framework, p.item
"""
_IN_ROUND = f"""
    SELECT {POSITION} FROM position p JOIN service s ON s.key = p.service
    WHERE {IN_SCOPE} AND p.round = ? ORDER BY p.service, p.framework, p.item
"""
_CLOSED = "SELECT key FROM round WHERE closes < ? AND key IN (SELECT round FROM response WHERE voice = 'people')"
# Services whose people's answers are not in their positions yet, or were counted while more could come.
_WAITING = """
    SELECT DISTINCT service FROM response WHERE round = ? AND voice = 'people'
        AND service NOT IN (SELECT service FROM position WHERE round = ? AND moment > ?)
"""


class Counting(NamedTuple):
    """What counts of each voice about a service in a round; people's responses in order of first submission."""

    service: dict[ItemKey, Answer]
    agreed: dict[ItemKey, Answer]
    people: list[Said]


class Positions:
    """The positions of services in rounds, and their computation."""

    def __init__(self, connection: Connection, timetable: Timetable, answers: Answers) -> None:
        self._connection, self._timetable, self._answers = connection, timetable, answers

    @cached(RATINGS)
    def of_service(self, viewer: Viewer, service: str) -> list[Position]:
        """Return the positions of a service in every round in which something counts."""
        return POSITION.values(self._connection.read(_OF_SERVICE, [*parameters(viewer.reads), service]))

    @cached(RATINGS)
    def in_round(self, viewer: Viewer, round_key: str) -> list[Position]:
        """Return the positions of every service in one round, by service."""
        return POSITION.values(self._connection.read(_IN_ROUND, [*parameters(viewer.reads), round_key]))

    def reveal_closed_rounds(self) -> None:
        """Write the positions of rounds that have closed since, in which people's answers may be seen from now on."""
        with self._connection.write() as transaction:
            for (round_key,) in transaction.read(_CLOSED, [self._connection.clock.today()]):
                self.reveal(transaction, round_key)

    def reveal(self, transaction: AuditedTransaction, round_key: str) -> None:
        """Write the positions of a closed round that waited for its close."""
        round_ = self._timetable.round(round_key)
        for (service,) in transaction.read(_WAITING, [round_key, round_key, round_.until]):
            # If too few people have answered there is nothing to show, now or later.
            if self.computed(transaction, service, round_):
                self.write(transaction, service, round_)

    def write(self, transaction: AuditedTransaction, service: str, round_: Round, *, submitted: bool = False) -> None:
        """Write the positions of a service in a round; `submitted` says that a submission was just inserted."""
        submissions = transaction.read(_SUBMITTED_RESPONSES, [service, round_.key])
        rows = self.computed(transaction, service, round_, submissions)
        # Before the first submission there were no positions to delete.
        if submitted and sum(number is not None for *_, number, _ in submissions) == 1:
            transaction.insert("position", POSITION.names, rows)
        else:
            transaction.replace("position", {"service": service, "round": round_.key}, POSITION.names, rows)
        transaction.insert_row("stale", service=service)
        transaction.rated.add(service)

    def computed(
        self, transaction: Transaction, service: str, round_: Round, submissions: Sequence[Row] | None = None
    ) -> list[Position]:
        """Return the positions of a service in a round, from all voices whose answers may be seen by now."""
        counting = self.counting(transaction, service, round_, submissions)
        # The voices do not see each other until both are in or the round closes.
        is_open = round_.is_open(self._connection.clock.today())
        people = counting.people if counting.service or not is_open else []
        asked = [
            (framework.key, item.key)
            for framework in self._timetable.frameworks(round_.key)
            for item in framework.items
        ]
        at = self._connection.clock.moment()
        return voices.positions(
            service, round_.key, asked, counting.service, people, counting.agreed, at, is_open=is_open
        )

    def counting(
        self, transaction: Transaction, service: str, round_: Round, submissions: Sequence[Row] | None = None
    ) -> Counting:
        """Return the answers that count about a service in a round.

        If a person changes a response while the round is open, the change counts from the close on: before that, one
        person's answer could be read off a level that has just changed.
        """
        counting = Counting({}, {}, [])
        rows = submissions or transaction.read(_SUBMITTED_RESPONSES, [service, round_.key])
        in_time = sorted((number, key) for _, key, _, _, number, at in rows if at is not None and round_.counts(at))
        last = {key: number for number, key in in_time}
        first = {key: number for number, key in reversed(in_time)}
        is_open = round_.is_open(self._connection.clock.today())
        begun = sorted({row[:4] for row in rows}, key=lambda row: (first.get(row[1], 0), *row[:2]))
        logs = self._answers.logs([key for _, key, _, _ in begun], transaction)
        for _, key, voice, people in begun:
            if voice == "agreed":
                counting.agreed.update(current(logs[key]))
            elif key in last and voice == "service":
                counting.service.update(current(logs[key], last[key]))
            elif key in last:
                upto = first if is_open and people is None else last
                counting.people.append(Said(people, current(logs[key], upto[key])))
        return counting
