from datetime import date

from assess import wording
from assess.core import voices
from assess.core.catalogue import Catalogue


def test_a_table_of_levels_begins_at_the_top(catalogue: Catalogue) -> None:
    rows = wording.guide.levels(catalogue["ladder"])
    assert [row["Level"] for row in rows][::6] == ["7 Co-production", "1 Coercion"]
    assert rows[0]["Band"] == "doing with"
    assert "Band" not in wording.guide.levels(catalogue["principles"])[0]


def test_the_worked_example_is_what_the_code_works_out(catalogue: Catalogue) -> None:
    said = wording.guide.worked_example(catalogue["principles"])
    assert "The levels add up to 16; the most they could be is 7 × 4 = 28." in said
    assert "The index is 100 × 16 ÷ 28, which is 57: in the third quarter of the scale." in said
    assert said.endswith("The lowest are Inclusive and Equal.")


def test_what_is_said_before_answering_keeps_to_the_rules_of_the_core() -> None:
    assert f"{voices.WIDE_GAP} levels apart or more" in wording.guide.HOW_IN_FULL
    assert "**From 5 people.**" in wording.guide.TOGETHER
    assert "where 5 people\nor more answered" in wording.guide.CLOSING
    assert voices.ENOUGH_PEOPLE == 5


def test_a_last_day_is_never_said_without_that_answering_may_end_sooner() -> None:
    said = wording.guide.until(date(2027, 2, 28))
    assert said == "until 28 February 2027, unless the service closes answering sooner"
