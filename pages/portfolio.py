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
missing = portfolio_sheet.missing(choice)
with top:
    ui.heading("Portfolio", place=framework.key)
    ui.examples_notice()
    if seen.services:
        ui.say(portfolio_sheet.dates(seen, missing))
if not seen.services:
    portfolio_sheet.nobody(choice)
    st.stop()

rated = portfolio_sheet.weak(framework, choice)
if rated:
    with st.container(key="screen-only-view"):
        grouping, layer = portfolio_sheet.pick_view(choice, seen)
        found = portfolio_sheet.rows(framework, choice, seen, grouping, layer)
        items = portfolio_sheet.columns(framework)
    portfolio_sheet.heat(framework, items, found, layer)
    if grouping == "service":
        portfolio_sheet.closer(framework, found)
    else:
        portfolio_sheet.groups(found, grouping)
portfolio_sheet.lists(choice, missing)
if rated:
    portfolio_sheet.learning(framework, choice)
