"""Case notes: what services write about a round before and after it."""

from collections.abc import Mapping
from dataclasses import asdict

from assess.core.access import Viewer
from assess.core.case_notes import CaseNote
from assess.core.errors import ClashError
from assess.store.columns import Columns
from assess.store.connection import Connection, cached
from assess.store.scope import IN_SCOPE, in_rounds, require_rates, round_parameters
from assess.store.tables import RATINGS
from assess.store.timetable import Timetable

CASE_NOTE = Columns(CaseNote, "c", "service round why whom what expected came changed learnt")
_VISIBLE = f"""
    SELECT {CASE_NOTE} FROM case_note c JOIN service s ON s.key = c.service
    WHERE {IN_SCOPE} AND {in_rounds("c.round")} AND (? = '' OR c.service = ?)
        AND c.number = (SELECT max(n.number) FROM case_note n WHERE n.service = c.service AND n.round = c.round)
    ORDER BY c.round, c.service
"""
_NOW = f"SELECT {CASE_NOTE} FROM case_note c WHERE c.service = ? AND c.round = ? ORDER BY c.number DESC LIMIT 1"


class CaseNotes:
    """The case notes of services, as they stand now."""

    def __init__(self, connection: Connection, timetable: Timetable) -> None:
        self._connection, self._timetable = connection, timetable

    @cached(RATINGS)
    def visible_to(self, viewer: Viewer, service: str = "") -> list[CaseNote]:
        """Return the case notes of a service or of the viewer's whole scope; a link without words has none."""
        if not viewer.sees.words:
            return []
        return CASE_NOTE.values(self._connection.read(_VISIBLE, [*round_parameters(viewer.sees), service, service]))

    def of(self, viewer: Viewer, service: str, round_key: str) -> CaseNote:
        """Return the case note of one service on one round, an empty one where nothing is written."""
        notes: Mapping[str, CaseNote] = {note.round: note for note in self.visible_to(viewer, service)}
        return notes.get(round_key, CaseNote(service, round_key))

    def keep(self, viewer: Viewer, note: CaseNote, seen: CaseNote | None = None) -> None:
        """Store a case note; the newest one counts.

        `seen` is the note that was changed: a ClashError if the stored one differs by now, and then nothing changes.
        """
        tidied, clock = note.tidied(), self._connection.clock
        with self._connection.write() as transaction:
            require_rates(transaction, viewer, note.service)
            self._timetable.require_round_of(note.service, note.round)
            rows = CASE_NOTE.values(transaction.read(_NOW, [note.service, note.round]))
            stored = rows[0] if rows else CaseNote(note.service, note.round)
            if seen is not None and stored != seen:
                raise ClashError("Somebody else has just changed this case note. Look at it again first.")
            if stored == tidied:
                return
            transaction.insert_row(
                "case_note", **asdict(tidied), number=clock.number(), principal=viewer.principal, moment=clock.moment()
            )
            transaction.rated.add(note.service)
            transaction.record(viewer, "case note", note.service, "", note.round)
