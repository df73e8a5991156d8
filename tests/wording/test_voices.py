from dataclasses import replace

import pytest

from assess import wording
from assess.core.answers import Answer
from assess.core.catalogue import Catalogue
from assess.core.framework import items_of
from assess.core.position import Position
from assess.core.programme import READING
from assess.core.voices import Note, Unheard, people_turnout
from stood import LARKRISE, SPRING, voices_on

READ = replace(LARKRISE, notice="Our reading of a published report, not the organisation's own rating.")


def test_where_the_voices_are_furthest_apart_is_said_with_what_each_says(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    items = {("principles", item.key): (principles, item) for item in principles.items}
    heard = [voices_on("holistic", 2, 1), voices_on("equal", 3, 1), voices_on("positive", 0, 4)]
    assert wording.voices.furthest_apart(heard, items) == (
        "Furthest apart: Positive (the service says “Not yet”, people say “Fully”); "
        "Equal (the service says “Established”, people say “A little”)."
    )
    assert wording.voices.furthest_apart(heard, items, most=1).endswith("; and 1 more.")
    assert wording.voices.furthest_apart(heard[:1], items) == ""
    agreed = [heard[1]._replace(agreed_level=2)]
    assert wording.voices.furthest_apart(agreed, items).endswith("people say “A little”, agreed on “Developing”).")


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
    lived = [each._replace(is_experience=True) for each in heard]
    assert wording.voices.gap_heading(principles, lived) == "Gold Standard principles: not compared"


PRINCIPLES = ("holistic", "resourced", "transparent", "equal")


@pytest.mark.parametrize(
    ("levels", "agreed", "finding"),
    [
        ([(3, 1), (0, 4)], (), "furthest apart on Resourced, 4 levels"),
        ([(3, 1), (0, 2), (4, 3)], (), "furthest apart on Holistic and Resourced, 2 levels"),
        ([(3, 1), (0, 2), (4, 2), (2, 4)], (), "furthest apart on Holistic, Resourced and 2 more, 2 levels"),
        ([(3, 1), (0, 4)], ("resourced",), "still furthest apart on Holistic, 2 levels"),
        ([(3, 2), (0, 4)], ("resourced",), "still one level apart on 1 of 2 items"),
        ([(3, 2), (2, 2)], (), "one level apart on 1 of 2 items, nowhere more"),
        ([(3, 2), (0, 4), (1, 1)], ("holistic", "resourced"), "nothing is left to agree"),
        ([(2, 2), (4, 4)], (), "both voices say the same on all of 2 items"),
        ([(2, 2), (4, 4)], ("holistic",), "both voices say the same on all of 2 items"),
        ([(None, 2), (None, 1)], (), "people alone have answered"),
    ],
)
def test_the_heading_says_on_what_both_voices_are_furthest_apart_and_have_not_agreed(
    catalogue: Catalogue, levels: list[tuple[int | None, int]], agreed: tuple[str, ...], finding: str
) -> None:
    heard = [voices_on(item, *two) for item, two in zip(PRINCIPLES, levels, strict=False)]
    settled = [("principles", item) for item in agreed]
    assert wording.voices.title("Larkrise", heard, items_of(catalogue), settled) == f"Larkrise: {finding}"


def test_the_heading_of_both_voices_calls_the_ladder_by_its_name(catalogue: Catalogue) -> None:
    heard = [voices_on("overall", 6, 2)._replace(framework="ladder")]
    assert wording.voices.title("Larkrise", heard, items_of(catalogue)) == (
        "Larkrise: furthest apart on the ladder, 4 levels"
    )


def test_beside_both_voices_stands_what_they_agreed_on(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    assert wording.voices.marks(voices_on("equal", 3, 1, 2), principles) == "agreed on 2 Developing"
    assert wording.voices.marks(voices_on("positive", 2, 2), principles) == ""


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        ([(None, 2)], "6 people answered; the service has not."),
        (
            [(3, 1), (2, 2), (0, 4)],
            (
                "6 people answered too. On 2 of 3 items the two voices stand two levels or more apart; on 1 the "
                "service rates itself higher than people do."
            ),
        ),
        (
            [(3, 2), (2, 2)],
            (
                "6 people answered too. On none of 2 items do the two voices stand two levels or more apart; on 1 the "
                "service rates itself higher than people do."
            ),
        ),
    ],
)
def test_how_far_both_voices_are_apart_is_counted(heard: list[tuple[int | None, int]], said: str) -> None:
    assert wording.voices.how_far_apart([voices_on("equal", *levels) for levels in heard]) == said


LIVED = voices_on("equal", 3, 1)._replace(is_experience=True)
NOT_KNOWN = voices_on("equal", 3, 1)._replace(service_level=None)


@pytest.mark.parametrize("position", [LIVED, NOT_KNOWN])
def test_a_service_that_answered_what_cannot_be_compared_is_not_called_silent(
    catalogue: Catalogue, position: Position
) -> None:
    """It rated an experience, or said that it doesn't know."""
    principles, heard = catalogue["principles"], [position]
    said = "6 people answered too; no item has levels of both voices that can be compared."
    assert wording.voices.how_far_apart(heard) == wording.voices.in_short(heard) == said
    assert wording.voices.heading(heard, LARKRISE) == "Voices: not compared"
    assert wording.voices.title("Larkrise", heard, items_of([principles])) == "Larkrise: not compared"
    assert wording.voices.gap_heading(principles, heard) == "Gold Standard principles: not compared"


EITHER = "No question shows more than 6 of them: the others left it out, or beside one group there were fewer than 5."


@pytest.mark.parametrize(
    ("heads", "largest", "is_unfinished", "said"),
    [
        (6, 6, False, ""),
        (7, 6, False, "1 of them is not shown: beside one group there would be fewer than 5."),
        (10, 6, False, "4 of them are not shown: beside one group there would be fewer than 5."),
        (10, 6, True, EITHER),
        (10, 0, False, EITHER),
        (4, 0, True, ""),
    ],
)
def test_who_answered_and_is_not_shown_is_counted_with_the_reason(
    heads: int, largest: int, said: str, *, is_unfinished: bool
) -> None:
    turnout = people_turnout(heads, has_ended=True, is_unfinished=is_unfinished, largest=largest)
    heard = [voices_on("equal", 3, 2)]
    assert wording.voices.not_shown(heard, turnout) == said
    both = wording.voices.how_far_apart(heard, turnout)
    assert both.startswith(f"{max(heads, 6)} people answered too. {said and said + ' '}On none of 1 item do")
    alone = wording.voices.how_far_apart([voices_on("equal", None, 2)], turnout)
    assert alone == f"{max(heads, 6)} people answered; the service has not.{said and ' ' + said}"


@pytest.mark.parametrize(
    ("heads", "largest", "is_unfinished", "said"),
    [
        (8, 4, False, "Nothing of it is shown: beside one group there would be fewer than 5."),
        (8, 6, False, "2 of them are not shown: beside one group there would be fewer than 5."),
        (8, 6, True, "2 of them are left out wherever beside one group there would be fewer than 5."),
        (9, 0, False, ""),
    ],
)
def test_how_many_are_left_out_beside_a_group_is_said(
    heads: int, largest: int, said: str, *, is_unfinished: bool
) -> None:
    turnout = people_turnout(heads, has_ended=True, is_unfinished=is_unfinished, largest=largest)
    assert wording.voices.left_out(turnout) == said
    assert wording.voices.left_out(None) == ""


def test_notes_are_listed_in_the_forms_order_and_those_on_indicators_with_their_item(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    items = {("principles", item.key): (principles, item) for item in principles.items}
    services = {"a": replace(LARKRISE, key="a", name="Alder"), "b": replace(LARKRISE, key="b", name="Birch")}
    notes = [
        Note("a", "people", "principles", "equal.2", "Nobody asked us", ""),
        Note("b", "service", "principles", "holistic", "Minutes", "https://example.org"),
        Note("a", "agreed", "principles", "holistic", "Both of us", ""),
        Note("z", "service", "principles", "holistic", "Another service", ""),
        Note("a", "service", "principles", "gone", "Another item", ""),
    ]
    rows = wording.voices.note_list(notes, services, items)
    assert all(tuple(row) == wording.voices.NOTE_COLUMNS for row in rows)
    assert [list(row.values()) for row in rows] == [
        ["Holistic", "Alder", "Agreed by both", "Both of us", ""],
        ["Holistic", "Birch", "Service", "Minutes", "https://example.org"],
        ["Equal", "Alder", "People", "Nobody asked us", ""],
    ]


def test_where_both_voices_stand_is_said_in_a_line_each_as_each_calls_it(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    both = {"staff": "Staff: 3 Established", "people": "People: 1 A little (6 answered)"}
    assert wording.voices.stand(voices_on("equal", 3, 1), principles) == both
    unsure = voices_on("equal", 3, 1)._replace(unsure=5)
    assert wording.voices.stand(unsure, principles) == {**both, "unsure": "5 of 11 people don't know"}
    assert wording.voices.stand(NOT_KNOWN, principles)["staff"] == "Staff: Not rated"


@pytest.mark.parametrize(
    ("position", "said"),
    [
        (voices_on("equal", 3, 1), "2 levels apart"),
        (voices_on("equal", 1, 2), "1 level apart"),
        (voices_on("equal", 2, 2), "Both say the same"),
        (LIVED, "Not compared"),
        (NOT_KNOWN, "Not compared"),
    ],
)
def test_how_far_both_voices_stand_apart_on_an_item_is_said_in_few_words(position: Position, said: str) -> None:
    assert wording.voices.apart(position) == said


def test_what_is_agreed_is_said_with_its_reason_and_counted(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    equal, answer = principles.item("equal"), Answer("principles", "equal", 2, note="We met.")
    assert wording.voices.agreed_on(principles, answer) == "You have agreed on “Developing”. Why: We met."
    assert wording.voices.agreed_on(principles, Answer("principles", "equal")) == ""
    assert wording.voices.recorded(equal) == "Equal: what you agree on is recorded."
    assert wording.voices.settled(1, 9) == "1 of 9 items is settled."
    assert wording.voices.settled(0, 1) == "0 of 1 item are settled."


def test_a_level_that_was_changed_after_people_could_be_seen_says_so_wherever_it_stands_beside_theirs(
    catalogue: Catalogue,
) -> None:
    principles = catalogue["principles"]
    items = {("principles", item.key): (principles, item) for item in principles.items}
    late = voices_on("equal", 3, 1)._replace(changed_after=True)
    mark = "changed after people's answers could be seen"
    assert wording.voices.how_far_apart([late]).endswith(f" On 1 the service's level was {mark}.")
    assert f"the service says “Established”, {mark}, people say" in wording.voices.furthest_apart([late], items)
    assert wording.voices.marks(late, principles) == f"service {mark}"
    assert wording.voices.stand(late, principles)["staff"] == f"Staff: 3 Established, {mark}"
    assert wording.portfolio.gap(2, changed_after=True) == f"service 2 higher, {mark}"


@pytest.mark.parametrize(("level", "way"), [(0, "below"), (1, ""), (2, ""), (3, ""), (4, "above")])
def test_a_level_that_nobody_said_is_asked_about(catalogue: Catalogue, level: int, way: str) -> None:
    principles = catalogue["principles"]
    asked = wording.voices.outside(voices_on("equal", 3, 1), principles, level)
    assert bool(asked) == bool(way)
    if way:
        label = principles.level(level).label
        assert asked == f"“{label}” is {way} what each of you said. Tick “{wording.voices.MEANT}” to record it."


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("nobody", "Nobody who uses Larkrise was invited to answer in Spring 2026."),
        (
            "open",
            (
                "People can still answer in Spring 2026. What they say is shown when the service has closed answering "
                "for good, or after 31 May 2026."
            ),
        ),
        (
            "few",
            (
                "Fewer than 5 people had finished when answering ended in Spring 2026. That is too few to show, and "
                "nobody can be added."
            ),
        ),
        (
            "group",
            (
                "Beside one group of those who answered in Spring 2026 there are fewer than 5 people, so nothing is "
                "shown, and nobody can be added."
            ),
        ),
        (
            "aside",
            "Larkrise has set aside all that people were asked in Spring 2026, so nothing of it is shown.",
        ),
        (
            "typing",
            (
                "Larkrise types in answers from paper. What people said in Spring 2026 is shown when it says that all "
                "are in, or after 14 June 2026."
            ),
        ),
        (
            "own",
            (
                "Larkrise has not submitted its own answers. Until Spring 2026 closes, people's are shown only beside "
                "them."
            ),
        ),
        (
            "items",
            (
                "In Spring 2026 too few people answered any one question that may be shown: it takes 5, and 5 beside "
                "any one group. Nobody can be added."
            ),
        ),
    ],
)
def test_each_reason_why_people_are_not_shown_has_a_sentence(why: Unheard, said: str) -> None:
    assert wording.voices.unheard(why, LARKRISE, SPRING) == said


def test_closing_with_too_few_people_is_warned_of_with_no_other_number_than_turnout_says() -> None:
    warnings = {
        wording.voices.too_few_to_close(people_turnout(heads, has_ended=False, is_unfinished=True, largest=0), SPRING)
        for heads in range(5)
    }
    (warning,) = warnings | {wording.voices.too_few_to_close(None, SPRING)}
    assert warning == (
        "Fewer than 5 people have finished so far. If you close answering now, nobody can be added, and nothing that "
        "people said in Spring 2026 can be shown, now or later, unless those who have begun make it 5."
    )
    enough = people_turnout(5, has_ended=False, is_unfinished=False, largest=0)
    assert wording.voices.too_few_to_close(enough, SPRING) == ""


def test_both_voices_in_short_say_who_answered_and_on_how_many_items_they_are_far_apart() -> None:
    heard = [voices_on("equal", 3, 1), voices_on("positive", 2, 2)]
    assert wording.voices.in_short(heard) == ("6 people answered too; the two voices are far apart on 1 of 2 items.")
    assert wording.voices.in_short(heard[1:]).endswith("; the two voices are far apart on none of 1 item.")
    turnout = people_turnout(13, has_ended=True, is_unfinished=False, largest=0)
    assert wording.voices.in_short(heard, turnout).startswith("13 people answered too;")
    assert wording.voices.in_short([voices_on("equal", None, 1)]) == "6 people answered; the service has not."
    assert wording.voices.in_short([]) == ""
    assert wording.voices.heading(heard, LARKRISE) == "Voices: far apart on 1 of 2"
    assert wording.voices.heading([voices_on("equal", None, 1)], LARKRISE) == "Voices: people's alone"
    assert wording.voices.heading([], LARKRISE) == "Service view only"
    assert wording.voices.heading([], READ) == "Our reading only"


def test_a_published_report_is_read_by_us_and_not_by_the_service() -> None:
    assert wording.voices.whose("service", LARKRISE) == "Service"
    assert wording.voices.whose("service", READ) == "Our reading"
    assert [wording.voices.whose(voice, READ) for voice in ("people", "agreed")] == ["People", "Agreed by both"]
    assert wording.voices.alone([READ, READ]) == "Our reading only"
    assert wording.voices.alone([READ, LARKRISE]) == wording.voices.alone([]) == "Service view only"


def test_two_notes_on_an_item_are_listed_under_their_headings_and_peoples_words_without(catalogue: Catalogue) -> None:
    notes = [
        Note("larkrise", "service", "conditions", "relationships", "Trust grew", ""),
        Note("larkrise", "service", "conditions", "relationships.second-note", "It is easily lost", ""),
        Note("larkrise", "people", "conditions", "relationships", "I trust one of them", ""),
    ]
    rows = wording.voices.note_list(notes, {"larkrise": LARKRISE}, items_of([catalogue["conditions"]]))
    assert [row["What was written"] for row in rows] == [
        "Achieved, and helps: Trust grew",
        "Still to do, and in the way: It is easily lost",
        "I trust one of them",
    ]
    assert {row["Item"] for row in rows} == {"Relationships and connections"}


def test_a_note_behind_a_reading_is_listed_as_ours(catalogue: Catalogue) -> None:
    notes = [Note("larkrise", "service", "principles", "equal", "“all alike” (a report, page 2).", "")]
    (row,) = wording.voices.note_list(notes, {"larkrise": READ}, items_of([catalogue["principles"]]))
    assert (row["Voice"], row["What was written"]) == ("Our reading", "“all alike” (a report, page 2).")


def test_what_is_said_once_about_both_voices_names_the_rule() -> None:
    assert wording.voices.FAR_APART == "Voices are far apart from 2 levels on; such a row is in bold."
    assert wording.voices.NOTHING_WRITTEN == "People wrote nothing that may be shown."


def test_every_item_on_which_the_voices_are_far_apart_is_named_the_furthest_first(catalogue: Catalogue) -> None:
    items = items_of([catalogue["principles"]])
    heard = [voices_on("equal", 3, 1), voices_on("positive", 2, 2), voices_on("holistic", 0, 4)]
    assert wording.voices.furthest(heard, items) == [
        "Holistic (the service says “Not yet”, people say “Fully”)",
        "Equal (the service says “Established”, people say “A little”)",
    ]


def test_who_doesnt_know_is_said_item_by_item_the_largest_share_first(catalogue: Catalogue) -> None:
    principles = catalogue["principles"]
    items = items_of([principles])
    heard = [
        voices_on("holistic", 2, 1)._replace(people=15, unsure=5),
        voices_on("equal", 3, 1)._replace(people=8, unsure=6),
        voices_on("positive", 3, 1),
    ]
    assert wording.voices.dont_know(heard, items) == [
        "6 of 14 people don't know: Equal.",
        "5 of 20 people don't know: Holistic.",
    ]
    assert wording.voices.marks(heard[1], principles) == "6 of 14 people don't know"
    assert wording.voices.stand(heard[1], principles)["unsure"] == "6 of 14 people don't know"
    assert "unsure" not in wording.voices.stand(heard[2], principles)


def test_who_doesnt_know_is_not_said_to_be_left_out() -> None:
    heard = [voices_on("equal", 3, 1)._replace(people=8, unsure=5)]
    assert wording.voices.not_shown(heard, people_turnout(13, has_ended=True, is_unfinished=False)) == ""
    assert wording.voices.how_far_apart(heard).startswith("13 people answered too. On 1 of 1 items")


def test_an_invitation_promises_paper_and_links_only_where_its_link_opens_elsewhere() -> None:
    said = wording.voices
    assert "a page to print with a code, and a link to send." in said.not_invited(LARKRISE, SPRING, can_print=True)
    assert said.invited(can_print=True) == "The invitation is made: print this page or send its link."
    assert said.code_replaced(can_print=True) == "The code is replaced. Print this page again or send its new link."
    for sentence in (
        said.not_invited(LARKRISE, SPRING, can_print=False),
        said.invited(can_print=False),
        said.code_replaced(can_print=False),
    ):
        assert "print" not in sentence.lower()
        assert "send" not in sentence
        assert "link" not in sentence


def test_of_our_reading_of_a_report_nobody_is_said_to_have_missed_an_invitation() -> None:
    reading = replace(LARKRISE, notice=READING)
    assert wording.voices.unheard("nobody", reading, SPRING) == (
        "People were not asked: this is our reading of a report."
    )
    assert wording.voices.unheard("few", reading, SPRING) == wording.voices.unheard("few", LARKRISE, SPRING)
