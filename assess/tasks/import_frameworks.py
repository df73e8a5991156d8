"""Bringing in the wordings of frameworks that files have, for the rounds that are on these versions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assess.core.errors import FrameworkError, InputError
from assess.core.framework import Framework, framework_of_json
from assess.core.text import checked
from assess.tasks.columns import TableRow
from assess.tasks.framework_versions import Version, version_named
from assess.tasks.taking import Line, Taking

_LONGEST = 200_000  # characters of one framework's wording
_NO_PLAIN_TEXT = re.compile(r"!\[|\][(:\[]|<")  # of Markdown and HTML; JSON itself has none of these outside its texts


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
        framework = _wording(version, [row for _, row in lines])
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


def _wording(version: Version, rows: Sequence[TableRow]) -> Framework:
    """Return the framework whose JSON text these rows contain, one part in each row."""
    bodies = {row["part"].strip(): row["body"] for row in rows}
    numbers = [str(number) for number in range(1, len(rows) + 1)]
    if bodies.keys() != set(numbers):
        raise InputError(f"The wording of “{version}” must have each of its parts once, numbered from 1.")
    name = f"The wording of “{version}” cannot be read"
    try:
        framework = framework_of_json("".join(bodies[number] for number in numbers), name)
    except FrameworkError as error:
        raise InputError(error.faults[0]) from error
    plain = checked(framework.model_dump_json(), f"The wording of “{version}”", limit=_LONGEST)
    # Pages show the bold names of levels with their texts as Markdown.
    if sign := _NO_PLAIN_TEXT.search(plain):
        raise InputError(
            f"The wording of “{version}” has “{sign[0]}” in it: a link, a picture or HTML is no plain text."
        )
    if (framework.key, framework.version) != version:
        raise InputError(f"What is called “{version}” is the wording of “{framework.key} {framework.version}”.")
    return framework
