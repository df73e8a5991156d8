"""What is it like for you?"""

import streamlit as st

from assess.screen import aloud, guests, navigation, publication, session, show
from assess.wording import plain
from assess.wording.plain import text

top = st.container()
faults: dict[str, str] = {}
invitation = None
if navigation.chosen("code"):
    with show.collect(faults, "code"):
        invitation = session.invitation(navigation.chosen("code"))

if invitation is None:
    with st.form("join"):
        code = st.text_input(text("code.code"), navigation.chosen("code"), key="code")
        words = st.text_input(text("code.words"), key="words", autocomplete="off")
        if st.form_submit_button(text("code.go_on"), key="start", type="primary", width="stretch"):
            faults.clear()  # they are about the code in the URL
            guests.by_typed_code(code, words, faults)
    show.say(text("code.help"))
    with top:
        show.heading(text("code.title"), faults=faults)
        aloud.buttons([text("code.title"), text("code.code"), text("code.words"), text("code.help")])
elif published := session.store().publications.by_code(invitation):
    publication.read(invitation, *published)
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
    show.info(plain.closed(invitation, session.today()), icon="event_busy")
