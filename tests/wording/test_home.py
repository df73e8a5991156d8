from dataclasses import replace
from datetime import date, datetime

import pytest

from assess.core.actions import Action
from assess.core.asks import Ask, Late, Lowest, Silent, Slipped, WeakItems
from assess.core.movement import service_rows
from assess.core.portfolio import Count, Seen
from assess.wording import home as words
from rounds_by_hand import AUTUMN, PRINCIPLES, PROGRAMME, SERVICES, SPRING, two_rounds

DAY = date(2026, 12, 27)
COMPARISON = two_rounds()
ROWS = {row.service.key: row for row in service_rows(COMPARISON, [COMPARISON.before, COMPARISON.after])}
WEAK = COMPARISON.weak_everywhere
LATE = Action("k", "a", "spring", "principles", "equal", 1, 2, "Ask", "Manager", "", date(2026, 11, 9), "to do", DAY)
SEEN = Seen(40, 38, 15, None, None, 39, 3, 24, 15, 4, 18, 2)


def count(item: str, low: int, n: int) -> Count:
    return Count(PRINCIPLES, PRINCIPLES.item(item), {"low": low, "middle": 0, "high": n - low})


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (WeakItems(WEAK, True, DAY), ("Holistic", "is low in 4 of 4 services")),
        (
            WeakItems((*WEAK, *COMPARISON.items[2:3]), False, DAY),
            ("Holistic and Equal", "are low most often, the first in 4 of 4 services"),
        ),
        (Slipped((ROWS["c"],), DAY), ("Service c", "slipped in Autumn")),
        (Lowest((ROWS["d"],), DAY), ("Service d", "stands lowest on the ladder")),
        (Lowest((ROWS["d"], ROWS["a"]), DAY), ("Service d and Service a", "stand lowest on the ladder")),
        (Late((LATE,), DAY), ("1 promise", "is overdue since 9 November 2026")),
        (
            Late((LATE, replace(LATE, due=DAY)), DAY),
            ("2 promises", "are overdue, the oldest since 9 November 2026"),
        ),
        (Silent((SERVICES["e"], SERVICES["f"]), DAY), ("Service e and Service f", "did not submit Autumn")),
    ],
)
def test_each_ask_is_one_line(ask: Ask, said: tuple[str, str]) -> None:
    assert words.asked(ask, AUTUMN) == said


def test_a_finding_says_what_it_is_about() -> None:
    assert words.about(PROGRAMME, 12, SPRING, AUTUMN) == "Open Doors, 12 services, Spring to Autumn"
    assert words.about(PROGRAMME, 1, None, None) == "Open Doors, 1 service"


def test_what_waits_for_a_board_is_counted() -> None:
    open_ = ("7 of 12", "have submitted; Autumn closes on 30 November 2026")
    assert words.in_round(AUTUMN, 7, 12, date(2026, 10, 1)) == open_
    assert words.in_round(AUTUMN, 1, 12, DAY) == ("1 of 12", "has submitted; Autumn closed on 30 November 2026")
    early = replace(AUTUMN, ended=datetime(2026, 10, 2, 12))  # noqa: DTZ001 - as the store keeps it
    assert words.in_round(early, 7, 12, DAY)[1].endswith("closed on 2 October 2026")
    assert words.not_invited(5) == ("5 services", "have invited nobody yet")
    assert words.not_invited(1) == ("1 service", "has invited nobody yet")
    assert words.given_back(AUTUMN, 4, 11) == ("4 of 11", "gave a sheet back to people after Autumn")


def test_what_is_weak_everywhere_is_the_heading_and_else_what_is_low_most() -> None:
    assert words.weak([count("equal", 24, 35)]) == "Weak everywhere: Equal, low in 24 of 35 services"
    two = [count("equal", 4, 6), count("holistic", 4, 6)]
    assert words.weak(two) == "Weak everywhere: Equal and Holistic, low in 4 of 6 services each"
    assert words.weak([count("equal", 3, 35)]) == "Equal is low in 3 of 35 services"
    assert words.weak([]) == "Nobody has rated these items yet"
    assert words.low(count("equal", 24, 35)) == ("Equal", "24 of 35")


def test_the_services_to_look_at_first_are_counted_and_what_is_empty_is_left_out() -> None:
    assert words.look_at(SEEN) == {
        "slipped": ("3 services", "slipped since the round before"),
        "apart": ("4 services", "where people and the service stand 2 levels apart"),
        "missing": ("18 services", "not in yet in the newest round"),
    }
    assert [*words.look_at(replace(SEEN, slipped=0, missing=0))] == ["apart"]
