from typing import get_args

import pytest

from assess import wording
from assess.core.framework import Framework
from assess.core.portfolio import Layer, NotCounted, Rated, service_rows
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


@pytest.mark.parametrize(
    ("missing", "late", "heading", "said"),
    [
        (2, 0, "Not submitted in the newest round: 2", "2 have not submitted in their programme's newest round."),
        (1, 0, "Not submitted in the newest round: 1", "One has not submitted in its programme's newest round."),
        (
            *(0, 1, "Not counted in the newest round: 1, of which 1 submitted late"),
            "One submitted late in its programme's newest round: it is kept, and does not count.",
        ),
        (
            *(1, 2, "Not counted in the newest round: 3, of which 2 submitted late"),
            (
                "One has not submitted in its programme's newest round. "
                "2 submitted late in their programme's newest round: it is kept, and does not count."
            ),
        ),
    ],
)
def test_who_submitted_late_is_not_said_to_have_submitted_nothing(
    missing: int, late: int, heading: str, said: str
) -> None:
    services = [NotCounted(LARKRISE, missing + late, late, place >= missing) for place in range(missing + late)]
    assert wording.portfolio.not_counted_heading(services) == heading
    assert wording.portfolio.not_counted(services) == said
    names = [wording.portfolio.not_counted_name(service) for service in services]
    assert names == ["Larkrise"] * missing + ["Larkrise: submitted late"] * late


def test_when_all_have_submitted_nothing_is_said_of_those_who_have_not() -> None:
    assert wording.portfolio.not_counted([]) == ""
    assert wording.portfolio.not_counted_heading([]) == "Everyone has submitted"
