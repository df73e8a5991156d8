"""What did we say we would do, and did we?"""

import streamlit as st

from assess import wording
from assess.core.framework import items_of
from assess.core.voices import beside
from assess.screen import actions, journey, pick, session, show
from assess.tasks import outcome

viewer, store, today = session.viewer(), session.store(), session.today()
top = st.container()
faults: dict[str, str] = {}
service = pick.service("Service")
show.notices([service])
round_, _ = outcome.submitted(store, viewer, service)[-1]
items = items_of(store.rounds.frameworks(round_.key))
positions = {(p.framework, p.item): p for p in store.positions.of_service(viewer, service.key) if p.round == round_.key}
levels = {key: position.level for key, position in positions.items()}
# An item that the newest round no longer asks has no level to compare with.
promised = [
    action
    for action in store.actions.visible_to(viewer, service=service.key)
    if (action.framework, action.item) in items
]
may_change = session.may_rate()

actions.due_days(service, promised, items)
for action in promised:
    framework, item = items[action.framework, action.item]
    level = levels.get((action.framework, action.item))
    with st.container(border=True):
        agreed = beside(framework, positions.get((action.framework, action.item)))
        what, *sentences = wording.actions.promise(action, framework, item, level, today, agreed)
        show.strong(what)
        for sentence in sentences:
            show.say(sentence)
        if may_change:
            faults |= actions.state(action, item)
            faults |= actions.change(action, framework, item)
        show.done(f"action-{action.key}")

if may_change:
    show.section("Add an action")
    faults |= actions.new(service, round_, items, levels, len(promised))
    if show.done("action-"):
        journey.what_next(service, round_)
show.link("changes", "What changed because of people", service=service.key)
with top:
    title = wording.actions.title(promised, today)
    show.heading(title, place=f"{service.key}/{len(promised)}", faults=faults, stays=True)
    journey.line(service, round_)
