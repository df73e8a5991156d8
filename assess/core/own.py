"""A framework that was made here: its published versions, the draft of the next one, and whether it is offered."""

from dataclasses import dataclass
from datetime import datetime

from assess.core.drafts import Draft
from assess.core.framework import Framework


@dataclass(frozen=True, slots=True)
class Published:
    """One version of a framework, which never changes; `at` is in UTC."""

    framework: Framework
    principal: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Own:
    """A framework that was made here: its versions, the newest first, and its draft, None without one.

    `rounds` says how many rounds are on one of its versions.
    """

    key: str
    versions: tuple[Published, ...] = ()
    draft: Draft | None = None
    is_retired: bool = False
    rounds: int = 0

    @property
    def newest(self) -> Framework | None:
        """The version that a new round can be on, None before the first is published."""
        return self.versions[0].framework if self.versions else None

    @property
    def title(self) -> str:
        """Its title in the newest version; before the first version, in the draft."""
        return self.newest.title if self.newest else str((self.draft or {}).get("title") or self.key)
