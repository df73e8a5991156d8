"""Frameworks that a service sets aside permanently: it is not asked them, and no count includes them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from assess.core.framework import Framework
from assess.core.programme import Round


class Aside(NamedTuple):
    """An act by which a service sets a framework aside, or asks it again (`aside` is False); `at` is in UTC."""

    number: int
    service: str
    framework: str
    aside: bool
    at: datetime


class Span(NamedTuple):
    """The time for which a framework was set aside; `end` is None while it is."""

    framework: str
    start: datetime
    end: datetime | None


def spans(acts: Iterable[Aside]) -> list[Span]:
    """Return the times for which one service has set frameworks aside, ordered by their start."""
    found: list[Span] = []
    begun: dict[str, int] = {}
    for act in sorted(acts):
        if act.aside:
            begun[act.framework] = len(found)
            found.append(Span(act.framework, act.at, None))
        else:
            place = begun.pop(act.framework)
            found[place] = found[place]._replace(end=act.at)
    return found


def set_aside(acts: Iterable[Aside], round_: Round | None = None) -> dict[str, datetime]:
    """Return the frameworks that one service has set aside by key, each with the moment.

    For a round the last act before its close counts, so an earlier round keeps what it asked. Without one all count.
    """
    newest: dict[str, Aside] = {}
    for act in sorted(acts):
        if round_ is None or round_.counts(act.at):
            newest[act.framework] = act
    return {key: act.at for key, act in newest.items() if act.aside}


def asked(frameworks: Sequence[Framework], acts: Iterable[Aside], round_: Round) -> tuple[Framework, ...]:
    """Return those of a round's frameworks that one service is asked."""
    aside = set_aside(acts, round_)
    return tuple(framework for framework in frameworks if framework.key not in aside)
