from dataclasses import replace
from datetime import date

import pytest

from assess import wording
from assess.core.actions import Action
from assess.core.framework import Framework
from rounds_by_hand import FRAMEWORKS, PRINCIPLES, SERVICES

TODAY = date(2026, 6, 3)
DUE = date(2026, 6, 30)
ACTION = Action(
    "1", "a", "spring", "principles", "equal", 1, 3, "Share the chair", "Manager", "Carer", DUE, "to do", TODAY
)
ITEMS = {(one.key, item.key): (one, item) for one in FRAMEWORKS for item in one.items}


def test_promises_are_counted_by_what_became_of_them() -> None:
    actions = [
        replace(ACTION, state="done"),
        replace(ACTION, due=date(2026, 6, 2)),
        replace(ACTION, owner=""),
        replace(ACTION, owner="", state="dropped"),
    ]
    assert wording.actions.promises(actions, TODAY) == "4 promised: 1 done, 1 overdue, 1 without an owner."
    assert wording.actions.promises(actions[:1], TODAY) == "1 promised: 1 done."
    assert wording.actions.promises([], TODAY) == "Nothing was promised yet."


def test_an_action_is_a_row_with_its_levels_in_words() -> None:
    (row,) = wording.actions.action_list([ACTION], SERVICES, ITEMS, TODAY)
    assert tuple(row) == wording.actions.ACTION_COLUMNS
    assert list(row.values()) == [
        *("Service a", "Equal", "Share the chair", "1 Starting", "3 Established"),
        *("to do", "30 June 2026", "Manager", "Carer"),
    ]


def test_an_overdue_action_without_an_owner_says_both() -> None:
    late = replace(ACTION, owner="", due=date(2026, 6, 2), level=None)
    (row,) = wording.actions.action_list([late], SERVICES, ITEMS, TODAY)
    assert (row["Due"], row["Led by"], row["From"]) == ("2 June 2026 (overdue)", "nobody yet", "Not rated")


@pytest.mark.parametrize("stranger", [{"service": "z"}, {"item": "gone"}, {"framework": "gone"}])
def test_an_action_on_what_the_rounds_do_not_have_is_left_out(stranger: dict[str, str]) -> None:
    assert wording.actions.action_list([replace(ACTION, **stranger)], SERVICES, ITEMS, TODAY) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("action", "now", "said"),
    [
        (ACTION, 2, ["To do, due 30 June 2026. Led by Manager with Carer.", "From “Starting”", "now “Developing”."]),
        (replace(ACTION, due=date(2026, 6, 2)), None, ["overdue since 2 June 2026", "now “not rated”."]),
        (replace(ACTION, owner="", co_owner="", level=None), 1, ["Led by nobody yet.", "From “not rated”"]),
    ],
)
def test_a_promise_says_what_by_whom_until_when_and_where_the_item_stands(
    action: Action, now: int | None, said: list[str]
) -> None:
    principles: Framework = PRINCIPLES
    sentences = wording.actions.promise(action, principles, principles.item("equal"), now, TODAY)
    assert sentences[0] == "Equal: Share the chair"
    assert all(part in " ".join(sentences) for part in said)
