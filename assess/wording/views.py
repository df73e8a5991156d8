"""Whose levels a page or a paper shows: the choice, how it is named, and how what people say has moved."""

from collections.abc import Mapping
from typing import get_args

from assess.core.board import Comparison
from assess.core.finding import finding
from assess.core.position import Whose
from assess.core.programme import Round
from assess.core.text import counted
from assess.core.voices import ENOUGH_PEOPLE

QUESTION = "Whose view"
CHOICES: Mapping[Whose, str] = {
    "": "What counts",
    "service": "The services' own",
    "people": "People's",
}
ABOUT: Mapping[Whose, str] = {
    "": "",
    "service": "Levels are the services' own, also where both voices agreed on another.",
    "people": (
        "Levels are what people who use the services say, where it may be shown: from "
        f"{ENOUGH_PEOPLE} people on, once answering has ended. A level that was given to other words is left out."
    ),
}


def known(text: str) -> Whose:
    """Return the view of this key, that of what counts if there is none."""
    return next((whose for whose in get_args(Whose) if whose == text), "")


def as_seen(name: str, whose: Whose) -> str:
    """Return the name of what is shown, and whose view it is: `Good Days as people see it`."""
    return {"": name, "service": f"{name} as its services see it", "people": f"{name} as people see it"}[whose]


def took_part(comparison: Comparison) -> str:
    """Say how many services are in both rounds, of how many; of people's levels, at how many they were heard twice."""
    both, every = len(comparison.services), counted(len(comparison.after.services), "service")
    if comparison.whose == "people":
        return f"People were heard in both rounds in {both} of {every}."
    return f"{both} of {every} took part in both rounds."


def people_moved(people: Comparison) -> str:
    """Say how people's levels moved between two rounds, `people` comparing these; "" where they were not heard."""
    found, before = finding(people), people.before.round
    if not people.items:
        heard = people.before.heard_on or people.after.heard_on
        return f"What people say cannot be compared with {before.name}." if heard else ""
    parts = []
    if found.items.n:
        up, down = found.items.up, found.items.down
        parts.append(f"of {counted(found.items.n, 'level')} of items {up or 'none'} rose and {down or 'none'} fell")
    if found.ladder:
        up, down = found.ladder.up, found.ladder.down
        parts.append(f"on the ladder {up or 'none'} of {found.ladder.n} rose and {down or 'none'} fell")
    return f"What people say: {'; '.join(parts)}."


def not_in_round(whose: Whose, round_: Round) -> str:
    """Name the services of which there is no level in a round."""
    return f"People not heard in {round_.name}" if whose == "people" else f"Did not take part in {round_.name}"


def in_round(whose: Whose, round_: Round) -> str:
    """Name the services of which there is a level in a round, as they are ordered."""
    what = "People heard" if whose == "people" else "Took part"
    return f"{what} in {round_.name}, those that slipped first"
