"""The page that sets up programmes, without a browser: who may open it, and what it says before it changes anything."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from apps import new_app
from apps import opened as opened_page
from assess.core.access import local_viewer
from assess.screen import session

ME = local_viewer()
HARMFUL = "![](https://evil.example/b.png) <script> # Big"


@pytest.fixture
def set_up(database: Path) -> Path:
    """Two programmes, one of them with a service of Fernshire Council."""
    store = session.store()
    for name in ("One", "Two"):
        store.programmes.add(ME, name)
    store.services.add(ME, "Larkrise", "Fernshire Council", "home care", "North", "one")
    return database


def services() -> list[tuple[str, str]]:
    session.close_store()
    return sorted((each.name, each.organisation) for each in session.store().services.visible_to(ME))


def opened(view_as: str = "Everything", programme: str = "one") -> AppTest:
    app = new_app()
    app.session_state["view-as"] = view_as
    app.switch_page("../../pages/programmes.py")
    app.query_params["programme"] = programme
    return app.run()


def titles(app: AppTest) -> list[str]:
    return [each.value.replace("\\", "") for each in app.title]


def button(app: AppTest, label: str) -> AppTest:
    return next(each for each in app.button if each.label == label).click().run()


def paste(app: AppTest, text: str) -> AppTest:
    app.text_area[0].set_value(text)
    return button(app, "Look at this list")


@pytest.mark.parametrize(("role", "is_open"), [("Programme board", True), ("Manager", False), ("Commissioner", False)])
def test_boards_and_administrators_open_it_and_nobody_else(set_up: Path, role: str, is_open: bool) -> None:
    app = opened(role)
    assert bool(app.text_area) == is_open
    assert any("for other roles" in error.value for error in app.error) != is_open


def test_faults_are_named_by_line_and_nothing_is_added(set_up: Path) -> None:
    app = paste(opened(), "Millbrook;Old Mill;day care;South\nElms;;day care;South\nLarkrise;fernshire council;x;y")
    assert "Line 2: no organisation" in app.error[0].value.replace("\\", "")
    app = paste(app, "Millbrook;Old Mill;day care;South\nLarkrise;fernshire council;x;y")
    assert "Line 2: There is already a service called “Larkrise” in Fernshire Council" in app.error[0].value.replace(
        "\\", ""
    )
    assert [each.label for each in app.button if each.label.startswith("Add these")] == []
    assert services() == [("Larkrise", "Fernshire Council")]


def test_a_list_is_added_only_when_it_was_seen_with_the_spelling_that_was_meant(set_up: Path) -> None:
    app = paste(opened(), "Millbrook;Fernshire Concil;home care;North\nElms;Old Mill;day care;South")
    assert app.info[0].value.replace("\\", "") == "This would add 2 services to One. Nothing is added yet."
    (doubt,) = [each for each in app.checkbox if "I mean" in each.label]
    doubt.check().run()
    app = button(app, "Add these 2 services")
    assert not app.exception
    assert "are added to One" in app.success[0].value.replace("\\", "")
    assert app.text_area[0].value == ""
    assert services() == [
        ("Elms", "Old Mill"),
        ("Larkrise", "Fernshire Council"),
        ("Millbrook", "Fernshire Council"),
    ]


def test_harmful_names_are_shown_as_they_are(set_up: Path) -> None:
    app = paste(opened(), f"{HARMFUL};{HARMFUL};{HARMFUL};{HARMFUL}")
    app = next(each for each in app.button if each.key == "add-list").click().run()
    assert not app.exception
    assert (HARMFUL, HARMFUL) in services()
    shown = [each.value for each in opened().markdown]
    assert not any("![](" in value or "<script>" in value for value in shown)


def test_services_are_moved_retired_and_brought_back(set_up: Path) -> None:
    app = opened()
    next(each for each in app.multiselect if each.label == "Which services are retired?").set_value(["larkrise"])
    app = button(app, "Retire them")
    assert titles(app) == ["One: no service yet"]
    next(each for each in app.multiselect if each.label == "Which services are asked again?").set_value(["larkrise"])
    app = button(app, "Bring them back")
    assert titles(app) == ["One: 1 service of 1 organisation"]
    next(each for each in app.multiselect if each.label == "Which services move?").set_value(["larkrise"])
    app = button(app, "Move them")
    assert "Choose the programme" in app.error[0].value.replace("\\", "")
    next(each for each in app.selectbox if each.label == "To which programme?").set_value("two")
    app = button(app, "Move them")
    assert "Larkrise is moved to Two" in app.success[0].value.replace("\\", "")
    session.close_store()
    assert session.store().services.get(ME, "larkrise").programme == "two"
    assert session.store().faults() == []


def test_a_programme_is_added_and_renamed(set_up: Path) -> None:
    app = opened()
    next(each for each in app.text_input if each.label == "Name of this programme").set_value("TWO")
    app = button(app, "Rename it")
    assert "There is already a programme called “TWO”" in app.error[0].value.replace("\\", "")
    next(each for each in app.text_input if each.label == "Name of this programme").set_value("First")
    app = button(app, "Rename it")
    assert "It is called First now" in app.success[0].value.replace("\\", "")
    next(each for each in app.text_input if each.label.startswith("Name, for example")).set_value("Three")
    app = button(app, "Add this programme")
    assert titles(app) == ["Three: no service yet"]


def test_a_programme_without_services_does_not_show_the_rounds_of_another(set_up: Path) -> None:
    app = opened_page("rounds", programme="two")
    assert "Two has no service yet" in " ".join(each.value for each in [*app.info, *app.markdown])
    assert app.selectbox(key="programme-two-Two").options == ["One", "Two"]
