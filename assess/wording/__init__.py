"""Findings in sentences that somebody could read out at a meeting; a module for each subject."""

from assess.wording import (
    actions,
    asides,
    asks,
    board,
    compare,
    gaps,
    guide,
    paper,
    peers,
    people,
    portfolio,
    privacy,
    result,
    rounds,
    signs,
    voices,
)

__all__ = [
    "actions",
    "asides",
    "asks",
    "board",
    "compare",
    "gaps",
    "guide",
    "paper",
    "peers",
    "people",
    "portfolio",
    "privacy",
    "result",
    "rounds",
    "signs",
    "voices",
]
