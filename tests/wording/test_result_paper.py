"""What stands on a result's paper and slide alone, and on the portfolio's paper."""

from dataclasses import replace
from datetime import date

from assess.core.actions import Action
from assess.wording import portfolio_paper, result_paper
from rounds_by_hand import FRAMEWORKS, LADDER, PRINCIPLES
from stood import AUTUMN, LARKRISE, voices_on

TODAY = date(2026, 12, 4)
ACTION = Action("a", "", "", "principles", "equal", 0, 2, "Ask", "Manager", "Carer", date(2027, 1, 8), "to do", TODAY)


def test_the_place_names_the_organisation_the_kind_and_a_first_round() -> None:
    said = result_paper.place(LARKRISE, AUTUMN, is_first=True)
    assert said == "Borsetshire Council · home care, Borsetshire · Autumn 2026, first round"
    assert result_paper.place(LARKRISE, AUTUMN, is_first=False).endswith("· Autumn 2026")


def test_the_foot_has_its_day_and_a_name_of_one_line() -> None:
    assert result_paper.footer(LARKRISE, AUTUMN, TODAY).startswith("Larkrise, Autumn 2026. As at 4 December 2026.")
    assert len(result_paper.footer(replace(LARKRISE, name="x" * 200), AUTUMN, TODAY)) < 130


def test_the_level_that_counts_says_that_it_was_agreed() -> None:
    assert result_paper.counts(2, is_agreed=True) == "2 agreed"
    assert result_paper.counts(2, is_agreed=False) == "2"
    assert result_paper.counts(None, is_agreed=False) == "–"


def test_the_names_of_a_scale_stand_once() -> None:
    assert result_paper.levels([PRINCIPLES, PRINCIPLES]).count("0 Not yet") == 1
    assert result_paper.levels([LADDER]).startswith("1 Coercion, 2 Educating")


def test_what_is_left_out_is_counted() -> None:
    assert result_paper.left_out(13, 23) == "13 of 23 items are here; the page has all."
    assert result_paper.left_out(13, 13) == ""
    assert result_paper.more(2, 9, "note") == "2 of 9 notes; the page has all."
    assert result_paper.more(9, 9, "note") == ""


def test_what_was_agreed_names_each_voice_that_may_be_shown() -> None:
    item = PRINCIPLES.item("equal")
    assert result_paper.agreed_heading(PRINCIPLES, item, 2) == "Equal: agreed on 2 Developing"
    both = voices_on("equal", 4, 2, 3)
    assert result_paper.agreed_from(PRINCIPLES, both).startswith("The service had said 4 ")
    assert "people had said 2 Developing." in result_paper.agreed_from(PRINCIPLES, both)
    assert "people" not in result_paper.agreed_from(PRINCIPLES, voices_on("equal", 4, None, 3))
    assert result_paper.agreed_from(PRINCIPLES, voices_on("equal", None, None, 3)) == (
        "Neither had said a level that is shown."
    )


def test_a_promise_says_who_by_when_and_that_it_is_overdue() -> None:
    assert result_paper.led_by(ACTION, TODAY) == "Manager with Carer, by 8 Jan 2027"
    assert result_paper.led_by(ACTION, date(2027, 1, 9)).endswith("by 8 Jan 2027, overdue")
    assert result_paper.led_by(replace(ACTION, owner="", co_owner="", state="done"), TODAY) == "nobody yet, done"


def test_differences_are_said_or_counted() -> None:
    assert result_paper.differences([], 10) == ""
    assert result_paper.differences(["One.", "Two."], 20) == "One. Two."
    assert result_paper.differences(["One.", "Two."], 5) == "The round before differs in 2 ways, which the page names."


def test_frameworks_are_named_and_rows_said_in_words() -> None:
    assert result_paper.credited(FRAMEWORKS[:2]) == "Frameworks: Ladder of participation and Gold Standard principles."
    assert result_paper.item_alternative("Holistic", "2", "people 1 lower") == "Holistic 2, people 1 lower"
    assert result_paper.item_alternative("Holistic", "–", "") == "Holistic –"


def test_the_portfolios_paper_says_its_day_its_cells_and_where_it_stops() -> None:
    assert portfolio_paper.footer(TODAY).startswith("Portfolio. As at 4 December 2026.")
    assert portfolio_paper.cells("gap") == "Cells show: gap between the two voices."
    assert portfolio_paper.not_all(1_000, 2_500).startswith("The first 1,000 rows of 2,500;")
    assert portfolio_paper.not_all(40, 40) == ""
