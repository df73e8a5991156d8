"""Where one item of a service stands in a round: what every comparison and every benchmark reads."""

from dataclasses import dataclass
from datetime import datetime

from assess.framework import Voice


@dataclass(frozen=True, slots=True)
class Position:
    """Where one item of a service stands in a round: the headline level, whose it is, and each voice's own."""

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
