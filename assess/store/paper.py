"""Answers on paper: beginning to type them in, keeping each sheet, and saying that all are in."""

from assess.core import paper
from assess.core.access import Viewer, guest
from assess.core.errors import InputError
from assess.core.meeting import VISIT
from assess.core.paper import Sheet, Typing
from assess.core.voices import require_group
from assess.store.connection import AuditedTransaction, Connection
from assess.store.positions import Positions
from assess.store.ratings import Ratings, subject_of
from assess.store.scope import IN_SCOPE, parameters, require_rates
from assess.store.services import Services
from assess.store.timetable import Timetable

_HAS_SUBMITTED = """
    SELECT 1 FROM submission b JOIN response r ON r.key = b.response
    WHERE r.service = ? AND r.round = ? AND r.voice = 'service' LIMIT 1
"""
# A meeting is marked as typed in too, but it is not a sheet.
_KEPT = f"""
    SELECT count(*) FROM response r JOIN service s ON s.key = r.service
    WHERE {IN_SCOPE} AND s.key = ? AND r.round = ? AND r.typed_in
        AND NOT EXISTS (SELECT 1 FROM answer a WHERE a.response = r.key AND a.visit = ?)
"""
_IS_KEPT = """
    SELECT 1 FROM answer a JOIN response r ON r.key = a.response
    WHERE r.service = ? AND r.round = ? AND r.typed_in AND a.visit = ? LIMIT 1
"""


class Paper:
    """The sheets of paper that services type in, round by round."""

    def __init__(
        self,
        connection: Connection,
        timetable: Timetable,
        services: Services,
        positions: Positions,
        ratings: Ratings,
    ) -> None:
        self._connection, self._timetable, self._services = connection, timetable, services
        self._positions, self._ratings = positions, ratings

    def typing(self, viewer: Viewer, service: str, round_key: str) -> Typing:
        """Return a service's progress with typing in; NotAllowedError outside the viewer's scope."""
        return self._timetable.typing(self._services.get(viewer, service).key, round_key)

    def kept(self, viewer: Viewer, service: str, round_key: str) -> int:
        """Return how many sheets were typed in about a service in a round; those who may rate it have seen them."""
        ((sheets,),) = self._connection.read(_KEPT, [*parameters(viewer.rates), service, round_key, VISIT])
        return int(sheets)

    def begin(self, viewer: Viewer, service: str, round_key: str) -> None:
        """Begin to type in sheets: from now on nothing of people's answers is shown until all sheets are in.

        An InputError unless people can still answer and the service has submitted its own answers, because
        the person who types sees what people say.
        """
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, service)
            self._timetable.require_round_of(service, round_key)
            round_ = self._timetable.round(round_key)
            has_ended = self._positions.ended(transaction, service, round_key) is not None
            if has_ended or not round_.is_open(self._connection.clock.today()):
                raise InputError("Answering has ended or not begun. Typing in must begin while people can answer.")
            if not transaction.read(_HAS_SUBMITTED, [service, round_key]):
                raise InputError("Submit the service's own answers first: typing in shows you what people say.")
            if self._timetable.typing(service, round_key).is_open:
                raise InputError("Typing in has begun already.")
            self._insert(transaction, viewer, service, round_key, is_open=True)

    def keep(self, viewer: Viewer, service: str, round_key: str, sheet: Sheet) -> None:
        """Keep a sheet as a submitted response of people, marked as typed in; a second time changes nothing.

        An InputError says why it cannot be kept.
        """
        require_group(sheet.people)
        with self._connection.write() as transaction:
            self._require_open(transaction, viewer, service, round_key)
            if transaction.read(_IS_KEPT, [service, round_key, sheet.key]):
                return
            given = [answer for answer in sheet.answers if answer.is_given or answer.note]
            if not any(answer.is_given for answer in given):
                raise InputError("Nothing is ticked on this sheet, so there is nothing to keep.")
            response = self._ratings.begin(transaction, None, service, round_key, "people", sheet.people, typed_in=True)
            self._ratings.append(transaction, guest(response.key), response, given, sheet.key)
            submission = self._ratings.freeze(transaction, viewer, response)
            transaction.record(viewer, "type in sheet", subject_of(response), "", submission.key)

    def finish(self, viewer: Viewer, service: str, round_key: str) -> None:
        """Say that all sheets are in: where answering has ended, what people said is shown from now on."""
        with self._connection.write() as transaction:
            self._require_open(transaction, viewer, service, round_key)
            self._insert(transaction, viewer, service, round_key, is_open=False)
            self._positions.write(transaction, service, self._timetable.round(round_key))

    def _require_open(self, transaction: AuditedTransaction, viewer: Viewer, service: str, round_key: str) -> None:
        require_rates(transaction, viewer, service)
        round_, today = self._timetable.round(round_key), self._connection.clock.today()
        if self._positions.ended(transaction, service, round_key) is not None:
            raise InputError("Answering was closed for good here, so no sheet can be typed in.")
        paper.require_open(self._timetable.typing(service, round_key), round_, today)

    def _insert(
        self, transaction: AuditedTransaction, viewer: Viewer, service: str, round_key: str, *, is_open: bool
    ) -> None:
        clock = self._connection.clock
        transaction.insert_row(
            "paper",
            number=clock.number(),
            service=service,
            round=round_key,
            is_open=is_open,
            principal=viewer.principal,
            moment=clock.moment(),
        )
        transaction.record(viewer, "begin typing" if is_open else "all sheets in", service, "", round_key)
        transaction.rated.add(service)
