"""What stands on a service's result on one page, and on its slide, alone: the place, what was agreed, and the basis."""

from collections.abc import Iterable, Sequence
from datetime import date

from assess.core.actions import Action
from assess.core.dates import day, short_day
from assess.core.framework import Framework, Item
from assess.core.names import shortened
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.text import counted, listed
from assess.core.voices import ENOUGH_PEOPLE

NAME = 50  # characters of a name at the foot
PEOPLE_WROTE, SERVICE_WROTE = "What people said", "What staff said"
AGREED, NOTHING_AGREED = "What was agreed and promised", "Nothing was agreed or promised yet."
NEXT, HIGHEST = "What to do next", "Nothing that is rated can rise further."
TRUST = "How far this can be trusted"
TAKE_AWAY, ALTERNATIVE = "Paper and slide", "Show what the slide says, to copy"
VOICES = "● service, ◆ people"
MIDDLE = (
    f"People's level is the middle one of their answers, shown from {ENOUGH_PEOPLE} answers on. A level is a place, "
    "not a score: levels are never averaged."
)
COUNTS = "“Counts” is the level that counts: the agreed one where both voices agreed, else the service's own."


def place(service: Service, round_: Round, *, is_first: bool) -> str:
    """Say whose result it is, and of which round: `Harbour Care · care home, Westmere · Autumn 2026, first round`."""
    first = ", first round" if is_first else ""
    return f"{service.organisation} · {service.kind}, {service.area} · {round_.name}{first}"


def footer(service: Service, round_: Round, today: date) -> str:
    """Return the foot of the page: whose result, of which round, and as at which day."""
    of = f"{shortened(service.name, NAME)}, {shortened(round_.name, NAME // 2)}"
    return f"{of}. As at {day(today)}. Made with Rung by Rung."


def differences(sentences: Sequence[str], longest: int) -> str:
    """Say how the round differs from the one before in more than its ratings, or in how many ways if that is long."""
    text = " ".join(sentences)
    if len(text) <= longest:
        return text
    return f"The round before differs in {counted(len(sentences), 'way')}, which the page names."


def counts(level: int | None, *, is_agreed: bool) -> str:
    """Return the level that counts, and that it was agreed: `2 agreed`; a dash where it is unknown."""
    return "–" if level is None else f"{level} agreed" if is_agreed else str(level)


def levels(frameworks: Iterable[Framework]) -> str:
    """Say what the numbers of levels mean, once for each scale."""
    scales = dict.fromkeys(
        ", ".join(f"{level.value} {level.label}" for level in framework.levels) for framework in frameworks
    )
    return "; ".join(scales)


def left_out(shown: int, of: int) -> str:
    """Say that there are more items than there is room for; "" when all are shown."""
    return f"{shown} of {counted(of, 'item')} are here; the page has all." if of > shown else ""


def agreed_heading(framework: Framework, item: Item, level: int) -> str:
    """Name an item and the level that both voices agreed on: `Inclusive: agreed on 2 Developing`."""
    return f"{item.title}: agreed on {framework.named(level)}"


def agreed_from(framework: Framework, position: Position) -> str:
    """Say what each voice had said before they agreed; what may not be shown of people is left out."""
    said = (("the service", position.service_level), ("people", position.people_level))
    parts = [f"{who} had said {framework.named(level)}" for who, level in said if level in framework.values]
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else "Neither had said a level that is shown."


def led_by(action: Action, today: date) -> str:
    """Say who leads an action, and until when: `Manager, by 8 Jan 2027`."""
    who = " with ".join(filter(None, (action.owner, action.co_owner))) or "nobody yet"
    when = "done" if action.state == "done" else f"by {short_day(action.due)}"
    return f"{who}, {when}{', overdue' if action.is_overdue(today) else ''}"


def more(shown: int, of: int, what: str) -> str:
    """Say that a list goes on: `2 of 9 notes; the page has all.`; "" when it does not."""
    return f"{shown} of {counted(of, what)}; the page has all." if of > shown else ""


def credited(frameworks: Sequence[Framework]) -> str:
    """Name the frameworks and where each comes from."""
    return f"Frameworks: {listed([framework.title for framework in frameworks], len(frameworks))}."


def item_alternative(title: str, level: str, voices: str) -> str:
    """Say one row of the items in words: `Holistic 2, people 1 lower`."""
    return ", ".join(filter(None, (f"{title} {level}", voices)))
