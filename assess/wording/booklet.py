"""What the booklet says in which people answer on paper: the rules in short words, and where it is handed in."""

from datetime import date

from assess.core.dates import day
from assess.core.text import counted
from assess.core.voices import ENOUGH_PEOPLE

TICK = "Tick one box."
WHO = "Who is answering? Tick one box."
WHO_CHOICES = ("Just me", "Me, and somebody helps me", "We are a group of ______ people")
DONT_KNOW, DONT_KNOW_MARK = "I don’t know", "D"
MORE = "Want to say more? Staff will read it. Use no names."
_WORDS = "They read your own words as you wrote them."
RULES = (
    "Do not write your name.",
    "You can leave a question out. No answer is wrong.",
    "You can stop. What you have ticked still counts.",
    "Somebody can help you. They tick what you say.",
    "Somebody at the service types in your answers and sees them.",
    f"All others see what you say together, from {ENOUGH_PEOPLE} people on. {_WORDS}",
)
ONLINE = "Or answer on a phone or a computer:"
NO_SHEET = "Then nobody at the service sees your sheet."


def title(service: str) -> str:
    """Return what the booklet asks."""
    return f"What is {service} like for you?"


def questions(number: int) -> str:
    """Say how many questions there are, and how they are answered."""
    return f"There {'is' if number == 1 else 'are'} {counted(number, 'question')}. Tick one box for each."


def label(number: int, of: int) -> str:
    """Return which question this is."""
    return f"Question {number} of {of}"


def hand_in(where: str) -> str:
    """Return where the booklet is handed in; `where` is "" if nobody has said."""
    return f"Hand it in: {where}" if where else "Hand it to the person who gave it to you."


def says(where: str) -> str:
    """Say what the booklet says of where it is handed in."""
    return f"The booklet says now: “{hand_in(where)}”."


def last_day(last: date) -> str:
    """Return until when it can be handed in."""
    return f"By {day(last)}. It may end sooner."


def code(code: str) -> str:
    """Return the short code by which the answers are typed in."""
    return f"Code: {code}"


def online(address: str) -> str:
    """Return the URL at which the questions can be answered online, as people type it."""
    return address.removeprefix("https://")


def foot(where: str, last: date, code: str) -> str:
    """Return the foot of each page: where and by when it is handed in, and its code."""
    # The code is copied from the sheet, so it must not break across lines.
    together = f"Code {code}".replace(" ", "\N{NO-BREAK SPACE}")
    return f"Hand in{f': {where},' if where else ''} by {day(last)}. {together}"
