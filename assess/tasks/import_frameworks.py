"""Bringing in the wordings of frameworks that files have, for the rounds that are on these versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from assess.core.errors import FrameworkError, InputError
from assess.core.framework import Framework, framework_of_json, texts
from assess.core.text import checked
from assess.tasks.columns import TableRow
from assess.tasks.framework_versions import Version, version_named
from assess.tasks.taking import Line, Taking

_LONGEST = 2_500_000  # characters of one wording as JSON: more than the longest that can be published here


@dataclass
class FrameworksTaking(Taking):
    """The import of the table of wordings. It writes nothing: the rounds do."""

    def take(self, lines: Sequence[Line]) -> None:
        """Take together the rows that are parts of one wording."""
        parts: dict[str, list[Line]] = {}
        for line in lines:
            self.progress()
            _, row = line
            parts.setdefault(f"{row['key'].strip()} {row['version'].strip()}", []).append(line)
        for name, rows in parts.items():
            with self.refusing(*rows):
                self._read(name, rows)

    def _read(self, name: str, lines: Sequence[Line]) -> None:
        version = version_named(name)
        if version is None:
            raise InputError(f"“{name[:40]}” is no version of a framework, such as ladder 1.")
        framework = wording_in(version, [row for _, row in lines])
        if self.versions.here(version) not in (None, framework):
            raise InputError(
                f"The framework “{version.framework}” has other words here in version {version.number}: what was "
                "rated on the words in this file cannot come in."
            )
        self.versions.carried[version] = framework
        is_kept = self.store.rounds.wording(*version) is not None
        for line in lines:
            if is_kept:
                self.note(line, "there already")
            elif version in self.versions.asked:
                self.note(line, "added")
            else:
                self.note(line, "left blank", f"no round in the files is on “{version}”")


def wording_in(version: Version, rows: Sequence[TableRow]) -> Framework:
    """Return the framework whose JSON text these rows contain, one part in each row; an InputError if none can be."""
    bodies = {row["part"].strip(): row["body"] for row in rows}
    numbers = [str(number) for number in range(1, len(rows) + 1)]
    if bodies.keys() != set(numbers):
        raise InputError(f"The wording of “{version}” must have each of its parts once, numbered from 1.")
    name = f"The wording of “{version}” cannot be read"
    body = "".join(bodies[number] for number in numbers)
    if len(body) > _LONGEST:
        raise InputError(f"The wording of “{version}” is longer than {_LONGEST:,} characters.")
    try:
        framework = framework_of_json(body, name)
    except FrameworkError as error:
        raise InputError(error.faults[0]) from error
    # Each text by itself, since JSON writes a hidden character as an escape, which `checked` would let through.
    for text in texts(framework):
        checked(text, f"The wording of “{version}”", limit=_LONGEST, lines=True)
    if (framework.key, framework.version) != version:
        raise InputError(f"What is called “{version}” is the wording of “{framework.key} {framework.version}”.")
    return framework
