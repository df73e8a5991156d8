"""What a service tells others of how it climbed, and which role there can be asked."""

from dataclasses import dataclass

from assess.core.errors import InputError
from assess.core.text import NAME_LIMIT, checked

HOW_LIMIT = 1_000
_FEWEST_DIGITS = 7  # digits that make a telephone number; fewer may be a year or a ward in the name of a role


@dataclass(frozen=True, slots=True)
class Learned:
    """How a service climbed, in its own words, and a role to ask; each is "" if blank."""

    how: str = ""
    contact: str = ""


NOTHING = Learned()


def checked_learned(learned: Learned) -> Learned:
    """Return the texts as they are stored; an InputError for one that is too long, or a contact that is no role.

    A role outlives a person. That a name stands in its place cannot be known; an address or a telephone number can.
    """
    how = checked(learned.how, "How you climbed", limit=HOW_LIMIT, lines=True)
    contact = " ".join(checked(learned.contact, "Whom to ask", limit=NAME_LIMIT).split())
    if "@" in contact or "://" in contact or sum(map(str.isdigit, contact)) >= _FEWEST_DIGITS:
        raise InputError("Say which role can be asked, such as team manager: no name, address or telephone number.")
    if contact and not how:
        raise InputError("Say how you climbed as well: with a role alone nobody knows what to ask.")
    return Learned(how, contact)
