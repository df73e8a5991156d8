"""What changed because of people, in whole sentences."""

from datetime import date
from typing import Any

from assess.core.catalogue import Catalogue
from assess.core.framework import items_of
from assess.core.impact import IDEAS, KINDS, Impact
from assess.core.programme import Service
from assess.wording import impact as wording


def impact(what: str = "Taxis are paid", **details: Any) -> Impact:  # noqa: ANN401
    facts: dict[str, Any] = {"happened": date(2026, 5, 4), "idea": "people", "kind": "money"} | details
    return Impact("one", "ash", what=what, **facts)


def test_every_group_and_every_kind_has_its_words() -> None:
    assert tuple(wording.IDEA) == IDEAS
    assert tuple(wording.KIND) == KINDS


def test_the_summary_counts_changes_by_whose_idea() -> None:
    assert wording.summary([]) == "Nothing is noted here yet."
    assert wording.summary([impact()]) == "1 change: 1 by people who use the service."
    changes = [impact(idea="staff"), impact(idea="carers"), impact(idea="carers")]
    assert wording.summary(changes) == "3 changes: 2 by carers and families and 1 by staff."


def test_the_heading_counts_changes_and_the_line_below_does_not_say_it_again() -> None:
    assert wording.title([]) == ""
    assert wording.title([impact()]) == "1 change because of people"
    assert wording.whose([impact()]) == ""
    assert wording.whose([impact(idea="staff")] * 2) == "All by staff."
    assert (
        wording.whose([impact(idea="staff"), impact(), impact()]) == "2 by people who use the service and 1 by staff."
    )
    assert wording.whose([]) == "Nothing is noted here yet."


def test_a_line_says_whose_idea_which_kind_and_on_which_item(catalogue: Catalogue) -> None:
    items = items_of(catalogue.core)
    equal = impact(framework="principles", item="equal", idea="together", kind="staff")
    assert wording.line(equal, items) == "Idea: people and staff together. Kind: staff. Item: Equal."
    assert wording.line(impact(), items) == "Idea: people who use the service. Kind: money."
    assert wording.belongs(impact(framework="gone", item="gone"), items) == ""


def test_the_sheet_that_is_given_back_ends_each_change_with_a_full_stop() -> None:
    assert wording.told(impact()) == "Taxis are paid. Since 4 May 2026. Idea: people who use the service."
    assert wording.told(impact("Paid!")) == "Paid! Since 4 May 2026. Idea: people who use the service."


def test_a_tab_and_a_paper_count_them() -> None:
    assert wording.tab([impact()]) == "What people changed (1)"
    assert wording.on_paper([]) == ""
    assert (
        wording.on_paper([impact(), impact()])
        == "What changed because of people: 2 changes in 1 service; the annex has them."
    )


def test_the_rows_of_a_table_leave_out_services_that_are_not_shown(catalogue: Catalogue) -> None:
    ash = Service("ash", "Ash", "Org", "home care", "North", "fernshire")
    row = {
        "Service": "Ash",
        "What changed": "Taxis are paid",
        "Whose idea": "People who use the service",
        "Kind": "Money",
        "Item": "–",
        "Since": "4 May 2026",
    }
    assert wording.rows([impact()], {"ash": ash}, items_of(catalogue.core)) == [row]
    assert wording.rows([impact()], {}, {}) == []
    assert wording.short("Staff: who is chosen") == "Staff"
