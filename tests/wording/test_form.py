from dataclasses import replace

import pytest

from assess import wording
from assess.core import form
from assess.core.catalogue import Catalogue
from assess.core.form import Doubt, Step


@pytest.fixture(scope="module")
def step(catalogue: Catalogue) -> Step:
    """A question of the thorough form, with three parts."""
    return next(each for each in form.steps(catalogue.core, "thorough", "service") if each.key == "principles-equal")


def test_a_question_has_its_place_its_group_and_its_title(step: Step) -> None:
    assert wording.form.number(3, 14, step) == "Question 3 of 14 · Equal"
    grouped = replace(step, item=step.item.model_copy(update={"group": "Between people"}))
    assert wording.form.number(3, 14, grouped) == "Question 3 of 14 · Between people · Equal"


def test_a_rung_and_a_level_are_explained_by_their_ends(catalogue: Catalogue) -> None:
    assert (
        wording.form.explained(catalogue["ladder"])
        == "A rung is a step of the ladder, from “Coercion” up to “Co-production”, where most power is shared."
    )
    assert (
        wording.form.explained(catalogue["milestones"])
        == "A level says how far you are, from “Not started” to “Sustained, with evidence”."
    )


def test_a_round_is_explained_in_one_sentence() -> None:
    assert wording.form.ROUND.startswith("A round is ")
    assert wording.form.ROUND.count(".") == 1


def test_what_a_tap_does_is_said_in_the_frameworks_word(catalogue: Catalogue) -> None:
    assert [wording.form.level_word(catalogue[key]) for key in ("ladder", "principles")] == ["rung", "level"]
    for key, word in {"ladder": "rung", "principles": "level"}.items():
        expected = f"A tap on a {word} saves it and opens the next question, unless you are writing a note."
        assert wording.form.leads_on(catalogue[key]) == expected


def test_parts_are_counted() -> None:
    assert wording.form.part(2, 4, "People take part") == "Part 2 of 4: People take part"
    assert wording.form.parts(3, 4) == "3 of 4 parts answered"
    assert wording.form.parts(0, 1) == "0 of 1 part answered"


def test_a_level_that_its_parts_contradict_is_asked_about(step: Step) -> None:
    assert (
        wording.form.doubt(step.framework, step.item, Doubt(3, 0, 2))
        == "You said “Established”, and 2 of 3 parts are “Not yet”. Which is right?"
    )
    assert wording.form.doubt(step.framework, step.item, Doubt(0, 2, 1)).startswith(
        "You said “Not yet”, and 1 of 3 parts is “Met”."
    )


def test_what_is_left_is_named() -> None:
    assert wording.form.blanks("Equal and Positive").startswith("Not answered yet: Equal and Positive. You can submit")
    assert wording.form.parts_left("Equal") == "Some parts are not answered yet: Equal."
