"""The menu, the query parameters of the URL, and moving between pages."""

from collections.abc import Mapping
from copy import copy
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from assess.core.access import Viewer
from assess.present.signs import Entry, Link, Section
from assess.screen import pages, show
from assess.screen.pages import Page
from assess.screen.session import VIEWS, sign_out, signed_in, viewer
from assess.server import settings
from assess.server.starting import is_loopback
from assess.wording.plain import text

_LINKS = Path(__file__).with_name("links.js").read_text(encoding="utf-8")
# Pages by their name, and whether they are the start page. They are made once, since `st.Page` looks for the file.
_MADE: dict[tuple[str, bool], st.Page] = {}
_CARRYING = frozenset({"Managers", "Programme board", "Commissioners"})  # sections whose pages begin with a choice


def chosen(name: str) -> str:
    """Return a fixed choice, else a query parameter of the URL, "" without one."""
    fixed: Mapping[str, str] = st.session_state.get("fixed", {})
    return fixed[name] if name in fixed else str(st.query_params.get(name, ""))


def fix(**choices: str) -> None:
    """Fix these choices for the rest of this run, whatever the URL says: the page then shows no select box for them."""
    st.session_state["fixed"] = choices


def is_fixed(name: str) -> bool:
    """Say whether a choice is fixed for this run."""
    return name in st.session_state.get("fixed", {})


def query(**changes: str) -> dict[str, str]:
    """Return the URL's query parameters with some changed; an empty one is left out."""
    parameters = {**st.query_params.to_dict(), **changes}
    return {name: value for name, value in parameters.items() if value}


def stay(**changes: str) -> NoReturn:
    """Rerun the page with some query parameters changed: one step back for the browser."""
    st.query_params.from_dict(query(**changes))
    st.rerun()


def leave(step: str) -> NoReturn:
    """Rerun the page of somebody with a code, and keep nothing but the code and a step in the URL."""
    st.query_params.from_dict({"code": chosen("code"), "step": step})
    st.rerun()


def go(page: str, **parameters: str) -> NoReturn:
    """Open a page with query parameters."""
    st.switch_page(pages.PAGES_FOLDER / f"{page}.py", query_params=parameters)


def follow_links() -> None:
    """Open the page whose link in the menu or a table was clicked; the frame calls it on every run, before the page.

    A plain link would begin another session. What the browser sends is looked up: only pages that the viewer may open,
    and only query parameters that such links have.
    """
    links = st.components.v2.component("rung_by_rung_links", js=_LINKS)
    clicked = links(key="links", height=1, on_link_change=lambda: None).link
    if isinstance(clicked, Mapping) and pages.is_linked(page := str(clicked.get("page"))):
        go(page, **known_parameters(clicked.get("parameters")))


def known_parameters(parameters: object) -> dict[str, str]:
    """Return the query parameters that such a link may have; others are left out."""
    given = parameters if isinstance(parameters, Mapping) else {}
    return {name: value for name, value in given.items() if name in pages.PARAMETERS and isinstance(value, str)}


def url_of(page: str, **parameters: str) -> str:
    """Return the whole URL of a page, for use outside this browser."""
    base = urlsplit(st.context.url or "http://localhost:8501/")
    # Streamlit knows the start page by no path but the root.
    path = "/" if page == pages.TABLE[0].name else f"/{page}"
    return urlunsplit((base.scheme, base.netloc, path, urlencode(parameters), ""))


def opens_elsewhere() -> bool:
    """Say whether a link to these pages opens on other devices: the address of the open page is no loopback one."""
    return not is_loopback(urlsplit(url_of("take_part")).netloc)


def resolve(viewer: Viewer) -> tuple[Page, st.Page]:
    """Return the page that the URL names, and what Streamlit runs for it; the viewer may not be allowed to open it.

    The start page is opened instead of a page that `pages.known` leaves out.
    """
    first, *others = pages.known(viewer)
    start = _made(first, default=True)
    made = {start: first} | {_made(page): page for page in others}
    # If Streamlit did not know the others either, it would show “Page not found” over the start page.
    rest = [_made(page) for page in pages.TABLE if page not in made.values()]
    opened = st.navigation([*made, *rest], position="hidden")
    if opened not in made:
        st.switch_page(start)
    return made[opened], opened


def sidebar(viewer: Viewer) -> None:
    """Draw the menu and, on a laptop, the choice of the role in which to see the pages.

    Streamlit's own menu puts other elements than list items into its lists (WCAG 1.3.1), and its links take a third of
    the time of a short page.
    """
    st.session_state["menu-shown"] = True
    with st.sidebar:
        show.sign_table("menu.html", sections=_sections(viewer))
        st.divider()
        if settings.is_deployed():
            _signed_in_as()
        else:
            # Otherwise a table's link or a button to another page would lose the choice.
            st.selectbox("See the pages as", list(VIEWS), key="view-as", persist_state="session")
            st.markdown("On this computer, everybody who opens this page has every role.")


def _sections(viewer: Viewer) -> list[Section]:
    carried, opened = _carried(), pages.current().name

    def entry(page: Page) -> Entry:
        link = Link(page.name, page.title, carried if page.section in _CARRYING else {})
        return Entry(link, page.icon, is_open=page.name == opened)

    return [Section(name, [entry(page) for page in listed]) for name, listed in pages.menu(viewer).items()]


def _carried() -> dict[str, str]:
    """Return the tab's last choices, which the menu's links keep: those in the URL, or of an earlier page."""
    carried: dict[str, str] = st.session_state.setdefault("carried", {})
    carried |= {name: chosen(name) for name in ("service", "round", "programme") if chosen(name)}
    return carried


def has_menu_been_shown() -> bool:
    """Say whether this browser tab came from the service's own pages, and not by a link with a code."""
    return bool(viewer().roles) and "menu-shown" in st.session_state


def _signed_in_as() -> None:
    if signed_in():
        show.say(f"Signed in as {viewer().name}." if viewer().name else "Signed in.")
        if st.button("Sign out", key="sign-out"):
            sign_out()


def foot(page: Page) -> None:
    """Link the pages about this dashboard, and the answers, for people who came with a code and so have no menu."""
    with st.container(horizontal=True, key="screen-only-foot"):
        for name in ("accessibility", "privacy"):
            if name != page.name:
                show.link(name, text(f"privacy.foot_{name}"), icon="", **query())
        if page.name != "take_part":
            show.link("take_part", text("privacy.foot_back"), icon="arrow_back", **query())


def _made(page: Page, *, default: bool = False) -> st.Page:
    if (page.name, default) not in _MADE:
        file, icon = pages.PAGES_FOLDER / f"{page.name}.py", f":material/{page.icon}:"
        _MADE[page.name, default] = st.Page(file, title=page.title, icon=icon, default=default)
    # Streamlit marks a page when it may be run and when it has been, so each run needs its own.
    return copy(_MADE[page.name, default])
