"""Where do the two voices differ, and what do we agree?"""

import streamlit as st

from assess import wording
from assess.core import voices
from assess.core.answers import Answer
from assess.core.framework import items_of
from assess.screen import agree, pick, result, session, show, who
from assess.tasks import outcome

viewer, store = session.viewer(), session.store()
top = st.container()
service = pick.service("Service", viewer.rater)
round_ = pick.heard_round(service)
show.notices([service])

items = items_of(store.rounds.frameworks(round_.key))
heard = outcome.heard(store, viewer, service, round_)
show.say(wording.voices.how_far_apart(heard, session.people_in(service, round_)))
who.counted(service, round_)
result.both_voices(service, round_)

show.section("Agree on an item")
apart = {f"{p.framework}.{p.item}": p for p in sorted(heard, key=voices.apart, reverse=True)}
titles = {key: items[p.framework, p.item][1].title for key, p in apart.items()}
position = apart[st.selectbox("Item, furthest apart first", list(apart), format_func=titles.__getitem__, key="item")]
key = (position.framework, position.item)
framework, item = items[key]
for sentence in wording.voices.each_voice(position, framework, item):
    show.say(sentence)
notes = [note for about, note in store.voices.words_of_people(viewer, service.key, round_.key) if about == key]
if notes:
    show.strong("What people wrote")
for note in notes:
    show.words(note)

agreed = outcome.agreed(store, viewer, service, round_)
stands = agreed.get(key, Answer(*key))
if stands.level is not None:
    show.say(f"You have agreed on “{framework.level(stands.level).label}”. Why: {stands.note}")
faults = agree.record(service, round_, position, stands, (framework, item))
with top:
    settled = [about for about, answer in agreed.items() if answer.level is not None]
    show.heading(wording.voices.title(service.name, heard, items, settled), place=service.key, faults=faults)
