"""Publications: what services give back to the people who answered, who read it by their code."""

from collections.abc import Mapping
from itertools import groupby

from assess.core.access import Viewer
from assess.core.dates import date_of
from assess.core.errors import InputError
from assess.core.publication import TEXTS, Promise, Publication
from assess.core.text import checked
from assess.core.voices import Invitation
from assess.store.columns import Columns
from assess.store.connection import AuditedTransaction, Connection, cached
from assess.store.positions import Positions
from assess.store.scope import IN_SCOPE, parameters, require_administrator, require_rates
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable

PUBLICATION = Columns(Publication, "p", "service round told heard promised actions moment", "coalesce(p.changed, '')")
_NEWEST = """
    p.number = (SELECT max(n.number) FROM publication n WHERE n.service = p.service AND n.round = p.round)
    AND NOT p.withdrawn
"""
_OF_SERVICE = f"""
    SELECT {PUBLICATION} FROM publication p JOIN service s ON s.key = p.service
    WHERE {IN_SCOPE} AND p.service = ? AND p.round = ? AND {_NEWEST}
"""
_VISIBLE = f"""
    SELECT {PUBLICATION} FROM publication p JOIN service s ON s.key = p.service
    WHERE {IN_SCOPE} AND {_NEWEST} ORDER BY p.round, p.service
"""
# A code grants read access to what was published about its service in its round.
_BY_CODE = f"SELECT {PUBLICATION} FROM publication p WHERE p.service = ? AND p.round = ? AND {_NEWEST}"
_ACTIONS = """
    SELECT a.key, a.state, a.owner, a.co_owner, a.due, a.moment FROM action a
    WHERE a.service = ? AND a.number = (SELECT max(n.number) FROM action n WHERE n.key = a.key)
"""
_LATER = "SELECT 1 FROM publication p WHERE p.service = ? AND p.round = ? AND p.moment >= ?"
_LONGEST = 20_000  # maximum characters of one text


class Publications:
    """Publishing, withdrawing and reading sheets."""

    def __init__(self, connection: Connection, timetable: Timetable, positions: Positions) -> None:
        self._connection, self._timetable, self._positions = connection, timetable, positions

    def publish(self, viewer: Viewer, publication: Publication) -> None:
        """Publish a sheet in place of an earlier one; an InputError while people can still answer.

        Its lines are plain text; it may contain people's words only if they may be shown.
        """
        for name in TEXTS:
            checked(getattr(publication, name), f"The text “{name}”", limit=_LONGEST, lines=True)
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, publication.service)
            self._require_ended(transaction, publication.service, publication.round)
            self._insert(transaction, viewer, publication, withdrawn=False)

    def withdraw(self, viewer: Viewer, service: str, round_key: str) -> None:
        """Withdraw a published sheet, so that no code opens it; an InputError if none is published."""
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, service)
            rows = PUBLICATION.values(transaction.read(_BY_CODE, [service, round_key]))
            if not rows:
                raise InputError("No sheet is published here.")
            self._insert(transaction, viewer, rows[0], withdrawn=True)

    def _insert(
        self, transaction: AuditedTransaction, viewer: Viewer, publication: Publication, *, withdrawn: bool
    ) -> None:
        transaction.insert_row(
            "publication",
            number=self._connection.clock.number(),
            service=publication.service,
            round=publication.round,
            **_texts(publication, withdrawn=withdrawn),
            withdrawn=withdrawn,
            principal=viewer.principal,
            moment=self._connection.clock.moment(),
        )
        transaction.rated.add(publication.service)
        act = "withdraw" if withdrawn else "publish"
        transaction.record(viewer, act, publication.service, "", publication.round)

    def _require_ended(self, transaction: AuditedTransaction, service: str, round_key: str) -> None:
        self._timetable.require_round_of(service, round_key)
        has_closed = self._timetable.round(round_key).has_closed(self._connection.clock.today())
        if not has_closed and self._positions.ended(transaction, service, round_key) is None:
            raise InputError("People can still answer. Give back what they said when answering has ended.")

    @cached(RATINGS)
    def of_service(self, viewer: Viewer, service: str, round_key: str) -> Publication | None:
        """Return the published sheet of a service in a round, None without one."""
        rows = self._connection.read(_OF_SERVICE, [*parameters(viewer.reads), service, round_key])
        return next(iter(PUBLICATION.values(rows)), None)

    @cached(RATINGS)
    def visible_to(self, viewer: Viewer) -> list[Publication]:
        """Return the published sheets about the services in the viewer's scope, by round and service."""
        return PUBLICATION.values(self._connection.read(_VISIBLE, parameters(viewer.reads)))

    def services_by_round(self, viewer: Viewer) -> Mapping[str, frozenset[str]]:
        """Return the services in the viewer's scope whose sheet is published, by round."""
        by_round = groupby(self.visible_to(viewer), key=lambda publication: publication.round)
        return {round_: frozenset(each.service for each in published) for round_, published in by_round}

    def by_code(self, invitation: Invitation) -> tuple[Publication, list[Promise]] | None:
        """Return the sheet for the people of an invitation, with the current state of its actions.

        No viewer is needed. Neither the end of the round nor a new code changes the result.
        """
        rows = self._connection.read(_BY_CODE, [invitation.service.key, invitation.round.key])
        published = next(iter(PUBLICATION.values(rows)), None)
        return None if published is None else (published, self._promises(published))

    def _promises(self, publication: Publication) -> list[Promise]:
        rows = {key: stands for key, *stands in self._connection.read(_ACTIONS, [publication.service])}
        return [
            Promise(what, state, owner, co_owner, due, date_of(moment))
            for key, what in publication.promises
            if key in rows
            for state, owner, co_owner, due, moment in [rows[key]]
        ]

    def is_known(self, viewer: Viewer, publication: Publication) -> bool:
        """Say whether a sheet of this moment or a later one was published or withdrawn here; administrators only."""
        require_administrator(viewer)
        return bool(self._connection.read(_LATER, [publication.service, publication.round, publication.at]))


def _texts(publication: Publication, *, withdrawn: bool) -> dict[str, str | None]:
    """Return the texts of a sheet's row; "" for a withdrawn one."""
    texts: dict[str, str | None] = {name: "" if withdrawn else getattr(publication, name) for name in TEXTS}
    # NULL is left out of the digest, so older sheets keep theirs.
    return texts | {"changed": texts["changed"] or None}
