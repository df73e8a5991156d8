"""Where one item of a service stands in a round: what every comparison and every benchmark reads."""

from datetime import datetime
from typing import NamedTuple

from assess.core.framework import Voice


class Position(NamedTuple):
    """Where one item of a service stands in a round: the headline level, whose it is, and each voice's own.

    `people` is how many people their level stands for. `changed_after` says that the service changed its own level
    after it could see theirs.
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
