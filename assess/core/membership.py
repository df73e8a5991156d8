"""Which programme a service was in at a moment, from its moves: a round keeps the services that were in it then."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from assess.core.programme import Round


class Move(NamedTuple):
    """A service leaves one programme for another at a moment (UTC); "" stands for none: it is retired then."""

    number: int
    service: str
    before: str
    after: str
    at: datetime


def programme_at(moves: Sequence[Move], moment: datetime) -> str:
    """Return the key of the programme that a service was in, "" for none; `moves` are all of its moves in order."""
    until = [move for move in moves if move.at <= moment]
    return until[-1].after if until else moves[0].before


def is_member(moves: Sequence[Move], round_: Round) -> bool:
    """Say whether a service was in a round's programme at the round's close, or is in it now while the round is open.

    Without moves it is: then its programme alone says in which rounds it is.
    """
    return not moves or programme_at(moves, round_.until) == round_.programme


def is_retired(moves: Sequence[Move]) -> bool:
    """Say whether a service is in no programme now."""
    return bool(moves) and not moves[-1].after
