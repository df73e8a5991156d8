"""What do people's notes have in common, and what follows from it?"""

from functools import partial

import streamlit as st

from assess import wording
from assess.screen import pick, session, show, together

viewer, faults = session.viewer(), list[str]()
top = st.container()
service = pick.service("Service", viewer.rater)
round_ = pick.heard_round(service)
show.notices([service])
if not together.of(service, round_).words:
    with top:
        show.heading(place=f"{service.key}/{round_.key}")
    show.info(wording.together.NOTHING, icon="sticky_note_2")
    show.link("invite", "Invite people", service=service.key)
    st.stop()
pick.tabs(
    {
        "Sort the notes": partial(together.sort, service, round_, faults),
        "Work on the themes": partial(together.themes, service, round_, faults),
    }
)
st.markdown(f":small[{wording.together.SOURCE}]")
with top:
    finding = wording.together.title(together.of(service, round_))
    # Every note that is sorted changes the finding; the focus stays with the notes.
    show.heading(finding, place=f"{service.key}/{round_.key}", faults=faults, stays=True)
