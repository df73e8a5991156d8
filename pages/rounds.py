"""Who has rated, who is missing, and when is the next round?"""

import streamlit as st

from assess import wording
from assess.core.errors import InputError
from assess.core.framework import Form
from assess.core.text import day, day_typed
from assess.screen import pick, session, show

viewer, store = session.viewer(), session.store()
viewer.require("board", "administrator")
top = st.container()
faults: list[str] = []
programme = pick.programme()
rounds = store.rounds.of(viewer, programme.key)[::-1]
services = store.services.visible_to(viewer, programme=programme.key)

for round_ in [each for each in rounds if each.is_open(session.today())]:
    st.header(show.escaped(f"{round_.name}: open until {day(round_.closes)}"), anchor=False)
    came = (services, store.voices.turnout(viewer, round_.key), store.invitations.services_in(viewer, round_.key))
    show.say(wording.rounds.how_many_are_in(*came))
    show.rows(wording.rounds.who_is_in(*came), "Who has begun and submitted")
    with st.expander(show.escaped(f"Close {round_.name} early")), st.form(f"end-{round_.key}"):
        reason = st.text_area("Why close it before its last day?")
        if st.form_submit_button("Close this round", key=f"end-{round_.key}"):
            try:
                store.rounds.close(viewer, round_.key, reason)
                st.rerun()
            except InputError as error:
                faults.append(str(error))

st.header("Open a new round", anchor=False)
# A form of its own after each round, so that the next one begins empty.
with st.form(f"new-round-{len(rounds)}"):
    name = st.text_input("Name, for example Spring 2027")
    opens = st.text_input("First day, for example 1 March 2027", value=day(session.today()))
    closes = st.text_input("Last day, for example 31 May 2027")
    chosen = [
        one for one in store.catalogue if st.checkbox(one.title, one in store.catalogue.core, key=f"on-{one.key}")
    ]
    thorough = st.checkbox("Ask the thorough form of everyone", key="thorough")
    carries = st.checkbox("Offer last round's answers to be confirmed; they count only when confirmed", key="carries")
    if st.form_submit_button("Open the round", key="open-round", type="primary"):
        try:
            first, last = day_typed(opens, "The first day"), day_typed(closes, "The last day")
            asked: Form = "thorough" if thorough else "quick"
            store.rounds.open(viewer, programme.key, name, first, last, asked, frameworks=chosen, carries=carries)
            st.session_state["set-up"] = f"{name.strip()} is set up, from {day(first)} to {day(last)}."
            st.rerun()
        except InputError as error:
            faults.append(str(error))

past = [each for each in rounds if not each.is_open(session.today())]
if past:
    st.header("Other rounds", anchor=False)
    show.rows(wording.rounds.round_list(past), "Rounds that are not open")
with top:
    show.heading("Rounds", place=f"{programme.key}/{len(rounds)}", faults=faults)
    if done := st.session_state.pop("set-up", ""):
        st.success(show.escaped(done), icon=":material/check:")
    show.examples_notice()
