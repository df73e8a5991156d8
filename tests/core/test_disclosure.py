"""Whether anybody's answer can be worked out from what is shown, tried on every small population."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from itertools import combinations_with_replacement, pairwise, product

import pytest

from assess.core.answers import Answer
from assess.core.board import compare
from assess.core.counts import saying
from assess.core.movement import service_rows
from assess.core.position import Position, Whose
from assess.core.programme import Round, Service
from assess.core.progress import columns
from assess.core.taken import Taken
from assess.core.voices import Counting, Rating, Said, heard, lower_median, positions, shown, unsure, words
from shipped import CATALOGUE

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
    """Return the responses that have the same level in all of these worlds, without that of the viewer."""
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


UNKNOWN = 9  # means “I don't know” in an answer; None means a blank
Answers = tuple[int | None, ...]
Output = tuple[int | None, int, int]  # people's level, how many it stands for, and how many don't know


def answers_of(sizes: Sequence[int], answers: Sequence[int | None]) -> list[Rating]:
    return [
        Rating(None if size == 1 else size, None if answer == UNKNOWN else answer, dont_know=answer == UNKNOWN)
        for size, answer in zip(sizes, answers, strict=True)
    ]


def told(sizes: Sequence[int], answers: Sequence[int | None]) -> Output:
    ratings = answers_of(sizes, answers)
    return *heard(ratings), unsure(ratings)


def divided(sizes: Sequence[int], values: Sequence[int | None]) -> Iterator[list[Answers]]:
    """Yield all answers that lead to each output that includes the number of don't-knows."""
    worlds = defaultdict(list)
    for answers in product(values, repeat=len(sizes)):
        worlds[told(sizes, answers)].append(answers)
    yield from (found for (_, _, unknown), found in worlds.items() if unknown)


def learned_where_divided(sizes: Sequence[int], values: Sequence[int | None]) -> Iterator[list[int]]:
    """Yield the sizes of the responses of which somebody can be certain: their level, or whether they don't know."""
    for worlds in divided(sizes, values):
        for own in range(-1, len(sizes)):
            for value in {answers[own] for answers in worlds} if own >= 0 else {None}:
                seen = [answers for answers in worlds if own < 0 or answers[own] == value]
                others = [at for at in range(len(sizes)) if at != own]
                known = {at: {answers[at] for answers in seen} for at in others}
                unsure_or_not = {at: {answer == UNKNOWN for answer in known[at]} for at in others}
                for could in (known, unsure_or_not):
                    yield [sizes[at] for at in others if len(could[at]) == 1]


@pytest.mark.parametrize("group", [5, 6, 9])
def test_five_single_people_beside_a_group_do_not_learn_of_each_other(group: int) -> None:
    """Otherwise each of them would know that the other four don't know, or the level of these four."""
    sizes = (group, *[1] * 5)
    assert told(sizes, (2, *[UNKNOWN] * 5)) == (2, group, 0)
    assert told(sizes, (UNKNOWN, *[2] * 5)) == (2, 5, 0)
    assert saying(answers_of(sizes, (2, *[0] * 5)), 0) == 0
    # A sixth who left the item out could be any of them.
    assert told((*sizes, 1), (2, *[UNKNOWN] * 5, None)) == (2, group, 5)


@pytest.mark.parametrize("sizes", [(1,) * 5, (1,) * 6, (1,) * 7, (5, 5, 1), (6,) + (1,) * 5])
def test_notes_tell_of_no_few_whether_they_know(sizes: Sequence[int]) -> None:
    """Everybody who answered recognises their own note, and knows how many finished."""
    said = [(2, ""), (2, "note"), (UNKNOWN, "note"), (None, "")]
    could_say = [
        [answers_of([size], [answer])[0]._replace(note=note and f"note {at}") for answer, note in said]
        for at, size in enumerate(sizes)
    ]
    worlds = defaultdict(list)
    for ratings in product(*could_say):
        notes = words(ratings)
        told_to_all = (len(notes), heard(ratings), unsure(ratings))
        for own in range(-1, len(sizes)):
            is_mine_shown = own >= 0 and f"note {own}" in notes
            mine = ratings[own] if own >= 0 else None
            # It is not said who wrote the other notes.
            worlds[own, mine, is_mine_shown, told_to_all].append(ratings)
    for (own, *_), could in worlds.items():
        others = [at for at in range(len(sizes)) if at != own]
        certain = [at for at in others if all(ratings[at].dont_know for ratings in could)]
        assert not certain or sum(sizes[at] for at in certain) >= 5, could[:3]


@pytest.mark.parametrize("many", range(2, MOST))
def test_of_those_who_know_and_those_who_dont_none_is_certain_or_together_they_are_five_heads(many: int) -> None:
    for sizes in combinations_with_replacement((1, 3, 5, 6, 7), many):
        for learned in learned_where_divided(sizes, (0, 2, UNKNOWN, None)):
            assert not learned or sum(learned) >= 5, (sizes, learned)


@pytest.mark.parametrize("sizes", [(1, 1, 3, 5, 5), (1,) * 5 + (5,), (1,) * 6 + (5,), (1,) * 5 + (5, 5)])
def test_of_single_people_beside_a_group_none_is_certain_or_together_they_are_five_heads(sizes: Sequence[int]) -> None:
    for learned in learned_where_divided(sizes, (0, 2, UNKNOWN)):
        assert not learned or sum(learned) >= 5, (sizes, learned)


def test_how_many_dont_know_is_said_from_five_on_both_sides() -> None:
    for known, unknown in product(range(12), repeat=2):
        answers = [2] * known + [UNKNOWN] * unknown
        expected = unknown if known >= 5 and unknown >= 5 else 0
        assert unsure(answers_of([1] * len(answers), answers)) == expected


@pytest.mark.parametrize("sizes", [(5, 5, 1, 4), (5, 5, 5, 1), (5, 5, 1, 1, 3)])
def test_two_figures_that_would_tell_on_which_side_a_group_is_are_not_said(sizes: Sequence[int]) -> None:
    """The rule for levels alone would show them: the four beside five and one could be on one side only."""
    answers = [2, UNKNOWN, *[2] * (len(sizes) - 2)]
    assert told(sizes, answers) == (2, sum(sizes) - 5, 0)


def test_a_group_that_left_the_item_out_counts_in_whether_it_is_said() -> None:
    """Otherwise the number would reveal that a group of two had left the item out."""
    people = [2] * 6 + [UNKNOWN] * 6
    assert told([1] * 12, people) == (2, 6, 6)
    assert told([1] * 12 + [2], [*people, None]) == (2, 6, 0)


def test_groups_alone_are_told_apart_only_as_groups() -> None:
    assert told([8, 5], [3, UNKNOWN]) == (3, 8, 5)
    # An imported note beside a level does not count as another person.
    assert unsure([*answers_of([8, 5], [3, UNKNOWN]), Rating(0, None, "Further words")]) == 5


COULD_SAY = (0, 2, UNKNOWN, None)


def shares(people: int) -> Iterator[tuple[int, ...]]:
    """Yield every split of so many single people by what they said; who said what makes no difference."""
    for cuts in combinations_with_replacement(range(people + 1), len(COULD_SAY) - 1):
        yield tuple(end - start for start, end in pairwise((0, *cuts, people)))


@pytest.mark.parametrize("people", [10, 12])
def test_of_many_single_people_none_is_certain_whatever_somebody_knows_of_their_own(people: int) -> None:
    worlds = defaultdict(list)
    for share in shares(people):
        said = [value for value, count in zip(COULD_SAY, share, strict=True) for _ in range(count)]
        worlds[told([1] * people, said)].append(share)
    told_apart = [found for (_, _, unknown), found in worlds.items() if unknown]
    assert told_apart
    for own, found in product(range(len(COULD_SAY)), told_apart):
        others = [tuple(count - (place == own) for place, count in enumerate(share)) for share in found if share[own]]
        could = {COULD_SAY[place] for share in others for place, count in enumerate(share) if count}
        # For no person is the answer the same in every possible world, nor the side of the question.
        assert not others or {value == UNKNOWN for value in could} == {True, False}


# Two rounds: nobody's answer in either follows from what is shown of both.
ONE = Service("a", "Service a", "Org", "home care", "North", "one")
ROUND_A = Round("spring", "one", "Spring", date(2026, 3, 1), date(2026, 5, 31))
ROUND_B = Round("autumn", "one", "Autumn", date(2026, 9, 1), date(2026, 11, 30))
TODAY = date(2026, 12, 1)
EQUAL = ("principles", "equal")
PRINCIPLES = CATALOGUE["principles"]
VIEWS: tuple[Whose, ...] = ("", "service", "people")
LOW_OR_HIGH = (1, 3)
Two = tuple[Levels, Levels]


@cache
def taken_of(round_: Round, sizes: Levels, levels: Levels, own: int | None) -> Taken:
    """Return a round in which the service gave its own level, None for none, and these responses of people count."""
    at = datetime(2026, 12, 1, tzinfo=UTC)
    people = [
        Said(None if size == 1 else size, {EQUAL: Answer(*EQUAL, level)})
        for size, level in zip(sizes, levels, strict=True)
    ]
    counting = Counting(service={} if own is None else {EQUAL: Answer(*EQUAL, own)}, people=people, has_closed=True)
    rows = positions(ONE.key, round_.key, [EQUAL], counting, at)
    return Taken(round_, {ONE.key: ONE}, (PRINCIPLES,), tuple(rows), {})


@cache
def shown_of_two(before: tuple[Position, ...], after: tuple[Position, ...]) -> tuple[object, ...]:
    """Return every figure of two rounds, by what counts, by the service's own levels, and by people's."""
    rounds = [
        Taken(round_, {ONE.key: ONE}, (PRINCIPLES,), rows, {}) for round_, rows in ((ROUND_A, before), (ROUND_B, after))
    ]
    figures: list[object] = []
    for whose in VIEWS:
        was, now = (one.seen_by(whose, rounds[1]) for one in rounds)
        found = compare(was, now)
        rows = service_rows(found, [was, now])
        figures += [found.moved, [(one.key, one.before, one.after, one.steps) for one in found.items]]
        figures += [(row.items, dict(row.levels), row.voices, row.took_part) for row in rows]
        figures += [(gap.before, gap.after, gap.verdict) for gap in found.gaps]
        figures += [(one.low, one.middle, one.high, one.took_part) for one in columns([was, now], "principles", TODAY)]
        figures += [one.people for one in (was, now)]
    return (repr(figures),)


def two_worlds(before: Levels, after: Levels, own: int | None) -> Iterator[list[Two]]:
    """Yield the lists of all possible answers in two rounds that lead to the same figures."""
    worlds = defaultdict(list)
    for was, now in product(product(LOW_OR_HIGH, repeat=len(before)), product(LOW_OR_HIGH, repeat=len(after))):
        rounds = taken_of(ROUND_A, before, was, own), taken_of(ROUND_B, after, now, own)
        worlds[shown_of_two(*(one.positions for one in rounds))].append((was, now))
    yield from worlds.values()


def certain_in_two(worlds: Sequence[Two], place: int, own: int) -> list[int]:
    """Return the responses of one of the two rounds that are the same in all of these worlds, without the viewer's."""
    return [at for at in range(len(worlds[0][place])) if at != own and len({one[place][at] for one in worlds}) == 1]


@pytest.mark.parametrize("own", [None, 1])
@pytest.mark.parametrize("before", [(1,) * 4, (1,) * 5, (1,) * 6, (5, 1), (2, 3), (5, 6), (1, 1, 3)])
def test_of_two_rounds_none_is_certain_or_together_they_are_five_heads_of_their_round(
    before: Levels, own: int | None
) -> None:
    """A person who took part in both rounds knows who did, in which groups, and their own two answers."""
    for after in ((1,) * 4, (1,) * 5, (5, 1, 1), (1, 1, 3), (5, 5)):
        for worlds in two_worlds(before, after, own):
            known = [worlds]
            known += [
                [one for one in worlds if (one[0][0], one[1][0]) == mine]
                for mine in {(was[0], now[0]) for was, now in worlds}
            ]
            for at, seen in ((0 if place else -1, each) for place, each in enumerate(known)):
                for place, sizes in enumerate((before, after)):
                    learned = [sizes[who] for who in certain_in_two(seen, place, at)]
                    assert not learned or sum(learned) >= 5, (before, after, learned)


def test_two_rounds_say_of_each_no_more_than_that_round_alone() -> None:
    """The possible answers to both are all pairs of possible answers to each, so the comparison reveals nothing."""
    for before, after in product(((1,) * 5, (5, 1), (1, 1, 3)), repeat=2):
        for worlds in two_worlds(before, after, 1):
            first, second = ({one[place] for one in worlds} for place in (0, 1))
            assert set(worlds) == set(product(first, second))


def test_a_level_of_four_people_in_either_round_is_in_no_figure_of_the_two() -> None:
    for few, many in (((1,) * 4, (1,) * 6), ((2, 2), (1,) * 6)):
        for before, after, place in ((few, many, 0), (many, few, 1)):
            for worlds in two_worlds(before, after, 1):
                assert {one[place] for one in worlds} == set(product(LOW_OR_HIGH, repeat=len(few)))
