"""Sizes that several charts share, and texts broken to fit them."""

from textwrap import wrap

WORDS, LINE = 15, 20  # pixels: the font size and the line height


def wrapped(text: str, length: int) -> list[str]:
    """Break a text into as few lines as it needs, as even as they can be."""
    fewest = len(wrap(text, length, break_on_hyphens=False))
    word = min(max(map(len, text.split())), length)
    evens = (wrap(text, even, break_on_hyphens=False) for even in range(word, length + 1))
    return next(lines for lines in evens if len(lines) == fewest)
