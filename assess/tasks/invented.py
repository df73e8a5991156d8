"""What the fictional example is made of: its services with their courses, and the texts that are written about them.

Both are files of `data/example/`, which say what each key means.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictInt

from assess.core import paths
from assess.core.framework import Text
from assess.core.impact import Idea, Kind

FACTS = paths.PROGRAM / "data" / "example" / "fictional.toml"
WORDS = paths.PROGRAM / "data" / "example" / "fictional_words.toml"
ROUNDS = 5  # the last one is open

Agreed = Literal["people", "between", "service"]
Kept = Literal["done", "late", "to do"]
RoundNumber = StrictInt  # 1 to ROUNDS


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Course(_Part):
    """A service and how it went, round by round."""

    name: Text
    organisation: Text
    kind: Text
    area: Text
    power: tuple[StrictInt, ...] = Field(min_length=ROUNDS, max_length=ROUNDS)
    rounds: str = Field(pattern=r"^[SCLD.]{5}$")
    people: tuple[tuple[RoundNumber, StrictInt, StrictInt], ...] = ()
    one_by_one: tuple[RoundNumber, ...] = ()
    closed: bool = False
    agreed: tuple[tuple[RoundNumber, Agreed], ...] = ()
    promises: tuple[Kept, ...] = ()
    shares_learning: bool = False
    cause: str = ""
    aside: Mapping[str, Text] = Field(default_factory=dict)


class Own(_Part):
    """What a service calls its group, where that meets, and what may follow a note."""

    groups: tuple[Text, ...]
    places: tuple[Text, ...]
    tails: tuple[Text, ...]


class Facts(_Part):
    """All services, and the facts that many of them share; items are named `framework.item`."""

    notice: Text
    programmes: Mapping[str, Text]
    programmes_by_area: Mapping[str, Text]
    asks: Mapping[str, Mapping[str, RoundNumber]]
    ease: Mapping[str, StrictInt]
    services: tuple[Course, ...]
    aside: Mapping[str, Mapping[str, tuple[Text, ...]]]
    own: Own


class Correction(_Part):
    """Why a rating was corrected, and the note that stands at it since."""

    reason: Text
    note: Text


class Changed(_Part):
    """What changed in a service because of people: in which round, how many days after it opened; `on` is an item."""

    service: Text
    round: RoundNumber
    day: StrictInt
    idea: Idea
    kind: Kind
    what: Text
    on: str = ""


class Words(_Part):
    """What managers and people write, by item (`framework.item`), from the lowest levels to the highest."""

    notes: Mapping[str, tuple[tuple[Text, ...], ...]]
    fell: Mapping[str, tuple[Text, ...]]
    people: Mapping[str, tuple[tuple[Text, ...], tuple[Text, ...]]]
    promises: Mapping[str, tuple[tuple[Text, Text, str], ...]]
    agreed: Mapping[Agreed, tuple[Text, ...]]
    corrections: tuple[Correction, ...]
    changes: tuple[Changed, ...]
    forewords: Mapping[str, Text]


def facts() -> Facts:
    """Return the services of the fictional example."""
    return Facts.model_validate(_read(FACTS))


def words() -> Words:
    """Return the texts of the fictional example."""
    return Words.model_validate(_read(WORDS))


def _read(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
