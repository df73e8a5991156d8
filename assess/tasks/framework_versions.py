"""Which versions of frameworks the rounds in files are on, and the wording of each: known here, or in the files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from assess.core.errors import InputError
from assess.core.framework import Framework
from assess.store import Store
from assess.tasks.columns import TableRow

_NAMED = re.compile(r"([a-z][a-z0-9-]*) +(\d{1,9})")


class Version(NamedTuple):
    """A version of a framework, by its key and number."""

    framework: str
    number: int

    def __str__(self) -> str:
        """Return it as cells name it: `ladder 1`."""
        return f"{self.framework} {self.number}"


def version_named(text: str) -> Version | None:
    """Return the version that a text such as `ladder 1` names, None where it names none."""
    named = _NAMED.fullmatch(text)
    return Version(named[1], int(named[2])) if named else None


@dataclass
class Versions:
    """The versions that rounds in files are on (`asked`), and the wordings that the files themselves have (`carried`).

    Nothing is written of a framework by itself: a round that comes in keeps the wording of each version that it is on.
    """

    store: Store
    asked: frozenset[Version] = frozenset()
    carried: dict[Version, Framework] = field(default_factory=dict)
    _here: dict[Version, Framework | None] = field(default_factory=dict)

    def here(self, version: Version) -> Framework | None:
        """Return the wording that a version has here, in a round or a framework file; None if it has none.

        It is read once, so a wording that the import brings is not among them.
        """
        if version not in self._here:
            self._here[version] = self.store.rounds.wording(*version) or self.store.catalogue.version(*version)
        return self._here[version]

    def frameworks(self, text: str) -> list[Framework]:
        """Return the frameworks that a cell such as `ladder 1; principles 2` names, each as that version is worded.

        An InputError names the first version whose wording is not known.
        """
        return [self._framework(part) for part in _parts(text)]

    def _framework(self, part: str) -> Framework:
        version = version_named(part)
        framework = (self.here(version) or self.carried.get(version)) if version else None
        if framework is None:
            current = "; ".join(f"{one.key} {one.version}" for one in self.store.catalogue)
            raise InputError(
                f"There is no framework “{part[:40]}” here, and no table “frameworks” in the files has its wording; "
                f"here are {current}."
            )
        return framework


def versions_on(store: Store, rounds: Iterable[TableRow]) -> Versions:
    """Return the versions that these rows of rounds are on, with no wording carried yet."""
    named = (version_named(part) for row in rounds for part in _parts(row["frameworks"]))
    return Versions(store, frozenset(filter(None, named)))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
