"""The import of how many people came, which gives the total for the levels in the ratings."""

from collections.abc import Mapping
from functools import cached_property

from assess.core.brought import Finished
from assess.core.counts import WHO
from assess.core.errors import InputError
from assess.core.programme import Round
from assess.core.voices import ENOUGH_PEOPLE
from assess.tasks.cells import is_yes, whole_number
from assess.tasks.columns import TableRow
from assess.tasks.export_tables import turnout_row, turnout_rows
from assess.tasks.taking import Line, Taking, TurnoutRead


class TurnoutTaking(Taking):
    """The import of the table of turnout. Its figures are imported together with the ratings of people."""

    def row(self, line: Line) -> None:
        """Read a row, and note it if its figures are the stored ones."""
        _, row = line
        service, round_ = self.place(row)
        finished = _finished(row)
        stands = self._known(round_).get(service.key)
        if stands == turnout_row(service.key, round_.key, finished):
            self.note(line, "there already")
            return
        if stands:
            raise InputError(f"People have answered about {service.name} in “{round_.name}” already.")
        if (service.key, round_.key) in self.turnouts:
            raise InputError(f"How many people answered about {service.name} in “{round_.name}” is there twice.")
        self.turnouts[service.key, round_.key] = TurnoutRead(service, round_, finished, self, line)

    def _known(self, round_: Round) -> Mapping[str, TableRow]:
        # Cached: importing this table writes nothing, so its rows stay the same.
        if round_.key not in self._here:
            rows = turnout_rows(self.store, self.viewer, round_)
            self._here[round_.key] = {row["service"]: row for row in rows}
        return self._here[round_.key]

    @cached_property
    def _here(self) -> dict[str, Mapping[str, TableRow]]:
        return {}


def _finished(row: TableRow) -> Finished:
    people, typed_in, left_out = (whole_number(row, name) or 0 for name in ("finished", "typed_in", "left_out"))
    if 0 < people < ENOUGH_PEOPLE:
        raise InputError(f"The finished “{people}” must be 0 or at least {ENOUGH_PEOPLE}: fewer are not told apart.")
    who = {who: count for who in WHO if (count := whole_number(row, who))}
    return Finished(people, typed_in, left_out, is_yes(row, "others_began"), who)
