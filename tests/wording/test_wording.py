from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess import wording
from assess.core import text
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.change import Change
from assess.core.framework import Framework, Voice
from assess.core.position import Position
from assess.core.programme import Round, Service
from assess.core.scoring import Standing, standing
from assess.core.voices import Turnout

LARKRISE = Service("larkrise", "Larkrise", "Borsetshire Council", "home care", "Borsetshire", "borsetshire")
SPRING = Round("spring", "borsetshire", "Spring 2026", date(2026, 3, 1), date(2026, 5, 31))
AUTUMN = Round("autumn", "borsetshire", "Autumn 2026", date(2026, 9, 1), date(2026, 11, 30))


def stood(framework: Framework, *said: int | str | None, note: str = "") -> Standing:
    """Return where levels, reasons and blanks for its first items put a service on a framework."""
    answers = {
        (framework.key, item.key): Answer(
            framework.key,
            item.key,
            level=one if isinstance(one, int) else None,
            does_not_apply=one if isinstance(one, str) else "",
            note=note,
        )
        for item, one in zip(framework.asked("quick", "service"), said, strict=False)
    }
    return standing(framework, "quick", "service", answers)


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
        "Gold Standard principles: 57 out of 100, which we call strong (7 of 8 rated, 1 does not apply)."
    )
    assert wording.result.coverage(now) == (
        "We call that strong. 7 of 8 rated, 1 does not apply. Lowest: Inclusive and Equal."
    )


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


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (["A", "B", "C", "D"], "A, B, C and D"),
        (["A", "B", "C", "D", "E"], "A, B, C and 2 more"),
    ],
)
def test_names_are_listed_as_a_reader_lists_them(names: list[str], said: str) -> None:
    assert text.listed(names) == said


@given(st.lists(st.sampled_from("ABCDEFG"), unique=True))
def test_a_list_names_everything_or_says_how_many_more(names: list[str]) -> None:
    said = text.listed(names)
    named = [name for name in names if name in said]
    more = int(said.split()[-2]) if said.endswith("more") else 0
    assert more != 1
    assert len(named) + more == len(names)


def test_a_table_of_levels_begins_at_the_top(catalogue: Catalogue) -> None:
    rows = wording.guide.levels(catalogue["ladder"])
    assert [row["Level"] for row in rows][::6] == ["7 Co-production", "1 Coercion"]
    assert rows[0]["Band"] == "doing with"
    assert "Band" not in wording.guide.levels(catalogue["principles"])[0]


def test_the_worked_example_is_what_the_code_works_out(catalogue: Catalogue) -> None:
    said = wording.guide.worked_example(catalogue["principles"])
    assert "The levels add up to 16; the most they could be is 7 × 4 = 28." in said
    assert "The index is 100 × 16 ÷ 28, which is 57: we call that strong." in said
    assert said.endswith("The lowest are Inclusive and Equal.")


def voices_on(item: str, service: int | None, people: int | None, agreed: int | None = None) -> Position:
    headline = service if agreed is None else agreed
    at = datetime(2026, 10, 1, tzinfo=UTC)
    return Position(
        "larkrise", "autumn", "principles", item, headline or 0, "service", False, service, people, 6, agreed, at
    )


def test_where_the_voices_are_furthest_apart_is_said_with_what_each_says(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    items = {("principles", item.key): (principles, item) for item in principles.items}
    heard = [voices_on("holistic", 2, 1), voices_on("equal", 3, 1), voices_on("positive", 0, 4)]
    assert wording.voices.furthest_apart(heard, items) == (
        "Furthest apart: Positive (the service says “Not yet”, people say “Gold standard description met”); "
        "Equal (the service says “Established”, people say “Starting”)."
    )
    assert wording.voices.furthest_apart(heard, items, most=1).endswith("; and 1 more.")
    assert wording.voices.furthest_apart(heard[:1], items) == ""
    agreed = [heard[1]._replace(agreed_level=2)]
    assert wording.voices.furthest_apart(agreed, items).endswith("people say “Starting”, agreed on “Developing”).")


@pytest.mark.parametrize(
    ("levels", "finding"),
    [
        ([(3, 1), (0, 4)], "far apart on Holistic and Resourced"),
        ([(3, 2), (2, 2)], "one level apart on 1 of 2"),
        ([(2, 2), (4, 4)], "the same on 2 of 2"),
        ([(3, 1)], "far apart"),
        ([(3, 2)], "one level apart"),
        ([(2, 2)], "the same"),
        ([(None, 2), (None, 1)], "people alone have answered"),
    ],
)
def test_a_heading_says_how_far_the_voices_are_apart(
    catalogue: Catalogue, levels: list[tuple[int | None, int]], finding: str
) -> None:
    principles = catalogue["principles"]
    heard = [voices_on(item.key, *two) for item, two in zip(principles.items, levels, strict=False)]
    assert wording.voices.gap_heading(principles, heard) == f"Gold Standard principles: {finding}"


def test_both_voices_and_what_they_agree_on_fit_four_columns(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    rows = wording.voices.side_by_side([voices_on("equal", 3, 1, 2), voices_on("positive", 2, 2)], principles)
    assert [list(row.values()) for row in rows] == [
        ["Equal", "3 Established", "1 Starting (6)", "people 2 lower, far apart; agreed on 2 Developing"],
        ["Positive", "2 Developing", "2 Developing (6)", "same"],
    ]


def test_items_that_all_stand_alike_are_not_listed_as_the_lowest(catalogue: Catalogue) -> None:
    assert wording.result.coverage(stood(catalogue["principles"], *[2] * 8)).endswith(
        "All of these stand at “Developing”."
    )


def test_how_many_are_in_a_round_is_said_before_they_are_named() -> None:
    at = datetime(2026, 10, 1, tzinfo=UTC)
    services = [replace(LARKRISE, key=key) for key in ("done", "begun", "idle")]
    came: dict[tuple[str, Voice], Turnout] = {
        ("done", "service"): Turnout(1, 1, at, at),
        ("done", "people"): Turnout(6, 4, at, at),
        ("begun", "service"): Turnout(1, 0, None, None),
    }
    assert wording.rounds.how_many_are_in(services, came, {"done"}) == (
        "1 of 3 services has submitted, 1 has begun, 1 not yet. 1 has invited people."
    )
    assert (
        wording.rounds.how_many_are_in(services[:1], came, ()) == "1 of 1 service has submitted. 0 have invited people."
    )
    rows = wording.rounds.who_is_in(services, came, {"done"})
    assert [row["Answers by people"] for row in rows] == ["4 submitted, 2 begun", "none yet", "none yet"]
