"""What waits for me, and where do we stand?"""

import streamlit as st

from assess.screen import home, home_many, session, show
from assess.tasks.agenda import agenda
from assess.wording.journey import WHAT_IT_IS

viewer, store = session.viewer(), session.store()
body = st.container(gap="small")
faults: dict[str, str] = {}
with body:
    top = st.container(gap=None)
    show.done("examples")

title = "Rung by Rung"
if store.is_empty():
    with body:
        st.markdown(
            "Do you work **with** the people who use your service, or mostly inform and consult them? "
            "Answer 14 questions in about ten minutes and see where you stand. "
            "Each answer is saved as you give it."
        )
elif session.may_rate():
    waits = agenda(store, viewer, session.today(), home.SHOWN)
    title = home.title(waits)
    with body:
        show.notices(store.services.visible_to(viewer, most=1))
        home.services(waits)
else:
    if "board" in viewer.roles:
        found, programme = home_many.board_finding()
        with body:
            home_many.choose_programme(programme, found.about)
    else:
        found = home_many.commissioner_finding()
        with body:
            show.small(found.about)
    title = found.title
    with body:
        show.notices(store.services.visible_to(viewer, most=1))
        home_many.show_finding(found)

with body:
    if viewer.rates.everything and store.holds_examples():
        faults = home.away_from_examples()
    elif viewer.rates.everything and store.is_empty():
        show.section("Rate my own service")
        faults = home.own_service(framed=True)
        show.link("programmes", "Or set up a programme of several services")
        faults |= home.examples()
    elif store.is_empty():
        show.link("programmes", "Set up a programme of several services")
    elif viewer.rates.everything:
        with st.expander("Add another service", icon=":material/add:"):
            faults = home.own_service(framed=False)
with top:
    if not store.is_empty():
        st.markdown(f":small[{WHAT_IT_IS}]")
    show.heading(title, faults=faults)
