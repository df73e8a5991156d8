from typing import get_args

import pytest

from assess import wording
from assess.core.framework import Framework
from assess.core.portfolio import Layer, Rated, service_rows
from rounds_by_hand import FRAMEWORKS, PRINCIPLES
from stood import AUTUMN, LARKRISE, voices_on


@pytest.mark.parametrize("shown", get_args(Layer))
@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_each_layer_says_how_its_cells_are_read(shown: Layer, framework: Framework) -> None:
    said = wording.portfolio.layer(shown, framework)
    assert "A dot · " in said
    assert "{" not in said


def test_a_gap_whose_level_was_changed_late_says_so_in_words() -> None:
    late = voices_on("equal", 3, 1)._replace(changed_after=True)
    (row,) = service_rows(PRINCIPLES, [Rated(LARKRISE, None, {"equal": late}, {})], "gap", AUTUMN.closes)
    assert row.cells["equal"].words == "service 2 higher, changed after people's answers could be seen"


def test_the_layer_of_levels_names_both_ends_of_the_scale() -> None:
    said = wording.portfolio.layer("level", PRINCIPLES)
    assert "from 0 “Not yet” to 4 “Gold standard description met”" in said


def test_a_history_has_a_column_for_what_was_agreed_only_where_something_was() -> None:
    rounds = {"autumn": AUTUMN}
    alone = [voices_on("equal", 3, None)._replace(people=0)]
    assert wording.portfolio.history(PRINCIPLES, alone, rounds) == [
        {
            "Round": "Autumn 2026",
            "Level that counts": "3 Established",
            "Service": "3 Established",
            "People": "not shown",
        }
    ]
    both = [voices_on("equal", 3, 1, agreed=2), *alone]
    agreed, plain = wording.portfolio.history(PRINCIPLES, both, rounds)
    assert (agreed["Level that counts"], agreed["People"], agreed["Agreed"]) == (
        "2 Developing",
        "1 Starting (6)",
        "2 Developing",
    )
    assert plain["Agreed"] == "Not rated"
