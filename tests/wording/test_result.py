from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from assess import wording
from assess.core import scoring
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.change import Change, changes_between
from assess.core.framework import Framework
from assess.core.history import PeopleMoved, RoundLevels
from assess.core.submitted import Submitted
from drawn import stand
from stood import AUTUMN, LARKRISE, SPRING, stood, voices_on


def past(*levels: int | None, missed: int = -1) -> list[RoundLevels]:
    """Return rounds in which a service stood on these rungs; the round at place `missed` was not submitted."""
    rounds = [replace(AUTUMN, key=f"r{n}", name=f"Round {n}") for n in range(len(levels))]
    return [
        RoundLevels(round_, {} if level is None else {("ladder", "overall"): level}, {}, place != missed)
        for place, (round_, level) in enumerate(zip(rounds, levels, strict=True))
    ]


def test_the_heading_is_the_rung(catalogue: Catalogue) -> None:
    now = {"ladder": stood(catalogue["ladder"], 4), "principles": stood(catalogue["principles"], 1)}
    assert wording.result.heading(LARKRISE, now) == "Larkrise: rung 4 of 7, Consultation"
    now["ladder"] = replace(now["ladder"], agreed={"overall": 5})
    assert wording.result.heading(LARKRISE, now) == "Larkrise: rung 4 of 7, Consultation, as agreed"


def test_without_a_rung_the_heading_counts_the_first_scale_that_is_rated(catalogue: Catalogue) -> None:
    ladder, principles, milestones = (catalogue[key] for key in ("ladder", "principles", "milestones"))
    now = {"ladder": stood(ladder), "principles": stood(principles), "milestones": stood(milestones, 0, 1, 2, 3)}
    assert wording.result.heading(LARKRISE, now) == "Larkrise: 1 high, 2 low, of 4 rated"
    assert wording.result.heading(LARKRISE, {"ladder": stood(ladder)}) == "Larkrise: nothing rated yet"


def test_where_a_service_stands_is_said_with_its_stage_and_its_moves(catalogue: Catalogue) -> None:
    now = {"ladder": stood(catalogue["ladder"], 4)}
    said = {
        (4,): "In Round 0 it stands at “doing for”.",
        (3, 4): "In Round 1 it stands at “doing for”: one rung up since Round 0.",
        (4, 4): "In Round 1 it stands at “doing for”: the same rung as in Round 0.",
        (1, 6, 4): "In Round 2 it stands at “doing for”: 2 rungs down since Round 1, 3 rungs up since Round 0.",
        (3, None, 4): "In Round 2 it stands at “doing for”: one rung up since Round 0.",
        (9, 4): "In Round 1 it stands at “doing for”.",
    }
    for levels, sentence in said.items():
        assert wording.result.where_it_stands(past(*levels), now) == sentence


def test_a_ladder_left_blank_is_said_to_be_blank(catalogue: Catalogue) -> None:
    blank = {"ladder": stood(catalogue["ladder"])}
    assert wording.result.where_it_stands(past(3, None), blank) == (
        "In Round 1 it did not say on which rung of the ladder it stands."
    )
    assert wording.result.where_it_stands(past(3), {"principles": stood(catalogue["principles"], 1)}) == ""


def test_a_ladder_without_stages_names_the_rung(catalogue: Catalogue) -> None:
    ladder = catalogue["ladder"]
    plain = ladder.model_copy(update={"levels": tuple(one.model_copy(update={"band": None}) for one in ladder.levels)})
    assert (
        wording.result.where_it_stands(past(4), {"ladder": stood(plain, 4)})
        == "In Round 0 it stands at “Consultation”."
    )


def test_an_agreed_level_is_said_with_the_services_own_in_every_sentence(catalogue: Catalogue) -> None:
    ladder = catalogue["ladder"]
    now = replace(stood(ladder, 3), agreed={"overall": 5})
    said = "(agreed; the service said 5 Engagement)"
    assert wording.result.where_it_stands(past(4, 3), {"ladder": now}) == (
        f"In Round 1 it stands at “{ladder.level(3).band}” {said}: one rung down since Round 0."
    )
    (moved,) = changes_between({"ladder": stood(ladder, 4)}, {"ladder": now})
    assert wording.result.levels_moved(moved) == ("Consultation", f"Informing {said}")
    step, to_do = wording.result.next_step(now, ladder.items[0])
    assert step == f"{ladder.items[0].title}, from Informing {said} to Consultation"
    assert to_do == ladder.items[0].to_do[4]
    assert now.fingerprint() != stood(ladder, 3).fingerprint()


def test_the_path_on_the_ladder_is_headed_by_how_many_rounds_it_has(catalogue: Catalogue) -> None:
    ladder = catalogue["ladder"]
    assert wording.result.path_heading(ladder, 1, 1) == "Ladder of participation: where it stands"
    assert wording.result.path_heading(ladder, 5, 5) == "Ladder of participation: its path over 5 rounds"
    assert (
        wording.result.path_heading(ladder, 8, 11) == "Ladder of participation: its path over the last 8 of 11 rounds"
    )


def test_the_ladder_in_words_names_the_rungs_of_every_round(catalogue: Catalogue) -> None:
    ladder, rounds = catalogue["ladder"], past(3, None, 5, missed=1)
    assert wording.result.on_the_ladder(ladder, rounds) == (
        "Ladder of participation, 7 rungs: 3, not answered, 5. The table below has the same."
    )
    said = voices_on("overall", 5, 4)._replace(framework="ladder", agreed_level=5)
    rounds[-1] = replace(rounds[-1], positions={("ladder", "overall"): said})
    assert wording.result.on_the_ladder(ladder, rounds) == (
        "Ladder of participation, 7 rungs: 3, not answered, 5; people not answered, not answered, 4. "
        "The table below has the same."
    )
    assert wording.result.path_rows(ladder, rounds, LARKRISE) == [
        {
            "Round": "Round 2",
            "Service": "5 Engagement (agreed; the service said the same)",
            "People": "4 Asked",
        },
        {"Round": "Round 1", "Service": "Not answered", "People": "–"},
        {"Round": "Round 0", "Service": "3 Informing", "People": "–"},
    ]
    assert [row["Service"] for row in wording.result.path_rows(ladder, past(9, None), LARKRISE)] == ["Not rated", "9"]


READ = replace(LARKRISE, notice="Our reading of a published report.")


def test_the_rungs_of_a_published_report_are_our_reading(catalogue: Catalogue) -> None:
    (row,) = wording.result.path_rows(catalogue["ladder"], past(4), READ)
    assert row["Our reading"] == "4 Consultation"
    assert "Service" not in row


def test_an_organisation_whose_report_was_read_is_not_said_to_have_submitted() -> None:
    at = datetime(2026, 3, 5, 12)  # noqa: DTZ001 - moments are in UTC
    when = Submitted(at, at, at)
    assert wording.result.by_whom(LARKRISE, SPRING, when) == f"{LARKRISE.organisation}. Submitted on 5 March 2026."
    assert wording.result.by_whom(READ, SPRING, when) == f"{LARKRISE.organisation}. Our reading."


def test_what_is_written_behind_the_levels_stands_with_item_and_level(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    answers = [
        Answer("principles", "equal", 2, note="“all alike” (page 2).", link="https://example.org/"),
        Answer("principles", "holistic", 1),
        Answer("principles", "positive", does_not_apply="Nobody was asked."),
        Answer("ladder", "overall", 4, note="Of another framework."),
    ]
    level = principles.quoted(2)
    assert wording.result.written({answer.key: answer for answer in answers}, principles) == [
        ("Positive", "Nobody was asked."),
        (f"Equal, {level}", "“all alike” (page 2). https://example.org/"),
    ]
    assert wording.result.written_heading(LARKRISE, 2) == "What the service wrote (2)"
    assert wording.result.written_heading(READ, 2) == "Our reading (2)"
    assert wording.result.NOTHING_WRITTEN == "Nothing was written behind the levels."


def test_the_stages_of_a_ladder_are_said_in_a_sentence_and_in_rows(catalogue: Catalogue) -> None:
    ladder, by_level = catalogue["ladder"], catalogue["ladder-by-level"]
    now, before = stand(ladder, {"analyse": 4, "plan": 5}), stand(ladder, {"plan": 3})
    items = ladder.items[1:3]
    assert wording.result.stages_heading(ladder) == "Ladder of participation by stage"
    assert wording.result.stages_heading(by_level) == "Ladder by level"
    assert wording.result.path_heading(by_level, 1, 1) == "Ladder by level, strategic level: where it stands"
    assert wording.result.path_heading(ladder, 2, 2) == "Ladder of participation: its path over 2 rounds"
    assert wording.result.stages(ladder, ladder.items[1:4], now.levels) == (
        "Ladder of participation by stage, 7 rungs: Analyse 4 consultation, Plan 5 engagement, Do not rated. "
        "The table has the same."
    )
    assert wording.result.stage_rows(items, now, before, [AUTUMN, SPRING]) == [
        {"About": items[0].title, AUTUMN.name: "4 Consultation", SPRING.name: "Not rated"},
        {"About": items[1].title, AUTUMN.name: "5 Engagement", SPRING.name: "3 Informing"},
    ]
    assert wording.result.stage_rows(items[:1], now, None, [AUTUMN]) == [
        {"About": items[0].title, AUTUMN.name: "4 Consultation"}
    ]


def test_two_notes_behind_a_level_stand_under_their_headings(catalogue: Catalogue) -> None:
    answers = [
        Answer("conditions", "policies", 2, note="People wrote it"),
        Answer("conditions", "policies.second-note", note="Not agreed yet"),
        Answer("conditions", "practices.second-note", note="No time"),
    ]
    assert wording.result.written({answer.key: answer for answer in answers}, catalogue["conditions"]) == [
        (
            "Policies and governance, “Half and half”",
            "Achieved, and helps: People wrote it Still to do, and in the way: Not agreed yet",
        ),
        ("Practices", "Still to do, and in the way: No time"),
    ]
    assert wording.result.notes_heading(catalogue["conditions"]) == "Six conditions of systems change: both notes"


def test_what_a_rung_and_an_item_are_is_said_once() -> None:
    assert wording.result.RUNG == "A rung is one step of the ladder: the higher it is, the more power is shared."
    assert wording.result.ITEM == "An item is one question, rated on the levels of its framework."


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


def test_a_heading_counts_the_items_that_rose_and_fell(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    both = changed(principles, {"holistic": (1, 3), "equal": (2, 1), "positive": (2, 4)})
    assert wording.result.items_heading(both, SPRING) == "2 items rose, 1 fell since Spring 2026"
    one = changed(principles, {"holistic": (1, 3)})
    assert wording.result.items_heading(one, SPRING) == "1 item rose, 0 fell since Spring 2026"
    assert wording.result.items_heading([], SPRING) == "Items: none was rated in Spring 2026 too"
    assert wording.result.items_heading([], None) == "Items in the first round"


def test_that_two_rounds_differ_in_more_than_their_ratings_is_said_where_the_moves_are_counted() -> None:
    assert wording.result.differ([]) == ""
    assert wording.result.differ(["One."]) == (
        "Read these moves with care: the two rounds differ in another way, see “What changed”."
    )
    assert "differ in 2 other ways" in wording.result.differ(["One.", "Two."])


def test_beside_an_item_stands_what_a_reader_must_know_of_its_level(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    first, second = principles.items[:2]
    now = replace(stood(principles, 3, "No budget"), agreed={first.key: 4})
    late = voices_on(first.key, 4, 1, 3)._replace(changed_after=True)
    assert wording.result.marks(now, first, late, {("principles", first.key): 1}) == (
        "agreed; the service said 4 Gold standard description met; corrected, 1 Starting before; "
        "changed after people's answers could be seen"
    )
    assert wording.result.marks(now, second, None, {}) == "does not apply: No budget"
    assert wording.result.marks(now, principles.items[2], None, {("principles", principles.items[2].key): None}) == (
        "corrected, not rated before"
    )
    assert wording.result.marks(stood(principles, 3), first, voices_on(first.key, 3, 1), {}) == ""


def test_the_share_of_evidenced_ratings_is_said(catalogue: Catalogue) -> None:
    found = {
        "ladder": stood(catalogue["ladder"], 4, note="Minutes of March"),
        "principles": stood(catalogue["principles"], 1, 2),
    }
    assert wording.result.evidenced(found) == "1 of 3 ratings (33 %) is backed by a note or a link."


def test_the_next_step_is_what_to_do_to_reach_the_level_above(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    equal = principles.item("equal")
    now = stand(principles, {"equal": 2})
    assert wording.result.next_step(now, equal) == ("Equal, from Developing to Established", equal.to_do[3])


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


@pytest.mark.parametrize(("month", "is_late"), [(11, False), (12, True)])
def test_what_came_after_the_close_is_said_to_be_late(month: int, is_late: bool) -> None:
    said = wording.result.late_note(AUTUMN, datetime(2026, month, 29))  # noqa: DTZ001 - the store's times are UTC
    assert bool(said) == is_late
    assert ("does not count" in said) == is_late


def test_how_scores_are_worked_out_says_that_a_blank_is_no_zero() -> None:
    assert "never zero" in wording.result.HOW_SCORED


def test_what_a_service_does_not_know_yet_is_named_and_counted_as_not_rated(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    keys = [(principles.key, item.key) for item in principles.items[:2]]
    answers = {key: Answer(*key).not_known() for key in keys}
    reached = scoring.standing(principles, "quick", "service", answers | {keys[0]: Answer(*keys[0], 3)})
    title = principles.items[1].title
    assert wording.result.not_known([reached]) == f"{title}. The answer was “I don't know”."
    assert wording.result.marks(reached, principles.items[1], None, {}) == "the service does not know"
    assert wording.result.index(reached) == (
        f"{principles.title}: 1 of {len(reached.asked)} rated, 1 not known, too few for an index."
    )
    assert wording.result.not_known([scoring.standing(principles, "quick", "service", {})]) == ""


def test_how_people_see_it_since_an_earlier_round_is_said_with_the_ladder_apart() -> None:
    rung, equal, holistic = ("ladder", "overall"), ("principles", "equal"), ("principles", "holistic")
    say = wording.result.people_moved
    assert say(PeopleMoved(SPRING, {rung: -1, equal: 2, holistic: 0}), rung) == (
        f"What people say, since {SPRING.name}: of 2 items 1 rose and none fell; on the ladder down 1."
    )
    assert say(PeopleMoved(SPRING, {equal: 0}), rung).endswith("of 1 item none rose and none fell.")
    assert say(None, rung) == ""
