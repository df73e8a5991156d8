"""The import of themes that groups found in what people wrote, and of case notes."""

from dataclasses import asdict, replace

from assess.core.case_notes import TEXTS, CaseNote
from assess.core.errors import InputError
from assess.core.programme import Round, Service
from assess.core.together import Theme
from assess.tasks.cells import key_read
from assess.tasks.columns import TableRow
from assess.tasks.export_tables import case_note_row, theme_row
from assess.tasks.row_versions import changes
from assess.tasks.taking import Line, Taking

_THEME_TEXTS = ("name", "statement", "cause", "success", "actions", "review")


class ThemesTaking(Taking):
    """The import of the table of themes; it comes after people's words, which are among the ratings."""

    def row(self, line: Line) -> None:
        """Add or change a theme, and put the notes of its row into it and no others; one that was removed stays so."""
        _, row = line
        service, round_ = self.place(row)
        stands = self.store.together.of(self.viewer, service.key, round_.key)
        there = next((each for each in stands.themes if row["key"] in (each.key, "") and _is(each, row)), None)
        name, statement, cause, success, actions, review = (
            row[name].strip().replace("\r\n", "\n") for name in _THEME_TEXTS
        )
        key, actions = there.key if there else key_read(row), "\n".join(actions.split())
        if not there and self.store.together.is_dropped(self.viewer, key):
            self.note(line, "there already")
            return
        theme = Theme(key, service.key, round_.key, name, statement, cause, success, actions, review)
        words = {word.key: word for word in stands.words}
        notes = row["notes"].split()
        if missing := [key for key in notes if key not in words]:
            raise InputError(f"{service.name} has no note of people “{missing[0][:24]}” that may be seen.")
        before = theme_row(there, stands) if there else None
        asked = {**_cells(theme), "notes": "\n".join(sorted(notes))}
        # A row above may have put one of its notes elsewhere, as this one says too.
        if there and before and (asked == before or self.is_unedited(row, asked, before)):
            self.note(line, "there already" if asked == before else "not edited")
            return
        kept = there if there == theme else self.store.together.keep(self.viewer, theme)
        for word in stands.words_of(there) if there else ():
            if word.key not in notes:
                self.store.together.sort(self.viewer, service.key, round_.key, word, "")
        for key in notes:
            self.store.together.sort(self.viewer, service.key, round_.key, words[key], kept.key)
        after = theme_row(kept, self.store.together.of(self.viewer, service.key, round_.key))
        if before is None:
            self.note(line, "added")
        else:
            self.note(line, "there already" if before == after else "changed", changes(self.table, before, after))


def _is(theme: Theme, row: TableRow) -> bool:
    return theme.key == row["key"] or theme.name.casefold() == row["name"].strip().casefold()


def _cells(theme: Theme) -> TableRow:
    return {name: str(value) for name, value in asdict(theme).items() if name != "dropped"}


class CaseNotesTaking(Taking):
    """The import of the table of case notes."""

    def row(self, line: Line) -> None:
        """Store a case note in place of the current one."""
        _, row = line
        service, round_ = self.place(row)
        there = self.store.case_notes.of(self.viewer, service.key, round_.key)
        note = self._note(row, service, round_)
        before, asked = case_note_row(there), case_note_row(note)
        if note == there:
            self.note(line, "there already")
        elif not there.is_empty and self.is_unedited(row, asked, before):
            self.note(line, "not edited", f"since then {changes(self.table, asked, before)}")
        else:
            self.store.case_notes.keep(self.viewer, note)
            self.note(line, "added" if there.is_empty else "changed", changes(self.table, before, asked))

    def _note(self, row: TableRow, service: Service, round_: Round) -> CaseNote:
        texts = {name: row[name].replace("\r\n", "\n") for name in TEXTS}
        return replace(CaseNote(service.key, round_.key), **texts).tidied()
