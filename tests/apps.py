"""A page as its script draws it, without a browser."""

import html
import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from assess.screen import session

_ask_again_and_again = local_script_runner.require_widgets_deltas


def _wait_for_the_end(runner: LocalScriptRunner, timeout: float = 3) -> None:
    # `AppTest` asks every millisecond whether the script has ended, which takes a fifth of the time of drawing a page.
    if runner._script_thread:  # noqa: SLF001 - there is no other way to wait for it
        runner._script_thread.join(timeout)  # noqa: SLF001
    _ask_again_and_again(runner, timeout)


local_script_runner.require_widgets_deltas = _wait_for_the_end
# A server compiles a script once; `AppTest` would do it again at each run.
_SCRIPTS = ScriptCache()
vars(app_test)["ScriptCache"] = lambda: _SCRIPTS


def new_app(script: Callable[[], object] | None = None) -> AppTest:
    """Return the dashboard, or a function as an app, before its first run."""
    seconds = 60
    app = (
        AppTest.from_function(script, default_timeout=seconds)
        if script
        else AppTest.from_file(str(session.FRAME), default_timeout=seconds)
    )
    # With none given, `AppTest` looks through all installed packages for components each time, which takes a tenth of a
    # second. The dashboard uses none of theirs.
    app._bidi_component_manager = BidiComponentManager()  # noqa: SLF001 - there is no other way to give it
    return app


def opened(page: str = "home", view_as: str = "Everything", **choices: str) -> AppTest:
    """Open a URL as a role: a page with these query parameters, which must have drawn without an error."""
    app = new_app()
    app.session_state["view-as"] = view_as
    if page != "home":
        app.switch_page(f"../../pages/{page}.py")
    for name, choice in choices.items():
        app.query_params[name] = choice
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    """Press the only button of this label."""
    (button,) = (button for button in app.button if button.label == label)
    return button.click().run()


def unfold(app: AppTest, key: str) -> AppTest:
    """Open what lies under a button, as a click on it does."""
    app.session_state[key] = True
    return app.run()


def menu(app: AppTest) -> dict[str, dict[str, str]]:
    """Return the pages in the menu, each with the query parameters of its link."""
    (body,) = [each.proto.body for each in app.sidebar.get("html")] or [""]
    links = re.findall('<a href="([^"]*)" data-page="([^"]*)"', body)
    return {page: dict(parse_qsl(urlsplit(html.unescape(url)).query)) for url, page in links}
