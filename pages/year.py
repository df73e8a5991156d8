"""What do we report to the board on this year?"""

import streamlit as st

from assess import wording
from assess.screen import pick, session, show, year_report
from assess.tasks import yearly

viewer, store, today = session.viewer(), session.store(), session.today()
top = st.container()
faults: dict[str, str] = {}
with st.container(horizontal=True, key="screen-only-year"):
    programme = pick.programme()
    years = yearly.years(store, viewer, programme, today)
    year = int(pick.one("Year", {f"{each}": f"{each}" for each in years}, "year"))
facts = yearly.facts(store, viewer, programme, year, today)
show.notices(facts.compared.comparison.services)
show.say(wording.year.ABOUT)
with st.container(key="screen-only-report"):
    year_report.take_away(facts)
    faults |= year_report.foreword(facts)
year_report.read(facts)
with top:
    show.heading(facts.title, place=f"{programme.key}/{year}", faults=faults)
