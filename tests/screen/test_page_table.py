"""The table of pages: every file has its row, and every role meets what the row says."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from apps import menu, new_app
from assess.core import logs, paths
from assess.core.access import ROLES, SCOPES, Grant, Role, Viewer
from assess.screen import navigation, pages, session
from assess.screen.pages import TABLE, Page
from assess.store import Store

FRAME = session.FRAME
REFUSED = "This page is for other roles than the one you have here"


def frame(view_as: str = "Everything") -> AppTest:
    app = new_app()
    app.session_state["view-as"] = view_as
    return app.run()


def open_page(app: AppTest, page: Page) -> AppTest:
    return app.switch_page(f"../../pages/{page.name}.py").run()


def refusals(app: AppTest) -> list[str]:
    return [error.value for error in app.error if REFUSED in error.value]


def test_every_file_of_pages_has_one_row_and_every_row_a_file() -> None:
    files = sorted(path.stem for path in pages.PAGES_FOLDER.glob("*.py"))
    assert sorted(page.name for page in TABLE) == files


def test_no_two_pages_have_the_same_title_or_icon() -> None:
    assert len({page.title for page in TABLE}) == len({page.icon for page in TABLE}) == len(TABLE)


def test_the_pages_of_a_section_stand_together() -> None:
    sections = [page.section for page in TABLE]
    changes = [section for before, section in zip(["", *sections], sections, strict=False) if section != before]
    assert len(changes) == len(set(changes))


@pytest.mark.parametrize("view_as", session.VIEWS)
def test_each_role_opens_the_pages_of_its_rows_under_one_heading_and_is_refused_every_other(
    database: Path, caplog: pytest.LogCaptureFixture, view_as: str
) -> None:
    roles = set(session.VIEWS[view_as])
    known = [page for page in TABLE if page.name not in ("sign_in", "people")]
    app, refused = frame(view_as), []
    for page in known:
        open_page(app, page)
        assert not app.exception, page.name
        assert len(app.title) == 1, page.name
        assert bool(refusals(app)) == (not roles & page.roles), page.name
        if refusals(app):
            refused.append(page.name)
            assert [title.value for title in app.title] == [page.title]
            assert not [*app.main.button, *app.main.text_input, *app.main.selectbox, *app.main.table]
    told = [json.loads(logs.JsonLines().format(record)) for record in caplog.records if record.name == "assess"]
    assert [(line["event"], line["page"], line["roles"]) for line in told] == [
        ("refused", name, sorted(roles)) for name in refused
    ]


@pytest.mark.parametrize("view_as", session.VIEWS)
def test_the_menu_has_the_pages_that_a_role_may_open_and_no_other(database: Path, view_as: str) -> None:
    roles = set(session.VIEWS[view_as])
    known = [page for page in TABLE if page.name not in ("sign_in", "people")]
    assert [*menu(frame(view_as))] == [page.name for page in known if page.section and roles & page.roles]


def test_on_a_laptop_there_is_no_page_of_people_and_no_signing_in(database: Path) -> None:
    app = frame()
    for name in ("people", "sign_in"):
        assert open_page(app, pages.BY_NAME[name]).session_state["page"].name == "home"


def test_without_a_role_every_page_that_needs_one_leads_to_signing_in(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESS_MODE", "deployed")
    app = frame()
    assert app.button(key="sign-in").label == "Sign in"
    assert [*menu(app)] == ["sign_in", "take_part", "guide", "accessibility", "privacy"]
    for page in TABLE:
        open_page(app, page)
        assert not [*app.exception, *refusals(app)]
        assert app.session_state["page"].name == (page.name if "visitor" in page.roles else "sign_in")


def test_each_run_has_pages_of_its_own_which_streamlit_marks() -> None:
    def script() -> None:
        from assess.core.access import Viewer
        from assess.screen import navigation

        (one, first), (other, second) = (navigation.resolve(Viewer("", "")) for _ in range(2))
        assert one is other
        assert first is not second

    assert not new_app(script).run().exception


GRANTS = st.lists(st.builds(Grant, role=st.sampled_from(ROLES), over=st.sampled_from(SCOPES)), max_size=5).map(tuple)


@given(GRANTS, st.frozensets(st.sampled_from(ROLES)))
def test_a_page_opens_only_for_a_role_that_is_held(grants: tuple[Grant, ...], roles: frozenset[Role]) -> None:
    page = Page("page", "Section", "Title", "icon", roles)
    assert page.is_open_to(Viewer("b", "Somebody", grants)) == bool(roles & {grant.role for grant in grants})


@pytest.mark.parametrize("over", [("everything", ""), ("area", "North")])
@pytest.mark.parametrize("role", ROLES)
def test_only_an_administrator_of_everything_has_the_page_of_people_and_only_where_people_sign_in(
    monkeypatch: pytest.MonkeyPatch, role: str, over: tuple[str, str]
) -> None:
    viewer = Viewer("a", "A", (Grant(role, *over),))  # type: ignore[arg-type]
    expected = role == "administrator" and over[0] == "everything"
    assert pages.BY_NAME["people"].is_open_to(viewer) == expected
    for deployed in (False, True):
        monkeypatch.setenv("ASSESS_MODE", "deployed" if deployed else "")
        listed = [page.name for section in pages.menu(viewer).values() for page in section]
        assert ("people" in listed) == (expected and deployed)


def test_a_link_to_a_page_that_the_viewer_may_not_open_is_not_shown(seen_examples: Store) -> None:
    assert 'data-page="rounds"' in "".join(each.proto.body for each in frame("Programme board").main.get("html"))
    assert "rounds" not in [link.proto.page for link in frame("Commissioner").main.get("page_link")]


def test_a_server_that_is_ready_has_imported_what_pages_import_and_has_run_no_script(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from assess.screen import pages; pages.get_ready(); import sys; print(*sys.modules)"],
        env={**os.environ, "ASSESS_DATABASE": str(tmp_path / "assess.duckdb")},
        capture_output=True,
        text=True,
        check=True,
    )
    imported = said.stdout.split()
    parts = {f"assess.screen.{path.stem}" for path in (paths.PROGRAM / "assess/screen").glob("[!_]*.py")}
    assert parts - set(imported) == {"assess.screen.frame"}
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        ({"service": "a", "code": "b"}, {"service": "a"}),
        ({"service": ["a"], "round": 1}, {}),
        (None, {}),
        ("service=a", {}),
    ],
)
def test_only_texts_of_known_names_are_query_parameters(sent: object, known: dict[str, str]) -> None:
    assert navigation.known_parameters(sent) == known
