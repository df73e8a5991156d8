"""How a service climbed, in its own words, for those who may learn from it."""

HEADING = "How we climbed"
HOW = "What we did, in a few sentences"
CONTACT = "Whom to ask: a role, such as team manager, and not a name"
WHO_READS = (
    "Boards and commissioners read this beside your service's name, under “Who could learn from whom” in the "
    "portfolio. They no longer see it once you have cleared the tick above."
)


def ask(contact: str) -> str:
    """Say which role can be asked."""
    return f"Ask the {contact[:1].lower()}{contact[1:]}." if contact[1:2].islower() else f"Ask: {contact}."
