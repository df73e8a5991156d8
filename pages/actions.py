"""What did we say we would do, and did we?"""

import streamlit as st

from assess import wording
from assess.core.framework import items_of
from assess.screen import actions, pick, session, show

viewer, store, today = session.viewer(), session.store(), session.today()
viewer.require("manager", "board", "administrator")
top = st.container()
service = pick.service("Service")
show.notice(service)
latest = pick.latest_round(service)
items = items_of(store.rounds.frameworks(latest.key))
levels = {
    (p.framework, p.item): p.level for p in store.positions.of_service(viewer, service.key) if p.round == latest.key
}
# An item that the newest round no longer asks has nothing to be compared with.
promised = [
    each for each in store.actions.visible_to(viewer, service=service.key) if (each.framework, each.item) in items
]
may_change = session.may_rate()
faults: list[str] = []

show.say(wording.actions.promises(promised, today))
for action in promised:
    framework, item = items[action.framework, action.item]
    with st.container(border=True):
        what, *rest = wording.actions.promise(
            action, framework, item, levels.get((action.framework, action.item)), today
        )
        st.markdown(f"**{show.escaped(what)}**")
        for sentence in rest:
            show.say(sentence)
        if may_change:
            actions.state(action, item)
            faults += actions.change(action, framework, item)

if may_change:
    st.header("Add an action", anchor=False)
    faults += actions.new(service, latest, items, levels, len(promised))
with top:
    show.heading("Actions", place=f"{service.key}/{len(promised)}", faults=faults)
