"""What a board is asked follows from the counts, and nothing is asked that nothing calls for."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assess.core import movement
from assess.core.actions import Action, ActionState
from assess.core.asks import LATER, SOON, Ask, Late, Lowest, Silent, Slipped, WeakItems, asks
from assess.core.board import Comparison, compare
from assess.core.movement import service_rows
from assess.core.taken import Taken
from rounds_by_hand import AUTUMN, HOLISTIC, SPRING, for_two_rounds, taken, taken_round, two_rounds

TODAY = date(2026, 12, 1)


def promise(key: str, days: int, state: ActionState = "to do") -> Action:
    level = (*HOLISTIC, 1, 2)
    return Action(key, "a", "spring", *level, "Ask", "Manager", "", TODAY + timedelta(days), state, SPRING.opens)


def asked(comparison: Comparison, *actions: Action) -> dict[type[Ask], Ask]:
    rows = service_rows(comparison, [comparison.before, comparison.after])
    return {type(ask): ask for ask in asks(comparison, rows, actions, TODAY)}


def test_a_board_is_asked_about_what_is_weak_slipped_lowest_late_and_silent() -> None:
    late, done, open_ = promise("late", -1), promise("done", -9, "done"), promise("open", 9)
    found = asked(two_rounds(), done, open_, late, promise("later", -30))
    assert list(found) == [WeakItems, Slipped, Lowest, Late, Silent]
    weak, slipped, lowest, overdue, silent = found.values()
    assert isinstance(weak, WeakItems)
    assert ([change.key for change in weak.items], weak.everywhere) == ([HOLISTIC], True)
    assert isinstance(slipped, Slipped)
    assert [row.service.key for row in slipped.services] == ["c"]
    assert isinstance(lowest, Lowest)
    assert [row.service.key for row in lowest.services] == ["d"]
    assert isinstance(overdue, Late)
    assert [action.key for action in overdue.actions] == ["later", "late"]
    assert isinstance(silent, Silent)
    assert [service.key for service in silent.services] == ["e"]


def test_what_one_talk_settles_is_asked_for_sooner_than_what_takes_work() -> None:
    days = {kind: ask.by - TODAY for kind, ask in asked(two_rounds(), promise("late", -1)).items()}
    assert days == {WeakItems: LATER, Slipped: SOON, Lowest: LATER, Late: SOON, Silent: SOON}


def test_a_service_on_the_lowest_rung_of_all_is_not_asked_about_while_it_stands_high() -> None:
    def risen(one: Taken) -> Taken:
        rows = tuple(each._replace(level=7) if each.item == "overall" else each for each in one.positions)
        return replace(one, positions=rows)

    assert Lowest not in asked(compare(risen(taken_round(SPRING)), risen(taken_round(AUTUMN))))


@for_two_rounds
@given(taken(SPRING), taken(AUTUMN), st.lists(st.tuples(st.integers(-9, 9), st.sampled_from(["to do", "done"]))))
def test_each_ask_has_what_an_independent_look_finds(
    before: Taken, after: Taken, promises: list[tuple[int, ActionState]]
) -> None:
    comparison = compare(before, after)
    actions = [promise(str(number), *each) for number, each in enumerate(promises)]
    found = asked(comparison, *actions)
    rows = service_rows(comparison, [before, after])
    silent = after.services.keys() - after.submitted.keys()
    late = {each.key for each in actions if each.due < TODAY and each.state == "to do"}
    assert {one.key for one in getattr(found.get(Silent), "services", ())} == silent
    assert {one.key for one in getattr(found.get(Late), "actions", ())} == late
    assert list(getattr(found.get(Slipped), "services", ())) == movement.slipped(rows)
    weak = getattr(found.get(WeakItems), "items", ())
    assert all(change.low for change in weak)
    if comparison.weak_everywhere:
        assert weak == comparison.weak_everywhere
    rungs = [row.rung.level for row in rows if row.rung]
    lowest = {row.rung.level for row in getattr(found.get(Lowest), "services", ())}
    assert lowest == ({min(rungs)} if rungs and min(rungs) <= 3 else set())
