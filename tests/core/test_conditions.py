"""Which conditions were in place where services climbed: pandas finds the same counts, and small ones are hidden."""

from collections.abc import Mapping

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core.board import Comparison, compare
from assess.core.conditions import FEWEST, READINESS, WHEN, Side, conditions, furthest, is_asked
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.taken import Taken
from rounds_by_hand import AUTUMN, LADDER, RUNG, SPRING, position, two_rounds
from shipped import CATALOGUE

FRAMEWORK = CATALOGUE[READINESS]
SERVICES = {f"s{n:02}": Service(f"s{n:02}", f"Service {n:02}", "Org", "home care", "North", "one") for n in range(14)}
Levels = Mapping[str, int | None]


def round_of(round_: Round, rungs: Levels, **conditions_: Levels) -> Taken:
    rated = {RUNG: rungs, **{(READINESS, item): levels for item, levels in conditions_.items()}}
    rows = [
        position(service, round_, item, level, None)
        for item, levels in rated.items()
        for service, level in levels.items()
        if level is not None
    ]
    return Taken(round_, SERVICES, (LADDER, FRAMEWORK), tuple(rows), {row.service: row.at for row in rows})


def compared(before: Levels, after: Levels, **conditions_: Levels) -> Comparison:
    return compare(round_of(SPRING, before, **conditions_), round_of(AUTUMN, after))


def some(*levels: int | None) -> Levels:
    return dict(zip(SERVICES, levels, strict=False))


FLAT = some(*[4] * 12)
# Of the six services with time, four climbed; of the other six, one climbed and one slipped.
CLIMBED = some(5, 5, 5, 5, 4, 4, 5, 4, 4, 4, 4, 3)
HAD_TIME = some(*[3, 4] * 3, 2, 1, 0, 2, 1, 0)


def test_the_counts_of_one_condition_by_hand() -> None:
    (time,) = conditions(compared(FLAT, CLIMBED, time=HAD_TIME))
    assert (time.item.key, time.there, time.absent, time.unknown) == ("time", Side(4, 6), Side(1, 6), 0)
    assert time.is_told
    assert furthest([time]) == time


def test_the_level_in_the_earlier_round_is_what_was_in_place() -> None:
    comparison = compare(round_of(SPRING, FLAT, time=HAD_TIME), round_of(AUTUMN, CLIMBED, time=some(*[0] * 12)))
    (time,) = conditions(comparison)
    assert time.there.n == 6


def test_a_side_of_four_services_is_too_few() -> None:
    (time,) = conditions(compared(FLAT, CLIMBED, time=some(*[4] * 4, *[0] * 8)))
    assert time.there.n == FEWEST - 1
    assert not time.is_told
    assert furthest([time]) is None


def test_a_service_that_rated_no_condition_is_unknown_and_one_without_two_rungs_is_not_counted() -> None:
    before = some(*[4] * 11, None)
    (time,) = conditions(compared(before, CLIMBED, time=some(*[4] * 10, None, 4)))
    assert (time.there.n, time.absent.n, time.unknown) == (10, 0, 1)


def test_only_what_has_to_be_there_is_a_condition_and_not_what_then_happens() -> None:
    groups = {item.group for item in FRAMEWORK.items}
    assert set(WHEN) < groups
    found = conditions(compared(FLAT, CLIMBED, **{item.key: HAD_TIME for item in FRAMEWORK.items}))
    assert [one.item.key for one in found] == [item.key for item in FRAMEWORK.items if item.group in WHEN]
    assert len(found) == 17


def test_without_the_framework_or_a_ladder_there_is_nothing_to_say() -> None:
    assert not is_asked(two_rounds())
    assert conditions(two_rounds()) == ()
    assert is_asked(compared(FLAT, CLIMBED, time=HAD_TIME))
    assert not is_asked(compared({}, {}, time=HAD_TIME))


rungs = st.lists(st.one_of(st.none(), st.integers(1, 7)), min_size=14, max_size=14).map(lambda drawn: some(*drawn))
levels = st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=14, max_size=14).map(lambda drawn: some(*drawn))


@settings(max_examples=30)  # of fourteen services each
@given(rungs, rungs, levels, levels)
def test_the_counts_equal_those_that_pandas_finds(before: Levels, after: Levels, time: Levels, trust: Levels) -> None:
    first, second = round_of(SPRING, before, time=time, trust=trust), round_of(AUTUMN, after)
    tables = [pd.DataFrame(one.positions, columns=list(Position._fields)) for one in (first, second)]
    ladders = [table[table["framework"] == "ladder"].set_index("service")["level"] for table in tables]
    climbed = (ladders[1] - ladders[0]).dropna().astype(int) > 0
    expected = {}
    for item in ("trust", "time"):
        rated = tables[0][(tables[0]["framework"] == READINESS) & (tables[0]["item"] == item)]
        both = rated.set_index("service")["level"].astype(int).to_frame().join(climbed.rename("climbed"), how="inner")
        groups = [both[both["level"] >= 3], both[both["level"] < 3]]
        if len(both):
            sides = [Side(int(group["climbed"].sum()), len(group)) for group in groups]
            expected[item] = (*sides, len(climbed) - len(both))
    found = conditions(compare(first, second))
    assert {one.item.key: (one.there, one.absent, one.unknown) for one in found} == expected
