"""Where does every service stand, and who needs a closer look?"""

import streamlit as st

from assess import portfolio_sheet, ui
from assess.errors import NothingYetError

ui.viewer().require("board", "commissioner", "administrator")
if not ui.store().services(ui.viewer(), most=1):
    raise NothingYetError("There is no service here yet.", "home", "Set up the first one")
top = st.container()
with st.container(key="screen-only-choices"):
    framework = portfolio_sheet.pick_framework()
    choice = portfolio_sheet.pick(framework)
    seen = ui.store().seen(ui.viewer(), choice)
    grouping, layer = portfolio_sheet.pick_view(seen)
    found = portfolio_sheet.rows(framework, choice, seen, grouping, layer)
with top:
    ui.heading("Portfolio", place=framework.key)
    ui.examples_notice()
    ui.say(portfolio_sheet.dates(seen))
if not found:
    ui.say(
        f"No service has “{choice.search}” in its name." if choice.search else "No service is of this kind and area."
    )
    st.stop()

portfolio_sheet.weak(framework, choice)
portfolio_sheet.heat(framework, found, layer)
portfolio_sheet.lists(choice)
portfolio_sheet.learning(framework, choice)
portfolio_sheet.closer(framework, found)
