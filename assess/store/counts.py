"""How many people said something, and what they are to the service: numbers, and only where they may be shown."""

from assess.core import counts
from assess.core.access import Viewer
from assess.core.answers import ItemKey
from assess.core.counts import WHO, Who
from assess.core.errors import InputError, NotAllowedError
from assess.core.voices import Rating
from assess.store.connection import Connection, cached
from assess.store.positions import Positions
from assess.store.ratings import Ratings, subject_of
from assess.store.scope import ROUND_IN_SCOPE
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable

# The responses that people finished, with what they last said they are; nothing of their answers. No rows before
# answering has ended.
_WHO = f"""
    SELECT r.service, r.people, w.who FROM response r JOIN service s ON s.key = r.service
    LEFT JOIN who_answered w ON w.response = r.key
        AND w.number = (SELECT max(n.number) FROM who_answered n WHERE n.response = r.key)
    WHERE {ROUND_IN_SCOPE} AND (? = '' OR r.service = ?) AND r.round = ?
        AND r.voice = 'people' AND coalesce(r.people, 1) > 0
        AND r.key IN (SELECT b.response FROM submission b)
        AND (? OR r.service IN (SELECT f.service FROM answering_end f WHERE f.round = r.round))
"""


class Counts:
    """Numbers of people, none of which reveals what one of them answered or is."""

    def __init__(self, connection: Connection, timetable: Timetable, positions: Positions, ratings: Ratings) -> None:
        self._connection, self._timetable = connection, timetable
        self._positions, self._ratings = positions, ratings

    def say_who(self, viewer: Viewer, response: str, who: Who) -> None:
        """Keep what somebody who has just submitted says they are; a later word replaces it.

        An InputError before they have submitted, and when answering has ended.
        """
        if who not in WHO:
            raise InputError("Choose one of the answers.")
        with self._connection.write() as transaction:
            said, state = self._ratings.response(viewer, response)
            if said.voice != "people":
                raise NotAllowedError("Only people who answered by a code say who they are.")
            has_closed = self._timetable.round(said.round).has_closed(self._connection.clock.today())
            if has_closed or self._positions.ended(transaction, said.service, said.round) is not None:
                raise InputError("Answering has ended, so nothing can be added any more.", "ended")
            if state != "submitted":
                raise InputError("Submit your answers first.", "not_sent")
            transaction.insert_row(
                "who_answered",
                number=self._connection.clock.number(),
                response=response,
                who=who,
                principal=viewer.principal,
                moment=self._connection.clock.moment(),
            )
            transaction.rated.add(said.service)
            # The log omits what guests said they are: in the order of acts, it would reveal who answered.
            transaction.record(viewer, "say who", subject_of(said))

    def who_answered(self, viewer: Viewer, service: str, round_key: str) -> dict[Who, int]:
        """Return how many of those who finished use the service, care for somebody and so on, where it may be shown."""
        return self.who_by_service(viewer, round_key, service).get(service, {})

    @cached(RATINGS)
    def who_by_service(self, viewer: Viewer, round_key: str, service: str = "") -> dict[str, dict[Who, int]]:
        """Return the same by service; "" for all services."""
        has_closed = self._timetable.round(round_key).has_closed(self._connection.clock.today())
        values = [*self._timetable.scope(viewer, round_key), service, service, round_key, has_closed]
        rows = self._connection.read(_WHO, values)
        said: dict[str, dict[Who | None, list[Rating]]] = {}
        for about, people, who in rows:
            said.setdefault(about, {}).setdefault(who, []).append(Rating(people, None))
        return {
            about: counts.who_answered({who: by_who.get(who, []) for who in WHO}, by_who.get(None, []))
            for about, by_who in said.items()
        }

    @cached(RATINGS)
    def saying(self, viewer: Viewer, service: str, round_key: str) -> dict[ItemKey, int]:
        """Return, by item, how many people gave the level that stands for all of them, where that may be shown."""
        levels = {
            (each.framework, each.item): each.people_level
            for each in self._positions.of_service(viewer, service)
            if each.round == round_key and each.people_level is not None
        }
        if not levels:
            return {}
        with self._connection.database.snapshot() as transaction:
            said = self._positions.counting(transaction, service, self._timetable.round(round_key)).people
        found = {key: counts.saying([each.rating(key) for each in said], level) for key, level in levels.items()}
        return {key: count for key, count in found.items() if count}
