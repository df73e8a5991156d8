"""Invitations: the codes by which people who use a service answer about it, without an account."""

import secrets

from assess.core import form
from assess.core.access import Viewer
from assess.core.answers import Response
from assess.core.errors import InputError
from assess.core.programme import Round
from assess.core.voices import Invitation, compared, require_group
from assess.database.interface import Row
from assess.store.connection import AuditedTransaction, Connection, cached
from assess.store.positions import Positions
from assess.store.ratings import Ratings
from assess.store.scope import IN_SCOPE, in_rounds, parameters, require_rates
from assess.store.services import SERVICE, Services
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable

_INVITATION = f"{SERVICE}, i.round, i.key, i.token, i.short_code, e.moment, f.moment"
_INVITED = """
    FROM invitation i JOIN service s ON s.key = i.service
    LEFT JOIN invitation_end e ON e.invitation = i.key
    LEFT JOIN answering_end f ON f.service = i.service AND f.round = i.round
"""
_BY_CODE = f"SELECT {_INVITATION} {_INVITED} WHERE i.token = ? OR i.short_code = ? ORDER BY e.moment"
_INVITATIONS_OF_SERVICE = (
    f"SELECT {_INVITATION} {_INVITED} WHERE {IN_SCOPE} AND s.key = ? AND i.round = ? ORDER BY i.created, i.key"
)
_ANSWERING_ENDED = (
    f"SELECT 1 FROM answering_end f JOIN service s ON s.key = f.service WHERE {IN_SCOPE} AND s.key = ? AND f.round = ?"
)
_INVITED_IN_ROUND = f"""
    SELECT DISTINCT s.key {_INVITED}
    WHERE {IN_SCOPE} AND {in_rounds("i.round")} AND i.round = ? AND (e.moment IS NULL OR f.moment IS NOT NULL)
"""


class Invitations:
    """Opening and closing invitations, and answering by one."""

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

    def open(self, viewer: Viewer, service: str, round_key: str) -> Invitation:
        """Return the open invitation of a service in a round, made now if there is none.

        An InputError if answering was closed for good, and if the round asks people nothing.
        """
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, service)
            if invitation := self.current(viewer, service, round_key):
                return invitation
            self._timetable.require_round_of(service, round_key)
            if self._positions.ended(transaction, service, round_key) is not None:
                raise InputError("Answering was closed for good here, so no invitation can be made.")
            round_ = self._timetable.round(round_key)
            self._require_questions(service, round_)
            key, token, short_code = self._connection.clock.key(), secrets.token_urlsafe(18), _short_code()
            transaction.insert_row(
                "invitation",
                key=key,
                token=token,
                short_code=short_code,
                service=service,
                round=round_key,
                principal=viewer.principal,
                created=self._connection.clock.moment(),
            )
            transaction.rated.add(service)
            transaction.record(viewer, "invite", key, "", f"{service} {round_key}")
            return Invitation(key, token, short_code, self._services.get(viewer, service), round_, None)

    def current(self, viewer: Viewer, service: str, round_key: str) -> Invitation | None:
        """Return the open invitation of a service in a round, None if there is none or it was closed."""
        rows = self._connection.read(_INVITATIONS_OF_SERVICE, [*parameters(viewer.rates), service, round_key])
        invitations = (self._invitation(row) for row in rows)
        return next((invitation for invitation in invitations if invitation.ended is None), None)

    def replace(self, viewer: Viewer, invitation: Invitation) -> Invitation:
        """Return a new invitation in place of one whose codes stop working; answers given by it stay and may go on."""
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, invitation.service.key)
            self._end(transaction, viewer, invitation)
            return self.open(viewer, invitation.service.key, invitation.round.key)

    def close(self, viewer: Viewer, invitation: Invitation) -> None:
        """Close answering about the invitation's service in its round for good.

        From now on people's answers may be shown there, so nothing of them changes any more: none can be begun, saved,
        submitted or reopened, and there is no other invitation.
        """
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, invitation.service.key)
            self._end(transaction, viewer, invitation)
            self._positions.end(transaction, viewer, invitation.service.key, invitation.round)

    def _end(self, transaction: AuditedTransaction, viewer: Viewer, invitation: Invitation) -> None:
        moment = self._connection.clock.moment()
        transaction.insert_row("invitation_end", invitation=invitation.key, principal=viewer.principal, moment=moment)
        transaction.rated.add(invitation.service.key)
        transaction.record(viewer, "end invitation", invitation.key)

    @cached(RATINGS)
    def has_ended(self, viewer: Viewer, service: str, round_key: str) -> bool:
        """Say whether answering about a service was closed for good in a round, before the round closed."""
        return bool(self._connection.read(_ANSWERING_ENDED, [*parameters(viewer.reads), service, round_key]))

    def by_code(self, code: str) -> Invitation:
        """Return the invitation of a link's token or a short code; an InputError if the code is not known.

        It needs no viewer: the code is the grant. The invitation may have ended, and its round may be closed.
        """
        texts = compared(code)
        rows = self._connection.read(_BY_CODE, texts) if any(texts) else []
        if not rows:
            raise InputError(
                "This code is not known. Check it letter by letter, or ask the person who gave it to you.", "code"
            )
        return self._invitation(rows[0])

    def join(self, code: str, people: int | None = None) -> Response:
        """Begin one person's response, or that of a group of `people`.

        An InputError if the code is closed, and if people are asked nothing by now.
        """
        require_group(people)
        with self._connection.write() as transaction:
            invitation = self.by_code(code)
            invitation.require_open(self._connection.clock.today())
            self._require_questions(invitation.service.key, invitation.round)
            return self._ratings.begin(
                transaction, None, invitation.service.key, invitation.round.key, "people", people
            )

    def _require_questions(self, service: str, round_: Round) -> None:
        """Raise an InputError if a round asks people nothing about a service: it may have set aside all that it would.

        A form without a question has no first page.
        """
        if not form.questions(self._timetable.asked(service, round_.key), round_.form, "people"):
            raise InputError(f"“{round_.name}” has no questions to people who use this service.", "no_questions")

    def _invitation(self, row: Row) -> Invitation:
        service, (round_key, key, token, short_code, ended, answering_ended) = SERVICE.split(row)
        round_ = self._timetable.round(round_key)
        return Invitation(key, token, short_code, service, round_, ended, answering_ended)

    @cached(RATINGS)
    def services_in(self, viewer: Viewer, round_key: str) -> frozenset[str]:
        """Return the keys of the services whose people can answer in a round, or could until it was closed for good."""
        rows = self._connection.read(_INVITED_IN_ROUND, [*self._timetable.scope(viewer, round_key), round_key])
        return frozenset(service for (service,) in rows)


def _short_code() -> str:
    """Return eight characters that are hard to mistake for each other when read aloud."""
    return "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(8))
