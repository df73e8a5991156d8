"""Sizes that several charts share, and texts broken to fit them."""

from textwrap import wrap

# Sizes are in pixels, lengths in characters. All is laid out for the plot that a phone 320 pixels wide leaves.
NARROWEST, WIDE = 282, 480  # from WIDE on a title has the second of its two lengths
TITLE, WORDS, LETTER, LINE, GAP = 16, 15, 8, 20, 16
TITLE_LENGTHS, NAME_LENGTHS = (34, 60), (14, 44)
LABEL_LENGTH, END_LENGTH = 34, 18
EDGE = 18  # from the plot's edge to the first and last level, so that a mark there is whole
CELL = 26  # the height of a cell or of a bar that lies on its side


def wrapped(text: str, length: int) -> list[str]:
    """Break a text into as few lines as it needs, as even as they can be."""
    fewest = len(wrap(text, length, break_on_hyphens=False))
    word = min(max(map(len, text.split())), length)
    evens = (wrap(text, even, break_on_hyphens=False) for even in range(word, length + 1))
    return next(lines for lines in evens if len(lines) == fewest)
