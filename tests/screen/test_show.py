"""Drawing functions of the pages: a write with its message and errors, escaping, links."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from apps import new_app
from assess.core import logs
from assess.core.errors import InputError, NotAllowedError, StoreError
from assess.core.names import isolated
from assess.screen import pages, show
from served import ROOT

SCREEN = [
    *sorted((ROOT / "pages").glob("*.py")),
    *sorted((ROOT / "assess" / "screen").glob("*.py")),
]


def run(script: Callable[[], None]) -> AppTest:
    return new_app(script).run()


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("How far do staff (and managers) co-produce?", "How far do staff (and managers) co-produce?"),
        ("![c](https://example.org/c.png)", "!c(https:\u2060//example.org/c.png)"),
        ("<img src=x> **bold** `code` :red[x]", "img src=x bold code :redx"),
    ],
)
def test_a_label_that_is_read_out_is_not_escaped_and_makes_nothing_of_what_was_typed(typed: str, heard: str) -> None:
    assert show.heard(typed) == heard


def write_and_say() -> None:
    import streamlit as st

    from assess.screen import show

    faults: list[str] = []
    st.session_state.setdefault("writes", 0)
    if st.button("Write", key="write"):
        with show.attempt(faults, "*Written.*", at="write"):
            st.session_state["writes"] += 1
    show.done("write")
    show.done("elsewhere")
    st.text(f"{st.session_state['writes']} {faults}")
    if not st.session_state.get("interrupted"):
        show.forget_shown()


def test_what_is_done_is_said_again_after_a_run_that_another_one_has_ended() -> None:
    app = run(write_and_say)
    app.session_state["interrupted"] = True
    app.button(key="write").click().run()
    app.session_state["interrupted"] = False
    assert [message.value for message in app.run().success] == [r"\*Written\.\*"]
    assert not app.run().success


def test_a_write_that_is_done_is_said_once_after_the_rerun_and_as_plain_text() -> None:
    app = run(write_and_say)
    assert not app.success
    app.button(key="write").click().run()
    assert [message.value for message in app.success] == [r"\*Written\.\*"]
    assert app.text[0].value == "1 []"
    app.run()
    assert not app.success
    assert app.text[0].value == "1 []"


def write_and_be_refused() -> None:
    import streamlit as st

    from assess.core.errors import InputError
    from assess.screen import show

    faults: dict[str, str] = {}
    if st.button("Write", key="write"):
        with show.attempt(faults, "Written.", at="write", field="name"):
            raise InputError("The name is missing.\nThe area is missing.")
    show.done("write")
    st.text(str(faults))


def test_a_refused_write_gives_its_sentences_with_their_field_and_says_nothing_of_being_done() -> None:
    app = run(write_and_be_refused).button(key="write").click().run()
    assert app.text[0].value == "{'The name is missing.': 'name', 'The area is missing.': 'name'}"
    assert not app.success
    app.run()
    assert not app.success


def write_and_go_on() -> None:
    import streamlit as st

    from assess.screen import navigation, show

    faults: list[str] = []
    if st.button("Write", key="write"):
        with show.attempt(faults, "Written.", at="write"):
            navigation.stay(step="next")
    show.done("write")
    st.text(f"{navigation.chosen('step')} {faults}")


def test_a_write_that_leads_to_another_place_goes_there() -> None:
    app = run(write_and_go_on).button(key="write").click().run()
    assert app.text[0].value == "next []"
    assert not app.success


@pytest.mark.parametrize("error", [InputError, StoreError])
def test_what_the_store_refuses_is_collected(error: type[Exception]) -> None:
    faults: list[str] = ["Before."]
    with show.collect(faults):
        raise error("One.\nTwo.")
    assert faults == ["Before.", "One.", "Two."]


def test_where_people_sign_in_a_form_shows_nothing_of_the_database(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ASSESS_MODE", "deployed")
    faults: list[str] = []
    with show.collect(faults):
        raise StoreError("assess on db.example.org cannot be reached.")
    with show.collect(faults):
        raise InputError("Write a name.")
    assert faults == [
        "The database cannot be read or written just now, so nothing was saved. Try again in a minute.",
        "Write a name.",
    ]
    logged = [record.getMessage() for record in caplog.records if record.name == logs.LOG.name]
    assert logged == ["assess on db.example.org cannot be reached."]


def test_what_a_viewer_may_not_do_is_left_to_the_frame_that_logs_it() -> None:
    faults: list[str] = []
    with pytest.raises(NotAllowedError), show.collect(faults):
        raise NotAllowedError("No.")
    assert faults == []


@given(st.text(max_size=60))
def test_escaping_keeps_the_text_and_leaves_no_mark_of_markdown_unescaped(text: str) -> None:
    escaped = show.escaped(text)
    assert re.sub(r"\\([\\`*_{}\[\]()#+\-.!|<>~:$&])", r"\1", escaped) == isolated(text)
    assert not re.search(r"[`*_{}\[\]()#+\-.!|<>~:$&]", re.sub(r"\\.", "", escaped, flags=re.DOTALL))


def draw_everything() -> None:
    from assess.screen import show

    typed = "![](https://evil.example/a.png) <b> **x** :material/home:"
    show.heading(typed, faults={typed: "name"})
    for draw in (show.section, show.subsection, show.say, show.strong, show.info, show.warning, show.success):
        draw(typed)
    with show.expander(typed):
        show.uncached_rows([{typed: typed}], "Rows")


def test_every_way_to_draw_a_text_escapes_it() -> None:
    app = run(draw_everything)
    assert not app.exception
    shown = [*app.title, *app.header, *app.subheader, *app.markdown, *app.info, *app.warning, *app.success, *app.error]
    assert len(shown) == 9
    typed = "![](https://evil.example/a.png) <b> **x** :material/home:"
    # A URL in a heading does not become a link.
    headings = [each.value for each in (*app.title, *app.header, *app.subheader)]
    assert headings == [show.label(typed)] * 3
    others = [each.value for each in shown if each.value not in headings]
    assert [value for value in others if show.escaped(typed) not in value] == []
    assert len(others) == 6
    assert app.expander[0].label == show.label(typed)
    assert app.table[0].value.iloc[0, 0] == show.escaped(typed)
    assert app.error[0].value == f"- [{show.escaped(typed)}](#name)"


def draw_rows() -> None:
    from assess.screen import show

    for cell in ("one", "two", "one"):
        show.rows([{"Level": cell}], "Levels")


def test_rows_are_drawn_as_they_are_though_rows_of_another_content_were_kept() -> None:
    for _ in range(2):
        assert [table.value.to_numpy().tolist() for table in run(draw_rows).table] == [[["one"]], [["two"]], [["one"]]]


def test_a_notice_that_several_services_share_is_shown_once() -> None:
    def draw() -> None:
        from assess.core.programme import Service
        from assess.screen import show

        facts = ("programme", "name", "organisation", "kind", "area")
        show.notices(
            [Service(str(n), *facts, notice=notice) for n, notice in enumerate(("", "An example.", "An example."))]
        )

    assert [notice.value for notice in run(draw).markdown] == [r":small[An example\.]"]


def calls(tree: ast.AST, *names: str) -> list[ast.Call]:
    """The calls of these functions of Streamlit."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "st" and node.func.attr in names
    ]


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_headings_and_notices_are_drawn_where_they_are_escaped(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.name != "show.py":
        assert not calls(tree, "title", "header", "subheader", "info", "warning", "success", "error")
        assert "escaped" not in {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    # The title of a container is Markdown too, so one that is put together must be escaped.
    for call in calls(tree, "expander"):
        assert path.name == "show.py" or not isinstance(call.args[0], ast.JoinedStr | ast.Name | ast.Attribute)


def test_no_page_asks_for_roles_by_itself() -> None:
    for path in pages.PAGES_FOLDER.glob("*.py"):
        assert ".require(" not in path.read_text(encoding="utf-8")


def test_the_style_sheet_has_every_rule_and_no_comment() -> None:
    # The scripts of the boards are sent with their components.
    paths = [
        path
        for path in (ROOT / "assess/screen/styles").glob("*.css")
        if path.stem not in {"meeting", "typing", "agree"}
    ]
    files = [path.read_text(encoding="utf-8") for path in paths]
    without_comments = re.sub(r"/\*.*?\*/", "", "".join(files), flags=re.DOTALL)
    assert sorted(_rules(show.STYLE)) == sorted(_rules(without_comments))
    assert len(show.STYLE) < len("".join(files))


def _rules(sheet: str) -> list[str]:
    """The rules of a style sheet without white space that it does not need."""
    tight = re.sub(r"\s*([{};,>])\s*|(?<=:)\s+", r"\1", re.sub(r"\s+", " ", sheet))
    return [rule.strip().strip(";") for rule in re.split(r"[{}]", tight) if rule.strip(" ;")]


def test_scripts_are_sent_with_every_line_of_code() -> None:
    for sent, name in ((show._FOCUS, "focus.js"), (show._NOTES, "notes.js")):  # noqa: SLF001 - no page has both
        lines = (ROOT / "assess/screen" / name).read_text(encoding="utf-8").splitlines()
        code = [line.strip() for line in lines if line.strip() and not line.strip().startswith("//")]
        assert sent.splitlines() == code
        assert len(code) < len(lines)
