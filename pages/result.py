"""Where do we stand, and what would the next step look like?"""

import streamlit as st

from assess import compare, scoring, ui, wording
from assess.words import day

top = st.container()
with st.container(key="screen-only", horizontal=True):
    service = ui.pick_service("Service")
    now, before = ui.pick_outcomes(service)
earlier = before.standings if before else {}
changes = compare.changes(earlier, now.standings)

with top:
    ui.heading(f"{service.name}: where it stands", place=now.round.key)
ui.notice(service)
with st.container(border=True):
    for sentence in wording.in_short(service, now.round, now.standings, earlier):
        ui.say(sentence)
    ui.say(wording.moved(changes, before.round if before else None))
ui.whose_view(service, now.round)

for standing in now.standings.values():
    ui.standing(standing, earlier.get(standing.framework.key))

# Whoever rates has them on a page of their own, to agree there.
if not ui.may_rate():
    ui.both_voices(service, now.round)

st.header("What the next step looks like", anchor=False)
for standing, item in scoring.next_steps(now.standings):
    ui.say(wording.next_level(standing.framework, item, standing.levels[item.key]))
if ui.may_rate():
    ui.link("actions", "Promise what you will do", icon=":material/flag:", service=service.key)

st.header("Strengths", anchor=False)
for sentence in wording.strengths(now.standings.values()) or ["No item stands out yet."]:
    ui.say(sentence)

moved = [change for change in changes if change.steps]
if before and moved:
    st.header("What changed", anchor=False)
    ui.rows(wording.moves(moved, before.round, now.round), "The items that moved")

st.header("Claimed and evidenced", anchor=False)
ui.say(wording.evidenced(now.standings))

late = wording.too_late(now.round, now.submitted)
ui.say(f"{service.organisation}. Submitted on {day(now.submitted)}{late}. {wording.HOW}")
ui.link("guide", "How scores are worked out", icon=":material/calculate:")
