"""A first round is compared with itself: it has all counts, and nothing has moved."""

from assess.core.board import alone
from assess.core.movement import rose, service_rows, slipped
from rounds_by_hand import AUTUMN, SPRING, taken_round, two_rounds


def test_nothing_moves_in_it_and_nobody_is_left_out() -> None:
    taken = taken_round(AUTUMN)
    comparison = alone(taken)
    assert comparison.is_first
    assert not two_rounds().is_first
    assert {service.key for service in comparison.services} == taken.counted
    assert comparison.moved[0] == comparison.moved[2] == 0
    assert {change.key: change.n for change in comparison.items} == {key: len(own) for key, own in taken.rated.items()}
    assert comparison.differences == ()
    assert comparison.rounds == (taken,)
    assert [one.round for one in two_rounds().rounds] == [SPRING, AUTUMN]
    rows = service_rows(comparison, [taken])
    assert slipped(rows) == rose(rows) == []


def test_each_third_is_a_part_of_all_services() -> None:
    for change in (change for round_ in (SPRING, AUTUMN) for change in alone(taken_round(round_)).items):
        assert change.third("low") == change.low
        assert change.third("low") + change.third("middle") + change.third("high") == change.n
