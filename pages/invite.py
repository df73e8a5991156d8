"""How do the people we serve get to answer?"""

import streamlit as st

from assess import wording
from assess.screen import invite, pick, session, show

viewer, store = session.viewer(), session.store()
top = st.container(key="screen-only-heading")
faults: list[str] = []
with st.container(key="screen-only"):
    service = pick.service("Which service?", viewer.rater)
    round_ = pick.open_round(service)
invitation = store.invitations.current(viewer, service.key, round_.key)
came = store.voices.turnout(viewer, round_.key).get((service.key, "people"))
so_far = f"So far, in {round_.name}: {wording.rounds.came_in(came)}."
show.notices([service])

if invitation is None:
    show.say(
        f"Nobody can answer about {service.name} now: {round_.name} has no open code. Make an invitation: a page to "
        "print with a code, and a link to send. Whoever has one can answer without an account or a name."
    )
    if st.button("Make an invitation", key="invite", type="primary"):
        with show.attempt(faults):
            store.invitations.open(viewer, service.key, round_.key)
    show.say(so_far)
else:
    invite.leaflet(service, round_, invitation)
    with st.container(key="screen-only-progress"):
        invite.link(invitation)
        show.section("How many have answered")
        show.say(so_far)
        st.markdown(
            "You see what people said when you have submitted too or the round has closed, and when there are five "
            "individual answers or a group."
        )
        st.markdown("When you close the code, nobody new can begin with it. What was said by it stays.")
        if st.button("Close this code", key="end-invitation"):
            with show.attempt(faults):
                store.invitations.close(viewer, invitation)
with top:
    show.heading(place=f"{service.key}/{invitation.key if invitation else ''}", faults=faults)
    if invitation:
        st.markdown("Print this page and hand it out, or send the link that stands below it.")
