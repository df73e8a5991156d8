"""What is low over many services, and who needs a closer look?"""

import streamlit as st

from assess import wording
from assess.core.errors import NothingYetError
from assess.screen import navigation, portfolio, session, show, take_away

viewer, store = session.viewer(), session.store()
first = store.services.visible_to(viewer, most=1)
if not first:
    raise NothingYetError("There is no service here yet.", "home", "Set up the first one")

top = st.container()
body = st.container(gap="xsmall")
with body:
    left, right = st.columns([7, 3])
choices = right.container(key="screen-only-choices", gap="xsmall")
with choices:
    with show.choices(wording.portfolio.now_chosen(navigation.chosen), icon="filter_alt", key="choose"):
        choice = portfolio.choose()
    row = st.container(horizontal=True, gap="xsmall")
    with row, show.choices(wording.portfolio.now_shown(navigation.chosen), icon="layers", key="look"):
        look = portfolio.look(choice)

table = portfolio.table(choice, look)
with top:
    show.heading(portfolio.title(table))
if not table.seen.services:
    portfolio.nobody(choice)
    st.stop()
with left:
    portfolio.sentence(table, first)
with body:
    table = portfolio.rows_asked(table)
    services = portfolio.rated(table)
    portfolio.rows(table, services)
with row:
    take_away.portfolio(table)
portfolio.further(table, services)
