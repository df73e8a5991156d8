"""The menu: who is here, which pages they have, and the page they chose."""

import streamlit as st

from assess.core import logs
from assess.core.errors import AssessError, NotAllowedError, NothingYetError
from assess.screen import navigation, session, show
from assess.server import settings
from assess.store.cache import one_moment

st.set_page_config(page_title="Rung by Rung", page_icon=show.ICON, layout="centered")
show.style()
try:
    viewer = session.arrive()
except AssessError as error:
    show.heading("Rung by Rung", faults=str(error).splitlines())
    st.stop()
roles = viewer.roles
rates, runs = roles & {"manager", "administrator"}, roles & {"board", "administrator"}
oversees = roles & {"board", "commissioner", "administrator"}
start = ("home", "Home", "home") if roles else ("sign_in", "Sign in", "login")
# Of each page whether whoever is here has it, then its file, its title and its icon.
offered: dict[str, list[tuple[object, str, str, str]]] = {
    "Managers": [
        (rates, "rate", "Rate your service", "checklist"),
        (rates, "invite", "Invite people", "qr_code_2"),
        (rates, "agree", "Agree together", "handshake"),
        (roles, "result", "Your result", "stairs_2"),
        (rates, "give_back", "Give it back", "redeem"),
        (rates | runs, "actions", "Actions", "flag"),
        (rates, "details", "Service details", "badge"),
    ],
    "People who use services": [(True, "take_part", "Have your say", "record_voice_over")],
    "Programme board": [
        (runs, "rounds", "Rounds", "event_repeat"),
        (oversees, "compare", "Compare rounds", "compare_arrows"),
    ],
    "Commissioners": [
        (oversees, "portfolio", "Portfolio", "grid_on"),
        (roles, "benchmark", "Beside similar services", "groups"),
    ],
    "Administration": [
        (roles, "data", "Data in and out", "swap_vert"),
        (viewer.administers and settings.is_deployed(), "people", "People and roles", "group"),
    ],
    "About": [
        (True, "guide", "Guide", "menu_book"),
        (True, "accessibility", "Accessibility", "accessibility_new"),
        (True, "privacy", "What is held", "shield"),
    ],
}
menu = {"Start": [navigation.page(*start, default=True)]} | {
    section: [navigation.page(name, title, icon) for theirs, name, title, icon in pages if theirs]
    for section, pages in offered.items()
}
page = st.navigation(menu, position="hidden")
# Whoever came with a code has come for that alone.
if not navigation.chosen("code"):
    navigation.sidebar(menu)
top, body = st.container(), st.container()
# A page may stop by itself, so what stands below it is drawn before it.
if navigation.chosen("code"):
    navigation.foot(page.url_path)
try:
    with body, one_moment():
        page.run()
except NothingYetError as nothing:
    with top:
        show.heading(page.title)
    st.info(show.escaped(str(nothing)))
    if nothing.page:
        show.link(nothing.page, nothing.label, icon=":material/arrow_forward:", **nothing.choices)
except AssessError as error:
    if isinstance(error, NotAllowedError):
        logs.refused(page.url_path, viewer.principal, roles)
    with top:
        show.heading(page.title, faults=str(error).splitlines())
