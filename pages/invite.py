"""How do the people we serve get to answer?"""

import streamlit as st

from assess import ui
from assess.words import day

viewer, store = ui.viewer(), ui.store()
viewer.require("manager", "administrator")
top = st.container()
with st.container(key="screen-only"):
    service = ui.pick_service("Which service?")
    round_ = ui.pick_open_round(service)
with top:
    ui.heading("Invite people", place=service.key)
ui.notice(service)

invitation = store.invite(viewer, service.key, round_.key)
link = ui.link_to("take_part", code=invitation.token)
st.header("Tell us how it is for you", anchor=False)
ui.say(f"{service.name} has rated how far it shares power with the people who use it. What do you say?")
with st.container(horizontal=True, vertical_alignment="center"):
    st.image(ui.qr(link), width=220, alt="QR code of the link")
    with st.container():
        st.markdown("Point a phone's camera at the square, or open")
        ui.words(link)
        st.markdown("or type this code under “Have your say”:")
        st.header(f"{invitation.short_code[:4]} {invitation.short_code[4:]}", anchor=False)
ui.say(f"It takes about ten minutes. No account, no name. You can answer until {day(round_.closes)}.")

with st.container(key="screen-only-progress"):
    st.header("How many have answered", anchor=False)
    came = store.turnout(viewer, round_.key).get((service.key, "people"))
    ui.say(f"{came.submitted if came else 0} submitted, {came.begun if came else 0} begun.")
    st.markdown(
        "You see what people said when you have submitted too, and when there are five individual answers or a group. "
        "On paper: print this page."
    )
    if st.button("Close this code and make a new one", key="end-invitation"):
        store.end_invitation(viewer, invitation)
        st.rerun()
