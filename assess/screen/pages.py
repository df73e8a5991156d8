"""The table of pages: where each stands in the menu, what it is called, and which roles may open it."""

import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from typing import Literal

import streamlit as st

from assess import screen
from assess.core import paths
from assess.core.access import ROLES, Role, Viewer
from assess.server import settings

PAGES_FOLDER = paths.PROGRAM / "pages"

Visitor = Literal["visitor"]  # a viewer without a role: not signed in, or signed in without a role
VISITORS: frozenset[Role | Visitor] = frozenset({"visitor"})
MEMBERS: frozenset[Role | Visitor] = frozenset(ROLES)
EVERYBODY = MEMBERS | VISITORS
RATERS: frozenset[Role | Visitor] = frozenset({"manager", "administrator"})
RUNNERS: frozenset[Role | Visitor] = frozenset({"board", "administrator"})
OVERSEERS: frozenset[Role | Visitor] = frozenset({"board", "commissioner", "administrator"})
ADMINISTRATORS: frozenset[Role | Visitor] = frozenset({"administrator"})


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the menu. Its file in `pages/` and its URL are called `name`; `icon` is a Material icon's name.

    One without a `section` is not in the menu and shows no menu: its reader has no other page.
    """

    name: str
    section: str
    title: str
    icon: str
    roles: frozenset[Role | Visitor]
    gives_roles: bool = False  # only where people sign in, and only for an administrator of everything
    is_wide: bool = False  # tables need the whole width; text and forms have a column of readable width

    def is_open_to(self, viewer: Viewer) -> bool:
        """Say whether a viewer may open this page."""
        held = viewer.roles or VISITORS
        return bool(held & self.roles) and (viewer.administers or not self.gives_roles)

    def takes_files(self, viewer: Viewer) -> bool:
        """Say whether a viewer may upload files on this page: tables, or a framework."""
        may = self.name == "frameworks" or (self.name == "data" and viewer.administers)
        return may and self.is_open_to(viewer)


TABLE: Sequence[Page] = (
    Page("home", "Start", "Home", "home", MEMBERS, is_wide=True),
    Page("sign_in", "Start", "Sign in", "login", VISITORS),
    Page("rate", "Managers", "Rate your service", "checklist", RATERS),
    Page("invite", "Managers", "Invite people", "qr_code_2", RATERS),
    Page("meeting", "Managers", "Lead a meeting", "groups_2", RATERS),
    Page("typing", "Managers", "Enter paper answers", "keyboard", RATERS, is_wide=True),
    Page("agree", "Managers", "Agree together", "handshake", RATERS),
    Page("result", "Managers", "Your result", "stairs_2", MEMBERS, is_wide=True),
    Page("themes", "Managers", "Themes together", "sticky_note_2", RATERS),
    Page("give_back", "Managers", "Give it back", "redeem", RATERS),
    Page("actions", "Managers", "Actions", "flag", RATERS | RUNNERS),
    Page("changes", "Managers", "What people changed", "published_with_changes", MEMBERS),
    Page("details", "Managers", "Service details", "badge", RATERS),
    Page("take_part", "People who use services", "Have your say", "record_voice_over", EVERYBODY),
    Page("programmes", "Programme board", "Programmes", "account_tree", RUNNERS, is_wide=True),
    Page("rounds", "Programme board", "Rounds", "event_repeat", RUNNERS, is_wide=True),
    Page("frameworks", "Programme board", "Frameworks", "rule", RUNNERS),
    Page("compare", "Programme board", "Compare rounds", "compare_arrows", OVERSEERS, is_wide=True),
    Page("year", "Programme board", "Yearly report", "summarize", RUNNERS, is_wide=True),
    Page("portfolio", "Commissioners", "Portfolio", "grid_on", OVERSEERS, is_wide=True),
    Page("benchmark", "Commissioners", "Beside similar services", "groups", MEMBERS, is_wide=True),
    Page("data", "Administration", "Data in and out", "swap_vert", MEMBERS),
    Page("links", "Administration", "Links to read", "link", MEMBERS),
    Page("people", "Administration", "People and roles", "group", ADMINISTRATORS, gives_roles=True),
    Page("guide", "About", "Guide", "menu_book", EVERYBODY),
    Page("accessibility", "About", "Accessibility", "accessibility_new", EVERYBODY),
    Page("privacy", "About", "What is held", "shield", EVERYBODY),
    Page("shared", "", "Shared with you", "visibility", EVERYBODY, is_wide=True),
)
# The query parameters that a link of a table may have.
PARAMETERS = frozenset(
    {
        *(
            "service",
            "round",
            "programme",
            "kind",
            "area",
            "organisation",
            "search",
            "earlier",
            "later",
            "page",
            "view",
        ),
        *("assessment", "show", "sort", "tab", "change", "year"),
    }
)
BY_NAME: Mapping[str, Page] = {page.name: page for page in TABLE}


def known(viewer: Viewer) -> list[Page]:
    """Return the pages that a viewer's URLs lead to; the first is the start page, to which every other URL leads.

    A viewer with a role is refused in words what they may not open, so they get the pages of every role. Without a
    role any such URL leads to signing in.
    """
    holders = MEMBERS if viewer.roles else VISITORS
    return [page for page in TABLE if page.roles & holders and (not page.gives_roles or settings.is_deployed())]


def menu(viewer: Viewer) -> dict[str, list[Page]]:
    """Return the pages that a viewer may open, by the section of the menu; a section without one is left out."""
    sections: dict[str, list[Page]] = {}
    for page in known(viewer):
        if page.section and page.is_open_to(viewer):
            sections.setdefault(page.section, []).append(page)
    return sections


def begin(page: Page, viewer: Viewer) -> None:
    """Set, for this run, which page is open and which pages links may lead to."""
    st.session_state["page"] = page
    listed = {page.name for pages in menu(viewer).values() for page in pages}
    st.session_state["linked"] = listed if page.section else set()
    st.session_state["fixed"] = {}


def current() -> Page:
    """Return the page that is open; the start page until the frame knows which."""
    page: Page = st.session_state.get("page", TABLE[0])
    return page


def is_linked(name: str) -> bool:
    """Say whether the viewer may open a page, so that a link to it is of use."""
    return name in st.session_state.get("linked", ())


def run(name: str) -> None:
    """Run the script of a page inside the page that is open."""
    spec = spec_from_file_location(f"pages.{name}", PAGES_FOLDER / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(name)
    spec.loader.exec_module(module_from_spec(spec))


def get_ready() -> None:
    """Import what the pages import: otherwise a server's first page takes 40 ms longer."""
    for module in pkgutil.iter_modules(screen.__path__):
        # The frame is a script, which Streamlit runs for each visitor.
        if module.name != "frame":
            import_module(f"{screen.__name__}.{module.name}")
