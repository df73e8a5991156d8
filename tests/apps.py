"""A page as its script draws it, without a browser."""

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
