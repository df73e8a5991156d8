"""The rows of the tables of two rounds."""

from assess.core.catalogue import CORE
from assess.core.movement import service_rows
from assess.core.progress import columns, item_rows
from assess.present.compare import cells_of, folded, item_groups, path, rounds_head, service_line
from rounds_by_hand import AUTUMN, LADDER, PRINCIPLES, SPRING, taken_round, two_rounds

SHOWN = [taken_round(SPRING), taken_round(AUTUMN)]


def test_items_stand_under_their_framework_and_the_ladder_by_itself_first() -> None:
    groups = item_groups(item_rows(two_rounds(), SHOWN))
    assert [(group.title, [line.title for line in group.lines]) for group in groups] == [
        ("", ["Ladder of participation"]),
        ("Gold Standard principles", ["Holistic", "Positive", "Equal"]),
    ]
    ladder, (holistic, positive, equal) = groups[0].lines[0], groups[1].lines
    assert (ladder.moved.up, ladder.moved.down, ladder.moved.same, ladder.moved.most) == (2, 1, 1, 2)
    assert ladder.path.says == "4, 3"
    assert holistic.weak == "low in 4 of 4"
    assert positive.moved.says == "not comparable"
    assert (equal.voices, equal.is_wide, holistic.voices, holistic.is_wide) == ("1 of 3", True, "–", False)


def test_a_service_has_a_cell_for_each_item_with_its_move_and_its_lows_in_words() -> None:
    rows = {row.service.key: row for row in service_rows(two_rounds(), SHOWN)}
    after = SHOWN[1]
    columns = list(cells_of(after, {"principles", "milestones"}))
    assert [item.key for _, item in columns] == ["holistic", "positive", "equal"]
    line = service_line(rows["c"], SHOWN, after, columns)
    assert [cell.says for cell in line.cells] == ["1 Starting", "not answered", "2 Developing, down 1"]
    assert line.rung.says == "3 Informing, down 3"
    assert [(cell.level, cell.steps) for cell in line.path.cells] == [(6, 0), (3, -3)]
    assert line.low == "Ladder of participation 3, Holistic 1"
    assert line.all_levels == (
        "Ladder of participation: 3 Informing, down 3",
        "Holistic: 1 Starting",
        "Equal: 2 Developing, down 1",
    )
    assert line.link.href == "result?service=c&round=autumn"
    assert (line.moved.up, line.moved.down, line.moved.same) == (0, 1, 1)


def test_a_service_that_was_silent_is_linked_to_its_newest_result() -> None:
    rows = {row.service.key: row for row in service_rows(two_rounds(), SHOWN)}
    line = service_line(rows["e"], SHOWN, SHOWN[1])
    assert line.link.href == "result?service=e"
    assert (line.rung.level, line.low, line.all_levels, line.moved.says) == (None, "", (), "not comparable")


def test_the_cells_can_be_those_of_one_framework() -> None:
    assert {framework.key for framework, _ in cells_of(SHOWN[1], {"principles"})} == {"principles"}
    assert list(cells_of(SHOWN[1], {"ladder"})) == []
    assert {framework.key for framework, _ in cells_of(SHOWN[0], CORE)} == {"principles", "milestones"}


def test_rounds_are_headed_by_two_short_words_and_the_compared_ones_are_marked() -> None:
    assert rounds_head(SHOWN, ["autumn"]) == [("May", "2026", False), ("Nov", "2026", True)]


def test_a_path_keeps_what_is_unknown() -> None:
    assert path([None]).says == "not answered"
    assert LADDER.key != PRINCIPLES.key


def test_a_framework_that_is_folded_up_says_what_its_rows_and_its_columns_come_to() -> None:
    """Of three principles, Equal rose at two services and fell at one; Positive was rated by no service twice."""
    rows = item_rows(two_rounds(), SHOWN)
    principles = [row for row in rows if row.framework == PRINCIPLES]
    shown = {PRINCIPLES.key: columns(SHOWN, PRINCIPLES.key, AUTUMN.closes)}
    (line,) = folded(principles, rows, shown, AUTUMN)
    assert line.title == "Gold Standard principles"
    assert line.finding == "1 of 2 items rose, 0 fell"
    assert line.group.title == ""
    assert line.levels == "2 high, 5 low, of 10"
    assert line.trend.counts == ((1, 5, 9), (2, 5, 10))
    assert [one.title for one in line.group.lines] == ["Holistic", "Positive", "Equal"]
    # All bars of the page have one scale, set by the ladder, on which two rose as well.
    assert {one.moved.most for one in line.group.lines if one.moved.n} == {2}
    assert folded([], rows, {}, AUTUMN) == []


def test_the_levels_in_words_are_those_of_the_cells_and_of_the_ladder() -> None:
    (row,) = [row for row in service_rows(two_rounds(), SHOWN) if row.service.key == "c"]
    only = service_line(row, SHOWN, SHOWN[1], [(PRINCIPLES, PRINCIPLES.item("equal"))])
    assert only.low == "Ladder of participation 3"
    assert only.all_levels == ("Ladder of participation: 3 Informing, down 3", "Equal: 2 Developing, down 1")
    assert "Holistic: 1 Starting" in service_line(row, SHOWN, SHOWN[1]).all_levels
