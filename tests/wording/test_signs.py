from assess import wording
from rounds_by_hand import LADDER, PRINCIPLES


def test_a_third_is_called_by_its_stage_where_all_its_levels_have_the_same() -> None:
    assert [wording.signs.third(LADDER, part) for part in LADDER.thirds] == ["doing to", "doing for", "doing with"]
    assert [wording.signs.third(PRINCIPLES, part) for part in PRINCIPLES.thirds] == ["low", "middle", "high"]


def test_a_heading_calls_the_place_on_the_ladder_that_and_any_other_item_by_its_short_title() -> None:
    assert wording.signs.called(LADDER, LADDER.items[0]) == "the ladder"
    assert wording.signs.called(LADDER, LADDER.item("plan")) == "Plan"
    assert wording.signs.called(PRINCIPLES, PRINCIPLES.items[0]) == "Holistic"


def test_signs_in_words() -> None:
    assert wording.signs.span([2]) == "2"
    assert wording.signs.span([0, 1]) == "0–1"
    assert wording.signs.level(3, "Established", -2) == "3 Established, down 2"
    assert wording.signs.level(None, "") == "not answered"
    assert wording.signs.path([2, None, 3]) == "2, not answered, 3"
    assert wording.signs.rose_fell_stayed(1, 2, 3) == "1 rose, 2 fell, 3 stayed"
    assert wording.signs.rose_fell_stayed(0, 0, 0) == "not comparable"
    assert wording.signs.people_beside(3, 1) == "people 2 lower"
    assert wording.signs.people_beside(1, 1) == "agree"
    assert wording.signs.people_beside(None, 1) == "not rated"
    assert wording.signs.people_beside(1, None) == "too few people answered"
    assert wording.signs.people_beside(1, None, asked=False) == "people are not asked"
    assert wording.signs.people_beside(3, 1, compared=False) == "not compared"
    assert wording.signs.both_levels(1, None) == "service 1, people not answered"
    assert wording.signs.high_and_low([(3, 2, 8), (0, 0, 0)]) == "3 of 8 high and 2 low, then not answered"
