"""Where one item of a service stands in a round: what every comparison and every benchmark reads."""

from datetime import datetime
from typing import Literal, NamedTuple

from assess.core.framework import Voice

# Whose levels are shown: "" for the levels that count, else those of one voice.
Whose = Literal["", "service", "people"]


class Position(NamedTuple):
    """Where one item of a service stands in a round: the headline level, whose it is, and each voice's own.

    `people` is how many people their level stands for, and `unsure` how many more said that they don't know, 0 where
    that may not be said. `changed_after` says that the service changed its own level
    after it could see theirs, and `is_experience` that people's level says how it is for them alone.
    """

    service: str
    round: str
    framework: str
    item: str
    level: int | None
    voice: Voice
    evidenced: bool
    service_level: int | None
    people_level: int | None
    people: int
    agreed_level: int | None
    at: datetime
    changed_after: bool = False
    unsure: int = 0
    is_experience: bool = False

    @property
    def both(self) -> tuple[int, int] | None:
        """The levels of both voices where they can be compared, the service's first, else None.

        One voice may be missing. An experience is not compared: one life is not a share of everybody's.
        """
        if self.service_level is None or self.people_level is None or self.is_experience:
            return None
        return self.service_level, self.people_level

    def seen_by(self, whose: Whose) -> "Position":
        """Return the position with one voice's own level as the headline level, None if that voice gave none."""
        if whose == "people":
            return self._replace(level=self.people_level, voice="people", agreed_level=None)
        if whose == "service":
            voice: Voice = "people" if self.voice == "people" else "service"
            return self._replace(level=self.service_level, voice=voice, agreed_level=None)
        return self
