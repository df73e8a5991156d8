"""Meetings at which people and staff answer as one group, led by somebody who may rate the service."""

from collections.abc import Sequence

from assess.core.access import Viewer, guest
from assess.core.answers import Answer, ItemKey, Response, current
from assess.core.errors import InputError, NotAllowedError
from assess.core.meeting import VISIT, require_size
from assess.store.answers import Answers
from assess.store.brought import RESPONSE
from assess.store.connection import AuditedTransaction, Connection
from assess.store.invitations import Invitations
from assess.store.positions import Positions
from assess.store.ratings import Ratings, subject_of
from assess.store.scope import IN_SCOPE, parameters, require_rates
from assess.store.timetable import Timetable

# A paper sheet is begun and submitted in one transaction, so only a meeting can be typed in and not yet submitted.
_GOING_ON = f"""
    SELECT {RESPONSE} FROM response r JOIN service s ON s.key = r.service
    WHERE {IN_SCOPE} AND r.service = ? AND r.round = ? AND r.typed_in
        AND r.key NOT IN (SELECT b.response FROM submission b)
    ORDER BY r.created
"""


class Meetings:
    """The meetings about services, at most one at a time about a service in a round.

    What a meeting settles on is kept question by question as an answer of people, marked as typed in by the service.
    """

    def __init__(
        self,
        connection: Connection,
        timetable: Timetable,
        answers: Answers,
        positions: Positions,
        ratings: Ratings,
        invitations: Invitations,
    ) -> None:
        self._connection, self._timetable, self._answers = connection, timetable, answers
        self._positions, self._ratings, self._invitations = positions, ratings, invitations

    def going_on(self, viewer: Viewer, service: str, round_key: str) -> Response | None:
        """Return the meeting that has begun and is not finished, None if there is none that the viewer may lead."""
        values = [*parameters(viewer.rates), service, round_key]
        meetings = RESPONSE.values(self._connection.read(_GOING_ON, values))
        return meetings[0] if meetings else None

    def settled(self, viewer: Viewer, meeting: Response) -> dict[ItemKey, Answer]:
        """Return the answers that a meeting has settled so far; NotAllowedError if the viewer may not lead it."""
        return current(self._answers.log(self._led(viewer, meeting).key))

    def begin(self, viewer: Viewer, service: str, round_key: str, people: int | None) -> Response:
        """Begin a meeting of so many people, or go on with the one that has begun, which then has so many.

        An InputError unless people can answer by an invitation, and the service has submitted its own answers,
        because the leader sees what people say. If the service changes a level after its first answer, that is marked.
        """
        size = require_size(people)
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, service)
            self._timetable.require_round_of(service, round_key)
            if meeting := self.going_on(viewer, service, round_key):
                self._require_open(transaction, viewer, meeting)
                return meeting if meeting.people == size else self._ratings.resized(transaction, viewer, meeting, size)
            invitation = self._invitations.current(viewer, service, round_key)
            if invitation is None:
                raise InputError("People are not invited to answer now. Make an invitation first.")
            invitation.require_open(self._connection.clock.today())
            if not self._positions.counting(transaction, service, invitation.round).service:
                raise InputError(
                    "Submit the service's own answers first: the leader of a meeting sees what people say."
                )
            return self._ratings.begin(transaction, None, service, round_key, "people", size, typed_in=True)

    def keep(self, viewer: Viewer, meeting: Response, answers: Sequence[Answer]) -> None:
        """Store the answers of a meeting, all or none. An InputError when answering has ended."""
        with self._connection.write() as transaction:
            self._require_open(transaction, viewer, meeting)
            self._ratings.append(transaction, guest(meeting.key), meeting, answers, VISIT)

    def finish(self, viewer: Viewer, meeting: Response) -> None:
        """End a meeting: its answers stay as they are. An InputError if it has settled on nothing."""
        with self._connection.write() as transaction:
            self._require_open(transaction, viewer, meeting)
            if not any(answer.is_given for answer in self.settled(viewer, meeting).values()):
                raise InputError("Nothing is settled yet, so there is nothing to keep.")
            submission = self._ratings.freeze(transaction, viewer, meeting)
            transaction.record(viewer, "finish meeting", subject_of(meeting), "", submission.key)

    def _led(self, viewer: Viewer, meeting: Response) -> Response:
        if self.going_on(viewer, meeting.service, meeting.round) != meeting:
            raise NotAllowedError("There is no such meeting that you may lead.")
        return meeting

    def _require_open(self, transaction: AuditedTransaction, viewer: Viewer, meeting: Response) -> None:
        require_rates(transaction, viewer, meeting.service)
        self._led(viewer, meeting)
        has_closed = self._timetable.round(meeting.round).has_closed(self._connection.clock.today())
        if has_closed or self._positions.ended(transaction, meeting.service, meeting.round) is not None:
            raise InputError("Answering has ended. What the meeting settled on until then counts as it is.")
