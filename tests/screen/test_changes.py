"""What people changed, and the yearly report, as each role sees their pages."""

import html

import pytest
from streamlit.testing.v1 import AppTest

from apps import opened
from assess.core.access import Viewer
from assess.store import Store
from assess.wording import year

LARKRISE = "larkrise-sitting-service"


def texts(app: AppTest) -> str:
    shown = [str(each.value) for each in (*app.title, *app.header, *app.markdown, *app.info, *app.error)]
    return "\n".join([*shown, *(html.unescape(each.proto.body) for each in app.get("html"))]).replace("\\", "")


@pytest.mark.parametrize(("role", "may_note"), [("Manager", True), ("Programme board", False)])
def test_a_manager_notes_changes_and_a_board_reads_them(
    seen_examples: Store, role: str, may_note: bool, me: Viewer
) -> None:
    (newest, *_) = seen_examples.impacts.visible_to(me, service=LARKRISE)
    app = opened("changes", role, service=LARKRISE)
    assert newest.what in texts(app)
    count = len(seen_examples.impacts.visible_to(me, service=LARKRISE))
    assert app.title[0].value == f"{count} changes because of people"
    assert ("Name nobody" in texts(app)) is may_note
    assert bool(app.text_area) is may_note


def test_the_change_that_a_line_of_a_report_names_stands_first_and_alone(seen_examples: Store, me: Viewer) -> None:
    oldest = seen_examples.impacts.visible_to(me, service=LARKRISE)[-1]
    shown = texts(opened("changes", service=LARKRISE, change=oldest.key))
    first = shown.index(oldest.what)
    others = [each for each in seen_examples.impacts.visible_to(me, service=LARKRISE) if each != oldest]
    assert others
    assert all(shown.index(each.what) > first for each in others)
    assert shown.count(f"**: {oldest.what}") == 1


def test_a_result_without_a_change_has_no_tab_for_it(seen_examples: Store, me: Viewer) -> None:
    noted = {each.service for each in seen_examples.impacts.visible_to(me)}
    without = next(
        each.key
        for each in seen_examples.services.visible_to(me)
        if each.key not in noted and seen_examples.ratings.submitted(me, each.key)
    )
    tabs = {key: [tab.label for tab in opened("result", service=key).tabs] for key in (without, LARKRISE)}
    assert not any("people changed" in label for label in tabs[without])
    assert sum("people changed" in label for label in tabs[LARKRISE]) == 1


def test_the_report_opens_on_the_newest_year_with_its_foreword_and_draws_one_part(seen_examples: Store) -> None:
    app = opened("year", "Programme board", programme="good-days")
    assert app.title[0].value.startswith("Good Days\\: yearly report to the board, ")
    assert "The chair of the people's network" in texts(app)
    assert year.NO_FOREWORD not in texts(app)
    assert [bool(tab.children) for tab in app.tabs] == [True, False, False, False, False]
    assert "Compare rounds" in texts(app)


def test_a_commissioner_and_a_manager_are_refused_the_report(seen_examples: Store) -> None:
    for role in ("Manager", "Commissioner"):
        assert "This page is for other roles" in texts(opened("year", role))
