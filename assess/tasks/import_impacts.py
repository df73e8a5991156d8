"""Bringing in what changed because of people."""

from dataclasses import replace
from functools import cached_property
from typing import cast

from assess.core.dates import day_typed
from assess.core.impact import IDEAS, KINDS, Idea, Impact, Kind
from assess.tasks.cells import key_read, one_of
from assess.tasks.export_tables import impact_row
from assess.tasks.row_versions import changes
from assess.tasks.taking import Line, Taking, named


class ImpactsTaking(Taking):
    """The import of the table of changes."""

    @cached_property
    def known(self) -> dict[str, Impact]:
        """The stored changes by key, without withdrawn ones."""
        return {one.key: one for one in self.store.impacts.visible_to(self.viewer)}

    def row(self, line: Line) -> None:
        """Add or correct a change; one that was withdrawn here stays withdrawn."""
        _, row = line
        impact = Impact(
            key_read(row),
            named(row["service"], self.services, "service").key,
            day_typed(row["happened"], "The day of the change"),
            row["what"].strip(),
            cast("Idea", one_of(row, "idea", IDEAS)),
            cast("Kind", one_of(row, "kind", KINDS)),
            *(row[name].strip() for name in ("framework", "item", "action")),
        )
        was = self.known.get(impact.key)
        if self._is_there(impact):
            self.note(line, "there already")
        elif was and self.is_unedited(row, impact_row(impact), impact_row(was)):
            self.note(line, "not edited", f"since then {changes(self.table, impact_row(impact), impact_row(was))}")
        else:
            kept = self.store.impacts.keep(self.viewer, impact)
            self.known[kept.key] = kept
            if was:
                self.note(line, "changed", changes(self.table, impact_row(was), impact_row(kept)))
            else:
                self.note(line, "added")

    def _is_there(self, impact: Impact) -> bool:
        """Say whether the stored change equals the row, or was withdrawn here."""
        if not impact.key:
            return impact in (replace(one, key="") for one in self.known.values())
        if impact.key in self.known:
            return impact == self.known[impact.key]
        return self.store.impacts.is_known(self.viewer, impact.key)
