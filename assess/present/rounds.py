"""The rows of a round's table: which services and people have answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assess.core.framework import Voice
from assess.core.programme import Service
from assess.core.voices import Turnout
from assess.present.signs import Key, Link
from assess.wording import rounds

KEYS = (Key("not begun", sign="unknown"), Key("begun", sign="open"), Key("submitted", sign="own"))


@dataclass(frozen=True, slots=True)
class Row:
    """The progress of a service and of its people; `sign` is the key of a sign, `link` leads to the result if any."""

    service: str
    link: Link | None
    sign: str
    own: str
    invited: str
    people: str


def rows(
    services: Sequence[Service], turnout: Mapping[tuple[str, Voice], Turnout], invited: Collection[str]
) -> list[Row]:
    """Return a row for each service: the silent first, then those that have begun, then those that have submitted."""
    said = rounds.who_is_in(services, turnout, invited)
    found = [
        Row(
            service=service.name,
            link=Link("result", service.name, {"service": service.key}) if sign == "own" else None,
            sign=sign,
            own=words["Service's own answers"],
            invited=words["People invited"],
            people=words["Answers by people"],
        )
        for service, words in zip(services, said, strict=True)
        for sign in [_sign(turnout.get((service.key, "service")))]
    ]
    return sorted(found, key=lambda row: [key.sign for key in KEYS].index(row.sign))


def _sign(own: Turnout | None) -> str:
    return "unknown" if own is None else "own" if own.last else "open"
