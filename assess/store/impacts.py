"""What changed because of people: what services say is different, and whose idea it was."""

from dataclasses import asdict, replace

from assess.core.access import Viewer
from assess.core.dates import day, last_moment
from assess.core.errors import ClashError, InputError
from assess.core.framework import items_of
from assess.core.impact import Impact
from assess.core.membership import programme_at
from assess.core.text import NOTE_LIMIT, required
from assess.store.columns import Columns
from assess.store.connection import AuditedTransaction, Connection, cached
from assess.store.scope import IN_SCOPE, parameters, require_administrator, require_rates
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable

IMPACT = Columns(Impact, "i", "key service happened what idea kind framework item action")
# Each correction is a row of its own, and the newest row is how the change stands. A programme keeps those from the
# time in which the service was in it.
_NEWEST = "i.number = (SELECT max(n.number) FROM impact n WHERE n.key = i.key)"
_VISIBLE = f"""
    SELECT {IMPACT} FROM impact i JOIN service s ON s.key = i.service
    WHERE ({IN_SCOPE} OR list_contains(?, i.programme)) AND (? = '' OR i.service = ?) AND (? = '' OR i.programme = ?)
        AND {_NEWEST} AND NOT i.withdrawn
    ORDER BY i.happened DESC, i.key DESC
"""
_STANDS = f"SELECT {IMPACT} FROM impact i WHERE i.key = ? AND {_NEWEST} AND NOT i.withdrawn"
_OF_OTHERS = "SELECT 1 FROM impact i WHERE i.key = ? AND i.service <> ?"
_ACTION_OF = "SELECT 1 FROM action a WHERE a.key = ? AND a.service = ? AND a.framework = ? AND a.item = ?"


class Impacts:
    """The changes that services in a viewer's scope have noted, as they stand now."""

    def __init__(self, connection: Connection, timetable: Timetable) -> None:
        self._connection, self._timetable = connection, timetable

    @cached(RATINGS)
    def visible_to(self, viewer: Viewer, *, service: str = "", programme: str = "") -> list[Impact]:
        """Return the changes of a service, of a programme's time or of the viewer's whole scope, the newest first.

        A link to read opens none of them: they are what staff typed.
        """
        scope = viewer.reads
        values = [*parameters(scope), list(scope.programmes), service, service, programme, programme]
        return IMPACT.values(self._connection.read(_VISIBLE, values))

    def keep(self, viewer: Viewer, impact: Impact, seen: Impact | None = None) -> Impact:
        """Add a change, or correct one; an InputError names what cannot be saved.

        `seen` is the change that was corrected: if the stored one differs by now, a ClashError says so.
        """
        clock = self._connection.clock
        if impact.happened > clock.today():
            raise InputError(f"{day(impact.happened)} is still to come. Note a change when it is made.")
        what = required(impact.what.replace("\n", " "), "What changed", limit=NOTE_LIMIT)
        kept = replace(impact, key=impact.key or clock.key(), what=what)
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, kept.service)
            self._require_belongs(transaction, kept)
            if transaction.read(_OF_OTHERS, [kept.key, kept.service]):
                raise InputError(f"The change “{what[:40]}” is another service's.")
            _require_seen(transaction, seen)
            self._insert(transaction, viewer, kept, withdrawn=False)
        return kept

    def withdraw(self, viewer: Viewer, seen: Impact) -> None:
        """Withdraw a change, so that no page shows it; a ClashError if the stored change differs from the one seen."""
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, seen.service)
            _require_seen(transaction, seen)
            self._insert(transaction, viewer, replace(seen, what="", action=""), withdrawn=True)

    def is_known(self, viewer: Viewer, key: str) -> bool:
        """Say whether a change of this key exists or was withdrawn; administrators only."""
        require_administrator(viewer)
        return bool(self._connection.read("SELECT 1 FROM impact WHERE key = ?", [key]))

    def _require_belongs(self, transaction: AuditedTransaction, impact: Impact) -> None:
        """Raise an InputError unless a round of the service asks about the item, and the action is one on it."""
        if impact.action:
            values = [impact.action, impact.service, impact.framework, impact.item]
            if not transaction.read(_ACTION_OF, values):
                raise InputError("There is no such action of this service on this item.")
        elif impact.item and not any(
            (impact.framework, impact.item) in items_of(self._timetable.frameworks(round_.key))
            for programme in self._programmes(impact.service)
            for round_ in self._timetable.of_programme(programme)
        ):
            raise InputError(f"No round of this service asks about “{impact.framework}.{impact.item}”.")

    def _insert(self, transaction: AuditedTransaction, viewer: Viewer, impact: Impact, *, withdrawn: bool) -> None:
        transaction.insert_row(
            "impact",
            **asdict(impact),
            programme=self._programme(impact),
            withdrawn=withdrawn,
            number=self._connection.clock.number(),
            principal=viewer.principal,
            moment=self._connection.clock.moment(),
        )
        transaction.rated.add(impact.service)
        act = "withdraw change" if withdrawn else "note change"
        transaction.record(viewer, act, impact.service, "", impact.key)

    def _programmes(self, service: str) -> set[str]:
        """Return the programmes in which a service is or was."""
        _, now, _ = self._connection.place_of(service)
        return {now, *(move.before for move in self._timetable.moves(service))}

    def _programme(self, impact: Impact) -> str:
        """Return the programme in which the service was on the day of a change; of one that was retired, its last."""
        moves = self._timetable.moves(impact.service)
        then = programme_at(moves, last_moment(impact.happened)) if moves else ""
        _, now, _ = self._connection.place_of(impact.service)
        return then or now


def _require_seen(transaction: AuditedTransaction, seen: Impact | None) -> None:
    if seen and IMPACT.values(transaction.read(_STANDS, [seen.key])) != [seen]:
        raise ClashError("Somebody else has just changed or withdrawn this. Look at it again first.")
