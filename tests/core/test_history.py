"""A service through its rounds, compared with the same computation in pandas."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core.framework import Voice
from assess.core.history import PeopleMoved, RoundLevels, history, is_counted, people_moved
from assess.core.position import Position
from assess.core.programme import Round
from shipped import CATALOGUE

ROUNDS = [Round(f"r{n}", "one", f"Round {n}", date(2020 + n, 3, 1), date(2020 + n, 5, 31)) for n in range(8)]
KEYS = [("ladder", "overall"), ("principles", "equal"), ("principles", "positive")]
LEVEL = st.none() | st.integers(1, 4)


def position(round_: str, key: tuple[str, str], level: int | None, people: int | None, voice: Voice) -> Position:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    return Position("one", round_, *key, level, voice, False, level, people, 6 if people else 0, None, at)


@st.composite
def positions(draw: st.DrawFn) -> list[Position]:
    rows = []
    for round_ in draw(st.sets(st.sampled_from([round_.key for round_ in ROUNDS]))):
        own = draw(st.booleans())
        for key in draw(st.sets(st.sampled_from(KEYS), min_size=1)):
            level = draw(LEVEL) if own else None
            rows.append(position(round_, key, level, draw(LEVEL), "service" if own else "people"))
    return rows


@settings(max_examples=50)
@given(positions())
def test_each_round_has_the_levels_of_its_positions_and_a_missed_one_has_none(rows: Sequence[Position]) -> None:
    submitted = {row.round for row in rows if row.voice == "service"}
    past = history(ROUNDS, submitted, rows, {})
    first = min(submitted, default="")
    assert [each.round.key for each in past] == [round_.key for round_ in ROUNDS if first and round_.key >= first]
    table = pd.DataFrame(rows, columns=Position._fields).set_index(["round", "framework", "item"])
    columns = [table[column].to_dict() for column in ("level", "people_level")]
    for each in past:
        assert each.is_submitted is (each.round.key in submitted)
        for key in KEYS:
            at = (each.round.key, *key)
            levels, people = (column.get(at) for column in columns)
            assert (each.levels.get(key), each.people(key)) == (_whole(levels), _whole(people))


def _whole(level: float | None) -> int | None:
    return None if level is None or pd.isna(level) else int(level)


def test_a_round_that_was_submitted_after_the_close_has_its_own_levels_beside_what_people_said() -> None:
    said = position("r1", KEYS[0], None, 2, "people")
    first, late = history(ROUNDS[:2], ["r0", "r1"], [said], {"r1": {KEYS[0]: 5}})
    assert (first.levels, first.is_submitted) == ({}, True)
    assert (late.levels, late.people(KEYS[0]), late.people(KEYS[1])) == ({KEYS[0]: 5}, 2, None)
    assert not is_counted([said])
    assert is_counted([said, position("r1", KEYS[1], None, None, "service")])


def test_what_people_said_about_other_words_is_not_shown_beside_what_they_say_now() -> None:
    rows = [position(f"r{n}", key, 3, 2, "service") for n in range(2) for key in KEYS[:2]]
    first, now = history(ROUNDS[:2], ["r0", "r1"], rows, {})
    first = replace(first, reworded=frozenset(KEYS[1:]))
    assert [each.people(KEYS[1]) for each in (first, now)] == [None, 2]
    assert [first.people(KEYS[0]), first.levels[KEYS[1]], first.positions[KEYS[1]].people_level] == [2, 3, 2]
    # Nothing is marked as hidden where people said nothing.
    assert [first.hides_people(key) for key in KEYS] == [False, True, False]
    assert not now.hides_people(KEYS[1])


def test_a_service_that_submitted_nothing_has_no_history() -> None:
    assert history(ROUNDS, [], [position("r1", KEYS[0], None, 2, "people")], {}) == []


FRAMEWORKS = CATALOGUE.core


def through(*levels: int | None) -> list[RoundLevels]:
    """Return rounds in which people gave these levels to one item, and the service always the same level."""
    rows = [position(f"r{place}", KEYS[1], 2, level, "service") for place, level in enumerate(levels)]
    return history(ROUNDS[: len(levels)], {row.round for row in rows}, rows, {})


def test_peoples_level_is_compared_with_the_last_round_in_which_they_were_heard() -> None:
    assert people_moved(through(1, 3, None, 2), FRAMEWORKS) == PeopleMoved(ROUNDS[1], {KEYS[1]: -1})
    assert people_moved(through(1, 1), FRAMEWORKS) == PeopleMoved(ROUNDS[0], {KEYS[1]: 0})


def test_without_two_levels_of_people_nothing_is_said_of_how_they_moved() -> None:
    for levels in ((), (3,), (None, 3), (3, None)):
        assert people_moved(through(*levels), FRAMEWORKS) is None
    reworded = [replace(each, reworded=frozenset(KEYS)) for each in through(1, 3)[:1]]
    assert people_moved([*reworded, *through(1, 3)[1:]], FRAMEWORKS) is None
