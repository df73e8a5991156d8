"""Who may see and do what, and what has been done?"""

import streamlit as st

from assess import wording
from assess.core.access import ROLES, SCOPES
from assess.core.errors import AssessError
from assess.screen import session, show

viewer, store = session.viewer(), session.store()
viewer.require("administrator")
top = st.container()
faults: list[str] = []
people = store.accounts.every(viewer)

st.table(show.plain(wording.people.people(people)), alt="People and their roles", hide_index=True)

st.header("Give a role", anchor=False)
known = {each.principal: each.name or each.principal for each in people}
with st.form("give"):
    newcomer = st.text_input("Who: the line that they were shown when they signed in", key="who")
    picked = st.selectbox("Or somebody who has signed in", ["", *known], format_func=lambda key: known.get(key, ""))
    role = st.selectbox("Role", ROLES, format_func=str.capitalize)
    over = st.selectbox("Over", SCOPES, format_func=str.capitalize)
    name = st.text_input("Name of the programme, area or service; nothing for everything")
    if st.form_submit_button("Give this role", key="give", type="primary"):
        try:
            store.accounts.give(
                viewer, newcomer.strip() or picked or "", store.accounts.grant_named(viewer, role, over, name)
            )
            st.rerun()
        except AssessError as error:
            faults.append(str(error))

held = [(person, grant) for person in people for grant in person.grants]
if held:
    st.header("Take a role away", anchor=False)
    with st.form("take"):
        labels = [f"{person.name or person.principal}: {wording.people.grant(grant)}" for person, grant in held]
        place = st.selectbox("Which", range(len(held)), format_func=labels.__getitem__)
        if st.form_submit_button("Take it away", key="take"):
            try:
                store.accounts.take(viewer, held[place][0].principal, held[place][1])
                st.rerun()
            except AssessError as error:
                faults.append(str(error))

if people:
    st.header("Forget somebody", anchor=False)
    with st.form("forget"):
        show.say(
            "Their name, their sign-in and their roles are removed for good, and the name wherever people typed it. "
            "What they did stays, under a code. Backups forget them when their time is over."
        )
        gone = st.selectbox("Whom", list(known), None, known.__getitem__, placeholder="Choose somebody")
        if st.form_submit_button("Forget this person", key="forget"):
            try:
                store.accounts.forget(viewer, gone or "")
                st.rerun()
            except AssessError as error:
                faults.append(str(error))

st.header("What has been done", anchor=False)
count, newest = store.audit.newest(viewer, 10)
if st.button("Check that nobody has changed the log", key="check-log"):
    show.say(wording.people.chain(holds=store.audit.chain_holds()))
show.say(f"Acts in the log: {count:,}. The newest are:")
by_token = {each.token: each.name or each.principal for each in people}
st.table(show.plain(wording.people.acts(newest, by_token)), alt="The newest acts", hide_index=True)
with top:
    show.heading("People and roles", faults=faults)
