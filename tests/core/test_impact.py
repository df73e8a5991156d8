"""What changed because of people: whose idea is a group, and a change belongs to an item or to none."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess.core.errors import InputError
from assess.core.impact import IDEAS, KINDS, Impact, by_idea, by_kind, newest_first, of_year, since

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
IMPACTS = st.lists(
    st.builds(
        Impact,
        st.uuids().map(str),
        st.just("ash"),
        DAYS,
        st.just("Taxis are paid"),
        st.sampled_from(IDEAS),
        st.sampled_from(KINDS),
    ),
    max_size=12,
)


def impact(**details: Any) -> Impact:  # noqa: ANN401
    facts: dict[str, Any] = {
        "happened": date(2026, 5, 4),
        "what": "Taxis are paid",
        "idea": "people",
        "kind": "money",
    } | details
    return Impact("one", "ash", **facts)


@pytest.mark.parametrize(
    ("details", "why"),
    [
        (
            {"idea": "Mrs Moss"},
            "“Mrs Moss” is nobody whose idea it can be; it is one of people, carers, staff, together",
        ),
        ({"kind": "weather"}, "“weather” is no kind of change"),
        ({"framework": "principles"}, "belongs to an item with its framework"),
        ({"item": "equal"}, "belongs to an item with its framework"),
        ({"action": "one"}, "belongs to an item with its framework"),
    ],
)
def test_a_change_names_a_group_a_kind_and_an_item_with_its_framework(details: dict[str, str], why: str) -> None:
    with pytest.raises(InputError, match=why):
        impact(**details)


def test_a_change_may_belong_to_an_action_to_an_item_or_to_nothing() -> None:
    for action in ("", "promise"):
        assert impact(framework="principles", item="equal", action=action).action == action
    assert impact().item == ""


@given(IMPACTS)
def test_every_change_is_counted_once_by_whose_idea_and_by_kind(impacts: list[Impact]) -> None:
    for counts in (by_idea(impacts), by_kind(impacts)):
        assert sum(counts.values()) == len(impacts)
        assert 0 not in counts.values()


@given(IMPACTS, DAYS)
def test_each_year_and_each_time_since_a_day_has_its_own_the_newest_first(impacts: list[Impact], day: date) -> None:
    years = sorted({each.happened.year for each in impacts}, reverse=True)
    assert [each for year in years for each in of_year(impacts, year)] == newest_first(impacts)
    later = since(impacts, day)
    assert set(later) == {each for each in impacts if each.happened >= day}
    assert [each.happened for each in later] == sorted((each.happened for each in later), reverse=True)
