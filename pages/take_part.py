"""What is it like for you?"""

import streamlit as st

from assess import rating, ui, wording
from assess.errors import InputError
from assess.sheet import new_visit, open_guest_sheet
from assess.words import day, required

top = st.container()
faults: list[str] = []
invitation = None
try:
    invitation = ui.invitation(ui.chosen("code")) if ui.chosen("code") else None
except InputError as error:
    faults.append(str(error))

if invitation is None:
    st.markdown("Do you use a service, or care for somebody who does? Type the code that you were given.")
    with st.form("code"):
        code = st.text_input("Code", ui.chosen("code"))
        if st.form_submit_button("Go on", key="start", type="primary"):
            try:
                ui.invitation(required(code, "The code that you were given"))
                ui.stay(code=code.strip())
            except InputError as error:
                faults = [str(error)]
    with top:
        ui.heading("Have your say", faults=faults)
    st.stop()

service, round_ = invitation.service, invitation.round
if ui.chosen("assessment"):
    sheet = open_guest_sheet(invitation, ui.chosen("assessment"))
    if sheet.state == "submitted":
        rating.thanks(sheet)
    else:
        rating.form_at(sheet, ui.chosen("step"))
    st.stop()

ui.notice(service)
if closed := invitation.why_closed(ui.today()):
    with top:
        ui.heading("Have your say", place="closed")
    st.info(ui.escaped(closed), icon=":material/event_busy:")
    st.stop()
ui.say(f"{service.name} wants to know how it works with you. Your answers stand beside the service's own.")
st.markdown(wording.WELCOME)
steps = ui.steps_for_people(round_)
ui.say(f"There are {sum(len(step.items) for step in steps)} questions. You can answer until {day(round_.closes)}.")
with st.form("join"):
    kind = st.radio("Who is answering?", ["One person", "A group, together"], key="who", width="stretch")
    size = st.number_input("If you are a group: how many people?", min_value=2, max_value=1000, value=None, step=1)
    if st.form_submit_button("Begin", key="start", type="primary"):
        try:
            people = None if kind == "One person" else int(size or 0)
            response = ui.store().join(ui.chosen("code"), people)
            ui.stay(assessment=response.key, visit=new_visit([]), step=steps[0].key)
        except InputError as error:
            faults.append(str(error))
with top:
    ui.heading("Have your say", place="join", faults=faults)
