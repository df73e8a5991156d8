"""Where do I begin, or go on?"""

import streamlit as st

from assess.core.text import day
from assess.screen import home, session, show
from assess.tasks.agenda import agenda

SHOWN = 5

viewer, store = session.viewer(), session.store()
may_rate = session.may_rate()
top = st.container()
faults: dict[str, str] = {}

if store.is_empty():
    st.markdown(
        "Do you work **with** the people who use your service, or mostly inform and consult them? "
        "Answer 14 questions in about ten minutes and see where you stand. "
        "Each answer is kept as you give it."
    )
else:
    show.examples_notice()
    waits = agenda(store, viewer, session.today(), SHOWN)
    if may_rate and waits.drafts:
        st.header("Go on where you left off", anchor=False)
        for draft in waits.drafts:
            label = f"{draft.service.name}, {draft.round.name}: {draft.progress}"
            show.link("rate", label, icon=":material/edit:", assessment=draft.response.key)
    if may_rate and waits.not_begun:
        st.header("Open rounds not begun yet", anchor=False)
        for service, round_ in waits.not_begun[:SHOWN]:
            label = f"{service.name}, {round_.name}: open until {day(round_.closes)}"
            show.link("rate", label, icon=":material/play_arrow:", service=service.key)
        if len(waits.not_begun) > SHOWN:
            show.link("rate", f"{len(waits.not_begun) - SHOWN} more: choose a service", icon=":material/more_horiz:")
    if not may_rate:
        st.header("Over many services", anchor=False)
        show.link("compare", "Are we climbing, round by round?", icon=":material/compare_arrows:")
        show.link("portfolio", "Where does every service stand?", icon=":material/grid_on:")
        if "board" in viewer.roles:
            show.link("rounds", "Who has rated, and who is missing?", icon=":material/event_repeat:")
    if waits.results:
        st.header("Last results", anchor=False)
        for service, round_ in waits.results[:SHOWN]:
            label = f"{service.name}, {round_.name}"
            show.link("result", label, icon=":material/stairs_2:", service=service.key)

if viewer.rates.everything and store.holds_examples():
    home.away_from_examples()
elif viewer.rates.everything and store.is_empty():
    st.header("Rate my own service", anchor=False)
    faults = home.own_service(framed=True)
    home.examples()
elif viewer.rates.everything:
    with st.expander("Add another service", icon=":material/add:"):
        faults = home.own_service(framed=False)
with top:
    show.heading("Rung by Rung", faults=faults)
