"""The menu: who is here, which pages they have, and the page they chose."""

import streamlit as st

from assess import logs, settings, ui
from assess.errors import AssessError, NotAllowedError, NothingYetError
from assess.memory import one_look

st.set_page_config(page_title="Rung by Rung", page_icon=ui.ICON, layout="centered")
ui.style()
try:
    viewer = ui.arrive()
except AssessError as error:
    ui.heading("Rung by Rung", faults=str(error).splitlines())
    st.stop()
roles = viewer.roles
menu = {
    "Start": [
        ui.page("home", "Home", "home", default=True) if roles else ui.page("sign_in", "Sign in", "login", default=True)
    ],
    "Managers": [
        *([ui.page("rate", "Rate your service", "checklist")] if roles & {"manager", "administrator"} else []),
        *([ui.page("invite", "Invite people", "qr_code_2")] if roles & {"manager", "administrator"} else []),
        *([ui.page("agree", "Agree together", "handshake")] if roles & {"manager", "administrator"} else []),
        *([ui.page("result", "Your result", "stairs_2")] if roles else []),
        *([ui.page("give_back", "Give it back", "redeem")] if roles & {"manager", "administrator"} else []),
        *([ui.page("actions", "Actions", "flag")] if roles & {"manager", "board", "administrator"} else []),
        *([ui.page("details", "Service details", "badge")] if roles & {"manager", "administrator"} else []),
    ],
    "People who use services": [ui.page("take_part", "Have your say", "record_voice_over")],
    "Programme board": [
        *([ui.page("rounds", "Rounds", "event_repeat")] if roles & {"board", "administrator"} else []),
        *(
            [ui.page("compare", "Compare rounds", "compare_arrows")]
            if roles & {"board", "commissioner", "administrator"}
            else []
        ),
    ],
    "Commissioners": [
        *([ui.page("portfolio", "Portfolio", "grid_on")] if roles & {"board", "commissioner", "administrator"} else []),
        *([ui.page("benchmark", "Beside similar services", "groups")] if roles else []),
    ],
    "Administration": [
        *([ui.page("data", "Data in and out", "swap_vert")] if roles else []),
        *([ui.page("people", "People and roles", "group")] if viewer.administers and settings.is_deployed() else []),
    ],
    "About": [
        ui.page("guide", "Guide", "menu_book"),
        ui.page("accessibility", "Accessibility", "accessibility_new"),
        ui.page("privacy", "What is held", "shield"),
    ],
}
page = st.navigation(menu, position="hidden")
# Whoever came with a code has come for that alone.
if not ui.chosen("code"):
    ui.sidebar(menu)
top, body = st.container(), st.container()
# A page may stop by itself, so what stands below it is drawn before it.
if ui.chosen("code"):
    ui.foot(page.url_path)
try:
    with body, one_look():
        page.run()
except NothingYetError as nothing:
    with top:
        ui.heading(page.title)
    st.info(ui.escaped(str(nothing)))
    if nothing.page:
        ui.link(nothing.page, nothing.label, icon=":material/arrow_forward:", **nothing.choices)
except AssessError as error:
    if isinstance(error, NotAllowedError):
        logs.refused(page.url_path, viewer.principal, roles)
    with top:
        ui.heading(page.title, faults=str(error).splitlines())
