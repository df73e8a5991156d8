"""Forewords: what the chair of the people's network writes before a programme's report on a year."""

from collections.abc import Sequence

from assess.core.access import Viewer
from assess.core.dates import YEARS
from assess.core.errors import ClashError, InputError
from assess.core.impact import FOREWORD_LIMIT
from assess.core.text import checked
from assess.database.interface import Row
from assess.store.connection import Connection, cached
from assess.store.programmes import require_programme
from assess.store.scope import IN_SCOPE, parameters, require_runs

_NEWEST = "SELECT f.words FROM foreword f WHERE f.programme = ? AND f.year = ? ORDER BY f.number DESC LIMIT 1"
# A viewer sees a programme if they see one of its services; its board sees it even without services.
_IN_SIGHT = f"""
    SELECT f.words FROM foreword f
    WHERE f.programme = ? AND f.year = ? AND (
        list_contains(?, f.programme)
        OR EXISTS (SELECT 1 FROM service s WHERE s.programme = f.programme AND {IN_SCOPE})
    )
    ORDER BY f.number DESC LIMIT 1
"""


class Forewords:
    """The current foreword of each programme and year."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached(frozenset({"foreword", "service"}))
    def of(self, viewer: Viewer, programme: str, year: int) -> str:
        """Return the foreword of a programme in the viewer's scope, "" for none and outside the scope."""
        scope = viewer.reads
        values = [programme, year, list(scope.programmes), *parameters(scope)]
        return _words(self._connection.read(_IN_SIGHT, values))

    def keep(self, viewer: Viewer, programme: str, year: int, words: str, seen: str) -> str:
        """Write a foreword in place of the one that was `seen`, or remove it with "".

        A ClashError if the stored one differs by now; NotAllowedError unless the viewer runs the programme's rounds.
        """
        require_runs(viewer, programme)
        words = checked(words, "The foreword", limit=FOREWORD_LIMIT, lines=True)
        if year not in YEARS:
            raise InputError(f"{year} is no year that can be reported on.")
        with self._connection.write() as transaction:
            require_programme(transaction, programme)
            if _words(transaction.read(_NEWEST, [programme, year])) != seen:
                raise ClashError("Somebody else has just changed this foreword. It stands below as it is now.")
            if words != seen:
                transaction.insert_row(
                    "foreword",
                    number=self._connection.clock.number(),
                    programme=programme,
                    year=year,
                    words=words,
                    principal=viewer.principal,
                    moment=self._connection.clock.moment(),
                )
                transaction.record(viewer, "write foreword", programme, "", str(year))
        return words


def _words(rows: Sequence[Row]) -> str:
    return str(rows[0][0]) if rows else ""
