"""How many people say something is shown only where nobody can be worked out; tried on every small population."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, combinations_with_replacement, pairwise, product

import pytest

from assess.core.counts import WHO, Who, saying, who_answered
from assess.core.voices import Rating, heard, unsure

LEVELS = (0, 1, 2)
UNKNOWN = 9  # means “I don't know”; None means a blank


def rating(size: int, answer: int | None) -> Rating:
    level = None if answer == UNKNOWN else answer
    return Rating(None if size == 1 else size, level, dont_know=answer == UNKNOWN)


def said(sizes: Sequence[int], answers: Sequence[int | None]) -> tuple[int | None, int, int, int]:
    """Return everything shown of an item: people's level, their number, how many chose it, how many don't know."""
    ratings = [rating(size, answer) for size, answer in zip(sizes, answers, strict=True)]
    level, people = heard(ratings)
    return level, people, 0 if level is None else saying(ratings, level), unsure(ratings)


def shares(people: int, kinds: int) -> Iterator[tuple[int, ...]]:
    """Yield every split of so many single people into kinds; who is of which kind makes no difference."""
    for cuts in combinations_with_replacement(range(people + 1), kinds - 1):
        yield tuple(end - start for start, end in pairwise((0, *cuts, people)))


@pytest.mark.parametrize(("same", "others", "shown"), [(5, 5, 5), (7, 5, 7), (4, 3, 0), (8, 4, 0), (9, 0, 0)])
def test_how_many_say_a_level_is_said_where_they_and_the_rest_are_five_or_more(
    same: int, others: int, shown: int
) -> None:
    assert saying([Rating(None, 1)] * same + [Rating(None, 3)] * others, 1) == shown


def test_a_group_whose_side_has_few_beside_it_is_not_counted() -> None:
    single = [Rating(None, 1)] * 3 + [Rating(None, 2)] * 6
    assert saying([Rating(6, 1), *single], 1) == 0  # the group knows that three say the same
    assert saying([Rating(6, 1), *[Rating(None, 2)] * 6], 1) == 6
    assert saying([Rating(2, 1), *[Rating(None, 1)] * 6, *[Rating(None, 2)] * 6], 1) == 0


def test_a_group_that_left_the_item_out_counts_in_whether_it_is_said() -> None:
    people = [Rating(None, 1)] * 6 + [Rating(None, 2)] * 6
    assert saying(people, 1) == 6
    assert saying([*people, Rating(2, None)], 1) == 0


@pytest.mark.parametrize("people", [10, 11, 13])
def test_of_many_single_people_no_answer_is_certain_whatever_somebody_knows_of_their_own(people: int) -> None:
    could_say = (*LEVELS, UNKNOWN)
    worlds = defaultdict(list)
    for share in shares(people, len(could_say)):
        answers = [value for value, count in zip(could_say, share, strict=True) for _ in range(count)]
        worlds[said([1] * people, answers)].append(share)
    counted = [found for (_, _, count, _), found in worlds.items() if count]
    assert counted
    for own, found in product(range(len(could_say)), counted):
        others = [tuple(count - (place == own) for place, count in enumerate(share)) for share in found if share[own]]
        # Each of the others could have given one of at least two answers, so none is certain.
        assert not others or len({place for share in others for place, count in enumerate(share) if count}) > 1


@pytest.mark.parametrize(
    "sizes", [(5, 5), (6, 5), (5, 5, 5), (5, 6, 7), (1, 3, 5, 5), *[(1,) * n + (5,) for n in range(5, 8)]]
)
def test_beside_a_group_nothing_is_certain_of_fewer_than_five_heads(sizes: Sequence[int]) -> None:
    worlds = defaultdict(list)
    for answers in product((0, 2, UNKNOWN), repeat=len(sizes)):
        worlds[said(sizes, answers)].append(answers)
    for found in (found for (_, _, count, _), found in worlds.items() if count):
        for own in range(-1, len(sizes)):
            for value in {answers[own] for answers in found} if own >= 0 else {None}:
                seen = [answers for answers in found if own < 0 or answers[own] == value]
                certain = [
                    sizes[at] for at in range(len(sizes)) if at != own and len({answers[at] for answers in seen}) == 1
                ]
                assert not certain or sum(certain) >= 5, (sizes, certain)


def by_who(counts: Mapping[Who, int]) -> dict[Who, list[Rating]]:
    return {who: [Rating(None, None)] * count for who, count in counts.items()}


def people(*counts: int) -> dict[Who, int]:
    """Return what is shown for so many who use the service, care, used it before, are others, and do not say."""
    *said_so, unsaid = counts
    return who_answered(by_who(dict(zip(WHO, said_so, strict=True))), [Rating(None, None)] * unsaid)


def test_a_number_and_the_rest_are_five_people_or_more() -> None:
    assert people(5, 5, 0, 0, 0) == {"use": 5, "care": 5}
    assert people(7, 0, 0, 0, 5) == {"use": 7}
    assert people(7, 0, 0, 0, 4) == {}
    assert people(9, 0, 0, 0, 0) == {}
    assert people(0, 0, 0, 0, 20) == {}


def test_what_is_left_beside_all_numbers_is_never_a_few() -> None:
    # Seven and six alone would reveal that two are neither; so the six are hidden as well.
    assert people(7, 6, 2, 0, 0) == {"use": 7}
    assert people(7, 6, 2, 0, 3) == {"use": 7, "care": 6}
    assert people(5, 5, 5, 5, 1) == {"use": 5, "care": 5, "before": 5}


@pytest.mark.parametrize("total", range(5, 17))
def test_no_number_that_is_not_shown_can_be_worked_out_to_be_a_few(total: int) -> None:
    worlds = defaultdict(list)
    for share in shares(total, len(WHO) + 1):
        worlds[tuple(people(*share).items())].append(share)
    for shown, found in worlds.items():
        hidden = [place for place in range(len(WHO) + 1) if place == len(WHO) or WHO[place] not in dict(shown)]
        for count in range(1, len(hidden) + 1):
            for places in combinations(hidden, count):
                sums = {sum(share[place] for place in places) for share in found}
                assert len(sums) > 1 or not 0 < min(sums) < 5, (total, shown, places)


GROUPED = [(6, 6), (6, 1, 1, 1, 1, 1), (6, 1, 1, 1, 1), (2, *[1] * 8), (5, 5, 5), (5, 5, *[1] * 5), (6, 5, 5, 7)]


@pytest.mark.parametrize("sizes", GROUPED)
def test_a_group_learns_nothing_of_fewer_than_five_others(sizes: Sequence[int]) -> None:
    kinds = ("use", "care", None)
    worlds = defaultdict(list)
    for chosen in product(kinds, repeat=len(sizes)):
        responses = [(Rating(None if size == 1 else size, None), who) for size, who in zip(sizes, chosen, strict=True)]
        each: dict[Who, list[Rating]] = {who: [said for said, kind in responses if kind == who] for who in WHO}
        shown = who_answered(each, [said for said, kind in responses if kind is None])
        if shown:
            worlds[tuple(shown.items())].append(chosen)
    for found in worlds.values():
        for own in range(-1, len(sizes)):
            for value in {chosen[own] for chosen in found} if own >= 0 else {None}:
                seen = [chosen for chosen in found if own < 0 or chosen[own] == value]
                certain = [
                    sizes[at] for at in range(len(sizes)) if at != own and len({chosen[at] for chosen in seen}) == 1
                ]
                assert not certain or sum(certain) >= 5, (sizes, certain)
