"""Whether anybody's answer can be worked out from what is shown, tried on every small population."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, product

import pytest

from assess.core.voices import Rating, heard, lower_median, shown

SIZES = (1, 2, 3, 4, 5, 6)  # a size of 1 is one person, not a group
LEVELS = (0, 1, 2)
MOST = 5  # responses

Levels = tuple[int, ...]


def ratings_of(sizes: Sequence[int], levels: Levels) -> list[Rating]:
    return [Rating(None if size == 1 else size, level) for size, level in zip(sizes, levels, strict=True)]


def worlds_by_output(sizes: Sequence[int]) -> dict[tuple[int | None, int], list[Levels]]:
    """Return all answers that these responses could have given, by what is shown of them."""
    worlds = defaultdict(list)
    for levels in product(LEVELS, repeat=len(sizes)):
        worlds[heard(ratings_of(sizes, levels))].append(levels)
    return worlds


def certain(worlds: Sequence[Levels], but: int) -> list[int]:
    """Return the responses that have the same level in all of these worlds, without the one that looks."""
    return [at for at in range(len(worlds[0])) if at != but and len({levels[at] for levels in worlds}) == 1]


def what_each_learns(sizes: Sequence[int]) -> Iterator[list[int]]:
    """Yield the sizes of the responses whose levels are certain, to a stranger and to each who answered.

    They know who answered, in which groups, and their own answer.
    """
    for worlds in worlds_by_output(sizes).values():
        yield [sizes[at] for at in certain(worlds, -1)]
        for own in range(len(sizes)):
            for level in LEVELS:
                if seen := [levels for levels in worlds if levels[own] == level]:
                    yield [sizes[at] for at in certain(seen, own)]


@pytest.mark.parametrize("many", range(1, MOST + 1))
def test_of_others_answers_none_is_certain_or_together_they_are_five_heads(many: int) -> None:
    for sizes in combinations_with_replacement(SIZES, many):
        for learned in what_each_learns(sizes):
            assert not learned or sum(learned) >= 5, (sizes, learned)


def test_six_single_people_say_nothing_certain_of_anybody() -> None:
    for many in (5, 6, 7):
        assert not any(what_each_learns((1,) * many))


def test_the_rule_before_this_one_is_found_out() -> None:
    """Groups at once, and single people from five: a group of two is read off, so this test can fail."""

    def at_once(ratings: Sequence[Rating]) -> int:
        return lower_median([rating.level for rating in ratings if rating.level is not None])

    two_more = {at_once(ratings_of((5, 2, 2), (1, first, second))) for first, second in ((0, 0), (0, 2), (2, 2))}
    assert two_more == {0, 1, 2}
    assert {heard(ratings_of((5, 2, 2), (1, *levels))) for levels in product(LEVELS, repeat=2)} == {(1, 5)}


@pytest.mark.parametrize("few", [(1,), (1, 1), (2, 2), (1, 3), (4,)])
def test_few_beside_a_large_group_change_nothing_whatever_they_say(few: tuple[int, ...]) -> None:
    for levels in product(LEVELS, repeat=len(few)):
        assert heard(ratings_of((9, *few), (1, *levels))) == heard([Rating(9, 1)])
        assert shown(ratings_of((9, *few), (1, *levels))) == [Rating(9, 1)]
