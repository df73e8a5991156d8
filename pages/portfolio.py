"""Where does every service stand, and who needs a closer look?"""

import streamlit as st

from assess.core.errors import NothingYetError
from assess.screen import portfolio, session, show

session.viewer().require("board", "commissioner", "administrator")
if not session.store().services.visible_to(session.viewer(), most=1):
    raise NothingYetError("There is no service here yet.", "home", "Set up the first one")
top = st.container()
with st.container(key="screen-only-choices"):
    framework = portfolio.pick_framework()
    choice = portfolio.pick_services(framework)
seen = session.store().portfolio.seen(session.viewer(), choice)
missing = portfolio.missing(choice)
with top:
    show.heading("Portfolio", place=framework.key)
    show.examples_notice()
    if seen.services:
        show.say(portfolio.dates(seen, missing))
if not seen.services:
    portfolio.nobody(choice)
    st.stop()

rated = portfolio.weak(framework, choice)
if rated:
    with st.container(key="screen-only-view"):
        grouping, layer = portfolio.pick_view(choice, seen)
        found = portfolio.rows(framework, choice, seen, grouping, layer)
        items = portfolio.columns(framework)
    portfolio.heat(framework, items, found, layer)
    if grouping == "service":
        portfolio.closer(framework, found)
    else:
        portfolio.groups(found, grouping)
portfolio.lists(choice, missing)
if rated:
    portfolio.learning(framework, choice)
