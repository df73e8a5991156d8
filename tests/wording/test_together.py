"""The sentences on open questions, themes and case notes."""

from dataclasses import replace

from acts import promised
from assess import wording
from assess.core.case_notes import TEXTS, CaseNote
from assess.core.programme import Service
from assess.core.together import QUESTIONS, OpenWord, Theme, Together

SERVICE = Service("one", "Larkrise", "Org", "home care", "North", "programme")
WORDS = [OpenWord("works", "Tea"), OpenWord("not", "Waiting")]
THEME = Theme("t", "one", "spring", "Waiting", "I know when they come", "The rota.", "A time", "a", "Less waiting")


def test_how_far_sorting_is() -> None:
    assert wording.together.title(Together(WORDS)) == "2 notes from people, no theme yet"
    assert wording.together.title(Together(WORDS, [THEME])) == "2 notes from people, 1 theme, 2 still to sort"
    both = {word.key: "t" for word in WORDS}
    assert wording.together.title(Together(WORDS, [THEME], both)) == "2 notes from people, 1 theme, all sorted"
    # Not in as many themes as there are: nobody could say so of one theme with both notes.
    three = [replace(THEME, key=key, name=key) for key in "tuv"]
    assert wording.together.title(Together(WORDS, three, both)) == "2 notes from people, 3 themes, all sorted"
    assert wording.together.theme_heading(THEME, Together(WORDS, [THEME], both)) == "Waiting (2 notes)"


def test_a_theme_on_the_sheet_has_what_the_group_said_and_no_note() -> None:
    assert wording.together.point(THEME) == (
        "Waiting: “I know when they come.” Why: The rota. It goes well when: A time. What happened: Less waiting."
    )
    assert wording.together.point(Theme("t", "one", "spring", "Waiting")) == "Waiting."


def test_a_theme_is_told_with_its_actions_and_without_what_is_blank() -> None:
    action = replace(promised(SERVICE, "spring", "ladder", "overall"), key="a")
    assert wording.together.theme_lines(THEME, [action]) == [
        ("In an “I” statement", "I know when they come"),
        ("Why it is so", "The rota."),
        ("When it goes well", "A time"),
        ("What we do", "Meet every month (to do)"),
        ("What happened", "Less waiting"),
    ]
    assert wording.together.theme_lines(Theme("t", "one", "spring", "Waiting"), [action]) == []


def test_what_is_still_to_do_about_a_theme() -> None:
    assert wording.together.missing(THEME) == ""
    left = wording.together.missing(replace(THEME, review="", actions=""))
    assert left == "Still to say: what you do and what happened."


def test_every_text_has_a_question() -> None:
    assert tuple(wording.together.CASE_QUESTIONS) == TEXTS
    assert tuple(wording.together.QUESTIONS) == QUESTIONS
    note = CaseNote("one", "spring", why="They wait.", came="A rota.")
    assert wording.together.case_lines(note) == [
        ("Why do you do this, and what was there before?", "They wait."),
        ("What came of it at once: what was made or decided?", "A rota."),
    ]
