"""Answers on paper, typed in by the service: what is said before, while and after."""

from collections.abc import Iterable

from assess.core.dates import day
from assess.core.framework import Framework
from assess.core.paper import DAYS, last_day
from assess.core.programme import Round, Service
from assess.core.text import counted

CLOSING_ENDS_IT = "Sheets of paper are still being typed in. Closing for good ends that too: type in all of them first."
ALL_IN = "Every sheet that was handed in is typed in."


def whose(service: Service, round_: Round) -> str:
    """Say whose sheets they are, how they are counted, and what the person who types is asked to do."""
    return (
        f"{service.name}, {round_.name}: counted as typed in by the service. One sheet is one person, or one group. "
        "You see these answers: tell nobody, and destroy the sheet afterwards."
    )


def own_first(service: Service, round_: Round) -> str:
    """Say that the service rates itself first, and why."""
    return (
        f"{service.name} has not submitted its own answers in {round_.name}. Typing in a sheet shows what people "
        "say, so the service says first how it sees itself."
    )


def from_now(round_: Round) -> str:
    """Say until when paper answers can be typed in, to a service that has submitted its own."""
    return (
        f"Paper answers can be typed in from now until {day(last_day(round_))}, {DAYS} days after the close. Begin by "
        f"{day(round_.closes)}."
    )


def before(round_: Round) -> str:
    """Say what it means to begin to type in."""
    return f"""
- **You see what one person said.** Tell nobody, and destroy the sheet when it is typed in.
- **A sheet counts like an answer on a phone**, and the result says how many were typed in by the service.
- **Begin while people can answer.** You can then type in sheets until {day(last_day(round_))}, {DAYS} days after the
  last day of the round, or until you say that all are in. If answering is closed for good sooner, typing ends with it.
- **Until then nothing that people said is shown**, of sheets or of phones.
- **If you change a level of your own from now on**, it is marked wherever it stands beside people's.
"""


def keys(frameworks: Iterable[Framework]) -> str:
    """Return which number keys there are: those of each scale, from the lowest to the highest."""
    return ", ".join(dict.fromkeys(f"{each.lowest}–{each.highest}" for each in frameworks))


def when_all_are_in(round_: Round, *, is_open: bool) -> str:
    """Say what happens when all sheets are in."""
    if is_open:
        return f"What people said is shown when answering has ended, on {day(round_.closes)} or sooner, and all are in."
    return (
        "Then what people said is shown at once, and no sheet can be added. Without that it is shown after "
        f"{day(last_day(round_))}."
    )


def all_in(kept: int, round_: Round, *, is_open: bool) -> str:
    """Say that all sheets are in and how many, and whether more can be typed in."""
    sheets = f"All sheets are in: {counted(kept, 'sheet')}."
    if is_open:
        return f"{sheets} If another one is handed in by {day(round_.closes)}, type it in too."
    return f"{sheets} No more can be typed in."


def over(round_: Round) -> str:
    """Say that nothing can be typed in any more."""
    return f"Answering in {round_.name} has ended, and typing in with it. What was typed in counts."
