from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core.board import compare
from assess.core.catalogue import Catalogue
from assess.core.framework import Framework
from assess.core.scoring import Standing
from assess.core.taken import Taken
from assess.present import tables
from rounds_by_hand import (
    AUTUMN,
    FRAMEWORKS,
    SPRING,
    taken,
    taken_round,
    two_rounds,
    two_rounds_in_other_words,
)
from shipped import CATALOGUE

PRINCIPLES = CATALOGUE["principles"]


def stand(
    framework: Framework,
    levels: dict[str, int],
    does_not_apply: dict[str, str] | None = None,
    evidenced: frozenset[str] = frozenset(),
) -> Standing:
    return Standing(framework, framework.asked("quick", "service"), levels, does_not_apply or {}, evidenced)


def test_each_item_asked_is_a_row_in_the_frameworks_order(catalogue: Catalogue) -> None:
    for framework in catalogue:
        now = stand(framework, {})
        assert list(tables.standing_table(now).index) == [item.title for item in now.asked]
        assert tables.standing_table(now).index.name == framework.title


def test_a_first_round_has_no_column_of_the_last() -> None:
    assert list(tables.standing_table(stand(PRINCIPLES, {"equal": 3}))) == ["This round"]
    table = tables.standing_table(stand(PRINCIPLES, {}), stand(PRINCIPLES, {"equal": 3}))
    assert list(table) == ["This round", "Last round"]


def test_a_level_is_its_number_and_its_name() -> None:
    table = tables.standing_table(stand(PRINCIPLES, {"equal": 3, "positive": 0}))
    assert table.loc["Equal", "This round"] == "3 Established"
    assert table.loc["Positive", "This round"] == "0 Not yet"


def test_a_blank_is_not_rated_and_has_no_evidence_to_give() -> None:
    table = tables.standing_table(stand(PRINCIPLES, {"equal": 3}))
    assert list(table.loc["Holistic"]) == ["Not rated"]


def test_an_item_that_does_not_apply_gives_its_reason() -> None:
    table = tables.standing_table(stand(PRINCIPLES, {}, {"equal": "Nobody takes part yet"}))
    assert table.loc["Equal", "This round"] == "Does not apply: Nobody takes part yet"


def test_an_item_of_which_the_service_does_not_know_is_not_known() -> None:
    standing = replace(stand(PRINCIPLES, {"holistic": 3}), dont_know=frozenset({"equal"}))
    table = tables.standing_table(standing)
    assert list(table["This round"][["Holistic", "Equal", "Positive"]]) == ["3 Established", "Not known", "Not rated"]


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (1, 3, "3 Established, up 2"),
        (3, 3, "3 Established, same"),
        (3, 0, "0 Not yet, down 3"),
        (None, 3, "3 Established"),
        (3, None, "Not rated"),
    ],
)
def test_a_change_is_in_whole_levels_where_both_rounds_rated(before: int | None, now: int | None, words: str) -> None:
    earlier = {"holistic": 1} | ({} if before is None else {"equal": before})
    later = {"holistic": 2} | ({} if now is None else {"equal": now})
    table = tables.standing_table(stand(PRINCIPLES, later), stand(PRINCIPLES, earlier))
    assert table.loc["Holistic", "This round"] == "2 Developing, up 1"
    assert table.loc["Equal", "This round"] == words


def test_what_is_evidenced_says_so() -> None:
    table = tables.standing_table(stand(PRINCIPLES, {"equal": 3, "positive": 2}, evidenced=frozenset({"equal"})))
    assert list(table.loc[["Equal", "Positive"], "This round"]) == [
        "3 Established, with a note or link",
        "2 Developing",
    ]


def test_an_item_that_last_round_did_not_ask_says_so(catalogue: Catalogue) -> None:
    ladder = catalogue["ladder"]
    now = Standing(ladder, ladder.asked("thorough", "service"), {"overall": 5, "do": 2}, {}, frozenset())
    table = tables.standing_table(now, stand(ladder, {"overall": 5}))
    assert list(table["Last round"]) == ["5 Engagement", *["Not asked"] * 4]


def test_last_rounds_words_are_those_of_its_own_version() -> None:
    older = PRINCIPLES.model_copy(update={"levels": PRINCIPLES.levels[1:]})
    renamed = older.levels[0].model_copy(update={"label": "Under way"})
    before = older.model_copy(update={"levels": (renamed, *older.levels[1:])})
    table = tables.standing_table(stand(PRINCIPLES, {"equal": 1}), stand(before, {"equal": 1}))
    assert list(table.loc["Equal"]) == ["1 Starting, same", "1 Under way"]


LEVELS = st.dictionaries(
    st.sampled_from([item.key for item in PRINCIPLES.items]),
    st.sampled_from([level.value for level in PRINCIPLES.levels]),
)


@given(LEVELS, st.none() | LEVELS)
def test_whatever_was_rated_every_cell_is_words(now: dict[str, int], before: dict[str, int] | None) -> None:
    table = tables.standing_table(stand(PRINCIPLES, now), None if before is None else stand(PRINCIPLES, before))
    assert all(isinstance(cell, str) for row in table.to_numpy() for cell in row)
    assert (table["This round"] != "Not rated").sum() == len(now)
    moved = table["This round"].str.contains(", (?:up|down|same)", regex=True)
    assert moved.sum() == len(set(now) & set(before or {}))


@settings(max_examples=50)
@given(taken(SPRING), taken(AUTUMN))
def test_tables_of_two_rounds_say_everything_in_columns_that_fit_a_phone(before: Taken, after: Taken) -> None:
    comparison = compare(before, after)
    for of in comparison.frameworks:
        changes = comparison.of(of.key)
        moves = tables.item_move_table(comparison, of.key)
        for change, (name, row) in zip(changes, moves.iterrows(), strict=True):
            assert name == f"{change.item.title} ({change.n})"
            for column, count in (("Up", change.up), ("Down", change.down)):
                moved = [int(part.split(" by ")[0]) for part in row[column].split(", ")]
                assert sum(moved) == count
            assert row["Same"] == str(change.same)
        spread = tables.distribution_table(comparison, of.key)
        assert [cell.partition("Middle: ")[2] for cell in spread["In Autumn"]] == [
            of.level(change.median_after).label for change in changes
        ]
        assert max(len(moves.columns), len(spread.columns), len(tables.ladder_move_table(comparison).columns)) <= 3


def test_a_turnout_names_who_came_late_and_who_is_missing() -> None:
    late = replace(taken_round(AUTUMN), submitted={"a": datetime(2027, 1, 1)})  # noqa: DTZ001 - the store's times are UTC
    table = tables.turnout_table(compare(taken_round(SPRING), late))
    assert list(table.loc["Spring"]) == ["5", "0", "1: Service f"]
    assert list(table.loc["Autumn"]) == [
        "0",
        "1: Service a",
        "5: Service b, Service c, Service d, Service e, Service f",
    ]


def test_a_service_on_the_ladder_is_a_row_with_its_move() -> None:
    table = tables.ladder_move_table(two_rounds())
    assert list(table.loc["Service c"]) == ["6 Co-design", "3 Informing (down 3)"]
    assert table.index.name == "Service"


def test_an_items_gap_is_a_row_with_both_rounds_and_the_verdict() -> None:
    table = tables.gap_table(two_rounds())
    assert list(table.columns) == ["In Spring", "In Autumn", "Gap"]
    assert list(table.loc["Equal"]) == [
        "1 of 2 far apart; the middle one: service 2 lower",
        "1 of 3 far apart; the middle one: same level",
        "same",
    ]
    assert tables.gap_table(two_rounds_in_other_words()).loc["Equal", "Gap"] == "other words"


@settings(max_examples=50)
@given(taken(SPRING), taken(AUTUMN))
def test_a_trend_counts_each_service_of_each_round_once(before: Taken, after: Taken) -> None:
    for framework in FRAMEWORKS:
        table = tables.trend_table([before, after], framework.key)
        for _, row in table.iterrows():
            n = int(row["Round"].rpartition("(")[2].rstrip(")"))
            counts = row["Services at each level"]
            assert n == (
                0 if counts == "Not rated" else sum(int(part.rpartition(": ")[2]) for part in counts.split(", "))
            )
