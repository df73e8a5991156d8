"""A published sheet as people read it: the first of each part, with the pictures of what they said."""

from dataclasses import replace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from assess.core.catalogue import Catalogue
from assess.core.framework import Framework
from assess.present import give_back, given, pictures
from assess.present.given import Group, Part, Point
from assess.wording import plain

WORDS = "- “The bus has gone.”"


def shown(part: Part) -> list[str]:
    """Return each line of a part, whether it is shown at once or unfolded."""
    return [line for group in (*part.first, *part.rest) for line in (group.text, *map(str_of, group.points)) if line]


def str_of(point: Point) -> str:
    return " ".join(filter(None, [point.text, point.says]))


def lines_of(groups: tuple[Group, ...]) -> list[str]:
    return [line for group in groups for line in (group.text, *(point.text for point in group.points)) if line]


def principles(catalogue: Catalogue) -> Framework:
    return catalogue["principles"].worded_for("people")


def test_an_answer_has_its_picture_and_a_piece_of_a_bar_for_each_person(catalogue: Catalogue) -> None:
    framework = principles(catalogue)
    item = framework.item("equal")
    said = give_back.answer(item.title, framework.descriptor(item, 1))
    part = given.told(f"12 people answered.\nHow you rated:\n- {said} 7 of 12 say this.", catalogue)
    ((opening, rated), rest) = part.first, part.rest
    assert opening == Group("12 people answered.")
    assert rated.is_label
    (point,) = rated.points
    assert (point.text, point.saying, point.of, point.says) == (said, 7, 12, "7 of 12 say this.")
    assert point.picture == pictures.uri(pictures.of("principles", "equal")["1"])
    assert point.pieces == (True,) * 7 + (False,) * 5
    assert rest == ()


def test_what_is_not_recognised_is_shown_as_it_is(catalogue: Catalogue) -> None:
    part = given.told("- Equal: “Words of another version.” 7 of 12 say this.\n- Equal: Partly.", catalogue)
    assert shown(part) == ["Equal: “Words of another version.” 7 of 12 say this.", "Equal: Partly."]
    assert not [point for group in part.first for point in group.points if point.picture]


def test_a_crowd_has_no_bar_of_pieces() -> None:
    crowd = Point("Equal", saying=500, of=given.MOST_PIECES + 1)
    assert crowd.pieces == ()
    assert len(replace(crowd, of=given.MOST_PIECES).pieces) == given.MOST_PIECES


def test_the_first_of_each_part_is_shown_and_the_rest_unfolds_under_its_labels(catalogue: Catalogue) -> None:
    told = "12 people answered.\nSome typed in.\nLowest:\n- A\n- B\n- C\nHighest:\n- D\nIn your own words:\n"
    part = given.told(f"{told}{WORDS}\n- “Second.”\nYou wrote 3 more.", catalogue)
    assert lines_of(part.first) == ["12 people answered.", "Lowest:", "A", "B", "“The bus has gone.”"]
    assert lines_of(part.rest) == [
        "Some typed in.",
        *("Lowest:", "C"),
        *("Highest:", "D"),
        *("In your own words:", "“Second.”"),
        "You wrote 3 more.",
    ]
    assert (part.title, part.more) == ("What you told us", "More that you told us")


def test_what_was_heard_shows_its_first_sentence_with_its_first_points() -> None:
    part = given.heard("You and we are far apart on 3 of 8 questions.\n- A\n- B\n- C\nOn 1 question we changed.")
    assert lines_of(part.first) == ["You and we are far apart on 3 of 8 questions.", "A"]
    assert lines_of(part.rest) == ["B", "C", "On 1 question we changed."]
    assert part.title == plain.text("sheet.heard")


@pytest.mark.parametrize("published", ["", "One sentence.", "Label:\n- A"])
def test_a_short_sheet_has_nothing_to_unfold(published: str) -> None:
    assert given.heard(published).rest == ()


@for_all(st.lists(st.sampled_from(["Sentence.", "Label:", "- point", WORDS, "- “- x”", "- 7 of 12 say this."])))
def test_no_line_is_lost_or_invented(written: list[str]) -> None:
    part = given.heard("\n".join(written))
    labels = {"Label:", "In your own words:"}
    points = [line.removeprefix("- ") for line in written if line not in labels]
    assert sorted(line for line in shown(part) if line not in labels) == sorted(points)
