"""What is it like for you?"""

import streamlit as st

from assess import wording
from assess.core import form
from assess.core.text import day, required
from assess.screen import navigation, rate, session, show
from assess.screen.draft import new_visit, open_guest_sheet

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
    st.stop()

service, round_ = invitation.service, invitation.round
if navigation.chosen("assessment"):
    sheet = open_guest_sheet(invitation, navigation.chosen("assessment"))
    if sheet.state == "submitted":
        rate.thanks(sheet)
    else:
        rate.form_at(sheet, navigation.chosen("step"))
    st.stop()

show.notices([service])
if closed := invitation.why_closed(session.today()):
    with top:
        show.heading(place="closed")
    show.info(closed, icon="event_busy")
    st.stop()
show.say(f"{service.name} wants to know how it works with you. Your answers stand beside the service's own.")
st.markdown(wording.guide.WELCOME)
steps = form.steps(session.store().rounds.frameworks(round_.key), round_.form, "people")
show.say(f"There are {sum(len(step.items) for step in steps)} questions. You can answer until {day(round_.closes)}.")
with st.form("join"):
    kind = st.radio("Who is answering?", ["One person", "A group, together"], key="who", width="stretch")
    size = st.number_input("If you are a group: how many people?", min_value=2, max_value=1000, value=None, step=1)
    if st.form_submit_button("Begin", key="start", type="primary"):
        with show.attempt(faults):
            people = None if kind == "One person" else int(size or 0)
            response = session.store().invitations.join(navigation.chosen("code"), people)
            navigation.stay(assessment=response.key, visit=new_visit([]), step=steps[0].key)
with top:
    show.heading(place="join", faults=faults)
