"""The menu: who is here, which pages they have, and the page they chose."""

import streamlit as st

from assess import ui
from assess.errors import AssessError

st.set_page_config(page_title="Rung by Rung", page_icon=ui.ICON, layout="centered")
ui.style()
with st.sidebar:
    st.selectbox("See the pages as", list(ui.VIEWS), key="view-as")

menu = {
    "Start": [st.Page(ui.PAGES / "home.py", title="Home", icon=":material/home:", default=True)],
    "About": [
        st.Page(ui.PAGES / "guide.py", title="Guide", icon=":material/menu_book:"),
        st.Page(ui.PAGES / "accessibility.py", title="Accessibility", icon=":material/accessibility_new:"),
    ],
}
if ui.viewer().roles & {"manager", "administrator"}:
    menu["Managers"] = [
        st.Page(ui.PAGES / "rate.py", title="Rate your service", icon=":material/checklist:"),
    ]
if ui.viewer().roles:
    menu.setdefault("Managers", []).append(
        st.Page(ui.PAGES / "result.py", title="Your result", icon=":material/stairs_2:")
    )
page = st.navigation({section: menu[section] for section in ("Start", "Managers", "About") if section in menu})
try:
    page.run()
except AssessError as error:
    ui.heading(page.title, faults=str(error).splitlines())
