"""A page as its script draws it, without a browser."""

import html
import re
from urllib.parse import parse_qsl, urlsplit

from streamlit.testing.v1 import AppTest

from assess.screen import session


def opened(page: str = "home", view_as: str = "Everything", **choices: str) -> AppTest:
    """Open a page as a role, with these query parameters; it must have drawn without an error."""
    app = AppTest.from_file(str(session.FRAME), default_timeout=60)
    app.session_state["view-as"] = view_as
    app.run()
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
