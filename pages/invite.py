"""How do the people we serve get to answer?"""

import streamlit as st

from assess import ui, wording
from assess.words import day

viewer, store = ui.viewer(), ui.store()
viewer.require("manager", "administrator")
top = st.container(key="screen-only-heading")
with st.container(key="screen-only"):
    service = ui.pick_service("Which service?")
    round_ = ui.pick_open_round(service)
with top:
    ui.heading("Invite people", place=service.key)
    st.markdown("Print this page and hand it out, or send the link that stands below it.")
ui.notice(service)

invitation = store.invite(viewer, service.key, round_.key)
link = ui.link_to("take_part", code=invitation.token)
st.header("Tell us how it is for you", anchor=False)
ui.say(f"{service.name} wants to know how far it shares power with the people who use it. What do you say?")
with st.container(horizontal=True, vertical_alignment="center"):
    st.image(ui.qr(link), width=220, alt="QR code of the link")
    with st.container():
        st.markdown("Point a phone's camera at the square. Or open")
        ui.words(ui.link_to("take_part"))
        st.markdown("and type this code:")
        st.header(f"{invitation.short_code[:4]} {invitation.short_code[4:]}", anchor=False)
ui.say(f"It takes about ten minutes. No account, no name. You can answer until {day(round_.closes)}.")
st.markdown("If you need help, or the questions in large print, ask the service.")

with st.container(key="screen-only-progress"):
    st.header("A link to send", anchor=False)
    ui.words(link)
    st.header("How many have answered", anchor=False)
    ui.say(f"So far: {wording.came_in(store.turnout(viewer, round_.key).get((service.key, 'people')))}.")
    st.markdown(
        "You see what people said when you have submitted too, and when there are five individual answers or a group."
    )
    if st.button("Close this code and make a new one", key="end-invitation"):
        store.end_invitation(viewer, invitation)
        st.rerun()
