"""Findings in sentences that somebody could read out at a meeting; a module for each subject."""

from assess.wording import actions, board, compare, gaps, guide, peers, people, portfolio, result, rounds, signs, voices

__all__ = [
    "actions",
    "board",
    "compare",
    "gaps",
    "guide",
    "peers",
    "people",
    "portfolio",
    "result",
    "rounds",
    "signs",
    "voices",
]
