"""The rows of a result, compared with the same computation in pandas."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core.answers import ItemKey
from assess.core.change import changes_between
from assess.core.history import RoundLevels, history
from assess.core.position import Position
from assess.core.scoring import Standing
from assess.present import result
from assess.present.signs import Key, Moved, Step
from drawn import stand
from shipped import CATALOGUE
from stood import AUTUMN

CORE = CATALOGUE.core
ROUNDS = [replace(AUTUMN, key=f"r{n}", name=f"Round {n}") for n in range(10)]
ASKED = [(framework, item) for framework in CORE for item in framework.asked("thorough", "service")]


@st.composite
def a_service(draw: st.DrawFn) -> list[Position]:
    """Positions of one service in up to ten rounds; in each it rated some items, and people rated some of them."""
    at, rows = datetime(2026, 10, 1, tzinfo=UTC), []
    for round_ in ROUNDS[: draw(st.integers(1, 10))]:
        for place in sorted(draw(st.sets(st.integers(0, len(ASKED) - 1), min_size=1))):
            framework, item = ASKED[place]
            level = draw(st.sampled_from(framework.values))
            people = draw(st.none() | st.sampled_from(framework.values))
            rows.append(
                Position(
                    *("larkrise", round_.key, framework.key, item.key, level, "service", False, level),
                    *(people, 6 if people is not None else 0, None, at),
                )
            )
    return rows


def standings(rows: list[Position], round_: str) -> dict[str, Standing]:
    levels: dict[str, dict[str, int]] = {framework.key: {} for framework in CORE}
    for row in rows:
        if row.round == round_ and row.level is not None:
            levels[row.framework][row.item] = row.level
    return {framework.key: stand(framework, levels[framework.key]) for framework in CORE}


@settings(max_examples=50)
@given(a_service())
def test_every_figure_of_a_row_is_that_of_the_positions(rows: list[Position]) -> None:
    past = history(ROUNDS, {row.round for row in rows}, rows, {})
    past = past[: len({row.round for row in rows})]
    now, before = (standings(rows, each.round.key) for each in (past[-1], past[max(len(past) - 2, 0)]))
    steps = {(one.framework.key, one.item.key): one.steps for one in changes_between(before, now)}
    groups = result.groups(now, result.shown(past), steps, {})
    table = pd.DataFrame(rows, columns=Position._fields)
    last = [each.round.key for each in past][-8:]
    keys = zip(table["round"], zip(table["framework"], table["item"], strict=True), strict=True)
    wide = dict(zip(keys, table["level"], strict=True))
    titles = {item.title: (framework.key, item.key) for framework, item in ASKED}
    has_people = bool(table[table["round"] == last[-1]]["people"].max())
    seen = [(row, titles[row.title]) for group in groups for row in group.rows]
    assert {key for _, key in seen} == {(one.key, item.key) for one, item in ASKED} - {("ladder", "overall")}
    for row, key in seen:
        levels = [_level(wide, key, round_) for round_ in last]
        assert [cell.level for cell in row.path.cells] == levels
        earlier = _level(wide, key, last[-2]) if len(last) > 1 else levels[-1]
        known = levels[-1] is not None and earlier is not None
        assert row.step == Step(levels[-1] - earlier if known else None)  # type: ignore[operator]
        assert (row.track is not None) is has_people
        if row.track is not None:
            assert (row.track.own is None) is (levels[-1] is None)
    thirds = table[(table["round"] == last[-1]) & (table["framework"] == "principles")]["level"]
    (title,) = [group.title for group in groups if group.title.startswith("Gold Standard")]
    counts = f"{(thirds >= 3).sum()} high, {(thirds <= 1).sum()} low, of {len(thirds)} rated"
    assert title == f"Gold Standard principles: {counts}"


def _level(levels: Mapping[tuple[str, ItemKey], int], key: ItemKey, round_: str) -> int | None:
    return levels.get((round_, key))


@pytest.mark.parametrize(("form", "stages"), [("thorough", 4), ("quick", 0)])
def test_the_stages_of_a_ladder_are_rows_and_its_headline_is_not(form: str, stages: int) -> None:
    ladder = CATALOGUE["ladder"]
    standing = replace(stand(ladder, {"overall": 3}), asked=ladder.asked(form, "service"))  # type: ignore[arg-type]
    groups = result.groups({"ladder": standing}, [RoundLevels(AUTUMN, {}, {})], {}, {})
    assert [len(group.rows) for group in groups] == ([stages] if stages else [])
    assert [group.title for group in groups] == (["Ladder of participation, stage by stage"] if stages else [])


def test_an_item_that_only_people_were_asked_is_a_row(people_said: Mapping[ItemKey, Position]) -> None:
    principles = CATALOGUE["principles"]
    standing = replace(stand(principles, {"holistic": 2}), asked=principles.items[:1])
    (group,) = result.groups({"principles": standing}, [RoundLevels(AUTUMN, {}, people_said)], {}, {})
    assert [row.title for row in group.rows] == ["Holistic", "Equal"]
    assert [row.track and row.track.words for row in group.rows] == ["too few people answered", "not rated"]
    assert group.levels.startswith("0 Not yet · 1 Starting · ")


@pytest.fixture
def people_said() -> dict[ItemKey, Position]:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    said = Position("larkrise", "autumn", "principles", "equal", None, "people", False, None, 2, 6, None, at)
    return {("principles", "equal"): said}


def test_the_last_round_is_in_bold_over_the_stairs() -> None:
    past = [RoundLevels(round_, {}, {}) for round_ in ROUNDS]
    columns = result.columns(result.shown(past))
    assert [column.name for column in columns] == [round_.name for round_ in ROUNDS[-8:]]
    assert [column.is_now for column in columns] == [False] * 7 + [True]


def test_the_moves_begin_with_the_furthest_rise_and_leave_out_what_stayed() -> None:
    principles = CATALOGUE["principles"]
    before, now = (
        {"principles": stand(principles, levels)}
        for levels in ({"equal": 2, "holistic": 1, "positive": 2}, {"equal": 1, "holistic": 3, "positive": 2})
    )
    moves = result.moves(changes_between(before, now))
    assert [(move.title, move.before, move.after, move.step.words) for move in moves] == [
        ("Holistic", "Starting", "Established", "▲2"),
        ("Equal", "Developing", "Starting", "▼1"),
    ]


def test_the_legend_has_the_voices_only_where_people_are_heard() -> None:
    now = {"ladder": stand(CATALOGUE["ladder"], {}), "principles": stand(CATALOGUE["principles"], {})}
    alone = result.keys(now, has_people=False)
    assert [key.words for key in alone] == ["low", "middle", "high", "not answered"]
    assert result.keys(now, has_people=True) == [*alone, Key("service", sign="own"), Key("people", sign="people")]
    assert [key.words for key in result.ladder_keys(CATALOGUE["ladder"], has_people=True)][-2:] == ["service", "people"]
    assert [key.words for key in result.keys({}, has_people=False)] == ["not answered"]


def test_both_voices_stand_side_by_side_in_words_and_on_a_track(people_said: Mapping[ItemKey, Position]) -> None:
    (alone,) = people_said.values()
    both = alone._replace(item="holistic", service_level=4, level=3, agreed_level=3, voice="agreed")
    (group,) = result.both_voices(CORE, [both, alone])
    assert (group.title, group.heading) == ("Gold Standard principles", "Gold Standard principles: far apart")
    assert [(row.title, row.marks, row.service, row.people, row.track.words) for row in group.rows] == [
        (
            "Holistic",
            "agreed on 3 Established",
            "4 Gold standard description met",
            "2 Partly (6)",
            "people 2 lower",
        ),
        ("Equal", "", "Not rated", "2 Partly (6)", "not rated"),
    ]
    assert result.both_voices(CORE, []) == []


def test_items_of_the_core_are_shown_at_once_and_those_of_others_when_they_are_asked_for() -> None:
    others = [CATALOGUE["conditions"], CATALOGUE["readiness"]]
    now = {one.key: stand(one, {one.items[0].key: 2, one.items[1].key: 1}) for one in (*CORE[1:], *others)}
    past = [RoundLevels(AUTUMN, {}, {})]
    keys = [(one.key, item.key) for one in others for item in one.items[:2]]
    groups = result.groups(now, past, dict(zip(keys, (1, -1, 0, 2), strict=True)), {})
    assert [group.is_open for group in groups] == [True, True, False, False]
    assert [group.moved for group in groups[2:]] == [Moved(1, 1, 0), Moved(1, 0, 1)]
    assert not any(group.moved.n for group in groups[:2])
    alone = result.groups({one.key: now[one.key] for one in others}, past, {}, {})
    assert [group.is_open for group in alone] == [True, False]


def test_people_have_a_row_of_their_own_from_two_rounds_on_with_how_they_moved() -> None:
    at, equal = datetime(2026, 10, 1, tzinfo=UTC), CORE[1].item("equal")

    def peoples(*levels: int | None) -> list[tuple[int | None, int]] | None:
        rows = [
            Position("larkrise", f"r{n}", "principles", "equal", 2, "service", False, 2, level, 6, None, at)
            for n, level in enumerate(levels)
        ]
        past = history(ROUNDS[: len(levels)], {row.round for row in rows}, rows, {})
        groups = result.groups(standings(rows, past[-1].round.key), past, {}, {})
        (row,) = [row for group in groups for row in group.rows if row.title == equal.title]
        return [(cell.level, cell.steps) for cell in row.people.cells] if row.people else None

    assert peoples(1, None, 3) == [(1, 0), (None, 0), (3, 2)]
    assert peoples(3, 3, 1) == [(3, 0), (3, 0), (1, -2)]
    assert peoples(3, 1, None) == [(3, 0), (1, 0), (None, 0)]
    assert peoples(None, 3) is None
    assert peoples(3, None) is None


def test_a_ladder_s_further_items_have_a_picture_where_one_of_them_has_a_rung() -> None:
    ladder, by_level = CATALOGUE["ladder"], CATALOGUE["ladder-by-level"]
    assert result.stage_items(stand(ladder, {"overall": 4})) == []
    assert result.stage_items(stand(CATALOGUE["principles"], {"equal": 4})) == []
    shown = result.stage_items(stand(ladder, {"overall": 4, "do": 5}))
    assert [item.key for item in shown] == ["analyse", "plan", "do", "review"]
    # The first level of the other ladder is one of those that are drawn, and not all of them taken together.
    assert [item.key for item in result.stage_items(stand(by_level, {"strategic": 4}))] == [
        "strategic",
        "service",
        "individual",
    ]
