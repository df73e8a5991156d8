"""Who may see and do what, and what has been done?"""

import streamlit as st

from assess import wording
from assess.core.access import ROLES, SCOPES
from assess.core.names import of_services
from assess.screen import forget, session, show

viewer, store = session.viewer(), session.store()
top = st.container()
faults: list[str] = []
people = store.accounts.every(viewer)
names = of_services(store.services.visible_to(viewer))
names |= {programme.key: programme.name for programme in store.programmes.visible_to(viewer)}

show.uncached_rows(wording.people.people(people, names), "People and their roles")

show.section("Give a role")
known = forget.named(people)
with st.form("give"):
    newcomer = st.text_input("Their sign-in line, shown to them after signing in", key="who")
    picked = st.selectbox("Or somebody who has signed in", ["", *known], format_func=lambda key: known.get(key, ""))
    role = st.selectbox("Role", ROLES, format_func=str.capitalize)
    over = st.selectbox("Over", SCOPES, format_func=str.capitalize)
    name = st.text_input("Name of the programme, area or service; nothing for everything")
    if st.form_submit_button("Give this role", key="give", type="primary"):
        with show.attempt(faults, f"The role is given: {role}.", at="give"):
            store.accounts.give(
                viewer, newcomer.strip() or picked or "", store.accounts.grant_named(viewer, role, over, name)
            )
    show.done("give")

held = [(person, grant) for person in people for grant in person.grants]
if held:
    show.section("Take a role away")
    with st.form("take"):
        labels = [f"{known[person.principal]}: {wording.people.grant(grant, names)}" for person, grant in held]
        # Nothing is selected at first: otherwise the selection would shift to another row when somebody else changes
        # the roles.
        index = st.selectbox("Which", range(len(held)), None, labels.__getitem__, placeholder="Choose a role")
        if st.form_submit_button("Take it away", key="take"):
            if index is None:
                faults.append("Choose the role to take away. If you had chosen one, the list has changed since.")
            else:
                with show.attempt(faults, f"Taken away: {labels[index]}.", at="take"):
                    store.accounts.take(viewer, held[index][0].principal, held[index][1])
show.done("take")

if people:
    show.section("Forget somebody")
    forget.forget(people, faults)

show.section("What has been done")
count, newest = store.audit.newest(viewer, 10)
if st.button("Check that nobody has changed the log", key="check-log"):
    show.say(wording.people.chain(holds=store.audit.chain_holds()))
show.say(f"Acts in the log, without those of people who answered by a code: {count:,}. The newest are:")
names |= {person.token: person.name or person.principal for person in people}
show.uncached_rows(wording.people.acts(newest, names), "The newest acts")
with top:
    show.heading(faults=faults)
