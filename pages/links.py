"""Which links to read are there, and which should end?"""

import streamlit as st

from assess import wording
from assess.screen import session, share, show

store, today = session.store(), session.today()
top, faults = st.container(), list[str]()
links = store.links.of(session.viewer())
opening = [link for link in links if link.is_open(today)]
names, people = share.names(), share.makers()

show.done("ended")
if not links:
    show.say(wording.links.NOBODY)
for link in opening:
    with st.container(border=True):
        show.strong(wording.links.opens(link.shared, names))
        show.say(wording.links.stands(link, people, today))
        if st.button("End this link", key=f"end-{link.key}"):
            with show.attempt(faults, "The link opens nothing any more.", at="ended"):
                store.links.revoke(session.viewer(), link.key)
ended = [link for link in links if not link.is_open(today)]
if ended:
    with show.expander("Links that have ended"):
        show.points(
            (wording.links.opens(link.shared, names), wording.links.stands(link, people, today), "") for link in ended
        )
with top:
    show.heading(wording.links.title(len(opening)) if links else "", faults=faults, stays=True)
