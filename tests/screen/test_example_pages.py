"""With the fictional example every page of the table has something to show, for each role that it is for."""

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from apps import new_app
from assess.core.access import Viewer
from assess.core.programme import notices
from assess.screen import session
from assess.screen.pages import TABLE
from assess.store import Store
from assess.tasks import agenda

EMPTY = re.compile(
    r"nothing\b.*\byet\b|nothing was promised|nothing to (compare|put)|no service here|no programme here"
    r"|no round is open|has not submitted a round yet|has not rated this yet|nobody has rated|no item stands out"
    r"|no service and item in common|nothing moved|not yet written down|\*\*service view only",
    re.IGNORECASE,
)
PAGES = [page.name for page in TABLE if page.name not in ("sign_in", "people")]


def texts(app: AppTest) -> list[str]:
    shown = [*app.title, *app.header, *app.subheader, *app.markdown, *app.info, *app.warning, *app.error]
    return [str(each.value).replace("\\", "") for each in shown]


# They show no service: a framework, tables and links alone, or what was not opened by a code or a link yet.
NO_SERVICE = {"take_part", "frameworks", "data", "links", "shared"}


@pytest.mark.parametrize("view_as", session.VIEWS)
def test_no_page_of_the_example_is_empty_for_whom_it_is_for_and_each_says_that_it_is_one(
    seen_examples: Store, me: Viewer, view_as: str
) -> None:
    (notice,) = notices(seen_examples.services.visible_to(me))
    roles = set(session.VIEWS[view_as])
    app = new_app()
    app.session_state["view-as"] = view_as
    empty, unmarked = [], []
    for page in TABLE:
        if page.name in PAGES and roles & page.roles:
            app.switch_page(f"../../pages/{page.name}.py").run()
            assert not app.exception, page.name
            assert app.title, page.name
            # Pages about the product describe in general what an empty page says.
            if page.section == "About":
                continue
            empty += [(page.name, text) for text in texts(app) if EMPTY.search(text)]
            pictures = [each.proto.body for each in app.main.get("html")]
            shown = [*texts(app), *(each.value for each in app.caption), *pictures]
            if page.name not in NO_SERVICE and not any(notice in text for text in shown):
                unmarked.append(page.name)
    assert empty == []
    assert unmarked == [], "these pages need `show.notices` of the services that they show"


@pytest.mark.parametrize(("page", "view_as"), [("home", "Programme board"), ("rounds", "Programme board")])
def test_a_board_is_led_from_nothing_to_a_programme(database: Path, page: str, view_as: str) -> None:
    app = new_app()
    app.session_state["view-as"] = view_as
    app.switch_page(f"../../pages/{page}.py").run()
    links = [each.proto.label for each in app.main if each.type == "page_link"]
    assert any(label.startswith("Set up a programme") for label in links), links


def test_the_services_of_the_example_stand_at_different_steps(seen_examples: Store, me: Viewer) -> None:
    waits = agenda.agenda(seen_examples, me, session.today(), 40)
    assert {"rate", "invite", "agree"} <= {each.now for each in waits.journeys}
    assert waits.progress
    assert 0 < waits.waiting < len(waits.journeys)


@pytest.mark.parametrize("programme", ["good-days", "living-well-at-home", "open-doors", "two-shores"])
def test_every_programme_has_something_in_each_part_of_the_comparison(seen_examples: Store, programme: str) -> None:
    for tab in ("", "Where voices disagree", "Promises", "Tables", "Left out, and how worked out"):
        app = new_app()
        app.switch_page("../../pages/compare.py")
        app.query_params.update(programme=programme, tab=tab)
        app.run()
        shown = texts(app)
        assert not app.exception
        assert [text for text in shown if EMPTY.search(text)] == []
    assert any(text.startswith("Slipped") or "slipped" in text for text in shown)
