"""How do the people we serve get to answer?"""

import streamlit as st

from assess import wording
from assess.screen import invite, journey, navigation, pick, session, show, together

viewer, store = session.viewer(), session.store()
opens_elsewhere = navigation.opens_elsewhere()
# On the page that is handed out, the leaflet has its own heading.
top = st.container(key="screen-only-heading" if opens_elsewhere else "heading")
said = st.container(key="screen-only-said")
faults: dict[str, str] = {}
with st.container(key="screen-only"):
    service = pick.service("Which service?", viewer.rater)
    round_ = pick.open_round(service)
invitation = store.invitations.current(viewer, service.key, round_.key)
show.notices([service])

if store.invitations.has_ended(viewer, service.key, round_.key):
    invite.ended(service, round_)
    together.lead_on(service, round_)
elif invitation is None:
    show.say(wording.voices.not_invited(service, round_, can_print=opens_elsewhere))
    if st.button("Make an invitation", key="invite", type="primary"):
        with show.attempt(faults, wording.voices.invited(can_print=opens_elsewhere), at="invite"):
            store.invitations.open(viewer, service.key, round_.key)
else:
    if opens_elsewhere:
        invite.leaflet(service, round_, invitation)
    else:
        invite.here_alone(invitation, faults)
    with st.container(key="screen-only-progress"):
        if opens_elsewhere:
            invite.link(invitation)
        invite.on_paper(invitation, faults)
        invite.together(invitation)
        together.ask(service, round_, faults)
        show.section("How many have answered")
        invite.so_far(service, round_)
        invite.close(invitation, faults)
        invite.replace(invitation, faults)
with said:
    show.done("invite")
with top:
    show.heading(place=f"{service.key}/{invitation.key if invitation else ''}", faults=faults)
    journey.line(service, round_)
    if invitation and opens_elsewhere:
        st.markdown("Print this page and hand it out, or send the link that stands below it.")
