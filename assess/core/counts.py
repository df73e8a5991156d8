"""How many people said something: a number that is shown only where nobody's own answer can be worked out from it.

A number and the rest each stand for five people or more, as a level does: see `voices.shown`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

from assess.core.voices import Rating, may_be_divided, shown

Who = Literal["use", "care", "before", "other"]
WHO: tuple[Who, ...] = get_args(Who)


def saying(ratings: Sequence[Rating], level: int) -> int:
    """Return how many of the people who rated an item gave this level, 0 if that may not be shown.

    `ratings` must include those who left the item out. The number is shown only beside a level that stands for
    everybody who has one.
    """
    rated = [rating for rating in ratings if rating.level is not None]
    same = [rating for rating in rated if rating.level == level]
    others = [rating for rating in rated if rating.level != level]
    divides = may_be_divided([rating for rating in ratings if rating.heads])
    return _heads(same) if divides and all(map(_is_whole, (rated, same, others))) else 0


def who_answered(said: Mapping[Who, Sequence[Rating]], unsaid: Sequence[Rating]) -> dict[Who, int]:
    """Return how many people use the service, care for somebody and so on, without those that may not be shown.

    `said` has the responses by what they say they are, and `unsaid` those that did not say; their levels are not
    looked at. What is left beside the numbers shown is five people or more, or nobody.
    """
    by_who = {who: _level_out(said.get(who, ())) for who in WHO}
    rest = _level_out(unsaid)
    everybody = [*rest, *(rating for ratings in by_who.values() for rating in ratings)]
    if not may_be_divided([rating for rating in everybody if rating.heads]):
        return {}
    seen = [who for who in WHO if _is_whole(by_who[who]) and _is_whole(_others(by_who, [who], rest))]
    while seen and _others(by_who, seen, rest) and not _is_whole(_others(by_who, seen, rest)):
        # The smallest number is hidden together with those that may not be shown.
        seen.remove(min(reversed(seen), key=lambda who: _heads(by_who[who])))
    return {who: _heads(by_who[who]) for who in seen}


def _others(by_who: Mapping[Who, Sequence[Rating]], but: Sequence[Who], rest: Sequence[Rating]) -> list[Rating]:
    return [*rest, *(rating for who, ratings in by_who.items() if who not in but for rating in ratings)]


def _level_out(ratings: Iterable[Rating]) -> list[Rating]:
    # Which ratings are shown depends on the sizes of the responses alone, so all get the same level.
    return [rating._replace(level=0) for rating in ratings]


def _heads(ratings: Iterable[Rating]) -> int:
    return sum(rating.heads for rating in ratings)


def _is_whole(ratings: Sequence[Rating]) -> bool:
    """Say whether all of these responses may be shown together."""
    return bool(ratings) and shown(ratings) == list(ratings)
