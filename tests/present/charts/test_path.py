"""The ladder with the path on it: what is drawn of rounds that hypothesis makes up."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from altair.utils.schemapi import debug_mode
from hypothesis import given, settings
from hypothesis import strategies as st

from assess.core.framework import Framework
from assess.core.history import RoundLevels
from assess.core.position import Position
from assess.present.charts.palette import DARK, LIGHT, TINT_OF, Palette
from assess.present.charts.path import NOT_ANSWERED, path
from drawn import Layers, contrast, layers, marks, plain
from shipped import CATALOGUE
from stood import AUTUMN

LADDER = CATALOGUE["ladder"]
KEY = ("ladder", "overall")
AT = datetime(2026, 10, 1, tzinfo=UTC)


def past(*stands: tuple[int | None, int | None] | None, framework: Framework = LADDER) -> list[RoundLevels]:
    """Return rounds with the service's and people's rung in each; None is a round that was not submitted."""
    key, rounds = (framework.key, framework.items[0].key), []
    for place, stood in enumerate(stands):
        own, people = stood or (None, None)
        said = Position("one", str(place), *key, own, "service", False, own, people, 6 if people else 0, None, AT)
        round_ = replace(AUTUMN, key=str(place), name=f"Round {place}")
        levels = {} if own is None else {key: own}
        rounds.append(RoundLevels(round_, levels, {key: said} if stood else {}, stood is not None))
    return rounds


def drawn(rounds: list[RoundLevels], framework: Framework = LADDER, dark: bool = False) -> Layers:
    return layers(path(framework, rounds, [f"R {place}" for place in range(len(rounds))], dark))


def lines(shown: Layers) -> list[tuple[int, int, int, int]]:
    """Where each part of the path begins and ends: rounds and levels."""
    found = [rows for layer, rows in shown if layer["mark"]["type"] == "rule" and "to" in rows[0]]
    assert found[:1] == found[1:]  # the halo lies under it
    return [(row["round"], row["level"], row["to"], row["end"]) for row in (found[0] if found else [])]


RUNG = st.none() | st.sampled_from(LADDER.values)


@settings(max_examples=40)
@given(st.lists(st.none() | st.tuples(RUNG, RUNG), min_size=1, max_size=8))
def test_the_path_runs_through_neighbouring_rounds_alone(stands: list[tuple[int | None, int | None] | None]) -> None:
    with debug_mode(False):
        shown = drawn(past(*stands))
    own = [stood[0] if stood else None for stood in stands]
    assert lines(shown) == [
        (place, start, place + 1, end)
        for place, (start, end) in enumerate(pairwise(own))
        if start is not None and end is not None
    ]
    discs = {(row["round"], row["level"]) for row in marks(shown, LIGHT.now)}
    assert discs == {(place, level) for place, level in enumerate(own) if level is not None}
    people = [(place, stood[1]) for place, stood in enumerate(stands) if stood and stood[1] is not None]
    diamonds = [row for layer, rows in shown for row in rows if layer["mark"].get("shape") == "diamond"]
    assert sorted((row["round"], row["level"]) for row in diamonds) == people
    missed = [row["round"] for _, rows in shown for row in rows if row.get("words") == NOT_ANSWERED]
    assert sorted(set(missed)) == [place for place, stood in enumerate(stands) if stood is None]


def test_where_both_voices_are_on_one_rung_people_stand_below_it() -> None:
    shown = drawn(past((5, 5), (5, 4)))
    offsets = {
        row["round"]: layer["mark"]["yOffset"]
        for layer, rows in shown
        for row in rows
        if layer["mark"].get("shape") == "diamond"
    }
    assert offsets == {0: 17, 1: 0}


def test_a_mark_says_its_round_whose_it_is_and_the_rung() -> None:
    said = {row["says"] for _, rows in drawn(past((5, 4))) for row in rows if "says" in row}
    assert {"Round 0, service: Engagement", "Round 0, people: Consultation"} <= said
    assert {f"{level.label}, {level.band}" for level in LADDER.levels} <= said


@pytest.mark.parametrize(("dark", "colours"), [(False, LIGHT), (True, DARK)])
def test_a_rung_has_the_colour_of_its_third_and_numbers_can_be_read(dark: bool, colours: Palette) -> None:
    shown = drawn(past((5, 4)), dark=dark)
    rungs = next(rows for _, rows in shown if "colour" in rows[0] and len(rows) == 7)
    assert {row["level"]: row["colour"] for row in rungs} == {
        value: colours.tints[TINT_OF[LADDER.third(value)]] for value in LADDER.values
    }
    on_disc = [
        layer["mark"]["fill"]
        for layer, rows in shown
        if layer["mark"]["type"] == "text" and rows[0].get("voice") == "service"
    ]
    assert on_disc
    assert all(contrast(fill, colours.now) >= 4.5 for fill in on_disc)
    sizes = [layer["mark"]["fontSize"] for layer, _ in shown if layer["mark"]["type"] == "text"]
    assert min(sizes) >= 12


def test_the_rung_of_the_last_round_and_its_label_are_in_bold() -> None:
    bold = [
        row["words"]
        for layer, rows in drawn(past((3, None), (5, None)))
        for row in rows
        if layer["mark"].get("fontWeight") == "bold"
    ]
    assert bold == ["Engagement 5", "3", "5", "R\n1"]


def test_marks_of_many_rounds_are_smaller() -> None:
    few, many = (
        next(
            layer["mark"]["size"]
            for layer, _ in drawn(past(*[(4, None)] * n))
            if layer["mark"].get("shape") == "circle"
        )
        for n in (6, 8)
    )
    assert few > many


@pytest.mark.parametrize("count", [2, 3, 10])
def test_any_scale_can_be_a_ladder(count: int) -> None:
    framework = plain({value: f"A rung with a rather long name {value}" for value in range(count)})
    shown = drawn(past((0, count - 1), (None, None), (count - 1, 9), framework=framework), framework)
    assert [row["words"] for row in marks(shown, LIGHT.now)] == ["1", str(count)]
    assert path(framework, past((0, None), framework=framework), ["A"]).to_dict()["height"] < 40 * count + 400
