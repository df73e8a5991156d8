"""The seam to Streamlit: what two pages need, one function one job."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import pandas as pd
import streamlit as st

from assess import access, catalogue, settings
from assess.access import Role, Viewer
from assess.programme import Service
from assess.store import Store

VIEWS: Mapping[str, Sequence[Role]] = {
    "Everything": access.ROLES,
    "Manager": ("manager",),
    "Programme board": ("board",),
    "Commissioner": ("commissioner",),
}
PAGES = settings.ROOT / "pages"
ICON = Path(__file__).with_name("icon.svg")
_STYLE = Path(__file__).with_name("style.css")
_FOCUS = Path(__file__).with_name("focus.js").read_text(encoding="utf-8")


@st.cache_resource(show_spinner=False, on_release=Store.close)
def _opened(path: Path) -> Store:
    return Store(path, catalogue.read())


def store() -> Store:
    """Return the one open store of this process; a StoreError says why it cannot be opened."""
    return _opened(settings.database_path())


def close_store() -> None:
    """Let go of the database, if it was opened."""
    _opened.clear()


def viewer() -> Viewer:
    """Return who is at the screen: on a laptop one person, with every role or those they view the pages as."""
    return access.local_viewer(VIEWS[st.session_state.get("view-as", "Everything")])


def today() -> date:
    """Return today's date."""
    return datetime.now(UTC).astimezone().date()


def is_dark() -> bool:
    """Say whether the page is drawn in the dark theme."""
    return st.context.theme.type == "dark"


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


def style() -> None:
    """Mend the framework's accessibility faults, on every page."""
    st.html(_STYLE)


def heading(title: str, *, place: str = "", faults: Sequence[str] = ()) -> None:
    """Head a page or a step of it and move the focus there, or to the faults that keep it from going on.

    `place` names the step, so that the focus moves when it changes.
    """
    # A link to the page that is open changes what is drawn, but not the address, unless it is said again.
    st.query_params.from_dict(st.query_params.to_dict())
    st.set_page_config(page_title=f"{'Error: ' if faults else ''}{title} · Rung by Rung")
    st.title(title, anchor=False)
    if faults:
        with st.container(key="faults"):
            st.error("\n".join(f"- {fault}" for fault in faults), title="There is a problem", icon=":material/error:")
    focus = st.components.v2.component("rung_by_rung_focus", js=_FOCUS)
    focus(
        key="focus",
        data={"place": f"{title}/{place}/{len(faults)}", "target": "faults" if faults else ""},
        height=1,
    )


def pick_service(question: str) -> Service:
    """Ask for one of the viewer's services; the choice is in the address. Ends the page when there is none."""
    services = {service.key: service for service in store().services(viewer())}
    if not services:
        st.info("There is no service here yet.")
        link("home", "Set up the first one")
        st.stop()
    key = st.selectbox(
        question, list(services), format_func=lambda key: services[key].name, key="service", bind="query-params"
    )
    return services[key]


def words(text: str) -> None:
    """Show what a person typed, as it is: never as Markdown, which could fetch a picture from elsewhere."""
    st.text(text)


def notice(service: Service) -> None:
    """Say on every page that shows a service's ratings whose reading they are, where they are not its own."""
    if service.notice:
        st.info(service.notice, icon=":material/info:")


def chart(drawn: object, table: pd.DataFrame, alt: str) -> None:
    """Draw a chart with its alternative text and, for everyone who reads rather than looks, its table."""
    st.vega_lite_chart(drawn, theme=None, alt=alt[:120], width="stretch")
    with st.expander("The same as a table"):
        st.table(table, alt=alt[:120])


def go(page: str, **choices: str) -> NoReturn:
    """Open a page with choices in its address."""
    st.switch_page(PAGES / f"{page}.py", query_params=choices)


def link(page: str, label: str, *, icon: str | None = None, **choices: str) -> None:
    """Draw a link to a page with choices in its address."""
    st.page_link(PAGES / f"{page}.py", label=label, icon=icon, query_params=choices)
