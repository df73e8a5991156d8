"""What did we say we would do, and did we?"""

import streamlit as st

from assess import promise, ui, wording
from assess.framework import items_of

viewer, store, today = ui.viewer(), ui.store(), ui.today()
viewer.require("manager", "board", "administrator")
top = st.container()
service = ui.pick_service("Service")
ui.notice(service)
latest = ui.latest_round(service)
items = items_of(store.frameworks(latest.key))
levels = {(p.framework, p.item): p.level for p in store.positions(viewer, service.key) if p.round == latest.key}
# An item that the newest round no longer asks has nothing to be compared with.
promised = [each for each in store.actions(viewer, service=service.key) if (each.framework, each.item) in items]
may_change = ui.may_rate()
faults: list[str] = []

ui.say(wording.promises(promised, today))
for action in promised:
    framework, item = items[action.framework, action.item]
    with st.container(border=True):
        what, *rest = wording.promise(action, framework, item, levels.get((action.framework, action.item)), today)
        st.markdown(f"**{ui.escaped(what)}**")
        for sentence in rest:
            ui.say(sentence)
        if may_change:
            promise.state(action, item)
            faults += promise.change(action, framework, item)

if may_change:
    st.header("Add an action", anchor=False)
    faults += promise.new(service, latest, items, levels, len(promised))
with top:
    ui.heading("Actions", place=f"{service.key}/{len(promised)}", faults=faults)
