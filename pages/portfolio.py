"""Where does every service stand, and who needs a closer look?"""

import streamlit as st

from assess.core.errors import NothingYetError
from assess.screen import portfolio, session, show

viewer, store = session.viewer(), session.store()
first = store.services.visible_to(viewer, most=1)
if not first:
    raise NothingYetError("There is no service here yet.", "home", "Set up the first one")
top = st.container()
with st.container(key="screen-only-choices"):
    framework = portfolio.pick_framework()
    choice = portfolio.pick_services(framework)
seen = store.portfolio.seen(viewer, choice)
missing = portfolio.missing(choice)
with top:
    show.heading(place=framework.key)
    show.notices(first)
    if seen.services:
        show.say(portfolio.dates(seen, missing))
if not seen.services:
    portfolio.nobody(choice)
    st.stop()

rated = portfolio.weak(framework, choice)
if rated:
    with st.container(key="screen-only-view"):
        grouping, layer = portfolio.pick_view(choice, seen)
        rows = portfolio.rows(framework, choice, seen, grouping, layer)
        items = portfolio.columns(framework)
    portfolio.heat(framework, items, rows, layer)
    if grouping == "service":
        portfolio.closer(framework, rows)
    else:
        portfolio.groups(rows, grouping)
portfolio.lists(choice, missing)
if rated:
    portfolio.learning(framework, choice)
