"""What a board is asked, in words; each sentence is named here."""

from dataclasses import replace
from datetime import date

import pytest

from assess import wording
from assess.core.actions import Action
from assess.core.asks import Ask, Late, Lowest, Silent, Slipped, WeakItems
from assess.core.movement import Count, service_rows
from rounds_by_hand import SERVICES, two_rounds

DAY = date(2026, 12, 27)
COMPARISON = two_rounds()
ROWS = {row.service.key: row for row in service_rows(COMPARISON, [COMPARISON.before, COMPARISON.after])}
WEAK = COMPARISON.weak_everywhere
LATE = Action("k", "a", "spring", "principles", "equal", 1, 2, "Ask", "Manager", "", date(2026, 11, 9), "to do", DAY)


def said(ask: Ask) -> str:
    return wording.asks.question(ask, SERVICES).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("ask", "question"),
    [
        (WeakItems(WEAK, True, DAY), "Agree what is done about what is weak everywhere: • Holistic (low in 4 of 4)"),
        (WeakItems(WEAK, False, DAY), "Agree what is done about what is low most often: • Holistic (low in 4 of 4)"),
        (
            Slipped((ROWS["c"],), DAY),
            "Ask those that slipped why, the largest fall first: • Service c (rung 6→3, 1 item down)",
        ),
        (Lowest((ROWS["d"],), DAY), "Decide what helps the lowest now, on rung 2 of 7: • Service d"),
        (Late((LATE,), DAY), "Decide on 1 late promise: • Service a, due 9 Nov 2026"),
        (
            Silent((SERVICES["e"], SERVICES["f"]), DAY),
            "Hear from those who did not submit: • Service e • Service f",
        ),
    ],
)
def test_an_ask_says_what_about_and_of_whom(ask: Ask, question: str) -> None:
    assert said(ask) == question


def test_more_than_three_are_counted_and_names_with_commas_stay_one() -> None:
    services = tuple(replace(SERVICES[key], name=f"Carers, {key}") for key in "abcde")
    assert said(Silent(services, DAY)).endswith("• Carers, a • Carers, b • Carers, c • 2 more")


def test_a_service_that_slipped_on_items_alone_has_no_rung_and_one_on_the_ladder_alone_no_items() -> None:
    assert wording.asks.fell(replace(ROWS["a"], climb=0, items=Count(1, 2, 3))) == "3 items down"
    assert wording.asks.fell(replace(ROWS["c"], items=Count(0, 1, 0))) == "rung 6→3"


@pytest.mark.parametrize(
    ("ask", "options", "owner"),
    [
        (WeakItems(WEAK, True, DAY), "• One plan for all • a promise from each • wait a round", "Programme lead"),
        (Slipped((ROWS["c"],), DAY), "• A talk with each • a visit • accept it", "Service managers"),
        (Lowest((ROWS["d"],), DAY), "• A stronger partner • time or money • no help", "Programme lead"),
        (Late((LATE,), DAY), "• A new day • more help • drop it and say why", "Manager"),
        (
            Late((LATE, replace(LATE, owner="")), DAY),
            "• A new day • more help • drop it and say why",
            "Manager and nobody yet",
        ),
        (Silent((SERVICES["e"],), DAY), "• A call • a shorter form • go on without", "Programme lead"),
    ],
)
def test_each_ask_has_options_an_owner_and_a_day_in_words(ask: Ask, options: str, owner: str) -> None:
    assert wording.asks.options(ask).replace("\N{NO-BREAK SPACE}", " ") == options
    assert wording.asks.owner(ask) == owner
    assert wording.asks.by(ask) == "27 Dec 2026"


def test_owners_and_days_are_said_to_be_proposals() -> None:
    assert wording.asks.COLUMNS == ("Asked", "Options", "Proposed owner", "Proposed day")
    assert "four weeks" in wording.asks.PROPOSED
    assert wording.asks.NOTHING.endswith("nothing needs the board.")
