"""Links to read: what they open, for how long, and how they stand."""

from collections.abc import Mapping
from datetime import date

from assess.core.dates import day, minute
from assess.core.links import Link, Shared
from assess.core.text import counted

ABOUT = (
    "Everybody who has the link can read this without an account. They see what you may see yourself on that day, "
    "change nothing and open nothing else."
)
WORDS = "With the words that people and staff wrote"
WITHOUT = "Without this, levels and numbers are shown, and nothing that somebody typed: no notes, reasons or promises."
HERE = "Rung by Rung runs on this computer, so the link opens on this computer only."
ONCE = "Copy it now: it is not shown again, and nobody can look it up."
WITHOUT_WORDS = "The words that people and staff wrote are not in this link."
NOBODY = "No link was made yet. A result and a comparison of rounds have a button “Share”."


def title(opening: int) -> str:
    """Return how many links to read are open as the heading of their page."""
    if not opening:
        return "No link is open"
    return f"{counted(opening, 'link')} to read {'is' if opening == 1 else 'are'} open"


def days(number: int) -> str:
    """Return for how long a link holds: `30 days`, `1 year`."""
    return "1 year" if number == 365 else counted(number, "day")


def made(until: date) -> str:
    """Confirm that a link is made, with its last day."""
    return f"The link is made. It opens until {day(until)}."


def foot(link: Link) -> str:
    """Say to the reader of a link how long it opens, and what is not in it."""
    words = "" if link.shared.words else f" {WITHOUT_WORDS}"
    return f"You are reading this by a link. It opens until {day(link.until)}, and it opens nothing else.{words}"


def opens(shared: Shared, names: Mapping[str, str]) -> str:
    """Say what a link opens; `names` are those of services, programmes and rounds by key."""
    about, last = (names.get(key, key) for key in (shared.about, shared.round))
    part = ", ".join(filter(None, (about, shared.kind, shared.area)))
    earlier = names.get(shared.earlier, shared.earlier)
    whole = {
        "result": f"Result of {about}, {last}",
        "compare": f"{part}: {earlier} and {last} compared",
        "paper": f"The board's paper on {part}: {earlier} and {last}",
    }[shared.page]
    return f"{whole}, {'with words' if shared.words else 'without words'}"


def state(link: Link, today: date) -> str:
    """Say until when a link opens, or since when it does not."""
    if link.revoked is not None:
        return f"Ended on {day(link.revoked)}, before its last day."
    return f"It opens until {day(link.until)}." if link.is_open(today) else f"Its last day was {day(link.until)}."


def opened(link: Link) -> str:
    """Say when a link was last opened, and on how many days."""
    if link.last_opened is None:
        return "Nobody has opened it yet."
    return f"It was opened on {counted(link.days_opened, 'day')}, last on {day(link.last_opened)}."


def stands(link: Link, people: Mapping[str, str], today: date) -> str:
    """Say who made a link and when, until when it opens, and how often it was opened; `people` are names by token."""
    by = people.get(link.principal, link.principal)
    return f"Made by {by} on {minute(link.made)}. {state(link, today)} {opened(link)}"
