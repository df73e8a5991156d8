"""The menu, the URL and moving between pages."""

from collections.abc import Mapping, Sequence
from typing import NoReturn
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from assess.screen.session import PAGES, VIEWS, signed_in, viewer
from assess.screen.show import link, say
from assess.server import settings


def chosen(name: str) -> str:
    """Return a choice that the address carries, "" when it does not."""
    return str(st.query_params.get(name, ""))


def address(**changes: str) -> dict[str, str]:
    """Return the choices that the address carries with some changed; an empty one is left out."""
    choices = {**st.query_params.to_dict(), **changes}
    return {name: choice for name, choice in choices.items() if choice}


def stay(**changes: str) -> NoReturn:
    """Draw the same page anew with some choices of its address changed: one step back for the browser."""
    st.query_params.from_dict(address(**changes))
    st.rerun()


def page(name: str, title: str, icon: str, *, default: bool = False) -> st.Page:
    """Return a page of the menu; its file and its address have the same name. From then on links may lead to it."""
    st.session_state.setdefault("pages", set()).add(name)
    # Kept, since the framework looks for the file each time that one is made.
    made = st.session_state.setdefault("pages-made", {})
    if (name, default) not in made:
        made[name, default] = st.Page(PAGES / f"{name}.py", title=title, icon=f":material/{icon}:", default=default)
    found: st.Page = made[name, default]
    return found


def sidebar(menu: Mapping[str, Sequence[st.Page]]) -> None:
    """Draw the menu by who uses what, and on a laptop the choice of whose pages to see.

    The framework's own menu puts other things than list items into its lists (WCAG 1.3.1).
    """
    with st.sidebar:
        for section, pages in menu.items():
            if pages:
                st.markdown(f"**{section}**")
            for each in pages:
                st.page_link(each)
        st.divider()
        if not settings.is_deployed():
            st.selectbox("See the pages as", list(VIEWS), key="view-as")
            st.markdown("On this computer, whoever opens this page has every role.")
        elif signed_in():
            say(f"Signed in as {viewer().name}." if viewer().name else "Signed in.")
            if st.button("Sign out", key="sign-out"):
                st.logout()


def foot(page: str) -> None:
    """Lead somebody who came with a code, and so has no menu, to the pages about this one and back."""
    with st.container(horizontal=True, key="screen-only-foot"):
        for name, title in (("accessibility", "Accessibility"), ("privacy", "What is held, and who sees it")):
            if name != page:
                link(name, title, **address())
        if page != "take_part":
            link("take_part", "Back to your answers", icon=":material/arrow_back:", **address())


def link_to(name: str, **choices: str) -> str:
    """Return the whole address of a page, as somebody else would type it."""
    base = urlsplit(st.context.url or "http://localhost:8501/")
    return urlunsplit((base.scheme, base.netloc, f"/{name}", urlencode(choices), ""))


def go(page: str, **choices: str) -> NoReturn:
    """Open a page with choices in its address."""
    st.switch_page(PAGES / f"{page}.py", query_params=choices)
