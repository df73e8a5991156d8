"""The sentences on conditions: they count, and say that they say nothing of causes."""

from assess import wording
from assess.core.conditions import Condition, Side
from rounds_by_hand import SPRING, two_rounds
from shipped import CATALOGUE

FRAMEWORK = CATALOGUE["readiness"]
TIME = FRAMEWORK.item("time")


def condition(there: Side, absent: Side) -> Condition:
    return Condition(FRAMEWORK, TIME, there, absent, 2)


def test_association_is_not_cause() -> None:
    assert wording.conditions.NOT_CAUSE == (
        "This is association, not cause: what else differs between these services may be why they climbed, and those "
        "that climb may rate themselves differently."
    )
    assert wording.conditions.BY_CHANCE == "Of so many conditions one is always furthest apart, by chance too."


def test_the_condition_that_is_furthest_apart_is_named_with_both_counts() -> None:
    assert wording.conditions.finding([condition(Side(4, 6), Side(1, 7))]) == (
        "Furthest apart is “Protected time”: where it was in place 4 of 6 climbed, where it was not 1 of 7."
    )


def test_nothing_is_said_of_too_few_of_none_and_of_no_difference() -> None:
    assert wording.conditions.finding([]) == wording.conditions.NOBODY
    assert wording.conditions.finding([condition(Side(4, 4), Side(0, 9))]) == (
        "No condition has 5 services with it and 5 without it, so none is compared."
    )
    assert wording.conditions.finding([condition(Side(3, 6), Side(4, 8))]) == (
        "No condition sets those that climbed apart from the others."
    )


def test_a_row_says_how_many_climbed_or_how_many_are_too_few() -> None:
    told, few = wording.conditions.rows([condition(Side(4, 6), Side(1, 7)), condition(Side(4, 4), Side(0, 9))], SPRING)
    assert told == {
        "Condition in Spring": "Protected time",
        "In place: climbed": "4 of 6",
        "Not in place: climbed": "1 of 7",
        "Not known": "2",
    }
    assert few["In place: climbed"] == "too few (4)"
    assert few["Not in place: climbed"] == "too few (9)"


def test_how_many_climbed_at_all_comes_first() -> None:
    comparison = two_rounds()
    assert comparison.ladder
    said = wording.conditions.climbed(comparison.ladder, comparison.before.round, comparison.after.round)
    assert said == "Of 4 services whose rung is known in Spring and in Autumn, 2 climbed."
