"""How do the people we serve get to answer?"""

import streamlit as st

from assess import wording
from assess.core.text import day
from assess.screen import navigation, pick, session, show
from assess.server import settings

viewer, store = session.viewer(), session.store()
top = st.container(key="screen-only-heading")
faults: list[str] = []
with st.container(key="screen-only"):
    service = pick.service("Which service?", viewer.rater)
    round_ = pick.open_round(service)
invitation = store.invitations.current(viewer, service.key, round_.key)
came = store.voices.turnout(viewer, round_.key).get((service.key, "people"))
so_far = f"So far, in {round_.name}: {wording.rounds.came_in(came)}."
place = f"{service.key}/{invitation.key if invitation else ''}"
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
    with top:
        show.heading(place=place, faults=faults)
    st.stop()

url = navigation.url_of("take_part", code=invitation.token)
show.section("Tell us how it is for you")
show.say(f"{service.name} wants to know how far it shares power with the people who use it. What do you say?")
with st.container(horizontal=True, vertical_alignment="center"):
    st.image(show.qr(url), width=220, alt="QR code of the link")
    with st.container():
        st.markdown("Point a phone's camera at the square. Or open")
        show.words(navigation.url_of("take_part"))
        st.markdown("and type this code:")
        show.section(f"{invitation.short_code[:4]} {invitation.short_code[4:]}")
show.say(f"It takes about ten minutes. No account, no name. You can answer until {day(round_.closes)}.")
st.markdown("If you need help, or the questions in large print, ask the service.")

with st.container(key="screen-only-progress"):
    show.section("A link to send")
    show.words(url)
    if not settings.is_deployed():
        show.info(
            "This address works on this computer alone, not on other people's phones. Let them answer here, one after "
            "the other, until your organisation runs Rung by Rung on a server.",
            icon="info",
        )
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
    show.heading(place=place, faults=faults)
    st.markdown("Print this page and hand it out, or send the link that stands below it.")
