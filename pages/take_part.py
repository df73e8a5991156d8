"""What is it like for you?"""

import streamlit as st

from assess.core.text import required
from assess.screen import guests, navigation, session, show

top = st.container()
faults: list[str] = []
invitation = None
if navigation.chosen("code"):
    with show.collect(faults):
        invitation = session.invitation(navigation.chosen("code"))

if invitation is None:
    st.markdown("Do you use a service, or care for somebody who does? Type the code that you were given.")
    with st.form("code"):
        code = st.text_input("Code", navigation.chosen("code"))
        if st.form_submit_button("Go on", key="start", type="primary"):
            faults.clear()  # they are about the code in the URL
            with show.attempt(faults):
                session.invitation(required(code, "The code that you were given"))
                navigation.stay(code=code.strip())
    with top:
        show.heading(faults=faults)
elif opened := guests.opened(invitation):
    guests.answer(invitation, opened)
elif navigation.chosen("step") in {"submitted", "closed"} and not navigation.chosen("secret"):
    guests.afterwards(invitation, navigation.chosen("step"))
elif invitation.lets_go_on(session.today()):
    guests.begin_or_come_back(invitation)
else:
    with top:
        show.heading(place="closed")
    show.notices([invitation.service])
    show.info(invitation.why_closed(session.today()), icon="event_busy")
