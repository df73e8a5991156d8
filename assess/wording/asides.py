"""What a service has set aside for good, in sentences."""

from collections.abc import Iterable
from datetime import datetime

from assess.core.dates import day
from assess.core.framework import Framework


def offer(framework: Framework) -> str:
    """Say why a framework may be set aside, and what that does."""
    return (
        f"{framework.title}: {_lower(framework.set_aside or '')} If that is not what you do, set it aside: you are not "
        "asked it again, and nothing counts it as missing. Rounds that have closed keep what they have."
    )


def stands(framework: Framework, at: datetime) -> str:
    """Say since when a framework is set aside."""
    return f"{framework.title}: set aside on {day(at)}. From then on it is neither asked nor counted."


def done(framework: Framework, *, aside: bool) -> str:
    """Confirm that a framework was just set aside, or is asked again."""
    return f"{framework.title}: {'set aside' if aside else 'asked again'}."


def in_round(aside: Iterable[tuple[Framework, datetime]]) -> list[str]:
    """Say of each framework of a round that it was set aside, and when."""
    return [f"{framework.title}: set aside on {day(at)}, so it is not counted." for framework, at in aside]


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
