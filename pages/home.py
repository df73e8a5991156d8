"""Where do I begin, or go on?"""

import streamlit as st

from assess.core.dates import day
from assess.screen import home, session, show
from assess.tasks.agenda import agenda

SHOWN = 5

viewer, store = session.viewer(), session.store()
may_rate = session.may_rate()
top = st.container()
faults: dict[str, str] = {}
show.done("examples")

if store.is_empty():
    st.markdown(
        "Do you work **with** the people who use your service, or mostly inform and consult them? "
        "Answer 14 questions in about ten minutes and see where you stand. "
        "Each answer is kept as you give it."
    )
else:
    show.notices(store.services.visible_to(viewer, most=1))
    waits = agenda(store, viewer, session.today(), SHOWN)
    if may_rate and waits.drafts:
        show.section("Go on where you left off")
        for draft in waits.drafts:
            label = f"{draft.service.name}, {draft.round.name}: {draft.progress}"
            show.link("rate", label, icon="edit", assessment=draft.response.key)
    if may_rate and waits.not_begun:
        show.section("Open rounds not begun yet")
        for service, round_ in waits.not_begun[:SHOWN]:
            label = f"{service.name}, {round_.name}: open until {day(round_.closes)}"
            show.link("rate", label, icon="play_arrow", service=service.key)
        if len(waits.not_begun) > SHOWN:
            show.link("rate", f"{len(waits.not_begun) - SHOWN} more: choose a service", icon="more_horiz")
    if not may_rate:
        show.section("Over many services")
        show.link("compare", "Are we climbing, round by round?")
        show.link("portfolio", "Where does every service stand?")
        if "board" in viewer.roles:
            show.link("rounds", "Who has rated, and who is missing?")
    if waits.results:
        show.section("Last results")
        for service, round_ in waits.results[:SHOWN]:
            label = f"{service.name}, {round_.name}"
            show.link("result", label, service=service.key)

if viewer.rates.everything and store.holds_examples():
    faults = home.away_from_examples()
elif viewer.rates.everything and store.is_empty():
    show.section("Rate my own service")
    faults = home.own_service(framed=True)
    show.link("programmes", "Or set up a programme of several services")
    faults |= home.examples()
elif viewer.rates.everything:
    with st.expander("Add another service", icon=":material/add:"):
        faults = home.own_service(framed=False)
with top:
    show.heading("Rung by Rung", faults=faults)
