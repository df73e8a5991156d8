from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from assess import wording
from assess.core.catalogue import Catalogue
from assess.core.change import Change, changes_between
from assess.core.framework import Framework
from stood import AUTUMN, LARKRISE, SPRING, stood, voices_on


def test_where_a_service_stands_is_said_with_rung_and_band(catalogue: Catalogue) -> None:
    assert wording.result.where_it_stands(LARKRISE, AUTUMN, stood(catalogue["ladder"], 4), None) == (
        "In Autumn 2026, Larkrise stands on rung 4 of 7: Consultation, “doing for” people."
    )


@pytest.mark.parametrize(
    ("before", "moved"),
    [
        (4, ", the same rung as in the round before."),
        (3, ", one rung up since the round before."),
        (6, ", 2 rungs down since the round before."),
        (None, "people."),
    ],
)
def test_a_move_on_the_ladder_is_said_in_rungs(catalogue: Catalogue, before: int | None, moved: str) -> None:
    ladder = catalogue["ladder"]
    said = wording.result.where_it_stands(LARKRISE, AUTUMN, stood(ladder, 4), stood(ladder, before))
    assert said.endswith(moved)


def test_a_ladder_left_blank_is_said_to_be_blank(catalogue: Catalogue) -> None:
    assert "did not say on which rung" in wording.result.where_it_stands(
        LARKRISE, AUTUMN, stood(catalogue["ladder"]), None
    )


def test_an_agreed_level_is_said_with_the_services_own_in_every_sentence(catalogue: Catalogue) -> None:
    ladder = catalogue["ladder"]
    now = replace(stood(ladder, 3), agreed={"overall": 5})
    said = "(agreed; the service said 5 Engagement)"
    assert wording.result.where_it_stands(LARKRISE, AUTUMN, now, stood(ladder, 4)) == (
        f"In Autumn 2026, Larkrise stands on rung 3 of 7: Informing, “doing for” people {said}, "
        "one rung down since the round before."
    ).replace("“doing for”", f"“{ladder.level(3).band}”")
    assert wording.result.chart_heading(now) == f"Ladder of participation: Informing {said}"
    assert f"this round Informing {said}, last round" in wording.result.on_the_ladder(now, now)
    (moved,) = changes_between({"ladder": stood(ladder, 4)}, {"ladder": now})
    (row,) = wording.result.moves([moved], SPRING, AUTUMN)
    assert (row["Spring 2026"], row["Autumn 2026"]) == ("Consultation", f"Informing {said}")
    step = wording.result.next_level(ladder, ladder.items[0], 3, now.beside("overall"))
    assert step.startswith(f"{ladder.items[0].title} is at “Informing” {said}. The next step")
    assert now.fingerprint() != stood(ladder, 3).fingerprint()


def test_a_finding_heads_its_chart(catalogue: Catalogue) -> None:
    ladder, principles = catalogue["ladder"], catalogue["principles"]
    assert wording.result.chart_heading(stood(ladder, 6)) == "Ladder of participation: Co-design"
    assert wording.result.chart_heading(stood(principles, *[2] * 8)) == "Gold Standard principles: 50 out of 100"
    assert wording.result.chart_heading(stood(principles, 2)) == "Gold Standard principles"


def test_the_ladder_in_words_names_the_rungs_of_both_rounds(catalogue: Catalogue) -> None:
    ladder = catalogue["ladder"]
    both = wording.result.on_the_ladder(stood(ladder, 6), stood(ladder, 4))
    assert both.endswith("7 rungs: this round Co-design, last round Consultation.")
    assert wording.result.on_the_ladder(stood(ladder), None).endswith("7 rungs: nothing rated.")


def test_an_index_is_said_with_its_band_and_what_it_rests_on(catalogue: Catalogue) -> None:
    now = stood(catalogue["principles"], 3, 2, 3, 1, 2, 4, 1, "No budget")
    assert wording.result.index(now) == (
        "Gold Standard principles: 57 out of 100, in the third quarter of the scale (7 of 8 rated, 1 does not apply)."
    )
    assert wording.result.coverage(now) == (
        "57 out of 100 means that the rated items stand, on average, 57 % of the way from “Not yet” to “Gold standard "
        "description met”: in the third quarter of the scale. 7 of 8 rated, 1 does not apply. Lowest: Inclusive and "
        "Equal."
    )


def test_25_and_43_are_said_apart_and_100_names_the_frameworks_own_highest_level(catalogue: Catalogue) -> None:
    for framework in [one for one in catalogue if one.kind == "scale"]:
        ends = framework.levels[0], framework.levels[-1]
        for end, index in zip(ends, (0, 100), strict=True):
            said = wording.result.coverage(stood(framework, *[end.value] * len(framework.items)))
            assert said.startswith(f"{index} out of 100 means that every rated item stands at “{end.label}”.")
    of_25, of_43 = (
        wording.result.meaning(stood(catalogue["principles"], *levels))
        for levels in ([1] * 8, [2, 2, 2, 2, 2, 2, 1, 1])
    )
    assert "25 % of the way" in of_25
    assert "44 % of the way" in of_43


def test_too_few_ratings_are_said_to_be_too_few(catalogue: Catalogue) -> None:
    now = stood(catalogue["principles"], 3, 2, 2, "No budget", "Not our task")
    assert wording.result.index(now) == (
        "Gold Standard principles: 3 of 8 rated, 2 do not apply, too few for an index."
    )
    assert wording.result.coverage(now).endswith("Lowest: Resourced and Transparent.")
    assert wording.result.coverage(now).startswith("Too few are rated for an index. 3 of 8 rated")


def test_nothing_rated_is_said_to_be_nothing(catalogue: Catalogue) -> None:
    assert wording.result.index(stood(catalogue["principles"])) == "Gold Standard principles: nothing is rated yet."
    assert wording.result.coverage(stood(catalogue["principles"])) == "Nothing is rated yet."
    assert wording.result.evidenced({"principles": stood(catalogue["principles"])}) == "Nothing is rated yet."


def changed(framework: Framework, steps: Mapping[str, tuple[int, int]]) -> list[Change]:
    return [Change(framework, framework.item(key), *levels) for key, levels in steps.items()]


def test_moves_are_counted_both_ways(catalogue: Catalogue) -> None:
    moved = changed(catalogue["principles"], {"holistic": (1, 3), "equal": (2, 1), "positive": (2, 2)})
    assert wording.result.items_moved(moved, SPRING) == (
        "Since Spring 2026, 1 of 3 items moved up, 1 moved down and 1 stayed the same."
    )
    assert wording.result.items_moved([], SPRING) == "No item was rated both now and in Spring 2026."
    assert wording.result.items_moved([], None).startswith("This is its first round")


def test_a_table_of_moves_begins_with_the_furthest_rise(catalogue: Catalogue) -> None:
    moved = changed(catalogue["principles"], {"equal": (2, 1), "holistic": (1, 3)})
    assert wording.result.moves(moved, SPRING, AUTUMN) == [
        {"Item": "Holistic", "Spring 2026": "Starting", "Autumn 2026": "Established", "Change": "up 2"},
        {"Item": "Equal", "Spring 2026": "Developing", "Autumn 2026": "Starting", "Change": "down 1"},
    ]


def test_the_share_of_evidenced_ratings_is_said(catalogue: Catalogue) -> None:
    found = {
        "ladder": stood(catalogue["ladder"], 4, note="Minutes of March"),
        "principles": stood(catalogue["principles"], 1, 2),
    }
    assert wording.result.evidenced(found) == "1 of 3 ratings (33 %) is backed by a note or a link."


def test_the_next_step_is_the_level_above_in_the_items_own_words(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    equal = principles.item("equal")
    said = wording.result.next_level(principles, equal, 2)
    assert "Equal is at “Developing”" in said
    assert said.endswith(f"The next step, “Established”, looks like this: {equal.descriptors[3]}")


def test_strengths_name_the_highest_items_of_each_scale(catalogue: Catalogue) -> None:
    found = [stood(catalogue["ladder"], 4), stood(catalogue["principles"], 1, 3, 3)]
    assert wording.result.strengths(found) == ["Gold Standard principles: Resourced and Transparent, at “Established”."]
    assert wording.result.strengths([stood(catalogue["principles"], 2, 2)]) == []
    assert wording.result.strengths([stood(catalogue["principles"], 0, 1, 1)]) == []


def test_what_people_rate_much_lower_is_not_named_as_a_strength(catalogue: Catalogue) -> None:
    found = [stood(catalogue["principles"], 1, 3, 3)]
    (said,) = wording.result.strengths(found, [voices_on("resourced", 3, 1), voices_on("transparent", 3, 2)])
    assert said == "Gold Standard principles: Transparent, at “Established”."


def test_items_that_all_stand_alike_are_not_listed_as_the_lowest(catalogue: Catalogue) -> None:
    assert wording.result.coverage(stood(catalogue["principles"], *[2] * 8)).endswith(
        "All of these stand at “Developing”."
    )


def test_a_result_in_short_has_the_first_rung_and_the_first_scale(catalogue: Catalogue) -> None:
    now = {key: stood(catalogue[key], 4) for key in ("ladder", "principles", "milestones")}
    rung, scale = wording.result.in_short(LARKRISE, AUTUMN, now, {"ladder": stood(catalogue["ladder"], 3)})
    assert rung == wording.result.where_it_stands(LARKRISE, AUTUMN, now["ladder"], stood(catalogue["ladder"], 3))
    assert scale == wording.result.index(now["principles"])
    assert wording.result.in_short(LARKRISE, AUTUMN, {}, {}) == []


@pytest.mark.parametrize(("month", "is_late"), [(11, False), (12, True)])
def test_what_came_after_the_close_is_said_to_be_late(month: int, is_late: bool) -> None:
    said = wording.result.late_note(AUTUMN, datetime(2026, month, 29))  # noqa: DTZ001 - the store's times are UTC
    assert bool(said) == is_late
    assert ("does not count" in said) == is_late


def test_how_scores_are_worked_out_says_that_a_blank_is_no_zero() -> None:
    assert "never zero" in wording.result.HOW_SCORED
