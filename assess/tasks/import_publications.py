"""Bringing in the sheets that services have given back to people, each as of the moment at which it was published."""

from datetime import UTC, datetime

from assess.core.dates import stored
from assess.core.errors import InputError
from assess.core.publication import TEXTS, Publication, lines
from assess.tasks.cells import moment_typed
from assess.tasks.taking import Line, Taking


class PublicationsTaking(Taking):
    """The import of the table of published sheets."""

    def row(self, line: Line) -> None:
        """Publish a sheet, unless this one or a later one was published or withdrawn here."""
        _, row = line
        service, round_ = self.place(row)
        now = datetime.now(UTC)
        at = moment_typed(row, "published", now) or now
        if at > now:
            raise InputError("A sheet cannot have been published on a day that is still to come.")
        texts = {name: row[name].strip().replace("\r\n", "\n") for name in TEXTS}
        sheet = Publication(service.key, round_.key, **texts, at=stored(at))
        known = {action.key for action in self.store.actions.visible_to(self.viewer, service=service.key)}
        if missing := [key for key in lines(sheet.actions) if key not in known]:
            raise InputError(f"{service.name} has no action “{missing[0][:40]}”.")
        if self.store.publications.is_known(self.viewer, sheet):
            # Sheets that were published or withdrawn here meanwhile stay as they are.
            self.note(line, "there already")
            return
        with self.store.at(at):
            self.store.publications.publish(self.viewer, sheet)
        self.note(line, "added")
