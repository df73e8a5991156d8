"""What changed because of people, and whose idea was it?"""

import streamlit as st

from assess import wording
from assess.screen import impacts, navigation, pick, session, show
from assess.tasks.impacts import items_of_service

viewer, store = session.viewer(), session.store()
top = st.container()
faults: dict[str, str] = {}
service = pick.service("Service")
show.notices([service])
items = items_of_service(store, viewer, service)
noted = store.impacts.visible_to(viewer, service=service.key)
may_change = impacts.may_note(service)

if whose := wording.impact.whose(noted):
    show.say(whose)
impacts.listed(impacts.chosen(noted, items, navigation.chosen("change")), items)
show.done("change-")
if may_change:
    show.section("Note a change")
    faults |= impacts.new(service, items, len(noted))
    if noted:
        with show.expander("Correct or withdraw one", key="correct", expanded=bool(navigation.chosen("change"))):
            faults |= impacts.correct(noted, items)
show.link("give_back", "Give it back to people", service=service.key)
with top:
    show.heading(wording.impact.title(noted), place=f"{service.key}/{len(noted)}", faults=faults)
